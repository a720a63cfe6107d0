"""Rows to claims, and to what they say of their sources; rows that cannot be read are counted."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from conflicts.document.address import stem_of
from conflicts.errors import InputError, Place, Problem
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.collector import collector_paused
from conflicts.model.consistency import refuse_unfit
from conflicts.model.faults import faults
from conflicts.model.location import in_unicode
from conflicts.model.source import Source
from conflicts.model.vocabulary import Vocabulary
from conflicts.tables.arrow import Frame, file_metadata, is_arrow
from conflicts.tables.flat import claim_data
from conflicts.tables.mapping import TableMapping, Unfit
from conflicts.tables.rows import BadRow, Row, Rows, frame_rows
from conflicts.tables.schema import VOCABULARY_KEY
from conflicts.tables.sources import RowSources

ROWS_AT_ONCE = 4_096
"""How many rows are made claims of before the first of them is given."""

MOST_LISTED = 20
"""How many malformed rows an error lists."""

FRAME = "table"
"""What stands for the name of a file, in ids and problems, where the table is in memory."""


@dataclass
class BadRows:
    """The malformed rows of a table: ``most`` of them are tolerated, and all are counted."""

    file: str
    most: int = 0
    hint: str = "--max-errors {count} tolerates that"
    count: int = 0
    problems: list[Problem] = field(default_factory=list)

    def add(self, row: Row | BadRow, reason: str) -> None:
        """Note a malformed row."""
        self.count += 1
        if self.count <= max(self.most, MOST_LISTED):
            place = Place(self.file, row.line)
            self.problems.append(Problem(f"row {row.number:,}: {reason}", place))

    def refuse_too_many(self) -> None:
        """Raise InputError, with the number of all and the first of them, if there are more than are tolerated."""
        if self.count <= self.most:
            return
        rows = "1 row is" if self.count == 1 else f"{self.count:,} rows are"
        listed = f"; the first {MOST_LISTED} are listed" if self.count > MOST_LISTED else ""
        hint = f" ({self.hint.format(count=self.count)})" if self.hint else ""
        summary = Problem(f"{rows} malformed{listed}{hint}", Place(self.file))
        raise InputError([summary, *self.problems[:MOST_LISTED]])


def claims_of_rows(
    rows: Rows,
    bad: BadRows,
    sources: RowSources,
    mapping: TableMapping | None = None,
    *,
    has_places: bool = True,
) -> Iterator[Claim]:
    """The claims that the rows make, one row after another; what a row says of its source goes to ``sources``.

    A claim without an id is called by the file and its row; without a location it has the file and the line (in a table
    without lines, the number of the row), unless the table ``has_places`` no more.

    Raises InputError once all rows are read, if more of them were malformed than are tolerated.
    """
    stem, file = in_unicode(stem_of(bad.file)), bad.file if has_places else None
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        claims: list[Claim] = []
        with collector_paused():
            for row in chunk:
                if isinstance(row, BadRow):
                    bad.add(row, row.reason)
                    continue
                made, reasons = _claims_of_row(row, f"{stem}-{row.number}", file, mapping, sources)
                claims += made
                if reasons:
                    bad.add(row, "; ".join(dict.fromkeys(reasons)))
        yield from claims
    bad.refuse_too_many()


def _claims_of_row(
    row: Row, name: str, file: str | None, mapping: TableMapping | None, sources: RowSources
) -> tuple[list[Claim], list[str]]:
    """The claims that a row makes, and why it makes no others."""
    flat_rows = [row.cells] if mapping is None else mapping.flat_rows(row.cells, sources.known)
    place = None if file is None else {"file": file, "line": row.line or row.number}
    claims: list[Claim] = []
    reasons: list[str] = []
    for number, flat in enumerate(flat_rows, start=1):
        if isinstance(flat, Unfit):
            reasons.append(flat.reason)
            continue
        try:
            claim = _claim(flat, name, number, place, sources.known)
            refuse_unfit(claim, sources.known)
            sources.add(flat, f"row {row.number:,}")
            claims.append(claim)
        except ValueError as error:
            reasons.append(str(error))
    return claims, reasons


def _claim(
    flat: Mapping[str, object], name: str, number: int, place: dict[str, object] | None, vocabulary: Vocabulary
) -> Claim:
    """The claim of a flat row, the first or a further one of its row; raises ValueError with all that is wrong."""
    data = claim_data(flat, vocabulary)
    called = str(data.get("id") or name)
    data["id"] = called if number == 1 else f"{called}.{number}"
    if place is not None:
        data.setdefault("location", place)
    try:
        return Claim.model_validate(data)
    except ValidationError as error:
        raise ValueError("; ".join(problem.message for problem in faults(error, Claim, data))) from None


def grown(known: Vocabulary, sources: RowSources, speakers: Iterable[str]) -> dict[str, Source]:
    """The sources of the vocabulary, and those that rows told of.

    While the vocabulary has none, any word names a source. So that this stays so, every speaker becomes one as soon as
    a row tells of any.
    """
    if not sources.found:
        return known.sources
    free = {} if known.sources else {name: Source() for name in sorted(speakers) if name not in sources.found}
    return {**known.sources, **free, **sources.found}


def speakers_of(claim: Claim) -> Iterator[str]:
    """The sources that a claim names."""
    if claim.asserted_by is not None:
        yield claim.asserted_by
    yield from claim.via
    yield from (citation.source for citation in claim.citations if citation.source is not None)


def frame_collection(data: Frame, vocabulary: Vocabulary | None = None) -> Collection:
    """The claims of a data frame or an Arrow table, which has the columns of the claims table.

    Raises InputError, with at most twenty rows and the number of all, if any row is malformed; UnsupportedError where
    pyarrow is not installed. Whether the claims fit together it does not check.
    """
    known = vocabulary or Vocabulary()
    sources, bad = RowSources(known), BadRows(FRAME, hint="")
    claims = tuple(claims_of_rows(frame_rows(data, FRAME), bad, sources, has_places=False))
    speakers = {name for claim in claims for name in speakers_of(claim)}
    return Collection(claims, known.model_copy(update={"sources": grown(known, sources, speakers)}))


def file_vocabulary(path: Path, file: str) -> Vocabulary:
    """The vocabulary that a Parquet or Arrow file carries; that of any other file is empty. Raises InputError."""
    return _carried(file_metadata(path, file) if is_arrow(path) else {}, Place(file))


def frame_vocabulary(frame: Frame) -> Vocabulary:
    """The vocabulary that an Arrow table carries; that of any other frame is empty. Raises InputError."""
    metadata = getattr(getattr(frame, "schema", None), "metadata", None)
    return _carried(metadata or {}, Place(FRAME))


def _carried(metadata: Mapping[bytes, bytes], place: Place) -> Vocabulary:
    text = metadata.get(VOCABULARY_KEY)
    if text is None:
        return Vocabulary()
    try:
        return Vocabulary.model_validate_json(text)
    except ValidationError as error:
        told = error.errors(include_url=False)[0]
        message = f"the vocabulary that it carries: {'.'.join(map(str, told['loc']))}: {told['msg']}"
        raise InputError(Problem(message, place)) from error
