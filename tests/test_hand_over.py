"""One state ends when the next begins: dates that may meet are no conflict, and an overlap is one."""

import json
from pathlib import Path
from typing import Any

import pytest

from conflicts import Claim, Predicate, Vocabulary, check
from conflicts.readers import load

OFFICE = Predicate(value="term", single=True, hands_over=True)
RULES = ["core/incompatible-values", "core/self-contradiction"]


def verdicts(first: Any, second: Any, engine: str = "python", predicate: Predicate = OFFICE) -> list[str]:
    """How certainly two holders of one office, said by two sources, contradict each other."""
    if engine == "durable":
        pytest.importorskip("durable")
    claims = [
        Claim(
            id=holder, subject="state", predicate="president", value=holder, asserted_by=f"list {holder}", valid=valid
        )
        for holder, valid in (("ann", first), ("bob", second))
    ]
    vocabulary = Vocabulary(predicates={"president": predicate})
    report = check(claims, vocabulary=vocabulary, rules=RULES, engine=engine)
    return [finding.verdict for finding in report.findings]


@pytest.mark.parametrize("engine", ["python", "durable", "duckdb"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2001-01-20/2009-01-20", "2009-01-20/2017-01-20"),
        ("2009-01-20/2017-01-20", "2001-01-20/2009-01-20"),
        ("1913-03/1921-03", "1921-03/1923-08"),
        ("1913/1921", "1921/1923"),
        ("1913/1921-03-04", "1921/1923"),
        ("1913/1921", "1921-03-04/.."),
        ("../1921", "1921-03-04/"),
        ({"until": "1921"}, {"since": "1921-03-04"}),
        ("1913/1921~", "1922/1923"),
        (
            {"until": "2009-01-31T23:59:58"},
            {"since": "2009-01"},
        ),  # the second after is the last on which the next begins
    ],
)
def test_who_ends_when_the_next_begins_does_not_contradict_them(first: Any, second: Any, engine: str) -> None:
    assert verdicts(first, second, engine) == []
    assert verdicts(first, second, engine, Predicate(value="term", single=True)) == ["possible"]


@pytest.mark.parametrize("engine", ["python", "durable", "duckdb"])
@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ("2001-01-20/2009-01-27", "2009-01-20/2017-01-20", "certain"),
        ("2001-01-20/2009-01-21", "2009-01-20/2017-01-20", "certain"),
        ("1913-03/1921-04", "1921-03/1923-08", "certain"),
        ("1913/1922", "1921/1923", "certain"),
        ("1921", "1921", "certain"),
        (None, "1921/1923", "possible"),
        ("1921/", "1921/1923", "possible"),
    ],
)
def test_an_overlap_and_dates_that_nobody_gives_stay(first: Any, second: Any, verdict: str, engine: str) -> None:
    assert verdicts(first, second, engine) == [verdict]


def test_the_offices_of_a_list_follow_each_other() -> None:
    years = range(1789, 1834)
    claims = [
        Claim(
            id=f"h{year}",
            subject="state",
            predicate="president",
            value=f"holder {year}",
            asserted_by=f"list {year % 2}",
            valid=f"{year}-03-04/{year + 1}-03-04",
        )
        for year in years
    ]
    unsaid = check(claims, vocabulary=Vocabulary(predicates={"president": Predicate(single=True)}), rules=RULES)
    said = check(claims, vocabulary=Vocabulary(predicates={"president": OFFICE}), rules=RULES)
    assert (sum(each.pairs for each in unsaid.findings), len(said)) == (len(years) - 1, 0)


def test_positions_held_in_wikidata_are_handed_over(tmp_path: Path) -> None:
    def held(office: str, begins: str, ends: str) -> dict[str, Any]:
        def day(date: str) -> dict[str, Any]:
            time = {"time": f"+{date}T00:00:00Z", "timezone": 0, "before": 0, "after": 0, "precision": 11}
            value = {**time, "calendarmodel": "http://www.wikidata.org/entity/Q1985727"}
            return {"snaktype": "value", "datavalue": {"type": "time", "value": value}, "datatype": "time"}

        value = {"entity-type": "item", "numeric-id": int(office[1:]), "id": office}
        snak = {"snaktype": "value", "property": "P39", "datatype": "wikibase-item"}
        return {
            "mainsnak": {**snak, "datavalue": {"type": "wikibase-entityid", "value": value}},
            "type": "statement",
            "rank": "normal",
            "qualifiers": {"P580": [{**day(begins), "property": "P580"}], "P582": [{**day(ends), "property": "P582"}]},
        }

    statements = [held("Q11", "2001-01-20", "2009-01-20"), held("Q12", "2009-01-20", "2017-01-20")]
    entity = {"type": "item", "id": "Q1", "labels": {}, "claims": {"P39": statements}}
    (tmp_path / "q1.json").write_text(json.dumps({"entities": {"Q1": entity}}), encoding="utf-8")
    predicates = load(tmp_path / "q1.json").vocabulary.predicates
    assert predicates["P39"].hands_over


@pytest.mark.parametrize("engine", ["python", "durable", "duckdb"])
def test_an_overlap_stays_one_beside_a_claim_whose_time_has_a_zone(engine: str) -> None:
    if engine == "durable":
        pytest.importorskip("durable")
    said = [("ann", "2001-01-20/2009-01-21"), ("bob", "2009-01-20/2017-01-20"), ("eve", {"at": "2020-05-01T10:00:00Z"})]
    claims = [
        Claim(id=holder, subject="state", predicate="president", value=holder, asserted_by=holder, valid=valid)
        for holder, valid in said
    ]
    report = check(claims, vocabulary=Vocabulary(predicates={"president": OFFICE}), rules=RULES, engine=engine)
    found = [(finding.verdict, sorted(claim.id for claim in finding.claims)) for finding in report.findings]
    assert found == [("certain", ["ann", "bob"])]
