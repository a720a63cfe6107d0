"""Numbers in words: "200–300", "more than 40", "about 2,000"."""

import re
from decimal import Decimal

from conflicts.model.value import Quantity
from conflicts.readers.prose.lexicon import Numbers
from conflicts.readers.prose.template import words_expression

_DIGITS = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,15}(?:\.[0-9]{1,6})?"


class NumberReader:
    """Reads numbers; ``expression`` is the regular expression of one, with its bounds."""

    def __init__(self, words: Numbers) -> None:
        number = rf"(?:{_DIGITS}|{words_expression(words.words)})"
        to = rf"(?:\s?[-–—]\s?|\s+{words_expression(words.to)}\s+)"
        self._words = words.words
        self._least, self._most, about = (
            words_expression(each) for each in (words.at_least, words.at_most, words.about)
        )
        self.expression = rf"(?:(?:{self._least}|{self._most})\s+)?(?:{about}\s+)?{number}(?:{to}{number})?"
        self._parts = re.compile(
            rf"(?:(?P<bound>{self._least}|{self._most})\s+)?(?:{about}\s+)?"
            rf"(?P<first>{number})(?:{to}(?P<last>{number}))?",
            re.IGNORECASE,
        )

    def quantity(self, text: str) -> Quantity | None:
        """The quantity that the whole text names."""
        found = self._parts.fullmatch(text.strip())
        if found is None:
            return None
        first = self._number(found["first"])
        if found["last"] is not None:
            last = self._number(found["last"])
            return Quantity(low=first, high=last) if first <= last else None
        if found["bound"] is None:
            return Quantity(amount=first)
        is_least = re.fullmatch(self._least, found["bound"], re.IGNORECASE) is not None
        return Quantity(low=first) if is_least else Quantity(high=first)

    def _number(self, words: str) -> Decimal:
        plain = " ".join(words.casefold().split())
        return Decimal(self._words[plain]) if plain in self._words else Decimal(plain.replace(",", ""))
