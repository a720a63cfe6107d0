"""Events as what numbers are of: an id that two accounts share, and what keeps two numbers of one event apart."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from conflicts.model.claim import Claim
from conflicts.model.vocabulary import Entity
from conflicts.readers.prose.entities import Entities
from conflicts.readers.prose.phrases import PhraseReader, slug, words_of

if TYPE_CHECKING:
    from conflicts.readers.prose.tree_counts import Counted
    from conflicts.readers.prose.tree_events import Held

EVENT = "event"
"""The qualifier of a number that was counted at an event: the kind of the event."""


def subject_of(
    counted: "Counted", entities: Entities, phrases: PhraseReader, document: str
) -> tuple[str, dict[str, str]]:
    """What a number is of, with its qualifiers: what has it by its clause, an event, or all that the text tells of."""
    stem = slug(document.rpartition(".")[0] or document)
    own = {"of": counted.of} if counted.of else {}
    if counted.held is not None:
        return _event_of(counted.held, own, entities, stem)
    name = " ".join(phrases.without_article(words_of(counted.subject)))
    key = "" if any(map(str.isupper, name)) else f"{stem}-{slug(name)}"
    return (entities.add(name, key=key) if name else document), own


def named(name: str, entities: Entities, shorten: Callable[[str], str] | None) -> tuple[str, str]:
    """The id of what has a name, and what it is called where the id leaves out names that others may leave out."""
    short = shorten(name) if shorten is not None and entities.meant(name) is None else ""
    return entities.add(short or name), slug(name) if short else ""


def _event_of(held: "Held", own: dict[str, str], entities: Entities, stem: str) -> tuple[str, dict[str, str]]:
    """The id of an event and the qualifiers of a number of it.

    The id is made of the kind and the place, so that two accounts come to the same one; without a place it is the
    document's own (``stem``). ``called`` is there only where the words themselves name the event, or name what the
    vocabulary knows: nothing else makes it sure that two accounts speak of one event.
    """
    event = held.event
    place = " ".join(map(str.capitalize, slug(event.place).split("-")))  # the same in every account
    at = f"{event.kind} at {place}" if event.place else event.kind
    known = next((found for each in _spellings(held) if (found := entities.meant(each)) is not None), None)
    key = known or slug(f"{event.kind} {event.place}" if event.place else f"{stem} {event.kind}")
    entities.known.setdefault(key, Entity(name=at))
    called = known or (slug(event.name) if event.name else "")
    parts = {**own, EVENT: event.kind, "year": event.year, "part": held.limits, "called": called}
    return key, {name: words for name, words in parts.items() if words}


def _spellings(held: "Held") -> Sequence[str]:
    event = held.event
    return [each for each in (event.name, f"{event.place} {event.kind}") if each.strip() and event.place]


def settled(claims: Iterable[Claim], document: str) -> list[Claim]:
    """The claims of one text, without the event where the text itself gives several numbers of what seems one thing.

    Then it tells of several things, and which of them another account means is not clear. What somebody else says in
    it is his own.
    """
    claims = list(claims)
    told = defaultdict[object, list[Claim]](list)
    for claim in claims:
        if EVENT in claim.qualifiers and claim.asserted_by is None:
            told[claim.subject, claim.predicate, str(sorted(claim.qualifiers.items()))].append(claim)
    unclear = {claim.id for group in told.values() if _is_of_several(group) for claim in group}
    return [_without_event(claim, document) if claim.id in unclear else claim for claim in claims]


def _is_of_several(claims: Sequence[Claim]) -> bool:
    times = {str(claim.valid) for claim in claims}
    has_own_times = len(times) == len(claims) and all(claim.valid is not None for claim in claims)
    return len({str(claim.value) for claim in claims}) > 1 and not has_own_times


def _without_event(claim: Claim, document: str) -> Claim:
    kept = {name: words for name, words in claim.qualifiers.items() if name == "of"}
    return claim.model_copy(update={"subject": document, "qualifiers": kept})
