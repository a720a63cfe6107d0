"""Marks in brackets: what each cites, asks for or is; and the text without them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from conflicts.model.claim import Citation
from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.tape import Edit, Tape

MOST_REFS = 50
"""How many citations one mark can stand for: ``[3–7]`` is five."""

Kind = Literal["citation", "tag", "note", "language", "unknown"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark, and the character of the text without marks before which it stands; ``page_at`` is its place."""

    text: str
    kind: Kind
    at: int
    page_at: int
    citations: tuple[Citation, ...] = ()
    tag: str = ""
    is_link: bool = False


_BRACKET = re.compile(r"\[([^\[\]\n]{1,80})\](?::[ ]?[0-9]{1,5}(?:[–-][0-9]{1,5})?(?![0-9]))?")
_REF = r"[1-9][0-9]{0,4}(?:[ ]?[–-][ ]?[1-9][0-9]{0,4})?"
_REFS = re.compile(rf"{_REF}(?:[,;][ ]?{_REF}){{0,20}}")
_RANGE = re.compile(r"([0-9]{1,5})[ ]?[–-][ ]?([0-9]{1,5})")
_DATE_IN_MARK = re.compile(r"\b(?:[A-Z][a-z]+ )?[12][0-9]{3}\b")


class MarkReader:
    """Knows a language's marks."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._tags = {words: tag for tag, phrases in lexicon.marks.tags.items() for words in phrases}
        self._hints = frozenset(lexicon.marks.hints)
        self._notes = frozenset(lexicon.marks.notes)
        self._languages = frozenset(lexicon.marks.languages)

    def take_out(self, tape: Tape, definitions: Mapping[str, Citation]) -> tuple[list[Edit], list[Mark]]:
        """The edits that take the marks out of the text, and the marks; what merely stands in brackets stays."""
        edits: list[Edit] = []
        marks: list[Mark] = []
        shrunk = 0
        for found in _BRACKET.finditer(tape.text):
            kind, citations, tag = self._meaning(found[1], definitions)
            if kind is None:
                continue
            edit = _edit(tape.text, found, edits[-1].end if edits else 0)
            shrunk += edit.end - edit.start - len(edit.by)
            edits.append(edit)
            at = edit.end - shrunk - len(edit.by)
            marks.append(Mark(found[0], kind, at, tape.offsets[found.start()], citations, tag))
        return edits, marks

    def _meaning(
        self, words: str, definitions: Mapping[str, Citation]
    ) -> tuple[Kind | None, tuple[Citation, ...], str]:
        if words.startswith("^"):
            ref = words[1:]
            return "citation", (definitions.get(ref, Citation(ref=ref)),), ""
        if _REFS.fullmatch(words):
            return "citation", tuple(definitions.get(ref, Citation(ref=ref)) for ref in _refs(words)), ""
        if words in definitions:
            return "citation", (definitions[words],), ""
        plain = _plain(words)
        if tag := self._tags.get(plain):
            return "tag", (), tag
        if words in self._languages:
            return "language", (), ""
        if words.rstrip("0123456789 ") in self._notes:
            return "note", (), ""
        if words.rstrip().endswith("?") or self._hints & set(plain.split()):
            return "unknown", (), ""
        return None, (), ""


def moved(positions: Sequence[int], edits: Sequence[Edit]) -> Iterator[int]:
    """Where characters, in their order, stand after the edits; one that is gone, where the next one does."""
    shrunk = done = 0
    for at in positions:
        while done < len(edits) and edits[done].end <= at:
            edit = edits[done]
            shrunk += edit.end - edit.start - len(edit.by)
            done += 1
        inside = done < len(edits) and edits[done].start < at
        yield (edits[done].start if inside else at) - shrunk


def _plain(words: str) -> str:
    """A tag's words without their question mark, their date and what follows a dash."""
    first = re.split(r"\s[–—-]\s", words, maxsplit=1)[0]
    return " ".join(_DATE_IN_MARK.sub("", first).casefold().rstrip(" ?.").replace("?", "").split())


def _refs(words: str) -> Iterator[str]:
    count = 0
    for part in re.split(r"[,;]\s?", words):
        between = _RANGE.fullmatch(part)
        first, last = (int(between[1]), int(between[2])) if between else (0, -1)
        numbers = [str(number) for number in range(first, last + 1)] if 0 <= last - first < MOST_REFS else [part]
        for number in numbers:
            if count < MOST_REFS:
                yield number
            count += 1


def _edit(text: str, found: re.Match[str], after: int) -> Edit:
    """Cut the mark with the white space before it; where it alone stood between two words, leave a space."""
    start, end = found.span()
    while start > after and text[start - 1].isspace():
        start -= 1
    joins = start > 0 and text[start - 1 : start].strip() and text[end : end + 1].isalnum()
    return Edit(start, end, " " if joins else "")
