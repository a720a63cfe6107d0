"""The JSON Schemas of a lexicon and of a claim pattern, for editors."""

from typing import Any

from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.patterns import Pattern

_DRAFT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}


def lexicon_schema() -> dict[str, Any]:
    """The schema, JSON Schema draft 2020-12, of what a file of ``rules/lexicon`` for prose holds."""
    return {**_DRAFT, **Lexicon.model_json_schema(), "title": "The words of a language, for reading prose"}


def pattern_schema() -> dict[str, Any]:
    """The schema, JSON Schema draft 2020-12, of what a file of ``rules/patterns`` holds."""
    return {**_DRAFT, **Pattern.model_json_schema(), "title": "A claim pattern"}
