"""The tolerance of times: by how much two of them may differ before they do; and what has no tolerance at all."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts import Claim, Predicate, Vocabulary, check
from conflicts.errors import InputError
from conflicts.model.unit import parse_leeway
from conflicts.readers import load

ENGINES = ["python", "durable", "duckdb"]
RULES = ["core/incompatible-values"]


def verdicts(first: Any, second: Any, tolerance: str | float | None, engine: str = "python") -> list[str]:
    """How certainly two sources contradict each other about the time of one departure."""
    if engine == "durable":
        pytest.importorskip("durable")
    claims = [
        Claim(id=who, subject="flight", predicate="departs", value={"time": time}, asserted_by=who)
        for who, time in (("board", first), ("ticket", second))
    ]
    departs = Predicate.model_validate({"value": "time", "single": True, "timeless": True, "tolerance": tolerance})
    report = check(claims, vocabulary=Vocabulary(predicates={"departs": departs}), rules=RULES, engine=engine)
    return [finding.verdict for finding in report.findings]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("first", "second", "tolerance"),
    [
        ("2011-12-01T07:10:00", "2011-12-01T07:12:00", 600),
        ("2011-12-01T07:10:00", "2011-12-01T07:12:00", "PT90S"),  # on either side: 180 seconds together
        ("2011-12-01T07:10:00", "2011-12-01T07:12:00", "1 minute"),
        ("2011-12-01T07:10", "2011-12-01T07:10:40", 0),  # what is known to the minute is any second of it
        ("2011-12-01T07", "2011-12-01T07:40", 0),
        ("2011-12-01T07:12:00", "2011-12-01T07:10:00", "60"),
        ("2011-12-01", "2011-12-04", "2 days"),
        ("1452", "1461", "5 years"),
        ("1452~", "1463", "5 years"),
        ("1452/1453", "1455", "1 year"),
        ("[1452, 1453]".replace(" ", ""), "1455", "366 days"),
        ("1452", {"since": "1300"}, "1 day"),
    ],
)
def test_times_that_are_within_their_tolerance_do_not_contradict(
    first: Any, second: Any, tolerance: str | int, engine: str
) -> None:
    assert verdicts(first, second, tolerance, engine) == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("first", "second", "tolerance"),
    [
        ("2011-12-01T07:10:00", "2011-12-01T08:12:00", 600),
        ("2011-12-01T07:10:00", "2011-12-01T07:12:00", 0),
        ("2011-12-01T07:10", "2011-12-01T07:11:00", 0),
        ("2011-12-01", "2011-12-09", "2 days"),
        ("1452", "1470", "5 years"),
        ("1452~", "1470", "1 year"),
        ({"until": "1452"}, {"since": "1470"}, "1 year"),
    ],
)
def test_times_that_differ_by_more_on_every_reading_certainly_contradict(
    first: Any, second: Any, tolerance: str | int, engine: str
) -> None:
    assert verdicts(first, second, tolerance, engine) == ["certain"]


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_two_moments_contradict_where_they_are_farther_apart_than_the_two_tolerances(apart: int, leeway: int) -> None:
    second = f"2022-03-24T{apart // 3600:02d}:{apart // 60 % 60:02d}:{apart % 60:02d}Z"
    expected = ["certain"] if apart > 2 * leeway else []
    assert verdicts("2022-03-24T00:00:00Z", second, leeway) == expected


@given(st.sampled_from(["1452", "1452~", "145X", "1452/1460", "../1452", "[1452,1460]"]), st.integers(0, 9_000))
def test_a_larger_tolerance_never_makes_a_contradiction(date: str, days: int) -> None:
    narrow, wide = (verdicts(date, "1470-06", f"{1 + by} days") for by in (days, days + 1))
    assert wide in ([], narrow)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("600", 600), ("0", 0), ("1,200", 1_200), ("0.5", 1), ("2 days", 172_800), ("PT90S", 90), ("1 hour", 3_600)],
)
def test_the_tolerance_of_times_is_seconds_or_a_duration(text: str, seconds: int) -> None:
    assert parse_leeway(text) == seconds


@pytest.mark.parametrize(
    ("predicate", "value", "where"),
    [
        ("value: time, tolerance: 5%", "2022", "'5%' is no tolerance of times"),
        ("value: time, tolerance: -3", "2022", "'-3' is no tolerance of times"),
        ("value: time, tolerance: soon", "2022", "'soon' is no tolerance of times"),
        ("value: quantity, tolerance: 2 days", "5", "'2 days' is no tolerance"),
        ("value: text, tolerance: 5", "five", "texts have no tolerance"),
        ("value: term, tolerance: 10%", "five", "terms have no tolerance"),
        ("value: event, tolerance: 1 day", None, "events have no tolerance"),
        ("value: quantity, tolerance: true", "5", "true is no tolerance"),
    ],
)
def test_a_tolerance_that_means_nothing_for_a_predicate_is_refused_with_its_place(
    predicate: str, value: str | None, where: str, tmp_path: Path
) -> None:
    file = tmp_path / "claims.yaml"
    said = "" if value is None else f", value: {value}"
    file.write_text(f"predicates:\n  p: {{{predicate}}}\nclaims:\n  - {{id: a, subject: s, predicate: p{said}}}\n")
    with pytest.raises(InputError) as caught:
        load(file)
    assert [(each.place.line, each.place.column) for each in caught.value.problems] == [(2, predicate.index("tol") + 7)]
    assert where in caught.value.problems[0].message


@pytest.mark.parametrize(
    ("tolerance", "value"),
    [
        ("600", "{time: 2022-03-24}"),
        ("2 days", "{time: 2022-03-24}"),
        ("5%", "5"),
        ("600", "5"),
        ("600", "unknown"),
    ],
)
def test_a_tolerance_of_a_predicate_without_a_type_is_for_what_it_can_mean(
    tolerance: str, value: str, tmp_path: Path
) -> None:
    file = tmp_path / "claims.yaml"
    claim = f"{{id: a, subject: s, predicate: p, value: {value}}}"
    file.write_text(f"predicates: {{p: {{tolerance: {tolerance}}}}}\nclaims:\n- {claim}\n")
    assert len(load(file).claims) == 1


@pytest.mark.parametrize(
    ("tolerance", "value"),
    [
        ("5%", "{time: 2022-03-24}"),
        ("2 days", "5"),
        ("600", "2011-12-01T07:10"),  # a text, as nobody says that it is a time
        ("5", "{term: five}"),
        ("5", "true"),
    ],
)
def test_a_tolerance_that_means_nothing_for_a_value_is_refused_with_the_place_of_the_value(
    tolerance: str, value: str, tmp_path: Path
) -> None:
    file = tmp_path / "claims.yaml"
    claim = f"{{id: a, subject: s, predicate: p, value: {value}}}"
    file.write_text(f"predicates: {{p: {{tolerance: {tolerance}}}}}\nclaims:\n- {claim}\n")
    with pytest.raises(InputError, match=r"means nothing for a .*: declare the type of its values") as caught:
        load(file)
    assert [(each.place.line, each.place.column) for each in caught.value.problems] == [(3, 37)]
