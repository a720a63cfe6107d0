"""Where the rules that ship lie, with the words and patterns of the readers beside them."""

from pathlib import Path

from conflicts.errors import RuleError

_PACKAGE = Path(__file__).parents[1]
_SHIPPED = _PACKAGE / "rules_data"  # an installed wheel
_SOURCES = _PACKAGE.parents[1] / "rules"  # a checkout


def shipped_folder(name: str = "") -> Path:
    """The directory of the rules that ship, or the one of that name in it; raises RuleError if they do not."""
    root = _SHIPPED if _SHIPPED.is_dir() else _SOURCES
    if not root.is_dir():
        raise RuleError(
            f"the rules that ship with conflicts are not to be found: neither in {_SHIPPED} nor in {_SOURCES}"
        )
    return root / name
