"""Names that tell apart: ids of claims that were given none, made of what they say, and numbers for what repeats."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    if len({claim.id for claim in claims}) == len(claims):
        return tuple(claims)
    numbers = zip(claims, numbered(claim.id for claim in claims), strict=True)
    return tuple(
        claim.model_copy(update={"id": name}) if name != claim.id == claim.made_id() else claim
        for claim, name in numbers
    )


def with_numbers(claims: "Iterable[Claim]") -> "tuple[Claim, ...]":
    """The claims; of those that share an id the second is ``…-2``, the third ``…-3``."""
    claims = tuple(claims)
    names = numbered(claim.id for claim in claims)
    return tuple(
        claim if name == claim.id else claim.model_copy(update={"id": name})
        for claim, name in zip(claims, names, strict=True)
    )


def told_apart(claims: "Iterable[Claim]", is_taken: Callable[[str], bool]) -> "Iterator[Claim]":
    """The claims; those whose ids were made and are taken, or those of others among them, have the next free number."""
    seen: set[str] = set()
    for claim in claims:
        name, number = claim.id, 1
        if (is_taken(name) or name in seen) and name == claim.made_id():
            while is_taken(name) or name in seen:
                number += 1
                name = f"{claim.id}-{number}"
        seen.add(name)
        yield claim if name == claim.id else claim.model_copy(update={"id": name})


def numbered(names: Iterable[str]) -> list[str]:
    """Tell repeated names apart: the second becomes ``…-2``, the third ``…-3``."""
    seen: Counter[str] = Counter()
    result = []
    for name in names:
        seen[name] += 1
        result.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return result
