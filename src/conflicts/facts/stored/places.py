"""Where the claims of a table stand, as numbers in the order of files, lines and columns."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from conflicts.facts.table import NOWHERE
from conflicts.model.location import Location, place_order

if TYPE_CHECKING:
    import numpy as np
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray


def numbered_places(
    connection: "DuckDBPyConnection", table: str, apart: Mapping[int, Location | None]
) -> "NDArray[np.int64]":
    """Which place each claim of the table has; ``apart`` are the places of those that do not say it in columns."""
    import numpy as np
    import pyarrow as pa

    placed = [(row, *place_order(place)) for row, place in apart.items() if place is not None]
    types = {"claim": pa.int64(), "file": pa.string(), "line": pa.int64(), "col": pa.int64()}
    columns = {name: pa.array([cell[at] for cell in placed], kind) for at, (name, kind) in enumerate(types.items())}
    connection.register("placed_apart", pa.table(columns))
    found = connection.execute(
        f"""
        SELECT CASE WHEN file IS NOT NULL THEN dense_rank() OVER (ORDER BY file, line, col) END AS place FROM (
            SELECT base.claim,
                coalesce(apart.file, location_file, source_file) AS file,
                coalesce(apart.line, CASE WHEN location_file IS NOT NULL THEN coalesce(location_line::BIGINT, 0)
                    WHEN source_line > 0 THEN source_line ELSE source_row END) AS line,
                coalesce(apart.col, CASE WHEN location_file IS NOT NULL THEN location_column::BIGINT END, 0) AS col
            FROM {table} AS base LEFT JOIN placed_apart AS apart ON apart.claim = base.claim
        ) ORDER BY claim
        """
    ).fetchnumpy()["place"]
    numbers: NDArray[np.int64] = np.ma.filled(np.ma.asarray(found, np.int64), NOWHERE)
    return numbers
