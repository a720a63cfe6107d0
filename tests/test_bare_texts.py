"""A file that cites nothing gives one finding of each rule that asks for citations, not one for each claim."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from command import Run
from conflicts import check, load
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.report.baseline import Baseline
from conflicts.report.finding import Finding
from conflicts.report.report import ConflictReport

BARE = """\
The mill burned down on 3 March 1921. Four people were hurt, according to the miller.
The owner left for Norway. The miller said that the dam had been opened.

It was the worst fire of the decade.
"""
CITED = BARE + "\nA new mill was built in 1923.[1]\n\n[1]: https://example.org/mill\n"
ASKING = ["core/no-source", "core/no-citation"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bare.md").write_text(BARE, encoding="utf-8")
    Path("cited.md").write_text(CITED, encoding="utf-8")


def of_rule(report: ConflictReport, rule: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule == rule]


def test_a_text_that_cites_nothing_is_one_finding_with_the_number() -> None:
    report = check(load("bare.md"), rules=ASKING)
    (finding,) = of_rule(report, "core/no-source")
    assert (finding.pairs, len(finding.claims), finding.verdict) == (3, 3, "certain")
    assert finding.message.endswith("; and 2 more such claims in this file, which cites nothing")
    assert finding.pointed_at is not None
    assert finding.pointed_at.location is not None
    assert finding.pointed_at.location.line == 1
    assert "burned down" in finding.message
    (named,) = of_rule(report, "core/no-citation")
    assert (named.pairs, "1 more such claim in this file" in named.message) == (2, True)
    assert report.statistics.pairs == 5


def test_a_text_that_cites_something_is_asked_claim_by_claim() -> None:
    report = check(load("cited.md"), rules=ASKING)
    assert [finding.pairs for finding in report.findings] == [1] * 5
    assert not any("cites nothing" in finding.message for finding in report.findings)


def test_each_text_of_several_is_one_finding() -> None:
    for name in ("other.md", "third.txt"):
        Path(name).write_text(BARE.replace("mill", "barn"), encoding="utf-8")
    report = check(load(["bare.md", "other.md", "third.txt", "cited.md"]), rules=["core/no-source"])
    assert sorted(finding.pairs for finding in report.findings) == [1, 1, 1, 3, 3, 3]


def test_a_page_of_a_wiki_that_cites_nothing_is_one_finding() -> None:
    Path("page.wiki").write_text("'''The mill''' burned down in 1921. The owner left for Norway.", encoding="utf-8")
    (finding,) = check(load("page.wiki"), rules=["core/no-source"]).findings
    assert finding.pairs == 2


def written(name: str, claims: list[dict[str, str]]) -> Path:
    """A file of these claims, in the format that its name says."""
    path = Path(name)
    lines = [json.dumps(each) for each in claims]
    match path.suffix:
        case ".csv":
            names = ["id", "subject", "predicate", "asserted_by", "citations"]
            rows = [",".join(each.get(column, "") for column in names) for each in claims]
            path.write_text("\n".join([",".join(names), *rows]) + "\n", encoding="utf-8")
        case ".jsonl":
            path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        case ".yaml":
            path.write_text("claims:\n" + "".join(f"- {line}\n" for line in lines), encoding="utf-8")
        case _:
            path.write_text(f'{{"claims": [{", ".join(lines)}]}}', encoding="utf-8")
    return path


FORMATS = ["claims.yaml", "claims.json", "claims.jsonl", "claims.csv"]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("number", [2, 3, 200])
def test_a_claims_file_that_cites_nothing_is_one_finding_with_the_number(name: str, number: int) -> None:
    claims = [{"id": f"c{at}", "subject": f"mill {at}", "predicate": "burned"} for at in range(number)]
    report = check(load(written(name, claims)), rules=["core/no-source"])
    (finding,) = report.findings
    assert (finding.pairs, len(finding.claims)) == (number, number)
    more = "1 more such claim" if number == 2 else f"{number - 1} more such claims"
    assert finding.message.endswith(f"; and {more} in this file, which cites nothing")
    shown = check(load(name), rules=["core/no-source"], group_by="subject")
    assert [each.pairs for each in shown.findings] == [1] * number


@pytest.mark.parametrize("name", FORMATS)
def test_a_claims_file_that_cites_something_is_asked_claim_by_claim(name: str) -> None:
    claims = [{"id": f"c{at}", "subject": "mill", "predicate": "burned"} for at in range(3)]
    cited = {"id": "d", "subject": "mill", "predicate": "rebuilt"}
    if name.endswith("csv"):
        written(name, [*claims, {**cited, "citations": "7"}])
    else:
        written(name, [*claims, cited])
        text = Path(name).read_text("utf-8").replace('"rebuilt"', '"rebuilt", "citations": [{"ref": "7"}]')
        Path(name).write_text(text, encoding="utf-8")
    report = check(load(name), rules=["core/no-source"])
    assert [finding.pairs for finding in report.findings] == [1, 1, 1]


def test_claims_without_and_with_a_source_are_two_findings_of_a_file() -> None:
    claims = [{"id": f"c{at}", "subject": "mill", "predicate": "burned"} for at in range(3)]
    claims += [{**each, "id": f"{each['id']}-said", "asserted_by": "miller"} for each in claims]
    report = check(load(written("claims.yaml", claims)), rules=ASKING)
    assert sorted((finding.rule, finding.pairs) for finding in report.findings) == [
        ("core/no-citation", 3),
        ("core/no-source", 3),
    ]


def test_claims_that_stand_in_no_file_are_asked_one_by_one() -> None:
    claims = [Claim(id=f"c{at}", subject="mill", predicate="burned") for at in range(3)]
    assert [finding.pairs for finding in check(claims, rules=["core/no-source"]).findings] == [1, 1, 1]


def test_of_a_very_large_file_each_claim_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conflicts.facts.limits.TOGETHER", 5)
    claims = [{"id": f"c{at}", "subject": "mill", "predicate": "burned"} for at in range(6)]
    assert len(check(load(written("claims.csv", claims)), rules=["core/no-source"]).findings) == 6


def test_other_rules_find_what_they_find_claim_by_claim() -> None:
    Path("hedged.md").write_text("The mill probably burned down. The owner possibly fled to Norway.", encoding="utf-8")
    report = check(load("hedged.md"), rules=["editorial/hedged", "core/no-source"])
    assert [finding.pairs for finding in of_rule(report, "editorial/hedged")] == [1, 1]
    assert [finding.pairs for finding in of_rule(report, "core/no-source")] == [2]


def test_a_text_in_which_a_claim_is_accepted_is_gone_through_claim_by_claim() -> None:
    accepted = "\n<!-- conflicts: ignore core/no-source — an eyewitness wrote this -->\nIt was the worst"
    Path("accepted.md").write_text(BARE.replace("\nIt was the worst", accepted), encoding="utf-8")
    collection = load("accepted.md")
    assert any(claim.suppress for claim in collection.claims)
    report = check(collection, rules=["core/no-source"])
    assert {finding.pairs for finding in report.findings} <= {1}
    assert [each.finding.pairs for each in report.suppressed] == [1]
    assert len(report.findings) == 2
    assert report.stale_suppressions == ()


def test_a_text_is_accepted_by_its_file_and_by_a_baseline(run: Run) -> None:
    found = check(load("bare.md"), rules=ASKING)
    known = check(load("bare.md"), rules=ASKING, baseline=Baseline.of(found.findings))
    assert (len(known.findings), len(known.suppressed), known.stale_suppressions) == (0, 2, ())
    Path("conflicts.toml").write_text(
        '[[suppress]]\nrule = "core/no-source"\nfiles = ["bare.md"]\nreason = "a draft"\n', encoding="utf-8"
    )
    report = ConflictReport.from_json(run("check", "bare.md", "-f", "json").out)
    assert of_rule(report, "core/no-source") == []
    assert [each.finding.pairs for each in report.suppressed] == [3]


def test_the_findings_are_the_same_where_they_are_made_when_they_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("other.md", "third.txt"):
        Path(name).write_text(BARE * 4, encoding="utf-8")
    collection = load(["bare.md", "other.md", "third.txt", "cited.md"])
    at_once = check(collection, engine="python")
    pytest.importorskip("numpy", reason="arrays need the extra `bulk`")
    monkeypatch.setattr("conflicts.facts.limits.LOOPED", 0)
    assert check(collection, engine="python").to_json() == at_once.to_json()


def test_a_table_of_what_was_read_has_the_findings_that_the_texts_have(run: Run) -> None:
    pytest.importorskip("duckdb", reason="tables need the extra `bulk`")
    Path("other.md").write_text(BARE * 3, encoding="utf-8")
    assert run("import", "prose", "bare.md", "other.md", "cited.md", "-o", "claims.parquet").code == 0
    asked = ("check", "claims.parquet", "-f", "json", "--engine")
    by_python, by_duckdb = (run(*asked, engine).out for engine in ("python", "duckdb"))
    assert by_python == by_duckdb
    found = of_rule(ConflictReport.from_json(by_duckdb), "core/no-source")
    assert [finding.pairs for finding in found] == [3, 1, 1, 1, 9]


def claims() -> SearchStrategy[Collection]:
    """Claims of two texts, of files that are no texts and of no file, some of which cite something."""
    places = st.sampled_from([("a.md", True), ("b.md", True), ("c.yaml", False), None])
    lines = st.integers(1, 9)
    cited = st.sampled_from([False, False, False, True])
    said = st.tuples(places, lines, cited, st.sampled_from([None, "miller"]), cited)

    def collection(drawn: list[tuple[tuple[str, bool] | None, int, bool, str | None, bool]]) -> Collection:
        made = [
            Claim.model_validate(
                {"id": f"c{number}", "subject": "mill", "predicate": "says", "value": f"words {number}"}
                | ({"location": {"file": place[0], "line": line}} if place else {})
                | ({"excerpt": f"Words {number}."} if place and place[1] else {})
                | ({"citations": [{"ref": "1"}]} if cites else {})
                | ({"asserted_by": source} if source else {})
                | ({"suppress": [{"rule": "core/no-source", "reason": "known"}]} if accepts else {})
            )
            for number, (place, line, cites, source, accepts) in enumerate(drawn)
        ]
        return Collection(tuple(made))

    return st.lists(said, max_size=12).map(collection)


@given(collection=claims())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_claims_are_counted_once_whichever_way_findings_are_made(collection: Collection) -> None:
    pytest.importorskip("numpy", reason="arrays need the extra `bulk`")
    report = check(collection, rules=ASKING, engine="python")
    bare = [claim for claim in collection.claims if not claim.citations]
    found = [*report.findings, *(each.finding for each in report.suppressed)]
    assert sorted(claim.id for finding in found for claim in finding.claims) == [
        claim.id for claim in sorted(bare, key=lambda claim: claim.id)
    ]
    assert report.statistics.pairs == sum(finding.pairs for finding in found) == len(bare)
    for finding in found:
        files = {claim.location.file if claim.location else None for claim in finding.claims}
        of_file = [claim for claim in collection.claims if claim.location and {claim.location.file} == files]
        assert finding.pairs == 1 or (
            len(files) == 1 and not any(claim.citations or claim.suppress for claim in of_file)
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("conflicts.facts.limits.LOOPED", 0)
        assert check(collection, rules=ASKING, engine="python").to_json() == report.to_json()
