"""A JSON value, and where it stands in its file."""

import re
from dataclasses import dataclass
from functools import cached_property

from conflicts.document import Document, load_json_line
from conflicts.document import Path as Steps
from conflicts.errors import InputError, Place, Problem
from conflicts.model.claim import Location

MAX_ITEM = 16 * 2**20
"""The longest item of a feed, line, or page that is read, in characters."""

TOO_LONG = f"is longer than {MAX_ITEM // 2**20} MB, the most that is read at once"

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|[^\s,\]}]+', re.DOTALL)


@dataclass(frozen=True)
class Item:
    """A JSON value, and where it stands in its file: ``indent`` columns come before its text on its first line."""

    document: Document
    indent: int = 0

    def place(self, path: Steps) -> Place:
        """Where the value that ``path`` leads to starts."""
        return self._moved(self.document.value_place(path))

    def location(self, path: Steps, excerpt: str) -> Location:
        """Where the value that ``path`` leads to stands, a text's quotes aside."""
        place = self.document.value_place(path)
        start = self._line_starts[place.line - self.document.first_line] + place.column - 1
        token = _TOKEN.match(self.document.text, start)
        is_text = token is not None and token[1] is not None
        length = 0 if token is None else len(token[1]) if is_text else len(token[0])
        at = self._moved(place)
        return Location(file=at.file, line=at.line, column=at.column + is_text, length=length, excerpt=excerpt)

    def _moved(self, place: Place) -> Place:
        return _moved(place, self.document.first_line, self.indent)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.document.text))]


def item_of(text: str, file: str, line: int, indent: int) -> Item:
    """The item that a text is which starts on that line, after so many columns."""
    try:
        return Item(load_json_line(text, file, line), indent)
    except InputError as error:
        problems = [Problem(each.message, _moved(each.place, line, indent)) for each in error.problems]
        raise InputError(problems) from error


def _moved(place: Place, first_line: int, indent: int) -> Place:
    return Place(place.file, place.line, place.column + indent) if place.line == first_line else place
