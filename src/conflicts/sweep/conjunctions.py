"""Conjunctions of comparisons, one of which holds wherever a formula does, and how each can be searched for."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TypeAlias

from conflicts.facts import limits
from conflicts.sweep.bounds import Bounds
from conflicts.sweep.formula import (
    AtMost,
    Atom,
    Joint,
    Junction,
    Literal,
    Same,
    atoms,
    decided,
    exchanged,
    joined,
)

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
