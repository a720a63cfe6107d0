"""The vocabulary that a text's claims need: what was known, and what came up."""

from collections.abc import Iterable, Mapping

from conflicts.model.claim import Claim
from conflicts.model.source import Source
from conflicts.model.value import Term
from conflicts.model.vocabulary import LINKS, Entity, Predicate, Vocabulary
from conflicts.readers.prose.analysis import SAYS
from conflicts.readers.prose.sources import Sources
from conflicts.readers.prose.tree_counts import counted_meaning

_SAYS = Predicate(name="says", value="text", single=False)


def grown(
    claims: Iterable[Claim],
    known: Vocabulary,
    predicates: Mapping[str, Predicate],
    entities: Mapping[str, Entity],
    sources: Sources,
    sides: set[str],
) -> Vocabulary:
    """The known vocabulary and what the claims need of the rest.

    A source that the text told of has a party only if that party is a side in what the text tells.
    """
    claims = tuple(claims)
    subjects = {claim.subject for claim in claims}
    terms = {claim.value.term for claim in claims if isinstance(claim.value, Term)}
    needed = _with_wholes(subjects | terms, entities)
    sides = (sides & needed) | {party for key in needed if (party := entities[key].party)}
    spoken = {name for claim in claims for name in (claim.asserted_by, *claim.via) if name}
    spoken |= {owner for key in spoken if (owner := sources.known[key].owner)} - {None}
    return Vocabulary(
        predicates={**_needed_predicates(claims, predicates), **known.predicates},
        entities={**{key: entities[key] for key in entities if key in needed or key in sides}, **known.entities},
        sources={
            **{key: _in_this_matter(source, sides) for key, source in sources.known.items() if key in spoken},
            **known.sources,
        },
    )


def _with_wholes(keys: set[str], entities: Mapping[str, Entity]) -> set[str]:
    needed: set[str] = set()
    pending = [key for key in keys if key in entities]
    while pending:
        key = pending.pop()
        whole = entities[key].part_of
        needed.add(key)
        if whole is not None and whole in entities and whole not in needed:
            pending.append(whole)
    return needed


def _needed_predicates(claims: Iterable[Claim], predicates: Mapping[str, Predicate]) -> dict[str, Predicate]:
    meanings = {**predicates, SAYS: _SAYS}
    needed: dict[str, Predicate] = {}
    pending = list(dict.fromkeys(claim.predicate for claim in claims))
    while pending:
        name = pending.pop(0)
        meaning = meanings.get(name) or counted_meaning(name)
        if meaning is not None and name not in needed:
            needed[name] = meaning
            pending += (target for field in LINKS for target in needed[name].targets(field))
    return needed


def _in_this_matter(source: Source, sides: set[str]) -> Source:
    return source if source.party is None or source.party in sides else source.model_copy(update={"party": None})
