"""What must come first, and does not: before an event, and before the start of a state."""

from typing import Any

import pytest

from conflicts import Claim, Vocabulary, VocabularyError, check

BORN = {"value": "time", "timeless": True, "precedes": "plays-for"}
PREDICATES: Any = {"born": BORN, "plays-for": {"value": "term"}}


def reversed_pairs(*claims: dict[str, Any], engine: str = "python", **predicates: Any) -> list[set[str]]:
    """The pairs of claims that are out of order, by their ids; each must be certain."""
    report = check(
        [Claim(asserted_by=each["id"], **{"subject": "ann", **each}) for each in claims],
        vocabulary=Vocabulary.model_validate({"predicates": predicates}),
        rules=["core/order-reversed"],
        engine=engine,
    )
    assert {finding.verdict for finding in report.findings} <= {"certain"}
    return [set(pair) for finding in report.findings for pair in finding.examples]


def birth(value: str) -> dict[str, Any]:
    return {"id": "birth", "predicate": "born", "value": value}


@pytest.mark.parametrize("engine", ["python", "durable", "duckdb"])
@pytest.mark.parametrize("valid", ["1990/1993", "1993/1997", "1993/..", "1993/", {"since": "1993"}, "1994-12/1997"])
def test_a_state_that_starts_before_what_precedes_it_is_out_of_order(valid: Any, engine: str) -> None:
    if engine == "durable":
        pytest.importorskip("durable")
    plays = {"id": "plays", "predicate": "plays-for", "value": "reds", "valid": valid}
    found = reversed_pairs(birth("1995"), plays, engine=engine, **PREDICATES)
    assert found == [{"birth", "plays"}]


@pytest.mark.parametrize(
    "valid", ["1995/1997", "1995", "1994~/1997", "../1997", "/1997", {"until": "1997"}, {"by": "1997"}, {"at": "1995"}]
)
def test_a_state_that_may_have_started_later_is_in_order(valid: Any) -> None:
    plays = {"id": "plays", "predicate": "plays-for", "value": "reds", "valid": valid}
    assert reversed_pairs(birth("1995-06"), plays, **PREDICATES) == []


def test_the_message_names_the_period_and_no_date_of_what_is_timeless() -> None:
    plays = Claim(id="plays", subject="ann", predicate="plays-for", value="reds", asserted_by="club", valid="1993/1997")
    vocabulary = Vocabulary.model_validate({"predicates": PREDICATES})
    born = Claim(subject="ann", asserted_by="register", **birth("1995"))
    (finding,) = check([born, plays], vocabulary=vocabulary, rules=["core/order-reversed"]).findings
    assert finding.message == (
        "ann born 1995 (register) comes after ann plays for reds (club, 1993/1997), which it must precede"
    )


@pytest.mark.parametrize("engine", ["python", "durable", "duckdb"])
@pytest.mark.parametrize(("began", "is_too_soon"), [("1999", True), ("2008", True), ("2010", False), ("2011", False)])
def test_a_gap_is_the_least_time_between_the_two(began: str, is_too_soon: bool, engine: str) -> None:
    if engine == "durable":
        pytest.importorskip("durable")
    born = {**BORN, "precedes": {"plays-for": "15 years", "died": None}}
    plays = {"id": "plays", "predicate": "plays-for", "value": "reds", "valid": f"{began}/.."}
    died = {"id": "died", "predicate": "died", "value": "1996"}
    found = reversed_pairs(
        birth("1995"), plays, died, engine=engine, **{**PREDICATES, "born": born, "died": {"value": "time"}}
    )
    assert found == ([{"birth", "plays"}] if is_too_soon else [])


def test_what_precedes_several_precedes_each_of_them() -> None:
    born = {**BORN, "precedes": ["plays-for", "died"]}
    plays = {"id": "plays", "predicate": "plays-for", "value": "reds", "valid": "1990/1993"}
    died = {"id": "died", "predicate": "died", "value": "1980"}
    found = reversed_pairs(birth("1995"), plays, died, **{**PREDICATES, "born": born, "died": {"value": "time"}})
    assert sorted(map(sorted, found)) == [["birth", "died"], ["birth", "plays"]]


@pytest.mark.parametrize(
    ("predicates", "message"),
    [
        ({"a": {"precedes": {"b": "soon"}}, "b": {}}, "'soon' is no duration"),
        ({"a": {"precedes": ["b", "c"]}, "b": {}}, "'a': unknown predicate 'c'"),
        ({"a": {"precedes": ["b", "c"]}, "b": {}, "c": {"precedes": {"a": "1 day"}}}, "in a circle: a → c → a"),
        ({"a": {"at_most": ["b", "c"], "unit": "m"}, "b": {"unit": "km"}, "c": {"unit": "kg"}}, "'kg'"),
    ],
)
def test_a_link_that_leads_nowhere_or_cannot_be_compared_is_a_fault(predicates: Any, message: str) -> None:
    claim = Claim(id="c", subject="ann", predicate="a", asserted_by="x")
    with pytest.raises((VocabularyError, ValueError), match=message):
        check([claim], vocabulary=Vocabulary.model_validate({"predicates": predicates}))
