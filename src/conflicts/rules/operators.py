"""The operators of conditions: which fields they fit, and what stands on their right."""

from enum import Enum
from functools import cache
from typing import NamedTuple

from conflicts.rules.fields import FieldType, type_of


class Right(Enum):
    """What an operator takes on its right."""

    NOTHING = "nothing"
    ONE = "a field, a word or as-of"
    LIST = "a list in brackets"
    TAG = "a tag"
    PATTERN = "a pattern"
    RULE = "a rule"


class Operator(NamedTuple):
    """``types`` are those of the fields that can stand on the left."""

    types: frozenset[FieldType]
    right: Right = Right.ONE


_T = FieldType
_SINGLE = frozenset({_T.KEY, _T.KEYS, _T.ORDER, _T.INSTANT, _T.VALUE, _T.AMOUNT})
_EQUALITY = Operator(_SINGLE | {_T.FLAG})
_LIST = Operator(_SINGLE, Right.LIST)
_ORDER = Operator(frozenset({_T.INSTANT, _T.AMOUNT, _T.ORDER}))
_TIME = Operator(frozenset({_T.PERIOD, _T.INSTANT}))
_VALUE = Operator(frozenset({_T.VALUE}))
_PRESENCE = Operator(frozenset(_T) - {_T.FLAG, _T.CLAIM}, Right.NOTHING)
_TAG = Operator(frozenset({_T.TAGS}), Right.TAG)
_FLAGGED = Operator(frozenset({_T.CLAIM}), Right.RULE)

RELATIONS = ("before", "after", "meets", "intersects", "during", "contains", "starts", "finishes", "equals", "overlaps")
"""Allen's relations, and ``intersects``."""

OPERATORS: dict[str, Operator] = {
    "is": Operator(_EQUALITY.types | {_T.LIST}),
    "is-not": _EQUALITY,
    "in": _LIST,
    "not-in": _LIST,
    **dict.fromkeys(("<", "<=", ">", ">="), _ORDER),
    **dict.fromkeys(RELATIONS, _TIME),
    "agrees-with": _VALUE,
    "differs-from": _VALUE,
    "is-missing": _PRESENCE,
    "is-present": _PRESENCE,
    "has-tag": _TAG,
    "lacks-tag": _TAG,
    "matches": Operator(frozenset({_T.KEY, _T.WORDS}), Right.PATTERN),
    "is-flagged-by": _FLAGGED,
    "is-not-flagged-by": _FLAGGED,
}

ADVERBS = ("certainly", "possibly")


@cache
def operators_for(field: str) -> tuple[str, ...]:
    """The operators that fit a field. Of the lists, only ``supersedes`` can be compared: with a claim's id."""
    type_ = type_of(field)
    names = (name for name, operator in OPERATORS.items() if type_ in operator.types)
    return tuple(name for name in names if name != "is" or type_ is not FieldType.LIST or field == "supersedes")
