"""Units as people write them: spellings of one unit, words that have been given several sizes, and what is no unit."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from conflicts import Claim, Predicate, Vocabulary, check
from conflicts.errors import InputError
from conflicts.model.unit import convert, convert_bounds, dimension, sizes
from conflicts.model.unit_words import MEANINGS
from conflicts.model.value import Quantity
from conflicts.readers import load
from conflicts.rules.shipped import shipped_folder

ENGINES = ["python", "durable", "duckdb"]


def verdicts(first: str, second: str, unit: str | None = None, engine: str = "python") -> list[str]:
    """How certainly two sources contradict each other about one quantity."""
    if engine == "durable":
        pytest.importorskip("durable")
    claims = [
        Claim.model_validate(
            {"id": who, "subject": "thing", "predicate": "p", "value": {"quantity": said}, "asserted_by": who}
        )
        for who, said in (("paper", first), ("radio", second))
    ]
    predicate = Predicate(value="quantity", single=True, timeless=True, unit=unit)
    report = check(
        claims, vocabulary=Vocabulary(predicates={"p": predicate}), rules=["core/incompatible-values"], engine=engine
    )
    return [finding.verdict for finding in report.findings]


# ------------------------------------------------------------------------------------------------ one unit, many texts


@pytest.mark.parametrize(
    "spellings",
    [
        ("person", "people", "persons", "ppl"),
        ("armoured vehicle", "armoured vehicles"),
        ("country", "countries"),
        ("km²", "km2", "km^2", "km**2", "sq km", "sq. km", "square kilometres", "sqkm", "㎢"),
        ("m²", "m2", "m^2", "sqm", "square metre", "metres squared"),
        ("m³", "m3", "cubic metres", "cbm"),
        ("mi²", "mi2", "sq mi"),
        ("ft²", "ft2", "sq ft", "square feet", "sqft"),
        ("kg/m³", "kg/m3", "kg m^-3", "kilograms per cubic metre"),
        ("km/h", "kph", "kmh", "kilometres per hour", "km per h"),
        ("mph", "mi/h"),
        ("°C", "degC", "℃", "º C", "deg C", "degrees Celsius", "Celsius"),
        ("°F", "degF", "℉", "Fahrenheit", "deg. F"),
        ("nautical mile", "nautical_miles", "nmi", "Nautical Miles"),
        ("metric ton", "tonne", "t", "metric_tons", "Tonnes"),
        ("US gallon", "us_gallons", "U.S. gallons", "US gal"),
        ("imperial pint", "UK pints", "imperial_pint"),
        ("light-year", "light years", "light_year"),
        ("kWh", "kwh", "kilowatt hours", "kilowatt-hour"),
        ("percent", "%", "per cent", "pct"),
        ("rpm", "rev/min", "revolutions per minute"),
    ],
)
def test_spellings_of_one_unit_are_one_unit(spellings: tuple[str, ...]) -> None:
    first, *further = spellings
    for other in further:
        assert convert_bounds(Decimal(7), Decimal(8), other, first) == (Fraction(7), Fraction(8)), other
        assert dimension(other) == dimension(first), other


@pytest.mark.parametrize(
    ("amount", "source", "target", "expected"),
    [
        (50, "F", "°C", "10"),
        (10, "C", "K", "283.15"),
        (68, "F", "C", "20"),
        (-40, "℃", "F", "-40"),
        (3, "F", "mF", "3000"),  # farads, beside farads
        (2, "C", "mC", "2000"),  # coulombs, beside coulombs
        (20, "degrees", "°C", "20"),
        (180, "degrees", "turn", "0.5"),
        (7200, "rpm", "Hz", "120"),
        (3000, "rpm", "1/s", "50"),
        (2, "cycles/s", "Hz", "2"),
        (720, "deg/s", "Hz", "2"),
        (10, "kt", "km/h", "18.52"),
        (10, "kt", "t", "10000"),
        (5, "mi2", "km²", "12.94994055168"),
        (60, "mph", "km/h", "96.56064"),
    ],
)
def test_a_text_is_the_unit_that_it_can_be_beside_the_other(
    amount: int, source: str, target: str, expected: str
) -> None:
    assert convert(amount, source, target) == Fraction(expected)


def test_a_hertz_is_a_whole_turn_in_a_second_and_no_radian() -> None:
    assert float(convert(1, "Hz", "rad/s")) == pytest.approx(6.283185307)
    assert verdicts("1 Hz", "1 rad/s") == ["certain"]
    assert verdicts("1 turn", "1 rad") == ["certain"]
    assert verdicts("7200 rpm", "120 Hz") == []


# ------------------------------------------------------------------------------------------------ several sizes


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("5000 tons", "5000 tonnes"),
        ("5000 tons", "5000 long_ton"),
        ("5000 tons", "5000 short tons"),
        ("10 gallons", "45.46 l"),
        ("10 gallons", "37.85411784 l"),
        ("1000 barrels", "158.987294928 m3"),
        ("1 year", "365 days"),
        ("1 year", "366 days"),
        ("2 months", "60 days"),
        ("10 miles", "10 nautical miles"),
        ("10 miles", "16.09344 km"),
        ("1 oz", "31.1034768 g"),
        ("2 pints", "1.1365 l"),
        ("3 cups", "750 ml"),
        ("100 hp", "73.549875 kW"),
        ("100 calories", "418.4 kJ"),
        ("100 calories", "418.4 J"),
        ("1 acre", "4046.8564224 m2"),
        ("6 fathoms", "36 ft"),
        ("5 GB", "5 GiB"),
        ("5 kilotons", "5000 t"),
        ("1000 barrels per day", "158.987294928 m3/day"),
        ("3 decades", "30 years"),
    ],
)
def test_a_word_with_several_sizes_does_not_contradict_what_one_of_them_equals(
    first: str, second: str, engine: str
) -> None:
    assert verdicts(first, second, engine=engine) == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("5000 tons", "6000 tonnes"),
        ("5 tons", "9 tons"),
        ("10 gallons", "60 l"),
        ("1 year", "400 days"),
        ("10 miles", "30 km"),
        ("5000 metric tons", "5000 long tons"),
        ("5 US gallons", "5 imperial gallons"),
        ("10 mi", "10 nautical miles"),
        ("1 month", "2 weeks"),
    ],
)
def test_a_contradiction_is_certain_where_no_size_can_be_equal(first: str, second: str, engine: str) -> None:
    assert verdicts(first, second, engine=engine) == ["certain"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_declared_unit_is_one_size_of_its_word(engine: str) -> None:
    assert verdicts("5 tons", "6 ton", "ton", engine) == ["certain"]  # of whatever size, the same
    assert verdicts("5 tons", "5 tonnes", "ton", engine) == []
    assert verdicts("5", "5.01 tons", "ton", engine) == ["certain"]
    assert verdicts("5", "9 tonnes", "ton", engine) == ["certain"]


def test_a_word_with_several_sizes_bounds_no_other_unit(tmp_path: Path) -> None:
    file = tmp_path / "claims.yaml"
    file.write_text("predicates:\n  used: {unit: ton, at_most: stock}\n  stock: {unit: tonne}\n")
    with pytest.raises(InputError, match="'ton' can be short_ton or metric_ton or long_ton: write which") as caught:
        load(file)
    assert caught.value.problems[0].place.line == 2


@pytest.mark.parametrize("engine", ENGINES)
def test_a_word_with_several_sizes_bounds_itself_however_it_is_written(engine: str) -> None:
    if engine == "durable":
        pytest.importorskip("durable")
    used, stock = Predicate(unit="ton", at_most="stock", single=True), Predicate(unit="Tons", single=True)
    claims = [
        Claim(id=name, subject="yard", predicate=name, value=amount, asserted_by=name, valid="1921")
        for name, amount in (("used", {"amount": 6}), ("stock", {"amount": 5}))
    ]
    vocabulary = Vocabulary(predicates={"used": used, "stock": stock})
    assert vocabulary.problems() == []
    found = check(claims, vocabulary=vocabulary, rules=["core/part-exceeds-whole"], engine=engine)
    assert [finding.verdict for finding in found.findings] == ["certain"]


def test_thousands_of_a_word_with_several_sizes_are_another_unit() -> None:
    used, stock = Predicate(unit="ton", at_most="stock"), Predicate(unit="thousand tons")
    (problem,) = Vocabulary(predicates={"used": used, "stock": stock}).problems()
    assert problem.message == "'ton' can be short_ton or metric_ton or long_ton: write which"


def test_the_plain_name_of_a_size_is_one_size() -> None:
    assert len(sizes("ton")) == 3
    for unit in (
        "tonne",
        "metric_ton",
        "short ton",
        "long_ton",
        "us_gallon",
        "oil_barrel",
        "mi",
        "nautical mile",
        "lb",
    ):
        assert sizes(unit) == ()


@given(st.sampled_from(sorted(MEANINGS)), st.integers(1, 1_000))
def test_the_bounds_of_a_word_hold_every_one_of_its_sizes(word: str, amount: int) -> None:
    for size in sizes(word):
        low, high = convert_bounds(Decimal(amount), Decimal(amount), word, size)
        assert low is not None
        assert high is not None
        assert low <= amount <= high


@given(st.sampled_from(sorted(MEANINGS)), st.integers(1, 1_000))
def test_a_word_with_several_sizes_never_contradicts_itself(word: str, amount: int) -> None:
    claim = f"{amount} {word}"
    assert verdicts(claim, claim) == []


# ------------------------------------------------------------------------------------------------ units of predicates


@pytest.mark.parametrize(
    "unit", ["kilometrs", "KM", "hectar", "km/hour per kilometr", "celcius", "5", "m**m", "hectraes"]
)
def test_a_predicate_with_a_misspelt_unit_is_refused_with_its_place(unit: str, tmp_path: Path) -> None:
    file = tmp_path / "claims.yaml"
    file.write_text(f"predicates:\n  p: {{value: quantity, unit: '{unit}'}}\nclaims: []\n")
    with pytest.raises(InputError) as caught:
        load(file)
    (problem,) = caught.value.problems
    assert (problem.place.line, problem.place.column) == (2, 24)
    assert "unit" in problem.message


@pytest.mark.parametrize("unit", ["person", "people", "tank", "armoured vehicle", "F-16", "km2", "°C", "MP", "house"])
def test_a_predicate_may_count_anything(unit: str, tmp_path: Path) -> None:
    file = tmp_path / "claims.yaml"
    file.write_text(f"predicates:\n  p: {{value: quantity, unit: '{unit}'}}\nclaims: []\n")
    assert load(file).vocabulary.predicate("p").unit == unit


@pytest.mark.parametrize("declared", ["term", "text", "time", "event"])
def test_a_predicate_without_quantities_has_no_unit(declared: str, tmp_path: Path) -> None:
    file = tmp_path / "claims.yaml"
    file.write_text(f"predicates:\n  p: {{value: {declared}, unit: km}}\nclaims: []\n")
    with pytest.raises(InputError, match="only quantities have a unit"):
        load(file)


def test_plurals_are_not_made_twice() -> None:
    claim = Claim(
        id="a", subject="town", predicate="p", value=Quantity(amount=Decimal(5), unit="people"), asserted_by="x"
    )
    report = check([claim], vocabulary=Vocabulary(predicates={"p": Predicate(value="quantity")}))
    assert "5 people" in report.findings[0].message
    assert "peoples" not in report.findings[0].message


@pytest.mark.parametrize("lexicon", ["lexicon/enwiki.yaml", "wikidata/lexicon/units.yaml"])
def test_miles_and_ounces_of_templates_and_items_are_of_one_size(lexicon: str) -> None:
    """The template ``convert`` and Wikidata's items mean the statute mile and the avoirdupois ounce."""
    data = yaml.safe_load((shipped_folder() / lexicon).read_text(encoding="utf-8"))
    units = [*data["units"]] if "units" in data else [*data.values()]
    for base in ("m", "m^2", "m/s", "g"):
        same = [unit for unit in units if dimension(unit) == dimension(base)]
        assert same
        named = [unit for unit in same if unit not in ("acre", "pound", "carat", "light_year", "parsec", "au")]
        assert [unit for unit in named if len(sizes(unit)) > 1] == []
