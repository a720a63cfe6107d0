"""Where things are, in the repository and in the site."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
DOCS = REPOSITORY / "docs"
AT_ROOT = tuple(REPOSITORY / f"{name}.md" for name in ("CHANGELOG", "CONTRIBUTING", "SECURITY"))
"""Pages that stand at the root of the repository, where people look for them."""

RULES = REPOSITORY / "rules"

WIDTH = 80
"""The columns of a report that a page shows."""


def sources() -> list[Path]:
    """The pages that people write: those at the root, and those of the documentation in the order of their names."""
    return [*AT_ROOT, *(file for file in _files() if file.suffix == ".md")]


def beside_pages() -> list[Path]:
    """The pictures, schemas and examples that stand beside them."""
    return [file for file in _files() if file.suffix != ".md"]


def _files() -> list[Path]:
    return sorted(file for file in DOCS.rglob("*") if file.is_file() and file.relative_to(DOCS).parts[0] != "website")
