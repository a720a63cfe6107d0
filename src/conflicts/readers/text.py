"""Files of text, as those who wrote them see them."""

from pathlib import Path

from conflicts.errors import InputError, Place, Problem


def read_text(path: Path, file: str, most_bytes: int) -> str:
    """The text of a file, which is UTF-8; ``file`` is how places name it.

    Raises InputError if it cannot be read, is larger than ``most_bytes``, empty, or not UTF-8.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(most_bytes + 1)
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror or error}", Place(file))) from error
    if len(content) > most_bytes:
        raise InputError(Problem(f"is larger than {most_bytes // 2**20} MB, the most that is read", Place(file)))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before, byte = content[: error.start], content[error.start]
        place = Place(file, before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        raise InputError(Problem(f"not UTF-8: byte 0x{byte:02x} at offset {error.start:,}", place)) from error
    if not text.strip():
        raise InputError(Problem("is empty", Place(file)))
    return text
