"""Measures that are written in several units: ``5 ft 3 in``, ``2 h 30 min``, ``12 st 4 lb``, ``6'2"``, ``3°15′``."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

_MARKS_OF_LENGTH = {"'": "foot", "′": "foot", "’": "foot", '"': "inch", "″": "inch", "”": "inch", "''": "inch"}
_MARKS_OF_ANGLE = {"°": "degree"} | {
    mark: f"arc{'minute' if word == 'foot' else 'second'}" for mark, word in _MARKS_OF_LENGTH.items()
}
_MARKS = "°'′’\"″”"
_PART = re.compile(rf"([0-9]+(?:\.[0-9]+)?)(?![eE][0-9]) ?([^\W\d_]+\.?|''|[{_MARKS}])(?:,? and |, ?| ?)(?=[0-9]|$)")


class Part(NamedTuple):
    """A number of one unit."""

    number: Fraction
    unit: str


def parts_of(text: str, into: str | None, measures: Callable[[str | None], str]) -> list[Part]:
    """The parts of a measure in several units, or with a mark for its unit; none of a text that is no such measure.

    The marks ``'`` and ``"`` are parts of a degree, or feet and inches, by the degree before them or by what the unit
    ``into`` measures; without either they mark nothing for sure.
    """
    found: list[Part] = []
    at = 0
    while match := _PART.match(text, at):
        found.append(Part(Fraction(match[1]), match[2].rstrip(".") or match[2]))
        at = match.end()
    if at < len(text) or not found:
        return []
    found = [_clear(part, before, measures) for part, before in zip(found, [None, *found], strict=False)]
    is_marked = [part.unit in _MARKS_OF_ANGLE for part in found]
    if not any(is_marked):
        return found if len(found) > 1 else []
    is_angle = found[0].unit == "°" or (into is not None and measures(into) == measures("degree"))
    is_length = into is not None and measures(into) == measures("foot")
    marks = _MARKS_OF_ANGLE if is_angle else _MARKS_OF_LENGTH if is_length else {}
    if not all(is_marked) or not all(part.unit in marks for part in found) or found[-1].unit == "°":
        return []
    return [Part(part.number, marks[part.unit]) for part in found]


def _clear(part: Part, before: Part | None, measures: Callable[[str | None], str]) -> Part:
    """The part with a unit that is clear from the one before it: minutes after hours are no metres."""
    if part.unit == "st":
        return part._replace(unit="stone")
    return part._replace(unit="minute") if part.unit == "m" and before and measures(before.unit) == "[time]" else part


def joined(
    parts: Sequence[Part], ratios: Callable[[str, str], Sequence[Fraction]], has_sizes: Callable[[str], bool]
) -> tuple[Decimal, str] | None:
    """The amount of all parts in one of their units; None if it is not sure that they are one measure.

    They are where each unit is a whole number of the next one, the only one that the sizes of their words give
    (``ratios``), each number but the last is whole, and each but the first less than one of the unit before it.
    """
    total, size, in_first = parts[0].number, Fraction(1), [Fraction(1)]
    for part, then in pairwise(parts):
        whole = {ratio for ratio in ratios(part.unit, then.unit) if ratio.denominator == 1 and ratio > 1}
        if len(whole) != 1 or part.number.denominator != 1 or then.number >= min(whole):
            return None
        size *= min(whole)
        total += then.number / size
        in_first.append(size)
    units = sorted(zip(parts, in_first, strict=True), key=lambda each: has_sizes(each[0].unit))
    amounts = ((decimal_of(total * each), part.unit) for part, each in units)
    return next(((amount, unit) for amount, unit in amounts if amount is not None), None)


def decimal_of(number: Fraction) -> Decimal | None:
    """The number with its decimals; None if they have no end."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return Decimal(number.numerator) / Decimal(number.denominator) if rest == 1 else None
