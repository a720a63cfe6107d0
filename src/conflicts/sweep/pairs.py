"""The pairs themselves, where they are few enough: sorted ranges that hold them, and little else.

A conjunction of equalities and comparisons is searched by sorting one side by group and by one column: the partners of
a claim then lie next to each other. What the range does not settle is tested pair by pair, some hundred thousand at a
time.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from conflicts.facts.arrays import Numbers
from conflicts.sweep.cells import Cell
from conflicts.sweep.columns import Columns
from conflicts.sweep.conjunctions import (
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
from conflicts.sweep.count import Counter, Groups, Ranks, levels
from conflicts.sweep.formula import AtMost, Joint, Literal, joined, opposite

CHUNK = 2**18
"""How many pairs are tested at a time."""

WASTE = 4
"""How many times the pairs that are known to be there may be tested before another way is looked for."""

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


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """Ranges that hold every pair of which all that is ``asked`` holds; what is ``settled`` holds of all their pairs.

    ``half`` names a column by which each pair, of those where either claim can come first, is found with the lesser
    first; None: found both ways.
    """

    ranges: Ranges
    asked: Conjunction
    settled: Conjunction
    half: int | None = None


class Finder:
    """Finds the pairs of cells over the columns of one block."""

    def __init__(self, columns: Columns, counter: Counter) -> None:
        self._columns, self._counter = columns, counter

    def pairs(self, cell: Cell, expected: int, *, once: bool) -> Iterator[Pairs]:
        """The cell's pairs, some at a time; about so many are ``expected``.

        Each comes once as an own and an other claim, or, if ``once``, those with the lower place first alone: there is
        then for each of the others one in some cell, perhaps this one, with its claims in each other's place.
        """
        asked = cell.asked
        for conjunction in alternatives(cell.asked, cell.bounds):
            may_halve = once and cell.own is cell.other and is_symmetric(asked) and is_symmetric(conjoined(conjunction))
            for search in self._search(conjunction, cell, expected, may_halve):
                test = joined(True, [*search.asked, given(asked, conjunction)])
                test = untested(test, search.settled, cell.bounds)
                for own, other in search.ranges.pairs():
                    found = self._tested(test, own, other)
                    yield self._lower_first(*found, search.half) if once else found
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
        """The cheapest of the ways to search for the conjunction that are tried."""
        enough = WASTE * expected + len(cell.own) + len(cell.other)
        best: Sequence[Search] = ()
        least: int | None = None
        for searches in self._ways(conjunction, cell, may_halve):
            size = sum(search.ranges.size for search in searches)
            if least is None or size < least:
                best, least = searches, size
            if least <= enough:
                break
        return best

    def _ways(self, conjunction: Conjunction, cell: Cell, may_halve: bool) -> Iterator[Sequence[Search]]:
        columns = ranged(conjunction)
        for pivot in pivots(conjunction):
            half = pivot.own if may_halve and pivot.own == pivot.other else None
            parts = [cell.bounds.reduced(conjunction | {Literal(pivot, holds)}) for holds in (True, False)]
            yield [
                min((self._ranges(part, column, cell, half) for column in ranged(part)), key=_size)
                for part in (parts if half is None else parts[:1])
                if part is not None
            ]
        for column in columns:
            yield [self._ranges(conjunction, column, cell)]
        if len(columns) > 1:
            for atom, holds in comparisons(conjunction):
                yield list(self._by_levels(conjunction, atom, holds, cell))

    def _ranges(self, conjunction: Conjunction, column: ColumnOf | None, cell: Cell, half: int | None = None) -> Search:
        """The ranges of one column that its comparisons leave."""
        same = equalities(conjunction)
        groups = self._counter.grouped((literal.atom for literal in same), cell).dense()
        compared = [each for each in comparisons(conjunction) if column in columns_of(each[0])]
        ranges = self._sorted(cell.own, cell.other, groups, compared, column)
        return Search(ranges, conjunction, frozenset([*same, *_literals(compared)]), half)

    def _by_levels(self, conjunction: Conjunction, atom: AtMost, holds: bool, cell: Cell) -> Iterator[Search]:
        """One comparison by levels, which settle it, and another by ranges within them."""
        same = equalities(conjunction)
        groups = self._counter.grouped((literal.atom for literal in same), cell).dense()
        first, ranks = Literal(atom, holds), self._counter.ranked(atom, cell)
        if not holds:
            # The other claim's place is at most the own claim's.
            ranks = Ranks(ranks.places - ranks.own, ranks.places + 1 - ranks.other, ranks.places + 2)
        rest = conjunction - {first}
        for own, other, part in levels(groups, ranks):
            searches = []
            for column in ranged(rest):
                compared = [each for each in comparisons(rest) if column in columns_of(each[0])]
                ranges = self._sorted(cell.own[own], cell.other[other], part.dense(), compared, column)
                searches.append(Search(ranges, conjunction, frozenset([*same, first, *_literals(compared)])))
            yield min(searches, key=_size)

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
            place = self._places(atom, by_other)[claims]
            if by_other is holds:
                low = np.maximum(low, place)
            else:
                high = np.minimum(high, place)
        keys = partners_in * (width + 1) + places
        order, first = np.argsort(keys), groups_of * (width + 1)
        start, end = first + low, first + np.maximum(low, high)
        # In this order the search, and what follows, goes through memory from front to back.
        claims_order = np.argsort(start)
        keys, start, end = keys[order], start[claims_order], end[claims_order]
        start, end = np.searchsorted(keys, start), np.searchsorted(keys, end)
        return Ranges(claims[claims_order], start, end, partners[order], by_other)

    def _places(self, atom: AtMost, by_other: bool) -> Numbers:
        """For each claim, how many of the different entries of its partners' column lie below its bound."""
        columns = self._columns
        if by_other:
            places = np.searchsorted(columns.distinct(atom.other), columns.distinct(atom.own) - atom.offset)
            return places[columns.codes(atom.own)]
        places = np.searchsorted(columns.distinct(atom.own), columns.distinct(atom.other) + atom.offset, "right")
        return places[columns.codes(atom.other)]


def _size(search: Search) -> int:
    return search.ranges.size


def _literals(compared: Iterable[tuple[AtMost, bool]]) -> Iterator[Literal]:
    return (Literal(atom, holds) for atom, holds in compared)
