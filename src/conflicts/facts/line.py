"""One line of integers that holds every value of a table (docs/explanation/semantics.md, section 4)."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from conflicts.model.currency import are_other_currencies
from conflicts.model.moment import INFINITY, MISSING, beside
from conflicts.model.spelling import caseless
from conflicts.model.unit import Tolerance, base_bounds, base_word, convert_bounds, sizes
from conflicts.model.unit_words import has_several_readings
from conflicts.model.value import NONE, UNKNOWN, AnyValue, Quantity, Term, Text, Time
from conflicts.model.vocabulary import Vocabulary

Point: TypeAlias = int | str | Fraction
Space: TypeAlias = tuple[str, str]
"""A type of value, and for quantities their dimension. Values of different spaces never meet."""

NOTHING: Space = ("none", "")
EVENT: Space = ("event", "")


class Extent(NamedTuple):
    """From where to where a value reaches within its space; None is the space's end. No space: anywhere on the line.

    ``zoned``: of a time, whether it has a zone.
    """

    space: Space | None
    low: Point | None = None
    high: Point | None = None
    term: str | None = None
    zoned: bool | None = None

    def beside(self, zoned: bool, *, always: bool = False) -> "Extent":
        """The extent as it compares with times that have a zone, or with those that have none."""
        if self.zoned is None:
            return self
        assert isinstance(self.low, int) and isinstance(self.high, int)
        low, high = beside(self.low, self.high, self.zoned, zoned, always=always)
        return self._replace(low=low, high=high, zoned=zoned)


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
                return Extent(("time", ""), low, high, zoned=value.period.zoned)
            case Quantity():
                return self._quantity(predicate, value)
            case _ if value is NONE:
                return Extent(NOTHING, 0, 0)
            case _:
                assert value is UNKNOWN
                return ANYWHERE

    def _quantity(self, predicate: str, quantity: Quantity) -> Extent:
        meaning = self._vocabulary.predicate(predicate)
        declared, own = meaning.unit, quantity.unit
        if declared is not None and own is not None and are_other_currencies(own, declared):
            declared = None
        unit = declared or own
        low, high = convert_bounds(*quantity.bounds, own or unit, unit)
        if declared is not None:
            low, high = meaning.widening.widen(low, high)
        low, high, dimension = self._in_base(low, high, unit, is_declared=declared is not None)
        if declared is None:
            low, high = meaning.widening.widen(low, high)
        return Extent(("quantity", dimension), low, high)

    def _in_base(
        self, low: Fraction | None, high: Fraction | None, unit: str | None, *, is_declared: bool
    ) -> tuple[Fraction | None, Fraction | None, str]:
        """The bounds in the base unit; a declared unit whose word has several sizes is one size of its own."""
        if unit is None or unit == self._only_unit:
            return low, high, unit or ""
        if is_declared and has_several_readings(unit) and sizes(unit):
            return low, high, base_word(unit)
        if self._only_unit is not None:
            with suppress(ValueError):  # a literal of a rule, or a currency, in a unit of another dimension
                return *convert_bounds(low, high, unit, self._only_unit), self._only_unit
        return base_bounds(low, high, unit)


def _widened(instant: tuple[int, int], seconds: int) -> tuple[int, int]:
    """The bounds of a time moved outward; one that no date sets stays where it is."""
    low, high = instant
    return (
        low if low == -INFINITY else max(low - seconds, 1 - INFINITY),
        high if high >= INFINITY - 1 else min(high + seconds, INFINITY - 1),
    )


def _only_unit(vocabulary: Vocabulary, units: Iterable[str | None]) -> str | None:
    """The unit that serves as base where no other is in use, so that pint need not be imported to find the true one.

    None where a predicate without a unit has a tolerance: that is in its quantities' base unit; and where the unit's
    word has several sizes.
    """
    in_use = set(units) - {None}
    tolerant = any(each.widening != Tolerance() and each.unit is None for each in vocabulary.predicates.values())
    only = in_use.pop() if len(in_use) == 1 and not tolerant else None
    return None if only is None or has_several_readings(only) else only


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
