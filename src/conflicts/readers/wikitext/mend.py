"""Markup that is broken: stray braces, tags and references, blanked so that they cost only the row they stand in.

The mended source has the length of the page's, so that places stay where they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_STRAY = 20
"""How many stray braces of a page are looked for; with more, its templates cannot be followed, and are left."""

_NOT_READ = re.compile(
    r"<!--.*?(?:-->|\Z)|<(nowiki|pre|math|source|syntaxhighlight|score|timeline)\b[^<>]*(?<!/)>.*?</\1\s*>",
    re.DOTALL | re.IGNORECASE,
)
_BRACES = re.compile(r"\{\{+|\}\}+")
_NO_NAME = re.compile(r"(?<!\{)\{\{(?!\{)[^|\n{}]{0,200}(?:\{(?!\{)|\}(?!\}))")
_REFERENCE = re.compile(r"</?ref\b(?P<rest>[^<\n]*)", re.IGNORECASE)
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z]{1,12}[1-6]?)\b(?P<rest>[^<>\n]{0,300})>", re.IGNORECASE)
_ROW = re.compile(r"[ \t]*\|[^|=\n{}\[\]]{1,80}=")
_ROWS = re.compile(r"^[ \t]*\|[^|=\n{}\[\]]{1,80}=(?P<value>.*?)(?=^[ \t]*(?:\||\}\})|\Z)", re.MULTILINE | re.DOTALL)
_ITEM = re.compile(r"</?(?:li|dd|dt|p)\b", re.IGNORECASE)
_PLAIN_TAGS = frozenset(
    "abbr b bdi big blockquote center cite code dd del dfn div dl dt em font i ins kbd li ol p q s samp small span "
    "strike strong sub sup tt u ul var".split()
)


@dataclass
class Mended:
    """The letters of a page with blanks for broken markup, and what that was, by its place."""

    letters: list[str]
    unread: list[tuple[int, str]] = field(default_factory=list)

    @property
    def source(self) -> str:
        """The letters as a text."""
        return "".join(self.letters)

    def blank(self, start: int, end: int) -> None:
        """Put spaces there, but for line ends."""
        for at in range(start, end):
            if self.letters[at] != "\n":
                self.letters[at] = " "


def mended(source: str) -> Mended:
    """The source without the markup that is broken."""
    page = Mended(list(source))
    if "{{" in source or "}}" in source or "<" in source:
        hidden = _hidden(source)
        _references(page, hidden)
        _tags(page, hidden)
        _templates(page)
    return page


def _hidden(source: str) -> str:
    """The source without comments and what is no markup, at its length."""
    return _NOT_READ.sub(lambda found: "\0" * len(found[0]), source)


# --- references and tags ----------------------------------------------------------------------------------------------


def _references(page: Mended, hidden: str) -> None:
    """Close ``</ref`` and take out ``<ref name="x"/`` where no ``>`` ends them on their line."""
    for found in _REFERENCE.finditer(hidden):
        if ">" in found["rest"]:
            continue
        start = found.start()
        if found[0][1] == "/" and hidden[found.start("rest") : found.start("rest") + 1].isspace():
            page.letters[found.start("rest")] = ">"
        else:
            braces = hidden.find("{{", start, found.end())
            page.blank(start, braces if braces >= 0 else found.end())
            page.unread.append((start, "a tag of a reference is never closed"))


def _tags(page: Mended, hidden: str) -> None:
    """Take out tags that lack their other half: on the page, or in the row of a template where they stand."""
    lone = {(start, end) for start, end in _lone(hidden, 0, len(hidden)) if not _ITEM.match(hidden, start)}
    if any("<" in row["value"] for row in _ROWS.finditer(hidden)):
        for row in _ROWS.finditer(hidden):
            lone.update(_lone(hidden, *row.span("value")))
    for start, end in sorted(lone):
        page.blank(start, end)


def _lone(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    waiting: dict[str, list[tuple[int, int]]] = {}
    for found in _TAG.finditer(text, start, end):
        name = found["name"].lower()
        if name not in _PLAIN_TAGS or found["rest"].endswith("/"):
            continue
        if not found["end"]:
            waiting.setdefault(name, []).append(found.span())
        elif waiting.get(name):
            waiting[name].pop()
        else:
            yield found.span()
    for spans in waiting.values():
        yield from spans


# --- templates --------------------------------------------------------------------------------------------------------

_Pair = tuple[int, int]


def _templates(page: Mended) -> None:
    """Take out the braces that keep a template from its end, with the row in which they stand."""
    source = page.source
    for at in [found.start() for found in _NO_NAME.finditer(_hidden(source))][:MOST_STRAY]:
        page.unread.append((at, "this is no template, but stray braces"))
        if _is_in_row(source, at):
            _blank_row(page, source, at)
        else:
            page.blank(at, at + 2)
    source = page.source
    pairs, opened, closed = _matched(source)
    if len(opened) + len(closed) > MOST_STRAY:
        return
    while opened or closed:
        stray = _stray_opening(source, pairs, opened) if opened else _stray_end(source, pairs)
        if stray is None:
            break
        page.unread.append((stray, "markup in a row is never closed: the row is not read"))
        _blank_row(page, source, stray)
        source = page.source
        pairs, opened, closed = _matched(source)
    for at in opened:
        page.unread.append((at, "a template is never closed: it is not read"))
        _blank_template(page, source, at)
    for at in closed:
        page.blank(at, at + 2)


def _matched(source: str) -> tuple[list[_Pair], list[int], list[int]]:
    """The places of braces that match, those that are never closed, and those that close nothing."""
    hidden = _hidden(source)
    pairs: list[_Pair] = []
    opened: list[int] = []
    closed: list[int] = []
    for found in _BRACES.finditer(hidden):
        for at in range(found.start(), found.end() - 1, 2):
            if found[0][0] == "{":
                opened.append(at)
            elif opened:
                pairs.append((opened.pop(), at))
            else:
                closed.append(at)
    return pairs, opened, closed


def _stray_opening(source: str, pairs: list[_Pair], opened: list[int]) -> int | None:
    """The opening in a row that took the end of the template around it: the last that was closed beyond its line."""
    around = opened[-1]
    taken = [
        (end, start)
        for start, end in pairs
        if start > around and "\n" in source[start:end] and _is_in_row(source, start)
    ]
    return max(taken)[1] if taken else None


def _stray_end(source: str, pairs: list[_Pair]) -> int | None:
    """The end in a row after which more rows come, although it ended the template."""
    return next(
        (
            end
            for start, end in sorted(pairs, key=lambda pair: pair[1])
            if "\n" in source[start:end]
            and _is_in_row(source, end)
            and _ROW.match(source, source.find("\n", end) + 1)
            and not source[end + 2 : source.find("\n", end)].strip()
        ),
        None,
    )


def _line(source: str, at: int) -> tuple[int, int]:
    end = source.find("\n", at)
    return source.rfind("\n", 0, at) + 1, len(source) if end < 0 else end


def _is_in_row(source: str, at: int) -> bool:
    start, _ = _line(source, at)
    row = _ROW.match(source, start)
    return row is not None and row.end() <= at


def _blank_row(page: Mended, source: str, at: int) -> None:
    start, end = _line(source, at)
    row = _ROW.match(source, start)
    page.blank(row.end() if row else start, end)


def _blank_template(page: Mended, source: str, at: int) -> None:
    """Take out what opens a template, and the rows that follow it."""
    start, end = _line(source, at)
    following = end + 1
    if source[start:at].strip() or _ROW.match(source, following) is None:
        page.blank(at, at + 2)
        return
    while _ROW.match(source, following):
        end = _line(source, following)[1]
        following = end + 1
    page.blank(at, end)
