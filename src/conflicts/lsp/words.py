"""The words of claims files that mean something elsewhere: predicates, entities, sources, claims and rules."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from conflicts.document import Path
from conflicts.lsp.texts import Span, Spot, Text
from conflicts.model.vocabulary import Vocabulary

WordKind: TypeAlias = Literal["predicate", "entity", "source", "claim", "rule"]

SECTION_OF: dict[WordKind, str] = {"predicate": "predicates", "entity": "entities", "source": "sources"}


class Role(NamedTuple):
    """What a word is the name of; ``declares``: it is said here what it means."""

    kind: WordKind
    declares: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands."""

    role: Role
    text: str
    spot: Spot


def role_at(path: Path, is_key: bool) -> Role | None:
    """What the key or the value at this place of a claims file is the name of."""
    if is_key:
        match path:
            case ("predicates", str()):
                return Role("predicate", declares=True)
            case ("entities", str()):
                return Role("entity", declares=True)
            case ("sources", str()):
                return Role("source", declares=True)
            case _:
                return None
    match path:
        case ("claims", int(), "id"):
            return Role("claim", declares=True)
        case ("claims", int(), "supersedes") | ("claims", int(), "supersedes", int()):
            return Role("claim")
        case ("claims", int(), "predicate") | ("predicates", str(), "at_most" | "precedes"):
            return Role("predicate")
        case ("predicates", str(), "at_most" | "precedes", int()):
            return Role("predicate")
        case ("claims", int(), "subject" | "value") | ("claims", int(), "value", "term"):
            return Role("entity")
        case ("entities", str(), "part_of" | "party") | ("sources", str(), "party"):
            return Role("entity")
        case ("claims", int(), "asserted_by" | "via") | ("claims", int(), "via", int()):
            return Role("source")
        case ("claims", int(), "citations", int(), "source") | ("sources", str(), "owner" | "wire"):
            return Role("source")
        case ("claims", int(), "suppress", int(), "rule"):
            return Role("rule")
        case _:
            return None


def word_at(text: Text, offset: int) -> Word | None:
    """The word that a character belongs to, or that ends before it."""
    found = text.outline.under(offset)
    if text.sort != "claims" or found is None or found.part.kind != "scalar" or found.part.is_empty:
        return None
    role = role_at(found.path, found.is_key)
    return None if role is None else Word(role, found.part.value, _spot(text, found.part.start, found.part.end))


def words_in(texts: Iterable[Text]) -> Iterator[Word]:
    """Every word of the claims files among the texts."""
    for text in texts:
        if text.sort != "claims":
            continue
        for found in text.outline.parts():
            if found.part.kind == "scalar" and (role := role_at(found.path, found.is_key)) is not None:
                yield Word(role, found.part.value, _spot(text, found.part.start, found.part.end))


def meaning_of(word: Word, vocabulary: Vocabulary) -> tuple[WordKind, str]:
    """What the word names, whatever it is called by: the id of a source or an entity for its aliases."""
    match word.role.kind:
        case "source":
            return "source", vocabulary.source_id(word.text)
        case "entity":
            return "entity", vocabulary.entity_id(word.text)
        case kind:
            return kind, word.text


def claim_at(text: Text, offset: int) -> str | None:
    """The id of the claim that a character belongs to."""
    return next((id for id, claim in text.claims.items() if claim.whole.start <= offset <= claim.whole.end), None)


def _spot(text: Text, start: int, end: int) -> Spot:
    return Spot(text, Span(start, end))
