"""Bytes to text."""

from conflicts.errors import InputError, Place, Problem


def decoded(content: bytes, file: str, line: int = 1) -> str:
    """The text that the bytes are in UTF-8, without a byte order mark; ``line`` is where in the file it begins.

    Raises InputError with the place of the first byte that is no UTF-8.
    """
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before, byte = content[: error.start], content[error.start]
        place = Place(file, line + before.count(b"\n"), error.start - before.rfind(b"\n"))
        raise InputError(Problem(f"not UTF-8: byte 0x{byte:02x} at offset {error.start:,}", place)) from error
