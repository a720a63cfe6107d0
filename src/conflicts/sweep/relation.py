"""One relation between the claims of a block: how many partners each claim has, and who they are."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from conflicts.facts.arrays import Numbers, Truths
from conflicts.sweep.cells import Cell, cells_of
from conflicts.sweep.columns import Columns
from conflicts.sweep.count import Counter
from conflicts.sweep.formula import AtMost, Joint, Literal, joined, opposite
from conflicts.sweep.pairs import Finder, Pairs


class Relation:
    """The pairs of different claims of which ``asked`` holds, less those of another relation, which are among them.

    ``once``: ``asked`` is the same with the claims exchanged, and a pair counts once, with the lower place first.
    ``first`` and ``second`` say for each claim in how many pairs it comes first, and second; if ``once``, either is the
    number of its partners.
    """

    def __init__(
        self, asked: Joint, columns: Columns, counter: Counter, *, without: "Relation | None" = None, once: bool
    ) -> None:
        self.asked = asked
        if without is not None:
            self.asked = asked != without.asked and joined(True, [asked, opposite(without.asked)])
        self.columns, self.counter, self.once = columns, counter, once
        self._without = without
        self._counted = cells_of(asked, columns) if self.asked is not False else []
        self._itself = columns.holds(asked, columns.everyone, columns.everyone)
        self._cells: list[Cell] | None = None
        self.first, self.second = self._partners()

    def _partners(self, within: Numbers | None = None) -> tuple[Numbers, Numbers]:
        """For each claim the number of its pairs, as first and as second, ``within`` one group of claims."""
        if self.asked is False:
            return np.zeros(len(self.columns), dtype=np.int64), np.zeros(len(self.columns), dtype=np.int64)
        first, second = self.counter.partners(self._counted, within)
        first, second = first - self._itself, second - self._itself
        if self._without is not None:
            less = (self._without.first, self._without.second) if within is None else self._without._partners(within)
            first, second = first - less[0], second - less[1]
        return first, second

    @property
    def pairs(self) -> int:
        """How many pairs there are."""
        return int(self.first.sum()) // (2 if self.once else 1)

    @property
    def taking_part(self) -> Truths:
        """Which claims are in a pair."""
        return (self.first > 0) | (self.second > 0)

    def crossing(self, labels: Numbers) -> Numbers:
        """For each claim the number of its pairs with claims of another label."""
        first, second = self._partners(labels)
        crossing = self.first - first
        return crossing if self.once else crossing + self.second - second

    @property
    def cells(self) -> list[Cell]:
        """The relation in cells."""
        if self._cells is None:
            self._cells = cells_of(self.asked, self.columns)
        return self._cells

    def partners(self, place: int) -> Numbers:
        """The places of those in a pair with the claim in this one; twice, if they are in two."""
        here = np.array([place])
        found = [cell.other[self.columns.holds(cell.asked, here, cell.other)] for cell in self._cells_with(place, 0)]
        if not self.once:
            found += [cell.own[self.columns.holds(cell.asked, cell.own, here)] for cell in self._cells_with(place, 1)]
        partners: Numbers = np.concatenate(found)
        others: Numbers = partners[partners != place]
        return others

    def _cells_with(self, place: int, variable: int) -> Iterator[Cell]:
        for cell in self.cells:
            places = cell.other if variable else cell.own
            at = int(np.searchsorted(places, place))
            if at < len(places) and int(places[at]) == place:
                yield cell

    def each_pair(self) -> Iterator[Pairs]:
        """Every pair, some at a time."""
        return self._found(self.cells, self.pairs, once=self.once)

    def all_pairs(self) -> Pairs:
        """Every pair."""
        return _joined_up(self.each_pair())

    def pairs_of(self, places: Numbers) -> Pairs:
        """The pairs whose own claim is in one of these places; ``once`` or not, each of them both ways."""
        chosen = np.zeros(len(self.columns), dtype=np.bool_)
        chosen[places] = True
        cells = [replace(cell, own=cell.own[chosen[cell.own]]) for cell in self.cells]
        return _joined_up(self._found(cells, int(self.first[places].sum()), once=False))

    def crossing_pairs(self, labels: Numbers, crossing: Numbers) -> Iterator[Pairs]:
        """The pairs of claims with different labels, each at least once; ``crossing`` says how many each claim has."""
        number = self.columns.add(labels)
        orders = [Literal(AtMost(number, number, -1))]
        if not self.once:
            orders.append(Literal(AtMost(number, number), False))
        cells = [
            replace(
                cell,
                own=cell.own[crossing[cell.own] > 0],
                other=cell.other[crossing[cell.other] > 0],
                asked=joined(True, [cell.asked, order]),
            )
            for cell in self.cells
            for order in orders
        ]
        return self._found(cells, int(crossing.sum()) // 2, once=False)

    def _found(self, cells: list[Cell], expected: int, *, once: bool) -> Iterator[Pairs]:
        finder = Finder(self.columns, self.counter)
        for cell in cells:
            if len(cell.own) and len(cell.other):
                for own, other in finder.pairs(cell, expected, once=once):
                    different = own != other
                    yield own[different], other[different]


def _joined_up(parts: Iterator[Pairs]) -> Pairs:
    some = list(parts)
    if not some:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return np.concatenate([own for own, _ in some]), np.concatenate([other for _, other in some])
