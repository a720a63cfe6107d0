"""The hooks, run by pre-commit itself, which installs them from this checkout, in a scratch repository of claims."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

pytest.importorskip("pre_commit", reason="pre-commit is not installed")
if shutil.which("git") is None:
    pytest.skip("git is not installed", allow_module_level=True)

REPOSITORY = Path(__file__).parents[1]
INSTALLED_FROM = (
    ".pre-commit-hooks.yaml",
    "pyproject.toml",
    "hatch_build.py",
    "README.md",
    "LICENSE",
    "locks",
    "src",
    "rules",
)
HOOKS = [hook["id"] for hook in yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))]
FAILED, PASSED = 1, 0
NO_INDEX = ("NewConnectionError", "Temporary failure in name resolution", "No route to host")

SAYS_SO = """\
claims:
  - {id: said, subject: tower, predicate: standing, asserted_by: army, valid: 2022-03-24, citations: [{ref: "1"}]}
"""
DENIES_IT = SAYS_SO.replace("said", "denied").replace("army", "mayor").replace("valid:", "polarity: denied, valid:")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """An environment that knows nothing of the user's git, nor of a hook that these tests may run in."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    return clean | {
        "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit")),
        "PRE_COMMIT_COLOR": "never",
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": f"{who}@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory, environment: Mapping[str, str]) -> tuple[Path, str]:
    """A repository to install the hooks from, and its revision."""
    directory = tmp_path_factory.mktemp("hooks")
    for name in INSTALLED_FROM:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, directory / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, directory)
    git(directory, environment, "init", "--quiet")
    git(directory, environment, "add", "--all")
    git(directory, environment, "commit", "--quiet", "--message", "hooks")
    return directory, git(directory, environment, "rev-parse", "HEAD").strip()


@pytest.fixture
def claims(tmp_path: Path, hooks: tuple[Path, str], environment: Mapping[str, str]) -> Path:
    """A repository that uses the hooks."""
    source, revision = hooks
    used = {"repo": str(source), "rev": revision, "hooks": [{"id": name} for name in HOOKS]}
    git(tmp_path, environment, "init", "--quiet")
    (tmp_path / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [used]}), encoding="utf-8")
    return tmp_path


def git(directory: Path, environment: Mapping[str, str], *arguments: str) -> str:
    command = ["git", *arguments]
    ran = subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def pre_commit(
    directory: Path, environment: Mapping[str, str], *hook: str, every_file: bool = True
) -> subprocess.CompletedProcess[str]:
    git(directory, environment, "add", "--all")
    command = [sys.executable, "-m", "pre_commit", "run", *hook, *(["--all-files"] if every_file else []), "--verbose"]
    ran = subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)
    if ran.returncode not in (FAILED, PASSED) and any(words in ran.stdout for words in NO_INDEX):
        pytest.skip("pre-commit installs the hooks with pip, which reaches no package index")
    assert ran.returncode in (FAILED, PASSED), ran.stdout
    return ran


def write(directory: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text, encoding="utf-8")


def test_a_claim_of_one_file_that_another_file_denies_stops_the_commit(
    claims: Path, environment: Mapping[str, str]
) -> None:
    write(claims, {"north/claims.yaml": SAYS_SO, "south/claims.yml": DENIES_IT})
    ran = pre_commit(claims, environment, "conflicts")
    assert ran.returncode == FAILED
    assert "error[core/denial] certain: tower standing (army); mayor denies it" in " ".join(ran.stdout.split())
    assert "north/claims.yaml:2:5" in ran.stdout
    assert "south/claims.yml:2:5" in ran.stdout


def test_a_change_that_contradicts_a_file_without_changes_stops_the_commit(
    claims: Path, environment: Mapping[str, str]
) -> None:
    write(claims, {"north/claims.yaml": SAYS_SO})
    git(claims, environment, "add", "--all")
    git(claims, environment, "commit", "--quiet", "--no-verify", "--message", "north")
    write(claims, {"south/claims.yaml": DENIES_IT})
    ran = pre_commit(claims, environment, "conflicts", every_file=False)
    assert ran.returncode == FAILED
    assert "north/claims.yaml:2:5" in ran.stdout


def test_only_the_paths_of_the_settings_are_checked(claims: Path, environment: Mapping[str, str]) -> None:
    write(claims, {"conflicts.toml": 'paths = ["north"]\n', "north/a.yaml": SAYS_SO, "south/b.yaml": DENIES_IT})
    assert pre_commit(claims, environment, "conflicts").returncode == PASSED
    write(claims, {"conflicts.toml": 'paths = ["north", "south"]\n'})
    assert pre_commit(claims, environment, "conflicts").returncode == FAILED


def test_claims_that_agree_pass_both_hooks(claims: Path, environment: Mapping[str, str]) -> None:
    write(claims, {"claims.yaml": SAYS_SO})
    ran = pre_commit(claims, environment)
    assert ran.returncode == PASSED
    assert ran.stdout.count("Passed\n") == len(HOOKS) == 2


def test_a_file_that_is_no_claims_file_is_named_with_its_fault(claims: Path, environment: Mapping[str, str]) -> None:
    write(claims, {"claims.yaml": SAYS_SO.replace("subject", "subjet")})
    ran = pre_commit(claims, environment, "conflicts-validate")
    assert ran.returncode == FAILED
    assert "claims.yaml:2:16: claim 'said': unknown field 'subjet' (did you mean 'subject'?)" in ran.stdout


def test_other_files_are_not_looked_at(claims: Path, environment: Mapping[str, str]) -> None:
    write(claims, {"claims.yaml": SAYS_SO, "notes.yaml": "claims: no\n", "disclaims.yaml": "kind: other\n"})
    ran = pre_commit(claims, environment)
    assert ran.returncode == PASSED
    assert "skipped 2 files that hold no claims" in ran.stdout


def test_the_hooks_of_a_new_project_run(tmp_path: Path, environment: Mapping[str, str]) -> None:
    started = [sys.executable, "-m", "conflicts", "init"]
    subprocess.run(started, cwd=tmp_path, env=environment, capture_output=True, check=True)
    git(tmp_path, environment, "init", "--quiet")
    ran = pre_commit(tmp_path, environment, "conflicts")
    assert ran.returncode == FAILED
    assert "\n1 contradiction in 4 claims\n" in ran.stdout
    ran = pre_commit(tmp_path, environment, "conflicts-test")
    assert ran.returncode == PASSED
    assert "1 rule, 2 examples: all as expected" in ran.stdout
