"""Wikibase's JSON data model: statements, snaks and references (docs/adr/0012-wikidata.md)."""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _map(data: object) -> object:
    """PHP writes an empty map as an empty list."""
    return {} if data == [] else data


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class DataValue(_Part):
    """A value, whose own shape its ``type`` tells."""

    type: str
    value: object = None


class Snak(_Part):
    """A property with a value; or with *some* value that nobody knows; or with none."""

    snaktype: Literal["value", "somevalue", "novalue"]
    property: str = Field(min_length=1)
    datatype: str | None = None
    datavalue: DataValue | None = None


Snaks: TypeAlias = Annotated[dict[str, tuple[Snak, ...]], BeforeValidator(_map)]


class Reference(_Part):
    """What one reference says of its source."""

    snaks: Snaks


class Statement(_Part):
    """A main snak with its qualifiers, references and rank."""

    id: str | None = None
    mainsnak: Snak
    rank: Literal["preferred", "normal", "deprecated"] = "normal"
    qualifiers: Snaks = {}
    references: tuple[Reference, ...] = ()


class EntityValue(_Part):
    """Another entity; old dumps give its number only."""

    id: str | None = None
    kind: str | None = Field(default=None, alias="entity-type")
    number: int | None = Field(default=None, alias="numeric-id")

    def __str__(self) -> str:
        letter = {"item": "Q", "property": "P", "lexeme": "L"}.get(self.kind or "")
        if self.id:
            return self.id
        if letter is None or self.number is None:
            raise ValueError("an entity without an id")
        return f"{letter}{self.number}"


class QuantityValue(_Part):
    """An amount with its unit, and bounds where they are known."""

    amount: str
    unit: str = "1"
    upper: str | None = Field(default=None, alias="upperBound")
    lower: str | None = Field(default=None, alias="lowerBound")


class TimeValue(_Part):
    """A point in time: its parts below ``precision`` mean nothing."""

    time: str
    precision: int = Field(ge=0, le=14)
    calendar: str = Field(alias="calendarmodel")


class MonolingualText(_Part):
    """Text in one language."""

    text: str
    language: str


class Coordinates(_Part):
    """A place on a globe, with the precision in degrees."""

    latitude: float = Field(allow_inf_nan=False)
    longitude: float = Field(allow_inf_nan=False)
    altitude: float | None = Field(default=None, allow_inf_nan=False)
    precision: float | None = Field(default=None, allow_inf_nan=False)
    globe: str = ""


def entity_of(url: str) -> str:
    """The id at the end of an entity's URL: ``Q11573`` of ``http://www.wikidata.org/entity/Q11573``."""
    return url.rstrip("/").rpartition("/")[2]


def entities_in(snaks: Mapping[str, tuple[Snak, ...]], property_id: str) -> tuple[str, ...]:
    """The ids that the snaks of that property give as values."""
    return tuple(id_ for snak in snaks.get(property_id, ()) if (id_ := entity_in(snak)) is not None)


def entity_in(snak: Snak) -> str | None:
    """The id of the entity that the snak gives as its value; None if it gives another value, or none."""
    if snak.datavalue is None or snak.datavalue.type != "wikibase-entityid":
        return None
    try:
        return str(EntityValue.model_validate(snak.datavalue.value))
    except ValueError:
        return None
