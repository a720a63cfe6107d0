"""The page: a template, a style, a script and the data, with a policy that lets nothing else run or load."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files

from conflicts.formats.html.data import Json, Object

_SCRIPTS = ("start", "dom", "filters", "time", "patterns", "chart", "claim", "finding", "table", "sources", "main")
"""What the page runs, in this order: the files in ``app``, as one function."""

_IN_SCRIPT = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"})
"""Characters with which text in JSON could end the element that holds it, or the line."""


def page(data: Object) -> str:
    """Put the data into the page; it is never parsed as HTML or as a script."""
    style, script, headline = _asset("style.css"), _script(), str(data["headline"])
    heading, _, lede = headline.partition(": ")
    name, day = str(data["name"]), str(data["day"])
    return _filled_in(
        _asset("template.html"),
        {
            "policy": _policy(style, script),
            "title": escape(f"{name}: {headline}" if name else headline),
            "heading": escape(heading),
            "lede": escape(lede),
            "checked": escape(" · ".join(filter(None, (name, day)))),
            "style": style,
            "data": embedded(data),
            "script": script,
        },
    )


def embedded(data: Json) -> str:
    """JSON that can stand in an element of HTML, a line for each member of the outermost object."""
    if not isinstance(data, dict):
        return _json(data)
    return "{\n" + ",\n".join(f"{_json(name)}:{_lines(value)}" for name, value in data.items()) + "\n}"


def _lines(value: Json) -> str:
    if not isinstance(value, list) or not value:
        return _json(value)
    return "[\n" + ",\n".join(map(_json, value)) + "\n]"


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_IN_SCRIPT)


def _policy(style: str, script: str) -> str:
    """Only this style and this script, nothing from anywhere, and no text that becomes markup."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src '{_digest(script)}'",
            f"style-src '{_digest(style)}'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ]
    )


def _digest(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _script() -> str:
    """The library and the page's own code, which are one function: the page has no names in common with anything."""
    own = "\n".join(_asset(f"app/{name}.js") for name in _SCRIPTS)
    return f'(() => {{\n"use strict";\n{_asset("vendor/d3.js")}\n{own}}})();\n'


@cache
def _asset(name: str) -> str:
    return files("conflicts.formats.html").joinpath(name).read_text(encoding="utf-8")


def _filled_in(template: str, parts: Mapping[str, str]) -> str:
    """Put each part where its name stands in the template, once: what a part holds is not looked at."""
    head, *pieces = template.split("{{")
    filled = [head]
    for piece in pieces:
        name, _, rest = piece.partition("}}")
        filled += [parts[name.strip()], rest]
    return "".join(filled)
