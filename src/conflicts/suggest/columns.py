"""What the columns of a table may hold, by their names and cells: the mapping that is proposed for it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from conflicts.model.value import is_null_word
from conflicts.report.words import counted
from conflicts.suggest.trial import why_not_read
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
_PLAIN = ("%Y-%m-%d", "%Y-%m", "%Y")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")


class Entry(NamedTuple):
    """What a column of the claims table is taken from, and why; or, where it is not ``sure``, why it is not."""

    column: str
    source: str
    evidence: str
    sure: bool = True


class Spoken(NamedTuple):
    """A column that says something of the subject: the predicate, where its cells go, and why; or why it is not."""

    predicate: str
    source: str
    target: Literal["amount", "value"]
    evidence: str
    sure: bool = True


class Layout(NamedTuple):
    """How the dates of a column are written, and why that is known."""

    source: str
    formats: tuple[str, ...]
    evidence: str


class Mapped(NamedTuple):
    """A mapping that is proposed: columns, what each further column says of the subject, and how cells are written.

    ``present`` are columns that some rows have nothing in, so that these rows make no claim.
    """

    columns: tuple[Entry, ...]
    predicates: tuple[Spoken, ...]
    dates: tuple[Layout, ...] = ()
    thousands: Entry | None = None
    present: tuple[Entry, ...] = ()

    def data(self) -> dict[str, object]:
        """The mapping as plain data, as a mapping file has it."""
        table: dict[str, object] = {"columns": {each.column: each.source for each in self.columns if each.sure}}
        claims = [
            {
                "columns": {each.target: each.source},
                "constants": {"predicate": each.predicate},
                "present": [each.source],
            }
            for each in self.predicates
            if each.sure
        ]
        sections: dict[str, object] = {
            "present": [each.source for each in self.present],
            "claims": claims,
            "dates": {each.source: [*each.formats] for each in self.dates},
            "numbers": {"thousands": ","} if self.thousands is not None else None,
        }
        return table | {name: said for name, said in sections.items() if said}


def is_claims_table(names: Sequence[str]) -> bool:
    """Whether columns are those of the claims table, so that nothing needs to be mapped."""
    return all(name in COLUMN_NAMES for name in names) and all(
        column.name in names for column in COLUMNS if column.is_required
    )


def mapped(rows: Sequence[Mapping[str, object]]) -> Mapped | None:
    """Propose what the columns of some rows hold, so that all of these rows can be read.

    None where no columns name what the rows are about, and what is said of it.
    """
    names = [name for name in rows[0] if name.strip() and not set(name) & set("{}")]  # which would be templates
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
    order = [*_NAMES]
    entries = sorted(taken.values(), key=lambda each: order.index(each.column))
    return _tried(rows, cells, entries, tuple(_spoken(name, cells[name], len(rows)) for name in rest))


def _tried(
    rows: Sequence[Mapping[str, object]],
    cells: Mapping[str, Sequence[str]],
    entries: Sequence[Entry],
    predicates: Sequence[Spoken],
) -> Mapped | None:
    """The mapping of those columns with which all rows can be read; why the others are left out, stands with them."""
    needed = [each for each in entries if each.column in _NEEDED]
    values = [each.source for each in needed if each.column == "value"] + [each.source for each in predicates]
    found = Mapped(
        tuple(needed),
        (),
        thousands=_thousands(cells, values),
        present=tuple(_gaps(needed, cells, len(rows))),
    )
    is_long = len(needed) > 1
    if not is_long and not predicates:
        return None
    whole = found._replace(columns=tuple(entries), predicates=tuple(predicates))
    return whole if not _why_not(rows, whole) else _one_by_one(rows, cells, found, whole)


def _one_by_one(
    rows: Sequence[Mapping[str, object]], cells: Mapping[str, Sequence[str]], found: Mapped, whole: Mapped
) -> Mapped | None:
    """What is found with each column of the whole that can be read beside those before it."""
    if _why_not(rows, found):
        return None
    for entry in (each for each in whole.columns if each.column not in _NEEDED):
        found = _with_column(rows, cells, found, entry)
    predicates = tuple(_tried_predicate(rows, found, spoken) for spoken in whole.predicates)
    if predicates and not any(each.sure for each in predicates):
        return None
    kept = [each.source for each in found.columns if each.column == "value"]
    kept += [each.source for each in predicates if each.sure]
    return found._replace(predicates=predicates, thousands=_thousands(cells, kept))


_NEEDED = ("subject", "predicate", "value")
"""The columns of the claims table without which there is no claim."""


def _gaps(needed: Iterable[Entry], cells: Mapping[str, Sequence[str]], rows: int) -> Iterator[Entry]:
    for each in needed:
        if empty := rows - len(cells[each.source]):
            have = "has" if empty == 1 else "have"
            yield Entry(each.column, each.source, f"{empty:,} of {counted(rows, 'row')} {have} nothing there")


def _why_not(rows: Sequence[Mapping[str, object]], found: Mapped) -> str:
    """Why not all rows can be read with that; a claim of any predicate stands for those that are still to come."""
    table = found.data()
    is_whole = "claims" in table or any(each.column == "predicate" for each in found.columns)
    return why_not_read(rows, table if is_whole else {**table, "constants": {"predicate": "any"}})


def _with_column(
    rows: Sequence[Mapping[str, object]], cells: Mapping[str, Sequence[str]], found: Mapped, entry: Entry
) -> Mapped:
    with_it = found._replace(columns=(*found.columns, entry))
    reason = _why_not(rows, with_it)
    if not reason:
        return with_it
    layouts = _layouts(entry.source, cells[entry.source]) if entry.column in _TIMES else []
    if len(layouts) == 1:
        with_dates = with_it._replace(dates=(*found.dates, layouts[0]))
        if not _why_not(rows, with_dates):
            return with_dates
    elif layouts:
        ways = " or ".join(layout.formats[0] for layout in layouts)
        reason = f"the dates can be read as {ways}: say which under `dates`"
    return found._replace(columns=(*found.columns, entry._replace(evidence=reason, sure=False)))


def _tried_predicate(rows: Sequence[Mapping[str, object]], found: Mapped, spoken: Spoken) -> Spoken:
    reason = _why_not(rows, found._replace(predicates=(spoken,)))
    if reason and spoken.target == "amount":
        return _tried_predicate(rows, found, spoken._replace(target="value"))
    return spoken if not reason else spoken._replace(evidence=reason, sure=False)


def _spoken(name: str, said: Sequence[str], rows: int) -> Spoken:
    are_numbers = all(_is_number(cell) or is_null_word(cell) for cell in said)
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


def _layouts(name: str, said: Sequence[str]) -> list[Layout]:
    """How dates are written that are no plain ones: every way to read all of them that gives other dates."""
    odd = [cell for cell in said if not _PLAIN_TIME.fullmatch(cell) and not is_null_word(cell)]
    plain = tuple(each for each in _PLAIN if any(_read(cell, each) for cell in said if cell not in odd))
    evidence = f"all of {counted(len(odd), 'date')} can be read so, and in no other way"
    ways: dict[tuple[datetime | None, ...], Layout] = {}
    for each in _FORMATS if odd else ():
        moments = tuple(_read(cell, each) for cell in odd)
        if None not in moments:
            ways.setdefault(moments, Layout(name, (each, *plain), evidence))
    return [*ways.values()]


def _read(cell: str, layout: str) -> datetime | None:
    try:
        return datetime.strptime(cell, layout)
    except ValueError:
        return None


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
