"""Front matter: what a page says of itself before its text begins, between two lines of ``---``."""

import re
from dataclasses import dataclass

from conflicts.readers.prose.tape import Page

_FENCE = re.compile(r"---[ \t]*")
_CLOSE = re.compile(r"(?:---|\.\.\.)[ \t]*")
_FIELD = re.compile(r"([A-Za-z][\w -]{0,60}):(?:[ \t]+(.*))?")
_INSIDE = re.compile(r"\s*(?:#.*)?|[ \t]+.*|-(?:[ \t].*)?")
MOST_LINES = 200
"""Front matter that is longer is text."""


@dataclass(frozen=True)
class FrontMatter:
    """The title and the date of a document, as it gives them, and how many lines that takes."""

    title: str | None = None
    date: str | None = None
    lines: int = 0


def front_matter(page: Page) -> FrontMatter:
    """The front matter of a page; without lines if there is none. Other fields than title and date say nothing here."""
    fields: dict[str, str] = {}
    for number, (start, end) in enumerate(page.lines()):
        line = page.text[start:end].rstrip("\r\n")
        if number == 0:
            if not _FENCE.fullmatch(line):
                break
        elif _CLOSE.fullmatch(line):
            return FrontMatter(fields.get("title"), fields.get("date"), number + 1)
        elif field := _FIELD.fullmatch(line):
            fields.setdefault(field[1].casefold(), (field[2] or "").strip().strip("\"'").strip())
        elif number > MOST_LINES or not _INSIDE.fullmatch(line):
            break
    return FrontMatter()
