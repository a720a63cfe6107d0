"""``conflicts init`` writes a project that works, over nothing that is there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from conflicts import __version__

FILES = ["claims/ferry.yaml", "rules/no-excerpt.yaml", "conflicts.toml", ".pre-commit-config.yaml"]
GITHUB, GITLAB = ".github/workflows/claims.yml", ".gitlab-ci.yml"


def conflicts(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "conflicts", *arguments]
    environment = os.environ | {"COLUMNS": "100"}
    return subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)


def files_in(directory: Path) -> dict[str, str]:
    return {
        path.relative_to(directory).as_posix(): path.read_text(encoding="utf-8")
        for path in directory.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("started") / "a project"
    ran = conflicts(directory.parent, "init", directory.name)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Now try: cd 'a project' && conflicts check; conflicts test rules\n" in ran.stdout
    return directory


def test_a_new_project_has_claims_a_rule_settings_a_hook_and_a_pipeline(project: Path) -> None:
    assert sorted(files_in(project)) == sorted([*FILES, GITHUB])


@pytest.mark.parametrize("named", [(), (".",), ("claims",)])
def test_the_claims_of_a_new_project_give_one_contradiction_and_nothing_else(
    project: Path, named: tuple[str, ...]
) -> None:
    ran = conflicts(project, "check", *named)
    assert (ran.returncode, ran.stderr) == (1, "")
    said = (
        "claims/ferry.yaml:21:5: error[core/incompatible-values] certain: the Lowmere ferry carries at most 120 people"
    )
    assert said in " ".join(ran.stdout.split())
    assert ran.stdout.endswith("\n1 contradiction in 4 claims\n")


def test_the_claims_of_a_new_project_are_flagged_by_no_rule_of_the_other_packs(project: Path) -> None:
    ran = conflicts(project, "check", "claims", "--rules", "editorial", "--fail-on", "note")
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_rule_of_a_new_project_does_what_its_examples_say(project: Path) -> None:
    ran = conflicts(project, "test", "rules")
    assert (ran.returncode, ran.stdout) == (0, "1 rule, 2 examples: all as expected\n")


def test_the_rule_of_a_new_project_is_among_those_that_it_checks(project: Path, tmp_path: Path) -> None:
    claims = tmp_path / "claims.yaml"
    claims.write_text("claims: [{id: a, subject: s, predicate: p}]\n", encoding="utf-8")
    ran = conflicts(project, "check", str(claims))
    assert "note[rules/no-excerpt]" in ran.stdout


def test_everything_in_a_new_project_is_valid(project: Path) -> None:
    for named in ([], ["."]):
        assert conflicts(project, "validate", *named).returncode == 0
    ran = conflicts(project, "validate", "claims", "rules")
    assert (ran.returncode, ran.stdout) == (0, "1 rule, 4 claims: nothing is wrong\n")


def test_nothing_that_is_there_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "claims").mkdir()
    mine = {"claims/ferry.yaml": "claims: []\n", "conflicts.toml": ""}
    for name, text in mine.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    ran = conflicts(tmp_path, "init")
    told = ran.stdout.splitlines()
    assert [line for line in told if line.startswith("kept")] == ["kept  claims/ferry.yaml", "kept  conflicts.toml"]
    assert {name: files_in(tmp_path)[name] for name in mine} == mine


def test_a_second_time_changes_nothing(project: Path) -> None:
    before = files_in(project)
    ran = conflicts(project, "init")
    assert ran.returncode == 0
    assert "wrote" not in ran.stdout
    assert files_in(project) == before


def test_for_claims_that_are_there_a_vocabulary_is_proposed_and_no_others_are_written(tmp_path: Path) -> None:
    claims = "".join(
        f"  - {{id: {by}, subject: mill, predicate: keeper, value: {name}, asserted_by: {by}, valid: 1871}}\n"
        for by, name in (("guide", "stone"), ("register", "reeve"))
    )
    (tmp_path / "mine.yaml").write_text(f"claims:\n{claims}", encoding="utf-8")
    ran = conflicts(tmp_path, "init", "--ci", "none")
    assert "wrote vocabulary.yaml" in ran.stdout.splitlines()
    assert "claims/ferry.yaml" not in files_in(tmp_path)
    for named in ((), (".",)):
        ran = conflicts(tmp_path, "check", *named, "--select", "core/incompatible-values")
        assert (ran.returncode, ran.stderr) == (1, "")
        assert ran.stdout.endswith("1 contradiction in 2 claims\n")
    (hook, _) = yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    assert re.search(hook["files"], "mine.yaml")


@pytest.mark.parametrize(("ci", "pipelines"), [("gitlab", {GITLAB}), ("github", {GITHUB}), ("none", set())])
def test_the_pipeline_is_for_where_the_project_is_kept(ci: str, pipelines: set[str], tmp_path: Path) -> None:
    assert conflicts(tmp_path, "init", "--ci", ci).returncode == 0
    assert set(files_in(tmp_path)) - set(FILES) == pipelines
    for name in pipelines:
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert f"pip install tools/conflicts-{__version__}-py3-none-any.whl\n" in text
        assert isinstance(yaml.safe_load(text), dict)


def test_a_directory_that_cannot_be_one_is_a_problem_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "claims").write_text("", encoding="utf-8")
    ran = conflicts(tmp_path, "init")
    assert (ran.returncode, ran.stderr) == (2, "claims: is no directory\n")
    ran = conflicts(tmp_path, "init", "claims/below")
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr
