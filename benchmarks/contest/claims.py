"""Claims made up from a fixed seed, as arrays, and as the files that contenders read."""

import json
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pydantic import TypeAdapter

from conflicts.tables.schema import VOCABULARY_KEY
from contest.case import THREE_RULES, Case, Shape

Numbers = NDArray[np.int64]

SEED = 20220324
VALUES, SOURCES, PREDICATES = 5, 50, 4
SOURCES_OF_ONE_ORIGIN = 2
CLAIMS_A_KEY = 5
ZIPF_EXPONENT = 0.8
"""The claims about the key of rank r are in proportion to r to the minus this power."""

DAYS, LONGEST = 2_000, 100
"""Over how many days claims begin to hold, and how many days they hold at most."""

HOT_DAYS_A_CLAIM, HOT_LONGEST = 2.31, 2
"""In one block the days are as many as the claims, so that there are about as many conflicts as claims."""

MOST_LINES = 1_000_000
"""How many claims are written as JSON Lines at most."""

FIRST_DAY, HOT_FIRST_DAY = date(2010, 1, 1), date(1, 1, 1)
UNCITED_SHARE, MOST_CITATIONS = 0.2, 4


@dataclass(frozen=True)
class Columns:
    """Claims as columns of numbers; days are counted from 1970, and a claim's number is its place."""

    key: Numbers
    value: Numbers
    source: Numbers
    begin: Numbers
    end: Numbers
    stated: Numbers
    citations: Numbers


def made_up(shape: Shape, size: int) -> Columns:
    """The same claims for the same shape and size."""
    dice = np.random.default_rng([SEED, size, len(shape)])
    hot = shape == "hot"
    days, longest = (max(DAYS, int(HOT_DAYS_A_CLAIM * size)), HOT_LONGEST) if hot else (DAYS, LONGEST)
    begin = _days_since_1970(HOT_FIRST_DAY if hot else FIRST_DAY) + dice.integers(days, size=size)
    cited = dice.random(size) >= UNCITED_SHARE
    return Columns(
        key=_keys(shape, size, dice),
        value=dice.integers(VALUES, size=size),
        source=dice.integers(SOURCES, size=size),
        begin=begin,
        end=begin + dice.integers(1, longest, endpoint=True, size=size),
        stated=_days_since_1970(FIRST_DAY) + dice.integers(DAYS, size=size),
        citations=np.where(cited, dice.integers(1, MOST_CITATIONS, endpoint=True, size=size), 0),
    )


def _keys(shape: Shape, size: int, dice: np.random.Generator) -> Numbers:
    keys = max(1, size // CLAIMS_A_KEY)
    if shape == "hot":
        return np.zeros(size, np.int64)
    if shape == "uniform":
        return dice.permutation(np.arange(size, dtype=np.int64) % keys)
    weights = np.arange(1, keys + 1, dtype=np.float64) ** -ZIPF_EXPONENT
    return dice.choice(keys, size=size, p=weights / weights.sum())


def _days_since_1970(day: date) -> int:
    return day.toordinal() - date(1970, 1, 1).toordinal()


def write(case: Case) -> None:
    """Write the files of a case that are not there yet."""
    case.table.parent.mkdir(parents=True, exist_ok=True)
    if not case.table.exists():
        unfinished = case.table.with_suffix(".unfinished")
        pq.write_table(_table(made_up(case.shape, case.size)), unfinished)
        unfinished.rename(case.table)
        case.vocabulary.write_text(json.dumps(_vocabulary(sources=True)), encoding="utf-8")
    if not case.lines.exists() and case.size <= MOST_LINES:
        unfinished = case.lines.with_suffix(".unfinished")
        duckdb.execute(_AS_JSON.format(table=case.table, lines=unfinished))
        unfinished.rename(case.lines)


def _table(claims: Columns) -> pa.Table:
    origins = [f"owner-{source // SOURCES_OF_ONE_ORIGIN:02}" for source in range(SOURCES)]
    columns = {
        "id": _named("c", np.arange(len(claims.key)), 8),
        "subject": _named("s", claims.key, 7),
        "predicate": _words([f"says-{number}" for number in range(PREDICATES)], claims.key % PREDICATES),
        "value": _words([f"value {number}" for number in range(VALUES)], claims.value),
        "asserted_by": _words(_source_names(), claims.source),
        "origin": _words(origins, claims.source),
        "reliability": _words([_reliability(source) for source in range(SOURCES)], claims.source),
        "valid_from": _dates(claims.begin),
        "valid_to": _dates(claims.end),
        "stated": _dates(claims.stated),
        "citation_count": pa.array(claims.citations),
    }
    vocabulary = json.dumps(_vocabulary(sources=False)).encode()
    return pa.table(columns).replace_schema_metadata({VOCABULARY_KEY: vocabulary})


def _vocabulary(*, sources: bool) -> dict[str, object]:
    """What the words mean; a table says in its columns what its sources are."""
    predicates = {f"says-{number}": {"value": "text", "single": True} for number in range(PREDICATES)}
    of_sources = {
        name: {"owner": f"owner-{number // SOURCES_OF_ONE_ORIGIN:02}", "reliability": _reliability(number)}
        for number, name in enumerate(_source_names())
    }
    return {"predicates": predicates, "sources": of_sources} if sources else {"predicates": predicates}


def _source_names() -> list[str]:
    return [f"source-{number:02}" for number in range(SOURCES)]


def _reliability(source: int) -> str:
    return "ABCDEF"[source % 6]


def _named(letter: str, numbers: Numbers, width: int) -> pa.Array:
    digits = pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), width, "0")
    return pc.binary_join_element_wise(letter, digits, "")


def _words(words: list[str], codes: Numbers) -> pa.Array:
    return pa.array(words).take(pa.array(codes))


def _dates(days: Numbers) -> pa.Array:
    return pa.array(days.astype(np.int32)).cast(pa.date32())


_AS_JSON = """
COPY (
    SELECT id, subject, predicate, {{'text': value}} AS value, asserted_by,
        strftime(valid_from, '%Y-%m-%d') || '/' || strftime(valid_to, '%Y-%m-%d') AS valid,
        strftime(stated, '%Y-%m-%d') AS stated,
        [{{'ref': number::VARCHAR}} FOR number IN range(1, citation_count + 1)] AS citations
    FROM read_parquet('{table}')
    ORDER BY id
) TO '{lines}' (FORMAT json)
"""


if __name__ == "__main__":
    shape, size, folder = sys.argv[1:]
    write(Case(TypeAdapter(Shape).validate_python(shape), int(size), THREE_RULES, Path(folder)))
