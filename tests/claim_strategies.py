"""Hypothesis strategies for vocabularies and claims: small, and drawn from few words so that things collide."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st

from conflicts.model.claim import Citation, Claim
from conflicts.model.collection import Collection
from conflicts.model.source import Source
from conflicts.model.value import NONE, UNKNOWN, AnyValue, Quantity, Term, Text, Time
from conflicts.model.vocabulary import Entity, Predicate, ValueType, Vocabulary

T = TypeVar("T")

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
    {"unit": 7},
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
            "2022-03/..",
            "2022-03-24/",
            "../2022-03-24",
            "../2022-03-25",
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
# The last two are one digit in two widths.
TEXTS = ("Peace", "  PEACE ", "Straße", "strasse", "\uff15", "5")
UNIT_FAMILIES: tuple[tuple[str | None, ...], ...] = (
    (None,),
    (None, "km", "m"),
    (None, "degC", "kelvin", "F"),
    ("person", "people"),
    (None, "ton", "tons", "tonne"),
    ("EUR", "USD", "euro", "thousand USD"),
)
SEVERAL_SIZES = ("ton", "tons")
"""One unit, which bounds no other one: nobody says which ton is meant."""
TOLERANCES: dict[ValueType | None, tuple[str | int | None, ...]] = {
    "quantity": (None, None, "10%", "5", "0%"),
    "time": (None, None, 3600, "1 day", "PT12H", "1 year", "500000000 years"),
}
AMOUNTS = tuple(Decimal(text) for text in ("0", "5", "5.0", "10", "-5", "0.01", "5000"))
RANGES = (
    (Decimal(5), Decimal(10)),
    (Decimal(4), Decimal(5)),
    (None, Decimal(5)),
    (Decimal(5), None),
    (Decimal(-5), Decimal(0)),
)


@cache
def below(count: int) -> st.SearchStrategy[int]:
    return st.integers(0, count - 1)


def one(draw: st.DrawFn, options: Sequence[T]) -> T:
    # Much quicker than a new `sampled_from` for each of the hundreds of choices in a case.
    return options[draw(below(len(options)))]


def often(draw: st.DrawFn, times: int, of: int) -> bool:
    """True so many times of so many; not where the case shrinks to."""
    return draw(below(of)) >= of - times


def maybe(draw: st.DrawFn, options: Sequence[T], one_in: int = 3) -> T | None:
    """One of the options, or None once in so many draws."""
    return one(draw, options) if draw(below(one_in)) else None


def few(draw: st.DrawFn, options: Sequence[T], most: int) -> tuple[T, ...]:
    """Up to so many of the options, each once."""
    return tuple(dict.fromkeys(one(draw, options) for _ in range(draw(below(most + 1)))))


# ------------------------------------------------------------------------------------------------ vocabularies

_DECLARED: tuple[ValueType | None, ...] = (
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
    names = ("p1", "p2", "p3")[: 1 + draw(below(3))]
    families, types = (((None, "km", "m"),), ("quantity",)) if lengths else (UNIT_FAMILIES, _DECLARED)
    family = one(draw, families)
    meanings: list[_Meaning] = []
    for name in names:
        declared = meanings[0].predicate.value if meanings and often(draw, 1, 2) else one(draw, types)
        units = family if often(draw, 1, 2) else one(draw, families)
        own = one(draw, units) if declared == "quantity" else None
        if own is None:  # a quantity without a unit among others that have one would be a mistake in the collection
            units = tuple(unit for unit in units if unit is not None) or (None,)
        before = tuple(meaning.name for meaning in meanings)
        alike = [
            meaning.name
            for meaning in meanings
            if meaning.units == units
            and (
                None in (own, meaning.predicate.unit)
                or (own in SEVERAL_SIZES) == (meaning.predicate.unit in SEVERAL_SIZES)
            )
        ]
        predicate = Predicate(
            value=declared,
            unit=own,
            tolerance=one(draw, TOLERANCES[declared]) if declared in TOLERANCES else None,
            single=often(draw, 1, 2),
            unique=often(draw, 1, 2),
            timeless=often(draw, 1, 2),
            cumulative=often(draw, 1, 2),
            hands_over=often(draw, 1, 3),
            extends_to=one(draw, (None, "parts", "parts")),
            at_most=one(draw, (None, *alike, tuple(alike))),
            precedes=one(
                draw, (None, *before, before, {name: one(draw, (None, "1 day", "1 year")) for name in before})
            ),
            lifetime=one(draw, (None, "1 day", "1 year")),
        )
        meanings.append(_Meaning(name, predicate, units))
    return tuple(meanings)


@st.composite
def _entities(draw: st.DrawFn) -> dict[str, Entity]:
    entities: dict[str, Entity] = {}
    for name in ENTITIES[: draw(below(len(ENTITIES) + 1))]:
        entities[name] = Entity(
            part_of=one(draw, (None, *entities, *list(entities)[-1:])),
            party=maybe(draw, PARTIES),
            aliases=("E One",) if name == "e1" else (),
        )
    return entities


@st.composite
def _sources(draw: st.DrawFn) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for name in ("s1", "s2", "s3", "s4"):
        above = one(draw, (None, None, *sources))
        wired = often(draw, 1, 2)
        sources[name] = Source(
            name="The Second" if name == "s2" else "",
            aliases=("second",) if name == "s2" else (),
            kind=maybe(draw, KINDS),
            party=maybe(draw, PARTIES),
            owner=None if wired else above,
            wire=above if wired else None,
            reliability=one(draw, ("A", "A", "B", "E", "F", None)),
        )
    return sources


# ------------------------------------------------------------------------------------------------ claims


def _quantity(draw: st.DrawFn, units: Sequence[str | None]) -> Quantity:
    unit = one(draw, units)
    if often(draw, 1, 2):
        return Quantity(amount=one(draw, AMOUNTS), unit=unit)
    low, high = one(draw, RANGES)
    return Quantity(low=low, high=high, unit=unit)


def _value(draw: st.DrawFn, meaning: _Meaning) -> AnyValue | None:
    declared = meaning.predicate.value
    types: tuple[ValueType, ...] = ("term", "quantity", "time", "text", "event")
    if declared == "event":
        return None
    special = draw(below(12))
    if special < 2:
        return (UNKNOWN, NONE)[special]
    kind: ValueType = one(draw, types) if declared is None else declared
    match kind:
        case "term":
            word = one(draw, TERMS)
            return Text(text=word) if declared and often(draw, 1, 2) else Term(term=word)
        case "quantity":
            return _quantity(draw, meaning.units)
        case "time":
            return one(draw, INSTANTS)
        case "text":
            return Text(text=one(draw, TEXTS))
        case _:
            return None


@st.composite
def _citations(draw: st.DrawFn) -> tuple[Citation, ...]:
    return tuple(
        Citation(source=maybe(draw, SPEAKERS), date=maybe(draw, INSTANTS)) for _ in range(one(draw, (0, 0, 1, 1, 2)))
    )


def _claim(draw: st.DrawFn, name: str, earlier: Sequence[Claim], meanings: Sequence[_Meaning]) -> Claim:
    meaning = one(draw, meanings)
    return Claim(
        id=name,
        subject=one(draw, SUBJECTS),
        predicate=meaning.name,
        value=_value(draw, meaning),
        qualifiers=one(draw, QUALIFIERS),
        polarity=one(draw, ("affirmed", "affirmed", "denied")),
        certainty=one(draw, ("certain", "certain", "probable", "possible", "unknown")),
        asserted_by=maybe(draw, SPEAKERS, one_in=6),
        via=few(draw, SPEAKERS, 1),
        valid=maybe(draw, PERIODS, one_in=6),
        stated=maybe(draw, INSTANTS),
        recorded=maybe(draw, INSTANTS),
        citations=draw(_citations()),
        rank=one(draw, ("normal", "normal", "preferred", "deprecated")),
        supersedes=few(draw, [claim.id for claim in earlier], 2) if earlier and often(draw, 1, 2) else (),
        tags=few(draw, TAGS, 2),
        credibility=one(draw, (None, 1, 1, 2, 6)),
        excerpt=maybe(draw, ("some said so", "officials said")),
    )


def _claims(draw: st.DrawFn, meanings: tuple[_Meaning, ...], most: int) -> tuple[Claim, ...]:
    claims: list[Claim] = []
    first, many = draw(below(len(IDS))), min(most, one(draw, (2, 4, 5, 6, 6, 7, 8)))
    for name in (IDS[first:] + IDS[:first])[:many]:
        # A near copy collides more often than a second claim out of nothing.
        if claims and often(draw, 2, 3):
            fresh, model = _claim(draw, name, claims, meanings), one(draw, claims)
            kept = few(draw, ("subject", "qualifiers", "valid", "stated", "asserted_by", "certainty", "polarity"), 7)
            what = {"predicate": model.predicate, "value": model.value} if often(draw, 1, 2) else {}
            claims.append(fresh.model_copy(update={**{field: getattr(model, field) for field in kept}, **what}))
        else:
            claims.append(_claim(draw, name, claims, meanings))
    return tuple(claims)


def _vocabulary(draw: st.DrawFn, meanings: tuple[_Meaning, ...]) -> Vocabulary:
    return Vocabulary(
        predicates={meaning.name: meaning.predicate for meaning in meanings},
        entities=draw(_entities()),
        sources=draw(_sources()),
    )


@st.composite
def collections(draw: st.DrawFn, most: int = 8, lengths: bool = False) -> Collection:
    """Collections of two to ``most`` claims that fit together with their vocabulary (but for a source nobody declared).

    Values are of every type, or ``lengths`` only.
    """
    meanings = draw(_meanings(lengths))
    claims = _claims(draw, meanings, most)
    return Collection(claims, _vocabulary(draw, meanings))


@st.composite
def alike(draw: st.DrawFn, numbers: Sequence[int]) -> tuple[Collection, ...]:
    """As many collections as one of these numbers, each like those of ``collections``, with one vocabulary."""
    meanings = draw(_meanings(False))
    several = [_claims(draw, meanings, 8) for _ in range(one(draw, numbers))]
    vocabulary = _vocabulary(draw, meanings)
    return tuple(Collection(claims, vocabulary) for claims in several)
