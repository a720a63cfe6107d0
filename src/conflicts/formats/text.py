"""Text for people: plain in a pipe, in colour on a terminal."""

from collections.abc import Iterable

from conflicts.formats import Options
from conflicts.report.plain import Detail, Line, Style, report_lines, text_of
from conflicts.report.report import ConflictReport

_STYLES: dict[Style, str] = {
    "": "",
    "error": "bold red",
    "warning": "bold yellow",
    "note": "bold blue",
    "strong": "bold",
    "place": "cyan",
    "dim": "dim",
}


def render(report: ConflictReport, options: Options) -> str:
    """Write the report as text: sides next to each other where the width allows, the counts last."""
    detail = Detail(options.verbose, options.statistics or options.verbose)
    lines = report_lines(report, options.width, detail)
    return coloured(lines) if options.colour else text_of(lines)


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
