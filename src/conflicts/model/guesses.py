"""What somebody may have meant who wrote another word for a field, or a date as it is written elsewhere."""

import re
from collections.abc import Collection, Iterator
from datetime import date

from conflicts.errors import nearest

MEANT = {
    "accessed": ("retrieved",),
    "access_date": ("retrieved",),
    "archive_url": ("archive",),
    "author": ("asserted_by", "publisher"),
    "confidence": ("certainty",),
    "date": ("stated", "valid"),
    "end": ("valid",),
    "from": ("asserted_by", "valid"),
    "label": ("name",),
    "link": ("url",),
    "note": ("rank_reason", "reason", "excerpt"),
    "object": ("value",),
    "parent": ("part_of",),
    "probability": ("certainty",),
    "property": ("predicate",),
    "published": ("date", "stated"),
    "quote": ("excerpt",),
    "references": ("citations",),
    "relation": ("predicate",),
    "said_by": ("asserted_by",),
    "source": ("asserted_by",),
    "sources": ("citations",),
    "speaker": ("asserted_by",),
    "start": ("valid",),
    "text": ("excerpt",),
    "time": ("valid", "stated"),
    "timestamp": ("stated", "recorded"),
    "type": ("kind", "value"),
    "when": ("valid", "stated"),
    "who": ("asserted_by",),
}
"""Words that other formats have, and the fields that may be meant."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = re.compile(r"(?P<first>\d{1,2})(?P<by>[/.-])(?P<second>\d{1,2})(?P=by)(?P<year>\d{4})")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?P<by>[/.-])(?P<month>\d{1,2})(?P=by)(?P<day>\d{1,2})")
_OF_MONTH = re.compile(r"(?P<month>\d{1,2})[.-](?P<year>\d{4})")
_IN_WORDS = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+)?(?P<month>[a-z]{3,9})\.?"
    r"(?:\s+(?P<later>\d{1,2})(?:st|nd|rd|th)?)?,?\s+(?P<year>\d{4})"
)
_FULL_MONTHS = re.compile(
    "jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?"
)


def nearest_field(name: str, known: Collection[str]) -> str:
    """`` (did you mean X?)`` for the field that the name stands for elsewhere, or else the one that is most like it."""
    meant = [field for field in MEANT.get(name.lower().replace("-", "_"), ()) if field in known]
    return _did_you_mean(meant) or nearest(name, known)


def nearest_dates(text: str) -> str:
    """The same for a date that is written as people write it; where it can be read in two ways, both."""
    return _did_you_mean(list(dict.fromkeys(_dates(text.strip().lower()))))


def _did_you_mean(words: list[str]) -> str:
    return f" (did you mean {' or '.join(map(repr, words))}?)" if words else ""


def _dates(text: str) -> Iterator[str]:
    if found := _NUMBERS.fullmatch(text):
        first, second, year = int(found["first"]), int(found["second"]), int(found["year"])
        yield from _day(year, second, first)
        yield from _day(year, first, second)
    elif found := _YEAR_FIRST.fullmatch(text):
        yield from _day(int(found["year"]), int(found["month"]), int(found["day"]))
    elif found := _OF_MONTH.fullmatch(text):
        yield from _month(int(found["year"]), int(found["month"]))
    elif (found := _IN_WORDS.fullmatch(text)) and _FULL_MONTHS.fullmatch(found["month"]):
        year, month = int(found["year"]), _MONTHS.index(found["month"][:3]) + 1
        days = [found[name] for name in ("day", "later") if found[name]]
        if len(days) == 1:
            yield from _day(year, month, int(days[0]))
        elif not days:
            yield from _month(year, month)


def _day(year: int, month: int, day: int) -> Iterator[str]:
    try:
        yield date(year, month, day).isoformat()
    except ValueError:
        return


def _month(year: int, month: int) -> Iterator[str]:
    yield from (day[:7] for day in _day(year, month, 1))
