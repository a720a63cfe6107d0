"""A table of claims that is not read yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from conflicts.model.vocabulary import Vocabulary
from conflicts.tables.arrow import Frame
from conflicts.tables.mapping import TableMapping


@dataclass(frozen=True, slots=True)
class ClaimsTable:
    """Files, or a data frame, whose rows are claims: checked without an object for each of them.

    - ``paths``: CSV, Parquet, Arrow or flat JSON Lines; or else ``frame``: anything that gives itself as Arrow.
    - ``mapping``: how a table of another form becomes the claims table; ``file_mappings``: the same, of single files.
    - ``vocabulary``: what the words of the claims mean.
    - ``max_errors``: how many malformed rows are passed over.
    """

    paths: tuple[Path, ...] = ()
    frame: Frame | None = None
    mapping: TableMapping | None = None
    vocabulary: Vocabulary = Vocabulary()
    max_errors: int = 0
    file_mappings: Mapping[Path, TableMapping] = field(default_factory=dict)

    def mapping_of(self, path: Path) -> TableMapping | None:
        """The mapping of a file."""
        return self.file_mappings.get(path, self.mapping)
