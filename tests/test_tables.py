"""Claims as tables: what each column becomes, how other tables are mapped, and that nothing is lost or left out."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas
import polars
import pyarrow
import pyarrow.feather
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflicts import Citation, Claim, Collection, InputError, Location, Quantity, Source, Text, check, load
from conflicts.errors import Problem
from conflicts.model.claim import Mark
from conflicts.model.suppression import Suppression
from conflicts.model.vocabulary import Entity, Predicate, Vocabulary
from conflicts.readers import ReadOptions, read, stream
from conflicts.strategies import collections
from conflicts.tables import (
    COLUMN_NAMES,
    COLUMNS,
    PLACEHOLDER,
    TableMapping,
    claim_data,
    claims_table,
    claims_table_schema,
    flat_row,
    source_data,
    write_arrow,
    write_csv,
    write_parquet,
)
from conflicts.tables.claims import MOST_LISTED
from conflicts.tables.mapping import Unfit
from conflicts.tables.page import table_json, table_page, table_text

REPOSITORY = Path(__file__).parents[1]


def claim(**cells: object) -> dict[str, Any]:
    """What differs from the defaults in the claim of a row with these cells."""
    whole = Claim.model_validate(claim_data({**PLACEHOLDER, **cells})).model_dump(mode="json", exclude_defaults=True)
    return {name: value for name, value in whole.items() if value != PLACEHOLDER.get(name)}


# ------------------------------------------------------------------------------------------------ cells


@pytest.mark.parametrize(
    "cells, becomes",
    [
        ({"value": "russia"}, {"value": "russia"}),
        ({"value": "unknown"}, {"value": "unknown"}),
        ({"value": "5"}, {"value": {"amount": "5"}}),
        ({"value": 5}, {"value": {"amount": "5"}}),
        ({"value": 5.5}, {"value": {"amount": "5.5"}}),
        ({"value": True}, {"value": "true"}),
        ({"value": date(2022, 3, 24)}, {"value": {"time": "2022-03-24"}}),
        ({"value": "5", "unit": "km"}, {"value": {"amount": "5", "unit": "km"}}),
        ({"value": "5", "value_type": "text"}, {"value": "5"}),
        ({"value": "unknown", "value_type": "text"}, {"value": "unknown"}),
        ({"value": " Unknown", "value_type": "term"}, {"value": "unknown"}),
        ({"value": "N/A"}, {"value": "unknown"}),
        ({"value": "N/A", "value_type": "text"}, {"value": "N/A"}),
        ({"value": "Null"}, {"value": "Null"}),
        ({"value": "no"}, {"value": "no"}),
        ({"value": " a\u00a0 b\t"}, {"value": "a b"}),
        ({"value": "\u3000\u00a0"}, {}),
        ({"amount": "-", "unit": "km"}, {"value": "unknown"}),
        ({"amount": "unknown"}, {"value": "unknown"}),
        ({"low": "5", "high": "n/a"}, {"value": {"low": "5"}}),
        ({"value": "1999", "value_type": "time"}, {"value": {"time": "1999"}}),
        ({"value": 1999, "value_type": "time"}, {"value": {"time": "1999"}}),
        ({"value": "5 km", "value_type": "quantity"}, {"value": {"amount": "5", "unit": "km"}}),
        ({"amount": "1500"}, {"value": {"amount": "1500"}}),
        ({"amount": 1500.0, "unit": "person"}, {"value": {"amount": "1500", "unit": "person"}}),
        ({"amount": Decimal("0.100000000")}, {"value": {"amount": "0.1"}}),
        ({"low": 200}, {"value": {"low": "200"}}),
        ({"low": 200, "high": "300"}, {"value": {"low": "200", "high": "300"}}),
        ({"unit": "person"}, {}),
        ({"value": None, "amount": "", "low": float("nan"), "tags": ""}, {}),
    ],
)
def test_cells_become_a_value(cells: Mapping[str, object], becomes: object) -> None:
    assert claim(**cells) == becomes


@pytest.mark.parametrize(
    "cells, valid",
    [
        ({"valid": "2022-03-24/.."}, "2022-03-24/.."),
        ({"valid": "by 2022-03-24"}, {"by": "2022-03-24"}),
        ({"valid": date(2022, 3, 24)}, "2022-03-24"),
        ({"valid": 2022}, "2022"),
        ({"valid_from": "2022-03", "valid_to": "2022-05"}, "2022-03/2022-05"),
        ({"valid_from": date(2022, 3, 1), "valid_to": ".."}, "2022-03-01/.."),
        ({"valid_from": "..", "valid_to": date(2022, 3, 1)}, "../2022-03-01"),
        ({"valid_from": "1914-07-28", "valid_to": "1914"}, "1914-07-28/1914"),
        ({"valid_from": date(1914, 7, 28), "valid_to": 1914}, "1914-07-28/1914"),
        ({"valid_from": "2022-03"}, {"since": "2022-03"}),
        ({"valid_from": "2022-03", "valid_to": ""}, {"since": "2022-03"}),
        ({"valid_to": "2022-03"}, {"until": "2022-03"}),
        ({"valid_from": datetime(2022, 3, 1, 10), "valid_to": datetime(2022, 3, 2, 11)}, "2022-03-01/2022-03-02"),
    ],
)
def test_cells_say_when_a_claim_holds(cells: Mapping[str, object], valid: object) -> None:
    assert claim(**cells) == {"valid": valid}


@pytest.mark.parametrize(
    "cell, stated",
    [
        (date(2022, 3, 24), "2022-03-24"),
        (datetime(2022, 3, 24), "2022-03-24"),
        (datetime(2022, 3, 24, 10, 30), "2022-03-24T10:30:00"),
        (datetime(2022, 3, 24, tzinfo=UTC), "2022-03-24T00:00:00+00:00"),
        (2022, "2022"),
        (2022.0, "2022"),
        ("2022-03~", "2022-03~"),
    ],
)
def test_a_timestamp_at_midnight_is_that_day_and_any_other_is_that_moment(cell: object, stated: str) -> None:
    assert claim(stated=cell) == {"stated": stated}


def test_lists_are_lists_or_text_with_semicolons() -> None:
    said = claim(via="a; b;", tags=["x", None, "y"], citations="https://example.org/1; 30", supersedes=("c1",))
    assert said == {
        "via": ["a", "b"],
        "tags": ["x", "y"],
        "citations": [{"url": "https://example.org/1"}, {"ref": "30"}],
        "supersedes": ["c1"],
    }


def test_a_count_of_citations_is_so_many_of_which_nothing_is_known() -> None:
    assert claim(citation_count=2.0) == {"citations": [{"ref": "1"}, {"ref": "2"}]}
    assert claim(citation_count="0") == {}


@pytest.mark.parametrize("cell", ['{"where": "north", "unit": 7}', {"where": "north", "unit": 7, "side": None}])
def test_qualifiers_are_an_object_in_json_or_a_mapping(cell: object) -> None:
    assert claim(qualifiers=cell) == {"qualifiers": {"where": "north", "unit": 7}}
    assert claim(qualifiers=[("where", "north")]) == {"qualifiers": {"where": "north"}}


def test_what_has_no_column_is_in_more_and_goes_first() -> None:
    more = json.dumps({"value": "pell", "marks": [{"tag": "disputed", "reason": "see talk"}]})
    assert claim(value="dunn", tags="disputed", more=more) == {
        "value": "pell",
        "tags": ["disputed"],
        "marks": [{"tag": "disputed", "reason": "see talk"}],
    }


def test_a_row_may_say_where_its_claim_stands() -> None:
    said = claim(location_file="a.txt", location_line=3.0, location_column="5", location_excerpt="So it was.")
    assert said == {"location": {"file": "a.txt", "line": 3, "column": 5, "excerpt": "So it was."}}


@pytest.mark.parametrize(
    "cells, told",
    [
        ({"value": "a", "amount": 1}, "a row has a value, or amount, low or high: this one has value and amount"),
        ({"amount": "1,500"}, "amount must be a number, not '1,500'"),
        ({"amount": float("inf")}, "amount must be a finite number"),
        ({"amount": 1, "value_type": "term"}, "value_type is term, but the row has amount: that is a quantity"),
        (
            {"value": "a", "value_type": "word"},
            "term, quantity, time, text, literal-term, literal-text, not 'word'",
        ),
        ({"valid": "2022", "valid_to": "2023"}, "this one has valid and valid_to"),
        ({"valid_from": ".."}, "valid_from is open ('..') and nothing is said of the other end"),
        ({"qualifiers": "where=north"}, "qualifiers must be an object in JSON"),
        ({"qualifiers": '{"a": 1, "a": 2}'}, "qualifiers: 'a' stands twice in the object"),
        ({"qualifiers": "[" * 100_000}, "qualifiers must be an object in JSON"),
        ({"citations": "a", "citation_count": 1}, "a row has citations or a citation_count, not both"),
        ({"citation_count": 10**9}, "citation_count is between 0 and 10,000"),
        ({"citation_count": 1.5}, "citation_count must be a whole number, not 1.5"),
        ({"subject": ["a"]}, "subject must be text, not a list"),
        ({"tags": 5}, "tags must be a list, or text with ';' between its items, not 5"),
        ({"stated": ["2022"]}, "stated: a time is a date such as"),
    ],
)
def test_cells_that_cannot_be_read_are_told_in_a_sentence(cells: Mapping[str, object], told: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (the words are compared)
        claim_data({**PLACEHOLDER, **cells})
    assert told in str(caught.value)


def test_a_row_tells_of_its_source() -> None:
    row = {"asserted_by": "daily", "source_name": "The Daily", "origin": "press-group", "reliability": "C"}
    assert source_data(row) == Source(name="The Daily", owner="press-group", reliability="C")
    assert source_data({"asserted_by": "daily", "wire": "agency"}) == Source(wire="agency")
    assert source_data({"asserted_by": "daily", "origin": "daily"}) == Source()
    with pytest.raises(ValueError, match="give the source two origins"):
        source_data({"asserted_by": "daily", "origin": "press-group", "wire": "agency"})


# ------------------------------------------------------------------------------------------------ there and back


def rich_claim(**changes: object) -> Claim:
    fields: dict[str, Any] = {
        "id": "c;1",
        "subject": " town ",
        "predicate": "killed",
        "value": Quantity(low=Decimal("1.50"), high=Decimal("1E+3"), unit="person"),
        "qualifiers": {"where": "north", "n": 7, "sure": True},
        "asserted_by": "daily",
        "via": ("a; b", "c"),
        "valid": {"since": "2022"},
        "stated": {"by": "2022-03-24"},
        "citations": (Citation(url="https://example.org/1", title="One"), Citation(title="Two"), Citation()),
        "tags": ("disputed", ""),
        "marks": (Mark(tag="disputed", reason="see talk"),),
        "suppress": (Suppression(rule="core", reason="known"),),
        "excerpt": "",
        "location": Location(file="a.txt", line=3, column=1, length=7, excerpt='He said "no";\r\nshe left.'),
    }
    return Claim.model_validate({**fields, **changes})


def written_and_read(collection: Collection, path: Path) -> Collection:
    items: list[Claim | Vocabulary] = [*collection.claims, collection.vocabulary]
    match path.suffix:
        case ".parquet":
            write_parquet(items, path)
        case ".arrow":
            write_arrow(items, path)
        case _:
            with path.open("w", encoding="utf-8", newline="") as stream:
                write_csv(items, stream)
    known = collection.vocabulary if path.suffix == ".csv" else Vocabulary()
    return load(path, options=ReadOptions(vocabulary=known))


@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".csv"])
def test_a_claim_with_everything_survives_being_written_and_read(tmp_path: Path, suffix: str) -> None:
    claims = (rich_claim(), rich_claim(id="2", value="unknown"), rich_claim(id="3", value=Text(text="unknown")))
    vocabulary = Vocabulary(
        predicates={"killed": Predicate(unit="person")}, sources={"daily": Source(aliases=("a; b", "c"))}
    )
    copy = written_and_read(Collection(claims, vocabulary), tmp_path / f"t{suffix}")
    assert copy.claims == claims
    assert [str(each.value) for each in copy.claims] == [str(each.value) for each in claims]
    assert copy.vocabulary == vocabulary


@given(collections())
def test_claims_to_rows_and_back_are_the_same_claims(collection: Collection) -> None:
    for each in collection.claims:
        for as_text in (False, True):
            row = flat_row(each, as_text=as_text)
            assert row.keys() <= set(COLUMN_NAMES)
            assert Claim.model_validate(claim_data(row)) == each


def outcome(claims: Any, vocabulary: Vocabulary) -> object:
    try:
        return check(claims, vocabulary=vocabulary, engine="python").findings
    except InputError as error:
        return str(error)


@settings(max_examples=settings().max_examples // 5)
@given(collections())
def test_claims_to_an_arrow_table_and_back_give_the_same_report(collection: Collection) -> None:
    table = claims_table(collection.claims)
    assert table.schema.equals(claims_table_schema())
    assert outcome(table, collection.vocabulary) == outcome(collection.claims, collection.vocabulary)


@pytest.mark.parametrize("suffix", [".parquet", ".arrow"])
@pytest.mark.parametrize("case", ["izium", "saltmere"])
def test_the_fixtures_as_a_table_give_the_same_report(tmp_path: Path, case: str, suffix: str) -> None:
    collection = load(REPOSITORY / "fixtures" / case)
    copy = written_and_read(collection, tmp_path / f"{case}{suffix}")
    assert (copy.claims, copy.vocabulary) == (collection.claims, collection.vocabulary)
    assert check(copy).findings == check(collection).findings


def test_most_claims_need_no_column_for_the_rest() -> None:
    claims = load(REPOSITORY / "fixtures" / "izium").claims
    quoting = {claim.id for claim in claims if any(each.excerpt for each in claim.citations)}
    assert {row["id"] for row in map(flat_row, claims) if "more" in row} == quoting
    assert 0 < len(quoting) < len(claims) / 5


# ------------------------------------------------------------------------------------------------ files


def table(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_a_claim_is_called_by_its_row_and_stands_in_its_line(tmp_path: Path) -> None:
    path = table(tmp_path / "towns.csv", 'subject,predicate,value\na,"p\nq",1\n\nb,p,2\n')
    first, second = load(path).claims
    assert (first.id, second.id) == ("towns-1", "towns-2")
    assert first.predicate == "p q"
    assert (first.location, second.location) == (Location(file=str(path), line=2), Location(file=str(path), line=5))


@pytest.mark.parametrize(
    "name, text", [("t.csv", "\ufeffsubject,predicate\r\na,p\r\n"), ("t.tsv", "subject\tpredicate\na\tp")]
)
def test_byte_order_marks_line_ends_and_tabs_are_read(tmp_path: Path, name: str, text: str) -> None:
    (only,) = load(table(tmp_path / name, text)).claims
    assert (only.subject, only.predicate) == ("a", "p")


def test_flat_json_lines_are_read_when_they_are_asked_for(tmp_path: Path) -> None:
    path = table(
        tmp_path / "t.jsonl", '{"subject": "a", "predicate": "p", "amount": 1.5, "tags": ["x"]}\n\n{"subject": "b"}\n'
    )
    reading = read(path, format="table", options=ReadOptions(max_errors=1))
    (only,) = reading.claims
    assert (only.value, only.tags) == (Quantity(amount=Decimal("1.5")), ("x",))
    assert list(map(str, reading.unread)) == [f"{path}:3: row 2: missing field 'predicate'"]


def test_typed_columns_of_any_kind_are_read(tmp_path: Path) -> None:
    pyarrow.parquet.write_table(
        pyarrow.table(
            {
                "subject": pyarrow.array(["a", "b"]).dictionary_encode(),
                "predicate": ["p", "p"],
                "low": pyarrow.array([1.0, float("nan")]),
                "high": pyarrow.array([None, 7], pyarrow.int16()),
                "stated": pyarrow.array([datetime(2022, 3, 24), None], pyarrow.timestamp("ns")),
                "recorded": pyarrow.array([date(2022, 3, 24), None], pyarrow.date64()),
                "qualifiers": pyarrow.array([[("w", "n")], None], pyarrow.map_(pyarrow.string(), pyarrow.string())),
                "citation_count": pyarrow.array([2, 0], pyarrow.uint8()),
            }
        ),
        tmp_path / "t.parquet",
    )
    first, second = load(tmp_path / "t.parquet").claims
    assert first.model_dump(mode="json", exclude_defaults=True, exclude={"location"}) == {
        "id": "t-1",
        "subject": "a",
        "predicate": "p",
        "value": {"low": "1"},
        "stated": "2022-03-24",
        "recorded": "2022-03-24",
        "qualifiers": {"w": "n"},
        "citations": [{"ref": "1"}, {"ref": "2"}],
    }
    assert second.value == Quantity(high=Decimal(7))


def test_a_date_that_python_has_none_for_makes_its_row_malformed(tmp_path: Path) -> None:
    far = pyarrow.array([2_932_897, 0], pyarrow.int32()).cast(pyarrow.date32())  # 10000-01-01
    path = tmp_path / "t.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"subject": ["a", "b"], "predicate": ["p", "p"], "stated": far}), path)
    with pytest.raises(InputError, match=r"row 1: stated cannot be read"):
        load(path)
    (only,) = load(path, options=ReadOptions(max_errors=1)).claims
    assert only.subject == "b"


@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".feather"])
def test_a_broken_file_is_an_input_error(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"t{suffix}"
    pyarrow.feather.write_feather(claims_table([rich_claim()]), path)
    if suffix == ".parquet":
        write_parquet([rich_claim()], path)
    whole = path.read_bytes()
    for content in (b"", whole[: len(whole) // 2], b"x" + whole):
        path.write_bytes(content)
        with pytest.raises(InputError, match="cannot be read"):
            load(path)


def test_a_broken_vocabulary_in_a_file_is_an_input_error(tmp_path: Path) -> None:
    schema = claims_table_schema().with_metadata({b"conflicts.vocabulary": b'{"sources": 5}'})
    path = tmp_path / "t.parquet"
    pyarrow.parquet.write_table(pyarrow.Table.from_batches([], schema), path)
    with pytest.raises(InputError, match="the vocabulary that it carries: sources"):
        load(path)


def test_a_table_is_streamed(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", "subject,predicate,asserted_by,party\na,p,s,north\nb,p,t,\n")
    *claims, vocabulary = stream(path, format="csv")
    assert [each.id for each in claims if isinstance(each, Claim)] == ["t-1", "t-2"]
    assert vocabulary == Vocabulary(sources={"s": Source(party="north"), "t": Source()})


# ------------------------------------------------------------------------------------------------ malformed rows

MALFORMED = """\
subject,predicate,value,valid_from,valid_to
a,p,1
b,p,2,2014-01,2008-01
c,p,3,,
,p,4,,
d,"p"q,5,,
e,p,6,,,
f,p,"7
"""


def test_every_malformed_row_is_told_with_its_file_and_row_and_all_are_counted(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", MALFORMED)
    with pytest.raises(InputError) as caught:
        load(path)
    assert [str(problem).removeprefix(str(path)) for problem in caught.value.problems] == [
        ": 6 rows are malformed (--max-errors 6 tolerates that)",
        ":2: row 1: has 3 cells, and the header has 5",
        ":3: row 2: valid: reversed interval: 2014-01 is after 2008-01",
        ":5: row 4: missing field 'subject'",
        ":6: row 5: text follows a closing quote (a quote inside a quoted cell is doubled)",
        ":7: row 6: has 6 cells, and the header has 5",
        ":8: row 7: a quote that opens here is never closed",
    ]


def test_as_many_malformed_rows_as_are_tolerated_are_passed_over_and_told(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", MALFORMED)
    collection = load(path, options=ReadOptions(max_errors=6))
    assert [each.id for each in collection.claims] == ["t-3"]
    assert len(collection.unread) == 6
    with pytest.raises(InputError, match="6 rows are malformed"):
        load(path, options=ReadOptions(max_errors=5))


def test_of_many_malformed_rows_the_first_are_listed_and_all_are_counted(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", "subject,predicate\n" + "a\n" * 1234)
    with pytest.raises(InputError) as caught:
        load(path)
    assert len(caught.value.problems) == 1 + MOST_LISTED
    assert "1,234 rows are malformed; the first 20 are listed (--max-errors 1234" in str(caught.value)
    assert len(load(path, options=ReadOptions(max_errors=1234)).unread) == 1234


def test_bytes_that_are_no_utf_8_make_their_row_malformed(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"subject,predicate\nSt\xfctz,p\nb,p\n")
    with pytest.raises(InputError, match=r":2: row 1: subject: not UTF-8: byte 0xfc"):
        load(path)
    mapping = TableMapping(encoding="cp1252", columns={"subject": "subject"}, constants={"predicate": "p"})
    first, _ = load(path, options=ReadOptions(mapping=mapping)).claims
    assert first.subject == "Stütz"


@pytest.mark.parametrize(
    "content, told",
    [
        ("subject,predicat\n", "1: there is no column 'predicate'; --map FILE says what the columns"),
        ("subject,predicate,subjct\n", "1: unknown column 'subjct' (did you mean 'subject'?)"),
        ("subject,predicate,tags,tags\n", "1: the column 'tags' stands there 2 times"),
        ("subject;predicate\n", "(it looks as if ';' stood between the columns: a mapping's delimiter)"),
        ("", "is empty"),
        ('"subject', "1: the header: a quote that opens here is never closed"),
        ("s\0ubject,predicate\n", "1: is no text: it has a null character"),
        ("subject,predicate\n" + 'a,"' + "x,\n" * 70_000, "2: row 1: a cell has more than 131,072 characters"),
    ],
)
def test_a_table_that_cannot_be_read_at_all_is_refused(tmp_path: Path, content: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        load(table(tmp_path / "t.csv", content))
    assert told in str(caught.value)


def test_utf_16_is_refused_and_not_taken_for_something_else(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("subject,predicate\na,p\n".encode("utf-16"))
    with pytest.raises(InputError, match="UTF-16"):
        load(path)


PIECES = (
    "a",
    "p",
    ",",
    '"',
    "\n",
    "\r\n",
    "\r",
    ";",
    "\ufeff",
    "\0",
    "2022-03-24",
    "é",
    " ",
    "\udcff",
    "5",
    "''",
    "x" * 70_000,
)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_whatever_a_csv_file_holds_each_row_is_a_claim_or_a_problem(
    tmp_path_factory: pytest.TempPathFactory, body: str
) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "t.csv"
    path.write_bytes(b"subject,predicate,value,valid\n" + body.encode("utf-8", "surrogateescape"))
    reading = read(path, options=ReadOptions(max_errors=10_000))
    try:
        claims = list(reading.claims)
    except InputError:  # after a cell that is too long nothing can be read
        assert "x" * 70_000 in body
        return
    rows = {each.id.removeprefix("t-") for each in claims}
    told = {problem.message.split(":")[0].removeprefix("row ") for problem in reading.unread}
    assert not rows & told
    assert rows | told == {str(number + 1) for number in range(len(rows) + len(told))}


# ------------------------------------------------------------------------------------------------ sources


def test_rows_tell_of_sources_a_part_each(tmp_path: Path) -> None:
    path = table(
        tmp_path / "t.csv",
        "subject,predicate,asserted_by,source_name,party,origin\na,p,s,The S,,\nb,p,s,,north,\nc,p,t,,,s\nd,p,u,,,\n",
    )
    assert load(path).vocabulary.sources == {
        "s": Source(name="The S", party="north"),
        "t": Source(owner="s"),
        "u": Source(),
    }


def test_rows_that_say_different_things_of_a_source_are_told_with_both(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", "subject,predicate,asserted_by,party\na,p,s,north\nb,p,t,\nc,p,s,south\n")
    with pytest.raises(InputError, match=r":4: row 3: party of 's' is 'south', but 'north' in row 1"):
        load(path)


def test_a_row_cannot_contradict_the_vocabulary(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", "subject,predicate,asserted_by,party\na,p,The S,south\n")
    known = Vocabulary(sources={"s": Source(name="The S", party="north")})
    with pytest.raises(InputError, match=r"party of 's' is 'south', but 'north' in the vocabulary"):
        load(path, options=ReadOptions(vocabulary=known))


def test_a_row_that_tells_of_a_source_needs_to_name_it(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", "subject,predicate,asserted_by,reliability\na,p,,B\n")
    with pytest.raises(InputError, match="reliability is about the source, but there is no asserted_by"):
        load(path)


# ------------------------------------------------------------------------------------------------ data frames

FRAME = {
    "subject": ["town", "town"],
    "predicate": ["mayor", "mayor"],
    "value": ["dunn", "pell"],
    "asserted_by": ["register", "chronicle"],
    "party": [None, "north"],
    "stated": [datetime(1871, 3, 1), datetime(1872, 3, 1)],
}


@pytest.mark.parametrize("make", [pandas.DataFrame, polars.DataFrame, pyarrow.table])
def test_a_data_frame_is_checked_like_the_claims_that_it_holds(make: Any) -> None:
    vocabulary = Vocabulary(predicates={"mayor": Predicate(value="term", single=True)})
    claims = [
        Claim(
            id="table-1", subject="town", predicate="mayor", value="dunn", asserted_by="register", stated="1871-03-01"
        ),
        Claim(
            id="table-2", subject="town", predicate="mayor", value="pell", asserted_by="chronicle", stated="1872-03-01"
        ),
    ]
    sources = {"chronicle": Source(party="north"), "register": Source()}
    expected = check(claims, vocabulary=vocabulary.model_copy(update={"sources": sources}))
    assert expected.findings
    assert check(make(FRAME), vocabulary=vocabulary).findings == expected.findings


def test_an_index_of_pandas_is_no_column() -> None:
    frame = pandas.DataFrame(FRAME, index=["x", "y"])
    assert check(frame).statistics.claims == 2


def test_malformed_rows_of_a_data_frame_are_told() -> None:
    frame = polars.DataFrame({"subject": ["a", None], "predicate": ["p", "p"]})
    with pytest.raises(InputError, match="table: 1 row is malformed\ntable: row 2: missing field 'subject'"):
        check(frame)


# ------------------------------------------------------------------------------------------------ mapping


def unfit(mapping: Mapping[str, Any], **row: object) -> list[str]:
    """Why such a row makes no claim."""
    return [each.reason for each in rows_of(mapping, row) if isinstance(each, Unfit)]


def flat(mapping: Mapping[str, Any], **row: object) -> list[dict[str, object]]:
    """The flat rows of a row with a subject, and what the mapping says beside that."""
    return [each for each in rows_of(mapping, row) if not isinstance(each, Unfit)]


def rows_of(mapping: Mapping[str, Any], row: Mapping[str, object]) -> list[dict[str, object] | Unfit]:
    columns = {"subject": "s", **mapping.get("columns", {})}
    constants = {"predicate": "p", **mapping.get("constants", {})}
    whole = TableMapping.model_validate({**mapping, "columns": columns, "constants": constants})
    return whole.flat_rows({"s": "a", **row})


@pytest.mark.parametrize(
    "mapping, row, said",
    [
        ({"columns": {"valid": "{y}-{m}"}}, {"y": 2022, "m": "03"}, {"valid": "2022-03"}),
        ({"columns": {"valid": "{y}-{m}"}}, {"y": 2022, "m": None}, {}),
        ({"columns": {"citations": ["u", "v"]}}, {"u": "x", "v": ["y", "z"]}, {"citations": ["x", "y", "z"]}),
        ({"constants": {"unit": "km", "tags": ["x", "y"]}}, {}, {"unit": "km", "tags": ("x", "y")}),
        ({"columns": {"unit": "u"}, "constants": {"unit": "km"}}, {"u": ""}, {"unit": "km"}),
        ({"columns": {"unit": "u"}, "constants": {"unit": "km"}}, {"u": "m"}, {"unit": "m"}),
        ({"qualifiers": {"where": "w", "n": "k"}}, {"w": "north", "k": None}, {"qualifiers": {"where": "north"}}),
        ({"columns": {"rank": "r"}, "rename": {"r": {1: "preferred"}}}, {"r": 1}, {"rank": "preferred"}),
        ({"columns": {"low": "n"}, "numbers": {"thousands": ","}}, {"n": "1,200,000.5"}, {"low": "1200000.5"}),
        ({"columns": {"low": "n"}, "numbers": {"decimal": ",", "thousands": "."}}, {"n": "1.200,5"}, {"low": "1200.5"}),
        ({"columns": {"low": "n"}}, {"n": "1,200"}, {"low": "1,200"}),
    ],
)
def test_a_mapping_says_what_the_columns_hold(
    mapping: Mapping[str, Any], row: Mapping[str, object], said: object
) -> None:
    (only,) = flat(mapping, **row)
    assert {name: cell for name, cell in only.items() if name not in ("subject", "predicate")} == said


@pytest.mark.parametrize(
    "text, formats, becomes",
    [
        ("16/01/2024", "%d/%m/%Y", "2024-01-16"),
        ("1/12/2025", "%d/%m/%Y", "2025-12-01"),
        ("201206", ["%Y%m", "%Y00"], "2012-06"),
        ("201200", ["%Y%m", "%Y00"], "2012"),
        ("-00681001", "%Y%m%d", "-0068-10-01"),
        ("24 Mar 2022 10:30", "%d %b %Y %H:%M", "2022-03-24T10:30"),
        ("2022-03-24T10:30:00+0200", "%Y-%m-%dT%H:%M:%S%z", "2022-03-24T10:30:00+02:00"),
        ("31/12/2016 23:59:60 UTC", "%d/%m/%Y %H:%M:%S %Z", "2016-12-31T23:59:60Z"),
        ("2017-01-01T00:59:60+0100", "%Y-%m-%dT%H:%M:%S%z", "2017-01-01T00:59:60+01:00"),
        ("..", "%Y", ".."),
        (date(2022, 3, 24), "%d/%m/%Y", date(2022, 3, 24)),
    ],
)
def test_dates_are_as_exact_as_they_are_written(text: object, formats: object, becomes: object) -> None:
    (only,) = flat({"columns": {"valid": "d"}, "dates": formats}, d=text)
    assert only["valid"] == becomes
    (only,) = flat({"columns": {"valid": "d"}, "dates": {"d": formats}}, d=text)
    assert only["valid"] == becomes


def test_values_are_dates_where_they_are_said_to_be_times() -> None:
    mapping = {
        "columns": {"value": "v"},
        "dates": {"v": "%Y%m%d"},
        "claims": [
            {"where": {"k": "born"}, "constants": {"value_type": "time"}},
            {"where": {"k": "team"}, "constants": {"value_type": "term"}},
        ],
    }
    assert [each["value"] for each in flat(mapping, k="born", v="17320222")] == ["1732-02-22"]
    assert [each["value"] for each in flat(mapping, k="team", v="17320222")] == ["17320222"]


def test_a_row_makes_as_many_claims_as_are_asked_for(tmp_path: Path) -> None:
    counts = ("killed", "wounded")
    mapping = TableMapping.model_validate(
        {
            "columns": {"subject": "event"},
            "claims": [
                {"columns": {"amount": each}, "constants": {"predicate": each}, "present": each} for each in counts
            ],
        }
    )
    path = table(tmp_path / "t.csv", "event,killed,wounded,note\nflood,5,9,x\nstorm,,3,y\nfog,,,z\n")
    claims = load(path, options=ReadOptions(mapping=mapping)).claims
    assert [(each.id, each.predicate, str(each.value)) for each in claims] == [
        ("t-1", "killed", "5"),
        ("t-1.2", "wounded", "9"),
        ("t-2", "wounded", "3"),
    ]


@pytest.mark.parametrize(
    "cells, takes",
    [
        ({"kind": "mayor", "name": "dunn"}, True),
        ({"kind": "acting", "name": "dunn"}, True),
        ({"kind": "clerk", "name": "dunn"}, False),
        ({"kind": "mayor", "name": ""}, False),
        ({"kind": "mayor", "name": "dunn", "struck": "x"}, False),
        ({"kind": None, "name": "dunn"}, False),
    ],
)
def test_rows_make_a_claim_where_the_conditions_hold(cells: Mapping[str, object], takes: bool) -> None:
    conditions = {"where": {"kind": ["mayor", "acting"]}, "present": "name", "absent": "struck"}
    assert bool(flat(conditions, **cells)) is takes


@pytest.mark.parametrize(
    "mapping, cell, told",
    [
        (
            {"columns": {"valid": "x"}, "dates": ["%Y", "%d/%m/%Y"]},
            "31/2/2022",
            "x: '31/2/2022' is no date that is written like %Y or %d/%m/%Y",
        ),
        (
            {"columns": {"low": "x"}, "numbers": {"thousands": ","}},
            "1,20",
            "x: '1,20' is no number with , between thousands and . before decimals",
        ),
    ],
)
def test_cells_that_are_not_written_as_the_mapping_says_are_told(
    mapping: Mapping[str, Any], cell: str, told: str
) -> None:
    assert unfit(mapping, x=cell) == [told]


def test_lines_that_are_no_csv_are_read_by_a_pattern(tmp_path: Path) -> None:
    mapping = TableMapping.model_validate(
        {
            "pattern": r'fact\("(?P<who>\w+)", "(?P<what>\w+)"(?:, (?P<when>\d+))?\)',
            "skip": "#",
            "columns": {"subject": "who", "value": "what", "valid": "when"},
            "constants": {"predicate": "p"},
        }
    )
    path = table(tmp_path / "t.txt", '# facts\nfact("a", "x", 2022)\n\nfact("b")\nfact("c", "y")\n')
    collection = load(path, format="csv", options=ReadOptions(mapping=mapping, max_errors=1))
    assert [(each.id, each.subject, str(each.valid)) for each in collection.claims] == [
        ("t-1", "a", "2022"),
        ("t-3", "c", "None"),
    ]
    assert list(map(str, collection.unread)) == [f"{path}:4: row 2: does not match the pattern"]


def test_a_mapped_table_may_have_other_columns_but_must_have_those_that_are_named(tmp_path: Path) -> None:
    mapping = TableMapping.model_validate(
        {"columns": {"subject": "town", "value": "{first} {last}"}, "constants": {"predicate": "p"}}
    )
    options = ReadOptions(mapping=mapping)
    (only,) = load(table(tmp_path / "t.csv", "x,town,first,last\n1,a,Ann,Pell\n"), options=options).claims
    assert only.value == Text(text="Ann Pell")
    with pytest.raises(InputError, match=r"u\.csv:1: there is no column 'first' \(did you mean 'frist'\?\)"):
        load(table(tmp_path / "u.csv", "town,frist,last\n"), options=options)


# ------------------------------------------------------------------------------------------------ the schema


def test_the_reference_page_is_what_the_schema_says() -> None:
    page = (REPOSITORY / "docs" / "reference" / "claims-table.md").read_text(encoding="utf-8")
    assert page == table_page(), "conflicts schema --table --format markdown -o docs/reference/claims-table.md"


def test_every_column_is_described_and_has_an_example_that_is_read() -> None:
    assert claims_table_schema().names == list(COLUMN_NAMES)
    assert [each["name"] for each in json.loads(table_json())["columns"]] == list(COLUMN_NAMES)
    for column in COLUMNS:
        assert f"{column.name}  (" in table_text(100)
        beside = {"location_file": "a.txt", "tags": "disputed", "asserted_by": "a source"}
        whole = {**PLACEHOLDER, **beside, column.name: column.example}
        said = (Claim.model_validate(claim_data(whole)), source_data(whole))
        without = {name: cell for name, cell in {**PLACEHOLDER, **beside}.items() if name != column.name}
        base = Claim.model_validate(claim_data({**PLACEHOLDER, **without})), source_data(without)
        assert said != base or column.name in ("unit", "value_type")


def test_the_vocabulary_travels_with_the_table(tmp_path: Path) -> None:
    vocabulary = Vocabulary(predicates={"p": Predicate(single=True)}, entities={"a": Entity(name="A")})
    write_parquet([rich_claim(predicate="p", via=()), vocabulary], tmp_path / "t.parquet")
    assert load(tmp_path / "t.parquet").vocabulary == vocabulary


def test_problems_of_a_table_are_places_and_sentences(tmp_path: Path) -> None:
    reading = read(table(tmp_path / "t.csv", "subject,predicate\na\n"), options=ReadOptions(max_errors=1))
    assert list(reading.claims) == []
    (problem,) = reading.unread
    assert isinstance(problem, Problem)
    assert (problem.place.line, problem.message) == (2, "row 1: has 1 cell, and the header has 2")
