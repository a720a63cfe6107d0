"""Claims and their vocabulary as columns of integers."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeAlias, TypeVar

from conflicts.facts import limits
from conflicts.facts.by_row import ByRow
from conflicts.facts.columns import (
    COLUMNS,
    Keyed,
    bounds_of,
    column_pairs,
    indexed_column,
    presence,
    words_of,
)
from conflicts.facts.line import Extent, Extents, Line
from conflicts.facts.query import Matches
from conflicts.facts.zones import COLUMNS_BESIDE, zones
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.location import place_order
from conflicts.model.moment import MISSING, UNKNOWN_PERIOD, Period, period
from conflicts.model.spelling import canonical
from conflicts.model.typed import typed_value
from conflicts.model.value import Special
from conflicts.model.vocabulary import Link, Vocabulary

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from conflicts.facts.arrays import ArrayMatches

T = TypeVar("T")

NOWHERE = 2**40
"""The number of the place of what has none: it comes last."""

Test: TypeAlias = Callable[["FactTable", int], bool]
"""What a yes/no column says of a row of a table."""


class Block(NamedTuple):
    """The claims that share a key. A match needs at least one claim that is at ``home`` here.

    ``rows`` are ascending row numbers. ``away`` are those that are here only as claims about a whole: the block's topic
    is not their own subject. ``topic`` is the entity's code, or None where the key has no topic.
    """

    key: tuple[int, ...]
    rows: Sequence[int]
    away: frozenset[int] = frozenset()
    topic: int | None = None

    @property
    def home(self) -> frozenset[int]:
        """The rows that are at home here."""
        return frozenset(self.rows) - self.away


class Extended(ByRow[Extent]):
    """An extent for each claim: ``places`` says which of the ``different`` ones."""

    def __init__(self, different: Sequence[Extent], places: Sequence[int]) -> None:
        super().__init__(len(places), lambda row: different[places[row]])
        self.different, self.places = different, places

    def each(self, of: Callable[[Extent], T]) -> Keyed[T]:
        """What a function gives for each claim's extent; it is called once for each different one."""
        return Keyed(self.places, dict(enumerate(map(of, self.different))))


class FactTable:
    """Columns of integers, one row a claim, in the order of the claims' ids; never a missing entry.

    Columns are computed when first asked for and kept. ``as_of`` is the day the check is made for (EDTF), if any.
    Tables that share their ``codes`` have equal numbers for equal words.
    """

    def __init__(
        self,
        claims: Sequence[Claim],
        vocabulary: Vocabulary,
        as_of: str | None = None,
        codes: dict[str, int] | None = None,
    ) -> None:
        self.claims: Sequence[Claim] = claims
        self.vocabulary: Vocabulary = vocabulary
        self.as_of: Period | None = None if as_of is None else period(as_of)
        self._codes: dict[str, int] = {} if codes is None else codes
        self._fields: dict[str, Sequence[Any]] = {}
        self._columns: dict[str, Sequence[int]] = {}
        self._flagged: dict[str, tuple[Matches | ArrayMatches, bool]] = {}
        self._arrays: dict[str, NDArray[np.int64]] = {}
        self._texts: dict[str, Sequence[str | None]] = {}
        self._zoned: dict[str, frozenset[bool]] = {}
        self._blocks: dict[tuple[str, ...], Sequence[Block]] = {}
        self._indexes: dict[tuple[str, ...], Mapping[tuple[int, ...], Sequence[int]]] = {}

    @classmethod
    def of(cls, collection: Collection, as_of: str | None = None, codes: dict[str, int] | None = None) -> "FactTable":
        """The facts of a collection's claims, in the order of their ids."""
        return cls(tuple(sorted(collection.claims, key=attrgetter("id"))), collection.vocabulary, as_of, codes)

    def with_codes(self, codes: dict[str, int]) -> "FactTable":
        """The facts of the same claims with other numbers for words."""
        return FactTable(self.claims, self.vocabulary, codes=codes)

    def __len__(self) -> int:
        return len(self.claims)

    def code(self, word: str) -> int:
        """The number that stands for a word; equal words have equal numbers."""
        return self._codes.setdefault(word, len(self._codes))

    def words_of(self, codes: Iterable[int]) -> dict[int, str]:
        """The words that numbers stand for."""
        wanted = frozenset(codes)
        return {code: word for word, code in self._codes.items() if code in wanted}

    def field(self, name: str) -> Sequence[Any]:
        """A field of every claim."""
        known = self._fields.get(name)
        if known is None:
            known = self._fields[name] = list(map(attrgetter(name), self.claims))
        return known

    def column(self, name: str) -> Sequence[int]:
        """The column of that name, one integer a row."""
        known = self._columns.get(name)
        if known is None:
            known = self._columns[name] = self._compute(name)
        return known

    def define(self, name: str, field: str, test: "Test") -> str:
        """Add a yes/no column, unless it is there already, and return its name.

        The test is given a table and a row of it. It looks at nothing of the claim but ``field`` and what that is read
        with, so that a table that keeps its fields apart need not make up whole claims.
        """
        if name not in self._columns:
            self._columns[name] = [int(test(self, row)) for row in range(len(self))]
        return name

    def literal_code(self, field: str, word: str) -> int:
        """The number that stands for a word of a rule, in the columns of that field."""
        return self.code(word)

    @cached_property
    def most_superseded(self) -> int:
        """How many claims any one claim supersedes at most."""
        return max(map(len, self.field("supersedes")), default=0)

    def most_targets(self, field: Link) -> int:
        """How many predicates any one predicate names in that field at most."""
        return max((len(each.targets(field)) for each in self.vocabulary.predicates.values()), default=0)

    @cached_property
    def gaps(self) -> Sequence[int]:
        """The different times, in seconds, by which predicates precede others; none but those that are said."""
        predicates = self.vocabulary.predicates.values()
        said = {each.gap(target) for each in predicates for target in each.targets("precedes")}
        return sorted(said - {0})

    def zoned(self, field: str) -> frozenset[bool]:
        """Whether the times in a field have a zone: true, false, or both of some and of others; nothing: no times."""
        if field not in self._zoned:
            self._zoned[field] = self._zones(field)
        return self._zoned[field]

    def _zones(self, field: str) -> frozenset[bool]:
        return frozenset(zone for zone in zones(self, field) if zone is not None)

    @cached_property
    def mixing(self) -> frozenset[str]:
        """The predicates whose quantities measure different things: several currencies, or nobody says what."""
        measured: dict[str, set[str]] = {}
        for predicate, place in set(zip(self.field("predicate"), self.extents.places, strict=True)):
            space = self.extents.different[place].space
            if space is not None and space[0] == "quantity":
                measured.setdefault(predicate, set()).add(space[1])
        return frozenset(predicate for predicate, dimensions in measured.items() if len(dimensions) > 1)

    is_stored: ClassVar[bool] = False
    """Whether the claims are in a database, and no objects."""

    @property
    def suppressing(self) -> Sequence[Claim]:
        """The claims with suppressions of their own."""
        return [claim for claim in self.claims if claim.suppress]

    @cached_property
    def tags(self) -> frozenset[str]:
        """Every tag that a claim has."""
        return frozenset(tag for tags in self.field("tags") for tag in tags)

    @property
    def speakers(self) -> int:
        """How many different names assert claims."""
        return len({canonical(name) for name in self.field("asserted_by") if name is not None})

    def deepest(self, rows: Iterable[int]) -> str:
        """The entity that some claims are about together: the deepest of their subjects."""
        return max(map(self.subject, rows), key=self._depth)

    def topic_code(self, rows: Iterable[int], key: Sequence[str]) -> int | None:
        """The number of the entity that some claims are about together; None where a key does not ask for it."""
        return self.code(self.deepest(rows)) if "topic" in key else None

    @cached_property
    def _depth(self) -> Callable[[str], tuple[int, str]]:
        return cache(lambda entity: (sum(1 for _ in self.vocabulary.ancestors(entity)), entity))

    def ids_of(self, rows: "NDArray[np.int64]") -> "pa.Array":
        """The ids of the claims in these rows, one for one."""
        import pyarrow as pa

        return pa.array((self.claims[row].id for row in rows.tolist()), pa.string())

    def rows_of(self, ids: Iterable[str]) -> list[int]:
        """The rows of the claims with these ids, ascending."""
        return sorted(map(self._rows_by_id.__getitem__, ids))

    @cached_property
    def _rows_by_id(self) -> Mapping[str, int]:
        return {claim.id: row for row, claim in enumerate(self.claims)}

    def subjects_of(self, rows: "NDArray[np.int64]") -> "pa.Array":
        """The ids of the entities that the claims in these rows are about, one for one."""
        import pyarrow as pa

        return pa.array(map(self.subject, rows.tolist()), pa.string())

    def fetch(self, rows: Iterable[int]) -> None:
        """Make ready for questions about these rows: nothing to do where all claims are at hand."""

    @cached_property
    def places(self) -> "NDArray[np.int64]":
        """Which place each claim has, numbered in the order of files, lines and columns; ``NOWHERE`` for none."""
        import numpy as np

        found = [None if claim.location is None else place_order(claim.location) for claim in self.claims]
        numbers = {place: number for number, place in enumerate(sorted(set(filter(None, found))))}
        return np.array([NOWHERE if place is None else numbers[place] for place in found], np.int64)

    @cached_property
    def files(self) -> Sequence[int]:
        """Which file each claim stands in, as a number; ``NOWHERE`` for none."""
        numbers: dict[str, int] = {}
        located = (claim.location for claim in self.claims)
        return [NOWHERE if each is None else numbers.setdefault(each.file, len(numbers)) for each in located]

    @cached_property
    def bare_files(self) -> Sequence[int]:
        """Which file each claim stands in, if nothing in it is cited: as in ``files``, or ``NOWHERE``.

        Where a claim of a file suppresses something, somebody has gone through it claim by claim.
        """
        files = self.files
        others = {files[row] for row in self.rows_of(claim.id for claim in self.suppressing)}
        others.update(file for file, cites in zip(files, self.column("present:citations"), strict=True) if cites)
        others.update(file for file, claims in Counter(files).items() if claims > limits.TOGETHER)
        return [NOWHERE if file in others else file for file in files]

    def subject(self, row: int) -> str:
        """The id of the entity that the claim is about."""
        return self.vocabulary.entity_id(self.field("subject")[row])

    def flag(self, rule: str, matches: "Matches | ArrayMatches", *, every_claim: bool) -> None:
        """Remember which claims the rule flagged, for the columns that say so, certainly and at all."""
        self._flagged[rule] = (matches, every_claim)

    def _flags(self, rule: str) -> None:
        """Make the columns that say which claims a rule flagged."""
        certain, possible = [0] * len(self), [0] * len(self)
        matches, every_claim = self._flagged.get(rule, (Matches(), False))
        for row, surely in zip(*matches.flagged(every_claim=every_claim), strict=True):
            possible[row] = 1
            certain[row] |= int(surely)
        self._columns[f"flagged:{rule}:certain"] = certain
        self._columns[f"flagged:{rule}:possible"] = possible

    def blocks(self, key: tuple[str, ...]) -> Sequence[Block]:
        """The blocks of that key with their rows, in a fixed order. The empty key is one block of all rows."""
        known = self._blocks.get(key)
        if known is None:
            known = self._blocks[key] = self._group(key)
        return known

    def candidates(self, key: tuple[str, ...], row: int, topic: int | None) -> Sequence[int]:
        """The rows, ascending, that share ``key`` with the claim of ``row``.

        Where the key names the topic, it is ``topic``, or the row's own subject if that is None. The row itself may be
        among them.
        """
        if key not in self._indexes:
            self._indexes[key] = {block.key: block.rows for block in self.blocks(key)}
        return self._indexes[key].get(self.key_of(key, row, topic), ())

    def key_of(self, key: tuple[str, ...], row: int, topic: int | None) -> tuple[int, ...]:
        """The key of the block in which the claim of ``row`` is; the topic as for its ``candidates``."""
        about = self.column("subject")[row] if topic is None else topic
        return tuple(about if name == "topic" else self.join_column(name)[row] for name in key)

    def array(self, name: str) -> "NDArray[np.int64]":
        """The column of that name as an array."""
        known = self._arrays.get(name)
        if known is None:
            import numpy as np

            column = self.column(name)
            known = self._arrays[name] = np.fromiter(column, np.int64, len(column))
        return known

    def join_array(self, name: str) -> "NDArray[np.int64]":
        """The column by which claims are joined on a field, as an array."""
        return self.array("value.key.hi" if name == "value" else f"{name}.hi")

    def join_column(self, name: str) -> Sequence[int]:
        """The column by which claims are joined on a field; missing entries hold MISSING and join nothing."""
        return self.column("value.key") if name == "value" else self.column(f"{name}.hi")

    def topics(self, row: int) -> Sequence[int]:
        """The codes of the entities that the claim is about: its subject, then the parts its predicate extends to."""
        claim = self.claims[row]
        subject = self.vocabulary.entity_id(claim.subject)
        if claim.polarity == "affirmed" and self.vocabulary.predicate(claim.predicate).extends_to == "parts":
            return [self.code(subject), *(self.code(part) for part in self._subjects_inside.get(subject, ()))]
        return [self.code(subject)]

    @cached_property
    def periods(self) -> Sequence[Period]:
        """For what time each claim holds."""
        return [UNKNOWN_PERIOD if valid is None else valid.period for valid in self.field("valid")]

    @cached_property
    def extents(self) -> "Extended":
        """Each claim's value on the line."""
        numbers: dict[Hashable, int] = {}
        first: list[Claim] = []
        places: list[int] = []
        for claim, predicate, value in zip(self.claims, self.field("predicate"), self.field("value"), strict=True):
            written = (
                (predicate, value)
                if value is None or isinstance(value, Special)
                else (predicate, value.__class__, *value.__dict__.values())
            )
            place = numbers.setdefault(written, len(first))
            if place == len(first):
                first.append(claim)
            places.append(place)
        values = [typed_value(claim, self.vocabulary) for claim in first]
        units = {getattr(value, "unit", None) for value in values}
        units |= {predicate.unit for predicate in self.vocabulary.predicates.values()}
        reader = self._reader = Extents(self.vocabulary, units)
        different = [reader.of(claim.predicate, value) for claim, value in zip(first, values, strict=True)]
        return Extended(different, places)

    def read(self, predicate: str, word: str, kind: str | None) -> Extent:
        """The extent of a literal of a rule, read as a value of that kind, or else as the predicate's values are.

        Raises ValueError for a word that cannot be read so.
        """
        _ = self.extents
        value: object = {kind: word} if kind in ("quantity", "time") else {kind or "text": word, "literal": True}
        if word in ("unknown", "none") or kind not in (None, "term", "quantity", "time", "text"):
            value = word
        claim = Claim.model_validate({"id": "literal", "subject": "literal", "predicate": predicate, "value": value})
        return self._reader.of(predicate, typed_value(claim, self.vocabulary))

    def texts(self, field: str) -> Sequence[str | None]:
        """What ``matches`` sees of each claim in a field of words or keys."""
        known = self._texts.get(field)
        if known is None:
            known = self._texts[field] = self._spell(field)
        return known

    @cached_property
    def line(self) -> Line:
        """The line that holds the values of all claims."""
        different = self.extents.different
        times = [extent for extent in different if extent.zoned is not None]
        compared = (extent.beside(each.zoned, always=each.always) for extent in times for each in COLUMNS_BESIDE)
        return Line([*different, *compared])

    @cached_property
    def _subjects_inside(self) -> Mapping[str, Sequence[str]]:
        inside: dict[str, list[str]] = {}
        for subject in sorted(set(map(self.vocabulary.entity_id, self.field("subject")))):
            for whole in self.vocabulary.ancestors(subject):
                inside.setdefault(whole, []).append(subject)
        return inside

    def _spell(self, field: str) -> Sequence[str | None]:
        if field == "excerpt":
            return [words_of(claim) for claim in self.claims]
        codes = self.column(f"{field}.hi")
        words = {code: word for word, code in self._codes.items()}
        return [words.get(code) for code in codes]

    def _compute(self, name: str) -> Sequence[int]:
        field, _, bound = name.rpartition(".")
        of_field = column_pairs(field)
        if of_field is not None and bound in ("lo", "hi"):
            self._columns[f"{field}.lo"], self._columns[f"{field}.hi"] = bounds_of(of_field(self))
            return self._columns[name]
        if name in COLUMNS:
            return self.column(f"{name}.hi")
        if name.startswith("flagged:"):
            self._flags(name.removeprefix("flagged:").rpartition(":")[0])
            return self._columns[name]
        if name.startswith("present:"):
            return presence(self, name.removeprefix("present:"))
        return indexed_column(self, name)

    def _group(self, key: tuple[str, ...]) -> Sequence[Block]:
        at = key.index("topic") if "topic" in key else None
        if at is not None and self.is_spread:
            return self._group_by_topic(key, at)
        if not key:
            return [Block((), range(len(self)))] if len(self) else []
        fields = [self.column("subject") if name == "topic" else self.join_column(name) for name in key]
        rows_of: dict[tuple[int, ...], list[int]] = {}
        for row, values in enumerate(zip(*fields, strict=True)):
            if values in rows_of:
                rows_of[values].append(row)
            elif MISSING not in values:
                rows_of[values] = [row]
        nowhere: frozenset[int] = frozenset()
        return [Block(values, rows, nowhere, None if at is None else values[at]) for values, rows in rows_of.items()]

    def _group_by_topic(self, key: tuple[str, ...], at: int) -> Sequence[Block]:
        rows_of: dict[tuple[int, ...], list[int]] = {}
        away_from: dict[tuple[int, ...], set[int]] = {}
        fields = [None if name == "topic" else self.join_column(name) for name in key]
        subject = self.column("subject")
        for row in range(len(self)):
            for topic in self.topics(row):
                values = tuple(topic if column is None else column[row] for column in fields)
                if MISSING in values:
                    break
                rows_of.setdefault(values, []).append(row)
                if subject[row] != topic:
                    away_from.setdefault(values, set()).add(row)
        return [
            Block(values, rows, frozenset(away_from.get(values, ())), values[at]) for values, rows in rows_of.items()
        ]

    @cached_property
    def is_spread(self) -> bool:
        """Whether claims can be about more than their subject."""
        extends = any(each.extends_to == "parts" for each in self.vocabulary.predicates.values())
        return extends and any(entity.part_of for entity in self.vocabulary.entities.values())
