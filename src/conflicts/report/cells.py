"""Text on a terminal: what may be shown, how wide it is, where it breaks."""

import re
import unicodedata
from functools import cache

_OBEYED = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""What a terminal would obey instead of showing: control characters, direction overrides, invisible tags."""

_COMMAND = re.compile(r"^(\s*)(::)")


def visible(text: str) -> str:
    r"""One line that shows what a terminal would obey: ``\x1b`` for an escape, and one space for any white space."""
    return _OBEYED.sub(lambda match: ascii(match[0])[1:-1], " ".join(re.split(r"[ \t\r\n\f\v]+", text)).strip())


def uncommanded(line: str) -> str:
    r"""The line so that no runner of jobs obeys it: ``\::`` where it would start with ``::``, ``#\#[`` for ``##[``.

    GitHub's runner obeys lines that start with ``::``, after white space or not, and those with ``##[`` anywhere.

    >>> uncommanded("  ::error::all is well")
    '  \\::error::all is well'
    """
    return _COMMAND.sub(r"\1\\\2", line).replace("##[", "#\\#[")


def cells(text: str) -> int:
    """How many terminal columns a text takes."""
    return len(text) if text.isascii() else sum(map(_cells_of, text))


def wrap(text: str, width: int, first: int | None = None) -> list[str]:
    """Break a text into lines of at most ``width`` columns (``first`` for the first), between words where they fit.

    The first line stays empty if it has no room for the first word.
    """
    full = max(2, width)
    lines, line, room = [], "", full if first is None else first
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if cells(joined) <= room:
            line = joined
            continue
        if line or room < full:
            lines.append(line)
        room = full
        while cells(word) > room:
            lines.append(_head(word, room))
            word = word[len(lines[-1]) :]
        line = word
    return [*lines, line]


def shorten(text: str, most: int) -> str:
    """The text, cut to at most ``most`` columns with an ellipsis."""
    return text if cells(text) <= most else f"{_head(text, most - 1).rstrip()}…"


def pad(text: str, width: int) -> str:
    """The text with spaces up to ``width`` columns."""
    return text + " " * max(0, width - cells(text))


def _head(text: str, room: int) -> str:
    used = 0
    for at, character in enumerate(text):
        used += _cells_of(character)
        if used > room:
            return text[:at]
    return text


@cache
def _cells_of(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
