"""What a contender is given: claims of one shape and size, in files, and the rules to apply."""

from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

Shape: TypeAlias = Literal["uniform", "zipf", "hot"]

INCOMPATIBLE, UNCITED, NEWER = "incompatible-values", "no-citation", "newer-statement"
THREE_RULES = (INCOMPATIBLE, UNCITED, NEWER)
RULE_FILES = Path(__file__).parents[1] / "rules"


class Case(NamedTuple):
    """Claims of one shape and number, and the rules that are to be applied to them."""

    shape: Shape
    size: int
    rules: tuple[str, ...]
    folder: Path

    @property
    def table(self) -> Path:
        """The claims as Parquet: columns of the claims table, dates as dates."""
        return self._of_shape / "claims.parquet"

    @property
    def lines(self) -> Path:
        """The claims as JSON Lines, one a line."""
        return self._of_shape / "claims.jsonl"

    @property
    def vocabulary(self) -> Path:
        """The sources and the predicates, as a claims file without claims."""
        return self._of_shape / "vocabulary.yaml"

    @property
    def rule_files(self) -> list[Path]:
        """The rules, for this library."""
        return [RULE_FILES / f"{name}.yaml" for name in self.rules]

    def output(self, name: str) -> Path:
        """A file that a contender may write."""
        folder = self.folder / "written" / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def _of_shape(self) -> Path:
        return self.folder / f"{self.shape}-{self.size}"
