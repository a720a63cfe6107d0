"""Which verb a date belongs to, by the tree: that of a clause, or nothing more than that of a modifier."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from conflicts.readers.prose.date_phrases import DatePhrase
from conflicts.readers.prose.tree_words import is_verb

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_BEFORE_A_NOUN = ("compound", "nummod", "amod", "poss", "appos")
_SUBJECTS = ("nsubj", "nsubjpass")
_SAME_CLAUSE = ("xcomp", "ccomp", "acomp", "attr", "conj", "dep", "prep", "pcomp", "advmod")
_OTHER_FIGURE = re.compile(r"\d\S*\s+(?:[^\W\d]+\s+)?$")
_OPENING, _CLOSING = "([", ")]"


def verb_of(doc: "Doc", date: DatePhrase) -> "Token | None":
    """The verb whose date it is; None if it is that of a noun ("the 1998 treaty", "the bank (1902–1906)").

    What is only implied is of the clause that the words before it belong to.
    """
    if date.is_implied:
        before = [word for word in doc if word.idx < date.start]
        above = (each for word in reversed(before) for each in (word, *word.ancestors) if is_verb(each))
        return next((verb for verb in above if any(each.dep_ in _SUBJECTS for each in verb.children)), None)
    words = [word for word in doc if date.start < word.idx + len(word) and word.idx < date.end]
    outer = [word for word in words if word.head.i == word.i or word.head not in words]
    word = next((word for word in outer if word.dep_ not in ("punct", "mark")), None)
    if word is None or _is_bracketed(doc, word):
        return None
    first = True
    while not is_verb(word):
        if first and word.dep_ in _BEFORE_A_NOUN and word.head.pos_ in ("NOUN", "PROPN"):
            return None
        is_of = word.dep_ == "prep" and word not in words and word.lemma_ == "of"
        if is_of or word.dep_ in _SUBJECTS or word.head.i == word.i:
            return None
        first, word = False, word.head
    return _speech_before(word, date) or word


def _speech_before(verb: "Token", date: DatePhrase) -> "Token | None":
    """The verb that a date follows, where it stands before all of a clause that the verb has for its object.

    In "he said on Monday it will close" it is that of *said*, even if the tree has it hang on *close*.
    """
    above = verb.head
    own = next((each for each in verb.children if each.dep_ in _SUBJECTS), None)
    is_object = verb.dep_ == "ccomp" and is_verb(above)
    return above if is_object and own is not None and above.idx < date.start < own.left_edge.idx else None


def date_of(verb: "Token", places: Iterable[int], dates: Sequence[tuple[DatePhrase, "Token"]]) -> DatePhrase | None:
    """The one date of a clause, given its verb and the places of its words; None if it has none, or two.

    What hangs on the verb goes before what hangs on an infinitive or a clause that is its object.
    """
    kept = set(places)
    ranked: dict[int, list[DatePhrase]] = {}
    for date, own in dates:
        steps = _steps(own, verb) if own.i in kept else None
        if steps is not None:
            ranked.setdefault(steps, []).append(date)
    nearest = ranked.get(min(ranked), []) if ranked else []
    return nearest[0] if len(nearest) == 1 else None


def unless_of_other(date: DatePhrase | None, verb: "Token", figure: "Token") -> DatePhrase | None:
    """The date of a clause, unless it is right after another figure than this: "from 15,000 in 1990 to 12,000"."""
    if date is None or not verb.idx < date.start < figure.idx:
        return date
    return None if _OTHER_FIGURE.search(verb.doc.text[verb.idx : date.start]) else date


def _steps(word: "Token", verb: "Token") -> int | None:
    """How far below a verb another is within one clause; None if it is in another clause."""
    steps = 0
    while word.i != verb.i:
        if word.head.i == word.i or word.dep_ not in _SAME_CLAUSE:
            return None
        steps, word = steps + 1, word.head
    return steps


def _is_bracketed(doc: "Doc", word: "Token") -> bool:
    """Whether it stands within brackets that its sentence goes on after, or began before."""
    opened = 0
    for each in doc[: word.i]:
        opened += (each.text in _OPENING) - (each.text in _CLOSING)
    return opened > 0
