"""Ids of claims that were given none: made of what they say, so that the same claim has the same id every time."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conflicts.model.claim import Claim

NO_CONTENT = {"id", "location", "suppress"}
"""The fields that are no part of what a claim says."""

_DIGITS = 12


def made_id(said: Mapping[str, Any]) -> str:
    """The id of a claim that says this: ``claim-`` and twelve hexadecimal digits."""
    from hashlib import sha256
    from json import dumps

    return f"claim-{sha256(dumps(said, sort_keys=True).encode()).hexdigest()[:_DIGITS]}"


def identified(claims: "Sequence[Claim]") -> "tuple[Claim, ...]":
    """Tell claims apart that say the same and whose ids were made: the second is ``…-2``, the third ``…-3``."""
    seen: dict[str, int] = {}
    for claim in claims:
        seen[claim.id] = seen.get(claim.id, 0) + 1
    repeated = (
        {claim.id for claim in claims if seen[claim.id] > 1 and claim.id == claim.made_id()}
        if len(seen) < len(claims)
        else ()
    )
    if not repeated:
        return tuple(claims)
    count = dict.fromkeys(repeated, 0)
    told_apart: list[Claim] = []
    for claim in claims:
        if claim.id in count:
            count[claim.id] += 1
            if count[claim.id] > 1:
                claim = claim.model_copy(update={"id": f"{claim.id}-{count[claim.id]}"})
        told_apart.append(claim)
    return tuple(told_apart)
