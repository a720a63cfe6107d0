"""Where things are, in the repository and in the site."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
DOCS = REPOSITORY / "docs"
CHANGES = REPOSITORY / "CHANGELOG.md"
RULES = REPOSITORY / "rules"

WIDTH = 80
"""The columns of a report that a page shows."""


def sources() -> list[Path]:
    """The pages that people write, in the order of their names."""
    return [file for file in _files() if file.suffix == ".md"]


def beside_pages() -> list[Path]:
    """The pictures, schemas and examples that stand beside them."""
    return [file for file in _files() if file.suffix != ".md"]


def _files() -> list[Path]:
    return sorted(file for file in DOCS.rglob("*") if file.is_file() and file.relative_to(DOCS).parts[0] != "website")
