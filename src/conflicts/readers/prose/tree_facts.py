"""Facts about what has a name, by trees of words: when it was founded, who owns it, how high it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from conflicts.model.claim import Certainty
from conflicts.model.unit import why_not_convertible
from conflicts.model.value import Quantity, Term, Text, Time
from conflicts.readers.prose.amounts import AmountReader
from conflicts.readers.prose.date_phrases import DatePhrase, Holds
from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.tree_assertions import Assertion, AssertionReader, Span
from conflicts.readers.prose.tree_dates import unless_of_other
from conflicts.readers.prose.tree_lives import End, LifeReader
from conflicts.readers.prose.tree_names import NameReader
from conflicts.readers.prose.tree_patterns import (
    PredicatePattern,
    PredicatePatterns,
    shipped_patterns,
    tree_classes,
)
from conflicts.readers.prose.tree_roles import Role, in_role, is_past
from conflicts.readers.prose.tree_words import after, alone, clause_of, is_set_off, is_verb, phrase, within

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

FactValue: TypeAlias = Time | Term | Text | Quantity
BEFORE = "before"
_WHOSE = "WP$"
_SPAN = "/"
_POINTS = ("at", "by", "before", "after", "about", "between")


class FactPattern(PredicatePattern):
    """One predicate of what has a name.

    - ``trees``: the words that say it, in each as in a pattern of who says what; ``verb`` is the word that says it.
    - ``about``: what it is said of: the node ``subject``, or, in a tree without one, what has this role with the verb.
    - ``takes``: its value: the ``date`` of the verb; or, of the node ``value``, the ``amount``, the ``words`` (those of
      the verb if there is no such node: a noun), or the ``name`` of what it stands for.
    - ``value``: the role of what is named, if no node says it. ``measured``: an amount has a unit, or is of money.
    - ``holds``: whether a date says when the fact holds as a state, since when as a change, or when it happened.
    - ``measure``: a node whose adjectives say what exactly is measured ("the greatest depth").
    - ``before``: a node of words by which the value is what was so before; it has a date of its own, or is left.
    - ``told``: of a ``place``, how large it is, as far as the text says so; of an ``office``, its name alone, whose
      it is, and whether the clause gives the whole term. They are qualifiers, and other accounts are compared by them.
    - ``of_topic``: in a tree without ``subject`` it is said of the thing that the text is about ("work began in 1921").
    - ``brackets``: it takes the dates of birth or of death that stand in brackets after the name of somebody, too.
    """

    about: Role | Literal["subject"] = "subject"
    takes: Literal["date", "name", "words", "amount"]
    value: Role | Literal["value"] = "value"
    measured: bool = False
    holds: Holds | None = None
    told: Literal["place", "office"] | None = None
    of_topic: bool = False
    brackets: End | None = None

    @property
    def needed(self) -> frozenset[str]:
        has_value = self.takes == "amount" or (self.takes == "name" and self.value == "value")
        has_subject = self.about == "subject" and not self.of_topic
        return super().needed | {*(["subject"] if has_subject else []), *(["value"] if has_value else [])}


@dataclass(frozen=True)
class Fact:
    """What a clause says of something: ``subject`` is its name; the value that is a term is that of a name, too.

    ``qualifiers``: what exactly is measured (``of``), and what other accounts are compared by. ``verb`` is the place of
    its verb, if the clause says nothing else.
    """

    predicate: str
    subject: str
    value: FactValue
    certainty: Certainty
    span: Span
    verb: int = -1
    valid: Time | None = None
    qualifiers: tuple[tuple[str, str], ...] = ()


class FactReader:
    """Finds what the tree of a sentence says of what has a name."""

    def __init__(
        self,
        lexicon: Lexicon,
        patterns: PredicatePatterns[FactPattern],
        names: NameReader,
        lives: LifeReader,
        amounts: AmountReader,
        assertions: AssertionReader,
    ) -> None:
        self._patterns = patterns
        self._of_end = {each.brackets: each.id for each in patterns.by_id.values() if each.brackets is not None}
        self._names, self._lives, self._amounts, self._assertions = names, lives, amounts, assertions
        classes = tree_classes(lexicon)
        self._people, self._inside, self._of_words = classes["people"], classes["inside"], lexicon.grammar.of
        self._told: dict[tuple[str, str, str | None], FactValue] = {}
        self.unsure: list[str] = []

    def facts(self, doc: "Doc", span: Span, dates: Sequence[DatePhrase], speaker: str | None) -> Iterator[Fact]:
        """What a span asserts of what has a name: nothing that is denied, planned, wished, asked or conditional.

        ``unsure`` has the words of which it is not sure for what they stand, and of which nothing else is said.
        What can happen again, and is told of once more by the same speaker, is not told of the same time: it is left.
        """
        self.unsure = []
        for fact in (*self._of_lives(doc, span), *self._of_clauses(doc, span, dates)):
            told = self._told.setdefault((fact.predicate, fact.subject, speaker), fact.value)
            is_of_time = isinstance(fact.value, Time) and not self._patterns.by_id[fact.predicate].predicate.timeless
            if told == fact.value or not is_of_time:
                yield fact

    def _of_lives(self, doc: "Doc", span: Span) -> Iterator[Fact]:
        for word, end, date in self._lives.lives(doc):
            name, value = self._names.named(word), _time(date)
            if end in self._of_end and name and value and self._names.is_person(word) and span[0] <= word.idx < span[1]:
                yield Fact(self._of_end[end], name, value, "certain", span)

    def _of_clauses(self, doc: "Doc", span: Span, dates: Sequence[DatePhrase]) -> Iterator[Fact]:
        places = within(doc, span)
        for pattern, words in self._patterns.matches(doc):
            verb = words["verb"]
            if verb.i in places and self._assertions.is_asserted(clause_of(verb), places):
                found = self._found(pattern, words, doc, places, dates)
                if found is not None:
                    yield found

    def _found(
        self,
        pattern: FactPattern,
        words: "Mapping[str, Token]",
        doc: "Doc",
        places: frozenset[int],
        dates: Sequence[DatePhrase],
    ) -> Fact | None:
        verb = words["verb"]
        about = words.get("subject") or (None if pattern.about == "subject" else in_role(verb, pattern.about))
        if about is not None and about.tag_ == _WHOSE and verb.dep_ == "relcl":
            about = verb.head  # "the village, whose population was 400"
        name = self._names.named(about) if about is not None else None
        if about is None and pattern.of_topic:
            name = self._names.topic()
        unsure = self._names.unsure(about) if about is not None and name is None else ""
        clause = self._assertions.clause(doc, verb, places, dates) if name is not None or unsure else None
        if clause is None or _is_partly_denied(verb):
            return None
        if pattern.holds != "state" and not is_past(verb):
            return None
        if not is_verb(verb) and not is_set_off(verb, verb.head):  # "Anna is a judge and Ida a doctor"
            return None
        valued = words.get("value", verb) if pattern.value == "value" else in_role(verb, pattern.value)
        near = self._near(verb, valued, dates)
        if near is None and BEFORE in words:  # the clause says when it was so no more
            return None
        date = near or _date(verb, valued, clause, dates)
        value = self._value(pattern, valued, date, dates)
        if value is None:
            return None
        if name is None:
            self.unsure.append(unsure)
            return None
        return Fact(
            predicate=pattern.id,
            subject=name,
            value=value,
            certainty=clause.certainty,
            span=clause.span,
            verb=alone(verb),
            valid=date.time(pattern.holds) if date is not None and pattern.holds is not None else None,
            qualifiers=tuple(self._qualifiers(pattern, words, valued, date)),
        )

    def _near(self, verb: "Token", value: "Token | None", dates: Sequence[DatePhrase]) -> DatePhrase | None:
        """The date right after the value of a verb: "2,300 in 1850"."""
        if value is None or not is_verb(verb):
            return None
        end = self._amounts.end(value) if value.i != verb.i else len(verb.doc.text)
        after = (date for date in dates if date.start >= end)
        return next((date for date in after if not verb.doc.text[end : date.start].strip()), None)

    def _qualifiers(
        self, pattern: FactPattern, words: "Mapping[str, Token]", value: "Token | None", date: DatePhrase | None
    ) -> Iterator[tuple[str, str]]:
        measured = _exactly(words["measure"]) if "measure" in words else ""
        if measured:
            yield "of", measured
        if value is None:
            return
        if pattern.told == "place" and (size := self._names.size(self._place(value))) is not None:
            yield "place", size
        if pattern.told == "office":
            yield "office", _office(value)
            if (whose := self._of(value)) is not None:
                yield "of", whose
            if date is not None and _SPAN in date.text:
                yield "term", "whole"

    def _of(self, noun: "Token") -> str | None:
        """The name after "of": "mayor of Lund"."""
        inner = after(noun, self._of_words)
        return self._names.named(inner[0]) if len(inner) == 1 else None

    def _place(self, noun: "Token") -> "Token":
        """The word that names a place: "in a hospital in Lund" names Lund."""
        if self._names.named(noun) is not None:
            return noun
        inner = after(noun, self._inside)
        return self._place(inner[0]) if len(inner) == 1 else noun

    def _value(
        self, pattern: FactPattern, word: "Token | None", date: DatePhrase | None, dates: Sequence[DatePhrase]
    ) -> FactValue | None:
        if pattern.takes == "date":
            return _time(date)
        if word is None:
            return None
        match pattern.takes:
            case "name":
                name = self._names.named(self._place(word) if pattern.told == "place" else word)
                return Term(term=name) if name is not None else None
            case "words":
                return _words(word, dates)
            case _:
                return self._amount(pattern, word)

    def _amount(self, pattern: FactPattern, count: "Token") -> Quantity | None:
        is_of_others = not pattern.measured and count.pos_ == "NOUN" and count.lemma_ not in self._people
        if is_of_others or any(each.dep_ == "conj" for each in count.children):
            return None
        amount = self._amounts.amount(count.doc.text[count.left_edge.idx : self._amounts.end(count)])
        if amount is None or amount.has_unit != pattern.measured:
            return None
        wanted = pattern.predicate.unit
        is_other = pattern.measured and wanted is not None and why_not_convertible(amount.quantity.unit or "", wanted)
        return None if is_other else amount.quantity


def _date(verb: "Token", value: "Token | None", clause: Assertion, dates: Sequence[DatePhrase]) -> DatePhrase | None:
    """The date of a clause; of a noun, that of its words."""
    if is_verb(verb):
        if any(each.dep_ == "conj" and not is_verb(each) for each in verb.children):
            return None  # "given as 1,140 and as 960 last year"
        return clause.date if value is None else unless_of_other(clause.date, verb, value)
    first, last = verb.left_edge.idx, verb.right_edge.idx
    inner = [date for date in dates if first <= date.start <= last]
    return inner[0] if len(inner) == 1 else None


def _words(word: "Token", dates: Sequence[DatePhrase]) -> Text | None:
    """The words of a phrase, without its article and from where it says when."""
    kept = phrase(word)  # of a name in apposition, not of this word
    while kept and (kept[0].dep_ in ("det", "predet") or (kept[0].dep_ == "poss" and kept[0].pos_ == "PRON")):
        kept = kept[1:]
    start, end = kept[0].idx, kept[-1].idx + len(kept[-1])
    end = min((date.start for date in dates if start < date.start < end), default=end)
    words = " ".join(word.doc.text[start:end].split()).strip(" ,.;:")
    is_cut = word.doc.text[end : end + 1] == "-"
    if is_cut or word not in kept or any(each.dep_ == "conj" for each in word.children):
        return None
    return Text(text=words) if words and not any(each.pos_ == "VERB" for each in kept) else None


def _exactly(measure: "Token") -> str:
    """What a measure is, beside its name: "greatest" of "the greatest depth"."""
    return " ".join(each.lower_ for each in measure.lefts if each.dep_ in ("amod", "compound"))


def _office(noun: "Token") -> str:
    """The name of an office, without whose it is: "deputy mayor"."""
    words = [each.lower_ for each in noun.lefts if each.dep_ in ("amod", "compound")]
    return " ".join([*words, noun.lemma_.casefold()])


def _is_partly_denied(verb: "Token") -> bool:
    """Whether a part of a clause is denied: "not in 1921 but later", "neither in 1921 nor later"."""
    parts = (each for each in verb.children if not is_verb(each))
    return any(each.dep_ in ("neg", "preconj") for part in parts for each in part.children)


def _time(date: DatePhrase | None) -> Time | None:
    """When something happened once; a date since or until which something is so is none."""
    return date.time("event") if date is not None and date.relation in _POINTS else None


def load_fact_patterns(lexicon: Lexicon) -> tuple[FactPattern, ...]:
    """The patterns of facts that ship for the lexicon's language."""
    return shipped_patterns("facts", FactPattern, lexicon)
