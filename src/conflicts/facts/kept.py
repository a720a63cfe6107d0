"""Facts of a few claims among many that come and go: what is worked out of one claim alone is kept with it."""

from collections.abc import Iterable, Sequence
from copy import copy
from functools import cached_property
from operator import attrgetter

from conflicts.facts.columns import COLUMNS
from conflicts.facts.line import Extent, Extents
from conflicts.facts.table import Extended, FactTable, Test
from conflicts.facts.zones import plain, zones
from conflicts.model.claim import Claim
from conflicts.model.typed import typed_value
from conflicts.model.vocabulary import Vocabulary

_OF_OTHERS = frozenset({"value", "value.term", "value.key", "value.amount"})
"""The fields whose numbers depend on which other claims a table has."""

_TIMES = ("valid", "stated", "recorded", "citations.latest", "value")
"""The fields from which all times of a claim come."""

_SOME = frozenset({"some"})

_WORDS_A_CLAIM = 12
_FEW = 1_000


class Codes(dict[str, int]):
    """Numbers for words, and back."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def setdefault(self, word: str, default: int = 0, /) -> int:
        """The number of the word: the next one if it has none yet, whatever the ``default``."""
        code = self.get(word)
        if code is None:
            code = self[word] = len(self.words)
            self.words.append(word)
        return code


class _Known:
    """What is worked out of a claim: its value's extent, and its numbers in the columns that were asked for."""

    __slots__ = ("extent", "numbers")

    def __init__(self) -> None:
        self.extent: Extent | None = None
        self.numbers: list[int | None] = []


class Memory:
    """What tables of some of the same claims share: numbers for words, and what is known of each claim.

    A rule that is lowered over one of its tables fits every other one.
    """

    def __init__(
        self, vocabulary: Vocabulary, as_of: str | None = None, units: frozenset[str | None] = frozenset()
    ) -> None:
        self.vocabulary, self.as_of = vocabulary, as_of
        self.is_spread: bool = FactTable((), vocabulary).is_spread
        self.most_superseded = 0
        self.has_zones = False
        self.units = units | {each.unit for each in vocabulary.predicates.values()}
        self.codes = Codes()
        self.tests: dict[str, Test] = {}
        self.reader = Extents(vocabulary, self.units)
        self.numbers: dict[str, int] = {}
        self.known: dict[str, _Known] = {}

    def table(self, claims: Iterable[Claim]) -> "KeptFacts":
        """The facts of some of the claims, in the order of their ids."""
        return KeptFacts(tuple(sorted(claims, key=attrgetter("id"))), self)

    def learned(self, claims: Sequence[Claim]) -> "Memory":
        """What fits these claims, too: itself, unless rules are to be lowered again for them."""
        units = self.units | {getattr(typed_value(claim, self.vocabulary), "unit", None) for claim in claims}
        fresh = self if units == self.units else self.renewed(units)
        most = max((self.most_superseded, *(len(claim.supersedes) for claim in claims)))
        has_zones = fresh.has_zones or _have_zones(fresh.table(claims))
        if (most, has_zones) == (fresh.most_superseded, fresh.has_zones):
            return fresh
        other = copy(fresh)
        other.most_superseded, other.has_zones = most, has_zones
        return other

    def renewed(self, units: frozenset[str | None] | None = None) -> "Memory":
        """The same without all that was worked out, and without the words of claims that went."""
        fresh = Memory(self.vocabulary, self.as_of, self.units if units is None else units)
        fresh.most_superseded, fresh.has_zones = self.most_superseded, self.has_zones
        return fresh

    def extent(self, claim: Claim) -> Extent:
        """From where to where the claim's value reaches."""
        return self.reader.of(claim.predicate, typed_value(claim, self.vocabulary))

    def forget(self, claims: Iterable[Claim]) -> None:
        """Forget claims that go; tables that have them keep what they know."""
        for claim in claims:
            self.known.pop(claim.id, None)

    @property
    def is_worn(self) -> bool:
        """Whether most words that have numbers are those of claims that went, so that it should be renewed."""
        return len(self.codes) > _WORDS_A_CLAIM * (len(self.known) + _FEW)


def _have_zones(facts: FactTable) -> bool:
    return any(zone is True for field in _TIMES for zone in zones(facts, field))


class KeptFacts(FactTable):
    """The facts of some claims, as a table of them alone has them, made of what is remembered of each.

    Rules are lowered so that they fit claims to come as well: as if times with a zone stood beside times without one if
    any has one, and as if amounts could measure different things. That changes no match.
    """

    def __init__(self, claims: Sequence[Claim], memory: Memory, known: Sequence[_Known] | None = None) -> None:
        super().__init__(claims, memory.vocabulary, memory.as_of, memory.codes)
        self._memory = memory
        self._known = known or [memory.known.setdefault(claim.id, _Known()) for claim in claims]
        self.is_spread = memory.is_spread
        self.most_superseded = memory.most_superseded

    def define(self, name: str, field: str, test: Test) -> str:
        """Remember a yes/no column, for this table and all others, and return its name."""
        self._memory.tests.setdefault(name, test)
        return name

    @cached_property
    def mixing(self) -> frozenset[str]:
        """That some predicates' amounts measure different things, as those of claims to come may."""
        return _SOME

    @cached_property
    def extents(self) -> Extended:
        """Each claim's value on the line."""
        self._reader = self._memory.reader
        different: dict[Extent, int] = {}
        places = [
            different.setdefault(known.extent or self._extent(claim, known), len(different))
            for claim, known in zip(self.claims, self._known, strict=True)
        ]
        return Extended(list(different), places)

    def _extent(self, claim: Claim, known: _Known) -> Extent:
        known.extent = self._memory.extent(claim)
        return known.extent

    def _zones(self, field: str) -> frozenset[bool]:
        return frozenset((False, True)) if self._memory.has_zones else frozenset((False,))

    def _spell(self, field: str) -> Sequence[str | None]:
        if field == "excerpt":
            return super()._spell(field)
        words = self._memory.codes.words
        return [words[code] if 0 <= code < len(words) else None for code in self.column(f"{field}.hi")]

    def _compute(self, name: str) -> Sequence[int]:
        number = self._memory.numbers.get(name)
        if number is None:
            stem, _, bound = name.rpartition(".")
            field = plain(stem)[1] if bound in _OTHER else name
            if field in _OF_OTHERS or name in COLUMNS or name.startswith("flagged:"):
                return super()._compute(name)
            number = self._number(name)
        kept = self._kept(number)
        lacking = [row for row, value in enumerate(kept) if value is None]
        if not lacking:
            return [value for value in kept if value is not None]
        claims, known = [self.claims[row] for row in lacking], [self._known[row] for row in lacking]
        KeptFacts(claims, self._memory, known)._keep(name)
        return [value for value in self._kept(number) if value is not None]

    def _kept(self, number: int) -> list[int | None]:
        """What is known of each claim in the column of that number."""
        return [each.numbers[number] if number < len(each.numbers) else None for each in self._known]

    def _keep(self, name: str) -> None:
        """Compute a column and keep it with what is known of the claims; with it the one that the same work gives."""
        test = self._memory.tests.get(name)
        column = super()._compute(name) if test is None else [int(test(self, row)) for row in range(len(self))]
        stem, _, bound = name.rpartition(".")
        twin = self._columns.get(f"{stem}.{_OTHER[bound]}") if bound in _OTHER else None
        kept = {name: column} if twin is None else {f"{stem}.{_OTHER[bound]}": twin, name: column}
        for each, values in kept.items():
            number = self._number(each)
            for known, value in zip(self._known, values, strict=True):
                known.numbers.extend([None] * (number + 1 - len(known.numbers)))
                known.numbers[number] = value

    def _number(self, name: str) -> int:
        return self._memory.numbers.setdefault(name, len(self._memory.numbers))


_OTHER = {"lo": "hi", "hi": "lo"}
