"""How many, by trees of words: what a clause counts or measures, one pattern a file of ``rules/counts``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from conflicts.model.claim import Certainty
from conflicts.model.value import NONE, Quantity, Special
from conflicts.model.vocabulary import Predicate
from conflicts.readers.prose.amounts import Amount, AmountReader
from conflicts.readers.prose.date_phrases import DatePhrase
from conflicts.readers.prose.dates import Calendar
from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.phrases import slug
from conflicts.readers.prose.tree_amounts import TreeAmounts
from conflicts.readers.prose.tree_assertions import AssertionReader, Span
from conflicts.readers.prose.tree_dates import unless_of_other
from conflicts.readers.prose.tree_events import EventReader, Held
from conflicts.readers.prose.tree_names import NameReader
from conflicts.readers.prose.tree_patterns import PredicatePattern, PredicatePatterns, shipped_patterns
from conflicts.readers.prose.tree_words import (
    RELATIVE,
    SUBJECTS,
    alone,
    antecedent,
    clause_of,
    is_verb,
    phrase,
    subject,
    within,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


_COUNTED = "number-"
"""What the names of predicates begin with that are called by words of a clause: "number-rise-to"."""


class CountPattern(PredicatePattern):
    """One predicate that has a number.

    - ``trees``: the words that say it, in each as in a pattern of who says what. ``verb`` is its verb, ``count`` what
      the number stands before, or the number; ``subject`` what has the number. Without a subject it is counted at
      whatever the document tells of.
    - ``at``: the groups of kinds of events (``events`` of the lexicon) at which such things are counted.
    - ``measured``: the number has a unit, or is of money; ``either``: it may have one.
    - ``called``: nodes whose words are the name of the predicate ("rise to"); then ``predicate`` says what all such
      are. These patterns take what no other pattern takes, and only what has a number.

    - ``only``: the sentence has no other number.
    - ``apart``: what is joined to the count is another thing, which a tree of its own takes ("12 morts et 30 blessés").
    - ``again``: a bare number, of what was counted just before ("the union says 900").

    A tree without ``verb`` is that of a noun: its clause is the one that the noun stands in.
    """

    measured: bool | Literal["either"] = False
    at: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    apart: bool = False
    again: bool = False
    only: bool = False

    @property
    def needed(self) -> frozenset[str]:
        return frozenset({"count"})


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
        calendar: Calendar,
        names: NameReader,
        assertions: AssertionReader,
    ) -> None:
        self._patterns = patterns
        self._amounts, self._names, self._assertions = TreeAmounts(lexicon, amounts, calendar), names, assertions
        self.events = EventReader(lexicon)
        self._anybody = lexicon.trees["anybody"]
        self._either = frozenset(lexicon.trees["either"])
        self._nobody = frozenset(lexicon.negation.words) | frozenset(lexicon.negation.determiners)
        self._people = frozenset(lexicon.trees["people"])
        self._intent = frozenset(lexicon.trees["intent"])
        self._last: list[Counted] = []

    def counted(self, doc: "Doc", span: Span, dates: Sequence[DatePhrase], text: str) -> list[Counted]:
        """What a span asserts of numbers: nothing that is denied, wished, asked or under a condition.

        ``text`` is the sentence with spaces for its dates and for the words that say who says it.
        """
        places = within(doc, span)
        said = {at for at in places if not text[doc[at].idx].isspace()}
        found: list[Counted] = []
        taken = set[int]()
        matches = sorted(self._patterns.matches(doc), key=lambda match: (bool(match[0].called), "verb" not in match[1]))
        for pattern, words in matches:
            count = words["count"]
            is_beside = pattern.only and self._amounts.has_others(count, dates)
            if count.i in places and count.i not in taken and not is_beside:
                made = self._all(pattern, words, places, said, dates)
                taken |= {count.i} if made else set()
                found += made
        self._last = found or self._last
        return found

    def _all(
        self,
        pattern: CountPattern,
        words: "Mapping[str, Token]",
        places: frozenset[int],
        said: set[int],
        dates: Sequence[DatePhrase],
    ) -> list[Counted]:
        """A number, and what it is compared with."""
        count = self._amounts.whole(words["count"])
        verb = words.get("verb") or clause_of(count)
        before = self._before(pattern, verb, places)
        noun = self._amounts.noun(words["count"])
        is_of_things = pattern.predicate.unit == "person" and noun.i != words["count"].i and not self._is_people(noun)
        if verb.i not in places or before is None or is_of_things or self._amounts.is_time(count, dates):
            return []
        amount = self._amounts.amount(count) if self._amounts.has_number(count) else None
        made = self._found(pattern, words, verb, count, amount, places, dates)
        if made is None:
            return []
        if pattern.again:
            made = self._of_what_was_counted(made)
        elif pattern.called:
            made = replace(
                made, predicate=_called([*before, *(words[each] for each in pattern.called if each in words)])
            )
        if made is None:
            return []
        here = [verb, *words.values()]
        held = self.events.held(pattern.at, here, dates, places, said) if pattern.at else made.held
        made = replace(made, held=held)
        others = list(self._amounts.compared(count, amount, dates)) if amount is not None else []
        beside = [*self._beside(pattern, made, count), made]
        return [*beside[::-1], *(replace(made, quantity=each, date=date, verb=-1) for each, date in others)]

    def _beside(self, pattern: CountPattern, made: Counted, count: "Token") -> list[Counted]:
        """The numbers that are joined to one: "12 people and 30 horses"."""
        found = []
        for noun in () if pattern.apart else self._joined(count):
            amount = self._amounts.amount(noun)
            is_of_things = pattern.predicate.unit == "person" and not self._is_people(noun)
            if amount is not None and pattern.measured in ("either", amount.has_unit) and not is_of_things:
                of = "" if amount.has_unit else self._amounts.kind(noun)
                found.append(replace(made, quantity=amount.quantity, of=of, verb=-1))
        return found

    def _joined(self, count: "Token") -> list["Token"]:
        """The nouns that "and" joins to one, if each of them has a number of its own."""
        found, at = list["Token"](), count
        while (following := next((each for each in at.children if each.dep_ == "conj"), None)) is not None:
            is_or = any(each.dep_ == "cc" and each.lower_ in self._either for each in at.children)
            if is_or or following.pos_ not in ("NOUN", "PROPN") or not self._amounts.has_number(following):
                return []
            found.append(following)
            at = following
        return found if count.pos_ in ("NOUN", "PROPN") else []

    def _before(self, pattern: CountPattern, verb: "Token", places: frozenset[int]) -> list["Token"] | None:
        """The words for an intent before a verb ("plans to"); None if the verb says nothing that is so."""
        if self._assertions.is_asserted(verb, places):
            return []
        above = verb.head
        to = [each for each in verb.children if each.dep_ == "aux" and each.tag_ == "TO"]
        is_intent = verb.dep_ == "xcomp" and above.i in places and above.lemma_ in self._intent and bool(pattern.called)
        return [above, *to] if is_intent and to and self._assertions.is_asserted(above, places) else None

    def _found(
        self,
        pattern: CountPattern,
        words: "Mapping[str, Token]",
        verb: "Token",
        count: "Token",
        amount: Amount | None,
        places: frozenset[int],
        dates: Sequence[DatePhrase],
    ) -> Counted | None:
        has_number = self._amounts.has_number(count)
        if pattern.called and (not has_number or _is_open(verb) or self._is_denied(verb)):
            return None
        may_be_nobody = not has_number and not pattern.measured
        nobody = count if may_be_nobody and self._assertions.is_of_none(verb, count) else None
        clause = self._assertions.clause(verb.doc, verb, places, dates, nobody)
        is_shared = _is_shared(verb, count) or any(each.lower_ in self._either for each in verb.children)
        is_one_of_two = any(each.dep_ == "conj" for each in count.children) and not self._joined(count)
        is_other = amount is not None and pattern.measured not in ("either", amount.has_unit)
        if clause is None or is_shared or is_one_of_two or is_other or (nobody is None and amount is None):
            return None
        about = words.get("subject")
        if about is None and pattern.called and count.dep_ not in SUBJECTS and "there" not in words:
            about = subject(verb)  # "it holds 400 and cost $3m": what the verb before it is about
        name = self._name(about, count, verb) if about is not None else ""
        if name is None:
            return None
        of = "" if amount is not None and amount.has_unit else self._amounts.kind(count)
        if pattern.called and count.dep_ == "dobj" and not of and amount is not None and not amount.has_unit:
            return None  # "the mayor gave 14": of what?
        if not of and pattern.predicate.unit == "person" and about is None:
            of = self._anybody[0]
        date = unless_of_other(clause.date, verb, count)
        return Counted(
            predicate=pattern.id,
            quantity=amount.quantity if amount is not None else NONE,
            of=of,
            subject=name,
            certainty=clause.certainty,
            date=date if date is None or self._is_own(date, count) else None,
            span=clause.span,
            verb=alone(verb) if "verb" in words else -1,
        )

    def _is_own(self, date: DatePhrase, count: "Token") -> bool:
        """Whether a date of the clause is this number's, and not that of another number after it."""
        after = [each for each in count.doc if count.i < each.i and each.idx < date.start]
        joined = next((each.i for each in after if each.dep_ == "cc"), None)
        return joined is None or all(each.tag_ != "CD" for each in after if each.i > joined)

    def _is_people(self, word: "Token") -> bool:
        return word.lemma_ in self._people or word.tag_ == "CD"

    def _is_denied(self, verb: "Token") -> bool:
        """Whether a part of a clause is denied, or what it is about: "not one of them had 12"."""
        parts = (part for part in verb.children if not is_verb(part))
        if any(each.dep_ == "neg" and each.i < part.i for part in parts for each in part.children):
            return True
        above = subject(verb)
        return above is not None and any(each.lower_ in self._nobody for each in phrase(above))

    def _of_what_was_counted(self, made: Counted) -> Counted | None:
        """A bare number, of what the text has counted just before; None if that is not one thing."""
        last = {(each.predicate, each.subject, each.of, each.held): each for each in self._last}
        if len(last) != 1 or not isinstance(made.quantity, Quantity):
            return None
        (only,) = last.values()
        has_unit = isinstance(only.quantity, Quantity) and only.quantity.unit is not None
        if has_unit != (made.quantity.unit is not None) or made.of not in ("", only.of):
            return None
        return replace(
            only, quantity=made.quantity, certainty=made.certainty, date=made.date, span=made.span, verb=made.verb
        )

    def _name(self, word: "Token", count: "Token", verb: "Token") -> str | None:
        """What has the number, by its words; empty if a pronoun, or whose it is, says so: what the text tells of.

        None if it is somebody of whom the words say nothing ("some", "others").
        """
        if word.tag_ in RELATIVE:
            word = antecedent(word, verb) or word
        name = self._names.named(word)
        if name is not None:
            return name
        if word.tag_ == "PRP" or any(each.tag_ in ("PRP$", "WP$") for each in word.children):
            return ""
        if word.pos_ == "PRON" and not any(each.dep_ in ("prep", "relcl") for each in word.children):
            return None
        kept = phrase(word)
        after = next((each for each in word.rights if count.i in {at.i for at in each.subtree}), None)
        kept = [each for each in kept if after is None or each.i < after.left_edge.i]
        return "".join(each.text_with_ws for each in kept).strip()


def _is_shared(verb: "Token", count: "Token") -> bool:
    """Whether the number belongs to two verbs: "12 were killed or injured", "it killed or injured 12"."""
    if any(each.dep_ == "conj" and _has_no_subject(each) and each.tag_ == verb.tag_ for each in verb.children):
        return count.dep_ != "dobj"
    above = verb.head
    return count.dep_ == "dobj" and verb.dep_ == "conj" and all(each.dep_ != "dobj" for each in above.children)


def _is_open(verb: "Token") -> bool:
    """Whether only with a clause or an infinitive below it a verb says something: "twelve people tried to leave"."""
    return any(each.dep_ in ("xcomp", "ccomp") and each.i > verb.i for each in verb.children)


def _has_no_subject(verb: "Token") -> bool:
    return is_verb(verb) and all(each.dep_ not in SUBJECTS for each in verb.children)


def _called(words: "Sequence[Token]") -> str:
    """A predicate that is called by some words, in their first form."""
    return f"{_COUNTED}{slug(' '.join(each.lemma_ for each in words))}"


def counted_meaning(predicate: str) -> Predicate | None:
    """What a predicate means that is called by words of a clause; None if it is not."""
    if not predicate.startswith(_COUNTED):
        return None
    return Predicate(name=predicate.removeprefix(_COUNTED).replace("-", " "), value="quantity")


def load_count_patterns(lexicon: Lexicon) -> tuple[CountPattern, ...]:
    """The patterns of what is counted that ship for the lexicon's language."""
    return shipped_patterns("counts", CountPattern, lexicon)
