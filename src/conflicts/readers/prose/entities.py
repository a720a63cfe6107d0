"""The entities of a text, and which of them were named when."""

from dataclasses import dataclass, field

from conflicts.model.vocabulary import Entity, Vocabulary
from conflicts.readers.prose.phrases import slug


@dataclass
class Entities:
    """The entities of a vocabulary, which grows as names come up."""

    known: dict[str, Entity]
    spellings: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def of(vocabulary: Vocabulary) -> "Entities":
        """Those that are known already, by their ids, names and aliases."""
        entities = Entities(dict(vocabulary.entities))
        for key, entity in vocabulary.entities.items():
            for spelling in (key, entity.name, *entity.aliases):
                if spelling:
                    entities.spellings.setdefault(spelling.casefold(), key)
        return entities

    def find(self, name: str) -> str | None:
        """The id of what is called so."""
        return self.spellings.get(name.casefold())

    def add(self, name: str, *, key: str = "", part_of: str | None = None, party: str | None = None) -> str:
        """The id of what is called so; it is made if there is none."""
        found = self.find(name)
        if found is not None:
            return found
        wanted = key or slug(name)
        unique, number = wanted, 1
        while unique in self.known:
            number += 1
            unique = f"{wanted}-{number}"
        self.known[unique] = Entity(name=name, part_of=part_of, party=party)
        self.spellings[name.casefold()] = unique
        return unique

    def name(self, key: str) -> str:
        """What it is called."""
        entity = self.known.get(key)
        return (entity and entity.name) or key


@dataclass
class Memory:
    """What has been named, in its order: what "the city", "the army" and "it" can stand for.

    ``named`` are the names that may be those of places. In ``excerpts`` nothing follows on what was before, and they
    stand only for what alone they can be.
    """

    excerpts: bool = False
    places: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    named: dict[str, None] = field(default_factory=dict)

    def place(self, key: str, kind: str = "") -> None:
        """A place was named, perhaps with its kind."""
        kind = kind or self.places.pop(key, "")
        self.places.pop(key, None)
        self.places[key] = kind

    def unit(self, key: str, head: str) -> None:
        """A unit was named, whose name ends in ``head``."""
        self.units.pop(key, None)
        self.units[key] = head


def last_or_only(keys: list[str], excerpts: bool) -> str | None:
    """What was named last; where nothing follows on what was before, what alone it can be."""
    if not keys or (excerpts and len(keys) > 1):
        return None
    return keys[-1]
