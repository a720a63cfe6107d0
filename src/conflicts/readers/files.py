"""Which files the paths name, and how each is to be read."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from conflicts.document import Document
from conflicts.errors import Place, Problem
from conflicts.readers import jsonl, yaml
from conflicts.readers.contents import kind_of
from conflicts.readers.directory import Skipped, files_within
from conflicts.readers.foreign import Format, format_named, format_of, formats


class Reader(NamedTuple):
    """How claims files of one kind are read; a reader's documents may be single claims, or always have sections."""

    read: Callable[[Path, str], Iterator[Document | Problem]]
    single_claims: bool


READERS = {
    ".yaml": Reader(yaml.read, single_claims=False),
    ".yml": Reader(yaml.read, single_claims=False),
    ".json": Reader(yaml.read, single_claims=False),
    ".jsonl": Reader(jsonl.read, single_claims=True),
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


class Files(NamedTuple):
    """The files that paths name, each once; what is wrong with the paths; and what directories hold beside them."""

    found: list[Found]
    problems: list[Problem]
    skipped: list[Skipped]


def found_files(
    paths: str | Path | Iterable[str | Path], format: str | None = None, exclude: Sequence[str] = ()
) -> Files:
    """Find the files that the paths name.

    ``format`` is how all but YAML files are to be read. Without it the suffix tells; of ``.json`` and ``.jsonl`` files,
    which may be claims, Wikidata's entities or JSON-LD, the first words. Of directories those files are found that hold
    claims or words for them, or are in the ``format``, and are not excluded (``files_within``).
    """
    asked = format_named(format) if format is not None else None
    files: dict[str, Found] = {}
    problems: list[Problem] = []
    skipped: list[Skipped] = []
    for path in [paths] if isinstance(paths, str | Path) else paths:
        for found in _found(Path(path), asked, exclude):
            if isinstance(found, Problem):
                problems.append(found)
            elif isinstance(found, Skipped):
                skipped.append(found)
            else:
                files.setdefault(os.path.realpath(found.path), found)
    return Files(list(files.values()), problems, skipped)


def _found(path: Path, asked: Format | None, exclude: Sequence[str]) -> Iterator[Found | Skipped | Problem]:
    place = Place(str(path))
    suffix = path.suffix.lower()
    if path.is_dir():
        within = [_taken_up(each, asked) if isinstance(each, Path) else each for each in files_within(path, exclude)]
        yield from (each for each in within if each is not None)
        if not any(isinstance(each, Found | Problem) for each in within):
            yield Problem(_none_within(asked, [each for each in within if isinstance(each, Skipped)]), place)
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


def _none_within(asked: Format | None, skipped: Sequence[Skipped]) -> str:
    if asked is not None:
        suffixes = (*asked.suffixes, *asked.shared_suffixes, *_ALWAYS_CLAIMS)
        return f"holds nothing to read as {asked.name}: no {', '.join(f'*{suffix}' for suffix in suffixes)}"
    others = Counter(each.format for each in skipped if each.format)
    if not others:
        return f"holds no claims in any {', '.join(f'*{suffix}' for suffix in READERS)}"
    ways = (f"--from {name} reads {number:,} of its files" for name, number in sorted(others.items()))
    return f"holds no claims files; {', '.join(ways)}"


def _taken_up(path: Path, asked: Format | None) -> Found | Skipped | None:
    """The file, if a directory's reading takes it up; None for what is nothing to read in any way."""
    suffix = path.suffix.lower()
    if asked is not None and suffix not in _ALWAYS_CLAIMS:
        return Found(path, asked) if asked.may_take(path.name) else None
    if suffix not in READERS:
        format = format_of(path.name) if asked is None else None
        return Skipped(path, "format", format.name) if format is not None else None
    kind = kind_of(path)
    other = _told_by_first_words(path) if suffix not in _ALWAYS_CLAIMS else None
    if kind == "claims" or (kind == "vocabulary" and other is None):
        return Found(path)
    if other is not None:
        return Skipped(path, "format", other.name)
    return Skipped(path, "content" if kind is None else "own")


def _told_by_first_words(path: Path) -> Format | None:
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError:  # whoever reads the file will say so
        return None
    if _JSON_LD.search(head):
        return format_named("claimreview")
    return format_named("wikidata") if _WIKIDATA.search(head) else None
