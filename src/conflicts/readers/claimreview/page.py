"""The JSON-LD in pages of HTML."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import BinaryIO

from conflicts.document import with_line_feeds
from conflicts.errors import InputError, Place, Problem
from conflicts.readers.claimreview.item import MAX_ITEM, TOO_LONG, Item, item_of

_MARKUP = re.compile(r"<!--|<script(?=[\s/>])", re.IGNORECASE)
_START_TAG = re.compile(r"""<script(?:"[^"]*"|'[^']*'|[^"'>])*+>""", re.IGNORECASE)
_END_TAG = re.compile(r"</script(?=[\s/>])", re.IGNORECASE)
_LONGEST_TAG = 4_096
_BEFORE_VALUE = re.compile(r"\A\s*+(?:(?://|/\*)?\s*+(?:<!\[CDATA\[|<!--)\s*+(?:\*/)?\s*+)++")
_AFTER_VALUE = re.compile(r"(?<=[}\]])\s*+;?\s*+(?:(?://|/\*)?\s*+(?:\]\]>|-->)\s*+(?:\*/)?\s*+)*+;?\s*+\Z")


def scripts(stream: BinaryIO, file: str) -> Iterator[Item | Problem]:
    """The value of each JSON-LD script of a page, or what is wrong with it.

    What XHTML needs around a script (CDATA, comments), and a semicolon after it, are no part of its value.

    The standard parser reads the start tags of scripts, and not the page: it takes time in the square of some pages'
    length (``<a`` a hundred thousand times).
    """
    content = stream.read(MAX_ITEM + 1)
    if len(content) > MAX_ITEM:
        raise InputError(Problem(TOO_LONG, Place(file)))
    try:
        text = with_line_feeds(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        before = with_line_feeds(error.object[: error.start].decode(errors="replace"))
        message = f"not UTF-8: byte 0x{error.object[error.start]:02x}"
        raise InputError(Problem(message, _Places(before, file).at(len(before)))) from error
    at, places = 0, _Places(text, file)
    while found := _MARKUP.search(text, at):
        if found[0] == "<!--":
            at = _end_of_comment(text, found.start())
            continue
        tag = _START_TAG.match(text, found.start(), found.start() + _LONGEST_TAG)
        if tag is None:
            at = found.start() + _LONGEST_TAG
            continue
        end = _END_TAG.search(text, tag.end())
        at = end.end() if end else len(text)
        script = text[tag.end() : end.start() if end else len(text)]
        if _is_json_ld(tag[0]) and script.strip():
            start = places.at(tag.end())
            try:
                yield item_of(_bare(script), file, start.line, start.column - 1)
            except InputError as error:
                yield from error.problems


def _bare(script: str) -> str:
    """The script with spaces for what may stand around its value."""
    for wrapping in (_BEFORE_VALUE, _AFTER_VALUE):
        if found := wrapping.search(script):
            blank = "".join(letter if letter == "\n" else " " for letter in found[0])
            script = script[: found.start()] + blank + script[found.end() :]
    return script


def _end_of_comment(text: str, start: int) -> int:
    end = text.find("-->", start + 2)  # "<!-->" is a whole comment
    return len(text) if end < 0 else end + 3


class _Places:
    """Where characters of a text stand, asked for in their order."""

    def __init__(self, text: str, file: str) -> None:
        self._text, self._file = text, file
        self._line, self._line_start, self._counted = 1, 0, 0

    def at(self, offset: int) -> Place:
        """Where that character stands."""
        breaks = self._text.count("\n", self._counted, offset)
        if breaks:
            self._line += breaks
            self._line_start = self._text.rfind("\n", self._counted, offset) + 1
        self._counted = offset
        return Place(self._file, self._line, offset - self._line_start + 1)


def _is_json_ld(tag: str) -> bool:
    parser = _Tag()
    parser.feed(tag)
    return parser.media_type.partition(";")[0].strip().lower() == "application/ld+json"


class _Tag(HTMLParser):
    """Reads the media type of a script's start tag."""

    media_type = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.media_type = dict(attrs).get("type") or ""
