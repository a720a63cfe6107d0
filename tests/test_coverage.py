"""What a report says was not compared."""

from pathlib import Path

import pytest

from conflicts import check, load
from conflicts.bulk import open_table
from conflicts.readers import ReadOptions
from conflicts.report.report import ConflictReport

ROWS = """\
id,subject,predicate,value,asserted_by,valid
a,mill,keeper,stone,guide,1871
b,mill,keeper,reeve,register,31 April 1871
c,mill,keeper,reeve,register,1871
"""


def test_rows_that_could_not_be_read_are_counted_and_placed(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(ROWS)
    report = check(load(tmp_path / "rows.csv", options=ReadOptions(max_errors=5)))
    assert report.coverage.unread.places == 1
    (example,) = report.coverage.unread.examples
    assert example.message.startswith("row 2: valid")
    assert example.location is not None
    assert example.location.line == 3


def test_rows_that_could_not_be_read_are_the_same_in_a_table_of_duckdb(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    (tmp_path / "rows.csv").write_text(ROWS)
    in_memory = check(load(tmp_path / "rows.csv", options=ReadOptions(max_errors=5)))
    stored = check(open_table(tmp_path / "rows.csv", max_errors=5))
    assert stored.coverage == in_memory.coverage


def test_a_report_without_coverage_is_still_read() -> None:
    report = check([])
    text = report.model_dump_json(exclude={"coverage"})
    assert ConflictReport.from_json(text).coverage == report.coverage
