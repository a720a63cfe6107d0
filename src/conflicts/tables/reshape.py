"""What is done to the rows and cells of a table before anything is made of them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Self, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from conflicts.model.faults import shown
from conflicts.model.frozen import Frozen
from conflicts.tables.flat import is_missing, text_of

if TYPE_CHECKING:
    import re2

_WIDEST = 1_000
"""How many characters a cell is filled up to at most."""


def readable(pattern: str) -> str:
    """The regular expression (RE2); raises ValueError, with a sentence, for what is none."""
    import re2 as engine

    options = engine.Options()
    options.log_errors = False
    try:
        engine.compile(pattern, options)
    except engine.error as error:
        reason = error.args[0]
        raise ValueError(reason.decode() if isinstance(reason, bytes) else str(reason)) from None
    return pattern


@lru_cache(maxsize=256)
def compiled(pattern: str) -> "re2._Regexp":
    """The expression, ready for use."""
    import re2 as engine

    return engine.compile(pattern)


Expression: TypeAlias = Annotated[str, AfterValidator(readable)]
Columns: TypeAlias = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda data: (data,) if isinstance(data, str) else data, json_schema_input_type=str | list[str]),
    Field(min_length=1),
]


class Unpivot(Frozen):
    """Columns that are values of one thing: each becomes a row of its own.

    ``columns``: their names, or a regular expression (RE2) that such names match as a whole. ``name`` and ``value`` are
    the columns that hold, in the new rows, what the column is called and what its cell says. Empty cells make no row.
    """

    columns: Expression | list[str] = Field(
        description="Names of columns, or a regular expression (RE2) that they match as a whole."
    )
    name: str = Field(default="name", min_length=1, description="The column that holds what the column is called.")
    value: str = Field(default="value", min_length=1, description="The column that holds what its cell says.")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.name == self.value:
            raise ValueError(f"name and value cannot both be {shown(self.name)}")
        if isinstance(self.columns, list) and not self.columns:
            raise ValueError("columns names none")
        return self

    def takes(self, column: str) -> bool:
        """Whether a column becomes rows."""
        if isinstance(self.columns, list):
            return column in self.columns
        return compiled(self.columns).fullmatch(column) is not None

    def rows(self, row: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
        """The rows that a row becomes: one for each such column that says something."""
        rest = {column: cell for column, cell in row.items() if not self.takes(column)}
        for column, cell in row.items():
            if self.takes(column) and not is_missing(cell):
                yield {**rest, self.name: column, self.value: cell}


class Reshaping(Frozen):
    r"""What is done to a table's rows and cells, in this order, before any other word of a mapping.

    - ``unpivot``: columns that become rows.
    - ``trim``: of columns, characters that are taken away at both ends of a cell.
    - ``replace``: of columns, regular expressions (RE2) and what stands in for each match (``\1`` is a group).
    - ``pad``: of columns, how many characters a cell has at the least; zeros are put before it.
    - ``split``: of columns, what stands between the parts of a cell. A column of lists holds all parts; of any other
      the row makes one claim for each part.
    """

    unpivot: Unpivot | None = Field(default=None, description="Columns that become rows.")
    trim: dict[str, str] = Field(default={}, description="Of columns, characters taken away at both ends of a cell.")
    replace: dict[str, dict[Expression, str]] = Field(
        default={}, description="Of columns, regular expressions (RE2) and what stands in for each match."
    )
    pad: dict[str, Annotated[int, Field(ge=1, le=_WIDEST)]] = Field(
        default={}, description="Of columns, how many characters a cell has at the least; zeros are put before it."
    )
    split: dict[str, Annotated[str, Field(min_length=1)]] = Field(
        default={}, description="Of columns, what stands between the parts of a cell."
    )

    @property
    def edited(self) -> frozenset[str]:
        """The columns whose cells are changed."""
        return frozenset({*self.trim, *self.replace, *self.pad, *self.split})

    def shaped(self, row: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
        """The rows that a row becomes, with their cells as they are to be read; raises ValueError."""
        for each in (row,) if self.unpivot is None else self.unpivot.rows(row):
            changed = {
                name: self._edited(name, each[name]) for name in {*self.trim, *self.replace, *self.pad} & {*each}
            }
            yield {**each, **changed} if changed else each

    def _edited(self, name: str, cell: object) -> object:
        if is_missing(cell) or isinstance(cell, list | tuple | dict):
            return cell
        text = text_of(name, cell)
        if name in self.trim:
            text = text.strip(self.trim[name]).strip()
        for pattern, words in self.replace.get(name, {}).items():
            text = compiled(pattern).sub(words, text)
        return text.rjust(self.pad[name], "0") if name in self.pad and text else text

    def parts(
        self, row: Mapping[str, object], single: Sequence[str], listed: Sequence[str]
    ) -> list[Mapping[str, object]]:
        """The rows of a claim: one for each part of a ``single`` column that is split, lists in ``listed`` ones."""
        rows: list[dict[str, Any]] = [dict(row)]
        for name, mark in self.split.items():
            cell = row.get(name)
            if not isinstance(cell, str) or name not in (*single, *listed):
                continue
            parts = [part.strip() for part in cell.split(mark) if part.strip()]
            if name in single:
                rows = [{**each, name: part} for each in rows for part in parts or [""]]
            else:
                rows = [{**each, name: parts} for each in rows]
        return list(rows)
