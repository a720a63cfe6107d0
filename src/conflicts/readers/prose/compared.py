"""What a figure is compared with: its date is not that of the figure ("12,000, down from 15,000 in 1990")."""

import re
from collections.abc import Iterable

from conflicts.readers.prose.lexicon import Dates
from conflicts.readers.prose.years import any_of

_END = r"[;:)\]–—]|,(?![0-9])"


class ComparisonReader:
    """Knows the words of comparison of a language."""

    def __init__(self, words: Dates, numbers: Iterable[str]) -> None:
        number = rf"(?:[0-9]|(?:{any_of(numbers)})\b)"
        compared = words.compared
        self._always = re.compile(
            rf"(?<![\w-])(?:(?:{any_of(compared.phrases)})(?!\w)"
            rf"|(?:{any_of(compared.before_other)})(?!\w)(?!\s+{number}))",
            re.IGNORECASE,
        )
        self._of_number = re.compile(
            rf"(?<![\w-])(?:{any_of(compared.before_number)})\s+(?:(?:{any_of(words.the)})\s+)?(?={number})",
            re.IGNORECASE,
        )
        self._end = re.compile(_END)
        self._to = re.compile(rf"{_END}|\s(?:{any_of(words.words.to)})\s")

    def spans(self, sentence: str) -> list[tuple[int, int]]:
        """The spans of what something is compared with, each from the word of comparison on."""
        always = [(found.start(), _next(self._end, sentence, found.end())) for found in self._always.finditer(sentence)]
        of_number = [
            (found.start(), _next(self._to, sentence, found.end()))
            for found in self._of_number.finditer(sentence)
            if any(map(str.isdecimal, sentence[: found.start()]))
        ]
        return always + of_number


def _next(expression: re.Pattern[str], sentence: str, at: int) -> int:
    found = expression.search(sentence, at)
    return found.start() if found else len(sentence)
