"""What a query asks of two claims of one block: comparisons of whole numbers, and marks that a claim bears or not.

The claims are ``own``, which stands for the query's first variable, and ``other``, which stands for its second. Columns
and marks are known by number.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Same:
    """The own claim's column is the other claim's plus ``offset``."""

    own: int
    other: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class AtMost:
    """The own claim's column is at most the other claim's plus ``offset``."""

    own: int
    other: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Marked:
    """The claim that stands for the variable (0: own, 1: other) bears a mark."""

    variable: int
    mark: int


Atom: TypeAlias = Same | AtMost | Marked


@dataclass(frozen=True, slots=True)
class Literal:
    """An atom that holds, or that does not."""

    atom: Atom
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Junction:
    """Of its members, ``every`` one holds, or else at least one; made by ``joined``."""

    every: bool
    members: tuple["Joint", ...]


Joint: TypeAlias = bool | Literal | Junction
"""A formula about two claims."""


def joined(every: bool, members: Iterable[Joint]) -> Joint:
    """Join with *and* (or with *or*): flat, each member once and in a fixed order, and decided at once if it can be."""
    flat: dict[Joint, None] = {}
    for member in members:
        if isinstance(member, bool):
            if member is not every:
                return member
        elif isinstance(member, Junction) and member.every is every:
            flat.update(dict.fromkeys(member.members))
        else:
            flat[member] = None
    for member in tuple(flat):
        _merge(flat, member, every)
    if any(isinstance(member, Literal) and Literal(member.atom, not member.holds) in flat for member in flat):
        return not every
    if len(flat) == 1:
        return next(iter(flat))
    return Junction(every, tuple(sorted(flat, key=_rank))) if flat else every


def _merge(flat: dict[Joint, None], member: Joint, every: bool) -> None:
    """At most n and more than n - 1 is n; less than n or more than n is not n."""
    if isinstance(member, Literal) and isinstance(member.atom, AtMost) and member.holds:
        own, other, offset = member.atom.own, member.atom.other, member.atom.offset
        back = Literal(AtMost(own, other, offset - 1 if every else offset + 1), False)
        if back in flat:
            del flat[member], flat[back]
            flat[Literal(Same(own, other, offset if every else offset + 1), every)] = None


@cache
def _rank(formula: Joint) -> tuple[int, ...]:
    """The place among the members of a junction: equalities, comparisons, marks, then what is composed."""
    match formula:
        case Literal(Same(own, other, offset), holds):
            return 0, own, other, offset, holds
        case Literal(AtMost(own, other, offset), holds):
            return 1, own, other, offset, holds
        case Literal(Marked(variable, mark), holds):
            return 2, variable, mark, 0, holds
        case Junction(every, members):
            return 3, len(members), every, *(number for member in members for number in _rank(member))
        case _:
            return (4,)


def opposite(formula: Joint) -> Joint:
    """The formula that is true where this one is false."""
    match formula:
        case bool():
            return not formula
        case Literal(atom, holds):
            return Literal(atom, not holds)
        case Junction(every, members):
            return joined(not every, map(opposite, members))


def exchanged(formula: Joint) -> Joint:
    """The formula with the two claims in each other's place."""
    match formula:
        case Literal(AtMost(own, other, offset), holds):
            return Literal(AtMost(other, own, -offset - 1), not holds)
        case Literal(Same(own, other, offset), holds):
            return Literal(Same(other, own, -offset), holds)
        case Literal(Marked(variable, mark), holds):
            return Literal(Marked(1 - variable, mark), holds)
        case Junction(every, members):
            return joined(every, map(exchanged, members))
        case _:
            return formula


def decided(formula: Joint, known: Callable[[Atom], bool | None]) -> Joint:
    """The formula where some atoms are known to hold, or not to."""
    match formula:
        case Literal(atom, holds):
            found = known(atom)
            return formula if found is None else found is holds
        case Junction(every, members):
            return joined(every, (decided(member, known) for member in members))
        case _:
            return formula


def atoms(formula: Joint) -> Iterator[Atom]:
    """Every atom of the formula."""
    if isinstance(formula, Literal):
        yield formula.atom
    elif isinstance(formula, Junction):
        for member in formula.members:
            yield from atoms(member)
