"""The fields that a condition can speak of, and their types (docs/explanation/semantics.md, section 2)."""

import re
from enum import Enum
from typing import get_args

from conflicts.model.claim import Certainty, Polarity, Rank


class FieldType(Enum):
    """What a field holds, and so which operators fit."""

    KEY = "key"
    KEYS = "keys"
    ORDER = "order"
    FLAG = "flag"
    INSTANT = "instant"
    PERIOD = "period"
    VALUE = "value"
    AMOUNT = "amount"
    WORDS = "words"
    LIST = "list"
    TAGS = "tags"
    CLAIM = "claim"


_K, _F, _I = FieldType.KEY, FieldType.FLAG, FieldType.INSTANT

FIELDS: dict[str, FieldType] = {  # and ``qualifiers.NAME``, for any name
    "": FieldType.CLAIM,
    "id": _K,
    "subject": _K,
    "subject.party": _K,
    "predicate": _K,
    "predicate.single": _F,
    "predicate.unique": _F,
    "predicate.timeless": _F,
    "predicate.cumulative": _F,
    "predicate.hands_over": _F,
    "predicate.at_most": FieldType.KEYS,
    "predicate.precedes": FieldType.KEYS,
    "scope": _K,
    "value": FieldType.VALUE,
    "value.amount": FieldType.AMOUNT,
    "value.time": _I,
    "value.entity": _K,
    "polarity": _K,
    "certainty": _K,
    "rank": _K,
    "asserted_by": _K,
    "origin": _K,
    "party": _K,
    "source_kind": _K,
    "via": FieldType.LIST,
    "original_cited": _F,
    "reliability": FieldType.ORDER,
    "credibility": FieldType.ORDER,
    "citations": FieldType.ORDER,
    "citations.latest": _I,
    "supersedes": FieldType.LIST,
    "tags": FieldType.TAGS,
    "valid": FieldType.PERIOD,
    "valid.start": _I,
    "valid.end": _I,
    "valid.onset": _I,
    "stated": _I,
    "recorded": _I,
    "expires": _I,
    "excerpt": FieldType.WORDS,
}

QUALIFIER = re.compile(r"qualifiers\.[^\s.,\[\]{}'\"]+")
"""The fields that speak of one qualifier: keys, ``qualifiers.NAME``."""


def is_field(name: str) -> bool:
    """Whether a condition can speak of it."""
    return name in FIELDS or QUALIFIER.fullmatch(name) is not None


def type_of(field: str) -> FieldType:
    """What the field holds."""
    return FIELDS.get(field, FieldType.KEY)


JOIN_FIELDS = ("topic", "value", *(name for name, type_ in FIELDS.items() if type_ is FieldType.KEY))
"""The fields that ``same`` can name, beside qualifiers."""

KNOWN_WORDS: dict[str, tuple[str, ...]] = {
    "polarity": get_args(Polarity),
    "certainty": get_args(Certainty),
    "rank": get_args(Rank),
    "reliability": ("A", "B", "C", "D", "E"),
    "credibility": ("1", "2", "3", "4", "5"),
}
"""All the words that can stand for a value of these fields."""

ALWAYS_PRESENT = ("id", "subject", "predicate", "scope", "polarity", "certainty", "rank")
"""The fields that every claim has; flags, which cannot be asked for their presence, aside."""
