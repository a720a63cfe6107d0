import json

import awkward
from conflicts.formats import Options, format_named
from conflicts.report.finding import Finding
from conflicts.report.report import ConflictReport, Skipped
from report_samples import claim, findings, report_of, rule, unverified_rule

SAYS = claim("says", asserted_by="mod")
DENIES = claim("denies", polarity="denied", asserted_by="isw")


def jsonl(report: ConflictReport, *, statistics: bool = False, timing: bool = False) -> str:
    return format_named("jsonl").render(report, Options(statistics=statistics, timing=timing))


def a_report() -> ConflictReport:
    found = findings(rule(), [SAYS, DENIES], [("denies", "says")])
    return report_of(
        *found, *findings(unverified_rule(), [SAYS], [("says",)]), skipped=(Skipped(rule="r", reason="x"),)
    )


def test_each_line_is_a_finding_in_the_order_of_the_report() -> None:
    report = a_report()
    lines = jsonl(report).split("\n")
    assert lines.pop() == ""
    assert [json.loads(line)["rule"] for line in lines] == ["core/sample", "core/bare"]
    assert tuple(Finding.model_validate_json(line) for line in lines) == report.findings


def test_without_findings_there_are_no_lines() -> None:
    assert jsonl(report_of()) == ""


def test_with_timing_the_first_line_is_the_rest_of_the_report() -> None:
    report = a_report()
    first, *others = jsonl(report, timing=True).splitlines()
    assert "\n".join(others) + "\n" == jsonl(report)
    head = json.loads(first)
    assert head["statistics"]["engine"] == "python"
    assert head["skipped"] == [{"rule": "r", "reason": "x"}]
    head["findings"] = [json.loads(line) for line in others]
    assert ConflictReport.model_validate(head) == report


def test_with_statistics_it_is_the_same_without_what_differs_from_run_to_run() -> None:
    first, *_ = jsonl(a_report(), statistics=True).splitlines()
    timed, *_ = jsonl(a_report(), timing=True).splitlines()
    expected = json.loads(timed)
    for name in ("engine", "reason", "seconds"):
        del expected["statistics"][name]
    assert json.loads(first) == expected


def test_nothing_that_a_reader_could_take_for_the_end_of_a_line_is_inside_one() -> None:
    report = awkward.report(3)
    written = jsonl(report)
    assert "\u2028" in report.model_dump_json()
    assert len(written.splitlines()) == len(report.findings)
    assert tuple(map(Finding.model_validate_json, written.splitlines())) == report.findings
