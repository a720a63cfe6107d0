"""Files to JSON values, by their suffix."""

from collections.abc import Iterator
from pathlib import Path

from conflicts.errors import InputError, Place, Problem
from conflicts.readers.claimreview.feed import lines, values
from conflicts.readers.claimreview.item import Item
from conflicts.readers.claimreview.page import scripts

_HTML = (".html", ".htm", ".xhtml")
_LINES = (".jsonl", ".ndjson")


def items(path: Path, file: str) -> Iterator[Item]:
    """The JSON values of a file, in their order.

    Of an array, and of a feed that is too large to be read at once, each element is a value of its own. Raises
    InputError for what is malformed.
    """
    suffix = path.suffix.lower()
    try:
        with path.open("rb") as stream:
            if suffix in _HTML:
                yield from scripts(stream, file)
            elif suffix in _LINES:
                yield from lines(stream, file)
            else:
                yield from values(stream, file)
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror or error}", Place(file))) from error
