"""The identity of a finding across edits."""

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress

from conflicts.facts.columns import qualifier_word
from conflicts.model.claim import Claim
from conflicts.model.spelling import canonical
from conflicts.model.typed import typed_value
from conflicts.model.value import AnyValue, Quantity, Term, Text
from conflicts.model.vocabulary import Vocabulary

_AS_WRITTEN = {"polarity", "valid", "stated"}
_DIGITS = 16


def fingerprint(rule: str, claims: Iterable[Claim], vocabulary: Vocabulary) -> str:
    """Sixteen hexadecimal digits that stand for the rule and what the claims say.

    Ids, places, excerpts and the order of the claims leave it as it is, and so does every other claim, and another
    spelling of the same: compatible characters of Unicode, white space, 6 and 6.0. A change in what is said, by whom or
    when changes it.
    """
    content = [rule, *sorted(_content(claim, vocabulary) for claim in claims)]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:_DIGITS]


def _content(claim: Claim, vocabulary: Vocabulary) -> str:
    said: dict[str, object] = claim.model_dump(mode="json", include=_AS_WRITTEN)
    said |= {
        "subject": canonical(claim.subject),
        "predicate": claim.predicate,
        "value": _stated(claim, vocabulary),
        "qualifiers": {canonical(name): canonical(qualifier_word(word)) for name, word in claim.qualifiers.items()},
        "asserted_by": None if claim.asserted_by is None else canonical(claim.asserted_by),
    }
    return json.dumps(said, sort_keys=True)


def _stated(claim: Claim, vocabulary: Vocabulary) -> object:
    """The value in one spelling; a text that its predicate reads as a quantity or a time is one."""
    value: AnyValue | None = claim.value
    with suppress(ValueError):
        typed = typed_value(claim, vocabulary)
        value = claim.value if isinstance(typed, Term) else typed
    match value:
        case Quantity():
            value = value.plain
        case Term(term=words) | Text(text=words):
            value = Text(text=canonical(words))
    return claim.model_copy(update={"value": value}).model_dump(mode="json", include={"value"})["value"]
