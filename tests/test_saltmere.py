"""An invented port: units, tolerances, ranks, rough and ancient dates, corrections, agencies, figures that grow old.

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
FIXTURE = REPOSITORY / "fixtures" / "saltmere"
AS_OF = "2024-05-01"

EXPECTED = [
    ("core/incompatible-values", "pop-1911 pop-1911-yearbook pop-1911-guide", "certain"),
    ("core/incompatible-values", "pop-brochure pop-1911 pop-1911-yearbook pop-1911-guide pop-2021", "possible"),
    ("core/incompatible-values", "founded-museum founded-chronicle founded-guide", "certain"),
    ("core/incompatible-values", "anselm-born anselm-born-chronicle", "certain"),
    ("core/incompatible-values", "height-courier height-survey height-guide", "certain"),
    ("core/denial", "fire-courier fire-post fire-denied", "certain"),
    ("core/part-exceeds-whole", "literate-1911 pop-1911 pop-1911-yearbook", "certain"),
    ("core/cumulative-decrease", "ships-1905 ships-1910", "certain"),
    ("core/order-reversed", "maud-born maud-died", "certain"),
    ("core/duplicate-identity", "number-lighthouse number-customs-house", "certain"),
    ("core/no-citation", "pier-length", "certain"),
    ("core/single-origin", "fire-courier", "certain"),
    ("core/single-origin", "fire-post", "certain"),
    ("editorial/hedged", "founded-museum", "certain"),
    ("editorial/low-reliability", "lighthouse-dark", "certain"),
    ("editorial/partisan-only", "quay-depth", "certain"),
    ("editorial/stale-citation", "library-opened", "certain"),
    ("editorial/tagged-when", "regatta-held", "certain"),
    ("core/newer-statement", "storm-wire storm-courier storm-post storm-wire-corrected", "certain"),
    ("core/explicit", "employees-misprint employees-erratum", "certain"),
    ("core/deprecated", "area-gazetteer", "certain"),
    ("core/outranked", "height-courier height-survey", "certain"),
    ("core/state-succeeded", "mayor-dunn mayor-pell", "possible"),
    ("core/expired", "harbour-master-stone", "certain"),
]


def found(report: ConflictReport) -> Counter[tuple[str, frozenset[str], str]]:
    return Counter(
        (finding.rule, frozenset(claim.id for claim in finding.claims), finding.verdict) for finding in report.findings
    )


@pytest.fixture(scope="module", params=["python", "durable"])
def report(request: pytest.FixtureRequest) -> ConflictReport:
    if request.param == "durable" and not durable_is_installed():
        pytest.skip("durable-rules is not installed, or cannot be imported here")
    return check(load(FIXTURE), as_of=AS_OF, engine=request.param)


def test_the_report_holds_what_an_editor_wants_to_know_and_nothing_else(report: ConflictReport) -> None:
    assert found(report) == Counter((rule, frozenset(claims.split()), verdict) for rule, claims, verdict in EXPECTED)


def test_nothing_has_expired_on_a_day_on_which_all_figures_are_fresh() -> None:
    rules = {finding.rule for finding in check(load(FIXTURE), as_of="1912-12-31").findings}
    assert "core/expired" not in rules
    assert "core/incompatible-values" in rules


def test_without_a_day_the_rule_that_needs_one_is_skipped_with_a_reason(report: ConflictReport) -> None:
    undated = check(load(FIXTURE))
    assert [each.reason for each in undated.skipped if each.rule == "core/expired"] != []
    assert found(report) - found(undated) == Counter([("core/expired", frozenset(["harbour-master-stone"]), "certain")])


def test_sources_that_agree_in_other_units_are_no_pair(report: ConflictReport) -> None:
    (finding,) = (
        finding
        for finding in report.findings
        if finding.rule == "core/incompatible-values" and "height-guide" in {claim.id for claim in finding.claims}
    )
    assert finding.pairs == 2


def test_the_newest_statement_is_the_current_one(report: ConflictReport) -> None:
    (finding,) = (finding for finding in report.findings if finding.rule == "core/newer-statement")
    current = [claim.id for side in finding.sides if side.role == "current" for claim in side.claims]
    assert current == ["storm-wire-corrected"]


def test_the_report_beside_the_claims_is_the_present_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    published = Path("fixtures/saltmere/report.json").read_text(encoding="utf-8")
    target = "fixtures/saltmere/report.json"
    refresh = f"conflicts check fixtures/saltmere --as-of {AS_OF} --format json --exit-zero -o {target}"
    report = check(load("fixtures/saltmere"), as_of=AS_OF)
    assert report.to_json() == published.rstrip("\n"), f"out of date; run: {refresh}"
