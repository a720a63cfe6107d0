"""Asking a database for one number."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def one_number(connection: "DuckDBPyConnection", select: str, parameters: Sequence[object] = ()) -> int | None:
    """The number that a SELECT gives, or None if it gives no row; its result is read to the end."""
    rows = connection.execute(select, list(parameters)).fetchall()
    return int(rows[0][0]) if rows and rows[0][0] is not None else None
