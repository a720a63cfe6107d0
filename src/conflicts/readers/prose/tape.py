"""Text that is edited and still knows where each of its characters stood."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from conflicts.errors import Place
from conflicts.model.claim import Location


class Edit(NamedTuple):
    """Replace the characters from ``start`` to ``end``."""

    start: int
    end: int
    by: str = ""


@dataclass(frozen=True)
class Page:
    """The text of a file, and its places."""

    file: str
    text: str

    def place(self, at: int) -> Place:
        """The line and column of a character."""
        line = bisect_right(self._starts, at) - 1
        return Place(self.file, line + 1, at - self._starts[line] + 1)

    def location(self, start: int, end: int) -> Location:
        """Where a run of characters stands, and the characters themselves."""
        place = self.place(start)
        return Location(
            file=self.file, line=place.line, column=place.column, length=end - start, excerpt=self.text[start:end]
        )

    def lines(self) -> Iterable[tuple[int, int]]:
        """The start and the end of each line, its break left out."""
        ends = [*self._starts[1:], len(self.text) + 1]
        for start, following in zip(self._starts, ends, strict=True):
            end = following - 1
            yield start, end - 1 if self.text[start:end].endswith("\r") else end

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [0], self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return starts


@dataclass(frozen=True)
class Tape:
    """Some of a page's text; ``offsets`` tells where on the page each character stands."""

    text: str
    offsets: list[int]

    @staticmethod
    def of(page: Page, spans: Iterable[tuple[int, int]]) -> "Tape":
        """The given spans of the page, a line break between each two."""
        text: list[str] = []
        offsets: list[int] = []
        for start, end in spans:
            if text:
                text.append("\n")
                offsets.append(max(start - 1, 0))
            text.append(page.text[start:end])
            offsets.extend(range(start, end))
        return Tape("".join(text), offsets)

    def edited(self, edits: Iterable[Edit]) -> "Tape":
        """The tape after the edits, which come in order and do not overlap."""
        text: list[str] = []
        offsets: list[int] = []
        at = 0
        for edit in edits:
            text += (self.text[at : edit.start], edit.by)
            offsets += self.offsets[at : edit.start]
            offsets += [self.offsets[edit.start]] * len(edit.by)
            at = edit.end
        text.append(self.text[at:])
        offsets += self.offsets[at:]
        return Tape("".join(text), offsets)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span on the page from the first to the last of the characters from ``start`` to ``end``."""
        return self.offsets[start], self.offsets[end - 1] + 1
