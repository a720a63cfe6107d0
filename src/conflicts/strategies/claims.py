"""Claims written in a vocabulary, and collections of them."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from hypothesis import strategies as st

from conflicts.errors import InputError, nearest
from conflicts.model.claim import Citation, Claim
from conflicts.model.collection import Collection
from conflicts.model.vocabulary import EMPTY, Predicate, Vocabulary
from conflicts.strategies.drawing import below, few, maybe, often, one
from conflicts.strategies.pools import (
    ALIASES,
    ENTITIES,
    IDS,
    INSTANTS,
    PERIODS,
    PREDICATES,
    QUALIFIERS,
    SOURCES,
    STRANGE_ENTITY,
    TAGS,
)
from conflicts.strategies.values import draw_instant, draw_period, draw_value, units_of
from conflicts.strategies.vocabularies import Units, draw_units, vocabularies

Given: TypeAlias = object
"""What a field of a claim is to be: a value, or a strategy for values."""

_UNDECLARED = Predicate()
_STRANGERS = (*SOURCES, "The Gazette")
_COPIED = ("subject", "qualifiers", "valid", "stated", "asserted_by", "certainty", "polarity")


class Words(NamedTuple):
    """What claims can be made of."""

    predicates: Mapping[str, Predicate]
    units: Units
    subjects: Sequence[str]
    terms: Sequence[str]
    speakers: Sequence[str]

    @classmethod
    def of(cls, vocabulary: Vocabulary, units: Units) -> "Words":
        entities = tuple(vocabulary.entities) or ENTITIES[:3]
        other_names = [alias for each in vocabulary.entities.values() for alias in each.aliases]
        names = (*entities[:3], *(other_names[:1] or [ALIASES["town"]]), STRANGE_ENTITY)
        declared = tuple(vocabulary.sources)
        called = sorted(vocabulary.source_names - vocabulary.sources.keys())
        return cls(
            vocabulary.predicates or dict.fromkeys(PREDICATES[None][:1], _UNDECLARED),
            units,
            (entities[0], *names, *entities[3:]),
            names,
            (*declared[:2], *declared, *called[:2]) or _STRANGERS,
        )


def claims(vocabulary: Vocabulary = EMPTY, **fields: Given) -> st.SearchStrategy[Claim]:
    """Claims that fit the vocabulary: about its entities, by its sources, with values such as its predicates take.

    Each of ``fields`` is one of a claim's, and a value or a strategy for values: ``predicate="killed"``,
    ``asserted_by=st.sampled_from(["ministry", "gazette"])``, ``valid=times(within="2022")``. The others are drawn, but
    for those that tell where a claim comes from, and what it supersedes. They shrink to a claim with as little as its
    predicate allows.

    Raises InputError for a field that claims do not have.

    >>> from hypothesis import find
    >>> find(claims(), lambda claim: claim.asserted_by).model_dump(exclude_defaults=True, mode="json")
    {'id': 'c1', 'subject': 'town', 'predicate': 'known-for', 'value': {'term': 'town'}, 'asserted_by': 'ministry'}
    >>> find(claims(subject="harbour", valid="1911"), lambda claim: claim.polarity == "denied").valid
    Time(text='1911', mode='edtf')
    """
    given = _given(fields)
    units = {name: units_of(predicate.unit) for name, predicate in vocabulary.predicates.items()}
    return _claims(Words.of(vocabulary, units), given)


_Fields: TypeAlias = Mapping[str, st.SearchStrategy[Any]]


def _given(fields: Mapping[str, Given]) -> _Fields:
    for name in fields:
        if name not in Claim.model_fields:
            raise InputError(f"claims have no field {name!r}{nearest(name, Claim.model_fields)}")
    return {name: each if isinstance(each, st.SearchStrategy) else st.just(each) for name, each in fields.items()}


@st.composite
def _claims(draw: st.DrawFn, words: Words, given: _Fields) -> Claim:
    return _claim(draw, IDS[0], (), words, given)


def _claim(draw: st.DrawFn, name: str, earlier: Sequence[str], words: Words, given: _Fields) -> Claim:
    chosen = {field: draw(strategy) for field, strategy in given.items()}
    predicate = str(chosen["predicate"]) if "predicate" in chosen else one(draw, tuple(words.predicates))
    return Claim(**{"id": name, "predicate": predicate, **_said(draw, predicate, earlier, words, chosen), **chosen})


def _said(
    draw: st.DrawFn, predicate: str, earlier: Sequence[str], words: Words, chosen: Mapping[str, object]
) -> dict[str, object]:
    """The fields that nobody has chosen."""
    meaning, speakers = words.predicates.get(predicate, _UNDECLARED), words.speakers
    said: dict[str, object] = {}
    if "subject" not in chosen:
        said["subject"] = one(draw, words.subjects)
    if "value" not in chosen:
        said["value"] = draw_value(draw, meaning.value, words.units.get(predicate, (None,)), words.terms)
    if "valid" not in chosen:
        said["valid"] = draw_period(draw, PERIODS) if draw(below(6)) else None
    if "asserted_by" not in chosen:
        said["asserted_by"] = maybe(draw, speakers, one_in=6)
    for field in ("stated", "recorded"):
        if field not in chosen:
            said[field] = draw_instant(draw) if draw(below(3)) else None
    return said | {
        "qualifiers": one(draw, QUALIFIERS),
        "polarity": one(draw, ("affirmed", "affirmed", "denied")),
        "certainty": one(draw, ("certain", "certain", "probable", "possible", "unknown")),
        "via": few(draw, speakers, 1),
        "citations": _citations(draw, speakers),
        "rank": one(draw, ("normal", "normal", "preferred", "deprecated")),
        "supersedes": few(draw, earlier, 2) if earlier and often(draw, 1, 2) else (),
        "tags": few(draw, TAGS, 2),
        "credibility": one(draw, (None, 1, 1, 2, 6)),
        "excerpt": maybe(draw, ("some said so", "officials said")),
    }


def _citations(draw: st.DrawFn, speakers: Sequence[str]) -> tuple[Citation, ...]:
    return tuple(
        Citation(source=maybe(draw, speakers), date=maybe(draw, INSTANTS)) for _ in range(one(draw, (0, 0, 1, 1, 2)))
    )


def collections(
    vocabulary: Vocabulary | st.SearchStrategy[Vocabulary] | None = None,
    *,
    min_size: int = 1,
    max_size: int = 8,
    **fields: Given,
) -> st.SearchStrategy[Collection]:
    """Collections of claims that fit together, written in one vocabulary; many of the claims conflict.

    - ``vocabulary``: that of all, or a strategy for one; None: any (``vocabularies()``).
    - ``min_size`` and ``max_size``: how many claims there are.
    - ``fields``: as for ``claims``; ids and what is superseded cannot be given.

    They shrink to few claims with little said. Raises InputError for sizes and fields that cannot be.

    >>> from hypothesis import find
    >>> found = find(collections(subject="bridge"), lambda collection: len(collection.claims) == 2)
    >>> [(claim.id, claim.subject) for claim in found.claims]
    [('c1', 'bridge'), ('c2', 'bridge')]
    """
    given = _given(fields)
    if taken := sorted({"id", "supersedes"} & given.keys()):
        raise InputError(f"the claims of a collection cannot all have one {taken[0]!r}")
    if not 0 <= min_size <= max_size:
        raise InputError(f"there are no {min_size} to {max_size} claims")
    chosen = vocabularies() if vocabulary is None else vocabulary
    return _collections(chosen if isinstance(chosen, st.SearchStrategy) else st.just(chosen), min_size, max_size, given)


@st.composite
def _collections(
    draw: st.DrawFn, vocabularies: st.SearchStrategy[Vocabulary], least: int, most: int, given: _Fields
) -> Collection:
    vocabulary = draw(vocabularies)
    words = Words.of(vocabulary, draw_units(draw, vocabulary))
    return Collection(draw_claims(draw, words, least, most, given), vocabulary)


def draw_claims(draw: st.DrawFn, words: Words, least: int, most: int, given: _Fields) -> tuple[Claim, ...]:
    """So many claims, of which some supersede some before them."""
    found: list[Claim] = []
    first, many = draw(below(len(IDS))), draw(st.integers(least, most))
    for number in range(many):
        at = first + number
        name = IDS[at % len(IDS)] + (f"-{at // len(IDS) + 1}" if number >= len(IDS) else "")
        fresh = _claim(draw, name, [claim.id for claim in found], words, given)
        # A near copy collides more often than a second claim out of nothing.
        found.append(_like(draw, fresh, one(draw, found), given) if found and often(draw, 2, 3) else fresh)
    return tuple(found)


def _like(draw: st.DrawFn, fresh: Claim, model: Claim, given: _Fields) -> Claim:
    kept = [field for field in few(draw, _COPIED, len(_COPIED)) if field not in given]
    if often(draw, 1, 2) and not {"predicate", "value"} & given.keys():
        kept += ["predicate", "value"]
    return fresh.model_copy(update={field: getattr(model, field) for field in kept})
