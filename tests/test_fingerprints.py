"""A fingerprint stands for what claims say, and not for how it is spelled."""

import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts import Claim, ConflictReport, Vocabulary, check
from conflicts.model.value import Quantity
from conflicts.readers import load

ENGINES = ["python", "durable", "duckdb"]
PREDICATES = {
    "height": {"value": "quantity", "single": True, "timeless": True},
    "mayor": {"value": "term", "single": True, "timeless": True},
    "motto": {"value": "text", "single": True, "timeless": True},
    "built": {"value": "time", "single": True, "timeless": True},
}


def report_of(*claims: dict[str, Any], engine: str = "python") -> ConflictReport:
    if engine == "durable":
        pytest.importorskip("durable")
    made = [Claim.model_validate({"id": f"c{number}", "subject": "town"} | each) for number, each in enumerate(claims)]
    return check(made, vocabulary=Vocabulary.model_validate({"predicates": PREDICATES}), rules=["core"], engine=engine)


def fingerprints(*claims: dict[str, Any], engine: str = "python") -> list[str]:
    return [finding.fingerprint for finding in report_of(*claims, engine=engine).findings]


def said(value: Any, predicate: str = "height", other: Any = 99, **fields: Any) -> tuple[dict[str, Any], ...]:
    """A claim and one that contradicts it."""
    claim = {"predicate": predicate, "value": value, "asserted_by": "register"} | fields
    return claim, {"predicate": predicate, "value": other, "asserted_by": "a stranger"}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (6, 6.0),
        (6, "6.0"),
        (6, "6"),
        (1000, "1e3"),
        (1000, "1,000.00"),
        (1000, Decimal("1E+3")),
        (0, "-0.0"),
        ({"low": 2, "high": 3}, "2.0-3.00"),
        ({"low": 6, "high": 6}, 6),
        ({"amount": "1.50", "unit": "m"}, "1.5 m"),
        ({"amount": 5, "unit": "km²"}, {"amount": 5, "unit": " km2"}),
    ],
)
def test_one_number_has_one_fingerprint_however_it_is_written(first: Any, second: Any, engine: str) -> None:
    other = "99 m" if "m" in str(first) else 99
    if "km" in str(first):
        other = "99 km2"
    assert fingerprints(*said(first, other=other), engine=engine) == fingerprints(
        *said(second, other=other), engine=engine
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_six_and_six_point_nought_stand_on_one_side(engine: str) -> None:
    claims = [
        {"predicate": "height", "value": value, "asserted_by": who} for value, who in ((5, "a"), (6, "b"), ("6.0", "c"))
    ]
    report = report_of(*claims, engine=engine)
    (finding,) = (each for each in report.findings if each.rule == "core/incompatible-values")
    assert sorted(len(side.claims) for side in finding.sides) == [1, 2]


@pytest.mark.parametrize(
    ("first", "second"), [(6, 7), ("6 m", "600 cm"), ("6 m", 6), (1, Decimal("1.0000000000000000000000000000000001"))]
)
def test_another_statement_has_another_fingerprint(first: Any, second: Any) -> None:
    amounts = (said(value, other={"low": 99}) for value in (first, second))
    first_found, second_found = (fingerprints(*each) for each in amounts)
    assert set(first_found) != set(second_found)


SPELLINGS = st.sampled_from(
    [
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: unicodedata.normalize("NFC", text),
        lambda text: f" {text}\t",
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace(" ", "  "),
        lambda text: text.replace("5", "\uff15"),
        lambda text: text[:1] + "\u200b" + text[1:],
    ]
)
WORDS = st.sampled_from(["Köln Süd", "Genève", "ﬁeld 5", "bôh mê", "Ångström"])


@given(WORDS, WORDS, WORDS, st.sampled_from(["mayor", "motto"]), SPELLINGS, SPELLINGS, SPELLINGS)
def test_another_spelling_never_gives_another_fingerprint(
    subject: str, source: str, value: str, predicate: str, first: Any, second: Any, third: Any
) -> None:
    def found(subject: str, source: str, value: str) -> list[tuple[str, str, str]]:
        report = report_of(
            {"subject": subject, "predicate": predicate, "value": value, "asserted_by": source},
            {"subject": "Köln Süd", "predicate": predicate, "value": "nobody", "asserted_by": "Bonn"},
        )
        return [(each.rule, each.verdict, each.fingerprint) for each in report.findings]

    assert found(first(subject), second(source), third(value)) == found(subject, source, value)


@given(WORDS, WORDS, WORDS, st.sampled_from([" ", "\t", "\u00a0", "\u2003"]))
def test_trimming_changes_nothing_of_a_report(subject: str, source: str, term: str, space: str) -> None:
    def report(around: str) -> str:
        claims: list[dict[str, Any]] = [
            {"subject": f"{around}{subject}{around}", "predicate": f"mayor{around}", "value": f"{term}{around}"}
            | {"asserted_by": f"{around}{source}", "qualifiers": {"side": f"left{around}"}},
            {"subject": subject, "predicate": "mayor", "value": "x", "asserted_by": "Bonn"}
            | {"qualifiers": {"side": "left"}},
        ]
        claims[0]["value"] = {"term": claims[0]["value"]}
        made = report_of(*claims)
        return made.model_copy(
            update={"statistics": made.statistics.model_copy(update={"seconds": 0.0})}
        ).model_dump_json()

    assert report(space) == report("")


def test_a_number_in_a_table_and_in_a_file_has_one_fingerprint(tmp_path: Path) -> None:
    vocabulary = "predicates: {height: {value: quantity, single: true, timeless: true}}\n"
    (tmp_path / "a.yaml").write_text(
        f"{vocabulary}claims:\n- {{id: a, subject: s, predicate: height, value: 6.0, asserted_by: x}}\n"
        "- {id: b, subject: s, predicate: height, value: 1e3, asserted_by: y}\n"
    )
    (tmp_path / "b.csv").write_text("id,subject,predicate,value,asserted_by\na,s,height,6,x\nb,s,height,1000.0,y\n")
    (tmp_path / "b.yaml").write_text(vocabulary)
    from_file = check(load(tmp_path / "a.yaml"), rules=["core/incompatible-values"])
    from_table = check(load([tmp_path / "b.csv", tmp_path / "b.yaml"]), rules=["core/incompatible-values"])
    assert [each.fingerprint for each in from_file.findings] == [each.fingerprint for each in from_table.findings]


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-1e20, max_value=1e20), st.integers(0, 5))
def test_a_plain_quantity_is_the_same_number(number: Decimal, zeros: int) -> None:
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    longer = Decimal((sign, (*digits, *([0] * zeros)), exponent - zeros))
    plain = Quantity(amount=number).plain.amount
    assert plain == number
    assert str(plain) == str(Quantity(amount=longer).plain.amount)
