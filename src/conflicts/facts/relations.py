"""What each comparison means, on bounds: once for certain, once for possible.

The definition is docs/explanation/semantics.md, sections 1 and 3.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias

from conflicts.facts.query import (
    COMPARE,
    FALSE,
    FLIPPED,
    TRUE,
    Column,
    Comparison,
    Formula,
    Operator,
    all_of,
    any_of,
    negation,
)


class Operand(NamedTuple):
    """A column or a number, plus an offset."""

    base: Column | int
    offset: int = 0

    def plus(self, number: int) -> "Operand":
        """The operand moved by a number."""
        return Operand(self.base, self.offset + number)


class Bounds(NamedTuple):
    """The true value lies between ``low`` and ``high``, both inclusive."""

    low: Operand
    high: Operand

    def plus(self, seconds: int) -> "Bounds":
        """The bounds moved by some seconds."""
        return Bounds(self.low.plus(seconds), self.high.plus(seconds))


class Span(NamedTuple):
    """A period: the bounds of its start and of its end."""

    start: Bounds
    end: Bounds


class Forms(NamedTuple):
    """A condition's two answers. ``certain`` implies ``possible``."""

    certain: Formula
    possible: Formula

    def __invert__(self) -> "Forms":
        return Forms(negation(self.possible), negation(self.certain))

    def __and__(self, other: "Forms") -> "Forms":
        return Forms(all_of(self.certain, other.certain), all_of(self.possible, other.possible))

    def __or__(self, other: "Forms") -> "Forms":
        return Forms(any_of(self.certain, other.certain), any_of(self.possible, other.possible))


ALWAYS = Forms(TRUE, TRUE)
NEVER = Forms(FALSE, FALSE)
OPEN = Forms(FALSE, TRUE)


def decided(formula: Formula) -> Forms:
    """A condition that is never in doubt."""
    return Forms(formula, formula)


def every(forms: Iterable[Forms]) -> Forms:
    """That all of the conditions hold; without any it is true."""
    forms = list(forms)
    return Forms(all_of(*(form.certain for form in forms)), all_of(*(form.possible for form in forms)))


def some(forms: Iterable[Forms]) -> Forms:
    """That at least one of the conditions holds; without any it is false."""
    forms = list(forms)
    return Forms(any_of(*(form.certain for form in forms)), any_of(*(form.possible for form in forms)))


def exactly(number: int) -> Bounds:
    """The bounds of a number that is known."""
    return Bounds(Operand(number), Operand(number))


def between(low: int, high: int) -> Bounds:
    """The bounds of a number that lies from ``low`` to ``high``."""
    return Bounds(Operand(low), Operand(high))


def compare(left: Operand, operator: Operator, right: Operand) -> Formula:
    """One comparison; true or false at once where both sides are numbers, or are the same column."""
    if isinstance(left.base, int) and isinstance(right.base, int):
        return TRUE if COMPARE[operator](left.base + left.offset, right.base + right.offset) else FALSE
    if left.base == right.base:
        return TRUE if COMPARE[operator](left.offset, right.offset) else FALSE
    if isinstance(left.base, int):
        return compare(right, FLIPPED[operator], left)
    if isinstance(right.base, int):
        return Comparison(left.base, operator, right.base + right.offset - left.offset)
    return Comparison(left.base, operator, right.base, right.offset - left.offset)


def less(x: Bounds, y: Bounds) -> Forms:
    """``x < y``."""
    return Forms(compare(x.high, "<", y.low), compare(x.low, "<", y.high))


def at_most(x: Bounds, y: Bounds) -> Forms:
    """``x <= y``."""
    return Forms(compare(x.high, "<=", y.low), compare(x.low, "<=", y.high))


def same(x: Bounds, y: Bounds) -> Forms:
    """``x is y``."""
    if x.low == x.high and y.low == y.high:
        return decided(compare(x.low, "=", y.low))
    return at_most(x, y) & at_most(y, x)


def _greater(x: Bounds, y: Bounds) -> Forms:
    return less(y, x)


def _at_least(x: Bounds, y: Bounds) -> Forms:
    return at_most(y, x)


def _different(x: Bounds, y: Bounds) -> Forms:
    return ~same(x, y)


Relation: TypeAlias = Callable[[Bounds, Bounds], Forms]
ORDER: dict[str, Relation] = {
    "is": same,
    "is-not": _different,
    "<": less,
    "<=": at_most,
    ">": _greater,
    ">=": _at_least,
}
"""The relations between two bounds."""


def _before(a: Span, b: Span) -> Forms:
    return less(a.end, b.start)


def _meets(a: Span, b: Span) -> Forms:
    return same(a.end, b.start)


def _overlaps(a: Span, b: Span) -> Forms:
    return less(a.start, b.start) & less(b.start, a.end) & less(a.end, b.end)


def _starts(a: Span, b: Span) -> Forms:
    return same(a.start, b.start) & less(a.end, b.end)


def _during(a: Span, b: Span) -> Forms:
    return less(b.start, a.start) & less(a.end, b.end)


def _finishes(a: Span, b: Span) -> Forms:
    return less(b.start, a.start) & same(a.end, b.end)


def _equals(a: Span, b: Span) -> Forms:
    return same(a.start, b.start) & same(a.end, b.end)


def _intersects(a: Span, b: Span) -> Forms:
    return less(a.start, b.end) & less(b.start, a.end)


PERIOD: dict[str, Callable[[Span, Span], Forms]] = {
    "before": _before,
    "after": lambda a, b: _before(b, a),
    "meets": _meets,
    "overlaps": _overlaps,
    "starts": _starts,
    "during": _during,
    "contains": lambda a, b: _during(b, a),
    "finishes": _finishes,
    "equals": _equals,
    "intersects": _intersects,
}
"""Allen's relations (1983), and ``intersects``: sharing any moment."""
