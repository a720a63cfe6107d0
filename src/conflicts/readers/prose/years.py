"""Years as a text says them, with or without an era: "1921", "AD 69", "1200 B.C.", "the 480s BC", "the 5th century"."""

import re
from collections.abc import Iterable, Mapping

from conflicts.readers.prose.lexicon import Eras

YEAR = r"[12][0-9]{3}"
SHORT_YEAR = r"[1-9][0-9]{0,3}"
_LONG_YEAR = r"[1-9][0-9](?:,[0-9]{3}|[0-9]{3})"
_MOST_DIGITS = 4
_NOTHING = r"[^\s\S]"  # which RE2 knows, too

CAPITAL = "[^\\W\\d_a-zß-öø-ÿ]"
"""An expression for a capital letter, or one of a script without them."""


def any_of(words: Iterable[str]) -> str:
    """An expression for any of the words, the longest first; white space in them is any. Without words none fits."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(r"\s+".join(re.escape(part) for part in word.split()) for word in longest_first) or _NOTHING


def year_text(year: int) -> str:
    """A year in EDTF, counted astronomically: 1 BC is 0, and 1200 BC is -1199."""
    digits = f"{'-' if year < 0 else ''}{abs(year):04d}"
    return digits if abs(year) < 10**_MOST_DIGITS else f"Y{digits}"


class YearReader:
    """Knows a language's eras. ``expression`` is one year, ``era`` what may follow it, in another era too."""

    def __init__(self, eras: Eras) -> None:
        self._before = re.compile(rf"(?:{any_of(eras.before_christ)})(?!\w)")
        self._other = re.compile(rf"(?<!\w)(?:{any_of(eras.not_read)})(?!\w)")
        first = any_of((*eras.anno_domini, *eras.not_read))
        self.era = rf"\s?(?:{any_of((*eras.before_christ, *eras.anno_domini, *eras.not_read))})(?!\w)"
        digits = rf"(?:{_LONG_YEAR}|{SHORT_YEAR})"
        self.expression = rf"(?:(?:{first})\s?{digits}(?:{self.era})?|{digits}{self.era}|{YEAR})"

    def is_another_era(self, words: str) -> bool:
        """Whether years are counted so that they are not read here (AH)."""
        return self._other.search(words) is not None

    def is_before_christ(self, words: str) -> bool:
        """Whether years are counted backwards."""
        return self._before.search(words) is not None

    def has_era(self, words: str) -> bool:
        """Whether the words say how years are counted."""
        return not words.strip().isdecimal()

    def number(self, words: str, era: str = "") -> int | None:
        """The year, counted astronomically, of words without an era of their own in ``era``; None in another era."""
        said = words if self.has_era(words) else f"{words} {era}"
        if self.is_another_era(said):
            return None
        number = int(re.sub("[^0-9]", "", words))
        return 1 - number if self.is_before_christ(said) else number

    def spell(self, number: int, size: int, era: str) -> tuple[int, int]:
        """The years of the ``number``th century or other spell of ``size`` years, whichever way they are counted.

        The 20th century is from 1900 or 1901 to 1999 or 2000: what is said of it can be so from 1900 to 2000.
        """
        first, last = max((number - 1) * size, 1), number * size
        return (1 - last, 1 - first) if self.is_before_christ(era) else (first, last)

    def decade(self, words: str) -> tuple[int, int]:
        """The years of "the 1180s BC"; "the 1900s" may be those of the century as well."""
        number = int(re.sub("[^0-9]", "", words))
        last = number + next((size for size in (1_000, 100) if number % size == 0), 10) - 1
        return (1 - last, 1 - number) if self.is_before_christ(words) else (number, last)


def years_text(first: int, last: int) -> str:
    """One of the years from the first to the last, in EDTF: 198X, 19XX or a set."""
    for size, unknown in ((10, "X"), (100, "XX")):
        if first >= 0 and first % size == 0 and last == first + size - 1:
            return year_text(first)[: -len(unknown)] + unknown
    return f"[{year_text(first)}..{year_text(last)}]"


def numbers_of(words: Mapping[str, int], ordinal: str) -> str:
    """An expression for "5th" or "fifth"."""
    return rf"(?:[1-9][0-9]?{ordinal}|(?i:{any_of(words)}))"
