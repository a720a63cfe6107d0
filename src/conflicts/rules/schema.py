"""The JSON Schemas of rules and of definitions, made from the tables of the language, for editors to check by."""

from collections.abc import Iterable
from typing import Any, TypeAlias

from conflicts.rules.definitions import MOST_CLAIMS
from conflicts.rules.example import COLLECTION_KEYS, VERDICTS
from conflicts.rules.fields import FIELDS, JOIN_FIELDS, QUALIFIER
from conflicts.rules.operators import ADVERBS, OPERATORS, Right, operators_for
from conflicts.rules.parse import IDENTIFIER, KEBAB
from conflicts.rules.read import DISTINCT_FIELDS, MOST_VARIABLES, REQUIRED_KEYS
from conflicts.rules.rule import KINDS, SEVERITIES

Schema: TypeAlias = dict[str, Any]

_ANY_QUALIFIER = "qualifiers.NAME"
_TEXT: Schema = {"type": "string", "minLength": 1}
_VARIABLE: Schema = {"type": "string", "pattern": f"^{IDENTIFIER.pattern}$"}
_TEXTS: Schema = {"type": "array", "items": _TEXT, "uniqueItems": True}
_WHERE: Schema = {"type": "array", "items": {"$ref": "#/$defs/clause"}, "minItems": 1}
_QUALIFIER: Schema = {"type": "string", "pattern": f"^{QUALIFIER.pattern}$"}
_SAME: Schema = {"type": "array", "items": {"anyOf": [{"enum": list(JOIN_FIELDS)}, _QUALIFIER]}, "uniqueItems": True}
_CLAIMS: Schema = {"type": "array", "items": _VARIABLE, "minItems": 1, "uniqueItems": True}
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_BLOCKS: Schema = {"type": "array", "items": {"$ref": "#/$defs/block"}}


NAME_PATTERN = rf"^(?!\s*\S+\s+(?:{'|'.join(operators_for(''))})(?:\s|$))\s*[\w'’-]+,?(?:\s+[\w'’-]+,?)+\s*$"
"""What a named condition looks like: words and claims, and nothing that is asked of a whole claim."""


def rule_schema() -> Schema:
    """The schema of one rule file (JSON Schema, draft 2020-12)."""
    return {
        "$schema": _DRAFT,
        "title": "A rule of conflicts",
        "description": "One declarative rule: which claims cannot all stand, lack support, or are out of date.",
        **_mapping(_rule(), REQUIRED_KEYS),
        "$defs": {
            **_clause(),
            "block": _mapping(_block(), ["claims"]),
            "example": _mapping(_example(), ["name", "claims", "expect"]),
        },
    }


def definitions_schema() -> Schema:
    """The schema of the file in which a pack says what its named conditions stand for."""
    return {
        "$schema": _DRAFT,
        "title": "Definitions of conflicts",
        "description": "Conditions that the rules beside this file can ask by name.",
        **_mapping(_definitions(), []),
        "$defs": _clause(),
    }


def _clause() -> Schema:
    return {
        "condition": {
            "description": "[certainly|possibly] LEFT OPERATOR [RIGHT], or the name of a definition, with claims in it",
            "type": "string",
            "anyOf": [{"pattern": pattern} for pattern in (*condition_patterns(), NAME_PATTERN)],
        },
        "clause": {
            "description": "A condition, or a group of them of which any one, or all, must hold.",
            "anyOf": [
                {"$ref": "#/$defs/condition"},
                *(_mapping({key: _group(key)}, [key]) for key in ("any", "all")),
            ],
        },
    }


def _definitions() -> Schema:
    definition = {
        "name": {
            "type": "string",
            "pattern": NAME_PATTERN,
            "description": "What a rule writes, with its own claims for these: a and b hold together.",
        },
        "claims": {**_CLAIMS, "maxItems": MOST_CLAIMS, "description": "Which words of the name are claims."},
        "means": {**_TEXT, "description": "What it says of them, in a sentence for people."},
        "where": {**_WHERE, "description": "What must hold of them."},
    }
    return {
        "uses": {**_TEXTS, "description": "Packs by name, or directories, whose definitions can be used, too."},
        "definitions": {"type": "array", "items": _mapping(definition, ["name", "claims", "where"])},
    }


def condition_patterns() -> list[str]:
    """Regular expressions, one for each set of fields that take the same operators, that conditions look like."""
    fields_by_operators: dict[tuple[str, ...], list[str]] = {}
    for field in (*FIELDS, _ANY_QUALIFIER):
        fields_by_operators.setdefault(operators_for(field), []).append(field)
    return [_condition_pattern(fields, names) for names, fields in fields_by_operators.items()]


def _condition_pattern(fields: Iterable[str], operators: Iterable[str]) -> str:
    lone = [name for name in operators if OPERATORS[name].right is Right.NOTHING]
    others = [name for name in operators if OPERATORS[name].right is not Right.NOTHING]
    ends = [f"{_either(lone)}\\s*$"] * bool(lone) + [f"{_either(others)}\\s+\\S"] * bool(others)
    left = _either(_spelling(field) for field in fields)
    return f"^\\s*(?:{_either(ADVERBS)}\\s+)?{IDENTIFIER.pattern}{left}\\s+{_either(ends)}"


def _spelling(field: str) -> str:
    if field == _ANY_QUALIFIER:
        return rf"\.{QUALIFIER.pattern}"
    return rf"\.{field.replace('.', chr(92) + '.')}" if field else ""


def _either(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(words)})"


def _group(key: str) -> Schema:
    return {**_WHERE, "description": f"Conditions of which {key} must hold."}


def _rule() -> Schema:
    return {
        "id": {"type": "string", "pattern": f"^{KEBAB.pattern}$", "description": "Stable and unique in its pack."},
        "kind": {"enum": list(KINDS), "description": "What a finding says of its claims."},
        "severity": {"enum": list(SEVERITIES), "description": "Of a certain finding."},
        "severity_if_possible": {
            "enum": list(SEVERITIES),
            "description": "Of a possible finding; else one step lower.",
        },
        "title": {**_TEXT, "description": "What the rule finds, in a few words."},
        "message": {
            **_TEXT,
            "description": "What a finding says: {a} is a claim, {a.FIELD} a field of it, {{ a brace.",
        },
        "help": {**_TEXT, "description": "What to do about a finding."},
        "claims": {
            "description": "The names by which the conditions call the claims.",
            **_CLAIMS,
            "maxItems": MOST_VARIABLES,
        },
        "same": {**_SAME, "description": "What the claims share."},
        "where": {**_WHERE, "description": "What must hold of them."},
        "with": {**_BLOCKS, "description": "Further claims that must exist."},
        "without": {**_BLOCKS, "description": "Further claims that must not exist."},
        "tags": {**_TEXTS, "description": "Words by which the rule can be selected and ignored."},
        "references": {**_TEXTS, "description": "Where the rule comes from, and what to read about it."},
        "examples": {
            "description": "At least one that the rule flags, and one that it does not.",
            "type": "array",
            "items": {"$ref": "#/$defs/example"},
            "minItems": 2,
        },
    }


def _block() -> Schema:
    distinct = {"anyOf": [{"enum": list(DISTINCT_FIELDS)}, _QUALIFIER], "description": "Counted are its values."}
    count = {"type": "integer", "minimum": 1, "description": "At least so many."}
    at_least = {"count": count, "distinct": distinct}
    name = {"type": "array", "items": _VARIABLE, "minItems": 1, "maxItems": 1}
    return {
        "claims": {**name, "description": "The name by which the conditions call the further claim."},
        "same": {**_SAME, "description": "What it shares with the claims of the rule."},
        "where": {**_WHERE, "description": "What must hold of it."},
        "at_least": {**_mapping(at_least, ["count"]), "description": "How many, counted by a field (else by id)."},
    }


def _example() -> Schema:
    claim = {
        "type": "object",
        "properties": {"id": {**_TEXT, "description": "Its name in the example."}},
        "required": ["id"],
    }
    claims, *sections = COLLECTION_KEYS
    expected = {
        "claims": {**_TEXTS, "minItems": 1, "description": "The ids of the claims that the finding joins."},
        "verdict": {"enum": list(VERDICTS), "description": "How sure the finding is."},
    }
    return {
        "name": {**_TEXT, "description": "What the example shows."},
        claims: {"type": "array", "items": claim, "description": "As in a claims file."},
        **{section: {"type": "object", "description": "As in a claims file."} for section in sections},
        "as_of": {"type": ["string", "integer"], "description": "The day the check is made for (EDTF)."},
        "expect": {
            "type": "array",
            "items": _mapping(expected, list(expected)),
            "description": "The findings that the rule gives for the claims; none: [].",
        },
    }


def _mapping(properties: Schema, required: Iterable[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}
