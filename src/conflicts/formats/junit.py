"""JUnit XML, as Jenkins and GitLab read it: rules are tests, and a finding is one that failed.

A suite is a pack, a class is a rule. A rule that found nothing is one case, passed. A rule that found something has a
case for each finding: failed if the finding is as severe as what makes the check fail; else skipped, with its text.
What further rules find unverified about the same claims stands in the case of the most severe.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from conflicts.formats import Options
from conflicts.model.claim import Location
from conflicts.report.cells import visible
from conflicts.report.finding import Finding
from conflicts.report.folding import Folded, also_words, folded
from conflicts.report.gaps import gaps, hidden_line
from conflicts.report.lines import justification, stale_line
from conflicts.report.listing import truncated_line
from conflicts.report.places import placed_first
from conflicts.report.plain import Detail, finding_lines, hanging, text_of
from conflicts.report.report import ConflictReport, FailOn
from conflicts.rules.rule import SEVERITIES, Severity

_WIDTH = 80

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot write, not even as a reference."""


def render(report: ConflictReport, options: Options) -> str:
    """Write a case for each finding, each rule without findings, each unused suppression, and what was not compared."""
    standing = tuple(report.findings)  # those of a large table are made each time that they are gone through
    cases = sorted(
        [*_findings(report, standing, options), *_rules(report, standing, options), *_stale(report), *_gaps(report)],
        key=_suite_and_class,
    )
    root = Element("testsuites", _counted("conflicts", cases))
    for suite, group in groupby(cases, key=lambda case: _suite_and_class(case)[0]):
        members = list(group)
        SubElement(root, "testsuite", _counted(suite, members)).extend(members)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _findings(report: ConflictReport, standing: Sequence[Finding], options: Options) -> Iterator[Element]:
    for together in folded(standing):
        severity = together.finding.severity
        message = f"{severity}, {together.finding.verdict}: {together.finding.title}"
        yield _finding(together, "failure" if _fails(severity, options.fail_on) else "skipped", message, options)
    for suppressed in report.suppressed:
        yield _finding(Folded(suppressed.finding), "skipped", f"suppressed: {justification(suppressed)}", options)


def _finding(together: Folded, outcome: str, message: str, options: Options) -> Element:
    finding, also = together
    location = placed_first(finding)[0].location
    case = _case(finding.rule, f"{finding.message} [{finding.fingerprint}]", location)
    further = (hanging("also: ", f"{also_words(each)} · {each.fingerprint}", _WIDTH, "") for each in also)
    text = text_of([*finding_lines(finding, _WIDTH, Detail(options.verbose)), *chain.from_iterable(further)])
    SubElement(case, outcome, message=_line(message), type=finding.kind).text = f"\n{_legal(text)}"
    return case


def _rules(report: ConflictReport, standing: Sequence[Finding], options: Options) -> Iterator[Element]:
    """A case for each rule that was skipped, for each not followed to the end, and for each that found nothing."""
    for rule, reasons in groupby(report.skipped, key=lambda skipped: skipped.rule):
        case = _case(rule, "not run")
        SubElement(case, "skipped", message=_line("; ".join(each.reason for each in reasons)))
        yield case
    for rule, cut in groupby(report.truncated, key=lambda truncated: truncated.rule):
        case = _case(rule, "not complete")
        SubElement(case, "skipped", message=_line("; ".join(map(truncated_line, cut))))
        yield case
    found = {finding.rule for finding in standing} | {each.finding.rule for each in report.suppressed}
    told = found | {each.rule for each in report.skipped} | {each.rule for each in report.truncated}
    yield from (_case(rule.name, "nothing found") for rule in options.rules if rule.name not in told)


def _stale(report: ConflictReport) -> Iterator[Element]:
    for stale in report.stale_suppressions:
        case = _case(f"suppressions/{stale.because}", stale_line(stale), stale.location)
        SubElement(case, "skipped", message=_line(stale.message))
        yield case


def _gaps(report: ConflictReport) -> Iterator[Element]:
    for gap in gaps(report.coverage):
        case = _case(f"coverage/{gap.lead.replace(' ', '-')}", gap.text)
        SubElement(case, "skipped", message=_line(gap.text))
        yield case
    if hidden := hidden_line(report.hidden):
        case = _case("coverage/not-shown", hidden)
        SubElement(case, "skipped", message=hidden)
        yield case


def _case(rule: str, name: str, location: Location | None = None) -> Element:
    case = Element("testcase", classname=_line(rule.replace("/", ".")), name=_line(name))
    if location is not None:
        case.set("file", _line(location.file))
        if location.line:
            case.set("line", str(location.line))
    return case


def _suite_and_class(case: Element) -> tuple[str, str]:
    """Jenkins takes what stands before the last dot of a class for its package."""
    suite, _, name = case.attrib["classname"].rpartition(".")
    return suite, name


def _counted(name: str, cases: list[Element]) -> dict[str, str]:
    outcomes = [outcome.tag for case in cases for outcome in case]
    failed, skipped = outcomes.count("failure"), outcomes.count("skipped")
    return {"name": name, "tests": str(len(cases)), "failures": str(failed), "errors": "0", "skipped": str(skipped)}


def _fails(severity: Severity, fail_on: FailOn) -> bool:
    return fail_on != "never" and SEVERITIES.index(severity) <= SEVERITIES.index(fail_on)


def _line(text: str) -> str:
    return _legal(visible(text))


def _legal(text: str) -> str:
    return _NOT_XML.sub(lambda found: ascii(found[0])[1:-1], text)
