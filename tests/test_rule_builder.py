"""Rules written in Python are the very same rules as those of files."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from conflicts import Rule, RuleError
from conflicts.rules import builder
from conflicts.rules.builder import (
    AS_OF,
    Asked,
    ClaimVariable,
    Clause,
    all_of,
    any_of,
    certainly,
    claim_variables,
    further_claim,
    new_rule,
    possibly,
)
from conflicts.rules.condition import AsOf, Condition, FieldRef, Group, Words, clause_text
from conflicts.rules.condition import Clause as Read
from conflicts.rules.fields import FIELDS, FieldType, type_of
from conflicts.rules.operators import OPERATORS, operators_for
from conflicts.rules.pack import load_rules, shipped_packs
from conflicts.rules.rule import Block

RULES = load_rules([*shipped_packs()])

METHODS = {
    "is": "__eq__",
    "is-not": "__ne__",
    "<": "__lt__",
    "<=": "__le__",
    ">": "__gt__",
    ">=": "__ge__",
    "in": "is_in",
    "not-in": "not_in",
    "has-tag": "has",
    "lacks-tag": "lacks",
}
"""The methods of fields that are not called as their operators."""


def attribute(claim: ClaimVariable, field: str) -> Any:
    """What the builder has for a field."""
    if field.startswith("qualifiers."):
        return claim.qualifier(field.removeprefix("qualifiers."))
    found: Any = claim
    for name in filter(None, field.split(".")):
        found = getattr(found, name)
    return found


def method(field: str, operator: str) -> str:
    """What the builder calls an operator."""
    if type_of(field) is FieldType.LIST and operator == "is":
        return "includes"
    if type_of(field) is FieldType.FLAG:
        return {"is": "is_same", "is-not": "is_other"}[operator]
    return METHODS.get(operator, operator.replace("-", "_"))


def right(condition: Condition) -> tuple[Any, ...]:
    match condition.right:
        case FieldRef(variable, field, moved, gap):
            found = attribute(ClaimVariable(variable), field)
            if gap is not None:
                length = attribute(ClaimVariable(gap.variable), gap.field)
                return (found + length if moved > 0 else found - length,)
            if moved:
                length = f"{abs(moved)} s"
                return (found + length if moved > 0 else found - length,)
            return (found,)
        case AsOf():
            return (AS_OF,)
        case Words(words):
            return words
        case _:
            return ()


def written(clause: Read) -> Clause:
    """A clause of a rule, written with the builder."""
    if isinstance(clause, Group):
        if clause.name:
            return clause.name
        return (any_of if clause.quantifier == "any" else all_of)(*map(written, clause.members))
    left = attribute(ClaimVariable(clause.left.variable), clause.left.field)
    if type_of(clause.left.field) is FieldType.FLAG and isinstance(clause.right, Words):
        says = (clause.right.words == ("true",)) == (clause.operator == "is")
        made: Asked = left.is_true() if says else left.is_false()
    else:
        made = getattr(left, method(clause.left.field, clause.operator))(*right(clause))
    adverbs: dict[str, Callable[[Asked], Asked]] = {"certainly": certainly, "possibly": possibly}
    return adverbs[clause.adverb](made) if clause.adverb else made


def further(block: Block) -> dict[str, Any]:
    count = block.count if block.count != 1 or block.distinct else None
    return further_claim(
        ClaimVariable(block.variable),
        same=block.same,
        where=[*map(written, block.where)],
        count=count,
        distinct=block.distinct,
    )


def rebuilt(rule: Rule) -> Rule:
    return new_rule(
        id=rule.id,
        kind=rule.kind,
        severity=rule.severity,
        severity_if_possible=rule.severity_if_possible,
        title=rule.title,
        message=rule.message,
        help=rule.help,
        claims=[*map(ClaimVariable, rule.variables)],
        same=rule.same,
        where=[*map(written, rule.where)],
        with_claims=[further(block) for block in rule.blocks if not block.negated],
        without_claims=[further(block) for block in rule.blocks if block.negated],
        tags=rule.tags,
        references=rule.references,
        pack=rule.pack,
    )


def bare(clause: Read) -> Read:
    """A clause without its place and its words."""
    if isinstance(clause, Group):
        return replace(clause, members=tuple(map(bare, clause.members)))
    affirmed = replace(clause, text="", place=RULES[0].place)
    if type_of(clause.left.field) is FieldType.FLAG and clause.right in (Words(("true",)), Words(("false",))):
        says = (clause.right == Words(("true",))) == (clause.operator == "is")
        return replace(affirmed, operator="is", right=Words(("true" if says else "false",)))
    return affirmed


def meaning(rule: Rule) -> Rule:
    blocks = tuple(replace(block, where=tuple(map(bare, block.where))) for block in rule.blocks)
    where = tuple(map(bare, rule.where))
    return replace(rule, where=where, blocks=blocks, examples=(), source="", place=RULES[0].place)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_that_ships_can_be_written_in_python_and_back_in_yaml(rule: Rule) -> None:
    made = rebuilt(rule)
    assert meaning(made) == meaning(rule)
    again = Rule.from_yaml(made.to_yaml(), rule.pack)
    assert meaning(again) == meaning(rule)


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_and_operator_has_its_name_in_python(field: str) -> None:
    found = attribute(ClaimVariable("a"), field)
    assert str(found) == (f"a.{field}" if field else "a")
    operators = [name for name in operators_for(field) if type_of(field) is not FieldType.FLAG or name == "is"]
    assert [name for name in operators if method(field, name) not in dir(found)] == []
    every = {METHODS.get(name, name.replace("-", "_")) for name in OPERATORS}
    others = {name for name in every if not name.startswith("__")} - {method(field, name) for name in operators}
    assert [name for name in others if hasattr(found, name)] == []


def test_a_rule_reads_like_the_rule_of_a_file() -> None:
    a, b = claim_variables("a", "b")
    made = new_rule(
        id="differ",
        kind="contradiction",
        severity="error",
        title="Two differ",
        message="{a} and {b}",
        claims=[a, b],
        same=["topic", "predicate"],
        where=[
            a.value.differs_from(b.value),
            a.valid.intersects(b.valid),
            a.origin != b.origin,
            any_of(a.stated > b.stated - "3 days", certainly(a.certainty.is_in("certain", "probable"))),
            b.asserted_by != "the Herald",
            a.predicate.single.is_true(),
        ],
    )
    read = Rule.from_yaml(made.to_yaml())
    assert [*map(clause_text, read.where)] == [*map(clause_text, made.where)]
    assert "- b.asserted_by is-not 'the Herald'" in made.to_yaml()


def test_what_is_wrong_is_said_as_it_is_of_a_file() -> None:
    (a,) = claim_variables("a")
    with pytest.raises(RuleError) as wrong:
        new_rule(
            id="No",
            kind="unverified",
            severity="error",
            title="t",
            message="{b}",
            claims=[a],
            where=[a.polarity == "afirmed", a.valid.intersects("yesterday"), Asked("a.rank iz x")],
        )
    data = {"id": "No", "kind": "unverified", "severity": "error", "title": "t", "message": "{b}", "claims": ["a"]}
    conditions = ["a.polarity is 'afirmed'", "a.valid intersects 'yesterday'", "a.rank iz x"]
    with pytest.raises(RuleError) as of_data:
        Rule.from_dict({**data, "where": conditions})
    assert {problem.message for problem in wrong.value.problems} == {
        problem.message for problem in of_data.value.problems
    }
    assert "(did you mean 'affirmed'?)" in str(wrong.value)


@pytest.mark.parametrize(
    "word", ["a", "a.value", "as-of", "b.origin", "it's", 'say "so"', "[x]", "x, y", "two words", "is"]
)
def test_a_word_is_never_taken_for_anything_else(word: str) -> None:
    a, b = claim_variables("a", "b")
    made = new_rule(
        id="words",
        kind="contradiction",
        severity="note",
        title="t",
        message="{a}",
        claims=[a, b],
        same=["topic"],
        where=[a.asserted_by == word, b.asserted_by.is_in(word, "other")],
    )
    first, second = made.where
    assert isinstance(first, Condition)
    assert isinstance(second, Condition)
    assert (first.right, second.right) == (Words((word,)), Words((word, "other")))


def test_the_page_of_the_module_runs() -> None:
    import doctest

    assert doctest.testmod(builder).failed == 0
