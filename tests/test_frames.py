"""Reports and collections as data frames: of pandas, of polars and in Arrow."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from conflicts import Claim, Collection, ConflictReport, UnsupportedError, check, load
from conflicts.extras import advice
from conflicts.readers import ReadOptions
from conflicts.tables.frame import FrameKind
from report_samples import report_of

REPOSITORY = Path(__file__).parents[1]
KINDS: tuple[FrameKind, ...] = ("pandas", "polars", "arrow")


@pytest.fixture(scope="module")
def izium() -> Collection:
    return load(REPOSITORY / "fixtures" / "izium")


@pytest.fixture(scope="module")
def report(izium: Collection) -> ConflictReport:
    return check(izium, engine="python")


def rows(frame: object) -> list[dict[str, object]]:
    """The rows of a frame of any kind; what is missing is None."""
    match frame:
        case pl.DataFrame():
            return frame.to_dicts()
        case pa.Table():
            found: list[dict[str, object]] = frame.to_pylist()
            return found
        case pd.DataFrame():
            records = frame.astype(object).to_dict("records")
            return [{str(key): None if cell is pd.NA else cell for key, cell in row.items()} for row in records]
    raise AssertionError(type(frame))


# --- the report -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_frame_has_a_row_for_each_finding_in_its_order(report: ConflictReport, kind: FrameKind) -> None:
    found = rows(report.to_frame(kind))
    assert [row["fingerprint"] for row in found] == [finding.fingerprint for finding in report.findings]
    for row, finding in zip(found, report.findings, strict=True):
        assert (row["rule"], row["severity"], row["verdict"]) == (finding.rule, finding.severity, finding.verdict)
        assert row["message"] == finding.message
        assert list(row["sides"]) == [side.value for side in finding.sides]  # type: ignore[call-overload]  # a list
        assert set(row["claims"]) == {claim.id for claim in finding.claims}  # type: ignore[call-overload]  # a list
        assert row["pairs"] == finding.pairs
        assert str(row["file"]).endswith("fixtures/izium/claims.yaml")
        assert row["line"] == finding.pointed_at.location.line  # type: ignore[union-attr]  # all are in the file


@pytest.mark.parametrize("kind", KINDS)
def test_a_frame_of_claims_has_a_row_for_each_claim_of_each_finding(report: ConflictReport, kind: FrameKind) -> None:
    found = rows(report.claims_frame(kind))
    said = [
        (finding.fingerprint, number, claim.id, claim.asserted_by, claim.valid)
        for finding in report.findings
        for number, side in enumerate(finding.sides, start=1)
        for claim in side.claims
    ]
    columns = ("fingerprint", "side", "id", "asserted_by", "valid")
    assert [tuple(row[name] for name in columns) for row in found] == said
    assert any(row["asserted_by"] is None for row in found)


def test_the_three_kinds_say_the_same(report: ConflictReport) -> None:
    assert rows(report.to_frame()) == rows(report.to_frame("polars")) == rows(report.to_frame("arrow"))
    assert rows(report.claims_frame()) == rows(report.claims_frame("polars")) == rows(report.claims_frame("arrow"))


@pytest.mark.parametrize("empty", [True, False])
def test_columns_have_their_types_also_where_there_is_no_row(report: ConflictReport, empty: bool) -> None:
    report = report_of() if empty else report
    pandas, polars, arrow = report.to_frame(), report.to_frame("polars"), report.to_frame("arrow")
    assert (len(pandas) == 0) == (len(polars) == 0) == (len(arrow) == 0) == empty
    assert list(pandas.columns) == polars.columns == arrow.column_names
    assert (str(pandas.dtypes["message"]), str(pandas.dtypes["line"])) == ("string", "Int64")
    assert (polars.schema["message"], polars.schema["line"]) == (pl.String(), pl.Int64())
    assert polars.schema["sides"] == pl.List(pl.String)
    assert (arrow.schema.field("line").type, arrow.schema.field("sides").type) == (pa.int64(), pa.list_(pa.string()))


def test_the_frames_join_on_the_fingerprint(report: ConflictReport) -> None:
    joined = report.claims_frame("polars").join(report.to_frame("polars"), on="fingerprint")
    assert len(joined) == sum(len(finding.claims) for finding in report.findings)


# --- the collection ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_collection_comes_back_from_its_frame(izium: Collection, tmp_path: Path, kind: FrameKind) -> None:
    file = tmp_path / "claims.parquet"
    match izium.to_frame(kind):
        case pl.DataFrame() as polars:
            polars.write_parquet(file)
        case pd.DataFrame() as pandas:
            pandas.to_parquet(file)
        case pa.Table() as arrow:
            import pyarrow.parquet as pq

            pq.write_table(arrow, file)
    assert load(file, options=ReadOptions(vocabulary=izium.vocabulary)).claims == izium.claims


def test_the_numbers_of_a_collection_are_numbers() -> None:
    collection = Collection((Claim(id="a", subject="s", predicate="p", value={"amount": "1.5", "unit": "m"}),))
    assert collection.to_frame()["amount"].sum() == 1.5
    assert collection.to_frame("polars")["amount"].sum() == pytest.approx(1.5)
    assert str(collection.to_frame().dtypes["amount"]) == "Float64"
    assert collection.to_frame("polars")["citations"].to_list() == [[]]


def test_an_empty_collection_is_a_frame_without_rows() -> None:
    assert (
        len(Collection().to_frame()) == len(Collection().to_frame("polars")) == len(Collection().to_frame("arrow")) == 0
    )


# --- the guide --------------------------------------------------------------------------------------------------------

GUIDE = REPOSITORY / "docs" / "how-to" / "notebook.md"


def test_the_guide_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(REPOSITORY)
    blocks = re.findall(r"^```python\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    assert len(blocks) == 4
    names: dict[str, object] = {}
    for block in blocks:
        exec(block, names)
    assert "severity" in capsys.readouterr().out


def test_the_guide_names_every_column(report: ConflictReport) -> None:
    _, of_findings, of_claims = re.split(r"^Of `report\.", GUIDE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for text, frame in ((of_findings, report.to_frame("polars")), (of_claims, report.claims_frame("polars"))):
        first_cells = re.findall(r"^\| (`.*?) \|", text, flags=re.MULTILINE)
        assert re.findall(r"`(\w+)`", " ".join(first_cells)) == frame.columns


# --- what is not there ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "module", "extra"),
    [("pandas", "pandas", "pandas"), ("polars", "polars", "polars"), ("arrow", "pyarrow", "bulk")],
)
def test_a_library_that_is_not_installed_is_named_with_what_to_type(
    monkeypatch: pytest.MonkeyPatch, kind: FrameKind, module: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    for ask in (report_of().to_frame, report_of().claims_frame, Collection().to_frame):
        with pytest.raises(UnsupportedError) as refused:
            ask(kind)
        assert module in str(refused.value)
        assert advice(extra) in str(refused.value)


def test_an_unknown_kind_is_refused_with_the_nearest() -> None:
    for ask in (report_of().to_frame, Collection().to_frame):
        with pytest.raises(UnsupportedError, match=r"unknown kind of frame 'polar' \(did you mean 'polars'\?\)"):
            ask("polar")  # type: ignore[call-overload]  # that is what is tested


def test_only_the_library_that_is_asked_for_is_loaded() -> None:
    code = (
        "import json, sys; from conflicts import Claim, Collection, check;"
        "collection = Collection((Claim(id='a', subject='s', predicate='p'),));"
        "report = check(collection, engine='python'); report._repr_html_();"
        "before = [name in sys.modules for name in ('pandas', 'polars', 'pyarrow')];"
        "report.to_frame('polars'), report.claims_frame('polars'), collection.to_frame('polars');"
        "print(json.dumps([before, 'pandas' in sys.modules, 'pyarrow' in sys.modules]))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == [[False, False, False], False, False]
