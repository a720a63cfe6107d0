"""Many claims: the pairs of all blocks are tested together, some hundred thousand at a time."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from conflicts.facts.arrays import (
    COMPARE_ARRAYS,
    ArrayMatches,
    Crowds,
    Numbers,
    Truths,
    in_order,
    numbered,
    offsets,
    order_of,
    ranges,
)
from conflicts.facts.portions import Portion, cut_short, portion
from conflicts.facts.query import AllOf, AnyOf, Column, Comparison, Formula, Matches, Query
from conflicts.facts.symmetry import is_symmetric, taking_part
from conflicts.facts.table import FactTable
from conflicts.model.moment import MISSING
from conflicts.sweep import Sweep

CHUNK = 2**19
"""How many pairs are tested at a time."""

Swept: TypeAlias = Callable[[Numbers], Sweep]
"""The matches of the claims in one large block, counted."""


def fits(query: Query, facts: FactTable) -> bool:
    """Whether a query is of one or two claims, with nothing further, and claims are about their own subjects only."""
    return query.variables <= 2 and not query.existences and not ("topic" in query.key and facts.is_spread)


def array_matches(query: Query, facts: FactTable, listed: int, swept: Swept) -> ArrayMatches:
    """Every match; the pairs of blocks of more than ``listed`` claims are counted by ``swept``, if it is told."""
    if query.variables == 1:
        every = np.arange(len(facts))
        known = every[_in_a_block(query, facts)]
        rows = known[_holds(query.possible, facts, (known,))]
        return ArrayMatches(rows[:, None], _holds(query.certain, facts, (rows,)))
    claims, starts = _blocks(query, facts)
    sizes = np.diff(starts)
    large = np.flatnonzero(sizes > listed) if query.grouped else ()
    sweeps = [swept(claims[starts[block] : starts[block + 1]]) for block in large]
    small = sizes >= 2 if not query.grouped else (sizes >= 2) & (sizes <= listed)
    compared = sizes[small] if query.is_countable else _compared(query, sizes[small])
    pairs = _pairs(claims, starts[:-1][small], starts[:-1][small] + compared)
    found = [_matches(query, facts, *some) for some in pairs]
    found += [sweep.listed for sweep in sweeps if sweep.listed is not None]
    rows = np.concatenate([rows for rows, _ in found]) if found else np.empty((0, 2), np.int64)
    certain = np.concatenate([certain for _, certain in found]) if found else np.empty(0, np.bool_)
    order = in_order(rows)
    crowds = Crowds.joined([sweep.crowds for sweep in sweeps])
    left_out = int((sizes[small] - compared).sum())  # no claim is in two of these blocks
    cut = [Portion(*some) for some in zip(sizes[small].tolist(), compared.tolist(), strict=True) if some[1] < some[0]]
    truncated = (
        *(sweep.truncated for sweep in sweeps if sweep.truncated is not None),
        *cut_short(query, cut, left_out, len(rows)),
    )
    return ArrayMatches(rows[order], certain[order], None, crowds, truncated)


def as_arrays(matches: Matches, query: Query, facts: FactTable) -> ArrayMatches:
    """Matches that are listed already, as arrays."""
    rows = np.array([match.rows for match in matches], np.int64).reshape(len(matches), query.variables)
    topics = None
    if "topic" in query.key:
        topics = np.array([facts.code(facts.deepest(match.rows)) for match in matches], np.int64)
    certain = np.array([match.certain for match in matches], np.bool_)
    return ArrayMatches(rows, certain, topics, Crowds.of(matches.crowds), matches.truncated)


def _in_a_block(query: Query, facts: FactTable) -> Truths:
    known = np.ones(len(facts), np.bool_)
    for name in query.key:
        known &= _key(name, facts) != MISSING
    return known


def _key(name: str, facts: FactTable) -> Numbers:
    return facts.array("subject.hi") if name == "topic" else facts.join_array(name)


def _blocks(query: Query, facts: FactTable) -> tuple[Numbers, Numbers]:
    """The rows block after block, ascending in each, and where the blocks begin and end; without those of no use."""
    every = np.arange(len(facts))
    rows = np.flatnonzero(_in_a_block(query, facts) & _holds(taking_part(query), facts, (every,)))
    code = np.zeros(len(rows), np.int64)
    for name in query.key:
        number, different = numbered(_key(name, facts)[rows])
        code, _ = numbered(code * max(1, len(different)) + number)
    order = order_of(code)
    return rows[order], offsets(np.bincount(code))


def _compared(query: Query, sizes: Numbers) -> Numbers:
    """How many of the claims of blocks of these sizes are compared with each other."""
    return np.array([portion(query, size) for size in sizes.tolist()], np.int64)


def _pairs(order: Numbers, starts: Numbers, stops: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """The pairs of different rows of each block, the lower first, some at a time."""
    places = ranges(starts, stops)
    ends = np.repeat(stops, stops - starts)
    partners = ends - places - 1
    done = np.cumsum(partners)
    begin = 0
    while begin < len(places):
        before = int(done[begin - 1]) if begin else 0
        end = max(begin + 1, int(np.searchsorted(done, before + CHUNK, "right")))
        first = np.repeat(places[begin:end], partners[begin:end])
        second = ranges(places[begin:end] + 1, ends[begin:end])
        if len(first):
            yield order[first], order[second]
        begin = end


def _matches(query: Query, facts: FactTable, lower: Numbers, higher: Numbers) -> tuple[NDArray[np.int64], Truths]:
    """The matches among some pairs, in no order."""
    if query.unordered:
        return _of_sets(query, facts, lower, higher)
    first, second = np.concatenate((lower, higher)), np.concatenate((higher, lower))
    fits = _holds(query.possible, facts, (first, second))
    first, second = first[fits], second[fits]
    return np.column_stack((first, second)), _holds(query.certain, facts, (first, second))


def _of_sets(query: Query, facts: FactTable, lower: Numbers, higher: Numbers) -> tuple[NDArray[np.int64], Truths]:
    """Of each pair the assignment that is certain, else the one with the lower claim first."""
    if is_symmetric(query.possible, query.key) and is_symmetric(query.certain, query.key):
        fits = _holds(query.possible, facts, (lower, higher))
        lower, higher = lower[fits], higher[fits]
        return np.column_stack((lower, higher)), _holds(query.certain, facts, (lower, higher))
    ahead, back = (_holds(query.possible, facts, rows) for rows in ((lower, higher), (higher, lower)))
    either = ahead | back
    lower, higher, ahead = lower[either], higher[either], ahead[either]
    surely_ahead, surely_back = (_holds(query.certain, facts, rows) for rows in ((lower, higher), (higher, lower)))
    as_written = surely_ahead | (ahead & ~surely_back)
    first, second = np.where(as_written, lower, higher), np.where(as_written, higher, lower)
    return np.column_stack((first, second)), surely_ahead | surely_back


def _holds(formula: Formula, facts: FactTable, rows: tuple[Numbers, ...]) -> Truths:
    """For which of these assignments the formula is true; ``rows`` are the claims of each variable."""
    match formula:
        case Comparison(left, operator, right, offset):
            one = facts.array(left.name)[rows[left.variable]]
            other = facts.array(right.name)[rows[right.variable]] if isinstance(right, Column) else right
            return COMPARE_ARRAYS[operator](one, other + offset)
        case AllOf(members):
            true = np.ones(len(rows[0]), np.bool_)
            for member in members:
                true &= _holds(member, facts, rows)
            return true
        case AnyOf(members):
            false = np.zeros(len(rows[0]), np.bool_)
            for member in members:
                false |= _holds(member, facts, rows)
            return false
