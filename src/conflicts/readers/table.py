"""Tables: CSV, Parquet, Arrow and flat JSON Lines, with the columns of the claims table or a mapping to them."""

from collections.abc import Iterator
from pathlib import Path

from conflicts.errors import InputError, Place, Problem
from conflicts.model.claim import Claim
from conflicts.model.vocabulary import Vocabulary
from conflicts.readers.reading import Reading, ReadOptions
from conflicts.tables.claims import BadRows, claims_of_rows, file_vocabulary, grown, speakers_of
from conflicts.tables.rows import file_rows
from conflicts.tables.sources import RowSources


def read(path: Path, file: str, options: ReadOptions) -> Reading:
    """Read a table row by row, with the mapping of the options if there is one.

    Malformed rows are ``unread``, if the options tolerate so many; else consuming the claims ends in an InputError with
    the number of all and the first of them.
    """
    try:
        carried = file_vocabulary(path, file)
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror or error}", Place(file))) from error
    known = options.vocabulary
    vocabulary = Vocabulary(
        predicates=carried.predicates or known.predicates,
        entities=carried.entities or known.entities,
        sources=dict(carried.sources or known.sources),
    )
    bad = BadRows(file, options.max_errors)
    return Reading(_claims(path, file, options, vocabulary, bad), vocabulary, bad.problems)


def _claims(path: Path, file: str, options: ReadOptions, vocabulary: Vocabulary, bad: BadRows) -> Iterator[Claim]:
    """The claims; the vocabulary has grown, and all malformed rows are known, once they are consumed."""
    known = vocabulary.model_copy(update={"sources": {**options.vocabulary.sources, **vocabulary.sources}})
    sources, speakers = RowSources(known), set[str]()
    rows = file_rows(path, file, options.mapping)
    for claim in claims_of_rows(rows, bad, sources, options.mapping):
        speakers.update(speakers_of(claim))
        yield claim
    vocabulary.sources.update(grown(known, sources, speakers))
