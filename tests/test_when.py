"""What was known on a day, and what held then."""

from typing import Any

import pytest

from conflicts.check import check
from conflicts.errors import InputError
from conflicts.facts.visible import visible
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.vocabulary import Predicate, Vocabulary

VOCABULARY = Vocabulary(predicates={"held-by": Predicate(value="term", single=True), "born": Predicate(timeless=True)})


def claim(id: str = "c", value: str = "russia", **fields: Any) -> Claim:
    said = {"id": id, "subject": "izium", "predicate": "held-by", "value": value, "asserted_by": id}
    return Claim.model_validate(said | fields)


def collection(*claims: Claim) -> Collection:
    return Collection(claims, VOCABULARY)


@pytest.mark.parametrize(
    ("fields", "known"),
    [
        ({"stated": "2022-03-23"}, True),
        ({"stated": "2022-03-24"}, True),
        ({"stated": "2022-03-25"}, False),
        ({"stated": "2022-03"}, True),
        ({"stated": "2022-04"}, False),
        ({"stated": "2022-03-25~"}, True),
        ({"stated": "../2022-05"}, True),
        ({"stated": {"since": "2022-04"}}, False),
        ({"recorded": "2022-03-24"}, True),
        ({"recorded": "2022-03-25"}, False),
        ({"stated": "2022-03-20", "recorded": "2023"}, True),
        ({"stated": "2023", "recorded": "2022-03-20"}, False),
        ({}, True),
        ({"valid": "2030"}, True),
    ],
    ids=str,
)
def test_what_was_certainly_said_later_was_not_known(fields: dict[str, Any], known: bool) -> None:
    assert bool(visible(collection(claim(**fields)), "2022-03-24", None).claims) is known


@pytest.mark.parametrize(
    ("fields", "holds"),
    [
        ({"valid": "2022-03-24"}, True),
        ({"valid": "2022-03-23"}, False),
        ({"valid": "2022-03-25"}, False),
        ({"valid": "2022"}, True),
        ({"valid": "2022-03-23~"}, True),
        ({"valid": "2022-03-01/.."}, True),
        ({"valid": "2022-04-01/.."}, False),
        ({"valid": "../2022-03-01"}, False),
        ({"valid": "2022-03-01/"}, True),
        ({"valid": {"by": "2022-04-01"}}, True),
        ({"valid": {"until": "2022-03-20"}}, False),
        ({}, True),
        ({"stated": "1999"}, True),
        ({"predicate": "born", "valid": "1999"}, True),
    ],
    ids=str,
)
def test_what_certainly_held_only_earlier_or_later_did_not_hold(fields: dict[str, Any], holds: bool) -> None:
    assert bool(visible(collection(claim(**fields)), None, "2022-03-24").claims) is holds


@pytest.mark.parametrize("days", [("2022", None), (None, "2022")])
def test_what_is_left_keeps_its_order_and_its_vocabulary(days: tuple[str | None, str | None]) -> None:
    both = collection(claim("b"), claim("x", stated="2030", valid="2030"), claim("a"))
    left = visible(both, *days)
    assert ([each.id for each in left.claims], left.vocabulary) == (["b", "a"], VOCABULARY)


CLAIMS = collection(
    claim("a", stated="2022-03-24", valid="2022-03"),
    claim("b", "ukraine", stated="2022-05-01", valid="2022-03-25"),
    claim("c", "belarus", stated="2022-03-24", valid="1999"),
)


def test_a_check_as_of_a_day_does_not_see_later_claims() -> None:
    rules = ["core/incompatible-values"]
    assert check(CLAIMS, rules=rules, as_of="2022-04").findings == ()
    (finding,) = check(CLAIMS, rules=rules, as_of="2022-05-01").findings
    assert {each.id for each in finding.claims} == {"a", "b"}


def test_a_check_at_a_day_sees_what_held_then() -> None:
    rules = ["core/no-citation"]
    report = check(CLAIMS, rules=rules, at="1999-06-01")
    assert [each.id for finding in report.findings for each in finding.claims] == ["c"]
    assert (report.statistics.claims, report.statistics.left_out, report.statistics.at) == (1, 2, "1999-06-01")


def test_the_text_says_how_many_claims_were_left_out() -> None:
    report = check(CLAIMS, rules=["core/denial"], as_of="2022-04", at="2022-03-25")
    assert report.to_text() == "No conflicts found in 1 claim as of 2022-04 (2 left out).\n"
    assert "as of 2022-04, at 2022-03-25" in " ".join(report.to_text(verbose=True).split())


@pytest.mark.parametrize(("option", "words"), [("as_of", "as of: "), ("at", "at: ")])
def test_a_day_that_is_none_is_refused(option: str, words: str) -> None:
    days: dict[str, Any] = {option: "yesterday"}
    with pytest.raises(InputError, match=f"^{words}"):
        check(CLAIMS, **days)
