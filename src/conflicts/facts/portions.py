"""Blocks too large for a query whose matches cannot be counted: how many of their claims are compared.

Such a query asks for a further claim, or is of three claims: its matches are found one by one, and a block of a million
claims would take years. The first claims of the block are compared then, and the report says so.

What counts is the block in which claims are joined: of claims of one match the block of the rule's own key, and where a
match is one claim, the block of each further claim that is asked for. However many blocks there are, each is treated
as if it were alone.
"""

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from conflicts.facts import limits
from conflicts.facts.query import Existence, Query, Truncation


class Joined(NamedTuple):
    """Claims that share ``key`` are looked at together: those of a match, each with the further ones asked for."""

    key: tuple[str, ...]
    existences: tuple[Existence, ...]


class Portion(NamedTuple):
    """A block of which ``size`` claims could take part in a match, and ``compared`` of them are compared."""

    size: int
    compared: int


def joins(query: Query) -> Iterator[Joined]:
    """By what a query joins claims whose combinations are looked at one by one."""
    if query.is_countable:
        return
    if query.variables > 1:
        yield Joined(query.key, query.existences)
        return
    for existence in query.existences:
        yield Joined(existence.key, (existence,))


def is_too_much(query: Query, claims: int) -> bool:
    """Whether a block of so many ``claims`` could be too large."""
    return any(claims**query.variables * (claims if joined.existences else 1) > limits.WORK for joined in joins(query))


def portion(query: Query, size: int, further: int = 0) -> int:
    """How many of ``size`` claims of a block that can take part are compared, each with so many ``further`` ones."""
    each = max(1, further)
    if size**query.variables * each <= limits.WORK:
        return size
    return max(query.variables, _root(limits.WORK // each, query.variables))


def cut_short(query: Query, blocks: Iterable[Portion], left_out: int, found: int) -> list[Truncation]:
    """What a report says of blocks that are cut short: ``left_out`` claims in all; ``found`` are all matches."""
    cut = sorted(blocks, reverse=True)
    if not cut:
        return []
    with_what = "each other" if query.variables > 1 else "the further claims that the rule asks for"
    size, compared = cut[0]
    reason = f"of {size:,} claims in one block, the first {compared:,} were compared with {with_what}"
    if len(cut) > 1:
        reason += f", and likewise in {len(cut) - 1:,} more: {left_out:,} claims are left out in all"
    return [Truncation(found, False, f"{reason}; the matches of this rule can only be listed")]


def _root(number: int, degree: int) -> int:
    """The whole part of the root."""
    root = round(math.pow(number, 1 / degree))
    return root if root**degree <= number else root - 1
