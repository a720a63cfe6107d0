"""Times of every form that EDTF and claims have."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple, TypeAlias, get_args

from hypothesis import strategies as st

from conflicts.errors import InputError, nearest
from conflicts.model.moment import INFINITY, date_text, period
from conflicts.model.value import Mode, Time
from conflicts.strategies.drawing import often, one

Form: TypeAlias = Literal["date", "interval", "open", "one-of", "all-of", "by", "since", "until", "at"]
"""How a time is said: a date; from one date to another; an interval that is open or unknown at an end; a set in ``[]``
or in ``{}``; or one of the mappings that a claims file may write."""

Precision: TypeAlias = Literal[
    "day", "month", "year", "season", "decade", "century", "hour", "minute", "second", "long-year"
]
"""How exact a date is. A season may be a quarter or a half of the year; a long year has more than four digits."""

FORMS: tuple[Form, ...] = get_args(Form)
PRECISIONS: tuple[Precision, ...] = get_args(Precision)

_DAY = 86_400
_2000 = period("2000-01-01").start_lo // _DAY
_ALL_DAYS = (period("-9999").start_lo // _DAY, period("9999").end_hi // _DAY - 1)
_OF_THE_DAY: tuple[Precision, ...] = ("hour", "minute", "second")
_MARKS = "?~%"
_MODES: Mapping[str, Mode] = {"by": "by", "since": "since", "until": "until", "at": "at"}
_ZONES = ("", "Z", "+01:00", "-05:00")


class _Dates(NamedTuple):
    """Which dates are drawn: their first and last day, how exact they are, and whether they are fuzzy."""

    first: int
    last: int
    precisions: Sequence[Precision]
    fuzzy: bool | None

    @property
    def of_a_range(self) -> "_Dates":
        """Those that can stand in an interval or a set."""
        fitting = [each for each in self.precisions if each not in _OF_THE_DAY and each != "long-year"]
        return self._replace(precisions=fitting)


def times(
    *,
    within: str | None = None,
    forms: Sequence[Form] = FORMS,
    precisions: Sequence[Precision] | None = None,
    fuzzy: bool | None = None,
) -> st.SearchStrategy[Time]:
    """Times of every form, precision and fuzziness; they shrink to a day of the year 2000.

    - ``within``: a date or an interval in EDTF. Every date names a day of it, or a unit that such a day lies in; where
      a time of day has a zone, it is the day there. Without it: the years from 9999 BCE to 9999, and far ones.
    - ``forms``: how times are said (``Form``); ``precisions``: how exact their dates are (``Precision``). Intervals and
      sets have no times of day and no long years, which also lie within nothing.
    - ``fuzzy``: whether dates are marked uncertain or approximate (``?``, ``~``, ``%``) or have unspecified digits
      below their precision; None: some are.

    Raises InputError for an open or unreadable ``within``, unknown words, and forms that the precisions do not allow.

    >>> from hypothesis import find
    >>> find(times(), lambda time: True)
    Time(text='2000-01-01', mode='edtf')
    >>> find(times(within="1911", forms=["interval"], precisions=["month"], fuzzy=False), lambda time: True)
    Time(text='1911-01/1911-01', mode='edtf')
    """
    first, last = _days(within)
    chosen = precisions if precisions is not None else PRECISIONS[: -1 if within is not None else None]
    _refuse_unknown("form", forms, FORMS)
    _refuse_unknown("precision", chosen, PRECISIONS)
    if within is not None and "long-year" in chosen:
        raise InputError(f"no long year lies within {within!r}")
    dates = _Dates(first, last, tuple(chosen), fuzzy)
    ranged = {"interval", "open", "one-of", "all-of"}.intersection(forms)
    if ranged and not dates.of_a_range.precisions:
        raise InputError(f"dates as exact as {', '.join(chosen)} cannot stand in: {', '.join(sorted(ranged))}")
    return _times(dates, tuple(forms))


def _refuse_unknown(what: str, words: Sequence[str], known: Sequence[str]) -> None:
    if isinstance(words, str):
        raise InputError(f"a list of {what}s is asked for, and {words!r} is one word: [{words!r}]")
    if not words:
        raise InputError(f"no {what} is left to draw")
    for word in words:
        if word not in known:
            raise InputError(f"unknown {what} {word!r}{nearest(word, known)}; known are {', '.join(known)}")


@cache
def _days(within: str | None) -> tuple[int, int]:
    if within is None:
        return _ALL_DAYS
    try:
        bounds = period(within)
    except ValueError as error:
        raise InputError(f"within: {error}") from None
    if bounds.start_lo <= -INFINITY or bounds.end_hi >= INFINITY:
        raise InputError(f"within: {within!r} is open")
    first, last = bounds.start_lo // _DAY, (bounds.end_hi - 1) // _DAY
    if first < _ALL_DAYS[0] or last > _ALL_DAYS[1]:
        raise InputError(f"within: {within!r} has years of more than four digits")
    return first, last


@st.composite
def _times(draw: st.DrawFn, dates: _Dates, forms: Sequence[Form]) -> Time:
    form = one(draw, forms)
    mode = _MODES.get(form)
    if mode is not None:
        bounded = dates.of_a_range
        as_interval = bool(bounded.precisions) and often(draw, 1, 4)
        return Time(text=_interval(draw, bounded) if as_interval else _date(draw, dates), mode=mode)
    return Time(text=_edtf(draw, form, dates))


def _edtf(draw: st.DrawFn, form: Form, dates: _Dates) -> str:
    ranged = dates.of_a_range
    match form:
        case "date":
            return _date(draw, dates)
        case "interval":
            return _interval(draw, ranged)
        case "open":
            shape = one(draw, ("{}/..", "../{}", "{}/", "/{}", "../.."))
            return shape.format(_date(draw, ranged))
        case _:
            left, right = "[]" if form == "one-of" else "{}"
            return f"{left}{_members(draw, ranged)}{right}"


def _interval(draw: st.DrawFn, dates: _Dates) -> str:
    return "/".join(_two(draw, dates))


def _members(draw: st.DrawFn, dates: _Dates) -> str:
    shape = one(draw, ("{},{}", "{}..{}", "{}..", "..{}"))
    return shape.format(*_two(draw, dates))


def _two(draw: st.DrawFn, dates: _Dates) -> tuple[str, str]:
    """Two dates, of which the second names the same day or a later one."""
    first = _day(draw, dates)
    later = draw(st.integers(0, min(dates.last - first, 400)))
    return _written(draw, first, dates), _written(draw, first + later, dates)


def _date(draw: st.DrawFn, dates: _Dates) -> str:
    return _written(draw, _day(draw, dates), dates)


def _day(draw: st.DrawFn, dates: _Dates) -> int:
    start = _2000 if dates.first <= _2000 <= dates.last else dates.first
    return start + draw(_offsets(dates.first - start, dates.last - start))


@cache
def _offsets(first: int, last: int) -> st.SearchStrategy[int]:
    return st.integers(first, last)


def _written(draw: st.DrawFn, day: int, dates: _Dates) -> str:
    precision = one(draw, dates.precisions)
    fuzzy = often(draw, 1, 4) if dates.fuzzy is None else dates.fuzzy
    if precision in _OF_THE_DAY:
        return date_text(day * _DAY) + _time_of_day(draw, precision)
    text = _long_year(draw) if precision == "long-year" else _coarse(draw, date_text(day * _DAY), precision)
    return _fuzzy(draw, text, precision) if fuzzy else text


def _time_of_day(draw: st.DrawFn, precision: Precision) -> str:
    clock = [f"{draw(st.integers(0, 23)):02}"]
    clock += [f"{draw(st.integers(0, 59)):02}" for _ in range(_OF_THE_DAY.index(precision))]
    return f"T{':'.join(clock)}{one(draw, _ZONES)}"


def _coarse(draw: st.DrawFn, day: str, precision: Precision) -> str:
    """The unit that the day lies in."""
    year, month = day[:-6], int(day[-5:-3])
    match precision:
        case "day":
            return day
        case "month":
            return day[:-3]
        case "season":
            return f"{year}-{one(draw, _seasons(month))}"
        case "decade" | "century":
            known = 3 if precision == "decade" else 2
            if "0" not in year[-4:-2] and often(draw, 1, 4):
                return f"{year}S{known}"
            return year[: known - 4] + "X" * (4 - known)
        case _:
            return year


def _seasons(month: int) -> Sequence[int]:
    """The quarter, the third and the half of the year that has the month; and its season, north and south.

    The winter of January began in the year before.
    """
    of_the_year = (33 + (month - 1) // 3, 37 + (month - 1) // 4, 40 + (month - 1) // 6)
    number = (month - 3) // 3
    return (21 + number, 25 + number, 29 + (number + 2) % 4, *of_the_year) if month >= 3 else of_the_year


def _long_year(draw: st.DrawFn) -> str:
    sign = one(draw, ("", "-"))
    if often(draw, 1, 3):
        return f"Y{sign}{draw(st.integers(1, 99))}E{draw(st.integers(4, 8))}"
    return f"Y{sign}{draw(st.integers(10_000, 10**10))}"


def _fuzzy(draw: st.DrawFn, text: str, precision: Precision) -> str:
    """The date, uncertain or approximate as a whole or in one component; or with digits that nobody knows."""
    mark = one(draw, tuple(_MARKS))
    year, month, day = text[:-6], text[-6:-3], text[-3:]
    shapes = [f"{text}{mark}"]
    if precision == "day":
        shapes += [f"{text[:-1]}X", f"{year}{month}-XX", f"{year}-XX-XX", f"{year}{month}{mark}{day}"]
        shapes += [f"{year}{mark}{month}{day}", f"{year}{month}-{mark}{day[1:]}"]
    if precision == "month":
        shapes += [f"{text[:-3]}-XX", f"{text[:-3]}{mark}{text[-3:]}"]
    return one(draw, shapes)
