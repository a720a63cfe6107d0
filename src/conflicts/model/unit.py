"""Quantities to base units: exact conversion, tolerance, and the texts that people write for amounts and durations."""

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from math import ceil
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from conflicts.errors import nearest
from conflicts.model.compound import joined, parts_of
from conflicts.model.currency import are_other_currencies, money, scaled
from conflicts.model.unit_words import DEFINITIONS, almost_a_unit, plain, powers, readings, singular

if TYPE_CHECKING:
    from pint import UnitRegistry
    from pint.facets.plain import PlainUnit

_LONGEST_TEXT = 200
_LONGEST_UNIT = 100
_MOST_FACTORS = 8
_GREATEST_EXPONENT = 400

_NUMBER = r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?"
_LETTER = "A-Za-zµÀ-ÖØ-öø-ÿ\u0391-\u03a9\u03b1-\u03c9"  # Latin and Greek
_NAME = rf"(?:[{_LETTER}][{_LETTER}0-9_]*|°[A-Za-z]*|[%‰])"
_FACTOR = rf"{_NAME}(?:(?:\*\*|\^)-?[0-9]|⁻?[⁰¹²³⁴-⁹])?"
_EXPRESSION = re.compile(rf"(?:1 ?/ ?)?{_FACTOR}(?: ?[*/·⋅] ?{_FACTOR}| {_FACTOR})*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MARKS_IN_WORDS = "0123456789_ .'’()-"


class Tolerance(NamedTuple):
    """By how much bounds are widened: ``absolute`` in the predicate's unit, ``relative`` to the bound itself."""

    absolute: Fraction = Fraction(0)
    relative: Fraction = Fraction(0)

    def widen(self, low: Fraction | None, high: Fraction | None) -> tuple[Fraction | None, Fraction | None]:
        """Move both bounds outward by the tolerance; None, unbounded, stays None."""
        return (
            None if low is None else low - self.absolute - self.relative * abs(low),
            None if high is None else high + self.absolute + self.relative * abs(high),
        )


def convert(amount: Decimal | Fraction | int, from_unit: str | None, to_unit: str | None) -> Fraction:
    """Convert exactly: one mile is 1609.344 m. A missing unit is the other one.

    A word that has several sizes has the most usual of them (``convert_bounds`` has all). A unit that pint does not
    know ("person") converts to itself only. Raises ValueError if the units do not convert.
    """
    (exact, *_) = _conversions(_fraction(amount), from_unit, to_unit)
    return exact


def convert_bounds(
    low: Decimal | Fraction | None, high: Decimal | Fraction | None, from_unit: str | None, to_unit: str | None
) -> tuple[Fraction | None, Fraction | None]:
    """Convert bounds; where a word has several sizes (ton, barrel), from that of the smallest to that of the largest.

    None, unbounded, stays None. Raises ValueError if the units do not convert.
    """
    return (
        None if low is None else min(_conversions(_fraction(low), from_unit, to_unit)),
        None if high is None else max(_conversions(_fraction(high), from_unit, to_unit)),
    )


def dimension(unit: str | None) -> str:
    """Name what the unit measures: ``[length]``, ``[length]*[time]**-1``, ``dimensionless``; ``person`` for a person.

    Without a unit it is the empty text.
    """
    return "" if unit is None else _dimension_and_base(_worth(_shapely(unit))[1])[0]


def base_unit(unit: str | None) -> str:
    """The unit that all units of the same dimension are converted to, where no predicate declares one."""
    return "" if unit is None else _dimension_and_base(_worth(_shapely(unit))[1])[1]


def to_base(amount: Decimal | Fraction | int, unit: str | None) -> tuple[Fraction, str]:
    """The amount in its base unit, and the name of its dimension; of several sizes, the most usual one."""
    (exact, *_) = _in_base(_fraction(amount), unit)
    return exact, dimension(unit)


def base_bounds(
    low: Fraction | None, high: Fraction | None, unit: str | None
) -> tuple[Fraction | None, Fraction | None, str]:
    """Bounds in their base unit, and the name of its dimension; of a word with several sizes, as ``convert_bounds``."""
    return (
        None if low is None else min(_in_base(low, unit)),
        None if high is None else max(_in_base(high, unit)),
        dimension(unit),
    )


def base_word(unit: str) -> str:
    """A name for the unit as it is, the same however it is written: of a ton that is neither short, long nor metric."""
    scale, name = _worth(_shapely(unit))
    words = " or ".join(f"{each:P}" for each in _meanings(name))
    return words if scale == 1 else f"{scale} {words}"


def sizes(unit: str) -> tuple[str, ...]:
    """The sizes that a unit's word has been given, by their plain names, if it has several: those of a ``ton``."""
    known = {
        each: name for name in readings(_worth(_shapely(unit))[1], _is_unit_name) if (each := _parsed(name)) is not None
    }
    first = next(iter(known), None)
    alike = [name for each, name in known.items() if first is not None and each.dimensionality == first.dimensionality]
    return tuple(alike) if len(alike) > 1 else ()


def parse_tolerance(text: str) -> Tolerance:
    """Read ``10%`` (relative) or ``5`` (absolute, in the predicate's unit)."""
    match = re.fullmatch(rf"({_NUMBER}) ?(%?)", text.strip()) if len(text) <= _LONGEST_TEXT else None
    if match is None:
        raise ValueError(f"{_short(text)} is no tolerance: write 10%, or a number in the predicate's unit")
    size = _fraction(Decimal(match[1].replace(",", "")))
    if size < 0:
        raise ValueError(f"a tolerance cannot be negative: {text}")
    return Tolerance(relative=size / 100) if match[2] else Tolerance(absolute=size)


def parse_leeway(text: str) -> int:
    """Read the tolerance of times, in seconds: ``600``, or a duration such as ``10 minutes``, ``2 days`` or ``PT90S``.

    A part of a second counts as a whole one, since times are whole seconds.
    """
    number = re.fullmatch(_NUMBER, text.strip()) if len(text) <= _LONGEST_TEXT else None
    try:
        return ceil(parse_tolerance(text).absolute) if number else parse_duration(text)
    except ValueError:
        pass
    raise ValueError(f"{_short(text)} is no tolerance of times: write a number of seconds, or 10 minutes or 2 days")


_AT_LEAST = (">=", "≥", "at least")
_QUANTITY = re.compile(
    r"(?:(?P<bound>>=|≥|(?i:at least)|<=|≤|(?i:at most)) ?)?"
    rf"(?P<first>{_NUMBER})(?: ?(?:\.\.|-|–|—| to ) ?(?P<last>{_NUMBER}))?"
    r"(?P<unit>.*)"
)

_CURRENCY_FIRST = re.compile(r"([A-Za-z]{0,3}[^\w\s.+<>=≤≥−-]|[A-Z]{3}) ?(?=[0-9])")


def parse_quantity(text: str, into: str | None = None) -> dict[str, str]:
    """Read ``1,500 person``, ``200-300 km``, ``at least 100 t``, ``€5 million``, ``5 ft 3 in``: a Quantity's fields.

    A comma groups thousands and never marks a decimal. ``into``: the unit of the predicate, if it has one; it says what
    the marks of ``6'2"`` are. Raises ValueError, with a sentence.
    """
    words = " ".join(text.split()).replace("−", "-") if len(text) <= _LONGEST_TEXT else ""
    if (sign := _CURRENCY_FIRST.match(words)) and money(sign[1]) is not None:
        words = f"{words[sign.end() :]} {sign[1]}"
    match = _QUANTITY.fullmatch(words)
    if match is not None and (whole := _compound(words[match.start("first") :], into)) is not None:
        amount, unit = whole
        name = "amount" if not match["bound"] else "low" if match["bound"].lower() in _AT_LEAST else "high"
        return {name: f"{amount:f}", "unit": unit}
    if match is None or (match["bound"] and match["last"]):
        raise ValueError(f"{_short(text)} is no quantity: write it like 1500, 200-300 km or at least 100 t")
    first, last = match["first"].replace(",", ""), (match["last"] or "").replace(",", "")
    if match["bound"]:
        fields = {"low" if match["bound"].lower() in _AT_LEAST else "high": first}
    else:
        fields = {"low": first, "high": last} if last else {"amount": first}
    if unit := match["unit"].strip():
        try:
            fields["unit"] = _shapely(unit)
        except ValueError as error:
            raise ValueError(f"{_short(text)} is no quantity: {error}") from None
    return fields


def _compound(words: str, into: str | None) -> tuple[Decimal, str] | None:
    """A measure in several units as an amount of one; None for all else."""
    parts = parts_of(words, into, dimension)
    if not parts:
        return None
    whole = joined(parts, _ratios, lambda unit: bool(sizes(unit)))
    if whole is None and all(_known(part.unit) is not None for part in parts):
        raise ValueError(f"{_short(words)} is no quantity: it is not sure that its parts are one measure")
    return whole


def _ratios(unit: str, smaller: str) -> list[Fraction]:
    """How many of the other a unit is, in each of the sizes that their words have; nothing if they do not convert."""
    try:
        return _conversions(Fraction(1), unit, smaller)
    except ValueError:
        return []


_YEAR = Fraction("365.2425") * 86_400
_DURATION_UNITS = {
    "second": Fraction(1),
    "minute": Fraction(60),
    "hour": Fraction(3_600),
    "day": Fraction(86_400),
    "week": Fraction(7 * 86_400),
    "month": _YEAR / 12,
    "year": _YEAR,
}
_ISO_DURATION = re.compile(
    r"P(?=.)(?:(?P<year>\d+)Y)?(?:(?P<month>\d+)M)?(?:(?P<week>\d+)W)?(?:(?P<day>\d+)D)?"
    r"(?:T(?=.)(?:(?P<hour>\d+)H)?(?:(?P<minute>\d+)M)?(?:(?P<second>\d+)S)?)?",
    re.ASCII,
)
_LONGEST_DURATION = 1_000_000_000 * _YEAR


def parse_duration(text: str) -> int:
    """Read ``18 months``, ``90 days`` or ``P1Y6M`` in seconds.

    A year is 365.2425 days, the Gregorian mean, and a month a twelfth of it.
    """
    words = " ".join(text.split()) if len(text) <= _LONGEST_TEXT else ""
    if iso := _ISO_DURATION.fullmatch(words):
        length = sum(int(count) * _DURATION_UNITS[unit] for unit, count in iso.groupdict(default="0").items())
    elif plain := re.fullmatch(r"(\d+(?:\.\d+)?) ?(second|minute|hour|day|week|month|year)s?", words, re.ASCII):
        length = Fraction(plain[1]) * _DURATION_UNITS[plain[2]]
    else:
        raise ValueError(f"{_short(text)} is no duration: write it like 90 days, 18 months, 1 year or P1Y6M")
    if not 1 <= length <= _LONGEST_DURATION:
        raise ValueError(f"a duration is at least a second and at most 1,000,000,000 years: {_short(text)}")
    return int(length)


def _fraction(amount: Decimal | Fraction | int) -> Fraction:
    if amount == 0:
        return Fraction(0)  # also of 0e-999999999
    if isinstance(amount, Decimal) and (not amount.is_finite() or abs(amount.adjusted()) > _GREATEST_EXPONENT):
        raise ValueError(
            f"{_short(str(amount))} cannot be compared: an amount is finite and within 1e±{_GREATEST_EXPONENT}"
        )
    return Fraction(amount)


def _shapely(unit: str) -> str:
    """The unit, if it has the shape of one; nothing else comes near pint."""
    written = plain(unit) if len(unit) <= _LONGEST_UNIT and not _CONTROL.search(unit.strip()) else ""
    if _is_words(written) or _is_expression(written) or (written and money(written) is not None):
        return unit.strip()
    raise ValueError(f"{_short(unit)} is no unit: write it like km, m/s^2 or person")


def _is_words(unit: str) -> bool:
    return unit[:1].isalpha() and all(letter.isalpha() or letter in _MARKS_IN_WORDS for letter in unit)


def _is_expression(unit: str) -> bool:
    return _EXPRESSION.fullmatch(unit) is not None and len(re.findall(_FACTOR, unit)) <= _MOST_FACTORS


@cache
def _registry() -> "UnitRegistry[Fraction]":
    from pint import UnitRegistry  # slow to import, and seldom needed

    registry: UnitRegistry[Fraction] = UnitRegistry(non_int_type=Fraction)  # pyright: ignore[reportArgumentType]  (annotated as its default, float)
    for definition in DEFINITIONS:
        registry.define(definition)
    return registry


def _known(unit: str) -> "PlainUnit | None":
    """The unit as pint reads it; None if pint does not know it or cannot convert it exactly (dB)."""
    return next(iter(_meanings(unit)), None)


@lru_cache(maxsize=4_096)
def _meanings(unit: str) -> "tuple[PlainUnit, ...]":
    """All units that a text can stand for, the most usual first; none if it names a thing that is counted, or money."""
    if money(unit) is not None:
        return ()
    written = readings(unit, _is_unit_name) or ((unit,) if _is_expression(unit) else ())
    found = filter(None, map(_parsed, written))
    return tuple(dict.fromkeys(found))


def _is_unit_name(name: str) -> bool:
    return bool(name.isascii() or name in "°%‰µΩÅ") and bool(_registry().parse_unit_name(name))


def _parsed(expression: str) -> "PlainUnit | None":
    from pint.errors import PintError

    spelled = powers(expression).replace("⋅", "*")
    try:
        one = _registry().Quantity(Fraction(1), _registry().parse_units(spelled))
        return one.units if isinstance(one.to_base_units().magnitude, Fraction | int) else None
    except (PintError, TypeError):  # where numpy is installed, pint has it take the logarithm of a fraction
        return None


@lru_cache(maxsize=1_024)
def why_not_convertible(unit: str, into: str) -> str:
    """In a sentence; empty for units that convert, and for two currencies, which are not compared."""
    if are_other_currencies(unit, into):
        return ""
    try:
        convert(1, unit, into)
    except ValueError as error:
        return str(error)
    return ""


@lru_cache(maxsize=4_096)
def _worth(unit: str) -> tuple[Fraction, str]:
    """How many of something a unit is, and of what: a thousand and ``EUR`` for ``k€``; what it says, for most."""
    paid = money(unit)
    return scaled(unit) if paid is None else (paid.scale, paid.word)


def _identity(unit: str) -> object:
    """What is the same for all texts that write one unit."""
    return _meanings(unit) or singular(unit)


def _conversions(amount: Fraction, from_unit: str | None, to_unit: str | None) -> list[Fraction]:
    """What the amount is in the other unit, for each of the sizes that the two words have; the most usual first."""
    if from_unit is None or to_unit is None:
        return [amount]
    (own, source), (other, target) = _worth(_shapely(from_unit)), _worth(_shapely(to_unit))
    exact = amount * own / other
    if source == target or not source or not target or _identity(source) == _identity(target):
        return [exact]
    failure = f"cannot convert {from_unit.strip()!r} to {to_unit.strip()!r}"
    pairs = [
        (known_source, known_target)
        for known_source in _meanings(source)
        for known_target in _meanings(target)
        if known_source.dimensionality == known_target.dimensionality
    ]
    if not pairs:
        raise ValueError(f"{failure}{_unknown(source, target)}")
    return [_magnitude(exact, known_source, known_target, failure) for known_source, known_target in pairs]


def _in_base(amount: Fraction, unit: str | None) -> list[Fraction]:
    """What the amount is in its base unit, for each of the sizes that the unit's word has; the most usual first."""
    if unit is None:
        return [amount]
    own, name = _worth(_shapely(unit))
    exact, known = amount * own, _meanings(name)
    alike = [each for each in known if each.dimensionality == known[0].dimensionality]
    return [_magnitude(exact, each, None, f"cannot convert {unit!r} to its base unit") for each in alike] or [exact]


def _magnitude(amount: Fraction, source: "PlainUnit", target: "PlainUnit | None", failure: str) -> Fraction:
    """The amount in the target unit, or in the base unit where there is no target."""
    from pint.errors import PintError

    quantity = _registry().Quantity(amount, source)
    try:
        return Fraction((quantity.to_base_units() if target is None else quantity.to(target)).magnitude)
    except PintError:
        raise ValueError(failure) from None


def misspelt(unit: str) -> str:
    """Why a unit is probably a misspelt one, in a sentence; empty for all others, known ones and counted things.

    Raises ValueError for what has not the shape of a unit.
    """
    text = _shapely(unit)
    meant = almost_a_unit(text)
    return f"unknown unit {text!r} (did you mean {meant!r}?)" if meant else ""


def _unknown(source: str, target: str) -> str:
    """Say which unit pint does not know, if it knows the other, and what may have been meant."""
    if (_known(source) is None) == (_known(target) is None):
        return ""
    unknown, other = (source, target) if _known(source) is None else (target, source)
    in_lower_case = unknown.lower()
    if _known(in_lower_case) is not None and dimension(in_lower_case) == dimension(other):
        return f": unknown unit {unknown!r} (did you mean {in_lower_case!r}?)"
    if unknown in _unit_names():
        return f": {unknown!r} has no exact conversion"
    from difflib import get_close_matches  # here, since it takes a while to load and is rarely needed

    alike = get_close_matches(unknown, _unit_names(), n=1, cutoff=0.8)  # at 0.6, a person is a percent
    return f": unknown unit {unknown!r}{nearest(unknown, alike)}"


@cache
def _unit_names() -> list[str]:
    """All names, with common prefixes; of a fresh registry, since one in use also lists what it has met."""
    from pint import UnitRegistry

    return sorted(prefix + name for name in UnitRegistry() for prefix in ("", "kilo", "mega", "centi", "milli"))


@lru_cache(maxsize=4_096)
def _dimension_and_base(unit: str) -> tuple[str, str]:
    known = _known(unit)
    if known is None:
        word = singular(unit) if unit and money(unit) is None else unit
        return word, word
    one = _registry().Quantity(Fraction(1), known)
    return _product(one.dimensionality.items()), _product(one.to_base_units().unit_items())


def _product(powers: Iterable[tuple[str, object]]) -> str:
    factors = [name if power == 1 else f"{name}**{power}" for name, power in sorted(powers, key=itemgetter(0))]
    return "*".join(factors) or "dimensionless"


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
