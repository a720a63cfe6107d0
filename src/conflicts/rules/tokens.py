"""The text of a condition, cut into words that know where they stand."""

import re
from typing import NamedTuple

_WORD = re.compile(r"\S+")
_SPACES = re.compile(r"\s*")
_ITEM = re.compile(r"[^,\[\]]*")
_MOVED = re.compile(r"\s*(\S+)\s+([+-])\s+(\S.*?)\s*", re.DOTALL)


class Fault(ValueError):
    """What is wrong with a condition, and at which of its characters."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class Token(NamedTuple):
    """A word of a condition; what stands in quotes is never a field or ``as-of``."""

    text: str
    offset: int
    quoted: bool = False

    @property
    def end(self) -> int:
        """Where a bare word ends."""
        return self.offset + len(self.text)


def next_word(text: str, at: int) -> Token | None:
    """The next run of characters that are no white space."""
    found = _WORD.search(text, at)
    return Token(found[0], found.start()) if found else None


def only_word(text: str, at: int) -> Token:
    """The one word, in quotes or bare, that the rest of the text consists of."""
    word = _some_word(text, at)
    if word.text[0] in "'\"":
        return _quoted_to_the_end(text, word.offset)
    further = next_word(text, word.end)
    if further is not None:
        words = text[word.offset :].rstrip()
        raise Fault(f"unexpected {further.text!r}; put words that belong together in quotes: '{words}'", further.offset)
    return word


def moved_word(text: str, at: int) -> tuple[Token, str, Token] | None:
    """A word, plus or minus, and the rest of the text: ``b.stated + 90 days``. None where there is no such sign."""
    found = _MOVED.fullmatch(text, at)
    return found and (Token(found[1], found.start(1)), found[2], Token(found[3], found.start(3)))


def rest_of_text(text: str, at: int) -> Token:
    """The rest of the text, white space at its ends aside, or what it holds in quotes."""
    word = _some_word(text, at)
    if word.text[0] in "'\"":
        return _quoted_to_the_end(text, word.offset)
    return Token(text[word.offset :].rstrip(), word.offset)


def listed_words(text: str, at: int) -> tuple[Token, ...]:
    """The words of the list in brackets that the rest of the text consists of."""
    opening = _some_word(text, at)
    if not opening.text.startswith("["):
        raise Fault(f"expected a list in brackets, like [{opening.text}], not {opening.text!r}", opening.offset)
    words: list[Token] = []
    at = _skip_spaces(text, opening.offset + 1)
    while not text.startswith("]", at):
        word, at = _item(text, at)
        words.append(word)
        at = _skip_spaces(text, at)
        if text.startswith(",", at):
            at = _skip_spaces(text, at + 1)
        elif not text.startswith("]", at):
            raise Fault("the list is not closed: expected ',' or ']'", at)
    _expect_end(text, at + 1)
    return tuple(words)


def _item(text: str, at: int) -> tuple[Token, int]:
    if text[at : at + 1] in ("'", '"'):
        return _quoted(text, at)
    found = _ITEM.match(text, at)
    word = found[0].rstrip() if found else ""
    if not word:
        raise Fault("a word is missing in the list" if at < len(text) else "the list is not closed: expected ']'", at)
    return Token(word, at), at + len(word)


def _quoted_to_the_end(text: str, at: int) -> Token:
    word, end = _quoted(text, at)
    _expect_end(text, end)
    return word


def _quoted(text: str, at: int) -> tuple[Token, int]:
    """The words in quotes, in which a doubled quote stands for one, and where they end."""
    quote = text[at]
    found = re.compile(f"{quote}((?:[^{quote}]|{quote}{quote})*){quote}").match(text, at)
    if found is None:
        raise Fault(f"the quote {quote} is not closed", at)
    words = found[1].replace(quote * 2, quote)
    if not words:
        raise Fault("there is nothing in the quotes", at)
    return Token(words, at, quoted=True), found.end()


def _expect_end(text: str, at: int) -> None:
    further = next_word(text, at)
    if further is not None:
        raise Fault(f"unexpected {further.text!r}", further.offset)


def _some_word(text: str, at: int) -> Token:
    word = next_word(text, at)
    if word is None:
        raise Fault("the right side is missing", len(text.rstrip()))
    return word


def _skip_spaces(text: str, at: int) -> int:
    found = _SPACES.match(text, at)
    return found.end() if found else at
