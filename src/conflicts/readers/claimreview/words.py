"""The sources and the claims' texts that a file names, as words of the vocabulary."""

import re
import unicodedata
from hashlib import sha256

from conflicts.model.source import Source
from conflicts.model.vocabulary import Entity, Predicate, Vocabulary

PREDICATE = "is-true"
"""What is claimed of a text: that it is true."""

_LONGEST_SLUG = 48
_MARKS = " \t\n\"'.,;:!?\N{HORIZONTAL ELLIPSIS}" + "\xab\xbb\u2018\u2019\u201a\u201c\u201d\u201e\u2039\u203a"
"""Space, stops, and the quotation marks of many languages."""

_QUOTES = _MARKS.replace(".,;:!?\N{HORIZONTAL ELLIPSIS}", "")


class Words:
    """Gives ids to the sources and texts that a file names, one the same each time, and keeps what they stand for."""

    def __init__(self, known: Vocabulary, unnamed: frozenset[str]) -> None:
        self._known = known
        self._unnamed = unnamed
        self._sources: dict[str, Source] = dict(known.sources)
        self._source_ids = {spelling.casefold(): known.source_id(spelling) for spelling in known.source_names}
        self._entities: dict[str, Entity] = dict(known.entities)
        self._entity_ids = {
            plain(spelling): key
            for key, entity in sorted(known.entities.items(), reverse=True)
            for spelling in (key, *entity.aliases, *([entity.name] if entity.name else []))
        }

    def source(self, name: str, *, kind: str | None = None, owner: str | None = None) -> str:
        """The id of the source of that name. What it is and who owns it are taken from whoever says so first."""
        key = self._source_ids.get(name.casefold()) or self._new_source(name)
        before = self._sources[key]
        if key not in self._known.sources:
            owner = before.owner or (owner if owner is not None and key not in self._owners(owner) else None)
            self._sources[key] = before.model_copy(update={"kind": before.kind or kind, "owner": owner})
        return key

    def subject(self, text: str) -> str:
        """The id of the claim's text, the same for texts that differ only in case, spaces and marks at the ends."""
        known = self._entity_ids.get(plain(text))
        if known is None:
            known = f"{slug(text)}-{_digest(plain(text))}"
            self._entity_ids[plain(text)] = known
            self._entities[known] = Entity(name=f"“{text.strip(_QUOTES).removesuffix('.')}”")
        return known

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary, grown by what was named so far."""
        predicate = Predicate(name="is true", value="event", timeless=True)
        return Vocabulary(
            predicates={PREDICATE: predicate} | self._known.predicates, entities=self._entities, sources=self._sources
        )

    def _new_source(self, name: str) -> str:
        key = slug(name)
        if key in self._sources or key.casefold() in self._source_ids:
            key = f"{key}-{_digest(name.casefold())}"
        self._source_ids[name.casefold()] = self._source_ids[key.casefold()] = key
        self._sources[key] = Source(name=name, kind="unnamed" if plain(name) in self._unnamed else None)
        return key

    def _owners(self, key: str) -> set[str]:
        """The source itself, and who owns it."""
        found: set[str] = set()
        above: str | None = key
        while above is not None and above not in found:
            found.add(above)
            source = self._sources.get(self._source_ids.get(above.casefold(), above), Source())
            above = source.owner or source.wire
        return found


def plain(text: str) -> str:
    """The text in one case and width, with single spaces and no marks at its ends."""
    words = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return words.strip(_MARKS) or words


def slug(text: str) -> str:
    """The first words of a text, joined with hyphens."""
    words = re.findall(r"\w+", plain(text))
    joined = "-".join(words)
    if len(joined) > _LONGEST_SLUG:
        joined = joined[: _LONGEST_SLUG + 1].rpartition("-")[0] or joined[:_LONGEST_SLUG]
    return joined or "unnamed"


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:8]
