"""Statements to claims."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from conflicts.document import Data
from conflicts.errors import Place, Problem
from conflicts.model.claim import Claim, Location
from conflicts.model.faults import faults, shown
from conflicts.readers.wikidata.citations import asserter, citations_of, only_imported
from conflicts.readers.wikidata.files import Entity
from conflicts.readers.wikidata.qualifiers import qualified
from conflicts.readers.wikidata.shape import Statement
from conflicts.readers.wikidata.values import read_value

Refuse = Callable[[Problem], None]
"""Takes what could not be read, with its place."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the entity: names of entities, and what the quantities of a property measure."""

    names: Mapping[str, str] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Located:
    """A statement, the entity that it is about, its id, and where it stands."""

    subject: str
    id: str
    location: Location
    statement: Statement


def statements_of(entity: Entity, refuse: Refuse) -> Iterator[Located]:
    """The statements of an entity; what is none is refused."""
    groups = entity.statements
    if not isinstance(groups, dict):
        if groups:
            refuse(Problem(f"claims must be a mapping, not {shown(groups)}", entity.place))
        return
    for name, group in groups.items():
        path = f"{entity.steps}.{entity.section}.{name}".removeprefix(".")
        if not isinstance(group, list):
            refuse(Problem(f"{path} must be a list, not {shown(group)}", entity.place))
            continue
        for index, data in enumerate(group):
            location = entity.location(_id_in(data), f"{path}[{index}]")
            statement = _statement(data, location, refuse)
            if statement is None:
                continue
            subject = entity.id or (statement.id or "").partition("$")[0].upper()
            if subject:
                yield Located(subject, statement.id or f"{subject}-{name}-{index + 1}", location, statement)
            else:
                refuse(Problem(f"{path}[{index}]: what it is about is missing", entity.place))


def claim_of(located: Located, known: Known, refuse: Refuse) -> Claim | None:
    """The statement as a claim; None, and refused, if its value cannot be read."""
    statement, place = located.statement, Place(located.location.file, located.location.line, located.location.column)

    def refused(sentence: str) -> None:
        refuse(Problem(f"{located.id}: {sentence}", place))

    try:
        said = read_value(statement.mainsnak, known.dimensions)
    except ValueError as error:
        refused(f"{statement.mainsnak.property}: {error}")
        return None
    found = qualified(statement, said.value, known.names)
    for sentence in found.unread:
        refused(sentence)
    tags = [*found.tags, *(["imported"] if only_imported(statement.references) else [])]
    if statement.mainsnak.datatype == "external-id":
        tags.append("identifier")
    citations = citations_of(statement.references, refused)
    source = asserter(statement.references)
    published = [citation.date for citation in citations if citation.source == source and citation.date]
    return Claim(
        id=located.id,
        subject=located.subject,
        predicate=statement.mainsnak.property,
        value=found.value,
        qualifiers={**found.scope, **said.scope},
        certainty=found.certainty,
        asserted_by=source,
        valid=found.valid,
        stated=published[0]
        if source is not None and published and published.count(published[0]) == len(published)
        else None,
        citations=citations,
        rank=statement.rank,
        rank_reason=found.rank_reason,
        tags=tuple(tags),
        location=located.location,
    )


def _id_in(data: Data) -> str | None:
    id_ = data.get("id") if isinstance(data, dict) else None
    return id_ if isinstance(id_, str) else None


def _statement(data: Data, location: Location, refuse: Refuse) -> Statement | None:
    place = Place(location.file, location.line, location.column)
    if not isinstance(data, dict):
        refuse(Problem(f"{location.excerpt} must be a statement, not {shown(data)}", place))
        return None
    try:
        return Statement.model_validate(data)
    except ValidationError as error:
        for fault in faults(error, Statement, data):
            refuse(Problem(f"{location.excerpt}: {fault.message}", place))
        return None
