"""Dates as they are written, to EDTF. What is not plain is no date: 3/4/2010 may be in March or in April."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from conflicts.model.value import Time, read_as
from conflicts.readers.wikitext.lexicon import Lexicon

_LONGEST = 60
_FIRST_SEASON = 21
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ?)?")
_ISO_MONTH = re.compile(r"\d\d(\d\d)-(0[1-9]|1[0-2])")
_DASH = re.compile(r"\s*[–—]\s*|\s+(?:-|to)\s+|-")


class _Parts(NamedTuple):
    """A date, or the part of one that is written out."""

    year: str | None = None
    month: str | None = None
    day: str | None = None

    @property
    def edtf(self) -> str | None:
        """As EDTF writes it; None without its year, or with a day and no month."""
        if self.year is None or (self.day is not None and (self.month is None or int(self.month) >= _FIRST_SEASON)):
            return None
        return "-".join(part for part in (self.year, self.month, self.day and self.day.zfill(2)) if part is not None)


class DateReader:
    """Knows the months of a language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._months = lexicon.month_numbers
        self._forms = _forms(self._months)
        self._about = re.compile(rf"(?:{_any(lexicon.about)})\b\.?\s*", re.IGNORECASE)
        self._before = re.compile(rf"(\d{{1,4}})\s*(?:{_any(lexicon.before_christ)})\.?", re.IGNORECASE)
        era = _any(lexicon.anno_domini)
        self._after = re.compile(rf"(?:(?:{era})\.?\s*)?(\d{{1,4}})(?:\s*(?:{era})\.?)?", re.IGNORECASE)
        self.time: Callable[[str], Time | None] = lru_cache(maxsize=8_192)(self._time)
        """The date that is written so; None if it is not plain."""

    def of_numbers(self, year: str, month: str = "", day: str = "") -> Time | None:
        """The date of a year, a month (its number or name) and a day, the last two perhaps missing."""
        if not re.fullmatch(r"\d{1,4}", year):
            return None
        known = self._months.get(month.lower())
        number = str(known) if known is not None else month
        if (month and not number.isdecimal()) or (day and not day.isdecimal()):
            return None
        parts = _Parts(year.zfill(4), number.zfill(2) if number else None, day or None)
        return _as_time(parts.edtf)

    def _time(self, words: str) -> Time | None:
        if len(words) > _LONGEST:
            return None
        words = " ".join(words.split()).strip(" ,;")
        doubt = ""
        if about := self._about.match(words):
            words, doubt = words[about.end() :], "~"
        if words.endswith("?"):
            words, doubt = words[:-1].rstrip(), "?"
        text = self._edtf(words)
        return None if text is None or (doubt and "/" in text) else _as_time(text + doubt)

    def _edtf(self, words: str) -> str | None:
        if _ISO_DAY.fullmatch(words):
            return words
        if month := _ISO_MONTH.fullmatch(words):
            return words if month[2] <= month[1] else None  # 1998-11 is a month or, badly written, fourteen years
        if before := self._before.fullmatch(words):
            return _numbered(1 - int(before[1]))
        if (parts := self._parts(words)) is not None:
            return parts.edtf
        if after := self._after.fullmatch(words):
            return _numbered(int(after[1])) if not words.isdecimal() else None
        ends = _DASH.split(words)
        return self._interval(*ends) if len(ends) == 2 else None

    def _interval(self, first: str, last: str) -> str | None:
        """Two dates of which one may leave out what the other says."""
        start, end = self._parts(first), self._parts(last)
        if start is None or end is None:
            return None
        if start.month is not None and int(start.month) >= _FIRST_SEASON and end.month is end.day is None:
            return start.edtf  # the winter of two years
        if start.year is not None and start.month is None and end.year is end.month is None and end.day is not None:
            end = _Parts(start.year[: 4 - len(end.day)] + end.day)
        start = start._replace(year=start.year or end.year)
        if start.month is None and start.day is not None:
            start = start._replace(month=end.month)
        if end.month is None and end.day is not None:
            end = end._replace(month=start.month)
        return f"{start.edtf}/{end.edtf}" if start.edtf and end.edtf else None

    def _parts(self, words: str) -> _Parts | None:
        for form in self._forms:
            if found := form.fullmatch(words):
                named = found.groupdict()
                month = named.get("month")
                number = None if month is None else f"{self._months[month.lower()]:02d}"
                return _Parts(named.get("year"), number, named.get("day"))
        return None


def _forms(months: Mapping[str, int]) -> list[re.Pattern[str]]:
    month = rf"(?P<month>{_any(months)})\.?"
    day, year = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>\d{4})"
    forms = [
        rf"{year}(?:\s+{month}(?:\s+{day})?)?",
        rf"(?:{day}\s+)?{month}(?:,?\s+{year})?",
        rf"{month}\s+{day}(?:,?\s+{year})?",
        rf"{day}(?:,\s+{year})?",
    ]
    return [re.compile(form, re.IGNORECASE) for form in forms]


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _numbered(year: int) -> str:
    return f"{'-' if year < 0 else ''}{abs(year):04d}"


def _as_time(text: str | None) -> Time | None:
    try:
        return None if text is None else read_as(Time, text)
    except ValueError:
        return None
