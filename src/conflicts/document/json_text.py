"""JSON: data by the standard library's parser, places by a walk over the tokens where somebody asks for them."""

import json
import re
from collections.abc import Iterator

from pydantic_core import from_json

from conflicts.document.build import MAX_DEPTH, MAX_MAGNITUDE, Builder, resolved, too_deep
from conflicts.document.place import Data
from conflicts.errors import InputError, Place, Problem

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[{}\[\]]|[^\s{}\[\]:,"]+')
"""A string, a bracket or a word. A string that is never closed goes to the end: no second way to read it is tried."""

_CONSTANTS = ("NaN", "Infinity", "-Infinity")
_KEY = re.compile(r'"[ \t\r\n]*:')
_DECIMAL = re.compile(r"[:,\[][ \t\r\n]*-?[0-9]+[.eE]")
_LONG_NUMBER = re.compile(f"[0-9]{{{MAX_MAGNITUDE}}}")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


def read_json(text: str, file: str, line: int) -> Data:
    """The data of the text, whose first line is number ``line``; raise InputError with every problem that was found."""
    plain = _read_plain(text)
    return plain if plain is not None else _read_carefully(text, file, line)


def _read_plain(text: str) -> dict[str, Data] | None:
    """The data of an object in which nothing can be wrong; None for anything else, which takes a closer look.

    A quote with a colon behind it ends a key, or begins a text: there are at least as many as keys were written. So if
    there are as many as keys were read, no key stood twice.
    """
    may_have_long_number = len(text) > MAX_MAGNITUDE and _LONG_NUMBER.search(text)
    if may_have_long_number or _DECIMAL.search(text) or text.count("{") + text.count("[") > MAX_DEPTH:
        return None
    try:
        data = from_json(text, allow_inf_nan=False)
    except (ValueError, TypeError):  # the latter for half of a surrogate pair
        return None
    return data if isinstance(data, dict) and _keys(data) == len(_KEY.findall(text)) else None


def _keys(data: dict[str, Data]) -> int:
    number = len(data)
    for value in data.values():
        if isinstance(value, dict):
            number += _keys(value)
        elif isinstance(value, list):
            number += _keys_within(value)
    return number


def _keys_within(items: list[Data]) -> int:
    number = 0
    for item in items:
        if isinstance(item, dict):
            number += _keys(item)
        elif isinstance(item, list):
            number += _keys_within(item)
    return number


def _read_carefully(text: str, file: str, line: int) -> Data:
    try:
        data, is_sound = _parse(text)
    except json.JSONDecodeError as error:
        problem = _depth_problem(text[: error.pos], file, line) or _syntax_problem(error, file, line)
        raise InputError(problem) from error
    except RecursionError as error:
        if problem_of_depth := _depth_problem(text, file, line):
            raise InputError(problem_of_depth) from error
        raise
    if not is_sound or _is_deep(data, text) or _SURROGATE_ESCAPE.search(text):
        builder = Builder(file)
        feed_json(text, line, builder)
        if builder.problems:
            raise InputError(builder.problems)
    return data


def _syntax_problem(error: json.JSONDecodeError, file: str, line: int) -> Problem:
    place = Place(file, error.lineno + line - 1, error.colno)
    return Problem(f"not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}", place)


def _depth_problem(text: str, file: str, line: int) -> Problem | None:
    """What is wrong with the text, which no parser could read on, if it is nested too deeply."""
    depth = 0
    for token, at_line, column in _tokens(text, line):
        depth += token in "{["
        depth -= token in "}]"
        if depth > MAX_DEPTH:
            return too_deep(Place(file, at_line, column))
    return None


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
    for token, at_line, column in _tokens(text, line):
        if token in "{[":
            builder.open(token == "{", at_line, column)
        elif token in "}]":
            builder.close()
        elif token in _CONSTANTS:
            builder.problem(f"{token} is not JSON", at_line, column)
        elif token[0] != '"':
            builder.scalar(token, at_line, column)
        elif builder.awaits_key:
            builder.key(json.loads(token), at_line, column)
        else:
            builder.scalar(json.loads(token), at_line, column, tag="!")


def _tokens(text: str, line: int) -> Iterator[tuple[str, int, int]]:
    """The tokens that matter, each with its line and column; the text begins in that ``line``."""
    before = line_start = 0
    for found in _TOKEN.finditer(text):
        at = found.start()
        breaks = text.count("\n", before, at)
        if breaks:
            line, line_start = line + breaks, text.rfind("\n", before, at) + 1
        before = at
        yield found[0], line, at - line_start + 1
