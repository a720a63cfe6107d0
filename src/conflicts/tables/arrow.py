"""Arrow: files, data frames and cells. pyarrow is imported when it is needed, and may be missing."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

from conflicts.document.address import DatabaseAddress
from conflicts.errors import InputError, Place, Problem
from conflicts.extras import not_installed

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_A_BATCH = 16_384

SUFFIXES = (".parquet", ".arrow", ".feather")
_PARQUET, _ARROW, _OLD_FEATHER = b"PAR1", b"ARROW1", b"FEA1"

CheckColumns: TypeAlias = Callable[[list[str]], None]
"""Told the names of a table's columns before its rows are read; raises what is wrong with them."""


class Unreadable(NamedTuple):
    """A cell that Python has no value for, such as a date in the year 20000."""

    reason: str


class Frame(Protocol):
    """A table in memory that can give itself as Arrow: of pandas (2.2 or later), polars, pyarrow, DuckDB and others."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


def pyarrow(module: str = "pyarrow") -> ModuleType:
    """The module, such as ``pyarrow.parquet``; raises UnsupportedError where pyarrow is not installed."""
    try:
        return import_module(module)
    except ImportError as error:
        raise not_installed("Parquet, Arrow and data frames need pyarrow", "bulk") from error


def is_arrow(path: Path) -> bool:
    """Whether a file is Parquet or Arrow, by its first bytes or the end of its name."""
    if isinstance(path, DatabaseAddress):
        return False
    with path.open("rb") as stream:
        return stream.read(8).startswith((_PARQUET, _ARROW, _OLD_FEATHER)) or path.suffix.lower() in SUFFIXES


def file_cells(
    path: Path, file: str, check: CheckColumns, wanted: Collection[str] | None
) -> Iterator[Mapping[str, object]]:
    """The rows of a Parquet or Arrow file, a batch of them in memory; only the ``wanted`` columns, if it says which.

    Raises InputError, before the first row or later, for a file that is broken.
    """
    pa = pyarrow()
    try:
        with _opened(path, file) as (names_there, _, batches):
            check(names_there)
            names = [name for name in names_there if wanted is None or name in wanted]
            for batch in batches(names):
                yield from batch_cells(batch.select(names))
    except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
        raise _unreadable(error, file) from error


def file_metadata(path: Path, file: str) -> Mapping[bytes, bytes]:
    """What a Parquet or Arrow file says beside its columns."""
    pa = pyarrow()
    try:
        with _opened(path, file) as (_, metadata, _):
            return metadata
    except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
        raise _unreadable(error, file) from error


def frame_cells(data: Frame, check: CheckColumns) -> Iterator[Mapping[str, object]]:
    """The rows of a table in memory."""
    reader = pyarrow().RecordBatchReader.from_stream(data)
    index = [name for name in reader.schema.names if name.startswith("__index_level_")]  # of pandas
    names = [name for name in reader.schema.names if name not in index]
    check(names)
    for batch in reader:
        yield from batch_cells(batch.select(names))


def batch_cells(batch: "pa.RecordBatch") -> Iterator[Mapping[str, object]]:
    """The rows of a batch, their cells as Python has them."""
    names = batch.schema.names
    for cells in zip(*(_cells(column) for column in batch.columns), strict=True):
        yield dict(zip(names, cells, strict=True))


_Opened: TypeAlias = "tuple[list[str], Mapping[bytes, bytes], Callable[[list[str]], Iterable[pa.RecordBatch]]]"


@contextmanager
def _opened(path: Path, file: str) -> Iterator[_Opened]:
    """The names of the file's columns, its metadata, and its batches with at least the columns that are asked for."""
    with path.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(_OLD_FEATHER):
        raise InputError(Problem("is Feather of version 1: write it again as version 2", Place(file)))
    if head.startswith(_PARQUET):
        with path.open("rb") as stream, pyarrow("pyarrow.parquet").ParquetFile(stream) as parquet:
            yield (
                parquet.schema_arrow.names,
                parquet.metadata.metadata or {},
                lambda columns: parquet.iter_batches(batch_size=ROWS_A_BATCH, columns=columns),
            )
        return
    ipc = pyarrow("pyarrow.ipc")
    with path.open("rb") as stream:
        if head.startswith(_ARROW):
            reader = ipc.open_file(stream)
            batches: Iterable[pa.RecordBatch] = map(reader.get_batch, range(reader.num_record_batches))
        else:
            batches = reader = ipc.open_stream(stream)
        yield reader.schema.names, reader.schema.metadata or {}, lambda names: _sound(batches, names)


def _sound(batches: "Iterable[pa.RecordBatch]", names: list[str]) -> "Iterator[pa.RecordBatch]":
    """The batches with these columns, where cells lie within their bytes: else they would be read from anywhere.

    Parquet is decoded, and has no such references.
    """
    for batch in batches:
        columns = batch.select(names)
        columns.validate(full=True)
        yield columns


def _cells(column: "pa.Array") -> list[object]:
    pa = pyarrow()
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":  # finer than Python's
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    try:
        cells: list[object] = column.to_pylist()
    except (ValueError, OverflowError, pa.ArrowException):
        cells = [_cell(scalar) for scalar in column]
    return cells


def _cell(scalar: "pa.Scalar") -> object:
    try:
        return scalar.as_py()
    except (ValueError, OverflowError, pyarrow().ArrowException) as error:
        return Unreadable(_first_line(error))


def _unreadable(error: Exception, file: str) -> InputError:
    if isinstance(error, UnicodeDecodeError):
        return InputError(Problem(f"a column's name is not UTF-8: byte 0x{error.object[error.start]:02x}", Place(file)))
    return InputError(Problem(f"cannot be read: {_first_line(error)}", Place(file)))


def _first_line(error: BaseException) -> str:
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return next(iter(words.splitlines()), type(error).__name__)
