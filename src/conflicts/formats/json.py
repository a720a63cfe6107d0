"""The report's own JSON (docs/schema/report.schema.json), indented."""

from conflicts.formats import Options
from conflicts.report.report import ConflictReport


def render(report: ConflictReport, options: Options) -> str:
    """Write the report as JSON; ``timing`` adds which engine ran and for how long."""
    return report.to_json(runtime=options.timing) + "\n"
