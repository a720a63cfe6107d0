"""Dates and times of day as other tables write them, in the words of ``strptime``."""

import re
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Annotated, TypeAlias

from pydantic import AfterValidator

from conflicts.model.faults import shown
from conflicts.model.spelling import folded
from conflicts.tables.flat import OPEN

_DIRECTIVES = "YymbBdjHIpMSfzZaAwuUWGVcxX%"
_YEARS, _MONTHS, _DAYS, _HOURS = frozenset("YyGcx"), frozenset("mbBcx"), frozenset("djcx"), frozenset("HIcX")
_MINUTES, _SECONDS = frozenset("M"), frozenset("ScX")
_WEEKS, _WEEKDAYS, _OF_THE_DAY = frozenset("UWV"), frozenset("aAwu"), frozenset("HIpMSfzZX")
_ANY_MOMENT = datetime(2001, 2, 3, 14, 5, 6, tzinfo=UTC)
_HALVES_OF_THE_DAY = re.compile(r"(?<=[\d\s])([ap])\.? ?m\b\.?", re.IGNORECASE)


def _date_format(text: str) -> str:
    listed = re.findall("%(.?)", text)
    parts = {*listed}
    if unknown := [part for part in listed if not part or part not in _DIRECTIVES]:
        known = " ".join(f"%{letter}" for letter in _DIRECTIVES)
        raise ValueError(f"{shown(text)}: %{unknown[0]} is no part of a date; known: {known}")
    if reason := _why_ambiguous(parts) or _why_not_read(text):
        raise ValueError(f"{shown(text)}: {reason}")
    return text


def _why_ambiguous(parts: set[str]) -> str:
    """What of such a date would be lost, or not be known."""
    if not parts & _YEARS and not is_of_the_day(parts):
        return "a date needs its year (%Y)"
    if "d" in parts and not parts & _MONTHS:
        return "a day needs its month (%m)"
    if parts & _WEEKS and not parts & _WEEKDAYS:
        return "a week needs its day (%a)"
    if ("p" in parts) != ("I" in parts):
        return "%I, an hour of twelve, and %p, which half of the day, go together"
    if parts & frozenset("MS") and not parts & _HOURS:
        return "a minute needs its hour (%H)"
    return ""


def _why_not_read(layout: str) -> str:
    try:
        datetime.strptime(_ANY_MOMENT.strftime(layout), layout)
    except ValueError as error:
        return str(error)
    return ""


def is_of_the_day(parts: Iterable[str]) -> bool:
    """Whether such a format has a time of day and no date."""
    return bool(_HOURS & {*parts}) and {*parts} <= _OF_THE_DAY | {"%"}


def needs_date(layout: str) -> bool:
    """Whether what is written so is a time of day, of no date."""
    return is_of_the_day(re.findall("%(.)", layout))


DateFormat: TypeAlias = Annotated[str, AfterValidator(_date_format)]
"""How a date is written, as ``strptime`` has it."""


def dated(column: str, text: str, formats: Iterable[str], day: date | None = None) -> str:
    """The date as ISO 8601 writes it, as exact as its format is; raises ValueError where it is in none of them.

    A time of day is that of the ``day``.
    """
    return text if text == OPEN else _dated(column, folded(text), tuple(formats), day)


@lru_cache(maxsize=65_536)
def _dated(column: str, text: str, formats: tuple[str, ...], day: date | None) -> str:
    for layout in formats:
        sign, words = _without_sign(text, layout)
        if "%p" in layout:
            words = _HALVES_OF_THE_DAY.sub(r"\1m", words)
        try:
            moment, is_leap = _parsed(words, layout.replace("-%Y", "%Y") if sign else layout)
        except ValueError:
            continue
        iso = _as_exact(moment, {*re.findall("%(.)", layout)}, words, day)
        return sign + (_LAST_SECOND.sub(":60", iso) if is_leap else iso)
    raise ValueError(f"{column}: {shown(text)} is no date that is written like {' or '.join(formats)}")


def _parsed(text: str, layout: str) -> tuple[datetime, bool]:
    """The moment, and whether it is in the second that follows this one, which ``datetime`` does not know."""
    try:
        return datetime.strptime(text, layout), False
    except ValueError:
        parts = time.strptime(text, layout)
        if parts.tm_sec != 60:
            raise
        zone = timezone(timedelta(seconds=parts.tm_gmtoff)) if "%z" in layout else None
        return datetime(*parts[:5], 59, tzinfo=zone), True


_LAST_SECOND = re.compile(r"(?<=T\d\d:\d\d):59")


def _without_sign(text: str, layout: str) -> tuple[str, str]:
    """The sign of a year before 1 BC, and the text without it."""
    if not _MAY_HAVE_SIGN.search(layout):
        return "", text
    words, count = _SIGN.subn("", text)
    return ("-", words) if count == 1 else ("", text)


_MAY_HAVE_SIGN = re.compile(r"(?:^|\s)-?%Y")
_SIGN = re.compile(r"(?:^|(?<=\s))-(?=\d{4})")


def _as_exact(moment: datetime, parts: set[str], text: str, day: date | None) -> str:
    """The moment, its day, its month or its year: what its format has of it."""
    if is_of_the_day(parts) and day is not None:
        moment = moment.replace(year=day.year, month=day.month, day=day.day)
    if parts & _HOURS:
        zone = "Z" if "Z" in parts and re.search(r"\b(?:UTC|GMT)\b", text, re.IGNORECASE) else ""
        unit = "seconds" if parts & _SECONDS else "minutes" if parts & _MINUTES else "hours"
        return moment.isoformat(timespec=unit) + zone
    iso = moment.date().isoformat()
    return iso if parts & (_DAYS | _WEEKS) else iso[:7] if parts & _MONTHS else iso[:4]
