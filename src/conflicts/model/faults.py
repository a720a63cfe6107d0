"""What pydantic finds wrong with a model's data, in this library's words: one sentence a fault, with its path."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from conflicts.errors import Problem, nearest
from conflicts.model.guesses import nearest_field

_LONGEST_SHOWN = 60

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "tuple_type": "a list",
}


def faults(error: ValidationError, model: type[BaseModel], data: Mapping[str, object]) -> Iterator[Problem]:
    """Word every fault that validating ``data`` as ``model`` gave; what a union says many times, once."""
    by_path: dict[tuple[str | int, ...], list[ErrorDetails]] = {}
    for details in error.errors(include_url=False):
        by_path.setdefault(_path(details, data), []).append(details)
    for path, group in by_path.items():
        yield Problem(_sentence(group, path, model), path=path)


def shown(value: object) -> str:
    """Show a value in an error: short, whatever its size."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case int() if abs(value) >= 10**_LONGEST_SHOWN:
            return "a very long number"
        case str():
            return repr(value if len(value) <= _LONGEST_SHOWN else value[: _LONGEST_SHOWN - 1] + "…")
        case Mapping():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case int() | float() | Decimal():
            text = str(value)
            return text if len(text) <= _LONGEST_SHOWN else "a very long number"
        case _:
            return f"a Python {type(value).__name__}"


def _path(details: ErrorDetails, data: object) -> tuple[str | int, ...]:
    """The steps of pydantic's location that lead into the data; the others name members of a union."""
    path: list[str | int] = []
    for step in details["loc"]:
        match data:
            case Mapping() if step in data:
                data = data[step]
            case list() | tuple() if isinstance(step, int) and step < len(data):
                data = data[step]
            case _:
                continue
        path.append(step)
    return (*path, details["loc"][-1]) if details["type"] == "missing" else tuple(path)


def _sentence(group: list[ErrorDetails], path: tuple[str | int, ...], model: type[BaseModel]) -> str:
    details = group[0]
    field, kind, value = _dotted(path), details["type"], details["input"]
    context = details.get("ctx", {})
    match kind:
        case "extra_forbidden":
            name = str(details["loc"][-1])
            return f"unknown field {shown(name)}{nearest_field(name, _fields(model, details['loc'][:-1]))}"
        case "missing":
            return f"missing field {field!r}"
        case "value_error":
            return f"{field}: {context['error']}"
        case "literal_error" | "enum":
            known = re.findall(r"'([^']*)'", context["expected"])
            guess = nearest(value, known) if isinstance(value, str) else ""
            return f"{field} is one of {', '.join(known)}, not {shown(value)}{guess}"
        case "string_too_short":
            return f"{field} is empty"
        case "invalid_key":
            return f"the field name {shown(details['loc'][-1])} is not text"
        case "greater_than_equal":
            return f"{field} is at least {context['ge']}, not {shown(value)}"
        case "less_than_equal":
            return f"{field} is at most {context['le']}, not {shown(value)}"
        case "string_type" if len(group) == 1 and isinstance(value, int | float) and not isinstance(value, bool):
            return f"{field} must be text: put {shown(value)} in quotes"
        case _ if all(each["type"] in _EXPECTED for each in group):
            expected = dict.fromkeys(_EXPECTED[each["type"]] for each in group)
            return f"{field} must be {' or '.join(expected)}, not {shown(value)}"
        case _:
            return f"{field}: {details['msg']}"


def _dotted(path: tuple[str | int, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _fields(model: type[BaseModel], loc: tuple[str | int, ...]) -> list[str]:
    """The fields of the model that the location leads to, through unions, lists and mappings."""
    models = [model]
    for step in loc:
        if any(step in each.model_fields for each in models):
            annotations = [each.model_fields[step].annotation for each in models if step in each.model_fields]
            models = [inner for annotation in annotations for inner in _models_in(annotation)]
        else:
            models = [each for each in models if each.__name__.lower() == step] or models
    return [field for each in models for field in each.model_fields]


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
