"""Which event a number is of, by trees of words: the kinds of events that a text names, where, and in which year."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from conflicts.readers.prose.date_phrases import DatePhrase
from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.tree_dates import verb_of
from conflicts.readers.prose.tree_words import RELATIVE, SUBJECTS, is_set_off, is_verb, phrase, subject

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_YEAR_DIGITS = 4
_LIMITING = ("prep", "advcl", "agent", "acl", "relcl")


@dataclass(frozen=True)
class Event:
    """An event as an account speaks of it: its kind, and if the account says so its place and its year.

    ``name``: what it is called, where the words at hand name it.
    """

    kind: str
    place: str = ""
    year: str = ""
    name: str = ""

    def may_be(self, other: "Event") -> bool:
        """Whether nothing that is said of the two keeps them from being one."""
        return self.kind == other.kind and all(
            not one or not two or one.casefold() == two.casefold()
            for one, two in ((self.place, other.place), (self.year, other.year))
        )

    def filled(self, other: "Event") -> "Event":
        """This event, with what is said of the other where nothing is said of this."""
        return replace(self, place=self.place or other.place, year=self.year or other.year)


@dataclass(frozen=True)
class Held:
    """The event that a number is of, and the words that limit the number to a part of it."""

    event: Event
    limits: str


class EventReader:
    """Finds the events of one text; it remembers what the text has told of."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._kinds = {
            word: kind for kinds in lexicon.events.values() for kind, words in kinds.items() for word in words
        }
        self._group = {kind: group for group, kinds in lexicon.events.items() for kind in kinds}
        self._others = frozenset(lexicon.other_events)
        self._strikes = frozenset(lexicon.trees["strike"])
        self._definite = frozenset((*lexicon.grammar.definite, *lexicon.grammar.passed_over))
        self._conditions = frozenset(lexicon.grammar.conditions)
        self._told: list[Event] = []

    def note(self, doc: "Doc", dates: Sequence[DatePhrase]) -> None:
        """Remember the events that a sentence tells of."""
        for word in self._mentions(doc):
            event = self._event(word, dates)
            if event is None or _is_open(word, self._conditions):
                continue
            known = [each for each in self._told if each.may_be(event)]
            if len(known) == 1:
                self._told[self._told.index(known[0])] = replace(known[0].filled(event), name="")
            elif not known:
                self._told.append(replace(event, name=""))

    def held(
        self,
        groups: Sequence[str],
        words: Sequence["Token"],
        dates: Sequence[DatePhrase],
        places: frozenset[int],
        said: set[int],
    ) -> Held | None:
        """The event of a clause with a number, by the words that give it (its verb first); None if that is not clear.

        ``groups``: the groups of kinds of events that have such a number. ``places`` are those of the words of what is
        said, and ``said`` those of them that are neither dates nor say who says it.
        """
        near = [
            each for each in self._near(words[0], places) if self._group[self._kinds[each.lemma_.lower()]] in groups
        ]
        if near:
            events = [self._event(each, dates) for each in near]
            if len(events) != 1 or events[0] is None:
                return None
            event = self._known(events[0])
        else:
            told = [each for each in self._told if self._group[each.kind] in groups]
            if len(told) != 1:
                return None
            event = told[0]
        return Held(event, self._limits(words, set(near), event.place, dates, said))

    def _kind(self, word: "Token") -> str:
        return self._kinds[word.lemma_.lower()]

    def _known(self, event: Event) -> Event:
        """The event with what the text says of it elsewhere, if it can be but one that it tells of."""
        known = [each for each in self._told if each.may_be(event)]
        return event.filled(known[0]) if len(known) == 1 else event

    def _mentions(self, words: Iterable["Token"]) -> Iterator["Token"]:
        """The words for single events: not "fire brigade", "under fire" or "floods of tears"."""
        for word in words:
            if word.pos_ not in ("NOUN", "PROPN") or word.lemma_.lower() not in self._kinds:
                continue
            is_marked = any(each.dep_ in ("det", "poss", "nummod", "compound", "amod") for each in word.children)
            if word.dep_ not in ("compound", "amod", "nmod") and (is_marked or word.dep_ in SUBJECTS):
                yield word

    def _near(self, verb: "Token", places: frozenset[int]) -> list["Token"]:
        """The events that the clause of a verb names, or what that clause hangs on has for its subject."""
        own = list(self._mentions(each for each in verb.subtree if each.i in places))
        if own:
            return own
        above = verb.head if verb.dep_ in ("relcl", "acl") else subject(verb)
        return [] if above is None else list(self._mentions([above]))

    def _event(self, word: "Token", dates: Sequence[DatePhrase]) -> Event | None:
        """The event that a word names; None if the words say that it is another one than that which is told of."""
        if any(each.lower_ in self._others for each in word.children):
            return None
        kind = self._kind(word)
        return Event(kind, _Places(dates).of_event(word, self._strikes), _year(word, dates), self._name(word))

    def _name(self, word: "Token") -> str:
        words = [each for each in phrase(word) if each.lower_ not in self._definite]
        is_name = word.text[:1].isupper() and not word.is_sent_start and not word.doc.text.isupper()
        return "".join(each.text_with_ws for each in words).strip() if is_name else ""

    def _limits(
        self, words: Sequence["Token"], events: set["Token"], place: str, dates: Sequence[DatePhrase], said: set[int]
    ) -> str:
        """What hangs on the words that give a number and is neither its event nor where and when that was."""
        own, found = {each.i for each in words}, set[str]()
        for word in words:
            for each in word.children:
                inner = [at for at in each.subtree if at.i in said and not at.is_punct]
                is_known = any(at in events or at.i in own for at in inner)
                is_beside = each.dep_ in ("relcl", "advcl") and is_set_off(each, word) and _is_relative(each)
                is_empty = all(at.dep_ in ("prep", "det") for at in inner)
                if each.dep_ not in _LIMITING or is_known or is_beside or is_empty:
                    continue
                if not place or _Places(dates).after(each).casefold() != place.casefold():
                    found.add(" ".join(at.lower_ for at in inner if at.lower_ not in self._definite))
        return "; ".join(sorted(found))


@dataclass(frozen=True)
class _Places:
    """Finds names of places in a sentence with these dates: what is part of a date is none ("in March")."""

    dates: Sequence[DatePhrase]

    def of_event(self, word: "Token", strikes: frozenset[str]) -> str:
        """Where an event was: "the Lund fire", "a fire at Lund", "a flood struck Lund", "a fire broke out in Lund"."""
        before = [each for each in word.children if each.dep_ in ("compound", "nmod") and self._is_place(each)]
        if before:
            return _words(before[0])
        following = [word.nbor(1)] if word.i + 1 < len(word.doc) and word.nbor(1).dep_ == "prep" else []
        places = [self.after(each) for each in (*word.children, *following) if each.dep_ == "prep"]
        verbs = [word.head] if word.dep_ in SUBJECTS and is_verb(word.head) else []
        for verb in (*verbs, *(each for each in word.children if each.dep_ == "acl" and each.lemma_ in strikes)):
            if verb.lemma_ in strikes:
                places += [self._within(each) for each in verb.children if each.dep_ == "dobj"]
            places += [self.after(each) for each in verb.children if each.dep_ == "prep"]
        return next((each for each in places if each), "")

    def after(self, preposition: "Token") -> str:
        """The name after a preposition: "in Lund", "in a warehouse in Lund", "near the town of Lund"."""
        return next((self._within(each) for each in preposition.children if each.dep_ == "pobj"), "")

    def _within(self, noun: "Token") -> str:
        if self._is_place(noun):
            return _words(noun)
        inner = [self.after(each) for each in noun.children if each.dep_ == "prep"]
        inner += [_words(each) for each in noun.children if each.dep_ == "compound" and self._is_place(each)]
        return next((each for each in inner if each), "")

    def _is_place(self, word: "Token") -> bool:
        is_name = word.tag_ in ("NNP", "NN") and word.text[0].isupper() and not word.is_sent_start
        return (is_name or word.tag_ == "NNP") and not any(each.start <= word.idx < each.end for each in self.dates)


def _words(name: "Token") -> str:
    kept = [each for each in phrase(name) if each.pos_ == "PROPN" or each.text.istitle()]
    return "".join(each.text_with_ws for each in kept).strip()


def _year(word: "Token", dates: Sequence[DatePhrase]) -> str:
    """The year that the words for an event give it, or its verb."""
    inner = list(word.subtree)
    first, last = inner[0].idx, inner[-1].idx + len(inner[-1])
    own = [each for each in dates if first <= each.start and each.end <= last]
    if not own and word.dep_ in SUBJECTS:
        own = [each for each in dates if verb_of(word.doc, each) == word.head]
    years = {each.text[:_YEAR_DIGITS] for each in own}
    numbers = {
        each.text for each in word.children if each.dep_ in ("nummod", "compound") and len(each.text) == _YEAR_DIGITS
    }
    years |= {each for each in numbers if each.isdigit()}
    return years.pop() if len(years) == 1 and all(each.isdigit() for each in years) else ""


def _is_relative(verb: "Token") -> bool:
    """Whether "who", "which" or "whom" begins a clause."""
    return any(each.tag_ in RELATIVE for each in verb.subtree)


def _is_open(word: "Token", conditions: frozenset[str]) -> bool:
    """Whether an event is no more than thought of: "if an earthquake strikes", "a flood would …"."""
    verb = word.head
    return is_verb(verb) and any(each.tag_ == "MD" or each.lower_ in conditions for each in verb.children)
