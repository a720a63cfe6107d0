"""Rows of tables in databases, by the drivers of ADBC; nothing is ever written there."""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from conflicts.document.address import DatabaseAddress, Source
from conflicts.errors import InputError, Place, Problem
from conflicts.extras import not_installed
from conflicts.tables.arrow import CheckColumns, Unreadable, batch_cells, pyarrow

if TYPE_CHECKING:
    import pyarrow as pa
    from adbc_driver_manager.dbapi import Connection, Cursor


def database_cells(
    address: DatabaseAddress, file: str, check: CheckColumns, wanted: Collection[str] | None
) -> Iterator[Mapping[str, object]]:
    """The rows of a table or a query, in the order of what their cells say; only the ``wanted`` columns, if it says
    which.

    A database gives rows in any order, and another one each time. Raises InputError for what cannot be read, with what
    the database says and without a password; UnsupportedError where the driver is not installed (the extra ``sql``).
    """
    place = Place(file)
    source = address.source
    if source is None:
        raise InputError(Problem(address.problem, place))
    driver = _driver(source.driver)
    if source.file is not None and not Path(source.file).is_file():
        raise InputError(Problem("no such file", place))
    try:
        with closing(_connected(driver, source)) as connection, closing(connection.cursor()) as cursor:
            rows = list(_rows(cursor, source, check, wanted))
    except (driver.Error, pyarrow().ArrowException) as error:
        raise InputError(Problem(f"cannot be read: {_said(error, source)}", place)) from None
    yield from sorted(rows, key=_order)


def _driver(name: str) -> ModuleType:
    try:
        import adbc_driver_postgresql.dbapi
        import adbc_driver_sqlite.dbapi
        import pyarrow  # noqa: F401  # the drivers give their rows as its tables
    except ImportError as error:
        raise not_installed("tables in databases need the drivers of ADBC", "sql") from error
    drivers: dict[str, ModuleType] = {"sqlite": adbc_driver_sqlite.dbapi, "postgresql": adbc_driver_postgresql.dbapi}
    return drivers[name]


def _connected(driver: ModuleType, source: Source) -> "Connection":
    connection: Connection = driver.connect(source.connection)
    if source.driver == "postgresql":
        with closing(connection.cursor()) as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
    return connection


def _rows(
    cursor: "Cursor", source: Source, check: CheckColumns, wanted: Collection[str] | None
) -> Iterator[Mapping[str, object]]:
    said = _source(source)
    cursor.execute(f"SELECT * FROM {said} LIMIT 0")
    schema = cursor.fetch_record_batch().schema
    check(schema.names)
    names = [name for name in schema.names if wanted is None or name in wanted]
    if not names:
        return
    columns = [_column(schema.field(name), source) for name in names]
    cursor.execute(f"SELECT {', '.join(columns)} FROM {said}")
    for batch in cursor.fetch_record_batch():
        yield from batch_cells(batch)


def _source(source: Source) -> str:
    if source.table is None:
        # On a line of its own, since a comment may end the query.
        return f"(\n{(source.query or '').strip().rstrip(';')}\n) AS claims"
    return ".".join(_quoted(name) for name in (source.schema, source.table) if name is not None)


def _column(field: "pa.Field", source: Source) -> str:
    """A column of the query: as text where Arrow has no type for it, or where a cell may have any type (SQLite)."""
    name = _quoted(field.name)
    return f"CAST({name} AS text) AS {name}" if source.driver == "sqlite" or _is_opaque(field.type) else name


def _is_opaque(type: "pa.DataType") -> bool:
    pa = pyarrow()
    stored = type.storage_type if isinstance(type, pa.BaseExtensionType) else type
    return bool(pa.types.is_binary(stored) or pa.types.is_fixed_size_binary(stored) or pa.types.is_interval(stored))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _order(row: Mapping[str, object]) -> list[str]:
    return [cell.reason if isinstance(cell, Unreadable) else repr(cell) for cell in row.values()]


_FAULT = re.compile(r"(?:ERROR|FATAL|PANIC): +(.*)")
_DRIVER = re.compile(r"^[A-Z_]+: (?:\[\w+\] )?(?:Failed to \w+(?: query)?: )?")


def _said(error: Exception, source: Source) -> str:
    """What the database says of an error, in one line and without what is secret."""
    text = str(error)
    fault = _FAULT.search(text)
    line = fault[1] if fault else _DRIVER.sub("", text).partition("\n")[0] or type(error).__name__
    for secret in source.secrets:
        line = line.replace(secret, "…")
    return line.strip()
