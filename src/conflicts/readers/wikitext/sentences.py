"""Text to sentences."""

import re
from collections.abc import Collection, Iterator

from conflicts.readers.wikitext.block import ELIDED

_FULL_WIDTH = "\u3002\uff01\uff1f"  # no space comes after them
_STOPS = f".!?…{_FULL_WIDTH}"
_CLOSING = r"""["”’'»)\]]*"""
_END = re.compile(rf"[{_STOPS}]+{_CLOSING}")
_TERMINATED = re.compile(rf"[{_STOPS}]{_CLOSING}\s*$")
_LAST_WORD = re.compile("[^\\s(\\[“\"'\u2018—–/-]*$")
_OPENING = f"\"“\u2018'«([{ELIDED}"


def is_terminated(text: str) -> bool:
    """Whether the text ends as a sentence does."""
    return _TERMINATED.search(text) is not None


def asserts(text: str) -> bool:
    """Whether the text ends as a sentence does that is no question."""
    return is_terminated(text) and "?" not in text[-3:]


def sentences(text: str, cited: Collection[int], abbreviations: Collection[str]) -> Iterator[tuple[int, int]]:
    """The start and end of each sentence.

    ``cited``: the places where a reference or a mark stands; directly after a full stop it shows that the sentence ends
    there, which otherwise an abbreviation, an initial or a small letter after it speaks against.
    """
    start = 0
    for found in _END.finditer(text):
        end = found.end()
        if end < len(text) and _ends(text, found, end in cited, abbreviations):
            yield from _trimmed(text, start, end)
            start = end
    yield from _trimmed(text, start, len(text))


def _ends(text: str, found: re.Match[str], is_cited: bool, abbreviations: Collection[str]) -> bool:
    end = found.end()
    if not (is_cited or text[end].isspace() or found[0][0] in _FULL_WIDTH):
        return False
    following = text[end : end + 40].lstrip()
    if following and not _begins(following[0]):
        return False
    return is_cited or found[0] != "." or not _is_short(text, found.start(), abbreviations)


def _begins(letter: str) -> bool:
    return letter.isupper() or letter.isdigit() or letter in _OPENING or (letter.isalpha() and not letter.islower())


def _is_short(text: str, stop: int, abbreviations: Collection[str]) -> bool:
    """Whether the word before the full stop is an abbreviation or an initial."""
    last = _LAST_WORD.search(text[max(0, stop - 20) : stop])
    word = last[0] if last else ""
    return (len(word) == 1 and word.isupper() and word != "I") or word.lower() in abbreviations


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and (text[start].isspace() or text[start] == ELIDED):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
