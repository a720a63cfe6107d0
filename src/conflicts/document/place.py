"""A document: plain data, and where its parts stood in the text."""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, TypeAlias

from conflicts.errors import Place, Problem

Data: TypeAlias = "bool | int | Decimal | str | list[Data] | dict[str, Data] | None"
Path: TypeAlias = tuple[str | int, ...]

LINE_BREAK = re.compile("\r\n|[\r\n]")
"""What ends a line, for editors and therefore in every place: no other character does."""


class Node(NamedTuple):
    """Where a value starts, counted from one, and the nodes inside it."""

    line: int
    column: int
    items: "list[Node] | None" = None
    entries: "dict[str, Entry] | None" = None


class Entry(NamedTuple):
    """Where a key stands, and its value's node."""

    line: int
    column: int
    value: Node


@dataclass(frozen=True)
class Document:
    """Plain data, and the places of its parts; a document that was made of data alone knows only its file."""

    data: Data
    file: str = ""
    text: str = field(default="", repr=False)
    first_line: int = 1
    find_places: Callable[[], Node | None] = field(default=lambda: None, repr=False, compare=False)

    def place(self, path: Path = ()) -> Place:
        """Where the key or the item that ``path`` leads to stands; of what is absent, its nearest existing ancestor."""
        return self._follow(path)[0]

    def value_place(self, path: Path = ()) -> Place:
        """Where the value that ``path`` leads to starts; of what is absent, its nearest existing ancestor."""
        return self._follow(path)[1]

    def text_place(self, path: Path, offset: int) -> Place:
        """Where character number ``offset`` of the text that ``path`` leads to stands; quotes and folds aside."""
        start, words = self.value_place(path), self._at(path)
        if not start.line or not isinstance(words, str):
            return start
        first = self._line_starts[start.line - self.first_line] + start.column - 1
        at = _skip_characters(self.text, first, sum(not letter.isspace() for letter in words[:offset]))
        line = bisect_right(self._line_starts, at) - 1
        return Place(self.file, line + self.first_line, at - self._line_starts[line] + 1)

    def locate(self, problem: Problem) -> Problem:
        """The problem with the place that its path leads to."""
        return replace(problem, place=self.place(problem.path))

    def _follow(self, path: Path) -> tuple[Place, Place]:
        node = self._root
        if node is None:
            return Place(self.file), Place(self.file)
        line, column = node.line, node.column
        for step in path:
            if node.entries is not None and (entry := node.entries.get(str(step))) is not None:
                line, column, node = entry
            elif node.items is not None and isinstance(step, int) and 0 <= step < len(node.items):
                node = node.items[step]
                line, column = node.line, node.column
            else:
                break
        return Place(self.file, line, column), Place(self.file, node.line, node.column)

    def _at(self, path: Path) -> Data:
        data = self.data
        for step in path:
            if isinstance(data, dict):
                data = data.get(str(step))
            elif isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data):
                data = data[step]
            else:
                return None
        return data

    @cached_property
    def _root(self) -> Node | None:
        return self.find_places()

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in LINE_BREAK.finditer(self.text))]


_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
_BLOCK_HEADER = re.compile(r"[|>][^\r\n]*")
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\s|.)", re.DOTALL)
_ESCAPED_SPACES = frozenset({r"\n", r"\t", r"\r", r"\N", r"\_", r"\L", r"\P", r"\v", r"\f", r"\x20", r"\u0020"})


def _skip_characters(source: str, start: int, count: int) -> int:
    """Walk from the start of a scalar over ``count`` of its characters; white space, which folds change, is extra."""
    at = _after(_PROPERTIES, source, start)
    quote = source[at : at + 1] if source[at : at + 1] in ("'", '"') else ""
    at = at + 1 if quote else _after(_BLOCK_HEADER, source, at)
    while at < len(source):
        length, counts = _character(source, at, quote)
        if counts and count == 0:
            break
        count -= counts
        at += length
    return at


def _character(source: str, at: int, quote: str) -> tuple[int, bool]:
    """How long the character at this point is in the source, and whether it counts."""
    if quote == '"' and (escape := _ESCAPE.match(source, at)):
        return len(escape[0]), escape[0] not in _ESCAPED_SPACES and not escape[0][1].isspace()
    if quote == "'" and source.startswith("''", at):
        return 2, True
    return 1, not source[at].isspace()


def _after(pattern: re.Pattern[str], source: str, at: int) -> int:
    found = pattern.match(source, at)
    return found.end() if found else at
