"""Every rule that ships does what its examples say, and helps whoever meets it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conflicts.rules.condition import Clause, Group
from conflicts.rules.definitions import FILE_NAME
from conflicts.rules.pack import load_rules
from conflicts.rules.rule import Block, Rule
from conflicts.testing import run_examples

RULES = Path(__file__).parents[1] / "rules"
PACKS = ("armed-conflict", "core", "editorial")
SHIPPED = load_rules(PACKS)

every_rule = pytest.mark.parametrize("rule", SHIPPED, ids=lambda rule: rule.name)


def test_every_file_of_the_packs_is_a_rule_named_after_it_or_holds_definitions() -> None:
    files = (file for pack in PACKS for file in (RULES / pack).iterdir() if file.name != FILE_NAME)
    assert {rule.name for rule in SHIPPED} == {f"{file.parent.name}/{file.stem}" for file in files}


def test_the_packs_ship() -> None:
    assert {rule.name for rule in SHIPPED} <= {rule.name for rule in load_rules(None)}


@every_rule
def test_a_rule_gives_what_its_examples_expect(rule: Rule) -> None:
    failures = run_examples(rule, SHIPPED)
    assert not failures, "\n".join(map(str, failures))


@every_rule
def test_a_rule_has_examples_that_it_flags_and_examples_that_it_does_not(rule: Rule) -> None:
    flagged = [bool(example.expect) for example in rule.examples]
    assert flagged.count(True) >= 2
    assert flagged.count(False) >= 1
    assert len({example.name for example in rule.examples}) == len(rule.examples)


@every_rule
def test_a_rule_says_what_to_do_and_where_it_comes_from(rule: Rule) -> None:
    assert len(rule.help.split()) >= 10
    assert rule.references
    assert rule.tags


@every_rule
def test_a_rule_refers_to_rules_that_ship(rule: Rule) -> None:
    named = set(re.findall(rf"\b(?:{'|'.join(PACKS)})/[a-z0-9-]+", rule.source))
    assert named <= {other.name for other in SHIPPED}


@every_rule
def test_an_example_fails_without_any_one_condition_of_the_rule(rule: Rule) -> None:
    needless = [what for what, weaker in weaker_rules(rule) if not fails_an_example(weaker)]
    assert not needless, "no example needs: " + "; ".join(needless)


def fails_an_example(rule: Rule) -> bool:
    """Whether some example of the rule fails; the long ones, which come last, are tried first."""
    return any(run_examples(replace(rule, examples=(example,)), SHIPPED) for example in reversed(rule.examples))


def weaker_rules(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """The rule without one of its conditions, adverbs, shared fields or blocks, and what it lacks."""
    for what, where in _without_one(rule.where):
        yield what, replace(rule, where=where)
    for what, same in _without_one_field(rule.same):
        yield what, replace(rule, same=same)
    for at, block in enumerate(rule.blocks):
        others = rule.blocks[:at], rule.blocks[at + 1 :]
        yield f"the block of {block.variable}", replace(rule, blocks=(*others[0], *others[1]))
        for what, weaker in _weaker_blocks(block):
            yield f"{what}, of {block.variable}", replace(rule, blocks=(*others[0], weaker, *others[1]))


def _weaker_blocks(block: Block) -> Iterator[tuple[str, Block]]:
    for what, where in _without_one(block.where):
        yield what, replace(block, where=where)
    for what, same in _without_one_field(block.same):
        yield what, replace(block, same=same)


def _without_one_field(same: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for at, field in enumerate(same):
        if len(same) > 1:
            yield f"same {field}", (*same[:at], *same[at + 1 :])


def _without_one(clauses: tuple[Clause, ...]) -> Iterator[tuple[str, tuple[Clause, ...]]]:
    for at, clause in enumerate(clauses):
        before, after = clauses[:at], clauses[at + 1 :]
        if before or after:
            yield _text(clause), (*before, *after)
        if isinstance(clause, Group):
            for what, members in _without_one(clause.members):
                yield what, (*before, replace(clause, members=members), *after)
        elif clause.adverb:
            yield f"the adverb of {clause.text}", (*before, replace(clause, adverb=""), *after)


def _text(clause: Clause) -> str:
    if isinstance(clause, Group):
        return f"{clause.quantifier} [{', '.join(map(_text, clause.members))}]"
    return clause.text
