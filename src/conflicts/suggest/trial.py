"""Whether the rows of a table can be read with a mapping: what is proposed is tried first."""

import sys
from collections.abc import Mapping, Sequence

from conflicts.model.consistency import claim_problems
from conflicts.model.vocabulary import EMPTY
from conflicts.report.words import counted
from conflicts.tables.claims import FRAME, BadRows, claims_of_rows
from conflicts.tables.mapping import TableMapping
from conflicts.tables.rows import Row
from conflicts.tables.sources import RowSources


def why_not_read(rows: Sequence[Mapping[str, object]], table: Mapping[str, object]) -> str:
    """Why not all rows can be read with the mapping, as plain data; empty where they can."""
    bad = BadRows(FRAME, most=sys.maxsize)
    numbered = (Row(number, number, cells) for number, cells in enumerate(rows, start=1))
    mapping = TableMapping.model_validate(table)
    claims = list(claims_of_rows(numbered, bad, RowSources(EMPTY), mapping, has_places=False))
    if bad.problems:
        return f"{counted(bad.count, 'row')} could not be read, such as {bad.problems[0].message}"
    first = next(claim_problems(claims, EMPTY), None)
    return "" if first is None else first.message
