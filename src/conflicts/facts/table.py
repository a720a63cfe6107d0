"""Claims and their vocabulary as columns of integers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from conflicts.facts.columns import COLUMNS, column_pairs, indexed_column, presence, words_of
from conflicts.facts.line import Extent, Extents, Line
from conflicts.facts.query import Matches
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.moment import MISSING, period
from conflicts.model.typed import typed_value
from conflicts.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Block:
    """The claims that share a key. A match needs at least one claim that is at ``home`` here.

    ``rows`` are ascending row numbers. ``home`` are those whose own subject is the block's topic (all of them if the
    key has no topic). ``topic`` is the entity's code, or None where the key has no topic.
    """

    key: tuple[int, ...]
    rows: tuple[int, ...]
    home: frozenset[int]
    topic: int | None = None


class FactTable:
    """Columns of integers, one row a claim, in the order of the claims' ids; never a missing entry.

    Columns are computed when first asked for and kept. ``as_of`` is the day the check is made for (EDTF), if any.
    """

    def __init__(self, claims: Sequence[Claim], vocabulary: Vocabulary, as_of: str | None = None) -> None:
        self.claims: tuple[Claim, ...] = tuple(claims)
        self.vocabulary: Vocabulary = vocabulary
        self.as_of: tuple[int, int] | None = None if as_of is None else period(as_of).instant
        self._codes: dict[str, int] = {}
        self._columns: dict[str, Sequence[int]] = {}
        self._texts: dict[str, Sequence[str | None]] = {}
        self._blocks: dict[tuple[str, ...], Sequence[Block]] = {}
        self._indexes: dict[tuple[str, ...], Mapping[tuple[int, ...], Sequence[int]]] = {}

    @classmethod
    def of(cls, collection: Collection, as_of: str | None = None) -> "FactTable":
        """The facts of a collection's claims, in the order of their ids."""
        return cls(sorted(collection.claims, key=lambda claim: claim.id), collection.vocabulary, as_of)

    def __len__(self) -> int:
        return len(self.claims)

    def code(self, word: str) -> int:
        """The number that stands for a word; equal words have equal numbers."""
        return self._codes.setdefault(word, len(self._codes))

    def column(self, name: str) -> Sequence[int]:
        """The column of that name, one integer a row."""
        known = self._columns.get(name)
        if known is None:
            known = self._columns[name] = self._compute(name)
        return known

    def define(self, name: str, of_claim: Callable[[int], bool]) -> str:
        """Add a yes/no column, unless it is there already, and return its name."""
        if name not in self._columns:
            self._columns[name] = [int(of_claim(row)) for row in range(len(self))]
        return name

    def flag(self, rule: str, matches: Matches, *, every_claim: bool) -> None:
        """Add the columns that say which claims the rule flagged, certainly and at all."""
        certain, possible = [0] * len(self), [0] * len(self)
        flagged = [(match.rows if every_claim else match.rows[:1], match.certain) for match in matches]
        flagged += [(crowd.rows if every_claim else tuple(crowd.leading), crowd.certain) for crowd in matches.crowds]
        for rows, surely in flagged:
            for row in rows:
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
        about = self.column("subject")[row] if topic is None else topic
        values = tuple(about if name == "topic" else self.join_column(name)[row] for name in key)
        return self._indexes[key].get(values, ())

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
    def extents(self) -> Sequence[Extent]:
        """Each claim's value on the line."""
        values = [typed_value(claim, self.vocabulary) for claim in self.claims]
        units = {getattr(value, "unit", None) for value in values}
        units |= {predicate.unit for predicate in self.vocabulary.predicates.values()}
        reader = self._reader = Extents(self.vocabulary, units)
        return [reader.of(claim.predicate, value) for claim, value in zip(self.claims, values, strict=True)]

    def read(self, predicate: str, word: str, kind: str | None) -> Extent:
        """The extent of a literal of a rule, read as a value of that kind, or else as the predicate's values are.

        Raises ValueError for a word that cannot be read so.
        """
        _ = self.extents
        value: object = {kind: word} if kind in ("term", "quantity", "time", "text") else word
        if word in ("unknown", "none"):
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
        return Line(self.extents)

    @cached_property
    def _subjects_inside(self) -> Mapping[str, Sequence[str]]:
        inside: dict[str, list[str]] = {}
        for subject in sorted({self.vocabulary.entity_id(claim.subject) for claim in self.claims}):
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
            pairs = list(of_field(self))
            self._columns[f"{field}.lo"] = [-MISSING if pair is None else pair[0] for pair in pairs]
            self._columns[f"{field}.hi"] = [MISSING if pair is None else pair[1] for pair in pairs]
            return self._columns[name]
        if name in COLUMNS:
            return self.column(f"{name}.hi")
        if name.startswith("present:"):
            return presence(self, name.removeprefix("present:"))
        return indexed_column(self, name)

    def _group(self, key: tuple[str, ...]) -> Sequence[Block]:
        rows_of: dict[tuple[int, ...], list[int]] = {}
        home_of: dict[tuple[int, ...], list[int]] = {}
        fields = [None if name == "topic" else self.join_column(name) for name in key]
        has_topic = "topic" in key
        subject = self.column("subject") if has_topic else ()
        for row in range(len(self)):
            for topic in self.topics(row) if has_topic else (0,):
                values = tuple(topic if column is None else column[row] for column in fields)
                if MISSING in values:
                    break
                rows_of.setdefault(values, []).append(row)
                if not has_topic or subject[row] == topic:
                    home_of.setdefault(values, []).append(row)
        at = key.index("topic") if has_topic else None
        return [
            Block(values, tuple(rows), frozenset(home_of.get(values, ())), None if at is None else values[at])
            for values, rows in rows_of.items()
        ]
