"""Conditions that no claims can meet together."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import ge, gt, le, lt

from conflicts.errors import Problem
from conflicts.rules.condition import Clause, Condition, FieldRef, Group, Words, required
from conflicts.rules.fields import ALWAYS_PRESENT, KNOWN_WORDS, FieldType, type_of
from conflicts.rules.rule import Block

_ORDER: dict[str, Callable[[int, int], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
_WITH_ALIASES = ("subject", "value.entity", "asserted_by", "origin")
_ANOTHER_WORD = ""


def dead_ends(
    variables: Sequence[str], same: Sequence[str], where: Sequence[Clause], blocks: Iterable[Block]
) -> Iterator[Problem]:
    """What in a rule can never match: conditions of its own, and of each block together with those."""
    first = variables[0]
    shared = {FieldRef(variable, field): FieldRef(first, field) for variable in variables for field in same}
    yield from _dead_ends(where, [], shared)
    own = list(required(where))
    if _conflict(own, shared) is None:
        for block in blocks:
            with_block = shared | {
                FieldRef(block.variable, field): shared.get(FieldRef(first, field), FieldRef(first, field))
                for field in block.same
            }
            yield from _dead_ends(block.where, own, with_block)


def _dead_ends(
    clauses: Sequence[Clause], given: list[Condition], shared: Mapping[FieldRef, FieldRef]
) -> Iterator[Problem]:
    together = given + list(required(clauses))
    problem = _conflict(together, shared)
    if problem is not None:
        yield problem
        return
    for group in _alternatives(clauses):
        for member in group.members:
            yield from _dead_ends([member], together, shared)


def _alternatives(clauses: Iterable[Clause]) -> Iterator[Group]:
    for clause in clauses:
        if isinstance(clause, Group):
            if clause.quantifier == "any":
                yield clause
            else:
                yield from _alternatives(clause.members)


def _conflict(conditions: Iterable[Condition], shared: Mapping[FieldRef, FieldRef]) -> Problem | None:
    """The first condition that cannot hold, or not beside those before it."""
    seen: dict[FieldRef, list[Condition]] = {}
    for condition in conditions:
        if _is_absurd(condition, shared):
            return Problem(f"can never match: {condition.text}", condition.place)
        about_the_same = seen.setdefault(shared.get(condition.left, condition.left), [])
        about_the_same.append(condition)
        if _is_dead(about_the_same):
            earlier = next((other for other in about_the_same if _is_dead([other, condition])), None)
            culprits = about_the_same if earlier is None else dict.fromkeys((earlier, condition))
            return Problem(f"can never match: {' and '.join(c.text for c in culprits)}", condition.place)
    return None


def _is_absurd(condition: Condition, shared: Mapping[FieldRef, FieldRef]) -> bool:
    """Whether it denies what every match has: fields that claims always have, share, or never share."""
    left, right = condition.left, condition.right
    if condition.operator == "is-missing":
        return left.field in ALWAYS_PRESENT
    if not isinstance(right, FieldRef) or type_of(left.field) is not FieldType.KEY:
        return False
    if condition.operator == "is-not":
        return shared.get(left, left) == shared.get(right, right)
    return condition.operator == "is" and left.field == right.field == "id"


def _is_dead(conditions: Sequence[Condition]) -> bool:
    """Whether conditions about one field leave it no value."""
    field = conditions[0].left.field
    operators = {condition.operator for condition in conditions}
    if {"is-missing", "is-present"} <= operators:
        return True
    wanted, unwanted = _words(conditions, "is", "in", "has-tag"), _words(conditions, "is-not", "not-in", "lacks-tag")
    excluded = frozenset().union(*unwanted)
    match type_of(field):
        case FieldType.TAGS:
            return any(words <= excluded for words in wanted) or (bool(wanted) and "is-missing" in operators)
        case FieldType.KEY if field in _WITH_ALIASES:
            return any(words <= excluded for words in wanted)
        case FieldType.KEY | FieldType.FLAG:
            known = KNOWN_WORDS.get(field) or (("true", "false") if type_of(field) is FieldType.FLAG else None)
            left = frozenset(known or {_ANOTHER_WORD}.union(*wanted))
            return not left.intersection(*wanted) - excluded
        case FieldType.ORDER:
            return not any(
                all(_allows(condition, number) for condition in conditions) for number in _numbers(conditions)
            )
        case _:
            return False


def _words(conditions: Iterable[Condition], *operators: str) -> list[frozenset[str]]:
    return [frozenset(c.right.words) for c in conditions if c.operator in operators and isinstance(c.right, Words)]


def _numbers(conditions: Sequence[Condition]) -> Iterable[int]:
    """The numbers among which there is one that the conditions allow, if there is any at all."""
    field = conditions[0].left.field
    if field in KNOWN_WORDS:
        return range(1, len(KNOWN_WORDS[field]) + 1)
    named = {_number(field, word) for c in conditions if isinstance(c.right, Words) for word in c.right.words}
    return {0, 1}.union(*({number - 1, number, number + 1} for number in named if number > 0))


def _number(field: str, word: str) -> int:
    return ord("F") - ord(word) if field == "reliability" else int(word)


def _allows(condition: Condition, number: int) -> bool:
    field, operator = condition.left.field, condition.operator
    if field == "citations" and operator in ("is-missing", "is-present"):
        return (number == 0) == (operator == "is-missing")
    if not isinstance(condition.right, Words):
        return True
    words = [_number(field, word) for word in condition.right.words]
    match operator:
        case "is" | "in":
            return number in words
        case "is-not" | "not-in":
            return number not in words
        case _:
            return _ORDER[operator](number, words[0])
