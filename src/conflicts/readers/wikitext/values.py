"""The values of infobox rows: numbers with their units, and dates. What is neither is text."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from conflicts.model.value import Quantity, Text, Time, read_as
from conflicts.readers.wikitext import nodes as n
from conflicts.readers.wikitext.lexicon import Role
from conflicts.readers.wikitext.shown import Shown

_NUMBER = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_MEASURE = re.compile(rf"({_NUMBER.pattern})(?:\s*(?:–|-|to)\s*({_NUMBER.pattern}))?(?:\s+([^\d\s].*)|([%°].*))?")
_YEARS = re.compile(r"\d{4}\D+\d{4}")
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)$")
_LONGEST = 40
_ASIDE: frozenset[Role] = frozenset({"tag", "note", "reuse", "short", "short-many", "pages", "outdated-after"})
_PARTS = {("foot", "inch"): 12, ("yard", "foot"): 3, ("pound", "ounce"): 16, ("stone", "pound"): 14}
_EXPONENT_AT_MOST = 100


class ValueReader:
    """Reads the value of a row from its nodes, or from what they show."""

    def __init__(self, shown: Shown) -> None:
        self._shown = shown
        self._units = shown.lexicon.unit_of

    def read(self, nodes: n.Nodes, words: str) -> Quantity | Time | Text:
        """The number, the range or the date that the row gives and nothing but it; or else its words."""
        essential = [each for each in nodes if not self._is_aside(each)]
        value: Quantity | Time | None = None
        if len(essential) == 1 and isinstance(template := essential[0], n.Template):
            value = self._of_template(template)
        return value or self.in_words(words)

    def in_words(self, words: str) -> Quantity | Time | Text:
        """The number, the range or the date that is written so. Two years are no range of numbers, and no date."""
        return self._quantity(words) or self._shown.dates.time(words) or Text(text=words)

    def read_date(self, nodes: n.Nodes, words: str) -> Time | None:
        """The date that the row gives."""
        value = self.read(nodes, words)
        return value if isinstance(value, Time) else self._shown.dates.time(words)

    def dated(self, words: str) -> tuple[Quantity, Time] | None:
        """The number before a date in brackets, and the date: ``5,200 (2016)``."""
        if (found := _IN_BRACKETS.search(words)) is None:
            return None
        number, time = self._quantity(words[: found.start()]), self._shown.dates.time(found[1])
        return None if number is None or time is None else (number, time)

    def _is_aside(self, node: n.Node) -> bool:
        """Whether it is no part of the value: white space, comments, references and marks."""
        match node:
            case n.Text(start=start, end=end):
                return self._shown.source[start:end].isspace()
            case n.Comment() | n.Tag(name="ref"):
                return True
            case n.Template():
                meaning = self._shown.meaning(node)
                return meaning is not None and meaning.role in _ASIDE
            case _:
                return False

    def _of_template(self, template: n.Template) -> Quantity | Time | None:
        meaning = self._shown.meaning(template)
        values = self._shown.values(template)
        match meaning.role if meaning is not None else "":
            case "date":
                return self._shown.date(values)
            case "convert":
                return self._converted(values)
            case "val":
                return self._val(values)
            case _:
                return None

    def _val(self, values: Mapping[str, str]) -> Quantity | None:
        exponent = values.get("e", "0")
        if not re.fullmatch(r"[+-]?\d{1,3}", exponent) or abs(int(exponent)) > _EXPONENT_AT_MOST or "3" in values:
            return None
        power = Decimal(1).scaleb(int(exponent))
        unit = values.get("u") or values.get("ul") or ""
        return self._measured(values.get("1", ""), None, unit, values.get("2"), power)

    def _converted(self, values: Mapping[str, str]) -> Quantity | None:
        given = [values[str(number)] for number in range(1, 8) if str(number) in values]
        convert = self._shown.lexicon.convert
        match given:
            case [first, between, last, unit, *_] if between in convert.between:
                return self._measured(first, last, unit)
            case [first, sign, doubt, unit, *_] if sign in convert.plus_minus:
                return self._measured(first, None, unit, doubt)
            case [whole, unit, part, smaller, *_] if _number(part) is not None and smaller in self._units:
                return self._compound(whole, self._units.get(unit, ""), part, self._units[smaller])
            case [amount, unit, *_]:
                return self._measured(amount, None, unit)
            case _:
                return None

    def _compound(self, whole: str, unit: str, part: str, smaller: str) -> Quantity | None:
        """Feet and inches, stones and pounds: all in the smaller unit."""
        first, second, times = _number(whole), _number(part), _PARTS.get((unit, smaller))
        if first is None or second is None or times is None:
            return None
        return _quantity(amount=first * times + second, unit=smaller)

    def _quantity(self, words: str) -> Quantity | None:
        """A number or a range, alone or with a unit that is known."""
        found = _MEASURE.fullmatch(words) if len(words) <= _LONGEST and not _YEARS.fullmatch(words) else None
        return None if found is None else self._measured(found[1], found[2], found[3] or found[4] or "")

    def _measured(
        self, first: str, last: str | None, unit: str, doubt: str | None = None, power: Decimal = Decimal(1)
    ) -> Quantity | None:
        low = _number(first)
        high, off = (low if words is None else _number(words) for words in (last, doubt))
        if low is None or high is None or off is None or (unit and unit not in self._units):
            return None
        known = self._units[unit] if unit else None
        if doubt is not None:
            return _quantity(low=(low - off) * power, high=(low + off) * power, unit=known)
        if last is not None:
            return _quantity(low=low * power, high=high * power, unit=known)
        return _quantity(amount=low * power, unit=known)


def _number(words: str) -> Decimal | None:
    if not _NUMBER.fullmatch(words) or len(words) > _LONGEST:
        return None
    try:
        return Decimal(words.replace(",", "").replace("−", "-"))
    except InvalidOperation:
        return None


def _quantity(**fields: Decimal | str | None) -> Quantity | None:
    try:
        return read_as(Quantity, fields)
    except ValueError:
        return None
