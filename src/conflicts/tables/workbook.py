"""The sheets of a workbook (``.xlsx``), as spreadsheet programs write and export them."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zipfile import BadZipFile, ZipFile

from conflicts.errors import ConflictsError, InputError, Place, Problem, nearest
from conflicts.extras import not_installed
from conflicts.model.faults import shown
from conflicts.tables.arrow import Unreadable

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

SUFFIXES = (".xlsx", ".xlsm")

MOST_BYTES = 2**30
"""How large a workbook is at most once it is unpacked."""

MOST_ROWS = 2**20
"""How many rows a sheet has at most; one that says that it stands further down would be looked for forever."""


class SheetRow(NamedTuple):
    """A row of a sheet that is not empty, and its number there."""

    number: int
    cells: list[object]


def sheet_rows(path: Path, file: str, sheet: str | None) -> Iterator[SheetRow]:
    """The rows of the sheet of that name, or of the only one that is visible.

    A cell whose formula has no result, or an error for a result, is ``Unreadable``. Raises InputError for what is no
    workbook, for a sheet that is not there, and for several where none is named; UnsupportedError where openpyxl is not
    installed (the extra ``xlsx``).
    """
    try:
        import openpyxl
    except ModuleNotFoundError as error:
        raise not_installed("workbooks need openpyxl", "xlsx") from error
    with _damage_reported(file), path.open("rb") as packed, path.open("rb") as again:
        _refuse_large(path, file)
        results = openpyxl.load_workbook(packed, read_only=True, data_only=True)
        formulas = openpyxl.load_workbook(again, read_only=True)
        name = _sheet_named(results, sheet, file)
        for row in _rows(results[name], formulas[name]):
            if row.number > MOST_ROWS:
                raise InputError(Problem(f"has a row beyond the {MOST_ROWS:,} that a sheet can have", Place(file)))
            yield row


@contextmanager
def _damage_reported(file: str) -> Iterator[None]:
    """What is raised for a damaged workbook has no common class: what zip, XML, numbers, dates and links raise."""
    try:
        yield
    except (ConflictsError, OSError, MemoryError):
        raise
    except Exception as error:
        raise InputError(Problem(f"is no workbook that can be read: {error}", Place(file))) from error


def _refuse_large(path: Path, file: str) -> None:
    try:
        with ZipFile(path) as packed:
            size = sum(each.file_size for each in packed.infolist())
    except BadZipFile as error:
        raise InputError(Problem("is no workbook: it is not packed as one", Place(file))) from error
    if size > MOST_BYTES:
        raise InputError(Problem(f"is {size:,} bytes large once it is unpacked, of {MOST_BYTES:,}", Place(file)))


def _sheet_named(book: "Workbook", sheet: str | None, file: str) -> str:
    names = [each.title for each in book.worksheets]
    if sheet is not None:
        if sheet not in names:
            raise InputError(Problem(f"there is no sheet {shown(sheet)}{nearest(sheet, names)}", Place(file)))
        return sheet
    visible = [each.title for each in book.worksheets if each.sheet_state == "visible"]
    if len(visible) != 1:
        listed = ", ".join(map(shown, visible)) or "none that is visible"
        raise InputError(Problem(f"has several sheets ({listed}): a mapping's sheet says which", Place(file)))
    return visible[0]


def _rows(results: "Worksheet", formulas: "Worksheet") -> Iterator[SheetRow]:
    both = (sheet.iter_rows(max_row=MOST_ROWS + 1, values_only=True) for sheet in (results, formulas))
    pairs = zip(*both, strict=True)
    for number, (values, written) in enumerate(pairs, start=1):
        cells = [_cell(value, formula) for value, formula in zip(values, written, strict=True)]
        if number > MOST_ROWS or any(cell is not None for cell in cells):
            yield SheetRow(number, cells)


_ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!")
"""What a cell shows whose formula failed; ``#N/A`` says that nobody knows."""


def _cell(value: object, formula: object) -> object:
    if value is None and formula is not None:
        return Unreadable("its formula has no result: save the workbook in a spreadsheet program")
    if value in _ERRORS:
        return Unreadable(f"its formula failed: {value}")
    if isinstance(value, datetime.time):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    return None if value == "" else value
