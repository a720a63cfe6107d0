"""Amounts in a phrase: a number with its bounds, and its unit or currency ("at least £3.5m", "54 per cent")."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conflicts.model.value import Quantity
from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.numbers import NumberReader
from conflicts.readers.prose.years import any_of

if TYPE_CHECKING:
    from spacy.tokens import Token

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
        found = list(self._money.finditer(phrase)) or list(self._plain.finditer(phrase))
        if len(found) != 1 or set(phrase[: found[0].start()].casefold().split()) - self._before:
            return None
        if not _SIGNS.isdisjoint(phrase[found[0].end() :]):
            return None  # "14 trucks, some boats": the number is not that of the last of them
        match = found[0].groupdict()
        if match.get("sign"):
            scale = match["scale"] or ""
            scale = self._words.short_scales.get(scale.casefold(), scale)
            quantity = self._numbers.quantity(f"{match['bounds']}{match['number']} {scale}".strip())
            unit = self._words.signs[str(match["sign"]).upper()]
        else:
            quantity = self._numbers.quantity(match["number"])
            unit = self._words.units.get((match["unit"] or "").casefold(), "")
        if quantity is None:
            return None
        quantity = quantity.plain
        return Amount(quantity.model_copy(update={"unit": unit}) if unit else quantity, bool(unit))
