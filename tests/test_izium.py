"""The account of the fighting for Izium: what an editor would want to be told about it, and nothing else.

The expectations were written down before the rules first ran over the claims.
"""

from collections import Counter
from pathlib import Path

import pytest

from conflicts.check import check
from conflicts.engines import durable_is_installed
from conflicts.readers import load
from conflicts.report.report import ConflictReport

REPOSITORY = Path(__file__).parents[1]
FIXTURE = REPOSITORY / "fixtures" / "izium"

EXPECTED = [
    ("core/denial", "ru-full-control ua-denies-control", "certain"),
    ("core/denial", "ru-full-control isw-assault-failed", "possible"),
    ("armed-conflict/control-against-holding", "ru-full-control ua-holds-south", "certain"),
    ("armed-conflict/control-against-fighting", "ru-full-control ua-fighting-ongoing", "certain"),
    ("armed-conflict/destroyed-against-incomplete", "army35-destroyed army35-incomplete", "possible"),
    ("core/no-source", "brigade27-call", "certain"),
    ("core/no-citation", "fighting-south-11mar", "certain"),
    ("core/second-hand", "ru-repelled-kamyanka", "certain"),
    ("core/second-hand", "brigade64-destroyed", "certain"),
    ("editorial/tagged-citation-needed", "ru-aim-capture", "certain"),
    ("editorial/vague-attribution", "fighting-south-11mar", "certain"),
    ("editorial/vague-attribution", "crossing-destroyed-17mar", "certain"),
    ("editorial/vague-attribution", "ru-holds-north", "certain"),
    ("editorial/vague-attribution", "ua-holds-south", "certain"),
    ("editorial/partisan-only", "fighting-south-telegram", "certain"),
    ("editorial/partisan-only", "crossing-pontoons", "certain"),
    ("editorial/partisan-only", "army35-destroyed", "certain"),
    ("editorial/partisan-only", "ru-repelled-kamyanka", "certain"),
    ("editorial/hedged", "brigade64-destroyed", "certain"),
    ("editorial/hedged", "brigade64-killed", "certain"),
    ("core/state-succeeded", "ua-retook-south ru-full-control", "possible"),
]


@pytest.fixture(scope="module", params=["python", "durable"])
def report(request: pytest.FixtureRequest) -> ConflictReport:
    if request.param == "durable" and not durable_is_installed():
        pytest.skip("durable-rules is not installed, or cannot be imported here")
    return check(load(FIXTURE), engine=request.param)


def test_the_report_holds_what_an_editor_wants_to_know_and_nothing_else(report: ConflictReport) -> None:
    expected = Counter((rule, frozenset(claims.split()), verdict) for rule, claims, verdict in EXPECTED)
    found = Counter(
        (finding.rule, frozenset(claim.id for claim in finding.claims), finding.verdict) for finding in report.findings
    )
    assert found == expected


def test_the_stale_side_of_the_succession_is_the_recapture(report: ConflictReport) -> None:
    (finding,) = (finding for finding in report.findings if finding.kind == "superseded")
    assert {side.role: [claim.id for claim in side.claims] for side in finding.sides} == {
        "superseded": ["ua-retook-south"],
        "current": ["ru-full-control"],
    }


@pytest.mark.parametrize(
    "claims",
    [
        {"ru-holds-north", "ru-full-control"},
        {"ru-holds-north", "ru-holds-station"},
        {"ru-holds-station", "ru-full-control"},
        {"brigade64-killed", "brigade64-strength"},
    ],
    ids=lambda pair: " with ".join(sorted(pair)),
)
def test_what_agrees_is_not_set_against_each_other(report: ConflictReport, claims: set[str]) -> None:
    assert not [finding for finding in report.findings if claims <= {claim.id for claim in finding.claims}]


def test_every_finding_points_to_its_claims_in_the_file(report: ConflictReport) -> None:
    lines = (FIXTURE / "claims.yaml").read_text(encoding="utf-8").splitlines()
    for claim in (claim for finding in report.findings for claim in finding.claims):
        assert claim.location is not None
        assert Path(claim.location.file).name == "claims.yaml"
        assert lines[claim.location.line - 1] == f"  - id: {claim.id}"


def test_what_the_findings_quote_stands_in_the_file(report: ConflictReport) -> None:
    text = (FIXTURE / "claims.yaml").read_text(encoding="utf-8")
    quoted = [claim.excerpt for finding in report.findings for claim in finding.claims]
    assert quoted
    assert all(excerpt and excerpt in text for excerpt in quoted)


def test_the_quoted_words_are_those_of_who_said_them(report: ConflictReport) -> None:
    quoted = {
        claim.asserted_by: [citation.excerpt for citation in claim.citations]
        for claim in load(FIXTURE).claims
        if any(citation.excerpt for citation in claim.citations)
    }
    assert quoted == {"official-17mar": ["completely destroyed"], "rferl": ["largely ceased to exist"]}
    shown = {claim.id: claim.citations for finding in report.findings for claim in finding.claims}
    assert shown["crossing-destroyed-17mar"] == ("29: “completely destroyed”",)


def test_the_report_beside_the_claims_is_the_present_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    published = Path("fixtures/izium/report.json").read_text(encoding="utf-8")
    refresh = "conflicts check fixtures/izium --format json --exit-zero -o fixtures/izium/report.json"
    assert check(load("fixtures/izium")).to_json() == published.rstrip("\n"), f"out of date; run: {refresh}"
