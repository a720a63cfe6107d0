"""One finding a line, for programs that read line by line."""

from collections.abc import Iterator

from conflicts.formats import Options
from conflicts.report.report import ConflictReport

_LINE_ENDS = str.maketrans({character: f"\\u{ord(character):04x}" for character in "\x85\u2028\u2029"})
"""What some readers take for the end of a line, and JSON allows in the middle of one."""


def lines(report: ConflictReport, options: Options) -> Iterator[str]:
    """Write each finding as one line of JSON; ``statistics`` adds a first line with the rest of the report,
    and ``timing`` which engine ran and for how long, too.

    Without it there is a first line, with its version, ``truncated`` and ``hidden``, only where not all is reported.
    """
    if options.statistics or options.timing:
        yield _line(report.rest_json(runtime=options.timing))
    elif report.truncated or report.hidden:
        said = {"version", *(["truncated"] if report.truncated else []), *(["hidden"] if report.hidden else [])}
        yield _line(report.model_dump_json(include=said))
    for finding in report.findings:
        yield _line(finding.model_dump_json())


def _line(json: str) -> str:
    return f"{json.translate(_LINE_ENDS)}\n"
