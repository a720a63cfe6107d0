"""DuckDB, by hand: a self-join for each rule, the matches written to Parquet."""

from pathlib import Path

import duckdb
import numpy as np

from contest.case import INCOMPATIBLE, NEWER, UNCITED, Case
from contest.proof import Matches, Proof, prove
from contest.protocol import Answer, Outcome, Work

QUERIES = {
    INCOMPATIBLE: """
        SELECT a.id AS first, b.id AS second, a.valid_from < b.valid_to AND b.valid_from < a.valid_to AS certain
        FROM claims AS a JOIN claims AS b ON {same_key}
        WHERE a.id < b.id AND a.origin <> b.origin AND a.value <> b.value
            AND a.valid_from <= b.valid_to AND b.valid_from <= a.valid_to
        """,
    UNCITED: "SELECT id AS first, id AS second, true AS certain FROM claims WHERE citation_count = 0",
    NEWER: """
        SELECT a.id AS first, b.id AS second, a.stated < b.stated AS certain
        FROM claims AS a JOIN claims AS b ON {same_key} AND a.asserted_by = b.asserted_by
        WHERE a.id <> b.id AND a.value <> b.value AND a.stated <= b.stated
        """,
}
SAME_KEY = "a.subject = b.subject AND a.predicate = b.predicate"
BY_RANGE = ("SET prefer_range_joins = true", "SET merge_join_threshold = 0")
"""For who knows that nearly all claims have the same key: DuckDB then sorts by the two inequalities (IEJoin),
also where there are so few claims that it would do something else, which is not implemented."""


def by_key(case: Case) -> Work:
    """A Parquet file to counts, and all matches in Parquet files; joined by the key."""
    return _work(case)


def by_time(case: Case) -> Work:
    """The same, joined by the time."""
    assert NEWER not in case.rules, "statements do not join by the time for which they hold"
    return _work(case, *BY_RANGE)


def _work(case: Case, *settings: str) -> Work:
    folder = case.output("duckdb")

    def work() -> Answer:
        with duckdb.connect() as connection:
            for setting in settings:
                connection.execute(setting)
            connection.execute(f"CREATE TEMP TABLE claims AS SELECT * FROM read_parquet('{case.table}')")
            counts = {name: _apply(connection, name, folder) for name in case.rules}
        return lambda: Outcome({name: proof_of(folder / f"{name}.parquet", counts[name]) for name in case.rules})

    return work


def _apply(connection: duckdb.DuckDBPyConnection, rule: str, folder: Path) -> int:
    query = QUERIES[rule].format(same_key=SAME_KEY)
    copied = connection.execute(f"COPY ({query}) TO '{folder / rule}.parquet' (COMPRESSION zstd)").fetchone()
    assert copied is not None
    return int(copied[0])


def proof_of(file: Path, count: int) -> Proof:
    """What a Parquet file of matches says, which was written with so many."""
    read = "SELECT substr(first, 2)::BIGINT AS first, substr(second, 2)::BIGINT AS second, certain"
    found = duckdb.execute(f"{read} FROM read_parquet('{file}')").fetchnumpy()
    assert len(found["first"]) == count
    return prove(Matches(*(np.asarray(found[name]) for name in ("first", "second", "certain"))))
