"""Text for people: plain in a pipe, in colour on a terminal."""

from conflicts.formats import Options
from conflicts.report.colour import coloured
from conflicts.report.listing import report_lines
from conflicts.report.plain import text_of
from conflicts.report.report import ConflictReport


def render(report: ConflictReport, options: Options) -> str:
    """Write the report as text: sides next to each other where the width allows, the counts last."""
    lines = report_lines(report, options.width, options.detail)
    return coloured(lines) if options.colour else text_of(lines)
