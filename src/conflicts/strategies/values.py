"""Quantities, and values such as a predicate takes."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from conflicts.errors import InputError
from conflicts.model.spelling import canonical
from conflicts.model.unit import misspelt
from conflicts.model.value import NONE, UNKNOWN, AnyValue, Quantity, Term, Text, Time
from conflicts.model.vocabulary import Predicate, ValueType
from conflicts.strategies.drawing import often, one
from conflicts.strategies.pools import (
    ALIASES,
    AMOUNTS,
    ENTITIES,
    INSTANTS,
    RANGES,
    STRANGE_ENTITY,
    TEXTS,
    UNIT_FAMILIES,
)
from conflicts.strategies.times import times

TERMS = (*ENTITIES[:3], ALIASES["town"], STRANGE_ENTITY)
_NEARBY = times(
    within="2022-03", precisions=["day", "month", "minute", "second"], forms=["date", "interval", "open", "since", "by"]
)


def quantities(
    *,
    unit: str | None = None,
    min_value: int | Decimal | None = None,
    max_value: int | Decimal | None = None,
    places: int = 2,
    exact: bool | None = None,
) -> st.SearchStrategy[Quantity]:
    """Amounts, ranges and one-sided bounds in a unit; they shrink to the amount nearest to 0.

    - ``unit``: that of all of them; None leaves it to the predicate.
    - ``min_value`` and ``max_value``: no number is less, or more. ``places``: at most so many decimal places.
    - ``exact``: amounts only (True) or ranges and one-sided bounds only (False); None: all of these.

    Raises InputError for an unknown unit, and if no number lies between the two.

    >>> from hypothesis import find
    >>> find(quantities(unit="km"), lambda quantity: True)
    Quantity(amount=Decimal('0'), low=None, high=None, unit='km')
    >>> str(find(quantities(min_value=3, exact=False), lambda quantity: quantity.low and quantity.high))
    '3–3'
    """
    if unit is not None and (fault := _fault(unit)):
        raise InputError(fault)
    scale = Decimal(10) ** places
    low = -(10**6) * scale if min_value is None else Decimal(min_value) * scale
    high = max(low, 10**6 * scale) if max_value is None else Decimal(max_value) * scale
    first, last = int(low.to_integral_value("ROUND_CEILING")), int(high.to_integral_value("ROUND_FLOOR"))
    if min_value is None:
        first = min(first, last)
    if first > last:
        raise InputError(f"no number of {places} places lies between {min_value} and {max_value}")
    return _quantities(unit, first, last, places, exact)


def _fault(unit: str) -> str:
    try:
        return misspelt(unit)
    except ValueError as error:
        return str(error)


@st.composite
def _quantities(draw: st.DrawFn, unit: str | None, first: int, last: int, places: int, exact: bool | None) -> Quantity:
    def number(least: int) -> tuple[int, Decimal]:
        drawn = draw(_numbers(least, last))
        return drawn, Decimal(drawn).scaleb(-places).normalize() + 0

    if exact or (exact is None and not often(draw, 1, 2)):
        return Quantity(amount=number(first)[1], unit=unit)
    drawn, low = number(first)
    match one(draw, ("range", "at least", "at most")):
        case "range":
            return Quantity(low=low, high=number(drawn)[1], unit=unit)
        case "at least":
            return Quantity(low=low, unit=unit)
        case _:
            return Quantity(high=low, unit=unit)


@cache
def _numbers(first: int, last: int) -> st.SearchStrategy[int]:
    return st.integers(first, last)


def values(
    predicate: Predicate | ValueType | None = None, *, terms: Sequence[str] = TERMS, special: bool = True
) -> st.SearchStrategy[AnyValue | None]:
    """Values such as the predicate takes: of its type, in its unit or one that converts; None for an event.

    Of a predicate without a type: terms, quantities without a unit, times and texts. The type alone will do, too.

    - ``terms``: the words for things.
    - ``special``: whether *unknown* and *none* are among them.

    >>> from hypothesis import find
    >>> find(values(Predicate(value="term")), lambda value: True)
    Term(term='town')
    >>> find(values("quantity"), lambda value: value.low is not None)
    Quantity(amount=None, low=Decimal('5'), high=Decimal('10'), unit=None)
    >>> find(values("event"), lambda value: True) is None
    True
    """
    meaning = predicate if isinstance(predicate, Predicate) else Predicate(value=predicate)
    return _values(meaning.value, units_of(meaning.unit), tuple(terms), special)


@st.composite
def _values(
    draw: st.DrawFn, declared: ValueType | None, units: Sequence[str | None], terms: Sequence[str], special: bool
) -> AnyValue | None:
    return draw_value(draw, declared, units, terms, special)


@cache
def units_of(unit: str | None) -> tuple[str | None, ...]:
    """The units that quantities of a predicate with this one can have; None, its own, is among them."""
    if unit is None:
        return (None,)
    family = next((each for each in UNIT_FAMILIES if canonical(unit) in each), ())
    return (None, unit, *(each for each in family if each not in (None, unit)))


def draw_value(
    draw: st.DrawFn,
    declared: ValueType | None,
    units: Sequence[str | None],
    terms: Sequence[str] = TERMS,
    special: bool = True,
) -> AnyValue | None:
    """A value of the type, whose quantities have one of the units."""
    types: tuple[ValueType, ...] = ("term", "quantity", "time", "text", "event")
    if declared == "event":
        return None
    if special and often(draw, 1, 6):
        return one(draw, (UNKNOWN, NONE))
    kind: ValueType = one(draw, types) if declared is None else declared
    match kind:
        case "term":
            word = one(draw, terms)
            return Text(text=word) if declared and often(draw, 1, 2) else Term(term=word)
        case "quantity":
            return _quantity(draw, units)
        case "time":
            return draw_instant(draw)
        case "text":
            return Text(text=one(draw, TEXTS))
        case _:
            return None


def _quantity(draw: st.DrawFn, units: Sequence[str | None]) -> Quantity:
    unit = one(draw, units)
    if not often(draw, 1, 2):
        return Quantity(amount=one(draw, AMOUNTS), unit=unit)
    if often(draw, 1, 8):
        return draw(_quantities(unit, -1000, 1000, 1, None))
    low, high = one(draw, RANGES)
    return Quantity(low=low, high=high, unit=unit)


def draw_instant(draw: st.DrawFn) -> Time:
    """A time near others, such as a moment has: mostly one of a few."""
    return draw(_NEARBY) if often(draw, 1, 12) else one(draw, INSTANTS)


def draw_period(draw: st.DrawFn, periods: Sequence[Time]) -> Time:
    """A time near others, such as a state has: mostly one of these."""
    return draw(_NEARBY) if often(draw, 1, 12) else one(draw, periods)
