"""Engines: a query over a table of facts gives matches, the same ones in the same order whichever engine runs.

Other distributions offer one by an entry point of the group ``conflicts.engines``, ``name = "module:Class"``; the class
is an ``Engine``, made without arguments.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple, Protocol

from conflicts.errors import EngineError, UnsupportedError, nearest
from conflicts.extras import not_installed
from conflicts.facts import limits
from conflicts.facts.query import Matches, Query
from conflicts.facts.table import FactTable

if TYPE_CHECKING:
    from conflicts.facts.arrays import ArrayMatches


class Engine(Protocol):
    """``match`` gives every match of the query, sorted by rows; it raises EngineError rather than lose one, and
    UnsupportedError, before it does anything, for a query that it cannot take over these facts.

    ``fits`` says whether the engine can take the query over these facts.
    """

    name: str

    def fits(self, query: Query, facts: FactTable) -> bool: ...

    def match(self, query: Query, facts: FactTable) -> "Matches | ArrayMatches": ...


ENGINES = {
    "python": "conflicts.engines.python:PythonEngine",
    "durable": "conflicts.engines.durable:DurableEngine",
    "duckdb": "conflicts.engines.duckdb:DuckdbEngine",
}
"""The engines that ship, by name; each is imported when it is first asked for."""

ENTRY_POINTS = "conflicts.engines"


class Choice(NamedTuple):
    """The engines to try for each query, in order, and why."""

    engines: tuple[Engine, ...]
    reason: str

    @property
    def name(self) -> str:
        """The engine of first choice."""
        return self.engines[0].name

    def match(self, query: Query, facts: FactTable) -> "Matches | ArrayMatches":
        """Let the first engine that can take the query find its matches; the last one must, or say why it cannot."""
        *preferred, last = self.engines
        for engine in preferred:
            with suppress(UnsupportedError):
                return engine.match(query, facts)
        return last.match(query, facts)


def durable_is_installed() -> bool:
    """Whether durable-rules can be imported here; whether it works is for its engine to prove when it is made."""
    try:
        import_module("conflicts.engines.durable")
    except ImportError:
        return False
    return True


def bulk_is_installed() -> bool:
    """Whether DuckDB, and what writes SQL for it, can be imported."""
    return all(find_spec(name) is not None for name in ("duckdb", "pyarrow", "sqlglot"))


class Table(NamedTuple):
    """A table that is not read yet: how many rows it has or, of a text, how many bytes; neither where nobody knows."""

    rows: int | None = None
    bytes: int | None = None

    @property
    def is_large(self) -> bool:
        """Whether its claims are, or may be, too many to make objects of."""
        if self.bytes is not None:
            return self.bytes > limits.BULK_BYTES
        return self.rows is None or self.rows > limits.BULK_ROWS


def stay_tables(name: str, tables: Iterable[Table]) -> bool:
    """Whether tables that are not read yet stay tables, which ``choose`` gives to DuckDB: where that engine is asked
    for, and for ``auto`` where one of them is large.
    """
    if name != "auto":
        return name == "duckdb" and any(True for _ in tables)
    return bulk_is_installed() and any(table.is_large for table in tables)


def choose(name: str, claims: int, *, stored: bool = False) -> Choice:
    """The engine of that name; ``auto`` decides by size and by what is installed, and keeps Python at hand.

    ``stored``: the claims are in a database, where only DuckDB checks them.
    """
    if stored:
        if name not in ("auto", "duckdb"):
            raise UnsupportedError(f"a table that DuckDB holds is checked by duckdb, not by {name}")
        return Choice((_engine("duckdb"),), "a table of claims" if name == "auto" else "asked for")
    if name == "auto":
        if claims > limits.DOCUMENT:
            return Choice((_engine("python"),), f"more than {limits.DOCUMENT:,} claims")
        try:
            return Choice((_engine("durable"), _engine("python")), f"at most {limits.DOCUMENT:,} claims")
        except ImportError:
            return Choice((_engine("python"),), "durable-rules is not installed, or cannot be imported on this Python")
        except EngineError as error:
            return Choice((_engine("python"),), str(error))
    if name == "spark":
        raise UnsupportedError("Spark checks tables from Python: conflicts.spark.check_spark (docs/how-to/cluster.md)")
    if name not in ENGINES and name not in (known := engines()):
        raise UnsupportedError(
            f"unknown engine {name!r}{nearest(name, [*known, 'auto'])}; known: auto, {', '.join(known)}"
        )
    if name == "duckdb" and not bulk_is_installed():
        raise not_installed("the engine 'duckdb' needs DuckDB, pyarrow and sqlglot", "bulk")
    try:
        return Choice((_engine(name),), "asked for")
    except ImportError as error:
        if name != "durable":
            raise
        need = f"the engine 'durable' needs durable-rules, built by a C compiler ({error})"
        raise not_installed(need, "durable") from error


def engines() -> dict[str, str]:
    """Where every engine is, by its name: those that ship, and those that are offered by entry points."""
    from importlib.metadata import entry_points

    return {point.name: point.value for point in entry_points(group=ENTRY_POINTS)} | ENGINES


def _engine(name: str) -> Engine:
    module, _, attribute = (ENGINES if name in ENGINES else engines())[name].partition(":")
    factory: Callable[[], Engine] = getattr(import_module(module), attribute)
    return factory()


__all__ = [
    "ENGINES",
    "Choice",
    "Engine",
    "Table",
    "bulk_is_installed",
    "choose",
    "durable_is_installed",
    "engines",
    "stay_tables",
]
