"""EDTF text to bounds: when something began and ended, as far as the text says.

Times are whole seconds from 1970-01-01T00:00:00Z, proleptic Gregorian (year 0 is 1 BCE), half open. The texts are those
of the Extended Date/Time Format, levels 0 to 2 (Library of Congress, 2019; ISO 8601-2:2019). What each form means, and
which of them the ``edtf`` package reads, is in docs/adr/0002-edtf-bounds.md.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import product
from typing import Literal, NamedTuple

from conflicts.model.guesses import nearest_dates

INFINITY = 2**62
MISSING = INFINITY + INFINITY // 2  # so that it is beyond INFINITY on both sides, wherever a rule moves it

_DAY = 86_400
_LONGEST_TEXT = 1_000
_FARTHEST_YEAR = 100_000_000_000
_YEARS_OF_CYCLE = 400  # after which the Gregorian calendar repeats
_DAYS_OF_CYCLE = 146_097
_EPOCH = date(1970, 1, 1).toordinal() - 1  # days from 0001-01-01


class Period(NamedTuple):
    """A time whose start lies in ``start_lo … start_hi`` and whose end in ``end_lo … end_hi``, all inclusive.

    A bound is a second, ``±INFINITY`` where the period is open, or ``±MISSING`` where nothing is known. The end is the
    first second *after* the period. ``start_stated`` and ``end_stated``: somebody has said when it starts, or ends.
    ``zoned``: it is said in which time zone; else the bounds are those in UTC.
    """

    start_lo: int
    start_hi: int
    end_lo: int
    end_hi: int
    start_stated: bool
    end_stated: bool
    zoned: bool = False

    @property
    def instant(self) -> tuple[int, int]:
        """The first and the last second that a moment within the period can have."""
        return self.start_lo, (self.end_hi if self.end_hi == MISSING else self.end_hi - 1)

    def beside(self, zoned: bool) -> "Period":
        """The period as it compares with a time that has a zone, or with one that has none."""
        start = beside(self.start_lo, self.start_hi, self.zoned, zoned)
        end = beside(self.end_lo, self.end_hi, self.zoned, zoned)
        return Period(*start, *end, self.start_stated, self.end_stated, zoned)


_WEST, _EAST = 12 * 3600, 14 * 3600


def beside(low: int, high: int, zoned: bool, other_zoned: bool, *, always: bool = False) -> tuple[int, int]:
    """The bounds of a moment as they compare with a time that has a zone (``other_zoned``), or with one that has none.

    Civil time is between UTC-12 and UTC+14: ten o'clock somewhere is from 14 hours before to 12 hours after ten in UTC,
    and ten in UTC is from 12 hours before to 14 hours after ten o'clock somewhere. ``always``: the bounds between which
    it can lie whichever zone it is, the low one above the high one if that is nowhere. What no date bounds stays so.
    """
    if zoned == other_zoned:
        return low, high
    before, after = (_EAST, _WEST) if other_zoned else (_WEST, _EAST)
    if always:
        before, after = -after, -before
    return (
        low if abs(low) >= INFINITY - 1 else low - before,
        high if abs(high) >= INFINITY - 1 else high + after,
    )


UNKNOWN_PERIOD = Period(-MISSING, MISSING, -MISSING, MISSING, False, False)

_SOMETIME_EARLIER = Period(-INFINITY, -INFINITY, 1 - INFINITY, 1 - INFINITY, False, True)
_SOMETIME_LATER = Period(INFINITY - 1, INFINITY - 1, INFINITY, INFINITY, True, False)


@lru_cache(maxsize=65_536)
def period(text: str, mode: Literal["edtf", "by", "since", "until", "at"] = "edtf") -> Period:
    """Bound the time that ``text`` names, or the time that holds by, since, until or at it.

    Raises ValueError, in one sentence, if the text is no EDTF, runs backwards, or names years that cannot be compared.
    """
    common = common_day(text) or (_common_interval(text) if mode == "edtf" else None)
    if common is None:
        _refuse_unreadable(text)
        if "/" in text or text[0] in "[{":
            _refuse_what_stands_alone(text)
    if mode == "edtf":
        return common or (_interval(text) if "/" in text else _date_or_set(text))
    span = common or _span(text, mode)
    match mode:
        case "by":
            return Period(-INFINITY, span.start_hi, span.end_lo, INFINITY, False, False, span.zoned)
        case "since":
            return Period(span.start_lo, span.end_hi - 1, span.end_lo, INFINITY, True, False, span.zoned)
        case "until":
            return Period(-INFINITY, span.start_hi, span.start_lo + 1, span.end_hi, False, True, span.zoned)
        case "at":
            return Period(span.start_lo, span.end_hi - 1, span.start_lo + 1, span.end_hi, True, True, span.zoned)


def date_text(seconds: int) -> str:
    """Write a bound for people: ``2022-03-24``, ``2022-03-24T10:00:00Z``, ``open`` or ``unknown``."""
    if abs(seconds) >= MISSING:
        return "unknown"
    if abs(seconds) >= INFINITY - 1:
        return "open"
    days, second = divmod(seconds, _DAY)
    cycle, day_of_cycle = divmod(days + _EPOCH, _DAYS_OF_CYCLE)
    like = date.fromordinal(day_of_cycle + 1)
    year = cycle * _YEARS_OF_CYCLE + like.year
    sign = "-" if year < 0 else "+" if year > 9999 else ""
    day = f"{sign}{abs(year):04d}-{like:%m-%d}"
    return f"{day}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z" if second else day


# --- intervals and sets ---------------------------------------------------------------------------------------------


def _refuse_unreadable(text: str) -> None:
    if len(text) > _LONGEST_TEXT:
        raise ValueError(f"a date of {len(text):,} characters is too long: {_LONGEST_TEXT:,} are read at most")
    if not text:
        raise ValueError("an empty text is no EDTF date")
    if re.search(r"\s", text):
        raise _refusal(text, "it has white space")
    if foreign := re.search(r"[^0-9XYESTZ:+?~%.,/\[\]{}-]", text):
        raise _refusal(text, f"{foreign[0]!r} has no meaning there (dates are written like 2022-03-24)")


def _refuse_what_stands_alone(text: str) -> None:
    if "T" in text:
        raise _refusal(text, "a time of day cannot stand in an interval or a set")
    if "Y" in text:
        raise _refusal(text, "a year written with Y cannot stand in an interval or a set")


def _interval(text: str) -> Period:
    first, last = _ends(text)
    lower, upper = _end(first), _end(last)
    start_lo = lower.start_lo if lower else -INFINITY
    end_hi = upper.end_hi if upper else INFINITY
    start_hi = lower.end_hi - 1 if lower else -INFINITY if first == ".." else end_hi - 1
    end_lo = upper.start_lo + 1 if upper else INFINITY if last == ".." else start_lo + 1
    return Period(start_lo, start_hi, end_lo, end_hi, lower is not None, upper is not None)


def _common_interval(text: str) -> Period | None:
    """The bounds of an interval between two days, or from or to a day, as ``_interval`` gives them; None for others."""
    first, slash, last = text.partition("/")
    lower, upper = common_day(first), common_day(last)
    if lower is not None and upper is not None:
        if lower.start_lo > upper.start_lo:
            return None
        return Period(lower.start_lo, lower.end_hi - 1, upper.start_lo + 1, upper.end_hi, True, True)
    if lower is not None and slash and last == "..":
        return Period(lower.start_lo, lower.end_hi - 1, INFINITY, INFINITY, True, False)
    if upper is not None and first == "..":
        return Period(-INFINITY, -INFINITY, upper.start_lo + 1, upper.end_hi, False, True)
    return None


def _ends(text: str) -> tuple[str, str]:
    first, _, last = text.partition("/")
    if "/" in last:
        raise _refusal(text, "an interval has one '/'")
    if not first and not last:
        raise _refusal(text, "an interval needs a date or '..' at one end")
    if first not in _NO_DATE and last not in _NO_DATE:
        _refuse_reversed("interval", first, last)
    return first, last


_NO_DATE = ("", "..")


def _end(text: str) -> Period | None:
    return None if text in _NO_DATE else _date(text)


def _refuse_reversed(what: str, first: str, last: str) -> None:
    if _undoubted(first).start_lo >= _undoubted(last).end_hi:
        raise ValueError(f"reversed {what}: {first} is after {last}")


def _span(text: str, mode: str) -> Period:
    """The bounds of the first and the last second of a date, an interval or a set that is closed on both sides."""
    if "/" not in text:
        span = _date_or_set(text)
    else:
        first, last = (_end(end) for end in _ends(text))
        span = _all_of((first or _SOMETIME_EARLIER, last or _SOMETIME_LATER))
    if not (span.start_stated and span.end_stated):
        raise ValueError(f"{mode!r} needs a date with a start and an end, and {text!r} is open")
    return span


def _date_or_set(text: str) -> Period:
    if text[0] not in "[{":
        return _date_time(text) if "T" in text else _date(text)
    if text[-1] != {"[": "]", "{": "}"}[text[0]]:
        raise _refusal(text, f"{text[0]!r} is never closed")
    ranges = text[1:-1].split(",")
    if len(ranges) == 1 and ".." not in text:
        raise _refusal(text, "a set needs two dates or a range")
    members = [member for at, words in enumerate(ranges) for member in _members(words, at == 0, at == len(ranges) - 1)]
    return _one_of(members) if text[0] == "[" else _all_of(members)


def _members(text: str, may_open: bool, may_close: bool) -> Iterator[Period]:
    """A member's date, or the first and the last of a range: those between them lie within their bounds."""
    first, dots, last = text.partition("..")
    if not dots:
        yield _date(text)
        return
    if (not first and not may_open) or (not last and not may_close) or first == last == "":
        raise _refusal(text, "'..' stands between two dates, before a set's first or after its last")
    if first and last:
        _refuse_reversed("range", first, last)
    yield _date(first) if first else _SOMETIME_EARLIER
    yield _date(last) if last else _SOMETIME_LATER


def _one_of(members: Sequence[Period]) -> Period:
    stated = all(member.start_stated and member.end_stated for member in members)
    return Period(
        min(member.start_lo for member in members),
        max(member.start_hi for member in members),
        min(member.end_lo for member in members),
        max(member.end_hi for member in members),
        stated,
        stated,
    )


def _all_of(members: Sequence[Period]) -> Period:
    return Period(
        min(member.start_lo for member in members),
        min(member.start_hi for member in members),
        max(member.end_lo for member in members),
        max(member.end_hi for member in members),
        all(member.start_stated for member in members),
        all(member.end_stated for member in members),
    )


# --- one date -------------------------------------------------------------------------------------------------------

_LIKE_THIS = "dates are written like 2022, 2022-03 or 2022-03-24"
_DATE_TIME = re.compile(
    r"(-?[0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2})(?::([0-9]{2})(?::([0-9]{2}))?)?(Z|([+-])([0-9]{2})(?::([0-9]{2}))?)?"
)
_QUALIFIED = re.compile(
    r"[?~%]?-?[0-9X]{4}[?~%]?(?:-[?~%]?[0-9X]{2}[?~%]?){0,2}"  # next to any component
    r"|[^?~%]+[?~%]?"  # or, whatever the date, at its end
)
_FIRST_QUALIFIED = re.compile(r"((?:[^?~%]*-)?)[?~%](-?[0-9X]+)|([^?~%]+)[?~%]")
_PLAIN = re.compile(r"(-?)([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?")
_SEASON = re.compile(r"2[1-9]|3[0-9]|4[01]")
_LEVEL_2 = re.compile(
    r"-?[0-9]{4}-[0-9]{2}"
    r"|-?[0-9]{4}S[1-9][0-9]{0,2}"
    r"|Y-?(?:[1-9][0-9]{4,}|[1-9][0-9]*E[1-9][0-9]*)(?:S[1-9][0-9]{0,2})?"
)


def _date_time(text: str) -> Period:
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        raise _refusal(text, "a time of day is written like 2022-03-24T10:00:00, followed by nothing, Z or +02:00")
    day, *clock, zone, sign, offset_hours, offset_minutes = match.groups(default="")
    unit = 1 if clock[2] else 60 if clock[1] else 3600
    hour, minute, second = (int(digits or 0) for digits in clock)
    is_leap = second == 60 and hour < 24
    if minute > 59 or second > 59 + is_leap or hour > 24 or (hour == 24 and minute + second):
        raise _refusal(text, "there is no such time of day")
    east = int(offset_hours or 0) * 60 + int(offset_minutes or 0)
    if int(offset_minutes or 0) > 59 or east > 14 * 60 or (sign == "-" and not east):
        raise _refusal(text, "there is no such time zone")
    minute += east if sign == "-" else -east
    moment = _undoubted(day).start_lo + hour * 3600 + minute * 60 + second
    if is_leap:
        _refuse_no_leap_second(text, moment, bool(zone))
        return Period(moment - 1, moment, moment, moment + 1, True, True, bool(zone))
    return Period(moment, moment, moment + unit, moment + unit, True, True, bool(zone))


def _refuse_no_leap_second(text: str, moment: int, zoned: bool) -> None:
    """A second may follow 23:59:59 of the last day of a month in UTC (ITU-R TF.460-6); zones are quarters of an hour.

    Here no day has more than 86,400 seconds: it is one of the two that it lies between.
    """
    quarters = (0,) if zoned else range(-14 * 4, 12 * 4 + 1)
    midnights = (divmod(moment + quarter * 900, _DAY) for quarter in quarters)
    if not any(second == 0 and _is_first_of_month(day) for day, second in midnights):
        raise _refusal(text, "a minute has a 61st second only at 23:59 UTC on the last day of a month")


def _is_first_of_month(day: int) -> bool:
    return date.fromordinal((day + _EPOCH) % _DAYS_OF_CYCLE + 1).day == 1


@lru_cache(maxsize=16_384)
def _date(text: str) -> Period:
    sure, doubt = _undoubted(text), _doubt(text)
    return Period(sure.start_lo - doubt, sure.start_hi + doubt, sure.end_lo - doubt, sure.end_hi + doubt, True, True)


def _undoubted(text: str) -> Period:
    """The date without its marks of doubt."""
    if not _QUALIFIED.fullmatch(text):
        raise _refusal(text, _LIKE_THIS)
    core = re.sub("[?~%]", "", text)
    return _plain_date(core) or _edtf_date(core)


def _doubt(text: str) -> int:
    """By how many seconds ``?``, ``~`` and ``%`` widen: one unit of the coarsest component beside such a mark."""
    match = _FIRST_QUALIFIED.match(text)
    if match is None:
        return 0
    before, component, whole = match.groups()
    coarsest = _undoubted(whole or before + component)
    return coarsest.end_hi - coarsest.start_lo


def _plain_date(text: str) -> Period | None:
    """The bounds of YYYY, YYYY-MM or YYYY-MM-DD, with X for any digit; None for any other form."""
    if day := common_day(text):
        return day
    match = _PLAIN.fullmatch(text)
    if match is None or (match[4] is None and _SEASON.fullmatch(match[3] or "")):
        return None
    return _calendar_bounds(text, *match.groups())


def common_day(text: str) -> Period | None:
    """The bounds of YYYY-MM-DD from the year 1 on, as ``_calendar_bounds`` gives them, and many times as fast."""
    if len(text) != 10 or not text.isascii() or text[4] != "-" or text[7] != "-":
        return None
    try:
        start = (date.fromisoformat(text).toordinal() - 1 - _EPOCH) * _DAY
    except ValueError:  # digits that are no day, and X in place of digits: the long way says what is wrong
        return None
    return Period(start, start, start + _DAY, start + _DAY, True, True)


@lru_cache(maxsize=4_096)
def _edtf_date(text: str) -> Period:
    """The bounds of any other date without marks of doubt, as the ``edtf`` package reads it."""
    if not _LEVEL_2.fullmatch(text):
        raise _refusal(text, _LIKE_THIS)
    from edtf.parser import Date, ExponentialYear, LongYear, Season, parse_edtf  # slow to import, and seldom needed

    sign = "-" if text.startswith("-") else ""
    tree = parse_edtf(text.removeprefix("-"), fail_silently=True)
    match tree:
        case ExponentialYear():
            if int(tree.exponent) > 11:
                raise _beyond_comparison(text)
            return _year_bounds(text, int(tree.base) * 10 ** int(tree.exponent), tree.significant_digits)
        case LongYear():
            return _year_bounds(text, int(tree.year), tree.significant_digits)
        case Season():
            return _season_bounds(int(sign + tree.year), int(tree.season))
        case Date() if tree.significant_digits:
            return _year_bounds(text, int(sign + tree.year), int(tree.significant_digits))
        case _:
            raise _refusal(text, _LIKE_THIS)


# --- the calendar ---------------------------------------------------------------------------------------------------

# The first month of each, and the month after its last; 12 to 15 is from December to February of the next year.
_NORTHERN = ((3, 6), (6, 9), (9, 12), (12, 15))
_SOUTHERN = (*_NORTHERN[2:], *_NORTHERN[:2])
_QUARTERS = ((1, 4), (4, 7), (7, 10), (10, 13))
_QUADRIMESTERS = ((1, 5), (5, 9), (9, 13))
_SEMESTERS = ((1, 7), (7, 13))
_SEASONS = (*_NORTHERN, *_NORTHERN, *_SOUTHERN, *_QUARTERS, *_QUADRIMESTERS, *_SEMESTERS)  # 21 to 41


def _season_bounds(year: int, season: int) -> Period:
    first, after = _SEASONS[season - 21]
    start, end = _month_start(year, first), _month_start(year, after)
    return Period(start, start, end, end, True, True)


def _year_bounds(text: str, year: int, significant_digits: int | None) -> Period:
    """Some year whose first significant digits are those of ``year``."""
    size = abs(year)
    unknown = 10 ** max(len(str(size)) - significant_digits, 0) if significant_digits else 1
    smallest = size // unknown * unknown
    greatest = smallest + unknown - 1
    if greatest > _FARTHEST_YEAR:
        raise _beyond_comparison(text)
    if text.startswith("Y") and size <= 9999:
        raise _refusal(text, "a year of four digits is written without Y")
    first, last = (smallest, greatest) if year >= 0 else (-greatest, -smallest)
    start_lo, start_hi, end_lo, end_hi = (_month_start(at, 1) for at in (first, last, first + 1, last + 1))
    return Period(start_lo, start_hi, end_lo, end_hi, True, True)


def _calendar_bounds(text: str, sign: str, year: str, month: str | None, day: str | None) -> Period:
    """Some day, month or year of that pattern, where X is any digit."""
    if sign and year == "0000":
        raise _refusal(text, "the year zero has no sign")
    months = [number for number in _numbers(month or "01") if 1 <= number <= 12]
    days = [number for number in _numbers(day or "01") if 1 <= number <= 31]
    first = next(_dates(_years(sign, year), months, days), None)
    last = next(_dates(_years(sign, year, descending=True), months[::-1], days[::-1]), None)
    if first is None or last is None:
        raise _refusal(text, f"month {month}" if not months else f"there is no day {day} in that month")
    ends = _unit_end(first, month, day), _unit_end(last, month, day)
    return Period(_day_start(*first), _day_start(*last), *ends, True, True)


def _numbers(pattern: str, descending: bool = False) -> Iterator[int]:
    digits = "9876543210" if descending else "0123456789"
    return (int("".join(number)) for number in product(*(digits if digit == "X" else digit for digit in pattern)))


def _years(sign: str, pattern: str, descending: bool = False) -> Iterator[int]:
    if not sign:
        return _numbers(pattern, descending)
    return (-size for size in _numbers(pattern, not descending) if size)


def _dates(years: Iterator[int], months: Sequence[int], days: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    return ((y, m, d) for y in years for m in months for d in days if d <= 28 or d <= _days_in_month(y, m))


def _unit_end(first_day: tuple[int, int, int], month: str | None, day: str | None) -> int:
    """The first second after the day, the month or the year that begins with that day."""
    if day is not None:
        return _day_start(*first_day) + _DAY
    return _month_start(first_day[0], first_day[1] + 1 if month is not None else 13)


def _month_start(year: int, month: int) -> int:
    """The first second of a month; month 13 is January of the next year."""
    return _day_start(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _days_in_month(year: int, month: int) -> int:
    return monthrange(year % _YEARS_OF_CYCLE + _YEARS_OF_CYCLE, month)[1]


def _day_start(year: int, month: int, day: int) -> int:
    """The first second of a day of any year, by way of the same day in a year that ``datetime`` has."""
    cycle, year_of_cycle = divmod(year, _YEARS_OF_CYCLE)
    like = date(year_of_cycle + _YEARS_OF_CYCLE, month, day)
    return (like.toordinal() - 1 + (cycle - 1) * _DAYS_OF_CYCLE - _EPOCH) * _DAY


def _refusal(text: str, reason: str) -> ValueError:
    shown = text if len(text) <= 60 else text[:57] + "..."
    return ValueError(f"{shown!r} is no EDTF date: {reason}{nearest_dates(text)}")


def _beyond_comparison(text: str) -> ValueError:
    return _refusal(text, f"years beyond ±{_FARTHEST_YEAR:,} cannot be compared")
