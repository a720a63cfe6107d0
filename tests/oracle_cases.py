"""As many generated cases as one likes, of the ways to match that are named: each against the oracle, or the slow way.

``python tests/oracle_cases.py 100000 python durable duckdb`` tries so many cases of each; ``sweep`` and ``limits`` are
the ways of large blocks, and where one ends and the next begins, with the limits turned down. Some hundred at a time
start from a seed, which it prints; ``--seed`` begins elsewhere. The first difference ends it, in its smallest form.
"""

import argparse
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

import test_boundaries
import test_engines_agree
import test_portions
import test_stored
import test_sweep
from conflicts.engines import Engine, choose
from conflicts.facts.lower import lower
from conftest import UNTIMED
from oracle_batches import Batch, batches
from strategies import Case, cases

AT_ONCE = 250
"""How many examples are tried from one seed; Hypothesis remembers all of them."""

Try = Callable[..., int]
"""Tries an example, and returns how many cases it is; it raises AssertionError where something differs."""


def one_after_the_other(engines: tuple[Engine, ...], case: Case) -> int:
    """Hold engines that match claims in memory against the oracle."""
    for rule, facts, expected in test_engines_agree.in_order(case):
        query = lower(rule, facts)
        for engine in engines:
            if engine.fits(query, facts):
                assert (engine.name, list(engine.match(query, facts))) == (engine.name, expected)
    return 1


def property_of(test: Any) -> Try:
    """A property of the suite, as something that tries one case, or a batch of them."""

    def tried(**drawn: object) -> int:
        test.hypothesis.inner_test(**drawn)
        batch = drawn.get("batch")
        return len(batch.cases) if isinstance(batch, Batch) else 1

    return tried


STEPS = {"listed": test_boundaries.STEPS, "swept": test_boundaries.STEPS, "many": test_boundaries.STEPS}
SMALL = {"limit": st.fixed_dictionaries(test_sweep.SMALL)}
BATCH = {"batch": batches()}
BLOCK = {"query": test_sweep.queries(), "block": test_sweep.blocks()}
PROPERTIES: Mapping[str, list[tuple[Any, Mapping[str, st.SearchStrategy[Any]]]]] = {
    "duckdb": [
        (test_stored.test_duckdb_finds_what_the_oracle_finds_in_claims_at_hand, BATCH),
        (test_stored.test_duckdb_finds_what_the_oracle_finds_in_claims_that_it_holds_itself, BATCH),
    ],
    "sweep": [
        (test_sweep.test_swept_blocks_give_the_clusters_that_listed_pairs_give, {"case": cases(), **SMALL}),
        (test_sweep.test_a_swept_block_has_the_crowds_that_its_pairs_form, {**BLOCK, **SMALL}),
        (test_sweep.test_few_matches_of_a_swept_block_are_listed, {**BLOCK, **SMALL}),
    ],
    "limits": [
        (test_boundaries.test_a_report_is_the_same_wherever_the_limits_lie, {"case": cases(), **STEPS}),
        (
            test_portions.test_every_engine_compares_the_same_claims,
            {"case": cases(), "work": st.sampled_from([1, 8, 27, 70])},
        ),
        (
            test_stored.test_a_report_is_the_same_where_large_blocks_are_counted,
            {"case": cases(), "swept": st.sampled_from([0, 4_000])},
        ),
    ],
}
LISTED = ("python", "durable")
WAYS = (*LISTED, *PROPERTIES)


def trials(ways: list[str]) -> list[tuple[str, Try, Mapping[str, st.SearchStrategy[Any]]]]:
    """What is tried for these ways: its name, the function, and what it is given."""
    found: list[tuple[str, Try, Mapping[str, st.SearchStrategy[Any]]]] = []
    if listed := [way for way in LISTED if way in ways]:
        engines = tuple(choose(name, claims=1).engines[0] for name in listed)
        found.append((" and ".join(listed), partial(one_after_the_other, engines), {"case": cases()}))
    for way, properties in PROPERTIES.items():
        if way in ways:
            found += [(f"{way}: {test.__name__}", property_of(test), given_) for test, given_ in properties]
    return found


def run(name: str, trial: Try, strategies: Mapping[str, st.SearchStrategy[Any]], number: int, first_seed: int) -> None:
    """Try so many cases, and write after each few hundred examples how many there were, and how many a minute."""
    started, done, from_seed = time.monotonic(), 0, first_seed
    while done < number:
        tried = 0

        def counted(**drawn: object) -> None:
            nonlocal tried
            tried += trial(**drawn)

        most = min(AT_ONCE, number - done)
        how = settings(
            UNTIMED, max_examples=most, database=None, print_blob=True, suppress_health_check=list(HealthCheck)
        )
        seed(from_seed)(how(given(**strategies)(counted)))()
        done, from_seed = done + tried, from_seed + 1
        rate = 60 * done / (time.monotonic() - started)
        sys.stdout.write(f"{name}: {done:,} of {number:,} cases, {rate:,.0f} a minute, by seed {from_seed - 1}\n")
        sys.stdout.flush()


def main() -> None:
    """Read the command line, and run what it says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("number", type=int, help="how many cases of each")
    parser.add_argument("ways", nargs="+", choices=WAYS, metavar="WAY", help=f"some of {', '.join(WAYS)}")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the first few hundred examples")
    asked = parser.parse_args()
    for name, trial, strategies in trials(asked.ways):
        run(name, trial, strategies, asked.number, asked.seed)


if __name__ == "__main__":
    main()
