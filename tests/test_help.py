"""The help: options in groups, and summaries that are whole."""

import re

import pytest

from command import Run
from conflicts.cli.app import MODULES


@pytest.mark.parametrize("command", ["check", "diff", "baseline", "explain"])
def test_the_options_of_a_check_are_listed_in_groups(run: Run, command: str) -> None:
    shown = run(command, "--help").out
    titles = re.findall(r"^([A-Z]\w+):$", shown, re.MULTILINE)
    assert [title for title in titles if title != "Arguments"][:1] == ["Rules"]
    assert titles[-2:] == ["Reading", "Options"]
    rules = shown.partition("\nRules:\n")[2].partition("\n\n")[0]
    assert "--rules" in rules
    assert "--as-of" in rules
    assert "--lexicon" not in rules


@pytest.mark.parametrize("command", MODULES)
def test_every_option_is_listed_once(run: Run, command: str) -> None:
    listed = re.findall(r"^  (?:-\w, )?(--[\w-]+)", run(command, "--help").out, re.MULTILINE)
    assert len(listed) == len(set(listed))
    assert "--help" in listed


def test_no_summary_is_cut(run: Run) -> None:
    shown = run("--help").out.partition("\nCommands:\n")[2]
    assert "..." not in shown
    assert set(MODULES) <= set(re.findall(r"^  (\w+)  ", shown, re.MULTILINE))
