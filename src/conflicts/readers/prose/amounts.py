"""Amounts in a phrase: a number with its bounds, and its unit or currency ("at least £3.5m", "54 per cent")."""

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from conflicts.model.value import Quantity
from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.numbers import NumberReader
from conflicts.readers.prose.years import any_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_PERCENT = "%"
_HUNDREDTH = Decimal("0.01")
_WORD = re.compile(r"\w+\s+")
_SIGNS = frozenset(",;:()–—")


@dataclass(frozen=True)
class Amount:
    """The one amount of a phrase."""

    quantity: Quantity
    has_unit: bool


class AmountReader:
    """Reads the amount of a phrase in which nothing else is counted."""

    def __init__(self, lexicon: Lexicon, numbers: NumberReader) -> None:
        words, grammar = lexicon.numbers, lexicon.grammar
        self._numbers, self._words = numbers, words
        bounds = any_of((*words.at_least, *words.at_most))
        scales = any_of((*words.short_scales, *words.scales))
        self._money = re.compile(
            rf"(?P<bounds>(?:(?:{bounds})\s+)?(?:(?:{any_of(words.about)})\s+)?)(?P<sign>{any_of(words.signs)})\s?"
            rf"(?P<number>[0-9][0-9.,]*)(?:\s?(?P<scale>{scales}))?(?!\w)",
            re.IGNORECASE,
        )
        self._plain = re.compile(
            rf"(?<![\w.,])(?P<number>{numbers.expression})(?:[\s-]?(?P<unit>{any_of(words.units)})(?!\w)|(?![\w-]))",
            re.IGNORECASE,
        )
        self._part = re.compile(
            rf"(?<![\w.,])(?P<number>{numbers.expression}|(?:(?:{bounds})\s+)?(?:(?:{any_of(words.about)})\s+)?)"
            rf"(?:[\s-]?(?:{any_of(grammar.indefinite[:2])})?\s?)(?P<part>{any_of(words.fractions)})(?!\w)",
            re.IGNORECASE,
        )
        units = {word for unit in words.units for word in unit.split()}
        self._after = frozenset((*words.scales, *words.short_scales, *units))
        self._before = frozenset((*grammar.definite, *grammar.passed_over, *words.before))

    def end(self, count: "Token") -> int:
        """Where the words of a number end: "$812m" and "812 million dollars" may be several words of a tree."""
        last = count
        while last.i + 1 < len(last.doc):
            following = last.nbor(1)
            is_joined = not last.whitespace_ and following.is_alpha
            if not is_joined and following.lower_ not in self._after:
                break
            last = following
        return last.idx + len(last.text.rstrip("."))

    def amount(self, phrase: str) -> Amount | None:
        """The amount, if the phrase has one and before it no more than an article: "the other twelve" has none."""
        part = self._part.search(phrase)
        if part is not None:
            return self._share(part["number"].strip(), part["part"]) if self._is_plain(phrase[: part.start()]) else None
        found = list(self._money.finditer(phrase)) or list(self._plain.finditer(phrase))
        if len(found) != 1 or not self._is_plain(phrase[: found[0].start()]):
            return None
        if not _SIGNS.isdisjoint(phrase[found[0].end() :]):
            return None  # "14 trucks, some boats": the number is not that of the last of them
        return self._read(found[0].groupdict())

    def leading(self, text: str, start: int) -> tuple[Amount, int] | None:
        """The amount that a text has from ``start`` on, after an article if need be, and where it ends."""
        word = _WORD.match(text, start)
        if word is not None and word[0].casefold().strip() in self._before:
            start = word.end()
        found = self._money.match(text, start) or self._plain.match(text, start)
        amount = self._read(found.groupdict()) if found is not None else None
        return (amount, found.end()) if found is not None and amount is not None else None

    def _read(self, match: dict[str, str]) -> Amount | None:
        if match.get("sign"):
            scale = match["scale"] or ""
            scale = self._words.short_scales.get(scale.casefold(), scale)
            quantity = self._numbers.quantity(f"{match['bounds']}{match['number']} {scale}".strip())
            unit = self._words.signs[str(match["sign"]).upper()]
        else:
            unit = self._words.units.get((match["unit"] or "").casefold(), "")
            quantity = self._numbers.quantity(match["number"], is_count=not unit)
        if quantity is None:
            return None
        quantity = quantity.plain
        return Amount(quantity.model_copy(update={"unit": unit}) if unit else quantity, bool(unit))

    def _is_plain(self, before: str) -> bool:
        return not set(before.casefold().split()) - self._before

    def _share(self, number: str, part: str) -> Amount | None:
        """A fraction in per cent: "two thirds" is between 66.66 and 66.67 %."""
        quantity = self._numbers.quantity(number) or self._numbers.quantity(f"{number} 1".strip())
        if quantity is None:
            return None
        whole = self._words.fractions[part.casefold()]
        low, high = (quantity.low, quantity.high) if quantity.amount is None else (quantity.amount, quantity.amount)
        shares = {"low": _percent(low, whole, ROUND_FLOOR), "high": _percent(high, whole, ROUND_CEILING)}
        if shares["low"] == shares["high"]:
            return Amount(Quantity(amount=shares["low"], unit=_PERCENT), has_unit=True)
        return Amount(Quantity(low=shares["low"], high=shares["high"], unit=_PERCENT), has_unit=True)


def _percent(count: Decimal | None, whole: int, rounding: str) -> Decimal | None:
    return None if count is None else (count * 100 / whole).quantize(_HUNDREDTH, rounding).normalize()
