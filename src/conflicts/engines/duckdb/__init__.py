"""DuckDB: each query is one SELECT over a table of integers; joins that do not fit into memory go to disk."""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from conflicts.errors import EngineError, UnsupportedError
from conflicts.facts import limits
from conflicts.facts.arrays import ArrayMatches, Crowds, in_order
from conflicts.facts.portions import cut_short
from conflicts.facts.query import Match, Matches, Query
from conflicts.facts.stored.database import connected
from conflicts.facts.stored.table import StoredFacts
from conflicts.facts.table import FactTable
from conflicts.sql import (
    FACTS,
    LARGE,
    NO_SQL,
    PLACE,
    TOPIC,
    TOPICS,
    block_sizes,
    columns_of,
    expressible,
    fact_table,
    identifiers,
    is_looked_at,
    key_column,
    leave_out,
    select_blocks,
    select_matches,
    topic_table,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from conflicts.sweep import Sweep

AT_ONCE = 2**20
"""About how many claims of large blocks are read together."""

ABOUT = "facts_about"
"""The table of facts with what each claim is about: a row for each topic."""


class DuckdbEngine:
    """Runs queries as SQL in DuckDB, those about claims in memory in one database, which takes longer to open than most
    queries take to run.
    """

    name = "duckdb"

    @cached_property
    def _database(self) -> "DuckDBPyConnection":
        return connected()

    def fits(self, query: Query, facts: FactTable) -> bool:
        """It takes every query but contradictions of more than three claims."""
        return expressible(query)

    def match(self, query: Query, facts: FactTable) -> Matches | ArrayMatches:
        """Every match of the query, sorted by rows."""
        if not self.fits(query, facts):
            raise UnsupportedError(NO_SQL)
        if isinstance(facts, StoredFacts):
            return _stored(query, facts)
        with _errors_of(query), self._database.cursor() as connection:
            return _in_memory(query, facts, connection)


@contextmanager
def _errors_of(query: Query) -> Iterator[None]:
    import duckdb

    try:
        yield
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.Error as error:
        raise EngineError(f"duckdb: {query.rule}: {error}") from error


# Claims in a database -------------------------------------------------------------------------------------------------


def _stored(query: Query, facts: StoredFacts) -> ArrayMatches:
    connection = facts.connection
    with _errors_of(query):
        _keep_looked_at(query, connection, facts.relation(identifiers(columns_of(query))))
        spread = query.reads_topics and facts.topics_relation() is not None
        if spread:  # joined at once: DuckDB may else join the pairs of all claims first
            joined = f"SELECT * FROM {FACTS} JOIN {TOPICS} USING (claim)"
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {ABOUT} AS {joined}")
        about = ABOUT if spread else None
        large = _large_blocks(query, connection, about)
        cut = leave_out(query, len(facts), connection, spread=spread, about=about)
        select = select_matches(query, spread=spread, about=about, cut=bool(cut.blocks))
        found = connection.execute(select.sql("duckdb")).fetchnumpy()
        connection.execute(f"DROP TABLE {FACTS}")
    matches = _sorted(query, found, large)
    return replace(matches, truncated=(*matches.truncated, *cut_short(query, *cut, len(matches))))


def _keep_looked_at(query: Query, connection: "DuckDBPyConnection", claims: str) -> None:
    """Make the table of facts that the query reads, but for the claims that have no part in it."""
    able = f"SELECT v0.* FROM ({claims}) AS v0 WHERE {is_looked_at(query).sql('duckdb')}"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {FACTS} AS {able}")


def _sorted(query: Query, found: "Mapping[str, object]", large: "Sequence[tuple[Sweep, int]]") -> ArrayMatches:
    """The matches of the joined blocks and of the large ones, of which each comes with the topic of its key, if any."""
    import numpy as np

    listed = [(*sweep.listed, topic) for sweep, topic in large if sweep.listed is not None]
    joined = np.column_stack([np.asarray(found[f"r{number}"], np.int64) for number in range(query.variables)])
    rows = np.concatenate([joined, *(rows for rows, _, _ in listed)])
    certain = np.concatenate([np.asarray(found["certain"]) == 1, *(certain for _, certain, _ in listed)])
    order = in_order(rows)
    topics = None
    if "topic" in found:
        of_block = [np.full(len(rows), topic) for rows, _, topic in listed]
        topics = np.concatenate([np.asarray(found["topic"], np.int64), *of_block])[order]
    crowds = Crowds.joined([sweep.crowds for sweep, _ in large])
    truncated = tuple(sweep.truncated for sweep, _ in large if sweep.truncated is not None)
    return ArrayMatches(rows[order], certain[order], topics, crowds, truncated)


def _large_blocks(query: Query, connection: "DuckDBPyConnection", about: str | None) -> "list[tuple[Sweep, int]]":
    """The matches of large blocks, each with the topic of its key, or 0; joined are then the claims of the others."""
    if not query.is_countable:
        return []
    sizes = block_sizes(query, spread=about is not None, over=limits.LISTED, about=about).sql("duckdb")
    placed = f"SELECT row_number() OVER () AS {PLACE}, * FROM ({sizes})"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {LARGE} AS {placed}")
    blocks = connection.execute(f"SELECT * FROM {LARGE} ORDER BY {PLACE}").fetchall()
    if not blocks:
        return []
    topics = [block[1 + query.key.index(TOPIC)] if TOPIC in query.key else 0 for block in blocks]
    claims = select_blocks(query, spread=about is not None, about=about)
    found: list[Sweep] = []
    for first, last in _some_at_a_time([block[-1] for block in blocks]):
        some = claims.where(f"{LARGE}.{PLACE} BETWEEN {first + 1} AND {last}").sql("duckdb")
        found.extend(_swept(query, connection.execute(some).fetchnumpy()))
    assert len(found) == len(blocks), "every block has claims"
    table = about if about is not None and TOPIC in query.key else FACTS
    names = identifiers(columns_of(query))
    key = [TOPIC if name == TOPIC and about is not None else names[key_column(name)] for name in query.key]
    same = " AND ".join(f"{table}.{name} = {LARGE}.k{number}" for number, name in enumerate(key))
    connection.execute(f"DELETE FROM {table} USING {LARGE} WHERE {same or 'true'}")
    return list(zip(found, topics, strict=True))


def _some_at_a_time(sizes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """From where to before where the blocks of these sizes are taken together."""
    first = claims = 0
    for number, size in enumerate(sizes):
        if claims and claims + size > AT_ONCE:
            yield first, number
            first, claims = number, 0
        claims += size
    yield first, len(sizes)


def _swept(query: Query, claims: "Mapping[str, object]") -> "list[Sweep]":
    """The matches of each of some blocks, whose claims come block by block."""
    import numpy as np

    from conflicts.sweep import Sweep, crowds_of

    places = np.asarray(claims[PLACE], np.int64)
    bounds = [0, *(np.flatnonzero(np.diff(places)) + 1).tolist(), len(places)]
    names = identifiers(columns_of(query))
    numbers = {column: np.asarray(claims[name], np.int64) for column, name in names.items()}
    every = np.asarray(claims["claim"], np.int64)
    at_home = np.asarray(claims["home"]) == 1 if "home" in claims else np.ones(len(every), np.bool_)

    def swept(first: int, last: int) -> Sweep:
        found = crowds_of(query, numbers.__getitem__, np.arange(first, last), at_home[first:last], listing=True)
        listed = None if found.listed is None else (every[found.listed[0]], found.listed[1])
        return Sweep(found.crowds.renumbered(every), found.truncated, listed)

    with ThreadPoolExecutor(os.cpu_count()) as side_by_side:  # arrays are sorted and searched without Python's lock
        return list(side_by_side.map(swept, bounds[:-1], bounds[1:]))


# Claims in memory -----------------------------------------------------------------------------------------------------


def _in_memory(query: Query, facts: FactTable, connection: "DuckDBPyConnection") -> Matches:
    spread = _register(query, facts, connection)
    cut = leave_out(query, len(facts), connection, spread=spread)
    sql = select_matches(query, spread=spread, cut=bool(cut.blocks)).sql("duckdb")
    rows = ", ".join(f"r{number}" for number in range(query.variables))
    found = connection.execute(f"SELECT {rows}, certain FROM ({sql}) ORDER BY {rows}").fetchall()
    matches = [Match(tuple(match), bool(certain)) for *match, certain in found]
    return Matches(matches, (), cut_short(query, *cut, len(matches)))


def _register(query: Query, facts: FactTable, connection: "DuckDBPyConnection") -> bool:
    """Make the tables that the query reads; whether claims are about more than their subjects."""
    connection.register("every_claim", fact_table(facts, columns_of(query)))
    _keep_looked_at(query, connection, "SELECT * FROM every_claim")
    if facts.is_spread:
        connection.register(TOPICS, topic_table(facts))
    return facts.is_spread
