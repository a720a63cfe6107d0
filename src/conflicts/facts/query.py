"""A lowered rule: nothing but comparisons of integers between columns of claims."""

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

Operator: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]

COMPARE: Mapping[Operator, Callable[[int, int], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
FLIPPED: Mapping[Operator, Operator] = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""The operator that says the same with the sides exchanged."""

EXAMPLES = 10
"""How many matches of a crowd, and of a cluster, are kept to show."""


class Column(NamedTuple):
    """The column ``name`` of the claim that variable number ``variable`` stands for."""

    variable: int
    name: str


class Comparison(NamedTuple):
    """``left operator right``; ``offset`` is added to the right side."""

    left: Column
    operator: Operator
    right: Column | int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class AllOf:
    """A conjunction; without members it is true."""

    members: tuple["Formula", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A disjunction; without members it is false."""

    members: tuple["Formula", ...] = ()


Formula: TypeAlias = Comparison | AllOf | AnyOf
TRUE = AllOf()
FALSE = AnyOf()


@dataclass(frozen=True, slots=True)
class Existence:
    """A ``with`` (or, negated, a ``without``) block over one more claim: variable number ``Query.variables``.

    ``key`` names the fields the further claim shares with the match. ``certain`` and ``possible`` are the forms of the
    block's own conditions: who evaluates a negated block asks for the other one (docs/explanation/semantics.md,
    section 5). ``distinct`` names an exact-or-missing column pair (``NAME.lo``, ``NAME.hi``) of which ``count``
    different values are asked for.
    """

    negated: bool
    key: tuple[str, ...]
    certain: Formula
    possible: Formula
    count: int = 1
    distinct: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A rule as an engine sees it.

    ``variables`` claims, all different, from one block of ``key``. ``certain`` implies ``possible``. A match is kept
    once for each set of claims if ``unordered``, as semantics.md, section 5, says. ``grouped``: matches that hang
    together are one finding, so that they need not be listed.
    """

    rule: str
    variables: int
    key: tuple[str, ...]
    certain: Formula
    possible: Formula
    existences: tuple[Existence, ...] = ()
    unordered: bool = False
    grouped: bool = False

    @property
    def reads_topics(self) -> bool:
        """Whether claims are joined by what they are about."""
        return any("topic" in key for key in (self.key, *(each.key for each in self.existences)))

    @property
    def is_countable(self) -> bool:
        """Whether matches can be counted unlisted: of two claims each, and no further one is asked for."""
        return self.grouped and self.variables == 2 and not self.existences


class Match(NamedTuple):
    """Row numbers of the claims, in the order of the rule's variables, and whether the match is certain."""

    rows: tuple[int, ...]
    certain: bool


class Crowd(NamedTuple):
    """Matches of two claims each, from one block, that were counted and not listed.

    ``rows`` are all their claims, ascending; no claim of one crowd has a match of the same certainty in another.
    ``leading`` are the claims that stand first in a match, none if the query is unordered; ``pairs`` is the number of
    matches, ``examples`` are the first few.
    """

    certain: bool
    rows: tuple[int, ...]
    leading: frozenset[int]
    pairs: int
    examples: tuple[Match, ...]


class Truncation(NamedTuple):
    """A block of which not all matches are there, and why.

    ``pairs`` is how many it has, if that is ``exact``; else how many were found, and there may be more.
    """

    pairs: int
    exact: bool
    reason: str


class Matches(list[Match]):
    """Matches, sorted by rows; those of blocks too large to list stand in ``crowds`` instead.

    ``truncated`` tells of blocks of which not all are there.
    """

    def __init__(
        self,
        matches: Iterable[Match] = (),
        crowds: Iterable[Crowd] = (),
        truncated: Iterable[Truncation] = (),
    ) -> None:
        super().__init__(matches)
        self.crowds = tuple(crowds)
        self.truncated = tuple(truncated)

    @property
    def pairs(self) -> int:
        """How many matches there are, listed or counted."""
        return len(self) + sum(crowd.pairs for crowd in self.crowds)

    def flagged(self, *, every_claim: bool) -> tuple[Sequence[int], Sequence[bool]]:
        """The rows of the claims that are flagged, each claim of a match or the first one, and whether certainly."""
        found = [(row, match.certain) for match in self for row in (match.rows if every_claim else match.rows[:1])]
        for crowd in self.crowds:
            found += [(row, crowd.certain) for row in (crowd.rows if every_claim else crowd.leading)]
        return [row for row, _ in found], [certain for _, certain in found]


def all_of(*members: Formula) -> Formula:
    """Join with *and*, flattened; false if a member is."""
    flat: list[Formula] = []
    for member in members:
        if member == FALSE:
            return FALSE
        flat.extend(member.members if isinstance(member, AllOf) else (member,))
    unique = tuple(dict.fromkeys(flat))
    return unique[0] if len(unique) == 1 else AllOf(unique)


def any_of(*members: Formula) -> Formula:
    """Join with *or*, flattened; true if a member is."""
    flat: list[Formula] = []
    for member in members:
        if member == TRUE:
            return TRUE
        flat.extend(member.members if isinstance(member, AnyOf) else (member,))
    unique = tuple(dict.fromkeys(flat))
    return unique[0] if len(unique) == 1 else AnyOf(unique)


_NEGATED: dict[Operator, Operator] = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def negation(formula: Formula) -> Formula:
    """The formula that is true where this one is false."""
    match formula:
        case Comparison(left, operator, right, offset):
            return Comparison(left, _NEGATED[operator], right, offset)
        case AllOf(members):
            return any_of(*(negation(member) for member in members))
        case AnyOf(members):
            return all_of(*(negation(member) for member in members))


def comparisons(formula: Formula) -> Iterator[Comparison]:
    """Every comparison in the formula, from left to right."""
    if isinstance(formula, Comparison):
        yield formula
    else:
        for member in formula.members:
            yield from comparisons(member)


def columns_of(formula: Formula) -> Iterator[Column]:
    """Every column that the formula compares, from left to right."""
    for comparison in comparisons(formula):
        yield comparison.left
        if isinstance(comparison.right, Column):
            yield comparison.right


def disjuncts(formula: Formula) -> Iterator[tuple[Comparison, ...]]:
    """The formula as alternatives, each a conjunction of comparisons (disjunctive normal form)."""
    match formula:
        case Comparison():
            yield (formula,)
        case AnyOf(members):
            for member in members:
                yield from disjuncts(member)
        case AllOf(()):
            yield ()
        case AllOf(members):
            for first in disjuncts(members[0]):
                for rest in disjuncts(AllOf(members[1:])):
                    yield first + rest
