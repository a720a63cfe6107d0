"""A date in a sentence: the words, what they say in EDTF, and how they say that something holds then."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from conflicts.model.value import Time
from conflicts.readers.prose.years import year_text

Relation = Literal["at", "by", "since", "until", "before", "after", "about", "between", "through"]
Holds = Literal["state", "change", "event"]

NO_YEAR = "XXXX"

_CYCLE = 400


@dataclass(frozen=True, slots=True)
class Day:
    """A year, a month or a day, as a text says it; the year may be missing."""

    year: int | None
    month: int | None = None
    day: int | None = None

    @property
    def edtf(self) -> str:
        """In EDTF; a year that nobody says is XXXX."""
        year = NO_YEAR if self.year is None else year_text(self.year)
        return "-".join([year, *(f"{number:02d}" for number in (self.month, self.day) if number is not None)])

    def moved(self, steps: int) -> "Day | None":
        """So many of its own units later; None where the calendar is not known or ends."""
        if self.year is None:
            return None
        if self.month is None:
            return Day(self.year + steps)
        if self.day is None:
            year, month = divmod(self.year * 12 + self.month - 1 + steps, 12)
            return Day(year, month + 1)
        cycles = self.year // _CYCLE - 1  # after so many years the calendar repeats, and Python's begins with year 1
        try:
            moved = date(self.year - cycles * _CYCLE, self.month, self.day) + timedelta(days=steps)
        except ValueError:
            return None
        return Day(moved.year + cycles * _CYCLE, moved.month, moved.day)


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """The words from ``start`` to ``end``, and the date that they say.

    ``first`` is the first day, month or year; ``text`` the whole in EDTF, and a unit of ``first`` if nothing else.
    ``is_implied``: the words say it of something else, and only imply it of what the sentence says.
    """

    start: int
    end: int
    relation: Relation
    text: str
    first: Day
    is_implied: bool = False

    @property
    def is_day(self) -> bool:
        """Whether it is a single day."""
        return self.first.day is not None and self.text == self.first.edtf

    def time(self, holds: Holds) -> Time | None:
        """When something holds of which the words say this date; None if that cannot be said."""
        text, mode = self._parts(holds)
        if text is None:
            return None
        try:
            return Time.model_validate(text if mode == "edtf" else {mode: text})
        except ValueError:
            return None

    def _parts(self, holds: Holds) -> tuple[str | None, str]:
        is_plain = self.text == self.first.edtf
        match self.relation:
            case "by" | "since" | "until":
                return self.text, self.relation
            case "before" | "after":
                near = self.first.moved(-1 if self.relation == "before" else 1) if is_plain else None
                if near is None:
                    return None, "edtf"
                return (f"[..{near.edtf}]" if self.relation == "before" else f"[{near.edtf}..]"), "edtf"
            case "about":
                return (f"{self.text}~" if is_plain else self.text), "since" if holds == "change" else "edtf"
        if holds == "change":
            return self.text, "since"
        if self.text.startswith("[") or self.is_day or (holds == "state" and self.relation == "at"):
            return self.text, "edtf"
        return self.text, "at"
