"""Maintenance templates to marks: the tag, since when, and why."""

from typing import NamedTuple

from conflicts.model.claim import Mark
from conflicts.model.faults import shown
from conflicts.model.value import Time
from conflicts.readers.wikitext.nodes import Template
from conflicts.readers.wikitext.shown import Shown


class ReadMark(NamedTuple):
    """A mark, and what of it is not read."""

    mark: Mark
    unread: str | None = None


class MarkReader:
    """Knows what the values of maintenance templates are called."""

    def __init__(self, shown: Shown) -> None:
        self._shown = shown

    def read(self, template: Template, tag: str) -> ReadMark:
        """Read a template that marks the words before it.

        A first value without a name is its date, if it is one, and else its reason; of some templates it is a heading
        of the discussion page and neither.
        """
        values = self._shown.values(template)
        first, words = values.get("1"), values.get("date")
        if words is None and first is not None and self._shown.dates.time(first) is not None:
            words, first = first, None
        if tag in self._shown.lexicon.discussed:
            first = None
        return self._mark(tag, words, values.get("reason") or first)

    def read_around(self, template: Template, tag: str) -> ReadMark:
        """Read a template that marks the words inside it."""
        values = self._shown.values(template)
        return self._mark(tag, values.get("date"), values.get("reason"))

    def read_outdated(self, template: Template, document_date: Time | None) -> ReadMark | None:
        """Read a template that asks for news from a day on; None if the document is from before that day."""
        values = self._shown.values(template)
        day = self._shown.date(values)
        if day is not None and document_date is not None and document_date.period.end_hi <= day.period.start_lo:
            return None
        reason = values.get("reason") or values.get("text") or values.get("4")
        return ReadMark(Mark(tag="update-needed", date=day, reason=reason), None if day else "no plain date")

    def _mark(self, tag: str, words: str | None, reason: str | None) -> ReadMark:
        date = None if words is None else self._shown.dates.time(words)
        unread = f"{shown(words)} is no plain date" if words is not None and date is None else None
        return ReadMark(Mark(tag=tag, date=date, reason=reason), unread)
