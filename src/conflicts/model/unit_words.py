"""How people write units: what stands for which unit of the registry, and words that have been given several sizes."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from conflicts.model.spelling import canonical

DEFINITIONS = (
    "full_turn = 1",  # so that 60 revolutions a minute are 1 hertz; the registry's turn is 2 pi, and so is its cycle
    "full_turn_per_minute = full_turn / minute",
    "full_turn_per_second = full_turn / second",
    "turned_radian = full_turn / (2 * pi)",
    "turned_degree = full_turn / 360",
    "turned_arcminute = turned_degree / 60",
    "turned_arcsecond = turned_degree / 3600",
    "turned_grade = full_turn / 400",
    "international_acre_foot = 43560 * foot ** 3",
    "statute_mile = mile",
    "nautical_league = 3 * nautical_mile",
    "international_league = 3 * mile",
    "international_fathom = 6 * foot",
    "international_furlong = 660 * foot",
    "international_chain = 66 * foot",
    "international_rod = 16.5 * foot",
    "international_link = 0.66 * foot",
    "international_acre = 4840 * yard ** 2",
    "us_gallon = gallon",
    "us_quart = quart",
    "us_pint = pint",
    "us_cup = cup",
    "us_gill = gill",
    "us_fluid_ounce = fluid_ounce",
    "us_tablespoon = tablespoon",
    "us_teaspoon = teaspoon",
    "us_bushel = bushel",
    "us_ton = short_ton",
    "metric_cup = 250 * milliliter",
    "legal_cup = 240 * milliliter",
    "metric_tablespoon = 15 * milliliter",
    "australian_tablespoon = 20 * milliliter",
    "imperial_tablespoon = 0.625 * imperial_fluid_ounce",
    "metric_teaspoon = 5 * milliliter",
    "imperial_teaspoon = imperial_fluid_ounce / 8",
    "shortest_month = 28 * day",
    "longest_month = 31 * day",
    "ten_years = 10 * year",
    "ten_common_years = 3650 * day",
    "ten_leap_years = 3660 * day",
    "hundred_common_years = 36500 * day",
    "hundred_leap_years = 36600 * day",
    "thousand_common_years = 365000 * day",
    "thousand_leap_years = 366000 * day",
)
"""What the registry does not know, or knows otherwise."""

_YEARS = ("year", "common_year", "leap_year")
_CALORIES = ("calorie", "fifteen_degree_calorie", "international_calorie")
_KILOCALORIES = tuple(f"kilo{name}" for name in _CALORIES)
_BARRELS = ("oil_barrel", "barrel", "dry_barrel", "beer_barrel", "imperial_barrel")
_OUNCES = ("ounce", "troy_ounce", "fluid_ounce", "imperial_fluid_ounce")
_TABLESPOONS = ("tablespoon", "metric_tablespoon", "australian_tablespoon", "imperial_tablespoon")
_TEASPOONS = ("teaspoon", "metric_teaspoon", "imperial_teaspoon")
_HORSEPOWERS = ("horsepower", "metric_horsepower", "electrical_horsepower")
_BTUS = ("british_thermal_unit", "international_british_thermal_unit", "thermochemical_british_thermal_unit")
_TEN_YEARS = ("ten_years", "ten_common_years", "ten_leap_years")
_DEGREES = ("turned_degree", "degree_Celsius", "degree_Fahrenheit")

MEANINGS: Mapping[str, Sequence[str]] = {
    "turn": ("full_turn",),
    "revolution": ("full_turn",),
    "cycle": ("full_turn",),
    "circle": ("full_turn",),
    "rpm": ("full_turn_per_minute",),
    "revolutions_per_minute": ("full_turn_per_minute",),
    "rps": ("full_turn_per_second",),
    "revolutions_per_second": ("full_turn_per_second",),
    "radian": ("turned_radian",),
    "rad": ("turned_radian",),
    "arcdeg": ("turned_degree",),
    "arcdegree": ("turned_degree",),
    "arcminute": ("turned_arcminute",),
    "arcmin": ("turned_arcminute",),
    "arcsecond": ("turned_arcsecond",),
    "arcsec": ("turned_arcsecond",),
    "mas": ("milliturned_arcsecond",),
    "grade": ("turned_grade",),
    "grad": ("turned_grade",),
    "gon": ("turned_grade",),
    "gradian": ("turned_grade",),
    "ton": ("short_ton", "metric_ton", "long_ton"),
    "barrel": _BARRELS,
    "bbl": _BARRELS,
    "gallon": ("gallon", "imperial_gallon", "dry_gallon"),
    "gal": ("gallon", "imperial_gallon", "dry_gallon"),
    "quart": ("quart", "imperial_quart", "dry_quart"),
    "qt": ("quart", "imperial_quart", "dry_quart"),
    "pint": ("pint", "imperial_pint", "dry_pint"),
    "pt": ("pint", "imperial_pint", "dry_pint"),
    "cup": ("cup", "imperial_cup", "metric_cup", "legal_cup"),
    "gill": ("gill", "imperial_gill"),
    "fluid_ounce": ("fluid_ounce", "imperial_fluid_ounce"),
    "floz": ("fluid_ounce", "imperial_fluid_ounce"),
    "fl_oz": ("fluid_ounce", "imperial_fluid_ounce"),
    "tablespoon": _TABLESPOONS,
    "tbsp": _TABLESPOONS,
    "teaspoon": _TEASPOONS,
    "tsp": _TEASPOONS,
    "bushel": ("bushel", "imperial_bushel"),
    "bu": ("bushel", "imperial_bushel"),
    "peck": ("peck", "imperial_peck"),
    "ounce": _OUNCES,
    "oz": _OUNCES,
    "pound": ("pound", "force_pound"),
    "lb": ("pound", "force_pound"),
    "hundredweight": ("short_hundredweight", "long_hundredweight"),
    "cwt": ("short_hundredweight", "long_hundredweight"),
    "mile": ("mile", "nautical_mile", "survey_mile"),
    "league": ("league", "international_league", "nautical_league"),
    "fathom": ("fathom", "international_fathom"),
    "furlong": ("furlong", "international_furlong"),
    "chain": ("chain", "international_chain"),
    "rod": ("rod", "international_rod"),
    "link": ("link", "international_link"),
    "acre_foot": ("acre_foot", "international_acre_foot"),
    "acre_feet": ("acre_foot", "international_acre_foot"),
    "acre": ("acre", "international_acre"),
    "horsepower": _HORSEPOWERS,
    "hp": _HORSEPOWERS,
    "calorie": (*_CALORIES, *_KILOCALORIES),
    "cal": (*_CALORIES, *_KILOCALORIES),
    "kilocalorie": _KILOCALORIES,
    "kcal": _KILOCALORIES,
    "btu": _BTUS,
    "british_thermal_unit": _BTUS,
    "therm": ("therm", "US_therm"),
    "year": _YEARS,
    "yr": _YEARS,
    "a": _YEARS,
    "annum": _YEARS,
    "month": ("month", "shortest_month", "longest_month"),
    "decade": _TEN_YEARS,
    "century": ("century", "hundred_common_years", "hundred_leap_years"),
    "centurie": ("century", "hundred_common_years", "hundred_leap_years"),
    "millennium": ("millennium", "thousand_common_years", "thousand_leap_years"),
    "millennia": ("millennium", "thousand_common_years", "thousand_leap_years"),
    "kilobyte": ("kilobyte", "kibibyte"),
    "megabyte": ("megabyte", "mebibyte"),
    "MB": ("megabyte", "mebibyte"),
    "gigabyte": ("gigabyte", "gibibyte"),
    "GB": ("gigabyte", "gibibyte"),
    "terabyte": ("terabyte", "tebibyte"),
    "TB": ("terabyte", "tebibyte"),
    "kt": ("knot", "kilometric_ton"),
    "mt": ("metric_ton", "megametric_ton"),
    "F": ("degree_Fahrenheit", "farad"),
    "C": ("degree_Celsius", "coulomb"),
    "°": _DEGREES,
    "degree": _DEGREES,
    "deg": _DEGREES,
}
"""Words that are more than one unit, or have been given more than one size: the most usual of them first.

Where they have different dimensions, those count that what they are compared with has. Names such as ``us_gallon``,
``metric_ton`` and ``statute_mile`` mean one of them, and so does the abbreviation ``mi``.
"""

_SPELLINGS: Mapping[str, str] = {
    "kB": "kilobyte",
    "KB": "kilobyte",
    "kmh": "kph",
    "kmph": "kph",
    "kwh": "kWh",
    "KWh": "kWh",
    "KWH": "kWh",
    "Kg": "kg",
    "Kgs": "kg",
    "Km": "km",
    "Kms": "km",
    "kn": "knot",
    "kts": "knot",
    "hrs": "hour",
    "mins": "minute",
    "secs": "second",
    "yrs": "year",
    "mos": "month",
    "ltr": "liter",
    "ltrs": "liter",
    "gm": "gram",
    "gms": "gram",
    "mtr": "meter",
    "mtrs": "meter",
    "pct": "percent",
    "rev": "turn",
    "revs": "turn",
    "BTU": "btu",
    "Btu": "btu",
    "Cal": "kilocalorie",
    "centigrade": "degree_Celsius",
    "sqm": "m^2",
    "sqkm": "km^2",
    "sqft": "ft^2",
    "sqmi": "mi^2",
    "sqyd": "yd^2",
    "sqin": "in^2",
    "cbm": "m^3",
    "cuft": "ft^3",
    "cft": "ft^3",
    "cuin": "in^3",
    "cuyd": "yd^3",
    "uk_gallon": "imperial_gallon",
    "uk_quart": "imperial_quart",
    "uk_pint": "imperial_pint",
    "uk_cup": "imperial_cup",
    "uk_gill": "imperial_gill",
    "uk_fluid_ounce": "imperial_fluid_ounce",
    "uk_bushel": "imperial_bushel",
    "uk_ton": "long_ton",
    "imperial_ton": "long_ton",
}
_TEMPERATURES = {"c": "degree_Celsius", "celsius": "degree_Celsius", "centigrade": "degree_Celsius"} | {
    "f": "degree_Fahrenheit",
    "fahrenheit": "degree_Fahrenheit",
    "k": "kelvin",
    "kelvin": "kelvin",
}
_NATIONS = {"us": "us", "u.s": "us", "american": "us", "uk": "uk", "u.k": "uk", "british": "uk", "imp": "uk"} | {
    "imperial": "uk"
}
_IN_FULL = {"gal": "gallon", "qt": "quart", "pt": "pint", "bu": "bushel", "tbsp": "tablespoon", "tsp": "teaspoon"}
_POWERS = {"sq": 2, "square": 2, "squared": 2, "cu": 3, "cubic": 3, "cubed": 3}
_PREFIXES = ("", "kilo", "mega", "giga", "milli")
_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_LONGEST_NAME = 3
"""How many words a unit's name has at most: ``us fluid ounce``."""
_SHORTEST_PLURAL = 2
_SHORTEST_WORD = 4
"""How many letters a word has whose capitals mean nothing; abbreviations differ by them (mW, MW)."""

_TOKEN = re.compile(
    r" *(?:(?P<times>[*·⋅×])|(?P<over>/|\bper\b)|(?P<name>[^\W\d_][^\W\d]*(?:\.[^\W\d_]+)*\.?|°|%|‰)"
    r"(?P<power>(?:\*\*|\^)-?[0-9]|[2-4])?)"
)
_LETTER = r"[^\W\d_]"
_MOST_READINGS = 64
_IRREGULAR = {
    "people": "person",
    "persons": "person",
    "ppl": "person",
    "men": "man",
    "women": "woman",
    "children": "child",
}


_SHORTEST_MISSPELT = 6
_OFTEN_CAPITAL = ("km", "kg", "cm", "mm", "mph", "kph", "km/h")
_COMMON = (
    *("kilometre", "kilometer", "centimetre", "centimeter", "millimetre", "millimeter", "nautical_mile", "furlong"),
    *("hectare", "millilitre", "milliliter", "kilogram", "milligram", "percent"),
    *("celsius", "fahrenheit", "kelvin", "kilowatt", "megawatt", "gigawatt", "horsepower", "kilojoule", "megajoule"),
    *("kilohertz", "megahertz", "gigahertz", "kilobyte", "megabyte", "gigabyte", "calorie", "kilocalorie"),
)
"""Units that are often used and resemble nothing that is counted."""


class _Factor(NamedTuple):
    name: str
    power: int


def readings(unit: str, is_known: Callable[[str], bool]) -> tuple[str, ...]:
    """The expressions of the registry that a unit can stand for, the most usual first; none if it is no measure."""
    factors = _factors(unit, is_known)
    if not factors:
        return ()
    choices = [[_Factor(name, factor.power) for name in _meanings_of(factor.name)] for factor in factors]
    size = 1
    for several in choices:
        size *= len(several)
    return tuple(map(_expression, product(*choices))) if size <= _MOST_READINGS else ()


def has_several_readings(unit: str) -> bool:
    """Whether some word of a unit has several sizes or means several units, as far as that shows without a registry."""
    names = re.findall(r"[^\W\d]+|°", unit)
    return any(len(_meanings_of(name)) > 1 for name in names)


def singular(unit: str) -> str:
    """The name of a thing that is counted, in the singular: ``person`` for people, ``tank`` for tanks."""
    *words, last = canonical(unit).split(" ")
    return " ".join([*words, _one_of(last)])


def almost_a_unit(unit: str) -> str:
    """The common unit that a unit differs from by a letter or by its capitals; empty if there is none.

    Things that are counted have any name, so that only long words, and few, are asked for.
    """
    if unit.lower() in _OFTEN_CAPITAL and unit not in _SPELLINGS and unit != unit.lower():
        return unit.lower()
    for word in re.findall(rf"{_LETTER}+", unit):
        forms = (word.lower(), word.lower().removesuffix("s"))
        if len(forms[1]) < _SHORTEST_MISSPELT or any(form in _COMMON for form in forms):
            continue
        for common in _COMMON:
            if any(_differ_by_a_letter(form, common) for form in forms):
                return common
    return ""


def _differ_by_a_letter(word: str, other: str) -> bool:
    """Whether one letter is missing, too many, wrong or in its neighbour's place."""
    short, long = sorted((word, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((n for n, (mine, other) in enumerate(zip(short, long, strict=False)) if mine != other), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    return short[at + 1 :] == long[at + 1 :] or (
        short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    )


def plain(unit: str) -> str:
    """The unit in the letters that all units are written with: ``°`` for ``º``, ``^2`` for ``²``."""
    return canonical(powers(unit.replace("º", "°")))


def powers(unit: str) -> str:
    """The unit with its powers in ordinary digits: ``s^-1`` for ``s⁻¹``."""
    return re.sub(r"⁻?[⁰¹²³⁴-⁹]+", lambda power: "^" + power[0].translate(_SUPERSCRIPTS), unit)


def _meanings_of(name: str) -> Sequence[str]:
    """What a name can mean, by itself or with a prefix, in the singular or in the plural."""
    spelled = _SPELLINGS.get(name, name)
    for word in dict.fromkeys((spelled, spelled.lower() if len(spelled) >= _SHORTEST_WORD else spelled)):
        for prefix in _PREFIXES:
            stem = word.removeprefix(prefix) if word.startswith(prefix) else ""
            for form in (stem, stem.removesuffix("s") if len(stem) > _SHORTEST_PLURAL else ""):
                if form in MEANINGS:
                    return [prefix + meaning for meaning in MEANINGS[form]]
    return (spelled,)


def _expression(factors: Sequence[_Factor]) -> str:
    return " * ".join(factor.name if factor.power == 1 else f"{factor.name} ** {factor.power}" for factor in factors)


def _factors(unit: str, is_known: Callable[[str], bool]) -> list[_Factor] | None:
    """The names in a unit, each with its power; None if one of them is not known."""
    whole = re.sub(rf"(?<={_LETTER})-(?={_LETTER})", " ", plain(unit)).replace("per cent", "percent")
    text = re.sub(r"1 ?/ ?", "", whole, count=1) if whole.startswith("1") else whole
    sign = 1 if text == whole else -1
    found: list[_Factor] = []
    run: list[_Factor] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            return None
        at = token.end()
        if token["name"]:
            power = int(re.sub(r"[*^]", "", token["power"] or "1"))
            run.append(_Factor(token["name"].removesuffix("."), power))
            continue
        named = _named(run, sign, is_known)
        if not named:
            return None
        found += named
        run, sign = [], -1 if token["over"] else 1
    named = _named(run, sign, is_known)
    return [*found, *named] if named else None


def _named(words: Sequence[_Factor], sign: int, is_known: Callable[[str], bool]) -> list[_Factor]:
    """The units that words beside each other name, of which only the first is divided by; empty if one is not known."""
    found: list[_Factor] = []
    rest = list(words)
    while rest:
        raised = _POWERS.get(rest[0].name.lower(), 1) if len(rest) > 1 else 1
        if raised > 1:
            rest.pop(0)
        for length in range(min(_LONGEST_NAME, len(rest)), 0, -1):
            name = _one_name([word.name for word in rest[:length]], is_known)
            if name is not None and all(word.power == 1 for word in rest[: length - 1]):
                break
        else:
            return []
        power = rest[length - 1].power * raised
        rest = rest[length:]
        if rest and rest[0].name.lower() in ("squared", "cubed"):
            power *= _POWERS[rest.pop(0).name.lower()]
        spelled, inner = _spelled(name)
        found.append(_Factor(spelled, power * inner * (sign if not found else 1)))
    return found


def _spelled(name: str) -> tuple[str, int]:
    """A name as the registry has it, and the power that is part of it: ``m`` and 2 for ``sqm``."""
    spelled, _, power = _SPELLINGS.get(name, name).partition("^")
    return spelled, int(power or 1)


def _one_name(words: Sequence[str], is_known: Callable[[str], bool]) -> str | None:
    """The name that the words are together, if they are one: ``nautical_mile``, ``degree_Celsius``, ``us_gallon``."""
    first, *further = words
    if first.lower() in ("°", "deg", "degs", "degree", "degrees") and len(further) == 1:
        return _TEMPERATURES.get(further[0].lower())
    if first.startswith("°") and len(first) > 1 and not further:
        return _TEMPERATURES.get(first[1:].lower())
    if further and first.lower() in _NATIONS:
        words = [_NATIONS[first.lower()], *further]
        words = [words[0], *(_IN_FULL.get(word, word) for word in words[1:])]
    joined = "_".join(words).replace("fl_oz", "fluid_ounce")
    shapes = [joined] if len(joined) < _SHORTEST_WORD else [joined, joined.lower()]
    for shape in dict.fromkeys(form for each in shapes for form in (each, each.removesuffix("s"))):
        name = _SPELLINGS.get(shape, shape)
        if name != shape or shape in MEANINGS or is_known(shape):
            return shape
    return None


def _one_of(word: str) -> str:
    lower = word.lower()
    if lower in _IRREGULAR:
        return _IRREGULAR[lower]
    for ending, single in (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x")):
        if lower.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + single
    return word[:-1] if lower.endswith("s") and not lower.endswith(("ss", "us", "is")) and word[:-1].islower() else word
