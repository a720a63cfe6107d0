"""Sources, and vocabularies that hold together."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias, get_args

from hypothesis import strategies as st

from conflicts.errors import InputError, nearest
from conflicts.model.source import Reliability, Source
from conflicts.model.vocabulary import Entity, Predicate, ValueType, Vocabulary
from conflicts.strategies.drawing import maybe, often, one
from conflicts.strategies.pools import (
    ALIASES,
    ENTITIES,
    KINDS,
    PARTIES,
    PREDICATES,
    SEVERAL_SIZES,
    SOURCE_ALIASES,
    SOURCE_NAMES,
    SOURCES,
    TOLERANCES,
    UNIT_FAMILIES,
)
from conflicts.strategies.values import units_of

Units: TypeAlias = Mapping[str, Sequence[str | None]]
"""The units that the quantities of each predicate can have."""

_TYPES: tuple[ValueType | None, ...] = (
    *("term", "term", "quantity", "quantity", "quantity", "time", "text", "event", None, None),
)
_MOST_PREDICATES = 3


def sources(
    *,
    kinds: Sequence[str] = KINDS,
    parties: Sequence[str] = PARTIES,
    reliabilities: Sequence[Reliability] = ("A", "B", "E", "F"),
    carriers: Sequence[str] = (),
) -> st.SearchStrategy[Source]:
    """Sources: of one of these kinds and parties, as reliable as one of these, or with nothing said of it.

    ``carriers``: the sources that one may belong to, or carry the text of. They shrink to a source of which nothing is
    said.

    >>> from hypothesis import find
    >>> find(sources(parties=["east"]), lambda source: source.party).party
    'east'
    """
    if faults := [each for each in reliabilities if each not in get_args(Reliability)]:
        raise InputError(f"unknown reliability {faults[0]!r}; known are {', '.join(get_args(Reliability))}")
    return _sources(tuple(kinds), tuple(parties), tuple(reliabilities), tuple(carriers))


@st.composite
def _sources(
    draw: st.DrawFn,
    kinds: Sequence[str],
    parties: Sequence[str],
    reliabilities: Sequence[Reliability],
    carriers: Sequence[str],
    name: str = "",
) -> Source:
    above = one(draw, (None, None, *carriers))
    wired = often(draw, 1, 2)
    return Source(
        name=SOURCE_NAMES.get(name, ""),
        aliases=(SOURCE_ALIASES[name],) if name in SOURCE_ALIASES else (),
        kind=maybe(draw, kinds) if kinds else None,
        party=maybe(draw, parties) if parties else None,
        owner=None if wired else above,
        wire=above if wired else None,
        reliability=one(draw, (None, *reliabilities)),
    )


def vocabularies(
    *,
    types: Sequence[ValueType | None] = _TYPES,
    units: Sequence[str | None] | None = None,
    entities: Sequence[str] = ENTITIES,
    sources: Sequence[str] = SOURCES,
) -> st.SearchStrategy[Vocabulary]:
    """Vocabularies in which everything fits together: ``problems()`` finds nothing.

    - ``types``: of the values that their one to three predicates take; None: undeclared.
    - ``units``: which quantities are declared in, None for undeclared; they must convert into each other.
    - ``entities`` and ``sources``: the ids of those that there may be. Some entities are parts of others, and some
      sources belong to others. No sources at all: any will do.

    They shrink to one predicate, without entities and sources.

    >>> from hypothesis import find
    >>> vocabulary = find(vocabularies(types=["quantity"], units=["km", "m"]), lambda vocabulary: True)
    >>> vocabulary.predicates["killed"].unit
    'km'
    """
    known = get_args(ValueType)
    for type_ in types:
        if type_ is not None and type_ not in known:
            raise InputError(f"unknown type {type_!r}{nearest(type_, known)}; known are {', '.join(known)}")
    families = UNIT_FAMILIES if units is None else (tuple(units),)
    if not types or not all(families):
        raise InputError(f"no {'unit' if types else 'type'} is left to draw")
    return _vocabularies(tuple(types), families, tuple(entities), tuple(sources))


@st.composite
def _vocabularies(
    draw: st.DrawFn,
    types: Sequence[ValueType | None],
    families: Sequence[Sequence[str | None]],
    entities: Sequence[str],
    sources: Sequence[str],
) -> Vocabulary:
    return Vocabulary(
        predicates=_predicates(draw, types, families),
        entities=_entities(draw, entities),
        sources=_named_sources(draw, sources),
    )


def _predicates(
    draw: st.DrawFn, types: Sequence[ValueType | None], families: Sequence[Sequence[str | None]]
) -> dict[str, Predicate]:
    found: dict[str, Predicate] = {}
    first: ValueType | None = None
    shared = one(draw, families)
    for number in range(one(draw, (1, 2, 3))):
        declared = first if number and often(draw, 1, 2) else one(draw, types)
        first = declared if number == 0 else first
        name = next(each for each in PREDICATES[declared] if each not in found)
        family = shared if often(draw, 1, 2) else one(draw, families)
        own = one(draw, family) if declared == "quantity" else None
        found[name] = _predicate(draw, declared, own, found)
    return found


def _predicate(
    draw: st.DrawFn, declared: ValueType | None, unit: str | None, before: Mapping[str, Predicate]
) -> Predicate:
    alike = [name for name, other in before.items() if _can_bound(declared, unit, other)]
    with_gaps = {name: one(draw, (None, "1 day", "1 year")) for name in before}
    return Predicate(
        value=declared,
        unit=unit,
        tolerance=one(draw, TOLERANCES[declared]) if declared in TOLERANCES else None,
        single=often(draw, 1, 2),
        unique=often(draw, 1, 2),
        timeless=often(draw, 1, 2),
        cumulative=often(draw, 1, 2),
        hands_over=often(draw, 1, 3),
        extends_to=one(draw, (None, "parts", "parts")),
        at_most=one(draw, (None, *alike, tuple(alike) or None)),
        precedes=one(draw, (None, *before, tuple(before) or None, with_gaps or None)),
        lifetime=one(draw, (None, "1 day", "1 year")),
    )


def _can_bound(declared: ValueType | None, unit: str | None, other: Predicate) -> bool:
    """Whether amounts of the two compare, whatever units claims give them."""
    if declared != other.value:
        return None in (declared, other.value) and unit is None and other.unit is None
    if None in (unit, other.unit):
        return True
    return unit in units_of(other.unit) and (unit in SEVERAL_SIZES) == (other.unit in SEVERAL_SIZES)


def _entities(draw: st.DrawFn, names: Sequence[str]) -> dict[str, Entity]:
    entities: dict[str, Entity] = {}
    for name in names[: one(draw, range(len(names) + 1))]:
        entities[name] = Entity(
            part_of=one(draw, (None, *entities, *list(entities)[-1:])),
            party=maybe(draw, PARTIES),
            aliases=(ALIASES[name],) if name in ALIASES else (),
        )
    return entities


def _named_sources(draw: st.DrawFn, names: Sequence[str]) -> dict[str, Source]:
    found: dict[str, Source] = {}
    if not often(draw, 7, 8):
        return found
    for name in names:
        found[name] = draw(_sources(KINDS, PARTIES, ("A", "A", "B", "E", "F"), tuple(found), name))
    return found


def draw_units(draw: st.DrawFn, vocabulary: Vocabulary) -> Units:
    """The units that the claims of one collection have, by predicate.

    Where a predicate declares none, all of its quantities have one that converts, and those of a predicate that it
    bounds or is bounded by do, too.
    """
    found: dict[str, Sequence[str | None]] = {}
    for name in vocabulary.predicates:
        if name not in found:
            together = _bounded_together(name, vocabulary)
            declared = next((unit for each in together if (unit := vocabulary.predicates[each].unit)), None)
            family = units_of(declared) if declared else one(draw, UNIT_FAMILIES)
            for each in together:
                own = vocabulary.predicates[each].unit
                found[each] = units_of(own) if own else _without_none(family)
    return found


def _without_none(family: Sequence[str | None]) -> Sequence[str | None]:
    return tuple(unit for unit in family if unit is not None) or (None,)


def _bounded_together(name: str, vocabulary: Vocabulary) -> list[str]:
    """The predicate, and those that amounts of it are compared with, directly or through others."""
    links: dict[str, set[str]] = {each: set() for each in vocabulary.predicates}
    for each, predicate in vocabulary.predicates.items():
        for target in set(predicate.targets("at_most")) & links.keys():
            links[each].add(target)
            links[target].add(each)
    found = [name]
    for each in found:
        found += sorted(links[each] - set(found))
    return found
