"""The wheel, as a stranger gets it: its rules inside, and working from an empty environment."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
FINDINGS = 1


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command that finds nothing of this repository on its path."""
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    built = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder, REPOSITORY, cwd=folder)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = folder.glob("*.whl")
    return wheel


def test_the_wheel_ships_every_rule_and_its_types(wheel: Path) -> None:
    rules = {path.relative_to(REPOSITORY / "rules").as_posix() for path in (REPOSITORY / "rules").rglob("*.yaml")}
    assert rules
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {f"conflicts/rules_data/{rule}" for rule in rules} <= names
    assert "conflicts/py.typed" in names


def test_the_wheel_ships_nothing_but_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        folders = {name.split("/")[0] for name in archive.namelist()}
    assert {folder for folder in folders if not folder.endswith(".dist-info")} == {
        "conflicts",
        "_conflicts_command.py",
        "_conflicts_hypothesis.py",
        "_conflicts_pytest.py",
    }


def test_the_installed_wheel_checks_the_izium_claims_from_anywhere(wheel: Path, tmp_path: Path) -> None:
    environment, elsewhere = tmp_path / "environment", tmp_path / "elsewhere"
    elsewhere.mkdir()
    venv.create(environment, with_pip=True)
    install = (environment / "bin" / "python", "-m", "pip", "install", "--quiet")
    for what in (("--require-hashes", "-r", REPOSITORY / "locks" / "run.txt"), ("--no-deps", wheel)):
        installed = run(*install, *what, cwd=elsewhere)
        assert installed.returncode == 0, installed.stderr
    command = environment / "bin" / "conflicts"
    izium = REPOSITORY / "fixtures" / "izium"

    text = run(command, "check", izium, cwd=elsewhere)
    assert (text.returncode, text.stderr) == (FINDINGS, "")
    assert "contradiction" in text.stdout

    report = run(command, "check", izium, "--format", "json", cwd=elsewhere)
    assert report.returncode == FINDINGS
    assert json.loads(report.stdout)["findings"]
