"""Bytes to text."""

import re

from conflicts.errors import InputError, Place, Problem

_LONE_RETURN = re.compile("\r(?!\n)")


def with_line_feeds(text: str) -> str:
    """The text with a line feed for each carriage return that ends a line by itself; nothing else moves."""
    return _LONE_RETURN.sub("\n", text) if "\r" in text else text


def decoded(content: bytes, file: str, line: int = 1) -> str:
    """The text that the bytes are in UTF-8, without a byte order mark; ``line`` is where in the file it begins.

    Its lines end with line feeds, with or without a carriage return before.

    Raises InputError with the place of the first byte that is no UTF-8.
    """
    try:
        return with_line_feeds(content.decode("utf-8").removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        before, byte = with_line_feeds(content[: error.start].decode("utf-8")).encode(), content[error.start]
        place = Place(file, line + before.count(b"\n"), error.start - before.rfind(b"\n"))
        raise InputError(Problem(f"not UTF-8: byte 0x{byte:02x} at offset {error.start:,}", place)) from error
