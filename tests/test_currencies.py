"""Money, and numbers without a unit: what is in two currencies is not compared, which the report says."""

from fractions import Fraction
from pathlib import Path

import pytest

from command import Run
from conflicts import Claim, ConflictReport, Predicate, Vocabulary, check
from conflicts.errors import UnsupportedError
from conflicts.model.collection import Collection
from conflicts.model.unit import convert, to_base
from conflicts.model.value import Quantity, read_as
from conflicts.rules.pack import load_rules
from conflicts.sql.export import fact_tables
from conflicts.sql.plan import plan

ENGINES = ["python", "durable", "duckdb"]
RULES = ["core/incompatible-values", "core/self-contradiction"]


def report_of(*said: str, unit: str | None = None, engine: str = "python") -> ConflictReport:
    """What is found where each of several sources says one amount."""
    if engine == "durable":
        pytest.importorskip("durable")
    claims = [
        Claim.model_validate(
            {"id": f"c{number}", "subject": "car", "predicate": "price", "value": {"quantity": amount}}
            | {"asserted_by": f"s{number}"}
        )
        for number, amount in enumerate(said)
    ]
    price = Predicate(value="quantity", single=True, timeless=True, unit=unit)
    return check(claims, vocabulary=Vocabulary(predicates={"price": price}), rules=RULES, engine=engine)


@pytest.mark.parametrize("unit", [None, "EUR", "USD"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        *[
            ("5 EUR", "9 USD"),
            ("5 €", "9 $"),
            ("$5 million", "5 million USD"),
            ("5 EUR/kg", "9 EUR/t"),
            ("5 GBP", "9 kr"),
        ],
        *[("5 EUR", "9 pounds"), ("5 pound", "9 $"), ("5 million pounds", "9 €"), ("5 pounds", "9 GBP")],
        *[("500 crowns", "9 USD"), ("5 francs", "5 CHF"), ("5 million marks", "5 roubles"), ("7 lire", "7 pounds")],
        *[("5 quid", "9 EUR"), ("50 cents", "1 USD"), ("12 pence", "£1")],
    ],
)
def test_two_currencies_are_not_compared_and_the_report_says_so(first: str, second: str, unit: str | None) -> None:
    says_that_they_are_not_compared(report_of(first, second, unit=unit))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("unit", [None, "EUR", "USD"])
def test_no_engine_compares_two_currencies(unit: str | None, engine: str) -> None:
    says_that_they_are_not_compared(report_of("5 EUR", "9 USD", unit=unit, engine=engine))


def says_that_they_are_not_compared(report: ConflictReport) -> None:
    assert report.findings == ()
    (mixed,) = report.coverage.incomparable.examples
    assert (mixed.predicate, mixed.subjects, len(mixed.kinds)) == ("price", 1, 2)
    assert "price (quantity " in report.to_text()


@pytest.mark.parametrize(("first", "second"), [("5 pounds", "6 kg"), ("9 lb", "5 pounds"), ("5 pound", "6 pounds")])
def test_pounds_beside_weights_are_a_weight(first: str, second: str) -> None:
    (finding,) = report_of(first, second).findings
    assert finding.verdict == "certain"


@pytest.mark.parametrize("unit", ["kg", "pounds"])
def test_money_is_still_no_weight(unit: str, run: Run, tmp_path: Path) -> None:
    claims = "claims:\n- {id: a, subject: car, predicate: mass, value: {quantity: 5 EUR}}\n"
    file = tmp_path / "claims.yaml"
    file.write_text(f"predicates: {{mass: {{value: quantity, unit: {unit}}}}}\n{claims}", encoding="utf-8")
    result = run("check", str(file))
    assert (result.code, "cannot convert" in result.err) == (0, unit == "kg")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("5 EUR", "6 €"),
        ("5 k€", "5 EUR"),
        ("5 million EUR", "€6 million"),
        ("5 USD", "6 US dollars"),
        ("5 $", "$6"),
        ("5 EUR/kg", "6 € per kg"),
    ],
)
def test_amounts_in_one_currency_are_compared_however_it_is_written(first: str, second: str, engine: str) -> None:
    report = report_of(first, second, "7 ZAR", engine=engine)  # beside another currency, too
    assert [(each.verdict, [claim.id for side in each.sides for claim in side.claims]) for each in report.findings] == [
        ("certain", ["c0", "c1"])
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("5 k€", "5,000 EUR"),
        ("5 thousand EUR", "5 kEUR"),
        ("€5m", "5 million euros"),
        ("USD 5 bn", "5 billion US$"),
        ("5 £", "5 GBP"),
        ("5 EUR million", "5000 k€"),
    ],
)
def test_one_amount_of_money_in_two_spellings_is_no_conflict(first: str, second: str) -> None:
    report = report_of(first, second)
    assert report.findings == ()
    assert report.coverage.incomparable.predicates == 0


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("first", "second"), [("3 revolutions", "3"), ("5 km", "5"), ("5 km", "7"), ("5", "9 USD")])
def test_a_number_without_a_unit_is_not_compared_with_one_that_has_one(first: str, second: str, engine: str) -> None:
    report = report_of(first, second, engine=engine)
    assert report.findings == ()
    assert report.coverage.incomparable.predicates == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_a_number_without_a_unit_is_in_the_unit_of_its_predicate(engine: str) -> None:
    assert [each.verdict for each in report_of("5 EUR", "7", unit="EUR", engine=engine).findings] == ["certain"]
    assert report_of("5 k€", "5000", unit="EUR", engine=engine).findings == ()


def test_number_words_are_part_of_the_unit() -> None:
    assert convert(2, "million km", "m") == 2 * 10**9
    assert to_base(3, "thousand people") == (Fraction(3000), "person")
    assert to_base(3, "million") == (Fraction(3_000_000), "")
    assert report_of("5 million people", "5,000,000 persons").findings == ()
    assert read_as(Quantity, {"amount": 5, "unit": "k€"}).unit == "k€"


MAPPING = """
table:
  columns: {subject: car, asserted_by: who, amount: price, unit: currency}
  constants: {predicate: price}
predicates: {price: {value: quantity, single: true, timeless: true, unit: EUR}}
"""


@pytest.mark.parametrize("options", [[], ["--max-errors", "3"], ["--engine", "duckdb"]])
def test_two_currencies_in_a_table_never_end_the_check(options: list[str], tmp_path: Path, run: Run) -> None:
    (tmp_path / "prices.csv").write_text("car,who,price,currency\na,x,5,EUR\na,y,9,USD\nb,x,5,$\nb,y,9,$\n")
    (tmp_path / "map.yaml").write_text(MAPPING)
    ran = run("check", "prices.csv", "--map", "map.yaml", "--rules", RULES[0], *options)
    assert ran.code == 1
    assert "1 contradiction" in ran.out
    assert "price (quantity " in ran.out
    assert " beside quantity " in " ".join(ran.out.split())


def test_two_currencies_in_a_file_never_end_the_check(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "claims.yaml"
    file.write_text(
        "predicates: {cost: {value: quantity, unit: EUR, at_most: price}, price: {value: quantity, unit: USD}}\n"
        "claims:\n"
        "- {id: a, subject: car, predicate: cost, value: 5 EUR, asserted_by: x, valid: 2020}\n"
        "- {id: b, subject: car, predicate: cost, value: 9 CHF, asserted_by: y, valid: 2020}\n"
        "- {id: c, subject: car, predicate: price, value: 2 USD, asserted_by: x, valid: 2020}\n"
    )
    ran = run("check", "claims.yaml", "--rules", "core/part-exceeds-whole")
    assert ran.code == 0


def test_compiled_rules_refuse_claims_in_two_currencies() -> None:
    claims = tuple(
        Claim.model_validate({"id": who, "subject": "car", "predicate": "price", "value": {"quantity": said}})
        for who, said in (("a", "5 EUR"), ("b", "9 USD"))
    )
    planned = plan(load_rules(["core/explicit"], shipped_examples=False), Vocabulary())
    with pytest.raises(UnsupportedError, match="price: some quantities have a unit and some none"):
        list(fact_tables(planned, Collection(claims, Vocabulary())))
