"""Dates that lean on the day of the document: "on Tuesday", "yesterday", "last month", "two years ago"."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from conflicts.readers.prose.date_phrases import DatePhrase, Day
from conflicts.readers.prose.lexicon import Dates
from conflicts.readers.prose.years import CAPITAL, any_of

_WEEK = 7
_MONTHS = 12
_SEASON = 3
_FIRST_SEASON = 21
_DECEMBER = 12


class DocumentDates:
    """Knows the words of a language for days, weeks, months and years before and after that of a text."""

    def __init__(self, words: Dates, numbers: Mapping[str, int]) -> None:
        self.today: Day | None = None
        self._words, self._own, self._numbers = words, words.document, numbers
        own = self._own
        before = any_of((*words.words.at, *own.before))
        named = any_of((*words.months, *words.seasons, *own.spans))
        which = any_of((*own.last, *own.this, *own.next))
        unlike = (
            rf"(?!['’-])(?!\w)(?!,?\s(?:(?:(?:{any_of(words.the)})\s)?[0-9]|(?:{any_of(words.months)})\b|{CAPITAL}))"
        )
        part = rf"(?:\s(?:{any_of(own.parts_of_days)}))?"
        day = rf"(?:(?P<which>(?i:{which}))\s)?(?P<weekday>{any_of(own.weekdays)}){part}{unlike}"
        near = rf"(?P<near>(?i:{any_of(own.days)}))(?!['’-])(?!\w)"
        span = rf"(?P<this>(?i:{which}))\s(?P<span>{named})(?!['’-])(?!\w)(?!\s{CAPITAL}|\s[0-9])"
        number = rf"(?P<count>[0-9]{{1,3}}|(?i:{any_of((*numbers, *own.one))}))"
        count = rf"{number}\s(?P<unit>{any_of(own.units)})\s(?:{any_of(own.ago)})(?!\w)"
        ahead = rf"(?P<ahead>(?<!\w)(?:{any_of(own.future)})(?!\w))"
        self._expression = re.compile(
            rf"(?<![\w’'-])(?P<relation>(?i:{before})\s)?(?:{near}|{day}|{span}|{count})|{ahead}"
        )
        self._noun_before = re.compile(rf"\b(?:{any_of(own.not_before)})\s$", re.IGNORECASE)
        self._name_before = re.compile(rf"\b(?!{any_of(own.weekdays)}){CAPITAL}\w*\s$")
        self._break = re.compile(rf"[,;:.–—]\s|\b(?:{any_of(own.breaks)})\s", re.IGNORECASE)

    def phrases(self, sentence: str) -> Iterator[DatePhrase]:
        """The dates of a sentence; none where the day of the document is not known well enough for them."""
        if self.today is None or self.today.year is None:
            return
        for match in self._expression.finditer(sentence):
            if match["ahead"] or self._is_in_a_name(match, sentence):
                continue
            found = self._found(match, self.today, self.is_ahead(sentence, match.start(), match.end()))
            if found is not None:
                text, first, is_about = found
                yield DatePhrase(match.start(), match.end(), "about" if is_about else "at", text, first)

    def is_ahead(self, sentence: str, start: int, end: int) -> bool:
        """Whether a clause with a date speaks of what is to come: by its words before it, or, if none, after it."""
        breaks = [found.end() for found in self._break.finditer(sentence, 0, start)]
        before = sentence[max(breaks, default=0) : start]
        if not before.strip():
            following = re.compile(r"[;:]\s").search(sentence, end)
            before = sentence[end : following.start() if following else len(sentence)]
        return any(found["ahead"] for found in self._expression.finditer(before))

    def _is_in_a_name(self, match: re.Match[str], sentence: str) -> bool:
        """Whether it is part of a name, or of a noun phrase: "Ash Wednesday", "the last month of the war"."""
        if match["near"] or match["relation"]:
            return False
        before = sentence[: match.start()]
        is_name = match["weekday"] is not None and not match["which"] and self._name_before.search(before) is not None
        return is_name or self._noun_before.search(before) is not None

    def year_of(self, day: Day, sentence: str, start: int, end: int) -> Day:
        """A month or day of the document's year that is yet to come, or of the year before if it is told of as past."""
        today = self.today
        if today is None or day.year is None or day.month is None or today.month is None:
            return day
        later = (day.month, day.day or 0) > (today.month, (today.day or 31) if day.day else 0)
        return replace(day, year=day.year - 1) if later and not self.is_ahead(sentence, start, end) else day

    def _found(self, match: re.Match[str], today: Day, is_ahead: bool) -> tuple[str, Day, bool] | None:
        if match["near"]:
            return _plain(_moved(today, self._own.days[match["near"].casefold()]))
        if match["weekday"]:
            return self._weekday(match, today, is_ahead)
        if match["span"]:
            return self._span(match["this"].casefold(), match["span"], today)
        word = match["count"].casefold()
        number = 1 if word in self._own.one else self._numbers.get(word, int(word) if word.isdigit() else 0)
        return _ago(today, number, self._own.units[match["unit"].casefold()])

    def _weekday(self, match: re.Match[str], today: Day, is_ahead: bool) -> tuple[str, Day, bool] | None:
        if today.day is None:
            return None
        which = (match["which"] or "").casefold()
        wanted = self._own.weekdays[match["weekday"]]
        back = (_of_week(today) - wanted) % _WEEK
        if which in self._own.next or (is_ahead and which not in self._own.last):
            return _plain(_moved(today, _WEEK - back))
        if which in self._own.last and back == 0:
            back = _WEEK
        return _plain(_moved(today, -back)) if which not in self._own.this else None

    def _span(self, which: str, word: str, today: Day) -> tuple[str, Day, bool] | None:
        steps = -1 if which in self._own.last else 1 if which in self._own.next else 0
        if word in self._words.seasons:
            return self._season(word, steps, today)
        if word in self._words.months:
            return self._month(self._words.months[word], steps, today)
        unit = self._own.spans[word]
        if unit == "year":
            return _plain(Day(_year(today) + steps))
        if unit == "month" and today.month is not None:
            return _plain(Day(today.year, today.month).moved(steps))
        if unit == "week" and today.day is not None:
            first = _moved(today, steps * _WEEK - _of_week(today))
            last = first.moved(_WEEK - 1) if first is not None else None
            return (f"{first.edtf}/{last.edtf}", first, False) if first is not None and last is not None else None
        return None

    def _month(self, month: int, steps: int, today: Day) -> tuple[str, Day, bool] | None:
        """Last May is the May before this month, next May the one after it, and this May is of this year."""
        if today.month is None:
            return None
        year = _year(today)
        if steps < 0 and month >= today.month:
            year -= 1
        if steps > 0 and month <= today.month:
            year += 1
        return _plain(Day(year, month))

    def _season(self, word: str, steps: int, today: Day) -> tuple[str, Day, bool] | None:
        """A season by its months in the north; None where it may be that of two years, or is of no one year."""
        number = self._words.seasons[word]
        first = (number - _FIRST_SEASON) * _SEASON + _SEASON
        if today.month is None or first == _DECEMBER:
            return None
        last, year = first + _SEASON - 1, _year(today)
        if first <= today.month <= last and steps:
            return None
        if steps < 0 and first > today.month:
            year -= 1
        if steps > 0 and last < today.month:
            year += 1
        return f"{year:04d}-{number}", Day(year), False


def _year(day: Day) -> int:
    return day.year or 0


def _of_week(day: Day) -> int:
    return date(_year(day), day.month or 1, day.day or 1).weekday()


def _moved(today: Day, days: int) -> Day | None:
    return today.moved(days) if today.day is not None else None


def _plain(day: Day | None) -> tuple[str, Day, bool] | None:
    return None if day is None else (day.edtf, day, False)


def _ago(today: Day, number: int, unit: str) -> tuple[str, Day, bool] | None:
    """So many days ago is a day; so many weeks, months or years ago is about then."""
    if unit in ("day", "week"):
        day = _moved(today, -number * (_WEEK if unit == "week" else 1))
    elif unit == "month":
        day = Day(today.year, today.month).moved(-number) if today.month is not None else None
    else:
        day = Day(_year(today) - number)
    return None if day is None else (day.edtf, day, unit != "day")
