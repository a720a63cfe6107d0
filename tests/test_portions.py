"""Blocks too large to list: some of their claims are compared, the same in every engine, and the report says so."""

from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflicts import Claim, Predicate, Vocabulary, check
from conflicts.engines import bulk_is_installed
from conflicts.facts.portions import portion, whole
from conflicts.facts.query import TRUE, Existence, Query
from strategies import Case, cases
from test_engines_agree import CASES

if bulk_is_installed():
    from test_stored import known, stored

WORK = "conflicts.facts.portions.WORK"


def query(variables: int, further: bool) -> Query:
    existences = (Existence(False, (), TRUE, TRUE),) if further else ()
    return Query("r", variables, (), TRUE, TRUE, existences)


def test_claims_that_stand_alone_and_pairs_that_are_counted_are_never_cut_short() -> None:
    counted = replace(query(2, further=False), grouped=True)
    assert [portion(each, 10**9) for each in (query(1, further=False), counted)] == [10**9, 10**9]


@given(
    variables=st.integers(2, 4),
    further=st.booleans(),
    size=st.integers(1, 10**7),
    work=st.sampled_from([1, 7, 1_000, 10**6, 10**10]),
)
def test_no_more_is_looked_at_than_was_said(variables: int, further: bool, size: int, work: int) -> None:
    asked = query(variables, further)
    with patch(WORK, work):
        compared, all_of = portion(asked, size), whole(asked)
    assert all_of ** (variables + further) <= work < (all_of + 1) ** (variables + further)
    if size <= all_of:
        assert compared == size
    else:
        assert compared == variables or compared**variables * (size if further else 1) <= work


@pytest.mark.skipif(not bulk_is_installed(), reason="needs DuckDB: pip install 'conflicts[bulk]'")
@given(case=cases(), work=st.sampled_from([1, 8, 27, 70]))
@settings(max_examples=CASES // 4)
def test_every_engine_compares_the_same_claims(case: Case, work: int) -> None:
    case = known(case)
    with patch(WORK, work):
        python = check(case.collection, rules=case.rules, engine="python", as_of=case.as_of)
        duckdb = check(stored(case), rules=case.rules, as_of=case.as_of)
        with patch("conflicts.engines.python.MANY", 0):
            arrays = check(case.collection, rules=case.rules, engine="python", as_of=case.as_of)
    assert duckdb.to_json() == python.to_json()
    assert arrays.to_json() == python.to_json()


def test_the_report_says_what_was_compared() -> None:
    vocabulary = Vocabulary(predicates={"mayor": Predicate(single=True)})
    claims = [
        Claim(id=f"c{n:02}", subject="town", predicate="mayor", value=f"v{n}", asserted_by="gazette", stated=f"18{n}")
        for n in range(40, 70)
    ]
    whole_report = check(claims, vocabulary=vocabulary, select=["core/newer-statement"], engine="python")
    assert whole_report.truncated == ()
    with patch(WORK, 3_000):
        report = check(claims, vocabulary=vocabulary, select=["core/newer-statement"], engine="python")
    (told,) = report.truncated
    assert told.rule == "core/newer-statement"
    assert (told.pairs, told.exact) == (report.statistics.pairs, False)
    assert told.reason.startswith("of 30 claims in one block, the first 10 were compared with each other")
    assert 0 < report.statistics.pairs < whole_report.statistics.pairs
    assert "not complete" in " ".join(report.to_text().split())
