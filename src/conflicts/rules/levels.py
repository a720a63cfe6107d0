"""Severities that a project gives to rules: other ones than their own, or ``off``."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Literal, TypeAlias

from conflicts.errors import RuleError
from conflicts.rules.pack import select_rules
from conflicts.rules.rule import Rule, one_less

Level: TypeAlias = Literal["error", "warning", "note", "off"]
"""How severe the findings of a rule are where they are certain; ``off``: there are none."""

Levels: TypeAlias = Mapping[str, Level]
"""Levels by the words that choose rules: their names, ids, tags, packs and kinds."""

NO_LEVELS: Levels = MappingProxyType({})


def level_of(rule: Rule, levels: Levels) -> Level | None:
    """The level of a rule: that of its name, or else of its id, a tag, its pack or its kind; None if none is given.

    Of several tags the one that is given last counts.
    """
    for words in ((rule.name,), (rule.id,), rule.tags, (rule.pack,), (rule.kind,)):
        for word in reversed(list(levels)):
            if word in words:
                return levels[word]
    return None


def levelled(rules: Sequence[Rule], levels: Levels) -> tuple[Rule, ...]:
    """The rules with the severities that they are given, without those that are off."""
    return tuple(given for rule in rules if (given := _levelled(rule, level_of(rule, levels))) is not None)


def _levelled(rule: Rule, level: Level | None) -> Rule | None:
    if level is None:
        return rule
    return None if level == "off" else replace(rule, severity=level, severity_if_possible=one_less(level))


def check_words(levels: Iterable[Levels], known: Callable[[], Sequence[Rule]]) -> None:
    """Raise RuleError, with the nearest word, for words that choose none of the known rules."""
    words = [word for each in levels for word in each]
    try:
        select_rules(known() if words else (), words)
    except RuleError as error:
        raise RuleError(replace(each, message=f"severity: {each.message}") for each in error.problems) from None
