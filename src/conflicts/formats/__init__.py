"""Formats: a report becomes text. One file a format; a new one is a file here and a line in ``FORMATS``."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TypeAlias

from conflicts.errors import UnsupportedError, nearest
from conflicts.report.plain import DEFAULT_WIDTH, Detail
from conflicts.report.report import ConflictReport, FailOn
from conflicts.rules.rule import Rule

FORMATS = {
    "text": "conflicts.formats.text:render",
    "concise": "conflicts.formats.concise:render",
    "json": "conflicts.formats.json:render",
    "jsonl": "conflicts.formats.jsonl:render",
    "markdown": "conflicts.formats.markdown:render",
    "junit": "conflicts.formats.junit:render",
    "github": "conflicts.formats.github:render",
    "sarif": "conflicts.formats.sarif:render",
    "html": "conflicts.formats.html:render",
}
"""The formats by name; each is imported when it is first asked for."""

LIMITED = ("text", "concise", "markdown")
"""The formats that list no more findings than they are asked for; the others hold all."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a reader of the output wants; a format heeds what concerns it.

    ``width`` is in columns; ``colour`` is for a terminal; ``verbose`` shows everything; ``statistics`` counts findings
    by rule and by file; ``timing`` says what ran, and for how long; ``quiet`` leaves out what is beside the findings;
    ``limit`` says how many of them are shown, in the formats that ``LIMITED`` names. ``fail_on`` is the least severe
    that counts as failing. ``rules`` are those that were asked for, so that the ones without findings can be named,
    too. ``links`` is the address that the files of the claims are relative to, with its final slash, for links to them.
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

    @property
    def detail(self) -> Detail:
        """How much a text shows."""
        verbose = self.verbose
        return Detail(verbose, self.statistics or verbose, self.timing or verbose, self.quiet, self.limit)


Format: TypeAlias = Callable[[ConflictReport, Options], str]


def format_named(name: str) -> Format:
    """The format of that name; raises UnsupportedError, with the nearest name, if there is none."""
    if name not in FORMATS:
        raise UnsupportedError(f"unknown format {name!r}{nearest(name, FORMATS)}; known: {', '.join(FORMATS)}")
    module, _, function = FORMATS[name].partition(":")
    found: Format = getattr(import_module(module), function)
    return found


__all__ = ["FORMATS", "LIMITED", "Format", "Options", "format_named"]
