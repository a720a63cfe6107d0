"""Claims files in YAML or JSON: one document with claims and the sections of their vocabulary."""

from collections.abc import Iterator
from pathlib import Path

from conflicts.document import Document, load_file
from conflicts.errors import InputError, Problem


def read(path: Path, file: str) -> Iterator[Document | Problem]:
    """Read the file's one document, or what is wrong with it; ``file`` is how places name it."""
    try:
        yield load_file(path, file, or_pipe=True)
    except InputError as error:
        yield from error.problems
