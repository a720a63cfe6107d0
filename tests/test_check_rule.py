"""What every rule should hold: one line for the author of a rule, and tests of their own under pytest."""

from dataclasses import replace

import pytest

from conflicts import Rule
from conflicts.engines import bulk_is_installed
from conflicts.engines.duckdb import DuckdbEngine
from conflicts.facts.query import Matches, Query
from conflicts.facts.table import FactTable
from conflicts.testing import PROPERTIES, check_rule
from conflicts.testing.properties import weaker_rules


def rule_of(*where: object, expect: str = "certain", **more: object) -> Rule:
    """A rule about one claim of the army, with an example that it flags and one that it does not."""
    said = {"subject": "town", "predicate": "held-by", "value": "east", "valid": "2022"}
    return Rule.from_dict(
        {
            "id": "army-speaks",
            "kind": "unverified",
            "severity": "note",
            "title": "The army speaks",
            "message": "{a}",
            "claims": ["a"],
            "where": ["a.asserted_by is army", *where],
            "examples": [
                {
                    "name": "The army.",
                    "claims": [{"id": "c", "asserted_by": "army", **said}],
                    "expect": [{"claims": ["c"], "verdict": expect}],
                },
                {"name": "The mayor.", "claims": [{"id": "c", "asserted_by": "mayor", **said}], "expect": []},
            ],
            **more,
        }
    )


def fault_of(rule: Rule) -> str:
    with pytest.raises(AssertionError) as caught:
        check_rule(rule)
    return str(caught.value)


def test_a_rule_that_holds_raises_nothing() -> None:
    check_rule(rule_of())
    check_rule("core/explicit")


def test_an_example_that_does_not_come_out_is_said() -> None:
    fault = fault_of(rule_of(expect="possible"))
    assert fault.startswith("scratch/army-speaks does not hold:\nits examples come out: scratch/army-speaks: The army.")


def test_a_condition_that_no_example_needs_is_said() -> None:
    fault = fault_of(rule_of("a.polarity is affirmed"))
    assert fault.splitlines()[1:] == [
        "every condition is needed: no example comes out otherwise without a.polarity is affirmed"
    ]


def test_a_member_of_a_group_and_an_adverb_that_no_example_needs_are_said() -> None:
    fault = fault_of(rule_of({"any": ["a.value is east", "a.value is west"]}))
    assert "without a.value is west" in fault
    fault = fault_of(rule_of("certainly a.asserted_by is-present"))
    assert "without certainly a.asserted_by is-present" in fault
    assert "without the adverb of certainly a.asserted_by is-present" in fault


def test_a_condition_that_has_a_name_is_one_condition() -> None:
    rule = rule_of("a stands")
    names = [what for what, _ in weaker_rules(rule)]
    assert "a stands" in names
    assert len(names) < len([*weaker_rules(rule, into_names=True)])


@pytest.mark.skipif(not bulk_is_installed(), reason="DuckDB is not installed")
def test_an_engine_that_finds_something_else_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DuckdbEngine, "match", lambda self, query, facts: Matches())
    assert "engines agree: The army.: duckdb finds something else than python" in fault_of(rule_of())


def test_an_engine_to_which_the_order_of_claims_is_something_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from conflicts.model.collection import Collection

    made = FactTable.of
    two = [{"id": id, "subject": "town", "predicate": "held-by", "asserted_by": "army"} for id in ("c", "d")]
    expect = [{"claims": [id], "verdict": "certain"} for id in ("c", "d")]
    rule = rule_of(examples=[{"name": "Two.", "claims": two, "expect": expect}])

    def first_only(collection: Collection, *arguments: object) -> FactTable:
        return made(replace(collection, claims=collection.claims[:1]))

    monkeypatch.setattr(FactTable, "of", first_only)
    fault, *_ = PROPERTIES["the order of claims is nothing"](rule, ())
    assert fault == "Two.: the claims in the opposite order give another report"


def test_what_is_certain_and_not_possible_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from conflicts.facts.lower import lower
    from conflicts.facts.query import FALSE

    def wrong(rule: Rule, facts: FactTable) -> Query:
        return replace(lower(rule, facts), possible=FALSE)

    monkeypatch.setattr("conflicts.testing.properties.lower", wrong)
    assert "The army.: something is certain, and not possible" in PROPERTIES["what is certain is possible"](
        rule_of(), ()
    )
