"""The claims as objects of this library, in memory."""

import json

from pydantic import TypeAdapter

from conflicts import Claim, Vocabulary
from contest.case import Case


def claims_of(case: Case) -> tuple[tuple[Claim, ...], Vocabulary]:
    """The claims, and what their words mean."""
    text = b"[" + b",".join(case.lines.read_bytes().splitlines()) + b"]"
    claims = TypeAdapter(tuple[Claim, ...]).validate_json(text)
    return claims, Vocabulary.model_validate(json.loads(case.vocabulary.read_text(encoding="utf-8")))
