"""A table of claims, encoded: what each facet holds is kept once, and each claim is a row of numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conflicts.facts.stored.facets import FACETS, ROWWISE
from conflicts.facts.stored.fields import SubjectCells
from conflicts.facts.stored.moments import DAY_COLUMN, DayCells

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

RAW = "raw"
"""The table as it was given: columns of the claims table, with ``source_file``, ``source_row`` and ``source_line``.

The line is 0 where there are no lines.
"""

ENCODED = "encoded"
"""One row a claim: a code for each facet, and what is kept row by row."""

ROWS = "encoded_rows"
"""What of ``encoded`` differs from row to row, which alone takes room."""

PLACES = ("source_file", "source_row", "source_line")


@dataclass(frozen=True, slots=True)
class Encoding:
    """For each facet the different contents that its codes stand for.

    ``constants`` are the columns of ``encoded`` that are not in ``encoded_rows``, with their SQL.
    """

    contents: Mapping[str, Sequence[Mapping[str, object]]]
    constants: Mapping[str, str]


def encode(
    connection: "DuckDBPyConnection", known: Mapping[str, str] | None = None, *, in_order: bool = False
) -> Encoding:
    """Make the table ``encoded`` of the table ``raw``.

    ``known`` are columns of ``raw`` that hold the same in every row, with the SQL of what that is; ``in_order`` stores
    the rows in the order of the ids.
    """
    types = {name: kind for name, kind, *_ in connection.execute(f"DESCRIBE {RAW}").fetchall()}
    columns = frozenset(types)
    joins: list[str] = []
    cells: dict[str, str] = {}
    constants: dict[str, str] = {}
    contents: dict[str, Sequence[Mapping[str, object]]] = {}
    for facet in FACETS:
        inputs = _inputs(facet, columns)
        if not inputs:
            constants[facet] = "0::INTEGER"
            contents[facet] = ({},)
            continue
        listed = ", ".join(f"{expression} AS {name}" for name, expression in inputs.items())
        names = ", ".join(inputs)
        connection.execute(
            f"CREATE TEMP TABLE facet_{facet} AS SELECT (row_number() OVER (ORDER BY {names}) - 1)::INTEGER AS code, * "
            f"FROM (SELECT DISTINCT {listed} FROM {RAW})"
        )
        contents[facet] = _contents(connection, facet, tuple(inputs), types)
        if len(contents[facet]) <= 1:
            constants[facet] = "0::INTEGER"
            continue
        same = " AND ".join(
            f"{expression} IS NOT DISTINCT FROM facet_{facet}.{name}" for name, expression in inputs.items()
        )
        joins.append(f"LEFT JOIN facet_{facet} ON {same}")
        cells[facet] = f"facet_{facet}.code"
    for name in ROWWISE:
        if name in columns:
            cells[name] = f"raw.{name}"
        else:
            constants[name] = "NULL::VARCHAR"
    constants |= known or {}
    cells |= {name: f"raw.{name}" for name in PLACES if name not in constants}
    order = "ORDER BY raw.id" if in_order else ""
    connection.execute(f"CREATE TEMP TABLE {ROWS} AS SELECT {named(cells)} FROM {RAW} {' '.join(joins)} {order}")
    connection.execute(f"CREATE TEMP VIEW {ENCODED} AS SELECT *, {named(constants)} FROM {ROWS}")
    for facet in FACETS:
        connection.execute(f"DROP TABLE IF EXISTS facet_{facet}")
    return Encoding(contents, constants)


def _contents(
    connection: "DuckDBPyConnection", facet: str, columns: tuple[str, ...], types: Mapping[str, str]
) -> Sequence[Mapping[str, object]]:
    select = f"SELECT {', '.join(columns)} FROM facet_{facet} ORDER BY code"
    if types.get(columns[0]) == "DATE" and columns in ((DAY_COLUMN.get(facet),), (DAY_COLUMN.get(facet), "paired")):
        cells = connection.execute(select).fetchnumpy()
        days = DayCells(columns[0], cells[columns[0]], cells["paired"] if len(columns) > 1 else None)
        if days.are_common:
            return days
    rows = connection.execute(select).fetchall()
    if facet == "subject" and len(columns) == 1 and {type(subject) for (subject,) in rows} <= {str}:
        return SubjectCells([subject for (subject,) in rows])
    return [dict(zip(columns, row, strict=True)) for row in rows]


def named(cells: Mapping[str, str]) -> str:
    """The columns of a SELECT, by their names."""
    return ", ".join(f'{cell} AS "{name}"' for name, cell in cells.items())


def _inputs(facet: str, columns: frozenset[str]) -> dict[str, str]:
    """What a facet is read from: the name and the expression of each column that the table has.

    ``more`` can say anything, so that it is part of every facet. In ``start`` and ``end``, ``paired`` is true where
    both ends are said.
    """
    found = {name: f"raw.{name}" for name in FACETS[facet] if name in columns}
    if facet in ("cited",) and "more" not in columns:
        return {}
    if facet in ("whole", "start", "end"):
        return _time_inputs(facet, found, columns)
    if "more" in columns:
        found["more"] = "raw.more"
    return found


def _time_inputs(facet: str, found: dict[str, str], columns: frozenset[str]) -> dict[str, str]:
    said_whole = " OR ".join(f"raw.{name} IS NOT NULL" for name in ("valid", "more") if name in columns)
    if facet == "whole":
        if not said_whole:
            return {}
        inputs = {name: f"CASE WHEN {said_whole} THEN {column} END" for name, column in found.items()}
        return inputs | ({"more": "raw.more"} if "more" in columns else {})
    other = "valid_to" if facet == "start" else "valid_from"
    if not found:
        return {}
    in_parts = f"NOT ({said_whole})" if said_whole else "true"
    paired = f"raw.{other} IS NOT NULL" if other in columns else "false"
    (name, column), *_ = found.items()
    return {
        name: f"CASE WHEN {in_parts} THEN {column} END",
        "paired": f"({in_parts} AND {paired} AND {column} IS NOT NULL)",
    }
