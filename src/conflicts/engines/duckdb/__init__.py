"""DuckDB: each query is one SELECT over a table of integers; joins that do not fit into memory go to disk."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from conflicts.errors import EngineError, UnsupportedError
from conflicts.facts.arrays import ArrayMatches
from conflicts.facts.query import Crowd, Match, Matches, Query, Truncation
from conflicts.facts.stored.table import StoredFacts
from conflicts.facts.table import FactTable
from conflicts.sql import (
    FACTS,
    TOPIC,
    TOPICS,
    block_sizes,
    columns_of,
    identifiers,
    key_column,
    select_block,
    select_matches,
)

if TYPE_CHECKING:
    import numpy as np
    from duckdb import DuckDBPyConnection

    from conflicts.sweep import Sweep

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
        keys = [query.key, *(existence.key for existence in query.existences)]
        spread = any(TOPIC in key for key in keys) and facts.topics_relation() is not None
        if spread:  # joined at once: DuckDB may else join the pairs of all claims first
            joined = f"SELECT * FROM {FACTS} JOIN {TOPICS} USING (claim)"
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {ABOUT} AS {joined}")
        counted = _large_blocks(query, facts, spread)
        select = select_matches(query, spread=spread, about=ABOUT if spread else None)
        found = connection.execute(select.sql("duckdb")).fetchnumpy()
        connection.execute(f"DROP TABLE {FACTS}")
    return _sorted(query, found, counted)


def _sorted(query: Query, found: "Mapping[str, object]", counted: "_Counted") -> ArrayMatches:
    import numpy as np

    rows = np.column_stack([np.asarray(found[f"r{number}"], np.int64) for number in range(query.variables)])
    order = np.lexsort(rows.T[::-1])
    topics = np.asarray(found["topic"], np.int64)[order] if "topic" in found else None
    crowds, truncated = counted
    return ArrayMatches(rows[order], np.asarray(found["certain"])[order] == 1, topics, tuple(crowds), tuple(truncated))


_Counted: TypeAlias = tuple[list[Crowd], list[Truncation]]
"""The matches of large blocks, and of which blocks not all are there."""


def _large_blocks(query: Query, facts: StoredFacts, spread: bool) -> _Counted:
    """The matches of large blocks, counted; their claims are taken out of the table that is then joined."""
    if not query.is_countable:
        return [], []
    connection, names = facts.connection, identifiers(columns_of(query))
    by_topic = spread and "topic" in query.key
    table = ABOUT if by_topic else FACTS
    sizes = block_sizes(query, spread=spread, over=LISTED, about=ABOUT if spread else None).sql("duckdb")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE large AS {sizes}")
    blocks = connection.execute("SELECT * FROM large").fetchall()
    if not blocks:
        return [], []
    crowds: list[Crowd] = []
    truncated: list[Truncation] = []
    for *values, _ in blocks:
        claims = select_block(query, values, spread=spread, about=ABOUT if spread else None).sql("duckdb")
        sweep = _swept(query, connection.execute(claims).fetchnumpy())
        crowds.extend(sweep.crowds)
        truncated.extend([sweep.truncated] if sweep.truncated else [])
    key = [TOPIC if name == TOPIC and by_topic else names[key_column(name)] for name in query.key]
    large = " AND ".join(f"{table}.{name} = large.k{number}" for number, name in enumerate(key)) or "true"
    connection.execute(f"DELETE FROM {table} USING large WHERE {large}")
    return crowds, truncated


def _swept(query: Query, block: "Mapping[str, object]") -> "Sweep":
    """The matches of one block, of which these are the claims."""
    import numpy as np

    from conflicts.sweep import Sweep, crowds_of

    rows = np.asarray(block["claim"], np.int64)
    names = identifiers(columns_of(query))
    columns = {column: np.asarray(block[name], np.int64) for column, name in names.items()}
    home = np.asarray(block["home"]) == 1 if "home" in block else np.ones(len(rows), np.bool_)
    found = crowds_of(query, columns.__getitem__, np.arange(len(rows)), home)
    return Sweep(tuple(_renumbered(crowd, rows) for crowd in found.crowds), found.truncated)


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
    if not facts.is_spread:
        return False
    about = [(row, topic) for row in range(len(facts)) for topic in facts.topics(row)]
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
