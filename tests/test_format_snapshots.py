"""What every format owes: the same text whenever it is made, what it showed before, and no library before its time."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

import awkward
from conflicts.check import check
from conflicts.cli import app
from conflicts.formats import FORMATS, Options, format_named
from conflicts.model.collection import Collection
from snapshots import FOLDER, snapshots
from test_import_cost import NOT_YET, modules_after

TEXTS = [each.name for each in FORMATS.values() if not each.is_binary]

REPOSITORY = Path(__file__).parents[1]
HERE = ("concise", "jsonl", "markdown", "junit", "github", "sarif", "html")


@pytest.mark.parametrize(("file", "made"), snapshots().items(), ids=lambda each: getattr(each, "name", ""))
def test_a_format_shows_what_it_showed(file: Path, made: Callable[[], str]) -> None:
    assert made() == file.read_text(encoding="utf-8"), "if it is meant to be so: cd tests && python -m snapshots"


def test_no_snapshot_is_left_over() -> None:
    assert {file for file in FOLDER.iterdir() if file.suffix != ".py" and file.is_file()} == set(snapshots())


@pytest.mark.parametrize("name", TEXTS)
def test_the_order_of_the_claims_changes_nothing(name: str) -> None:
    collection = awkward.collection(30)
    shuffled = list(collection.claims)
    Random(1).shuffle(shuffled)
    reports = (
        check(each, rules=awkward.RULES, engine="python")
        for each in (collection, Collection(tuple(shuffled), collection.vocabulary))
    )
    timeless = (
        report.model_copy(update={"statistics": report.statistics.model_copy(update={"seconds": 0.0})})
        for report in reports
    )
    first, second = (format_named(name).render(report, Options(verbose=True)) for report in timeless)
    assert first == second


def rendered_with(seed: str) -> str:
    """All formats of the Izium report, made by a fresh interpreter with this seed for its hashes."""
    code = (
        "from conflicts import check, load; from conflicts.formats import FORMATS, Options, format_named; "
        "from conflicts.rules.pack import load_rules; "
        "report = check(load('fixtures/izium'), engine='python'); options = Options(rules=load_rules()); "
        "print(*(format_named(name).render(report, options) for name, each in FORMATS.items() if not each.is_binary))"
    )
    environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, env=environment, capture_output=True, encoding="utf-8", check=True
    )
    return ran.stdout


def test_the_seed_of_hashes_changes_nothing() -> None:
    first = rendered_with("1")
    assert len(first) > 100_000
    assert first == rendered_with("2")


@pytest.mark.parametrize("name", HERE)
def test_a_format_needs_the_standard_library_only(name: str) -> None:
    assert not modules_after(f"import conflicts.formats.{name}") & NOT_YET


@pytest.mark.parametrize("name", HERE)
def test_the_command_line_writes_each_format(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    ran = CliRunner().invoke(app, ["check", "fixtures/izium", "--format", name, "--engine", "python"])
    assert ran.exit_code == 1
    assert "Ukraine denies it" in ran.stdout
