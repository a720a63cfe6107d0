"""Tables of claims that are checked without an object for each claim: by DuckDB, of any size.

>>> from conflicts import check                                                              # doctest: +SKIP
>>> from conflicts.bulk import open_table
>>> report = check(open_table("claims.parquet"), rules=["core"])
>>> report.counts.findings, next(iter(report.findings)).message
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from conflicts.engines import Table, bulk_is_installed
from conflicts.errors import file_name
from conflicts.model.vocabulary import Vocabulary

if TYPE_CHECKING:
    from conflicts.facts.stored import StoredTable
    from conflicts.tables.arrow import Frame
    from conflicts.tables.mapping import TableMapping

SUFFIXES = (".parquet", ".arrow", ".feather", ".csv", ".tsv")
"""How the names of files end that are tables, whatever is in them."""

_CLAIMS = (".yaml", ".yml")
"""How the names of files end that are never tables."""

FORMATS = ("csv", "parquet", "arrow", "table")
"""The formats whose files are tables."""


def open_table(
    source: "str | Path | Sequence[str | Path] | Frame",
    *,
    mapping: "TableMapping | None" = None,
    vocabulary: Vocabulary | None = None,
    max_errors: int = 0,
    file_mappings: "Mapping[Path, TableMapping] | None" = None,
) -> "StoredTable":
    """Read files, or a data frame, of claims into DuckDB, for ``check``.

    - ``source``: CSV, Parquet, Arrow or flat JSON Lines; or a frame of pandas, polars, pyarrow or DuckDB. Its columns
      are those of the claims table (docs/reference/claims-table.md), or what the ``mapping`` says.
    - ``vocabulary``: what the words mean, beside what a Parquet or Arrow file carries itself.
    - ``max_errors``: how many malformed rows are skipped; what is wrong with them is in ``problems``.
    - ``file_mappings``: for some of several files, the mapping of each in place of ``mapping``.

    Raises InputError for more malformed rows, with the first of them and the number of all; UnsupportedError where
    DuckDB is not installed (the extra ``bulk``).
    """
    from conflicts.facts.stored import ClaimsTable
    from conflicts.facts.stored import open_table as opened
    from conflicts.tables.claims import file_vocabulary

    known = vocabulary or Vocabulary()
    if not isinstance(source, str | Path | Sequence):
        return opened(ClaimsTable((), source, mapping, known, max_errors))
    paths = tuple(map(Path, [source] if isinstance(source, str | Path) else source))
    for path in paths:
        known = known.updated(file_vocabulary(path, file_name(path)))
    return opened(ClaimsTable(paths, None, mapping, known, max_errors, file_mappings or {}))


def tables_in(paths: Sequence[Path], format: str | None, mapped: Container[Path] = ()) -> Iterator[Table]:
    """The tables that the files are, for ``conflicts.engines.stay_tables``; none if some path is something else.

    ``mapped`` are those that are tables since a mapping is meant for them. A file is looked at when its table is asked
    for.
    """

    def is_table(path: Path) -> bool:
        suffix = path.suffix.lower()
        return suffix in SUFFIXES or (suffix not in _CLAIMS and (format in FORMATS or path in mapped))

    return map(_size, paths if all(is_table(path) and path.is_file() for path in paths) else ())


def _size(path: Path) -> Table:
    if path.suffix.lower() != ".parquet" or not bulk_is_installed():
        return Table(bytes=path.stat().st_size)
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with path.open("rb") as stream:
            return Table(rows=pq.read_metadata(stream).num_rows)
    except (OSError, ValueError, pa.ArrowException):
        return Table(rows=0)  # the reader says what is wrong with it
