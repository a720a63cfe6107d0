"""One finding a line, for programs that read line by line."""

from conflicts.formats import Options
from conflicts.report.report import ConflictReport

_LINE_ENDS = str.maketrans({character: f"\\u{ord(character):04x}" for character in "\x85\u2028\u2029"})
"""What some readers take for the end of a line, and JSON allows in the middle of one."""


def render(report: ConflictReport, options: Options) -> str:
    """Write each finding as one line of JSON; ``statistics`` adds a first line with the rest of the report."""
    lines = [finding.model_dump_json() for finding in report.findings]
    if options.statistics:
        lines.insert(0, report.model_dump_json(exclude={"findings"}))
    return "".join(f"{line.translate(_LINE_ENDS)}\n" for line in lines)
