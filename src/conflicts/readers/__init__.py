"""Readers: files to claims, each with its place.

A new reader is one file with a function ``read(path, file)`` that yields documents, or problems, and its line in
``READERS``.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatch
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from conflicts.document import Document
from conflicts.errors import InputError, Place, Problem
from conflicts.model.collection import Collection
from conflicts.readers import jsonl, yaml
from conflicts.readers.assembly import Part, assemble
from conflicts.readers.schema import claims_schema
from conflicts.readers.write import claims_jsonl, claims_yaml


class Reader(NamedTuple):
    """How files of one kind are read; a reader's documents may be single claims, or always have sections."""

    read: Callable[[Path, str], Iterator[Document | Problem]]
    single_claims: bool
    pattern: str
    """Which files of that suffix a directory's reading takes up."""


READERS = {
    ".yaml": Reader(yaml.read, single_claims=False, pattern="*.yaml"),
    ".yml": Reader(yaml.read, single_claims=False, pattern="*.yml"),
    ".json": Reader(yaml.read, single_claims=False, pattern="claims*.json"),
    ".jsonl": Reader(jsonl.read, single_claims=True, pattern="*.jsonl"),
}
"""The readers by the suffix of the files they read."""


def load(paths: str | Path | Sequence[str | Path]) -> Collection:
    """Read claims files, or directories of them, as one collection.

    By its suffix a file is YAML (``.yaml``, ``.yml``), JSON (``.json``) or JSON Lines (``.jsonl``). Of a directory all
    ``*.yaml``, ``*.yml``, ``*.jsonl`` and ``claims*.json`` files are read, with those of the directories in it, in the
    order of their names; hidden ones are passed over, and so are other files, such as the ``report.json`` beside the
    claims. Vocabularies are merged, and claim ids are unique over all files. Claims without a ``location`` get the
    place they were read from, the file named as ``paths`` names it.

    Raises InputError with everything that is wrong in all files, each with its place, and where there are no claims.
    """
    files: dict[str, Path] = {}
    problems: list[Problem] = []
    for path in [paths] if isinstance(paths, str | Path) else paths:
        for found in _files(Path(path)):
            if isinstance(found, Problem):
                problems.append(found)
            else:
                files.setdefault(os.path.realpath(found), found)
    if not files and not problems:
        raise InputError("no claims file is named")
    parts = (part for path in files.values() for part in _parts(path))
    return assemble(chain(problems, parts), [str(path) for path in files.values()])


def from_mapping(mapping: dict[str, Any], file: str = "<mapping>") -> Collection:
    """Read plain data of the shape of a claims file; ``file`` is how problems name it.

    Raises InputError with everything that is wrong.
    """
    return assemble([Part(Document(mapping, file))], [file])


def _parts(path: Path) -> Iterator[Part | Problem]:
    reader = READERS[path.suffix.lower()]
    for item in reader.read(path, str(path)):
        yield item if isinstance(item, Problem) else Part(item, reader.single_claims)


def _files(path: Path) -> Iterator[Path | Problem]:
    """The files that ``path`` names, or what is wrong with it."""
    place = Place(str(path))
    if path.is_dir():
        found = list(_files_within(path))
        yield from found or [Problem(f"holds no claims: no {', '.join(r.pattern for r in READERS.values())}", place)]
    elif not path.exists():
        yield Problem("no such file or directory", place)
    elif not path.is_file():
        yield Problem("is not a regular file", place)
    elif path.suffix.lower() not in READERS:
        yield Problem(f"is of an unknown kind; known: {', '.join(READERS)}", place)
    else:
        yield path


def _files_within(directory: Path) -> Iterator[Path | Problem]:
    unreadable: list[OSError] = []
    for folder, subfolders, names in os.walk(directory, onerror=unreadable.append):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            reader = READERS.get(path.suffix.lower())
            if reader and not name.startswith(".") and fnmatch(name.lower(), reader.pattern) and path.is_file():
                yield path
    for error in unreadable:
        yield Problem(f"cannot be read: {error.strerror or error}", Place(str(error.filename)))


__all__ = ["READERS", "Reader", "claims_jsonl", "claims_schema", "claims_yaml", "from_mapping", "load"]
