"""What it costs a session to add, replace and retract one claim among many, beside a dict by hand and a check of all.

Run it with ``python benchmarks/session.py [SIZE…]``. All numbers are seconds of the processor, so that what else the
machine does matters little; ratios carry over from one machine to another better than they do.
"""

import gc
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from conflicts import Claim, Session, Vocabulary, check
from document import VOCABULARY, synthetic

SIZES = (1_000, 10_000, 100_000)
CHANGES = 200
RULES = {"core": ["core"], "one rule": ["core/incompatible-values"]}
HEADER = "| claims | what | add µs | replace µs | retract µs | 95 % | most | × dict | × less than a check |"


@dataclass(frozen=True)
class Row:
    """One line of the table: medians in seconds, and the worst of all changes."""

    claims: int
    what: str
    medians: tuple[float, float, float]
    nearly_all: float
    most: float


class ByHand:
    """Who disagrees with whom about one thing at one time: claims in a dict by what they are about, and no findings."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._places: dict[tuple[str, str], dict[str, tuple[object, str | None, int, int]]] = {}
        self.pairs: set[frozenset[str]] = set()
        for claim in claims:
            self.add(claim)

    def add(self, claim: Claim) -> None:
        """Look at the others in its place."""
        place = self._places.setdefault((claim.subject, claim.predicate), {})
        start, end = self._times(claim)
        for name, (value, by, since, until) in place.items():
            if value != claim.value and by != claim.asserted_by and since < end and start < until:
                self.pairs.add(frozenset((name, claim.id)))
        place[claim.id] = claim.value, claim.asserted_by, start, end

    def retract(self, claim: Claim) -> None:
        """Take its pairs away."""
        place = self._places[claim.subject, claim.predicate]
        del place[claim.id]
        for name in place:
            self.pairs.discard(frozenset((name, claim.id)))

    def replace(self, before: Claim, claim: Claim) -> None:
        """One after the other."""
        self.retract(before)
        self.add(claim)

    @staticmethod
    def _times(claim: Claim) -> tuple[int, int]:
        if claim.valid is None:
            return -(2**63), 2**63
        return claim.valid.period.start_lo, claim.valid.period.end_hi


def seconds_of(task: Callable[[], object]) -> float:
    """The time of the processor that it takes."""
    start = time.process_time()
    task()
    return time.process_time() - start


def measured(
    claims: int,
    what: str,
    new: Sequence[Claim],
    add: Callable[[Claim], object],
    replace: Callable[[Claim, Claim], object],
    retract: Callable[[Claim], object],
) -> Row:
    """Add new claims, replace each by one that says what another says, and retract them."""
    others = [each.model_copy(update={"value": other.value}) for each, other in _alike(new)]
    added = [seconds_of(partial(add, each)) for each in new]
    replaced = [seconds_of(partial(replace, before, each)) for before, each in zip(new, others, strict=True)]
    retracted = [seconds_of(partial(retract, each)) for each in others]
    every = sorted((*added, *replaced, *retracted))
    medians = statistics.median(added), statistics.median(replaced), statistics.median(retracted)
    return Row(claims, what, medians, every[int(len(every) * 0.95)], every[-1])


def _alike(claims: Sequence[Claim]) -> list[tuple[Claim, Claim]]:
    """Each claim, and the last one before it with its predicate, or itself."""
    last: dict[str, Claim] = {}
    pairs = []
    for claim in claims:
        pairs.append((claim, last.get(claim.predicate, claim)))
        last[claim.predicate] = claim
    return pairs


def rows_of(size: int, changes: int = CHANGES) -> tuple[list[Row], dict[str, float]]:
    """The rows of one size, and the seconds that a check of all claims takes, by what is measured."""
    every = synthetic(size + changes)
    claims, new = every[:size], every[size:]
    vocabulary = Vocabulary.model_validate(VOCABULARY)
    hand = ByHand(claims)
    rows = [measured(size, "dict by hand", new, hand.add, hand.replace, hand.retract)]
    checks: dict[str, float] = {}
    for name, rules in RULES.items():
        row, seconds = _of_session(size, name, claims, new, vocabulary, rules)
        rows.append(row)
        checks[row.what] = seconds
    return rows, checks


def _of_session(
    size: int, name: str, claims: Sequence[Claim], new: Sequence[Claim], vocabulary: Vocabulary, rules: list[str]
) -> tuple[Row, float]:
    session = Session(claims, vocabulary=vocabulary, rules=rules)
    gc.collect()

    def replace(_: Claim, claim: Claim) -> None:
        session.replace(claim)

    row = measured(size, f"session, {name}", new, session.add, replace, session.retract)
    again = seconds_of(partial(check, claims, vocabulary=vocabulary, rules=rules, engine="python"))
    return row, again


def main() -> None:
    """Measure, and print a table in Markdown."""
    print(HEADER)
    print("|--:|---|--:|--:|--:|--:|--:|--:|--:|")
    for size in map(int, sys.argv[1:] or SIZES):
        rows, checks = rows_of(size)
        hand = statistics.mean(rows[0].medians)
        for row in rows:
            times = " | ".join(f"{each * 1e6:,.1f}" for each in (*row.medians, row.nearly_all, row.most))
            mean = statistics.mean(row.medians)
            less = f"{checks[row.what] / mean:,.0f}" if row.what in checks else ""
            print(f"| {row.claims:,} | {row.what} | {times} | {mean / hand:,.0f} | {less} |", flush=True)


if __name__ == "__main__":
    main()
