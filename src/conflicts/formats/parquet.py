"""A table of findings, a row each, for whoever asks questions of many: Parquet."""

from pathlib import Path

from conflicts.formats import Options
from conflicts.report.bulk import write_findings
from conflicts.report.report import ConflictReport


def write(report: ConflictReport, path: Path, options: Options) -> None:
    """Write the findings; which rules were not compared to the end stands in the file's metadata."""
    write_findings(report.findings, path, report.truncated)
