"""Formats: how a report is written. One file a format; a new one is a file here and a line in ``FORMATS``.

A format is a module with one of these functions: ``render(report, options)`` gives text; ``lines(report, options)``
gives it in pieces as they are made; ``write(report, path, options)`` writes a file that is no text.
``beside(report, options, environment)`` may say what else is added to which file. Other distributions offer a format by
an entry point of the group ``conflicts.formats``, ``name = "module"``; constants ``SUFFIXES`` and ``NEEDS`` of that
module say what stands in a ``Format``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Literal, NamedTuple, TypeAlias

from conflicts.errors import UnsupportedError, nearest
from conflicts.offered import offered_modules
from conflicts.report.plain import DEFAULT_WIDTH, Detail
from conflicts.report.report import ConflictReport, FailOn
from conflicts.rules.rule import Rule

ENTRY_POINTS = "conflicts.formats"

Need: TypeAlias = Literal["people", "limit", "rules", "links", "page"]
"""What a format needs of those who ask for it, or heeds.

``people``: text as the terminal shows it. ``limit``: it can stop after so many findings; the others hold all.
``rules``: those that were asked for, found or not. ``links``: where the files of the claims can be read by others;
``page``: or else where they are beside the file that is written, and what was checked, when and how.
"""


@dataclass(frozen=True, slots=True)
class Options:
    """What a reader of the output wants; a format heeds what concerns it.

    ``width`` is in columns; ``colour`` is for a terminal; ``verbose`` shows everything; ``statistics`` counts findings
    by rule and by file; ``timing`` says what ran, and for how long; ``quiet`` leaves out what is beside the findings;
    ``limit`` says how many of them are shown, in the formats that need ``limit``. ``fail_on`` is the least severe
    that counts as failing. ``rules`` are those that were asked for, so that the ones without findings can be named,
    too. ``links`` is the address that the files of the claims are relative to, with its final slash, for links to them.
    ``checked``, ``day`` and ``command`` say what was checked, when and how, for a page that is passed on.
    """

    width: int = DEFAULT_WIDTH
    colour: bool = False
    verbose: bool = False
    statistics: bool = False
    timing: bool = False
    quiet: bool = False
    limit: int | None = None
    fail_on: FailOn = "error"
    rules: tuple[Rule, ...] = ()
    links: str = ""
    checked: str = ""
    day: str = ""
    command: str = ""

    @property
    def detail(self) -> Detail:
        """How much a text shows."""
        verbose = self.verbose
        return Detail(verbose, self.statistics or verbose, self.timing or verbose, self.quiet, self.limit)


class Format(NamedTuple):
    """A way to write a report, which files are in it by their suffix, and what it needs."""

    name: str
    module: str
    suffixes: tuple[str, ...] = ()
    needs: frozenset[Need] = frozenset()

    @property
    def is_binary(self) -> bool:
        """Whether it writes a file that is no text."""
        return hasattr(self._module, "write")

    @property
    def is_streamed(self) -> bool:
        """Whether its text is made in pieces, which a program may read one by one."""
        return hasattr(self._module, "lines")

    def parts(self, report: ConflictReport, options: Options) -> Iterable[str]:
        """The text in the pieces that it is made in: what a large table gives need not be in memory at once."""
        if self.is_streamed:
            pieces: Iterator[str] = self._module.lines(report, options)
            return pieces
        return (self._module.render(report, options),)

    def render(self, report: ConflictReport, options: Options) -> str:
        """The whole text."""
        return "".join(self.parts(report, options))

    def write(self, report: ConflictReport, path: Path, options: Options) -> None:
        """Write a file that is no text."""
        self._module.write(report, path, options)

    def beside(self, report: ConflictReport, options: Options, environment: Mapping[str, str]) -> Mapping[Path, str]:
        """What is added to other files, where the environment names such files."""
        added: Mapping[Path, str] = (
            self._module.beside(report, options, environment) if hasattr(self._module, "beside") else {}
        )
        return added

    @property
    def _module(self) -> ModuleType:
        return import_module(self.module)


_PEOPLE: frozenset[Need] = frozenset({"people", "limit"})

_SHIPPED = (
    Format("text", "conflicts.formats.text", (".txt",), _PEOPLE),
    Format("concise", "conflicts.formats.concise", (), _PEOPLE),
    Format("json", "conflicts.formats.json", (".json",)),
    Format("jsonl", "conflicts.formats.jsonl", (".jsonl", ".ndjson")),
    Format("markdown", "conflicts.formats.markdown", (".md", ".markdown"), frozenset({"limit", "links"})),
    Format("junit", "conflicts.formats.junit", (".xml",), frozenset({"rules"})),
    Format("github", "conflicts.formats.github", (), frozenset({"links"})),
    Format("sarif", "conflicts.formats.sarif", (".sarif", ".sarif.json"), frozenset({"rules"})),
    Format("html", "conflicts.formats.html", (".html", ".htm"), frozenset({"links", "page"})),
    Format("parquet", "conflicts.formats.parquet", (".parquet",)),
)
FORMATS = {format.name: format for format in _SHIPPED}
"""The formats that ship, by name; each is imported when it is first asked for."""


def formats() -> dict[str, Format]:
    """Every format by its name: those that ship, and those that are offered by entry points."""
    return _offered() | FORMATS


def format_named(name: str) -> Format:
    """The format of that name; raises UnsupportedError, with the nearest name, if there is none."""
    known = FORMATS if name in FORMATS else formats()
    if name not in known:
        raise UnsupportedError(f"unknown format {name!r}{nearest(name, known)}; known: {', '.join(known)}")
    return known[name]


def format_of(file: str) -> Format | None:
    """The format that the suffix of a file's name says, the longest one; None if it says none."""
    suffixes = [(suffix, each) for each in formats().values() for suffix in each.suffixes]
    found = [(len(suffix), each) for suffix, each in suffixes if file.lower().endswith(suffix)]
    return max(found, key=lambda pair: pair[0])[1] if found else None


@cache
def _offered() -> dict[str, Format]:
    return {
        name: Format(
            name, module.__name__, tuple(getattr(module, "SUFFIXES", ())), frozenset(getattr(module, "NEEDS", ()))
        )
        for name, module in offered_modules(ENTRY_POINTS, ("render", "lines", "write"))
    }


__all__ = ["FORMATS", "Format", "Need", "Options", "format_named", "format_of", "formats"]
