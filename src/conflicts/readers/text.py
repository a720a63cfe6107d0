"""Files of text, as those who wrote them see them."""

from pathlib import Path

from conflicts.document import decoded, read_content
from conflicts.errors import InputError, Place, Problem


def read_text(path: Path, file: str, most_bytes: int) -> str:
    """The text of a file, which is UTF-8; ``file`` is how places name it.

    Raises InputError if it cannot be read, is larger than ``most_bytes``, empty, or not UTF-8.
    """
    text = decoded(read_content(path, file, most_bytes, or_pipe=True), file)
    if not text.strip():
        raise InputError(Problem("is empty", Place(file)))
    return text
