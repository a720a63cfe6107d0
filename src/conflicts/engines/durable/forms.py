"""Formulas as alternatives.

Every variable is a *seat*, and claims take seats. A formula becomes alternatives, each a conjunction of two sorts of
conditions: those ``Alone``, about one seat, decide who is asserted at all; those ``Between`` two seats are brought to
the one form that rulesets have: the *lesser* value of the one is less than the *greater* value of the other.
"""

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, reduce
from itertools import chain, islice, product, repeat
from typing import NamedTuple, TypeAlias

from conflicts.errors import UnsupportedError
from conflicts.facts import limits
from conflicts.facts.query import AllOf, AnyOf, Column, Comparison, Formula, all_of, any_of

Values: TypeAlias = Sequence[int] | Mapping[int, int]


class Seats(NamedTuple):
    """Where each variable sits, and what is known of those who may sit there: columns, by the numbers they go by."""

    places: tuple[int, ...]
    sizes: tuple[int, ...]
    column: Callable[[Column], Sequence[int]]


class Alone(NamedTuple):
    """Whether each may take the seat."""

    seat: int
    holds: Sequence[bool]


class Between(NamedTuple):
    """That the lesser value of who takes the first seat is less than the greater value of who takes the second."""

    pair: tuple[int, int]
    lesser: Values
    greater: Values


class Form:
    """A formula over seats, as alternatives of conditions that are read from the columns when they are needed.

    UnsupportedError if there are too many alternatives, or too much in one.
    """

    def __init__(self, formula: Formula, seats: Seats) -> None:
        self._seats = seats
        self._atoms, self.alternatives = _alternatives(formula, seats.places)
        self._conditions: dict[int, Alone | Between] = {}

    def __len__(self) -> int:
        return len(self._atoms)

    def condition(self, number: int) -> Alone | Between:
        """The condition of that number; those about one seat have the lower numbers."""
        if number not in self._conditions:
            self._conditions[number] = _condition(self._atoms[number], self._seats)
        return self._conditions[number]

    def of(self, alternative: int) -> list[Alone | Between]:
        """The conditions of an alternative."""
        return [self.condition(number) for number in range(len(self)) if alternative >> number & 1]

    def admitted(self, seat: int, members: Iterable[int]) -> int:
        """How many of the members may take the seat in some alternative, as far as that seat alone goes."""
        alone = sum(
            1 << number for number, atom in enumerate(self._atoms) if _about(atom, self._seats.places) == {seat}
        )
        doors = [
            [condition.holds for condition in self.of(some) if isinstance(condition, Alone)]
            for some in {alternative & alone for alternative in self.alternatives}
        ]
        return sum(any(all(holds[who] for holds in door) for door in doors) for who in members)


def beyond(limit: int, of_what: str) -> UnsupportedError:
    """The error that says which limit keeps a query from being evaluated here."""
    return UnsupportedError(f"the engine 'durable' takes at most {limit} {of_what}")


# --------------------------------------------------------------------------------------------------- alternatives


@lru_cache(maxsize=1024)
def _alternatives(formula: Formula, places: tuple[int, ...]) -> tuple[tuple[Formula, ...], frozenset[int]]:
    """The atoms of a formula, and its alternatives as sets of them: bit n is set for atom n."""
    conjunctions = _conjunctions(_ordered(formula, places), places)
    if len(conjunctions) > limits.DURABLE_ALTERNATIVES:
        raise beyond(limits.DURABLE_ALTERNATIVES, "alternatives in the conditions")
    about = {atom: _about(atom, places) for atom in chain.from_iterable(conjunctions)}
    atoms = sorted(about, key=lambda atom: len(about[atom]) > 1)
    limit = limits.DURABLE_COMPARISONS[max(places) + 1]
    for conjunction in conjunctions:
        compared = [about[atom] for atom in set(conjunction) if len(about[atom]) > 1]
        if len(compared) > limit and max(Counter(compared).values()) > limit:
            raise beyond(limit, "comparisons between two claims")
    numbers = {atom: number for number, atom in enumerate(atoms)}
    return tuple(atoms), frozenset(sum(1 << numbers[atom] for atom in set(one)) for one in conjunctions)


@lru_cache(maxsize=4096)
def _about(formula: Formula, places: tuple[int, ...]) -> frozenset[int]:
    """The seats that the formula is about."""
    if isinstance(formula, Comparison):
        sides = (formula.left, formula.right)
        return frozenset(places[side.variable] for side in sides if isinstance(side, Column))
    return frozenset(seat for member in formula.members for seat in _about(member, places))


def _ordered(formula: Formula, places: tuple[int, ...]) -> Formula:
    """The same, flat, with nothing but < <= > >= between two seats."""
    match formula:
        case Comparison(operator="=") if len(_about(formula, places)) > 1:
            return AllOf((formula._replace(operator="<="), formula._replace(operator=">=")))
        case Comparison(operator="!=") if len(_about(formula, places)) > 1:
            return AnyOf((formula._replace(operator="<"), formula._replace(operator=">")))
        case Comparison():
            return formula
        case AllOf(members):
            return all_of(*(_ordered(member, places) for member in members))
        case AnyOf(members):
            return any_of(*(_ordered(member, places) for member in members))


def _conjunctions(formula: Formula, places: tuple[int, ...]) -> list[tuple[Formula, ...]]:
    """Disjunctive normal form, cut off above the limit. Its atoms are what one condition can say."""
    if isinstance(formula, Comparison) or len(_about(formula, places)) < 2:
        return [(formula,)]
    if isinstance(formula, AllOf):
        choices = product(*(_conjunctions(member, places) for member in formula.members))
        return [tuple(chain.from_iterable(choice)) for choice in islice(choices, limits.DURABLE_ALTERNATIVES + 1)]
    alone = [member for member in formula.members if len(_about(member, places)) < 2]
    others = sorted((member for member in formula.members if len(_about(member, places)) > 1), key=_length)
    if max(places) > 1:
        for about in {_about(member, places) for member in alone}:
            others.append(AnyOf(tuple(member for member in alone if _about(member, places) == about)))
    elif alone and (not others or (len(others) == 1 and isinstance(others[0], Comparison))):
        return [(formula,)]
    elif alone:
        # What is about one seat goes along with one of the others, and makes no alternative of its own.
        others[0] = all_of(*(any_of(*alone, member) for member in _parts(others[0])))
    every = (conjunction for member in others for conjunction in _conjunctions(member, places))
    return list(islice(every, limits.DURABLE_ALTERNATIVES + 1))


def _parts(formula: Formula) -> tuple[Formula, ...]:
    return formula.members if isinstance(formula, AllOf) else (formula,)


def _length(formula: Formula) -> int:
    return 1 if isinstance(formula, Comparison) else sum(map(_length, formula.members))


# ----------------------------------------------------------------------------------------------------- conditions

_HOLDS: dict[str, Callable[[int, int], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _condition(atom: Formula, seats: Seats) -> Alone | Between:
    about = _about(atom, seats.places)
    if len(about) < 2:
        seat = min(about, default=0)
        return Alone(seat, _truth(atom, seats, seat))
    return _between(atom, seats) if isinstance(atom, Comparison) else _between_unless(atom.members, seats)


def _between(comparison: Comparison, seats: Seats) -> Between:
    """A comparison of two seats in the one form; of integers, so that x <= y is x < y + 1."""
    assert isinstance(comparison.right, Column)
    left, right = seats.column(comparison.left), seats.column(comparison.right)
    first, second = seats.places[comparison.left.variable], seats.places[comparison.right.variable]
    is_less, or_equal = comparison.operator in ("<", "<="), comparison.operator in ("<=", ">=")
    right = [value + comparison.offset + (or_equal if is_less else -or_equal) for value in right]
    if is_less == (first < second):
        return Between((first, second), left, right) if is_less else Between((second, first), right, left)
    # The seats are the other way round: of negatives, what is less is greater.
    left, right = [-value for value in left], [-value for value in right]
    return Between((second, first), right, left) if is_less else Between((first, second), left, right)


def _between_unless(members: Iterable[Formula], seats: Seats) -> Between:
    """At most one comparison of the two seats, which any one who fulfils another of the members need not fulfil."""
    alone: tuple[list[Formula], list[Formula]] = ([], [])
    plain = Between((0, 1), [0] * seats.sizes[0], [0] * seats.sizes[1])
    for member in members:
        if len(about := _about(member, seats.places)) < 2:
            alone[min(about)].append(member)
        else:
            assert isinstance(member, Comparison)
            plain = _between(member, seats)
    values = [*plain.lesser, *plain.greater, 0]
    lowest, highest = min(values) - 1, max(values) + 1
    free = [_truth(AnyOf(tuple(some)), seats, seat) for seat, some in enumerate(alone)]
    return Between(
        (0, 1),
        [lowest if is_free else value for value, is_free in zip(plain.lesser, free[0], strict=True)],
        [highest if is_free else value for value, is_free in zip(plain.greater, free[1], strict=True)],
    )


def _truth(formula: Formula, seats: Seats, seat: int) -> list[bool]:
    """Whether a formula about one seat holds, for each who may take it."""
    match formula:
        case Comparison(left, sign, right, offset):
            others = seats.column(right) if isinstance(right, Column) else repeat(right)
            holds = _HOLDS[sign]
            return [holds(value, other + offset) for value, other in zip(seats.column(left), others, strict=False)]
        case AllOf(members) | AnyOf(members):
            is_all = isinstance(formula, AllOf)
            both = operator.and_ if is_all else operator.or_
            truths = (_truth(member, seats, seat) for member in members)
            return reduce(lambda one, other: list(map(both, one, other)), truths, [is_all] * seats.sizes[seat])
