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
        self._figure = re.compile(rf"(?<=\s)(?:(?:{any_of(words.the)})\s+)?{number}(?:\S*\s+)(?:[a-z]+\s+){{0,3}}$")
        self._to_come = re.compile(rf"(?<![\w-])(?:{any_of(compared.to_come)})(?!\w)", re.IGNORECASE)
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

    def is_earlier_figure(self, words: str, before_date: str) -> bool:
        """Whether the words of a comparison, and those before its date, are of one figure that was so before.

        "compared with 15,000 in 1990" is; "three times that of Easton", "15,000 in Easton", "15,000 expected" are not.
        """
        return self._figure.search(before_date) is not None and self._to_come.search(words) is None


def _next(expression: re.Pattern[str], sentence: str, at: int) -> int:
    found = expression.search(sentence, at)
    return found.start() if found else len(sentence)
