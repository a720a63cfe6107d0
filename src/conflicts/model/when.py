"""A collection as it was: what was known on a day, and what held then."""

from dataclasses import replace
from datetime import date

from conflicts.model.collection import Collection
from conflicts.model.moment import Period, period
from conflicts.model.value import Time, read_as

TODAY = "today"
"""What may stand for the day of the check."""


def day_asked(data: object) -> str:
    """A day that is asked for, in EDTF, or ``today``; raises ValueError, with a sentence, for what is none."""
    if data == TODAY:
        return TODAY
    time = read_as(Time, data)
    if time.mode != "edtf":
        raise ValueError("a day is a date such as 2022-03-24, or today")
    return time.text


def day_meant(day: str | None, today: str | None = None) -> str | None:
    """The day that is asked for; for the word ``today`` that day, or else the one of the clock."""
    return (today or date.today().isoformat()) if day == TODAY else day


def known_as_of(collection: Collection, day: str) -> Collection:
    """Leave out the claims that were certainly not known yet on that day (EDTF).

    A claim is known from when it was ``stated`` or, where nobody says when that was, from when it was ``recorded``. A
    claim with neither stays, and so does one that was possibly made by the last moment of the day. The vocabulary
    stays as it is. Raises ValueError for what is no date.
    """
    then = period(day)
    _, last = then.instant
    known = tuple(
        claim
        for claim in collection.claims
        if (made := claim.stated or claim.recorded) is None or made.period.beside(then.zoned).start_lo <= last
    )
    return replace(collection, claims=known)


def holding_at(collection: Collection, day: str) -> Collection:
    """Leave out the claims of which nothing possibly held at any moment of that day (EDTF).

    A claim without ``valid`` stays, and so does one whose predicate is timeless. Raises ValueError for what is no date.
    """
    then = period(day)
    timeless = {name for name, predicate in collection.vocabulary.predicates.items() if predicate.timeless}
    holding = tuple(
        claim
        for claim in collection.claims
        if claim.valid is None
        or claim.predicate in timeless
        or _may_intersect(claim.valid.period.beside(then.zoned), then)
    )
    return replace(collection, claims=holding)


def _may_intersect(valid: Period, then: Period) -> bool:
    return valid.start_lo < then.end_hi and then.start_lo < valid.end_hi
