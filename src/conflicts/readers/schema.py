"""The JSON Schema of a claims file, for editors and for other programs."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from conflicts.model.claim import Claim
from conflicts.model.source import Source
from conflicts.model.vocabulary import Entity, Predicate


class ClaimsFile(BaseModel):
    """Claims and the vocabulary that they are written in. A file may leave out any section."""

    model_config = ConfigDict(extra="forbid", defer_build=True, title="A claims file of conflicts")

    sources: dict[str, Source | None] = {}
    entities: dict[str, Entity | None] = {}
    predicates: dict[str, Predicate | None] = {}
    claims: list[Claim] = []


def claims_schema() -> dict[str, Any]:
    """The schema, JSON Schema draft 2020-12, of what a claims file in YAML or JSON may hold.

    It says what is well formed. Whether ids, names, types and units fit together only reading the file can tell.
    """
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **ClaimsFile.model_json_schema()}
