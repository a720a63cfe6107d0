"""Why a finding is one, block by block: as the definition says, and without looking through all claims each time."""

from collections.abc import Sequence
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflicts import Claim, Predicate, Source, Vocabulary, check
from conflicts.facts import evaluate
from conflicts.facts.evaluate import Explainer, holds
from conflicts.facts.lower import lower
from conflicts.facts.query import Existence, Formula, Match
from conflicts.facts.table import FactTable
from conflicts.model.moment import MISSING
from conflicts.report.finding import partners_of
from strategies import Case, cases
from test_engines_agree import CASES, in_order


def how_many(existence: Existence, form: Formula, facts: FactTable, rows: Sequence[int], further: Sequence[int]) -> int:
    """How many further claims fit, or how many different values they certainly, or possibly, have."""
    fitting = [row for row in further if row not in rows and holds(form, facts, (*rows, row))]
    if existence.distinct is None:
        return len(fitting)
    values = [facts.column(f"{existence.distinct}.hi")[row] for row in fitting]
    return len({*values} - {MISSING}) + (values.count(MISSING) if form is existence.possible else 0)


def is_certain(existence: Existence, facts: FactTable, match: Match, topic: int | None) -> bool:
    further = facts.candidates(existence.key, match.rows[0], topic)
    if existence.negated:
        return how_many(existence, existence.possible, facts, match.rows, further) < existence.count
    return how_many(existence, existence.certain, facts, match.rows, further) >= existence.count


@given(case=cases(), listed=st.sampled_from([1, 10**9]))
@settings(max_examples=CASES)
def test_each_block_of_a_match_is_as_certain_as_its_further_claims_make_it(case: Case, listed: int) -> None:
    with patch("conflicts.facts.evaluate.LISTED", listed):
        _check_blocks(case)


def _check_blocks(case: Case) -> None:
    for rule, facts, expected in in_order(case):
        if facts.is_spread:  # a match has one topic of several then
            continue
        explainer, query = Explainer(rule, facts, partners_of), lower(rule, facts)
        for match in expected:
            topic = facts.code(facts.deepest(match.rows)) if "topic" in rule.same else None
            blocks = explainer.verdicts(match.rows, match.certain)[len(rule.where) :]
            told = [block.verdict == "certain" for block in blocks]
            assert told == [is_certain(each, facts, match, topic) for each in query.existences]


def of_one_event(size: int, **said: str) -> tuple[list[Claim], Vocabulary]:
    """So many sources of two parties say something of one event; two and two are copies of each other."""
    sources = {f"s{n}": Source(party=f"p{n % 2}", wire=f"s{n - 1}" if n % 2 else None) for n in range(size)}
    claims = [
        Claim.model_validate(
            {"id": f"c{n:04}", "subject": "ferry", "predicate": "killed", "value": 10 + n // 2, "asserted_by": f"s{n}"}
            | said
        )
        for n in range(size)
    ]
    return claims, Vocabulary(predicates={"killed": Predicate(value="quantity", single=True)}, sources=sources)


@pytest.mark.parametrize("said", [{"valid": "2022-03-01"}, {}, {"certainty": "possible"}], ids=str)
@pytest.mark.parametrize("rule", ["editorial/partisan-only", "core/single-origin", "core/undated"])
def test_explaining_looks_at_few_claims_for_each_finding(
    rule: str, said: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = 0

    def counted(formula: Formula, facts: FactTable, rows: Sequence[int]) -> bool:
        nonlocal looked
        looked += 1
        return holds(formula, facts, rows)

    monkeypatch.setattr(evaluate, "holds", counted)
    monkeypatch.setattr(evaluate, "LISTED", 10)
    work = []
    for size in (40, 160):
        claims, vocabulary = of_one_event(size, **said)
        looked = 0
        findings = list(check(claims, vocabulary=vocabulary, select=[rule], engine="python").findings)
        work.append(looked)
        assert len(findings) in (0, size)
    assert work[1] <= 5 * work[0]
