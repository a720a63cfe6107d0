"""What the JSON Schemas say of the fields of claims files and rules: which there are, and what they mean."""

from collections.abc import Iterator
from functools import cache
from typing import Any, TypeAlias

from conflicts.document import Path
from conflicts.lsp.texts import Sort

Schema: TypeAlias = dict[str, Any]


@cache
def schema_of(sort: Sort) -> Schema | None:
    """The schema of files of that sort; None if there is none."""
    if sort == "claims":
        from conflicts.readers import claims_schema

        return claims_schema()
    if sort == "rule":
        from conflicts.rules.schema import rule_schema

        return rule_schema()
    return None


def is_known(sort: Sort, path: Path) -> bool:
    """Whether there can be such a field."""
    return bool(_at(sort, path))


def description(sort: Sort, path: Path) -> str:
    """What the field means; empty if nothing is said of it."""
    return next((each["description"] for each in _at(sort, path) if "description" in each), "")


def fields(sort: Sort, path: Path) -> dict[str, str]:
    """The fields that a mapping there can have, and what they mean."""
    root = schema_of(sort)
    every = (each for found in _at(sort, path) for each in _alternatives(found, root or {}))
    names = dict.fromkeys(name for each in every for name in each.get("properties", ()))
    return {name: description(sort, (*path, name)) for name in names}


def words(sort: Sort, path: Path) -> list[str]:
    """The words that can stand there, if there are only some."""
    root = schema_of(sort)
    found: list[object] = []
    for each in (each for schema in _at(sort, path) for each in _alternatives(schema, root or {})):
        found += each.get("enum", [])
        found += [each["const"]] if "const" in each else []
        found += ["true", "false"] if each.get("type") == "boolean" else []
    return [word for word in dict.fromkeys(found) if isinstance(word, str)]


def _at(sort: Sort, path: Path) -> list[Schema]:
    """What is said of whatever the path leads to, the nearest first."""
    root = schema_of(sort)
    found = [root] if root is not None else []
    for step in path:
        found = [below for each in found for below in _below(each, step, root or {})]
    return found


def _below(schema: Schema, step: str | int, root: Schema) -> Iterator[Schema]:
    for each in _alternatives(schema, root):
        if isinstance(step, int):
            inside = each.get("items")
        else:
            inside = each.get("properties", {}).get(step, each.get("additionalProperties"))
        if isinstance(inside, dict):
            yield inside


def _alternatives(schema: Schema, root: Schema) -> Iterator[Schema]:
    """The schema, and those that it refers to or lets choose from."""
    yield schema
    if "$ref" in schema:
        yield from _alternatives(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    for key in ("anyOf", "oneOf", "allOf"):
        for each in schema.get(key, ()):
            yield from _alternatives(each, root)
