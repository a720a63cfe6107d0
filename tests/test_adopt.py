"""The guide to adopting the check, followed from top to bottom."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conflicts import cli

GUIDE = Path(__file__).parents[1] / "docs" / "how-to" / "adopt.md"
BLOCK = re.compile(r'^```(?P<language>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^```', re.DOTALL | re.MULTILINE)
FAILING = {"conflicts diff --since HEAD claims --fail-on warning"}


def git(*arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_guide_does_what_it_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    git("init", "--quiet")
    ran = []
    for block in BLOCK.finditer(GUIDE.read_text(encoding="utf-8")):
        if block["language"] != "console":
            file = Path(block["title"])
            if not file.exists() and file.name == "kharkiv.yaml":
                git("add", ".")
                git("commit", "--quiet", "--message", "what there was before")
            file.parent.mkdir(exist_ok=True)
            file.write_text(block["text"], encoding="utf-8")
            continue
        for command, told in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block["text"], flags=re.MULTILINE):
            monkeypatch.setattr(sys, "argv", shlex.split(command))
            with pytest.raises(SystemExit) as exit:
                cli.main()
            out, err = capsys.readouterr()
            assert (bool(exit.value.code), err) == (command in FAILING, ""), f"{command}\n{out}"
            assert out.endswith(told.removeprefix("…\n")), f"{command}\n{out}"
            assert not told or told == out or told.startswith("…"), command
            ran.append(command)
    assert set(ran) >= FAILING
    assert len(ran) == 8
