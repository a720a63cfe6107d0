"""The guide to testing with pytest: its files are written, its commands are run and print what it says."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

GUIDE = Path(__file__).parents[1] / "docs" / "how-to" / "pytest.md"
FILE = re.compile(r'^```\w+ title="(?P<title>[^"]+)"\n(?P<text>.*?)^```$', re.DOTALL | re.MULTILINE)
CONSOLE = re.compile(r"^```console\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^\$ pytest(?P<arguments>.*)\n(?P<printed>(?:(?!\$ ).*\n)*)", re.MULTILINE)


def run(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"COLUMNS": "80", "NO_COLOR": "1", "PYTEST_ADDOPTS": ""}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)


def matches(expected: str, printed: str) -> bool:
    """Whether the text is what was printed, where a line with … stands for any lines and a ruler for any ruler."""
    parts = re.split("^…\n", expected, flags=re.MULTILINE)
    pattern = r"(?:.*\n)*".join(re.sub(r"__+", "__+", re.escape(part)) for part in parts)
    return re.fullmatch(pattern, printed) is not None


def test_the_guide_does_what_it_says(tmp_path: Path) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    settings = {"pyproject.toml"}
    for file in FILE.finditer(guide):
        if file["title"] not in settings and not file["title"].startswith("tests/"):
            (tmp_path / file["title"]).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file["title"]).write_text(file["text"], encoding="utf-8")
    commands = [each for block in CONSOLE.finditer(guide) for each in COMMAND.finditer(block["text"])]
    assert len(commands) == 2
    for command in commands:
        ran = run(tmp_path, *shlex.split(command["arguments"]))
        assert matches(command["printed"], ran.stdout), ran.stdout + ran.stderr

    for file in FILE.finditer(guide):
        (tmp_path / file["title"]).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file["title"]).write_text(file["text"], encoding="utf-8")
    whole = run(tmp_path, "-q", "-W", "error", "--hypothesis-profile", "ci")  # which waits for a busy machine
    assert "2 failed, 11 passed" in whole.stdout, whole.stdout + whole.stderr
