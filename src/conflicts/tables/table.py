"""A table of claims that is not read yet."""

from dataclasses import dataclass
from pathlib import Path

from conflicts.model.vocabulary import Vocabulary
from conflicts.tables.arrow import Frame
from conflicts.tables.mapping import TableMapping


@dataclass(frozen=True, slots=True)
class ClaimsTable:
    """Files, or a data frame, whose rows are claims: checked without an object for each of them.

    - ``paths``: CSV, Parquet, Arrow or flat JSON Lines; or else ``frame``: anything that gives itself as Arrow.
    - ``mapping``: how a table of another form becomes the claims table.
    - ``vocabulary``: what the words of the claims mean.
    - ``max_errors``: how many malformed rows are passed over.
    """

    paths: tuple[Path, ...] = ()
    frame: Frame | None = None
    mapping: TableMapping | None = None
    vocabulary: Vocabulary = Vocabulary()
    max_errors: int = 0
