"""Markup that is opened and never closed: the tokenizer reads to the end of the page for each piece of it."""

import re
from collections.abc import Iterator

MOST_WORK = 5_000_000
"""How often something stays open, times the length of the page: so much takes the tokenizer up to some four seconds.

Of 207 pages of encyclopedias none has more than a tenth of it.
"""

_SMALL = 2_000
_MARKUP = re.compile(
    r"\{\{+|\}\}+|\[\[|\]\]|\[(?=[a-zA-Z]{3,7}:|//)|\]|\{\||\|\}|<!--|-->"
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?:[^<>]*?(?P<single>/?)>)?"
)
_OPENING = {"}}": "{{", "]]": "[[", "]": "[", "|}": "{|", "-->": "<!--"}
_SINGLE_TAGS = frozenset({"br", "dd", "dt", "hr", "img", "li", "link", "meta", "td", "th", "tr", "wbr"})


def is_endless(text: str) -> bool:
    """Whether so much stays open that tokenizing the text would take too long."""
    return len(text) > _SMALL and unclosed(text) * len(text) > MOST_WORK


def unclosed(text: str) -> int:
    """How many openings find no end of their own; an end takes the innermost opening of its kind."""
    stack: list[str] = []
    lost = 0
    for found in _MARKUP.finditer(text):
        for opens, kind in _events(found):
            if opens:
                stack.append(kind)
            elif kind in stack:
                while stack.pop() != kind:
                    lost += 1
    return lost + len(stack)


def _events(found: re.Match[str]) -> Iterator[tuple[bool, str]]:
    """What a piece of markup opens (true) or closes."""
    mark = found[0]
    name = found["name"]
    if name is not None:
        name = name.lower()
        if found["end"]:
            yield False, name
        elif not found["single"] and name not in _SINGLE_TAGS:
            yield True, name
    elif mark.startswith(("{{", "}}")):
        for _ in range(len(mark) // 2):
            yield mark[0] == "{", "{{"
    else:
        yield mark not in _OPENING, _OPENING.get(mark, mark)
