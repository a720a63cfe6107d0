"""Every engine finds what the oracle finds: over generated vocabularies, claims and rules of every shape."""

from collections.abc import Iterator
from functools import cache

from hypothesis import event, example, given, settings

from conflicts.engines import ENGINES, Engine, choose, durable_is_installed
from conflicts.facts.lower import lower
from conflicts.facts.query import Match, Matches
from conflicts.facts.table import FactTable
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.vocabulary import Predicate, Vocabulary
from conflicts.rules.condition import Clause, Condition, FieldRef, Group
from conflicts.rules.rule import Rule
from oracle import flags, matches
from strategies import Case, cases, plain_rule

CASES = settings().max_examples


@cache
def engines_here() -> list[Engine]:
    """Those that match claims at hand one after the other; DuckDB takes longer, and has its own test (test_stored)."""
    names = [name for name in ENGINES if name != "duckdb" and (name != "durable" or durable_is_installed())]
    return [choose(name, claims=1).engines[0] for name in names]


def in_order(case: Case) -> Iterator[tuple[Rule, FactTable, list[Match]]]:
    """Each rule of the case, the facts as it finds them (flagged by the rules before it), and what it must match."""
    facts = FactTable.of(case.collection, case.as_of)
    row_of = {claim.id: row for row, claim in enumerate(facts.claims)}
    flagged: dict[str, dict[str, str]] = {}
    for rule in case.rules:
        found = matches(rule, case.collection, flagged, case.as_of)
        flagged[rule.name] = flags(rule, found)
        expected = sorted(Match(tuple(row_of[name] for name in ids), certain) for ids, certain in found)
        yield rule, facts, expected
        facts.flag(rule.name, Matches(expected), every_claim=rule.kind == "contradiction")


def corner(*conditions: Clause, **claim: object) -> Case:
    """One claim of a kind that is rarely drawn together with these conditions."""
    collection = Collection(
        (Claim.model_validate({"id": "c", "subject": "s", "predicate": "p", **claim}),),
        Vocabulary(predicates={"p": Predicate(lifetime="1 day")}),
    )
    return Case(collection, (plain_rule("corner", where=conditions),), "2022")


def own(left: str, operator: str, right: str = "") -> Condition:
    """A condition between two fields of the claim."""
    return Condition(FieldRef("a", left), operator, FieldRef("a", right) if right else None)


@given(case=cases())
@example(case=corner(own("stated", "before", "valid"), valid="../2022"))
@example(case=corner(own("expires", "<=", "valid.start"), valid="../2022"))
@example(case=corner(own("expires", "<", "valid.end"), valid="2022/..", stated="2022/.."))
@example(case=corner(own("stated", "is-present"), Group("any", (own("via", "is-missing"), own("tags", "is-missing")))))
@settings(max_examples=5 * CASES)
def test_every_engine_finds_what_the_oracle_finds_in_the_same_order(case: Case) -> None:
    for rule, facts, expected in in_order(case):
        event(f"a rule with {len(rule.variables)} variables matches", bool(expected))
        event("verdicts of a rule's matches", " and ".join(sorted({str(match.certain) for match in expected})))
        query = lower(rule, facts)
        for engine in engines_here():
            if engine.fits(query, facts):
                assert (engine.name, list(engine.match(query, facts))) == (engine.name, expected)
            else:
                event(f"too much for the engine {engine.name}")
