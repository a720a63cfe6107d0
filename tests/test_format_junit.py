from typing import Any
from xml.etree import ElementTree

import pytest
from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

import awkward
from conflicts.formats import Options, format_named
from conflicts.model.claim import Location
from conflicts.report.finding import Finding
from conflicts.report.report import ConflictReport
from conflicts.report.report import Skipped as SkippedRule
from conflicts.report.suppress import StaleSuppression, SuppressedFinding
from report_samples import claim, findings, report_of, rule, unverified_rule
from snapshots import izium, izium_options

SAYS = claim("says", asserted_by="mod", location=Location(file="claims.yaml", line=3, column=5))
DENIES = claim("denies", polarity="denied", asserted_by="isw")


def junit(report: ConflictReport, **options: Any) -> JUnitXml:
    """The file as a reader of JUnit XML sees it."""
    return JUnitXml.fromstring(format_named("junit").render(report, Options(**options)).encode())


def cases(read: JUnitXml) -> list[TestCase]:
    return [case for suite in read for case in suite]


def error() -> Finding:
    (found,) = findings(rule(), [SAYS, DENIES], [("denies", "says")])
    return found


def warning() -> Finding:
    (found,) = findings(rule(), [SAYS, DENIES], [], possible=[("denies", "says")])
    return found


def test_a_pack_is_a_suite_a_rule_a_class_and_a_finding_a_case_that_failed() -> None:
    (suite,) = junit(report_of(error()))
    assert isinstance(suite, TestSuite)
    assert (suite.name, suite.tests, suite.failures, suite.skipped, suite.errors) == ("core", 1, 1, 0, 0)
    (case,) = suite
    assert case.classname == "core.sample"
    (failure,) = case.result
    assert isinstance(failure, Failure)
    assert failure.message == "error, certain: A sample"
    assert "denies" in str(failure.text)
    assert "claims.yaml:3:5" in str(failure.text)


def test_a_case_has_the_place_of_the_first_claim_that_has_one() -> None:
    (case,) = ElementTree.fromstring(format_named("junit").render(report_of(error()), Options())).iter("testcase")
    assert (case.get("file"), case.get("line")) == ("claims.yaml", "3")


@pytest.mark.parametrize(
    ("fail_on", "failed"), [("error", ["certain"]), ("warning", ["certain", "possible"]), ("never", [])]
)
def test_what_is_slighter_than_what_fails_the_check_is_skipped_with_its_text(fail_on: str, failed: list[str]) -> None:
    report = report_of(error(), warning())
    results = [case.result[0] for case in cases(junit(report, fail_on=fail_on))]
    assert [str(each.message).split()[1].strip(":") for each in results if isinstance(each, Failure)] == failed
    skipped = [each for each in results if isinstance(each, Skipped)]
    assert len(skipped) == 2 - len(failed)
    assert all("[core/sample]" in str(each.text) for each in skipped)


def test_a_rule_without_findings_is_one_case_that_passed() -> None:
    quiet = unverified_rule()
    read = junit(report_of(error()), rules=(rule(), quiet))
    assert [(case.classname, case.is_passed) for case in cases(read)] == [("core.bare", True), ("core.sample", False)]


def test_a_rule_that_was_skipped_says_why() -> None:
    report = report_of(skipped=(SkippedRule(rule="core/expired", reason="no day was given"),))
    (case,) = cases(junit(report))
    assert case.classname == "core.expired"
    assert case.result[0].message == "no day was given"


def test_a_suppressed_finding_is_skipped_with_the_reason() -> None:
    suppressed = SuppressedFinding(finding=error(), reason="both are quoted", source="claim", until="2030")
    report = ConflictReport.of((), report_of().statistics, suppressed=[suppressed])
    (case,) = cases(junit(report, rules=(rule(),)))
    assert isinstance(case.result[0], Skipped)
    assert case.result[0].message == "suppressed: both are quoted (until 2030)"


def test_a_suppression_that_is_of_no_use_is_skipped_and_named() -> None:
    stale = StaleSuppression(
        rule="core/denial", because="unused", message="there is nothing", source="claim", claim="c"
    )
    (case,) = cases(junit(ConflictReport.of((), report_of().statistics, stale=[stale])))
    assert (case.classname, case.name) == (
        "suppressions.unused",
        "Suppression of core/denial on the claim c: there is nothing",
    )
    assert case.is_skipped


def test_the_izium_report_counts_what_an_editor_expects() -> None:
    read = junit(izium(), rules=izium_options().rules)
    assert {str(suite.name): (suite.failures, suite.skipped) for suite in read} == {
        "armed-conflict": (2, 2),  # destroyed-against-incomplete is a note; no predicate for destroyed-against-fighting
        "core": (1, 4),  # a possible denial, two relayed claims, a succession
    }
    assert (read.tests, read.failures, read.skipped) == (10, 3, 6)


def test_each_name_is_there_once_so_that_no_reader_takes_two_findings_for_one() -> None:
    for report in (izium(), awkward.report(3)):
        names = [(case.classname, case.name) for case in cases(junit(report))]
        assert len(set(names)) == len(names) == len(report.findings) + len(report.skipped)


def test_what_xml_cannot_write_is_shown_and_the_rest_is_read_as_it_was() -> None:
    read = {str(case.name): case for case in cases(junit(awkward.report(3)))}
    (control,) = (name for name in read if "31mred" in name)
    assert r"\x1b[31mred\x1b[0m \x00\x07\x7f\x9b2J \ufffe\uffff says" in control
    for name in ("arabic", "hebrew", "emoji", "html", "markdown", "template", "long", "unbroken"):
        assert any(" ".join(awkward.TEXTS[name].split()) in case for case in read), name


def test_a_thousand_sides_are_cut_short() -> None:
    (case,) = (case for case in cases(junit(awkward.report())) if "crowd" in str(case.name))
    assert len(str(case.result[0].text)) < 2_000
    assert "… and 996 more sides" in str(case.result[0].text)
