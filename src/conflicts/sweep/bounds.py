"""What follows from what: conjunctions of comparisons as systems of difference constraints.

Every comparison ``x - y <= w`` is an edge from x to y of length w; so is what the claims at hand are known to satisfy:
that a start is before its end, that a column lies between two numbers. A conjunction is impossible if a cycle is
shorter than nothing, and a comparison follows if a path is as short as it says (Bellman 1958; Dill 1989).
"""

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import TypeAlias

import numpy as np

from conflicts.facts.arrays import Numbers
from conflicts.sweep.columns import Columns
from conflicts.sweep.formula import AtMost, Literal, Marked, Same

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
