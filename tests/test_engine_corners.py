"""Small cases where an engine has gone, or could go, a wrong way: every engine finds what is written down here.

The oracle is asked as well, so that what is written down is not a matter of opinion.
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import pytest

from conflicts import Claim, Predicate, Source, Vocabulary, check
from conflicts.engines import bulk_is_installed, choose, durable_is_installed
from conflicts.facts import limits
from conflicts.facts.lower import lower
from conflicts.facts.query import Match
from conflicts.facts.table import FactTable
from conflicts.model.collection import Collection
from conflicts.model.vocabulary import Entity
from conflicts.rules.condition import Condition, FieldRef, Words
from conflicts.rules.rule import Block, Kind, Rule
from oracle import matches
from strategies import plain_rule

Found: TypeAlias = list[tuple[str, bool]]
"""The ids of each match, in the order of the rule's variables, and whether it is certain."""

DAY = 86_400
VOCABULARY = Vocabulary(
    entities={"land": Entity(), "town": Entity(part_of="land"), "quarter": Entity(part_of="town")},
    predicates={"held": Predicate(extends_to="parts"), "seen": Predicate(), "mayor": Predicate()},
    sources={"s1": Source(party="east"), "s2": Source(party="west"), "s3": Source()},
)


def claim(id: str, subject: str = "town", predicate: str = "held", **more: object) -> Claim:
    said = {"id": id, "subject": subject, "predicate": predicate, "value": {"term": "x"}}
    return Claim.model_validate({**said, **more})


def where(left: str, operator: str, right: str | FieldRef = "") -> Condition:
    """A condition; the right side is a word, or a field such as ``FieldRef("b", "stated")``."""
    variable, _, field = left.partition(".")
    other = right if isinstance(right, FieldRef) else Words((right,)) if right else None
    return Condition(FieldRef(variable, field), operator, other)


def pair(*conditions: Condition, kind: Kind = "contradiction", same: tuple[str, ...] = ("subject",)) -> Rule:
    return plain_rule("pair", kind=kind, variables=("a", "b"), same=same, where=conditions)


def alone(*blocks: Block, same: tuple[str, ...] = ()) -> Rule:
    return plain_rule("alone", same=same, blocks=blocks)


def further(
    *conditions: Condition, same: str = "subject", without: bool = False, count: int = 1, distinct: str | None = None
) -> Block:
    return Block("c", (same,), conditions, without, count, distinct)


def listed(engine: str, rule: Rule, collection: Collection, monkeypatch: pytest.MonkeyPatch) -> Found:
    """What an engine finds."""
    if engine == "arrays":
        monkeypatch.setattr("conflicts.facts.limits.LOOPED", 0)
    facts = FactTable.of(collection)
    if engine == "table":
        from conflicts.facts.stored import ClaimsTable, open_table
        from conflicts.tables.write import claims_table

        frame = claims_table(collection.claims, collection.vocabulary)
        facts = open_table(ClaimsTable(frame=frame, vocabulary=collection.vocabulary)).facts()
    name = {"arrays": "python", "table": "duckdb"}.get(engine, engine)
    found = choose(name, 1).engines[0].match(lower(rule, facts), facts)
    return named(found, collection)


def named(found: "Iterable[Match]", collection: Collection) -> Found:
    ids = sorted(each.id for each in collection.claims)
    return [(" ".join(ids[row] for row in match.rows), match.certain) for match in found]


ENGINES = [
    "python",
    "arrays",
    pytest.param("durable", marks=pytest.mark.skipif(not durable_is_installed(), reason="durable-rules is missing")),
    *(
        pytest.param(name, marks=pytest.mark.skipif(not bulk_is_installed(), reason="needs DuckDB"))
        for name in ("duckdb", "table")
    ),
]

CORNERS: Mapping[str, tuple[Rule, list[Claim], Found]] = {
    "a day later, to the second": (
        pair(where("a.stated", "<", FieldRef("b", "stated", moved=DAY)), kind="superseded"),
        [
            claim("1", stated="2022-03-24T00:00:00"),
            claim("2", stated="2022-03-24T23:59:59"),
            claim("3", stated="2022-03-25T00:00:00"),
        ],
        [("1 2", True), ("1 3", True), ("2 1", True), ("2 3", True), ("3 2", True)],
    ),
    "a day earlier, to the second": (
        pair(where("a.stated", "<=", FieldRef("b", "stated", moved=-DAY)), kind="superseded"),
        [
            claim("1", stated="2022-03-24T00:00:01"),
            claim("2", stated="2022-03-25T00:00:00"),
            claim("3", stated="2022-03-25T00:00:01"),
        ],
        [("1 3", True)],
    ),
    "possible as written, and certain the other way round": (
        pair(where("a.stated", "<=", FieldRef("b", "stated"))),
        [claim("1", stated="2022-03-24"), claim("2", stated="2022-03-24T00:00:00")],
        [("2 1", True)],
    ),
    "possible in both ways: the lower claim first": (
        pair(where("a.stated", "<", FieldRef("b", "stated"))),
        [claim("1", stated="2022-03-24"), claim("2", stated="2022-03")],
        [("1 2", False)],
    ),
    "possible the other way round only": (
        pair(where("a.stated", "<", FieldRef("b", "stated")), where("b.rank", "is", "normal")),
        [claim("1", stated="2022-03-25"), claim("2", stated="2022-03")],
        [("1 2", False)],
    ),
    "a pair of exactly two": (pair(), [claim("1"), claim("2"), claim("3", "land", "seen")], [("1 2", True)]),
    "a key that is missing joins nothing": (
        pair(same=("party",)),
        [claim(str(n), asserted_by=by) for n, by in enumerate(("s1", "s1", "s3", "s3", None, None))],
        [("0 1", True)],
    ),
    "one of two keys is missing": (
        pair(same=("party", "subject")),
        [claim(str(n), asserted_by=by) for n, by in enumerate(("s1", "s3", "s1", "s3"))],
        [("0 2", True)],
    ),
    "what is said of a whole meets what is said of its part": (
        pair(same=("topic",)),
        [claim("1", "land"), claim("2", "quarter", "seen"), claim("3", "land", polarity="denied")],
        [("1 2", True), ("1 3", True)],
    ),
    "two claims about wholes do not meet in a part of both": (
        pair(same=("topic",)),
        [claim("1", "land"), claim("2", "town"), claim("3", "land"), claim("4", "quarter", "seen")],
        [("1 2", True), ("1 3", True), ("1 4", True), ("2 3", True), ("2 4", True), ("3 4", True)],
    ),
    "a pair meets in a part, and asks for a further claim about that part": (
        plain_rule(
            "pair",
            kind="superseded",
            variables=("a", "b"),
            same=("topic",),
            where=(where("a.predicate", "is", "held"), where("b.predicate", "is", "seen")),
            blocks=(further(where("c.predicate", "is", "mayor"), same="topic"),),
        ),
        [
            *(claim("1", "land"), claim("2", "town", "seen"), claim("3", "town", "mayor")),
            *(claim("4", "quarter", "seen"), claim("5", "land", "mayor")),
        ],
        [("1 2", True)],
    ),
    "a pair meets in a part, and asks that nothing further is said of it": (
        plain_rule(
            "pair",
            variables=("a", "b"),
            same=("topic",),
            where=(where("a.predicate", "is", "held"), where("b.predicate", "is", "seen")),
            blocks=(further(where("c.predicate", "is", "mayor"), same="topic", without=True),),
        ),
        [
            *(claim("1", "land"), claim("2", "town", "seen"), claim("3", "town", "mayor")),
            *(claim("4", "quarter", "seen"), claim("5", "land", "mayor")),
        ],
        [("1 4", True)],
    ),
    "a pair about a whole asks for nothing that is said of a part": (
        plain_rule(
            "pair",
            kind="contradiction",
            variables=("a", "b"),
            same=("topic",),
            where=(where("a.predicate", "is", "held"), where("b.predicate", "is", "held")),
            blocks=(further(where("c.predicate", "is", "mayor"), same="topic"),),
        ),
        [claim("1", "land"), claim("2", "land"), claim("3", "town", "mayor"), claim("4", "town")],
        [("1 4", True), ("2 4", True)],
    ),
    "a further claim shares its subject with the first of a pair, and speaks of that of the second": (
        plain_rule(
            "pair",
            variables=("a", "b"),
            where=(where("a.predicate", "is", "held"), where("b.predicate", "is", "seen")),
            blocks=(
                further(where("c.predicate", "is", "mayor"), where("c.value.entity", "is", FieldRef("b", "subject"))),
            ),
        ),
        [
            claim("1"),
            claim("2", "land", "seen"),
            claim("3", "quarter", "seen"),
            claim("4", "town", "mayor", value={"term": "land"}),
        ],
        [("1 2", True)],
    ),
    "each of a pair has a part of its own": (
        pair(where("a.predicate", "is", "held"), where("b.predicate", "is", "seen"), kind="superseded"),
        [claim("1"), claim("2", predicate="seen"), claim("3", "land", "seen"), claim("4", predicate="mayor")],
        [("1 2", True)],
    ),
    "a moment lasts a second, and then meets a day": (
        plain_rule("alone", where=(where("a.stated", "meets", "2022-03-25"),)),
        [claim(str(n), stated=f"2022-03-2{time}") for n, time in enumerate(("4T23:59:58", "4T23:59:59", "5T00:00:00"))],
        [("1", True)],
    ),
    "a moment lasts a second, and then meets the next": (
        pair(where("a.stated", "meets", FieldRef("b", "stated")), kind="superseded"),
        [
            claim(str(n), stated=f"2022-03-2{time}")
            for n, time in enumerate(("4T23:59:58", "4T23:59:59", "5T00:00:00", "4T23:59:59"))
        ],
        [("0 1", True), ("0 3", True), ("1 2", True), ("3 2", True)],
    ),
    "a further claim names the subject of the rule's key": (
        plain_rule(
            "alone",
            same=("subject",),
            blocks=(further(where("c.value.entity", "is", FieldRef("a", "subject")), same="predicate"),),
        ),
        [claim("1"), claim("2", "land", value={"term": "town"})],
        [("1", True)],
    ),
    "a further claim is another one": (
        alone(further()),
        [claim("1"), claim("2", "land"), claim("3", "land")],
        [("2", True), ("3", True)],
    ),
    "who is not known may be another one, and is not for certain": (
        alone(further(count=2, distinct="party")),
        [claim("1", asserted_by="s1"), claim("2", asserted_by="s1"), claim("3", asserted_by="s3")],
        [("1", False), ("2", False)],
    ),
    "two who are not known may be two": (
        alone(further(count=2, distinct="party")),
        [claim("1", asserted_by="s1"), claim("2", asserted_by="s3"), claim("3")],
        [("1", False), ("2", False), ("3", False)],
    ),
    "nobody else for certain, or only perhaps": (
        alone(further(where("c.stated", "<", "2022-03-24"), without=True)),
        [claim("1", stated="2022-03-23"), claim("2", "land", stated="2022-03"), claim("3", "land", stated="2023")],
        [("1", True), ("2", True), ("3", False)],
    ),
    "a doubtful match stays so with a certain further claim": (
        plain_rule(
            "alone",
            where=(where("a.stated", "<", "2022-03-24"),),
            blocks=(further(where("c.rank", "is", "preferred")),),
        ),
        [claim("1", stated="2022-03"), claim("2", stated="2023", rank="preferred")],
        [("1", False)],
    ),
    "three claims, each another one": (
        plain_rule("three", kind="contradiction", variables=("a", "b", "c"), same=("subject",)),
        [claim("1"), claim("2"), claim("3"), claim("4", "land"), claim("5", "land")],
        [("1 2 3", True)],
    ),
    "three claims in order": (
        plain_rule(
            "three",
            variables=("a", "b", "c"),
            same=("subject",),
            where=(
                where("a.stated", "<", FieldRef("b", "stated")),
                where("b.stated", "<", FieldRef("c", "stated")),
            ),
        ),
        [claim("1", stated="2022"), claim("2", stated="2020"), claim("3", stated="2021"), claim("4", "land")],
        [("2 3 1", True)],
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("corner", CORNERS)
def test_each_engine_goes_round_the_corner(engine: str, corner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rule, claims, expected = CORNERS[corner]
    collection = Collection(tuple(claims), VOCABULARY)
    assert listed(engine, rule, collection, monkeypatch) == expected


@pytest.mark.parametrize("corner", CORNERS)
def test_the_oracle_says_so_too(corner: str) -> None:
    rule, claims, expected = CORNERS[corner]
    found = matches(rule, Collection(tuple(claims), VOCABULARY))
    assert sorted((" ".join(ids), certain) for ids, certain in found) == sorted(expected)


def flagged(claims: list[Claim], kind: Kind, *conditions: Condition) -> list[tuple[str, str]]:
    """Which claims a pair rule flags, for a rule that asks, and how certainly."""
    rule = pair(*conditions, kind=kind)
    asks = plain_rule("asks", where=(where("a", "is-flagged-by", rule.name),))
    report = check(Collection(tuple(claims), VOCABULARY), rules=[rule, asks], engine="python")
    return [(each.claims[0].id, each.verdict) for each in report.findings if each.rule == asks.name]


@pytest.mark.parametrize("listed", [300, 0])
def test_of_a_superseded_pair_only_the_first_is_flagged(listed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conflicts.facts.limits.LISTED", listed)
    claims = [claim("1", stated="2020"), claim("2", stated="2021"), claim("3", "land")]
    earlier = where("a.stated", "<", FieldRef("b", "stated"))
    assert flagged(claims, "superseded", earlier) == [("1", "certain")]
    assert flagged(claims, "contradiction", earlier) == [("1", "certain"), ("2", "certain")]


@pytest.mark.parametrize("listed", [300, 0])
def test_what_is_flagged_once_for_certain_stays_so(listed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conflicts.facts.limits.LISTED", listed)
    claims = [claim("1", stated="2020"), claim("2", stated="2021"), claim("3", stated="2020-05")]
    assert flagged(claims, "superseded", where("a.stated", "<", FieldRef("b", "stated"))) == [
        ("1", "certain"),
        ("3", "certain"),
    ]


@pytest.mark.parametrize("listed", [300, 0])
def test_each_match_of_what_is_unverified_is_a_finding(listed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conflicts.facts.limits.LISTED", listed)
    claims = [claim("1"), claim("2"), claim("3")]
    report = check(Collection(tuple(claims), VOCABULARY), rules=[pair(kind="unverified")], engine="python")
    assert [each.pairs for each in report.findings] == [1] * 6


@pytest.mark.skipif(not durable_is_installed(), reason="durable-rules is missing")
def test_durable_rules_takes_as_many_further_claims_as_its_limit_says() -> None:
    rule = plain_rule(
        "alone",
        where=(where("a.predicate", "is", "held"),),
        blocks=(further(where("c.predicate", "is", "mayor")),),
    )
    engine = choose("durable", 1).engines[0]
    for more, fits in ((0, True), (1, False)):
        claims = (claim("held"), *(claim(f"m{n}", predicate="mayor") for n in range(limits.DURABLE_FURTHER + more)))
        facts = FactTable.of(Collection(claims, VOCABULARY))
        assert engine.fits(lower(rule, facts), facts) is fits
