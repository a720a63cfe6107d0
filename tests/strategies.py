"""Hypothesis strategies for rules, well typed, and for whole cases: claims, and rules to check them by."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from hypothesis import strategies as st

from claim_strategies import (
    AS_OF,
    DATES,
    IDS,
    KINDS,
    PARTIES,
    PERIODS,
    SPEAKERS,
    SUBJECTS,
    TAGS,
    TERMS,
    below,
    collections,
    few,
    maybe,
    often,
    one,
)
from conflicts.model.collection import Collection
from conflicts.model.value import Quantity
from conflicts.rules.condition import Adverb, AsOf, Clause, Condition, FieldRef, Group, Words
from conflicts.rules.fields import FIELDS, JOIN_FIELDS, FieldType
from conflicts.rules.rule import Block, Kind, Rule


@dataclass(frozen=True)
class Case:
    """Claims with their vocabulary, rules each of which may speak of those before it, and the day of the check."""

    collection: Collection
    rules: tuple[Rule, ...]
    as_of: str

    def __repr__(self) -> str:
        """The case in few words, for whoever has to find out what is wrong with it."""
        claims = [claim.model_dump(mode="json", exclude_defaults=True) for claim in self.collection.claims]
        rules = [(rule.name, rule.kind, rule.variables, rule.same, rule.where, rule.blocks) for rule in self.rules]
        vocabulary = self.collection.vocabulary.model_dump(mode="json", exclude_defaults=True)
        lines = [*claims, vocabulary, *rules, self.as_of]
        return "Case(\n" + "\n".join(f"  {line}" for line in lines) + "\n)"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))


# ------------------------------------------------------------------------------------------------ conditions

_Statement: TypeAlias = tuple[str, str, FieldRef | Words | AsOf | None]
"""The left field, the operator and the right side."""

_OF_TYPE = {type_: tuple(name for name, of in FIELDS.items() if of is type_) for type_ in FieldType}
_OF_TYPE[FieldType.KEY] += ("qualifiers.unit",)
_KEYS = (FieldType.KEY, FieldType.KEYS)
_ORDER = ("<", "<=", ">", ">=", "is", "is-not")
_ALLEN = ("before", "after", "meets", "overlaps", "starts", "during", "contains", "finishes", "equals")
_RELATIONS = (*_ALLEN, "intersects", "intersects", "intersects")
_WORDS_OF: dict[str, Sequence[str]] = {
    "id": IDS,
    "subject": SUBJECTS,
    "subject.party": PARTIES,
    "predicate": ("p1", "p2"),
    "predicate.at_most": ("p1", "p2"),
    "predicate.precedes": ("p1", "p2"),
    "polarity": ("affirmed", "affirmed", "denied"),
    "certainty": ("certain", "probable", "possible", "unknown"),
    "rank": ("preferred", "normal", "deprecated"),
    "qualifiers.unit": ("7th", "7"),
    "value.entity": TERMS,
    "asserted_by": SPEAKERS,
    "origin": SPEAKERS,
    "party": PARTIES,
    "source_kind": KINDS,
    "reliability": ("A", "B", "C", "E"),
    "credibility": ("1", "2", "3"),
    "citations": ("0", "1", "2"),
    "value": (*TERMS, "Peace", "strasse", "5", "10", "5 km", "200-300", "at least 5", "unknown", "none", "2022-03-24"),
    "value.amount": ("5", "10", "0", "5 km", "5000 m", "5-10", "at most 5", "0.01"),
}
_PATTERNS = ("e", "^e1$", "1|2", "off", "^[ab]", "said so", "^$")
_PRESENT = (
    *(name for name, type_ in FIELDS.items() if type_ not in (FieldType.FLAG, FieldType.CLAIM)),
    *(
        "value.amount",
        "value.time",
        "valid",
        "valid.start",
        "valid.start",
        "valid.end",
        "valid.end",
        "expires",
        "citations",
    ),
)
_COUSINS = (
    ("predicate.at_most", "predicate"),
    ("predicate.precedes", "predicate"),
    ("predicate", "predicate.precedes"),
    ("asserted_by", "origin"),
    ("party", "subject.party"),
    ("subject", "subject.party"),
    ("subject", "value.entity"),
    ("value.entity", "subject"),
)
_CATEGORIES = (
    *("key", "key", "key", "flag", "order", "instant", "instant", "instant", "period", "period", "period", "period"),
    *("value", "value", "value", "presence", "tag", "matches", "supersedes", "flagged"),
)
_WITH_AMOUNTS = (*_CATEGORIES, *["amount"] * 5)


@dataclass(frozen=True)
class _Scope:
    """What a condition may speak of: the variables, the earlier rules' names, and its categories."""

    variables: tuple[str, ...]
    rules: tuple[str, ...]
    categories: tuple[str, ...]


def _condition(draw: st.DrawFn, scope: _Scope) -> Condition:
    # Mostly the newest variable (in a block, the block's own), beside another: conditions that relate two say the most.
    variable = scope.variables[-1] if often(draw, 1, 2) else one(draw, scope.variables)
    others = tuple(name for name in scope.variables if name != variable)
    other = one(draw, others) if others and often(draw, 9, 10) else variable
    category = one(draw, scope.categories)
    if (category == "flagged" and not scope.rules) or (category == "supersedes" and other == variable):
        category = "presence"
    left, operator, right = _statement(draw, category, other, other == variable, scope.rules)
    adverbs: tuple[Adverb, ...] = ("", "", "", "certainly", "possibly")
    return Condition(FieldRef(variable, left), operator, right, one(draw, adverbs))


def _statement(draw: st.DrawFn, category: str, other: str, alone: bool, rules: tuple[str, ...]) -> _Statement:
    """A field, an operator and a right side that fits, with the variable ``other``; ``alone`` if it is the left one."""
    literal = often(draw, 1, 4)
    match category:
        case "key":
            return _about_a_key(draw, other, literal or (alone and often(draw, 2, 3)))
        case "flag":
            field = one(draw, (*_OF_TYPE[FieldType.FLAG], "original_cited", "original_cited"))
            operator = one(draw, ("is", "is", "is-not"))
            return field, operator, _word(draw, ("true", "false")) if literal or alone else FieldRef(other, field)
        case "order":
            return _compared(draw, one(draw, _OF_TYPE[FieldType.ORDER]), other, literal or alone)
        case "amount":
            return _compared(draw, "value.amount", other, literal or alone)
        case "instant":
            return _about_an_instant(draw, other, literal)
        case "period":
            return "valid", one(draw, _RELATIONS), _time(draw, other, literal)
        case "value":
            operators = ("differs-from", "agrees-with", "is", "is-not")
            if literal or alone:
                return "value", *_among(draw, _WORDS_OF["value"], operators)
            return "value", one(draw, ("differs-from", *operators)), FieldRef(other, "value")
        case "tag":
            return "tags", one(draw, ("has-tag", "lacks-tag")), _word(draw, TAGS)
        case "matches":
            keys = [name for name in _OF_TYPE[FieldType.KEY] if name != "scope"]
            return one(draw, [*keys, *_OF_TYPE[FieldType.WORDS]]), "matches", _word(draw, _PATTERNS)
        case "supersedes":
            return "supersedes", "is", FieldRef(other, "id")
        case "flagged":
            return "", one(draw, ("is-flagged-by", "is-not-flagged-by")), _word(draw, rules)
        case _:
            return one(draw, _PRESENT), one(draw, ("is-missing", "is-present")), None


def _about_a_key(draw: st.DrawFn, other: str, literal: bool) -> _Statement:
    if literal:
        field = one(draw, [name for kind in _KEYS for name in _OF_TYPE[kind] if name in _WORDS_OF])
        return field, *_among(draw, _WORDS_OF[field])
    twins = [(field, field) for field in _OF_TYPE[FieldType.KEY]]
    field, theirs = one(draw, _COUSINS) if often(draw, 1, 4) else one(draw, twins)
    return field, one(draw, ("is", "is-not")), FieldRef(other, theirs)


def _compared(draw: st.DrawFn, field: str, other: str, literal: bool) -> _Statement:
    if literal and often(draw, 1, 2):
        return field, *_among(draw, _WORDS_OF[field])
    return field, one(draw, _ORDER), _word(draw, _WORDS_OF[field]) if literal else FieldRef(other, field)


def _about_an_instant(draw: st.DrawFn, other: str, literal: bool) -> _Statement:
    field = one(draw, _OF_TYPE[FieldType.INSTANT])
    if often(draw, 1, 4):
        return field, one(draw, _RELATIONS), _time(draw, other, literal)
    if literal and often(draw, 1, 2):
        return field, *_among(draw, DATES)
    right = _instant(draw, other, literal)
    if isinstance(right, FieldRef) and often(draw, 1, 3):
        right = replace(right, moved=one(draw, (86_400, -86_400, 1, 31_556_952)))
    elif isinstance(right, FieldRef) and often(draw, 1, 4):
        right = replace(right, moved=one(draw, (1, -1)), gap=FieldRef(other, "predicate.precedes"))
    return field, one(draw, _ORDER), right


def _word(draw: st.DrawFn, words: Sequence[str]) -> Words:
    return Words((one(draw, words),))


def _among(draw: st.DrawFn, words: Sequence[str], operators: Sequence[str] = ("is", "is-not")) -> tuple[str, Words]:
    if often(draw, 1, 2):
        return one(draw, operators), _word(draw, words)
    return one(draw, ("in", "not-in")), Words(tuple(one(draw, words) for _ in range(1 + draw(below(3)))))


def _instant(draw: st.DrawFn, other: str, literal: bool) -> FieldRef | Words | AsOf:
    if not literal:
        return FieldRef(other, one(draw, _OF_TYPE[FieldType.INSTANT]))
    return AsOf() if often(draw, 1, 2) else _word(draw, DATES)


def _time(draw: st.DrawFn, other: str, literal: bool) -> FieldRef | Words | AsOf:
    if not literal and often(draw, 3, 4):
        return FieldRef(other, "valid")
    if literal and often(draw, 1, 2):
        return _word(draw, [time.text for time in PERIODS if time.mode == "edtf"])
    return _instant(draw, other, literal)


def _clause(draw: st.DrawFn, scope: _Scope, depth: int = 0) -> Clause:
    if depth == 2 or often(draw, 4, 5):
        return _condition(draw, scope)
    members = tuple(_clause(draw, scope, depth + 1) for _ in range(1 + draw(below(3))))
    return Group("any" if depth == 0 else one(draw, ("any", "all", "all")), members)


# ------------------------------------------------------------------------------------------------ rules

_SAME = (
    *((), (), (), ("topic",), ("topic",), ("subject",), ("predicate",), ("topic", "predicate"), ("topic", "predicate")),
    *(
        ("topic", "predicate", "scope"),
        ("value",),
        ("topic", "value"),
        ("party",),
        ("origin",),
        ("subject", "polarity"),
    ),
)


def _same(draw: st.DrawFn) -> tuple[str, ...]:
    return one(draw, _SAME) if often(draw, 8, 9) else few(draw, (*JOIN_FIELDS, "qualifiers.unit"), 2)


def _same_of_block(draw: st.DrawFn, same: Sequence[str], count: int) -> tuple[str, ...]:
    if "topic" in same and often(draw, 1, 2):
        return ("topic",)  # then the match's topic counts, which need not be its first claim's subject
    return _same(draw) if count == 1 else one(draw, ((), ("predicate",), ("topic",)))


def _block(draw: st.DrawFn, number: int, scope: _Scope, same: Sequence[str]) -> Block:
    variable = f"w{number}"
    inside = replace(scope, variables=(*scope.variables, variable))
    count = one(draw, (1, 1, 1, 2, 3))
    return Block(
        variable=variable,
        same=_same_of_block(draw, same, count),
        where=tuple(_clause(draw, inside) for _ in range(one(draw, (0, 1, 1, 2) if count == 1 else (0, 1)))),
        negated=often(draw, 1, 2),
        count=count,
        distinct=maybe(draw, ("origin", "asserted_by", "party", "predicate", "source_kind"), one_in=2),
    )


def _rule(draw: st.DrawFn, number: int, earlier: tuple[str, ...], categories: tuple[str, ...]) -> Rule:
    variables = one(draw, (("a",), ("a",), ("a", "b"), ("a", "b"), ("a", "b"), ("a", "b", "c")))
    scope = _Scope(variables, earlier, categories)
    kind: Kind = one(draw, ("contradiction", "unverified", "superseded"))
    same = _same(draw)
    return plain_rule(
        f"r{number}",
        kind=kind,
        variables=variables,
        same=same,
        where=tuple(_clause(draw, scope) for _ in range(one(draw, (0, 1, 1, 1, 2, 2, 3)))),
        blocks=tuple(
            _block(draw, n, scope, same)
            for n in range(one(draw, (0, 0, 0, 1, 1, 2) if len(variables) < 3 else (0, 0, 1)))
        ),
    )


def plain_rule(name: str, **parts: Any) -> Rule:
    """A rule of these parts, with the words that a person would read left plain."""
    given: dict[str, Any] = {"kind": "unverified", "variables": ("a",), "same": (), "where": (), **parts}
    return Rule(
        id=name,
        pack="generated",
        severity="error",
        severity_if_possible="warning",
        title=name,
        message=f"{{a.subject}}: {name}",
        help="Generated.",
        **given,
    )


@st.composite
def rule_lists(draw: st.DrawFn, most: int = 3, amounts: bool = True) -> tuple[Rule, ...]:
    """One to ``most`` rules; each may say what those before it flagged. They often speak of ``amounts``, or never."""
    rules: tuple[Rule, ...] = ()
    categories = _WITH_AMOUNTS if amounts else _CATEGORIES
    for number in range(1 + draw(below(most))):
        rules += (_rule(draw, number, tuple(rule.name for rule in rules), categories),)
    return rules


@st.composite
def cases(draw: st.DrawFn, of: st.SearchStrategy[Collection] | None = None, most_rules: int = 3) -> Case:
    """A collection (one ``of`` these), rules, and the day of the check."""
    collection = draw(collections() if of is None else of)
    measured = any(isinstance(claim.value, Quantity) for claim in collection.claims)
    return Case(collection, draw(rule_lists(most_rules, measured)), one(draw, AS_OF))
