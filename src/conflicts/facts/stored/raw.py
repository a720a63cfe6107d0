"""Tables of claims, wherever they are, as the table ``raw`` of a database."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from conflicts.document.address import stem_of
from conflicts.errors import file_name
from conflicts.facts.stored.encode import RAW
from conflicts.model.location import in_unicode
from conflicts.model.value import NULL_WORDS
from conflicts.model.vocabulary import Vocabulary
from conflicts.tables.arrow import is_arrow
from conflicts.tables.cells import columns_in
from conflicts.tables.claims import FRAME, BadRows
from conflicts.tables.flat import TIMES, items_of, says_nothing, text_of
from conflicts.tables.mapping import NAMING, TableMapping, Unfit
from conflicts.tables.reshape import Reshaping
from conflicts.tables.rows import BadRow, Rows, check_columns, file_rows, frame_rows
from conflicts.tables.schema import COLUMN_NAMES, COLUMNS
from conflicts.tables.table import ClaimsTable

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

BATCH = 50_000
"""How many rows are in memory as Python's objects where a table has to be read row by row."""

_PLACES = ("file_row_number", "source_row", "source_line")

_LISTS = frozenset(column.name for column in COLUMNS if column.type == "texts")


class Registered(NamedTuple):
    """The rows that could not even be read, file by file; and what columns of ``raw`` are the same in every row."""

    bad: list[BadRows]
    known: Mapping[str, str]


def register(connection: "DuckDBPyConnection", table: ClaimsTable) -> Registered:
    """Make the table ``raw``.

    Parquet, Arrow and data frames are read by the database itself, if a mapping only gives their columns other names;
    anything else is read row by row, as the reader of tables does.
    """
    parts, bad, has_lines = [], [], False
    for number, path in enumerate(table.paths):
        mapping = table.mapping_of(path)
        renaming = renaming_of(mapping)
        file = in_unicode(file_name(path))
        bad.append(BadRows(file, table.max_errors))
        stem = stem_of(file)
        is_parquet = is_arrow(path) and path.suffix.lower() == ".parquet"
        location = _location(path) if renaming is not None and is_parquet else None
        if location is not None:
            assert renaming is not None
            source = f"read_parquet({_literal(location)}, file_row_number = true, hive_partitioning = false)"
            types = _types(connection, source)
            check_columns([name for name in types if name not in _PLACES], mapping, file)
            parts.append(_select(source, types, renaming, file, stem, "file_row_number + 1"))
        else:
            rows = file_rows(path, file, mapping)
            _keep(connection, f"kept_{number}", _flat(rows, mapping, table.vocabulary, bad[-1], stem))
            types = _types(connection, f"kept_{number}")
            parts.append(_select(f"kept_{number}", types, {}, file, stem, "source_row", "source_line"))
            has_lines = True
    if table.frame is not None:
        bad.append(BadRows(FRAME, table.max_errors))
        renaming = renaming_of(table.mapping)
        if renaming is None:
            rows = frame_rows(table.frame, FRAME, table.mapping)
            _keep(connection, "kept_frame", _flat(rows, table.mapping, table.vocabulary, bad[-1], FRAME))
            types = _types(connection, "kept_frame")
            parts.append(_select("kept_frame", types, {}, None, FRAME, "source_row", "source_line"))
            has_lines = True
        else:
            connection.register("frame", _readable(table.frame))
            types = _types(connection, "frame")
            check_columns([name for name in types if name not in _PLACES], table.mapping, FRAME)
            parts.append(_select("frame", types, renaming, None, FRAME, "row_number() OVER ()"))
    connection.execute(f"CREATE TEMP VIEW {RAW} AS {' UNION ALL BY NAME '.join(parts)}")
    known = {"source_line": "0::BIGINT"} if not has_lines else {}
    if len(parts) == 1:
        known["source_file"] = _place(None if table.frame is not None else bad[0].file)
    return Registered(bad, known)


def _location(path: Path) -> str | None:
    """How the database is told of this file and no other; None if there is no such way.

    It takes a name for a pattern, which a character in brackets is in for itself; but beside a pattern it takes a
    backslash for the end of a folder.
    """
    name = str(path.absolute())  # which begins with no ~ to be replaced, and no s3:// to be fetched
    if in_unicode(name) != name:
        return None
    pattern = re.sub(r"([*?[])", r"[\1]", name)
    return None if pattern != name and "\\" in name and os.sep != "\\" else pattern


def _types(connection: "DuckDBPyConnection", source: str) -> dict[str, str]:
    """The columns of a source, and of which type each is."""
    return {name: kind for name, kind, *_ in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}


def _readable(frame: object) -> object:
    """The frame as the database scans it."""
    import pyarrow as pa

    return frame if isinstance(frame, pa.Table) else pa.RecordBatchReader.from_stream(frame).read_all()


Renaming = Mapping[str, tuple[str | None, str | None]]
"""For columns of the claims table: the column that holds it, and what stands for an empty cell."""


def renaming_of(mapping: TableMapping | None) -> Renaming | None:
    """The mapping, if it only says which column holds what; None if it says more."""
    if mapping is None:
        return {}
    further = (
        "rename",
        "nulls",
        "dates",
        "numbers",
        "inclusive",
        "default_date",
        "pattern",
        "records",
        *Reshaping.model_fields,
    )
    if len(mapping.alternatives) != 1 or any(getattr(mapping, name) for name in further):
        return None
    (only,) = mapping.alternatives
    if only.qualifiers or only.where or only.unless or only.present or only.absent:
        return None
    found: dict[str, tuple[str | None, str | None]] = {}
    for name in (*only.columns, *only.constants):
        templates, constants = only.columns.get(name, ()), only.constants.get(name, ())
        if name in _LISTS or any(columns_in(template) != (template,) for template in templates):
            return None
        found[name] = (templates[0] if templates else None, constants[0] if constants else None)
    return found


def _select(
    source: str,
    types: Mapping[str, str],
    renaming: Renaming,
    file: str | None,
    stem: str,
    row: str,
    line: str = "0",
) -> str:
    is_mapped = bool(renaming)
    if not renaming:
        renaming = {name: (name, None) for name in types if name in COLUMN_NAMES}
    cells = {name: _cell(name, *said, types, is_mapped) for name, said in renaming.items()}
    made_up = f"{_literal(stem)} || '-' || ({row})"
    name = f"coalesce({cells['id']}::VARCHAR, {made_up})" if "id" in cells else made_up
    listed = [f"{name} AS id", *(f"{cell} AS {name}" for name, cell in cells.items() if name != "id")]
    places = f"{_place(file)} AS source_file, ({row})::BIGINT AS source_row, ({line})::BIGINT AS source_line"
    return f"SELECT {', '.join(listed)}, {places} FROM {source}"


def _place(file: str | None) -> str:
    return "NULL::VARCHAR" if file is None else _literal(file)


def _cell(name: str, column: str | None, constant: str | None, types: Mapping[str, str], is_mapped: bool) -> str:
    """The cell of a column of the claims table, NULL where it says nothing; or what stands for it there.

    In a table of another form (``is_mapped``), the words that tables have for what nobody knows are read so.
    """
    if column is None:
        return _literal(constant or "")
    quoted = '"' + column.replace('"', '""') + '"'
    kind = types[column]
    if kind == "VARCHAR":
        quoted = _said(name, quoted, is_mapped)
    elif kind in ("DOUBLE", "FLOAT"):
        quoted = f"CASE WHEN isnan({quoted}) THEN NULL ELSE {quoted} END"
    return quoted if constant is None else f"coalesce({quoted}::VARCHAR, {_literal(constant)})"


WHITE_SPACE = "".join(filter(str.isspace, map(chr, range(0x3001))))
"""What is trimmed off the ends of cells."""


def _said(name: str, cell: str, is_mapped: bool) -> str:
    """What a cell of text says: nothing, if it is blank."""
    trimmed = f"trim({cell}, {_literal(WHITE_SPACE)})"
    cases = [f"{trimmed} = '' THEN NULL"]
    if name in TIMES:
        cases.append(f"lower({trimmed}) = 'unknown' THEN NULL")
    if is_mapped and name not in NAMING and name != "value":  # whose words mean that as they are, unless literal
        unknown = "'unknown'" if name == "amount" else "NULL"
        cases.append(f"{trimmed} IN ({', '.join(map(_literal, NULL_WORDS))}) THEN {unknown}")
    whens = " ".join(f"WHEN {case}" for case in cases)
    return f"CASE {whens} ELSE {trimmed if name == 'id' else cell} END"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# Row by row -----------------------------------------------------------------------------------------------------------


def _keep(connection: "DuckDBPyConnection", table: str, rows: Iterator[Mapping[str, object]]) -> None:
    """Make a table of these rows; what stops them stops it, as itself and not as an error of the database."""
    import duckdb
    import pyarrow as pa

    text = {name: pa.list_(pa.string()) if name in _LISTS else pa.string() for name in COLUMN_NAMES}
    schema = pa.schema([*text.items(), ("source_row", pa.int64()), ("source_line", pa.int64())])
    failed: list[BaseException] = []

    def batches() -> "Iterator[pa.RecordBatch]":
        try:
            while batch := list(islice(rows, BATCH)):
                yield pa.RecordBatch.from_pylist(batch, schema)
        except BaseException as error:
            failed.append(error)
            raise

    connection.register(f"rows_of_{table}", pa.RecordBatchReader.from_batches(schema, batches()))
    try:
        connection.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM rows_of_{table}")
    except duckdb.Error:
        if failed:
            raise failed[0] from None
        raise


def _flat(
    rows: Rows, mapping: TableMapping | None, vocabulary: Vocabulary, bad: BadRows, stem: str
) -> Iterator[dict[str, object]]:
    for row in rows:
        if isinstance(row, BadRow):
            bad.add(row, row.reason)
            continue
        reasons: list[str] = []
        several = [row.cells] if mapping is None else mapping.flat_rows(row.cells, vocabulary)
        for number, flat in enumerate(several, 1):
            if isinstance(flat, Unfit):
                reasons.append(flat.reason)
                continue
            try:
                cells = _texts(flat, vocabulary)
            except ValueError as error:
                reasons.append(str(error))
                continue
            name = str(cells.get("id") or f"{stem}-{row.number}")
            called = name if number == 1 else f"{name}.{number}"
            yield {**cells, "id": called, "source_row": row.number, "source_line": row.line}
        if reasons:
            bad.add(row, "; ".join(dict.fromkeys(reasons)))


def _texts(row: Mapping[str, object], vocabulary: Vocabulary) -> dict[str, object]:
    cells = {name: cell for name, cell in row.items() if name in COLUMN_NAMES and not says_nothing(name, cell)}
    texts = {name: _text(name, cell) for name, cell in cells.items()}
    is_date = isinstance(cells.get("value"), date) and "value_type" not in cells and "unit" not in cells
    if is_date and vocabulary.predicate(str(texts.get("predicate"))).value not in ("term", "text"):
        texts["value_type"] = "time"  # which the text alone would not tell
    return texts


def _text(name: str, cell: object) -> object:
    if name in _LISTS:
        return items_of(name, cell)
    if isinstance(cell, Mapping):
        return json.dumps({key: value for key, value in cell.items() if value is not None}, default=str)
    return text_of(name, cell)
