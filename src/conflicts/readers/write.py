"""Collections back to claims files: reading what was written gives the same claims and the same vocabulary."""

import json
from typing import Any

from conflicts.document import dump
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection


def claims_yaml(collection: Collection) -> str:
    """Write the collection as a claims file in YAML, locations included; what is at its default is left out."""
    return dump({**_vocabulary(collection), "claims": [_plain(claim) for claim in collection.claims]})


def claims_jsonl(collection: Collection) -> str:
    """Write the collection as JSON Lines: a line for each section of the vocabulary, then a line for each claim."""
    sections = [{section: entries} for section, entries in _vocabulary(collection).items()]
    lines = [*sections, *(_plain(claim) for claim in collection.claims)]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _vocabulary(collection: Collection) -> dict[str, Any]:
    sections = collection.vocabulary.model_dump(mode="json", exclude_defaults=True)
    return {section: sections[section] for section in ("sources", "entities", "predicates") if section in sections}


def _plain(claim: Claim) -> dict[str, Any]:
    return claim.model_dump(mode="json", exclude_defaults=True)
