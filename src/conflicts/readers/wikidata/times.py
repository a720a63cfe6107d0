"""Wikidata's points in time to EDTF: precision, years BCE, the Julian calendar (docs/adr/0012-wikidata.md)."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from conflicts.model.moment import period
from conflicts.readers.wikidata.shape import TimeValue, entity_of

GREGORIAN, JULIAN = "Q1985727", "Q1985786"
DECADE, YEAR, MONTH, DAY, SECOND = 8, 9, 10, 11, 14
_CENTURIES = {7: 100, 6: 1_000}

_TIME = re.compile(r"([+-])([0-9]{1,16})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z", re.ASCII)
_LAST_YEAR = 9_999
_ORDINAL_OF_JULIAN_DAY = 1_721_425  # that of 0001-01-01, proleptic Gregorian, is 1
_YEARS_OF_CYCLE, _DAYS_OF_CYCLE = 400, 146_097


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, as far as it is known.

    - ``text``: EDTF with exactly these bounds, or, for years beyond ±9999, with wider ones; it may be an interval.
    - ``end``: EDTF that can stand at an end of an interval, with these bounds or wider ones; None if there is none.
    - ``is_day``: known to the day or better.
    """

    text: str
    end: str | None
    is_day: bool = False


def read_time(value: TimeValue) -> Moment:
    """Read a time value; raise ValueError, with a sentence, for one that is no date or in a calendar not known."""
    return _read(value.time, value.precision, entity_of(value.calendar))


@lru_cache(maxsize=65_536)
def _read(time: str, precision: int, calendar: str) -> Moment:
    found = _TIME.fullmatch(time)
    if found is None:
        raise ValueError(f"{time!r:.60} is no time")
    if calendar not in (GREGORIAN, JULIAN):
        raise ValueError(f"the calendar {calendar!r:.60} is not known")
    is_bce, year = found[1] == "-", int(found[2])
    if year == 0:
        raise ValueError("there is no year 0")
    moment = _moment(found, year, is_bce, precision, calendar == JULIAN)
    _ = period(moment.text)
    return moment


def _moment(found: re.Match[str], year: int, is_bce: bool, precision: int, is_julian: bool) -> Moment:
    if precision < min(_CENTURIES):
        return _rounded(year, is_bce, 10 ** (YEAR - precision))
    if precision <= YEAR:
        years = _years(year, is_bce, precision)
        return _julian_years(*years) if is_julian else _whole_years(*years)
    at, month, day = 1 - year if is_bce else year, int(found[3]), int(found[4])
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {month}")
    if precision == MONTH and is_julian:
        return _julian_days((at, month, 1), (at, month, _days_in_month(at, month, is_julian)))
    if precision == MONTH:
        return _simple(f"{_year(at)}-{month:02d}")
    if not 1 <= day <= _days_in_month(at, month, is_julian):
        raise ValueError(f"there is no day {day} in month {month} of {_year(at)}")
    if is_julian:
        at, month, day = _gregorian((at, month, day))
    text = f"{_year(at)}-{month:02d}-{day:02d}"
    if precision == SECOND:
        return Moment(f"{text}T{found[5]}:{found[6]}:{found[7]}Z", text, is_day=True)
    return Moment(text, text, is_day=True)


def _years(year: int, is_bce: bool, precision: int) -> tuple[int, int]:
    """The first and the last year, counted astronomically, as Wikibase rounds: decades down, centuries up.

    The 20th century is from 1901 to 2000, but many who enter it mean from 1900 to 1999: all of these years.
    """
    if precision == YEAR:
        first, last = year, year
    elif precision == DECADE:
        first, last = max(year // 10 * 10, 1), year // 10 * 10 + 9
    else:
        size = _CENTURIES[precision]
        last = -(-year // size) * size
        first = max(last - size, 1) if last <= _LAST_YEAR else last - size + 1
    return (1 - last, 1 - first) if is_bce else (first, last)


def _rounded(year: int, is_bce: bool, unit: int) -> Moment:
    """A year that is rounded to so many years: any that it may have been rounded from, and some more."""
    if year < unit:
        at = 1 - year if is_bce else year
        return _whole_years(at - unit // 2, at + unit // 2)
    digits = len(str(year)) - len(str(unit)) + 1
    return Moment(f"Y{'-' if is_bce else ''}{year}S{digits}~", None)


def _whole_years(first: int, last: int) -> Moment:
    if first == last:
        return _simple(_year(first))
    if first >= 0 and first % 10 == 0 and last == first + 9:
        return _simple(f"{first // 10:03d}X")
    if max(abs(first), abs(last)) <= _LAST_YEAR:
        return _hull(f"{_year(first)}/{_year(last)}")
    for digits in range(len(str(abs(first))), 0, -1):
        text = f"Y{min(first, last, key=abs)}S{digits}"
        if _holds(text, _year(first), _year(last)):
            return Moment(text, None)
    raise ValueError(f"the years from {first:,} to {last:,} have no EDTF")


def _julian_years(first: int, last: int) -> Moment:
    if max(abs(first), abs(last)) >= _LAST_YEAR:
        years = _whole_years(first, last)
        return Moment(f"{years.text}~", None)  # a Julian year begins less than a year from the Gregorian one
    return _julian_days((first, 1, 1), (last, 12, 31))


def _julian_days(first: tuple[int, int, int], last: tuple[int, int, int]) -> Moment:
    days = (_gregorian(first), _gregorian(last))
    return _hull("/".join(f"{_year(year)}-{month:02d}-{day:02d}" for year, month, day in days))


def _simple(text: str) -> Moment:
    return Moment(text, None if text.startswith("Y") else text)


def _hull(text: str) -> Moment:
    """An interval, and the narrowest date marked as approximate that holds all of it."""
    bounds = period(text)
    for end in _around(text.partition("/")[0]):
        wider = period(end)
        if wider.start_lo <= bounds.start_lo and bounds.end_hi <= wider.end_hi:
            return Moment(text, end)
    return Moment(text, None)


def _around(first: str) -> Iterator[str]:
    sign, digits = ("-", first[1:]) if first.startswith("-") else ("", first)
    year, month = digits[:4], digits[4:7]
    if month:
        yield f"{sign}{year}{month}~"
    for unknown in range(4):
        yield f"{sign}{year[: 4 - unknown]}{'X' * unknown}~"


def _holds(text: str, *years: str) -> bool:
    try:
        wider = period(text)
        inside = [period(year) for year in years]
    except ValueError:
        return False
    return all(wider.start_lo <= each.start_lo and each.end_hi <= wider.end_hi for each in inside)


def _year(year: int) -> str:
    sign = "-" if year < 0 else ""
    return f"{sign}{abs(year):04d}" if abs(year) <= _LAST_YEAR else f"Y{year}"


def _days_in_month(year: int, month: int, is_julian: bool) -> int:
    if month == 2 and is_julian:
        return 29 if year % 4 == 0 else 28
    return monthrange(year % _YEARS_OF_CYCLE + _YEARS_OF_CYCLE, month)[1]


def _gregorian(day: tuple[int, int, int]) -> tuple[int, int, int]:
    """The proleptic Gregorian date of a Julian one, by way of its Julian day number (Richards 2013)."""
    year, month, day_of_month = day
    early = (14 - month) // 12
    years, months = year + 4800 - early, month + 12 * early - 3
    number = day_of_month + (153 * months + 2) // 5 + 365 * years + years // 4 - 32_083
    cycle, day_of_cycle = divmod(number - _ORDINAL_OF_JULIAN_DAY - 1, _DAYS_OF_CYCLE)
    like = date.fromordinal(day_of_cycle + 1)
    return cycle * _YEARS_OF_CYCLE + like.year, like.month, like.day
