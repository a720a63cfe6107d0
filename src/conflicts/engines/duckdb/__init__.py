"""DuckDB: each query is one SELECT over a table of integers; joins that do not fit into memory go to disk."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from conflicts.errors import EngineError, UnsupportedError
from conflicts.facts.arrays import ArrayMatches
from conflicts.facts.query import Crowd, Match, Matches, Query, Truncation
from conflicts.facts.stored.table import StoredFacts
from conflicts.facts.table import FactTable
from conflicts.sql import FACTS, TOPICS, block_sizes, can_take_part, columns_of, identifiers, key_column, select_matches

if TYPE_CHECKING:
    import numpy as np
    from duckdb import DuckDBPyConnection

LISTED = 1_000
"""The largest block whose pairs are joined. Those of larger ones are counted; the findings are the same."""


ABOUT = "facts_about"
"""The table of facts with what each claim is about: a row for each topic."""


class DuckdbEngine:
    """Runs queries as SQL in DuckDB."""

    name = "duckdb"

    def fits(self, query: Query, facts: FactTable) -> bool:
        """It takes every query but contradictions of more than three claims."""
        return not (query.unordered and query.variables > 3)

    def match(self, query: Query, facts: FactTable) -> Matches | ArrayMatches:
        """Every match of the query, sorted by rows."""
        if not self.fits(query, facts):
            raise UnsupportedError("a contradiction of more than three claims has no SQL")
        if isinstance(facts, StoredFacts):
            return _stored(query, facts)
        return _at_hand(query, facts)


@contextmanager
def _errors_of(query: Query) -> Iterator[None]:
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise EngineError(f"duckdb: {query.rule}: {error}") from error


# Claims in a database -------------------------------------------------------------------------------------------------


def _stored(query: Query, facts: StoredFacts) -> ArrayMatches:
    connection = facts.connection
    with _errors_of(query):
        names = identifiers(columns_of(query))
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {FACTS} AS {facts.relation(names)}")
        spread = facts.topics_relation() is not None
        crowds = _crowds(query, facts, spread)
        if spread:  # joined at once: DuckDB may else join the pairs of all claims first
            connection.execute(
                f"CREATE OR REPLACE TEMP TABLE {ABOUT} AS SELECT * FROM {FACTS} JOIN {TOPICS} USING (claim)"
            )
        most = LISTED if crowds is not None else None
        select = select_matches(query, spread=spread, most=most, about=ABOUT if spread else None)
        found = connection.execute(select.sql("duckdb")).fetchnumpy()
        connection.execute(f"DROP TABLE {FACTS}")
    return _sorted(query, found, crowds or ([], []))


def _sorted(query: Query, found: "Mapping[str, object]", counted: "_Counted") -> ArrayMatches:
    import numpy as np

    rows = np.column_stack([np.asarray(found[f"r{number}"], np.int64) for number in range(query.variables)])
    order = np.lexsort(rows.T[::-1])
    topics = np.asarray(found["topic"], np.int64)[order] if "topic" in found else None
    crowds, truncated = counted
    return ArrayMatches(rows[order], np.asarray(found["certain"])[order] == 1, topics, tuple(crowds), tuple(truncated))


_Counted: TypeAlias = tuple[list[Crowd], list[Truncation]]
"""The matches of large blocks, and of which blocks not all are there."""


def _crowds(query: Query, facts: StoredFacts, spread: bool) -> _Counted | None:
    """The matches of large blocks, counted; None if there is no such block, or the query is not of a kind to count."""
    if not query.is_countable:
        return None
    import numpy as np

    connection, names = facts.connection, identifiers(columns_of(query))
    blocks = connection.execute(block_sizes(query, spread=spread, over=LISTED).sql("duckdb")).fetchall()
    if not blocks:
        return None
    from conflicts.sweep import crowds_of

    crowds: list[Crowd] = []
    truncated: list[Truncation] = []
    for *key, _ in blocks:
        same = [
            f"topics.topic = {value}" if name == "topic" and spread else f"v0.{names[key_column(name)]} = {value}"
            for name, value in zip(query.key, key, strict=True)
        ]
        same.append(can_take_part(query).sql("duckdb"))
        joined, home = f"{FACTS} AS v0", "1"
        if spread and "topic" in query.key:
            joined, home = f"{FACTS} AS v0 JOIN {TOPICS} ON topics.claim = v0.claim", "topics.home"
        block = connection.execute(
            f"SELECT v0.*, {home} AS at_home FROM {joined} WHERE {' AND '.join(same)} ORDER BY v0.claim"
        ).fetchnumpy()
        rows = np.asarray(block["claim"], np.int64)
        columns = {column: np.asarray(block[name], np.int64) for column, name in names.items()}
        sweep = crowds_of(query, _Block(columns), np.arange(len(rows)), np.asarray(block["at_home"]) == 1)
        crowds.extend(_renumbered(crowd, rows) for crowd in sweep.crowds)
        truncated.extend([sweep.truncated] if sweep.truncated else [])
    return crowds, truncated


class _Block:
    """The columns of one block, by name."""

    def __init__(self, columns: "dict[str, np.ndarray]") -> None:
        self._columns = columns

    def __call__(self, name: str) -> "np.ndarray":
        return self._columns[name]


def _renumbered(crowd: Crowd, rows: "np.ndarray") -> Crowd:
    """The crowd of a block, with the numbers that the claims have in the table."""
    return Crowd(
        certain=crowd.certain,
        rows=tuple(rows[list(crowd.rows)].tolist()),
        leading=frozenset(rows[sorted(crowd.leading)].tolist()),
        pairs=crowd.pairs,
        examples=tuple(Match(tuple(rows[list(match.rows)].tolist()), match.certain) for match in crowd.examples),
    )


# Claims at hand -------------------------------------------------------------------------------------------------------


def _at_hand(query: Query, facts: FactTable) -> Matches:
    import duckdb

    with _errors_of(query), duckdb.connect() as connection:
        spread = _register(query, facts, connection)
        sql = select_matches(query, spread=spread).sql("duckdb")
        rows = ", ".join(f"r{number}" for number in range(query.variables))
        found = connection.execute(f"SELECT {rows}, certain FROM ({sql}) ORDER BY {rows}").fetchall()
    return Matches(Match(tuple(match), bool(certain)) for *match, certain in found)


def _register(query: Query, facts: FactTable, connection: "DuckDBPyConnection") -> bool:
    """Make the tables that the query reads; whether claims are about more than their subjects."""
    import pyarrow as pa

    integers = pa.int64()
    names = identifiers(columns_of(query))
    columns = {name: pa.array(facts.column(column), integers) for column, name in names.items()}
    connection.register(FACTS, pa.table({"claim": pa.array(range(len(facts)), integers), **columns}))
    about = [(row, topic) for row in range(len(facts)) for topic in facts.topics(row)]
    if len(about) == len(facts):
        return False
    subject = facts.column("subject.hi")
    connection.register(
        TOPICS,
        pa.table(
            {
                "claim": pa.array([row for row, _ in about], integers),
                "topic": pa.array([topic for _, topic in about], integers),
                "home": pa.array([int(subject[row] == topic) for row, topic in about], integers),
            }
        ),
    )
    return True
