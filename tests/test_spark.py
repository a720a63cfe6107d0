"""Tables that Spark checks: the findings are those of DuckDB, row for row."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from conflicts import Collection, check, load
from conflicts.engines import bulk_is_installed, choose
from conflicts.errors import InputError, UnsupportedError
from conflicts.extras import advice
from conflicts.facts.query import Query
from conflicts.model.vocabulary import Vocabulary
from conflicts.rules.pack import load_rules
from conflicts.rules.rule import Rule
from conflicts.spark import check_spark
from conflicts.strategies import collections
from strategies import Case, cases
from test_compile import found_by_python

if not bulk_is_installed():
    pytest.skip("the extra `bulk` is not installed", allow_module_level=True)

import pyarrow as pa
import pyarrow.parquet as pq

from conflicts.bulk import open_table
from conflicts.report.bulk import batches, findings_schema
from conflicts.report.lazy import LazyFindings
from conflicts.spark.matching import Matcher
from conflicts.spark.worker import SCHEMA
from conflicts.sql.export import fact_tables
from conflicts.sql.plan import plan
from conflicts.sql.statements import statements
from conflicts.tables import TableMapping, claims_table, write_parquet

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"

pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
needs_spark = pytest.mark.skipif(find_spec("pyspark") is None, reason="the extra `spark` is not installed")
needs_java = pytest.mark.skipif(
    shutil.which("java") is None and "JAVA_HOME" not in os.environ, reason="needs Java 17 or later"
)

SMALL: Mapping[str, str] = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.memory": "1g",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    # What pays off for large tables costs more than it brings for these.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}

Row = Mapping[str, object]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[SparkSession]":
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        builder = SparkSession.builder.master("local[2]")
        builder = builder.config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
        for name, value in SMALL.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


def fixture(name: str) -> Collection:
    return load(FIXTURES / name)


def saved(collection: Collection, folder: Path) -> Path:
    path = folder / "claims.parquet"
    write_parquet([collection.vocabulary, *collection.claims], path)
    return path


def in_order(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (str(row["rule"]), str(row["claims"]), str(row["examples"]), str(row)))


@pytest.fixture(autouse=True)
def each_claim_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let DuckDB list what cites nothing claim by claim, also in files that cite nothing, as Spark does."""
    monkeypatch.setattr("conflicts.facts.limits.TOGETHER", 0)


def duckdb_findings(path: Path, as_of: str | None = None, **how: object) -> list[Row]:
    report = check(open_table(path), as_of=as_of, **how)  # type: ignore[arg-type]  # as they were given
    assert isinstance(report.findings, LazyFindings)
    return in_order(pa.Table.from_batches(batches(report.findings), findings_schema()).to_pylist())


def test_findings_are_written_with_the_columns_that_duckdb_writes() -> None:
    types = {"string": pa.string(), "bigint": pa.int64(), "array<string>": pa.list_(pa.string())}
    types["array<array<string>>"] = pa.list_(pa.list_(pa.string()))
    columns = [column.split(" ") for column in SCHEMA.split(", ")]
    assert [(name, types[of]) for name, of in columns] == [(each.name, each.type) for each in findings_schema()]


def test_without_pyspark_the_error_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(UnsupportedError, match=re.escape(advice("spark"))):
        check_spark("claims.parquet")


def test_the_command_line_says_where_spark_is() -> None:
    with pytest.raises(UnsupportedError, match=r"conflicts\.spark\.check_spark \(docs/how-to/cluster\.md\)"):
        choose("spark", claims=1)


@needs_spark
@needs_java
def test_all_packs_find_in_parquet_what_duckdb_finds_as_of_a_day(session: "SparkSession", tmp_path: Path) -> None:
    path = saved(fixture("izium"), tmp_path)
    with check_spark(path, as_of="2022-04", at="2022", session=session) as report:
        assert in_order(report.findings.toArrow().to_pylist()) == duckdb_findings(path, "2022-04", at="2022")
        assert report.counts.findings > 5
        assert report.statistics.left_out > 0
        assert not report.truncated


@needs_spark
@needs_java
def test_all_packs_find_in_a_frame_what_duckdb_finds_and_it_is_written(session: "SparkSession", tmp_path: Path) -> None:
    collection = fixture("saltmere")
    path = saved(collection, tmp_path)
    frame = session.createDataFrame(claims_table(collection.claims, collection.vocabulary)).repartition(3)
    of_duckdb = duckdb_findings(path)
    with check_spark(frame, vocabulary=collection.vocabulary) as report:
        report.write_parquet(str(tmp_path / "findings"))
        counts = report.counts
        assert not report.ok("error")
    assert in_order(pq.read_table(tmp_path / "findings").to_pylist()) == of_duckdb
    assert counts.findings == len(of_duckdb)
    assert counts.verdict["certain"] == sum(row["verdict"] == "certain" for row in of_duckdb)
    assert session.catalog.listTables() == []


@needs_spark
@needs_java
def test_certain_findings_alone_are_those_of_duckdb_and_the_others_are_counted(
    session: "SparkSession", tmp_path: Path
) -> None:
    path = saved(fixture("saltmere"), tmp_path)
    of_duckdb = check(open_table(path), rules=["core"], verdict="certain")
    with check_spark(path, rules=["core"], verdict="certain", session=session) as report:
        assert in_order(report.findings.toArrow().to_pylist()) == duckdb_findings(
            path, rules=["core"], verdict="certain"
        )
        assert (report.counts, report.hidden) == (of_duckdb.counts, of_duckdb.hidden)
        assert f"{report.hidden} possible findings not shown" in report.summary()
        assert report.statistics.pairs == of_duckdb.statistics.pairs


def test_spark_refuses_another_verdict() -> None:
    with pytest.raises(InputError, match="certain or possible"):
        check_spark("claims.parquet", verdict="sure")  # type: ignore[arg-type]  # what somebody may well type


def generated(count: int) -> list[Case]:
    """Of some dozens of generated cases, always the same, those with the most to find."""
    found: list[Case] = []

    @settings(
        max_examples=60,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases(of=collections(max_size=16), most_rules=24))
    def draw(case: Case) -> None:
        found.append(case)

    draw()
    return sorted(found, key=lambda case: len(case.rules) * len(case.collection.claims))[-count:]


@needs_spark
@needs_java
def test_dozens_of_generated_rules_find_what_they_find_in_duckdb(session: "SparkSession", tmp_path: Path) -> None:
    drawn = generated(2)
    assert sum(len(case.rules) for case in drawn) >= 36
    for case in drawn:
        path = saved(case.collection, tmp_path)
        with check_spark(path, rules=case.rules, as_of=case.as_of, session=session) as report:
            found = in_order(report.findings.toArrow().to_pylist())
        assert found == duckdb_findings(path, case.as_of, rules=case.rules), case


@needs_spark
@needs_java
def test_blocks_that_are_too_large_are_counted_and_their_claims_flagged(
    session: "SparkSession", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept: set[str] = set()
    with_large_blocks = Matcher._with_large_blocks

    def noted(matcher: Matcher, queries: Sequence[tuple[Rule, Query]]) -> frozenset[str]:
        found = with_large_blocks(matcher, queries)
        swept.update(found)
        return found

    monkeypatch.setattr(Matcher, "_with_large_blocks", noted)
    monkeypatch.setattr("conflicts.facts.limits.LISTED", 2)
    session.conf.set("spark.sql.shuffle.partitions", "3")
    path = saved(fixture("izium"), tmp_path)
    rules = ["core/denial", "core/incompatible-values", "editorial/partisan-only"]
    with check_spark(path, rules=rules, session=session) as report:
        found = in_order(report.findings.toArrow().to_pylist())
        assert report.statistics.pairs == sum(each.pairs for each in report.tallies)
    session.conf.set("spark.sql.shuffle.partitions", "1")
    assert "core/denial" in swept
    assert {"core/denial", "editorial/partisan-only"} <= {str(row["rule"]) for row in found}
    assert found == duckdb_findings(path, rules=rules)


@needs_spark
@needs_java
def test_blocks_too_large_to_list_are_cut_short_where_duckdb_cuts_them(
    session: "SparkSession", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conflicts.facts.limits.WORK", 8)
    path = saved(fixture("saltmere"), tmp_path)
    rules = ["core/newer-statement", "core/outranked"]
    of_duckdb = check(open_table(path), rules=rules)
    assert any(each.pairs for each in of_duckdb.truncated)
    with check_spark(path, rules=rules, session=session) as report:
        assert sorted(report.truncated, key=str) == sorted(of_duckdb.truncated, key=str)
        assert in_order(report.findings.toArrow().to_pylist()) == duckdb_findings(path, rules=rules)


@needs_spark
@needs_java
def test_compiled_rules_find_in_tables_of_spark_what_they_find_here(session: "SparkSession") -> None:
    collection, as_of = fixture("izium"), "2022-04-01"
    rules = load_rules(["core/incompatible-values", "core/newer-statement", "core/part-exceeds-whole", "core/denial"])
    planned = plan(rules, collection.vocabulary, as_of)
    written = statements(planned, "spark")
    names = []
    for table in written.tables:
        session.sql(table)
    for name, reader in fact_tables(planned, collection, as_of):
        session.createDataFrame(reader.read_all()).write.insertInto(name)
        names.append(name)
    found = {name: session.sql(select).toArrow().to_pylist() for name, select in written.selects.items()}
    for name in names:
        session.sql(f"DROP TABLE {name}")
    here = found_by_python(rules, collection, as_of)
    assert {name: len(matches) for name, matches in here.items() if matches} != {}
    for name, rows in found.items():
        ids = [tuple(row[f"r{n}_id"] for n in range(len(row) // 2 - 1)) for row in rows]
        assert list(zip(ids, [row["certain"] == 1 for row in rows], strict=True)) == here[name]


@needs_spark
@needs_java
@pytest.mark.parametrize("mapped", [False, True])
def test_blank_cells_names_and_null_words_say_what_they_say_in_duckdb(
    mapped: bool, session: "SparkSession", tmp_path: Path
) -> None:
    cells = [
        ("town", "mayor", "dunn", "register", "2020"),
        (" town\u00a0", "mayor ", "n/a", "a\u00a0 gazette", " "),
        ("to\u0308wn", "mayor", "  ", "a gazette", "unknown"),
        ("t\u00f6wn", "mayor", "pell", " register", "\t"),
        ("town", "mayor", "Pell", "NA", "2020"),
        ("town", "mayor", "unknown", "\u2003", "2020"),
    ]
    names = (
        ("thing", "what", "said", "who", "day") if mapped else ("subject", "predicate", "value", "asserted_by", "valid")
    )
    path = tmp_path / "cells.parquet"
    pq.write_table(pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in cells]), path)
    columns = dict(zip(("subject", "predicate", "value", "asserted_by", "valid"), names, strict=True))
    how: dict[str, Any] = {
        "mapping": TableMapping.model_validate({"columns": columns}) if mapped else None,
        "vocabulary": Vocabulary.model_validate({"predicates": {"mayor": {"value": "term", "single": True}}}),
        "max_errors": 6,
    }
    table = open_table(path, **how)
    report = check(table)
    assert isinstance(report.findings, LazyFindings)
    of_duckdb = in_order(pa.Table.from_batches(batches(report.findings), findings_schema()).to_pylist())
    assert of_duckdb
    with check_spark(path, session=session, **how) as found:
        assert in_order(found.findings.toArrow().to_pylist()) == of_duckdb
        assert found.malformed == table.malformed


@needs_spark
@needs_java
def test_malformed_rows_are_counted_listed_and_passed_over(session: "SparkSession", tmp_path: Path) -> None:
    rows = [{"thing": f"s{n}", "what": "p", "said": "v", "day": "2022" if n % 2 else "yesterday"} for n in range(60)]
    path = tmp_path / "foreign.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)
    mapping = TableMapping.model_validate(
        {"columns": {"subject": "thing", "predicate": "what", "value": "said", "stated": "day"}}
    )
    how: dict[str, Any] = {"rules": ["core/no-source"], "mapping": mapping, "session": session}
    with pytest.raises(InputError) as caught:
        check_spark(path, **how)
    summary, first, *others = [problem.message for problem in caught.value.problems]
    assert summary == "30 rows are malformed; the first 20 are listed (max_errors=30 tolerates that)"
    assert first.startswith("row 1: ")
    assert "foreign.parquet" in first
    assert len(others) == 19
    assert session.catalog.listTables() == []
    with check_spark(path, max_errors=30, **how) as report:
        found = {row["leading"][0] for row in report.findings.toArrow().to_pylist()}
        assert report.malformed == len(report.problems) == 30
        assert "30 malformed rows were skipped" in report.summary()
    assert found == {f"foreign-{n + 1}" for n in range(60) if n % 2}


@needs_spark
@needs_java
def test_the_example_runs_through_spark_submit(tmp_path: Path) -> None:
    path = saved(fixture("izium"), tmp_path)
    submit = Path(sys.executable).with_name("spark-submit")
    options = [word for name, value in SMALL.items() for word in ("--conf", f"{name}={value}")]
    out = tmp_path / "findings"
    ran = subprocess.run(
        [submit, "--master", "local[2]", *options, ROOT / "examples" / "spark_check.py", path, out, "core/no-citation"],
        env={**os.environ, "PYSPARK_PYTHON": sys.executable, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert in_order(pq.read_table(out).to_pylist()) == duckdb_findings(path, rules=["core/no-citation"])
    assert "1 findings (1 pairs) in 24 claims by 1 rules" in ran.stdout
