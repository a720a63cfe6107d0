"""Rules, well typed: whatever a condition can say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, get_args

from hypothesis import strategies as st

from conflicts.errors import InputError, nearest
from conflicts.model.vocabulary import EMPTY, Vocabulary
from conflicts.rules.condition import Adverb, AsOf, Clause, Condition, FieldRef, Group, Words
from conflicts.rules.fields import FIELDS, JOIN_FIELDS, FieldType
from conflicts.rules.rule import Block, Kind, Rule
from conflicts.strategies.drawing import below, few, maybe, often, one
from conflicts.strategies.pools import DATES, ENTITIES, IDS, KINDS, PARTIES, PERIODS, PREDICATES, SOURCES, TAGS

_Statement: TypeAlias = tuple[str, str, FieldRef | Words | AsOf | None]
"""The left field, the operator and the right side."""

_OF_TYPE = {type_: tuple(name for name, of in FIELDS.items() if of is type_) for type_ in FieldType}
_OF_TYPE[FieldType.KEY] += ("qualifiers.unit",)
_KEYS = (FieldType.KEY, FieldType.KEYS)
_ORDER = ("<", "<=", ">", ">=", "is", "is-not")
_ALLEN = ("before", "after", "meets", "overlaps", "starts", "during", "contains", "finishes", "equals")
_RELATIONS = (*_ALLEN, "intersects", "intersects", "intersects")
_WORDS_OF: Mapping[str, Sequence[str]] = {
    "id": IDS,
    "subject.party": PARTIES,
    "polarity": ("affirmed", "affirmed", "denied"),
    "certainty": ("certain", "probable", "possible", "unknown"),
    "rank": ("preferred", "normal", "deprecated"),
    "qualifiers.unit": ("7th", "7"),
    "party": PARTIES,
    "source_kind": KINDS,
    "reliability": ("A", "B", "C", "E"),
    "credibility": ("1", "2", "3"),
    "citations": ("0", "1", "2"),
    "value.amount": ("5", "10", "0", "5 km", "5000 m", "5-10", "at most 5", "0.01"),
}
_VALUES = ("Peace", "strasse", "5", "10", "5 km", "200-300", "at least 5", "unknown", "none", "2022-03-24")
_PATTERNS = ("o", "^town$", "n|r", "off", "^[ab]", "said so", "^$")
_OFTEN_ABSENT = ("value.amount", "value.time", "valid", *("valid.start", "valid.end") * 2, "expires", "citations")
_PRESENT = (
    *(name for name, type_ in FIELDS.items() if type_ not in (FieldType.FLAG, FieldType.CLAIM)),
    *_OFTEN_ABSENT,
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


@dataclass(frozen=True)
class _Scope:
    """What a condition may speak of: the variables, the earlier rules' names, its categories, and words for fields."""

    variables: tuple[str, ...]
    rules: tuple[str, ...]
    categories: tuple[str, ...]
    words: Mapping[str, Sequence[str]]


def rules(
    vocabulary: Vocabulary = EMPTY,
    *,
    id: str = "drawn",
    kinds: Sequence[Kind] = get_args(Kind),
    earlier: Sequence[str] = (),
    amounts: bool = True,
) -> st.SearchStrategy[Rule]:
    """Rules of one to three claims, with up to two further ones in blocks: any condition that type-checks.

    - ``vocabulary``: what their conditions may name. ``id``: that of each; its pack is ``drawn``.
    - ``kinds``: what they may report.
    - ``earlier``: the full names of rules whose flags they may ask for.
    - ``amounts``: whether they often compare quantities, or never.

    They shrink to a rule of one claim without conditions. Raises InputError for unknown kinds.

    >>> from hypothesis import find
    >>> find(rules(kinds=["contradiction"]), lambda rule: len(rule.variables) == 2).where
    ()
    """
    if unknown := [kind for kind in kinds if kind not in get_args(Kind)]:
        raise InputError(f"unknown kind {unknown[0]!r}{nearest(unknown[0], get_args(Kind))}")
    if not kinds:
        raise InputError("no kind is left to draw")
    categories = _WITH_AMOUNTS if amounts else _CATEGORIES
    return _rules(id, tuple(kinds), tuple(earlier), categories, _words_in(vocabulary))


def _words_in(vocabulary: Vocabulary) -> Mapping[str, Sequence[str]]:
    predicates = tuple(vocabulary.predicates) or PREDICATES["term"][:2]
    speakers = (*(tuple(vocabulary.sources) or SOURCES), *vocabulary.source_names)[:8]
    terms = (*(tuple(vocabulary.entities) or ENTITIES)[:3], "The Town", "elsewhere")
    return {
        **_WORDS_OF,
        "subject": terms,
        "predicate": predicates,
        "predicate.at_most": predicates,
        "predicate.precedes": predicates,
        "value.entity": terms,
        "asserted_by": sorted(speakers),
        "origin": sorted(speakers),
        "value": (*terms, *_VALUES),
    }


@st.composite
def _rules(
    draw: st.DrawFn,
    id: str,
    kinds: Sequence[Kind],
    earlier: tuple[str, ...],
    categories: tuple[str, ...],
    words: Mapping[str, Sequence[str]],
) -> Rule:
    variables = one(draw, (("a",), ("a",), ("a", "b"), ("a", "b"), ("a", "b"), ("a", "b", "c")))
    scope = _Scope(variables, earlier, categories, words)
    same = _same(draw)
    blocks = one(draw, (0, 0, 0, 1, 1, 2) if len(variables) < 3 else (0, 0, 1))
    return Rule(
        id=id,
        pack="drawn",
        kind=one(draw, kinds),
        severity="error",
        severity_if_possible="warning",
        title=id,
        message=f"{{a.subject}}: {id}",
        help="Drawn.",
        variables=variables,
        same=same,
        where=tuple(_clause(draw, scope) for _ in range(one(draw, (0, 1, 1, 1, 2, 2, 3)))),
        blocks=tuple(_block(draw, number, scope, same) for number in range(blocks)),
    )


# ------------------------------------------------------------------------------------------------ conditions


def _condition(draw: st.DrawFn, scope: _Scope) -> Condition:
    # Mostly the newest variable (in a block, the block's own), beside another: conditions that relate two say the most.
    variable = scope.variables[-1] if often(draw, 1, 2) else one(draw, scope.variables)
    others = tuple(name for name in scope.variables if name != variable)
    other = one(draw, others) if others and often(draw, 9, 10) else variable
    category = one(draw, scope.categories)
    if (category == "flagged" and not scope.rules) or (category == "supersedes" and other == variable):
        category = "presence"
    left, operator, right = _statement(draw, category, other, other == variable, scope)
    adverbs: tuple[Adverb, ...] = ("", "", "", "certainly", "possibly")
    condition = Condition(FieldRef(variable, left), operator, right, one(draw, adverbs))
    return replace(condition, text=_written(condition))


def _statement(draw: st.DrawFn, category: str, other: str, alone: bool, scope: _Scope) -> _Statement:
    """A field, an operator and a right side that fits, with the variable ``other``; ``alone`` if it is the left one."""
    literal, words = often(draw, 1, 4), scope.words
    match category:
        case "key":
            return _about_a_key(draw, other, literal or (alone and often(draw, 2, 3)), words)
        case "flag":
            field = one(draw, (*_OF_TYPE[FieldType.FLAG], "original_cited", "original_cited"))
            operator = one(draw, ("is", "is", "is-not"))
            return field, operator, _word(draw, ("true", "false")) if literal or alone else FieldRef(other, field)
        case "order":
            return _compared(draw, one(draw, _OF_TYPE[FieldType.ORDER]), other, literal or alone, words)
        case "amount":
            return _compared(draw, "value.amount", other, literal or alone, words)
        case "instant":
            return _about_an_instant(draw, other, literal)
        case "period":
            return "valid", one(draw, _RELATIONS), _time(draw, other, literal)
        case "value":
            operators = ("differs-from", "agrees-with", "is", "is-not")
            if literal or alone:
                return "value", *_among(draw, words["value"], operators)
            return "value", one(draw, ("differs-from", *operators)), FieldRef(other, "value")
        case "tag":
            return "tags", one(draw, ("has-tag", "lacks-tag")), _word(draw, TAGS)
        case "matches":
            keys = [name for name in _OF_TYPE[FieldType.KEY] if name != "scope"]
            return one(draw, [*keys, *_OF_TYPE[FieldType.WORDS]]), "matches", _word(draw, _PATTERNS)
        case "supersedes":
            return "supersedes", "is", FieldRef(other, "id")
        case "flagged":
            return "", one(draw, ("is-flagged-by", "is-not-flagged-by")), _word(draw, scope.rules)
        case _:
            return one(draw, _PRESENT), one(draw, ("is-missing", "is-present")), None


def _about_a_key(draw: st.DrawFn, other: str, literal: bool, words: Mapping[str, Sequence[str]]) -> _Statement:
    if literal:
        field = one(draw, [name for kind in _KEYS for name in _OF_TYPE[kind] if name in words])
        return field, *_among(draw, words[field])
    twins = [(field, field) for field in _OF_TYPE[FieldType.KEY]]
    field, theirs = one(draw, _COUSINS) if often(draw, 1, 4) else one(draw, twins)
    return field, one(draw, ("is", "is-not")), FieldRef(other, theirs)


def _compared(draw: st.DrawFn, field: str, other: str, literal: bool, words: Mapping[str, Sequence[str]]) -> _Statement:
    if literal and often(draw, 1, 2):
        return field, *_among(draw, words[field])
    return field, one(draw, _ORDER), _word(draw, words[field]) if literal else FieldRef(other, field)


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
    if depth == 2 or not often(draw, 1, 5):
        return _condition(draw, scope)
    members = tuple(_clause(draw, scope, depth + 1) for _ in range(1 + draw(below(3))))
    return Group("any" if depth == 0 else one(draw, ("any", "all", "all")), members)


def _written(condition: Condition) -> str:
    """The condition as it stands in a rule."""
    right = condition.right
    match right:
        case None:
            words = ""
        case AsOf():
            words = "as-of"
        case Words(several):
            quoted = [word if word.replace("-", "").isalnum() else f"'{word}'" for word in several]
            words = f"[{', '.join(quoted)}]" if condition.operator in ("in", "not-in") else quoted[0]
        case FieldRef(moved=moved):
            by = "" if not moved else f" {'+' if moved > 0 else '-'} {right.gap or f'{abs(moved)} seconds'}"
            words = f"{right}{by}"
    return " ".join(filter(None, (condition.adverb, str(condition.left), condition.operator, words)))


# ------------------------------------------------------------------------------------------------ joins and blocks


def _same(draw: st.DrawFn) -> tuple[str, ...]:
    return few(draw, (*JOIN_FIELDS, "qualifiers.unit"), 2) if often(draw, 1, 9) else one(draw, _SAME)


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
