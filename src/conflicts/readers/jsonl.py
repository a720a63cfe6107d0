"""Claims files in JSON Lines: each line holds one claim, or a mapping of vocabulary sections."""

from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from conflicts.document import Document, load_json_line
from conflicts.errors import InputError, Place, Problem

MAX_LINE = 16 * 2**20
"""The longest line that is read, in bytes."""

_BLANK = b" \t\r\n"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read(path: Path, file: str) -> Iterator[Document | Problem]:
    """Read line by line; a line that cannot be read is a problem, and the next one is read all the same.

    Blank lines are skipped. ``file`` is how places name the file.
    """
    try:
        with path.open("rb") as stream:
            yield from _lines(stream, file)
    except OSError as error:
        yield Problem(f"cannot be read: {error.strerror or error}", Place(file))


def _lines(stream: BufferedReader, file: str) -> Iterator[Document | Problem]:
    number, is_empty = 0, True
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(_BYTE_ORDER_MARK)
        if len(line) > MAX_LINE and not line.endswith(b"\n"):
            is_empty = False
            yield Problem(f"the line is longer than {MAX_LINE // 2**20} MB", Place(file, number, 1))
            _skip_line(stream)
        elif line.strip(_BLANK):
            is_empty = False
            try:
                yield load_json_line(line.rstrip(_BLANK), file, number)
            except InputError as error:
                yield from error.problems
        else:
            number += _skip_blank_lines(stream)
    if is_empty:
        yield Problem("is empty", Place(file))


def _skip_line(stream: BufferedReader) -> None:
    while (piece := stream.readline(2**20)) and not piece.endswith(b"\n"):
        pass


def _skip_blank_lines(stream: BufferedReader) -> int:
    """Skip the whole blank lines that follow, of which a file may have millions; how many there were."""
    skipped = 0
    while ahead := stream.peek():
        end = ahead.rfind(b"\n", 0, len(ahead) - len(ahead.lstrip(_BLANK))) + 1
        if not end:
            break
        skipped += stream.read(end).count(b"\n")
    return skipped
