"""Facts of claims that stay in a table: read in bulk, lowered once for each different content."""

import tempfile

from conflicts.extras import not_installed
from conflicts.facts.stored.build import StoredTable, stored_table
from conflicts.facts.stored.raw import register
from conflicts.facts.stored.table import StoredFacts
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

    connection = duckdb.connect(config={"temp_directory": tempfile.gettempdir()})
    registered = register(connection, table)
    return stored_table(connection, table.vocabulary, registered.bad, registered.known)


__all__ = ["ClaimsTable", "StoredFacts", "StoredTable", "open_table"]
