"""Numbers in words: "200–300", "more than 40", "about 2,000", "3.5 million", "12 000"."""

import re
from collections.abc import Iterator
from decimal import Decimal

from conflicts.model.value import Quantity
from conflicts.readers.prose.lexicon import Numbers
from conflicts.readers.prose.template import words_expression

_GROUPED = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}"
_SPACED = r"[0-9]{1,3}(?:[ '’][0-9]{3})+"
_DIGITS = rf"{_GROUPED}|{_SPACED}|[0-9]{{1,3}}(?:\.[0-9]{{3}})+|[0-9]{{1,15}}(?:\.[0-9]{{1,6}})?"
_DOTTED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
_BETWEEN_GROUPS = re.compile(r"(?<=[0-9])[,'’\s](?=[0-9])")
_DIGITS_WITH_COMMAS = (
    r"[0-9]{1,3}(?:[ '’.][0-9]{3})+(?:,[0-9]{1,6})?|[0-9]{1,15}(?:,[0-9]{1,6})?"  # 12 000,5 and 12.000
)
_TURNED = str.maketrans(",.", ".,")


class NumberReader:
    """Reads numbers; ``expression`` is the regular expression of one, with its bounds."""

    def __init__(self, words: Numbers) -> None:
        self._has_comma = words.decimal == ","
        scale = words_expression(words.scales)
        digits = _DIGITS_WITH_COMMAS if self._has_comma else _DIGITS
        number = rf"(?:(?:{digits}|{words_expression(words.words)})(?:\s+{scale})?)"
        to = rf"(?:\s?[-–—]\s?|\s+{words_expression(words.to)}\s+)"
        self._words, self._scales = words.words, words.scales
        self._least, self._most, about = (
            words_expression(each) for each in (words.at_least, words.at_most, words.about)
        )
        self.expression = rf"(?:(?:{self._least}|{self._most})\s+)?(?:{about}\s+)?{number}(?:{to}{number})?"
        self._parts = re.compile(
            rf"(?:(?P<bound>{self._least}|{self._most})\s+)?(?:{about}\s+)?"
            rf"(?P<first>{number})(?:{to}(?P<last>{number}))?",
            re.IGNORECASE,
        )
        self._alone = re.compile(rf"(?<![\w.,])(?:{self._parts.pattern})(?![\w]|[.,][0-9])", re.IGNORECASE)
        self._scaled = re.compile(rf"(?P<number>.*?)(?:\s+(?P<scale>{scale}))?", re.IGNORECASE)

    def quantities(self, text: str) -> Iterator[tuple[int, int, Quantity]]:
        """The quantities that a text names, in their order, each with where it starts and ends."""
        for found in self._alone.finditer(text):
            if (quantity := self.quantity(found[0])) is not None:
                yield *found.span(), quantity

    def quantity(self, text: str, is_count: bool = False) -> Quantity | None:
        """The quantity that the whole text names; what can be read as two is anything from one to the other.

        ``is_count``: it is a number of things, so that 12.000 is 12,000 of them.
        """
        found = self._parts.fullmatch(text.strip())
        if found is None:
            return None
        low, high = self._bounds(found["first"], is_count)
        if found["last"] is not None:
            low, high = self._range(found["first"], found["last"], is_count)
            return Quantity(low=low, high=high) if low <= high else None
        if found["bound"] is not None:
            is_least = re.fullmatch(self._least, found["bound"], re.IGNORECASE) is not None
            return Quantity(low=low) if is_least else Quantity(high=high)
        return Quantity(amount=low) if low == high else Quantity(low=low, high=high)

    def _range(self, first: str, last: str, is_count: bool) -> tuple[Decimal, Decimal]:
        """The least and the most: "3 to 4 million" has the scale of its end at both, if that makes a range."""
        scale = self._scale(last)
        low, high = self._bounds(first, is_count)[0], self._bounds(last, is_count)[1]
        is_shared = scale != 1 and self._scale(first) == 1 and low * scale <= high
        return (low * scale if is_shared else low), high

    def _scale(self, words: str) -> int:
        return self._scales[_plain(scale)] if (scale := self._parted(words)[1]) else 1

    def _parted(self, words: str) -> tuple[str, str | None]:
        """A number and its scale; "a dozen" is a number as it is."""
        found = self._scaled.fullmatch(words)
        if found is None or _plain(words) in self._words:
            return words, None
        return found["number"], found["scale"]

    def _bounds(self, words: str, is_count: bool) -> tuple[Decimal, Decimal]:
        """The one number, or the least and the greatest of those that it may be: 12.000 is 12, or 12,000.

        With a comma before tenths it is 12,000 that may be two numbers, and 12.000 is one.
        """
        scale, plain = self._scale(words), _plain(self._parted(words)[0])
        if plain in self._words:
            readings = {Decimal(self._words[plain])}
        elif self._has_comma:
            turned = plain.translate(_TURNED)
            readings = {Decimal(_BETWEEN_GROUPS.sub("", turned))}
            if _DOTTED.fullmatch(turned):
                readings.add(Decimal(turned.replace(".", "")))
        elif _DOTTED.fullmatch(plain):
            readings = {Decimal(plain.replace(".", ""))} | ({Decimal(plain)} if plain.count(".") == 1 else set())
        else:
            readings = {Decimal(_BETWEEN_GROUPS.sub("", plain))}
        if is_count:
            readings = {max(readings) if scale == 1 else min(readings)}  # but 4.125 million has tenths
        return min(readings) * scale, max(readings) * scale


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())
