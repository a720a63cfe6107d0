"""Quantities, and values such as a predicate takes."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from itertools import product

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
    >>> str(find(quantities(min_value=3, exact=False), lambda quantity: quantity.high is None))
    'at least 3'
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
    Term(term='town', literal=False)
    >>> find(values("quantity", special=False), lambda value: value.low is not None)
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
    if declared == "event":
        return None
    kinds: Sequence[ValueType | None] = (declared,) * 5 if declared else ("term", "quantity", "time", "text")
    kind = one(draw, (*kinds, None) if special else kinds)
    match kind:
        case "term":
            return one(draw, _terms(tuple(terms), declared is not None))
        case "quantity":
            return _quantity(draw, tuple(units))
        case "time":
            return draw_instant(draw)
        case "text":
            return Text(text=one(draw, TEXTS))
        case _:
            return one(draw, (UNKNOWN, NONE) if declared else (UNKNOWN, NONE, None))


@cache
def _terms(words: tuple[str, ...], or_texts: bool) -> tuple[Term | Text, ...]:
    terms = tuple(Term(term=word) for word in words)
    return (*terms, *(Text(text=word) for word in words)) if or_texts else terms


def _quantity(draw: st.DrawFn, units: tuple[str | None, ...]) -> Quantity:
    # One draw for most: claims shrink to few draws, and what is plain should be what they shrink to.
    return one(draw, _known_quantities(units)) or draw(_quantities(one(draw, units), -1000, 1000, 1, None))


@cache
def _known_quantities(units: tuple[str | None, ...]) -> tuple[Quantity | None, ...]:
    """Amounts and as many ranges in these units; None for any other."""
    amounts = tuple(Quantity(amount=amount, unit=unit) for amount, unit in product(AMOUNTS, units))
    ranges = tuple(Quantity(low=low, high=high, unit=unit) for (low, high), unit in product(RANGES, units))
    return (*amounts, *ranges, None)


def draw_instant(draw: st.DrawFn) -> Time:
    """A time near others, such as a moment has: mostly one of a few."""
    return draw_period(draw, INSTANTS)


def draw_period(draw: st.DrawFn, periods: Sequence[Time]) -> Time:
    """A time near others, such as a state has: mostly one of these."""
    return one(draw, (*periods, None, None)) or draw(_NEARBY)
