"""Annotations of GitHub Actions: findings beside the lines of their claims.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from collections.abc import Mapping
from pathlib import Path

from conflicts.formats import Options, format_named
from conflicts.model.claim import Location
from conflicts.report.cells import visible
from conflicts.report.finding import ReportedClaim
from conflicts.report.folding import Folded, folded
from conflicts.report.gaps import gaps
from conflicts.report.lines import headline, stale_line
from conflicts.report.listing import truncated_line
from conflicts.report.places import placed_first
from conflicts.report.report import ConflictReport
from conflicts.report.words import NOBODY, counted
from conflicts.rules.rule import Severity

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}
_OTHER_CLAIMS = 5
_SHOWN_BY_GITHUB = 10

_IN_MESSAGES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTIES = _IN_MESSAGES | str.maketrans({":": "%3A", ",": "%2C"})


def render(report: ConflictReport, options: Options) -> str:
    """Write a workflow command for each finding, unused suppression and gap of what was compared; the counts last."""
    stale = [each for each in report.stale_suppressions if each.source != "baseline"]
    lines = [
        *map(_annotation, folded(report.findings)),
        *(_command("warning", each.location, "Unused suppression", visible(stale_line(each))) for each in stale),
    ]
    lines.extend(_command("warning", None, "Not complete", visible(truncated_line(each))) for each in report.truncated)
    lines.extend(_command("note", None, each.lead.capitalize(), visible(each.text)) for each in gaps(report.coverage))
    if len(report.stale_suppressions) > len(stale):
        lines.append(
            f"No longer found: {len(report.stale_suppressions) - len(stale):,} of the findings in the baseline."
        )
    if any(number > _SHOWN_BY_GITHUB for number in report.counts.severity.values()):
        lines.append(
            f"GitHub shows {_SHOWN_BY_GITHUB} annotations of a severity for each step, and leaves out the rest."
        )
    return "".join(f"{line}\n" for line in [*lines, headline(report)])


def beside(report: ConflictReport, options: Options, environment: Mapping[str, str]) -> Mapping[Path, str]:
    """The findings as Markdown, for the page of a job, which lists only the first few annotations by itself."""
    summary = environment.get("GITHUB_STEP_SUMMARY")
    return {Path(summary): format_named("markdown").render(report, options)} if summary else {}


def _annotation(together: Folded) -> str:
    finding, also = together
    first, *others = placed_first(finding)
    lines = [f"{visible(each.message)} [{visible(each.rule)}]" for each in (finding, *also)]
    lines += map(_other, others[:_OTHER_CLAIMS])
    if len(others) > _OTHER_CLAIMS:
        lines.append(f"and {counted(len(others) - _OTHER_CLAIMS, 'more claim')}")
    title = f"{visible(finding.title)} ({finding.verdict})"
    return _command(finding.severity, first.location, title, "\n".join(lines))


def _command(severity: Severity, location: Location | None, title: str, message: str) -> str:
    properties = ",".join(
        f"{name}={value.translate(_IN_PROPERTIES)}" for name, value in {**_place(location), "title": title}.items()
    )
    return f"::{_COMMANDS[severity]} {properties}::{message.translate(_IN_MESSAGES)}"


def _place(location: Location | None) -> dict[str, str]:
    if location is None:
        return {}
    numbers = {"line": location.line, "col": location.column}
    return {"file": location.file} | {name: str(number) for name, number in numbers.items() if number}


def _other(claim: ReportedClaim) -> str:
    place = f"{claim.location}: " if claim.location else ""
    return visible(f"{place}{claim.text} ({claim.asserted_by or NOBODY})")
