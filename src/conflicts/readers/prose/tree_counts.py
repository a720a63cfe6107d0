"""How many, by trees of words: what a clause counts or measures, one pattern a file of ``rules/counts``."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from conflicts.model.claim import Certainty
from conflicts.model.value import NONE, Quantity, Special
from conflicts.readers.prose.amounts import AmountReader
from conflicts.readers.prose.date_phrases import DatePhrase
from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.tree_assertions import AssertionReader, Span
from conflicts.readers.prose.tree_events import EventReader, Held
from conflicts.readers.prose.tree_names import NameReader
from conflicts.readers.prose.tree_patterns import PredicatePattern, PredicatePatterns, shipped_patterns
from conflicts.readers.prose.tree_words import SUBJECTS, alone, is_verb, phrase, within

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


class CountPattern(PredicatePattern):
    """One predicate that has a number.

    - ``trees``: the words that say it, in each as in a pattern of who says what. ``verb`` is its verb, ``count`` what
      the number stands before, or the number; ``subject`` what has the number. Without a subject it is counted at
      whatever the document tells of.
    - ``at``: the groups of kinds of events (``events`` of the lexicon) at which such things are counted.
    - ``measured``: the number has a unit, or is of money.
    """

    measured: bool = False
    at: tuple[str, ...] = ()

    @property
    def needed(self) -> frozenset[str]:
        return super().needed | {"count"}


@dataclass(frozen=True)
class Counted:
    """A number, or none at all, that a clause gives: of what (``of``), and what has it.

    ``subject`` is what has it, if the clause says so, and empty if it is what the text tells of.
    ``held`` is the event that it is of, if that is clear; ``verb`` is the place of its verb, if the clause says
    nothing else.
    """

    predicate: str
    quantity: Quantity | Special
    of: str
    subject: str
    certainty: Certainty
    date: DatePhrase | None
    span: Span
    verb: int
    held: Held | None = None


class CountReader:
    """Finds what is counted or measured in the tree of a sentence."""

    def __init__(
        self,
        lexicon: Lexicon,
        patterns: PredicatePatterns[CountPattern],
        amounts: AmountReader,
        names: NameReader,
        assertions: AssertionReader,
    ) -> None:
        self._patterns = patterns
        self._amounts, self._names, self._assertions = amounts, names, assertions
        self.events = EventReader(lexicon)
        self._number_words = frozenset(lexicon.numbers.words)
        self._anybody = lexicon.trees["anybody"]
        self._single = frozenset(lexicon.negation.single)
        self._either = frozenset(lexicon.trees["either"])
        self._times = frozenset(lexicon.dates.document.units)

    def counted(self, doc: "Doc", span: Span, dates: Sequence[DatePhrase], text: str) -> Iterator[Counted]:
        """What a span asserts of numbers: nothing that is denied, planned, wished, asked or under a condition.

        ``text`` is the sentence with spaces for its dates and for the words that say who says it.
        """
        places = within(doc, span)
        taken = set[int]()
        for pattern, words in self._patterns.matches(doc):
            verb, count = words["verb"], words["count"]
            if (
                count.i in places
                and verb.i in places
                and count.i not in taken
                and self._assertions.is_asserted(verb, places)
            ):
                found = self._found(pattern, words, doc, places, dates)
                if found is not None:
                    taken.add(count.i)
                    said = {at for at in places if not text[doc[at].idx].isspace()}
                    here = [verb, *words.values()]
                    held = self.events.held(pattern.at, here, dates, places, said) if pattern.at else None
                    yield replace(found, held=held)

    def _found(
        self,
        pattern: CountPattern,
        words: "Mapping[str, Token]",
        doc: "Doc",
        places: frozenset[int],
        dates: Sequence[DatePhrase],
    ) -> Counted | None:
        verb, count = words["verb"], words["count"]
        nobody = count if not self._has_number(count) and self._assertions.is_of_none(verb, count) else None
        clause = self._assertions.clause(doc, verb, places, dates, nobody)
        is_shared = _is_shared(verb, count) or any(each.lower_ in self._either for each in verb.children)
        is_one_of_two = any(each.dep_ == "conj" for each in count.children)
        if clause is None or is_shared or is_one_of_two or count.lemma_ in self._times:
            return None
        words_of_it = doc.text[count.left_edge.idx : self._amounts.end(count)]
        amount = self._amounts.amount(words_of_it) if nobody is None else None
        if nobody is None and (amount is None or amount.has_unit != pattern.measured):
            return None
        subject = words.get("subject")
        name = (self._names.named(subject) or _name(subject)) if subject is not None else ""
        if name is None:
            return None
        of = "" if pattern.measured else self._kind(count)
        if not of and pattern.predicate.unit == "person" and not words.get("subject"):
            of = self._anybody[0]
        value = amount.quantity if amount is not None else NONE
        return Counted(pattern.id, value, of, name, clause.certainty, clause.date, clause.span, alone(verb))

    def _has_number(self, count: "Token") -> bool:
        """Whether it is a number or has one: "no fewer than 37"; but "not one miner" has none."""
        numbers = [count, *(each for each in count.children if each.dep_ == "nummod")]
        return any(each.tag_ == "CD" and each.lower_ not in self._single for each in numbers)

    def _kind(self, count: "Token") -> str:
        """What is counted: the noun without its number, or that of "nineteen of the miners"."""
        if count.lower_ in self._anybody:
            return self._anybody[0]
        if count.pos_ in ("NOUN", "PROPN") and all(each.dep_ != "neg" for each in count.children):
            kept = [each for each in phrase(count) if each.dep_ in ("amod", "compound") and each.head.i == count.i]
            words = [each.lower_ for each in kept if each.pos_ != "NUM" and each.tag_ != "JJR"]
            return " ".join([*(each for each in words if each not in self._number_words), count.lower_])
        inner = (
            each for prep in count.children if prep.dep_ == "prep" for each in prep.children if each.dep_ == "pobj"
        )
        return next((each.lower_ for each in inner if each.pos_ == "NOUN"), "")


def _is_shared(verb: "Token", count: "Token") -> bool:
    """Whether the number belongs to two verbs: "12 were killed or injured", "it killed or injured 12"."""
    if any(each.dep_ == "conj" and _has_no_subject(each) and each.tag_ == verb.tag_ for each in verb.children):
        return count.dep_ != "dobj"
    above = verb.head
    return count.dep_ == "dobj" and verb.dep_ == "conj" and all(each.dep_ != "dobj" for each in above.children)


def _has_no_subject(verb: "Token") -> bool:
    return is_verb(verb) and all(each.dep_ not in SUBJECTS for each in verb.children)


def _name(word: "Token") -> str | None:
    """What has the number, by its words; None if only a pronoun, or whose it is, says so."""
    if word.pos_ == "PRON" or any(each.dep_ == "poss" and each.pos_ == "PRON" for each in word.children):
        return None
    return "".join(each.text_with_ws for each in phrase(word)).strip()


def load_count_patterns(lexicon: Lexicon) -> tuple[CountPattern, ...]:
    """The patterns of what is counted that ship for the lexicon's language."""
    return shipped_patterns("counts", CountPattern, lexicon)
