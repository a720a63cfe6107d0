import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import awkward
from conflicts.formats import Options, format_named
from conflicts.model.claim import Location
from conflicts.report.report import ConflictReport
from conflicts.report.suppress import StaleSuppression
from report_samples import claim, findings, report_of, rule, unverified_rule
from snapshots import izium

IZIUM = Path(__file__).parents[1] / "fixtures" / "izium"


class Command(NamedTuple):
    """A workflow command as the runner of GitHub Actions reads it."""

    name: str
    properties: dict[str, str]
    message: str


COMMAND = re.compile(r"::(?P<name>\w+)(?: (?P<properties>.*?))?::(?P<message>.*)")
ESCAPES = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}


def unescaped(text: str, escapes: list[str]) -> str:
    for escape in escapes:
        text = text.replace(escape, ESCAPES[escape])
    return text


def read(line: str) -> Command | None:
    """Split at the first ``::``, then at commas, then at the first ``=``; undo the escapes, that of ``%`` last."""
    found = COMMAND.fullmatch(line.strip())
    if found is None:
        return None
    pairs = (pair.partition("=") for pair in (found["properties"] or "").split(",") if pair)
    properties = {name: unescaped(value, ["%0D", "%0A", "%3A", "%2C", "%25"]) for name, _, value in pairs}
    return Command(found["name"], properties, unescaped(found["message"], ["%0D", "%0A", "%25"]))


def github(report: ConflictReport) -> str:
    return format_named("github").render(report, Options())


def commands(report: ConflictReport) -> list[Command]:
    return [command for line in re.split(r"\r\n|\r|\n", github(report)) if (command := read(line))]


def test_each_finding_is_a_command_at_the_place_of_its_first_claim() -> None:
    first = commands(izium())[0]
    assert first.name == "error"
    assert first.properties == {
        "file": "fixtures/izium/claims.yaml",
        "line": "125",
        "col": "5",
        "title": "A place is said to be fully controlled while there is fighting in it (certain)",
    }
    assert first.message == (
        "Izium is controlled by Russia (the Russian military), while Izium sees fighting (Ukraine)"
        " [armed-conflict/control-against-fighting]\n"
        "fixtures/izium/claims.yaml:146:5: Izium · sees fighting (Ukraine)"
    )


def test_a_note_is_what_github_calls_a_notice() -> None:
    assert [command.name for command in commands(izium())] == ["error"] * 3 + ["warning"] * 3 + ["notice"] * 2


def test_the_counts_come_last() -> None:
    assert github(izium()).endswith("\n8 findings in 24 claims: 3 errors, 3 warnings, 2 notes\n")
    assert github(report_of(claims=4)) == "No conflicts found in 4 claims\n"


def test_a_place_that_is_not_known_is_left_out() -> None:
    here = claim("here", location=Location(file="claims.yaml"))
    nowhere = claim("nowhere")
    found = findings(unverified_rule(), [here, nowhere], [("here",), ("nowhere",)])
    assert [set(command.properties) for command in commands(report_of(*found))] == [{"file", "title"}, {"title"}]


def test_a_claim_with_a_place_is_shown_first() -> None:
    placed = claim("z-placed", "ukraine", location=Location(file="claims.yaml", line=7))
    (command,) = commands(report_of(*findings(rule(), [claim("a"), placed], [("a", "z-placed")])))
    assert command.properties["line"] == "7"
    assert command.message.endswith("\nIzium · controlled by · Russia (nobody named)")


def test_more_annotations_than_github_shows_are_told_of() -> None:
    claims = [claim(f"c{number}") for number in range(11)]
    found = findings(unverified_rule(), claims, [(each.id,) for each in claims])
    assert "GitHub shows 10 annotations of a severity for each step" in github(report_of(*found))
    assert "GitHub shows" not in github(report_of(*found[:10]))


def test_a_suppression_that_is_of_no_use_is_a_warning_and_the_baselines_are_counted() -> None:
    place = Location(file="claims.yaml", line=4)
    stale = [
        StaleSuppression(rule="r", because="unused", message="nothing", source="claim", claim="c", location=place),
        *(StaleSuppression(rule="r", because="unused", message="gone", source="baseline") for _ in range(3)),
    ]
    report = ConflictReport.of((), report_of().statistics, stale=stale)
    (command,) = commands(report)
    assert (command.name, command.properties["line"]) == ("warning", "4")
    assert command.message == "Suppression of r on the claim c: nothing"
    assert "\nNo longer found: 3 of the findings in the baseline.\n" in github(report)


def test_no_claim_starts_a_command_of_its_own() -> None:
    report = awkward.report(12)
    found = commands(report)
    assert [command.name for command in found] == ["error"] * len(report.findings)
    assert all(set(command.properties) <= {"file", "line", "col", "title"} for command in found)
    assert len(re.split(r"\r\n|\r|\n", github(report))) == len(report.findings) + 3


def test_files_and_messages_read_as_they_were() -> None:
    found = commands(awkward.report(12))
    assert {command.properties["file"] for command in found} == {*awkward.FILES, "crowd.yaml"}
    assert any(awkward.TEXTS["command"] in command.message for command in found)


def test_of_a_thousand_sides_a_few_are_named() -> None:
    (command,) = (command for command in commands(awkward.report()) if command.properties["file"] == "crowd.yaml")
    assert command.message.splitlines()[1] == "crowd.yaml:2: crowd · says · side 1 (voice-1)"
    assert command.message.splitlines()[6:] == ["and 994 more claims"]


def test_the_summary_of_the_job_is_the_markdown_report() -> None:
    options = Options(links="https://git.example/")
    beside = format_named("github").beside(izium(), options, {"GITHUB_STEP_SUMMARY": "page.md"})
    assert beside[Path("page.md")] == format_named("markdown").render(izium(), options)


def test_the_command_adds_the_report_to_the_summary_of_the_job(tmp_path: Path) -> None:
    page = tmp_path / "summary.md"
    page.write_text("what was there\n", encoding="utf-8")
    command = [sys.executable, "-m", "conflicts", "check", str(IZIUM), "--format", "github"]
    done = subprocess.run(
        command, capture_output=True, check=False, env=os.environ | {"GITHUB_STEP_SUMMARY": str(page)}
    )
    assert done.returncode == 1
    assert done.stdout.startswith(b"::error ")
    written = page.read_text(encoding="utf-8")
    assert written.startswith("what was there\n")
    assert "21 findings in 24 claims" in written
