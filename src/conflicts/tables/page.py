"""The claims table, described: for people, for a page of the documentation, and for programs."""

import json
from textwrap import wrap

from conflicts.model.value import NULL_WORDS
from conflicts.tables.schema import COLUMNS, DECIMAL_DIGITS, DECIMAL_PLACES, TYPES, Column

_ARROW = {
    "text": "string",
    "texts": "list<string>",
    "number": f"decimal128({DECIMAL_DIGITS}, {DECIMAL_PLACES})",
    "integer": "int64",
}

_PAGE = """\
# The claims table

<!-- Written by `conflicts schema --table --format markdown`: change src/conflicts/tables, not this page. -->

One row is one claim. Parquet, Arrow (Feather), CSV and flat JSON Lines files, data frames and Arrow tables may all have
these columns; all are optional but {required}. `conflicts import … -o claims.parquet` writes them, and
[tables of any other form](../how-to/map-a-table.md) are mapped to them.

| column | type | what it holds | becomes | such as |
|---|---|---|---|---|
{rows}

## Types

| type | what is read | Arrow type that is written |
|---|---|---|
{types}

- White space at the ends of a cell is left out, and elsewhere folded, but in excerpts: whatever Unicode calls so.
- Under a predicate of texts or terms every cell is that text: `1984`, `1.10`, `Null`. Without a type, what looks like a
  number is one.
- In a `value` and in an `amount` these null words mean that nobody knows, as `unknown` does: {nulls}.
  A value that is really called so has the `value_type` `literal-text` or `literal-term`, or is an entity of the
  vocabulary.
- A text of white space, a null and a number that is none (NaN) all mean that nothing is said.
- A column of any other name is an error, unless a mapping says what it holds.
- A row has a `value`, or an `amount`, `low` or `high`; a `valid`, or a `valid_from` or `valid_to`; `citations` or a
  `citation_count`; an `origin` or a `wire`. Both are an error.
- The columns `source_name` to `reliability` speak of the source in `asserted_by`. Rows that say different things of one
  source are malformed, and the error names both.
- A claim without `location_file` stands in the row that it was read from.

## Vocabulary

A Parquet or Arrow file carries the predicates, entities and sources of its claims in its metadata, as JSON under
`{key}`. A CSV file has no place for them: give them in a claims file beside it.

## Malformed rows

Every row that cannot be read is reported with its file and row, and all are counted. A check, or an import, ends with
exit code 2 if there is any; with `--max-errors N` up to N rows of a table are reported, counted and skipped.

## From Python

```python
import pandas
from conflicts import check
from conflicts.tables import claims_table_schema

frame = pandas.DataFrame({{"subject": ["town"], "predicate": ["mayor"], "value": ["dunn"]}})
report = check(frame)  # or a data frame of polars, an Arrow table, a DuckDB relation
schema = claims_table_schema()  # these columns as an Arrow schema
```
"""


def table_page() -> str:
    """The reference page, in Markdown."""
    rows = (
        f"| `{each.name}` | {each.type} | {_cell(each.help)} | {each.becomes} | `{_cell(each.example)}` |"
        for each in COLUMNS
    )
    types = (f"| {name} | {_cell(told)} | `{_ARROW[name]}` |" for name, told in TYPES.items())
    required = " and ".join(f"`{each.name}`" for each in COLUMNS if each.is_required)
    nulls = ", ".join(f"`{word}`" for word in NULL_WORDS)
    return _PAGE.format(
        required=required, rows="\n".join(rows), types="\n".join(types), nulls=nulls, key="conflicts.vocabulary"
    )


def table_text(width: int) -> str:
    """The columns for people to read: a line with the name and the type, then what it holds."""
    return "".join(line + "\n" for each in COLUMNS for line in (_heading(each), *_wrapped(each.help, width)))


def table_json() -> str:
    """The columns for programs."""
    columns = [
        {
            "name": each.name,
            "type": each.type,
            "arrow": _ARROW[each.type],
            "required": each.is_required,
            "becomes": each.becomes.replace("`", ""),
            "help": each.help.replace("`", ""),
            "example": each.example,
        }
        for each in COLUMNS
    ]
    return json.dumps({"columns": columns}, ensure_ascii=False, indent=2) + "\n"


def _heading(column: Column) -> str:
    return f"{column.name}  ({column.type}{', required' if column.is_required else ''})"


def _wrapped(text: str, width: int) -> list[str]:
    return wrap(text.replace("`", ""), width, initial_indent="    ", subsequent_indent="    ")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
