"""Blocks of claims, joined.

In each block, the conditions that all there fulfil, or none, are settled beforehand, and with them most of the
alternatives. What is left is asserted as ranks within the block: small integers in the order of the values.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple, TypeVar

from conflicts.engines.durable.forms import Alone, Between, Form
from conflicts.engines.durable.rete import SHAPES, Numbers, Shape, ruleset

BATCH = 300
"""How many facts are asserted together that are joined with nothing, or as one side of a join."""

T = TypeVar("T")


class Taken(NamedTuple):
    """An alternative in one block: who may take each seat there, and what must hold between two."""

    takers: tuple[Sequence[int], ...]
    between: tuple[Between, ...]


def taken(form: Form, members: Sequence[Sequence[int]], also: tuple[Between, ...] = ()) -> list[Taken]:
    """The alternatives that are left among these members for each seat."""
    left = set(form.alternatives)
    for number in range(len(form)):
        if any(alternative >> number & 1 for alternative in left):
            all_fulfil, some_fulfil = _fulfilled(form.condition(number), members)
            if all_fulfil:
                left = {alternative & ~(1 << number) for alternative in left}
            elif not some_fulfil:
                left = {alternative for alternative in left if not alternative >> number & 1}
    # An alternative that asks for more than another adds nothing to it.
    least = [one for one in sorted(left) if not any(other & one == other and other != one for other in left)]
    seated = (_seated([*form.of(alternative), *also], members) for alternative in least)
    return [one for one in seated if one is not None]


def _fulfilled(condition: Alone | Between, members: Sequence[Sequence[int]]) -> tuple[bool, bool]:
    """Whether all members are sure to fulfil the condition, and whether some may."""
    if isinstance(condition, Alone):
        holds = {condition.holds[who] for who in members[condition.seat]}
        return False not in holds, True in holds
    lesser = [condition.lesser[who] for who in members[condition.pair[0]]]
    greater = [condition.greater[who] for who in members[condition.pair[1]]]
    return max(lesser) < min(greater), min(lesser) < max(greater)


def _seated(conditions: Sequence[Alone | Between], members: Sequence[Sequence[int]]) -> Taken | None:
    """Who may take each seat, without those whom one condition keeps from everybody; None if a seat stays empty."""
    takers = [list(some) for some in members]
    for condition in conditions:
        if isinstance(condition, Alone):
            takers[condition.seat] = [who for who in takers[condition.seat] if condition.holds[who]]
    between = [condition for condition in conditions if isinstance(condition, Between)]
    for condition in between:
        first, second = condition.pair
        if not (takers[first] and takers[second]):
            return None
        least = min(condition.lesser[who] for who in takers[first])
        most = max(condition.greater[who] for who in takers[second])
        takers[first] = [who for who in takers[first] if condition.lesser[who] < most]
        takers[second] = [who for who in takers[second] if least < condition.greater[who]]
    for seat in range(1, len(takers)):
        # A comparison also keeps those out of a seat who may not take it: no seat goes without one.
        if all(condition.pair != (0, seat) for condition in between):
            between.append(Between((0, seat), dict.fromkeys(takers[0], 0), dict.fromkeys(takers[seat], 1)))
    return Taken(tuple(takers), tuple(between)) if all(takers) else None


def joined(taken: Sequence[Taken], kinds: tuple[int, ...]) -> set[Numbers]:
    """Who can take the seats together. The same number in seats of the same kind is the same one, and is not joined."""
    together: set[Numbers] = set()
    for shape, some in _shaped(taken):
        facts = sorted({(kind, who) for one in some for kind, who in _who(one, kinds)})
        for batch in batches(facts, BATCH) if shape.seats == 1 else (facts,):
            found = ruleset(shape).join(_ranked(shape, some, kinds, batch))
            together.update(tuple(batch[number][1] for number in numbers) for numbers in found)
    return together


def certainly(form: Form | None, possible: set[Numbers], kinds: tuple[int, ...]) -> set[Numbers]:
    """Which of the possible ones are certain (None: all): they are joined again from those who take part in them."""
    if form is None or not possible:
        return possible
    members = [sorted(set(numbers)) for numbers in zip(*possible, strict=True)]
    return joined(taken(form, members), kinds) & possible


def batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items in order, so many at a time."""
    return (items[start : start + size] for start in range(0, len(items), size))


def _who(one: Taken, kinds: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    return ((kind, who) for kind, takers in zip(kinds, one.takers, strict=True) for who in takers)


def _shaped(taken: Sequence[Taken]) -> Iterator[tuple[Shape, Sequence[Taken]]]:
    """The alternatives, as many at a time as one ruleset takes, each time with the smallest that does."""
    if not taken:
        return
    compared = max(number for one in taken for number in (0, *Counter(each.pair for each in one.between).values()))
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
        for condition in one.between:
            field, (first, second) = next(free[condition.pair]), condition.pair
            lesser = {(kinds[first], who): condition.lesser[who] for who in one.takers[first]}
            greater = {(kinds[second], who): condition.greater[who] for who in one.takers[second]}
            rank = {value: number for number, value in enumerate(sorted({*lesser.values(), *greater.values()}))}
            for fact, fields in zip(facts, ranked, strict=True):
                # Nobody is less than who may not take the second seat, or greater than who may not take the first.
                fields[f"l{field}"] = rank[lesser[fact]] if fact in lesser else len(rank)
                fields[f"g{field}"] = rank[greater[fact]] if fact in greater else 0
    return ranked
