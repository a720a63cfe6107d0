"""What `check` takes: claims in the forms that programs have, one of something for a list of it, and clear refusals."""

import json
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given

from conflicts import (
    Citation,
    Claim,
    Collection,
    ConflictsError,
    InputError,
    Predicate,
    Rule,
    RuleError,
    Vocabulary,
    VocabularyError,
    check,
    load,
)
from conflicts.readers import from_mapping
from conflicts.rules.condition import Condition
from conflicts.rules.pack import load_rules
from conflicts.strategies import collections
from conflicts.tables.schema import VOCABULARY_KEY

MAYOR: dict[str, Any] = {"subject": "mill", "predicate": "owner", "value": "ann", "asserted_by": "mayor"}
DAILY = {**MAYOR, "value": "ben", "asserted_by": "daily"}
WORDS = {"predicates": {"owner": {"value": "text", "single": True, "timeless": True}}}
FILE: dict[str, Any] = {**WORDS, "claims": [{"id": "1", **MAYOR}, {"id": "2", **DAILY}]}
DIFFER: dict[str, Any] = {"select": "core/incompatible-values"}


def rules_found(claims: Any, **asked: Any) -> list[str]:
    return [finding.rule for finding in check(claims, **DIFFER, **asked)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mill.json"
    path.write_text(json.dumps(FILE), encoding="utf-8")
    return path


def test_claims_come_as_objects_mappings_lists_paths_and_collections(file: Path) -> None:
    objects = [Claim(id="1", **MAYOR), Claim(id="2", **DAILY)]
    mappings = FILE["claims"]
    with_words: list[Any] = [
        objects,
        tuple(objects),
        iter(objects),
        mappings,
        [objects[0], MappingProxyType(mappings[1])],
    ]
    whole: list[Any] = [FILE, MappingProxyType(FILE), file, str(file), [file], load(file), json.loads(json.dumps(FILE))]
    reports = [check(each, vocabulary=WORDS, **DIFFER) for each in with_words] + [
        check(each, **DIFFER) for each in whole
    ]
    assert [[finding.fingerprint for finding in report] for report in reports] == [
        [finding.fingerprint for finding in reports[0]]
    ] * len(reports)
    assert len(reports[0]) == 1


def test_a_vocabulary_comes_as_one_as_a_mapping_and_as_a_path(tmp_path: Path) -> None:
    path = tmp_path / "words.json"
    path.write_text(json.dumps(WORDS), encoding="utf-8")
    made = Vocabulary(predicates={"owner": Predicate(value="text", single=True, timeless=True)})
    assert [rules_found([MAYOR, DAILY], vocabulary=each) for each in (made, WORDS, path, str(path))] == [
        ["core/incompatible-values"]
    ] * 4
    assert rules_found([MAYOR, DAILY]) == []
    assert rules_found(FILE | {"predicates": {}}, vocabulary=WORDS) == ["core/incompatible-values"]


@pytest.mark.parametrize("one", [MAYOR, {"id": "1", **MAYOR}, Claim(**MAYOR)])
def test_one_claim_is_not_taken_for_a_list(one: Any) -> None:
    with pytest.raises(InputError, match="this is one claim: put it in a list"):
        check(one)


@pytest.mark.parametrize("nothing", [None, 7, b"claims", object()])
def test_what_is_no_claims_is_refused_in_a_sentence(nothing: Any) -> None:
    with pytest.raises(InputError, match="claims are a list of claims or of mappings"):
        check(nothing)


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        ([{"subject": "mill"}], "claims: a claim: missing field 'predicate'"),
        ([MAYOR, 3], "claims: a claim must be a mapping, not 3"),
        ([MAYOR, "mill.yaml"], "claims: a claim must be a mapping, not 'mill.yaml'"),
        ([{"id": "x", **MAYOR, "valeu": 3}], "claims: claim 'x': unknown field 'valeu' (did you mean 'value'?)"),
        ([Claim(id="x", **MAYOR), {"id": "x", **DAILY}], "claims: duplicate id 'x': first used at claims[0]"),
        ({"claim": []}, "claims: unknown section 'claim' (did you mean 'claims'?)"),
        ("no-such-file.yaml", "no-such-file.yaml: "),
    ],
)
def test_faults_in_mappings_are_named(claims: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        check(claims)
    assert message in str(caught.value)


def test_a_fault_of_a_vocabulary_is_named() -> None:
    with pytest.raises(InputError, match="vocabulary: predicates must be a mapping"):
        check([MAYOR], vocabulary={"predicates": []})
    with pytest.raises(
        InputError, match="a vocabulary is a Vocabulary, a mapping of its sections or a path, not a Python int"
    ):
        check([MAYOR], vocabulary=3)  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(InputError, match="brings its own vocabulary"):
        check(Collection((Claim(**MAYOR),)), vocabulary=WORDS)
    with pytest.raises(VocabularyError):
        check([Claim(**MAYOR)], vocabulary=Vocabulary(predicates={"owner": Predicate(value="text", unit="km")}))


def test_one_word_one_path_and_one_rule_stand_for_lists_of_themselves() -> None:
    rule = load_rules(["core/incompatible-values"])[0]
    claims = from_mapping(FILE)
    each: list[dict[str, Any]] = [
        {"select": "contradiction"},
        {"select": ["contradiction"]},
        {"rules": "core", "select": "incompatible-values"},
        {"rules": "core/incompatible-values"},
        {"rules": rule},
        {"rules": [rule]},
        {"ignore": "unverified"},
    ]
    assert {tuple(finding.rule for finding in check(claims, **asked)) for asked in each} == {
        ("core/incompatible-values",)
    }


def test_days_are_dates_of_python_or_text() -> None:
    early, late = {**MAYOR, "stated": "2020"}, {**DAILY, "stated": date(2022, 3, 1)}
    reports = [check([early, late], vocabulary=WORDS, as_of=day) for day in ("2021-06-01", date(2021, 6, 1))]
    assert [(each.statistics.claims, each.statistics.left_out, each.statistics.as_of) for each in reports] == [
        (1, 1, "2021-06-01")
    ] * 2
    for asked in ("as_of", "at", "today"):
        with pytest.raises(InputError, match="a date"):
            check([MAYOR], **{asked: 1.5})  # type: ignore[arg-type]  # wrong on purpose


def test_whatever_is_wrong_with_a_call_is_an_error_of_the_library() -> None:
    report = check([MAYOR])
    calls: list[Any] = [
        lambda: report.ok("warn"),  # type: ignore[arg-type]  # wrong on purpose
        lambda: check([MAYOR], group_by="colour"),  # type: ignore[arg-type]  # wrong on purpose
        lambda: check([MAYOR], verdict="sure"),  # type: ignore[arg-type]  # wrong on purpose
        lambda: check([MAYOR], engine="rete"),
        lambda: check([MAYOR], select="contradictions"),
        lambda: check([MAYOR], rules="cores"),
        lambda: check([MAYOR], rules=[3]),  # type: ignore[list-item]  # wrong on purpose
    ]
    for call in calls:
        with pytest.raises(ConflictsError):
            call()


# ------------------------------------------------------------------------------------------------ ids, times, citations


def test_an_id_that_is_left_out_stands_for_what_the_claim_says() -> None:
    first, again = Claim(**MAYOR), Claim(**{**MAYOR, "subject": "  mill "})
    assert first.id == again.id
    assert first.id.startswith("claim-")
    assert Claim(**DAILY).id != first.id
    assert Claim(id=first.id, **MAYOR) == first


def test_claims_without_ids_that_say_the_same_are_told_apart() -> None:
    collection = from_mapping({"claims": [MAYOR, DAILY, MAYOR, MAYOR]})
    first, other, second, third = (claim.id for claim in collection.claims)
    assert (second, third) == (f"{first}-2", f"{first}-3")
    assert other not in (first, second, third)
    report = check([Claim(**MAYOR), Claim(**MAYOR)])
    assert report.statistics.claims == 2
    with pytest.raises(InputError, match="duplicate id"):
        check([Claim(id="a", **MAYOR), Claim(id="a", **MAYOR)])


def test_an_empty_id_is_refused() -> None:
    with pytest.raises(InputError, match="id"):
        check([{"id": "", **MAYOR}])


@pytest.mark.parametrize(
    ("given", "written"),
    [
        (("2020-01-01", "2021-01-01"), "2020-01-01/2021-01-01"),
        ([date(2020, 1, 1), None], "2020-01-01/.."),
        ((None, 2021), "../2021"),
        (date(2020, 1, 1), "2020-01-01"),
        (datetime(2020, 1, 1, 12), "2020-01-01T12:00:00"),
    ],
)
def test_times_are_what_python_has(given: Any, written: str) -> None:
    assert str(Claim(**MAYOR, valid=given).valid) == written


@pytest.mark.parametrize("wrong", [("2020",), ("2020", "2021", "2022"), [], ("2021", "2020"), (1.5, 2)])
def test_other_lists_are_no_times(wrong: Any) -> None:
    with pytest.raises(InputError, match="valid"):
        check([{**MAYOR, "valid": wrong}])


@pytest.mark.parametrize(
    ("given", "cited"),
    [
        ("https://example.org/a", [Citation(url="https://example.org/a")]),
        (["https://example.org/a", "[3]"], [Citation(url="https://example.org/a"), Citation(ref="[3]")]),
        ({"title": "Atlas"}, [Citation(title="Atlas")]),
        ([], []),
    ],
)
def test_a_text_is_a_citation(given: Any, cited: list[Citation]) -> None:
    assert list(Claim(**MAYOR, citations=given).citations) == cited


def test_claims_have_hashes_that_equal_claims_share() -> None:
    one, same = Claim(id="a", **MAYOR, qualifiers={"part": 1}), Claim(id="a", **MAYOR, qualifiers={"part": 1})
    assert len({one, same, Claim(id="b", **MAYOR)}) == 2


# ------------------------------------------------------------------------------------------------ reports


@given(collections())
def test_a_report_counts_gives_and_chooses_its_findings(collection: Collection) -> None:
    report = check(collection)
    assert list(report) == list(report.findings)
    assert (len(report), bool(report)) == (report.counts.findings, report.counts.findings > 0)
    for kind, number in report.counts.kind.items():
        assert len(report.findings.of(kind=kind)) == number
    for finding in report:
        assert finding in report.findings.of(rule=finding.rule).of(subject=finding.subject, verdict=finding.verdict)
        assert finding in report.findings.of(claim=finding.claims[0].id, severity=finding.severity)
        assert finding in report.findings.of(rule=finding.rule.split("/")[1])
    assert report.findings.of() == report.findings


def test_a_report_prints_as_text_and_is_shown_in_a_line() -> None:
    report = check(FILE)
    assert str(report) == report.to_text()
    assert "\n" not in repr(report)
    assert repr(report).startswith("<ConflictReport: ")
    assert repr(from_mapping(FILE)) == "<Loaded: 2 claims from <mapping>>"
    assert not check([{**MAYOR, "citations": "https://example.org/a"}])


def test_findings_of_a_table_are_chosen_too(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    listed = check(FILE, rules="core")
    report = check(from_mapping(FILE).to_frame("arrow"), engine="duckdb", rules="core")
    assert report.findings == tuple(report.findings)
    for kind, number in listed.counts.kind.items():
        assert len(report.findings.of(kind=kind)) == number


@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_an_arrow_table_is_checked_with_the_vocabulary_that_it_carries(engine: str) -> None:
    pytest.importorskip("duckdb")
    table = from_mapping(FILE).to_frame("arrow")
    assert rules_found(table, engine=engine) == ["core/incompatible-values"]
    assert rules_found(table.replace_schema_metadata(None), engine=engine) == []
    with pytest.raises(InputError, match="the vocabulary that it carries"):
        rules_found(table.replace_schema_metadata({VOCABULARY_KEY: b"{"}), engine=engine)


# ------------------------------------------------------------------------------------------------ rules

HEARSAY = """
id: hearsay
kind: unverified
severity: warning
title: Hearsay
message: "{a} is no more than possible"
claims: [a]
where:
- a.certainty is possible
"""
HEARSAY_DATA = {
    "id": "hearsay",
    "kind": "unverified",
    "severity": "warning",
    "title": "Hearsay",
    "message": "{a} is no more than possible",
    "claims": ["a"],
    "where": ["a.certainty is possible"],
}


def test_a_rule_is_made_of_text_or_of_data() -> None:
    of_text, of_data = Rule.from_yaml(HEARSAY), Rule.from_dict(HEARSAY_DATA)
    assert of_text.name == of_data.name == "scratch/hearsay"
    assert Rule.from_yaml(of_data.to_yaml(), pack="scratch").to_yaml() == of_data.to_yaml()
    assert [clause.text for clause in of_data.where if isinstance(clause, Condition)] == ["a.certainty is possible"]
    assert Rule.from_yaml(HEARSAY, pack="mine").name == "mine/hearsay"
    claims = [{**MAYOR, "certainty": "possible"}, DAILY]
    found = [check(claims, rules=given) for given in (of_text, of_data, HEARSAY, HEARSAY_DATA, [HEARSAY])]
    assert [[finding.rule for finding in report] for report in found] == [["scratch/hearsay"]] * 5
    assert "scratch/hearsay" in {finding.rule for finding in check(claims, rules=["core", HEARSAY])}


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (HEARSAY.replace("certainty", "certanty"), "rule:9:3: unknown field 'a.certanty'"),
        (HEARSAY.replace("kind: unverified", "kind: doubtful"), "kind"),
        ({**HEARSAY_DATA, "where": ["a.certanty is possible"]}, "certanty"),
        ({**HEARSAY_DATA, "severity": object()}, "not of a Python object"),
        ({}, "missing: id"),
        ("id: [\n", "rule:"),
    ],
)
def test_faults_of_a_rule_are_named(rule: Any, message: str) -> None:
    with pytest.raises(RuleError) as caught:
        check([MAYOR], rules=[rule])
    assert message in str(caught.value)
