"""A time without a zone beside one that has a zone: nobody knows which came first, if they are within 14 hours."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts import Claim, Predicate, Vocabulary, check
from conflicts.document import Document
from conflicts.document.place import Data
from conflicts.facts.visible import visible
from conflicts.model.collection import Collection
from conflicts.rules.operators import RELATIONS
from conflicts.rules.read import parse_rule
from conflicts.rules.rule import Rule
from strategies import plain_rule

ENGINES = ["python", "durable", "duckdb"]
VOCABULARY = Vocabulary(
    predicates={
        "landed": Predicate(value="time", single=True, timeless=True),
        "held-by": Predicate(value="term", single=True),
    }
)


def claim(id: str, **fields: Any) -> Claim:
    said = {"subject": "probe", "predicate": "landed", "value": "unknown", "asserted_by": id}
    return Claim.model_validate({"id": id, **said, **fields})


def answer(condition: str, *claims: Claim, engine: str = "python", as_of: str | None = None) -> str:
    """What an engine says of a condition on the claims ``a`` and ``b``, taken in this order."""
    if engine == "durable":
        pytest.importorskip("durable")
    rule: dict[str, Data] = {"id": "zones", "kind": "superseded", "severity": "error", "title": "Zones"}
    where: list[Data] = ["a.id is first", "b.id is second", condition]
    document = Document({**rule, "message": "{a}; {b}", "claims": ["a", "b"], "same": ["subject"], "where": where})
    return _verdict(parse_rule(document, "test", require_examples=False), claims, engine, as_of)


def _verdict(rule: Rule, claims: Sequence[Claim], engine: str, as_of: str | None) -> str:
    report = check(claims, rules=[rule], vocabulary=VOCABULARY, engine=engine, as_of=as_of)
    return next((finding.verdict for finding in report.findings), "no")


def times(field: str, first: str, second: str) -> tuple[Claim, Claim]:
    return claim("first", **{field: first}), claim("second", **{field: second})


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ("2024-05-01T20:30:00", "2024-05-01T10:30:00Z", "possible"),  # half past eight in Brisbane
        ("2024-05-02", "2024-05-01T22:15:00Z", "possible"),  # a day that has begun in Moscow
        ("2024-05-03", "2024-05-01T05:15:00Z", "certain"),  # has begun nowhere
        ("2024-05-02T00:30:00", "2024-05-01T10:30:00Z", "possible"),  # 14 hours: on Kiritimati
        ("2024-05-02T00:30:01", "2024-05-01T10:30:00Z", "certain"),
        ("2024-05-01T10:30:00Z", "2024-05-02T00:30:01", "certain"),
        ("2024-05-01T10:00:00", "2024-05-01T22:00:00Z", "possible"),  # 12 hours: in the Pacific, west of the date line
        ("2024-05-01T09:59:59", "2024-05-01T22:00:00Z", "certain"),
        ("2025", "2024-12-31T23:30:00Z", "possible"),
        ("2025-02", "2024-12-31T23:30:00Z", "certain"),
        ("2024-05-01T10:00:00", "2024-05-01T11:00:00", "certain"),  # of two without a zone, nothing new is said
        ("2024-05-01", "2024-05-02", "certain"),
        ("2024-05-01T10:00:00Z", "2024-05-01T11:00:00+02:00", "certain"),
    ],
)
def test_times_differ_for_certain_only_if_they_do_in_every_zone(
    engine: str, first: str, second: str, verdict: str
) -> None:
    assert answer("a.value differs-from b.value", *times("value", first, second), engine=engine) == verdict


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("condition", "field", "first", "second", "verdict"),
    [
        ("a.stated < b.stated", "stated", "2023-05-01T06:00:00", "2023-05-01T02:00:00-09:00", "possible"),
        ("a.stated < b.stated", "stated", "2023-05-01", "2023-05-02T13:00:00Z", "certain"),
        ("a.stated < b.stated", "stated", "2023-05-01", "2023-05-02T11:00:00Z", "possible"),
        ("a.stated is b.stated", "stated", "2023-05-01T06:00:00Z", "2023-05-01T06:00:00", "possible"),
        ("a.recorded > b.recorded", "recorded", "2023-05-01T06:00:00Z", "2023-05-01", "possible"),
        ("a.valid intersects b.valid", "valid", "2023-05-01", "2023-05-02T08:00:00Z", "possible"),
        ("a.valid intersects b.valid", "valid", "2023-05-01", "2023-05-01T12:00:00Z", "possible"),
        ("a.valid intersects b.valid", "valid", "2023-05", "2023-05-15T12:00:00Z", "certain"),
        ("a.valid before b.valid", "valid", "2023-05-01", "2023-05-02T11:00:00Z", "possible"),
        ("a.valid before b.valid", "valid", "2023-05-01", "2023-05-02T13:00:00Z", "certain"),
        ("a.valid during b.valid", "valid", "2023-05-01T12:00:00Z", "2023-05", "possible"),
        ("a.valid during b.valid", "valid", "2023-05-02T12:00:00Z", "2023-05", "certain"),
        ("a.value.time < b.value.time", "value", "2023-05-01T06:00:00", "2023-05-01T12:00:00Z", "possible"),
        ("a.value.time < b.value.time + 1 day", "value", "2023-05-01T06:00:00", "2023-05-01T12:00:00Z", "certain"),
        ("a.value.time > b.value.time", "value", "2023-05-02T06:00:00", "2023-05-01T12:00:00Z", "certain"),
        ("a.stated < 2023-05-02", "stated", "2023-05-01T09:00:00Z", "2023", "certain"),
        ("a.stated < 2023-05-02", "stated", "2023-05-01T21:00:00Z", "2023", "possible"),
        ("a.value is 2023-05-01", "value", "2023-05-02T08:00:00Z", "2023", "possible"),
        ("a.value is-not 2023-05-01", "value", "2023-05-02T13:00:00Z", "2023", "certain"),
    ],
)
def test_every_comparison_of_times_leaves_the_zone_open(
    engine: str, condition: str, field: str, first: str, second: str, verdict: str
) -> None:
    assert answer(condition, *times(field, first, second), engine=engine) == verdict


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("condition", "second", "verdict"),
    [
        ("possibly a.stated is b.stated", "2023-05-01T12:00:00Z", "possible"),
        ("possibly a.stated is b.stated", "2023-05-03T12:00:00Z", "no"),
        ("possibly a.stated is b.stated", "2023-05-01", "certain"),
        ("possibly a.stated is-not b.stated", "2023-05-03T12:00:00Z", "certain"),
        ("certainly a.stated < b.stated", "2023-05-02T11:00:00Z", "no"),
        ("certainly a.stated < b.stated", "2023-05-02T13:00:00Z", "certain"),
    ],
)
def test_what_is_possible_in_some_zones_is_no_certain_possibility(
    engine: str, condition: str, second: str, verdict: str
) -> None:
    assert answer(condition, *times("stated", "2023-05-01", second), engine=engine) == verdict


def test_possibly_is_certain_if_it_is_possible_in_every_zone() -> None:
    assert answer("possibly a.stated is b.stated", *times("stated", "2023", "2023-05-01T12:00:00Z")) == "certain"
    assert answer("possibly a.stated is b.stated", *times("stated", "2023", "2023-12-31T12:00:00Z")) == "possible"


@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_values_join_only_if_both_have_a_zone_or_neither(engine: str) -> None:
    rule = plain_rule("joined", kind="contradiction", variables=("a", "b"), same=("value",))
    seen = [
        _verdict(rule, times("value", first, second), engine, None)
        for first, second in (
            ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00"),
            ("2024-05-01T10:00:00Z", "2024-05-01T11:00:00+01:00"),
            ("2024-05-01T10:00:00", "2024-05-01T10:00:00"),
        )
    ]
    assert seen == ["no", "certain", "certain"]


@pytest.mark.parametrize(
    ("stated", "as_of", "is_known"),
    [
        ("2022-03-25T08:00:00Z", "2022-03-24", True),  # it is still the day before in the Pacific
        ("2022-03-25T13:00:00Z", "2022-03-24", False),
        ("2022-03-25", "2022-03-24T11:00:00Z", True),
        ("2022-03-25", "2022-03-24T09:00:00Z", False),
    ],
)
@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_what_was_known_on_a_day_leaves_the_zone_open(engine: str, stated: str, as_of: str, is_known: bool) -> None:
    said = claim("a", stated=stated)
    assert bool(visible(Collection((said,), VOCABULARY), as_of, None).claims) is is_known
    assert (check([said], vocabulary=VOCABULARY, engine=engine, as_of=as_of).statistics.claims == 1) is is_known


def test_what_held_on_a_day_leaves_the_zone_open() -> None:
    def holds(valid: str, day: str) -> bool:
        return bool(visible(Collection((claim("a", valid=valid),)), None, day).claims)

    assert holds("2022-03-25T08:00:00Z", "2022-03-24")
    assert not holds("2022-03-25T13:00:00Z", "2022-03-24")
    assert holds("2022-03-24", "2022-03-25T08:00:00Z")
    assert not holds("2022-03-24", "2022-03-25T13:00:00Z")


def test_a_statement_with_a_zone_does_not_supersede_one_without_within_the_hours_of_doubt() -> None:
    def kinds(first: str, second: str) -> set[str]:
        claims = [
            claim("a", predicate="held-by", value="x", stated=first, asserted_by="s"),
            claim("b", predicate="held-by", value="y", stated=second, asserted_by="s"),
        ]
        report = check(claims, vocabulary=VOCABULARY, rules=["core/newer-statement", "core/self-contradiction"])
        return {f"{finding.rule} {finding.verdict}" for finding in report.findings}

    assert all("certain" not in each for each in kinds("2023-05-01T06:00:00", "2023-05-01T11:00:00Z"))


# --- the property -----------------------------------------------------------------------------------------------------

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2024, 1, 4)).map(lambda moment: moment.replace(microsecond=0))
OFFSETS = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(
    local=MOMENTS,
    other=MOMENTS.map(lambda moment: moment.isoformat() + "Z"),
    zone=OFFSETS,
    relation=st.sampled_from([*RELATIONS, "<", "<=", ">", ">=", "is", "is-not"]),
    swapped=st.booleans(),
)
def test_to_learn_the_zone_of_a_time_never_takes_back_what_was_certain(
    local: datetime, other: str, zone: timezone, relation: str, swapped: bool
) -> None:
    def verdict(moment: str) -> str:
        first, second = (other, moment) if swapped else (moment, other)
        return answer(f"a.stated {relation} b.stated", *times("stated", first, second))

    before, after = verdict(local.isoformat()), verdict(local.replace(tzinfo=zone).isoformat())
    assert before in ("possible", after)
