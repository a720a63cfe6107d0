"""Which files hold claims or a rule, and which of them are one collection."""

import json
import os
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

from conflicts.document import MAX_BYTES
from conflicts.readers import READERS
from conflicts.readers.assembly import SECTIONS

FileKind: TypeAlias = Literal["claims", "vocabulary", "rule"]

_RULE = frozenset({"kind", "severity", "message", "where", "claims", "same", "examples"})
_CLAIM = frozenset({"subject", "predicate"})
_VOCABULARY = frozenset(SECTIONS) - {"claims"}
_ENOUGH_OF_A_RULE = 3
_TOP_LEVEL_KEY = re.compile(r"""^["']?([a-z_]+)["']?[ ]*:(?=\s|$)""", re.MULTILINE)
_ANY_KEY = re.compile(r"""[{,]\s*["']?([a-z_]+)["']?\s*:""")


def kind_of(path: Path) -> FileKind | None:
    """What the file holds, by its name and its top-level keys, so that a faulty file is known, too.

    Claims and words for them are only in what a check of the directory would read. The first line of JSON Lines tells.
    """
    suffix = path.suffix.lower()
    reader = READERS.get(suffix)
    if reader is None or path.name.startswith(".") or not fnmatch(path.name.lower(), reader.pattern):
        return None
    try:
        with path.open("rb") as stream:
            content = next(filter(bytes.strip, stream), b"") if suffix == ".jsonl" else stream.read(MAX_BYTES)
    except OSError:
        return None
    keys = _keys(content[:MAX_BYTES].decode("utf-8-sig", errors="replace"))
    is_vocabulary = len(keys & _VOCABULARY) > 1 or bool(keys and keys <= _VOCABULARY)
    if suffix == ".jsonl":  # its first lines may hold the vocabulary of those that follow
        return "claims" if keys >= _CLAIM or is_vocabulary else None
    if suffix != ".json" and len(keys & _RULE) >= _ENOUGH_OF_A_RULE:
        return "rule"
    return "claims" if "claims" in keys else "vocabulary" if is_vocabulary else None


def _keys(text: str) -> set[str]:
    """The keys of the outermost mapping; of braces that do not close, all keys."""
    if not text.lstrip().startswith("{"):
        return set(_TOP_LEVEL_KEY.findall(text))
    try:
        return set(json.loads(text))
    except (ValueError, RecursionError):
        return set(_ANY_KEY.findall(text))


class Collections:
    """Which claims files are checked together.

    Those of each directory in ``named`` are, with all below it. Others belong to the outermost directory, from ``root``
    down to their own, that has claims files in it. Directories of the names ``unvisited`` (patterns) and hidden ones
    are passed over. What the files hold is looked up once.
    """

    def __init__(self, root: Path, named: Sequence[Path] = (), unvisited: Sequence[str] = ()) -> None:
        self._root, self._named, self._unvisited = root, named, (".*", *unvisited)
        self._kind = cache(kind_of)
        self._has_claims = cache(lambda directory: any(map(self._is_claims, directory.iterdir())))

    def home(self, file: Path) -> Path:
        """The directory whose claims files are one collection with this one."""
        for directory in self._named:
            if file.is_relative_to(directory):
                return directory
        above = [each for each in file.parents if each.is_relative_to(self._root)]
        return next((each for each in reversed(above) if self._has_claims(each)), file.parent)

    def files(self, home: Path) -> tuple[Path, ...]:
        """The claims files of a collection, in the order in which a check of the directory reads them."""
        return tuple(file for file in self._below(home) if self._is_claims(file) and self.home(file) == home)

    def rules(self, directory: Path) -> tuple[Path, ...]:
        """The rules in a directory."""
        return tuple(file for file in sorted(directory.iterdir()) if file.is_file() and self._kind(file) == "rule")

    def _is_claims(self, file: Path) -> bool:
        return file.is_file() and self._kind(file) in ("claims", "vocabulary")

    def _below(self, directory: Path) -> Iterator[Path]:
        for folder, subfolders, names in os.walk(directory):
            subfolders[:] = sorted(name for name in subfolders if not any(fnmatch(name, p) for p in self._unvisited))
            yield from (Path(folder, name) for name in sorted(names))
