"""Facts of claims that stay in a table: read in bulk, lowered once for each different content."""

from conflicts.errors import EngineError, InputError, Place, Problem, file_name
from conflicts.extras import not_installed
from conflicts.facts.stored.build import StoredTable, stored_table
from conflicts.facts.stored.database import connected
from conflicts.facts.stored.raw import register
from conflicts.facts.stored.table import StoredFacts
from conflicts.tables.claims import FRAME
from conflicts.tables.table import ClaimsTable


def open_table(table: ClaimsTable) -> StoredTable:
    """Read a table of claims into a database of its own, in memory; what does not fit goes to temporary files.

    Raises InputError for malformed rows beyond those that the table tolerates, with the first of them and the number of
    all; UnsupportedError where DuckDB is not installed.
    """
    try:
        import duckdb
    except ImportError as error:
        raise not_installed("checking tables in bulk needs DuckDB", "bulk") from error

    try:
        connection = connected()
        registered = register(connection, table)
        return stored_table(connection, table.vocabulary, registered.bad, registered.known)
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.OutOfMemoryException as error:
        raise EngineError(f"duckdb: {_first_line(error)}") from error
    except duckdb.Error as error:
        raise InputError(
            [Problem(f"cannot be read: {_first_line(error)}", Place(_named_in(str(error), table)))]
        ) from error


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def _named_in(message: str, table: ClaimsTable) -> str:
    """The file that a message of the database is about: the one that it names, or else all there are."""
    named = [path for path in table.paths if str(path) in message] or table.paths
    return ", ".join(map(file_name, named)) or FRAME


__all__ = ["ClaimsTable", "StoredFacts", "StoredTable", "open_table"]
