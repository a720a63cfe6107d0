"""Which claims share what: where a claim that comes or goes can matter."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeAlias

from conflicts.facts.columns import exact_point, scope
from conflicts.facts.kept import Memory
from conflicts.model.claim import Claim

Spec: TypeAlias = tuple[str, ...]
"""What claims of one unit share: some of ``SHARED``. Without any, all claims are one unit."""

Key: TypeAlias = tuple[Hashable, ...]
"""What the claims of a unit share, a word for each name of the spec."""

SHARED = ("topic", "subject", "predicate", "scope", "value")
"""What units are told apart by. Claims that say the same have the same, whatever their ids and places."""


def spec_of(key: Iterable[str]) -> Spec:
    """What of a rule's key tells units apart: a unit is one block of the key, or several."""
    asked = frozenset(key)
    return tuple(name for name in SHARED if name in asked)


class Index:
    """The claims by what they share. A claim about a whole that extends to its parts is in the units of the parts."""

    def __init__(self, specs: Iterable[Spec], memory: Memory) -> None:
        self.claims: dict[str, Claim] = {}
        self._memory = memory
        self._places: dict[Spec, dict[Key, dict[str, Claim]]] = {spec: {} for spec in specs}
        self._inside: dict[str, Counter[str]] = {}
        self.in_files = 0

    def add(self, claim: Claim) -> None:
        """Take up a claim."""
        self.claims[claim.id] = claim
        for spec, places in self._places.items():
            key = self.key(claim, spec)
            if key is not None:
                places.setdefault(key, {})[claim.id] = claim
        self._count(claim, 1)

    def remove(self, claim: Claim) -> None:
        """Give up a claim."""
        del self.claims[claim.id]
        for spec, places in self._places.items():
            key = self.key(claim, spec)
            if key is not None:
                del places[key][claim.id]
                if not places[key]:
                    del places[key]
        self._count(claim, -1)

    def key(self, claim: Claim, spec: Spec, topic: str | None = None) -> Key | None:
        """The unit of a claim, about that topic or else its subject; None if it shares nothing with others."""
        key = tuple(self._word(claim, name, topic) for name in spec)
        return None if None in key else key

    def keys(self, claim: Claim, spec: Spec) -> Iterator[Key]:
        """All units of a claim."""
        for topic in self._topics(claim) if "topic" in spec else (None,):
            key = self.key(claim, spec, topic)
            if key is not None:
                yield key

    def members(self, spec: Spec, key: Key) -> Iterator[Claim]:
        """The claims of a unit, those about wholes of its topic among them."""
        places = self._places[spec]
        yield from places.get(key, _NONE).values()
        if self._memory.is_spread and "topic" in spec:
            at = spec.index("topic")
            for whole in self._memory.vocabulary.ancestors(str(key[at])):
                about_whole = places.get((*key[:at], whole, *key[at + 1 :]), _NONE)
                yield from (claim for claim in about_whole.values() if self._extends(claim))

    def _word(self, claim: Claim, name: str, topic: str | None) -> Hashable:
        vocabulary = self._memory.vocabulary
        match name:
            case "topic":
                return topic or vocabulary.entity_id(claim.subject)
            case "subject":
                return vocabulary.entity_id(claim.subject)
            case "predicate":
                return claim.predicate
            case "scope":
                return scope(claim.qualifiers)
            case _:
                return exact_point(self._memory.extent(claim))

    def _topics(self, claim: Claim) -> list[str]:
        subject = self._memory.vocabulary.entity_id(claim.subject)
        return [subject, *self._inside.get(subject, ())] if self._extends(claim) else [subject]

    def _extends(self, claim: Claim) -> bool:
        return (
            self._memory.is_spread
            and claim.polarity == "affirmed"
            and self._memory.vocabulary.predicate(claim.predicate).extends_to == "parts"
        )

    def _count(self, claim: Claim, number: int) -> None:
        if is_in_file(claim):
            self.in_files += number
        if not self._memory.is_spread:
            return
        subject = self._memory.vocabulary.entity_id(claim.subject)
        for whole in self._memory.vocabulary.ancestors(subject):
            inside = self._inside.setdefault(whole, Counter())
            inside[subject] += number
            if not inside[subject]:
                del inside[subject]


_NONE: Mapping[str, Claim] = {}


def is_in_file(claim: Claim) -> bool:
    """Whether it stands in a file, whose claims may be one finding."""
    return claim.location is not None
