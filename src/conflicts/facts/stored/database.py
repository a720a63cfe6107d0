"""A database in memory, and numbers from it and for it."""

import tempfile
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray


def connected() -> "DuckDBPyConnection":
    """A new database in memory; what does not fit goes to temporary files.

    It writes nothing to standard output: in a program that Python takes for interactive, as ``python -c`` and notebooks
    are, the progress of a long query would stand before the report.
    """
    import duckdb

    connection = duckdb.connect(config={"temp_directory": tempfile.gettempdir()})
    connection.execute("SET enable_progress_bar = false")
    return connection


def one_number(connection: "DuckDBPyConnection", select: str, parameters: Sequence[object] = ()) -> int | None:
    """The number that a SELECT gives, or None if it gives no row; its result is read to the end."""
    rows = connection.execute(select, list(parameters)).fetchall()
    return int(rows[0][0]) if rows and rows[0][0] is not None else None


def pa_array(rows: "NDArray[np.int64]") -> "pa.Array":
    """The numbers as Arrow."""
    import pyarrow as pa

    return pa.array(rows, pa.int64())
