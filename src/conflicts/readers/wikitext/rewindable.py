"""A file that is read forwards, and again from a place before, where a parser has met a damage."""

from io import BufferedIOBase
from typing import NamedTuple

CHUNK = 2**16
_PAGE = b"<page>"


class Spot(NamedTuple):
    """A byte of a file, the line that it is on, and how many characters of that line are before it."""

    byte: int = 0
    line: int = 1
    column: int = 0

    def next(self) -> "Spot":
        """The next byte of the line."""
        return Spot(self.byte + 1, self.line, self.column + 1)


class Rewindable:
    """A stream of bytes; the last two pieces are kept, so that going back a little costs nothing.

    Going back further reads a packed file from its start again.
    """

    def __init__(self, stream: BufferedIOBase) -> None:
        self._stream = stream
        self._kept = b""
        self._kept_from = self._at = 0

    def read(self) -> bytes:
        """The next piece; empty at the end."""
        piece = self._kept[self._at - self._kept_from :]
        if not piece:
            piece = self._stream.read1(CHUNK)
            before = self._kept[-CHUNK:]
            self._kept_from = self._at - len(before)
            self._kept = before + piece
        self._at += len(piece)
        return piece

    def go_to(self, byte: int) -> None:
        """Read on from this byte."""
        if byte < self._kept_from:
            self._stream.seek(byte)
            self._kept, self._kept_from = b"", byte
        self._at = byte


def next_page(stream: Rewindable, damage: Spot) -> Spot | None:
    """Where the next page begins, from the damage on, and go there; None if there is none."""
    stream.go_to(damage.byte)
    spot, waiting = damage, b""
    while piece := stream.read():
        waiting += piece
        found = waiting.find(_PAGE)
        passed = waiting[: found if found >= 0 else 1 - len(_PAGE)]
        spot, waiting = _behind(spot, passed), waiting[len(passed) :]
        if found >= 0:
            stream.go_to(spot.byte)
            return spot
    return None


def _behind(spot: Spot, passed: bytes) -> Spot:
    lines = passed.count(b"\n")
    column = len(passed.rpartition(b"\n")[2].decode("utf-8", "replace"))
    return Spot(spot.byte + len(passed), spot.line + lines, column + (0 if lines else spot.column))
