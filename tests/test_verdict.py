"""A check that is asked for certain findings shows these alone, and says how many others there are."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings

from command import Run
from conflicts import check, load
from conflicts.errors import InputError
from conflicts.model.collection import Collection
from conflicts.report.baseline import Baseline, read_baseline
from conflicts.report.report import ConflictReport
from conflicts.rules.rule import Verdict
from conflicts.testing import assert_no_conflicts
from dispute_strategies import disputes

CLAIMS = """\
predicates:
  population: {value: quantity, single: true}
  mayor: {value: term, single: true}
claims:
  - {id: census, subject: town, predicate: population, value: 4200, asserted_by: census, valid: 1911,
     citations: [{ref: "1"}]}
  - {id: guide, subject: town, predicate: population, value: 5000, asserted_by: guide, citations: [{ref: "2"}]}
  - {id: register, subject: port, predicate: mayor, value: pell, asserted_by: register, valid: 1911,
     citations: [{ref: "3"}]}
  - {id: almanac, subject: port, predicate: mayor, value: dunn, asserted_by: almanac, valid: 1911,
     citations: [{ref: "4"}]}
"""
"""Two populations of which only one is dated, and two mayors of one year."""

FILE = "claims.yaml"
NOT_SHOWN = "1 possible finding not shown"


@pytest.fixture
def claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = Path(FILE)
    file.write_text(CLAIMS, encoding="utf-8")
    return file


def verdicts(report: ConflictReport) -> list[Verdict]:
    return [finding.verdict for finding in report.findings]


def test_only_certain_findings_are_shown_and_the_others_are_counted(claims: Path) -> None:
    every, certain = check(load(claims)), check(load(claims), verdict="certain")
    assert sorted(verdicts(every)) == ["certain", "possible"]
    assert verdicts(certain) == ["certain"]
    assert (every.hidden, certain.hidden, certain.counts.verdict["possible"]) == (0, 1, 0)


def test_another_verdict_is_refused(claims: Path) -> None:
    with pytest.raises(InputError, match="certain or possible"):
        check(load(claims), verdict="sure")  # type: ignore[arg-type]  # what somebody may well type


@pytest.mark.parametrize("format", ["text", "markdown", "github", "html", "sarif", "junit"])
def test_every_format_says_how_many_are_not_shown(format: str, claims: Path, run: Run) -> None:
    assert NOT_SHOWN in run("check", FILE, "--verdict", "certain", "-f", format).out
    assert NOT_SHOWN not in run("check", FILE, "-f", format).out


def test_data_says_how_many_are_not_shown(claims: Path, run: Run) -> None:
    asked = ("check", FILE, "--verdict", "certain", "-f")
    assert json.loads(run(*asked, "json").out)["hidden"] == 1
    first, *findings = run(*asked, "jsonl").out.splitlines()
    assert json.loads(first) == {"version": "1", "hidden": 1}
    assert len(findings) == 1
    assert NOT_SHOWN in check(load(claims), verdict="certain")._repr_html_()


def test_what_is_not_shown_fails_no_check(claims: Path, run: Run) -> None:
    undated = ("check", FILE, "--select", "core/incompatible-values", "--fail-on", "warning")
    text = CLAIMS.partition("  - {id: register")[0]
    claims.write_text(text, encoding="utf-8")
    assert run(*undated).code == 1
    result = run(*undated, "--verdict", "certain")
    assert (result.code, result.out.splitlines()[-1]) == (
        0,
        "No certain conflicts found in 2 claims; 1 possible finding not shown.",
    )


def test_the_setting_and_the_assertion_take_it(claims: Path, run: Run) -> None:
    Path("conflicts.toml").write_text('verdict = "certain"\n', encoding="utf-8")
    assert NOT_SHOWN in run("check", FILE).out
    assert NOT_SHOWN not in run("check", FILE, "--verdict", "possible").out
    claims.write_text(CLAIMS.partition("  - {id: register")[0], encoding="utf-8")
    assert_no_conflicts(load(claims), fail_on="note", verdict="certain", select=["contradiction"])


def test_a_suppression_of_what_is_not_shown_is_in_use(claims: Path) -> None:
    accepted = "    suppress: [{rule: core/incompatible-values, reason: known}],\n    "
    claims.write_text(CLAIMS.replace("asserted_by: guide,", f"asserted_by: guide,\n{accepted}"), encoding="utf-8")
    report = check(load(claims), verdict="certain")
    assert (report.hidden, report.suppressed, report.stale_suppressions) == (0, (), ())
    claims.write_text(CLAIMS.replace("id: guide,", f"id: guide,\n{accepted}").replace("5000", "4200"), encoding="utf-8")
    assert [each.because for each in check(load(claims), verdict="certain").stale_suppressions] == ["unused"]


def test_an_entry_of_a_baseline_for_what_is_not_shown_is_in_use(claims: Path) -> None:
    known = Baseline.of(check(load(claims)).findings)
    report = check(load(claims), verdict="certain", baseline=known)
    assert (len(report), report.hidden, report.stale_suppressions) == (0, 0, ())
    assert [each.finding.verdict for each in report.suppressed] == ["certain"]


@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_a_table_shows_the_certain_findings_that_its_claims_do(
    engine: str, claims: Path, tmp_path: Path, run: Run
) -> None:
    pytest.importorskip("duckdb", reason="tables need the extra `bulk`")
    assert run("import", "table", FILE, "-o", "claims.parquet").code == 0
    asked = ("check", "claims.parquet", "--engine", engine, "--verdict", "certain")
    report = ConflictReport.from_json(run(*asked, "-f", "json").out)
    assert (verdicts(report), report.hidden) == (["certain"], 1)
    if engine == "duckdb":
        import pyarrow.parquet as pq

        assert NOT_SHOWN in run(*asked, "--output", "found.parquet").out
        assert pq.read_table(tmp_path / "found.parquet").column("verdict").to_pylist() == ["certain"]


@pytest.fixture(params=["option", "setting"])
def asked(request: pytest.FixtureRequest, claims: Path) -> tuple[str, ...]:
    """Certain findings alone, as an option or by the settings."""
    if request.param == "option":
        return ("--verdict", "certain")
    Path("conflicts.toml").write_text('verdict = "certain"\n', encoding="utf-8")
    return ()


def test_a_baseline_of_certain_findings_keeps_no_other(asked: tuple[str, ...], run: Run) -> None:
    certain, _ = check(load(FILE)).findings
    file = Path("conflicts-baseline.json")
    assert "1 known finding" in run("baseline", "create", FILE, *asked).out
    assert [each.fingerprint for each in read_baseline(file).findings] == [certain.fingerprint]
    assert "2 known findings" in run("baseline", "update", FILE, "--verdict", "possible").out
    assert "2 known findings, 0 added, 0 dropped" in run("baseline", "update", FILE, *asked).out
    assert "2 known findings, 0 added, 0 dropped" in run("baseline", "prune", FILE, *asked).out


def test_certain_findings_alone_are_explained(asked: tuple[str, ...], run: Run) -> None:
    certain, possible = check(load(FILE)).findings
    assert run("explain", certain.fingerprint, FILE, *asked).code == 0
    result = run("explain", possible.fingerprint, FILE, *asked)
    assert (result.code, "is no fingerprint of a certain finding" in result.err) == (2, True)
    assert run("explain", possible.fingerprint, FILE, "--verdict", "possible").code == 0


@pytest.mark.parametrize("old", ["none.yaml", "none.json"])
@pytest.mark.parametrize("new", [FILE, "all.json"])
def test_a_difference_is_that_of_certain_findings(old: str, new: str, asked: tuple[str, ...], run: Run) -> None:
    """Whether inputs are compared or reports, which may have been made of all findings."""
    every = run("check", FILE, "--verdict", "possible", "--exit-zero", "-f", "json").out
    Path("all.json").write_text(every, encoding="utf-8")
    Path("none.yaml").write_text("claims: []\n", encoding="utf-8")
    Path("none.json").write_text(run("check", "none.yaml", "-f", "json").out, encoding="utf-8")
    appeared = json.loads(run("diff", old, new, *asked, "-f", "json").out)
    assert [each["verdict"] for each in appeared["new"]] == ["certain"]
    gone = json.loads(run("diff", new, old, *asked, "-f", "json").out)
    assert ([each["verdict"] for each in gone["resolved"]], gone["new"]) == (["certain"], [])
    assert len(json.loads(run("diff", old, new, "--verdict", "possible", "-f", "json").out)["new"]) == 2


def test_a_report_of_all_findings_becomes_that_of_certain_ones(claims: Path) -> None:
    every, certain = (check(load(claims), verdict=each) for each in ("possible", "certain"))
    narrowed = ConflictReport.from_json(every.to_json()).at_least("certain")
    assert narrowed.to_json() == certain.to_json()
    assert narrowed.at_least("certain") == narrowed
    assert every.at_least("possible") == every


def certain_of(report: ConflictReport) -> Sequence[object]:
    return [finding for finding in report.findings if finding.verdict == "certain"]


@given(collection=disputes())
@settings(max_examples=40)
def test_certain_findings_are_those_of_a_check_of_all_with_their_fingerprints(collection: Collection) -> None:
    every, certain = (check(collection, engine="python", verdict=each) for each in ("possible", "certain"))
    assert list(certain.findings) == certain_of(every)
    assert certain.hidden == len(every.findings) - len(certain.findings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("conflicts.facts.limits.LOOPED", 0)  # findings are made when they are looked at
        lazy = check(collection, engine="python", verdict="certain")
        assert lazy.to_json() == certain.to_json()
        assert (len(lazy.findings), lazy.hidden) == (len(certain.findings), certain.hidden)
