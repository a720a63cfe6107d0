"""Where the claims of a table stand, as numbers in the order of files, lines and columns."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from conflicts.facts.table import NOWHERE
from conflicts.model.location import Location, place_order

if TYPE_CHECKING:
    import numpy as np
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray


class Numbered(NamedTuple):
    """Which file and which place each claim has, by number; ``NOWHERE`` for none."""

    files: Sequence[int]
    places: "NDArray[np.int64]"


def numbered_places(
    connection: "DuckDBPyConnection", table: str, location_of: Callable[[int], Location | None]
) -> Numbered:
    """Where each claim of the table stands; those that say it in ``more``, not in columns, are asked one by one."""
    import numpy as np
    import pyarrow as pa

    more = connection.execute(f"SELECT claim FROM {table} WHERE contains(more, 'location')").fetchall()
    placed = [(row, *place_order(place)) for (row,) in more if (place := location_of(row)) is not None]
    types = {"claim": pa.int64(), "file": pa.string(), "line": pa.int64(), "col": pa.int64()}
    columns = {name: pa.array([cell[at] for cell in placed], kind) for at, (name, kind) in enumerate(types.items())}
    connection.register("placed_apart", pa.table(columns))
    found = connection.execute(
        f"""
        SELECT CASE WHEN file IS NOT NULL THEN dense_rank() OVER (ORDER BY file, line, col) END AS place,
            CASE WHEN file IS NOT NULL THEN dense_rank() OVER (ORDER BY file) END AS file
        FROM (
            SELECT base.claim,
                coalesce(apart.file, location_file, source_file) AS file,
                coalesce(apart.line, CASE WHEN location_file IS NOT NULL THEN coalesce(location_line::BIGINT, 0)
                    WHEN source_line > 0 THEN source_line ELSE source_row END) AS line,
                coalesce(apart.col, CASE WHEN location_file IS NOT NULL THEN location_column::BIGINT END, 0) AS col
            FROM {table} AS base LEFT JOIN placed_apart AS apart ON apart.claim = base.claim
        ) ORDER BY claim
        """
    ).fetchnumpy()
    files, places = (np.ma.filled(np.ma.asarray(found[name], np.int64), NOWHERE) for name in ("file", "place"))
    return Numbered(files.tolist(), places)
