"""What holds of every report, whatever the claims and the rules are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from graphlib import TopologicalSorter
from itertools import permutations
from random import Random
from typing import TypeAlias
from unittest.mock import patch

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

import oracle
from conflicts.check import check
from conflicts.engines import choose, durable_is_installed
from conflicts.facts.evaluate import holds
from conflicts.facts.lower import lower
from conflicts.facts.table import FactTable
from conflicts.facts.visible import visible
from conflicts.model.claim import Citation, Claim
from conflicts.model.collection import Collection
from conflicts.model.value import Time
from conflicts.report.report import ConflictReport
from conflicts.rules.condition import Clause, Condition, FieldRef, Group, Words, conditions
from conflicts.rules.pack import load_rules, strata
from conflicts.rules.rule import Rule
from conflicts.strategies import collections, perturbations, vocabularies, weakenings
from conflicts.testing import assert_equivalent
from dispute_strategies import disputes
from strategies import Case, cases, plain_rule

CASES = settings().max_examples
FEWER = max(CASES // 8, 10)  # each of these runs every rule that ships, twice
AS_OF = "2022-04"

plausible = st.one_of(disputes(), disputes(), collections())

Claims: TypeAlias = tuple[str, ...]


@cache
def shipped() -> tuple[Rule, ...]:
    return load_rules()


def found(rules: Sequence[Rule], collection: Collection) -> dict[tuple[str, Claims], bool]:
    """Every match of the rules: by rule and claims (those of a contradiction in order of id), whether it is certain."""
    facts = FactTable.of(collection, AS_OF)
    python = choose("python", len(facts))
    all_matches: dict[tuple[str, Claims], bool] = {}
    for rule in (rule for stratum in strata(rules) for rule in stratum):
        matches = python.match(lower(rule, facts), facts)
        facts.flag(rule.name, matches, every_claim=rule.kind == "contradiction")
        for match in matches:
            rows = sorted(match.rows) if rule.kind == "contradiction" else match.rows
            all_matches[rule.name, tuple(facts.claims[row].id for row in rows)] = match.certain
    return all_matches


def flagged(rules: Iterable[Rule], matches: Mapping[tuple[str, Claims], bool]) -> dict[tuple[str, str], bool]:
    """By rule, the claims that its matches flag, and whether for certain."""
    leads = {rule.name: rule.kind != "contradiction" for rule in rules}
    verdicts: dict[tuple[str, str], bool] = {}
    for (rule, claims), certain in matches.items():
        for claim in claims[:1] if leads[rule] else claims:
            verdicts[rule, claim] = verdicts.get((rule, claim), False) or certain
    return verdicts


def with_claims(collection: Collection, claims: Iterable[Claim]) -> Collection:
    return replace(collection, claims=tuple(claims))


# ------------------------------------------------------------------------------------------------ the whole report


@given(case=cases(of=plausible), order=st.randoms(use_true_random=False))
@settings(max_examples=FEWER)
def test_the_order_of_the_claims_changes_no_byte_of_the_report(case: Case, order: Random) -> None:
    shuffled = list(case.collection.claims)
    order.shuffle(shuffled)
    rules = [*shipped(), *case.rules]
    report = check(case.collection, rules=rules, as_of=case.as_of)
    assert check(with_claims(case.collection, shuffled), rules=rules, as_of=case.as_of).to_json() == report.to_json()


@pytest.mark.skipif(not durable_is_installed(), reason="durable-rules is not installed, or cannot be imported here")
@given(case=cases(of=plausible))
@settings(max_examples=FEWER)
def test_both_engines_give_the_same_report_byte_for_byte(case: Case) -> None:
    rules = [*shipped(), *case.rules]
    durable, python = (
        check(case.collection, rules=rules, as_of=case.as_of, engine=name) for name in ("auto", "python")
    )
    assert (durable.statistics.engine, python.statistics.engine) == ("durable", "python")
    assert durable.to_json() == python.to_json()


@given(case=cases(of=plausible))
@settings(max_examples=FEWER)
def test_a_report_survives_its_own_json(case: Case) -> None:
    report = check(case.collection, rules=[*shipped(), *case.rules], as_of=case.as_of, engine="python")
    assert ConflictReport.from_json(report.to_json(runtime=True)) == report
    assert ConflictReport.from_json(report.to_json()).to_json() == report.to_json()


@given(case=cases(of=plausible))
@settings(max_examples=FEWER)
def test_matches_too_many_to_list_give_the_same_report(case: Case) -> None:
    rules = [*shipped(), *case.rules]
    listed = check(case.collection, rules=rules, as_of=case.as_of, engine="python")
    with patch("conflicts.facts.limits.LISTED", 0), patch("conflicts.sweep.bits.CHUNK", 3):
        counted = check(case.collection, rules=rules, as_of=case.as_of, engine="python")
    assert counted.to_json() == listed.to_json()


@given(case=cases())
@settings(max_examples=CASES)
def test_a_report_holds_every_match_of_every_rule_it_ran_and_no_other(case: Case) -> None:
    report = check(case.collection, rules=case.rules, as_of=case.as_of, engine="python")
    known = visible(case.collection, case.as_of, None)
    skipped = {each.rule for each in report.skipped}
    flags: dict[str, dict[str, str]] = {}
    for rule in case.rules:
        matches = set() if rule.name in skipped else oracle.matches(rule, known, flags, case.as_of)
        flags[rule.name] = oracle.flags(rule, matches)
        for verdict in ("certain", "possible"):
            expected = [ids for ids, certain in matches if certain == (verdict == "certain")]
            findings = [each for each in report.findings if each.rule == rule.name and each.verdict == verdict]
            assert sum(finding.pairs for finding in findings) == len(expected)
            assert {claim.id for each in findings for claim in each.claims} == {
                claim for ids in expected for claim in ids
            }


# ------------------------------------------------------------------------------------------------ certain and possible


@given(case=cases(of=collections(max_size=5), most_rules=1))
@settings(max_examples=CASES)
def test_what_is_certain_is_possible(case: Case) -> None:
    facts = FactTable.of(case.collection, case.as_of)
    query = lower(case.rules[0], facts)
    for rows in permutations(range(len(facts)), query.variables):
        assert holds(query.possible, facts, rows) or not holds(query.certain, facts, rows)
        for existence in query.existences:
            for further in set(range(len(facts))) - set(rows):
                every = (*rows, further)
                assert holds(existence.possible, facts, every) or not holds(existence.certain, facts, every)


def gets_no_surer(rule: Rule, rules: Mapping[str, Rule], *, grows: bool = False) -> bool:
    """Whether less knowledge can only take certain matches away (or, if it ``grows``, only add possible ones).

    Not so with the adverb ``possibly``, which turns a new doubt into a certainty, nor with ``certainly`` under
    ``without``, where a new doubt silences what spoke against the match. A join on the value needs exact values, so
    under ``without`` it does the same.
    """

    def fine(clauses: Iterable[Clause], grows: bool) -> bool:
        return all(clause_is_fine(clause, grows) for clause in clauses)

    def clause_is_fine(clause: Clause, grows: bool) -> bool:
        if isinstance(clause, Group):
            return fine(clause.members, grows)
        if clause.operator in ("is-flagged-by", "is-not-flagged-by"):
            assert isinstance(clause.right, Words)
            turned = clause.operator == "is-not-flagged-by"
            return gets_no_surer(rules[clause.right.words[0]], rules, grows=grows != turned) and not clause.adverb
        return clause.adverb != ("certainly" if grows else "possibly")

    joins_fine = not (grows and "value" in rule.same)
    blocks_fine = all(
        fine(block.where, grows != block.negated) and not (grows != block.negated and "value" in block.same)
        for block in rule.blocks
    )
    return joins_fine and fine(rule.where, grows) and blocks_fine


def monotone(rules: Sequence[Rule]) -> list[Rule]:
    by_name = {rule.name: rule for rule in rules}
    return [rule for rule in rules if gets_no_surer(rule, by_name)]


@given(case=cases(of=plausible), data=st.data())
@settings(max_examples=3 * FEWER)
def test_less_exact_dates_and_ranges_make_nothing_certain(case: Case, data: st.DataObject) -> None:
    rules = [*monotone(case.rules), *monotone(shipped())]
    weaker = data.draw(weakenings(case.collection))
    everything = [*case.rules, *shipped()]
    before, after = found(everything, case.collection), found(everything, weaker)
    names = {rule.name for rule in rules}
    certain_after = {match for match, certain in after.items() if certain and match[0] in names}
    event(f"something was certain: {bool(certain_after)}")
    assert certain_after <= {match for match, certain in before.items() if certain}


def test_many_rules_that_ship_say_less_where_less_is_known() -> None:
    # The others say `possibly` on purpose (a doubt about the order of two reports excuses neither of them), or
    # `certainly` of what would excuse a claim, or they ask for the flags of a rule that does.
    names = {rule.name for rule in monotone(shipped())}
    assert {
        "core/part-exceeds-whole",
        "core/duplicate-identity",
        "core/cumulative-decrease",
        "core/order-reversed",
    } <= names
    assert "core/denial" not in names


# ------------------------------------------------------------------------------------------------ what changes nothing


@given(collection=plausible, data=st.data())
@settings(max_examples=2 * FEWER)
def test_one_more_citation_leaves_nothing_more_unverified(collection: Collection, data: st.DataObject) -> None:
    # Without a date: an old one could rightly make the claim's citations stale.
    number = data.draw(st.integers(0, len(collection.claims) - 1))
    cited = [
        claim.model_copy(update={"citations": (*claim.citations, Citation(ref="one more"))}) if at == number else claim
        for at, claim in enumerate(collection.claims)
    ]
    unverified = {rule.name for rule in shipped() if rule.kind == "unverified"}
    before, after = (found(shipped(), each) for each in (collection, with_claims(collection, cited)))
    assert {match for match in after if match[0] in unverified} <= set(before)


lengths = collections(vocabularies(types=["quantity"], units=["km", "m", None]))


@given(case=cases(of=st.one_of(plausible, lengths)), data=st.data())
@settings(max_examples=2 * FEWER)
def test_how_claims_are_written_changes_nothing(case: Case, data: st.DataObject) -> None:
    written = data.draw(perturbations(case.collection))
    for change in written.changes:
        event(change)
    rules = [*(rule for rule in case.rules if not asks_for_spelling(rule)), *shipped()]
    names = [rule.name for rule in rules]
    reports = [
        check(each, rules=[*case.rules, *shipped()], select=names, as_of=AS_OF, engine="python")
        for each in (case.collection, written.collection)
    ]
    assert_equivalent(*reports, renamed=written.renamed)


def asks_for_spelling(rule: Rule) -> bool:
    """Whether a rule, or one that it may ask about, looks at ids or at letters."""
    return any(
        each.operator in ("matches", "is-flagged-by", "is-not-flagged-by") or "id" in (each.left.field, *_right(each))
        for each in conditions(rule.clauses)
    )


def _right(condition: Condition) -> tuple[str, ...]:
    return (condition.right.field,) if isinstance(condition.right, FieldRef) else ()


@given(collection=plausible, data=st.data())
@settings(max_examples=2 * FEWER)
def test_a_copy_from_the_same_origin_corroborates_nothing(collection: Collection, data: st.DataObject) -> None:
    claim, vocabulary = data.draw(st.sampled_from(collection.claims)), collection.vocabulary
    assume(claim.asserted_by is not None)
    original = vocabulary.source_id(claim.asserted_by or "")
    party = vocabulary.source(original).party
    carrier = vocabulary.source(original).model_copy(
        update={
            "name": "",
            "aliases": (),
            "owner": original,
            "wire": None,
            "party": data.draw(st.sampled_from([party, None])),
        }
    )
    copy = claim.model_copy(update={"id": "zz", "asserted_by": "the carrier"})
    enlarged = vocabulary.model_copy(update={"sources": {**vocabulary.sources, "the carrier": carrier}})
    before = flagged(shipped(), found(shipped(), collection))
    after = flagged(shipped(), found(shipped(), Collection((*collection.claims, copy), enlarged)))
    origins = {
        each.id: each.asserted_by and vocabulary.origin(vocabulary.source_id(each.asserted_by))
        for each in collection.claims
    }
    for (rule, flagged_claim), certain in before.items():
        # A carrier that belongs to no party stands, for the other claims, beside the parties.
        from_there = carrier.party == party or origins[flagged_claim] == vocabulary.origin(original)
        if rule == "core/single-origin" or (rule == "editorial/partisan-only" and from_there):
            event(rule)
            assert (rule, flagged_claim) in after
            assert after[rule, flagged_claim] or not certain


@given(collection=plausible)
@settings(max_examples=2 * FEWER)
def test_no_rule_that_ships_says_that_claims_supersede_each_other_in_a_circle(collection: Collection) -> None:
    superseded = [rule for rule in shipped() if rule.kind == "superseded" and len(rule.variables) == 2]
    by = TopologicalSorter[tuple[str, str]]()
    names = {rule.name for rule in superseded}
    for rule, claims in found(shipped(), collection):
        if rule in names:
            event(rule)
            by.add((rule, claims[0]), (rule, claims[1]))
    by.prepare()  # raises CycleError


# ------------------------------------------------------------------------------------------------ Allen's relations

_ONE_WAY = ("before", "after", "equals", "during", "contains")
_BOTH_WAYS = ("meets", "overlaps", "starts", "finishes")


@dataclass(frozen=True)
class _Days:
    """From the morning of one day of March 2022 to the evening of another."""

    first: int
    last: int

    @property
    def time(self) -> Time:
        first, last = f"2022-03-{self.first:02d}", f"2022-03-{self.last:02d}"
        return Time(text=first if first == last else f"{{{first},{last}}}")


_days = st.tuples(st.integers(1, 6), st.integers(1, 6)).map(lambda days: _Days(min(days), max(days)))


@given(a=_days, b=_days)
@settings(max_examples=CASES)
def test_two_exact_periods_stand_in_exactly_one_of_allens_thirteen_relations(a: _Days, b: _Days) -> None:
    claims = tuple(Claim(id=name, subject="s", predicate="p", valid=days.time) for name, days in (("a", a), ("b", b)))

    def verdicts(relation: str) -> dict[Claims, bool]:
        holds = Condition(FieldRef("x", "valid"), relation, FieldRef("y", "valid"))
        rule = plain_rule(relation, kind="superseded", variables=("x", "y"), where=(holds,))
        return {ids: certain for (_, ids), certain in found([rule], Collection(claims)).items()}

    hold = [relation for relation in (*_ONE_WAY, *_BOTH_WAYS) if ("a", "b") in verdicts(relation)]
    hold += [f"inverse of {relation}" for relation in _BOTH_WAYS if ("b", "a") in verdicts(relation)]
    assert all(
        certain for relation in (*_ONE_WAY, *_BOTH_WAYS, "intersects") for certain in verdicts(relation).values()
    )
    assert len(hold) == 1
    apart = hold[0] in ("before", "after", "meets", "inverse of meets")
    assert (("a", "b") in verdicts("intersects")) is not apart
    assert apart is (a.last < b.first or b.last < a.first)
