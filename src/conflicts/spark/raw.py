"""A Spark DataFrame, or Parquet that Spark reads, as the table ``raw`` of claims."""

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from conflicts.errors import UnsupportedError
from conflicts.facts.stored.encode import RAW
from conflicts.facts.stored.raw import WHITE_SPACE, Renaming, renaming_of
from conflicts.model.value import NULL_WORDS
from conflicts.spark.database import SparkDatabase
from conflicts.spark.numbering import numbered
from conflicts.tables.claims import FRAME
from conflicts.tables.flat import TIMES
from conflicts.tables.mapping import NAMING, TableMapping
from conflicts.tables.rows import check_columns
from conflicts.tables.schema import COLUMN_NAMES

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame
    from pyspark.sql.types import DataType

FILE, ROW, LINE = "source_file", "source_row", "source_line"


def register(database: SparkDatabase, source: "DataFrame | str", mapping: TableMapping | None) -> None:
    """Make the table ``raw``, whose rows have the file and the row that they come from.

    The rows of a frame are numbered in the order in which Spark has them; those of Parquet have their numbers there.
    Raises InputError for columns that are missing or unknown, UnsupportedError for a mapping that does more than to
    give columns other names.
    """
    from pyspark.sql import functions as F

    renaming = renaming_of(mapping)
    if renaming is None:
        raise UnsupportedError(
            "on Spark a mapping can only rename columns and set constants; "
            "conflicts import --map makes a claims table of what needs more"
        )
    if isinstance(source, str):
        read = database.session.read.parquet(_of_file(source))
        check_columns(read.columns, mapping, source)
        place = {FILE: F.col("_metadata.file_path"), ROW: F.col("_metadata.row_index") + 1}
        rows, stem = read.select("*", *(cell.alias(name) for name, cell in place.items())), PurePosixPath(source).name
    else:
        check_columns(source.columns, mapping, FRAME)
        rows, stem = numbered(database, source, ROW, first=1).withColumn(FILE, F.lit(None).cast("string")), FRAME
    database.define(RAW, _filled_columns(_claims(rows, renaming, stem.partition(".")[0])))


def _of_file(source: str) -> str:
    """The name as Spark takes it for a pattern: a file or a folder that is there under it is no pattern."""
    return re.sub(r"([][{}*?\\])", r"\\\1", source) if Path(source).exists() else source


def _filled_columns(claims: "DataFrame") -> "DataFrame":
    """The columns in which anything stands, and those that every claims table has."""
    from pyspark.sql import functions as F

    (counts,) = claims.select(*(F.count(name) for name in claims.columns)).collect()
    always = ("id", "subject", "predicate", FILE, ROW)
    return claims.select(*(name for name, count in zip(claims.columns, counts, strict=True) if count or name in always))


def _claims(rows: "DataFrame", renaming: Renaming, stem: str) -> "DataFrame":
    from pyspark.sql import functions as F

    types = {field.name: field.dataType for field in rows.schema.fields}
    told = renaming or {name: (name, None) for name in types if name in COLUMN_NAMES}
    cells = {name: _cell(name, *said, types, is_mapped=bool(renaming)) for name, said in told.items()}
    made_up = F.concat(F.lit(f"{stem}-"), F.col(ROW).cast("string"))
    cells["id"] = F.coalesce(cells["id"].cast("string"), made_up) if "id" in cells else made_up
    return rows.select(*(cell.alias(name) for name, cell in cells.items()), FILE, ROW, F.lit(0).alias(LINE))


def _cell(
    name: str, column: str | None, constant: str | None, types: "dict[str, DataType]", *, is_mapped: bool
) -> "Column":
    """The cell, or what stands for it where it says nothing; the same as in DuckDB (``conflicts.facts.stored.raw``)."""
    from pyspark.sql import functions as F
    from pyspark.sql import types as T

    if column is None:
        return F.lit(constant or "")
    cell = F.col("`" + column.replace("`", "``") + "`")
    match types[column]:
        case T.StringType():
            cell = _said(name, cell, is_mapped=is_mapped)
        case T.FloatType() | T.DoubleType():
            cell = F.when(~F.isnan(cell), cell)
        case T.MapType() | T.StructType():
            cell = F.to_json(cell)
        case T.TimestampType():
            cell = cell.cast("timestamp_ntz")
        case _:
            pass
    return cell if constant is None else F.coalesce(cell.cast("string"), F.lit(constant))


def _said(name: str, cell: "Column", *, is_mapped: bool) -> "Column":
    """What a cell of text says: nothing, if it is blank or one of the words that tables have for that."""
    from pyspark.sql import functions as F

    trimmed = F.btrim(cell, F.lit(WHITE_SPACE))
    said = F.when(trimmed == "", F.lit(None).cast("string"))
    if name in TIMES:
        said = said.when(F.lower(trimmed) == "unknown", F.lit(None).cast("string"))
    if is_mapped and name not in NAMING and name != "value":  # whose words mean that as they are, unless literal
        unknown = "unknown" if name == "amount" else None
        said = said.when(trimmed.isin(*NULL_WORDS), F.lit(unknown).cast("string"))
    return said.otherwise(trimmed if name == "id" else cell)
