"""Markdown for a comment on a pull request, or for the summary of a job."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from conflicts.formats import Options
from conflicts.model.claim import Location
from conflicts.report.cells import shorten, visible
from conflicts.report.finding import Finding, ReportedClaim, Side
from conflicts.report.folding import Folded, also_words, folded
from conflicts.report.gaps import compared_line, gaps
from conflicts.report.inert import inert
from conflicts.report.lines import headline, stale_line
from conflicts.report.listing import truncated_line
from conflicts.report.places import is_inside, uri_of
from conflicts.report.plain import Detail, counted_kinds
from conflicts.report.reasons import reason_words, reasons
from conflicts.report.report import ConflictReport
from conflicts.report.words import NOBODY, counted

MARK = "<!-- conflicts -->"
"""The first line, by which a comment can be found again, and replaced."""

LONGEST = 65_536
"""What GitHub takes as a comment, in characters."""

_ROOM_FOR_THE_END = 200
_COLUMNS = ("what", "in which words", "who, when, citing what", "where")


def render(report: ConflictReport, options: Options) -> str:
    """Write a headline and the findings, each folded up: as many as a comment takes, or all if ``verbose``.

    There are ``limit`` of them at the most.
    """
    parts = [f"{MARK}\n\n### {headline(report)}\n"]
    room = LONGEST - _ROOM_FOR_THE_END - len(parts[0])
    shown = 0
    for number, (together, part) in enumerate(_findings(report, options)):
        room -= len(part)
        if number == options.limit or (room < 0 and not options.verbose):
            parts.append(f"\n… and {counted(len(report.findings) - shown, 'more finding')}.\n")
            break
        parts.append(part)
        shown += 1 + len(together.also)
    return "".join([*parts, *_beside(report, options)])


def _findings(report: ConflictReport, options: Options) -> Iterator[tuple[Folded, str]]:
    """Each finding with the heading before it; what its rule advises stands with the first finding of the rule."""
    advised: set[str] = set()
    for severity, group in groupby(folded(report.findings), key=lambda each: each.finding.severity):
        findings = list(group)
        heading = f"\n#### {counted_kinds(each.finding for each in findings)}, {severity}\n"
        for each in findings:
            advice = "" if each.finding.rule in advised else inert(each.finding.help)
            yield each, heading + _section(each, advice, options.links, Detail(options.verbose))
            advised.add(each.finding.rule)
            heading = ""


def _section(together: Folded, advice: str, links: str, detail: Detail) -> str:
    finding, also = together
    rule = f"<code>{inert(finding.rule)}</code>, {finding.verdict}"
    paragraphs = [
        *_reasons(finding, detail),
        *(f"Also: {_cut(also_words(each), detail)} (<code>{inert(each.fingerprint)}</code>)" for each in also),
        advice,
        f"Fingerprint: <code>{inert(finding.fingerprint)}</code>",
    ]
    return "\n\n".join(
        [
            f"\n<details>\n<summary>{_cut(finding.message, detail)} ({rule})</summary>",
            "\n".join([_row(_COLUMNS), _row("---" for _ in _COLUMNS), *_rows(finding, links, detail)]),
            *filter(None, paragraphs),
            "</details>\n",
        ]
    )


def _rows(finding: Finding, links: str, detail: Detail) -> Iterator[str]:
    sides = finding.sides[: detail.sides]
    for side in sides:
        shown = side.claims[: detail.claims]
        for number, claim in enumerate(shown):
            yield _row([*([""] if number else [_what(side, detail)]), *_cells(claim, links, detail)])
        if len(side.claims) > len(shown):
            yield _row(["", f"… and {counted(len(side.claims) - len(shown), 'more claim')}", "", ""])
    if len(finding.sides) > len(sides):
        yield _row([f"… and {counted(len(finding.sides) - len(sides), 'more side')}", "", "", ""])


def _what(side: Side, detail: Detail) -> str:
    value = f"<b>{_cut(side.value, detail)}</b>"
    return f"{side.role}: {value}" if side.role else value


def _cells(claim: ReportedClaim, links: str, detail: Detail) -> list[str]:
    words = f"“{_cut(claim.excerpt, detail)}”" if claim.excerpt else _cut(claim.text, detail)
    lines = (_speaker(claim), _times(claim), ", ".join(claim.citations))
    place = _place(claim.location, links, detail) if claim.location else ""
    return [
        words,
        _lines(*(_cut(line, detail) for line in lines)),
        _lines(place, f"<code>{_cut(claim.id, detail)}</code>"),
    ]


def _speaker(claim: ReportedClaim) -> str:
    hedge = [] if claim.certainty == "certain" else [f"hedged as {claim.certainty}"]
    return ", ".join([claim.asserted_by or NOBODY, *(f"via {source}" for source in claim.via), *hedge])


def _times(claim: ReportedClaim) -> str:
    valid = f"valid {claim.valid}" if claim.valid else "" if claim.timeless else "time not given"
    return ", ".join(filter(None, [valid, f"stated {claim.stated}" if claim.stated else ""]))


def _place(location: Location, links: str, detail: Detail) -> str:
    words = _cut(str(location), detail)
    line = f"#L{location.line}" if location.line else ""
    return f"[{words}]({links}{uri_of(location.file)}{line})" if is_inside(location.file) else words


def _reasons(finding: Finding, detail: Detail) -> Iterator[str]:
    """What leaves it uncertain, in plain words; every condition if all is to be reported."""
    if finding.doubts:
        yield f"Not certain: {_cut('; '.join(finding.doubts), detail)}"
    for depth, one in reasons(finding.because) if detail.verbose else ():
        yield f"{'· ' * depth}{one.verdict}: {_cut(reason_words(one), detail)}"


def _beside(report: ConflictReport, options: Options) -> Iterator[str]:
    """What stands beside the findings: stale suppressions, rules that were not run, what was not compared."""
    stale, skipped = report.stale_suppressions, report.skipped
    if stale:
        yield f"\n{counted(len(stale), 'unused suppression')}{_listed(map(stale_line, stale), options)}\n"
    if skipped:
        reasons = (f"{each.rule}: {each.reason}" for each in skipped)
        yield f"\n{counted(len(skipped), 'rule')} skipped{_listed(reasons, options)}\n"
    for gap in gaps(report.coverage):
        yield f"\n{gap.lead.capitalize()}: {inert(gap.text)}\n"
    if report.findings and options.verbose and (compared := compared_line(report)):
        yield f"\n{compared}.\n"
    for each in report.truncated:
        yield f"\nNot complete: {inert(truncated_line(each))}\n"


def _listed(lines: Iterable[str], options: Options) -> str:
    return "".join([":\n", *(f"\n- {inert(line)}" for line in lines)]) if options.verbose else "."


def _lines(*lines: str) -> str:
    return "<br>".join(filter(None, lines))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cut(text: str, detail: Detail) -> str:
    return inert(text if detail.excerpt is None else shorten(visible(text), detail.excerpt))
