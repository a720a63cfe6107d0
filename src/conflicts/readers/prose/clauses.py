"""Statements to clauses: where one ends and another begins, and which of them say that nothing is so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.template import words_expression


@dataclass(frozen=True)
class Clause:
    """A span of a sentence, and the word that it begins after."""

    start: int
    end: int
    after: str = ""


class ClauseReader:
    """Splits statements at conjunctions, relative pronouns and semicolons."""

    def __init__(self, lexicon: Lexicon) -> None:
        grammar = lexicon.grammar
        breaks, coordinators = words_expression(grammar.breaks), words_expression(grammar.coordinators)
        unreal, conjunction = words_expression(grammar.unreal), words_expression(grammar.conjunctions)
        that = words_expression(grammar.that)
        auxiliary = words_expression(word for word in grammar.auxiliaries if " " not in word)
        self._break = re.compile(
            rf"\s*[;:–—]\s+"
            rf"|\s*,\s*(?P<after>{breaks}|{unreal})(?=\s)"
            rf"|\s+(?P<inside>{coordinators}|{unreal})(?=\s)"
            rf"|\s+{conjunction}\s+(?=(?P<and>{auxiliary}|{that})\s)",
            re.IGNORECASE,
        )
        self._unreal = frozenset(word.casefold() for word in grammar.unreal)
        self._and = re.compile(conjunction, re.IGNORECASE)
        self._verb_group = re.compile(
            rf"(?<![\w-]){auxiliary}(?![\w-])|\w{words_expression(grammar.verb_endings)}(?!\w)", re.IGNORECASE
        )
        self._that = re.compile(rf"\s*{that}\s+", re.IGNORECASE)
        self._opening = re.compile(rf"\s*(?P<word>{unreal}|{coordinators})\s", re.IGNORECASE)

    def clauses(self, text: str, start: int, end: int) -> list[Clause]:
        """The clauses of a statement that say that something is so, in their order."""
        return [clause for clause in self._all(text, start, end) if clause.after not in self._unreal]

    def _all(self, text: str, start: int, end: int) -> Iterator[Clause]:
        opening = self._opening.match(text, start, end)
        after = opening["word"].casefold() if opening else ""
        start = opening.end() if opening else start
        for found in self._break.finditer(text, start, end):
            word = " ".join((found["after"] or found["inside"] or found["and"] or "").casefold().split())
            if self._and.fullmatch(word) and not self._has_verb(text, found.end(), end):
                continue
            if found.start() > start:
                yield self._clause(text, start, found.start(), after)
            start, after = found.end(), word
        if start < end:
            yield self._clause(text, start, end, after)

    def _clause(self, text: str, start: int, end: int, after: str) -> Clause:
        that = self._that.match(text, start, end)
        return Clause(that.end() if that else start, end, after)

    def _has_verb(self, text: str, start: int, end: int) -> bool:
        """Whether what comes before the next comma has a verb, and so is no item of a list."""
        comma = text.find(",", start, end)
        return self._verb_group.search(text, start, end if comma < 0 else comma) is not None
