"""How another table becomes the claims table: which of its columns hold what, and what stands in none of them."""

import codecs
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from conflicts.errors import nearest
from conflicts.model.faults import shown
from conflicts.tables.cells import DateFormat, Template, columns_in, dated, filled, plain_number
from conflicts.tables.flat import is_missing, text_of
from conflicts.tables.schema import COLUMN_NAMES, COLUMNS

FlatRow: TypeAlias = dict[str, object]
"""A row of the claims table, by its columns; those that are absent are missing."""

_LISTS = frozenset(column.name for column in COLUMNS if column.type == "texts")
_TIMES = frozenset(("valid", "valid_from", "valid_to", "stated", "recorded"))
_NUMBERS = frozenset(("amount", "low", "high"))


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

_ALL = ""
"""Under which the formats of dates stand that are said for no single column."""

AllDates: TypeAlias = Annotated[
    dict[str, DateFormats],
    BeforeValidator(
        lambda data: data if isinstance(data, dict) else {_ALL: data},
        json_schema_input_type=str | list[str] | dict[str, str | list[str]],
    ),
]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Numbers(_Frozen):
    """How numbers are written: what stands between thousands, and before the decimals."""

    thousands: str | None = Field(default=None, min_length=1, max_length=1)
    decimal: str = Field(default=".", min_length=1, max_length=1)

    @model_validator(mode="after")
    def _marks_differ(self) -> Self:
        if self.thousands == self.decimal:
            raise ValueError(f"thousands and decimals cannot both be marked by {shown(self.decimal)}")
        return self


class RowMapping(_Frozen):
    """A claim that rows of the table make.

    - ``columns``: which column of the table holds what a column of the claims table does; or a template of several,
      ``"{year}-{month}"``. A column of lists may be made of several: a list of them.
    - ``constants``: what is the same in all rows, or where the column's cell is empty.
    - ``qualifiers``: names of qualifiers, and the columns that hold them.
    - ``where``: columns, and the text (or one of the texts) that must stand in them. ``present`` and ``absent``:
      columns that must hold something, or nothing. Other rows make no such claim.
    """

    columns: dict[FlatColumn, Templates] = {}
    constants: dict[FlatColumn, Words] = {}
    qualifiers: dict[str, Template] = {}
    where: dict[str, Words] = {}
    present: Words = ()
    absent: Words = ()

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
        templates = [*(each for several in self.columns.values() for each in several), *self.qualifiers.values()]
        inside = {name for template in templates for name in columns_in(template)}
        return frozenset(inside | self.where.keys() | {*self.present, *self.absent})

    def over(self, base: "RowMapping") -> "RowMapping":
        """This one, with what the other says and this one does not; rows must fulfil the conditions of both."""
        return RowMapping.model_construct(
            columns={**base.columns, **self.columns},
            constants={**base.constants, **self.constants},
            qualifiers={**base.qualifiers, **self.qualifiers},
            where={**base.where, **self.where},
            present=(*base.present, *self.present),
            absent=(*base.absent, *self.absent),
        )

    def takes(self, row: Mapping[str, object]) -> bool:
        """Whether such a row makes the claim."""
        return (
            all(_word(name, row.get(name)) in words for name, words in self.where.items())
            and all(not is_missing(row.get(name)) for name in self.present)
            and all(is_missing(row.get(name)) for name in self.absent)
        )


class TableMapping(RowMapping):
    """A table of another form, as claims.

    - ``claims``: several claims that a row can make; each says what differs from the rest of the mapping. Without them
      a row makes one.
    - ``rename``: of columns of the table, other words for what stands in them.
    - ``dates``: how dates are written, as ``strptime`` has it (``%d/%m/%Y``): all that become times, or those of a
      column. They are as exact as they are written. Several are tried one after the other.
    - ``numbers``: how numbers are written that become an amount, a low or a high.
    - ``header``: the names of the columns, where no first row gives them. ``delimiter`` and ``encoding`` of a CSV file.
    - ``pattern``: a regular expression (RE2) for files that are no CSV. Each line must match it as a whole and is a
      row; its named groups are the columns. Lines that ``skip`` matches at their beginning are no rows.
    """

    claims: tuple[RowMapping, ...] = ()
    rename: dict[str, dict[Word, Word]] = {}
    dates: AllDates = {}
    numbers: Numbers | None = None
    header: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    encoding: str = "utf-8"
    pattern: str | None = None
    skip: str | None = None

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
        import re2

        if pattern is not None:
            options = re2.Options()
            options.log_errors = False
            try:
                re2.compile(pattern, options)
            except re2.error as error:
                reason = error.args[0]
                raise ValueError(reason.decode() if isinstance(reason, bytes) else str(reason)) from None
        return pattern

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.pattern is None and self.skip is not None:
            raise ValueError("skip is for lines that a pattern reads")
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
        return frozenset(inside | self.rename.keys() | self.dates.keys() - {_ALL})

    def flat_rows(self, row: Mapping[str, object]) -> list[FlatRow]:
        """The rows of the claims table that a row of this table gives, as ``claim_data`` takes them.

        Raises ValueError, with a sentence, for cells that are not written as the mapping says.
        """
        return [self.flat_row(row, each) for each in self.alternatives if each.takes(row)]

    def flat_row(self, row: Mapping[str, object], claim: RowMapping) -> FlatRow:
        """The row of the claims table that a row of this table, or a part of one, gives for that claim."""
        renamed = {name: self._renamed(name, cell) for name, cell in row.items()} if self.rename else row
        flat: FlatRow = {name: words if name in _LISTS else words[0] for name, words in claim.constants.items()}
        for name, templates in claim.columns.items():
            if name in _LISTS:
                cell: object = _joined([filled(each, renamed) for each in templates])
            else:
                cell = filled(templates[0], renamed)
            if not is_missing(cell):
                flat[name] = self._cleaned(name, cell, templates[0], flat, renamed, claim)
        qualifiers = {name: filled(each, renamed) for name, each in claim.qualifiers.items()}
        if present := {name: cell for name, cell in qualifiers.items() if not is_missing(cell)}:
            flat["qualifiers"] = present
        return flat

    def _renamed(self, name: str, cell: object) -> object:
        words = self.rename.get(name)
        return cell if words is None or isinstance(cell, list | tuple | dict) else words.get(_word(name, cell), cell)

    def _cleaned(
        self,
        name: str,
        cell: object,
        template: str,
        flat: FlatRow,
        row: Mapping[str, object],
        claim: RowMapping,
    ) -> object:
        kind = self._value_type(flat, row, claim) if name == "value" else None
        if isinstance(cell, str) and (name in _TIMES or kind == "time"):
            formats = self.dates.get(template) or self.dates.get(_ALL, ())
            return dated(template, cell, formats) if formats else cell
        if isinstance(cell, str) and self.numbers is not None and (name in _NUMBERS or kind == "quantity"):
            return plain_number(template, cell, self.numbers.thousands, self.numbers.decimal)
        return cell

    def _value_type(self, flat: FlatRow, row: Mapping[str, object], claim: RowMapping) -> object:
        """What type the value is said to be of, whichever of the two columns comes first."""
        told = filled(claim.columns["value_type"][0], row) if "value_type" in claim.columns else None
        return flat.get("value_type") if is_missing(told) else told


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
