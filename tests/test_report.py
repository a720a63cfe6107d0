import json
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conflicts.errors import InputError
from conflicts.model.claim import Citation, Claim, Location
from conflicts.model.value import Quantity
from conflicts.model.vocabulary import Predicate, Vocabulary
from conflicts.report.finding import Finding
from conflicts.report.report import ConflictReport, FailOn, Skipped, report_schema
from conflicts.report.words import FIELD_WORDS, field_words, quantity_words, sentence, statement
from conflicts.rules.fields import FIELDS
from report_samples import VOCABULARY, claim, findings, report_of, rule, unverified_rule

SCHEMA_FILE = Path(__file__).parents[1] / "docs" / "schema" / "report.schema.json"

RUSSIA = claim("r", asserted_by="mod", valid="2022-03-24/..")
DENIAL = claim("d", polarity="denied", asserted_by="isw", valid="2022-03-25")
UKRAINE = claim("u", "ukraine", asserted_by="local", valid="2022-03-25")


def one(found: list[Finding]) -> Finding:
    (finding,) = found
    return finding


# Words


def test_every_field_of_the_rule_language_has_words() -> None:
    assert set(FIELD_WORDS) == set(FIELDS)


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_reads_as_text_even_where_all_is_missing(field: str) -> None:
    bare = Claim(id="c", subject="s", predicate="p")
    assert isinstance(field_words(field, bare, VOCABULARY), str)


def test_a_claim_reads_as_one_line_of_names() -> None:
    assert statement(claim("c", "RU", polarity="denied"), VOCABULARY) == "Izium · controlled by · Russia (denied)"


def test_a_claim_reads_with_its_scope_and_unit() -> None:
    killed = claim("c", {"low": 200, "high": 300}, predicate="killed", qualifiers={"side": "any", "in": "2022"})
    assert statement(killed, VOCABULARY) == "Izium · soldiers killed · 200–300 people [in: 2022, side: any]"


@pytest.mark.parametrize(
    "quantity, unit, words",
    [
        ({"amount": 1}, "person", "1 person"),
        ({"amount": 1500}, "person", "1,500 people"),
        ({"low": 200}, "ship", "at least 200 ships"),
        ({"amount": 90}, "foot", "90 feet"),
        ({"amount": 31}, "m", "31 m"),
        ({"low": 5, "high": 9}, "percent", "5–9 percent"),
        ({"amount": "52.5"}, "km**2", "52.5 km²"),
        ({"amount": 7}, None, "7"),
    ],
)
def test_a_quantity_reads_with_its_unit(quantity: dict[str, Any], unit: str | None, words: str) -> None:
    assert quantity_words(Quantity(**quantity), unit) == words


@pytest.mark.parametrize(
    ("subject", "name", "words"),
    [
        ("Russian forces", "was never fully deployed", "Russian forces were never fully deployed"),
        ("Armed Forces of the North", "is in the town", "Armed Forces of the North are in the town"),
        ("tanks", "has left", "tanks have left"),
        ("1st Army", "was destroyed", "1st Army was destroyed"),
        ("United States", "is at war", "United States is at war"),
        ("House of Guards", "is empty", "House of Guards is empty"),
        ("residents", "wasted water", "residents wasted water"),
    ],
)
def test_a_verb_agrees_with_a_subject_that_is_certainly_plural(subject: str, name: str, words: str) -> None:
    vocabulary = Vocabulary(predicates={"so": Predicate(name=name, value="event")})
    claim = Claim.model_validate({"id": "c", "subject": subject, "predicate": "so"})
    assert sentence(claim, vocabulary) == words
    assert statement(claim, vocabulary) == words.replace(f"{subject} ", f"{subject} · ")


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        ({"amount": 1911}, "1911"),
        ({"low": 1939, "high": 1945}, "1939–1945"),
        ({"low": 1900}, "at least 1900"),
        ({"amount": "1911.5"}, "1,911.5"),
        ({"amount": 48_200}, "48,200"),
        ({"low": 1500, "high": 3200}, "1,500–3,200"),
    ],
)
def test_a_number_that_may_be_a_year_has_no_thousands_mark(quantity: dict[str, Any], words: str) -> None:
    assert quantity_words(Quantity(**quantity), None) == words
    assert quantity_words(Quantity(**quantity), "person").startswith(str(Quantity(**quantity)))


def test_a_message_names_sources_things_and_times() -> None:
    message = "{a.asserted_by}, {a.stated}: {a.subject} {a.predicate} {a.value}; {b.asserted_by}: {b.value}, {b.valid}"
    said = claim("a", asserted_by="MoD", stated="2022-03-24")
    finding = one(findings(rule(message=message), [said, UKRAINE], [("a", "u")]))
    assert finding.message == (
        "Ministry of Defence, 2022-03-24: Izium controlled by Russia; an unnamed source: Ukraine, 2022-03-25"
    )


def test_a_message_says_that_nobody_is_named_and_no_date_given() -> None:
    message = "{a.asserted_by} said on {a.stated} that {a.subject} is {a.value}"
    finding = one(findings(unverified_rule(message), [claim("a")], [("a",)]))
    assert finding.message == "nobody named said on an unknown date that Izium is Russia"


def test_a_message_about_a_claim_without_value_leaves_no_gap() -> None:
    event = claim("a", None, predicate="fighting")
    finding = one(findings(unverified_rule("{a.subject}: {a.predicate} {a.value}, unproven"), [event], [("a",)]))
    assert finding.message == "Izium: fighting, unproven"


def test_a_message_can_hold_a_whole_claim_and_keeps_what_is_no_field() -> None:
    finding = one(findings(unverified_rule("{a} {c.value} {x} {{a}}"), [RUSSIA], [("r",)]))
    assert finding.message == "Izium controlled by Russia {c.value} {x} {a}"


def test_braces_in_a_claim_are_not_filled_in() -> None:
    finding = one(findings(unverified_rule(), [claim("a", "{a.id}", predicate="motto")], [("a",)]))
    assert finding.message == "nobody named says {a.id}"


# Findings


def test_a_certain_finding_has_the_severity_of_its_rule_and_a_possible_one_the_lower() -> None:
    certain = one(findings(rule(), [RUSSIA, UKRAINE], [("r", "u")]))
    possible = one(findings(rule(), [RUSSIA, UKRAINE], [], possible=[("r", "u")]))
    assert (certain.verdict, certain.severity) == ("certain", "error")
    assert (possible.verdict, possible.severity) == ("possible", "warning")


def test_a_finding_carries_its_rule() -> None:
    finding = one(findings(rule(), [RUSSIA, UKRAINE], [("r", "u")]))
    assert (finding.rule, finding.kind, finding.title) == ("core/sample", "contradiction", "A sample")
    assert (finding.help, finding.tags) == ("Attribute each value.", ("core",))


def test_a_finding_says_why_with_the_bounds_it_compared() -> None:
    (because,) = one(findings(rule(), [RUSSIA, UKRAINE], [("r", "u")])).because
    assert (because.condition, because.verdict) == ("a.valid intersects b.valid", "certain")
    assert list(because.compared) == ["a.valid", "b.valid"]
    assert "2022-03-25" in because.compared["b.valid"]


def test_claims_that_say_the_same_stand_on_one_side() -> None:
    again = claim("s", "RU", asserted_by="local")
    finding = one(findings(rule(), [RUSSIA, UKRAINE, again], [("r", "u"), ("s", "u")]))
    assert [(side.value, [each.id for each in side.claims]) for side in finding.sides] == [
        ("Russia", ["r", "s"]),
        ("Ukraine", ["u"]),
    ]
    assert [side.label for side in finding.sides] == ["Ministry of Defence, an unnamed source", "an unnamed source"]
    assert finding.pairs == 2


def test_a_denial_is_a_side_of_its_own() -> None:
    finding = one(findings(rule(), [RUSSIA, DENIAL], [("r", "d")]))
    assert [side.value for side in finding.sides] == ["Russia (denied)", "Russia"]


def test_sides_name_the_predicate_where_the_rule_compares_several() -> None:
    killed = claim("k", 3, predicate="killed")
    strength = claim("s", 3, predicate="strength")
    finding = one(findings(rule(same=("topic",)), [killed, strength], [("k", "s")]))
    assert [side.value for side in finding.sides] == ["soldiers killed · 3 people", "strength · 3"]


def test_sides_name_the_subject_where_the_rule_compares_several() -> None:
    other = claim("v", subject="kharkiv")
    finding = one(findings(rule(same=("predicate", "value")), [RUSSIA, other], [("r", "v")]))
    assert [side.value for side in finding.sides] == [
        "Izium · controlled by · Russia",
        "kharkiv · controlled by · Russia",
    ]
    assert finding.subject == "Izium, kharkiv"


def test_claims_that_say_the_same_of_different_times_are_two_sides() -> None:
    deaths = [claim(year, None, predicate="died", valid=year) for year in ("1890", "1891")]
    finding = one(findings(rule(), deaths, [("1890", "1891")]))
    assert [[each.id for each in side.claims] for side in finding.sides] == [["1890"], ["1891"]]


def test_contradictions_about_the_whole_and_about_a_part_are_two_findings() -> None:
    part = claim("p", "ukraine", subject="south")
    found = findings(rule(), [RUSSIA, UKRAINE, part], [("r", "u"), ("p", "r")])
    assert {finding.subject for finding in found} == {"Izium", "southern Izium"}


def test_superseded_claims_stand_against_the_current_ones() -> None:
    claims = [claim(day, stated=day) for day in ("2022-03-01", "2022-03-02", "2022-03-03")]
    first, second, third = (each.id for each in claims)
    finding = one(findings(rule("superseded"), claims, [(first, second), (first, third), (second, third)]))
    assert [(side.role, [each.id for each in side.claims]) for side in finding.sides] == [
        ("superseded", [first, second]),
        ("current", [third]),
    ]


def test_an_unverified_claim_is_a_finding_of_its_own() -> None:
    found = findings(unverified_rule(), [RUSSIA, UKRAINE], [("r",), ("u",)])
    assert [[[each.id for each in side.claims] for side in finding.sides] for finding in found] == [[["r"]], [["u"]]]


def test_an_unverified_finding_is_about_its_first_claim_and_shows_the_others_apart() -> None:
    other = claim("o", subject="south")
    finding = one(findings(unverified_rule(variables=("a", "b")), [RUSSIA, other], [("r", "o")]))
    assert finding.subject == "Izium"
    assert [[each.id for each in side.claims] for side in finding.sides] == [["r"], ["o"]]


def test_a_reported_claim_holds_what_a_reader_asks_for() -> None:
    full = claim(
        "full",
        asserted_by="mod",
        via=["isw", "a blog"],
        certainty="probable",
        valid={"by": "2022-03-24"},
        stated="2022-03-24",
        citations=(
            Citation(ref="30"),
            Citation(title="A title", url="u"),
            Citation(url="https://example.org"),
            Citation(),
        ),
        location=Location(file="claims.yaml", line=3, column=5, excerpt="took full control"),
    )
    (reported,) = one(findings(unverified_rule(), [full], [("full",)])).claims
    assert (reported.subject, reported.predicate, reported.value) == ("Izium", "controlled by", "Russia")
    assert (reported.asserted_by, reported.via, reported.certainty) == (
        "Ministry of Defence",
        ("Institute", "a blog"),
        "probable",
    )
    assert (reported.valid, reported.stated) == ("by 2022-03-24", "2022-03-24")
    assert reported.citations == ("30", "A title", "https://example.org")
    assert (reported.excerpt, str(reported.location)) == ("took full control", "claims.yaml:3:5")


def test_a_large_component_keeps_all_its_claims_and_few_examples() -> None:
    claims = [claim(f"{number:05}", f"place-{number % 7}") for number in range(2_000)]
    pairs = [(first.id, second.id) for first, second in pairwise(claims)]
    finding = one(findings(rule(), claims, pairs))
    assert len(finding.claims) == 2_000
    assert len(finding.sides) == 7
    assert (finding.pairs, len(finding.examples)) == (1_999, 10)
    assert finding.examples[0] == ("00000", "00001")


# Fingerprints


def fingerprints(claims: list[Claim], *matches: tuple[str, ...]) -> list[str]:
    return [finding.fingerprint for finding in findings(rule(), claims, matches)]


def test_a_fingerprint_survives_moving_reordering_renaming_and_edits_elsewhere() -> None:
    before = fingerprints([RUSSIA, UKRAINE, DENIAL], ("r", "u"))
    moved = RUSSIA.model_copy(update={"location": Location(file="other.yaml", line=9), "excerpt": "new words"})
    renamed = UKRAINE.model_copy(update={"id": "a-new-id"})
    edited = DENIAL.model_copy(update={"valid": None})
    assert fingerprints([edited, renamed, moved], ("a-new-id", "r")) == before


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "south"},
        {"predicate": "held-by"},
        {"value": "ukraine"},
        {"qualifiers": {"side": "north"}},
        {"polarity": "denied"},
        {"asserted_by": "isw"},
        {"valid": "2022-03-24"},
        {"stated": "2022-03-24"},
    ],
)
def test_a_fingerprint_changes_when_its_claims_do(change: dict[str, Any]) -> None:
    changed = Claim(**RUSSIA.model_dump(exclude_none=True) | change)
    assert fingerprints([changed, DENIAL], ("r", "d")) != fingerprints([RUSSIA, DENIAL], ("r", "d"))


def test_a_fingerprint_does_not_depend_on_the_verdict_and_differs_between_rules() -> None:
    certain = one(findings(rule(), [RUSSIA, UKRAINE], [("r", "u")]))
    possible = one(findings(rule(), [RUSSIA, UKRAINE], [], possible=[("r", "u")]))
    another = one(findings(rule(id="another"), [RUSSIA, UKRAINE], [("r", "u")]))
    assert certain.fingerprint == possible.fingerprint != another.fingerprint


def test_findings_that_say_the_same_are_numbered() -> None:
    copies = [claim(id) for id in ("a", "b", "c")]
    found = findings(unverified_rule(), copies, [("a",), ("b",), ("c",)])
    base = found[0].fingerprint
    assert len(base) == 16
    assert [finding.fingerprint for finding in found] == [base, f"{base}-2", f"{base}-3"]


# Reports


def a_report() -> ConflictReport:
    some = findings(rule(), [RUSSIA, UKRAINE, DENIAL], [("r", "u")], possible=[("d", "r")])
    others = findings(unverified_rule(), [RUSSIA, UKRAINE], [("r",), ("u",)])
    return report_of(*others, *some, skipped=(Skipped(rule="core/expired", reason="no day given"),))


def test_findings_are_ordered_by_severity_kind_rule_and_claim() -> None:
    assert [(each.severity, each.rule, each.claims[0].id) for each in a_report().findings] == [
        ("error", "core/sample", "r"),
        ("error", "core/bare", "r"),
        ("error", "core/bare", "u"),
        ("warning", "core/sample", "d"),
    ]


def test_the_order_in_which_findings_arrive_changes_nothing() -> None:
    report = a_report()
    assert {report_of(*order, skipped=report.skipped).to_json() for order in permutations(report.findings)} == {
        report.to_json()
    }


def test_the_order_of_claims_and_matches_changes_nothing() -> None:
    claims = [RUSSIA, UKRAINE, DENIAL, claim("s")]
    matches = [("r", "u"), ("d", "r"), ("s", "u")]
    texts = {
        report_of(*findings(rule(), some, others)).to_json()
        for some, others in zip(permutations(claims), [*permutations(matches)] * 4, strict=True)
    }
    assert len(texts) == 1


def test_a_report_counts_its_findings() -> None:
    counts = a_report().counts
    assert counts.findings == 4
    assert counts.kind == {"contradiction": 2, "unverified": 2, "superseded": 0}
    assert counts.severity == {"error": 3, "warning": 1, "note": 0}
    assert counts.verdict == {"certain": 3, "possible": 1}


@pytest.mark.parametrize(
    "fail_on, with_warnings, with_errors",
    [("error", True, False), ("warning", False, False), ("note", False, False), ("never", True, True)],
)
def test_a_report_is_ok_below_the_severity_that_fails(fail_on: FailOn, with_warnings: bool, with_errors: bool) -> None:
    warnings = report_of(*findings(rule(), [RUSSIA, UKRAINE], [], possible=[("r", "u")]))
    assert warnings.ok(fail_on) is with_warnings
    assert a_report().ok(fail_on) is with_errors


@pytest.mark.parametrize("fail_on", ["error", "warning", "note", "never"])
def test_an_empty_report_is_ok(fail_on: FailOn) -> None:
    assert report_of().ok(fail_on)


def test_a_finding_is_found_by_the_beginning_of_its_fingerprint() -> None:
    report = a_report()
    first = report.findings[0]
    assert report.find(first.fingerprint[:8]) == (first,)
    assert report.find("") == report.findings
    assert report.find("no such") == ()


def test_the_first_of_several_alike_is_found_by_its_whole_fingerprint() -> None:
    report = report_of(*findings(unverified_rule(), [claim("a"), claim("b")], [("a",), ("b",)]))
    first, second = report.findings
    assert report.find(first.fingerprint) == (first,)
    assert report.find(second.fingerprint) == (second,)


def test_an_explanation_shows_every_claim_and_every_condition() -> None:
    many = [claim(f"r{number}") for number in range(9)]
    report = report_of(*findings(rule(), [*many, UKRAINE], [(each.id, "u") for each in many]))
    text = report.explain(report.findings[0])
    assert all(f"\n  {each.id}" in text for each in many)
    assert "possible  a.valid intersects b.valid" in text
    assert "a.valid: missing" in text


def test_a_report_survives_its_json() -> None:
    report = a_report()
    assert ConflictReport.from_json(report.to_json(runtime=True)) == report
    assert ConflictReport.from_json(report.to_json()).to_json() == report.to_json()


def test_json_leaves_out_what_differs_from_run_to_run_unless_asked() -> None:
    usual, full = json.loads(a_report().to_json()), json.loads(a_report().to_json(runtime=True))
    assert set(full["statistics"]) - set(usual["statistics"]) == {"engine", "reason", "seconds"}


def test_json_of_another_version_or_shape_is_refused_with_every_fault() -> None:
    with pytest.raises(InputError) as caught:
        ConflictReport.from_json('{"version": "2", "statistics": {"claims": "many"}}')
    assert [problem.path for problem in caught.value.problems] == [("version",), ("statistics", "claims")]


def test_the_published_schema_is_fresh() -> None:
    fresh = json.dumps(report_schema(), ensure_ascii=False, indent=2) + "\n"
    assert SCHEMA_FILE.read_text(encoding="utf-8") == fresh, (
        "run: conflicts schema report --output docs/schema/report.schema.json"
    )


@pytest.mark.parametrize("runtime", [True, False])
def test_json_fits_the_published_schema(runtime: bool) -> None:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(a_report().to_json(runtime=runtime)), schema)


def test_the_published_schema_refuses_what_no_report_holds() -> None:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(a_report().to_json()) | {"verdict": "guilty"}, schema)
