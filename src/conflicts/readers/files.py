"""Which files the paths name, and how each is to be read."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from conflicts.document import Document
from conflicts.errors import Place, Problem
from conflicts.readers import jsonl, yaml
from conflicts.readers.foreign import Format, format_named, format_of, formats


class Reader(NamedTuple):
    """How claims files of one kind are read; a reader's documents may be single claims, or always have sections."""

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
"""The readers of claims files by suffix."""

_ALWAYS_CLAIMS = (".yaml", ".yml")
_HEAD = 2**16
_WIKIDATA = re.compile(rb'(?<!\\)"type"\s*:\s*"(?:item|property|lexeme|mediainfo)"')
_JSON_LD = re.compile(rb'(?<!\\)"@(?:type|context|graph)"\s*:')


class Found(NamedTuple):
    """A file, and the format it is in; a claims file has none. ``is_guess``: its first words told, not its name."""

    path: Path
    format: Format | None = None
    is_guess: bool = False


def found_files(
    paths: str | Path | Iterable[str | Path], format: str | None = None
) -> tuple[list[Found], list[Problem]]:
    """The files that the paths name, each once, and what is wrong with the paths.

    ``format`` is how all but YAML files are to be read. Without it the suffix tells; of ``.json`` and ``.jsonl`` files,
    which may be claims, Wikidata's entities or JSON-LD, the first words.
    """
    asked = format_named(format) if format is not None else None
    files: dict[str, Found] = {}
    problems: list[Problem] = []
    for path in [paths] if isinstance(paths, str | Path) else paths:
        for found in _found(Path(path), asked):
            if isinstance(found, Problem):
                problems.append(found)
            else:
                files.setdefault(os.path.realpath(found.path), found)
    return list(files.values()), problems


def _found(path: Path, asked: Format | None) -> Iterator[Found | Problem]:
    place = Place(str(path))
    suffix = path.suffix.lower()
    if path.is_dir():
        yield from list(_within(path, asked)) or [Problem(_none_within(asked), place)]
    elif not path.exists():
        yield Problem("no such file or directory", place)
    elif not path.is_file():
        yield Problem("is not a regular file", place)
    elif asked is not None:
        yield Found(path, None if suffix in _ALWAYS_CLAIMS else asked)
    elif suffix in READERS:
        format = None if suffix in _ALWAYS_CLAIMS else _told_by_first_words(path)
        yield Found(path, format, is_guess=format is not None)
    elif (format := format_of(path.name)) is not None:
        yield Found(path, format)
    else:
        known = [*READERS, *(suffix for format in formats().values() for suffix in format.suffixes)]
        yield Problem(f"is of an unknown kind; known: {', '.join(known)}", place)


def _none_within(asked: Format | None) -> str:
    patterns = ", ".join(reader.pattern for reader in READERS.values())
    if asked is None:
        return f"holds no claims: no {patterns}"
    suffixes = (*asked.suffixes, *asked.shared_suffixes, *_ALWAYS_CLAIMS)
    return f"holds nothing to read as {asked.name}: no {', '.join(f'*{suffix}' for suffix in suffixes)}"


def _within(directory: Path, asked: Format | None) -> Iterator[Found | Problem]:
    unreadable: list[OSError] = []
    for folder, subfolders, names in os.walk(directory, onerror=unreadable.append):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if not name.startswith(".") and path.is_file():
                yield from _taken_up(path, asked)
    for error in unreadable:
        yield Problem(f"cannot be read: {error.strerror or error}", Place(str(error.filename)))


def _taken_up(path: Path, asked: Format | None) -> Iterator[Found]:
    """The file, if a directory's reading takes it up: claims files; of other formats only the one that is asked for."""
    suffix = path.suffix.lower()
    reader = READERS.get(suffix)
    if asked is not None and suffix not in _ALWAYS_CLAIMS:
        if asked.may_take(path.name):
            yield Found(path, asked)
    elif reader and fnmatch(path.name.lower(), reader.pattern):
        yield Found(path)


def _told_by_first_words(path: Path) -> Format | None:
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError:  # whoever reads the file will say so
        return None
    if _JSON_LD.search(head):
        return format_named("claimreview")
    return format_named("wikidata") if _WIKIDATA.search(head) else None
