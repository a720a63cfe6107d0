"""The entities of a text, and which of them were named when."""

from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from unicodedata import combining, normalize

from conflicts.model.vocabulary import Entity, Vocabulary
from conflicts.readers.prose.phrases import slug

_ALIKE = 0.7
"""How alike two spellings of one name are, from 0 to 1 (Ratcliff and Obershelp): Kiev and Kyiv are 0.75."""


@dataclass
class Entities:
    """The entities of a vocabulary, which grows as names come up.

    ``identities``: the titles of what names stand for, by what the text itself says (a link); ``identify`` makes ids.
    """

    known: dict[str, Entity]
    spellings: dict[str, str] = field(default_factory=dict)
    identities: dict[str, str] = field(default_factory=dict)
    identify: Callable[[str], str] = slug

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

    def meant(self, name: str) -> str | None:
        """The id of what is called so, or of what the text itself says that it stands for (a link)."""
        return self.add(name) if name.casefold() in self.identities else self.find(name)

    def add(self, name: str, *, key: str = "", part_of: str | None = None, party: str | None = None) -> str:
        """The id of what is called so; it is made if there is none."""
        found = self.find(name)
        if found is not None:
            return found
        if (title := self.identities.get(name.casefold())) is not None:
            identity = self.identify(title)
            self.known.setdefault(identity, Entity(name=title, part_of=part_of, party=party))
            self.spellings[name.casefold()] = identity
            return identity
        wanted = key or slug(name)
        unique, number = wanted, 1
        while unique in self.known:
            number += 1
            unique = f"{wanted}-{number}"
        self.known[unique] = Entity(name=name, part_of=part_of, party=party)
        self.spellings[name.casefold()] = unique
        return unique

    def is_called(self, words: str, title: str) -> None:
        """The text itself says that these words stand for what has this title."""
        spelling = words.casefold()
        self.identities[spelling] = title
        if self.spellings.get(spelling) not in (None, self.identify(title)):
            del self.spellings[spelling]

    def name(self, key: str) -> str:
        """What it is called."""
        entity = self.known.get(key)
        return (entity and entity.name) or key


def is_name_of(name: str, title: str) -> bool:
    """Whether a title that is written otherwise is that of what has this name, and not of a matter about it.

    "Saltmere, Kent" and "Saltmere (village)" are the titles of a Saltmere, and "Saltmeer" is another spelling;
    "Battle of Saltmere" and "Saltmere people" are about it.
    """
    short, full = _letters(name), _letters(title)
    if full.startswith((f"{short},", f"{short} (")):
        return True
    if short == full or full.startswith(short) or short.startswith(full) or len(short.split()) != len(full.split()):
        return False
    return short[:1] == full[:1] and SequenceMatcher(None, short, full).ratio() >= _ALIKE


def _letters(name: str) -> str:
    """The name in small letters, without accents."""
    return "".join(letter for letter in normalize("NFKD", name.casefold()) if not combining(letter))


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
