"""Blocks whose pairs are counted give what listing every pair gives."""

from dataclasses import replace
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts import Claim, ConflictReport, Predicate, Vocabulary, check
from conflicts.engines.python import PythonEngine
from conflicts.facts import limits
from conflicts.facts.lower import lower
from conflicts.facts.query import Match, Matches
from conflicts.facts.table import FactTable
from conflicts.report.cluster import clusters_of
from conflicts.rules.rule import Rule
from conflicts.sweep import bits
from strategies import Case, cases

CHUNK = 40
"""How many claims are one integer here."""


def topic_of(rule: Rule, facts: FactTable, match: Match) -> str | None:
    """The deepest of the subjects, as the report takes it."""
    if "topic" not in rule.same:
        return None
    subjects = [facts.vocabulary.entity_id(facts.claims[row].subject) for row in match.rows]
    return max(subjects, key=lambda subject: sum(1 for _ in facts.vocabulary.ancestors(subject)))


@given(case=cases(), chunk=st.integers(1, 5))
def test_counted_blocks_give_the_clusters_that_listed_pairs_give(case: Case, chunk: int) -> None:
    facts = FactTable.of(case.collection, case.as_of)
    for rule in case.rules:
        rule = replace(rule, blocks=(), kind="superseded" if rule.kind == "unverified" else rule.kind)
        query = lower(rule, facts)
        if query.is_countable:
            listed = PythonEngine().match(query, facts)
            with patch.object(limits, "LISTED", 0), patch.object(bits, "CHUNK", chunk):
                counted = PythonEngine().match(query, facts)
            assert isinstance(listed, Matches)
            assert isinstance(counted, Matches)
            assert not counted
            assert listed.crowds == ()
            assert counted.pairs == len(listed)
            assert in_any_order(rule, facts, counted) == in_any_order(rule, facts, listed)
        facts.flag(rule.name, Matches(), every_claim=True)


def in_any_order(rule: Rule, facts: FactTable, matches: Matches) -> set[object]:
    return set(clusters_of(rule.kind, matches, lambda match: topic_of(rule, facts, match)))


def rivals(count: int) -> tuple[list[Claim], Vocabulary]:
    """Claims about one thing, by fifty sources, with five values, over some years."""
    random = Random(20)
    claims = [
        Claim(
            id=f"claim-{number:05}",
            subject="town",
            predicate="mayor",
            value=f"person-{random.randrange(5)}",
            asserted_by=f"source-{random.randrange(50)}",
            valid=f"{year}-0{random.randrange(1, 10)}/{year + random.randrange(3)}-12",
            stated=f"{year + 3}",
        )
        for number, year in ((number, random.randrange(1900, 2000)) for number in range(count))
    ]
    return claims, Vocabulary(predicates={"mayor": Predicate(value="term", single=True)})


def report(claims: list[Claim], vocabulary: Vocabulary) -> ConflictReport:
    rules = ["core/incompatible-values", "core/self-contradiction", "core/state-succeeded"]
    return check(claims, vocabulary=vocabulary, rules=rules, engine="python")


def test_the_report_is_the_same_byte_for_byte() -> None:
    claims, vocabulary = rivals(limits.LISTED + 50)
    counted = report(claims, vocabulary)
    with patch.object(limits, "LISTED", len(claims)):
        listed = report(claims, vocabulary)
    assert counted.to_json() == listed.to_json()
    assert counted.findings


def test_every_pair_is_counted_where_all_contradict_each_other() -> None:
    count = 3 * CHUNK + 5
    claims = [
        Claim(id=f"{number:05}", subject="town", predicate="mayor", value=f"person-{number}", asserted_by=f"s{number}")
        for number in range(count)
    ]
    vocabulary = Vocabulary(predicates={"mayor": Predicate(value="term", single=True)})
    with patch.object(limits, "LISTED", 0), patch.object(bits, "CHUNK", CHUNK):
        (finding,) = check(claims, vocabulary=vocabulary, rules=["core/incompatible-values"], engine="python").findings
    assert finding.pairs == count * (count - 1) // 2
    assert finding.verdict == "possible"
    assert len(finding.claims) == count
    assert finding.examples[0] == ("00000", "00001")


@pytest.mark.parametrize("size", [0, 1])
def test_a_block_without_pairs_has_no_crowd(size: int) -> None:
    claims, vocabulary = rivals(size)
    with patch.object(limits, "LISTED", 0):
        assert report(claims, vocabulary).findings == ()
