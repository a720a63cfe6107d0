"""Hypothesis strategies for vocabularies, claims and rules: small, well-typed, and drawn from few words so that things collide."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal, TypeVar

from hypothesis import strategies as st

from conflicts.model.claim import Citation, Claim
from conflicts.model.collection import Collection
from conflicts.model.source import Source
from conflicts.model.value import NONE, UNKNOWN, AnyValue, Quantity, Term, Text, Time
from conflicts.model.vocabulary import Entity, Predicate, Vocabulary
from conflicts.rules.condition import Adverb, AsOf, Clause, Condition, FieldRef, Group, Words
from conflicts.rules.fields import FIELDS, JOIN_FIELDS, FieldType
from conflicts.rules.rule import Block, Kind, Rule

T = TypeVar("T")


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


# ------------------------------------------------------------------------------------------------ words

ENTITIES = ("e1", "e2", "e3", "e4", "e5")
SUBJECTS = ("e1", "e1", "e2", "e2", "e3", "E One", "elsewhere")
SPEAKERS = ("s1", "s1", "s2", "s2", "s3", "s4", "The Second", "a stranger")
PARTIES = ("east", "west")
KINDS = ("official", "media")
TAGS = ("citation-needed", "disputed")
IDS = ("c1", "c2", "c10", "B", "a", "z", "c3", "é")
QUALIFIERS: tuple[dict[str, str | int | bool], ...] = (
    {},
    {},
    {"unit": "7th"},
    {"side": "left", "unit": "7th"},
    {"unit": "7th", "side": "left"},
)
AS_OF = ("2022-03-24", "2022-04", "2023")

# Dates of every shape, most of them around one week: as bounds they touch, overlap, nest and coincide.
DATES = (
    "2022-03-24",
    "2022-03-24",
    "2022-03-23",
    "2022-03-25",
    "2022-03",
    "2022",
    "2022-03-24T10:00:00Z",
    "2022-03-24T11:00:00+01:00",
    "2022-03-24T00:00:00",
    "2022-03-24?",
    "2022-03-24~",
    "2022-03%",
    "2022-03-2X",
    "2022-21",
    "-0044-03-15",
    "Y-170000002",
)
PERIODS = (
    *(Time(text=text) for text in DATES),
    *(
        Time(text=text)
        for text in (
            "2022-03-23/2022-03-24",
            "2022-03-24/2022-03-25",
            "2022-03/2022-04",
            "2022-03-24/..",
            "2022-03-25/..",
            "2022-03-24/",
            "../2022-03-24",
            "/2022-03-24",
            "../..",
            "[2022-03-10,2022-03-24]",
            "[2022-03-24..]",
            "[..2022-03-24]",
            "{2022-03-10,2022-03-24}",
            "{2022-03-23..2022-03-25}",
        )
    ),
    *(Time(text=text, mode=mode) for text in ("2022-03-24", "2022") for mode in ("by", "since", "until", "at")),
)
INSTANTS = (*(Time(text=text) for text in DATES), *PERIODS[-10::2])
TERMS = ("e1", "e2", "e3", "E One", "nowhere")
TEXTS = ("Peace", "  PEACE ", "Straße", "strasse", "５", "5")
UNIT_FAMILIES: tuple[tuple[str | None, ...], ...] = ((None,), (None, "km", "m"), (None, "degC", "kelvin"), ("person",))
AMOUNTS = tuple(Decimal(text) for text in ("0", "5", "5.0", "10", "-5", "0.01", "5000"))
RANGES = ((Decimal(5), Decimal(10)), (Decimal(4), Decimal(5)), (None, Decimal(5)), (Decimal(5), None), (Decimal(-5), Decimal(0)))


@cache
def _below(count: int) -> st.SearchStrategy[int]:
    return st.integers(0, count - 1)


def _one(draw: st.DrawFn, options: Sequence[T]) -> T:
    # Much quicker than a new `sampled_from` for each of the hundreds of choices in a case.
    return options[draw(_below(len(options)))]


def _often(draw: st.DrawFn, times: int, of: int) -> bool:
    """True so many times of so many; not where the case shrinks to."""
    return draw(_below(of)) >= of - times


def _maybe(draw: st.DrawFn, options: Sequence[T], one_in: int = 3) -> T | None:
    """One of the options, or None once in so many draws."""
    return _one(draw, options) if draw(_below(one_in)) else None


def _few(draw: st.DrawFn, options: Sequence[T], most: int) -> tuple[T, ...]:
    """Up to so many of the options, each once."""
    return tuple(dict.fromkeys(_one(draw, options) for _ in range(draw(_below(most + 1)))))


# ------------------------------------------------------------------------------------------------ vocabularies

_DECLARED: tuple[Literal["term", "quantity", "time", "text", "event"] | None, ...] = (
    "term",
    "term",
    "quantity",
    "quantity",
    "quantity",
    "time",
    "text",
    "event",
    None,
    None,
)


@dataclass(frozen=True)
class _Meaning:
    """A predicate with the units that its quantities may have."""

    name: str
    predicate: Predicate
    units: tuple[str | None, ...]


@st.composite
def _meanings(draw: st.DrawFn, lengths: bool) -> tuple[_Meaning, ...]:
    names = ("p1", "p2", "p3")[: 1 + draw(_below(3))]
    families, types = (((None, "km", "m"),), ("quantity",)) if lengths else (UNIT_FAMILIES, _DECLARED)
    family = _one(draw, families)
    meanings: list[_Meaning] = []
    for number, name in enumerate(names):
        declared = meanings[0].predicate.value if meanings and _often(draw, 1, 2) else _one(draw, types)
        units = family if _often(draw, 1, 2) else _one(draw, families)
        own = _one(draw, units) if declared == "quantity" else None
        if own is None:  # a quantity without a unit among others that have one would be a mistake in the collection
            units = tuple(unit for unit in units if unit is not None) or (None,)
        before = [meaning.name for meaning in meanings]
        alike = [meaning.name for meaning in meanings if meaning.units == units]
        predicate = Predicate(
            value=declared,
            unit=own,
            tolerance=_one(draw, (None, None, "10%", "5", "0%")) if declared == "quantity" else None,
            single=_often(draw, 1, 2),
            unique=_often(draw, 1, 2),
            timeless=_often(draw, 1, 2),
            cumulative=_often(draw, 1, 2),
            extends_to=_one(draw, (None, "parts", "parts")),
            at_most=_one(draw, (None, *alike)),
            precedes=_one(draw, (None, *before)) if number else None,
            lifetime=_one(draw, (None, "1 day", "1 year")),
        )
        meanings.append(_Meaning(name, predicate, units))
    return tuple(meanings)


@st.composite
def _entities(draw: st.DrawFn) -> dict[str, Entity]:
    entities: dict[str, Entity] = {}
    for name in ENTITIES[: draw(_below(len(ENTITIES) + 1))]:
        entities[name] = Entity(
            part_of=_one(draw, (None, *entities, *list(entities)[-1:])),
            party=_maybe(draw, PARTIES),
            aliases=("E One",) if name == "e1" else (),
        )
    return entities


@st.composite
def _sources(draw: st.DrawFn) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for name in ("s1", "s2", "s3", "s4"):
        above = _one(draw, (None, None, *sources))
        wired = _often(draw, 1, 2)
        sources[name] = Source(
            name="The Second" if name == "s2" else "",
            aliases=("second",) if name == "s2" else (),
            kind=_maybe(draw, KINDS),
            party=_maybe(draw, PARTIES),
            owner=None if wired else above,
            wire=above if wired else None,
            reliability=_one(draw, ("A", "A", "B", "E", "F", None)),
        )
    return sources


# ------------------------------------------------------------------------------------------------ claims


def _quantity(draw: st.DrawFn, units: Sequence[str | None]) -> Quantity:
    unit = _one(draw, units)
    if _often(draw, 1, 2):
        return Quantity(amount=_one(draw, AMOUNTS), unit=unit)
    low, high = _one(draw, RANGES)
    return Quantity(low=low, high=high, unit=unit)


def _value(draw: st.DrawFn, meaning: _Meaning) -> AnyValue | None:
    declared = meaning.predicate.value
    if declared == "event":
        return None
    special = draw(_below(12))
    if special < 2:
        return (UNKNOWN, NONE)[special]
    match declared or _one(draw, ("term", "quantity", "time", "text", "event")):
        case "term":
            word = _one(draw, TERMS)
            return Text(text=word) if declared and _often(draw, 1, 2) else Term(term=word)
        case "quantity":
            return _quantity(draw, meaning.units)
        case "time":
            return _one(draw, INSTANTS)
        case "text":
            return Text(text=_one(draw, TEXTS))
        case _:
            return None


@st.composite
def _citations(draw: st.DrawFn) -> tuple[Citation, ...]:
    return tuple(
        Citation(source=_maybe(draw, SPEAKERS), date=_maybe(draw, INSTANTS))
        for _ in range(_one(draw, (0, 0, 1, 1, 2)))
    )


def _claim(draw: st.DrawFn, name: str, earlier: Sequence[Claim], meanings: Sequence[_Meaning]) -> Claim:
    meaning = _one(draw, meanings)
    return Claim(
        id=name,
        subject=_one(draw, SUBJECTS),
        predicate=meaning.name,
        value=_value(draw, meaning),
        qualifiers=_one(draw, QUALIFIERS),
        polarity=_one(draw, ("affirmed", "affirmed", "denied")),
        certainty=_one(draw, ("certain", "certain", "probable", "possible", "unknown")),
        asserted_by=_maybe(draw, SPEAKERS, one_in=6),
        via=_few(draw, SPEAKERS, 1),
        valid=_maybe(draw, PERIODS, one_in=6),
        stated=_maybe(draw, INSTANTS),
        recorded=_maybe(draw, INSTANTS),
        citations=draw(_citations()),
        rank=_one(draw, ("normal", "normal", "preferred", "deprecated")),
        supersedes=_few(draw, [claim.id for claim in earlier], 2) if earlier and _often(draw, 1, 2) else (),
        tags=_few(draw, TAGS, 2),
        credibility=_one(draw, (None, 1, 1, 2, 6)),
        excerpt=_maybe(draw, ("some said so", "officials said")),
    )


@st.composite
def _collection_of(draw: st.DrawFn, meanings: tuple[_Meaning, ...], most: int) -> Collection:
    claims: list[Claim] = []
    first, many = draw(_below(len(IDS))), min(most, _one(draw, (2, 4, 5, 6, 6, 7, 8)))
    for name in (IDS[first:] + IDS[:first])[:many]:
        # A near copy collides more often than a second claim out of nothing.
        if claims and _often(draw, 2, 3):
            fresh, model = _claim(draw, name, claims, meanings), _one(draw, claims)
            kept = _few(draw, ("subject", "qualifiers", "valid", "stated", "asserted_by", "certainty", "polarity"), 7)
            what = {"predicate": model.predicate, "value": model.value} if _often(draw, 1, 2) else {}
            claims.append(fresh.model_copy(update={**{field: getattr(model, field) for field in kept}, **what}))
        else:
            claims.append(_claim(draw, name, claims, meanings))
    vocabulary = Vocabulary(
        predicates={meaning.name: meaning.predicate for meaning in meanings},
        entities=draw(_entities()),
        sources=draw(_sources()),
    )
    return Collection(tuple(claims), vocabulary)


@st.composite
def collections(draw: st.DrawFn, most: int = 8, lengths: bool = False) -> Collection:
    """Collections of two to ``most`` claims that fit together with their vocabulary (but for a source nobody declared).

    Values are of every type, or ``lengths`` only.
    """
    return draw(_collection_of(draw(_meanings(lengths)), most))


# ------------------------------------------------------------------------------------------------ conditions

_OF_TYPE = {type_: tuple(name for name, of in FIELDS.items() if of is type_) for type_ in FieldType}
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
    *("value.amount", "value.time", "valid", "valid.start", "valid.start", "valid.end", "valid.end", "expires", "citations"),
)
_COUSINS = (
    ("predicate.at_most", "predicate"),
    ("predicate.precedes", "predicate"),
    ("asserted_by", "origin"),
    ("party", "subject.party"),
    ("subject", "subject.party"),
)
_CATEGORIES = (
    *("key", "key", "key", "flag", "order", "instant", "instant", "instant", "period", "period", "period", "period"),
    *("value", "value", "value", "amount", "amount", "presence", "tag", "matches", "supersedes", "flagged"),
)


@dataclass(frozen=True)
class _Scope:
    """What a condition may speak of: the variables, and the earlier rules' names."""

    variables: tuple[str, ...]
    rules: tuple[str, ...]


def _condition(draw: st.DrawFn, scope: _Scope) -> Condition:
    # Conditions that relate two claims say the most: the newest variable (in a block, the block's own) is on the left, mostly.
    variable = scope.variables[-1] if _often(draw, 1, 2) else _one(draw, scope.variables)
    others = tuple(name for name in scope.variables if name != variable)
    other = _one(draw, others) if others and _often(draw, 9, 10) else variable
    left, operator, right = _statement(draw, _one(draw, _CATEGORIES), variable, other, scope)
    adverbs: tuple[Adverb, ...] = ("", "", "", "certainly", "possibly")
    return Condition(FieldRef(variable, left), operator, right, _one(draw, adverbs))


def _statement(
    draw: st.DrawFn, category: str, variable: str, other: str, scope: _Scope
) -> tuple[str, str, FieldRef | Words | AsOf | None]:
    alone = variable == other
    literal = alone or _often(draw, 1, 4)
    match category:
        case "key":
            if literal:
                field = _one(draw, [name for name in _OF_TYPE[FieldType.KEY] if name in _WORDS_OF])
                return field, *_among(draw, _WORDS_OF[field])
            same = [(field, field) for field in _OF_TYPE[FieldType.KEY]]
            field, theirs = _one(draw, _COUSINS) if _often(draw, 1, 4) else _one(draw, same)
            return field, _one(draw, ("is", "is-not")), FieldRef(other, theirs)
        case "flag":
            field = _one(draw, (*_OF_TYPE[FieldType.FLAG], "original_cited", "original_cited"))
            right = Words((_one(draw, ("true", "false")),)) if literal else FieldRef(other, field)
            return field, _one(draw, ("is", "is", "is-not")), right
        case "order":
            field = _one(draw, _OF_TYPE[FieldType.ORDER])
            if literal and _often(draw, 1, 2):
                return field, *_among(draw, _WORDS_OF[field])
            return field, _one(draw, _ORDER), Words((_one(draw, _WORDS_OF[field]),)) if literal else FieldRef(other, field)
        case "instant":
            field = _one(draw, _OF_TYPE[FieldType.INSTANT])
            if _often(draw, 1, 4):
                return field, _one(draw, _RELATIONS), _time(draw, other, literal)
            if literal and _often(draw, 1, 2):
                return field, *_among(draw, DATES)
            return field, _one(draw, _ORDER), _instant(draw, other, literal)
        case "period":
            return "valid", _one(draw, _RELATIONS), _time(draw, other, literal)
        case "value":
            if literal:
                return "value", *_among(draw, _WORDS_OF["value"], ("is", "is-not", "agrees-with", "differs-from"))
            return "value", _one(draw, ("differs-from", "differs-from", "agrees-with", "is", "is-not")), FieldRef(other, "value")
        case "amount":
            if literal and _often(draw, 1, 2):
                return "value.amount", *_among(draw, _WORDS_OF["value.amount"])
            theirs = Words((_one(draw, _WORDS_OF["value.amount"]),)) if literal else FieldRef(other, "value.amount")
            return "value.amount", _one(draw, _ORDER), theirs
        case "tag":
            return "tags", _one(draw, ("has-tag", "lacks-tag")), Words((_one(draw, TAGS),))
        case "matches":
            fields = [*(name for name in _OF_TYPE[FieldType.KEY] if name != "scope"), *_OF_TYPE[FieldType.WORDS]]
            return _one(draw, fields), "matches", Words((_one(draw, _PATTERNS),))
        case "supersedes" if not alone:
            return "supersedes", "is", FieldRef(other, "id")
        case "flagged" if scope.rules:
            return "", _one(draw, ("is-flagged-by", "is-not-flagged-by")), Words((_one(draw, scope.rules),))
        case _:
            return _one(draw, _PRESENT), _one(draw, ("is-missing", "is-present")), None


def _among(
    draw: st.DrawFn, words: Sequence[str], operators: Sequence[str] = ("is", "is-not")
) -> tuple[str, FieldRef | Words | AsOf]:
    if _often(draw, 1, 2):
        return _one(draw, operators), Words((_one(draw, words),))
    return _one(draw, ("in", "not-in")), Words(tuple(_one(draw, words) for _ in range(1 + draw(_below(3)))))


def _instant(draw: st.DrawFn, other: str, literal: bool) -> FieldRef | Words | AsOf:
    if not literal:
        return FieldRef(other, _one(draw, _OF_TYPE[FieldType.INSTANT]))
    return AsOf() if _often(draw, 1, 2) else Words((_one(draw, DATES),))


def _time(draw: st.DrawFn, other: str, literal: bool) -> FieldRef | Words | AsOf:
    if not literal and _often(draw, 3, 4):
        return FieldRef(other, "valid")
    if literal and _often(draw, 1, 2):
        return Words((_one(draw, [time.text for time in PERIODS if time.mode == "edtf"]),))
    return _instant(draw, other, literal)


def _clause(draw: st.DrawFn, scope: _Scope, depth: int = 0) -> Clause:
    if depth == 2 or _often(draw, 4, 5):
        return _condition(draw, scope)
    members = tuple(_clause(draw, scope, depth + 1) for _ in range(1 + draw(_below(3))))
    return Group("any" if depth == 0 else _one(draw, ("any", "all", "all")), members)


# ------------------------------------------------------------------------------------------------ rules

_SAME = (
    *((), (), (), ("topic",), ("topic",), ("subject",), ("predicate",), ("topic", "predicate"), ("topic", "predicate")),
    *(("topic", "predicate", "scope"), ("value",), ("topic", "value"), ("party",), ("origin",), ("subject", "polarity")),
)


def _same(draw: st.DrawFn) -> tuple[str, ...]:
    return _one(draw, _SAME) if _often(draw, 8, 9) else _few(draw, JOIN_FIELDS, 2)


def _same_of_block(draw: st.DrawFn, same: Sequence[str], count: int) -> tuple[str, ...]:
    if "topic" in same and _often(draw, 1, 2):
        return ("topic",)  # then the match's topic counts, which need not be its first claim's subject
    return _same(draw) if count == 1 else _one(draw, ((), ("predicate",), ("topic",)))


def _block(draw: st.DrawFn, number: int, scope: _Scope, same: Sequence[str]) -> Block:
    variable = f"w{number}"
    inside = _Scope((*scope.variables, variable), scope.rules)
    count = _one(draw, (1, 1, 1, 2, 3))
    return Block(
        variable=variable,
        same=_same_of_block(draw, same, count),
        where=tuple(_clause(draw, inside) for _ in range(_one(draw, (0, 1, 1, 2) if count == 1 else (0, 1)))),
        negated=_often(draw, 1, 2),
        count=count,
        distinct=_maybe(draw, ("origin", "asserted_by", "party", "predicate", "source_kind"), one_in=2),
    )


def _rule(draw: st.DrawFn, number: int, earlier: tuple[str, ...]) -> Rule:
    variables = _one(draw, (("a",), ("a",), ("a", "b"), ("a", "b"), ("a", "b"), ("a", "b", "c")))
    scope = _Scope(variables, earlier)
    kind: Kind = _one(draw, ("contradiction", "unverified", "superseded"))
    same = _same(draw)
    return plain_rule(
        f"r{number}",
        kind=kind,
        variables=variables,
        same=same,
        where=tuple(_clause(draw, scope) for _ in range(_one(draw, (0, 1, 1, 1, 2, 2, 3)))),
        blocks=tuple(_block(draw, n, scope, same) for n in range(_one(draw, (0, 0, 0, 1, 1, 2) if len(variables) < 3 else (0, 0, 1)))),
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
def rule_lists(draw: st.DrawFn, most: int = 3) -> tuple[Rule, ...]:
    """One to ``most`` rules; each may say what those before it flagged."""
    rules: tuple[Rule, ...] = ()
    for number in range(1 + draw(_below(most))):
        rules += (_rule(draw, number, tuple(rule.name for rule in rules)),)
    return rules


@st.composite
def cases(draw: st.DrawFn, most_claims: int = 8, most_rules: int = 3, lengths: bool = False) -> Case:
    """A collection, rules, and the day of the check."""
    rules = draw(rule_lists(most_rules))
    return Case(draw(collections(most_claims, lengths)), rules, _one(draw, AS_OF))
