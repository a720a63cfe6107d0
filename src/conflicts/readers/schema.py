"""The JSON Schema of a claims file, for editors and for other programs."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from conflicts.model.claim import Claim
from conflicts.model.source import Source
from conflicts.model.vocabulary import Entity, Predicate


class ClaimsFile(BaseModel):
    """Claims and the vocabulary that they are written in. A file may leave out any section."""

    model_config = ConfigDict(extra="forbid", defer_build=True, title="A claims file of conflicts")

    sources: dict[str, Source | None] = Field(
        default={},
        description="Who speaks, by id. If there are any, every source that a claim names must be among them.",
    )
    entities: dict[str, Entity | None] = Field(
        default={}, description="What is spoken of, by id: names, wholes and parties."
    )
    predicates: dict[str, Predicate | None] = Field(
        default={}, description="What is said, by id. If there are any, every claim's predicate must be among them."
    )
    claims: list[Claim] = Field(
        default=[], description="Who said what about what, holding when, said when, citing what."
    )


def claims_schema() -> dict[str, Any]:
    """The schema, JSON Schema draft 2020-12, of what a claims file in YAML or JSON may hold.

    It says what is well formed, and what each field means. Whether ids, names, types and units fit together only
    reading the file can tell.
    """
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **ClaimsFile.model_json_schema()}
