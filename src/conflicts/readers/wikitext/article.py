"""The source of an article: one file of wikitext."""

from pathlib import Path

from conflicts.errors import InputError, Place, Problem

MOST_BYTES = 4 * 2**20
"""The largest file that is read; MediaWiki itself takes two million bytes."""


def read_article(path: Path, file: str) -> str:
    """The text of the file, which is UTF-8; whatever its lines end with is one line feed.

    Raises InputError if it cannot be read, is too large or empty, or is not UTF-8.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror or error}", Place(file))) from error
    if len(content) > MOST_BYTES:
        raise InputError(Problem(f"is larger than {MOST_BYTES // 2**20} MB, the most that is read", Place(file)))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before, byte = content[: error.start], content[error.start]
        place = Place(file, before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        raise InputError(Problem(f"not UTF-8: byte 0x{byte:02x} at offset {error.start:,}", place)) from error
    if not text.strip():
        raise InputError(Problem("is empty", Place(file)))
    return text.replace("\r\n", "\n").replace("\r", "\n")
