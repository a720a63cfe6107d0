"""Small entities of a Wikibase, in the shape that its API gives them."""

from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]

GREGORIAN, JULIAN = "http://www.wikidata.org/entity/Q1985727", "http://www.wikidata.org/entity/Q1985786"


def value_snak(property_id: str, datatype: str, kind: str, value: Any) -> Json:
    datavalue = {"value": value, "type": kind}
    return {"snaktype": "value", "property": property_id, "datavalue": datavalue, "datatype": datatype}


def some(property_id: str, datatype: str = "wikibase-item") -> Json:
    return {"snaktype": "somevalue", "property": property_id, "datatype": datatype}


def none(property_id: str, datatype: str = "wikibase-item") -> Json:
    return {"snaktype": "novalue", "property": property_id, "datatype": datatype}


def item(property_id: str, entity: str) -> Json:
    kind = {"Q": "item", "P": "property"}[entity[0]]
    value = {"entity-type": kind, "numeric-id": int(entity[1:]), "id": entity}
    return value_snak(property_id, f"wikibase-{kind}", "wikibase-entityid", value)


def string(property_id: str, text: str, datatype: str = "string") -> Json:
    return value_snak(property_id, datatype, "string", text)


def monolingual(property_id: str, text: str, language: str = "en") -> Json:
    return value_snak(property_id, "monolingualtext", "monolingualtext", {"text": text, "language": language})


def quantity(property_id: str, amount: str, unit: str = "1", bounds: tuple[str, str] | None = None) -> Json:
    value = {"amount": amount, "unit": unit if unit == "1" else f"http://www.wikidata.org/entity/{unit}"}
    if bounds:
        value |= {"lowerBound": bounds[0], "upperBound": bounds[1]}
    return value_snak(property_id, "quantity", "quantity", value)


def time(property_id: str, text: str, precision: int = 11, calendar: str = GREGORIAN) -> Json:
    value = {
        "time": f"{text}T00:00:00Z",
        "timezone": 0,
        "before": 0,
        "after": 0,
        "precision": precision,
        "calendarmodel": calendar,
    }
    return value_snak(property_id, "time", "time", value)


def year(property_id: str, number: int) -> Json:
    return time(property_id, f"+{number:04d}-00-00", 9)


def by_property(snaks: Sequence[Json]) -> dict[str, list[Json]]:
    grouped: dict[str, list[Json]] = {}
    for snak in snaks:
        grouped.setdefault(snak["property"], []).append(snak)
    return grouped


def statement(
    id_: str,
    mainsnak: Json,
    qualifiers: Sequence[Json] = (),
    references: Sequence[Sequence[Json]] = (),
    rank: str = "normal",
) -> Json:
    found: Json = {"mainsnak": mainsnak, "type": "statement", "id": id_, "rank": rank}
    if qualifiers:
        found |= {"qualifiers": by_property(qualifiers), "qualifiers-order": [*by_property(qualifiers)]}
    if references:
        found["references"] = [
            {"hash": f"{number:040x}", "snaks": by_property(snaks), "snaks-order": [*by_property(snaks)]}
            for number, snaks in enumerate(references)
        ]
    return found


def entity(id_: str, statements: Sequence[Json] = (), label: str | None = None, **more: Any) -> Json:
    claims: dict[str, list[Json]] = {}
    for each in statements:
        claims.setdefault(each["mainsnak"]["property"], []).append(each)
    labels = {"en": {"language": "en", "value": label}} if label else {}
    kind = {"Q": "item", "P": "property"}[id_[0]]
    return {"type": kind, "id": id_, "labels": labels, "claims": claims or [], **more}


def property_entity(id_: str, datatype: str, constraints: Sequence[Json], label: str | None = None) -> Json:
    return entity(id_, constraints, label, datatype=datatype)


def constraint(type_: str, *parameters: Json, rank: str = "normal", number: int = 1) -> Json:
    return statement(f"P0$constraint-{type_}-{number}", item("P2302", type_), parameters, rank=rank)


def answer(*entities: Json) -> Json:
    """What wbgetentities answers."""
    return {"entities": {each["id"]: each for each in entities}, "success": 1}
