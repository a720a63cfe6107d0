"""The columns of the claims table: their types, and what each becomes."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    import pyarrow as pa

ColumnType: TypeAlias = Literal["text", "texts", "number", "integer"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the claims table.

    - ``type``: what it is written as. What is read may be of any type that says the same: see ``TYPES``.
    - ``help``: what it holds, in a sentence or two.
    - ``becomes``: the part of the claim, or of the vocabulary, that it becomes.
    - ``example``: a cell.
    """

    name: str
    type: ColumnType
    becomes: str
    help: str
    example: str
    is_required: bool = False


TYPES: dict[ColumnType, str] = {
    "text": "Text. Numbers and dates are read as they would be written; a timestamp at midnight is that day.",
    "texts": "A list of texts, or one text with `;` between the items.",
    "number": "A decimal, a double, an integer, or text that is a number.",
    "integer": "A whole number, or text that is one.",
}
"""What the types of columns take."""

_LIST = "the list of the same name"

COLUMNS = (
    Column("id", "text", "`id`", "What names the claim. Without it: the file's name, `-` and the row's number.", "c1"),
    Column("subject", "text", "`subject`", "What the claim is about.", "izium", is_required=True),
    Column("predicate", "text", "`predicate`", "What it says of the subject.", "killed", is_required=True),
    Column(
        "value",
        "text",
        "`value`",
        "The value, read as the predicate's values are; where those have no type, a number or a text. "
        "`unknown` (in any case) and `none` are reserved words, and null words mean `unknown`.",
        "russia",
    ),
    Column(
        "value_type",
        "text",
        "`value`",
        "`term`, `quantity`, `time`, `text`: how the value is read. `literal-term`, `literal-text`: that very word.",
        "term",
    ),
    Column("amount", "number", "`value`", "A quantity. In place of a `value`.", "1500"),
    Column(
        "low", "number", "`value`", "The least that a quantity can be; without a `high` there is no upper bound.", "200"
    ),
    Column(
        "high", "number", "`value`", "The most that a quantity can be; without a `low` there is no lower bound.", "300"
    ),
    Column("unit", "text", "`value`", "The unit of the quantity. Beside nothing it says nothing.", "person"),
    Column("polarity", "text", "`polarity`", "`affirmed` (if nothing is said) or `denied`.", "denied"),
    Column("certainty", "text", "`certainty`", "`certain`, `probable`, `possible` or `unknown`.", "probable"),
    Column("rank", "text", "`rank`", "`preferred`, `normal` or `deprecated`.", "deprecated"),
    Column("rank_reason", "text", "`rank_reason`", "Why the claim has its rank.", "misprint"),
    Column("qualifiers", "text", "`qualifiers`", "An object in JSON; or a map or struct column.", '{"where": "north"}'),
    Column("asserted_by", "text", "`asserted_by`", "The source whose assertion it is.", "isw"),
    Column("via", "texts", _LIST, "Who relays it, nearest to the reader last.", "reuters; bbc"),
    Column(
        "valid",
        "text",
        "`valid`",
        "When it holds: EDTF, or `by D`, `since D`, `until D`, `at D`.",
        "2022-03-24/..",
    ),
    Column(
        "valid_from",
        "text",
        "`valid`",
        "When it began to hold. With `valid_to` an interval, alone `since D`. `..` is an open end. "
        "In place of a `valid`.",
        "2022-03-24",
    ),
    Column("valid_to", "text", "`valid`", "When it ceased to hold; alone `until D`, `..` is open.", "2022-09-10"),
    Column("stated", "text", "`stated`", "When the source said it, written as `valid` is.", "2022-03-24"),
    Column("recorded", "text", "`recorded`", "When it entered the collection.", "2023-01-05"),
    Column(
        "citations",
        "texts",
        "`citations`",
        "What it cites: `url` of a citation if it begins with `http://` or `https://`, else its `ref`.",
        "https://example.org/a; 30",
    ),
    Column(
        "citation_count",
        "integer",
        "`citations`",
        "How many things it cites, of which nothing more is known. In place of `citations`.",
        "2",
    ),
    Column("supersedes", "texts", _LIST, "Ids of the claims that this one replaces.", "c1; c2"),
    Column("tags", "texts", _LIST, "An editor's marks.", "citation-needed"),
    Column("credibility", "integer", "`credibility`", "1 (confirmed) to 5 (improbable); 6 counts as missing.", "2"),
    Column("excerpt", "text", "`excerpt`", "The words that make the claim.", "The town was retaken."),
    Column("source_name", "text", "source: `name`", "How a report names the source `asserted_by`.", "The Institute"),
    Column("source_kind", "text", "source: `kind`", "What kind of source it is, such as `official`.", "analyst"),
    Column(
        "origin",
        "text",
        "source: `owner`",
        "The root of its ownership or wire family; sources of one origin are not independent.",
        "reuters",
    ),
    Column("wire", "text", "source: `wire`", "The agency whose text it carries. In place of an `origin`.", "reuters"),
    Column("party", "text", "source: `party`", "The side it belongs to in the matter it speaks of.", "russia"),
    Column("reliability", "text", "source: `reliability`", "`A` to `E`; `F` counts as missing.", "B"),
    Column("location_file", "text", "`location`", "The file that the claim stands in. Without it: the table.", "a.txt"),
    Column("location_line", "integer", "`location`", "Its line there.", "12"),
    Column("location_column", "integer", "`location`", "Its column in that line.", "5"),
    Column("location_length", "integer", "`location`", "How many characters long it is there.", "61"),
    Column("location_excerpt", "text", "`location`", "What stands there.", "It was retaken in May."),
    Column(
        "more",
        "text",
        "what it names",
        "An object in JSON with fields of a claim, as in a claims file, that have no other column or do not fit into "
        "it: `marks`, `suppress`, full citations. They go before the other columns.",
        '{"marks": [{"tag": "disputed", "date": "2022"}]}',
    ),
)
"""The columns of the claims table, in their order."""

COLUMN_NAMES = tuple(column.name for column in COLUMNS)

VOCABULARY_KEY = b"conflicts.vocabulary"
"""Where the metadata of an Arrow schema, or of a Parquet file, hold the vocabulary: the sections of a claims file."""

DECIMAL_DIGITS, DECIMAL_PLACES = 38, 9
"""The precision and the scale of numbers in Arrow; those that need more are in ``more``."""


@cache
def claims_table_schema() -> "pa.Schema":
    """The Arrow schema of the claims table; needs pyarrow (extra ``bulk``)."""
    from conflicts.tables.arrow import pyarrow

    pa = pyarrow()
    types = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "number": pa.decimal128(DECIMAL_DIGITS, DECIMAL_PLACES),
        "integer": pa.int64(),
    }
    return pa.schema(pa.field(column.name, types[column.type], nullable=not column.is_required) for column in COLUMNS)
