"""The records of an export, each with its place; and what is in their fields."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from conflicts.document import Document, load_file
from conflicts.errors import InputError, Place, Problem
from conflicts.model.faults import shown
from conflicts.readers import jsonl

LINES = (".jsonl", ".ndjson")
ANY = ""
"""The section of a record that stands in a list of its own."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Unfit(ValueError):
    """Why a record is not what it should be, in a sentence."""


class Record(NamedTuple):
    """A record of an export, the section that it stands in, and its place."""

    data: Mapping[str, Any]
    section: str
    place: Place

    def text(self, *names: str) -> str | None:
        """The first of the fields that holds words; None if none does."""
        found = (self.data.get(name) for name in names)
        return next((each.strip() for each in found if isinstance(each, str) and each.strip()), None)

    def needed(self, *names: str) -> str:
        """As ``text``; raises Unfit where there are no words."""
        found = self.text(*names)
        if found is None:
            raise Unfit(f"missing: {names[0]}")
        return found

    def moment(self, *names: str) -> str | None:
        """The first of the fields that holds a time, as EDTF; raises Unfit for what is no time."""
        name = next((each for each in names if self.data.get(each) not in (None, "")), None)
        return None if name is None else edtf(self.data[name], name)

    def period(self, *names: str) -> str | None:
        """As ``moment``, where midnight stands for a day, and that of 1 January for a year.

        Models that take dates from words are told to write them so where the words say no more.
        """
        moment = self.moment(*names)
        return None if moment is None else coarse(moment)


def records(path: Path, file: str, sections: tuple[str, ...]) -> Iterator[Record | Problem]:
    """Read a list of records, a mapping of lists of them, or JSON Lines of either.

    ``sections`` are the lists of a mapping that are read; others are reported. Raises InputError for a file that cannot
    be read, or holds none of them.
    """
    documents = jsonl.read(path, file) if path.suffix.lower() in LINES else iter([load_file(path, file)])
    for document in documents:
        if isinstance(document, Problem):
            yield document
        else:
            yield from _records(document, sections)


def _records(document: Document, sections: tuple[str, ...]) -> Iterator[Record | Problem]:
    data: Any = document.data
    if isinstance(data, list):
        yield from _listed(document, data, ANY, ())
    elif not isinstance(data, dict):
        raise InputError(document.locate(Problem(f"{shown(data)} where records should be")))
    elif not _holds_records(data, sections):
        yield Record(data, ANY, document.place())
    else:
        for name, value in data.items():
            if name in sections and isinstance(value, list):
                yield from _listed(document, value, name, (name,))
            elif isinstance(value, list) and value:
                yield Problem(f"{name} is not read; known: {', '.join(sections)}", document.place((name,)))


def _holds_records(data: Mapping[str, Any], sections: tuple[str, ...]) -> bool:
    """Whether a mapping has lists of records, and is not one itself, with a list of words of the same name."""
    lists = [data[name] for name in sections if isinstance(data.get(name), list)]
    if any(lists):
        return any(isinstance(each, dict) for listed in lists for each in listed)
    return bool(lists) and data.keys() <= {*sections}


def _listed(
    document: Document, listed: list[Any], section: str, path: tuple[str | int, ...]
) -> Iterator[Record | Problem]:
    for number, each in enumerate(listed):
        place = document.place((*path, number))
        if isinstance(each, dict):
            yield Record(each, section, place)
        else:
            yield Problem(f"{shown(each)} where a record should be", place)


def edtf(value: object, name: str) -> str:
    """A time of an export, in ISO 8601 or in milliseconds since 1970, as EDTF to the second.

    Raises Unfit for what is none.
    """
    try:
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return _written(_EPOCH + timedelta(milliseconds=int(value)))
        if isinstance(value, str):
            text = value.strip()
            if len(text) == len("2025-03-02"):
                return datetime.fromisoformat(text).date().isoformat()
            return _written(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        pass
    raise Unfit(f"{name}: {shown(value)} is no time in ISO 8601")


def _written(moment: datetime) -> str:
    if moment.tzinfo is None:
        return moment.strftime("%Y-%m-%dT%H:%M:%S").rjust(len("2025-03-02T10:15:00"), "0")
    moment = moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(len("2025-03-02T10:15:00Z"), "0")


def between(start: str | None, end: str | None) -> str:
    """From one time to another, as EDTF, which takes days there; one that is not known bounds nothing."""
    return "/".join("" if each is None else each.partition("T")[0] for each in (start, end))


def coarse(moment: str) -> str:
    """The day for midnight, and the year for that of 1 January; any other time as it is."""
    day, _, time = moment.partition("T")
    if time.removesuffix("Z") not in ("", "00:00:00"):
        return moment
    return day[:4] if day[4:] == "-01-01" and time else day
