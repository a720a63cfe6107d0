"""Snaks to values: terms, quantities, times, texts; *unknown* for some value, *none* for none."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel

from conflicts.model.unit import dimension
from conflicts.model.value import NONE, UNKNOWN, AnyValue, Quantity, Term, Text, Time, read_as
from conflicts.readers.wikidata.shape import (
    Coordinates,
    DataValue,
    EntityValue,
    MonolingualText,
    QuantityValue,
    Snak,
    TimeValue,
    entity_of,
)
from conflicts.readers.wikidata.times import Moment, read_time
from conflicts.readers.wikidata.units import unit_words

EARTH = "Q2"
UNIT, LANGUAGE = "unit", "language"
_NO_UNIT = "1"
_MOST_DECIMALS = 12

_Shape = TypeVar("_Shape", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Said:
    """A value, and what it is limited to: the language of a text, a unit that cannot be converted."""

    value: AnyValue
    scope: Mapping[str, str] = field(default_factory=dict)


def read_value(snak: Snak, dimensions: Mapping[str, str]) -> Said:
    """Read the snak's value; raise ValueError, with a sentence, for one that cannot be read.

    ``dimensions``: what the quantities of a property measure. One that measures something else keeps its unit as a
    qualifier: quantities that nothing converts are not compared.
    """
    if snak.snaktype != "value":
        return Said(UNKNOWN if snak.snaktype == "somevalue" else NONE)
    if snak.datavalue is None:
        raise ValueError("a value is missing (datavalue)")
    content = snak.datavalue.value
    match snak.datavalue.type:
        case "string" if isinstance(content, str):
            return Said(Text(text=content))
        case "wikibase-entityid":
            return Said(read_as(Term, {"term": str(_shaped(EntityValue, content))}))
        case "monolingualtext":
            text = _shaped(MonolingualText, content)
            return Said(Text(text=text.text), {LANGUAGE: text.language})
        case "globecoordinate":
            return Said(Text(text=_place(_shaped(Coordinates, content))))
        case "quantity":
            return _quantity(_shaped(QuantityValue, content), dimensions.get(snak.property))
        case "time":
            return Said(read_as(Time, moment_of(snak.datavalue).text))
        case kind:
            raise ValueError(f"values of the type {kind!r:.60} are not read")


def moment_of(value: DataValue) -> Moment:
    """Read a time value; raise ValueError for one that is no date."""
    return read_time(_shaped(TimeValue, value.value))


def value_text(snak: Snak) -> str:
    """The value as one word or text, for a qualifier."""
    said = read_value(snak, {})
    return " ".join([str(said.value), *(f"({word})" for word in said.scope.values())])


def _shaped(shape: type[_Shape], content: object) -> _Shape:
    return read_as(shape, content)


def _quantity(written: QuantityValue, measured: str | None) -> Said:
    bounds: dict[str, str] = {"amount": written.amount}
    if written.lower is not None and written.upper is not None and written.lower != written.upper:
        bounds = {"low": written.lower, "high": written.upper}
    if written.unit == _NO_UNIT:
        return Said(read_as(Quantity, bounds))
    item = entity_of(written.unit)
    words = unit_words().get(item)
    if words is None or dimension(words) != (measured or dimension(words)):
        return Said(read_as(Quantity, bounds), {UNIT: words or item})
    return Said(read_as(Quantity, {**bounds, "unit": words}))


def unit_of(snak: Snak) -> str | None:
    """The words for the unit of the snak's quantity; None without one, or if it is not known."""
    if snak.datavalue is None or snak.datavalue.type != "quantity" or not isinstance(snak.datavalue.value, Mapping):
        return None
    return unit_words().get(entity_of(str(snak.datavalue.value.get("unit"))))


def _place(where: Coordinates) -> str:
    decimals = _MOST_DECIMALS
    if where.precision and 0 < abs(where.precision) <= 1:
        decimals = min(math.ceil(-math.log10(abs(where.precision))), _MOST_DECIMALS)
    words = f"{where.latitude:.{decimals}f}, {where.longitude:.{decimals}f}"
    if where.altitude is not None:
        words += f", {where.altitude:g} m"
    globe = entity_of(where.globe) or EARTH
    return words if globe == EARTH else f"{words} on {globe}"
