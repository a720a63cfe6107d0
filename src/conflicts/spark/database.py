"""A Spark session that takes the statements which make stored facts, as a DuckDB connection does."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

import sqlglot
from sqlglot import exp

from conflicts.errors import UnsupportedError

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

BROADCAST = 32 * 2**20
"""How many bytes a table of the driver has at most that every executor gets a copy of."""


class SparkDatabase:
    """Tables by name over a session: what ``conflicts.facts.stored`` asks of a DuckDB connection, in DuckDB's dialect.

    A table is a temporary view, under a name that no other has; what a ``CREATE TABLE`` makes is kept, by the executors
    or where the session's checkpoints go.
    """

    def __init__(self, session: "SparkSession") -> None:
        self.session = session
        self._prefix = f"conflicts_{uuid4().hex[:12]}_"
        self._tables: dict[str, DataFrame] = {}
        self._views: set[str] = set()

    # ------------------------------------------------------------------------------- as a connection to DuckDB does it

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> "Result":
        """Run one statement."""
        tree = sqlglot.parse_one(sql, read="duckdb")
        match tree:
            case exp.Create(this=exp.Schema() as schema):
                nulls = ", ".join(f"CAST(NULL AS {each.kind}) AS {each.name}" for each in schema.expressions)
                self.define(schema.this.name, self.query(f"SELECT {nulls} WHERE false"))
            case exp.Create(this=table, expression=exp.Query() as query):
                made = self.query(query)
                self.define(table.name, self.keep(made) if tree.kind == "TABLE" else made)
            case exp.Insert(this=table, expression=exp.Query() as query):
                self.define(table.name, self.table(table.name).union(self.query(query)))
            case exp.Drop():
                for table in tree.find_all(exp.Table):
                    self.drop(table.name)
            case exp.Describe(this=table):
                return Result(self.session.createDataFrame(self.table(table.name).dtypes, "name string, type string"))
            case exp.Query():
                return Result(self.query(tree, parameters))
            case _:
                raise UnsupportedError(f"spark: no such statement: {sql}")
        return Result(None)

    def register(self, name: str, table: "pa.Table") -> None:
        """Make a table of the driver known under a name."""
        self.define(name, self.frame(table))

    # ------------------------------------------------------------------------------------------------- as Spark does it

    def query(self, select: str | exp.Expr, parameters: Sequence[object] = ()) -> "DataFrame":
        """The frame that a SELECT over these tables is."""
        tree = sqlglot.parse_one(select, read="duckdb") if isinstance(select, str) else select.copy()
        for table in tree.find_all(exp.Table):
            name = table.name
            if name in self._tables:
                table.set("this", exp.to_identifier(self._prefix + name))
                if not table.alias:
                    table.set("alias", exp.TableAlias(this=exp.to_identifier(name)))
        for identifier in tree.find_all(exp.Identifier):
            if identifier.args.get("quoted"):
                identifier.set("this", folded(identifier.this))
        return self.session.sql(tree.sql("spark"), args=list(parameters) or None)

    def frame(self, table: "pa.Table") -> "DataFrame":
        """A table of the driver as a frame, of which every executor gets a copy unless it is too large for that."""
        from pyspark.sql.functions import broadcast

        named = table.rename_columns([folded(name) for name in table.column_names])
        frame = self.session.createDataFrame(named)
        return broadcast(frame) if table.nbytes <= BROADCAST else frame

    def table(self, name: str) -> "DataFrame":
        """The frame of that name."""
        return self._tables[name]

    def define(self, name: str, frame: "DataFrame") -> None:
        """Give a frame a name."""
        frame.createOrReplaceTempView(self._prefix + name)
        self._views.add(self._prefix + name)
        self._tables[name] = frame

    def drop(self, name: str) -> None:
        """Forget a name; others may still read what it stood for."""
        self._tables.pop(name, None)

    def keep(self, frame: "DataFrame") -> "DataFrame":
        """Make the frame, so that it is never made again: neither its rows nor how they came about is asked for twice.

        Executors keep it, in memory or on their disks, and who loses one loses the check. Where the session has a
        directory for checkpoints it goes there.
        """
        reliable = self.session.sparkContext.getCheckpointDir() is not None
        return frame.checkpoint() if reliable else frame.localCheckpoint()

    def close(self) -> None:
        """Forget everything; what was kept goes once nobody refers to it."""
        for view in self._views:
            self.session.catalog.dropTempView(view)
        self._views.clear()
        self._tables.clear()


class Result:
    """The rows of a query, which run when they are asked for."""

    def __init__(self, frame: "DataFrame | None") -> None:
        self._frame = frame

    def fetchall(self) -> list[tuple[object, ...]]:
        """All rows, on the driver."""
        if self._frame is None:
            return []
        table = self._frame.toArrow()
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def folded(name: str) -> str:
    """A name that stays different from others where capitals do not count, as they do not in Spark's names."""
    return "".join(letter if letter.isascii() and not letter.isupper() else f"^{ord(letter):x}^" for letter in name)
