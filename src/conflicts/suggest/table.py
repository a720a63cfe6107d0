"""The mapping that is proposed for a file with a table."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from conflicts.bulk import FORMATS, SUFFIXES
from conflicts.errors import InputError, Place, Problem, file_name
from conflicts.suggest.columns import Mapped, is_claims_table, mapped
from conflicts.tables import workbook

MOST_ROWS = 10_000
"""How many rows of a table are looked at to see what its columns hold."""


def mapping_of(paths: Sequence[Path], format: str | None) -> Mapped | None:
    """What the columns of a table may hold; None for what is no single table, or has the columns of claims.

    Raises InputError for a table of which no columns say what its rows are about, and what is said of it.
    """
    path = paths[0]
    is_table = (path.suffix.lower() in (*SUFFIXES, *workbook.SUFFIXES) or format in FORMATS) and path.is_file()
    if len(paths) != 1 or not is_table:
        return None
    from conflicts.tables.mapping import TableMapping
    from conflicts.tables.rows import Row, file_rows

    any_columns = TableMapping.model_validate({"constants": {"subject": "any", "predicate": "any"}})
    some = islice(file_rows(path, file_name(path), any_columns), MOST_ROWS)
    rows = [row.cells for row in some if isinstance(row, Row)]
    if not rows or is_claims_table([*rows[0]]):
        return None
    found = mapped(rows)
    if found is None:
        message = (
            "no columns say what the rows are about, and what is said of it: "
            "write a mapping (docs/how-to/map-a-table.md)"
        )
        raise InputError(Problem(message, Place.of(path)))
    return found
