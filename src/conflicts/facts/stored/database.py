"""Numbers from a database, and for it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray


def one_number(connection: "DuckDBPyConnection", select: str, parameters: Sequence[object] = ()) -> int | None:
    """The number that a SELECT gives, or None if it gives no row; its result is read to the end."""
    rows = connection.execute(select, list(parameters)).fetchall()
    return int(rows[0][0]) if rows and rows[0][0] is not None else None


def pa_array(rows: "NDArray[np.int64]") -> "pa.Array":
    """The numbers as Arrow."""
    import pyarrow as pa

    return pa.array(rows, pa.int64())
