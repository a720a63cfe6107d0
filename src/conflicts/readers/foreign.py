"""Formats of foreign material: the table of those that come with the library, and those that others offer.

A format is a module with a function ``read(path, file, options)`` that returns a ``Reading``. Other distributions offer
one by an entry point of the group ``conflicts.readers``, ``name = "module"``; a constant ``SUFFIXES`` of that module,
such as ``(".tei", ".tei.xml")``, says which files are in it.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from conflicts.errors import UnsupportedError, nearest
from conflicts.offered import offered_modules
from conflicts.readers.reading import Reading, ReadOptions

ENTRY_POINTS = "conflicts.readers"


class Format(NamedTuple):
    """A format of foreign material.

    Files with one of its ``suffixes`` are in it. Those with one of the ``shared_suffixes`` are, if it is asked for.
    """

    name: str
    module: str
    suffixes: tuple[str, ...] = ()
    shared_suffixes: tuple[str, ...] = ()

    def read(self, path: Path, file: str, options: ReadOptions) -> Reading:
        """Read a file; ``file`` is how places name it. The format's module is imported when it is first needed."""
        reader: Callable[[Path, str, ReadOptions], Reading] = import_module(self.module).read
        return reader(path, file, options)

    def takes(self, name: str) -> bool:
        """Whether a file of that name is in the format."""
        return name.lower().endswith(self.suffixes)

    def may_take(self, name: str) -> bool:
        """Whether a file of that name can be in the format."""
        return name.lower().endswith((*self.suffixes, *self.shared_suffixes))


_JSON = (".json", ".jsonl", ".ndjson")

_SHIPPED = (
    Format("prose", "conflicts.readers.prose", (".txt", ".md", ".markdown")),
    Format(
        "wikitext",
        "conflicts.readers.wikitext",
        (".wiki", ".wikitext", ".mediawiki", ".xml", ".xml.bz2", ".xml.gz"),
    ),
    Format(
        "wikidata",
        "conflicts.readers.wikidata",
        (".ndjson", ".ndjson.gz", ".ndjson.bz2", ".json.gz", ".json.bz2"),
        (".json", ".jsonl", ".jsonl.gz", ".jsonl.bz2"),
    ),
    Format("claimreview", "conflicts.readers.claimreview", (".jsonld", ".html", ".htm"), (".json", ".jsonl")),
    Format("extractions", "conflicts.readers.extractions", (), (".jsonl", ".ndjson")),
    Format("retrieval", "conflicts.readers.retrieval", (), _JSON),
    *(
        Format(each, f"conflicts.readers.memory.{each}", (), _JSON)
        for each in ("graphiti", "mem0", "cognee", "langgraph")
    ),
    Format("csv", "conflicts.readers.table", (".csv", ".tsv")),
    Format("xlsx", "conflicts.readers.table", (".xlsx", ".xlsm")),
    Format("parquet", "conflicts.readers.table", (".parquet",)),
    Format("arrow", "conflicts.readers.table", (".arrow", ".feather")),
    Format(
        "table",
        "conflicts.readers.table",
        (),
        (".csv", ".tsv", ".xlsx", ".xlsm", ".json", ".jsonl", ".ndjson", ".parquet", ".arrow", ".feather"),
    ),
)


def formats() -> dict[str, Format]:
    """Every format by its name: those that ship, and those that are offered by entry points."""
    return _offered() | {format.name: format for format in _SHIPPED}


def shipped_names() -> tuple[str, ...]:
    """The names of the formats that come with the library."""
    return tuple(format.name for format in _SHIPPED)


def format_named(name: str) -> Format:
    """The format of that name; raises UnsupportedError, with the nearest name, if there is none."""
    known = {format.name: format for format in _SHIPPED}
    if name not in known:
        known = formats()
    if name not in known:
        raise UnsupportedError(f"unknown format {name!r}{nearest(name, known)}; known: {', '.join(known)}")
    return known[name]


def format_of(name: str) -> Format | None:
    """The format that the suffix of a file's name tells; None if it tells none."""
    shipped = (format for format in _SHIPPED if format.takes(name))
    return next(shipped, None) or next((format for format in _offered().values() if format.takes(name)), None)


@cache
def _offered() -> dict[str, Format]:
    return {
        name: Format(name, module.__name__, tuple(getattr(module, "SUFFIXES", ())))
        for name, module in offered_modules(ENTRY_POINTS, ("read",))
    }
