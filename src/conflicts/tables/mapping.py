"""How another table becomes the claims table: which of its columns hold what, and what stands in none of them."""

import codecs
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from typing import Annotated, NamedTuple, Self, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from conflicts.errors import nearest
from conflicts.model.faults import shown
from conflicts.model.frozen import Frozen
from conflicts.model.spelling import folded
from conflicts.model.value import is_null_word
from conflicts.model.vocabulary import EMPTY, Vocabulary
from conflicts.tables.cells import Template, columns_in, filled, is_number, plain_number, plain_numbers
from conflicts.tables.dates import DateFormat, dated, needs_date
from conflicts.tables.flat import LITERAL, OPEN, TIMES, day_of, is_missing, special_word, text_of
from conflicts.tables.reshape import Reshaping, readable
from conflicts.tables.schema import COLUMN_NAMES, COLUMNS

FlatRow: TypeAlias = dict[str, object]
"""A row of the claims table, by its columns; those that are absent are missing."""


class Unfit(NamedTuple):
    """A claim that a row would make, if its cells were written as the mapping says; and why it cannot be made."""

    reason: str


_LISTS = frozenset(column.name for column in COLUMNS if column.type == "texts")
NUMBERS = frozenset(("amount", "low", "high"))
NAMING = frozenset(("id", "subject", "predicate"))
"""What a claim cannot be without. A word there is a name, unless the mapping itself says that it means nothing."""


def _known(name: str) -> str:
    if name not in COLUMN_NAMES:
        raise ValueError(f"the claims table has no column {shown(name)}{nearest(name, COLUMN_NAMES)}")
    return name


def _as_text(data: object) -> object:
    """What YAML takes for a number or a word of its own, as the text that a cell would hold."""
    match data:
        case None:
            return ""
        case bool():
            return "true" if data else "false"
        case int() | Decimal():
            return str(data)
        case str():
            return folded(data)
        case _:
            return data


def _as_several(data: object) -> object:
    return data if isinstance(data, list | tuple) else (data,)


FlatColumn: TypeAlias = Annotated[str, AfterValidator(_known)]
Word: TypeAlias = Annotated[str, BeforeValidator(_as_text, json_schema_input_type=str | int | float | bool | None)]
Words: TypeAlias = Annotated[tuple[Word, ...], BeforeValidator(_as_several, json_schema_input_type=Word | list[Word])]
Templates: TypeAlias = Annotated[
    tuple[Template, ...],
    BeforeValidator(_as_several, json_schema_input_type=str | list[str]),
    Field(min_length=1),
]
DateFormats: TypeAlias = Annotated[
    tuple[DateFormat, ...],
    BeforeValidator(_as_several, json_schema_input_type=str | list[str]),
    Field(min_length=1),
]

ALL = ""
"""Under which stands what is said for no single column: formats of dates, null words."""

AllDates: TypeAlias = Annotated[
    dict[str, DateFormats],
    BeforeValidator(
        lambda data: data if isinstance(data, dict) else {ALL: data},
        json_schema_input_type=str | list[str] | dict[str, str | list[str]],
    ),
]

AllNulls: TypeAlias = Annotated[
    dict[str, Words],
    BeforeValidator(
        lambda data: data if isinstance(data, dict) else {ALL: data},
        json_schema_input_type=Word | list[Word] | dict[str, Word | list[Word]],
    ),
]


class Numbers(Frozen):
    """How numbers are written: what stands between thousands, and before the decimals."""

    thousands: str | None = Field(
        default=None, min_length=1, max_length=1, description="The character between thousands."
    )
    decimal: str = Field(default=".", min_length=1, max_length=1, description="The character before decimals.")

    @model_validator(mode="after")
    def _marks_differ(self) -> Self:
        if self.thousands == self.decimal:
            raise ValueError(f"thousands and decimals cannot both be marked by {shown(self.decimal)}")
        return self


class RowMapping(Frozen):
    """A claim that rows of the table make.

    - ``columns``: which column of the table holds what a column of the claims table does; or a template of several,
      ``"{year}-{month}"``. A column of lists may be made of several: a list of them.
    - ``constants``: what is the same in all rows, or where the column's cell is empty.
    - ``qualifiers``: names of qualifiers, and the columns that hold them.
    - ``where``: columns, and the text (or one of the texts) that must stand in them; ``unless``: those that must not.
      ``present`` and ``absent``: columns that must hold something, or nothing. Other rows make no such claim.
    """

    columns: dict[FlatColumn, Templates] = Field(
        default={},
        description="Which column of the table holds what a column of the claims table does, or a template of several.",
    )
    constants: dict[FlatColumn, Words] = Field(
        default={}, description="What is the same in all rows, or where the column's cell is empty."
    )
    qualifiers: dict[str, Template] = Field(
        default={}, description="Names of qualifiers, and the columns that hold them."
    )
    where: dict[str, Words] = Field(
        default={}, description="Columns, and the text (or one of the texts) that must stand in them."
    )
    unless: dict[str, Words] = Field(
        default={}, description="Columns, and the text (or texts) that must not stand in them."
    )
    present: Words = Field(default=(), description="Columns whose cells must not be empty.")
    absent: Words = Field(default=(), description="Columns whose cells must be empty.")

    @field_validator("columns", "constants")
    @classmethod
    def _only_lists_have_several(cls, given: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for name, several in given.items():
            if len(several) != 1 and name not in _LISTS:
                raise ValueError(f"{name} holds one thing, not {len(several)}")
        return given

    @cached_property
    def foreign(self) -> frozenset[str]:
        """The columns of the table that are looked at."""
        conditions = self.where.keys() | self.unless.keys() | {*self.present, *self.absent}
        return frozenset(conditions | {*self.single} | {*self.listed})

    @cached_property
    def single(self) -> tuple[str, ...]:
        """The columns of the table that hold one thing of the claim."""
        several = (each for name, each in self.columns.items() if name not in _LISTS)
        templates = [*(template for each in several for template in each), *self.qualifiers.values()]
        return tuple(name for template in templates for name in columns_in(template))

    @cached_property
    def listed(self) -> tuple[str, ...]:
        """The columns of the table that hold lists of the claim."""
        several = (each for name, each in self.columns.items() if name in _LISTS)
        return tuple(name for each in several for template in each for name in columns_in(template))

    def over(self, base: "RowMapping") -> "RowMapping":
        """This one, with what the other says and this one does not; rows must fulfil the conditions of both."""
        return RowMapping.model_construct(
            columns={**base.columns, **self.columns},
            constants={**base.constants, **self.constants},
            qualifiers={**base.qualifiers, **self.qualifiers},
            where={**base.where, **self.where},
            unless={
                name: (*base.unless.get(name, ()), *self.unless.get(name, ()))
                for name in {**base.unless, **self.unless}
            },
            present=(*base.present, *self.present),
            absent=(*base.absent, *self.absent),
        )

    def takes(self, row: Mapping[str, object], said: Callable[[str], object]) -> bool:
        """Whether such a row makes the claim; ``said`` gives what a column's cell says, in the mapping's words."""
        return (
            all(_word(name, row.get(name)) in words for name, words in self.where.items())
            and not any(_word(name, row.get(name)) in words for name, words in self.unless.items())
            and all(not is_missing(said(name)) for name in self.present)
            and all(is_missing(said(name)) for name in self.absent)
        )


class TableMapping(RowMapping, Reshaping):
    """A table of another form, as claims; its rows and cells are reshaped first.

    - ``claims``: several claims that a row can make; each says what differs from the rest of the mapping. Without them
      a row makes one.
    - ``rename``: of columns of the table, other words for what stands in them. An empty word empties the cell.
    - ``nulls``: words that mean that nobody knows, in all columns or in a column. Where nothing is said they are
      ``NULL_WORDS``, but in what names the subject, the predicate or the claim. A value is *unknown* then, and any
      other cell empty. What ``rename`` says of a word goes before.
    - ``dates``: how dates are written, as ``strptime`` has it (``%d/%m/%Y``): all that become times, or those of a
      column. They are as exact as they are written. Several are tried one after the other.
    - ``default_date``: the day of cells that have a time of day alone (``%H:%M``).
    - ``inclusive``: ``valid_to`` is the last day (month, year) that the claim holds, and all of it; without it, the
      claim ceased to hold at some moment of that day.
    - ``numbers``: how numbers are written that become an amount, a low, a high or a quantity.
    - ``header``: the names of the columns, where no first row gives them. ``delimiter`` and ``encoding`` of a CSV file.
    - ``sheet``: the name of the sheet of a workbook that has several. ``records``: of a JSON document that is no array,
      the path of the array of its rows (``data.items``). What is nested in a row has a path, too (``place.name``).
    - ``pattern``: a regular expression (RE2) for files that are no CSV. Each line must match it as a whole and is a
      row; its named groups are the columns. Lines that ``skip`` matches at their beginning are no rows.
    """

    claims: tuple[RowMapping, ...] = Field(
        default=(), description="Several claims that a row can make: what differs from the rest of the mapping."
    )
    rename: dict[str, dict[Word, Word]] = Field(
        default={}, description="Of columns, other words for what stands in them; an empty word empties the cell."
    )
    nulls: AllNulls = Field(default={}, description="Words that mean that nobody knows, in all columns or in one.")
    dates: AllDates = Field(default={}, description="How dates are written, as strptime has it.")
    default_date: date | None = Field(default=None, description="The day of cells that have a time of day alone.")
    inclusive: bool = Field(
        default=False, description="Whether valid_to is the last day that the claim holds, and all of it."
    )
    numbers: Numbers | None = Field(default=None, description="How numbers are written.")
    header: Annotated[tuple[str, ...], Field(min_length=1)] | None = Field(
        default=None, description="The names of the columns, where no first row gives them."
    )
    delimiter: str | None = Field(
        default=None, min_length=1, max_length=1, description="What separates the columns of a CSV file."
    )
    encoding: str = Field(default="utf-8", description="The encoding of a CSV file.")
    sheet: str | None = Field(default=None, description="The name of the sheet of a workbook that has several.")
    records: str | None = Field(
        default=None, min_length=1, description="The path of the array of rows in a JSON document: data.items."
    )
    pattern: str | None = Field(
        default=None, description="A regular expression for the lines of files that are no CSV."
    )
    skip: str | None = Field(default=None, description="A regular expression for lines that are no rows.")

    @field_validator("encoding")
    @classmethod
    def _encoding_is_known(cls, name: str) -> str:
        try:
            return codecs.lookup(name).name
        except LookupError:
            raise ValueError(f"{shown(name)} is no encoding that Python knows") from None

    @field_validator("pattern", "skip")
    @classmethod
    def _pattern_is_readable(cls, pattern: str | None) -> str | None:
        return pattern if pattern is None else readable(pattern)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.pattern is None and self.skip is not None:
            raise ValueError("skip is for lines that a pattern reads")
        formats = [layout for several in self.dates.values() for layout in several]
        if self.default_date is None and (times := [layout for layout in formats if needs_date(layout)]):
            raise ValueError(f"{shown(times[0])} is a time of day alone: default_date says of which day")
        if self.pattern is not None and (self.header is not None or self.delimiter is not None):
            raise ValueError("a pattern names its columns itself: it goes with no header and no delimiter")
        for number, each in enumerate(self.alternatives, start=1):
            for name in ("subject", "predicate"):
                if name not in each.columns and name not in each.constants:
                    claim = f"claim {number} of the mapping" if self.claims else "the mapping"
                    raise ValueError(f"{claim} says nothing of the {name}: give it among columns or constants")
        return self

    @cached_property
    def alternatives(self) -> tuple[RowMapping, ...]:
        """The claims that a row can make, each with all that is said of it."""
        base = RowMapping.model_construct(**{name: getattr(self, name) for name in RowMapping.model_fields})
        return tuple(each.over(base) for each in self.claims) if self.claims else (base,)

    @cached_property
    def foreign(self) -> frozenset[str]:
        """The columns of the table that are looked at."""
        inside = {name for each in self.alternatives for name in each.foreign}
        used = inside | self.edited | self.rename.keys() | (self.dates.keys() | self.nulls.keys()) - {ALL}
        if self.unpivot is None:
            return frozenset(used)
        made = {self.unpivot.name, self.unpivot.value}
        return frozenset(used - made | {*(self.unpivot.columns if isinstance(self.unpivot.columns, list) else ())})

    @property
    def wanted(self) -> frozenset[str] | None:
        """The columns that are read; None for all, where only their names tell which are of use."""
        return None if self.unpivot is not None and isinstance(self.unpivot.columns, str) else self.foreign

    def flat_rows(self, row: Mapping[str, object], vocabulary: Vocabulary = EMPTY) -> list[FlatRow | Unfit]:
        """The rows of the claims table that a row of this table gives, as ``claim_data`` takes them.

        Values are read as the vocabulary says that their predicates' are. A claim whose cells are not written as the
        mapping says is unfit, and the others of the row are there.
        """
        try:
            shaped = list(self.shaped(row))
        except ValueError as error:
            return [Unfit(str(error))]
        return [flat for cells in shaped for each in self.alternatives for flat in self._of(cells, each, vocabulary)]

    def _of(self, row: Mapping[str, object], claim: RowMapping, vocabulary: Vocabulary) -> Iterator[FlatRow | Unfit]:
        """The rows of the claims table that a claim of the mapping makes of a row."""
        for cells in self.parts(row, claim.single, claim.listed) if self.split else (row,):
            try:
                if claim.takes(cells, partial(self._said_in, cells)):
                    yield self._flat_row(cells, claim, vocabulary)
            except ValueError as error:
                yield Unfit(str(error))

    def _flat_row(self, row: Mapping[str, object], claim: RowMapping, vocabulary: Vocabulary) -> FlatRow:
        flat: FlatRow = {name: words if name in _LISTS else words[0] for name, words in claim.constants.items()}
        for name in sorted(claim.columns, key=_is_value):
            templates = claim.columns[name]
            if name == "value":
                cell = self._value(templates[0], row, flat, vocabulary)
            elif name in _LISTS:
                cell = _joined([self._filled(name, each, row) for each in templates])
            else:
                cell = self._filled(name, templates[0], row)
            if not is_missing(cell):
                flat[name] = cell
        qualifiers = {name: self._filled("qualifiers", each, row) for name, each in claim.qualifiers.items()}
        if present := {name: cell for name, cell in qualifiers.items() if not is_missing(cell)}:
            flat["qualifiers"] = present
        return _inclusive(flat) if self.inclusive else flat

    # Cells, one after another ------------------------------------------------------------------------------------

    def _said_in(self, row: Mapping[str, object], column: str) -> object:
        return self._said(column, row.get(column))

    def _said(self, column: str, cell: object, role: str = "") -> object:
        """What the cell says, in the mapping's own words; None where it says nothing, or that nobody knows."""
        if isinstance(cell, list | tuple | dict):
            return cell
        renamed = self.rename.get(column, _NO_WORDS).get(_word(column, cell))
        if renamed is not None:
            return renamed
        return None if role not in LITERAL and self._is_null(column, cell, role) else cell

    def _is_null(self, column: str, cell: object, role: str) -> bool:
        """Whether the cell holds a word for what nobody knows."""
        if not isinstance(cell, str) or folded(cell) in self.rename.get(column, _NO_WORDS):
            return False
        words = self.nulls.get(column, self.nulls.get(ALL))
        if words is None:
            return role not in NAMING and is_null_word(cell)
        return folded(cell) in words

    def _filled(self, name: str, template: str, row: Mapping[str, object], kind: object = None) -> object:
        """What the columns of a template say, for a column of the claims table."""
        columns = columns_in(template)
        role = str(kind) if name == "value" and kind in LITERAL else name
        if role in ("value", "amount") and any(self._is_null(column, row.get(column), name) for column in columns):
            return "unknown"
        is_time = name in TIMES or kind == "time"
        said = {column: self._said(column, row.get(column), role) for column in columns}
        if "{" in template and is_time:
            said = {column: self._dated(column, each, ()) for column, each in said.items() if not is_missing(each)}
        cell = filled(template, said)
        if not isinstance(cell, str) or is_missing(cell):
            return cell
        if (special := special_word(cell)) is not None:
            return None if special == "unknown" and name in TIMES else cell
        if is_time:
            return self._dated(template, cell, self.dates.get(ALL, ()))
        return cell if self.numbers is None else self._counted(name, template, cell, kind, self.numbers)

    def _counted(self, name: str, template: str, cell: str, kind: object, written: Numbers) -> str:
        """The cell with the numbers of a quantity as this library writes them."""
        if name in NUMBERS:
            return plain_number(template, cell, written.thousands, written.decimal)
        if name == "value" and (
            kind == "quantity" or (kind is None and is_number(cell, written.thousands, written.decimal))
        ):
            return plain_numbers(template, cell, written.thousands, written.decimal)
        return cell

    def _dated(self, column: str, cell: object, otherwise: tuple[str, ...]) -> object:
        formats = self.dates.get(column, otherwise)
        if not formats or not isinstance(cell, str):
            return cell
        return dated(column, cell, formats, self.default_date)

    def _value(self, template: str, row: Mapping[str, object], flat: FlatRow, vocabulary: Vocabulary) -> object:
        """The value's cell; what the mapping leaves of it is no null word, whatever it looks like."""
        declared = vocabulary.predicate(text_of("predicate", flat.get("predicate", ""))).value
        kind = flat.get("value_type") or declared
        if kind is None and template in self.dates:
            kind = flat["value_type"] = "time"
        cell = self._filled("value", template, row, kind)
        if is_null_word(cell) and kind in (None, "term", "text"):
            flat["value_type"] = f"literal-{kind or 'text'}"
        return cell


def _is_value(name: str) -> bool:
    return name == "value"


_NO_WORDS: Mapping[str, str] = {}


def _inclusive(flat: FlatRow) -> FlatRow:
    """The row with all of its last day, where it has a first and a last one."""
    ends = [flat.get("valid_from"), flat.get("valid_to")]
    if any(map(is_missing, ends)) or OPEN in ends:
        return flat
    first, last = day_of("valid_from", ends[0]), day_of("valid_to", ends[1])
    rest = {name: cell for name, cell in flat.items() if name not in ("valid_from", "valid_to")}
    return {**rest, "valid": first if first == last else f"{{{first}..{last}}}"}


def _word(name: str, cell: object) -> str:
    return "" if is_missing(cell) else text_of(name, cell)


def _joined(cells: list[object]) -> object:
    """One list of the cells' items; a cell that is alone stays as it is."""
    if len(cells) == 1:
        return cells[0]
    items: list[object] = []
    for cell in cells:
        if isinstance(cell, list | tuple):
            items.extend(cell)
        elif not is_missing(cell):
            items.append(cell)
    return items
