"""What is not complete is said: beside every output, and in every format."""

import json
from pathlib import Path

import pytest

from command import Run
from conflicts.engines import bulk_is_installed
from conflicts.formats import FORMATS, Options, format_named
from conflicts.report.report import Truncated
from contest.bars import Measured, bars
from contest.page import page
from contest.plan import CORE, Limits
from contest.proof import Proof
from contest.protocol import Result, Task
from report_samples import report_of

TEXTS = [each.name for each in FORMATS.values() if not each.is_binary]

RULE = "core/newer-statement"
SAYS = f"{RULE}: at least "
CUT = Truncated(rule=RULE, pairs=3, exact=False, reason="of 9 claims in one block, the first 3 were compared")


@pytest.fixture
def claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Twenty statements of one source about one mill, of which three are compared with each other."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("conflicts.facts.limits.WORK", 200)
    rows = ["id,subject,predicate,value,asserted_by,stated"]
    rows += [f"c{n},mill,owner,v{n},register,18{n}" for n in range(10, 30)]
    Path("claims.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    Path("vocabulary.yaml").write_text(
        "predicates: {owner: {value: text, single: true}}\nsources: {register: {}}\n", encoding="utf-8"
    )
    return tmp_path


ASKED = ("check", "claims.csv", "--vocabulary", "vocabulary.yaml", "--select", RULE)
ENGINES = ["python", *(["duckdb"] if bulk_is_installed() else [])]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", TEXTS)
def test_beside_an_output_standard_error_says_what_is_not_complete(
    claims: Path, run: Run, name: str, engine: str
) -> None:
    to_file = run(*ASKED, "--engine", engine, "--format", name, "-o", "report")
    assert (to_file.code, to_file.out) == (0, "")
    assert SAYS in to_file.err
    assert SAYS not in run(*ASKED, "--engine", engine, "--format", name).err or name == "jsonl"


@pytest.mark.skipif(not bulk_is_installed(), reason="needs DuckDB: pip install 'conflicts[bulk]'")
def test_a_table_of_findings_says_what_is_not_complete(claims: Path, run: Run) -> None:
    import pyarrow.parquet as pq

    asked = (*ASKED, "--engine", "duckdb")
    result = run(*asked, "-o", "findings.parquet")
    assert result.code == 0
    assert SAYS in result.err
    assert run(*asked, "--fail-on", "note", "-o", "findings.parquet").code == 1
    said = json.loads(pq.read_schema("findings.parquet").metadata[b"conflicts.truncated"])
    (truncated,) = json.loads(run(*asked, "--format", "json").out)["truncated"]
    assert said == [truncated]


@pytest.mark.skipif(not bulk_is_installed(), reason="needs DuckDB: pip install 'conflicts[bulk]'")
def test_a_format_that_a_table_cannot_have_is_not_dropped_in_silence(claims: Path, run: Run) -> None:
    asked = (*ASKED, "--engine", "duckdb", "-o", "findings.parquet")
    refused = run(*asked, "--format", "json")
    assert refused.code == 2
    assert "findings.parquet is a table, not json" in refused.err
    assert not Path("findings.parquet").exists()
    assert "findings.parquet is a table, not text" in run(*asked, "--format", "text").err
    Path("conflicts.toml").write_text('format = "markdown"\n', encoding="utf-8")
    written = run(*asked)
    assert written.code == 0
    assert "the format markdown in the settings does not apply" in written.err


@pytest.mark.parametrize("name", TEXTS)
def test_every_format_says_what_is_not_complete(name: str) -> None:
    report = report_of().model_copy(update={"truncated": (CUT,)})
    written = format_named(name).render(report, Options())
    assert RULE in written
    assert "the first 3 were compared" in " ".join(written.split())


def test_in_lines_of_json_it_stands_before_the_findings() -> None:
    report = report_of().model_copy(update={"truncated": (CUT,)})
    (line,) = format_named("jsonl").render(report, Options()).splitlines()
    assert json.loads(line) == {"version": report.version, "truncated": [CUT.model_dump()]}
    (line,) = format_named("jsonl").render(report, Options(statistics=True)).splitlines()
    assert json.loads(line)["truncated"] == [CUT.model_dump()]


def test_a_notebook_says_what_is_not_complete() -> None:
    html = report_of().model_copy(update={"truncated": (CUT,)})._repr_html_()
    assert "not complete" in html
    assert RULE in html


def test_the_benchmark_says_in_a_row_that_a_rule_gave_up() -> None:
    task = Task(contender=CORE, shape="uniform", size=1_000, rules=(), repeats=1, seconds=9, gigabytes=1)
    found = {"core": Proof(certain=1, possible=0)}
    parts = {"load": 1.0, "check": 1.0, "rules": 17.0}
    result = Result(task=task, state="done", seconds=2, proofs=found, parts=parts, truncated=["newer-statement"])
    assert any("not complete: newer-statement" in bar.reached for bar in bars(Measured([result])))
    written = page([result], (1_000,), Limits(9, 1), full=False, load=1.0)
    assert "2.0000, not complete: newer-statement" in written
