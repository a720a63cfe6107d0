"""Conditions that lead from one claim to another: the value's entity, a single qualifier, an instant that is moved."""

from typing import Any

import pytest

from conflicts.check import check
from conflicts.document import Document
from conflicts.errors import RuleError
from conflicts.readers import from_mapping
from conflicts.rules.read import parse_rule
from conflicts.rules.rule import Rule


def rule(*where: str, claims: tuple[str, ...] = ("a", "b"), **more: Any) -> Rule:
    data = {
        "id": "linked",
        "kind": "unverified",
        "severity": "error",
        "title": "Linked",
        "message": "{a.value.entity}, {a.qualifiers.side}",
        "claims": list(claims),
        "where": list(where),
        **more,
    }
    return parse_rule(Document(data), "test", require_examples=False)


def matched(rule_: Rule, *claims: dict[str, Any], **sections: Any) -> list[tuple[tuple[str, ...], str]]:
    plain = [{"predicate": "is", **claim} for claim in claims]
    report = check(from_mapping({"claims": plain, **sections}), rules=[rule_], engine="python")
    return [(tuple(claim.id for claim in finding.claims), finding.verdict) for finding in report.findings]


ANNA = {"id": "anna", "subject": "anna", "predicate": "mother-of", "value": {"term": "bert"}}
BERT = {"id": "bert", "subject": "bert", "predicate": "son-of", "value": {"term": "carl"}}


def test_a_value_leads_to_the_claims_about_it() -> None:
    linked = rule("b.subject is a.value.entity")
    assert matched(linked, ANNA, BERT) == [(("anna", "bert"), "certain")]


def test_aliases_of_entities_are_resolved_on_both_sides() -> None:
    linked = rule("b.subject is a.value.entity")
    other_name = {**BERT, "subject": "Bertie"}
    assert matched(linked, ANNA, other_name, entities={"bert": {"aliases": ["Bertie"]}}) == [
        (("anna", "bert"), "certain")
    ]
    named = rule("a.value.entity is Bertie", claims=("a",))
    assert matched(named, ANNA, entities={"bert": {"aliases": ["Bertie"]}}) == [(("anna",), "certain")]


@pytest.mark.parametrize("value", ["unknown", "none", 5, {"time": 1999}])
def test_what_is_no_term_has_no_entity(value: Any) -> None:
    claim = {"id": "a", "subject": "anna", "value": value}
    assert matched(rule("a.value.entity is-missing", claims=("a",)), claim) == [(("a",), "certain")]
    assert matched(rule("certainly b.subject is a.value.entity"), claim, BERT) == []


def test_claims_may_share_their_value_s_entity() -> None:
    shared = rule("a.subject is-not b.subject", same=["value.entity"])
    other = {**ANNA, "id": "carl", "subject": "carl"}
    assert sorted(matched(shared, ANNA, other, BERT)) == [(("anna", "carl"), "certain"), (("carl", "anna"), "certain")]


def test_a_rule_of_two_claims_needs_a_link_or_something_shared() -> None:
    with pytest.raises(RuleError, match="missing: same"):
        rule("b.subject is-not a.value.entity")
    with pytest.raises(RuleError, match="missing: same"):
        rule("a.predicate is son-of", "b.predicate is mother-of")


LEFT = {"id": "l", "subject": "x", "qualifiers": {"side": "left", "rank": 2, "old": True}}
RIGHT = {"id": "r", "subject": "x", "qualifiers": {"side": "right"}}
BARE = {"id": "b", "subject": "x"}


@pytest.mark.parametrize(
    "condition, ids",
    [
        ("a.qualifiers.side is left", ["b", "l"]),  # possible, where there is none
        ("certainly a.qualifiers.side is left", ["l"]),
        ("certainly a.qualifiers.side in [left, right]", ["l", "r"]),
        ("certainly a.qualifiers.side is-not left", ["r"]),
        ("a.qualifiers.side is-missing", ["b"]),
        ("a.qualifiers.rank is-present", ["l"]),
        ("certainly a.qualifiers.rank is 2", ["l"]),
        ("certainly a.qualifiers.old is true", ["l"]),
        ("a.qualifiers.side matches ^r", ["r"]),
        ("a.qualifiers.nowhere is-missing", ["b", "l", "r"]),
    ],
)
def test_a_qualifier_is_a_key(condition: str, ids: list[str]) -> None:
    found = matched(rule(condition, claims=("a",)), LEFT, RIGHT, BARE)
    assert sorted(claims[0] for claims, _ in found) == ids


def test_claims_may_share_a_qualifier() -> None:
    shared = rule("a.value differs-from b.value", same=["subject", "qualifiers.side"])
    claims = [{**LEFT, "value": 1}, {**LEFT, "id": "m", "value": 2}, {**RIGHT, "value": 3}, {**BARE, "value": 4}]
    assert {frozenset(ids) for ids, _ in matched(shared, *claims)} == {frozenset({"l", "m"})}


def test_a_message_names_qualifiers_and_entities() -> None:
    data = {
        "claims": [{**LEFT, "predicate": "is", "value": {"term": "house"}}],
        "entities": {"house": {"name": "The House"}},
    }
    report = check(from_mapping(data), rules=[rule("a.qualifiers.side is left", claims=("a",))])
    assert [finding.message for finding in report.findings] == ["The House, left"]


BORN = {"id": "born", "subject": "x", "predicate": "born", "value": {"time": "1900"}}


@pytest.mark.parametrize(
    "died, condition, expected",
    [
        ("1999", "a.value.time > b.value.time + 100 years", []),
        ("2000", "a.value.time > b.value.time + 100 years", ["possible"]),
        ("2001-01-02", "a.value.time > b.value.time + 100 years", ["certain"]),
        ("1901-01-05", "a.value.time < b.value.time + 10 days", ["possible"]),
        ("1900-01-05", "a.value.time < b.value.time + 10 days", ["certain"]),
        ("1899", "a.value.time < b.value.time - 1 day", ["possible"]),
        ("1898", "a.value.time < b.value.time - P1D", ["certain"]),
        ("1950", "a.value.time is-not b.value.time + 10 years", ["certain"]),
    ],
)
def test_an_instant_is_compared_with_one_moved_by_a_duration(died: str, condition: str, expected: list[str]) -> None:
    moved = rule(condition, "a.predicate is died", "b.predicate is born", same=["subject"])
    claim = {"id": "died", "subject": "x", "predicate": "died", "value": {"time": died}}
    assert [verdict for _, verdict in matched(moved, claim, BORN)] == expected


@pytest.mark.parametrize(
    "condition", ["a.stated > b.stated + 900000000 years", "a.stated < b.stated - 900000000 years"]
)
def test_a_missing_instant_stays_missing_wherever_it_is_moved(condition: str) -> None:
    moved = rule(condition, same=["subject"])
    dated: dict[str, Any] = {**LEFT, "stated": "2022"}
    assert {verdict for _, verdict in matched(moved, dated, BARE)} == {"possible"}


@pytest.mark.parametrize(
    "condition, why",
    [
        ("a.value.time > b.value.time + 5 stones", "no duration"),
        ("a.value.time > b.value.time +", "unexpected '+'"),
        ("a.value.amount > b.value.amount + 5 days", "only an instant"),
        ("a.valid before b.stated + 5 days", "only an instant"),
        ("a.value.time > 1999 + 5 days", "unexpected '+'"),
        ("a.qualifiers. is left", "unknown field"),
        ("a.qualifier.side is left", "unknown field"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(condition: str, why: str) -> None:
    with pytest.raises(RuleError, match=why.replace("+", r"\+")):
        rule(condition, same=["subject"])
