"""No conflict that nobody accepts is inside a suppressed finding, however few of its pairs the finding shows."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflicts import Claim, ConflictReport, Predicate, Vocabulary, check, sweep
from conflicts.check import why_not
from conflicts.engines import bulk_is_installed
from conflicts.engines.python import PythonEngine
from conflicts.facts import limits
from conflicts.facts.lower import lower
from conflicts.facts.query import Match, Matches, Query, Truncation
from conflicts.facts.table import FactTable
from conflicts.report.finding import Finding, GroupBy
from conflicts.rules.condition import Condition, FieldRef
from conflicts.rules.rule import Rule
from strategies import Case, cases, plain_rule
from test_engines_agree import CASES

NEWER = "core/newer-statement"
SHOWN = ("report.cluster", "report.lazy", "sweep.bits", "sweep.swept")


def case_accepting(case: Case, accepted: list[tuple[str, str]]) -> Case:
    """The case where these claims suppress these rules."""
    claims = [
        Claim.model_validate(
            claim.model_dump()
            | {"suppress": [{"rule": rule, "reason": "r"} for id, rule in accepted if id == claim.id]}
        )
        for claim in case.collection.claims
    ]
    return replace(case, collection=replace(case.collection, claims=tuple(claims)))


@st.composite
def accepting_cases(draw: st.DrawFn) -> Case:
    case = draw(cases())
    ids = [claim.id for claim in case.collection.claims]
    names = [rule.name for rule in case.rules]
    chosen = st.tuples(st.sampled_from(ids), st.sampled_from(names))
    return case_accepting(case, draw(st.lists(chosen, min_size=1, max_size=12)) if ids else [])


def every_match(case: Case) -> Iterator[tuple[Rule, frozenset[str], bool, bool]]:
    """Each match of each rule, with nothing counted: its claims, whether it is certain, and whether one is accepted."""
    facts = FactTable.of(case.collection)
    for rule in case.rules:
        with patch.object(limits, "LISTED", 10**9), patch.object(limits, "LOOPED", 10**9):
            matches = Matches() if why_not(rule, facts) else PythonEngine().match(lower(rule, facts), facts)
        facts.flag(rule.name, matches, every_claim=rule.kind == "contradiction")
        for match in matches:
            yield rule, *described(match, facts, rule)


def described(match: Match, facts: FactTable, rule: Rule) -> tuple[frozenset[str], bool, bool]:
    claims = [facts.claims[row] for row in match.rows]
    accepted = any(each.rule == rule.name for claim in claims for each in claim.suppress)
    return frozenset(claim.id for claim in claims), match.certain, accepted


def holds(finding: Finding, rule: Rule, ids: frozenset[str], certain: bool, group_by: GroupBy) -> bool:
    joined = group_by == "subject" and rule.kind != "unverified"
    same = joined or certain == (finding.verdict == "certain")
    return finding.rule == rule.name and same and ids <= {claim.id for claim in finding.claims}


def report_of(case: Case, engine: str, group_by: GroupBy = "conflict") -> ConflictReport:
    claims: Any = case.collection
    if engine == "duckdb":
        from conflicts.facts.stored import ClaimsTable, open_table
        from conflicts.tables.write import claims_table

        frame = claims_table(case.collection.claims, case.collection.vocabulary)
        claims = open_table(ClaimsTable(frame=frame, vocabulary=case.collection.vocabulary))
    return check(claims, rules=case.rules, engine=engine, group_by=group_by)


ENGINES = ["python", *(["duckdb"] if bulk_is_installed() else [])]


@given(
    case=accepting_cases(),
    engine=st.sampled_from(ENGINES),
    listed=st.sampled_from([1, 300]),
    swept=st.sampled_from([0, 1_000]),
    shown=st.sampled_from([1, 10]),
    group_by=st.sampled_from(["conflict", "subject", "rule"]),
)
@settings(max_examples=CASES // 2)
def test_no_pair_that_nobody_accepts_is_inside_a_suppressed_finding(
    case: Case, engine: str, listed: int, swept: int, shown: int, group_by: GroupBy
) -> None:
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(limits, "LISTED", listed)
        patches.setattr(limits, "LOOPED", 0 if listed == 1 else 10**9)
        patches.setattr(limits, "BY_BITS", swept)
        for module in SHOWN:
            patches.setattr(f"conflicts.{module}.EXAMPLES", shown)
        report = report_of(case, engine, group_by)
    matches = list(every_match(case))
    for suppressed in report.suppressed:
        inside = [one for one in matches if holds(suppressed.finding, one[0], one[1], one[2], group_by)]
        assert inside
        assert all(accepted for *_, accepted in inside)
    for finding in report.findings:
        inside = [one for one in matches if holds(finding, one[0], one[1], one[2], group_by)]
        assert not all(accepted for *_, accepted in inside), "what is accepted whole does not stand"


# ------------------------------------------------------------------------------------------------------ by example


HELD = Vocabulary(predicates={"held": Predicate(value="text", single=True, timeless=True)})


def claim(id: str, value: str, rule: str | None = None, **fields: Any) -> Claim:
    suppress = [] if rule is None else [{"rule": rule, "reason": "known"}]
    given = {"asserted_by": f"source of {id}", "citations": [{"ref": "1"}]} | fields
    return Claim(id=id, subject="town", predicate="held", value=value, suppress=suppress, **given)


def outcome(claims: list[Claim], rule: str | Rule, engine: str) -> tuple[int, int]:
    """How many findings stand, and how many are suppressed."""
    given: Any = claims
    if engine == "duckdb":
        from conflicts.tables.write import claims_table

        given = claims_table(claims, HELD)
    report = check(given, vocabulary=HELD, rules=[rule], engine=engine)
    return len(report.findings), len(report.suppressed)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("count", [3, 16, 310])
def test_one_accepted_claim_does_not_hide_what_the_others_say_of_each_other(count: int, engine: str) -> None:
    """Claims of one value conflict with each other here: what is shown as one side has conflicts of its own."""
    together = plain_rule("several-speak", kind="contradiction", variables=("a", "b"), same=("subject", "predicate"))
    claims = [claim("a0", "B", together.name), *(claim(f"a{number}", "A") for number in range(1, count))]
    assert outcome(claims, together, engine) == (1, 0)
    assert outcome([claim(each.id, "A", together.name) for each in claims[1:]] + claims[:1], together, engine) == (0, 1)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("count", [4, 30, 310])
def test_a_source_that_alternates_is_suppressed_only_as_far_as_it_is_accepted(count: int, engine: str) -> None:
    def said(accepted: int) -> list[Claim]:
        return [
            claim(
                f"a{number:03}",
                "XY"[number % 2],
                NEWER if number % 2 or number < accepted else None,
                asserted_by="desk",
                stated=f"{1500 + number}",
            )
            for number in range(count)
        ]

    assert outcome(said(0), NEWER, engine) == (0, 1)  # each pair has an X, or a Y: and every Y is accepted
    some = [each.model_copy(update={"suppress": ()}) if each.id == "a001" else each for each in said(0)]
    assert outcome(some, NEWER, engine) == (1, 0)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("count", [4, 160])
def test_a_side_that_is_accepted_whole_suppresses_however_many_pairs_there_are(count: int, engine: str) -> None:
    rule = "core/incompatible-values"
    accepted = [claim(f"a{number}", "X", rule) for number in range(count)]
    others = [claim(f"b{number}", "Y") for number in range(count)]
    assert outcome([*accepted, *others], rule, engine) == (0, 1)
    assert outcome([claim("a0", "X"), *accepted[1:], *others], rule, engine) == (1, 0)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("count", [12, 310])
def test_what_is_certain_can_be_accepted_where_the_same_claims_conflict_perhaps(count: int, engine: str) -> None:
    """The first claim is certainly older than each other; of the others, made in one month, any may be older."""
    older = plain_rule(
        "older",
        kind="contradiction",
        variables=("a", "b"),
        same=("subject",),
        where=(Condition(FieldRef("a", "stated"), "<", FieldRef("b", "stated")),),
    )
    others = [claim(f"b{number}", "Y", stated="2021-03") for number in range(count)]
    assert outcome([claim("a", "X", older.name, stated="2020"), *others], older, engine) == (1, 1)


def test_by_subject_what_is_possible_must_be_accepted_with_what_is_certain() -> None:
    older = plain_rule(
        "older",
        kind="contradiction",
        variables=("a", "b"),
        same=("subject",),
        where=(Condition(FieldRef("a", "stated"), "<", FieldRef("b", "stated")),),
    )
    others = [claim(f"b{number:02}", "Y", stated="2021-03") for number in range(12)]
    claims = [claim("a", "X", older.name, stated="2020"), *others]
    report = check(claims, vocabulary=HELD, rules=[older], engine="python", group_by="subject")
    assert (len(report.findings), len(report.suppressed)) == (1, 0)


@pytest.mark.parametrize("engine", ENGINES)
def test_two_claims_that_nobody_accepts_are_a_pair_also_where_it_is_not_shown(engine: str) -> None:
    together = plain_rule("several-speak", kind="contradiction", variables=("a", "b"), same=("subject", "predicate"))
    accepted = [claim(f"a{number:02}", "A", together.name) for number in range(14)]
    assert outcome([*accepted, claim("b", "A")], together, engine) == (0, 1)
    assert outcome([*accepted, claim("b", "A"), claim("c", "A")], together, engine) == (1, 0)


def test_what_was_not_counted_to_the_end_is_not_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    rule, counted = "core/incompatible-values", sweep.crowds_of

    def cut(query: Query, columns: Any, rows: Any, home: Any, **how: Any) -> sweep.Sweep:
        found = counted(query, columns, rows, home, **how)
        return replace(found, truncated=Truncation(0, False, "cut")) if len(rows) < 320 else found

    claims = [claim(f"a{n}", "X", rule) for n in range(160)] + [claim(f"b{n}", "Y") for n in range(160)]
    assert outcome(claims, rule, "python") == (0, 1)
    monkeypatch.setattr(sweep, "crowds_of", cut)
    assert outcome(claims, rule, "python") == (1, 0)
