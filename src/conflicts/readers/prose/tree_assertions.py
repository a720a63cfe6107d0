"""What the words of a span assert, by their tree: what is denied, left open, or said under a condition only."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from conflicts.model.claim import Certainty, Polarity
from conflicts.readers.prose.date_phrases import DatePhrase
from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.tree_dates import date_of, verb_of
from conflicts.readers.prose.tree_patterns import tree_classes
from conflicts.readers.prose.tree_words import (
    antecedent,
    below,
    is_finite,
    is_set_off,
    is_verb,
    phrase,
    runs,
    subject,
    within,
)
from conflicts.readers.prose.years import any_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_ARGUMENTS = ("nsubj", "nsubjpass", "dobj", "attr")
_HELPERS = ("aux", "auxpass")
_BESIDE_A_NOUN = ("relcl", "acl", "appos")
_OPEN_CLAUSES = ("xcomp",)
_GIVEN_CLAUSES = ("relcl", "acl")

Span: TypeAlias = tuple[int, int]
Edit: TypeAlias = tuple[int, int, str]
Dated: TypeAlias = Sequence[tuple[DatePhrase, "Token"]]


@dataclass(frozen=True)
class Assertion:
    """What a part of a span asserts.

    ``edits``: characters, and what stands in their place in what is denied; ``subject`` goes before words without one
    of their own; ``asides`` are spans that say how sure something else is;
    ``verb`` is the place of its verb, if it has but one.
    """

    span: tuple[int, int]
    polarity: Polarity = "affirmed"
    certainty: Certainty = "certain"
    edits: tuple[Edit, ...] = ()
    subject: str = ""
    asides: tuple[tuple[int, int], ...] = ()
    date: DatePhrase | None = None
    is_conditional: bool = False
    is_beside: bool = False
    verb: int = -1

    def words(self, text: str) -> str:
        """The words that are affirmed or denied, of a text with other words blanked out."""
        start, end = self.span
        for first, last, instead in sorted(self.edits, reverse=True):
            if start <= first and last <= end and text[first:last].strip():
                text = text[:first] + instead + text[last:]
                end += len(instead) - (last - first)
        return f"{self.subject} {text[start:end]}".strip()


@dataclass(frozen=True)
class _Unit:
    """A clause that is asserted or denied by itself: its verb, and the places of its words."""

    verb: "Token"
    places: frozenset[int]
    polarity: Polarity
    certainty: Certainty
    edits: tuple[Edit, ...]
    date: DatePhrase | None
    content: "Token | None" = None

    @property
    def is_plain(self) -> bool:
        return self.polarity == "affirmed" and self.certainty == "certain"


class AssertionReader:
    """Knows how a language denies, leaves open and makes conditions."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._negation = lexicon.negation
        bounds = (*lexicon.numbers.at_least, *lexicon.numbers.at_most)
        self._bounds = re.compile(any_of(bounds), re.IGNORECASE)
        self._limited = frozenset(lexicon.negation.limited)
        self._limits = frozenset(lexicon.negation.limits)
        self._duties = frozenset(lexicon.negation.duties)
        self._doubtless = frozenset(lexicon.negation.doubtless)
        self._evidence = frozenset(lexicon.negation.evidence)
        self._contrasts = frozenset(lexicon.grammar.contrasts)
        self._open = frozenset(lexicon.hedges.leave_open)
        self._unclear = frozenset((*lexicon.verbs, *lexicon.other_verbs)) - frozenset(lexicon.negation.not_of_speech)
        self._unreal = frozenset(lexicon.grammar.unreal)
        self._conditions = frozenset(lexicon.grammar.conditions)
        self._raising = tree_classes(lexicon)["raising"]

    def assertions(self, doc: "Doc", span: Span, dates: Sequence[DatePhrase]) -> list[Assertion]:
        """What a span asserts: the whole as one, or, where clauses of it differ in that or in their date, each.

        A clause beside a noun or a verb that has a date of its own is asserted too: "the bridge, built in 1909, …".
        """
        places = within(doc, span)
        dated = [(date, verb) for date in dates if (verb := verb_of(doc, date)) is not None]
        heads = list(_heads(doc, places))
        if heads and all(self._is_conditional(head) for head in heads):
            return [Assertion(span, is_conditional=True)]
        beside = [each for verb in _beside(doc, places) for each in self._beside(doc, verb, places, dated)]
        return [*self._main(doc, span, [(head, places) for head in heads], dated), *beside]

    def _main(
        self, doc: "Doc", span: Span, heads: Sequence[tuple["Token", frozenset[int]]], dated: Dated
    ) -> list[Assertion]:
        places = frozenset[int]().union(*(each for _, each in heads))
        asides = tuple(_characters(doc, each) for each in _asides(doc, places))
        units = [self._unit(verb, places, dated) for head, _ in heads for verb in self._verbs(head, places)]
        whens = {unit.date.text for unit in units if unit.date is not None}
        parts = [(unit, list(runs(doc, unit.places))) for unit in units]
        is_parted = len(units) > 1 and all(len(found) == 1 for _, found in parts)
        if is_parted and (len(whens) > 1 or not all(unit.is_plain for unit in units)):
            return [self._part(doc, unit, found[0], asides) for unit, found in parts]
        date = next((unit.date for unit in units if unit.date is not None), None)
        if len(units) != 1:
            return [Assertion(span, asides=asides, date=date)]
        unit = units[0]
        if unit.content is None:
            certainty, place = unit.certainty, unit.verb.i
            return [Assertion(span, unit.polarity, certainty, unit.edits, asides=asides, date=date, verb=place)]
        return [self._part(doc, *(parts[0][0], parts[0][1][0]), asides)]

    def _beside(self, doc: "Doc", verb: "Token", places: frozenset[int], dated: Dated) -> Iterator[Assertion]:
        """What a clause with a date of its own asserts beside the one that it hangs on."""
        unit = self._unit(verb, places, dated)
        found = list(runs(doc, unit.places))
        if unit.date is None or len(found) != 1:
            return
        yield replace(self._part(doc, unit, found[0], ()), is_beside=True)

    def _part(self, doc: "Doc", unit: _Unit, part: tuple[int, int], asides: tuple[Span, ...]) -> Assertion:
        own = subject(unit.verb)
        if own is None or own.tag_ in ("WDT", "WP"):
            own = _noun_of(unit.verb)
        is_shared = unit.content is None and own is not None and not part[0] <= own.i <= part[1]
        words = "".join(each.text_with_ws for each in phrase(own)).strip() if own is not None and is_shared else ""
        span, place = _characters(doc, part), unit.verb.i
        return Assertion(span, unit.polarity, unit.certainty, unit.edits, words, asides, unit.date, verb=place)

    def clause(
        self,
        doc: "Doc",
        verb: "Token",
        places: frozenset[int],
        dates: Sequence[DatePhrase],
        nobody: "Token | None" = None,
    ) -> Assertion | None:
        """What the clause of a verb asserts by itself; None if it denies, or says what would, will or should be.

        ``nobody`` is a noun of which it says that there is none (``is_of_none``), which is no denial here.
        """
        dated = [(date, own) for date in dates if (own := verb_of(doc, date)) is not None]
        unit = self._unit(verb, places, dated)
        is_open = any(each.tag_ == "MD" and each.lower_ not in self._open for each in (verb, *verb.children))
        is_denied = unit.polarity == "denied" or next(self._negations(verb), None) is not None
        if is_open or self._is_conditional(verb) or (is_denied and nobody is None):
            return None
        found = [part for part in runs(doc, unit.places) if part[0] <= verb.i <= part[1]]
        if not found:
            return None
        asserted = self._part(doc, unit, found[0], ())
        top = verb
        while top.dep_ in _OPEN_CLAUSES and top.head.i in places:  # "is thought to have …": the hedge is above
            top = top.head
        start = asserted.span[0] if top.i == verb.i else min(asserted.span[0], doc[top.left_edge.i].idx)
        return replace(asserted, span=(start, asserted.span[1]))

    def is_asserted(self, verb: "Token", places: frozenset[int]) -> bool:
        """Whether the clause of a verb is said to be so by who says these words, and not only thought of in them."""
        while verb.head.i in places and verb.head.i != verb.i:
            above = verb.head
            whens = {each.lower_ for each in verb.children if each.dep_ == "mark"}
            is_loose = verb.dep_ == "advcl" and not is_finite(verb) and verb.tag_ != "VBN"  # "founded in 1921, it …"
            if is_loose or (verb.dep_ == "advcl" and not self.is_given(whens)):
                return False
            if verb.dep_ in _OPEN_CLAUSES and not (above.lemma_ in self._raising or above.lower_ in self._raising):
                return False
            if verb.dep_ not in ("advcl", "conj", *_OPEN_CLAUSES, *_GIVEN_CLAUSES):
                return False
            if verb.dep_ in _GIVEN_CLAUSES:
                return verb.tag_ != "VB"
            verb = above
        return True

    def is_of_none(self, verb: "Token", noun: "Token") -> bool:
        """Whether all that the clause of a verb denies is that there is one of a noun: "no one was hurt".

        "Not only the organ", "no one but the bishop" and "nobody until Monday" deny a part of that, or something else.
        """
        denied, own = list(self._negations(verb)), list(self._negations_of_noun(noun))
        if len(denied) != 1 or denied != own:
            return False
        everywhere = frozenset(range(len(verb.doc)))
        return not self._is_limited(verb, own[0], everywhere) and all(
            each.lower_ not in self._limits for each in noun.children
        )

    def is_given(self, marks: set[str]) -> bool:
        """Whether what a clause with such a word says is so: "when …", "although …", and not "if …"."""
        return not marks & self._unreal

    # --- clauses ------------------------------------------------------------------------------------------------------

    def _verbs(self, head: "Token", places: frozenset[int]) -> Iterator["Token"]:
        """The verb, and those that are joined to it and have helpers, negations or a tense of their own."""
        yield head
        for each in head.children:
            if each.i not in places or not is_verb(each) or not is_finite(each):
                continue
            marks = {word.lower_ for word in each.children if word.dep_ == "mark"}
            if (each.dep_ == "advcl" and bool(marks & self._contrasts)) or (each.dep_ == "conj" and each.i > head.i):
                yield from self._verbs(each, places)

    def _unit(self, verb: "Token", places: frozenset[int], dated: Dated) -> _Unit:
        others = set[int]().union(
            *(below(each) | _joining(verb, each) for each in self._verbs(verb, places) if each.i != verb.i)
        )
        own = frozenset(at for at in (below(verb) & places) - others if not verb.doc[at].is_punct)
        certainty: Certainty = "possible" if self._is_left_open(verb) else "certain"
        content = self._without_evidence(verb)
        if content is not None:
            said = frozenset(below(content) & places) - {word.i for word in content.children if word.dep_ == "mark"}
            return _Unit(verb, said, "denied", "probable", (), date_of(content, said, dated), content)
        edits = self._denied(verb, own)
        return _Unit(verb, own, "denied" if edits else "affirmed", certainty, edits, date_of(verb, own, dated))

    def _is_left_open(self, verb: "Token") -> bool:
        return any(each.dep_ == "aux" and each.tag_ == "MD" and each.lower_ in self._open for each in verb.children)

    def _is_conditional(self, verb: "Token") -> bool:
        """Whether it would be so under a condition: "if …", "unless …", "should it …", "had it …"."""
        helpers = [verb, *(each for each in verb.children if each.dep_ in _HELPERS)]
        if not any(each.tag_ == "MD" for each in helpers):
            return False
        clauses = [each for each in verb.children if each.dep_ == "advcl"]
        return any(self._is_condition(each) for each in clauses)

    def _is_condition(self, clause: "Token") -> bool:
        if any(each.dep_ == "mark" and each.lower_ in self._conditions for each in clause.children):
            return True
        first = clause.left_edge
        return first.lower_ in self._negation.inverted and (first.i == clause.i or first.dep_ == "aux")

    # --- denials ------------------------------------------------------------------------------------------------------

    def _without_evidence(self, verb: "Token") -> "Token | None":
        """What there is "no evidence" of, by its verb."""
        for noun in verb.children:
            if noun.dep_ in _ARGUMENTS and noun.lemma_ in self._evidence and self._no(noun) is not None:
                clauses = (each for each in noun.children if each.dep_ in ("acl", "ccomp") and is_finite(each))
                return next(clauses, None)
        return None

    def _no(self, noun: "Token") -> "Token | None":
        """The "no" before a noun."""
        determiners = (each for each in noun.children if each.dep_ == "det")
        return next(
            (each for each in determiners if each.lower_ in self._negation.determiners and not self._is_bound(each)),
            None,
        )

    def _is_bound(self, no: "Token") -> bool:
        """Whether it begins words that say how many at least or at most there are: "no fewer than 37"."""
        return self._bounds.match(no.doc.text, no.idx) is not None

    def _denied(self, verb: "Token", own: frozenset[int]) -> tuple[Edit, ...]:
        """The edits that take the one negation out of a clause; none if nothing, or not just all of it, is denied."""
        negations = [each for each in self._negations(verb) if each and each[0].i in own]
        if len(negations) != 1 or self._is_limited(verb, negations[0], own):
            return ()
        words = negations[0]
        if words[0].dep_ == "neg" and words[0].head.i == verb.i and self._is_of_speech(verb):
            return ()
        rest = tuple(_taken_out(each) for each in self._limiting(verb, own) if is_set_off(each, verb))
        if words[-1].lower_ in self._negation.adverbs:  # "no longer"
            return (*((word.idx, word.idx + len(word), "") for word in words), *rest)
        companions = (each for each in verb.children if each.lower_ in self._negation.companions and each not in words)
        rest = (*((each.idx, each.idx + len(each), "") for each in companions), *rest)
        return (*(edit for word in words for edit in self._edits(word)), *rest)

    def _negations(self, verb: "Token") -> Iterator[list["Token"]]:
        """Each negation of a clause, by its words."""
        if verb.lower_ in self._negation.failing and any(each.dep_ == "xcomp" for each in verb.children):
            yield [verb]
        for each in verb.children:
            if each.dep_ == "neg":
                yield [each]
            elif each.dep_ == "advmod" and each.lower_ in self._negation.adverbs:
                yield from ([word, each] for word in each.children if word.dep_ in ("neg", "det"))
            elif each.dep_ in _ARGUMENTS:
                yield from self._negations_of_noun(each)

    def _negations_of_noun(self, noun: "Token") -> Iterator[list["Token"]]:
        if noun.lower_ in self._negation.words:
            yield [noun]
        if (no := self._no(noun)) is not None:
            yield [no]
        for each in noun.children:
            if each.dep_ == "preconj" and each.lower_ in self._negation.words:
                yield [
                    each,
                    *(word for word in noun.children if word.dep_ == "cc" and word.lower_ in self._negation.words),
                ]
            if each.dep_ in ("nummod", "det") and each.lower_ in self._negation.single:
                yield from ([word] for word in each.children if word.dep_ == "neg" and _is_alone(each))

    def _is_of_speech(self, verb: "Token") -> bool:
        """Whether it is a verb of speech, belief or wish: who "did not say" what denies nothing."""
        return verb.lemma_ in self._unclear or verb.lower_ in self._unclear

    def _is_limited(self, verb: "Token", negation: list["Token"], own: frozenset[int]) -> bool:
        """Whether only some of the clause is denied: "not only", "not all", "not … until", "no doubt"."""
        last = negation[-1]
        after = last.nbor(1).lower_ if last.i + 1 < len(last.doc) else ""
        if after in self._limited or last.head.lemma_ in self._doubtless:
            return True
        is_duty = any(each.dep_ == "aux" and each.lower_ in self._duties for each in verb.children)
        limiting = self._limiting(verb, own)
        return is_duty or any(each.i < verb.i or not is_set_off(each, verb) for each in limiting)

    def _limiting(self, verb: "Token", own: frozenset[int]) -> Iterator["Token"]:
        """What hangs on a verb so that only with it the clause is denied: "because …", "until …"."""
        joined = [each for each in verb.children if each.dep_ == "conj" and not (is_verb(each) and is_finite(each))]
        limiting = ("prep", "mark", "dep", *(("cc",) if joined else ()))
        for each in verb.children:
            marks = {word.lower_ for word in each.children if word.dep_ in ("mark", "advmod")}
            is_limit = each.dep_ in limiting and each.lower_ in self._limits
            if each.i in own and (is_limit or (each.dep_ in ("advcl", "prep") and marks & self._limits)):
                yield each

    def _edits(self, word: "Token") -> Iterator[Edit]:
        """The edits that take a word of a negation out, with what it makes of the helper before it ("won't")."""
        instead = self._negation.instead(word.lower_)
        if instead is None:
            return
        before = word.nbor(-1) if word.i else word
        whole = self._negation.helpers.get(before.lower_)
        if before.i != word.i and not before.whitespace_ and whole is not None:
            yield before.idx, before.idx + len(before), whole
        yield word.idx, word.idx + len(word), instead.capitalize() if word.is_title else instead


def _taken_out(word: "Token") -> Edit:
    """The edit that takes out a word and all that hangs on it."""
    first, last = word.left_edge, word.right_edge
    return first.idx, last.idx + len(last), ""


def _heads(doc: "Doc", places: frozenset[int]) -> Iterator["Token"]:
    """The verbs on which the words of some places hang."""
    for place in sorted(places):
        word = doc[place]
        if is_verb(word) and (word.head.i not in places or word.dep_ == "ROOT" or _follows_a_label(word)):
            yield word


def _follows_a_label(verb: "Token") -> bool:
    """Whether all that stands before it is a noun and a colon: "Correction: the school was not destroyed"."""
    label = verb.head
    return label.dep_ == "ROOT" and not is_verb(label) and any(each.text == ":" for each in label.doc[label.i : verb.i])


def _beside(doc: "Doc", places: frozenset[int]) -> Iterator["Token"]:
    """The verbs of clauses that hang on a noun, or that say when something else happened."""
    for place in sorted(places):
        word = doc[place]
        if not is_verb(word) or word.head.i not in places:
            continue
        top = word
        while top.dep_ == "conj" and is_verb(top.head):
            top = top.head
        is_of_noun = top.dep_ in ("relcl", "acl") and top.head.pos_ in ("NOUN", "PROPN") and top.i > top.head.i
        whens = (each for each in word.children if each.dep_ == "advmod" and each.tag_ == "WRB")
        if (is_of_noun and word.tag_ != "VB") or (word.dep_ == "advcl" and is_finite(word) and any(whens)):
            yield word


def _noun_of(verb: "Token") -> "Token | None":
    """The noun that a clause is about: what "who" or "which" stands for, or what a participle hangs on."""
    while verb.dep_ == "conj":
        verb = verb.head
    relative = next((each for each in verb.children if each.tag_ in ("WDT", "WP") and each.dep_ in _ARGUMENTS), None)
    return antecedent(relative, verb) if relative is not None else verb.head


def _asides(doc: "Doc", places: frozenset[int]) -> Iterator[tuple[int, int]]:
    """The words of clauses that are set off beside a noun: "the bag, long thought to be lost, …"."""
    for place in sorted(places):
        word = doc[place]
        is_beside = word.dep_ in _BESIDE_A_NOUN and word.head.pos_ in ("NOUN", "PROPN", "PRON")
        if is_beside and word.i > word.head.i and is_set_off(word, word.head):
            yield word.left_edge.i, word.right_edge.i


def _joining(verb: "Token", other: "Token") -> set[int]:
    """The "and" or "but" between two verbs that are joined."""
    return {each.i for each in verb.children if each.dep_ in ("cc", "punct") and verb.i < each.i < other.i}


def _characters(doc: "Doc", part: tuple[int, int]) -> tuple[int, int]:
    first, last = doc[part[0]], doc[part[1]]
    while last.i > first.i and last.is_punct:
        last = last.nbor(-1)
    while first.i < last.i and (first.is_punct or first.dep_ in ("cc", "mark") or first.tag_ in ("WDT", "WP", "WRB")):
        first = first.nbor(1)
    return first.idx, last.idx + len(last)


def _is_alone(number: "Token") -> bool:
    """Whether a number is compared with nothing: "not one", and not "no more than one"."""
    return all(each.dep_ == "neg" for each in number.children)
