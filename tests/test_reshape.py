"""Tables as people have them: workbooks, columns that are years, several things in a cell, rows to leave out."""

import datetime
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fuzz_workbooks
from command import Run
from conflicts import Claim, InputError, UnsupportedError, check, load
from conflicts.extras import advice
from conflicts.readers import ReadOptions, load_mapping
from conflicts.tables.mapping import TableMapping

Read = Callable[..., tuple[Claim, ...]]
TOWNS = {"columns": {"subject": "town", "amount": "n"}, "constants": {"predicate": "inhabitants"}}


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reading(text: str, table: dict[str, Any], max_errors: int = 0) -> tuple[Claim, ...]:
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8")
        mapping = TableMapping.model_validate(table)
        return load(path, options=ReadOptions(mapping=mapping, max_errors=max_errors)).claims

    return reading


def values(claims: tuple[Claim, ...]) -> list[tuple[str, str]]:
    return [(claim.subject, str(claim.value)) for claim in claims]


# Rows -----------------------------------------------------------------------------------------------------------------


def test_rows_with_the_words_of_unless_make_no_claim(read: Read) -> None:
    text = "town,n,kind\nDalby,1,town\nAll,9,total\nLund,2,\nOld,3,closed\n"
    assert values(read(text, TOWNS | {"unless": {"kind": ["total", "closed"]}})) == [("Dalby", "1"), ("Lund", "2")]
    assert values(read(text, TOWNS | {"unless": {"kind": ""}})) == [("Dalby", "1"), ("All", "9"), ("Old", "3")]


def test_a_claim_leaves_out_what_the_mapping_and_it_itself_do(read: Read) -> None:
    text = "town,n,kind\nDalby,1,town\nAll,9,total\nOld,3,closed\n"
    table = TOWNS | {"unless": {"kind": "total"}, "claims": [{"unless": {"kind": "closed"}}, {}]}
    assert values(read(text, table)) == [("Dalby", "1"), ("Dalby", "1"), ("Old", "3")]


@pytest.mark.parametrize("columns", [r"\d{4}", ["1911", "1921"]])
def test_columns_that_are_years_become_claims_with_that_year(read: Read, columns: object) -> None:
    table = {
        "unpivot": {"columns": columns, "name": "year", "value": "count"},
        "columns": {"subject": "town", "valid": "year", "amount": "count"},
        "constants": {"predicate": "inhabitants"},
    }
    claims = read("town,1911,note,1921\nDalby,900,x,1200\nLund,,y,700\n", table)
    assert [(claim.id, claim.subject, str(claim.valid), str(claim.value)) for claim in claims] == [
        ("table-1", "Dalby", "1911", "900"),
        ("table-1.2", "Dalby", "1921", "1,200"),
        ("table-2", "Lund", "1921", "700"),
    ]


def test_columns_that_are_measures_become_claims_with_that_predicate(read: Read) -> None:
    table = {
        "unpivot": {"columns": ["killed", "wounded"], "name": "what", "value": "n"},
        "columns": {"subject": "event", "predicate": "what", "amount": "n"},
    }
    claims = read("event,killed,wounded\nfire,3,NA\n", table)
    assert [(claim.predicate, str(claim.value)) for claim in claims] == [("killed", "3"), ("wounded", "unknown")]


def test_columns_to_unpivot_must_be_there(read: Read) -> None:
    table = TOWNS | {"columns": {"subject": "town", "amount": "value", "valid": "name"}}
    with pytest.raises(InputError, match="no column is called like"):
        read("town,n\nDalby,1\n", table | {"unpivot": {"columns": r"\d{4}"}})
    with pytest.raises(InputError, match="there is no column '1911'"):
        read("town,n\nDalby,1\n", table | {"unpivot": {"columns": ["1911"]}})


# Cells ----------------------------------------------------------------------------------------------------------------


def test_characters_are_trimmed_and_expressions_replaced_in_their_order(read: Read) -> None:
    text = 'town,n\n* Dalby †,"1,200 (est.)"\nSt. Lund[3],about 700\n'
    table = TOWNS | {
        "trim": {"town": "*† "},
        "replace": {"n": {r"\s*\(.*\)$": "", r"^about (\d+)$": r"\1", ",": ""}, "town": {r"\[\d+\]": ""}},
    }
    assert values(read(text, table)) == [("Dalby", "1,200"), ("St. Lund", "700")]


def test_what_is_replaced_is_renamed_by_its_new_word(read: Read) -> None:
    table = TOWNS | {"replace": {"town": {"(?i)^the ": ""}}, "rename": {"town": {"Dale": "Dalby"}}}
    assert values(read("town,n\nThe Dale,1\nthe,2\n", table)) == [("Dalby", "1"), ("the", "2")]


def test_codes_are_filled_up_with_zeros(read: Read) -> None:
    table = {"columns": {"subject": "town", "value": "code"}, "constants": {"predicate": "code", "value_type": "text"}}
    assert values(read("town,code\na,123\nb,00123\nc,123456\n", table | {"pad": {"code": 5}})) == [
        ("a", "00123"),
        ("b", "00123"),
        ("c", "123456"),
    ]


def test_a_cell_of_several_things_makes_a_claim_of_each(read: Read) -> None:
    table = {"columns": {"subject": "mill", "value": "owners"}, "constants": {"predicate": "owner"}}
    claims = read("mill,owners\nDalby,Hill / Dale/ \nLund,Hill\n", table | {"split": {"owners": "/"}})
    assert values(claims) == [("Dalby", "Hill"), ("Dalby", "Dale"), ("Lund", "Hill")]
    assert [claim.id for claim in claims] == ["table-1", "table-1.2", "table-2"]


def test_a_cell_of_several_things_is_a_list_where_the_claim_takes_one(read: Read) -> None:
    table = TOWNS | {"columns": TOWNS["columns"] | {"citations": "refs"}, "split": {"refs": "|"}}
    (claim,) = read("town,n,refs\nDalby,1,p. 3 | p. 9; note\n", table)
    assert [each.ref for each in claim.citations] == ["p. 3", "p. 9; note"]


def test_conditions_ask_the_parts_of_a_cell(read: Read) -> None:
    table = {"columns": {"subject": "mill", "value": "owners"}, "constants": {"predicate": "owner"}}
    split = table | {"split": {"owners": ","}, "unless": {"owners": "Hill"}}
    assert values(read('mill,owners\nDalby,"Hill, Dale"\n', split)) == [("Dalby", "Dale")]


@given(st.lists(st.text(st.characters(categories=["L"]), min_size=1), min_size=1, max_size=5))
def test_splitting_is_the_opposite_of_joining(parts: list[str]) -> None:
    mapping = TableMapping.model_validate(
        {"columns": {"subject": "s", "value": "v"}, "constants": {"predicate": "p"}, "split": {"v": ";"}, "nulls": []}
    )
    rows = mapping.flat_rows({"s": "x", "v": ";".join(parts)})
    assert [row["value"] for row in rows if isinstance(row, dict)] == parts


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"trim": {"kind": "x"}}, "kind has no effect"),
        ({"pad": {"town": 0}}, "pad"),
        ({"replace": {"town": {"(": ""}}}, "missing"),
        ({"unpivot": {"columns": "x", "name": "a", "value": "a"}}, "name and value cannot both be 'a'"),
        ({"unpivot": {"columns": "x", "name": "a", "value": "b"}}, "no claim is made of 'a'"),
        ({"unless": {"town": []}}, "nothing is left out"),
    ],
)
def test_what_has_no_effect_or_cannot_be_is_refused_with_its_place(
    tmp_path: Path, table: dict[str, Any], message: str
) -> None:
    import json

    path = tmp_path / "map.yaml"
    path.write_text(json.dumps({"table": TOWNS | table}), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_mapping(path)
    problems = [each for each in refused.value.problems if message in each.message]
    assert [each.place.line for each in problems] == [1]


# JSON -----------------------------------------------------------------------------------------------------------------

ANSWER = """{"status": "ok", "data": {"items": [
  {"place": {"name": "Dalby", "area": {"code": 7}}, "n": 1},
  {"place": {"name": "Lund"}, "n": 2}
]}}
"""
NESTED = {"columns": {"subject": "place.name", "amount": "n"}, "constants": {"predicate": "inhabitants"}}


@pytest.mark.parametrize(
    ("name", "text", "records"),
    [
        ("answer.json", ANSWER, "data.items"),
        ("rows.json", '[{"place": {"name": "Dalby"}, "n": 1}, {"place": {"name": "Lund"}, "n": 2}]', None),
        ("rows.jsonl", '{"place": {"name": "Dalby"}, "n": 1}\n{"place": {"name": "Lund"}, "n": 2}\n', None),
    ],
)
def test_what_is_nested_in_json_has_a_path(tmp_path: Path, name: str, text: str, records: str | None) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    mapping = TableMapping.model_validate(NESTED | ({"records": records} if records else {}))
    claims = load(tmp_path / name, options=ReadOptions(mapping=mapping)).claims
    assert values(claims) == [("Dalby", "1"), ("Lund", "2")]


def test_a_row_of_a_nested_array_stands_at_its_own_line(tmp_path: Path) -> None:
    (tmp_path / "answer.json").write_text(ANSWER, encoding="utf-8")
    mapping = TableMapping.model_validate(NESTED | {"records": "data.items"})
    claims = load(tmp_path / "answer.json", options=ReadOptions(mapping=mapping)).claims
    assert [claim.location.line for claim in claims if claim.location] == [2, 3]


def test_a_path_to_no_array_and_a_path_where_there_is_no_json_are_refused(tmp_path: Path) -> None:
    (tmp_path / "answer.json").write_text(ANSWER, encoding="utf-8")
    (tmp_path / "towns.csv").write_text("town,n\nDalby,1\n", encoding="utf-8")
    for path, table, message in (
        ("answer.json", NESTED | {"records": "data.rows"}, "holds no array of objects at 'data.rows'"),
        ("towns.csv", TOWNS | {"records": "data"}, "records has no effect: the file is no JSON"),
    ):
        with pytest.raises(InputError, match=message):
            load(tmp_path / path, options=ReadOptions(mapping=TableMapping.model_validate(table)))


# Workbooks ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    def written(*rows: list[Any], **sheets: list[list[Any]]) -> Path:
        book = openpyxl.Workbook()
        first = book.active
        assert first is not None
        first.title = "Towns"
        for row in rows:
            first.append(row)
        for name, further in sheets.items():
            sheet = book.create_sheet(name)
            for row in further:
                sheet.append(row)
        path = tmp_path / "towns.xlsx"
        book.save(path)
        return path

    return written


HEADER = ["subject", "predicate", "value", "valid", "asserted_by"]


def test_a_workbook_of_claims_is_checked_like_any_table(workbook: Callable[..., Path], run: Run) -> None:
    path = workbook(
        HEADER,
        ["mill", "burnt-down", None, datetime.date(1921, 3, 4), "herald"],
        [],
        ["mill", "stood", True, datetime.datetime(1921, 3, 4, 10, 5), "bee"],
        ["mill", "height", 12.0, 1921, "bee"],
    )
    claims = load(path).claims
    assert [(claim.predicate, str(claim.valid)) for claim in claims] == [
        ("burnt-down", "1921-03-04"),
        ("stood", "1921-03-04T10:05:00"),
        ("height", "1921"),
    ]
    assert str(claims[2].value) == "12"
    assert [claim.location.line for claim in claims if claim.location] == [2, 4, 5]
    assert "in 3 claims" in run("check", "towns.xlsx", "--exit-zero").out


def test_a_workbook_is_mapped_and_reshaped_like_any_table(workbook: Callable[..., Path]) -> None:
    path = workbook(["town", "code", 1911, 1921], ["Dalby", 123, 900, None], ["Lund", "A1", None, 700])
    mapping = TableMapping.model_validate(
        {
            "unpivot": {"columns": r"\d{4}", "name": "year", "value": "n"},
            "pad": {"code": 5},
            "columns": {"subject": "{town} {code}", "valid": "year", "amount": "n"},
            "constants": {"predicate": "inhabitants"},
        }
    )
    claims = load(path, options=ReadOptions(mapping=mapping)).claims
    assert [(claim.subject, str(claim.valid), str(claim.value)) for claim in claims] == [
        ("Dalby 00123", "1911", "900"),
        ("Lund 000A1", "1921", "700"),
    ]


def test_a_sheet_is_named_where_there_are_several(workbook: Callable[..., Path]) -> None:
    path = workbook(["town", "n"], ["Dalby", 1], Older=[["town", "n"], ["Lund", 2]])
    with pytest.raises(InputError, match=r"has several sheets \('Towns', 'Older'\)"):
        load(path, options=ReadOptions(mapping=TableMapping.model_validate(TOWNS)))
    with pytest.raises(InputError, match=r"there is no sheet 'Olde' \(did you mean 'Older'\?\)"):
        load(path, options=ReadOptions(mapping=TableMapping.model_validate(TOWNS | {"sheet": "Olde"})))
    claims = load(path, options=ReadOptions(mapping=TableMapping.model_validate(TOWNS | {"sheet": "Older"}))).claims
    assert values(claims) == [("Lund", "2")]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [("=1+1", "its formula has no result"), ("#REF!", "its formula failed: #REF!"), ("#DIV/0!", "formula failed")],
)
def test_a_formula_without_a_result_is_a_malformed_row_and_no_empty_cell(
    workbook: Callable[..., Path], cell: str, reason: str
) -> None:
    path = workbook(["town", "n", "note"], ["Dalby", cell, None], ["Lund", 2, cell])
    loaded = load(path, options=ReadOptions(mapping=TableMapping.model_validate(TOWNS), max_errors=1))
    assert values(loaded.claims) == [("Lund", "2")]
    (problem,) = loaded.unread
    assert reason in problem.message
    assert problem.place.line == 2


def test_what_is_no_workbook_and_a_cell_without_a_name_are_reported(
    tmp_path: Path, workbook: Callable[..., Path]
) -> None:
    path = workbook([*HEADER, None], ["mill", "stood", None, None, None, "stray"])
    with pytest.raises(InputError, match="has a cell beyond the 5 columns that have names"):
        load(path)
    path.write_bytes(b"town,n\n")
    with pytest.raises(InputError, match="is no workbook"):
        load(path)
    csv = tmp_path / "towns.csv"
    csv.write_text("town,n\nDalby,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="sheet has no effect"):
        load(csv, options=ReadOptions(mapping=TableMapping.model_validate(TOWNS | {"sheet": "x"})))


def test_without_openpyxl_the_message_says_what_to_type(
    workbook: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(HEADER, ["mill", "stood", None, None, None])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(UnsupportedError) as refused:
        load(path)
    assert str(refused.value) == f"workbooks need openpyxl: {advice('xlsx')}"


def test_a_mapping_is_suggested_for_a_workbook(workbook: Callable[..., Path], run: Run) -> None:
    workbook(["town", "inhabitants", "year"], ["Dalby", 1200, 1921], ["Lund", 900, 1921])
    suggested = run("vocabulary", "suggest", "towns.xlsx").out
    Path("map.yaml").write_text(suggested, encoding="utf-8")
    assert run("check", "towns.xlsx", "--map", "map.yaml", "--exit-zero").code == 0


# Large tables ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "table",
    [
        {"unless": {"kind": "total"}},
        {"replace": {"town": {"^The ": ""}}},
        {"split": {"town": "/"}},
        {"trim": {"town": "*"}},
        {"pad": {"town": 9}},
    ],
)
def test_the_database_reads_reshaped_tables_as_python_does(tmp_path: Path, table: dict[str, Any]) -> None:
    pytest.importorskip("duckdb")
    from conflicts.bulk import open_table

    path = tmp_path / "towns.csv"
    path.write_text("town,n,kind\nThe Dale,1,town\nLund/Sea,2,town\n*Dale,3,total\nDale,4,\n", encoding="utf-8")
    mapping = TableMapping.model_validate(TOWNS | table)
    vocabulary = {"predicates": {"inhabitants": {"value": "quantity", "single": True}}}
    python = check(load(path, options=ReadOptions(mapping=mapping)).claims, vocabulary=vocabulary, engine="python")
    from conflicts.inputs import vocabulary_of

    known = vocabulary_of(vocabulary)
    assert known is not None
    stored = check(open_table(path, mapping=mapping, vocabulary=known), engine="duckdb")
    assert stored.to_json() == python.to_json()


def test_a_damaged_workbook_gives_claims_or_an_error() -> None:
    tried, sound = fuzz_workbooks.fuzz(range(1, 61), seed=3)
    assert 0 < sound < tried


def test_a_row_further_down_than_a_sheet_is_long_is_not_looked_for(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with ZipFile(BytesIO(fuzz_workbooks.workbook())) as sound, ZipFile(path, "w") as far:
        for name in sound.namelist():
            far.writestr(name, sound.read(name).replace(b'<row r="4"', b'<row r="999999999"'))
    with pytest.raises(InputError, match=r"a row beyond the 1,048,576"):
        load(path)
