"""What a file's entities say of words: names, what predicates mean, which units a property's quantities have."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from conflicts.errors import Problem
from conflicts.model.source import Source
from conflicts.model.unit import dimension
from conflicts.model.vocabulary import Entity as Thing
from conflicts.model.vocabulary import Predicate, ValueType, Vocabulary
from conflicts.readers.wikidata.citations import STATED_IN
from conflicts.readers.wikidata.constraints import (
    DISTINCT_VALUES,
    SINGLE_BEST_VALUE,
    SINGLE_VALUE,
    Property,
    property_of,
)
from conflicts.readers.wikidata.files import Entity
from conflicts.readers.wikidata.offices import offices
from conflicts.readers.wikidata.shape import entities_in
from conflicts.readers.wikidata.statements import Known, Located, Refuse, statements_of
from conflicts.readers.wikidata.values import unit_of

MOST_NAMES = 100_000
"""How many entities of a file are remembered with their names, so that a dump of any size can be read."""

_TERMS = frozenset(f"wikibase-{kind}" for kind in ("item", "property", "lexeme", "form", "sense", "entityid")) | {
    "entity-schema"
}


@dataclass
class Gathered:
    """What was met on the way through the entities."""

    vocabulary: Vocabulary
    language: str
    things: dict[str, Thing] = field(default_factory=dict)
    types: dict[str, ValueType | None] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    sources: set[str] = field(default_factory=set)
    properties: dict[str, Property] = field(default_factory=dict)
    is_anything: bool = False

    def add_entity(self, entity: Entity, refuse: Refuse) -> None:
        """Note the entity's name, and what its statements use."""
        self.is_anything = True
        if len(self.things) < MOST_NAMES and entity.id:
            aliases = (entity.redirected_from,) if entity.redirected_from else ()
            self.things[entity.id] = Thing(name=entity.label(self.language), aliases=aliases)
        self.add_property(entity, refuse)
        for located in statements_of(entity, _ignored):
            self._add_statement(located)

    def add_property(self, entity: Entity, refuse: Refuse) -> None:
        """Note what the entity says of a property, if it is one."""
        found = property_of(entity, self.language, refuse)
        if found is not None:
            self.properties[found.id] = found

    def _add_statement(self, located: Located) -> None:
        snak = located.statement.mainsnak
        datatype = snak.datatype or (snak.datavalue.type if snak.datavalue else None)
        if self.types.get(snak.property) is None:
            self.types[snak.property] = _value_type(datatype)
        unit = unit_of(snak)
        if unit is not None:
            self.units.setdefault(snak.property, unit)
        if self.vocabulary.sources:
            for reference in located.statement.references:
                self.sources.update(entities_in(reference.snaks, STATED_IN))

    @property
    def known(self) -> Known:
        """What the entities need to know of each other."""
        names = {key: thing.name for key, thing in self.things.items() if thing.name}
        own = {name: predicate.unit for name, predicate in self.vocabulary.predicates.items() if predicate.unit}
        return Known(names, {name: dimension(unit) for name, unit in (self.units | own).items()})

    def grown(self) -> Vocabulary:
        """The vocabulary with all predicates and the named entities; what it knew before stays as it was."""
        given = self.vocabulary
        predicates = {name: self._predicate(name) for name in sorted({*self.types, *self.properties})}
        sources = {name: Source() for name in self.sources if given.source_id(name) not in given.sources}
        things = {key: thing for key, thing in self.things.items() if thing != Thing()}
        return Vocabulary(
            predicates=predicates | given.predicates,
            entities=things | given.entities,
            sources=sources | given.sources,
        )

    def _predicate(self, name: str) -> Predicate:
        found = self.properties.get(name) or Property(name, None, None)
        return Predicate(
            name=found.name,
            value=self.types.get(name) or _value_type(found.datatype),
            single=found.has(SINGLE_VALUE) or found.has(SINGLE_BEST_VALUE),
            unique=found.has(DISTINCT_VALUES),
            hands_over=name in offices(),
        )


def gathered(entities: Iterable[Entity | Problem], into: Gathered) -> Iterator[Problem]:
    """Go through all entities; what is no entity is passed on."""
    for item in entities:
        if isinstance(item, Problem):
            yield item
        else:
            into.add_entity(item, _ignored)


def _ignored(_: Problem) -> None:
    """Nothing: it is met again when the claims are read."""


def _value_type(datatype: str | None) -> ValueType | None:
    match datatype:
        case None:
            return None
        case "time":
            return "time"
        case "quantity":
            return "quantity"
        case _:
            return "term" if datatype in _TERMS else "text"
