"""Times as a report words them, back to the bounds that a timeline is drawn from."""

from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from pydantic import ValidationError

from conflicts.model.moment import INFINITY
from conflicts.model.value import Time
from conflicts.report.dates import in_words

Bound: TypeAlias = int | str
"""A second, counted from 1970; or ``-`` and ``+`` for what lies before and after every date."""


@lru_cache(maxsize=65_536)
def time_in(words: str) -> Time | None:
    """Read what ``str(Time)`` wrote: EDTF, or ``by``, ``since``, ``until``, ``at`` and EDTF.

    None for what is no time: a report that was read from JSON may hold any words.
    """
    mode, space, text = words.partition(" ")
    try:
        return Time.model_validate({mode: text} if space else words)
    except ValidationError:
        return None


def extent(words: str) -> list[Bound] | None:
    """The earliest and the latest start, the earliest and the latest end (the first second after it)."""
    time = time_in(words)
    if time is None:
        return None
    period = time.period
    return list(_bounds(period.start_lo, period.start_hi, period.end_lo, period.end_hi))


def moment(words: str) -> list[Bound] | None:
    """The first and the last second that a moment of the time can have."""
    time = time_in(words)
    return None if time is None else list(_bounds(*time.period.instant))


def spoken(words: str) -> str:
    """The time as people write it; what is no time stands as it is."""
    time = time_in(words)
    return words if time is None else in_words(time)


def _bounds(*seconds: int) -> Iterator[Bound]:
    for second in seconds:
        yield second if abs(second) < INFINITY - 1 else "-" if second < 0 else "+"
