"""Files of text, as those who wrote them see them."""

from pathlib import Path

from conflicts.document import decoded
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
    text = decoded(content, file)
    if not text.strip():
        raise InputError(Problem("is empty", Place(file)))
    return text
