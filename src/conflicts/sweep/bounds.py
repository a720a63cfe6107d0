"""What follows from what: conjunctions of comparisons as systems of difference constraints.

Every comparison ``x - y <= w`` is an edge from x to y of length w; so is what the claims at hand are known to satisfy:
that a start is before its end, that a column lies between two numbers. A conjunction is impossible if a cycle is
shorter than nothing, and a comparison follows if a path is as short as it says (Bellman 1958; Dill 1989).

Steps 3 and 5 of docs/adr/0007-sweep.md ask this: to shorten sums, and to search for pairs.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import product
from typing import TypeAlias

import numpy as np

from conflicts.facts import limits
from conflicts.facts.arrays import Numbers
from conflicts.sweep.columns import Columns
from conflicts.sweep.formula import (
    AtMost,
    Atom,
    Joint,
    Junction,
    Literal,
    Marked,
    Same,
    atoms,
    decided,
    exchanged,
    joined,
)

Node: TypeAlias = tuple[int, int]
"""A variable and a column of its claim; or ZERO."""

ZERO: Node = (2, 0)

Nodes: TypeAlias = tuple[Node, ...]

Distances: TypeAlias = list[list[int]]
"""The lengths of the shortest paths from node to node, by number; at least NO_WAY where there is none."""

NO_WAY = 2**80


class Side:
    """Some claims of a block, and how their columns lie to each other."""

    def __init__(self, columns: Columns, places: Numbers) -> None:
        self._columns, self.places = columns, places
        self._gaps: dict[tuple[int, int], int | None] = {}
        self._ranges: dict[int, tuple[int, int]] = {}

    @cached_property
    def _is_all(self) -> bool:
        return len(self.places) == len(self._columns)

    def values(self, number: int) -> Numbers:
        """The column's entries for these claims."""
        values = self._columns.values[number]
        return values if self._is_all else values[self.places]

    def range(self, number: int) -> tuple[int, int]:
        """The least and the greatest entry of the column."""
        if number not in self._ranges:
            if self._is_all:
                self._ranges[number] = self._columns.low[number], self._columns.high[number]
            else:
                values = self.values(number)
                self._ranges[number] = int(values.min()), int(values.max())
        return self._ranges[number]

    def gap(self, first: int, second: int) -> int | None:
        """The greatest difference, first minus second, that a claim's two columns have; None if it is too great."""
        if (first, second) not in self._gaps:
            self._gaps[first, second] = self._gap(first, second)
        return self._gaps[first, second]

    def _gap(self, first: int, second: int) -> int | None:
        x, y = self.values(first), self.values(second)
        differences = x - y  # wraps around where it does not fit
        greater = x > y
        if (greater & (differences < 0)).any():
            return None
        differences[~greater & (differences > 0)] = np.iinfo(np.int64).min
        return int(differences.max())


class Bounds:
    """What is known of pairs of an ``own`` and an ``other`` claim, and what follows from that and from literals."""

    def __init__(self, columns: Columns, own: Side, other: Side) -> None:
        self._columns, self.own, self.other = columns, own, other
        self._reduced: dict[frozenset[Literal], frozenset[Literal] | None] = {}
        self._known: dict[Nodes, Distances] = {}

    def reduced(self, literals: frozenset[Literal]) -> frozenset[Literal] | None:
        """The conjunction without what follows from the rest of it; None if it is impossible."""
        if literals not in self._reduced:
            self._reduced[literals] = self._reduce(literals)
        return self._reduced[literals]

    def _reduce(self, literals: frozenset[Literal]) -> frozenset[Literal] | None:
        nodes = _nodes(literals)
        distances = self._closed(literals, nodes)
        if any(_follows(Literal(literal.atom, not literal.holds), distances, nodes) for literal in literals):
            return None
        kept = sorted(literals, key=_dearest)
        for literal in tuple(kept):
            rest = [other for other in kept if other != literal]
            if _follows(literal, self._closed(rest, nodes), nodes):
                kept = rest
        return frozenset(kept)

    def implies(self, literals: Collection[Literal], further: Collection[Literal]) -> bool:
        """Whether the conjunction implies the further literals."""
        nodes = _nodes([*literals, *further])
        distances = self._closed(literals, nodes)
        return all(literal in literals or _follows(literal, distances, nodes) for literal in further)

    def _closed(self, literals: Iterable[Literal], nodes: Nodes) -> Distances:
        if nodes not in self._known:
            self._known[nodes] = self._distances(nodes)
        distances = [list(row) for row in self._known[nodes]]
        for literal in literals:
            for start, end, length in self._edges(literal, nodes):
                _shorten(distances, nodes.index(start), nodes.index(end), length)
        return distances

    def _distances(self, nodes: Nodes) -> Distances:
        """What is known without any literal, with all that follows."""
        distances = [[0 if start == end else NO_WAY for end in nodes] for start in nodes]
        for at, start in enumerate(nodes):
            for to, end in enumerate(nodes):
                _shorten(distances, at, to, self._distance(start, end))
        return distances

    def _distance(self, start: Node, end: Node) -> int:
        """What is known of two nodes without any literal."""
        if start == end:
            return 0
        if start == ZERO:
            return -self._side(end).range(end[1])[0]
        if end == ZERO:
            return self._side(start).range(start[1])[1]
        gap = self._side(start).gap(start[1], end[1]) if start[0] == end[0] else None
        return NO_WAY if gap is None else gap

    def _side(self, node: Node) -> Side:
        return self.other if node[0] else self.own

    def _edges(self, literal: Literal, nodes: Nodes) -> Iterator[tuple[Node, Node, int]]:
        match literal:
            case Literal(AtMost(own, other, offset), True):
                yield (0, own), (1, other), offset
            case Literal(AtMost(own, other, offset), False):
                yield (1, other), (0, own), -offset - 1
            case Literal(Same(own, other, offset), True):
                yield (0, own), (1, other), offset
                yield (1, other), (0, own), -offset
                if own == other and offset == 0:
                    for variable, number in nodes:
                        if variable == 0 and (1, number) in nodes and self._columns.determines(own, number):
                            yield (0, number), (1, number), 0
                            yield (1, number), (0, number), 0


def _shorten(distances: Distances, start: int, end: int, length: int) -> None:
    """Add an edge to shortest paths, which stay shortest ones."""
    if distances[start][end] <= length:
        return
    onward = [length + further for further in distances[end]]
    for row in distances:
        there = row[start]
        if there < NO_WAY:
            row[:] = map(min, row, [there + further for further in onward])


def _follows(literal: Literal, distances: Distances, nodes: Nodes) -> bool:
    """Whether the literal holds wherever these distances do; so does everything where nothing can."""
    if any(distances[place][place] < 0 for place in range(len(nodes))):
        return True
    atom = literal.atom
    if isinstance(atom, Marked):
        return False
    own, other = nodes.index((0, atom.own)), nodes.index((1, atom.other))
    there, back = distances[own][other], distances[other][own]
    if isinstance(atom, AtMost):
        return there <= atom.offset if literal.holds else back <= -atom.offset - 1
    if literal.holds:
        return there <= atom.offset and back <= -atom.offset
    return there < atom.offset or back < -atom.offset


def _nodes(literals: Iterable[Literal]) -> Nodes:
    nodes: dict[Node, None] = {ZERO: None}
    for literal in literals:
        if not isinstance(literal.atom, Marked):
            nodes |= {(0, literal.atom.own): None, (1, literal.atom.other): None}
    return tuple(sorted(nodes))


def _dearest(literal: Literal) -> tuple[bool, int, int, int, bool]:
    """Comparisons before equalities: those are dearer to count."""
    atom = literal.atom
    assert isinstance(atom, (AtMost, Same))
    return isinstance(atom, Same), atom.own, atom.other, atom.offset, literal.holds


# Conjunctions of which one holds wherever a formula does, and how each can be searched for ----------------------------

Conjunction: TypeAlias = frozenset[Literal]

ColumnOf: TypeAlias = tuple[int, int]
"""A variable and a column of its claim."""


def alternatives(formula: Joint, bounds: Bounds) -> Sequence[Conjunction]:
    """Conjunctions of which at least one holds wherever the formula does; few, and none implied by another."""
    found = [reduced for each in _alternatives(formula, bounds) if (reduced := bounds.reduced(each)) is not None]
    kept: list[Conjunction] = []
    for each in sorted(dict.fromkeys(found), key=len):
        if not any(bounds.implies(each, wider) for wider in kept):
            kept.append(each)
    return kept


def _alternatives(formula: Joint, bounds: Bounds) -> list[Conjunction]:
    match formula:
        case Literal():
            return [frozenset([formula])]
        case Junction(True, members):
            parts: list[Conjunction] = [frozenset()]
            for more in sorted((_alternatives(member, bounds) for member in members), key=len):
                if len(parts) * len(more) <= limits.SWEEP_ALTERNATIVES**2:
                    both = dict.fromkeys(bounds.reduced(one | other) for one, other in product(parts, more))
                    possible = [each for each in both if each is not None]
                    parts = possible if len(possible) <= limits.SWEEP_ALTERNATIVES else parts
            return parts
        case Junction(False, members):
            either = [each for member in members for each in _alternatives(member, bounds)]
            return either if len(either) <= limits.SWEEP_ALTERNATIVES else [frozenset()]
        case _:
            return [frozenset()] if formula else []


def conjoined(conjunction: Conjunction) -> Joint:
    """The conjunction as a formula."""
    return joined(True, conjunction)


def given(formula: Joint, conjunction: Conjunction) -> Joint:
    """What is left of the formula where the conjunction holds."""

    def known(atom: Atom) -> bool | None:
        return next((literal.holds for literal in conjunction if literal.atom == atom), None)

    return decided(formula, known)


def untested(formula: Joint, settled: Conjunction, bounds: Bounds) -> Joint:
    """What is left to test of pairs of which this is settled, with all that follows from it."""
    known = {
        atom: holds
        for atom in atoms(formula)
        for holds in (True, False)
        if bounds.implies(settled, [Literal(atom, holds)])
    }
    return decided(formula, known.get)


def is_symmetric(formula: Joint) -> bool:
    """Whether the formula is the same with the claims exchanged."""
    return exchanged(formula) == formula


def equalities(conjunction: Conjunction) -> list[Literal]:
    """The equalities that it asks for."""
    return [literal for literal in conjunction if isinstance(literal.atom, Same) and literal.holds]


def comparisons(conjunction: Conjunction) -> list[tuple[AtMost, bool]]:
    """The comparisons by order, and whether they are to hold."""
    found = [(literal.atom, literal.holds) for literal in conjunction if isinstance(literal.atom, AtMost)]
    return sorted(found, key=lambda each: (each[0].own, each[0].other, each[0].offset))


def columns_of(atom: AtMost) -> tuple[ColumnOf, ColumnOf]:
    """The columns that are compared."""
    return (0, atom.own), (1, atom.other)


def ranged(conjunction: Conjunction) -> Sequence[ColumnOf | None]:
    """The columns that comparisons name, those named most often first; none: None."""
    named = [column for atom, _ in comparisons(conjunction) for column in columns_of(atom)]
    by_count = sorted(dict.fromkeys(named), key=lambda column: (-named.count(column), column))
    return by_count or [None]


def pivots(conjunction: Conjunction) -> Iterator[AtMost]:
    """Where to cut a conjunction that bounds one claim's column by the other's in both directions.

    Two periods intersect if the one begins within the other: which of them does is the cut.
    """
    for (below, at_most), (above, not_more) in product(comparisons(conjunction), repeat=2):
        if at_most and not not_more and below.own != above.own and below.other != above.other:
            yield AtMost(below.own, above.other)
