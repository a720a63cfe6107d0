"""What the suffix of an output says, and formats and engines that other distributions offer by entry points."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import offering
from command import Run
from conflicts import UnsupportedError, check
from conflicts import formats as known_formats
from conflicts.engines import engines
from conflicts.formats import FORMATS, format_of, formats

CLAIMS = """\
predicates: {mayor: {value: term, single: true}}
claims:
  - {id: a, subject: town, predicate: mayor, value: ann, asserted_by: x, valid: 2022-01-01}
  - {id: b, subject: town, predicate: mayor, value: bob, asserted_by: y, valid: 2022-01-01}
"""
ASKED = ("check", "claims.yaml", "--select", "core/incompatible-values", "--exit-zero")


@pytest.fixture
def claims(run: Run) -> None:
    Path("claims.yaml").write_text(CLAIMS, encoding="utf-8")


# ------------------------------------------------------------------------------------------------ the suffix


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("report.json", "json"),
        ("Report.HTML", "html"),
        ("report.sarif.json", "sarif"),
        ("report.sarif", "sarif"),
        ("junit.xml", "junit"),
        ("a.b.ndjson", "jsonl"),
        ("notes.md", "markdown"),
        ("report.txt", "text"),
        ("findings.parquet", "parquet"),
    ],
)
def test_a_suffix_says_the_format(name: str, format: str) -> None:
    assert format_of(name) == FORMATS[format]


@pytest.mark.parametrize("name", ["report", "report.out", "json", "html"])
def test_a_name_without_a_known_suffix_says_none(name: str) -> None:
    assert format_of(name) is None


@pytest.mark.parametrize("name", ["json", "junit", "sarif", "markdown", "jsonl"])
def test_what_is_written_to_a_suffix_is_what_its_format_gives(claims: None, run: Run, name: str) -> None:
    file = f"report{FORMATS[name].suffixes[0]}"
    assert run(*ASKED, "-o", file).code == 0
    asked = Path(file).read_bytes()
    assert run(*ASKED, "--format", name, "-o", file).code == 0
    assert Path(file).read_bytes() == asked


def test_a_page_is_written_to_its_suffix(claims: None, run: Run) -> None:
    assert run(*ASKED, "-o", "report.htm").code == 0
    assert Path("report.htm").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_what_the_command_line_asks_for_goes_before_the_suffix(claims: None, run: Run) -> None:
    assert run(*ASKED, "--format", "markdown", "-o", "report.txt").err == ""
    assert Path("report.txt").read_text(encoding="utf-8").startswith("<!-- conflicts -->")


def test_the_suffix_goes_before_the_settings_and_that_is_said(claims: None, run: Run) -> None:
    Path("conflicts.toml").write_text('format = "github"\n', encoding="utf-8")
    said = run(*ASKED, "-o", "report.html").err
    assert said == "conflicts: report.html is html: the format github in the settings does not apply\n"
    assert run(*ASKED, "-o", "report.out").err == ""
    assert Path("report.out").read_text(encoding="utf-8").startswith("::error ")


def test_a_table_is_not_written_to_standard_output(claims: None, run: Run) -> None:
    refused = run(*ASKED, "--format", "parquet")
    assert (refused.code, refused.out) == (2, "")
    assert "--output FILE" in refused.err


# ------------------------------------------------------------------------------------------------ entry points

FORMAT = """
SUFFIXES = (".tally",)

def render(report, options):
    return f"{len(report)} findings"
"""
ENGINE = """
from conflicts.engines.python import PythonEngine

class Slow(PythonEngine):
    name = "slow"
"""


@pytest.fixture
def offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str, str], None]]:
    """Install a distribution that has a module ``own_words`` and offers what is in it."""
    site = tmp_path / "site"

    def install(group: str, point: str, module: str) -> None:
        offering.install(site, group, point, "own_words", module)
        monkeypatch.syspath_prepend(str(site))
        known_formats._offered.cache_clear()

    yield install
    sys.modules.pop("own_words", None)
    known_formats._offered.cache_clear()


def test_a_format_can_be_offered_by_another_distribution(
    claims: None, run: Run, offered: Callable[[str, str, str], None]
) -> None:
    offered("conflicts.formats", "tally = own_words", FORMAT)
    assert run(*ASKED, "--format", "tally").out == "1 findings"
    run(*ASKED, "-o", "report.tally")
    assert Path("report.tally").read_text(encoding="utf-8") == "1 findings"
    assert "tally" in formats()


def test_an_offered_format_never_takes_the_place_of_one_that_ships(offered: Callable[[str, str, str], None]) -> None:
    offered("conflicts.formats", "json = own_words", FORMAT)
    assert formats()["json"] == FORMATS["json"]


@pytest.mark.parametrize(
    ("point", "module", "says"),
    [
        ("tally = own_words", "", "offers no function render"),
        ("tally = nothing_there", "", "cannot be loaded from 'nothing_there'"),
    ],
)
def test_an_offered_format_that_is_none_is_named(
    offered: Callable[[str, str, str], None], point: str, module: str, says: str
) -> None:
    offered("conflicts.formats", point, module)
    with pytest.raises(UnsupportedError, match=says):
        formats()


def test_an_engine_can_be_offered_by_another_distribution(
    claims: None, offered: Callable[[str, str, str], None]
) -> None:
    offered("conflicts.engines", "slow = own_words:Slow", ENGINE)
    assert "slow" in engines()
    report = check("claims.yaml", engine="slow")
    assert report.statistics.engine == "slow"
    assert report.to_json() == check("claims.yaml", engine="python").to_json()


def test_an_unknown_engine_is_refused_with_those_that_are_offered(offered: Callable[[str, str, str], None]) -> None:
    offered("conflicts.engines", "slow = own_words:Slow", ENGINE)
    with pytest.raises(UnsupportedError, match=r"unknown engine 'slwo' \(did you mean 'slow'\?\)"):
        check([], engine="slwo")
