"""Claims that a rule flags, near misses, and that every rule that ships has both."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from conflicts import Collection, InputError, check
from conflicts.document import load
from conflicts.rules.pack import load_rules
from conflicts.rules.read import parse_rule
from conflicts.rules.rule import Rule, Verdict
from conflicts.rules.words import asks_as_of
from conflicts.strategies import agreements, disputes
from conflicts.strategies.bases import bases
from conflicts.strategies.trial import Trial

RULES = load_rules()
FEW = settings(max_examples=10 + settings().max_examples // 10)
DAY = "2030"
ANEW = settings(database=None, deadline=None)


def day(rule: Rule) -> str | None:
    return DAY if asks_as_of(rule) else None


def verdicts(rule: Rule, collection: Collection) -> set[Verdict]:
    report = check(
        collection.claims, vocabulary=collection.vocabulary, rules=[rule], select=[rule.name], as_of=day(rule)
    )
    return {finding.verdict for finding in report.findings}


@cache
def in_doubt() -> tuple[Rule, ...]:
    """The rules that ship with an example of a finding that is no more than possible."""
    return tuple(rule for rule in RULES if any(each.verdict == "possible" for e in rule.examples for each in e.expect))


@cache
def for_certain() -> tuple[Rule, ...]:
    """The rules that ship, but for those whose conditions leave a doubt in every case: that two people are one."""
    return tuple(rule for rule in RULES if any(each.verdict == "certain" for e in rule.examples for each in e.expect))


def test_few_rules_that_ship_are_never_certain() -> None:
    assert {rule.name for rule in RULES} - {rule.name for rule in for_certain()} == {"accounts/different-lives"}


named = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


@pytest.mark.parametrize("rule", for_certain(), ids=lambda rule: rule.name)
def test_a_rule_that_ships_flags_its_disputes_for_certain(rule: Rule) -> None:
    @FEW
    @given(disputes(rule, verdict="certain", as_of=day(rule)))
    def flags(dispute: Collection) -> None:
        assert verdicts(rule, dispute) == {"certain"}

    flags()


@pytest.mark.parametrize("rule", in_doubt(), ids=lambda rule: rule.name)
def test_a_rule_that_ships_flags_doubtful_disputes_as_possible(rule: Rule) -> None:
    @FEW
    @given(disputes(rule, verdict="possible", as_of=day(rule)))
    def flags(dispute: Collection) -> None:
        assert verdicts(rule, dispute) == {"possible"}

    flags()


@named
def test_a_rule_that_ships_flags_no_near_miss(rule: Rule) -> None:
    @FEW
    @given(agreements(rule, as_of=day(rule)))
    def passes(near: Collection) -> None:
        assert verdicts(rule, near) == set()

    passes()


@given(agreements("core/denial"))
@FEW
def test_a_near_miss_breaks_one_condition_of_claims_that_are_all_there(near: Collection) -> None:
    rule = next(rule for rule in RULES if rule.name == "core/denial")
    trial = Trial.of(rule)
    pairs = [(first.id, second.id) for first in near.claims for second in near.claims if first is not second]
    failing = [[part for part in trial.parts(near, ids) if part.held == "no"] for ids in pairs]
    assert 1 in map(len, failing)


def test_disputes_vary_in_what_the_rule_does_not_ask() -> None:
    def is_varied(dispute: Collection) -> bool:
        return any(claim.excerpt or claim.recorded or claim.credibility for claim in dispute.claims)

    assert verdicts(load_rules(["core/denial"])[0], find(disputes("core/denial"), is_varied, settings=ANEW))


def test_the_smallest_dispute_says_no_more_than_the_rule_asks_for() -> None:
    smallest = find(disputes("core/denial", verdict="certain"), lambda dispute: True, settings=ANEW)
    said = [set(claim.model_dump(mode="json", exclude_defaults=True)) for claim in smallest.claims]
    assert [each - {"polarity", "value"} for each in said] == [
        {"id", "subject", "predicate", "asserted_by", "valid"}
    ] * 2
    assert (smallest.vocabulary.entities, smallest.vocabulary.sources) == ({}, {})


# ------------------------------------------------------------------------------------------------ without examples

MADE = {
    "a word and a presence": "claims: [a]\nwhere: [a.asserted_by is mayor, a.citations is-missing]",
    "two claims": """
claims: [a, b]
same: [subject, predicate]
where: [a.polarity is affirmed, b.polarity is denied, a.valid before b.valid]""",
    "amounts": """
claims: [a, b]
same: [subject]
where: [a.predicate is killed, b.predicate is strength, certainly a.value.amount > b.value.amount]""",
    "parties and tags": """
claims: [a, b]
same: [topic]
where: [a.party is east, b.party is west, a.tags has-tag disputed, any: [a.rank is preferred, b.rank is preferred]]""",
    "a further claim": """
claims: [a]
where: [a.certainty is possible]
without: [{claims: [c], same: [subject], where: [c.certainty is certain]}]""",
    "with another": """
claims: [a]
where: [a.reliability < C]
with: [{claims: [c], same: [subject, predicate], where: [c.origin is-not a.origin, c.value agrees-with a.value]}]""",
    "dates apart": """
claims: [a, b]
same: [subject, predicate]
where: [certainly b.stated > a.stated + 90 days, a.origin is b.origin]""",
}


def made(text: str) -> Rule:
    head = "id: made\nkind: unverified\nseverity: note\ntitle: T\nmessage: '{a}'\nhelp: H\n"
    kind = head.replace("unverified", "contradiction") if "[a, b]" in text else head
    return parse_rule(load(kind + text, "made.yaml"), "mine", require_examples=False, look_for_dead_ends=False)


@pytest.mark.parametrize("text", list(MADE.values()), ids=list(MADE))
def test_claims_are_put_together_for_a_rule_without_examples(text: str) -> None:
    rule = made(text)
    assert verdicts(rule, find(disputes(rule), lambda dispute: True, settings=ANEW)) in ({"certain"}, {"possible"})
    assert verdicts(rule, find(agreements(rule), lambda near: True, settings=ANEW)) == set()


def without_examples() -> Iterator[Rule]:
    for name in ("core/denial", "core/part-exceeds-whole", "core/no-citation", "editorial/tagged-who"):
        yield replace(next(rule for rule in RULES if rule.name == name), examples=())


@pytest.mark.parametrize("rule", list(without_examples()), ids=lambda rule: rule.name)
def test_the_conditions_of_a_rule_that_ships_suffice_to_put_claims_together(rule: Rule) -> None:
    renamed = replace(rule, id=f"{rule.id}-alone")  # what is known of the rule that ships is of no help
    assert bases(Trial.of(renamed), "certain")


# ------------------------------------------------------------------------------------------------ refusals


def test_a_rule_that_is_never_in_doubt_has_no_doubtful_disputes() -> None:
    with pytest.raises(InputError, match="no claims are known that editorial/tagged-who flags no more than possible"):
        disputes("editorial/tagged-who", verdict="possible")


def test_a_rule_that_asks_for_a_day_wants_one() -> None:
    with pytest.raises(InputError, match="core/expired asks for a day to check as of: give as_of"):
        disputes("core/expired")


def test_one_rule_is_asked_for_and_not_a_pack() -> None:
    with pytest.raises(InputError, match=r"'core' is \d+ rules, and one is asked for"):
        agreements("core")


def test_a_rule_that_nothing_can_match_is_refused() -> None:
    rule = made("claims: [a]\nwhere: [a.rank is deprecated, a.rank is preferred]")
    with pytest.raises(InputError, match="no claims are known that mine/made flags"):
        disputes(rule)


@given(data=st.data())
@settings(max_examples=5)
def test_the_same_rule_given_by_name_and_as_an_object_has_the_same_disputes(data: st.DataObject) -> None:
    rule = next(rule for rule in RULES if rule.name == "core/explicit")
    for given_rule in (rule, "core/explicit"):
        assert verdicts(rule, data.draw(disputes(given_rule))) == {"certain"}
