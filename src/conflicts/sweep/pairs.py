"""Step 5 of docs/adr/0007-sweep.md: the pairs, where they are few: sorted ranges that hold them, and little else."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

import numpy as np

from conflicts.facts.arrays import Numbers, order_of
from conflicts.sweep.bounds import (
    ColumnOf,
    Conjunction,
    alternatives,
    columns_of,
    comparisons,
    conjoined,
    equalities,
    given,
    is_symmetric,
    pivots,
    ranged,
    untested,
)
from conflicts.sweep.cells import Cell
from conflicts.sweep.columns import Columns
from conflicts.sweep.count import Counter, Groups, Ranks, levels
from conflicts.sweep.formula import AtMost, Joint, Literal, joined, opposite

CHUNK = 2**18
"""How many pairs are tested at a time."""

WASTE = 4
"""How many times the pairs that are known to be there may be tested before another way is looked for."""

LARGE = 2**14
"""From how many claims on a side of a cell is searched in a sample first, to see which way is the shortest."""

SAMPLE = 2**12
"""How many claims of a large side are in its sample."""

GOLDEN = (5**0.5 - 1) / 2

Pairs: TypeAlias = tuple[Numbers, Numbers]
"""The places of own claims and of the others, pair by pair."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranges:
    """For each of these ``claims``, the partners from ``start`` to before ``end`` in an order of the other side.

    ``is_own`` says on which side the claims are.
    """

    claims: Numbers
    start: Numbers
    end: Numbers
    order: Numbers
    is_own: bool

    @property
    def size(self) -> int:
        """How many pairs there are."""
        return int((self.end - self.start).sum())

    def pairs(self) -> Iterator[Pairs]:
        """The pairs, some at a time."""
        sizes = self.end - self.start
        last = np.cumsum(sizes)
        begin = 0
        while begin < len(sizes):
            done = int(last[begin - 1]) if begin else 0
            stop = max(begin + 1, int(np.searchsorted(last, done + CHUNK, "right")))
            some = sizes[begin:stop]
            claims = np.repeat(self.claims[begin:stop], some)
            shift = self.start[begin:stop] - (last[begin:stop] - some - done)
            partners = self.order[np.repeat(shift, some) + np.arange(len(claims))]
            yield (claims, partners) if self.is_own else (partners, claims)
            begin = stop


class Step(NamedTuple):
    """A search for pairs of which all that is ``asked`` holds, sorted by the column, within levels of a comparison.

    ``half`` names a column by which each pair, of those where either claim can come first, is found with the lesser
    first; None: found both ways.
    """

    asked: Conjunction
    column: ColumnOf | None
    half: int | None = None
    level: tuple[AtMost, bool] | None = None


class Search(NamedTuple):
    """Ranges that hold every pair of a step; what is ``settled`` holds of all their pairs."""

    step: Step
    ranges: Ranges
    settled: Conjunction


class TooManyError(Exception):
    """There are more pairs to look at than was asked for."""


class Finder:
    """Finds the pairs of cells over the columns of one block, by testing no more than ``most``, if that is given."""

    def __init__(self, columns: Columns, counter: Counter, most: int | None = None) -> None:
        self._columns, self._counter, self._left = columns, counter, most

    def pairs(self, cell: Cell, expected: int, *, once: bool) -> Iterator[Pairs]:
        """The cell's pairs, some at a time; about so many are ``expected``.

        Each comes once as an own and an other claim, or, if ``once``, those with the lower place first alone: there is
        then for each of the others one in some cell, perhaps this one, with its claims in each other's place.
        Raises TooManyError before too many would be tested.
        """
        asked = cell.asked
        for conjunction in alternatives(cell.asked, cell.bounds):
            may_halve = once and cell.own is cell.other and is_symmetric(asked) and is_symmetric(conjoined(conjunction))
            searches = self._search(conjunction, cell, expected, may_halve)
            if self._left is not None:
                self._left -= sum(search.ranges.size for search in searches)
                if self._left < 0:
                    raise TooManyError
            for search in searches:
                test = joined(True, [*search.step.asked, given(asked, conjunction)])
                test = untested(test, search.settled, cell.bounds)
                for own, other in search.ranges.pairs():
                    found = self._tested(test, own, other)
                    yield self._lower_first(*found, search.step.half) if once else found
            asked = joined(True, [asked, opposite(conjoined(conjunction))])

    def _tested(self, test: Joint, own: Numbers, other: Numbers) -> Pairs:
        if test is True:
            return own, other
        holds = self._columns.holds(test, own, other)
        return own[holds], other[holds]

    def _lower_first(self, own: Numbers, other: Numbers, half: int | None) -> Pairs:
        chosen = own < other
        if half is None:
            return own[chosen], other[chosen]
        values = self._columns.values[half]
        chosen |= values[own] != values[other]
        own, other = own[chosen], other[chosen]
        return np.minimum(own, other), np.maximum(own, other)

    def _search(self, conjunction: Conjunction, cell: Cell, expected: int, may_halve: bool) -> Sequence[Search]:
        """The cheapest of the ways to search for the conjunction that are tried, on a sample of a large cell."""
        sample, times = _sample(cell)
        enough = WASTE * expected + len(cell.own) + len(cell.other)
        best: Sequence[tuple[Step, Sequence[Search]]] = ()
        least: int | None = None
        for way in _ways(conjunction, cell, may_halve):
            found = [min(((step, self._searches(step, sample)) for step in part), key=_size) for part in way]
            size = times * sum(map(_size, found))
            if least is None or size < least:
                best, least = found, size
            if least <= enough:
                break
        if sample is cell:
            return [search for _, searches in best for search in searches]
        return [search for step, _ in best for search in self._searches(step, cell)]

    def _searches(self, step: Step, cell: Cell) -> Sequence[Search]:
        """The ranges that a step comes to, for each level if it has levels."""
        same = equalities(step.asked)
        groups = self._counter.grouped((literal.atom for literal in same), cell)
        compared = [each for each in comparisons(step.asked) if step.column in columns_of(each[0])]
        settled = frozenset([*same, *_literals(compared)])
        if step.level is None:
            return [Search(step, self._sorted(cell.own, cell.other, groups.dense(), compared, step.column), settled)]
        atom, holds = step.level
        ranks = self._counter.ranked(atom, cell)
        if not holds:
            # The other claim's place is at most the own claim's.
            ranks = Ranks(ranks.places - ranks.own, ranks.places + 1 - ranks.other, ranks.places + 2)
        settled |= {Literal(atom, holds)}
        return [
            Search(step, self._sorted(cell.own[own], cell.other[other], part.dense(), compared, step.column), settled)
            for own, other, part in levels(groups, ranks)
        ]

    def _sorted(
        self,
        own: Numbers,
        other: Numbers,
        groups: Groups,
        compared: Sequence[tuple[AtMost, bool]],
        column: ColumnOf | None,
    ) -> Ranges:
        """Sort the column's side by group and column, and look up where each claim's partners begin and end."""
        by_other = column is None or column[0] == 1
        claims, partners = (own, other) if by_other else (other, own)
        groups_of, partners_in = (groups.own, groups.other) if by_other else (groups.other, groups.own)
        width = 1 if column is None else len(self._columns.distinct(column[1]))
        places = np.zeros(len(partners), np.int64) if column is None else self._columns.codes(column[1])[partners]
        low, high = np.zeros(len(claims), dtype=np.int64), np.full(len(claims), width)
        for atom, holds in compared:
            place = self._counter.bounds_of(atom, by_other=by_other)[claims]
            if by_other is holds:
                low = np.maximum(low, place)
            else:
                high = np.minimum(high, place)
        keys = partners_in * (width + 1) + places
        order, first = order_of(keys), groups_of * (width + 1)
        start, end = first + low, first + np.maximum(low, high)
        # In this order the search, and what follows, goes through memory from front to back.
        claims_order = order_of(start)
        keys, start, end = keys[order], start[claims_order], end[claims_order]
        start, end = np.searchsorted(keys, start), np.searchsorted(keys, end)
        return Ranges(claims[claims_order], start, end, partners[order], by_other)


def _ways(conjunction: Conjunction, cell: Cell, may_halve: bool) -> Iterator[Sequence[Sequence[Step]]]:
    """Ways to search for the conjunction: each in parts, for each of which any of its steps is enough."""
    columns = ranged(conjunction)
    for pivot in pivots(conjunction):
        half = pivot.own if may_halve and pivot.own == pivot.other else None
        parts = [cell.bounds.reduced(conjunction | {Literal(pivot, holds)}) for holds in (True, False)]
        yield [
            [Step(part, column, half) for column in ranged(part)]
            for part in (parts if half is None else parts[:1])
            if part is not None
        ]
    for column in columns:
        yield [[Step(conjunction, column)]]
    if len(columns) > 1:
        for level in comparisons(conjunction):
            yield [[Step(conjunction, column, level=level) for column in ranged(conjunction - {Literal(*level)})]]


def _sample(cell: Cell) -> tuple[Cell, int]:
    """Some of the cell's pairs as a cell, and how many times as many it has; a small one is its own sample."""
    if max(len(cell.own), len(cell.other)) <= LARGE:
        return cell, 1
    own, other = _scattered(cell.own, 0), _scattered(cell.other, 1)
    return replace(cell, own=own, other=other), len(cell.own) * len(cell.other) // (len(own) * len(other))


def _scattered(places: Numbers, turn: int) -> Numbers:
    """Some of many places, spread evenly but in step with nothing (Weyl's sequence); others at the other turn."""
    if len(places) <= LARGE:
        return places
    spread = np.arange(2 * SAMPLE) * GOLDEN % 1
    return places[np.sort((spread * len(places)).astype(np.int64))[turn::2]]


def _size(found: tuple[Step, Sequence[Search]]) -> int:
    return sum(search.ranges.size for search in found[1])


def _literals(compared: Iterable[tuple[AtMost, bool]]) -> Iterator[Literal]:
    return (Literal(atom, holds) for atom, holds in compared)
