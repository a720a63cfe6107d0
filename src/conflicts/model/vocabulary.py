"""What predicates, entities and sources mean."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from pydantic import Field, ValidationInfo, field_validator

from conflicts.errors import Problem, nearest
from conflicts.model.currency import are_other_currencies
from conflicts.model.frozen import Frozen
from conflicts.model.source import Source
from conflicts.model.spelling import canonical
from conflicts.model.unit import (
    Tolerance,
    base_word,
    misspelt,
    parse_duration,
    parse_leeway,
    parse_tolerance,
    sizes,
    why_not_convertible,
)
from conflicts.model.value import AnyValue, Quantity, Special, Time

MOST_DRAWN = 8
"""How many words of a circle an error shows."""

ValueType = Literal["term", "quantity", "time", "text", "event"]

Link: TypeAlias = Literal["at_most", "precedes"]
"""A field of a predicate that names others."""


class Predicate(Frozen):
    """What a predicate means.

    - ``value``: the type of its values; ``event`` predicates have none (a claim says only that it happened).
    - ``unit``: quantities are compared in this unit; ``tolerance``: ``10%`` or ``5`` (in the unit) by which they are
      widened on either side; for times ``600`` (seconds) or a duration such as ``2 days``. Other values have none.
    - ``single``: one value at a time; if false, several may stand side by side. While neither is said, values that
      differ are not compared, and the report says so.
    - ``unique``: no two subjects share a value. ``timeless``: true at any time.
    - ``cumulative``: a running total, that cannot fall.
    - ``hands_over``: one of its states ends when the next begins: dates that may meet do not overlap (an office).
    - ``extends_to: parts``: what is affirmed of a whole is affirmed of each of its parts.
    - ``at_most``: a predicate of the same subject that bounds this one from above (the killed *of* the strength), or
      several.
    - ``precedes``: a predicate of the same subject whose time cannot come before this one's, or several; or how long
      after it each of them comes at the earliest: ``{plays-for: 15 years, died: }``.
    - ``lifetime``: how long a statement stays current, such as ``1 year``.
    """

    name: str | None = Field(
        default=None, description="How a report names it, between subject and value: is controlled by."
    )
    value: ValueType | None = Field(
        default=None, description="The type of its values; an event has none: a claim says only that it happened."
    )
    unit: str | None = Field(default=None, description="The unit that quantities are compared in.")
    tolerance: str | int | float | None = Field(
        default=None,
        description=(
            "By how much quantities are widened on either side before they are compared: 10%, or 5 in the "
            "unit; times by 600 seconds, or by a duration such as 2 days."
        ),
    )
    single: bool | None = Field(default=None, description="There is one value at a time.")
    unique: bool = Field(default=False, description="No two subjects share a value.")
    timeless: bool = Field(default=False, description="It holds at any time.")
    cumulative: bool = Field(default=False, description="It is a running total, that cannot fall.")
    hands_over: bool = Field(
        default=False, description="One of its states ends when the next begins: dates that may meet do not overlap."
    )
    extends_to: Literal["parts"] | None = Field(
        default=None, description="What is affirmed of a whole is affirmed of each of its parts."
    )
    at_most: str | tuple[str, ...] | None = Field(
        default=None, description="The predicate of the same subject that bounds this one from above, or several."
    )
    precedes: str | tuple[str, ...] | dict[str, str | None] | None = Field(
        default=None,
        description=(
            "The predicate of the same subject whose time cannot come before this one's, or several; or how "
            "long after it each of them comes at the earliest, such as {plays-for: 15 years}."
        ),
    )
    lifetime: str | None = Field(default=None, description="How long a statement stays current, such as 1 year.")

    @field_validator("at_most", "precedes", mode="before")
    @classmethod
    def _references_are_canonical(cls, named: Any) -> Any:
        match named:
            case str():
                return canonical(named)
            case list() | tuple():
                return tuple(canonical(name) if isinstance(name, str) else name for name in named)
            case dict():
                return {canonical(name) if isinstance(name, str) else name: gap for name, gap in named.items()}
            case _:
                return named

    @field_validator("tolerance", mode="before")
    @classmethod
    def _tolerance_is_no_flag(cls, written: Any) -> Any:
        if isinstance(written, bool):
            raise ValueError(f"{str(written).lower()} is no tolerance: write 10%, or a number in the predicate's unit")
        return written

    @field_validator("tolerance")
    @classmethod
    def _tolerance_is_readable(cls, text: str | int | float | None, info: ValidationInfo) -> str | int | float | None:
        if text is not None:
            _read_tolerance(str(text), info.data.get("value"))
        return text

    @field_validator("lifetime")
    @classmethod
    def _lifetime_is_readable(cls, text: str | None) -> str | None:
        if text is not None:
            parse_duration(text)
        return text

    @field_validator("precedes")
    @classmethod
    def _gaps_are_readable(
        cls, named: str | tuple[str, ...] | dict[str, str | None] | None
    ) -> str | tuple[str, ...] | dict[str, str | None] | None:
        for gap in named.values() if isinstance(named, dict) else ():
            if gap is not None:
                parse_duration(gap)
        return named

    def targets(self, field: Link) -> tuple[str, ...]:
        """The predicates that ``at_most`` or ``precedes`` names."""
        named = self.at_most if field == "at_most" else self.precedes
        return (named,) if isinstance(named, str) else tuple(named or ())

    def gap(self, target: str) -> int:
        """How many seconds after this one a predicate that it precedes comes at the earliest."""
        said = self.precedes.get(target) if isinstance(self.precedes, dict) else None
        return 0 if said is None else parse_duration(said)

    @property
    def takes_value(self) -> bool:
        """Whether its claims have values: it declares their type, or that there is one of them."""
        return self.value != "event" if self.value is not None else self.single or self.unique or self.cumulative

    @cached_property
    def widening(self) -> Tolerance:
        """By how much a quantity is widened on either side."""
        return self._tolerance.of_quantities or Tolerance()

    @property
    def leeway(self) -> int:
        """By how many seconds a time is widened on either side."""
        return self._tolerance.of_times or 0

    def widens(self, value: AnyValue) -> bool:
        """Whether the tolerance means something for such a value; there may be none, and *unknown* needs none."""
        match value:
            case Special():
                return True
            case Quantity():
                return self.tolerance is None or self._tolerance.of_quantities is not None
            case Time():
                return self.tolerance is None or self._tolerance.of_times is not None
            case _:
                return self.tolerance is None

    @cached_property
    def _tolerance(self) -> "_Tolerances":
        return _Tolerances() if self.tolerance is None else _read_tolerance(str(self.tolerance), self.value)


class _Tolerances(NamedTuple):
    """What a tolerance means for values of each type; None if nothing."""

    of_quantities: Tolerance | None = None
    of_times: int | None = None


def _read_tolerance(text: str, declared: ValueType | None) -> _Tolerances:
    """What is written as a tolerance; where no type of value is declared, for whatever type it can be read for."""
    match declared:
        case "quantity":
            return _Tolerances(of_quantities=parse_tolerance(text))
        case "time":
            return _Tolerances(of_times=parse_leeway(text))
        case None:
            with suppress(ValueError):
                return _Tolerances(parse_tolerance(text), parse_leeway(text) if "%" not in text else None)
            with suppress(ValueError):
                return _Tolerances(of_times=parse_leeway(text))
            return _Tolerances(parse_tolerance(text))
        case _:
            what = {"term": "terms", "text": "texts", "event": "events"}[declared]
            raise ValueError(f"{what} have no tolerance: only quantities and times are compared with one")


class Entity(Frozen):
    """A thing that claims are about or give as a value: its name, the whole it is part of, the party it belongs to."""

    name: str | None = Field(default=None, description="How a report names it.")
    part_of: str | None = Field(default=None, description="The id of the whole that it is part of.")
    party: str | None = Field(default=None, description="The side it belongs to.")
    aliases: tuple[str, ...] = Field(default=(), description="Other words that mean the same entity.")

    @field_validator("part_of")
    @classmethod
    def _reference_is_canonical(cls, name: str | None) -> str | None:
        return None if name is None else canonical(name)


class Vocabulary(Frozen):
    """What the words of a collection mean. An empty section leaves its words free: any word will do.

    Ids and the names that lead to them are compared in their canonical form (``conflicts.model.spelling``), in which
    the sections have their keys.
    """

    predicates: dict[str, Predicate] = Field(
        default={}, description="What is said, by id. If there are any, every claim's predicate must be among them."
    )
    entities: dict[str, Entity] = Field(default={}, description="What is spoken of, by id: names, wholes and parties.")
    sources: dict[str, Source] = Field(
        default={},
        description="Who speaks, by id. If there are any, every source that a claim names must be among them.",
    )

    @field_validator("predicates", "entities", "sources", mode="before")
    @classmethod
    def _keys_are_canonical(cls, entries: Any) -> Any:
        if not isinstance(entries, Mapping):
            return entries
        keys = {key: canonical(key) if isinstance(key, str) else key for key in entries}
        if len(set(keys.values())) < len(keys):
            twice = next(name for name, number in Counter(keys.values()).items() if number > 1)
            raise ValueError(f"{twice!r} is defined twice, written in two ways")
        return {keys[key]: entry for key, entry in entries.items()}

    def predicate(self, name: str) -> Predicate:
        """What the predicate means; an undeclared one means nothing in particular."""
        return self.predicates.get(name) or self.predicates.get(canonical(name), _PLAIN)

    def source_id(self, name: str) -> str:
        """The id of a source called by its id, its name or an alias; an unknown name is its own id."""
        word = canonical(name)
        return self._source_ids.get(word, self._source_ids.get(word.casefold(), word))

    @cached_property
    def hands_over(self) -> bool:
        """Whether any predicate's states are handed over."""
        return any(predicate.hands_over for predicate in self.predicates.values())

    @property
    def source_names(self) -> frozenset[str]:
        """Every id, name and alias of a source, as written."""
        spellings = {spelling for source in self.sources.values() for spelling in (source.name, *source.aliases)}
        return frozenset(spellings | self.sources.keys()) - {""}

    def updated(self, other: "Vocabulary") -> "Vocabulary":
        """The vocabulary with the entries of another one, which go before those of this."""
        return Vocabulary(
            predicates={**self.predicates, **other.predicates},
            entities={**self.entities, **other.entities},
            sources={**self.sources, **other.sources},
        )

    def with_speakers(self, names: Iterable[str]) -> "Vocabulary":
        """The vocabulary with those who speak among its sources, if it lists any; else any name is a source."""
        new = {name: Source() for name in sorted(names) if self.sources and self.source_id(name) not in self.sources}
        return self.model_copy(update={"sources": self.sources | new}) if new else self

    def entity_id(self, name: str) -> str:
        """The id of an entity called by its id or an alias; an unknown name is its own id."""
        word = canonical(name)
        return self._entity_ids.get(word, word)

    def source(self, source_id: str) -> Source:
        """The source of this id; an undeclared one has nothing but its name."""
        return self.sources.get(source_id) or Source(name=source_id)

    def origin(self, source_id: str) -> str:
        """The root of the source's ownership or wire family (itself, if nobody owns it and it carries no wire)."""
        seen = {source_id}
        while (above := self._carrier(source_id)) is not None and above not in seen:
            seen.add(above)
            source_id = above
        return source_id

    def ancestors(self, entity_id: str) -> Iterator[str]:
        """The wholes that the entity is part of, nearest first; a circle ends where it closes."""
        seen = {entity_id}
        while (entity := self.entities.get(entity_id)) and entity.part_of and entity.part_of not in seen:
            entity_id = entity.part_of
            seen.add(entity_id)
            yield entity_id

    def name_of(self, word: str) -> str:
        """How a person calls the source or entity, or a predicate; the word itself if it has no name."""
        source, entity, predicate = self.sources.get(word), self.entities.get(word), self.predicates.get(word)
        return (source and source.name) or (entity and entity.name) or (predicate and predicate.name) or word

    def problems(self, unknown_words: bool = True) -> list[Problem]:
        """Everything in the vocabulary that does not fit together; words that it does not define only if asked for."""
        unknown = _unknown_words(self) if unknown_words else ()
        return [
            *unknown,
            *_origin_problems(self),
            *_circle_problems(self),
            *_unit_problems(self),
            *_alias_problems(self),
        ]

    def _carrier(self, source_id: str) -> str | None:
        source = self.sources.get(source_id)
        carrier = source and (source.wire or source.owner)
        return self.source_id(carrier) if carrier else None

    @cached_property
    def _source_ids(self) -> dict[str, str]:
        named = {
            canonical(spelling).casefold(): key
            for key, source in sorted(self.sources.items(), reverse=True)
            for spelling in (source.name, *source.aliases)
            if spelling
        }
        return named | {key: key for key in self.sources}

    @cached_property
    def _entity_ids(self) -> dict[str, str]:
        entities = sorted(self.entities.items(), reverse=True)
        aliases = {canonical(alias): key for key, entity in entities for alias in entity.aliases}
        return aliases | {key: key for key in self.entities}


# Nothing here needs to be validated, and a validator takes a while to build.
EMPTY = Vocabulary.model_construct()
"""The vocabulary that knows nothing."""

_PLAIN = Predicate.model_construct()

LINKS: tuple[Link, ...] = get_args(Link)


def _unknown_words(vocabulary: Vocabulary) -> Iterator[Problem]:
    for name, predicate in vocabulary.predicates.items():
        for field in LINKS:
            for target in predicate.targets(field):
                if target not in vocabulary.predicates:
                    yield _unknown("predicate", target, vocabulary.predicates, "predicates", name, field)
    for name, entity in vocabulary.entities.items():
        whole = entity.part_of
        if whole is not None and whole not in vocabulary.entities:
            yield _unknown("entity", whole, vocabulary.entities, "entities", name, "part_of")


def _origin_problems(vocabulary: Vocabulary) -> Iterator[Problem]:
    for name, source in vocabulary.sources.items():
        if source.wire is not None and source.owner is not None:
            message = "a source has an owner or a wire, not both: its origin would be ambiguous"
            yield Problem(message, path=("sources", name, "wire"))


def _circle_problems(vocabulary: Vocabulary) -> Iterator[Problem]:
    part_of = {name: _one(entity.part_of) for name, entity in vocabulary.entities.items()}
    yield from _circles(part_of, "entities", "part_of")
    carriers = {name: _one(vocabulary._carrier(name)) for name in vocabulary.sources}
    yield from _circles(carriers, "sources", "owner")
    precedes = {name: predicate.targets("precedes") for name, predicate in vocabulary.predicates.items()}
    yield from _circles(precedes, "predicates", "precedes")


def _circles(above: Mapping[str, Sequence[str]], section: str, field: str) -> Iterator[Problem]:
    """Every circle that a walk in depth closes; ``above`` says where each word leads."""
    settled: set[str] = set()
    for start in above:
        trail: dict[str, Iterator[str]] = {} if start in settled else {start: iter(above[start])}
        while trail:
            at, further = next(reversed(trail.items()))
            word = next(further, None)
            if word is None:
                settled.add(at)
                del trail[at]
            elif word in trail:
                steps = list(trail)
                circle = steps[steps.index(word) :]
                yield Problem(f"{field} goes in a circle: {drawn(circle)}", path=(section, circle[0], field))
            elif word not in settled:
                trail[word] = iter(above.get(word, ()))


def _one(word: str | None) -> tuple[str, ...]:
    return () if word is None else (word,)


def drawn(circle: Sequence[str]) -> str:
    """Draw a circle of words, ``a → b → a``; a long one in part."""
    shown = circle if len(circle) <= MOST_DRAWN else [*circle[:MOST_DRAWN], f"… ({len(circle) - MOST_DRAWN} more)"]
    return " → ".join([*shown, circle[0]])


def _unit_problems(vocabulary: Vocabulary) -> Iterator[Problem]:
    for name, predicate in vocabulary.predicates.items():
        if predicate.unit is None:
            continue
        if reason := _why_no_unit(predicate.unit, predicate.value):
            yield Problem(f"{name!r}: {reason}", path=("predicates", name, "unit"))
            continue
        bounds = (vocabulary.predicate(target).unit for target in predicate.targets("at_most"))
        for reason in filter(None, (_why_not_bounded(predicate.unit, unit) for unit in bounds if unit)):
            yield Problem(reason, path=("predicates", name, "at_most"))


def _why_no_unit(unit: str, declared: ValueType | None) -> str:
    if declared not in ("quantity", None):
        return f"only quantities have a unit, and the values of {declared} predicates are none"
    try:
        return misspelt(unit)
    except ValueError as error:
        return str(error)


def _why_not_bounded(unit: str, by: str) -> str:
    """Why amounts in the one unit are not bounded by amounts in the other; empty for two currencies, which are not."""
    if canonical(unit) == canonical(by) or are_other_currencies(unit, by):
        return ""
    if reason := why_not_convertible(unit, by):
        return reason
    several = next((word for word in (unit, by) if sizes(word)), None)
    if several is None or base_word(unit) == base_word(by):
        return ""
    return f"{several!r} can be {' or '.join(sizes(several))}: write which"


def _alias_problems(vocabulary: Vocabulary) -> Iterator[Problem]:
    owner_of: dict[str, str] = {}
    for key, source in vocabulary.sources.items():
        for spelling in {canonical(s).casefold() for s in (key, source.name, *source.aliases) if s}:
            other = owner_of.setdefault(spelling, key)
            if other != key:
                yield Problem(f"{spelling!r} names both {other!r} and {key!r}", path=("sources", key))
    entity_of = {key: key for key in vocabulary.entities}
    for key, entity in vocabulary.entities.items():
        for alias in sorted(set(map(canonical, entity.aliases))):
            other = entity_of.setdefault(alias, key)
            if other != key:
                yield Problem(f"{alias!r} names both {other!r} and {key!r}", path=("entities", key, "aliases"))


def _unknown(what: str, word: str, known: Mapping[str, object], *path: str) -> Problem:
    return Problem(f"{path[1]!r}: unknown {what} {word!r}{nearest(word, known)}", path=path)
