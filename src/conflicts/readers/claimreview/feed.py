"""JSON, item by item: values, the elements of arrays and feeds, JSON Lines."""

import codecs
import json
import re
from collections.abc import Iterator
from io import IncrementalNewlineDecoder
from typing import BinaryIO

from conflicts.document import MAX_DEPTH, load_json_line
from conflicts.errors import InputError, Place, Problem
from conflicts.readers.claimreview.item import MAX_ITEM, TOO_LONG, Item, item_of

_PIECE = 2**16
_FEED = re.compile(r'"(?:https?://schema\.org/|schema:)?(?:dataFeedElement|itemListElement)"\s*:\s*\[')
_SPACE = re.compile(r"[ \t\r\n]*")


class _Window:
    """The part of a text that is looked at, from ``at`` on: it grows at its end, and what is done with leaves."""

    def __init__(self, stream: BinaryIO, file: str) -> None:
        self.file, self.text, self.at, self.at_end = file, "", 0, False
        self._line, self._column, self._counted = 1, 1, 0
        self._stream = stream
        self._decoder = IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8-sig")(), translate=True)
        self.grow()

    @property
    def length(self) -> int:
        """How many characters there are to look at."""
        return len(self.text) - self.at

    def grow(self) -> None:
        """Read on: at least as much again as there is to look at."""
        start = self.place()
        self.text, self.at, self._counted = self.text[self.at :], 0, 0
        self._line, self._column = start.line, start.column
        content = self._stream.read(max(_PIECE, self.length))
        self.at_end = not content
        try:
            self.text += self._decoder.decode(content, final=self.at_end)
        except UnicodeDecodeError as error:
            self.text += error.object[: error.start].decode()
            raise self.error(f"not UTF-8: byte 0x{error.object[error.start]:02x}", len(self.text)) from error

    def skip_space(self) -> str:
        """Leave white space behind; the character that comes then, nothing at the end."""
        while True:
            space = _SPACE.match(self.text, self.at)
            self.at = space.end() if space else self.at
            if self.length or self.at_end:
                return self.text[self.at : self.at + 1]
            self.grow()

    def place(self, at: int | None = None) -> Place:
        """Where a character of the text stands: without ``at`` the first one that is looked at."""
        line, column = self._place(self.at if at is None else at)
        if at is None:
            self._line, self._column, self._counted = line, column, self.at
        return Place(self.file, line, column)

    def _place(self, at: int) -> tuple[int, int]:
        breaks = self.text.count("\n", self._counted, at)
        if breaks:
            return self._line + breaks, at - self.text.rfind("\n", self._counted, at)
        return self._line, self._column + at - self._counted

    def error(self, message: str, at: int | None = None) -> InputError:
        """What is wrong at a character of the text."""
        return InputError(Problem(message, self.place(at)))


_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
_LONGEST_WORD = 16
"""Longer than any part of JSON that an end of the text can break, but for strings and numbers."""


def values(stream: BinaryIO, file: str) -> Iterator[Item]:
    """One JSON value after another; of arrays and of large feeds, their elements."""
    window = _Window(stream, file)
    if not window.skip_space():
        raise InputError(Problem("is empty", Place(window.file)))
    while first := window.skip_space():
        if first == "[":
            window.at += 1
            yield from _elements(window)
        elif (end := _end_of_value(window)) is not None:
            yield _taken(window, end)
        elif feed := _FEED.search(window.text, window.at, window.at + _PIECE):
            window.at = feed.end()
            yield from _elements(window)
            return  # what stands after the elements of a feed says nothing of them
        else:
            raise window.error(TOO_LONG)


def _elements(window: _Window) -> Iterator[Item]:
    """The elements of an array that is open, up to its end."""
    if window.skip_space() == "]":
        window.at += 1
        return
    while True:
        end = _end_of_value(window)
        if end is None:
            raise window.error(TOO_LONG)
        yield _taken(window, end)
        after = window.skip_space()
        if after not in (",", "]"):
            raise window.error("not valid JSON: expecting ',' delimiter")
        window.at += 1
        if after == "]":
            return
        window.skip_space()


def _end_of_value(window: _Window) -> int | None:
    """Where the value that starts here ends; None if it is too long to be read at once."""
    while True:
        try:
            _, end = _DECODER.raw_decode(window.text, window.at)
            if end < len(window.text) or window.at_end:
                return end
        except json.JSONDecodeError as error:
            is_open = error.msg.startswith("Unterminated") or error.pos + _LONGEST_WORD > len(window.text)
            if window.at_end or not is_open:
                message = f"not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}"
                raise window.error(message, min(error.pos, len(window.text))) from error
        except RecursionError as error:
            raise window.error(f"nested more than {MAX_DEPTH} deep") from error
        if window.length > MAX_ITEM:
            return None
        window.grow()


def _taken(window: _Window, end: int) -> Item:
    start = window.place()
    item = item_of(window.text[window.at : end], window.file, start.line, start.column - 1)
    window.at = end
    return item


def lines(stream: BinaryIO, file: str) -> Iterator[Item | Problem]:
    """The value of each line, or what is wrong with it."""
    number = 0
    while line := stream.readline(MAX_ITEM + 1):
        number += 1
        if len(line) > MAX_ITEM:
            yield Problem(TOO_LONG, Place(file, number, 1))
            while len(line) > MAX_ITEM and not line.endswith(b"\n"):
                line = stream.readline(MAX_ITEM + 1)
        elif line.strip():
            try:
                yield _item_of_line(line, file, number)
            except InputError as error:
                yield from error.problems
    if number == 0:
        yield Problem("is empty", Place(file))


def _item_of_line(line: bytes, file: str, number: int) -> Item:
    return Item(load_json_line(line.rstrip(), file, number))
