"""Blocks too large to list: some of their claims are compared, the same in every engine, and the report says so."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflicts import Claim, Entity, Predicate, Source, Vocabulary, check
from conflicts.engines import bulk_is_installed
from conflicts.facts.portions import Portion, cut_short, is_too_much, joins, portion
from conflicts.facts.query import TRUE, Existence, Query
from conflicts.rules.condition import Condition, FieldRef, Words
from conflicts.rules.rule import Block
from strategies import Case, cases, plain_rule
from test_engines_agree import CASES

if bulk_is_installed():
    from conflicts.facts.stored import ClaimsTable, open_table
    from conflicts.sql import Cut, leave_out
    from conflicts.sql.cut import Database
    from conflicts.tables.write import claims_table
    from test_stored import stored

WORK = "conflicts.facts.limits.WORK"


def query(variables: int, further: bool) -> Query:
    existences = (Existence(False, (), TRUE, TRUE),) if further else ()
    return Query("r", variables, (), TRUE, TRUE, existences)


def test_pairs_that_are_counted_and_claims_that_match_alone_are_never_cut_short() -> None:
    counted = replace(query(2, further=False), grouped=True)
    assert [[*joins(each)] for each in (query(1, further=False), counted)] == [[], []]
    assert not any(is_too_much(each, 10**9) for each in (query(1, further=False), counted))


@given(
    variables=st.integers(1, 4),
    size=st.integers(1, 10**7),
    further=st.integers(0, 10**7),
    work=st.sampled_from([1, 7, 1_000, 10**6, 10**10]),
)
def test_no_more_is_looked_at_than_was_said(variables: int, size: int, further: int, work: int) -> None:
    asked, each = query(variables, further=True), max(1, further)
    with patch(WORK, work):
        compared, in_question = portion(asked, size, further), is_too_much(asked, max(size, further))
    if size**variables * each <= work:
        assert compared == size
    else:
        assert in_question
        assert compared == variables or compared**variables * each <= work < (compared + 1) ** variables * each


@pytest.mark.skipif(not bulk_is_installed(), reason="the extra `bulk` is not installed")
@given(case=cases(), work=st.sampled_from([1, 8, 27, 70]))
@settings(max_examples=CASES // 4)
def test_every_engine_compares_the_same_claims(case: Case, work: int) -> None:
    with patch(WORK, work):
        python = check(case.collection, rules=case.rules, engine="python", as_of=case.as_of)
        duckdb = check(stored(case), rules=case.rules, as_of=case.as_of)
        with patch("conflicts.facts.limits.LOOPED", 0):
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


def test_the_report_says_how_many_blocks_were_cut() -> None:
    def told(*blocks: Portion) -> str:
        (only,) = cut_short(query(2, further=True), blocks, left_out=12, found=3)
        assert (only.pairs, only.exact) == (3, False)
        return only.reason.partition(";")[0]

    first = "of 9 claims in one block, the first 4 were compared with each other"
    assert cut_short(query(2, further=True), [], 0, 3) == []
    assert told(Portion(9, 4)) == first
    assert told(Portion(5, 4), Portion(9, 4)) == f"{first}, and likewise in 1 more: 12 claims are left out in all"
    assert told(*[Portion(5, 4)] * 2, Portion(9, 4)).endswith("in 2 more: 12 claims are left out in all")


ENGINES = ["python", *(["duckdb"] if bulk_is_installed() else [])]
MILLS = Vocabulary(
    predicates={"owner": Predicate(single=True, timeless=True), "toll": Predicate(value="quantity")},
    sources={
        "wire": Source(party="east"),
        "paper": Source(wire="wire", party="east"),
        "herald": Source(party="west"),
        "gazette": Source(),
    },
)


LOOKS_FOR_DEPRECATED = plain_rule(
    "alone",
    blocks=(
        Block("c", ("topic", "predicate"), (Condition(FieldRef("c", "rank"), "is", Words(("deprecated",))),), True),
    ),
)


def mills(numbers: range, speakers: Sequence[str] = ("wire", "paper")) -> list[Claim]:
    """Claims about so many mills, of each one from each of the speakers."""
    return [
        Claim(id=f"m{n:03}-{by}", subject=f"mill-{n}", predicate="owner", value="Pell", asserted_by=by)
        for n in numbers
        for by in speakers
    ]


def found(claims: Sequence[Claim], rule: str, engine: str, vocabulary: Vocabulary = MILLS) -> tuple[set[str], int]:
    """The claims that stand first in what a rule finds, and how often it is said to be cut short."""
    report = check(claims, vocabulary=vocabulary, select=[rule], engine=engine)
    return {finding.claims[0].id for finding in report.findings}, sum(each.rule == rule for each in report.truncated)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rule", ["core/single-origin", "editorial/partisan-only"])
def test_what_is_found_of_single_claims_stays_when_a_table_grows(
    engine: str, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WORK, 20)
    before: set[str] = set()
    for size in (1, 3, 10, 40):
        claims, cut = found(mills(range(size)), rule, engine)
        assert cut == 0
        assert before < claims
        assert len(claims) == 2 * size
        before = claims


@pytest.mark.parametrize("engine", ENGINES)
def test_only_the_block_of_the_further_claims_that_is_too_large_is_cut(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd = [claim.model_copy(update={"id": f"x{n}-{claim.id}"}) for n in range(9) for claim in mills(range(1))]
    elsewhere, _ = found(mills(range(1, 9)), "core/single-origin", engine)
    monkeypatch.setattr(WORK, 100)
    claims, cut = found([*crowd, *mills(range(1, 9))], "core/single-origin", engine)
    assert cut == 1
    assert claims >= elsewhere
    assert len(claims - elsewhere) == 100 // 18, "of 18 claims, each compared with 18"


@pytest.mark.parametrize("engine", ENGINES)
def test_claims_that_cannot_be_the_further_one_are_no_work(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 30 claims of one block none is deprecated: whoever looks for those looks at nothing."""
    monkeypatch.setattr(WORK, 30)
    claims = [claim.model_copy(update={"id": f"y{n}-{claim.id}"}) for n in range(15) for claim in mills(range(1))]
    report = check(claims, vocabulary=MILLS, rules=[LOOKS_FOR_DEPRECATED], engine=engine)
    assert (len(report.findings), report.truncated) == (30, ())


@pytest.mark.skipif(not bulk_is_installed(), reason="needs DuckDB: pip install 'conflicts[bulk]'")
def test_duckdb_joins_no_claim_that_has_no_part_in_a_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 400 claims of one block none is of a predicate that the rule asks about."""
    import conflicts.engines.duckdb as engine

    rule, kept = "core/cumulative-decrease", list[object]()

    def noted(query: Query, claims: int, database: Database, **how: Any) -> Cut:
        kept.extend(database.execute("SELECT count(*) FROM facts").fetchall())
        return leave_out(query, claims, database, **how)

    monkeypatch.setattr(engine, "leave_out", noted)
    claims = [claim.model_copy(update={"id": f"z{n}-{claim.id}"}) for n in range(200) for claim in mills(range(1))]
    vocabulary = MILLS.model_copy(
        update={"predicates": {**MILLS.predicates, "dead": Predicate(value="quantity", cumulative=True)}}
    )
    assert len(check(claims, vocabulary=vocabulary, select=[rule], engine="duckdb").findings) == 0
    table = open_table(ClaimsTable(frame=claims_table(claims, vocabulary), vocabulary=vocabulary))
    assert len(check(table, select=[rule]).findings) == 0
    assert kept[-1] == kept[len(kept) // 2 - 1] == (0,)


LAND = Vocabulary(
    entities={"land": Entity(), "quarter": Entity(part_of="land")},
    predicates={"held": Predicate(extends_to="parts"), "seen": Predicate(), "mayor": Predicate()},
)
ASKS_FOR_MAYOR = (Block("c", ("topic",), (Condition(FieldRef("c", "predicate"), "is", Words(("mayor",))),), False),)


def about(subject: str, predicate: str, count: int) -> list[Claim]:
    names = [f"{subject}-{predicate}-{number}" for number in range(count)]
    return [Claim(id=name, subject=subject, predicate=predicate, value="x") for name in names]


def said(variable: str, predicate: str) -> Condition:
    return Condition(FieldRef(variable, "predicate"), "is", Words((predicate,)))


@pytest.mark.parametrize("engine", ENGINES)
def test_further_claims_about_a_whole_are_no_work_in_the_block_of_its_part(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six claims that could match, and one further one, are about the quarter: 36 ways; nine are about the land."""
    where = (said("a", "held"), said("b", "seen"))
    rule = plain_rule("pair", variables=("a", "b"), same=("topic",), where=where, blocks=ASKS_FOR_MAYOR)
    claims = [*about("land", "held", 3), *about("quarter", "seen", 3), *about("quarter", "mayor", 1)]
    monkeypatch.setattr(WORK, 100)
    report = check([*claims, *about("land", "mayor", 9)], vocabulary=LAND, rules=[rule], engine=engine)
    assert (report.statistics.pairs, report.truncated) == (9, ())


@pytest.mark.parametrize("engine", ENGINES)
def test_single_claims_about_a_whole_are_no_work_in_the_block_of_its_part(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six claims about the land match alone, there; six further ones are about the quarter."""
    rule = plain_rule("alone", where=(said("a", "held"),), blocks=ASKS_FOR_MAYOR)
    monkeypatch.setattr(WORK, 20)
    claims = [*about("land", "held", 6), *about("quarter", "mayor", 6), *about("land", "mayor", 1)]
    report = check(claims, vocabulary=LAND, rules=[rule], engine=engine)
    assert (report.statistics.pairs, report.truncated) == (6, ())


@pytest.mark.parametrize("engine", ENGINES)
def test_the_claim_with_the_most_further_claims_says_how_much_work_a_block_is(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four claims, of three of which nothing further is said, and of the fourth ten times something."""
    block = Block("c", ("subject",), (said("c", "mayor"),), False)
    where = (said("a", "seen"), said("b", "seen"))
    rule = plain_rule("pair", variables=("a", "b"), same=("predicate",), where=where, blocks=(block,))
    claims = [claim for number in range(3) for claim in about(f"town{number}", "seen", 1)]
    claims += [*about("town3", "seen", 1), *about("town3", "mayor", 10)]
    monkeypatch.setattr(WORK, 100)
    (cut,) = check(claims, vocabulary=LAND, rules=[rule], engine=engine).truncated
    assert cut.reason.startswith("of 4 claims in one block, the first 3 were compared")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_block_of_as_few_claims_as_a_match_has_is_never_cut(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where = (said("a", "held"), said("b", "seen"))
    rule = plain_rule("pair", variables=("a", "b"), same=("topic",), where=where, blocks=ASKS_FOR_MAYOR)
    monkeypatch.setattr(WORK, 3)
    claims = [*about("quarter", "held", 1), *about("quarter", "seen", 1), *about("quarter", "mayor", 5)]
    report = check(claims, vocabulary=LAND, rules=[rule], engine=engine)
    assert (report.statistics.pairs, report.truncated) == (1, ())


@pytest.mark.parametrize("engine", ENGINES)
def test_claims_without_what_the_further_ones_share_are_no_block(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """None of the six has a party, and so none has a further claim of its party."""
    block = Block("c", ("party",), (said("c", "mayor"),), True)
    rule = plain_rule("alone", where=(said("a", "held"),), blocks=(block,))
    monkeypatch.setattr(WORK, 5)
    report = check(about("quarter", "held", 6), vocabulary=LAND, rules=[rule], engine=engine)
    assert (report.statistics.pairs, report.truncated) == (6, ())


@pytest.mark.skipif(not bulk_is_installed(), reason="needs DuckDB: pip install 'conflicts[bulk]'")
def test_a_table_is_cut_as_its_claims_are(monkeypatch: pytest.MonkeyPatch) -> None:
    where = (said("a", "held"), said("b", "seen"))
    rule = plain_rule("pair", variables=("a", "b"), same=("topic",), where=where, blocks=ASKS_FOR_MAYOR)
    monkeypatch.setattr(WORK, 20)
    claims = [*about("quarter", "held", 4), *about("land", "held", 1), *about("quarter", "seen", 4)]
    claims += about("quarter", "mayor", 1)
    by_python = check(claims, vocabulary=LAND, rules=[rule], engine="python")
    table = open_table(ClaimsTable(frame=claims_table(claims, LAND), vocabulary=LAND))
    assert check(table, rules=[rule]).to_json() == by_python.to_json()
    assert by_python.truncated
