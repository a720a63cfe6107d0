"""Times in words, for those who do not read EDTF: ``2022-03-24/..`` is *from 24 March 2022, still so*."""

import re
from collections.abc import Callable

from conflicts.model.value import Time

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}

_DATE = re.compile(
    r"(?P<year>-?\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T(?P<clock>\d\d:\d\d)(?::(?P<second>\d\d))?(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?)?)?)?"
    r"(?P<doubt>[?~%]?)"
)
_DECADE, _CENTURY = re.compile(r"(\d{3})X"), re.compile(r"(\d\d)XX")
_DOUBTS = {"": "", "?": "perhaps ", "~": "about ", "%": "perhaps about "}
_MODES = {"by": "by {}", "since": "since {}", "until": "until {}", "at": "at some time in {}"}


def in_words(time: Time) -> str:
    """A time as people write it; what has no plain words stands as it is written.

    >>> in_words(Time.model_validate("2022-03-24/.."))
    'from 24 March 2022, still so'
    >>> in_words(Time.model_validate({"by": "-0043-03"}))
    'by March 44 BCE'
    >>> in_words(Time.model_validate("199X"))
    'the 1990s'
    >>> in_words(Time.model_validate("{2001,2003}"))
    '{2001,2003}'
    """
    if time.mode != "edtf":
        words = _date(time.text)
        return str(time) if words is None else _MODES[time.mode].format(words)
    if "/" not in time.text:
        return _date(time.text) or time.text
    start, _, end = time.text.partition("/")
    words = _interval(start, end)
    return time.text if words is None else words


def _interval(start: str, end: str) -> str | None:
    first, last = _date(start), _date(end)
    match start, end:
        case "..", "..":
            return "at all times"
        case (("" | ".."), _) if last is not None:
            return f"until {last}" + ("" if start else ", from an unknown time")
        case _, ".." if first is not None:
            return f"from {first}, still so"
        case _, "" if first is not None:
            return f"from {first} until an unknown time"
    return None if first is None or last is None else f"from {first} to {last}"


def _date(text: str) -> str | None:
    """A single date in words; None for other forms of EDTF."""
    if decade := _DECADE.fullmatch(text):
        return f"the {decade[1]}0s"
    if century := _CENTURY.fullmatch(text):
        return f"between {century[1]}00 and {century[1]}99"
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month = _year(int(found["year"])), int(found["month"] or 0)
    if month > len(MONTHS):
        return f"{_DOUBTS[found['doubt']]}{SEASONS[month]} {year}" if month in SEASONS and not found["day"] else None
    parts = [str(int(found["day"])) if found["day"] else "", MONTHS[month - 1] if month else "", year]
    clock = f", {_clock(found.group)}" if found["clock"] else ""
    return f"{_DOUBTS[found['doubt']]}{' '.join(filter(None, parts))}{clock}"


def _clock(part: Callable[[str], str | None]) -> str:
    zone = part("zone")
    second = f":{part('second')}" if part("second") not in (None, "00") else ""
    return f"{part('clock')}{second}" + (" UTC" if zone == "Z" else f" UTC{zone}" if zone else "")


def _year(year: int) -> str:
    """The year 0 is 1 BCE."""
    return str(year) if year > 0 else f"{1 - year} BCE"
