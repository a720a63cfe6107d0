"""JSON: data by the standard library's parser, places by a walk over the tokens where somebody asks for them."""

import json
import re

from conflicts.document.build import MAX_DEPTH, Builder, resolved
from conflicts.document.place import Data
from conflicts.errors import InputError, Place, Problem

_TOKEN = re.compile(r'"(?:[^"\\]+|\\.)*"|[{}\[\]]|[^\s{}\[\]:,"]+')
_CONSTANTS = ("NaN", "Infinity", "-Infinity")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


def read_json(text: str, file: str, line: int) -> Data:
    """The data of the text, whose first line is number ``line``; raise InputError with every problem that was found."""
    try:
        data, is_sound = _parse(text)
    except json.JSONDecodeError as error:
        place = Place(file, error.lineno + line - 1, error.colno)
        raise InputError(Problem(f"not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}", place)) from error
    except RecursionError:
        data, is_sound = None, False
    if not is_sound or _is_deep(data, text) or _SURROGATE_ESCAPE.search(text):
        builder = Builder(file)
        feed_json(text, line, builder)
        if builder.problems:
            raise InputError(builder.problems)
    return data


def _parse(text: str) -> tuple[Data, bool]:
    """The data, and whether no key stands twice and all numbers are in range."""
    is_sound = True

    def mapping(pairs: list[tuple[str, Data]]) -> dict[str, Data]:
        nonlocal is_sound
        entries = dict(pairs)
        is_sound = is_sound and len(entries) == len(pairs)
        return entries

    def number(token: str) -> Data:
        nonlocal is_sound
        try:
            return resolved(token)
        except ValueError:
            is_sound = False
            return None

    def constant(_token: str) -> None:
        nonlocal is_sound
        is_sound = False

    data: Data = json.loads(
        text, object_pairs_hook=mapping, parse_int=number, parse_float=number, parse_constant=constant
    )
    return data, is_sound


def _is_deep(data: Data, text: str) -> bool:
    depth, level = 0, [data] if text.count("[") + text.count("{") > MAX_DEPTH else []
    while level and depth <= MAX_DEPTH:
        depth += 1
        inside = (item.values() if isinstance(item, dict) else item for item in level if isinstance(item, dict | list))
        level = [item for items in inside for item in items]
    return depth > MAX_DEPTH


def feed_json(text: str, line: int, builder: Builder) -> None:
    """Feed text that is known to be JSON to the builder."""
    before = line_start = 0
    for found in _TOKEN.finditer(text):
        at, token = found.start(), found[0]
        breaks = text.count("\n", before, at)
        if breaks:
            line, line_start = line + breaks, text.rfind("\n", before, at) + 1
        before, column = at, at - line_start + 1
        if token in "{[":
            builder.open(token == "{", line, column)
        elif token in "}]":
            builder.close()
        elif token in _CONSTANTS:
            builder.problem(f"{token} is not JSON", line, column)
        elif token[0] != '"':
            builder.scalar(token, line, column)
        elif builder.awaits_key:
            builder.key(json.loads(token), line, column)
        else:
            builder.scalar(json.loads(token), line, column, tag="!")
