"""The JSON Schema of one claim in flat fields: what forms, spreadsheets and language models fill in."""

from collections.abc import Mapping
from typing import Any, get_args

from conflicts.model.claim import Certainty, Polarity, Rank
from conflicts.tables.flat import VALUE_TYPES
from conflicts.tables.schema import COLUMNS, Column, ColumnType

_TYPES: Mapping[ColumnType, Mapping[str, Any]] = {
    "text": {"type": "string"},
    "texts": {"type": "array", "items": {"type": "string"}},
    "number": {"type": "number"},
    "integer": {"type": "integer"},
}

_WORDS = {
    "value_type": VALUE_TYPES,
    "polarity": get_args(Polarity),
    "certainty": get_args(Certainty),
    "rank": get_args(Rank),
}
"""What stands in columns that hold one of a few words."""

_LEFT_OUT = ("recorded", "citation_count", "rank_reason", "supersedes")
"""What is of the claim, and who fills in a form does not know."""


def record_schema() -> dict[str, Any]:
    """The schema, JSON Schema draft 2020-12, of a claim as a row of the claims table.

    It has the columns that say something of the claim, and not those of the vocabulary and of places. What fits it is a
    line of a JSON Lines file that is read as a table (``--from table``), where its dates and values can be read.
    """
    columns = [column for column in COLUMNS[: _last_of_claim() + 1] if column.name not in _LEFT_OUT]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ClaimRecord",
        "description": "Who said what of what, holding when, said when, citing what.",
        "type": "object",
        "properties": {column.name: _property(column) for column in columns},
        "required": [column.name for column in columns if column.is_required],
        "additionalProperties": False,
    }


def _last_of_claim() -> int:
    return next(at for at, column in enumerate(COLUMNS) if column.name == "excerpt")


def _property(column: Column) -> dict[str, Any]:
    if column.name == "qualifiers":
        value_types: dict[str, Any] = {"type": ["string", "integer", "boolean"]}
        return {"type": "object", "additionalProperties": value_types, "description": "What narrows the claim."}
    property = {**_TYPES[column.type], "description": column.help.replace("`", "")}
    if column.name in _WORDS:
        property = {"enum": list(_WORDS[column.name]), "description": property["description"]}
    if column.name == "value":
        property["type"] = ["string", "number"]
    if column.name == "credibility":
        property |= {"minimum": 1, "maximum": 6}
    if column.is_required:
        property["minLength"] = 1
    return property
