"""Step 4 of docs/adr/0007-sweep.md: how many partners each claim has, by sorting and by searching within groups."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from conflicts.facts import limits
from conflicts.facts.arrays import Numbers, numbered, order_of
from conflicts.sweep.cells import Cell, Sum, Term, sum_of
from conflicts.sweep.columns import Columns, NotSweepable
from conflicts.sweep.formula import AtMost, Same


@dataclass(frozen=True, slots=True, eq=False)
class Ranks:
    """A comparison as one of places: it holds where the own claim's place is less than the other's."""

    own: Numbers
    other: Numbers
    places: int


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Groups of claims, by number: only claims of the same group are pairs."""

    own: Numbers
    other: Numbers
    count: int

    def of(self, own: Numbers, other: Numbers) -> "Groups":
        """The groups of some of the claims."""
        return Groups(self.own[own], self.other[other], self.count)

    def and_by(self, own: Numbers, other: Numbers, count: int) -> "Groups":
        """The groups within which these numbers are equal too."""
        if self.count == 1:
            return Groups(own, other, count)
        return Groups(self.own * count + own, self.other * count + other, self.count * count).dense()

    def dense(self) -> "Groups":
        """The same groups, with not many more numbers than there are claims."""
        if self.count <= 4 * (len(self.own) + len(self.other)):
            return self
        codes, distinct = numbered(np.concatenate([self.own, self.other]))
        return Groups(codes[: len(self.own)], codes[len(self.own) :], len(distinct))


class Counter:
    """Counts over the columns of one block; what comparisons come to is kept."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._bounds: dict[tuple[AtMost, bool], Numbers] = {}
        self._ranks: dict[AtMost, Ranks] = {}
        self._groups: dict[Same, Groups] = {}
        self._sums: dict[Cell, Sum] = {}

    def partners(self, cells: Iterable[Cell], within: Numbers | None = None) -> tuple[Numbers, Numbers]:
        """For each claim the number of its pairs as own and as other claim, those with itself among them.

        ``within`` numbers groups of claims: then only pairs of one group count. Raises NotSweepable.
        """
        cells = list(cells)
        self._weigh(cells)
        first, second = (np.zeros(len(self._columns), dtype=np.int64) for _ in range(2))
        for cell in cells:
            for term, times in self._sum(cell).items():
                ahead, back = self._count(term, cell, within)
                first[cell.own] += times * ahead
                second[cell.other] += times * back
        return first, second

    def _sum(self, cell: Cell) -> Sum:
        if cell not in self._sums:
            self._sums[cell] = sum_of(cell.asked, cell.bounds)
        return self._sums[cell]

    def _weigh(self, cells: Sequence[Cell]) -> None:
        work = 0
        for cell in cells:
            size = len(cell.own) + len(cell.other)
            for term in self._sum(cell):
                comparisons = sum(isinstance(literal.atom, AtMost) for literal in term)
                work += size * size.bit_length() ** max(0, comparisons - 1)
        if work > limits.SWEEP_WORK:
            raise NotSweepable("the rule compares too many columns at once")

    def ranks(self, atom: AtMost) -> Ranks:
        """The comparison as places in one order of all claims."""
        if atom not in self._ranks:
            self._ranks[atom] = Ranks(
                own=self.bounds_of(atom, by_other=True),
                other=self._columns.codes(atom.other) + 1,
                places=len(self._columns.distinct(atom.other)) + 1,
            )
        return self._ranks[atom]

    def bounds_of(self, atom: AtMost, *, by_other: bool) -> Numbers:
        """For each claim as own claim, how many different entries of the other column lie below its bound.

        Not ``by_other``: for each claim as the other one, how many of the own column lie at its bound or below.
        """
        if (atom, by_other) not in self._bounds:
            columns = self._columns
            own, other = columns.distinct(atom.own), columns.distinct(atom.other)
            if by_other:
                bounds = np.searchsorted(other, own - atom.offset)[columns.codes(atom.own)]
            else:
                bounds = np.searchsorted(own, other + atom.offset, "right")[columns.codes(atom.other)]
            self._bounds[atom, by_other] = bounds
        return self._bounds[atom, by_other]

    def groups(self, atom: Same) -> Groups:
        """The equality as groups of all claims."""
        if atom not in self._groups:
            if atom.own == atom.other and atom.offset == 0:
                codes = self._columns.codes(atom.own)
                self._groups[atom] = Groups(codes, codes, len(self._columns.distinct(atom.own)))
            else:
                own, other = self._columns.values[atom.own], self._columns.values[atom.other]
                codes, distinct = numbered(np.concatenate([own - atom.offset, other]))
                self._groups[atom] = Groups(codes[: len(own)], codes[len(own) :], len(distinct))
        return self._groups[atom]

    def grouped(self, atoms: Iterable[object], cell: Cell, within: Numbers | None = None) -> Groups:
        """The groups that the equalities among these atoms make of a cell's claims."""
        groups = Groups(np.zeros(len(cell.own), np.int64), np.zeros(len(cell.other), np.int64), 1)
        if within is not None:
            groups = Groups(within[cell.own], within[cell.other], int(within.max()) + 1)
        for atom in atoms:
            if isinstance(atom, Same):
                more = self.groups(atom).of(cell.own, cell.other)
                groups = groups.and_by(more.own, more.other, more.count)
        return groups

    def ranked(self, atom: AtMost, cell: Cell) -> Ranks:
        """The comparison as places of a cell's claims."""
        ranks = self.ranks(atom)
        return Ranks(ranks.own[cell.own], ranks.other[cell.other], ranks.places)

    def _count(self, term: Term, cell: Cell, within: Numbers | None) -> tuple[Numbers, Numbers]:
        compared = [self.ranked(literal.atom, cell) for literal in term if isinstance(literal.atom, AtMost)]
        groups = self.grouped((literal.atom for literal in term), cell, within)
        return dominated(groups, sorted(compared, key=lambda ranks: ranks.places))


def dominated(groups: Groups, compared: Sequence[Ranks]) -> tuple[Numbers, Numbers]:
    """For each own claim how many of the others, and for each of the others how many own claims, fit.

    They fit if they are of one group, and the own claim's place is less in every comparison.
    """
    if not compared:
        return _equals(groups)
    if len(compared) == 1:
        return _ahead(groups, compared[0])
    first, *rest = compared
    ahead, back = (np.zeros(len(side), dtype=np.int64) for side in (groups.own, groups.other))
    for own, other, part in levels(groups, first):
        further = [Ranks(ranks.own[own], ranks.other[other], ranks.places) for ranks in rest]
        more, more_back = dominated(part, further)
        ahead[own] += more
        back[other] += more_back
    return ahead, back


def levels(groups: Groups, ranks: Ranks) -> Iterable[tuple[Numbers, Numbers, Groups]]:
    """Own and other claims in groups, so that each pair that fits the comparison shares a group just once.

    Of two numbers the first is less just if there is one bit that it lacks and the second has, above which they are
    equal: a level for each bit.
    """
    for bit in range(ranks.places.bit_length()):
        own = np.flatnonzero(ranks.own >> bit & 1 == 0)
        other = np.flatnonzero(ranks.other >> bit & 1)
        if len(own) and len(other):
            above = (ranks.places >> (bit + 1)) + 1
            yield (
                own,
                other,
                groups.of(own, other).and_by(ranks.own[own] >> (bit + 1), ranks.other[other] >> (bit + 1), above),
            )


def _equals(groups: Groups) -> tuple[Numbers, Numbers]:
    if groups.count == 1:
        return np.full(len(groups.own), len(groups.other)), np.full(len(groups.other), len(groups.own))
    own, other = (np.bincount(side, minlength=groups.count) for side in (groups.own, groups.other))
    return other[groups.own], own[groups.other]


def _ahead(groups: Groups, ranks: Ranks) -> tuple[Numbers, Numbers]:
    """Sort all by group and place, the others first where these are equal, and count what stands where."""
    own, other = groups.own * ranks.places + ranks.own, groups.other * ranks.places + ranks.other
    order = order_of(np.concatenate([2 * own + 1, 2 * other]))
    is_other = order >= len(own)
    others_so_far = np.cumsum(is_other)
    owns_so_far = np.arange(1, len(order) + 1) - others_so_far
    others_up_to = np.cumsum(np.bincount(groups.other, minlength=groups.count))
    owns_in = np.bincount(groups.own, minlength=groups.count)
    owns_before = np.cumsum(owns_in) - owns_in
    ahead, back = np.empty(len(own), dtype=np.int64), np.empty(len(other), dtype=np.int64)
    place = order[~is_other]
    ahead[place] = others_up_to[groups.own[place]] - others_so_far[~is_other]
    place = order[is_other] - len(own)
    back[place] = owns_so_far[is_other] - owns_before[groups.other[place]]
    return ahead, back
