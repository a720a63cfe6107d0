"""Files to JSON values, by their suffix."""

from collections.abc import Iterator
from pathlib import Path

from conflicts.errors import InputError, Place, Problem
from conflicts.readers.claimreview.feed import lines, values
from conflicts.readers.claimreview.item import Item
from conflicts.readers.claimreview.page import scripts

HTML = (".html", ".htm", ".xhtml")
_LINES = (".jsonl", ".ndjson")


def items(path: Path, file: str) -> Iterator[Item | Problem]:
    """The JSON values of a file, in their order, and what is malformed: a script, a line, or all from there on.

    Of an array, and of a feed that is too large to be read at once, each element is a value of its own. Raises
    InputError for a file that cannot be read.
    """
    suffix = path.suffix.lower()
    try:
        with path.open("rb") as stream:
            if suffix in HTML:
                yield from scripts(stream, file)
            elif suffix in _LINES:
                yield from lines(stream, file)
            else:
                yield from _up_to_a_fault(values(stream, file))
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror or error}", Place(file))) from error


def _up_to_a_fault(found: Iterator[Item]) -> Iterator[Item | Problem]:
    """The values before what is malformed, and what that is: nothing says where the next one would begin."""
    try:
        yield from found
    except InputError as error:
        yield from error.problems
