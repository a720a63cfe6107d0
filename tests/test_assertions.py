"""What tests of others can assert of rules and reports."""

import doctest
from dataclasses import replace

import pytest
from hypothesis import given, settings

from conflicts import Claim, check
from conflicts.model.collection import Collection
from conflicts.rules.pack import load_rules
from conflicts.strategies import collections
from conflicts.testing import assert_equivalent, assert_flags, asserting

SAID = {"subject": "town", "predicate": "flooded", "valid": "1911"}
ARMY = Claim(id="1", asserted_by="army", **SAID)
MAYOR = Claim(id="2", asserted_by="mayor", polarity="denied", **SAID)
DOUBTFUL = Claim(id="3", asserted_by="clerk", polarity="denied", subject="town", predicate="flooded", valid="1911~")


def test_a_rule_flags_what_it_flags() -> None:
    assert_flags("core/denial", [ARMY, MAYOR])
    assert_flags(load_rules(["core/denial"])[0], Collection((ARMY, MAYOR)), verdict="certain")


@pytest.mark.parametrize("claims", [[ARMY], [ARMY, DOUBTFUL.model_copy(update={"polarity": "affirmed"})]])
def test_a_rule_that_flags_nothing_fails_with_the_report(claims: list[Claim]) -> None:
    with pytest.raises(AssertionError, match="core/denial flags nothing here\n\n"):
        assert_flags("core/denial", claims)


def test_a_rule_that_is_less_sure_than_asked_fails() -> None:
    with pytest.raises(AssertionError, match="core/denial flags nothing as possible here"):
        assert_flags("core/denial", [ARMY, MAYOR], verdict="possible")


def test_a_rule_may_ask_about_others_that_are_given() -> None:
    asked, asking = (replace(rule, id=f"my-{rule.id}") for rule in load_rules(["core/explicit", "core/denial"])[::-1])
    assert_flags(asking, [ARMY, MAYOR], rules=[asked])


@given(collections(max_size=4))
@settings(max_examples=20)
def test_a_report_is_equivalent_to_that_of_claims_with_other_ids(collection: Collection) -> None:
    ids = {claim.id: f"{claim.id}-again" for claim in collection.claims}
    renamed = tuple(
        claim.model_copy(update={"id": ids[claim.id], "supersedes": tuple(ids[each] for each in claim.supersedes)})
        for claim in collection.claims
    )
    assert_equivalent(check(collection), check(replace(collection, claims=renamed)), renamed=ids)


def test_reports_that_find_different_things_say_what_each_has() -> None:
    denied, none = check([ARMY, MAYOR], rules=["core/denial"]), check([ARMY], rules=["core/denial"])
    with pytest.raises(AssertionError, match="only in the first: core/denial, certain: 1, 2"):
        assert_equivalent(denied, none)
    with pytest.raises(AssertionError, match="only in the second: core/denial, certain: 1, 2"):
        assert_equivalent(none, denied)
    assert_equivalent(denied, denied)


def test_what_is_written_otherwise_is_equivalent() -> None:
    spaced = MAYOR.model_copy(update={"excerpt": "No flood", "asserted_by": "mayor "})
    assert_equivalent(check([ARMY, MAYOR]), check([spaced, ARMY]))


def test_the_examples_in_the_docstrings_run() -> None:
    ran = doctest.testmod(asserting)
    assert (ran.failed, ran.attempted > 0) == (0, True)
