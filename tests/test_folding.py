"""What several rules find unverified about one claim is shown once, with all its reasons, in what people read."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command import Run
from conflicts import ConflictReport, check, load
from conflicts.formats import Options
from conflicts.formats.html.data import page_data
from conflicts.report.folding import folded

TEXT = "The mill probably burned down.{{cn}} The owner possibly fled to Norway.<ref>Gazette</ref>\n"
RULES = ["editorial/tagged-citation-needed", "editorial/hedged"]
SELECTED = ("--select", "tagged-citation-needed", "--select", "hedged")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mill.wiki").write_text(TEXT, encoding="utf-8")


def test_two_rules_about_one_claim_are_shown_as_one_finding_with_two_reasons() -> None:
    report = check(load("mill.wiki"), rules=RULES)
    assert len(report.findings) == 3
    first, second = folded(report.findings)
    assert (first.finding.rule, [each.rule for each in first.also]) == (RULES[0], [RULES[1]])
    assert (second.finding.rule, second.also) == (RULES[1], ())


@pytest.mark.parametrize("name", ["text", "concise", "github", "markdown"])
def test_people_read_both_reasons_at_one_place(name: str, run: Run) -> None:
    out = run("check", "mill.wiki", "-f", name, *SELECTED).out
    parts = [line for line in out.splitlines() if "editorial/" in line and "line=1,col=48" not in line]
    assert sum(line.count("editorial/tagged-citation-needed") for line in parts if "by rule" not in line) >= 1
    heads = {
        "text": lambda: out.count("mill.wiki:1:1: "),
        "concise": lambda: sum(line.startswith("mill.wiki:1:1: ") for line in out.splitlines()),
        "github": lambda: sum(line.startswith("::") and "col=1," in line for line in out.splitlines()),
        "markdown": lambda: out.count("<summary>") - 1,
    }
    assert heads[name]() == 1
    assert "Given as probable only" in out
    assert out.count("3 unverified" if name in ("text", "concise") else "3 findings") == 1


def test_a_result_of_sarif_has_both_reasons_and_both_rules_are_described(run: Run) -> None:
    (log,) = json.loads(run("check", "mill.wiki", "-f", "sarif", *SELECTED).out)["runs"]
    first, second = log["results"]
    assert (first["ruleId"], second["ruleId"]) == tuple(RULES)
    assert "Also note[editorial/hedged] certain: Given as probable only" in first["message"]["text"]
    assert [each["ruleId"] for each in first["properties"]["also"]] == [RULES[1]]
    assert "also" not in second["properties"]
    assert {rule["id"] for rule in log["tool"]["driver"]["rules"]} >= {*RULES}


def test_a_case_of_junit_has_both_reasons(run: Run) -> None:
    suites = ElementTree.fromstring(run("check", "mill.wiki", "-f", "junit", *SELECTED).out)
    cases = [case for case in suites.iter("testcase") if case.get("file") is not None]
    assert [case.get("classname") for case in cases] == ["editorial.hedged", "editorial.tagged-citation-needed"]
    told = ["".join(case.itertext()) for case in cases]
    assert ["also: note[editorial/hedged] certain:" in " ".join(text.split()) for text in told] == [False, True]
    assert not [case for case in suites.iter("testcase") if case.get("name") == "nothing found"]


def test_a_page_shows_a_row_for_both_and_finds_it_by_either() -> None:
    report = check(load("mill.wiki"), rules=RULES)
    findings: Any = page_data(report, Options())["findings"]
    assert [each.get("also") for each in findings] == [[1], None, None]


def test_a_notebook_unfolds_both() -> None:
    report = check(load("mill.wiki"), rules=RULES)
    html = report._repr_html_()
    shown = html.split("border-left:")[1:]
    assert [[rule for rule in RULES if rule in part] for part in shown] == [RULES, RULES[1:]]


def test_what_is_shown_together_is_accepted_and_counted_by_itself(run: Run) -> None:
    report = ConflictReport.from_json(run("check", "mill.wiki", "-f", "json").out)
    assert [finding.rule for finding in report.findings] == [*RULES, RULES[1]]
    settings = [{"rule": "editorial/hedged", "files": ["mill.wiki"], "reason": "as the source has it"}]
    lines = "".join(
        f"[[suppress]]\n{''.join(f'{key} = {json.dumps(value)}' + chr(10) for key, value in each.items())}"
        for each in settings
    )
    Path("conflicts.toml").write_text(lines, encoding="utf-8")
    rest = ConflictReport.from_json(run("check", "mill.wiki", "-f", "json").out)
    assert [finding.rule for finding in rest.findings] == RULES[:1]
    assert run("check", "mill.wiki", "--fail-on", "warning").code == 1


def test_contradictions_are_never_put_together() -> None:
    claims = "".join(
        f"- {{id: {name}, subject: mill, predicate: owner, value: {value}, asserted_by: guide, valid: 1921}}\n"
        for name, value in (("a", "ann"), ("b", "bob"))
    )
    predicates = "predicates: {owner: {value: term, single: true}}\n"
    Path("claims.yaml").write_text(f"{predicates}claims:\n{claims}", encoding="utf-8")
    report = check(load("claims.yaml"), rules=["core/self-contradiction", "core/no-citation"])
    assert [len(each.also) for each in folded(report.findings)] == [0, 0]


@given(order=st.permutations(range(3)), twice=st.booleans())
def test_every_finding_is_shown_once(order: list[int], twice: bool) -> None:
    report = check(load("mill.wiki"), rules=RULES)
    findings = [report.findings[at] for at in order] * (2 if twice else 1)
    shown = [each for together in folded(findings) for each in (together.finding, *together.also)]
    assert sorted(each.fingerprint for each in shown) == sorted(each.fingerprint for each in findings)
    for together in folded(findings):
        concerned = {claim.id for claim in together.finding.concerned}
        assert all({claim.id for claim in each.concerned} == concerned for each in together.also)
