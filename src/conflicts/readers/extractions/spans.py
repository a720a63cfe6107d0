"""The words of a text that an extraction leans on, and what they say: names, numbers and dates."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from conflicts.model.spelling import canonical
from conflicts.model.value import Quantity, Time
from conflicts.readers.prose.date_phrases import NO_YEAR, DatePhrase, Day
from conflicts.readers.prose.dates import Calendar
from conflicts.readers.prose.language import Language

AROUND = 60
"""How many characters beside a span are looked at: "at least" before a number, or "before" a date, belongs to it."""

_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
_EDTF = re.compile(r"(?=.*[0-9])[0-9YXEW/.~?%\[\]{},-]+")


def found_in(words: str, text: str) -> tuple[int, int] | None:
    """Where the words first stand in the text, whose white space may differ; None if they do not."""
    parts = words.split()
    if not parts:
        return None
    found = re.search(r"\s+".join(map(re.escape, parts)), text)
    return found.span() if found else None


@dataclass(frozen=True)
class Span:
    """Some words of a text, and what stands beside them."""

    before: str
    words: str
    after: str

    @staticmethod
    def of(text: str, start: int, end: int) -> "Span":
        """The words from ``start`` to ``end``."""
        return Span(text[max(start - AROUND, 0) : start], text[start:end], text[end : end + AROUND])

    @property
    def around(self) -> str:
        """The words with what stands beside them."""
        return self.before + self.words + self.after

    def has(self, start: int, end: int) -> bool:
        """Whether some of these characters of ``around`` are the span's own."""
        return start < len(self.before) + len(self.words) and end > len(self.before)


@dataclass(frozen=True)
class Spans:
    """The quote and the antecedents of an extraction; ``today`` is the text's own date, for those that say no year."""

    spans: tuple[Span, ...]
    language: Language
    today: Day | None

    def name_one(self, spellings: Iterable[str]) -> bool:
        """Whether they have one of these names, as whole words in whatever case."""
        text = " \n ".join(canonical(span.words).casefold() for span in self.spans)
        return any(
            re.search(rf"(?<!\w){re.escape(canonical(name).casefold())}(?!\w)", text) for name in spellings if name
        )

    def have(self, words: str) -> bool:
        """Whether they have these words."""
        return any(found_in(words, span.words) for span in self.spans)

    def quantities(self, said: str | Decimal) -> list[Quantity]:
        """The different quantities of the text that are, or have, this number; or that are said in just these words."""
        if isinstance(said, str):
            quantity = self.language.numbers.quantity(said) if self.have(said) else None
            numbers = _numbers(quantity) if quantity is not None else set()
        else:
            numbers = {said}
        return [each for each in dict.fromkeys(each.plain for each in self._read()) if numbers & _numbers(each)]

    def _read(self) -> Iterator[Quantity]:
        for span in self.spans:
            yield from (
                each for start, end, each in self.language.numbers.quantities(span.around) if span.has(start, end)
            )

    def date(self, said: str) -> Time | None:
        """The date that words of the spans say; or that is given in EDTF, and that they say, too.

        What stands beside it belongs to it: "by 3 March" is no other date than "3 March" of a quote that is too short.
        """
        phrases = self._dates()
        if _EDTF.fullmatch(said) is None:
            alone = [phrase.text for phrase in self._calendar().phrases(said)] if self.have(said) else []
            if len(alone) != 1:
                return None
            said = alone[0]
        for phrase in phrases:
            if said == phrase.text:
                return phrase.time("state")
        told = {part for phrase in phrases for part in _parts(phrase.text)} | set(self._literal())
        ends = [end.rstrip("~?%") for end in said.split("/") if end not in ("", "..")]
        return Time.model_validate(said) if ends and told.issuperset(ends) else None

    def _literal(self) -> Iterator[str]:
        for span in self.spans:
            yield from _DATE.findall(span.words)

    def _dates(self) -> list[DatePhrase]:
        """The dates that the text says there."""
        found: list[DatePhrase] = []
        for span in self.spans:
            phrases = self._calendar().phrases(span.around)
            found += (phrase for phrase in phrases if span.has(phrase.start, phrase.end))
        return [phrase for phrase in found if NO_YEAR not in phrase.text]

    def _calendar(self) -> Calendar:
        return self.language.calendar.of_text(self.today)


def _numbers(quantity: Quantity) -> set[Decimal]:
    return {number for number in (quantity.amount, quantity.low, quantity.high) if number is not None}


def _parts(date: str) -> Iterator[str]:
    """The days, months and years that a date is made of: 2022-03 and 2022 are in 2022-03-24."""
    for whole in _DATE.findall(date):
        yield whole
        yield from (whole[:length] for length in (4, 7) if length < len(whole))
