"""Lines in colour, for a terminal."""

from collections.abc import Iterable

from conflicts.report.plain import Line, Style

_STYLES: dict[Style, str] = {
    "": "",
    "error": "bold red",
    "warning": "bold yellow",
    "note": "bold blue",
    "strong": "bold",
    "place": "cyan",
    "dim": "dim",
}


def coloured(lines: Iterable[Line]) -> str:
    """The lines with the escapes of a terminal for their styles."""
    from io import StringIO

    from rich.console import Console
    from rich.text import Text

    out = StringIO()
    console = Console(file=out, force_terminal=True, soft_wrap=True, highlight=False, markup=False, emoji=False)
    for line in lines:
        console.print(Text.assemble(*((span.text, _STYLES[span.style]) for span in line)))
    return out.getvalue()
