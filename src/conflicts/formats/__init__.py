"""Formats: a report becomes text. One file a format; a new one is a file here and a line in ``FORMATS``."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TypeAlias

from conflicts.errors import UnsupportedError, nearest
from conflicts.report.plain import DEFAULT_WIDTH
from conflicts.report.report import ConflictReport, FailOn
from conflicts.rules.rule import Rule

FORMATS = {
    "text": "conflicts.formats.text:render",
    "json": "conflicts.formats.json:render",
    "jsonl": "conflicts.formats.jsonl:render",
    "markdown": "conflicts.formats.markdown:render",
    "junit": "conflicts.formats.junit:render",
    "github": "conflicts.formats.github:render",
    "sarif": "conflicts.formats.sarif:render",
    "html": "conflicts.formats.html:render",
}
"""The formats by name; each is imported when it is first asked for."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a reader of the output wants; a format heeds what concerns it.

    ``width`` is in columns; ``colour`` is for a terminal; ``verbose`` tells everything; ``statistics`` tells
    what ran, and for how long. ``fail_on`` is the slightest severity that counts as failing. ``rules`` are those that
    were asked for, so that the ones without findings can be told of, too. ``links`` is the address that the files of
    the claims are relative to, with its final slash, for links to them.
    """

    width: int = DEFAULT_WIDTH
    colour: bool = False
    verbose: bool = False
    statistics: bool = False
    fail_on: FailOn = "error"
    rules: tuple[Rule, ...] = ()
    links: str = ""


Format: TypeAlias = Callable[[ConflictReport, Options], str]


def format_named(name: str) -> Format:
    """The format of that name; raises UnsupportedError, with the nearest name, if there is none."""
    if name not in FORMATS:
        raise UnsupportedError(f"unknown format {name!r}{nearest(name, FORMATS)}; known: {', '.join(FORMATS)}")
    module, _, function = FORMATS[name].partition(":")
    found: Format = getattr(import_module(module), function)
    return found


__all__ = ["FORMATS", "Format", "Options", "format_named"]
