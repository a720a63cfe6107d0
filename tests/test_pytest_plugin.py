"""``pytest --conflicts``, run as its users run it: by itself, in processes of its own."""

import inspect
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conflicts import Claim, InputError, check, load
from conflicts.pytest_plugin.files import Collections
from conflicts.readers.contents import kind_of
from conflicts.report.baseline import Baseline
from conflicts.rules.definitions import FILE_NAME
from conflicts.testing import OF_EXAMPLES, assert_no_conflicts
from conflicts.testing import PROPERTIES as EVERY_PROPERTY

pytest_plugins = ["pytester"]

RULES = Path(__file__).parents[1] / "rules"
PROPERTIES = len(set(EVERY_PROPERTY) - {OF_EXAMPLES})
"""How many tests each rule has beside those of its examples."""
VOCABULARY = "predicates: {held-by: {value: term, single: true}}\n"


def claim(name: str, value: str, by: str, **more: object) -> dict[str, object]:
    said = {"subject": "izium", "predicate": "held-by", "asserted_by": by, "valid": "2022-03-24"}
    return {"id": name, "value": value, "citations": [{"ref": name}], **said, **more}


def claims_file(*claims: dict[str, object], head: str = "") -> str:
    return f"{head}claims:\n" + "".join(f"  - {json.dumps(each)}\n" for each in claims)


RUSSIA = claims_file(claim("russian", "russia", "ministry"))
UKRAINE = claims_file(claim("ukrainian", "ukraine", "town-hall"))
BOTH = claims_file(claim("russian", "russia", "ministry"), claim("ukrainian", "ukraine", "town-hall"), head=VOCABULARY)

RULE = """
id: no-mayor
kind: unverified
severity: warning
title: Mayors may not speak
message: "{a.asserted_by} spoke"
help: Let them.
claims: [a]
where: [a.asserted_by is mayor]
examples:
  - name: The mayor speaks.
    claims: [{id: c1, subject: s, predicate: p, asserted_by: mayor}]
    expect: [{claims: [c1], verdict: certain}]
  - name: The army speaks.
    claims: [{id: c1, subject: s, predicate: p, asserted_by: army}]
    expect: []
"""


def make(pytester: pytest.Pytester, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = pytester.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture(autouse=True)
def _no_other_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plugins that happen to be installed take their time at each start."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "_conflicts_pytest", *arguments)


def run_as_installed(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Run with every plugin that is installed, by its entry point."""
    os.environ.pop("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", *arguments)


# --- without the option -----------------------------------------------------------------------------------------------


def test_without_the_option_nothing_is_collected_and_nothing_of_the_package_is_imported(
    pytester: pytest.Pytester,
) -> None:
    make(pytester, {"claims.yaml": BOTH, "no-mayor.yaml": RULE})
    pytester.makepyfile("import sys\ndef test_it():\n    assert 'conflicts' not in sys.modules")
    result = run_as_installed(pytester, "--strict-markers", "-W", "error")
    result.assert_outcomes(passed=1)


def test_what_every_run_loads_is_one_module_that_imports_nothing_but_pytest() -> None:
    code = "import sys, pytest; old = set(sys.modules); import _conflicts_pytest; print(set(sys.modules) - old)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.stdout.strip() == "{'_conflicts_pytest'}", ran.stderr


# --- claims -----------------------------------------------------------------------------------------------------------


def test_a_claims_file_fails_with_the_report_of_what_is_found_in_it(pytester: pytest.Pytester) -> None:
    make(pytester, {"claims.yaml": BOTH})
    pytester.makepyfile("def test_it(): pass")
    result = run(pytester, "--conflicts")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*_ claims.yaml: conflicts _*",
            "1 finding in 2 claims: 1 error",
            "*: error?core/incompatible-values? certain: *",
            "*russian · claims.yaml:3:5*",
            "FAILED claims.yaml::conflicts - Failed: 1 finding in 2 claims: 1 error",
        ]
    )
    assert "Traceback" not in result.stdout.str()


def test_the_files_of_a_directory_are_checked_together_and_each_fails_with_its_own_findings(
    pytester: pytest.Pytester,
) -> None:
    make(
        pytester,
        {
            "claims/vocabulary.yaml": VOCABULARY,
            "claims/east/ministry.yaml": RUSSIA,
            "claims/west/2022/town-hall.jsonl": json.dumps(claim("ukrainian", "ukraine", "town-hall")) + "\n",
            "claims/west/calm.yaml": claims_file(claim("calm", "ukraine", "town-hall", subject="lviv")),
            "other/claims.yaml": UKRAINE.replace("ukrainian", "russian"),  # the same id, in another collection
        },
    )
    everything = run(pytester, "--conflicts", "-rA")
    everything.assert_outcomes(passed=3, failed=2)
    everything.stdout.fnmatch_lines_random(
        [
            "FAILED claims/east/ministry.yaml::conflicts*",
            "FAILED claims/west/2022/town-hall.jsonl::conflicts*",
            "PASSED claims/west/calm.yaml::conflicts",
        ]
    )
    alone = run(pytester, "--conflicts", "claims/east/ministry.yaml")
    alone.assert_outcomes(failed=1)
    alone.stdout.fnmatch_lines(["*town-hall.jsonl:1:1*"])


def test_directories_can_be_named_as_collections(pytester: pytest.Pytester) -> None:
    make(pytester, {"claims/east/ministry.yaml": VOCABULARY + RUSSIA, "claims/west/town-hall.yaml": UKRAINE})
    pytester.makeini("[pytest]\nconflicts_collections = claims")
    run(pytester, "--conflicts").assert_outcomes(failed=2)
    pytester.makeini("[pytest]\nconflicts_collections = clams")
    wrong = run(pytester, "--conflicts")
    assert wrong.ret == pytest.ExitCode.USAGE_ERROR
    wrong.stderr.fnmatch_lines(["ERROR: clams: is no directory"])


def test_what_is_wrong_in_a_file_is_told_with_its_place_and_its_collection_is_not_passed(
    pytester: pytest.Pytester,
) -> None:
    make(
        pytester,
        {
            "claims/sound.yaml": UKRAINE,
            "claims/misspelt.yaml": "claims:\n  - {id: a, subject: s, predicat: p}\n",
            "claims/broken.yaml": "claims:\n  - {id: a, subject: s\n",
        },
    )
    result = run(pytester, "--conflicts")
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(
        [
            "claims/broken.yaml:*not valid YAML*",
            "claims/misspelt.yaml:2:*unknown field 'predicat'*",
            "not checked, because of*",
            "claims/broken.yaml:*not valid YAML*",
        ]
    )
    assert "Traceback" not in result.stdout.str()


def test_files_that_hold_something_else_are_left_alone(pytester: pytest.Pytester) -> None:
    make(
        pytester,
        {
            "compose.yaml": "services: {claims: {image: x}}\n",
            "deployment.yml": "apiVersion: v1\nkind: Service\nmetadata: {name: claims}\n",
            "chat.jsonl": '{"messages": [], "sources": []}\n',
            "report.json": '{"results": {"claims": []}}',
            ".hidden.yaml": BOTH,
            "nothing.yaml": "",
            "node_modules/package/claims.yaml": RUSSIA,
        },
    )
    result = run(pytester, "--conflicts")
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.yaml", BOTH, "claims"),
        ("a.yml", "# note\n---\n'claims': []\n", "claims"),
        ("a.yaml", "{claims: [{id: a}]}", "claims"),
        ("a.yaml", '\ufeff{"claims": []}', "claims"),
        ("a.yaml", VOCABULARY, "vocabulary"),
        ("a.yaml", "entities: {}\nsources: {}\nclaim: []\n", "vocabulary"),
        ("a.yaml", "sources: [a]\nname: b\n", None),
        ("a.yaml", RULE, "rule"),
        ("a.yaml", RULE.replace("kind: unverified\n", ""), "rule"),
        ("a.json", '{"claims": []}', "claims"),
        ("claims-a.json", '{"claims": []}', "claims"),
        ("a.jsonl", '\n{"id": "1", "subject": "s", "predicate": "p"}\n', "claims"),
        ("a.jsonl", '{"sources": {}}\n{"id": "1", "subject": "s", "predicate": "p"}\n', "claims"),
        ("a.jsonl", '{"id": "1", "subject": "s", "predicate": ', "claims"),
        ("a.jsonl", "[1]\n", None),
        ("a.txt", "claims:\n", None),
    ],
)
def test_a_file_is_known_by_its_outermost_keys(tmp_path: Path, name: str, text: str, kind: str | None) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    assert kind_of(file) == kind


def test_every_rule_that_ships_is_known_for_one_and_no_other_file_of_theirs_is() -> None:
    files = list(RULES.glob("*/*.yaml"))
    known = {file for file in files if kind_of(file) == "rule"}
    beside = ("counts", "facts", "lexicon", "patterns", "trees")
    assert known == {file for file in files if file.parent.name not in beside and file.name != FILE_NAME}


def test_a_collection_is_what_the_outermost_directory_with_claims_holds(tmp_path: Path) -> None:
    for name in ("a/claims.yaml", "a/b/c/claims.yaml", "d/e/claims.yaml", "d/f/claims.yaml", "a/venv/claims.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(BOTH, encoding="utf-8")
    collections = Collections(tmp_path, excluded=["venv"])
    homes = {name: collections.home(tmp_path / name / "claims.yaml") for name in ("a", "a/b/c", "d/e", "d/f")}
    assert homes == {
        name: tmp_path / home for name, home in [("a", "a"), ("a/b/c", "a"), ("d/e", "d/e"), ("d/f", "d/f")]
    }
    assert collections.files(tmp_path / "a") == (tmp_path / "a/claims.yaml", tmp_path / "a/b/c/claims.yaml")
    named = Collections(tmp_path, [tmp_path / "d"])
    assert named.files(tmp_path / "d") == (tmp_path / "d/e/claims.yaml", tmp_path / "d/f/claims.yaml")


# --- rules ------------------------------------------------------------------------------------------------------------


def test_each_example_of_a_rule_is_a_test(pytester: pytest.Pytester) -> None:
    make(
        pytester,
        {
            "mine/no-mayor.yaml": RULE,
            "mine/wrong.yaml": RULE.replace("no-mayor", "wrong").replace("asserted_by: army", "asserted_by: mayor"),
            "mine/unreadable.yaml": RULE.replace("is mayor", "equals mayor"),
        },
    )
    result = run(pytester, "--conflicts", "-v")
    result.assert_outcomes(passed=3 + 2 * PROPERTIES, failed=2)
    result.stdout.fnmatch_lines(
        [
            "mine/no-mayor.yaml::The mayor speaks. PASSED*",
            "mine/no-mayor.yaml::The army speaks. PASSED*",
            "mine/unreadable.yaml::rule FAILED*",
            "mine/unreadable.yaml:9:*",
            "mine/wrong.yaml:*mine/wrong: The army speaks.",
            "    found, and not expected: certain: c1",
        ]
    )
    assert "Traceback" not in result.stdout.str()


def test_what_every_rule_should_hold_is_a_test_of_its_own(pytester: pytest.Pytester) -> None:
    needless = RULE.replace("[a.asserted_by is mayor]", "[a.asserted_by is mayor, a.polarity is affirmed]")
    assert needless != RULE
    make(pytester, {"mine/no-mayor.yaml": needless})
    result = run(pytester, "--conflicts", "-v")
    result.assert_outcomes(passed=1 + PROPERTIES, failed=1)
    result.stdout.fnmatch_lines(
        [
            "mine/no-mayor.yaml::engines agree PASSED*",
            "mine/no-mayor.yaml::every condition is needed FAILED*",
            "mine/no-mayor.yaml*: no example comes out otherwise without a.polarity is affirmed",
        ]
    )


def test_the_rule_beside_it_that_a_rule_asks_about_is_known(pytester: pytest.Pytester) -> None:
    asking = RULE.replace("no-mayor", "asking").replace("a.asserted_by is mayor", "a is-flagged-by mine/no-mayor")
    make(pytester, {"mine/no-mayor.yaml": RULE, "mine/asking.yaml": asking})
    run(pytester, "--conflicts", "mine/asking.yaml").assert_outcomes(passed=2 + PROPERTIES)


# --- settings ---------------------------------------------------------------------------------------------------------


def test_the_settings_of_the_project_hold(pytester: pytest.Pytester) -> None:
    undated = claims_file(claim("undated", "ukraine", "mayor", valid=None))
    make(
        pytester,
        {
            "conflicts.toml": 'rules = ["core", "mine"]\nignore = ["core/incompatible-values"]\nfail-on = "note"\n'
            '[[suppress]]\nrule = "mine/no-mayor"\nreason = "known"\nfiles = "old.yaml"\n',
            "mine/no-mayor.yaml": RULE,
            "both/claims.yaml": BOTH,
            "mayors/new.yaml": undated,
            "mayors/old.yaml": undated.replace('"undated"', '"old"').replace('"ukraine"', '"russia"'),
        },
    )
    result = run(pytester, "--conflicts", "both", "mayors")
    result.stdout.fnmatch_lines(["conflicts: settings of conflicts.toml", "*mine/no-mayor*"])
    assert "FAILED mayors/new.yaml::conflicts" in result.stdout.str()
    assert "FAILED both" not in result.stdout.str()
    (pytester.path / "conflicts.toml").write_text('rules = ["core"]\nfail-on = "never"\n', encoding="utf-8")
    told = run(pytester, "--conflicts", "both", "-rP")
    told.assert_outcomes(passed=1)
    told.stdout.fnmatch_lines(["*core/incompatible-values*"])


def test_what_is_known_or_accepted_does_not_fail_until_its_time_is_over(pytester: pytest.Pytester) -> None:
    accepted = {"rule": "core/incompatible-values", "reason": "both are quoted"}
    late = claim("ukrainian", "ukraine", "town-hall", suppress=[{**accepted, "until": "2023-01-01"}])
    now = claim("ukrainian", "ukraine", "town-hall", suppress=[accepted])
    russian = claim("russian", "russia", "ministry")
    make(pytester, {"known/claims.yaml": BOTH.replace("izium", "lviv")})
    known = Baseline.of(check(load(pytester.path / "known")).findings)
    make(
        pytester,
        {
            "conflicts.toml": 'baseline = "known.json"\n',
            "known.json": known.to_json(),
            "late/claims.yaml": claims_file(russian, late, head=VOCABULARY),
            "now/claims.yaml": claims_file(russian, now, head=VOCABULARY),
        },
    )
    result = run(pytester, "--conflicts")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["  suppression of core/incompatible-values (ukrainian, *", "FAILED late*"])


def test_wrong_settings_are_an_error_of_usage(pytester: pytest.Pytester) -> None:
    make(pytester, {"claims.yaml": BOTH, "conflicts.toml": 'fail-at = "note"\n'})
    result = run(pytester, "--conflicts")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: conflicts.toml:1:1: unknown setting 'fail-at'*"])


def test_words_that_are_kept_apart_are_checked_and_used(pytester: pytest.Pytester) -> None:
    make(
        pytester,
        {
            "conflicts.toml": 'vocabulary = "words/core.yaml"\n',
            "words/core.yaml": VOCABULARY,
            "claims/claims.yaml": BOTH.removeprefix(VOCABULARY),
        },
    )
    make(pytester, {"more/other.yaml": "predicates: {held-by: {valeu: term}}\n"})
    result = run(pytester, "--conflicts")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["more/other.yaml:1:*unknown field 'valeu'*"])


# --- choosing, and other plugins --------------------------------------------------------------------------------------


def test_items_are_chosen_by_marker_and_by_name_and_listed_without_a_check(pytester: pytest.Pytester) -> None:
    make(pytester, {"claims.yaml": BOTH, "no-mayor.yaml": RULE})
    pytester.makepyfile("def test_it(): pass")
    listed = run(pytester, "--conflicts", "--collect-only", "-q", "--strict-markers", "-m", "conflicts")
    assert listed.outlines[:3] == [
        "claims.yaml::conflicts",
        "no-mayor.yaml::The mayor speaks.",
        "no-mayor.yaml::The army speaks.",
    ]
    run(pytester, "--conflicts", "-m", "not conflicts").assert_outcomes(passed=1, deselected=3 + PROPERTIES)
    run(pytester, "--conflicts", "-k", "army", "no-mayor.yaml").assert_outcomes(passed=1, deselected=1 + PROPERTIES)
    run(pytester, "--conflicts", "no-mayor.yaml::The army speaks.").assert_outcomes(passed=1)


def test_it_runs_in_the_processes_of_xdist_and_fills_the_report_for_ci(pytester: pytest.Pytester) -> None:
    make(pytester, {"claims.yaml": BOTH, "no-mayor.yaml": RULE})
    result = run_as_installed(pytester, "--conflicts", "-n", "2", "--junitxml", "out.xml")
    result.assert_outcomes(passed=2 + PROPERTIES, failed=1)
    result.stdout.fnmatch_lines(["*: error?core/incompatible-values? certain: *"])
    assert "core/incompatible-values" in (pytester.path / "out.xml").read_text(encoding="utf-8")


# --- the assertion ----------------------------------------------------------------------------------------------------


def told(value: str, by: str) -> Claim:
    return Claim.model_validate(claim(value, value, by))


def test_claims_without_conflicts_pass_the_assertion() -> None:
    assert_no_conflicts([told("russia", "ministry")])


def test_a_failed_assertion_reads_like_the_text_report() -> None:
    denied = told("russia", "ministry"), Claim.model_validate(claim("no", "russia", "mayor", polarity="denied"))
    with pytest.raises(AssertionError) as raised:
        assert_no_conflicts(denied, rules=["core"])
    assert str(raised.value).splitlines()[0] == "1 finding in 2 claims: 1 error"
    assert check(denied, rules=["core"]).to_text(76) in str(raised.value)


def test_only_what_is_grave_enough_fails_the_assertion() -> None:
    uncited = [Claim.model_validate(claim("a", "russia", "ministry", citations=[]))]
    (finding,) = check(uncited, rules=["core/no-citation"]).findings
    assert finding.severity == "warning"
    assert_no_conflicts(uncited, rules=["core/no-citation"])
    with pytest.raises(AssertionError, match="core/no-citation"):
        assert_no_conflicts(uncited, rules=["core/no-citation"], fail_on="warning")


def test_an_error_of_input_is_no_failed_assertion() -> None:
    with pytest.raises(InputError):
        assert_no_conflicts([told("russia", "ministry")], as_of="yesterday")


def test_the_assertion_takes_all_that_check_takes() -> None:
    own, of_check = (inspect.signature(each).parameters for each in (assert_no_conflicts, check))
    assert {name: each.default for name, each in own.items() if name != "fail_on"} == {
        name: each.default for name, each in of_check.items()
    }


def test_pytest_shows_the_report_whole_and_the_line_of_the_test(pytester: pytest.Pytester) -> None:
    make(pytester, {"claims/claims.yaml": BOTH})
    pytester.makepyfile(
        test_it="""
        from conflicts import load
        from conflicts.testing import assert_no_conflicts

        def test_claims():
            assert_no_conflicts(load("claims"))
        """
    )
    result = run(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            ">       assert_no_conflicts(load(?claims?))",
            "E       AssertionError: 1 finding in 2 claims: 1 error",
            "E       *: error?core/incompatible-values? certain: *",
            "E       *russian · claims/claims.yaml:3:5",
            "E       1 contradiction in 2 claims",
            "FAILED test_it.py::test_claims - AssertionError: 1 finding in 2 claims: 1 error",
        ]
    )
    assert "asserting.py" not in result.stdout.str()
