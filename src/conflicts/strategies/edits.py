"""Small changes to a collection: one field of one claim, of all, or of an entry of the vocabulary."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from conflicts.model.claim import Certainty, Citation, Claim, Polarity, Rank
from conflicts.model.collection import Collection
from conflicts.model.moment import common_day
from conflicts.model.source import Reliability
from conflicts.model.value import NONE, UNKNOWN, Quantity, Term, Text, Time
from conflicts.model.vocabulary import Vocabulary
from conflicts.rules.condition import FieldRef, Words, conditions
from conflicts.rules.rule import Rule

M = TypeVar("M", bound=BaseModel)

Section: TypeAlias = Literal["claims", "predicates", "entities", "sources"]

VOCABULARY: tuple[Section, ...] = ("predicates", "entities", "sources")

_MANY = Decimal(10**9)
NOBODY = "somebody else"
_FAR = (Time(text="1000"), Time(text="3000"), Time(text="1000/3000"))
_FLAGS = ("single", "timeless", "unique", "cumulative", "hands_over")
_OF_PREDICATES = (*_FLAGS, "at_most", "precedes", "lifetime", "tolerance", "extends_to")
_OF_SOURCES = ("asserted_by", "owner", "wire", "party", "kind", "reliability")
_OF_TIMES = ("valid", "stated")
_ASKED_OF: Mapping[str, Sequence[str]] = {
    "topic": ("subject", "part_of"),
    "scope": ("qualifiers",),
    "origin": _OF_SOURCES,
    "party": _OF_SOURCES,
    "source_kind": _OF_SOURCES,
    "reliability": _OF_SOURCES,
    "subject.party": ("subject", "entity.party"),
    "original_cited": ("citations", "asserted_by"),
    "expires": ("stated", "valid", "lifetime"),
    "valid": ("valid", "timeless"),
}
"""What decides a field that is not a claim's own."""


class Edit(NamedTuple):
    """What becomes of a field: of the claim with this index, of all (None), or of an entry of the vocabulary."""

    section: Section
    at: int | str | None
    field: str
    value: object

    def __call__(self, collection: Collection) -> Collection | None:
        """The collection with the change; None if it would not fit together."""
        try:
            changed = self._applied(collection)
        except (ValidationError, IndexError, KeyError):
            return None
        return changed if fits(changed) else None

    def _applied(self, collection: Collection) -> Collection:
        if self.section == "claims":
            claims = [
                _with(claim, self.field, self.value) if self.at in (None, number) else claim
                for number, claim in enumerate(collection.claims)
            ]
            if isinstance(self.at, int):
                collection.claims[self.at]
            return replace(collection, claims=tuple(claims))
        entries: dict[str, Any] = dict(getattr(collection.vocabulary, self.section))
        entries[str(self.at)] = _with(entries[str(self.at)], self.field, self.value)
        return replace(collection, vocabulary=revised(collection.vocabulary, self.section, entries))


def fits(collection: Collection) -> bool:
    """Whether nothing is wrong with the collection."""
    return not collection.vocabulary.problems() and next(collection.problems(), None) is None


def revised(vocabulary: Vocabulary, section: Section, entries: Mapping[str, object]) -> Vocabulary:
    """The vocabulary with other entries in a section."""
    sections = {name: getattr(vocabulary, name) for name in ("predicates", "entities", "sources")}
    return Vocabulary(**{**sections, section: entries})


def _with(model: M, field: str, value: object) -> M:
    fields = {name: getattr(model, name) for name in type(model).model_fields}
    return type(model)(**{**fields, field: value})


def defaults(collection: Collection) -> list[Edit]:
    """Every field that says something, left at its default; a claim's value aside."""
    return [
        Edit(section, at, field, info.default)
        for section, at, model in _models(collection)
        for field, info in type(model).model_fields.items()
        if not info.is_required() and getattr(model, field) != info.default and (section, field) != ("claims", "value")
    ]


def _models(collection: Collection) -> Iterator[tuple[Section, int | str, BaseModel]]:
    for number, claim in enumerate(collection.claims):
        yield "claims", number, claim
    for section in VOCABULARY:
        for name, entry in getattr(collection.vocabulary, section).items():
            yield section, name, entry


def edits(collection: Collection, rule: Rule, only: Sequence[str] | None = None) -> list[Edit]:
    """Changes that conditions of the rule can notice: of the fields that they ask of, or of the ``only`` ones."""
    fields = set(asked_of(rule) if only is None else only)
    literals = _literals(rule)
    found = [
        Edit("claims", at, field, value)
        for field in Claim.model_fields
        if field in fields
        for at in range(len(collection.claims))
        for value in _options(field, collection, at, literals)
        if value != getattr(collection.claims[at], field)
    ]
    return found + _of_vocabulary(collection, fields, literals)


def asked_of(rule: Rule) -> list[str]:
    """The fields of claims, and of entries of the vocabulary, that the rule asks of."""
    named = [*rule.same, *(field for block in rule.blocks for field in block.same)]
    for condition in conditions(rule.clauses):
        named.append(condition.left.field)
        if isinstance(condition.right, FieldRef):
            named.append(condition.right.field)
    found = [field for name in named for field in _sources_of(name)]
    return list(dict.fromkeys([*found, "supersedes"] if "" in named else found))


def _sources_of(field: str) -> Sequence[str]:
    head, _, tail = field.partition(".")
    if field in _ASKED_OF or head in _ASKED_OF:
        return _ASKED_OF.get(field) or _ASKED_OF[head]
    return (tail, "predicate") if head == "predicate" and tail else (head,)


_Literals: TypeAlias = Mapping[str, Sequence[str]]


def _literals(rule: Rule) -> _Literals:
    """The fields that the rule asks of, each with the words that it is compared with."""
    found: dict[str, list[str]] = {}
    for condition in conditions(rule.clauses):
        words = found.setdefault(condition.left.field, [])
        if isinstance(condition.right, Words):
            words.extend(condition.right.words)
    return found


def _options(field: str, collection: Collection, at: int, literals: _Literals) -> Iterator[object]:
    """What the field of a claim can be instead, likeliest first."""
    claims, vocabulary = collection.claims, collection.vocabulary
    others = [getattr(claim, field) for claim in claims]
    match field:
        case "polarity":
            yield from get_args(Polarity)
        case "certainty":
            yield from get_args(Certainty)
        case "rank":
            yield from get_args(Rank)
        case "subject":
            yield from (*dict.fromkeys([*others, *literals.get("subject", ()), *vocabulary.entities, "elsewhere"]),)
        case "predicate":
            yield from (
                *dict.fromkeys([*others, *literals.get("predicate", ()), *(vocabulary.predicates or ["noted"])]),
            )
        case "asserted_by":
            strangers = [*vocabulary.sources] or [NOBODY]
            named = [word for name in ("asserted_by", "origin") for word in literals.get(name, ())]
            yield from (None, *dict.fromkeys([*(each for each in others if each), *named, *strangers]))
        case "via":
            speakers = dict.fromkeys(
                [*(claim.asserted_by for claim in claims if claim.asserted_by), *vocabulary.sources]
            )
            yield from ((), *((speaker,) for speaker in (speakers or [NOBODY])))
        case "value":
            yield from _values(claims, at, literals)
        case "valid" | "stated" | "recorded":
            yield from _times([getattr(claim, other) for claim in claims for other in ("valid", "stated", "recorded")])
        case "citations":
            dates = [*(claim.stated for claim in claims if claim.stated), *_FAR[:2]]
            yield from ((), (Citation(ref="1"),), (Citation(ref="1", source=claims[at].asserted_by),))
            yield from ((Citation(ref="1", date=date),) for date in dates)
        case "tags":
            yield from ((), *((word,) for word in dict.fromkeys([*literals.get("tags", ()), "disputed"])))
        case "supersedes":
            yield from ((), *((claim.id,) for number, claim in enumerate(claims) if number != at))
        case "qualifiers":
            names = [name.removeprefix("qualifiers.") for name in literals if name.startswith("qualifiers.")]
            yield from (
                {},
                {"side": "left"},
                *({name: word} for name in names for word in literals[f"qualifiers.{name}"]),
            )
        case "credibility":
            yield from (None, 1, 3, 5)
        case "excerpt":
            yield from (None, "some said so", *literals.get("excerpt", ()))
        case _:
            yield from others


def _times(given: Sequence[Time | None]) -> Iterator[Time | None]:
    known = list(dict.fromkeys(time for time in given if time is not None)) or [Time(text="2022-03-24")]
    yield from (None, *known)
    for time in known:
        day = time.text[:10]
        if common_day(day) is not None:
            yield from (Time(text=each) for each in (f"{day}~", f"{day}/..", f"../{day}", day[:7], day[:4]))
            yield from (Time(text=day, mode="until"), Time(text=day, mode="since"), Time(text=day, mode="by"))
    yield from _FAR


def _values(claims: Sequence[Claim], at: int, literals: _Literals) -> Iterator[object]:
    yield from dict.fromkeys(claim.value for claim in claims if claim.value is not None)
    match claims[at].value:
        case Quantity() as quantity:
            unit = quantity.unit
            yield from (Quantity(amount=amount, unit=unit) for amount in (Decimal(0), Decimal(1), _MANY))
            yield from (Quantity(low=Decimal(0), high=_MANY, unit=unit), Quantity(low=Decimal(0), unit=unit))
            known = [
                bound for claim in claims if isinstance(claim.value, Quantity) for bound in claim.value.bounds if bound
            ]
            yield from (Quantity(low=min(known) / 2, high=max(known) * 2, unit=unit) for _ in known[:1])
        case Time() as time:
            yield from (each for each in _times([time]) if each is not None)
        case Term():
            yield from (Term(term=word) for word in (*literals.get("value.entity", ()), "something else"))
            yield Text(text="something else")
        case Text():
            yield Text(text="something else")
        case _:
            yield Term(term="something else")
    if "value.amount" in literals:
        yield from (Quantity(amount=amount) for amount in (Decimal(1), _MANY))
    if "value.time" in literals:
        yield from _FAR[:2]
    yield from (UNKNOWN, NONE)


def _of_vocabulary(collection: Collection, fields: set[str], literals: _Literals) -> list[Edit]:
    vocabulary = collection.vocabulary
    parties = ("east", "west", *literals.get("party", ()))
    known = list(vocabulary.sources)
    options: dict[Section, dict[str, Sequence[object]]] = {
        "predicates": {
            **dict.fromkeys(_FLAGS, (False, True)),
            **dict.fromkeys(("at_most", "precedes"), (None, *vocabulary.predicates)),
            "lifetime": (None, "1 day", "1000 years"),
            "tolerance": (None, "100%"),
            "extends_to": (None, "parts"),
        },
        "entities": {"part_of": (None, *vocabulary.entities), "entity.party": (None, *parties)},
        "sources": {
            **dict.fromkeys(("owner", "wire"), (None, *known)),
            "party": (None, *parties),
            "kind": (None, "official", *literals.get("source_kind", ())),
            "reliability": (None, *get_args(Reliability)[:5]),
        },
    }
    return [
        Edit(section, name, field.removeprefix("entity."), value)
        for section, choices in options.items()
        for field, values in choices.items()
        if field in fields
        for name, value in product(getattr(vocabulary, section), values)
        if value != name and getattr(getattr(vocabulary, section)[name], field.removeprefix("entity.")) != value
    ]
