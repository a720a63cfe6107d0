"""Severities that a project gives to rules, in all files or in some; and days that it does not name."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from command import Result, Run
from conflicts import Claim, RuleError, check
from conflicts.config import MEANINGS, SETTINGS, settings_schema
from conflicts.engines import bulk_is_installed
from conflicts.model.claim import Location
from conflicts.model.when import day_meant
from conflicts.report.report import ConflictReport
from conflicts.rules.levels import Level, level_of, levelled
from conflicts.rules.pack import load_rules
from strategies import Case, cases

SCHEMA_FILE = Path(__file__).parents[1] / "docs/schema/settings.schema.json"

OLD = """\
claims:
  - {id: red, subject: door, predicate: colour, value: red, asserted_by: porter, valid: 2022}
  - {id: not-red, subject: door, predicate: colour, value: red, polarity: denied, asserted_by: painter, valid: 2022}
  - {id: oak, subject: door, predicate: made-of, value: oak, asserted_by: joiner, valid: 2022, citations: ["1"]}
"""
NEW = """\
claims:
  - {id: open, subject: gate, predicate: state, value: open, valid: 2022}
  - {id: no-red, subject: door, predicate: colour, value: red, polarity: denied, asserted_by: clerk, valid: 2022}
"""


@pytest.fixture
def run(run: Run) -> Run:
    Path("old").mkdir()
    Path("old/claims.yaml").write_text(OLD, encoding="utf-8")
    Path("new.yaml").write_text(NEW, encoding="utf-8")
    return run


def found(run: Run, settings: str, *options: str) -> dict[str, list[str]]:
    """The severities of each rule that finds something, in order."""
    Path("conflicts.toml").write_text(f'rules = "core"\n{settings}', encoding="utf-8")
    severities: dict[str, list[str]] = {}
    for finding in json.loads(run("check", ".", "--format", "json", *options).out)["findings"]:
        severities.setdefault(finding["rule"].removeprefix("core/"), []).append(finding["severity"])
    return severities


def test_a_rule_has_the_severity_that_it_is_given(run: Run) -> None:
    assert found(run, "")["no-source"] == ["warning"]
    assert found(run, 'severity = {"core/no-source" = "note"}')["no-source"] == ["note"]
    assert found(run, '[severity]\nno-source = "error"')["no-source"] == ["error"]


def test_a_possible_finding_is_one_step_less_severe() -> None:
    denial = next(rule for rule in load_rules(["core"]) if rule.id == "denial")
    steps: list[tuple[Level, Level]] = [("error", "warning"), ("warning", "note"), ("note", "note")]
    for level, if_possible in steps:
        (rule,) = levelled([denial], {"denial": level})
        assert (rule.severity, rule.severity_if_possible) == (level, if_possible)


def test_a_rule_that_is_off_finds_nothing_and_is_not_missed(run: Run) -> None:
    everything = found(run, "")
    assert found(run, 'severity = {no-citation = "off"}') == {
        rule: severities for rule, severities in everything.items() if rule != "no-citation"
    }


def test_the_nearest_word_counts() -> None:
    rule = next(rule for rule in load_rules(["core"]) if rule.id == "no-citation")
    words: dict[str, Level] = {"unverified": "off", "core": "note", "citation": "warning", "no-citation": "error"}
    assert [level_of(rule, dict(list(words.items())[:number])) for number in range(5)] == [None, *words.values()]
    assert level_of(rule, {**words, "core/no-citation": "off"}) == "off"
    assert level_of(rule, {"core/denial": "off"}) is None


@given(case=cases(), word=st.sampled_from(["contradiction", "unverified", "superseded"]))
def test_off_is_as_if_the_rule_were_ignored(case: Case, word: str) -> None:
    if word not in {rule.kind for rule in case.rules}:
        return
    checked = {"rules": case.rules, "engine": "python", "as_of": case.as_of}
    off = check(case.collection, severity={word: "off"}, **checked)  # type: ignore[arg-type]  # their types are checked
    ignored = check(case.collection, ignore=[word], **checked)  # type: ignore[arg-type]  # one by one in other tests
    assert off.to_json() == ignored.to_json()


@pytest.mark.parametrize("pattern", ["old/*", "old/claims.yaml", "claims.yaml", "*/claims.yaml"])
def test_the_severities_of_some_files_are_for_findings_that_lie_in_them(run: Run, pattern: str) -> None:
    before = found(run, "")
    after = found(run, f'per-file-severity = {{"{pattern}" = {{no-citation = "off", "core/denial" = "note"}}}}')
    assert before["no-citation"] == ["warning"] * 3
    assert after["no-citation"] == ["warning"]
    assert after["no-source"] == before["no-source"]


def test_a_contradiction_with_a_claim_in_another_file_is_as_severe_as_ever(run: Run) -> None:
    settings = 'per-file-severity = {"old/*" = {"core" = "off"}}'
    assert found(run, "")["denial"] == found(run, settings)["denial"]
    Path("new.yaml").unlink()
    assert "denial" not in found(run, settings)


def test_the_last_pattern_that_names_a_file_and_a_rule_counts(run: Run) -> None:
    both = '[per-file-severity]\n"old/*" = {no-citation = "note"}\n"claims.yaml" = {no-citation = "off"}\n'
    assert found(run, both)["no-citation"] == ["warning"]
    other = '[per-file-severity]\n"claims.yaml" = {no-citation = "off"}\n"old/*" = {no-citation = "note"}\n'
    assert found(run, other)["no-citation"] == ["warning", "note", "note"]


def test_patterns_are_relative_to_the_settings(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = 'per-file-severity = {"old/*" = {no-citation = "off"}}'
    assert len(found(run, settings)["no-citation"]) == 1
    monkeypatch.chdir("old")
    result = run("check", ".", "--format", "json")
    assert "core/no-citation" not in result.out


def test_what_somebody_accepts_has_the_severity_of_its_file_too(run: Run) -> None:
    suppress = '\n[[suppress]]\nrule = "no-citation"\nreason = "known"\n'
    Path("conflicts.toml").write_text(
        f'rules = "core"\nper-file-severity = {{"old/*" = {{no-citation = "note"}}}}\n{suppress}', encoding="utf-8"
    )
    report = ConflictReport.from_json(run("check", ".", "--format", "json").out)
    assert [each.finding.severity for each in report.suppressed] == ["warning", "note", "note"]
    assert not report.stale_suppressions


@pytest.mark.parametrize(
    ("settings", "place", "words"),
    [
        ('severity = {"core/denial" = "noet"}', "conflicts.toml:2:1", "'noet' (did you mean 'note'?)"),
        ('[severity]\ncore = "on"', "conflicts.toml:3:1", "one of error, warning, note, off"),
        ('[per-file-severity]\n"a/*.b.yaml" = {core = "of"}', "conflicts.toml:3:1", "'of' (did you mean 'off'?)"),
        ('severity = "off"', "conflicts.toml:2:1", "must be a mapping"),
        ('severity = {"core/no-sorce" = "off"}', "", "'core/no-sorce' (did you mean 'core/no-source'?)"),
        ('per-file-severity = {"x" = {nothing = "off"}}', "", "severity: no rule has the name"),
    ],
)
def test_what_is_wrong_is_reported(run: Run, settings: str, place: str, words: str) -> None:
    Path("conflicts.toml").write_text(f'rules = "core"\n{settings}', encoding="utf-8")
    result = run("check", ".")
    assert result.code == 2
    assert place in result.err
    assert words in result.err


def test_a_word_may_choose_a_rule_that_ships_and_is_not_asked_for(run: Run) -> None:
    assert found(run, 'severity = {"editorial/partisan-only" = "off"}') == found(run, "")


def test_severities_are_shown_as_settings_that_give_them_again(run: Run) -> None:
    written = {"core/no-source": "note", 'a"b': "off"}
    Path("conflicts.toml").write_text(
        '[severity]\n"core/no-source" = "note"\n"a\\"b" = "off"\n[per-file-severity]\n"*.x" = {core = "note"}\n',
        encoding="utf-8",
    )
    shown = tomllib.loads(run("config").out)
    assert shown["severity"] == written
    assert shown["per-file-severity"] == {"*.x": {"core": "note"}}


def test_sarif_says_the_severity_that_a_rule_is_given(run: Run) -> None:
    Path("conflicts.toml").write_text('rules = "core"\nseverity = {no-source = "error"}\n', encoding="utf-8")
    (sarif,) = json.loads(run("check", ".", "--format", "sarif").out)["runs"]
    levels = {each["id"]: each["defaultConfiguration"]["level"] for each in sarif["tool"]["driver"]["rules"]}
    assert levels["core/no-source"] == "error"


@pytest.mark.skipif(not bulk_is_installed(), reason="the extra `bulk` is not installed")
def test_a_table_in_the_database_has_the_severities_of_its_claims() -> None:
    from conflicts.facts.stored import ClaimsTable, open_table
    from conflicts.model.vocabulary import Vocabulary
    from conflicts.tables.write import claims_table

    claims = [
        Claim(id=f"c{number}", subject="door", predicate="colour", location=Location(file=f"{number % 2}.csv", line=2))
        for number in range(4)
    ]
    table = open_table(ClaimsTable(frame=claims_table(claims, Vocabulary()), vocabulary=Vocabulary()))
    given: list[dict[str, Level]] = [{"no-source": "error"}, {"core": "off"}]
    for levels in given:
        assert check(table, severity=levels).to_json() == check(claims, severity=levels).to_json()
        by_file = {"1.csv": levels}
        assert check(table, per_file_severity=by_file).to_json() == check(claims, per_file_severity=by_file).to_json()


def test_severities_that_name_no_rule_are_refused_in_python() -> None:
    with pytest.raises(RuleError, match="no-sorce"):
        check([], severity={"no-sorce": "off"})


# Days


def test_today_is_the_day_of_the_check() -> None:
    claims = [Claim(id="late", subject="s", predicate="p", stated="2023-05-02")]
    for today, left_out in (("2023-05-01", 1), ("2023-05-02", 0)):
        report = check(claims, as_of="today", today=today)
        assert report.statistics.left_out == left_out
        assert report.statistics.as_of == today
        assert report.to_json() == check(claims, as_of=today, today=today).to_json()
    assert day_meant("2020") == "2020"
    assert day_meant(None, "2020") is None


def test_the_report_names_the_day(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conflicts.cli.settings.today", lambda: "2024-02-29")
    for result in (run("check", ".", "--as-of", "today"), with_setting(run, 'as-of = "today"')):
        assert result.out.endswith("in 5 claims as of 2024-02-29\n")
    assert "as of" not in run("check", ".", "--config", "none.toml").out


def with_setting(run: Run, settings: str) -> Result:
    Path("conflicts.toml").write_text(settings, encoding="utf-8")
    return run("check", ".")


# Baselines say how they are taken


def test_a_new_baseline_says_what_makes_checks_take_it(run: Run) -> None:
    assert run("baseline", "create", ".").out.splitlines()[1:] == [
        'To let checks take it, add to conflicts.toml: baseline = "conflicts-baseline.json"'
    ]
    Path("conflicts.toml").write_text('baseline = "conflicts-baseline.json"\n', encoding="utf-8")
    assert len(run("baseline", "update", ".").out.splitlines()) == 1
    assert run("check", ".").code == 0
    other = run("baseline", "create", ".", "--baseline", "known/other.json")
    assert other.code == 2
    Path("known").mkdir()
    assert run("baseline", "create", ".", "--baseline", "known/other.json").out.splitlines()[1:] == [
        'To let checks take it, change in conflicts.toml: baseline = "known/other.json"'
    ]


def test_the_advice_is_for_the_file_that_holds_the_settings(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("pyproject.toml").write_text('[tool.conflicts]\nrules = "core"\n', encoding="utf-8")
    monkeypatch.chdir("old")
    advice = run("baseline", "create", ".").out.splitlines()[1]
    said = 'add to [tool.conflicts] of ../pyproject.toml: baseline = "old/conflicts-baseline.json"'
    assert advice == f"To let checks take it, {said}"
    with Path("../pyproject.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"{advice.partition(': ')[2]}\n")
    assert run("check", ".").code == 0
    assert "suppressed" in run("check", ".").out


# The schema


def test_the_published_schema_of_settings_is_fresh() -> None:
    fresh = json.dumps(settings_schema(), ensure_ascii=False, indent=2) + "\n"
    assert SCHEMA_FILE.read_text(encoding="utf-8") == fresh, (
        "run: conflicts schema settings --output docs/schema/settings.schema.json"
    )


def test_every_setting_has_its_meaning() -> None:
    assert tuple(MEANINGS) == SETTINGS


@pytest.mark.parametrize(
    ("settings", "is_valid"),
    [
        ('rules = "core"\nstrict = "coverage"\nseverity = {core = "off"}', True),
        ('paths = ["a", "b"]\n[per-file-severity."x/*"]\ncore = "note"', True),
        ('[[suppress]]\nrule = "a"\nreason = "b"', True),
        ('severity = {core = "fatal"}', False),
        ('group-by = "claim"', False),
        ("no-such = 1", False),
    ],
)
def test_the_schema_tells_settings_that_are_well_formed(settings: str, is_valid: bool) -> None:
    validator = jsonschema.Draft202012Validator(settings_schema())
    assert validator.is_valid(tomllib.loads(settings)) == is_valid
