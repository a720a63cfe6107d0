"""The identity of a finding across edits."""

import hashlib
import json
from collections.abc import Iterable

from conflicts.model.claim import Claim

_CONTENT = {"subject", "predicate", "value", "qualifiers", "polarity", "asserted_by", "valid", "stated"}
_DIGITS = 16


def fingerprint(rule: str, claims: Iterable[Claim]) -> str:
    """Sixteen hexadecimal digits that stand for the rule and what the claims say.

    Ids, places, excerpts and the order of the claims leave it as it is, and so does every other claim; a change in what
    is said, by whom or when changes it.
    """
    content = [rule, *sorted(map(_content, claims))]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:_DIGITS]


def numbered(fingerprints: Iterable[str]) -> list[str]:
    """Tell repeated fingerprints apart: the second becomes ``…-2``, the third ``…-3``."""
    seen: dict[str, int] = {}
    result = []
    for each in fingerprints:
        seen[each] = seen.get(each, 0) + 1
        result.append(each if seen[each] == 1 else f"{each}-{seen[each]}")
    return result


def _content(claim: Claim) -> str:
    return json.dumps(claim.model_dump(mode="json", include=_CONTENT), sort_keys=True)
