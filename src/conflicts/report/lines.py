"""A report in one line, and what is beside its findings, a line each."""

from typing import TYPE_CHECKING

from conflicts.report.gaps import as_of_words, hidden_line, nothing_found
from conflicts.report.suppress import StaleSuppression, SuppressedFinding
from conflicts.report.words import counted

if TYPE_CHECKING:
    from conflicts.report.report import ConflictReport


def headline(report: "ConflictReport") -> str:
    """How many findings there are, and how severe: ``3 findings in 23 claims: 1 error, 2 notes (4 suppressed)``."""
    suppressed = f"{len(report.suppressed):,} suppressed" if report.suppressed else ""
    others = ", ".join(filter(None, (suppressed, hidden_line(report.hidden))))
    beside = f" ({others})" if others else ""
    if not report.findings:
        return f"{nothing_found(report)}{as_of_words(report)}{beside}"
    within = f"in {counted(report.statistics.claims, 'claim')}{as_of_words(report)}"
    severities = (counted(number, severity) for severity, number in report.counts.severity.items() if number)
    return f"{counted(report.counts.findings, 'finding')} {within}: {', '.join(severities)}{beside}"


def justification(suppressed: SuppressedFinding) -> str:
    """Why the finding is accepted, and until when."""
    return f"{suppressed.reason} (until {suppressed.until})" if suppressed.until else suppressed.reason


def stale_line(stale: StaleSuppression) -> str:
    """What is suppressed, where, and why that is unused."""
    where = {
        "claim": f"on the claim {stale.claim}",
        "configuration": "in the configuration",
        "baseline": "in the baseline",
    }
    return f"Suppression of {stale.rule} {where[stale.source]}: {stale.message}"
