"""The property constraints of Wikidata: the statements ``property constraint`` (P2302) of a property."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from conflicts.errors import Place, Problem
from conflicts.readers.wikidata.files import Entity
from conflicts.readers.wikidata.shape import Snak, entities_in, entity_in
from conflicts.readers.wikidata.statements import Refuse, statements_of
from conflicts.rules.rule import Severity

CONSTRAINT = "P2302"
EXCEPTION, STATUS, SCOPE, CLARIFICATION = "P2303", "P2316", "P4680", "P6607"
SEPARATOR, GROUP_BY = "P4155", "P2304"

MANDATORY, SUGGESTION = "Q21502408", "Q62026391"
MAIN_VALUE = "Q46466787"

SINGLE_VALUE, SINGLE_BEST_VALUE, DISTINCT_VALUES = "Q19474404", "Q52060874", "Q21502410"


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint of a property: its type's item, the qualifiers that are its parameters, words about it."""

    property_id: str
    type: str
    parameters: Mapping[str, tuple[Snak, ...]]
    clarifications: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        """How grave it is to break it: mandatory ones may have no violation, suggestions are no more than that."""
        status = entities_in(self.parameters, STATUS)
        return "error" if MANDATORY in status else "note" if SUGGESTION in status else "warning"

    @property
    def exceptions(self) -> tuple[str, ...]:
        """The entities that may break it."""
        return entities_in(self.parameters, EXCEPTION)

    @property
    def separators(self) -> tuple[str, ...]:
        """The qualifiers by which statements are told apart."""
        return entities_in(self.parameters, SEPARATOR)

    @property
    def is_about_statements(self) -> bool:
        """Whether it is about the main values of statements, and not only about qualifiers or references."""
        scopes = entities_in(self.parameters, SCOPE)
        return not scopes or MAIN_VALUE in scopes


@dataclass(frozen=True, slots=True)
class Property:
    """A property entity: its id, its name, its data type and its constraints; and where it stands."""

    id: str
    name: str | None
    datatype: str | None
    constraints: tuple[Constraint, ...] = ()
    place: Place = Place()

    def has(self, type_: str) -> bool:
        """Whether the property has such a constraint, without an exception or a separator."""
        return any(
            constraint.type == type_ and not constraint.exceptions and not constraint.separators
            for constraint in self.constraints
        )


def property_of(entity: Entity, language: str, refuse: Refuse) -> Property | None:
    """The property that the entity is; None if it is none. Deprecated constraints do not count."""
    datatype = entity.data.get("datatype")
    if entity.data.get("type") != "property" or not entity.id:
        return None
    constraints = tuple(_constraints(entity, language, refuse))
    name, kind = entity.label(language), datatype if isinstance(datatype, str) else None
    return Property(entity.id, name, kind, constraints, entity.place)


def _constraints(entity: Entity, language: str, refuse: Refuse) -> Iterator[Constraint]:
    for located in statements_of(entity, refuse):
        statement = located.statement
        if statement.mainsnak.property != CONSTRAINT or statement.rank == "deprecated":
            continue
        type_ = entity_in(statement.mainsnak)
        if type_ is None:
            refuse(Problem(f"{located.id}: the type of the constraint is missing", entity.place))
            continue
        words = tuple(_clarifications(statement.qualifiers.get(CLARIFICATION, ()), language))
        constraint = Constraint(entity.id, type_, statement.qualifiers, words)
        if constraint.is_about_statements:
            yield constraint


def _clarifications(snaks: Iterable[Snak], language: str) -> Iterator[str]:
    for snak in snaks:
        text = snak.datavalue.value if snak.datavalue is not None else None
        if isinstance(text, Mapping) and text.get("language") == language and isinstance(text.get("text"), str):
            yield text["text"]
