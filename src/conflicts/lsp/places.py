"""Which characters of a text a problem is about."""

import re

from conflicts.document import Path
from conflicts.document.outline import Entry, Part
from conflicts.errors import Problem
from conflicts.lsp.schemas import is_known
from conflicts.lsp.texts import Span, Text

_WORD_OF_A_SECTION = 2
_WORD = re.compile(r"[^\s,\[\]{}]+")


def span_of(problem: Problem, text: Text) -> Span:
    """The characters that a problem of this text is about: a value, a key, or at least a word."""
    start = text.offset(problem.place.line, problem.place.column)
    if problem.path and text.suffix != ".jsonl" and text.sort == "claims":
        found, leaf = text.outline.at(problem.path)
        if leaf is not None:
            return _span(leaf, is_whole=found == problem.path, text=text, path=problem.path)
    return span_at(text, start)


def span_at(text: Text, offset: int) -> Span:
    """The key or scalar that begins there; else the word from there to its end; else the last character of the line."""
    found = text.outline.under(offset)
    if found is not None and found.part.kind == "scalar" and found.part.start == offset < found.part.end:
        return _trimmed(found.part, text)
    if (word := _WORD.match(text.content, offset)) is not None:
        return Span(*word.span())
    line = text.lines[text.line_of(offset)]
    return Span(offset, offset + 1) if offset < line.end else Span(max(line.start, offset - 1), line.end)


def first_line(text: Text) -> Span:
    """The first line that says something."""
    return next((line for line in text.lines if text.content[line.start : line.end].strip()), Span(0, 0))


def _span(leaf: Entry | Part, is_whole: bool, text: Text, path: Path) -> Span:
    if isinstance(leaf, Part):
        return _head(leaf, text)
    value = leaf.value
    is_named = len(path) > _WORD_OF_A_SECTION and is_known("claims", path)  # a fault of what is written there
    is_short = not value.is_empty and value.style != "-" and "\n" not in text.content[value.start : value.end]
    return _trimmed(value if is_whole and is_named and is_short else leaf.key, text)


def _head(part: Part, text: Text) -> Span:
    """What names the part: a scalar itself, the id of a claim, or else the first key."""
    if part.kind == "mapping" and part.entries:
        named = part.entry("id")
        return _trimmed(named.value if named is not None and not named.value.is_empty else part.entries[0].key, text)
    return _trimmed(part, text)


def _trimmed(part: Part, text: Text) -> Span:
    """The part without the white space at its end, and of lists and mappings only the first line."""
    words = text.content[part.start : part.end].rstrip()
    if part.kind != "scalar":
        words = words.partition("\n")[0].rstrip()
    return Span(part.start, part.start + max(len(words), 1))
