"""Why a finding is no more than possible, as an editor would say it: no rule's words, no bounds in seconds."""

import re
from typing import Any

import pytest
from hypothesis import given, settings

from conflicts import Claim, Vocabulary, check
from strategies import Case, cases

RULE_WORDS = re.compile(r"\b(any|all): \[|\bis-(not|missing|present)\b|\b[a-c]\.[a-z_]+\b|19998|-9999|… ")


def doubts(*claims: dict[str, Any], rule: str = "core/incompatible-values", **predicate: Any) -> tuple[str, ...]:
    """What leaves the one finding of the rule about these claims uncertain."""
    vocabulary = Vocabulary.model_validate(
        {
            "predicates": {"staff": {"value": "quantity", "single": True, **predicate}},
            "sources": {"isw": {"name": "ISW"}, "guide": {}},
        }
    )
    made = [Claim.model_validate({"subject": "firm", "predicate": "staff", **each}) for each in claims]
    (finding,) = check(made, vocabulary=vocabulary, rules=[rule]).findings
    assert finding.verdict == "possible"
    assert not RULE_WORDS.search(" ".join(finding.doubts)), finding.doubts
    return finding.doubts


A: dict[str, Any] = {"id": "a", "value": 100, "asserted_by": "isw"}
B: dict[str, Any] = {"id": "b", "value": 900, "asserted_by": "guide"}


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ({}, {}, ("neither says when",)),
        ({"valid": "1901"}, {}, ("nobody says when: firm staff 900 (guide)",)),
        ({}, {"valid": "1901"}, ("nobody says when: firm staff 100 (ISW)",)),
        ({"valid": "XXXX-03-12"}, {"valid": "XXXX-03-12"}, ("no year is known",)),
        ({"valid": "XXXX-03-12"}, {"valid": "1901"}, ("no year is known: firm staff 100 (ISW)",)),
        ({"valid": "1901~"}, {"valid": "1901-05"}, ("whether 1901~ and 1901-05 overlap is not known",)),
        ({"valid": "1901", "asserted_by": None}, {"valid": "1901"}, ("nobody is named: firm staff 100",)),
        (
            {"valid": "1901", "asserted_by": None},
            {"valid": "1901", "asserted_by": None},
            ("nobody is named for either",),
        ),
    ],
)
def test_what_nobody_says_is_named(a: dict[str, Any], b: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert doubts({**A, **a}, {**B, **b}) == expected


def test_values_that_may_be_the_same_are_named() -> None:
    one, other = {**A, "value": "90-110", "valid": "1901"}, {**B, "value": 100, "valid": "1901", "polarity": "denied"}
    assert doubts(one, other, rule="core/denial") == ("90–110 and 100 may or may not be the same",)


def test_an_unknown_value_is_said_to_be_unknown() -> None:
    one, other = {**A, "value": "unknown", "valid": "1901"}, {**B, "valid": "1901", "polarity": "denied"}
    assert doubts(one, other, rule="core/denial") == ("no value is known: firm staff (ISW)",)


def test_the_words_of_the_rule_stay_for_whoever_asks() -> None:
    claims = [Claim.model_validate({"subject": "firm", "predicate": "staff", **each}) for each in (A, B)]
    vocabulary = Vocabulary.model_validate({"predicates": {"staff": {"single": True}}})
    report = check(claims, vocabulary=vocabulary, rules=["core/incompatible-values"])
    assert "not certain: neither says when\n" in report.to_text()
    assert not RULE_WORDS.search(report.to_text())
    assert "a.valid intersects b.valid" in report.to_text(verbose=True)
    assert "a.valid intersects b.valid" in report.explain(report.findings[0])


@given(cases())
@settings(max_examples=settings().max_examples)
def test_whatever_is_possible_has_a_reason_and_no_rule_speaks_in_it(case: Case) -> None:
    report = check(case.collection, rules=list(case.rules), engine="python", as_of=case.as_of)
    for finding in report.findings:
        assert bool(finding.doubts) == (finding.verdict == "possible")
        assert not re.search(r"\bis-(not|missing|present)\b|\bany: \[", " ".join(finding.doubts))
