"""A formula in parts: claims with the same marks on either side, and what is left to ask of them together."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from conflicts.facts import limits
from conflicts.facts.arrays import Numbers
from conflicts.sweep.bounds import Bounds, Side
from conflicts.sweep.columns import Columns, NotSweepable
from conflicts.sweep.formula import Atom, Joint, Marked, atoms, decided


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """Of the pairs of these own and these other claims, those of which ``asked`` holds; it names no marks."""

    own: Numbers
    other: Numbers
    asked: Joint
    bounds: Bounds


def cells_of(formula: Joint, sorting: "Sorting") -> list[Cell]:
    """Cells that hold every pair of which the formula holds, each once."""
    columns = sorting.columns
    parts: dict[tuple[int, Joint], list[Numbers]] = {}
    others: dict[int, Numbers] = {}
    for own, asked in sorting.split(formula, 0, columns.everyone):
        for other, rest in sorting.split(asked, 1, columns.everyone):
            others[id(other)] = other
            parts.setdefault((id(other), rest), []).append(own)
    return [_cell(sorting, owns, others[number], asked) for (number, asked), owns in parts.items()]


def _cell(sorting: "Sorting", owns: list[Numbers], other: Numbers, asked: Joint) -> Cell:
    own = owns[0] if len(owns) == 1 else sorting.kept(np.sort(np.concatenate(owns)))
    return Cell(own, other, asked, sorting.bounds(own, other))


class Sorting:
    """Sorts the claims of a block by their marks; the same claims are the same array, each time, with what is known."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._sorts: dict[tuple[int, ...], tuple[list[dict[int, bool]], Numbers]] = {}
        self._places: dict[bytes, Numbers] = {columns.everyone.tobytes(): columns.everyone}
        self._sides: dict[int, Side] = {}
        self._bounds: dict[tuple[int, int], Bounds] = {}

    def bounds(self, own: Numbers, other: Numbers) -> Bounds:
        """What is known of pairs of these own and these other claims."""
        key = id(own), id(other)
        if key not in self._bounds:
            self._bounds[key] = Bounds(self.columns, self._side(own), self._side(other))
        return self._bounds[key]

    def _side(self, places: Numbers) -> Side:
        return self._sides.setdefault(id(places), Side(self.columns, places))

    def split(self, formula: Joint, variable: int, everyone: Numbers) -> Iterator[tuple[Numbers, Joint]]:
        """The claims that can stand for the variable, by what is left to ask once their marks are known."""
        marks = tuple(
            sorted({atom.mark for atom in atoms(formula) if isinstance(atom, Marked) and atom.variable == variable})
        )
        if not marks:
            if formula is not False:
                yield everyone, formula
            return
        sorts, sort_of = self._sorted(marks)
        left = [_asked_of(sort, variable, formula) for sort in sorts]
        for asked in dict.fromkeys(left):
            if asked is not False:
                chosen = np.array([one == asked for one in left])
                yield self.kept(np.flatnonzero(chosen[sort_of])), asked

    def kept(self, places: Numbers) -> Numbers:
        """These claims, as the array that stands for them."""
        return self._places.setdefault(places.tobytes(), places)

    def _sorted(self, marks: tuple[int, ...]) -> tuple[list[dict[int, bool]], Numbers]:
        if marks not in self._sorts:
            if len(marks) > limits.SWEEP_MARKS:
                raise NotSweepable(f"the rule asks more than {limits.SWEEP_MARKS} things of single claims")
            bits = np.zeros(len(self.columns), dtype=np.int64)
            for mark in marks:
                bits = 2 * bits + self.columns.marks[mark]
            found, sort_of = np.unique(bits, return_inverse=True)
            if len(found) > limits.SWEEP_SORTS:
                raise NotSweepable(f"the rule distinguishes more than {limits.SWEEP_SORTS:,} sorts of claims")
            width = len(marks) - 1
            sorts = [{mark: bool(code >> (width - at) & 1) for at, mark in enumerate(marks)} for code in found.tolist()]
            self._sorts[marks] = sorts, sort_of
        return self._sorts[marks]


def _asked_of(sort: dict[int, bool], variable: int, formula: Joint) -> Joint:
    """What is left to ask where the claim that stands for the variable is of this sort."""

    def known(atom: Atom) -> bool | None:
        return sort[atom.mark] if isinstance(atom, Marked) and atom.variable == variable else None

    return decided(formula, known)
