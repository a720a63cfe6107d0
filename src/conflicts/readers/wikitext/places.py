"""Offsets in a page's text to places in its file."""

from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property

from conflicts.errors import Place
from conflicts.model.claim import Location


class Places:
    """Where the text of a page stands in its file.

    ``line`` and ``column`` are those of its first character. ``escapes``: by how many characters the file writes a
    character longer than it is (``&lt;``); None if that is not known, and then there are no columns.
    """

    def __init__(
        self, file: str, text: str, line: int = 1, column: int = 1, escapes: Mapping[str, int] | None = None
    ) -> None:
        self._file = file
        self._text = text
        self._line = line
        self._column = column
        self._escapes = {} if escapes is None else escapes
        self._has_columns = column > 0

    def place(self, offset: int) -> Place:
        """The line and the column of a character."""
        line = bisect_right(self._starts, offset) - 1
        column = 0
        if self._has_columns:
            column = (self._column if line == 0 else 1) + self.length(self._starts[line], offset)
        return Place(self._file, self._line + line, column)

    def length(self, start: int, end: int) -> int:
        """How many characters of the file this part of the text takes."""
        length = end - start
        for letter, extra in self._escapes.items():
            length += extra * self._text.count(letter, start, end)
        return length

    def location(self, start: int, end: int, excerpt: str) -> Location:
        """Where a part of the text stands."""
        place = self.place(start)
        return Location(
            file=place.file,
            line=place.line,
            column=place.column,
            length=self.length(start, end) if self._has_columns else 0,
            excerpt=excerpt,
        )

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        at = self._text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self._text.find("\n", at + 1)
        return starts
