"""Blocks too large for a query whose matches cannot be counted: how many of their claims are compared.

Such a query asks for a further claim, or is of three claims: its matches are found one by one, and a block of a million
claims would take years. The first claims of the block are compared then, and the report says so.
"""

import math
import sys
from collections.abc import Iterable

from conflicts.facts.query import Query, Truncation

WORK = 10**10
"""How many ways to choose claims of one block, those of the match and a further one, are looked at for a query."""


def whole(query: Query) -> int:
    """The largest block all claims of which are compared with each other."""
    if query.is_countable or query.variables + _further(query) == 1:
        return sys.maxsize
    return _root(WORK, query.variables + _further(query))


def portion(query: Query, size: int) -> int:
    """How many of the claims of a block that can take part, which are so many, are compared with each other."""
    if size <= whole(query):
        return size
    return max(query.variables, _root(WORK // size ** _further(query), query.variables))


def cut_short(blocks: Iterable[tuple[int, int]], found: int) -> list[Truncation]:
    """What a report says of blocks with so many claims, so many of which were compared; ``found`` are all matches."""
    cut = sorted(blocks, reverse=True)
    if not cut:
        return []
    size, compared = cut[0]
    more = f", and likewise in {len(cut) - 1:,} more" if len(cut) > 1 else ""
    reason = f"of {size:,} claims in one block, the first {compared:,} were compared with each other{more}"
    return [Truncation(found, False, f"{reason}: the matches of this rule can only be listed")]


def _further(query: Query) -> int:
    return 1 if query.existences else 0


def _root(number: int, degree: int) -> int:
    """The whole part of the root."""
    root = round(math.pow(number, 1 / degree))
    return root if root**degree <= number else root - 1
