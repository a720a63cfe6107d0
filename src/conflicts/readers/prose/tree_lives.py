"""Dates of birth and death in brackets after a name: "(born 3 May 1921)", "(1921–1999)", "(née Lund; 1921–1999)"."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, TypeAlias

from conflicts.readers.prose.date_phrases import DatePhrase
from conflicts.readers.prose.dates import Calendar
from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.years import any_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

End: TypeAlias = Literal["born", "died"]

_SHORTEST, _LONGEST = 15, 120
"""Years between two dates of somebody's life; fewer may be those of an office."""

_BRACKET = re.compile(r"\s?\((?:[^()]{0,120}[;,]\s*)?(?P<dates>[^();]{3,80})\)")
_DASH = re.compile(r"\s?[–—-]\s?")


class LifeReader:
    """Knows how a language writes the dates of a life."""

    def __init__(self, lexicon: Lexicon, calendar: Calendar) -> None:
        words = lexicon.dates
        self.calendar, self._before = calendar, words.words.at[0]
        self._after = re.compile(rf"\s(?:{any_of(lexicon.grammar.prepositions)})\s")
        ends = {"born": any_of(words.lives.born), "died": any_of(words.lives.died)}
        self._said = re.compile("|".join(rf"(?P<{name}>{each})\s(?P<on_{name}>.*)" for name, each in ends.items()))

    def lives(self, doc: "Doc") -> Iterator[tuple["Token", End, DatePhrase]]:
        """The names that dates in brackets follow, each with a date and whether somebody was born or died then."""
        for word in doc:
            if word.pos_ != "PROPN" or word.i + 1 == len(doc) or word.nbor(1).text != "(":
                continue
            found = _BRACKET.match(doc.text, word.idx + len(word))
            if found is not None:
                for end, date in self._dates(found["dates"].strip(), word):
                    yield _head(word), end, date

    def _dates(self, text: str, word: "Token") -> Iterator[tuple[End, DatePhrase]]:
        said = self._said.fullmatch(text)
        if said is not None:
            name: End = "born" if said["born"] else "died"
            only = self._date(self._after.split(said[f"on_{name}"])[0])
            if only is not None:
                yield name, only
            return
        parts = _DASH.split(text)
        first, last = (self._date(part) for part in parts) if len(parts) == 2 else (None, None)
        years = [date.first.year for date in (first, last) if date is not None]
        if first is None or last is None or not _is_defined(_head(word)) or None in years:
            return
        if _SHORTEST <= (years[1] or 0) - (years[0] or 0) <= _LONGEST:
            yield "born", first
            yield "died", last

    def _date(self, text: str) -> DatePhrase | None:
        """The one date that words say, which say nothing else."""
        for whole in (text, f"{self._before} {text}"):
            found = self.calendar.of_text(None).phrases(whole)
            if len(found) == 1 and found[0].start == 0 and found[0].end == len(whole):
                return found[0]
        return None


def _head(word: "Token") -> "Token":
    while word.dep_ in ("compound", "flat") and word.head.i > word.i:
        word = word.head
    return word


def _is_defined(word: "Token") -> bool:
    """Whether a sentence says of a name what it is: "Anna Berg (1921–1999) was a painter"."""
    verb = word.head
    nouns = [each for each in verb.children if each.dep_ == "attr" and each.pos_ in ("NOUN", "PROPN")]
    is_one = any(child.morph.get("Definite", []) == ["Ind"] for noun in nouns for child in noun.children)
    return word.dep_ == "nsubj" and verb.lemma_ == "be" and is_one
