"""Polars, by hand: lazy self-joins, the matches written to Parquet."""

import polars as pl

from contest.case import INCOMPATIBLE, NEWER, UNCITED, Case
from contest.contenders.duckdb_sql import proof_of
from contest.protocol import Answer, Outcome, Work

KEY = ("subject", "predicate")


def by_key(case: Case) -> Work:
    """A Parquet file to counts, and all matches in Parquet files; joined by the key."""
    folder = case.output("polars")

    def work() -> Answer:
        claims = pl.read_parquet(case.table).lazy()
        found = pl.collect_all([RULES[name](claims) for name in case.rules])
        for name, matches in zip(case.rules, found, strict=True):
            matches.write_parquet(folder / f"{name}.parquet", compression="zstd")
        counts = {name: len(matches) for name, matches in zip(case.rules, found, strict=True)}
        return lambda: Outcome({name: proof_of(folder / f"{name}.parquet", counts[name]) for name in case.rules})

    return work


def _incompatible(claims: pl.LazyFrame) -> pl.LazyFrame:
    its = claims.select(*KEY, "id", "origin", "value", "valid_from", "valid_to")
    begin, end, other_begin, other_end = (pl.col(n) for n in ("valid_from", "valid_to", "valid_from_b", "valid_to_b"))
    return (
        its.join(its, on=KEY, suffix="_b")
        .filter(
            pl.col("id") < pl.col("id_b"),
            pl.col("origin") != pl.col("origin_b"),
            pl.col("value") != pl.col("value_b"),
            begin <= other_end,
            other_begin <= end,
        )
        .select(first="id", second="id_b", certain=(begin < other_end) & (other_begin < end))
    )


def _uncited(claims: pl.LazyFrame) -> pl.LazyFrame:
    return claims.filter(pl.col("citation_count") == 0).select(first="id", second="id", certain=pl.lit(True))


def _newer(claims: pl.LazyFrame) -> pl.LazyFrame:
    its = claims.select(*KEY, "asserted_by", "id", "value", "stated")
    return (
        its.join(its, on=[*KEY, "asserted_by"], suffix="_b")
        .filter(
            pl.col("id") != pl.col("id_b"),
            pl.col("value") != pl.col("value_b"),
            pl.col("stated") <= pl.col("stated_b"),
        )
        .select(first="id", second="id_b", certain=pl.col("stated") < pl.col("stated_b"))
    )


RULES = {INCOMPATIBLE: _incompatible, UNCITED: _uncited, NEWER: _newer}
