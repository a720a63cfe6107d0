"""Measures in several units are one amount where that is sure, and a value that cannot be read costs only itself."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command import Run
from conflicts import check, load
from conflicts.model.unit import convert, parse_quantity
from conflicts.report.report import ConflictReport

ONE_MEASURE = [
    ("5 ft 3 in", "1.6002 m"),
    ("5 feet and 3 inches", "63 in"),
    ("6'2\"", "74 in"),
    ("6′ 2″", "74 in"),
    ("12 st 4 lb", "172 lb"),
    ("1 lb 3 oz", "19/16 lb"),
    ("12 st 4 lb 3 oz", "172.1875 lb"),
    ("2 h 30 min", "150 min"),
    ("2h 30m", "9000 s"),
    ("1 day, 4 hours, 20 minutes", "1700 min"),
    ("3°15′", "3.25 degree"),
    ("3°15′20″", "11720 arcsecond"),
    ("2 km 300 m", "2300 m"),
    ("3 yd 2 ft 1.5 in", "133.5 in"),
    ("1 year 6 months", "18 months"),
]
NOT_SURE = ["5 ft 14 in", "5.5 ft 3 in", "5 ft 3 kg", "1 year 3 days", "30 min 2 h", "3°15′N", "2 m 5 in", "4 oz 1 lb"]


def of(unit: str) -> str:
    """The name that a predicate has in these files, by what it measures."""
    return {"m": "height", "kg": "weight", "s": "duration", "degree": "bearing"}[unit]


def base(text: str) -> str:
    """The unit that is declared for what the text measures."""
    last = text.rsplit(maxsplit=1)[-1]
    known = {"lb": "kg", "min": "s", "s": "s", "months": "s", "degree": "degree", "arcsecond": "degree"}
    return known.get(last, "m")


def report(folder: Path, values: list[tuple[str, str, object]]) -> ConflictReport:
    """What is found among claims of several sources: subject, predicate, value."""
    predicates = {
        of(unit): {"value": "quantity", "unit": unit, "single": True, "timeless": True}
        for unit in ("m", "kg", "s", "degree")
    }
    claims = [
        {"id": f"c{number}", "subject": subject, "predicate": predicate, "value": value, "asserted_by": f"s{number}"}
        for number, (subject, predicate, value) in enumerate(values)
    ]
    file = folder / "claims.yaml"
    file.write_text(json.dumps({"predicates": predicates, "claims": claims}, indent=1), encoding="utf-8")
    return check(load(file), select=["contradiction"])


@pytest.mark.parametrize(("text", "same"), ONE_MEASURE)
def test_a_measure_in_several_units_is_one_amount(text: str, same: str, tmp_path: Path) -> None:
    unit = base(same)
    number, _, name = same.partition(" ")
    top, _, bottom = number.partition("/")
    written = f"{Decimal(top) / Decimal(bottom or 1)} {name}"
    found = report(tmp_path, [("x", of(unit), text), ("x", of(unit), written), ("y", of(unit), text)])
    assert (list(found.findings), found.coverage.unread.places) == ([], 0)
    other = report(tmp_path, [("x", of(unit), text), ("x", of(unit), f"999 {name}")])
    assert [each.verdict for each in other.findings] == ["certain"]


@pytest.mark.parametrize("text", NOT_SURE)
def test_what_is_not_surely_one_measure_is_not_compared_and_reported(text: str, tmp_path: Path) -> None:
    unit = "s" if "h" in text or "year" in text else "kg" if "lb" in text else "degree" if "°" in text else "m"
    found = report(tmp_path, [("x", of(unit), text), ("x", of(unit), 7), ("y", of(unit), 1), ("y", of(unit), 2)])
    assert [(each.subject, each.verdict) for each in found.findings] == [("y", "certain")]
    (place,) = found.coverage.unread.examples
    assert "'c0'" in place.message
    assert place.location is not None
    assert place.location.line > 1


def test_marks_without_a_unit_of_the_predicate_are_not_guessed(tmp_path: Path) -> None:
    file = tmp_path / "claims.yaml"
    file.write_text(
        "predicates: {size: {value: quantity, single: true, timeless: true}}\n"
        "claims: [{id: a, subject: x, predicate: size, value: 6'2\", asserted_by: p}]\n",
        encoding="utf-8",
    )
    assert load(file).unread[0].message.startswith("claim 'a': '6\\'2\"' is no quantity")


@pytest.mark.parametrize(
    ("predicate", "value"),
    [
        ("height", "about seven"),
        ("height", "3 kg"),
        ("height", {"quantity": "many"}),
        ("height", "7 metrs"),
        ("height", {"quantity": "5 ft 3 kg"}),
    ],
)
def test_a_value_that_cannot_be_read_costs_only_itself(predicate: str, value: object, tmp_path: Path, run: Run) -> None:
    values: list[tuple[str, str, object]] = [("x", predicate, value), ("x", predicate, 4)]
    found = report(tmp_path, [*values, ("y", predicate, 1), ("y", predicate, 2)])
    assert [(each.subject, each.verdict) for each in found.findings] == [("y", "certain")]
    assert found.coverage.unread.places == 1
    file = str(tmp_path / "claims.yaml")
    assert run("check", file, "--ignore", "unverified", "--fail-on", "error").code == 1
    assert run("validate", file).code == 2
    report(tmp_path, values)
    assert run("check", file, "--ignore", "unverified").code == 0
    assert run("check", file, "--ignore", "unverified", "--strict", "coverage").code != 0


def test_what_else_is_wrong_with_a_file_is_still_an_error_beside_such_a_value(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "claims.yaml"
    file.write_text(
        "predicates: {size: {value: quantity, unit: m}}\n"
        "claims:\n"
        "- {id: a, subject: x, predicate: size, value: many}\n"
        "- {id: b, subjet: x, predicate: size, value: 2}\n",
        encoding="utf-8",
    )
    result = run("check", str(file))
    assert result.code == 2
    assert "claims.yaml:3:" in result.err
    assert "claims.yaml:4:" in result.err


@given(feet=st.integers(0, 10_000), inches=st.integers(0, 11), spaced=st.booleans())
def test_feet_and_inches_are_what_they_are_in_inches(feet: int, inches: int, spaced: bool) -> None:
    space = " " if spaced else ""
    read = parse_quantity(f"{feet}{space}ft {inches}{space}in")
    assert convert(Decimal(read["amount"]), read["unit"], "in") == 12 * feet + inches
