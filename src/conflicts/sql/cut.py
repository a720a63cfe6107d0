"""Which claims of a block are not compared, where it is too large to look at every way to choose some."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, cast

from conflicts.facts.portions import portion, whole
from conflicts.facts.query import Query
from conflicts.sql.names import LEFT_OUT, PORTIONS
from conflicts.sql.select import block_sizes, select_left_out

if TYPE_CHECKING:
    import pyarrow as pa


class Rows(Protocol):
    """The rows that a statement has found."""

    def fetchall(self) -> Sequence[tuple[object, ...]]:
        """All of them."""
        ...


class Database(Protocol):
    """What runs statements in DuckDB's dialect."""

    def execute(self, sql: str, /) -> Rows:
        """Run one."""
        ...

    def register(self, name: str, table: "pa.Table", /) -> object:
        """Make a table known under a name."""
        ...


def leave_out(
    query: Query, claims: int, database: Database, *, spread: bool, about: str | None = None
) -> list[tuple[int, int]]:
    """Make the table of the claims that are not compared, if there are any in blocks of so many ``claims``.

    For each block cut short: how many claims could match, and how many of them are compared. ``spread`` and ``about``
    are as for the matches.
    """
    if query.is_countable or claims <= whole(query):
        return []
    import pyarrow as pa

    sizes = block_sizes(query, spread=spread, over=whole(query), about=about).sql("duckdb")
    found = cast("Sequence[tuple[int, ...]]", database.execute(sizes).fetchall())
    blocks = [(key, size, portion(query, size)) for *key, size in found]
    blocks = [(key, size, few) for key, size, few in blocks if few < size]
    if blocks:
        keys = {f"k{n}": pa.array([key[n] for key, _, _ in blocks], pa.int64()) for n in range(len(query.key))}
        database.register(PORTIONS, pa.table({**keys, "portion": pa.array([few for *_, few in blocks], pa.int64())}))
        rest = select_left_out(query, spread=spread, about=about).sql("duckdb")
        database.execute(f"CREATE OR REPLACE TEMP TABLE {LEFT_OUT} AS {rest}")
    return [(size, few) for _, size, few in blocks]
