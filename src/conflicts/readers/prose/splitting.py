"""Text to sentences, whatever it is marked up in: where each begins and ends, and what is none."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property

from conflicts.extras import not_installed
from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.words import WordReader
from conflicts.readers.prose.years import CAPITAL, any_of

ELIDED = "\ufffc"
"""What stands in a text for something whose words are not known; people see an ellipsis."""

SHORT = 8
"""Words without an end that can be a title or a label are at most so many."""

_STOPS = ".!?…\u3002\uff01\uff1f"
_CLOSING = "\"'”’»)]"
_OPENING = f"\"“\u2018'«([{ELIDED}"
_BEFORE_WORD = "([“\"'\u2018—–-/"
_NEAR = 40
_INITIALS = re.compile(rf"(?<!\w){CAPITAL}\.\s{CAPITAL}\.$")
_WHITE_SPACE = re.compile(r"[^\S ]")


def spaced(text: str) -> str:
    """The text, every white space in it a space."""
    return _WHITE_SPACE.sub(" ", text)


def is_question(text: str) -> bool:
    """Whether the text asks something."""
    return text.rstrip(f"{_CLOSING} \n").endswith(("?", "\uff1f"))


def is_terminated(text: str) -> bool:
    """Whether the text ends as a sentence does."""
    return text.rstrip().rstrip(_CLOSING)[-1:] in tuple(_STOPS)


class SentenceSplitter:
    """Splits texts of a language: sentencex, with the abbreviations of the lexicon."""

    def __init__(self, lexicon: Lexicon, words: WordReader) -> None:
        abbreviations = lexicon.abbreviations
        self._language, self._words = lexicon.language, words
        self._before_any = frozenset(map(str.casefold, abbreviations.before_any))
        self._before_number = frozenset(map(str.casefold, abbreviations.before_number))
        units, others = map(any_of, (abbreviations.units, abbreviations.words))
        self._ends = re.compile(
            rf"(?:[0-9]\s?(?:{units})|(?<!\w)(?:{others}))\.\s+(?=[{re.escape(_OPENING)}]*[^\W\d_])"
        )

    def spans(self, text: str, marked: Collection[int] = ()) -> list[tuple[int, int]]:
        """The start and end of each sentence, or of words that are none, the white space around it left out.

        ``marked`` are the places of marks that cite or ask for a citation: right after a full stop one shows that the
        sentence ends there, also where an abbreviation speaks against it.
        """
        cuts = {found["start_index"] for found in self._split(self._language, text) if found["start_index"]}
        cuts |= {found.end() for found in self._ends.finditer(text)}
        ends = {at for at in marked if _is_end(text, at)}
        inside = sorted({at for at in cuts if at in ends or not self._runs_on(text, at)} | ends)
        bounds = zip([0, *inside], [*inside, len(text)], strict=True)
        return [span for start, end in bounds for span in _trimmed(text, start, end)]

    def is_sentence(self, text: str) -> bool:
        """Whether a text says something: it ends as a sentence does, or is long enough for one and has a verb."""
        return is_terminated(text) or (len(text.split()) > SHORT and self._words.has_verb(text))

    def _runs_on(self, text: str, at: int) -> bool:
        """Whether a sentence goes on after a full stop: an abbreviation is before it, or a small letter follows."""
        before = text[max(0, at - _NEAR) : at].rstrip()
        following = text[at : at + _NEAR].lstrip(f"{_OPENING} \n")[:1]
        if not before.endswith("."):
            return False
        if following.islower():
            return True
        *earlier, last = ["", *before[:-1].split()]
        word = last.lstrip(_BEFORE_WORD).casefold()
        is_unit = bool(earlier) and earlier[-1][-1:].isdigit()  # "500 ft. The tower"
        is_initial = _INITIALS.search(before) is not None  # "Dr. A. B. Who"
        return (
            is_initial
            or (word in self._before_any and not is_unit)
            or (word in self._before_number and following.isdigit())
        )

    @cached_property
    def _split(self) -> Callable[[str, str], Sequence[Mapping[str, int]]]:
        try:
            import sentencex
        except ImportError as error:
            raise not_installed("reading prose needs sentencex", "prose") from error
        split: Callable[[str, str], Sequence[Mapping[str, int]]]
        split = sentencex.get_sentence_boundaries  # pyright: ignore[reportAttributeAccessIssue]  (compiled, no types)
        return split


def _is_end(text: str, at: int) -> bool:
    """Whether a mark at this place stands right after a full stop, and a sentence may begin after it."""
    following = text[at : at + _NEAR].lstrip()[:1]
    begins = following.isupper() or following.isdigit() or following in tuple(_OPENING)
    return 0 < at < len(text) and is_terminated(text[max(0, at - _NEAR) : at]) and begins


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and (text[start].isspace() or text[start] == ELIDED):
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if any(map(str.isalnum, text[start:end])):
        yield start, end
