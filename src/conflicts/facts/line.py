"""One line of integers that holds every value of a table (docs/explanation/semantics.md, section 4)."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from conflicts.model.moment import INFINITY, MISSING
from conflicts.model.spelling import caseless
from conflicts.model.unit import Tolerance, convert, to_base
from conflicts.model.value import NONE, UNKNOWN, AnyValue, Quantity, Term, Text, Time
from conflicts.model.vocabulary import Vocabulary

Point: TypeAlias = int | str | Fraction
Space: TypeAlias = tuple[str, str]
"""A type of value, and for quantities their dimension. Values of different spaces never meet."""

NOTHING: Space = ("none", "")
EVENT: Space = ("event", "")


class Extent(NamedTuple):
    """From where to where a value reaches within its space; None is the space's end. No space: anywhere on the line."""

    space: Space | None
    low: Point | None = None
    high: Point | None = None
    term: str | None = None


ANYWHERE = Extent(None)


class Terms:
    """The forest of terms, numbered so that the descendants of a term follow it without a gap."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        children: dict[str | None, list[str]] = {}
        for name, entity in sorted(vocabulary.entities.items()):
            whole = entity.part_of if entity.part_of in vocabulary.entities else None
            children.setdefault(whole, []).append(name)
        self._span: dict[str, tuple[int, int]] = {}
        self._next = 0
        stack: list[tuple[str, int | None]] = [(root, None) for root in reversed(children.get(None, []))]
        while stack:
            name, first = stack.pop()
            if first is not None:
                self._span[name] = (first, self._next - 1)
                continue
            stack.append((name, self._next))
            self._next += 1
            stack.extend((child, None) for child in reversed(children.get(name, [])))

    def span(self, term: str) -> tuple[int, int]:
        """The term's number and that of its last descendant; a term that nobody declared gets the next number."""
        if term not in self._span:
            self._span[term] = (self._next, self._next)
            self._next += 1
        return self._span[term]


class Extents:
    """Turn typed values into extents, each distinct value once."""

    def __init__(self, vocabulary: Vocabulary, units: Iterable[str | None]) -> None:
        self._vocabulary = vocabulary
        self._terms = Terms(vocabulary)
        self._only_unit = _only_unit(vocabulary, units)
        self._known: dict[tuple[str, AnyValue | None], Extent] = {}

    def of(self, predicate: str, value: AnyValue | None) -> Extent:
        """The extent of a value that the predicate reads so."""
        known = self._known.get((predicate, value))
        if known is None:
            known = self._known[predicate, value] = self._extent(predicate, value)
        return known

    def _extent(self, predicate: str, value: AnyValue | None) -> Extent:
        match value:
            case None:
                return ANYWHERE if self._vocabulary.predicate(predicate).takes_value else Extent(EVENT, 0, 0)
            case Term(term=term):
                low, high = self._terms.span(term)
                return Extent(("term", ""), low, high, term)
            case Text(text=text):
                words = caseless(text)
                return Extent(("text", ""), words, words)
            case Time():
                low, high = _widened(value.period.instant, self._vocabulary.predicate(predicate).leeway)
                return Extent(("time", ""), low, high)
            case Quantity():
                return self._quantity(predicate, value)
            case _ if value is NONE:
                return Extent(NOTHING, 0, 0)
            case _:
                assert value is UNKNOWN
                return ANYWHERE

    def _quantity(self, predicate: str, quantity: Quantity) -> Extent:
        meaning = self._vocabulary.predicate(predicate)
        unit = meaning.unit or quantity.unit
        low, high = (
            None if bound is None else convert(bound, quantity.unit or unit, unit) for bound in quantity.bounds
        )
        if meaning.unit is not None:
            low, high = meaning.widening.widen(low, high)
        low, dimension = self._in_base(low, unit)
        high, _ = self._in_base(high, unit)
        if meaning.unit is None:
            low, high = meaning.widening.widen(low, high)
        return Extent(("quantity", dimension), low, high)

    def _in_base(self, amount: Fraction | None, unit: str | None) -> tuple[Fraction | None, str]:
        if unit is None or unit == self._only_unit:
            return amount, unit or ""
        number = Decimal(0) if amount is None else amount
        if self._only_unit is not None:
            with suppress(ValueError):  # a literal of a rule, in a unit of its own or of another dimension
                converted = convert(number, unit, self._only_unit)
                return (None if amount is None else converted), self._only_unit
        base, dimension = to_base(number, unit)
        return (None if amount is None else base), dimension


def _widened(instant: tuple[int, int], seconds: int) -> tuple[int, int]:
    """The bounds of a time moved outward; one that no date sets stays where it is."""
    low, high = instant
    return (
        low if low == -INFINITY else max(low - seconds, 1 - INFINITY),
        high if high >= INFINITY - 1 else min(high + seconds, INFINITY - 1),
    )


def _only_unit(vocabulary: Vocabulary, units: Iterable[str | None]) -> str | None:
    """The unit that serves as base where no other is in use, so that pint need not be imported to find the true one.

    None where a predicate without a unit has a tolerance: that is in its quantities' base unit.
    """
    in_use = set(units) - {None}
    tolerant = any(each.widening != Tolerance() and each.unit is None for each in vocabulary.predicates.values())
    return in_use.pop() if len(in_use) == 1 and not tolerant else None


class Line:
    """The numbers of all points of some extents, space after space."""

    def __init__(self, extents: Iterable[Extent]) -> None:
        points: dict[Space, set[Point]] = {}
        for extent in extents:
            if extent.space is not None:
                points.setdefault(extent.space, set()).update(p for p in (extent.low, extent.high) if p is not None)
        self._codes: dict[Space, Mapping[Point, int]] = {}
        self._ends: dict[Space, tuple[int, int]] = {}
        start = 0
        for space in sorted(points):
            inside = sorted(points[space])
            self._codes[space] = {point: start + 1 + i for i, point in enumerate(inside)}
            self._ends[space] = (start, start + 1 + len(inside))
            start += len(inside) + 2

    def bounds(self, extent: Extent) -> tuple[int, int]:
        """The extent as inclusive integers; anywhere is missing."""
        if extent.space is None:
            return -MISSING, MISSING
        codes, (first, last) = self._codes[extent.space], self._ends[extent.space]
        low = first if extent.low is None else codes[extent.low]
        high = last if extent.high is None else codes[extent.high]
        return low, high
