"""What a query says of claims whichever place they take: whether two can change theirs, and who can have one at all."""

from collections.abc import Sequence

from conflicts.facts.query import (
    FLIPPED,
    AllOf,
    AnyOf,
    Column,
    Comparison,
    Existence,
    Formula,
    Query,
    all_of,
    any_of,
    columns_of,
)

_SETTLED_BY = {
    "predicate": ("predicate.",),
    "subject": ("subject.",),
    "asserted_by": ("asserted_by.", "origin.", "party.", "source_kind.", "reliability."),
}
"""The columns of which two claims hold the same numbers if they agree in a field; others by their own name."""


def is_symmetric(formula: Formula, key: Sequence[str]) -> bool:
    """Whether two claims of one block of ``key`` can change places in the formula; False: perhaps not."""
    settled = settled_by(key)
    return _normal(formula, (0, 1), settled) == _normal(formula, (1, 0), settled)


def taking_part(query: Query) -> Formula:
    """What a claim, as variable 0, fulfils that could match: all that the possible form asks of some variable alone."""
    variables, settled = range(query.variables), settled_by(query.key)
    return any_of(*(_asked_alone(query.possible, variable, variables, settled) for variable in variables))


def fitting(existence: Existence, query: Query) -> Formula:
    """What a claim, as variable 0, fulfils that could be the further one of a ``with`` or ``without`` block."""
    return _asked_alone(existence.possible, query.variables, (0,), settled_by(existence.key))


def looked_at(query: Query) -> Formula:
    """What a claim, as variable 0, fulfils that could match, or be a further claim: all others can be left away."""
    return any_of(taking_part(query), *(fitting(existence, query) for existence in query.existences))


def _asked_alone(possible: Formula, variable: int, sharing: Sequence[int], settled: tuple[str, ...]) -> Formula:
    """All that is asked of one variable alone, of variable 0; the others ``sharing`` its block agree in ``settled``."""

    def alone(formula: Formula) -> bool:
        return all(
            column.variable == variable or (column.variable in sharing and column.name.startswith(settled))
            for column in columns_of(formula)
        )

    conjuncts = possible.members if isinstance(possible, AllOf) else (possible,)
    return all_of(*(_of_first(each) for each in conjuncts if alone(each)))


def _of_first(formula: Formula) -> Formula:
    match formula:
        case AllOf(members):
            return AllOf(tuple(map(_of_first, members)))
        case AnyOf(members):
            return AnyOf(tuple(map(_of_first, members)))
        case Comparison(left, operator, right, offset):
            other = Column(0, right.name) if isinstance(right, Column) else right
            return Comparison(Column(0, left.name), operator, other, offset)


def settled_by(key: Sequence[str]) -> tuple[str, ...]:
    """What the names of columns begin with in which claims of one block of ``key`` hold the same numbers."""
    return tuple(prefix for name in key for prefix in _SETTLED_BY.get(name, (f"{name}.",)) if name != "value")


def _normal(formula: Formula, variables: tuple[int, int], settled: tuple[str, ...]) -> object:
    match formula:
        case AllOf(members):
            return "all", frozenset(_normal(member, variables, settled) for member in members)
        case AnyOf(members):
            return "any", frozenset(_normal(member, variables, settled) for member in members)
        case Comparison(left, operator, right, offset):
            own = _cell(left, variables, settled)
            if not isinstance(right, Column):
                return own, operator, right + offset
            other = _cell(right, variables, settled)
            if own <= other:
                return own, operator, other, offset
            return other, FLIPPED[operator], own, -offset


def _cell(column: Column, variables: tuple[int, int], settled: tuple[str, ...]) -> tuple[int, str]:
    return 0 if column.name.startswith(settled) else variables[column.variable], column.name
