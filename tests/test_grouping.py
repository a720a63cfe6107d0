"""Findings by subject: at most one of a rule about one subject, and nothing lost."""

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from command import Run
from conflicts import Claim, Finding, InputError, Predicate, Vocabulary, check
from conflicts.engines import bulk_is_installed
from conflicts.model.claim import Location
from conflicts.model.collection import Collection
from conflicts.report.finding import GroupBy
from conflicts.report.report import ConflictReport
from conflicts.rules.rule import Rule
from strategies import Case, cases

TOWN = """
predicates:
  mayor: {value: term, single: true}
  population: {value: quantity, unit: person, single: true}
claims:
  - {id: dunn, subject: town, predicate: mayor, value: dunn, asserted_by: register, valid: 1871}
  - {id: pell, subject: town, predicate: mayor, value: pell, asserted_by: gazette, valid: 1871}
  - {id: hale, subject: town, predicate: mayor, value: hale, asserted_by: register, valid: 1875}
  - {id: reed, subject: town, predicate: mayor, value: reed, asserted_by: gazette, valid: 1875}
  - {id: many, subject: town, predicate: population, value: 900, asserted_by: register, valid: 1871}
  - {id: few, subject: town, predicate: population, value: 700, asserted_by: gazette, valid: 1871}
  - {id: stone, subject: port, predicate: mayor, value: stone, asserted_by: register, valid: 1871}
  - {id: mill, subject: port, predicate: mayor, value: mill, asserted_by: gazette, valid: 1871}
"""


def about(rule: Rule, finding: Finding, case: Case) -> str:
    """The subject of a finding: the deepest of those of its first match."""
    vocabulary = case.collection.vocabulary
    claims = {claim.id: claim for claim in case.collection.claims}
    subjects = {vocabulary.entity_id(claims[name].subject) for name in finding.examples[0]}
    return max(subjects, key=lambda subject: (len(list(vocabulary.ancestors(subject))), subject))


@given(case=cases())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_by_subject_there_is_one_finding_of_a_rule_and_nothing_is_lost(case: Case) -> None:
    plain = check(case.collection, rules=case.rules, engine="python", as_of=case.as_of)
    grouped = check(case.collection, rules=case.rules, engine="python", as_of=case.as_of, group_by="subject")
    assert grouped.statistics.pairs == plain.statistics.pairs
    for rule in case.rules:
        before, after = ([each for each in report.findings if each.rule == rule.name] for report in (plain, grouped))
        if rule.kind == "unverified":
            assert_put_together(before, after, case, "subject")
            continue
        if {"topic", "subject"}.isdisjoint(rule.same):
            assert after == before
            continue
        expected: dict[str, list[Finding]] = defaultdict(list)
        for finding in before:
            expected[about(rule, finding, case)].append(finding)
        assert len(after) == len(expected)
        for finding in after:
            together = expected[about(rule, finding, case)]
            assert {claim.id for claim in finding.claims} == {claim.id for each in together for claim in each.claims}
            assert finding.pairs == sum(each.pairs for each in together)
            assert (finding.verdict == "certain") == any(each.verdict == "certain" for each in together)
            assert (f"; and {len(together) - 1} more conflict" in finding.message) == (len(together) > 1)


Key: TypeAlias = tuple[str, str | None]


def shared(finding: Finding, case: Case, group_by: GroupBy) -> Key:
    """What an unverified finding shares with those that it is put together with."""
    claim = next(claim for claim in case.collection.claims if claim.id == finding.examples[0][0])
    vocabulary = case.collection.vocabulary
    of: dict[GroupBy, str | None] = {
        "subject": vocabulary.entity_id(claim.subject),
        "rule": None,
        "file": claim.location.file if claim.location else None,
        "source": vocabulary.source_id(claim.asserted_by) if claim.asserted_by else None,
    }
    return finding.verdict, of[group_by]


def assert_put_together(before: list[Finding], after: list[Finding], case: Case, group_by: GroupBy) -> None:
    expected: dict[Key, list[Finding]] = defaultdict(list)
    for finding in before:
        expected[shared(finding, case, group_by)].append(finding)
    assert len(after) == len(expected)
    for finding in after:
        together = expected[shared(finding, case, group_by)]
        assert {claim.id for claim in finding.claims} == {claim.id for each in together for claim in each.claims}
        assert finding.pairs == sum(each.pairs for each in together)
        assert (f"; and {len(together) - 1} more such claim" in finding.message) == (len(together) > 1)


GROUPS: tuple[GroupBy, ...] = ("rule", "file", "source")


@given(case=cases(), group_by=st.sampled_from(GROUPS), placed=st.booleans())
def test_what_is_unverified_is_put_together_and_conflicts_stay_apart(
    case: Case, group_by: GroupBy, placed: bool
) -> None:
    if placed:
        claims = tuple(
            claim.model_copy(update={"location": Location(file=f"{number % 2}.yaml", line=number + 1)})
            for number, claim in enumerate(case.collection.claims)
        )
        case = replace(case, collection=Collection(claims, case.collection.vocabulary))
    plain = check(case.collection, rules=case.rules, engine="python", as_of=case.as_of)
    grouped = check(case.collection, rules=case.rules, engine="python", as_of=case.as_of, group_by=group_by)
    assert grouped.statistics.pairs == plain.statistics.pairs
    for rule in case.rules:
        before, after = ([each for each in report.findings if each.rule == rule.name] for report in (plain, grouped))
        if rule.kind == "unverified":
            assert_put_together(before, after, case, group_by)
        else:
            assert after == before


@given(case=cases(), group_by=st.sampled_from(("subject", *GROUPS)))
def test_every_way_of_searching_groups_alike(case: Case, group_by: GroupBy) -> None:
    few = check(case.collection, rules=case.rules, engine="python", as_of=case.as_of, group_by=group_by)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("conflicts.facts.limits.LOOPED", 0)
        patch.setattr("conflicts.facts.limits.LISTED", 1)
        many = check(case.collection, rules=case.rules, engine="python", as_of=case.as_of, group_by=group_by)
    assert many.to_json() == few.to_json()


@pytest.mark.skipif(not bulk_is_installed(), reason="the extra `bulk` is not installed")
def test_a_table_is_grouped_as_its_claims_are() -> None:
    from conflicts.facts.stored import ClaimsTable, open_table
    from conflicts.tables.write import claims_table

    vocabulary = Vocabulary(predicates={"mayor": Predicate(single=True)})
    claims = [
        Claim(id=f"{place}-{year}-{name}", subject=place, predicate="mayor", value=name, valid=year)
        for place in ("town", "port")
        for year in ("1871", "1875")
        for name in ("dunn", "pell")
    ]
    table = open_table(ClaimsTable(frame=claims_table(claims, vocabulary), vocabulary=vocabulary))
    from_table = check(table, group_by="subject")
    assert from_table.to_json() == check(claims, vocabulary=vocabulary, group_by="subject").to_json()
    assert [finding.pairs for finding in from_table.findings if finding.kind == "contradiction"] == [2, 2]
    for group_by in GROUPS:
        from_table = check(table, group_by=group_by)
        assert from_table.to_json() == check(claims, vocabulary=vocabulary, group_by=group_by).to_json()
        assert [each.pairs for each in from_table.findings if each.rule == "core/no-source"] == [8]


BARE = """
claims:
  - {id: a, subject: door, predicate: state, value: shut, asserted_by: porter}
  - {id: b, subject: gate, predicate: state, value: open, asserted_by: porter}
  - {id: c, subject: door, predicate: colour, value: red, asserted_by: painter}
"""


@pytest.mark.parametrize(
    ("group_by", "joined"),
    [("rule", [3]), ("file", [3]), ("source", [2, 1]), ("subject", [2, 1]), ("conflict", [3])],
)
def test_the_command_puts_together_what_is_unverified(run: Run, group_by: str, joined: list[int]) -> None:
    Path("claims.yaml").write_text(BARE, encoding="utf-8")
    options = ("--select", "core/no-citation", "--group-by", group_by)
    found = ConflictReport.from_json(run("check", "claims.yaml", *options, "-f", "json").out).findings
    assert [each.pairs for each in found] == joined


def test_a_finding_of_several_claims_names_the_one_that_it_is_at(run: Run) -> None:
    Path("z.yaml").write_text(BARE, encoding="utf-8")
    Path("b.yaml").write_text(BARE.replace("id: ", "id: z").replace("door", "hatch"), encoding="utf-8")
    shown = run("check", ".", "--select", "core/no-citation", "--group-by", "rule", "-f", "concise").out
    assert shown.startswith("b.yaml:3:5: ")
    assert "hatch state shut; and 5 more such claims\n" in shown


def test_a_file_without_citations_is_accepted_claim_by_claim_and_stands_until_all_are(run: Run) -> None:
    accepted = ", suppress: [{rule: core/no-citation, reason: known}]}"
    first, second, third = (line for line in BARE.splitlines() if "id:" in line)
    most = BARE.replace(first, first[:-1] + accepted).replace(second, second[:-1] + accepted)
    options = ("--select", "core/no-citation", "--group-by", "file", "-f", "concise", "--quiet")
    Path("claims.yaml").write_text(most, encoding="utf-8")
    assert "and 2 more such claims" in run("check", "claims.yaml", *options).out
    Path("claims.yaml").write_text(most.replace(third, third[:-1] + accepted), encoding="utf-8")
    assert run("check", "claims.yaml", *options).out == ""


def test_the_command_groups_and_explains_by_subject(run: Run) -> None:
    Path("claims.yaml").write_text(TOWN, encoding="utf-8")
    told = run("check", "claims.yaml", "--select", "core/incompatible-values", "--group-by", "subject").out
    assert told.count("error[core/incompatible-values]") == 2
    assert "; and 2 more conflicts of this kind" in " ".join(told.split())
    mark = next(line.split(" · ")[1] for line in told.splitlines() if line.startswith("  town"))
    assert run("explain", mark, "claims.yaml", "--group-by", "subject").code == 0
    assert "is no fingerprint" in run("explain", mark, "claims.yaml").err


def test_the_settings_group_what_is_known_and_what_is_checked(run: Run) -> None:
    Path("claims.yaml").write_text(TOWN, encoding="utf-8")
    Path("conflicts.toml").write_text('group-by = "subject"\nselect = "contradiction"\n', encoding="utf-8")
    assert "2 known findings" in run("baseline", "create", "claims.yaml").out
    assert run("check", "claims.yaml", "--baseline", "conflicts-baseline.json").code == 0


def test_what_is_not_grouped_so_is_told() -> None:
    with pytest.raises(InputError, match="group"):
        check([], group_by="predicate")  # type: ignore[arg-type]  # what callers without types may say
