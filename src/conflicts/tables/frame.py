"""Columns to a data frame of pandas or polars, or to an Arrow table; each library is imported when it is asked for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from conflicts.errors import UnsupportedError, nearest
from conflicts.extras import not_installed
from conflicts.model.claim import Claim
from conflicts.model.vocabulary import Vocabulary
from conflicts.tables.arrow import pyarrow
from conflicts.tables.schema import COLUMNS, DECIMAL_DIGITS, DECIMAL_PLACES, ColumnType
from conflicts.tables.write import claims_table, flat_row

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    AnyFrame: TypeAlias = pd.DataFrame | pl.DataFrame | pa.Table

FrameKind: TypeAlias = Literal["pandas", "polars", "arrow"]


class Cells(NamedTuple):
    """A column: its type, and its cells from the first row to the last; None is missing, and an empty list is not."""

    type: ColumnType
    cells: Sequence[object]


def frame(columns: Mapping[str, Cells], kind: FrameKind) -> "AnyFrame":
    """Make the columns a frame; raises UnsupportedError for another kind, or where its library is not installed."""
    if kind not in _FRAMES:
        raise UnsupportedError(f"unknown kind of frame {kind!r}{nearest(kind, _FRAMES)}; known: {', '.join(_FRAMES)}")
    return _FRAMES[kind](columns)


def claims_frame(claims: Iterable[Claim], vocabulary: Vocabulary, kind: FrameKind) -> "AnyFrame":
    """The claims table as a frame, a row for each claim; an Arrow table has the vocabulary in its metadata, too."""
    if kind == "arrow":
        return claims_table(claims, vocabulary)
    rows = [flat_row(claim) for claim in claims]
    empty: dict[str, list[str] | None] = {each.name: [] if each.type == "texts" else None for each in COLUMNS}
    return frame(
        {
            column.name: Cells(column.type, [row.get(column.name, empty[column.name]) for row in rows])
            for column in COLUMNS
        },
        kind,
    )


def _library(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError as error:
        raise not_installed(f"frames of {name} need {name}", name) from error


def _pandas(columns: Mapping[str, Cells]) -> "AnyFrame":
    pd = _library("pandas")
    types = {"text": "string", "texts": "object", "integer": "Int64", "number": "Float64"}
    series = {
        name: pd.Series(_floats(column) if column.type == "number" else column.cells, dtype=types[column.type])
        for name, column in columns.items()
    }
    made: AnyFrame = pd.DataFrame(series)
    return made


def _floats(column: Cells) -> list[float | None]:
    return [None if cell is None else float(str(cell)) for cell in column.cells]


def _polars(columns: Mapping[str, Cells]) -> "AnyFrame":
    pl = _library("polars")
    types = {
        "text": pl.String(),
        "texts": pl.List(pl.String()),
        "integer": pl.Int64(),
        "number": pl.Decimal(DECIMAL_DIGITS, DECIMAL_PLACES),
    }
    series = [pl.Series(name, column.cells, types[column.type]) for name, column in columns.items()]
    made: AnyFrame = pl.DataFrame(series)
    return made


def _arrow(columns: Mapping[str, Cells]) -> "AnyFrame":
    pa = pyarrow()
    types = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "integer": pa.int64(),
        "number": pa.decimal128(DECIMAL_DIGITS, DECIMAL_PLACES),
    }
    return pa.table({name: pa.array(column.cells, types[column.type]) for name, column in columns.items()})


_FRAMES: "dict[str, Callable[[Mapping[str, Cells]], AnyFrame]]" = {
    "pandas": _pandas,
    "polars": _polars,
    "arrow": _arrow,
}
