"""A finding about a running total leads with a fall from one claim to the next in time."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command import Run
from conflicts import Claim, check
from conflicts.model.collection import Collection
from conflicts.model.vocabulary import Predicate, Vocabulary
from conflicts.report.finding import Finding
from conflicts.report.report import ConflictReport

RULES = ["core/cumulative-decrease"]
WORDS = Vocabulary(predicates={"dead": Predicate(value="quantity", cumulative=True)})


def totals(numbers: Sequence[int], ids: Sequence[str], field: str = "valid") -> Collection:
    """One total a day, each by another source."""
    claims = (
        Claim.model_validate(
            {"id": id, "subject": "fire", "predicate": "dead", "value": number}
            | {field: f"1921-03-{day:02}", "asserted_by": f"source {day}"}
        )
        for day, (number, id) in enumerate(zip(numbers, ids, strict=True), start=1)
    )
    return Collection(tuple(sorted(claims, key=lambda claim: claim.id)), WORDS)


def shown(finding: Finding) -> list[str | None]:
    return [claim.value for claim in finding.claims]


@pytest.mark.parametrize("field", ["valid", "stated"])
def test_the_fall_from_one_day_to_the_next_leads_and_the_others_follow_in_time(field: str) -> None:
    (finding,) = check(totals([10, 11, 12, 13, 9, 10, 11, 14], "hgfedcba", field), rules=RULES).findings
    assert finding.examples[0] == ("e", "d")
    assert (" 13 " in finding.message, finding.message.index("13") < finding.message.index("9")) == (True, True)
    assert shown(finding) == ["13", "9", "10", "10", "11", "11", "12"]


def test_of_several_such_falls_the_first_leads() -> None:
    (finding,) = check(totals([14, 13, 9, 12, 8], "dbcae"), rules=RULES).findings
    assert finding.examples[0] == ("d", "b")
    assert shown(finding) == ["14", "13", "9", "12", "8"]


def test_what_follows_at_once_but_is_no_fall_for_sure_does_not_lead() -> None:
    """The second is of the same day as the first: nobody says which came first."""
    collection = totals([13, 12, 9], "abc")
    claims = [
        claim.model_copy(update={"valid": collection.claims[0].valid}) if claim.id == "b" else claim
        for claim in collection.claims
    ]
    (finding,) = check(Collection(tuple(claims), WORDS), rules=RULES).findings
    assert finding.examples[0] == ("b", "c")


def test_the_claims_and_the_fingerprint_do_not_depend_on_ids() -> None:
    one, other = (check(totals([5, 9, 4, 7, 3], ids), rules=RULES).findings[0] for ids in ("abcde", "edcba"))
    assert (one.fingerprint, one.message, shown(one)) == (other.fingerprint, other.message, shown(other))


@given(numbers=st.lists(st.integers(1, 6), min_size=2, max_size=9), data=st.data())
@settings(max_examples=60)
def test_a_finding_leads_with_neighbours_in_time_whichever_way_it_is_made(
    numbers: list[int], data: st.DataObject
) -> None:
    pytest.importorskip("numpy", reason="arrays need the extra `bulk`")
    ids = data.draw(st.permutations("abcdefghi"[: len(numbers)]))
    collection = totals(numbers, ids)
    report = check(collection, rules=RULES, engine="python")
    for finding in report.findings:
        members = [id for id in ids if id in {claim.id for claim in finding.claims}]  # in time
        first, second = finding.examples[0]
        assert members.index(second) == members.index(first) + 1
        assert len(set(finding.examples)) == len(finding.examples) <= finding.pairs
    for limits in ({"conflicts.facts.limits.LOOPED": 0}, {"conflicts.facts.limits.LISTED": 1}):
        with pytest.MonkeyPatch.context() as patch:
            for name, limit in limits.items():
                patch.setattr(name, limit)
            assert check(collection, rules=RULES, engine="python").to_json() == report.to_json()


def test_every_engine_leads_with_the_same_fall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    pytest.importorskip("duckdb", reason="tables need the extra `bulk`")
    monkeypatch.chdir(tmp_path)
    rows = "".join(
        f"{id},fire,dead,{number},s-{id},1921-03-{day:02}\n"
        for day, (id, number) in enumerate(zip("hgfedcba", [10, 11, 12, 13, 9, 10, 11, 14], strict=True), start=1)
    )
    Path("t.csv").write_text(f"id,subject,predicate,value,asserted_by,valid\n{rows}", encoding="utf-8")
    Path("words.yaml").write_text("predicates: {dead: {value: quantity, cumulative: true}}\n", encoding="utf-8")
    asked = ("check", "t.csv", "--vocabulary", "words.yaml", "--rules", *RULES, "-f", "json", "--engine")
    of_python, of_duckdb = (run(*asked, engine).out for engine in ("python", "duckdb"))
    assert of_python == of_duckdb
    assert ConflictReport.from_json(of_python).findings[0].examples[0] == ("e", "d")
