"""What several rules find unverified about one claim is shown once, with all its reasons, in what people read."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command import Run
from conflicts import ConflictReport, check, load
from conflicts.report.folding import folded

TEXT = "The mill probably burned down.{{cn}} The owner possibly fled to Norway.<ref>Gazette</ref>\n"
RULES = ["editorial/tagged-citation-needed", "editorial/hedged"]


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
    out = run("check", "mill.wiki", "-f", name, "--select", "tagged-citation-needed", "--select", "hedged").out
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
