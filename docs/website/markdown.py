"""Small pieces of Markdown."""

import re
from collections.abc import Iterable, Sequence

_ADDRESS = re.compile(r"https?://[^\s)]+[^\s).,]")
_TICKS = re.compile("`+")


def code(text: str) -> str:
    """The text as it is, in line; it holds no backticks."""
    return f"`{text}`"


def fence(language: str, text: str) -> str:
    """The text as it is, as a block."""
    longest = max((len(run) for run in _TICKS.findall(text)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}{language}\n{text.rstrip()}\n{ticks}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a bar in a cell is no border."""
    lines = (f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |" for row in rows)
    return "\n".join([f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *lines])


def autolinked(text: str) -> str:
    """Make the addresses in a text links."""
    return _ADDRESS.sub(r"<\g<0>>", text)
