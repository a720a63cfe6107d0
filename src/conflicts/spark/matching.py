"""The matches of rules on a cluster, and the findings that they are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from typing import TYPE_CHECKING

from conflicts.errors import UnsupportedError
from conflicts.facts.query import Query
from conflicts.facts.stored.table import ID_TEXT
from conflicts.rules.rule import Rule
from conflicts.spark import worker
from conflicts.spark.table import ABOUT, SparkFacts
from conflicts.sql import (
    FACTS,
    LARGE,
    NO_SQL,
    TOPICS,
    Cut,
    block_sizes,
    columns_of,
    expressible,
    identifiers,
    is_looked_at,
    key_column,
    leave_out,
    select_matches,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

WIDE = "wide"
"""The table of all columns that some rules read, and the claims' names."""

SCHEMA = f"{worker.SCHEMA}, {worker.TRUNCATED} string"


class Matcher:
    """Finds what some rules find, of which none speaks of another; blocks of more than ``most`` claims are swept.

    ``cut`` says, by rule, which blocks were too large for that.
    """

    def __init__(self, facts: SparkFacts, queries: Iterable[Query], most: int) -> None:
        self._facts, self._database, self._most = facts, facts.database, most
        self._names = identifiers({column for query in queries for column in columns_of(query)})
        self._spread = facts.topics_relation() is not None
        self.cut: dict[str, Cut] = {}
        words = {ID_TEXT: "claim_id", ABOUT: "claim_about"}
        self._database.define(WIDE, self._database.keep(self._database.query(facts.relation({**self._names, **words}))))

    def findings(self, queries: Sequence[tuple[Rule, Query]]) -> "DataFrame":
        """The findings of some of the rules, made in one go, and rows that say what was truncated.

        Raises UnsupportedError for a contradiction of more than three claims.
        """
        for _, query in queries:
            if not expressible(query):
                raise UnsupportedError(NO_SQL)
        have_large = self._with_large_blocks(queries)
        found = [part for rule, query in queries for part in self._parts(rule, query, is_large=rule.name in have_large)]
        return self._database.keep(reduce(lambda one, other: one.unionAll(other), found))

    def _parts(self, rule: Rule, query: Query, *, is_large: bool) -> "Iterator[DataFrame]":
        names = self._read_facts(query)
        if not is_large:
            yield self._listed(rule, query, names)
            return
        self._database.define(LARGE, self._database.keep(self._large_blocks(query)))
        yield self._swept(rule, query, names)
        with self._without_large_blocks(query, names):
            yield self._listed(rule, query, names)

    def _read_facts(self, query: Query) -> Mapping[str, str]:
        """Make the table ``facts`` that the query reads, of claims with a part in it; the names of its columns."""
        names = identifiers(columns_of(query))
        cells = "".join(f", {self._names[column]} AS {name}" for column, name in names.items())
        select = f"SELECT claim, claim_id, claim_about{cells} FROM {WIDE}"
        self._database.define(FACTS, self._database.query(select))
        able = f"SELECT v0.* FROM {FACTS} AS v0 WHERE {is_looked_at(query).sql('duckdb')}"
        self._database.define(FACTS, self._database.query(able))
        return names

    def _listed(self, rule: Rule, query: Query, names: Mapping[str, str]) -> "DataFrame":
        database, variables = self._database, range(query.variables)
        self.cut[rule.name] = leave_out(query, len(self._facts), database, spread=self._spread)
        matches = database.query(select_matches(query, spread=self._spread, cut=bool(self.cut[rule.name].blocks)))
        database.define("matches", matches)
        words = [f"c{n}.claim_id AS id{n}, c{n}.claim_about AS about{n}" for n in variables]
        claims = [f"JOIN {FACTS} AS c{n} ON c{n}.claim = matches.r{n}" for n in variables]
        rows = [f"matches.r{n}" for n in variables]
        about = ["matches.topic"] if "topic" in matches.columns else []
        keys = ["matches.topic" if name == "topic" and about else f"c0.{names[key_column(name)]}" for name in query.key]
        key = [f"{column} AS k{number}" for number, column in enumerate(keys)]
        listed = ", ".join([*rows, "matches.certain", *about, *words, *key])
        found = database.query(f"SELECT {listed} FROM matches {' '.join(claims)}")
        plain = [f"k{number}" for number in range(len(key))]
        if rule.kind != "unverified":
            found = found.repartition(*plain) if plain else found.repartition(1)
        return found.drop(*plain).mapInArrow(worker.listed(rule), SCHEMA)

    def _with_large_blocks(self, queries: Sequence[tuple[Rule, Query]]) -> frozenset[str]:
        """The rules that have blocks whose pairs are counted and not listed."""
        from pyspark.sql import functions as F

        counted = []
        for rule, query in queries:
            if query.is_countable:
                self._read_facts(query)
                counted.append(self._large_blocks(query).select(F.lit(rule.name)).limit(1))
        found = reduce(lambda one, other: one.unionAll(other), counted).collect() if counted else []
        return frozenset(name for (name,) in found)

    def _large_blocks(self, query: Query) -> "DataFrame":
        return self._database.query(block_sizes(query, spread=self._spread, over=self._most))

    @contextmanager
    def _without_large_blocks(self, query: Query, names: Mapping[str, str]) -> Iterator[None]:
        """Leave large blocks out of the tables that are joined; Spark would leave them out of what is joined."""
        database = self._database
        others = f"NOT EXISTS (SELECT 1 FROM {LARGE} AS b WHERE {self._same_block(query, names)})"
        if not self._has_topics(query):
            database.define(FACTS, database.query(f"SELECT v0.* FROM {FACTS} AS v0 WHERE {others}"))
            yield
            return
        topics = database.table(TOPICS)
        joined = f"{TOPICS} JOIN {FACTS} AS v0 ON v0.claim = topics.claim"
        database.define(TOPICS, database.query(f"SELECT topics.* FROM {joined} WHERE {others}"))
        yield
        database.define(TOPICS, topics)

    def _has_topics(self, query: Query) -> bool:
        return self._spread and "topic" in query.key

    def _same_block(self, query: Query, names: Mapping[str, str]) -> str:
        """Whether the claim ``v0`` is in the block that ``b`` is the key of."""
        columns = [
            "topics.topic" if name == "topic" and self._spread else f"v0.{names[key_column(name)]}"
            for name in query.key
        ]
        return " AND ".join(f"{column} = b.k{number}" for number, column in enumerate(columns)) or "true"

    def _swept(self, rule: Rule, query: Query, names: Mapping[str, str]) -> "DataFrame":
        has_topics = self._has_topics(query)
        topics = f"JOIN {TOPICS} ON topics.claim = v0.claim" if has_topics else ""
        key = [f"k{number}" for number in range(len(query.key))]
        listed = ["v0.*", f"{'topics.home' if has_topics else '1'} AS at_home", *(f"b.{plain}" for plain in key)]
        block = self._database.query(
            f"SELECT {', '.join(listed)} FROM {FACTS} AS v0 {topics} "
            f"JOIN {LARGE} AS b ON {self._same_block(query, names)}"
        )
        return block.groupBy(*key).applyInArrow(worker.swept(rule, query, names), SCHEMA)
