"""Which claims a rule can compare with each other, as far as their predicates and polarities decide it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple, TypeAlias

from conflicts.model.vocabulary import Predicate, Vocabulary
from conflicts.rules.condition import Clause, Condition, FieldRef, Group, Words, conditions
from conflicts.rules.rule import Rule

_FLAGS = ("single", "unique", "timeless", "cumulative")
_TARGETS = {"predicate.at_most": "at_most", "predicate.precedes": "precedes"}
_UNEQUAL = ("differs-from", "is-not", "<", "<=", ">", ">=")


class Use(NamedTuple):
    """How claims use a predicate: its name, and whether they affirm or deny."""

    predicate: str
    polarity: str


_Assigned: TypeAlias = Mapping[str, Use]
"""What the claims that variables stand for say; nothing is known of variables that are not in it."""


def compared_uses(rules: Iterable[Rule], vocabulary: Vocabulary, uses: Collection[Use]) -> frozenset[Use]:
    """The uses, of these, whose claims some rule can compare with claims of one of these uses."""
    comparing = [rule for rule in rules if compares(rule)]
    ways: dict[str, list[str]] = {}
    for use in sorted(uses):
        ways.setdefault(use.predicate, []).append(use.polarity)
    alike = predicates_alike(comparing, vocabulary, ways)
    few = {name: ways[name] for name in alike.values()}
    targets = {field: _all_targets(ways, vocabulary, name) for field, name in _TARGETS.items()}
    found = {use for rule in comparing for use in _compared(rule, vocabulary, few, targets)}
    return frozenset(use for use in uses if Use(alike[use.predicate], use.polarity) in found)


def predicates_alike(
    rules: Iterable[Rule], vocabulary: Vocabulary, ways: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """For each predicate one that the rules cannot tell from it; ``ways`` are the polarities that each is used with."""
    named = {word for rule in rules for each in conditions(rule.where) for word in _predicates_named(each)}
    named |= {target for name in _TARGETS.values() for target in _all_targets(ways, vocabulary, name)}
    first: dict[tuple[object, ...], str] = {}
    alike = {}
    for name, used in ways.items():
        meaning = vocabulary.predicate(name)
        targets = (_targets(meaning, field) for field in _TARGETS.values())
        said = (*(getattr(meaning, flag) for flag in _FLAGS), *targets, tuple(used))
        alike[name] = first.setdefault((name if name in named else "", *said), name)
    return alike


def _predicates_named(condition: Condition) -> tuple[str, ...]:
    return condition.right.words if condition.left.field == "predicate" and isinstance(condition.right, Words) else ()


def compares(rule: Rule) -> bool:
    """Whether the rule compares claims of certain predicates, or by their values."""
    if rule.kind != "contradiction" or len(rule.variables) < 2:
        return False
    return "value" in rule.same or any(
        _chooses_predicates(each) or _relates_values(each) for each in conditions(rule.where)
    )


def compares_values(rules: Iterable[Rule], vocabulary: Vocabulary, predicate: str) -> bool:
    """Whether some rule can find that different values of the predicate, all affirmed, cannot all stand."""
    use = Use(predicate, "affirmed")
    targets = {field: _all_targets([predicate], vocabulary, name) for field, name in _TARGETS.items()}
    return any(
        _may_hold(rule.where, dict.fromkeys(rule.variables, use), vocabulary, targets)
        for rule in rules
        if compares(rule) and any(each.operator in _UNEQUAL for each in conditions(rule.where) if _relates_values(each))
    )


def _compared(
    rule: Rule,
    vocabulary: Vocabulary,
    ways: Mapping[str, Sequence[str]],
    targets: Mapping[str, frozenset[str]],
) -> Iterator[Use]:
    if "predicate" in rule.same:
        for predicate, used in ways.items():
            for chosen in product(used, repeat=len(rule.variables)):
                assigned = {name: Use(predicate, way) for name, way in zip(rule.variables, chosen, strict=True)}
                if _may_hold(rule.where, assigned, vocabulary, targets):
                    yield from assigned.values()
        return
    uses = [Use(predicate, way) for predicate, used in ways.items() for way in used]
    fitting = [
        [use for use in uses if _may_hold(rule.where, {name: use}, vocabulary, targets)] for name in rule.variables
    ]
    if all(fitting):
        for each in fitting:
            yield from each


def _chooses_predicates(condition: Condition) -> bool:
    right = condition.right
    fields = (condition.left.field, right.field if isinstance(right, FieldRef) else "")
    return any(field.partition(".")[0] == "predicate" and field != "predicate.timeless" for field in fields)


def _relates_values(condition: Condition) -> bool:
    right = condition.right
    if not isinstance(right, FieldRef) or right.variable == condition.left.variable:
        return False
    return condition.left.field.partition(".")[0] == "value"


def _may_hold(
    clauses: Iterable[Clause], assigned: _Assigned, vocabulary: Vocabulary, targets: Mapping[str, frozenset[str]]
) -> bool:
    """Whether the clauses can all hold of claims of these uses; what the uses do not decide may hold."""

    def may(clause: Clause) -> bool:
        if isinstance(clause, Group):
            members = map(may, clause.members)
            return any(members) if clause.quantifier == "any" else all(members)
        return _may(clause, assigned, vocabulary, targets)

    return all(map(may, clauses))


def _may(
    condition: Condition, assigned: _Assigned, vocabulary: Vocabulary, targets: Mapping[str, frozenset[str]]
) -> bool:
    left, right = condition.left, condition.right
    if isinstance(right, FieldRef):
        if condition.operator != "is" or "predicate" not in (left.field, right.field):
            return True
        named, other = (left, right) if left.field == "predicate" else (right, left)
        return _may_be_target(named, other, assigned, vocabulary, targets)
    use = assigned.get(left.variable)
    if use is None or not isinstance(right, Words):
        return True
    word = _word(left.field, use, vocabulary.predicate(use.predicate))
    if word is None:
        return True
    match condition.operator:
        case "is" | "in":
            return word in right.words
        case "is-not" | "not-in":
            return word not in right.words
        case _:
            return True


def _word(field: str, use: Use, meaning: Predicate) -> str | None:
    """What a use says in a field; None if it says nothing of it."""
    if field in ("predicate", "polarity"):
        return use.predicate if field == "predicate" else use.polarity
    section, _, flag = field.partition(".")
    return str(bool(getattr(meaning, flag))).lower() if section == "predicate" and flag in _FLAGS else None


def _may_be_target(
    named: FieldRef,
    other: FieldRef,
    assigned: _Assigned,
    vocabulary: Vocabulary,
    targets: Mapping[str, frozenset[str]],
) -> bool:
    """Whether one claim's predicate can be what another's names: ``b.predicate is a.predicate.precedes``."""
    if other.field not in _TARGETS:
        return True
    target, source = assigned.get(named.variable), assigned.get(other.variable)
    if source is not None:
        own = _targets(vocabulary.predicate(source.predicate), _TARGETS[other.field])
        return target.predicate in own if target is not None else bool(own)
    return target is None or target.predicate in targets[other.field]


def _all_targets(predicates: Iterable[str], vocabulary: Vocabulary, field: str) -> frozenset[str]:
    return frozenset(target for name in predicates for target in _targets(vocabulary.predicate(name), field))


def _targets(meaning: Predicate, field: str) -> tuple[str, ...]:
    named: str | Iterable[str] | None = getattr(meaning, field)
    return (named,) if isinstance(named, str) else tuple(named or ())
