"""``conflicts check --watch``, in a process of its own whose files are edited while it runs."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Timer

import pytest

from conflicts.extras import advice

pytest.importorskip("watchfiles", reason="the extra watch is not installed")

SAYS_SO = """\
claims:
  - {id: said, subject: tower, predicate: standing, asserted_by: army, valid: 2022-03-24, citations: [{ref: "1"}]}
"""
DENIES_IT = SAYS_SO.replace("said", "denied").replace("army", "mayor").replace("valid:", "polarity: denied, valid:")
RULE = """\
id: anything
kind: unverified
severity: note
title: There is a claim
message: "there is {a.id}"
claims: [a]
where: [a.id is-present]
examples:
  - {name: One., claims: [{id: x, subject: s, predicate: p}], expect: [{claims: [x], verdict: certain}]}
  - {name: None., claims: [], expect: []}
"""
WATCHING = "conflicts: watching for changes; Ctrl-C ends it\n"
PATIENCE = 30.0


class Watch:
    """The command while it runs. What it writes to both streams comes in one."""

    def __init__(self, directory: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "conflicts", "check", *arguments],
            cwd=directory,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )

    def until(self, words: str = WATCHING) -> str:
        """Everything up to a line with these words; a process that keeps still is killed, and the test fails."""
        assert self.process.stdout is not None
        timer = Timer(PATIENCE, self.process.kill)
        timer.start()
        read = ""
        for line in self.process.stdout:
            read += line
            if words in line:
                timer.cancel()
                return read
        timer.cancel()
        raise AssertionError(f"{words!r} never came:\n{read}")

    def interrupted(self) -> int:
        """The exit code after Ctrl-C; whatever it still says is no traceback."""
        self.process.send_signal(signal.SIGINT)
        said, _ = self.process.communicate(timeout=PATIENCE)
        assert "Traceback" not in said
        return self.process.returncode


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "army.yaml").write_text(SAYS_SO, encoding="utf-8")
    return tmp_path


@pytest.fixture
def start(project: Path) -> Iterator[Callable[..., Watch]]:
    """Start to watch the project; all that is started has ended after the test."""
    with ExitStack() as stack:

        def started(*arguments: str) -> Watch:
            watch = Watch(project, *arguments)
            stack.enter_context(watch.process)
            stack.callback(watch.process.kill)
            watch.until()
            return watch

        yield started


@pytest.fixture
def watch(start: Callable[..., Watch]) -> Watch:
    return start("claims", "--watch", "--select", "core/denial")


def test_a_new_contradiction_is_reported_and_so_is_its_end(project: Path, watch: Watch) -> None:
    mayor = project / "claims" / "mayor.yaml"
    mayor.write_text(DENIES_IT, encoding="utf-8")
    said = watch.until()
    assert said.startswith("--- claims/mayor.yaml changed\n")
    assert "error[core/denial]" in said
    mayor.unlink()
    assert "core/denial" not in watch.until()
    assert watch.interrupted() == 0


def test_the_exit_code_after_an_interrupt_is_that_of_the_last_check(project: Path, watch: Watch) -> None:
    (project / "claims" / "mayor.yaml").write_text(DENIES_IT, encoding="utf-8")
    watch.until()
    assert watch.interrupted() == 1


def test_a_file_that_is_replaced_is_still_watched(project: Path, start: Callable[..., Watch]) -> None:
    file = project / "claims" / "army.yaml"
    watch = start(str(file.relative_to(project)), "--watch")
    for number in range(2):
        beside = project / "claims" / f"new-{number}.yaml"
        beside.write_text(SAYS_SO + DENIES_IT.removeprefix("claims:\n"), encoding="utf-8")
        beside.replace(file)
        assert "error[core/denial]" in watch.until()
    assert watch.interrupted() == 1


def test_what_is_wrong_in_a_file_is_told_and_watching_goes_on(project: Path, watch: Watch) -> None:
    file = project / "claims" / "army.yaml"
    file.write_text(SAYS_SO.replace("subject", "subjet"), encoding="utf-8")
    assert "claims/army.yaml:2:16: claim 'said': unknown field 'subjet'" in watch.until()
    file.write_text(SAYS_SO, encoding="utf-8")
    assert "subjet" not in watch.until()
    assert watch.interrupted() == 0


def test_settings_and_the_rules_that_they_name_are_watched(project: Path, start: Callable[..., Watch]) -> None:
    watch = start("--watch", "claims")
    (project / "rules").mkdir()
    rule = project / "rules" / "anything.yaml"
    rule.write_text(RULE, encoding="utf-8")
    (project / "conflicts.toml").write_text('rules = ["rules"]\n', encoding="utf-8")
    watch.until("note[rules/anything] certain: there is said")
    watch.until()
    rule.write_text(RULE.replace("there is {", "behold {"), encoding="utf-8")
    said = watch.until()
    assert said.startswith("--- rules/anything.yaml changed\n")
    assert "behold said" in said
    (project / "conflicts.toml").write_text('rulse = ["rules"]\n', encoding="utf-8")
    assert "conflicts.toml:1:1: unknown setting 'rulse' (did you mean 'rules'?)" in watch.until()
    assert watch.interrupted() == 2


def test_the_report_that_it_writes_into_a_watched_directory_does_not_set_it_off(
    project: Path, start: Callable[..., Watch]
) -> None:
    watch = start("claims", "--watch", "--format", "json", "--output", "claims/report.json")
    (project / "claims" / "mayor.yaml").write_text(DENIES_IT, encoding="utf-8")
    assert watch.until() == f"--- claims/mayor.yaml changed\n{WATCHING}"
    assert watch.interrupted() == 1


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no pseudo-terminals here")
def test_a_terminal_is_cleared_before_each_report(project: Path) -> None:
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "conflicts", "check", "claims", "--watch"], cwd=project, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    timer = Timer(PATIENCE, process.kill)
    timer.start()
    shown = b""
    while b"watching" not in shown:
        shown += os.read(ours, 4096)
    timer.cancel()
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 0
    os.close(ours)
    assert shown.startswith(b"\x1b[2J\x1b[3J\x1b[H")


def test_without_the_library_it_says_what_to_type(project: Path) -> None:
    code = (
        "import sys; sys.modules['watchfiles'] = None; sys.argv = ['conflicts', 'check', '--watch', 'claims']\n"
        "from conflicts.cli import main; main()"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (2, f"conflicts: --watch needs watchfiles: {advice('watch')}\n")
