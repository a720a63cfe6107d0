"""Annotated documents of langextract: their text, and their extractions with our fields as attributes.

Each line is ``{"text": ..., "extractions": [{"extraction_class": ..., "extraction_text": ..., "attributes": {...}}]}``
(https://github.com/google/langextract). The class is the predicate, unless an attribute says another.
"""

from collections.abc import Mapping
from typing import Any

_LISTS = ("via", "antecedents")


def is_annotated(data: object) -> bool:
    """Whether this is an annotated document, and not an extraction of ours."""
    return isinstance(data, dict) and "extractions" in data and "quote" not in data


def annotated(data: Any) -> tuple[str | None, list[dict[str, object] | str]]:
    """The text of a document, if it has one, and its extractions as ours; or, for one that is none, why."""
    text, extractions = data.get("text"), data["extractions"]
    if not isinstance(extractions, list):
        return None, ["extractions must be a list"]
    return text if isinstance(text, str) else None, [_extraction(each) for each in extractions]


def _extraction(data: object) -> dict[str, object] | str:
    if not isinstance(data, Mapping) or not isinstance(data.get("extraction_text"), str):
        return "an extraction of langextract must be a mapping with extraction_text"
    attributes = data.get("attributes") or {}
    if not isinstance(attributes, Mapping):
        return "the attributes of an extraction must be a mapping"
    said = {name: _value(name, value) for name, value in attributes.items() if value not in (None, "", [])}
    kind = {"predicate": data["extraction_class"]} if data.get("extraction_class") else {}
    return {**kind, **said, "quote": data["extraction_text"]}


def _value(name: str, value: object) -> object:
    """An attribute's value; a list of one is that one, where we have no list."""
    return value[0] if isinstance(value, list) and len(value) == 1 and name not in _LISTS else value
