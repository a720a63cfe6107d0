"""What the formats made of two reports when somebody last looked: read these files to see what a format looks like.

``cd tests && python -m snapshots`` writes them anew. The tests of the formats say what must be so; a snapshot shows
what else a change changes.
"""

from collections.abc import Callable, Mapping
from contextlib import chdir
from functools import cache, partial
from pathlib import Path

import awkward
from conflicts import __version__
from conflicts.check import check
from conflicts.formats import Options, format_named
from conflicts.readers import load
from conflicts.report.report import ConflictReport
from conflicts.rules.pack import load_rules, select_rules

FOLDER = Path(__file__).parent
REPOSITORY = FOLDER.parents[1]

_RULES = ("armed-conflict", "core/denial", "core/second-hand", "core/state-succeeded")
_SIDES = 12
"""More than any format shows at once, and few enough to read."""

_SUFFIXES = {
    "text": "txt",
    "concise": "concise.txt",
    "markdown": "md",
    "junit": "xml",
    "github": "github.txt",
    "sarif": "sarif",
    "html": "html.json",
}


@cache
def izium() -> ConflictReport:
    """What some rules find in the account of the fighting for Izium."""
    with chdir(REPOSITORY):
        return check(load("fixtures/izium"), select=_RULES, engine="python")


@cache
def izium_options() -> Options:
    """Options in which the rules are named."""
    return Options(rules=select_rules(load_rules(), _RULES))


def snapshots() -> Mapping[Path, Callable[[], str]]:
    """The files, and what makes the text of each."""
    izium_files = {FOLDER / f"izium.{suffix}": partial(_izium, name) for name, suffix in _SUFFIXES.items()}
    awkward_files = {FOLDER / f"awkward.{suffix}": partial(_awkward, name) for name, suffix in _SUFFIXES.items()}
    return izium_files | awkward_files


def data_of(page: str) -> str:
    """What a page of HTML tells, without what it tells it with."""
    return page.partition('<script type="application/json" id="report">')[2].partition("</script>")[0]


def _izium(name: str) -> str:
    return _rendered(name, izium(), izium_options())


def _awkward(name: str) -> str:
    return _rendered(name, awkward.report(_SIDES), Options())


def _rendered(name: str, report: ConflictReport, options: Options) -> str:
    written = format_named(name).render(report, options).replace(f'"version": "{__version__}"', '"version": "VERSION"')
    return f"{data_of(written)}\n" if name == "html" else written
