"""Formulas as joins.

Every variable is a *seat*, and claims take seats. Conditions about one seat are settled here, and decide who is
asserted at all. What is left of an alternative, its comparisons between two seats, is brought to the one form that
rulesets have: the *lesser* value of the one is less than the *greater* value of the other, as ranks within the block.
"""

import operator
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import islice, product, repeat
from typing import TypeAlias, TypeVar

from conflicts.engines.durable.rete import SHAPES, Numbers, Shape, ruleset
from conflicts.errors import UnsupportedError
from conflicts.facts.query import AllOf, AnyOf, Column, Comparison, Formula

ALTERNATIVES_LIMIT = 64
"""How many alternatives, each of them a conjunction, a formula may have."""

COMPARISONS_LIMIT = {1: 0, 2: 23, 3: 8}
"""How many comparisons of two claims an alternative may have, by the number of seats; an equality counts as two."""

BATCH = 300
"""How many facts are asserted together that are joined with nothing, or as one side of a join."""

Values: TypeAlias = Sequence[int] | Mapping[int, int]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Seats:
    """Where each variable sits, and what is known of those who may sit there: columns, by the numbers they go by."""

    places: tuple[int, ...]
    sizes: tuple[int, ...]
    column: Callable[[Column], Sequence[int]]

    def of(self, formula: Formula) -> frozenset[int]:
        """The seats that the formula is about."""
        if isinstance(formula, Comparison):
            sides = (formula.left, formula.right)
            return frozenset(self.places[side.variable] for side in sides if isinstance(side, Column))
        return frozenset(seat for member in formula.members for seat in self.of(member))


@dataclass(frozen=True, slots=True)
class Between:
    """That the lesser value of who takes the first seat is less than the greater value of who takes the second."""

    pair: tuple[int, int]
    lesser: Values
    greater: Values


@dataclass(frozen=True, slots=True)
class Alternative:
    """A conjunction: who may take each seat, as far as that seat goes, and what must hold between two."""

    alone: tuple[Sequence[bool], ...]
    between: tuple[Between, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """An alternative in one block: who may take each seat there, and what must hold between two."""

    takers: tuple[Sequence[int], ...]
    between: tuple[Between, ...]


# --------------------------------------------------------------------------------------------------- alternatives


def alternatives(formula: Formula, seats: Seats) -> list[Alternative]:
    """The formula as alternatives; UnsupportedError if they are too many, or too long."""
    conjunctions = _conjunctions(formula, seats)
    if len(conjunctions) > ALTERNATIVES_LIMIT:
        raise UnsupportedError(f"the engine 'durable' takes conditions of at most {ALTERNATIVES_LIMIT} alternatives")
    found = [_alternative(conjunction, seats) for conjunction in conjunctions]
    limit = COMPARISONS_LIMIT[len(seats.sizes)]
    if any(_most_compared(alternative.between) > limit for alternative in found):
        raise UnsupportedError(f"the engine 'durable' takes at most {limit} comparisons between two claims")
    return found


def _conjunctions(formula: Formula, seats: Seats) -> list[tuple[Formula, ...]]:
    """Disjunctive normal form, cut off above the limit. A part that is about one seat stays whole."""
    if len(seats.of(formula)) < 2:
        return [(formula,)]
    match formula:
        case Comparison(operator="!="):
            return [(replace(formula, operator="<"),), (replace(formula, operator=">"),)]
        case Comparison():
            return [(formula,)]
        case AnyOf(members):
            about: dict[frozenset[int], list[Formula]] = defaultdict(list)
            for member in members:
                about[seats.of(member)].append(member)
            merged = [part for of, some in about.items() for part in ([AnyOf(tuple(some))] if len(of) < 2 else some)]
            every = (conjunction for part in merged for conjunction in _conjunctions(part, seats))
            return list(islice(every, ALTERNATIVES_LIMIT + 1))
        case AllOf(members):
            choices = islice(product(*(_conjunctions(member, seats) for member in members)), ALTERNATIVES_LIMIT + 1)
            return [tuple(part for chosen in choice for part in chosen) for choice in choices]


def _alternative(conjunction: Iterable[Formula], seats: Seats) -> Alternative:
    alone = [[True] * size for size in seats.sizes]
    between: list[Between] = []
    for part in dict.fromkeys(conjunction):
        about = seats.of(part)
        if len(about) > 1 and isinstance(part, Comparison):
            between.extend(_lesser_and_greater(part, seats))
        else:
            seat = min(about, default=0)
            alone[seat] = list(map(operator.and_, alone[seat], _truth(part, seats, seat)))
    for seat in range(1, len(seats.sizes)):
        # A comparison also keeps those out of a seat who may not take it: no seat goes without one.
        if all(one.pair != (0, seat) for one in between):
            between.append(Between((0, seat), [0] * seats.sizes[0], [1] * seats.sizes[seat]))
    return Alternative(tuple(alone), tuple(between))


_HOLDS: dict[str, Callable[[int, int], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


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


def _lesser_and_greater(comparison: Comparison, seats: Seats) -> Iterator[Between]:
    """A comparison between two seats in the one form; of integers, so that x <= y is x < y + 1."""
    assert isinstance(comparison.right, Column)
    left, right = seats.column(comparison.left), seats.column(comparison.right)
    places = seats.places[comparison.left.variable], seats.places[comparison.right.variable]
    if comparison.operator in ("<", "<=", "="):
        add = comparison.offset + (comparison.operator != "<")
        yield _less(places, left, [value + add for value in right])
    if comparison.operator in (">", ">=", "="):
        add = comparison.offset - (comparison.operator != ">")
        yield _less((places[1], places[0]), [value + add for value in right], left)


def _less(places: tuple[int, int], lesser: Sequence[int], greater: Sequence[int]) -> Between:
    if places[0] < places[1]:
        return Between(places, lesser, greater)
    return Between((places[1], places[0]), [-value for value in greater], [-value for value in lesser])


def _most_compared(between: Iterable[Between]) -> int:
    return max(Counter(one.pair for one in between).values(), default=0)


# ---------------------------------------------------------------------------------------------------------- blocks


def taken(
    alternatives: Iterable[Alternative], members: Sequence[Sequence[int]], also: tuple[Between, ...] = ()
) -> list[Taken]:
    """The alternatives that have takers for each seat, without those whom one comparison keeps from everybody."""
    found = []
    for alternative in alternatives:
        takers = [[who for who in some if alone[who]] for some, alone in zip(members, alternative.alone, strict=True)]
        between = alternative.between + also
        for one in between:
            first, second = one.pair
            if not (takers[first] and takers[second]):
                break
            least, most = min(one.lesser[who] for who in takers[first]), max(one.greater[who] for who in takers[second])
            takers[first] = [who for who in takers[first] if one.lesser[who] < most]
            takers[second] = [who for who in takers[second] if least < one.greater[who]]
        if all(takers):
            found.append(Taken(tuple(takers), between))
    return found


def joined(taken: Sequence[Taken], kinds: tuple[int, ...]) -> set[Numbers]:
    """Who can take the seats together. The same number in seats of the same kind is the same one, and is not joined."""
    together: set[Numbers] = set()
    for shape, some in _shaped(taken):
        facts = sorted({(kind, who) for one in some for kind, who in _who(one, kinds)})
        for batch in batches(facts, BATCH) if shape.seats == 1 else (facts,):
            found = ruleset(shape).join(_ranked(shape, some, kinds, batch))
            together.update(tuple(batch[number][1] for number in numbers) for numbers in found)
    return together


def certainly(
    alternatives: Sequence[Alternative] | None, possible: set[Numbers], kinds: tuple[int, ...]
) -> set[Numbers]:
    """Which of the possible ones are certain (None: all): they are joined again from those who take part in them."""
    if alternatives is None or not possible:
        return possible
    members = [sorted(set(numbers)) for numbers in zip(*possible, strict=True)]
    return joined(taken(alternatives, members), kinds) & possible


def batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items in order, so many at a time."""
    return (items[start : start + size] for start in range(0, len(items), size))


def _who(one: Taken, kinds: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    return ((kind, who) for kind, takers in zip(kinds, one.takers, strict=True) for who in takers)


def _shaped(taken: Sequence[Taken]) -> Iterator[tuple[Shape, Sequence[Taken]]]:
    """The alternatives, as many at a time as one ruleset takes, each time with the smallest that does."""
    if not taken:
        return
    compared = max(_most_compared(one.between) for one in taken)
    roomy = [shape for shape in SHAPES if shape.seats == len(taken[0].takers) and shape.slots >= compared]
    fitting = [shape for shape in roomy if shape.slots == roomy[0].slots]
    for some in batches(taken, fitting[-1].rules):
        yield next(shape for shape in fitting if shape.rules >= len(some)), some


def _ranked(
    shape: Shape, taken: Sequence[Taken], kinds: tuple[int, ...], facts: Sequence[tuple[int, int]]
) -> list[dict[str, int]]:
    """The fields of each fact. A comparison to spare always holds; those of a rule to spare never do."""
    blank: dict[str, int] = {}
    for rule, pair in product(range(shape.rules), shape.pairs):
        for field in shape.fields(rule, pair):
            blank[f"l{field}"], blank[f"g{field}"] = 0, int(rule < len(taken))
    ranked = [blank.copy() for _ in facts]
    for rule, one in enumerate(taken):
        free = {pair: iter(shape.fields(rule, pair)) for pair in shape.pairs}
        for between in one.between:
            field, (first, second) = next(free[between.pair]), between.pair
            lesser = {(kinds[first], who): between.lesser[who] for who in one.takers[first]}
            greater = {(kinds[second], who): between.greater[who] for who in one.takers[second]}
            rank = {value: number for number, value in enumerate(sorted({*lesser.values(), *greater.values()}))}
            for fact, fields in zip(facts, ranked, strict=True):
                # Nobody is less than who may not take the second seat, or greater than who may not take the first.
                fields[f"l{field}"] = rank[lesser[fact]] if fact in lesser else len(rank)
                fields[f"g{field}"] = rank[greater[fact]] if fact in greater else 0
    return ranked
