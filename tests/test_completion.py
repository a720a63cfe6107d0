"""Completion, by the protocol that the scripts of shells speak, and in a shell itself."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from conflicts import cli
from conflicts.engines import ENGINES
from conflicts.formats import FORMATS
from conflicts.rules.pack import load_rules, shipped_packs

Offered: TypeAlias = Callable[[str], list[str]]
BIN = Path(sys.executable).parent
RULE = """\
id: anything
kind: unverified
severity: note
title: There is a claim
message: "there is {a.id}"
claims: [a]
where: [a.id is-present]
tags: [curious]
"""


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """What the command tells a shell that asks by these variables, in a directory of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["conflicts"])

    def ask(**variables: str) -> str:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit):
            cli.main()
        out, err = capsys.readouterr()
        assert err == ""
        return out

    return ask


@pytest.fixture
def offered(told: Callable[..., str]) -> Offered:
    """What bash offers for the last word of a line."""

    def ask(line: str) -> list[str]:
        position = str(len(line.split(" ")) - 1)
        return told(COMP_WORDS=line, COMP_CWORD=position, _CONFLICTS_COMPLETE="complete_bash").split()

    return ask


@pytest.mark.parametrize("line", ["conflicts check --select core/d", "conflicts check --ignore core/d"])
def test_rules_are_offered_to_select_and_to_ignore(line: str, offered: Offered) -> None:
    assert offered(line) == sorted(rule.name for rule in load_rules(["core"]) if rule.name.startswith("core/d"))


def test_packs_kinds_and_tags_choose_rules_too(offered: Offered) -> None:
    words = set(offered("conflicts rules --select "))
    assert {*shipped_packs(), "contradiction", "unverified", "superseded", "denial", "core/denial"} <= words


def test_packs_and_rules_are_offered_as_rules(offered: Offered) -> None:
    found = offered("conflicts check --rules wikidata")
    assert found == ["wikidata", *sorted(rule.name for rule in load_rules(["wikidata"]))]


def test_rules_are_offered_to_be_explained(offered: Offered) -> None:
    assert offered("conflicts explain self-c") == ["self-contradiction"]
    assert offered("conflicts explain core/self-c") == ["core/self-contradiction"]


def test_the_rules_that_the_settings_name_are_offered(offered: Offered, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "anything.yaml").write_text(RULE, encoding="utf-8")
    (tmp_path / "conflicts.toml").write_text('rules = ["mine"]\n', encoding="utf-8")
    every = ["anything", "curious", "mine", "mine/anything", "unverified"]
    assert offered("conflicts check --select ") == every


def test_the_rules_that_the_line_names_go_before_those_of_the_settings(offered: Offered, tmp_path: Path) -> None:
    (tmp_path / "conflicts.toml").write_text('rules = ["core"]\n', encoding="utf-8")
    assert offered("conflicts check --rules wikidata --select only") == ["only-imported"]


def test_settings_and_rules_that_cannot_be_read_offer_what_ships_or_nothing(offered: Offered, tmp_path: Path) -> None:
    (tmp_path / "conflicts.toml").write_text("rules = [", encoding="utf-8")
    assert offered("conflicts check --select core/den") == ["core/denial"]
    assert offered("conflicts check --rules nowhere --select core/den") == []


def test_formats_and_engines_are_offered(offered: Offered) -> None:
    assert offered("conflicts check --format ") == sorted(FORMATS)
    assert offered("conflicts check --engine ") == sorted(["auto", *ENGINES])
    assert offered("conflicts check --from wiki") == ["wikidata", "wikitext"]
    assert offered("conflicts import pro") == ["prose"]


def test_commands_and_options_are_offered(offered: Offered) -> None:
    assert offered("conflicts ini") == ["init"]
    assert offered("conflicts check --sel") == ["--select"]
    assert offered("conflicts check --fail-on n") == ["note", "never"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_offered_the_same(shell: str, told: Callable[..., str]) -> None:
    line = "conflicts check --select core/den"
    found = told(
        _CONFLICTS_COMPLETE=f"complete_{shell}",
        _TYPER_COMPLETE_ARGS=line,
        _TYPER_COMPLETE_FISH_ACTION="get-args",
    )
    assert "core/denial" in found
    assert "core/deprecated" not in found


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_there_is_a_script_for_each_shell(shell: str, told: Callable[..., str]) -> None:
    script = told(_CONFLICTS_COMPLETE=f"source_{shell}")
    assert f"_CONFLICTS_COMPLETE=complete_{shell}" in script


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_completes_once_completion_is_installed(tmp_path: Path) -> None:
    command = BIN / "conflicts"
    if not command.exists():
        pytest.skip("the command is not installed beside the interpreter of the tests")
    environment = {"HOME": str(tmp_path), "PATH": os.pathsep.join([str(BIN), os.environ["PATH"]])}

    def bash(script: str) -> str:
        shell = ["bash", "--norc", "-c", script]
        ran = subprocess.run(shell, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    bash("conflicts --install-completion; exit $?")
    assert bash("conflicts --show-completion; exit $?") == (
        (tmp_path / ".bash_completions" / "conflicts.sh").read_text(encoding="utf-8") + "\n"
    )
    asked = "COMP_WORDS=(conflicts explain core/den); COMP_CWORD=2; _conflicts_completion conflicts"
    assert bash(f'source ~/.bashrc; {asked}; echo "${{COMPREPLY[@]}}"') == "core/denial\n"
