"""The number that a word of a tree has, and what it counts: "40 houses", "a total of 40", "hundreds of them"."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from conflicts.model.value import Quantity
from conflicts.readers.prose.amounts import Amount, AmountReader
from conflicts.readers.prose.date_phrases import DatePhrase
from conflicts.readers.prose.dates import Calendar
from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.tree_words import after, antecedent, is_verb, phrase
from conflicts.readers.prose.years import any_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_END = re.compile(r"[,.;:()]")
_NEAR = 2
_ENDING = ("PUNCT", "ADP", "CCONJ", "ADV")
_YEARS = range(1000, 2200)
_SEVERAL = 2
"""Of what stands in the plural ("hundreds") there are at least so many."""


class TreeAmounts:
    """Reads what a word of a tree counts or measures."""

    def __init__(self, lexicon: Lexicon, amounts: AmountReader, calendar: Calendar) -> None:
        words = lexicon.numbers
        self._amounts, self._calendar = amounts, calendar
        self._anybody, self._number_words = lexicon.trees["anybody"], frozenset(words.words)
        self._single, self._fractions = frozenset(lexicon.negation.single), frozenset(words.fractions)
        self._vague, self._totals = words.vague, frozenset(lexicon.trees["total"])
        self._of = frozenset(lexicon.grammar.of)
        self._times = frozenset((*lexicon.dates.document.units, *map(str.casefold, lexicon.dates.months)))
        self._compared = re.compile(rf"\b(?:{any_of(lexicon.dates.compared.same)})\s+", re.IGNORECASE)

    def is_time(self, count: "Token", dates: Sequence[DatePhrase]) -> bool:
        """Whether it is a date, a year or a span of time, and no number of things: "in 2016", "the 1998 treaty"."""
        if any(each.start <= count.idx < each.end for each in dates):
            return True
        is_one = count.tag_ in ("NN", "NNP") or any(each.tag_ in ("DT", "PRP$", "POS") for each in count.lefts)
        years = (each for each in self._numbers(count) if each.text.isdigit() and int(each.text) in _YEARS)
        is_year = any(is_one or (each.i == count.i and not self.inner(count)) for each in years)
        return is_year or not self._times.isdisjoint((count.lemma_, count.lower_))

    def has_others(self, count: "Token", dates: Sequence[DatePhrase]) -> bool:
        """Whether its sentence has another number than this one, and than those of its dates."""
        own = {each.i for each in count.subtree}
        others = (each for each in count.doc if each.tag_ == "CD" and each.i not in own)
        return any(not any(date.start <= each.idx < date.end for date in dates) for each in others)

    def has_number(self, count: "Token") -> bool:
        """Whether it is a number or has one: "no fewer than 37"; but "not one miner" has none."""
        if count.lower_ in self._fractions:
            return count.lower_.endswith("s") or bool(self.inner(count))
        if count.lower_ in self._vague:
            return True
        return bool(self._numbers(count))

    def _numbers(self, count: "Token") -> list["Token"]:
        """The words of its number; a word for a number at the head of a sentence may be taken for an adjective."""
        own = [count, *(each for each in count.lefts if each.dep_ in ("nummod", "amod"))]
        numbers = (each for each in own if each.tag_ == "CD" or each.lower_ in self._number_words)
        return [each for each in numbers if each.lower_ not in self._single]

    def whole(self, count: "Token") -> "Token":
        """What is counted where its number follows it: "40 residents" of "a total of 40 residents"."""
        is_total = count.lemma_ in self._totals and count.lower_ not in self._vague
        return (self.inner(count) or count) if is_total else count

    def noun(self, count: "Token") -> "Token":
        """The noun of what is counted: "residents" of "a total of 40 residents", "hundreds of residents"."""
        inner = self.inner(count)
        return self.noun(inner) if inner is not None and count.lemma_ in self._totals else count

    def inner(self, count: "Token") -> "Token | None":
        """What "of" joins to a word: "boats" of "12 of the 40 boats"."""
        return next(iter(after(count, self._of)), None)

    def amount(self, count: "Token") -> Amount | None:
        """The amount that a word has, if nothing else is counted by its words."""
        if count.lower_ in self._vague:
            return self._several(count)
        return self._amounts.amount(count.doc.text[count.left_edge.idx : self._amounts.end(count)])

    def _several(self, count: "Token") -> Amount | None:
        """At least two of each: "tens of thousands" are 20,000 or more."""
        words = [each.lower_ for each in count.doc[count.left_edge.i : count.i + 1]]
        sizes = [self._vague[each] for each in words if each in self._vague]
        sizes += [self._vague[each.lower_] for each in self._vague_within(count)]
        if any(each not in self._vague and each not in self._of for each in words):
            return None
        least = Decimal(_SEVERAL)
        for size in sizes:
            least *= size
        return Amount(Quantity(low=least), has_unit=False)

    def _vague_within(self, count: "Token") -> Iterator["Token"]:
        """The vague numbers that "of" joins to one, each to the one before: "tens of thousands of people"."""
        at = self.inner(count)
        while at is not None and at.lower_ in self._vague:
            yield at
            at = self.inner(at)

    def kind(self, count: "Token") -> str:
        """What is counted: the noun without its number, or that of "nineteen of the miners"."""
        if count.lower_ in self._anybody:
            return self._anybody[0]
        is_number = count.lower_ in self._vague or count.lower_ in self._fractions
        if count.pos_ in ("NOUN", "PROPN") and not is_number and all(each.dep_ != "neg" for each in count.children):
            kept = [each for each in phrase(count) if each.dep_ in ("amod", "compound") and each.head.i == count.i]
            words = [each.lower_ for each in kept if each.pos_ != "NUM" and each.tag_ != "JJR"]
            return " ".join([*(each for each in words if each not in self._number_words), count.lower_])
        inner = self.inner([count, *self._vague_within(count)][-1])
        return inner.lower_ if inner is not None and inner.pos_ == "NOUN" else self._of_whom(count)

    def _of_whom(self, count: "Token") -> str:
        """What a number in a relative clause is of: "300 people, of whom 42 are in hospital"."""
        verb = count.head
        relative = [
            each
            for prep in verb.children
            if prep.dep_ == "prep" and prep.lower_ in self._of and prep.i < count.i
            for each in prep.children
            if each.tag_ == "WP"
        ]
        if not relative:
            return ""
        noun = antecedent(relative[0], verb)
        before = (each for each in reversed(list(verb.doc[: relative[0].i])) if each.pos_ == "NOUN")
        noun = noun or next(before, None)
        return noun.lower_ if noun is not None and noun.pos_ == "NOUN" else ""

    def compared(
        self, count: "Token", own: Amount, dates: Sequence[DatePhrase]
    ) -> Iterator[tuple[Quantity, DatePhrase | None]]:
        """Another number of the same, and when: "down from 4,100 in 2018", "against $790m the year before"."""
        text, end = count.doc.text, self._amounts.end(count)
        found = self._compared.search(text, end)
        leading = self._amounts.leading(text, found.end()) if found is not None else None
        if found is None or leading is None:
            return
        amount, last = leading
        between = count.doc.char_span(end, found.start(), alignment_mode="contract")
        is_other = between is not None and any(
            is_verb(each) or (each.tag_ == "CD" and each.head.dep_ != "pobj" and not self.is_time(each, dates))
            for each in between
        )
        words = text[found.end() : last]
        is_year = words.isdigit() and int(words) in _YEARS
        date = self._date_after(text[last:])
        following = next((each for each in count.doc if each.idx >= last and not each.is_space), None)
        is_of_more = date is None and following is not None and not self._ends(following)
        is_same_unit = amount.has_unit == own.has_unit and amount.quantity.unit == own.quantity.unit
        if is_same_unit and not (is_other or is_year or is_of_more):
            yield amount.quantity, date

    def _ends(self, word: "Token") -> bool:
        """Whether a number before it is a bare one: "4,100 in …", "$790m the year before"."""
        near = word.doc[word.i : word.i + _NEAR]
        return word.pos_ in _ENDING or any(each.lower_ in self._times for each in near)

    def _date_after(self, text: str) -> DatePhrase | None:
        """The date with which a text begins."""
        words = _END.split(text.strip(), maxsplit=1)[0]
        found = self._calendar.of_text(None).phrases(words)
        return found[0] if len(found) == 1 and found[0].start == 0 else None
