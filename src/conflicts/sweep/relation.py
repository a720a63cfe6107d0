"""One relation between the claims of a block: how many partners each claim has, and who they are."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from conflicts.facts.arrays import Numbers, Truths
from conflicts.sweep.cells import Cell, Sorting, cells_of
from conflicts.sweep.columns import Columns
from conflicts.sweep.count import Counter
from conflicts.sweep.formula import AtMost, Joint, Literal, joined, opposite
from conflicts.sweep.pairs import Finder, Pairs, TooManyError

TRIED, ENOUGH = 2**12, 8
"""How many pairs are tried to guess how many there are, and how many of them say that there are some."""


class Block(NamedTuple):
    """What is known of a block of claims: their columns, their sorts, and what comparisons come to."""

    columns: Columns
    sorting: Sorting
    counter: Counter

    @classmethod
    def of(cls, columns: Columns) -> "Block":
        """A block of which only the columns are known yet."""
        return cls(columns, Sorting(columns), Counter(columns))


class Relation:
    """The pairs of different claims of which ``asked`` holds.

    ``once``: ``asked`` is the same with the claims exchanged, and a pair counts once, with the lower place first.
    They are counted when a count is asked for; if they are a ``difference`` of two relations, from the counts of these.
    """

    def __init__(
        self, asked: Joint, block: Block, *, once: bool, difference: "tuple[Relation, Relation] | None" = None
    ) -> None:
        self.asked, self.block, self.once = asked, block, once
        self.columns = block.columns
        self._difference = difference

    def less(self, other: "Relation") -> "Relation":
        """The pairs of this relation but for those of the other one, which are all among them."""
        asked = self.asked != other.asked and joined(True, [self.asked, opposite(other.asked)])
        return Relation(asked, self.block, once=self.once, difference=(self, other))

    @cached_property
    def _counts(self) -> Pairs:
        return self._partners()

    @property
    def first(self) -> Numbers:
        """For each claim, in how many pairs it comes first; if ``once``, the number of its partners."""
        return self._counts[0]

    @property
    def second(self) -> Numbers:
        """For each claim, in how many pairs it comes second; if ``once``, the number of its partners."""
        return self._counts[1]

    def _partners(self, within: Numbers | None = None) -> tuple[Numbers, Numbers]:
        """For each claim the number of its pairs, as first and as second, ``within`` one group of claims."""
        if self.asked is False:
            return np.zeros(len(self.columns), dtype=np.int64), np.zeros(len(self.columns), dtype=np.int64)
        if self._difference is not None:
            more, less = (each._counts if within is None else each._partners(within) for each in self._difference)
            return more[0] - less[0], more[1] - less[1]
        itself = self.columns.holds(self.asked, self.columns.everyone, self.columns.everyone)
        first, second = self.block.counter.partners(self.cells, within)
        return first - itself, second - itself

    @property
    def pairs(self) -> int:
        """How many pairs there are."""
        return int(self.first.sum()) // (2 if self.once else 1)

    @property
    def taking_part(self) -> Truths:
        """Which claims are in a pair."""
        return (self.first > 0) | (self.second > 0)

    def seems_to_have(self, at_most: int) -> bool:
        """Whether, to go by some pairs, there are not many more than so many."""
        size = len(self.columns)
        own, other = ((np.arange(TRIED) * step % 1 * size).astype(np.int64) for step in (2**0.5, 3**0.5))
        found = int((self.columns.holds(self.asked, own, other) & (own != other)).sum())
        return found <= ENOUGH + 2 * TRIED * at_most * (1 + self.once) / size**2

    def crossing(self, labels: Numbers) -> Numbers:
        """For each claim the number of its pairs with claims of another label."""
        first, second = self._partners(labels)
        crossing = self.first - first
        return crossing if self.once else crossing + self.second - second

    @cached_property
    def cells(self) -> list[Cell]:
        """The relation in cells."""
        return cells_of(self.asked, self.block.sorting) if self.asked is not False else []

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

    def pairs_if_few(self, most: int) -> Pairs | None:
        """Every pair, uncounted, if they can be found by looking at no more than so many; else None."""
        try:
            return _joined_up(self._found(self.cells, len(self.columns), once=self.once, most=most))
        except TooManyError:
            return None

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

    def _found(self, cells: list[Cell], expected: int, *, once: bool, most: int | None = None) -> Iterator[Pairs]:
        finder = Finder(self.columns, self.block.counter, most)
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
