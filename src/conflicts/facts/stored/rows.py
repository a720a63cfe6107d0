"""The claims of stored facts, as objects."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from conflicts.facts.by_row import ByRow
from conflicts.model.claim import Claim

if TYPE_CHECKING:
    from conflicts.facts.stored.table import StoredFacts

MOST_KEPT = 50_000
"""How many claims are kept as objects once they were made."""


class StoredClaims(ByRow[Claim]):
    """Claims that are made up as objects when they are asked for."""

    def __init__(self, facts: "StoredFacts") -> None:
        super().__init__(len(facts), facts.claim)
        self._facts = facts

    def __iter__(self) -> Iterator[Claim]:
        for start in range(0, len(self), MOST_KEPT // 10):
            rows = range(start, min(start + MOST_KEPT // 10, len(self)))
            self._facts.fetch(rows)
            yield from map(self._facts.claim, rows)
