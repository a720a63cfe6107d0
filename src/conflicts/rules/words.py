"""What a rule cannot do without: words of the vocabulary, tags, a day to check as of."""

from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple

from conflicts.errors import nearest
from conflicts.model.vocabulary import Vocabulary
from conflicts.rules.condition import AsOf, Condition, FieldRef, Words, conditions, required
from conflicts.rules.rule import Rule

_SECTIONS: dict[str, Literal["predicates", "entities", "sources"]] = {
    "predicate": "predicates",
    "predicate.at_most": "predicates",
    "predicate.precedes": "predicates",
    "subject": "entities",
    "asserted_by": "sources",
    "origin": "sources",
}
_SINGULAR = {"predicates": "predicate", "entities": "entity", "sources": "source", "tags": "tag"}


class UsedWords(NamedTuple):
    """One of these ``words`` must be known, or the condition, and so its rule, never matches."""

    section: Literal["predicates", "entities", "sources", "tags"]
    words: tuple[str, ...]
    condition: Condition


def used_words(rule: Rule) -> tuple[UsedWords, ...]:
    """The literal words of the conditions that must hold whenever the rule, with its ``with`` blocks, matches."""
    blocks = (block.where for block in rule.blocks if not block.negated)
    return tuple(
        use for clauses in (rule.where, *blocks) for condition in required(clauses) for use in _used(condition)
    )


def _used(condition: Condition) -> Iterator[UsedWords]:
    if not isinstance(condition.right, Words):
        return
    if condition.operator == "has-tag":
        yield UsedWords("tags", condition.right.words, condition)
    elif condition.operator in ("is", "in") and condition.left.field in _SECTIONS:
        yield UsedWords(_SECTIONS[condition.left.field], condition.right.words, condition)


def asks_as_of(rule: Rule) -> bool:
    """Whether the rule asks for the day that the check is made for."""
    return any(isinstance(condition.right, AsOf) for condition in conditions(rule.clauses))


def asks_for_citations(rule: Rule) -> bool:
    """Whether the rule finds each claim that cites nothing, and perhaps more."""
    missing = (FieldRef(rule.variables[0], "citations"), "is-missing")
    is_alone = rule.kind == "unverified" and len(rule.variables) == 1
    return is_alone and any((each.left, each.operator) == missing for each in required(rule.where))


def unmatchable(rule: Rule, vocabulary: Vocabulary, tags_in_use: Collection[str]) -> str | None:
    """Why the rule can match no claim written in this vocabulary, in a sentence; None if it can.

    An empty section of the vocabulary allows any word, and so do no tags at all.
    """
    for use in used_words(rule):
        known = tags_in_use if use.section == "tags" else getattr(vocabulary, use.section)
        if known and not any(_is_known(word, use.section, vocabulary, known) for word in use.words):
            return _reason(use, known)
    return None


def _is_known(word: str, section: str, vocabulary: Vocabulary, known: Collection[str]) -> bool:
    match section:
        case "sources":
            return vocabulary.source_id(word) in known
        case "entities":
            return vocabulary.entity_id(word) in known
        case _:
            return word in known


def _reason(use: UsedWords, known: Collection[str]) -> str:
    where = "on any claim" if use.section == "tags" else "in the vocabulary"
    words = " or ".join(repr(word) for word in use.words)
    guess = next(filter(None, (nearest(word, known) for word in use.words)), "")
    return f"no {_SINGULAR[use.section]} {words} {where}{guess}"
