"""A day that is asked for."""

from datetime import date

from conflicts.model.value import Time, read_as

TODAY = "today"
"""What may stand for the day of the check."""


def day_asked(data: object) -> str:
    """A day that is asked for, in EDTF, or ``today``; raises ValueError, with a sentence, for what is none."""
    if data == TODAY:
        return TODAY
    time = read_as(Time, data)
    if time.mode != "edtf":
        raise ValueError("a day is a date such as 2022-03-24, or today")
    return time.text


def day_meant(day: str | None, today: str | None = None) -> str | None:
    """The day that is asked for; for the word ``today`` that day, or else the one of the clock."""
    return (today or date.today().isoformat()) if day == TODAY else day
