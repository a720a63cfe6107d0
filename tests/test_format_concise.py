"""A line a finding: what a problem matcher and a quickfix list read, and what stands below it."""

import json
import re
from pathlib import Path

import pytest

import awkward
from command import Run
from conflicts.formats import Options
from conflicts.formats.concise import render
from conflicts.model.claim import Location
from conflicts.report.report import ConflictReport
from report_samples import claim, findings, report_of, rule, unverified_rule

EDITOR = Path(__file__).parents[1] / "docs/how-to/editor.md"
LINE = re.compile(r"(?P<file>.+?):(?P<line>\d+):(?P<column>\d+): (error|warning|note)\[[\w/-]+\] \S.*")

CLAIMS = """\
claims:
  - {id: red, subject: door, predicate: colour, value: red, asserted_by: porter}
  - {id: not-red, subject: door, predicate: colour, value: red, polarity: denied, asserted_by: painter}
  - {id: shut, subject: door, predicate: state, value: shut}
  - {id: oak, subject: door, predicate: made-of, value: oak, asserted_by: joiner, citations: ["1"]}
"""
MORE = """\
claims:
  - {id: open, subject: gate, predicate: state, value: open}
"""
CHECK = ("check", "claims.yaml", "more.yaml", "--rules", "core", "--format", "concise")


def a_report(*, possible: bool = False, placed: bool = True) -> ConflictReport:
    location = Location(file="a door.yaml", line=3, column=5) if placed else None
    red = claim("red", location=location, asserted_by="mod")
    denied = claim("not-red", polarity="denied", asserted_by="isw")
    pairs = [("not-red", "red")]
    return report_of(*findings(rule(), [red, denied], [] if possible else pairs, possible=pairs if possible else []))


def first_line(report: ConflictReport) -> str:
    return render(report, Options()).splitlines()[0]


@pytest.fixture
def run(run: Run) -> Run:
    Path("claims.yaml").write_text(CLAIMS, encoding="utf-8")
    Path("more.yaml").write_text(MORE, encoding="utf-8")
    return run


def test_a_finding_is_a_line_with_its_place_severity_rule_and_message() -> None:
    said = "Institute says Russia; Ministry of Defence says Russia"
    assert first_line(a_report()) == f"a door.yaml:3:5: error[core/sample] {said}"


def test_a_finding_that_is_not_certain_says_so() -> None:
    line = first_line(a_report(possible=True))
    assert line.startswith("a door.yaml:3:5: warning[core/sample] ")
    assert line.endswith(" (possible)")


def test_a_finding_of_claims_from_no_file_has_no_place() -> None:
    assert first_line(a_report(placed=False)).startswith("error[core/sample] Institute says")


def test_each_finding_is_one_line_whatever_the_claims_say() -> None:
    report = awkward.report(3)
    lines = render(report, Options(quiet=True)).splitlines()
    assert len(lines) == len(report.findings)
    assert all("\x1b" not in line for line in lines)


def test_the_findings_stand_in_the_order_of_the_text(run: Run) -> None:
    marks = re.compile(r"^\S+:\d+:\d+: \w+\[\S+\]", re.MULTILINE)
    assert marks.findall(run(*CHECK).out) == marks.findall(run(*CHECK[:-1], "text").out)


def test_below_stand_the_numbers_of_each_rule_and_file(run: Run) -> None:
    shown = run(*CHECK).out
    assert "\nby rule:\n        2  core/no-citation\n        2  core/no-source\n        1  core/denial\n" in shown
    assert "\nby file:\n        4  claims.yaml\n        1  more.yaml\n" in shown
    lines = [line for line in shown.splitlines() if LINE.fullmatch(line)]
    assert [sum(line.startswith(f"{file}:") for line in lines) for file in ("claims.yaml", "more.yaml")] == [4, 1]


def test_findings_of_no_file_are_counted_as_such() -> None:
    assert "by file:\n        1  (no file)\n" in render(a_report(placed=False), Options())


def test_no_findings_is_one_sentence() -> None:
    assert render(report_of(claims=22), Options()) == "No conflicts found in 22 claims.\n"


@pytest.mark.parametrize("format", ["text", "concise"])
def test_quiet_leaves_out_all_that_is_below_the_findings(run: Run, format: str) -> None:
    loud, quiet = run(*CHECK[:-1], format), run(*CHECK[:-1], format, "--quiet")
    assert quiet.code == loud.code
    assert loud.out.startswith(quiet.out.rstrip("\n"))
    assert "in 5 claims" in loud.out
    assert "in 5 claims" not in quiet.out
    assert "by rule" not in quiet.out
    assert "skipped" not in quiet.out


def test_quiet_leaves_out_what_was_skipped_and_keeps_what_is_wrong(run: Run) -> None:
    Path("settings.json").write_text("{}", encoding="utf-8")
    assert "skipped 1 file" in run("check").err
    assert run("check", "--quiet").err == ""
    Path("claims.yaml").write_text("claims: [{id: a}]", encoding="utf-8")
    assert "claims.yaml:1:" in run("check", "--quiet").err


def test_quiet_shows_the_numbers_that_are_asked_for(run: Run) -> None:
    assert "by rule:\n" in run(*CHECK, "--quiet", "--statistics").out


def test_quiet_and_verbose_contradict_each_other(run: Run) -> None:
    assert run(*CHECK, "--quiet", "--verbose") == (
        2,
        "",
        "conflicts: --quiet and --verbose contradict each other: leave one of them out\n",
    )


@pytest.mark.parametrize("format", ["text", "concise", "markdown"])
@pytest.mark.parametrize("limit", [0, 1, 4])
def test_a_limit_says_how_many_more_there_are(run: Run, format: str, limit: int) -> None:
    whole, some = run(*CHECK[:-1], format), run(*CHECK[:-1], format, "--limit", str(limit))
    assert f"… and {5 - limit} more finding" in some.out
    assert some.code == whole.code
    mark = "Fingerprint:" if format == "markdown" else "[core/"
    assert (whole.out.count(mark), some.out.count(mark)) == (5, limit)


def test_a_limit_that_leaves_nothing_out_says_nothing(run: Run) -> None:
    assert "more finding" not in run(*CHECK, "--limit", "5").out


def test_the_numbers_below_a_limit_are_of_all_findings(run: Run) -> None:
    assert "2  core/no-citation" in run(*CHECK, "--limit", "1").out
    assert run("check", "claims.yaml", "--limit", "0", "--fail-on", "warning").code == 1


def test_what_a_quiet_limit_leaves_out_is_on_standard_error(run: Run) -> None:
    result = run(*CHECK, "--quiet", "--limit", "2")
    assert len(result.out.splitlines()) == 2
    assert result.err == "conflicts: … and 3 more findings (--limit 2)\n"


@pytest.mark.parametrize("format", ["json", "jsonl", "sarif", "junit", "github", "html"])
def test_a_format_that_holds_all_findings_has_no_limit(run: Run, format: str) -> None:
    result = run("check", "claims.yaml", "--format", format, "--limit", "1")
    assert (result.code, result.out) == (2, "")
    assert f"{format} holds every finding" in result.err


def test_statistics_count_in_text_and_say_nothing_of_the_engine(run: Run) -> None:
    shown = run("check", "claims.yaml", "more.yaml", "--rules", "core", "--statistics").out
    assert "        2  core/no-citation\n" in shown
    assert "        1  more.yaml\n" in shown
    assert "engine" not in shown


def test_findings_without_location_are_counted_with_statistics() -> None:
    bare = claim("bare")
    report = report_of(*findings(unverified_rule(), [bare], [("bare",)]))
    assert "        1  core/bare\n" in render(report, Options(statistics=True))


def test_the_problem_matcher_of_the_editors_page_reads_the_lines(run: Run) -> None:
    blocks = re.findall(r"^```json\n(.*?)^```$", EDITOR.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    (tasks,) = (data["tasks"] for data in map(json.loads, blocks) if "tasks" in data)
    pattern = tasks[0]["problemMatcher"]["pattern"]
    read = re.compile(pattern["regexp"])
    lines = [found for found in map(read.fullmatch, run(*CHECK).out.splitlines()) if found]
    assert len(lines) == 5
    assert lines[3].group(*(pattern[part] for part in ("file", "line", "column", "severity", "code", "message"))) == (
        "claims.yaml",
        "4",
        "5",
        "warning",
        "core/no-source",
        "Without a source or a citation: door state shut",
    )
