"""Which claims a check sees: what was known on a day, and what held then, as one formula of a claim's columns."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from conflicts.errors import InputError
from conflicts.facts.query import COMPARE, TRUE, AllOf, AnyOf, Column, Comparison, Formula, all_of, any_of, negation
from conflicts.facts.relations import PERIOD, Bounds, Operand, Span, at_most, between, exactly
from conflicts.facts.table import FactTable
from conflicts.facts.zones import COLUMNS_BESIDE, Beside
from conflicts.model.collection import Collection
from conflicts.model.moment import Period, period


def visible(collection: Collection, as_of: str | None, at: str | None) -> Collection:
    """Leave out the claims that were not known ``as_of`` a day, or did not hold ``at`` one (EDTF), as ``seen`` says.

    The vocabulary stays as it is. Raises InputError for what is no date.
    """
    formula = seen(as_of, at)
    if formula == TRUE:
        return collection
    facts = FactTable(collection.claims, collection.vocabulary)
    rows = _fulfilling(formula, facts, range(len(facts)))
    return replace(collection, claims=tuple(map(collection.claims.__getitem__, rows)))


def _fulfilling(formula: Formula, facts: FactTable, rows: Sequence[int]) -> Sequence[int]:
    """The rows, of these, that fulfil a formula of one claim: column by column, since all claims are asked."""
    match formula:
        case AllOf(members):
            for member in members:
                rows = _fulfilling(member, facts, rows)
            return rows
        case AnyOf(members):
            found = {row for member in members for row in _fulfilling(member, facts, rows)}
            return [row for row in rows if row in found]
        case Comparison(left, operator, right, offset):
            assert isinstance(right, int), "claims are compared with a day"
            column, compare, number = facts.column(left.name), COMPARE[operator], right + offset
            return [row for row in rows if compare(column[row], number)]


def seen(as_of: str | None, at: str | None) -> Formula:
    """What is asked of a claim, as variable 0, that was known ``as_of`` a day, and held ``at`` one (EDTF).

    - A claim is known from when it was ``stated`` or, where nobody says when that was, from when it was ``recorded``.
      One with neither is known, and so is one that was possibly made by the last moment of the day.
    - It holds if something of it possibly held at any moment of the day; so does one whose predicate is timeless, and
      one of which nobody says when it holds.

    Raises InputError for what is no date.
    """
    return all_of(*_asked(as_of, at))


def _asked(as_of: str | None, at: str | None) -> Iterator[Formula]:
    if as_of is not None:
        day = _day("as of", as_of)
        is_stated = Comparison(Column(0, "present:stated"), "=", 1)
        by_then = [at_most(_times(name, day), exactly(day.instant[1])).possible for name in ("stated", "recorded")]
        yield any_of(all_of(is_stated, by_then[0]), all_of(negation(is_stated), by_then[1]))
    if at is not None:
        day = _day("at", at)
        held = Span(_times("valid.start", day), _times("valid.end", day))
        then = Span(between(day.start_lo, day.start_hi), between(day.end_lo, day.end_hi))
        yield any_of(Comparison(Column(0, "predicate.timeless.hi"), "=", 1), PERIOD["intersects"](held, then).possible)


def _day(asked: str, day: str) -> Period:
    try:
        return period(day)
    except ValueError as error:
        raise InputError(f"{asked}: {error}") from None


def _times(field: str, beside: Period) -> Bounds:
    """A field of times, as it compares with those of a day."""
    name = f"{COLUMNS_BESIDE[Beside(beside.zoned)]}{field}"
    return Bounds(Operand(Column(0, f"{name}.lo")), Operand(Column(0, f"{name}.hi")))
