"""The bytes of files, as many as make sense."""

from pathlib import Path

from conflicts.errors import InputError, Place, Problem

MAX_BYTES = 64 * 2**20
"""The largest text that is read as one document."""


def read_content(path: Path, file: str, most: int = MAX_BYTES, *, or_pipe: bool = False) -> bytes:
    """The content of a regular file of at most ``most`` bytes; ``file`` is how errors name it.

    ``or_pipe``: what a pipe or another device gives is taken, too, up to as many bytes; else to open one could wait
    for ever. Raises InputError for what is larger, is no file, or cannot be read; the cause is FileNotFoundError for a
    file that is not there.
    """
    try:
        if not (or_pipe or path.is_file() or path.is_dir()) and path.exists():
            raise InputError(Problem("is not a regular file", Place(file)))
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror or error}", Place(file))) from error
    if len(content) > most:
        raise too_large(file, most)
    return content


def too_large(file: str, most: int = MAX_BYTES, line: int = 0) -> InputError:
    """The error for a text of more bytes."""
    return InputError(Problem(f"is larger than {most // 2**20} MB, the most that is read at once", Place(file, line)))
