"""Where the data that ships with the readers lies: beside the rules."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_SHIPPED = _PACKAGE / "rules_data"  # an installed wheel
_SOURCES = _PACKAGE.parents[1] / "rules"  # a checkout


def shipped_folder(name: str) -> Path:
    """The directory of that name among the rules that ship."""
    return (_SHIPPED if _SHIPPED.is_dir() else _SOURCES) / name
