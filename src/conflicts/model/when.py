"""A collection as it was: what was known on a day, and what held then."""

from dataclasses import replace

from conflicts.model.collection import Collection
from conflicts.model.moment import Period, period


def known_as_of(collection: Collection, date: str) -> Collection:
    """Leave out the claims that were certainly not known yet on that date (EDTF).

    A claim is known from when it was ``stated`` or, where nobody says when that was, from when it was ``recorded``. A
    claim with neither stays, and so does one that was possibly made by the last moment of the date. The vocabulary
    stays as it is. Raises ValueError for what is no date.
    """
    day = period(date)
    _, last = day.instant
    known = tuple(
        claim
        for claim in collection.claims
        if (made := claim.stated or claim.recorded) is None or made.period.beside(day.zoned).start_lo <= last
    )
    return replace(collection, claims=known)


def holding_at(collection: Collection, date: str) -> Collection:
    """Leave out the claims of which nothing possibly held at any moment of that date (EDTF).

    A claim without ``valid`` stays, and so does one whose predicate is timeless. Raises ValueError for what is no date.
    """
    then = period(date)
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
