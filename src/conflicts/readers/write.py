"""Collections back to claims files: reading what was written gives the same claims and the same vocabulary."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from conflicts.document import dump
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.vocabulary import Vocabulary

WORDS_A_LINE = 1_000
"""How many words of a vocabulary a line of JSON Lines defines at most."""


def claims_yaml(collection: Collection) -> str:
    """Write the collection as a claims file in YAML, locations included; what is at its default is left out."""
    return dump({**_sections(collection.vocabulary), "claims": [_plain(claim) for claim in collection.claims]})


def claims_jsonl(collection: Collection) -> str:
    """Write the collection as JSON Lines: a line for each section of the vocabulary, then a line for each claim."""
    return "".join(jsonl_lines([collection.vocabulary, *collection.claims]))


def jsonl_lines(items: Iterable[Claim | Vocabulary]) -> Iterator[str]:
    """A line of JSON for each claim, and for each section of a vocabulary (for each thousand of its words)."""
    for item in items:
        for data in [_plain(item)] if isinstance(item, Claim) else _pieces(item):
            yield json.dumps(data, ensure_ascii=False) + "\n"


def _pieces(vocabulary: Vocabulary) -> Iterator[dict[str, Any]]:
    for section, entries in _sections(vocabulary).items():
        words = list(entries)
        for start in range(0, len(words), WORDS_A_LINE):
            yield {section: {word: entries[word] for word in words[start : start + WORDS_A_LINE]}}


def _sections(vocabulary: Vocabulary) -> dict[str, Any]:
    sections = vocabulary.model_dump(mode="json", exclude_defaults=True)
    return {section: sections[section] for section in ("sources", "entities", "predicates") if section in sections}


def _plain(claim: Claim) -> dict[str, Any]:
    return claim.model_dump(mode="json", exclude_defaults=True)
