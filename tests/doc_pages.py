"""The pages of the documentation, run from top to bottom.

Each page has a directory of its own, in which its blocks are done one after the other:

- a block with a title is a file of that name; claims and rules in it are read;
- ``console``: after ``$`` stand commands; what follows is all that they print on a terminal of 80 columns, where ``…``
  on a line stands for any lines. What is not shown is not compared. A code other than 0 and 1 must be shown, by
  ``echo $?``;
- ``python`` is run, with the names of the blocks before it;
- ``yaml`` without a title is claims or a rule, and is read; ``json`` and ``toml`` are read, too;
- ``<!-- beside: PATH, … -->`` somewhere in a page: what of the repository the commands find beside them;
- ``<!-- not run: WHY -->`` right above a block: what it says is not done here;
- ``<!-- wrong: WHY -->`` right above a block: its claims or its rule are faulty on purpose.

``cd tests && python -m doc_pages [PAGE…]`` writes what the commands print into the pages.
"""

import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from conflicts import cli
from conflicts.document import load as read_yaml
from conflicts.readers import load
from conflicts.rules.pack import load_rules

REPOSITORY = Path(__file__).parents[1]
DOCS = REPOSITORY / "docs"

BLOCK = re.compile(
    r"(?:^<!-- (?P<mark>not run|wrong): (?P<why>[^\n]+) -->\n)?"
    r'^```(?P<language>[\w-]+)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^```$',
    re.DOTALL | re.MULTILINE,
)
BESIDE = re.compile(r"^<!-- beside: (?P<paths>.+) -->$", re.MULTILINE)
COMMAND = re.compile(r"^\$ (?P<command>.*)\n(?P<printed>(?:(?!\$ ).*\n)*)", re.MULTILINE)
ANYTHING = "…"
ENVIRONMENT = {"COLUMNS": "80", "NO_COLOR": "1"}
UNSET = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GITHUB_STEP_SUMMARY")
RULE_KEYS = {"kind", "message", "where"}
CLAIMS_KEYS = {"claims", "sources", "entities", "predicates"}
FOR_PEOPLE = ("text", "markdown", "wikitext", "html")
"""Languages of blocks without a title that are nothing to run: what somebody reads or writes elsewhere."""


class Wrong(AssertionError):
    """A page says what is not so."""


@dataclass
class Page:
    """A page that is being run, and its text with what its commands printed."""

    path: Path
    names: dict[str, object] = field(default_factory=dict)
    code: int = 0
    printed: str = ""
    last_was_shown: bool = True

    def run(self, directory: Path) -> str:
        """Do all blocks, in the directory; the text as it should be. Raises Wrong for what cannot be done."""
        text = self.path.read_text(encoding="utf-8")
        for found in BESIDE.finditer(text):
            for name in found["paths"].split(", "):
                _copy(REPOSITORY / name, directory / name)
        environment = {name: value for name, value in os.environ.items() if name not in UNSET} | ENVIRONMENT
        with chdir(directory), patch.dict(os.environ, environment, clear=True):
            written = BLOCK.sub(self._block, text)
            self._check_code("the end of the page")
        return written

    def _block(self, found: re.Match[str]) -> str:
        language, title, text = found["language"], found["title"], found["text"]
        if found["mark"] == "not run":
            return found[0]
        if title is not None:
            _write(Path(title), text)
        match language:
            case "console":
                return found[0].replace(text, COMMAND.sub(self._command, text)) if text else found[0]
            case "python" if title is None:
                exec(compile(text, f"{self.path.name}, after {text.splitlines()[0]!r}", "exec"), self.names)
            case "yaml" if found["mark"] is None:
                _read_yaml(text, title)
            case "json" if found["mark"] is None:
                json.loads(text)
            case "toml":
                tomllib.loads(text)
            case _ if title is None and language not in FOR_PEOPLE and found["mark"] is None:
                what = f"a block of {language} must have a title, or say why it is not run"
                raise Wrong(f"{self.path.name}: {what}:\n{text}")
        return found[0]

    def _command(self, found: re.Match[str]) -> str:
        command, expected = found["command"], found["printed"]
        if command == "echo $?":
            printed, self.last_was_shown = f"{self.code}\n", True
        else:
            self._check_code(command)
            self.code, printed = _run(command)
            self.printed = printed
            self.last_was_shown = self.code in (cli.CLEAN, cli.FINDINGS)
        if not expected.strip() or _matches(expected, printed):
            return found[0]
        return f"$ {command}\n{_stripped(printed)}"

    def _check_code(self, where: str) -> None:
        if not self.last_was_shown:
            told = f"a command exits with {self.code}, which the page does not say:\n{self.printed}"
            raise Wrong(f"{self.path.name}: before {where!r}, {told}")


def run_page(path: Path) -> str:
    """Run a page in a directory that goes away; its text as it should be."""
    with tempfile.TemporaryDirectory() as directory:
        return Page(path).run(Path(directory))


def _run(command: str) -> tuple[int, str]:
    words = shlex.split(command)
    match words[0]:
        case "conflicts":
            return _run_conflicts(words)
        case "cat":
            return 0, "".join(Path(name).read_text(encoding="utf-8") for name in words[1:])
        case "git":
            identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
            ran = subprocess.run(["git", *identity, *words[1:]], capture_output=True, text=True, check=False)
            return ran.returncode, ran.stdout + ran.stderr
        case _:
            raise Wrong(f"the pages cannot run {words[0]!r}: mark its block as not run, with the reason")


def _run_conflicts(words: list[str]) -> tuple[int, str]:
    out = io.StringIO()
    with patch.object(sys, "argv", words), redirect_stdout(out), redirect_stderr(out):
        try:
            cli.main()
            code = 0
        except SystemExit as exit:
            code = exit.code if isinstance(exit.code, int) else 0
    return code, out.getvalue()


def _matches(expected: str, printed: str) -> bool:
    parts = re.split(rf"^{ANYTHING}\n", _stripped(expected), flags=re.MULTILINE)
    pattern = r"(?:.*\n)*".join(map(re.escape, parts))
    return re.fullmatch(pattern, _stripped(printed)) is not None


def _stripped(text: str) -> str:
    """The text without white space at its ends, and with one time for whatever a check took."""
    lines = [re.sub(r"\b\d+\.\d\d s$", "0.01 s", line.rstrip()) for line in text.strip("\n").splitlines()]
    return "".join(f"{line}\n" for line in lines)


def _read_yaml(text: str, title: str | None) -> None:
    data = read_yaml(text, title or "the page").data
    keys = set(data) if isinstance(data, Mapping) else set()
    if RULE_KEYS & keys:
        load_rules([_scratch(text, title)])
    elif CLAIMS_KEYS & keys:
        if "claims" in keys:
            load(_scratch(text, title))
    elif title is None:
        raise Wrong(f"a block of YAML that is neither claims nor a rule must have a title:\n{text}")


def _scratch(text: str, title: str | None) -> Path:
    if title is not None:
        return Path(title)
    hidden = Path(".untitled", "page.yaml")  # which no command that reads the directory finds
    _write(hidden, text)
    return hidden


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        _write(target, source.read_text(encoding="utf-8"))


def _named() -> Iterator[Path]:
    for name in sys.argv[1:]:
        yield Path(name).resolve()


if __name__ == "__main__":
    for page in _named():
        page.write_text(run_page(page), encoding="utf-8")
