"""Steps 2 and 3 of docs/adr/0007-sweep.md: a formula in parts, and each part as a sum.

A part are the claims with the same marks on either side, and what is left to ask of them together. As a sum of
conjunctions it is counted by inclusion and exclusion, shortened by what is known of the claims.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from conflicts.facts import limits
from conflicts.facts.arrays import Numbers
from conflicts.sweep.bounds import Bounds, Side
from conflicts.sweep.columns import Columns, NotSweepable
from conflicts.sweep.formula import AtMost, Atom, Joint, Junction, Literal, Marked, Same, atoms, decided


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


# A formula as a sum of conjunctions -----------------------------------------------------------------------------------

Term: TypeAlias = frozenset[Literal]
"""Atoms that all hold."""

Sum: TypeAlias = Mapping[Term, int]
"""Conjunctions, each with the number of times that it counts."""

_ONE: Sum = {frozenset(): 1}


def sum_of(formula: Joint, bounds: Bounds) -> Sum:
    """The sum that is 1 for the pairs of which the formula holds, and 0 for all others.

    Raises NotSweepable if it grows too long.
    """
    match formula:
        case Literal(atom, holds):
            positive = _plus({}, _reduced({frozenset([Literal(atom)]): 1}, bounds))
            return positive if holds else _one_without(positive)
        case Junction(every, members):
            product = _ONE
            for member in members:
                factor = sum_of(member, bounds)
                product = _times(product, factor if every else _one_without(factor), bounds)
            return product if every else _one_without(product)
        case _:
            return _ONE if formula else {}


def _one_without(terms: Sum) -> Sum:
    return _plus(_ONE, {term: -times for term, times in terms.items()})


def _plus(first: Sum, second: Sum) -> Sum:
    total = dict(first)
    for term, times in second.items():
        total[term] = total.get(term, 0) + times
    return {term: times for term, times in total.items() if times}


def _times(first: Sum, second: Sum, bounds: Bounds) -> Sum:
    total: dict[Term, int] = {}
    for term, times in first.items():
        for other, more in second.items():
            both = bounds.reduced(term | other)
            if both is not None:
                total[both] = total.get(both, 0) + times * more
                if len(total) > limits.SWEEP_TERMS:
                    raise NotSweepable(f"the rule comes to more than {limits.SWEEP_TERMS} conjunctions")
    return _equalities({term: times for term, times in total.items() if times}, bounds)


def _reduced(terms: Sum, bounds: Bounds) -> Sum:
    total: dict[Term, int] = {}
    for term, times in terms.items():
        reduced = bounds.reduced(term)
        if reduced is not None:
            total[reduced] = total.get(reduced, 0) + times
    return {term: times for term, times in total.items() if times}


def _equalities(terms: Sum, bounds: Bounds) -> Sum:
    """Turn ``at most n`` without ``at most n - 1`` into ``is n``."""
    total = dict(terms)
    for term in terms:
        for literal in term:
            atom = literal.atom
            if isinstance(atom, AtMost):
                less = term - {literal} | {Literal(AtMost(atom.own, atom.other, atom.offset - 1))}
                times = total.get(term, 0)
                if times and total.get(less, 0) == -times:
                    same = bounds.reduced(term - {literal} | {Literal(Same(atom.own, atom.other, atom.offset))})
                    del total[term], total[less]
                    if same is not None:
                        total = dict(_plus(total, {same: times}))
    return total
