"""Every rule that ships does what its examples say, and helps whoever meets it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from conflicts.rules.definitions import FILE_NAME
from conflicts.rules.pack import load_rules
from conflicts.rules.rule import Rule
from conflicts.testing import PROPERTIES, run_examples
from conflicts.testing.properties import weaker_rules

RULES = Path(__file__).parents[1] / "rules"
PACKS = ("accounts", "armed-conflict", "core", "editorial")
SHIPPED = load_rules(PACKS)
ELSEWHERE = ("engines agree", "every condition is needed")
"""Properties that take long, and are asked of few rules, or that are asked more strictly."""

every_rule = pytest.mark.parametrize("rule", SHIPPED, ids=lambda rule: rule.name)


def test_every_file_of_the_packs_is_a_rule_named_after_it_or_holds_definitions() -> None:
    files = (file for pack in PACKS for file in (RULES / pack).iterdir() if file.name != FILE_NAME)
    assert {rule.name for rule in SHIPPED} == {f"{file.parent.name}/{file.stem}" for file in files}


def test_the_packs_ship() -> None:
    assert {rule.name for rule in SHIPPED} <= {rule.name for rule in load_rules(None)}


@every_rule
@pytest.mark.parametrize("name", [name for name in PROPERTIES if name not in ELSEWHERE])
def test_a_rule_holds_what_every_rule_should(rule: Rule, name: str) -> None:
    faults = PROPERTIES[name](rule, SHIPPED)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", ["core/expired"])
def test_the_engines_agree_on_the_examples_of_a_rule(name: str) -> None:
    (rule,) = load_rules([name])
    assert PROPERTIES["engines agree"](rule, SHIPPED) == []


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
def test_an_example_fails_without_any_one_part_of_the_conditions_of_a_rule(rule: Rule) -> None:
    weaker = weaker_rules(rule, into_names=True)
    needless = [what for what, each in weaker if not fails_an_example(each)]
    assert not needless, "no example needs: " + "; ".join(needless)


def fails_an_example(rule: Rule) -> bool:
    """Whether some example of the rule fails; the long ones, which come last, are tried first."""
    return any(run_examples(replace(rule, examples=(example,)), SHIPPED) for example in reversed(rule.examples))
