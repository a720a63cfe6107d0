"""Marks in brackets: what each cites, asks for or is; and the text without them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from conflicts.model.claim import Citation
from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.tape import Edit, Tape
from conflicts.readers.prose.years import CAPITAL

MOST_REFS = 50
"""How many citations one mark can stand for: ``[3–7]`` is five."""

Kind = Literal["citation", "tag", "note", "language", "unknown"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark, and the character of the text without marks before which it stands; ``page_at`` is its place.

    A link ``is_words`` where words of the text are the link.
    """

    text: str
    kind: Kind
    at: int
    page_at: int
    citations: tuple[Citation, ...] = ()
    tag: str = ""
    is_link: bool = False
    is_words: bool = False


_BRACKET = re.compile(r"\[([^\[\]\n]{1,80})\](?::[ ]?[0-9]{1,5}(?:[–-][0-9]{1,5})?(?![0-9]))?")
_REF = r"[1-9][0-9]{0,4}(?:[ ]?[–-][ ]?[1-9][0-9]{0,4})?"
_REFS = re.compile(rf"{_REF}(?:[,;][ ]?{_REF}){{0,20}}")
_RANGE = re.compile(r"([0-9]{1,5})[ ]?[–-][ ]?([0-9]{1,5})")
_DATE_IN_MARK = re.compile(r"\b(?:[A-Z][a-z]+ )?[12][0-9]{3}\b")


_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_RAISED = re.compile(
    r"[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}(?:[,⁻–][⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}){0,9}|<sup>\s{0,9}\[?([0-9][0-9,;–\s-]{0,40})\]?\s{0,9}</sup>",
    re.IGNORECASE,
)
_AFTER_WORDS = re.compile(r"(?:[.!?…,;:)\]\"”’»]|[^\W\d_]{3})\s?$")


def is_after_words(text: str, at: int) -> bool:
    """Whether a raised number stands after words, and is no power of a unit or a number (m², 10³)."""
    return _AFTER_WORDS.search(text[max(at - 4, 0) : at]) is not None


def _raised_refs(text: str, found: re.Match[str]) -> str | None:
    """The numbers of notes that stand raised after words."""
    if not is_after_words(text, found.start()):
        return None
    return " ".join((found[1] or found[0].translate(_SUPERSCRIPTS).replace("⁻", "–")).split())


def author_date(lexicon: Lexicon) -> re.Pattern[str]:
    """The expression of "(Smith & Jones 2004, p. 5; Doe 2010)"."""
    cited = lexicon.marks.cited
    either = "|".join(map(re.escape, sorted(cited.between, key=len, reverse=True)))
    others = "|".join(map(re.escape, sorted(cited.others, key=len, reverse=True)))
    before = "|".join(map(re.escape, sorted(cited.before, key=len, reverse=True)))
    pages = "|".join(map(re.escape, sorted(cited.pages, key=len, reverse=True)))
    months = "|".join(lexicon.dates.months)
    name = rf"(?!(?:{months})\b){CAPITAL}[\w'’.-]{{1,40}}"
    names = rf"{name}(?:(?:,|,?\s(?:{either}))\s{name}|\s{name}){{0,4}}(?:,?\s(?:{others}))?"
    work = rf"{names},?\s[12][0-9]{{3}}[a-z]?(?:[,:]\s?(?:(?:{pages})\s?)?[0-9]{{1,5}}(?:[–-][0-9]{{1,5}})?)?"
    return re.compile(rf"\((?:(?:{before}),?\s)?(?P<works>{work}(?:;\s{work}){{0,9}})\)")


class MarkReader:
    """Knows a language's marks."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._tags = {words: tag for tag, phrases in lexicon.marks.tags.items() for words in phrases}
        self._hints = frozenset(lexicon.marks.hints)
        self._notes = frozenset(lexicon.marks.notes)
        self._languages = frozenset(lexicon.marks.languages)
        self._author_date = author_date(lexicon)

    def take_out(self, tape: Tape, definitions: Mapping[str, Citation]) -> tuple[list[Edit], list[Mark]]:
        """The edits that take the marks out of the text, and the marks; what merely stands in brackets stays."""
        edits: list[Edit] = []
        marks: list[Mark] = []
        shrunk = 0
        for found, kind, citations, tag in self._found(tape.text, definitions):
            if edits and found.start() < edits[-1].end:
                continue
            edit = _edit(tape.text, found, edits[-1].end if edits else 0)
            shrunk += edit.end - edit.start - len(edit.by)
            edits.append(edit)
            at = edit.end - shrunk - len(edit.by)
            marks.append(Mark(found[0], kind, at, tape.offsets[found.start()], citations, tag))
        return edits, marks

    def named_in(self, text: str) -> Iterator[tuple[int, int, tuple[Citation, ...]]]:
        """Where works are cited by author and year, with the white space before, and what is cited there."""
        for found in self._author_date.finditer(text):
            edit = _edit(text, found, 0)
            yield edit.start, edit.end, _cited(re.split(r";\s", found["works"]), {})

    def _found(
        self, text: str, definitions: Mapping[str, Citation]
    ) -> list[tuple[re.Match[str], Kind, tuple[Citation, ...], str]]:
        """The marks of a text in their order."""
        marks: list[tuple[re.Match[str], Kind, tuple[Citation, ...], str]] = []
        for found in _BRACKET.finditer(text):
            kind, citations, tag = self._meaning(found[1], definitions)
            if kind is not None:
                marks.append((found, kind, citations, tag))
        for found in _RAISED.finditer(text):
            refs = _raised_refs(text, found)
            if refs is not None and _REFS.fullmatch(refs):
                marks.append((found, "citation", _cited(_refs(refs), definitions), ""))
        for found in self._author_date.finditer(text):
            marks.append((found, "citation", _cited(re.split(r";\s", found["works"]), definitions), ""))
        return sorted(marks, key=lambda mark: mark[0].start())

    def _meaning(
        self, words: str, definitions: Mapping[str, Citation]
    ) -> tuple[Kind | None, tuple[Citation, ...], str]:
        if words.startswith("^"):
            ref = words[1:]
            return "citation", (definitions.get(ref, Citation(ref=ref)),), ""
        if _REFS.fullmatch(words):
            return "citation", _cited(_refs(words), definitions), ""
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


def _cited(refs: Iterable[str], definitions: Mapping[str, Citation]) -> tuple[Citation, ...]:
    return tuple(definitions.get(ref, Citation(ref=ref)) for ref in refs)


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
