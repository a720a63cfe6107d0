"""Which claims of a block are not compared, where it is too large to look at every way to choose some."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from conflicts.facts import limits
from conflicts.facts.portions import Portion, is_too_much, joins, portion
from conflicts.facts.query import Query
from conflicts.sql.names import CLAIM, LEFT_OUT, PORTIONS
from conflicts.sql.select import select_left_out, work_of_blocks

if TYPE_CHECKING:
    import pyarrow as pa


class Rows(Protocol):
    """The rows that a statement has found."""

    def fetchall(self) -> Sequence[tuple[Any, ...]]:
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


class Cut(NamedTuple):
    """The blocks that are cut short, and how many claims are left out of some."""

    blocks: Sequence[Portion] = ()
    left_out: int = 0


def leave_out(query: Query, claims: int, database: Database, *, spread: bool, about: str | None = None) -> Cut:
    """Make the table of the claims that are not compared, if there are any in blocks of so many ``claims``.

    ``spread`` and ``about`` are as for the matches.
    """
    if not is_too_much(query, claims):
        return Cut()
    import pyarrow as pa

    cut: list[Portion] = []
    left_out: list[str] = []
    for number, joined in enumerate(joins(query)):
        work = work_of_blocks(query, joined, limits.WORK, spread=spread, about=about).sql("duckdb")
        found = database.execute(work).fetchall()
        blocks = [(key, Portion(size, portion(query, size, further))) for *key, size, further in found]
        blocks = [(key, some) for key, some in blocks if some.compared < some.size]
        if not blocks:
            continue
        table = f"{PORTIONS}_{number}"
        keys = {f"k{n}": pa.array([key[n] for key, _ in blocks], pa.int64()) for n in range(len(joined.key))}
        compared = pa.array([some.compared for _, some in blocks], pa.int64())
        database.register(table, pa.table({**keys, "portion": compared}))
        left_out.append(select_left_out(query, joined, table, spread=spread, about=about).sql("duckdb"))
        cut.extend(some for _, some in blocks)
    if not left_out:
        return Cut()
    database.execute(f"CREATE OR REPLACE TEMP TABLE {LEFT_OUT} AS {' UNION ALL '.join(left_out)}")
    ((count,),) = database.execute(f"SELECT count(DISTINCT {CLAIM}) FROM {LEFT_OUT}").fetchall()
    return Cut(cut, count)
