"""A line a finding, as compilers and linters write them: problem matchers and the quickfix lists of editors read it."""

from collections.abc import Iterator

from conflicts.formats import Options
from conflicts.report.cells import visible
from conflicts.report.colour import coloured
from conflicts.report.folding import Folded, also_words, folded
from conflicts.report.listing import MOST_SHOWN, closing_lines, left_out_lines, shown_findings
from conflicts.report.plain import Line, Span, placed_mark, text_of
from conflicts.report.report import ConflictReport


def render(report: ConflictReport, options: Options) -> str:
    """Write ``FILE:LINE:COLUMN: SEVERITY[RULE] MESSAGE`` for each finding; then how many of each rule and file.

    What further rules find unverified about the same claims stands in the line of the first.
    """
    lines = _lines(report, options)
    return coloured(lines) if options.colour else text_of(lines)


def _lines(report: ConflictReport, options: Options) -> Iterator[Line]:
    detail = options.detail
    yield from map(_line, folded(shown_findings(report, detail)))
    yield from left_out_lines(report, options.width, detail)
    counts = not detail.quiet and 0 < len(report.findings) <= MOST_SHOWN
    yield from closing_lines(report, options.width, detail._replace(statistics=detail.statistics or counts))


def _line(together: Folded) -> Line:
    finding, also = together
    doubt = " (possible)" if finding.verdict == "possible" else ""
    further = "".join(f"; also {also_words(each)}" for each in also)
    return (*placed_mark(finding), Span(f" {visible(finding.message)}{doubt}{visible(further)}"))
