"""A whole report as lines for a terminal: its findings, what is beside them, and the counts."""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import TYPE_CHECKING

from conflicts.report.breakdown import broken_down
from conflicts.report.cells import cells, visible, wrap
from conflicts.report.finding import Finding
from conflicts.report.folding import Folded, also_words, folded
from conflicts.report.gaps import as_of_words, compared_line, gaps, hidden_line, nothing_found
from conflicts.report.lines import justification
from conflicts.report.plain import Detail, Line, Span, counted_kinds, finding_lines, hanging
from conflicts.report.words import counted
from conflicts.rules.rule import KINDS

if TYPE_CHECKING:
    from conflicts.report.report import ConflictReport, Statistics, Truncated

MOST_SHOWN = 10_000
"""How many findings a report lists as text, unless it is asked for more; nobody reads more."""


def report_lines(report: "ConflictReport", width: int, detail: Detail) -> Iterator[Line]:
    """The whole report: findings by severity, then what is beside them."""
    findings = shown_findings(report, detail)
    shown = map(Folded, findings) if detail.verbose else folded(findings)
    for severity, group in groupby(shown, key=lambda each: each.finding.severity):
        together = list(group)
        title = f"{counted_kinds(each.finding for each in together)}, {severity} "
        yield (Span(title, together[0].finding.severity), Span("─" * max(0, width - cells(title)), "dim"))
        for finding, also in together:
            yield ()
            yield from finding_lines(finding, width, detail)
            for each in also:
                yield from hanging("also: ", f"{also_words(each)} · {each.fingerprint}", width, "")
        yield ()
    for line in left_out_lines(report, width, detail):
        yield line
        yield ()
    yield from closing_lines(report, width, detail)


def shown_findings(report: "ConflictReport", detail: Detail) -> Iterable[Finding]:
    """The findings that are listed: the first ones, where there are more than anybody asks for."""
    most = MOST_SHOWN if detail.limit is None else detail.limit
    return report.findings if len(report.findings) <= most else islice(report.findings, most)


def more_findings(findings: int, limit: int) -> str:
    """How many findings a limit leaves out; empty where none is."""
    return f"… and {counted(findings - limit, 'more finding')} (--limit {limit})" if findings > limit else ""


def left_out_lines(report: "ConflictReport", width: int, detail: Detail) -> Iterator[Line]:
    """How many findings are not listed, and how to get them."""
    if detail.limit is not None:
        more = more_findings(len(report.findings), detail.limit)
        if more and not detail.quiet:
            yield from hanging("", more, width, "dim")
    elif (further := len(report.findings) - MOST_SHOWN) > 0:
        yield from hanging(
            "", f"… and {further:,} more: --output FILE writes all, as JSON Lines or Parquet", width, "dim"
        )


def closing_lines(report: "ConflictReport", width: int, detail: Detail) -> Iterator[Line]:
    """What was suppressed, skipped and not compared, and the counts; of these only what is asked for if ``quiet``."""
    if not detail.quiet:
        yield from _suppressed_lines(report, width, detail)
        yield from _stale_lines(report, width, detail)
        yield from _skipped_lines(report, width, detail)
        for each in report.truncated:
            yield from hanging("not complete: ", truncated_line(each), width, "warning")
        yield from _coverage_lines(report, width, detail)
    if detail.statistics:
        yield from _breakdown_lines(report, width)
    if detail.timing:
        yield from _timing_lines(report.statistics, width)
    if not detail.quiet:
        for line in wrap(summary(report), width):
            yield (Span(line, "strong"),)


def _breakdown_lines(report: "ConflictReport", width: int) -> Iterator[Line]:
    """What was checked, and how many findings there are of each rule and in each file."""
    yield from _joined(_checked(report.statistics), width)
    found = broken_down(report)
    for title, counts in (("by rule:", found.rules), ("by file:", found.files)):
        if counts:
            yield (Span(title, "strong"),)
        for name, count in counts:
            yield from hanging(f"{count:>7,}  ", name, width, "")


def _suppressed_lines(report: "ConflictReport", width: int, detail: Detail) -> Iterator[Line]:
    for each in report.suppressed if detail.verbose else ():
        text = f"{each.finding.rule}: {each.finding.message} · {each.finding.fingerprint} — {justification(each)}"
        yield from hanging("suppressed: ", text, width, "dim")


def _stale_lines(report: "ConflictReport", width: int, detail: Detail) -> Iterator[Line]:
    known = [each for each in report.stale_suppressions if each.source == "baseline"]
    for each in report.stale_suppressions:
        if each.source != "baseline":
            where = ", ".join(filter(None, (each.claim, str(each.location or "")))) or "the configuration"
            yield from hanging("suppression of ", f"{each.rule} ({where}): {each.message}", width, "warning")
        elif detail.verbose:
            yield from hanging("baseline: ", f"{each.rule} · {each.fingerprint}: {each.message}", width, "warning")
    if known and not detail.verbose:
        gone = f"{len(known):,} no longer found (conflicts baseline prune drops them, --verbose names them)"
        yield from hanging("baseline: ", gone, width, "warning")


def _skipped_lines(report: "ConflictReport", width: int, detail: Detail) -> Iterator[Line]:
    if report.skipped:
        count = f"{counted(len(report.skipped), 'rule')} skipped"
        yield (Span(f"{count}:" if detail.verbose else f"{count} (--verbose says which and why)", "dim"),)
    if detail.verbose:
        for each in report.skipped:
            yield from hanging("", f"{each.rule}: {each.reason}", width, "dim")


def _coverage_lines(report: "ConflictReport", width: int, detail: Detail) -> Iterator[Line]:
    """What was not compared; and how many claims could be, which the last line says where nothing is found."""
    for each in gaps(report.coverage):
        yield from hanging(f"{each.lead}: ", each.text, width, "warning")
    if report.findings and (detail.verbose or detail.statistics) and (compared := compared_line(report)):
        yield from hanging("", compared, width, "dim")


def truncated_line(truncated: "Truncated") -> str:
    """A rule of which not all matches are there, how many there are at least, and why."""
    pairs = f"{'' if truncated.exact else 'at least '}{counted(truncated.pairs, 'match')}"
    return f"{truncated.rule}: {pairs}; {truncated.reason}"


def _timing_lines(statistics: "Statistics", width: int) -> Iterator[Line]:
    """Which engine ran, why, and for how long."""
    ran = f"engine {statistics.engine} ({statistics.reason})" if statistics.engine else ""
    yield from _joined((ran, f"{statistics.seconds:.2f} s" if statistics.seconds else ""), width)


def _checked(statistics: "Statistics") -> Iterable[str]:
    """What was checked, and for which day."""
    checked = f"{counted(statistics.claims, 'claim')} from {counted(statistics.sources, 'source')}"
    matched = f"{checked}, {counted(statistics.rules, 'rule')}, {counted(statistics.pairs, 'match')}"
    days = (("as of", statistics.as_of), ("at", statistics.at))
    return matched, ", ".join(f"{word} {date}" for word, date in days if date)


def _joined(parts: Iterable[str], width: int) -> Iterator[Line]:
    for line in wrap(visible("; ".join(filter(None, parts))), width):
        yield (Span(line, "dim"),)


def summary(report: "ConflictReport") -> str:
    """The counts, in a sentence."""
    left_out = report.statistics.left_out
    beside = f"{as_of_words(report)}{f' ({left_out:,} left out)' if left_out else ''}"
    beside_those = f"; {len(report.suppressed):,} suppressed" if report.suppressed else ""
    beside_those += f"; {hidden}" if (hidden := hidden_line(report.hidden)) else ""
    if not report.findings:
        return f"{nothing_found(report)}{beside}{beside_those}."
    within = f"in {counted(report.statistics.claims, 'claim')}{beside}"
    counts = report.verdicts()
    parts = []
    for kind in KINDS:
        certain, possible = counts[kind, "certain"], counts[kind, "possible"]
        if certain or possible:
            split = f" ({certain:,} certain, {possible:,} possible)" if certain else " (possible)"
            parts.append(counted(certain + possible, kind) + (split if possible else ""))
    return f"{', '.join(parts)} {within}{beside_those}"
