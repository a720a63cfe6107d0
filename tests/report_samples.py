"""Rules and claims built by hand, for the tests of what comes after an engine."""

from collections.abc import Iterable
from typing import Any

from conflicts.facts.query import Match, Matches
from conflicts.facts.table import FactTable
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.source import Source
from conflicts.model.vocabulary import Entity, Predicate, Vocabulary
from conflicts.report.finding import Finding, findings_of
from conflicts.report.report import ConflictReport, Skipped, Statistics
from conflicts.rules.condition import Clause, Condition, FieldRef, Words
from conflicts.rules.rule import Kind, Rule

VOCABULARY = Vocabulary(
    sources={
        "mod": Source(name="Ministry of Defence", aliases=("MoD",)),
        "isw": Source(name="Institute"),
        "local": Source(kind="unnamed"),
    },
    entities={
        "izium": Entity(name="Izium"),
        "south": Entity(name="southern Izium", part_of="izium"),
        "russia": Entity(name="Russia", aliases=("RU",)),
        "ukraine": Entity(name="Ukraine"),
    },
    predicates={
        "controlled-by": Predicate(value="term", extends_to="parts"),
        "height": Predicate(value="quantity", unit="m", timeless=True),
        "killed": Predicate(value="quantity", unit="person", name="soldiers killed"),
    },
)


def claim(id: str, value: Any = "russia", **fields: Any) -> Claim:
    return Claim(**{"id": id, "subject": "izium", "predicate": "controlled-by", "value": value} | fields)


def condition(left: str, operator: str, right: str) -> Condition:
    def side(text: str) -> FieldRef:
        variable, _, field = text.partition(".")
        return FieldRef(variable, field)

    ref = right.partition(".")[0] in ("a", "b") and "." in right
    return Condition(side(left), operator, side(right) if ref else Words((right,)), text=f"{left} {operator} {right}")


def rule(
    kind: Kind = "contradiction",
    *,
    id: str = "sample",
    message: str = "{a.asserted_by} says {a.value}; {b.asserted_by} says {b.value}",
    variables: tuple[str, ...] = ("a", "b"),
    same: tuple[str, ...] = ("topic", "predicate", "scope"),
    where: tuple[Clause, ...] = (condition("a.valid", "intersects", "b.valid"),),
) -> Rule:
    return Rule(
        id=id,
        pack="core",
        kind=kind,
        severity="error",
        severity_if_possible="warning",
        title="A sample",
        message=message,
        help="Attribute each value.",
        variables=variables,
        same=same,
        where=where,
        tags=("core",),
    )


def unverified_rule(message: str = "{a.asserted_by} says {a.value}", variables: tuple[str, ...] = ("a",)) -> Rule:
    where = (condition("a.polarity", "is", "affirmed"),)
    return rule("unverified", id="bare", message=message, variables=variables, same=(), where=where)


def findings(
    rule: Rule, claims: Iterable[Claim], matches: Iterable[tuple[str, ...]], possible: Iterable[tuple[str, ...]] = ()
) -> list[Finding]:
    """The findings for matches given by claim ids, the certain and the possible ones."""
    facts = FactTable.of(Collection(tuple(claims), VOCABULARY))
    row = {each.id: number for number, each in enumerate(facts.claims)}
    found = [Match(tuple(row[id] for id in ids), True) for ids in matches]
    found += [Match(tuple(row[id] for id in ids), False) for ids in possible]
    return findings_of(rule, Matches(found), facts)


def report_of(*findings: Finding, claims: int = 3, skipped: tuple[Skipped, ...] = ()) -> ConflictReport:
    statistics = Statistics(claims=claims, sources=2, rules=1, pairs=1, engine="python", reason="a test", seconds=1.5)
    return ConflictReport.of(findings, statistics, skipped)
