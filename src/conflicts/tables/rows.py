"""The rows of a table, each with its place: CSV, lines that a pattern reads, flat JSON Lines, Arrow."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TextIO, TypeAlias

from conflicts.document import load_json, load_json_line
from conflicts.document.address import DatabaseAddress
from conflicts.errors import InputError, Place, Problem, nearest
from conflicts.model.faults import shown
from conflicts.model.guesses import nearest_field
from conflicts.tables.arrow import Frame, Unreadable, file_cells, frame_cells, is_arrow
from conflicts.tables.database import database_cells
from conflicts.tables.flat import is_missing, text_of
from conflicts.tables.mapping import TableMapping
from conflicts.tables.schema import COLUMN_NAMES, COLUMNS
from conflicts.tables.spreadsheet import from_cell
from conflicts.tables.workbook import SUFFIXES, sheet_rows

LONGEST_LINE = 16 * 2**20
"""The longest line of text that is read, in characters."""

_HALF_CHARACTERS = re.compile("[\ud800-\udfff]")
_BLANK = " \t\r\n"


class Row(NamedTuple):
    """A row: its number from one, without the header; its line, zero where there are no lines; its cells."""

    number: int
    line: int
    cells: Mapping[str, object]


class BadRow(NamedTuple):
    """A row that is malformed, and why."""

    number: int
    line: int
    reason: str


Rows: TypeAlias = Iterator[Row | BadRow]


def file_rows(path: Path, file: str, mapping: TableMapping | None = None) -> Rows:
    """Read a table row by row; a malformed row comes as such, and the next one is read all the same.

    By its first bytes a file is Parquet or Arrow; by the end of its name it is tab-separated (``.tsv``), or JSON
    (``.json``, ``.jsonl``, ``.ndjson``) with a flat object a line, or an array of them; else it is CSV, or lines that
    the mapping's pattern reads. Its columns are those of the claims table, or those that the mapping names. ``file``
    is how problems name it.

    Raises InputError, before the first row or later, for what cannot be read on: a header that does not fit, a broken
    file.
    """
    try:
        if isinstance(path, DatabaseAddress):
            yield from _database_rows(path, file, mapping)
            return
        is_workbook = path.suffix.lower() in SUFFIXES
        if is_workbook or is_arrow(path) or path.suffix.lower() in _JSON:
            _refuse_forms_of_text(mapping, file, *(("header",) if is_workbook else ()))
        if mapping is not None and mapping.sheet is not None and not is_workbook:
            raise _no_effect("sheet", "the file is no workbook", file)
        if mapping is not None and mapping.records is not None and path.suffix.lower() not in _JSON:
            raise _no_effect("records", "the file is no JSON", file)
        if is_arrow(path):
            wanted = None if mapping is None else mapping.wanted
            yield from _numbered(file_cells(path, file, lambda names: check_columns(names, mapping, file), wanted))
        elif is_workbook:
            yield from _workbook_rows(path, file, mapping)
        elif path.suffix.lower() in _JSON:
            is_whole = _begins_an_array(path) or (mapping is not None and mapping.records is not None)
            yield from (_array_rows if is_whole else _json_rows)(path, file, mapping)
        else:
            yield from _text_rows(path, file, mapping)
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror or error}", Place(file))) from error


def _database_rows(address: DatabaseAddress, file: str, mapping: TableMapping | None) -> Rows:
    _refuse_forms_of_text(mapping, file)
    for key in ("sheet", "records"):
        if mapping is not None and getattr(mapping, key) is not None:
            raise _no_effect(key, "the table is in a database", file)
    wanted = None if mapping is None else mapping.wanted
    return _numbered(database_cells(address, file, lambda names: check_columns(names, mapping, file), wanted))


_JSON = (".jsonl", ".ndjson", ".json")


def _refuse_forms_of_text(mapping: TableMapping | None, file: str, *but: str) -> None:
    """Raise InputError for what a mapping says of CSV files and of lines, where the table is neither."""
    for key in ("header", "delimiter", "encoding", "pattern", "skip"):
        if mapping is not None and key in mapping.model_fields_set and key not in but:
            raise _no_effect(key, "the file is no CSV", file)


def _no_effect(key: str, reason: str, file: str) -> InputError:
    return InputError(Problem(f"{key} has no effect: {reason} (take it out of the mapping)", Place(file)))


def frame_rows(data: Frame, name: str, mapping: TableMapping | None = None) -> Rows:
    """The rows of a data frame or an Arrow table; ``name`` is how problems name it."""
    return _numbered(frame_cells(data, lambda names: check_columns(names, mapping, name)))


def check_columns(names: Sequence[str], mapping: TableMapping | None, file: str, line: int = 0) -> None:
    """Raise InputError if columns are missing or twice there, or, where nothing maps them, are not the claims table's.

    ``line`` is where the names stand, if they do.
    """
    needed = _REQUIRED if mapping is None else sorted(mapping.foreign)
    used = COLUMN_NAMES if mapping is None else mapping.foreign
    missing = [name for name in needed if name not in names]
    unpivot = None if mapping is None else mapping.unpivot
    hints = {name: nearest(name, names) if mapping is not None else "" for name in missing}
    messages = [f"there is no column {shown(name)}{hint}" for name, hint in hints.items()]
    if missing and mapping is None:
        messages[-1] += "; --map FILE says what the columns of another table hold"
    elif mapping is None:
        messages += [f"unknown column {shown(name)}{nearest_field(name, used)}" for name in names if name not in used]
    if missing and len(names) == 1 and (marks := [mark for mark in ";\t|" if mark in names[0]]):
        messages[-1] += f" (it looks as if {shown(marks[0])} stood between the columns: a mapping's delimiter)"
    if unpivot is not None and not any(map(unpivot.takes, names)):
        messages.append(f"no column is called like {shown(unpivot.columns)}, which unpivot is for")
    messages += [
        f"the column {shown(name)} stands there {n} times"
        for name, n in Counter(names).items()
        if n > 1 and name in used
    ]
    if messages:
        raise InputError(Problem(message, Place(file, line)) for message in messages)


_REQUIRED = [column.name for column in COLUMNS if column.is_required]


def _numbered(rows: Iterable[Mapping[str, object]]) -> Rows:
    for number, cells in enumerate(rows, start=1):
        broken = next(((name, cell) for name, cell in cells.items() if isinstance(cell, Unreadable)), None)
        if broken is None:
            yield Row(number, 0, cells)
        else:
            yield BadRow(number, 0, f"{broken[0]} cannot be read: {broken[1].reason}")


# Text -----------------------------------------------------------------------------------------------------------------


def _text_rows(path: Path, file: str, mapping: TableMapping | None) -> Rows:
    encoding = mapping.encoding if mapping is not None else "utf-8"
    with path.open("rb") as raw:
        if raw.read(2) in (b"\xff\xfe", b"\xfe\xff") and encoding == "utf-8":
            raise InputError(Problem("is UTF-16: save it as UTF-8", Place(file, 1)))
    if encoding == "utf-8":
        encoding = "utf-8-sig"  # with a byte order mark, or without
    with path.open(encoding=encoding, errors="surrogateescape", newline="") as stream:
        lines = _lines(stream, file)
        if mapping is not None and mapping.pattern is not None:
            rows = _pattern_rows(lines, file, mapping, mapping.pattern)
        else:
            rows = _csv_rows(lines, file, mapping, path.suffix.lower())
        for row in rows:
            if isinstance(row, Row) and (half := _undecoded(row.cells)):
                yield BadRow(
                    row.number, row.line, f"{half[0]}: not {encoding.removesuffix('-sig').upper()}: byte {half[1]}"
                )
            else:
                yield row


def _lines(stream: TextIO, file: str) -> Iterator[str]:
    number = 0
    try:
        while line := stream.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                raise InputError(Problem(f"the line is longer than {LONGEST_LINE:,} characters", Place(file, number)))
            if number == 1 and "\0" in line:
                raise InputError(Problem("is no text: it has a null character", Place(file, number)))
            yield line
    except UnicodeError as error:
        raise InputError(Problem(f"cannot be decoded after line {number}: {error}", Place(file, number))) from error


def _undecoded(cells: Mapping[str, object]) -> tuple[str, str] | None:
    """The first cell with a byte that could not be decoded, and that byte."""
    for name, cell in cells.items():
        if isinstance(cell, str) and not cell.isascii() and (half := _HALF_CHARACTERS.search(cell)):
            return name, f"0x{ord(half[0]) - 0xDC00:02x}"
    return None


def _csv_rows(lines: Iterator[str], file: str, mapping: TableMapping | None, suffix: str) -> Rows:
    asked = mapping.delimiter if mapping is not None else None
    reader = csv.reader(lines, delimiter=asked or ("\t" if suffix == ".tsv" else ","), strict=True)
    header = mapping.header if mapping is not None else None
    if header is None:
        try:
            header = tuple(next(reader, ()))
        except csv.Error as error:
            raise InputError(Problem(f"the header: {_why(error)}", Place(file, 1))) from error
        if not header:
            raise InputError(Problem("is empty", Place(file)))
        check_columns(header, mapping, file, 1)
    else:
        check_columns(header, mapping, file)
    number = 0
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            if "field limit" in str(error):  # what follows may be inside or outside of quotes
                message = f"row {number}: {_why(error)}; nothing can be read after it"
                raise InputError(Problem(message, Place(file, line))) from error
            yield BadRow(number, line, _why(error))
            continue
        if not cells:
            continue
        number += 1
        if len(cells) == len(header):
            texts = map(from_cell, cells) if mapping is None else cells  # the claims table, as this library writes it
            yield Row(number, line, dict(zip(header, texts, strict=True)))
        else:
            found = f"{len(cells)} cell{'s' if len(cells) > 1 else ''}"
            yield BadRow(number, line, f"has {found}, and the header has {len(header)}")


def _why(error: csv.Error) -> str:
    """What the csv module says, in words for people who look at the row."""
    words = str(error)
    if "unexpected end of data" in words:
        return "a quote that opens here is never closed"
    if "expected after" in words:
        return "text follows a closing quote (a quote inside a quoted cell is doubled)"
    if "field limit" in words:
        return f"a cell has more than {csv.field_size_limit():,} characters; perhaps a quote is not closed"
    return words


def _pattern_rows(lines: Iterator[str], file: str, mapping: TableMapping, pattern: str) -> Rows:
    import re2

    whole = re2.compile(pattern)
    skipped = re2.compile(mapping.skip) if mapping.skip is not None else None
    check_columns(tuple(whole.groupindex), mapping, file)
    number = 0
    for count, line in enumerate(lines, start=1):
        text = line.rstrip("\r\n")
        if not text.strip() or (skipped is not None and skipped.match(text)):
            continue
        number += 1
        found = whole.fullmatch(text)
        yield Row(number, count, found.groupdict()) if found else BadRow(number, count, "does not match the pattern")


def _workbook_rows(path: Path, file: str, mapping: TableMapping | None) -> Rows:
    """The rows of a sheet below its first row that is not empty, which has the names of the columns."""
    rows = sheet_rows(path, file, None if mapping is None else mapping.sheet)
    header = None if mapping is None else mapping.header
    used = None if mapping is None else mapping.wanted
    line = 0
    if header is None:
        first = next(rows, None)
        if first is None:
            raise InputError(Problem("is empty", Place(file)))
        line, header = first.number, tuple("" if is_missing(cell) else text_of("header", cell) for cell in first.cells)
    while header and not header[-1]:
        header = header[:-1]
    check_columns(header, mapping, file, line)
    for number, row in enumerate(rows, start=1):
        beyond = [cell for cell in row.cells[len(header) :] if cell is not None]
        cells = dict(zip(header, [*row.cells, *[None] * len(header)], strict=False))
        broken = [
            (name, cell)
            for name, cell in cells.items()
            if isinstance(cell, Unreadable) and (used is None or name in used)
        ]
        if beyond:
            yield BadRow(number, row.number, f"has a cell beyond the {len(header)} columns that have names")
        elif broken:
            yield BadRow(number, row.number, f"{broken[0][0]} cannot be read: {broken[0][1].reason}")
        else:
            yield Row(
                number, row.number, {name: cell for name, cell in cells.items() if not isinstance(cell, Unreadable)}
            )


# Flat JSON Lines ------------------------------------------------------------------------------------------------------


def _json_rows(path: Path, file: str, mapping: TableMapping | None) -> Rows:
    number = count = 0
    with path.open("rb") as stream:
        while line := stream.readline(LONGEST_LINE + 1):
            count += 1
            if len(line) > LONGEST_LINE:
                raise InputError(Problem(f"the line is longer than {LONGEST_LINE:,} bytes", Place(file, count)))
            if not line.strip():
                continue
            number += 1
            yield _json_row(line.strip(), file, number, count, mapping)


def _begins_an_array(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(_HEAD).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")


_HEAD = 2**16


def _array_rows(path: Path, file: str, mapping: TableMapping | None) -> Rows:
    """The objects of one array, which is the document or lies in it; it is read at once."""
    document = load_json(path.read_bytes(), file)
    steps = () if mapping is None or mapping.records is None else tuple(mapping.records.split("."))
    data: Any = document.data
    for step in steps:
        data = data.get(step) if isinstance(data, dict) else None
    if not isinstance(data, list):
        where = f" at {shown('.'.join(steps))}" if steps else ""
        raise InputError(Problem(f"holds no array of objects{where}", Place(file)))
    for index, each in enumerate(data):
        yield _row_of(each, index + 1, document.place((*steps, index)).line, mapping)


def _json_row(line: bytes, file: str, number: int, count: int, mapping: TableMapping | None) -> Row | BadRow:
    try:
        return _row_of(load_json_line(line, file, count).data, number, count, mapping)
    except InputError as error:
        return BadRow(number, count, error.problems[0].message)


def _row_of(data: object, number: int, count: int, mapping: TableMapping | None) -> Row | BadRow:
    if not isinstance(data, dict):
        return BadRow(number, count, f"{shown(data)} where an object with columns should be")
    unknown = [name for name in data if name not in COLUMN_NAMES] if mapping is None else []
    if unknown:
        return BadRow(number, count, f"unknown column {shown(unknown[0])}{nearest_field(unknown[0], COLUMN_NAMES)}")
    return Row(number, count, data if mapping is None else dict(_with_paths(data, "")))


def _with_paths(data: Mapping[str, object], above: str) -> Iterator[tuple[str, object]]:
    """The cells of an object, and what is nested in them under its path: ``place.name``."""
    for name, cell in data.items():
        yield f"{above}{name}", cell
        if isinstance(cell, dict):
            yield from _with_paths(cell, f"{above}{name}.")
