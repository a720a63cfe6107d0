"""Which files the paths name, and how each is to be read."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from conflicts.document import Document, absolute_pattern
from conflicts.document.address import DatabaseAddress, input_path, without_password
from conflicts.errors import Place, Problem, file_name, nearest
from conflicts.model.location import in_unicode
from conflicts.readers import jsonl, yaml
from conflicts.readers.contents import kind_of
from conflicts.readers.directory import Skipped, files_within
from conflicts.readers.first_words import entities_in, head_of, is_wikitext
from conflicts.readers.foreign import Format, format_named, format_of, formats
from conflicts.readers.reading import ReadOptions

if TYPE_CHECKING:
    from conflicts.tables.mapping import TableMapping


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

STANDARD_INPUT = "<stdin>"
"""How places name standard input."""

_DASH = Path("-")
_ALWAYS_CLAIMS = (".yaml", ".yml")


class Found(NamedTuple):
    """A file, and the format it is in; a claims file has none. ``is_guess``: its first words told, not its name.

    ``mapping`` is the one that is meant for this file in particular.
    """

    path: Path
    format: Format | None = None
    is_guess: bool = False
    is_standard_input: bool = False
    mapping: "TableMapping | None" = None

    @property
    def name(self) -> str:
        """How places name it; readers of foreign material name claims and subjects after it, which are text."""
        if self.is_standard_input:
            return STANDARD_INPUT
        return file_name(self.path) if self.format is None else in_unicode(file_name(self.path))


class Files(NamedTuple):
    """The files that paths name, each once; what is wrong with the paths; and what directories hold beside them."""

    found: list[Found]
    problems: list[Problem]
    skipped: list[Skipped]


def found_files(
    paths: str | Path | Iterable[str | Path], format: str | None = None, options: ReadOptions = ReadOptions()
) -> Files:
    """Find the files that the paths name.

    ``format`` is how all but YAML files are to be read. Without it the suffix tells; of ``.json`` and ``.jsonl`` files,
    which may be claims, Wikidata's entities or JSON-LD, and of ``.txt`` files, which may be wikitext, the first words.
    ``-`` is the file that the options give as standard input. Of directories those files are found that hold
    claims or words for them, or are in the ``format``, and the ``options`` do not exclude (``files_within``).
    A file that the ``options`` have a mapping of its own for is a table; such a mapping that no table has is a problem.
    """
    asked = format_named(format) if format is not None else None
    files: dict[str, Found] = {}
    problems: list[Problem] = []
    skipped: list[Skipped] = []
    for path in [paths] if isinstance(paths, str | Path) else paths:
        for found in _named(input_path(path), asked, options):
            if isinstance(found, Problem):
                problems.append(found)
            elif isinstance(found, Skipped):
                skipped.append(found)
            else:
                files.setdefault(os.path.realpath(found.path), found)
    tables = [_DASH if each.is_standard_input else each.path for each in files.values() if each.format is not None]
    return Files(list(files.values()), [*problems, *unused_mappings(options, tables)], skipped)


def unused_mappings(options: ReadOptions, tables: Sequence[Path]) -> Iterator[Problem]:
    """A problem for each mapping of a file that is none of the tables that are read."""
    for each in options.file_mappings:
        if each.is_needed and not any(map(each.names, tables)):
            named = without_password(each.pattern.removeprefix(absolute_pattern("./*", Path.cwd())[:-1]))
            hint = nearest(named, map(file_name, tables))
            yield Problem(f"a mapping is for {named!r}, but no table that is read has this name{hint}", each.place)


def _named(path: Path, asked: Format | None, options: ReadOptions) -> Iterator[Found | Skipped | Problem]:
    if path != _DASH or options.standard_input is None:
        yield from _found(path, asked, options)
        return
    mapping = options.own_mapping(path)
    asked = format_named("table") if mapping is not None else asked
    for found in _found(options.standard_input, asked, ReadOptions()):
        if isinstance(found, Found):
            yield found._replace(is_standard_input=True, mapping=mapping)
        else:
            yield Problem("is of no known kind: --from FORMAT says which", Place(STANDARD_INPUT))


def _found(path: Path, asked: Format | None, options: ReadOptions) -> Iterator[Found | Skipped | Problem]:
    place = Place.of(path)
    suffix = path.suffix.lower()
    if isinstance(path, DatabaseAddress):
        yield Found(path, format_named("table"), mapping=options.own_mapping(path))
    elif path.is_dir():
        every = files_within(path, options.exclude)
        within = [_taken_up(each, asked, options) if isinstance(each, Path) else each for each in every]
        yield from (each for each in within if each is not None)
        if not any(isinstance(each, Found | Problem) for each in within):
            yield Problem(_none_within(asked, [each for each in within if isinstance(each, Skipped)]), place)
    elif not path.exists():
        yield Problem("no such file or directory", place)
    elif not path.is_file():
        yield Problem("is not a regular file", place)
    elif (mapped := _mapped(path, options)) is not None:
        yield mapped
    elif asked is not None:
        yield Found(path, None if suffix in _ALWAYS_CLAIMS else asked)
    elif suffix in READERS:
        format = None if suffix in _ALWAYS_CLAIMS else _told_by_first_words(path)
        yield Found(path, format, is_guess=format is not None)
    elif (format := format_of(path.name)) is not None:
        other = format_named("wikitext") if suffix == ".txt" and is_wikitext(head_of(path)) else None
        yield Found(path, other or format, is_guess=other is not None)
    else:
        known = [*READERS, *(suffix for format in formats().values() for suffix in format.suffixes)]
        message = f"is of an unknown kind; known: {', '.join(known)} (--from table reads a table whatever its name)"
        yield Problem(message, place)


def _none_within(asked: Format | None, skipped: Sequence[Skipped]) -> str:
    if asked is not None:
        suffixes = (*asked.suffixes, *asked.shared_suffixes, *_ALWAYS_CLAIMS)
        return f"holds nothing to read as {asked.name}: no {', '.join(f'*{suffix}' for suffix in suffixes)}"
    others = Counter(each.format for each in skipped if each.format)
    if not others:
        return f"holds no claims in any {', '.join(f'*{suffix}' for suffix in READERS)}"
    ways = (f"--from {name} reads {number:,} of its files" for name, number in sorted(others.items()))
    return f"holds no claims files; {', '.join(ways)}"


def _mapped(path: Path, options: ReadOptions) -> Found | None:
    """The file as a table, if a mapping is meant for it; YAML is none."""
    mapping = options.own_mapping(path) if path.suffix.lower() not in _ALWAYS_CLAIMS else None
    return None if mapping is None else Found(path, format_named("table"), mapping=mapping)


def _taken_up(path: Path, asked: Format | None, options: ReadOptions) -> Found | Skipped | None:
    """The file, if a directory's reading takes it up; None for what is nothing to read in any way."""
    if (mapped := _mapped(path, options)) is not None:
        return mapped
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
    name = entities_in(head_of(path))
    return None if name is None else format_named(name)
