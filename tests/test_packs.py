"""Every rule that ships does what its examples say, and helps whoever meets it."""

from pathlib import Path

import pytest

from conflicts.rules.pack import load_rules
from conflicts.rules.rule import Rule
from conflicts.testing import run_examples

RULES = Path(__file__).parents[1] / "rules"
SHIPPED = load_rules(None)

every_rule = pytest.mark.parametrize("rule", SHIPPED, ids=lambda rule: rule.name)


def test_every_file_of_the_shipped_packs_is_a_rule_named_after_it() -> None:
    files = {f"{file.parent.name}/{file.stem}" for file in RULES.glob("*/*.yaml")}
    assert files
    assert {rule.name for rule in SHIPPED} == files


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
def test_a_rule_that_asks_what_others_flagged_asks_rules_that_ship(rule: Rule) -> None:
    asked = {word for word in rule.source.split() if word.partition("/")[0] in {file.name for file in RULES.iterdir()}}
    named = {word.strip("()[],.;:") for word in asked}
    assert named <= {other.name for other in SHIPPED}
