"""What the columns of a table may hold, by their names and cells: the mapping that is proposed for it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from conflicts.report.words import counted
from conflicts.tables.flat import is_missing
from conflicts.tables.schema import COLUMN_NAMES, COLUMNS

_NAMES: Mapping[str, str] = {
    "subject": "subject entity item object place town city country region event company person ship station name title",
    "predicate": "predicate property attribute indicator variable measure characteristic",
    "value": "value figure result reading",
    "unit": "unit units",
    "asserted_by": "asserted_by source outlet publisher reporter agency author newspaper book register reported_by",
    "valid_from": "valid_from from start start_date begin began since",
    "valid_to": "valid_to to end end_date ended until",
    "valid": "valid date year day month period time when as_of",
    "stated": "stated published publication_date reported_on stated_on",
    "citations": "citations citation url link reference ref cite",
    "excerpt": "excerpt quote quotation sentence",
    "id": "id claim_id",
}
"""How columns are called that hold what a column of the claims table does, the likeliest first."""

_TIMES = ("valid", "valid_from", "valid_to", "stated")
_PLAIN_TIME = re.compile(r"-?\d{4}(-\d\d(-\d\d)?)?")
_FORMATS = ("%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%B %d, %Y", "%d %b %Y")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")


class Entry(NamedTuple):
    """What a column of the claims table is taken from, and why."""

    column: str
    source: str
    evidence: str


class Spoken(NamedTuple):
    """A column that says something of the subject: the predicate, where its cells go, and why."""

    predicate: str
    source: str
    target: Literal["amount", "value"]
    evidence: str


class Mapped(NamedTuple):
    """A mapping that is proposed: columns, what each further column says of the subject, and how cells are written."""

    columns: tuple[Entry, ...]
    predicates: tuple[Spoken, ...]
    dates: tuple[Entry, ...]
    thousands: Entry | None

    def data(self) -> dict[str, object]:
        """The mapping as plain data, as a mapping file has it."""
        table: dict[str, object] = {"columns": {each.column: each.source for each in self.columns}}
        if self.predicates:
            table["claims"] = [
                {
                    "columns": {each.target: each.source},
                    "constants": {"predicate": each.predicate},
                    "present": [each.source],
                }
                for each in self.predicates
            ]
        if self.dates:
            table["dates"] = {each.source: each.column for each in self.dates}
        if self.thousands is not None:
            table["numbers"] = {"thousands": ","}
        return table


def is_claims_table(names: Sequence[str]) -> bool:
    """Whether columns are those of the claims table, so that nothing needs to be mapped."""
    return all(name in COLUMN_NAMES for name in names) and all(
        column.name in names for column in COLUMNS if column.is_required
    )


def mapped(rows: Sequence[Mapping[str, object]]) -> Mapped | None:
    """Propose what the columns of some rows hold; None where no column names what the rows are about."""
    names = [name for name in rows[0] if not set(name) & set("{}")]  # which a mapping would take for templates
    cells = {name: [str(row[name]).strip() for row in rows if not is_missing(row.get(name))] for name in names}
    taken = {entry.source: entry for entry in _by_name(cells)}
    if "subject" not in {each.column for each in taken.values()}:
        words = (name for name, said in cells.items() if name not in taken and said and not all(map(_is_number, said)))
        first = next(words, None)
        if first is None:
            return None
        taken[first] = Entry("subject", first, "the first column of words")
    is_long = {"predicate", "value"} <= {each.column for each in taken.values()}
    if not is_long:
        taken = {name: each for name, each in taken.items() if each.column not in ("predicate", "value", "unit")}
    rest = [] if is_long else [name for name, said in cells.items() if name not in taken and said]
    values = [each.source for each in taken.values() if each.column == "value"] or rest
    order = [*_NAMES]
    return Mapped(
        tuple(sorted(taken.values(), key=lambda each: order.index(each.column))),
        tuple(_spoken(name, cells[name], len(rows)) for name in rest),
        tuple(_dates(cells, [each.source for each in taken.values() if each.column in _TIMES])),
        _thousands(cells, values),
    )


def _spoken(name: str, said: Sequence[str], rows: int) -> Spoken:
    are_numbers = all(map(_is_number, said))
    evidence = f"{len(said):,} of {counted(rows, 'row')}{', all numbers' if are_numbers else ''}"
    return Spoken(_slug(name), name, "amount" if are_numbers else "value", evidence)


def _by_name(names: Iterable[str]) -> Iterator[Entry]:
    """For each column of the claims table the one that is called like it."""
    by_slug = {_slug(name).replace("-", "_"): name for name in reversed([*names])}
    used: set[str] = set()
    for column, words in _NAMES.items():
        found = next((by_slug[word] for word in words.split() if word in by_slug and by_slug[word] not in used), None)
        if found is not None:
            used.add(found)
            yield Entry(column, found, "by its name")


def _dates(cells: Mapping[str, Sequence[str]], columns: Iterable[str]) -> Iterator[Entry]:
    """How dates are written that are no plain ones, where there is one way only to read all of them."""
    for name in columns:
        odd = [cell for cell in cells[name] if not _PLAIN_TIME.fullmatch(cell)]
        formats = [each for each in _FORMATS if all(_is_written(cell, each) for cell in odd)] if odd else []
        if len(formats) == 1:
            yield Entry(formats[0], name, f"all of {counted(len(odd), 'date')} can be read so, and in no other way")


def _is_written(cell: str, format: str) -> bool:
    try:
        datetime.strptime(cell, format)
    except ValueError:
        return False
    return True


def _thousands(cells: Mapping[str, Sequence[str]], columns: Iterable[str]) -> Entry | None:
    for name in columns:
        marked = [cell for cell in cells[name] if _THOUSANDS.fullmatch(cell)]
        if marked and all(_is_number(cell) for cell in cells[name]):
            return Entry("thousands", name, f"{counted(len(marked), 'number')} such as {marked[0]}")
    return None


def _is_number(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell) or _THOUSANDS.fullmatch(cell))


def _slug(name: str) -> str:
    return "-".join(re.findall(r"[^\W_]+", name.casefold())) or name
