"""Mutation testing: faults put in by hand, each of which the tests that stand beside it must notice.

The list is ``mutants.toml``: in a ``file`` of ``src`` what it ``was`` (there is exactly one such text), what it
``becomes``, and the ``tests`` that fail then. One that nobody can notice has ``survives``, with the reason.

``python tests/mutants.py`` tries all of them; ``python tests/mutants.py symmetry.py durable`` those of the files whose
names contain one of these words.
"""

import os
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
LIST = Path(__file__).with_name("mutants.toml")
LEFT = (".venv*", ".git", ".hypothesis", ".*_cache", "__pycache__", "build", "dist", "site", "node_modules")
"""What is left behind where the tree is copied."""

NO_PLUGINS = "HYPOTHESIS_NO_PLUGINS"

SECONDS = 300
"""How long the tests of one mutant may take; who waits for longer has noticed."""


class Mutant(NamedTuple):
    """A fault: in ``file``, below ``src``, the text ``was`` becomes another; ``survives`` says why no test can fail."""

    file: str
    was: str
    becomes: str
    tests: tuple[str, ...]
    survives: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {' '.join(self.was.split())} -> {' '.join(self.becomes.split())}"

    @property
    def path(self) -> Path:
        """Where the file is, from the root of the tree."""
        return Path("src", self.file)

    def of(self, text: str) -> str:
        """The text with the fault in it."""
        assert text.count(self.was) == 1, f"{self.file} has this text {text.count(self.was)} times: {self.was}"
        return text.replace(self.was, self.becomes)


def mutants() -> list[Mutant]:
    """All that are listed."""
    listed = tomllib.loads(LIST.read_text(encoding="utf-8"))["mutant"]
    return [Mutant(**{**each, "tests": tuple(each["tests"])}) for each in listed]


def ended(tree: Path, tests: Sequence[str], seconds: float) -> str:
    """How the tests end in that tree: ``killed`` if one fails, ``survived`` if none does, or ``timed out``.

    They run in a copy of this process, which has imported already what does not change.
    """
    child = os.fork()
    if not child:
        os._exit(_tested(tree, tests))
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        which, status = os.waitpid(child, os.WNOHANG)
        if which:
            return _ENDS.get(os.waitstatus_to_exitcode(status), "killed" if os.WIFSIGNALED(status) else "not tested")
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "timed out"


_ENDS = {0: "survived", 1: "killed"}
"""What the exit codes of pytest say; with any other one, a signal's aside, nothing was tested."""


def _tested(tree: Path, tests: Sequence[str]) -> int:
    """Run the tests in this process, which ends with it; the exit code of pytest."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    os.chdir(tree)
    os.environ["PYTHONPATH"] = sys.path[0] = str(tree / "src")
    del os.environ[NO_PLUGINS]
    import_module("hypothesis.entry_points").run()
    options = ["-x", "-q", "-n", "0", "-p", "no:cacheprovider", "--hypothesis-profile", "mutants"]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # of what is imported already
    return int(pytest.main([*options, *(f"tests/{test}" for test in tests)]))


def _import_what_stays() -> None:
    """Import what most tests need, and nothing that is tested: Hypothesis by itself would import our models."""
    os.environ[NO_PLUGINS] = "1"
    for name in (
        "duckdb",
        "hypothesis",
        "numpy",
        "pint",
        "polars",
        "pyarrow.parquet",
        "rich.console",
        "sqlglot",
        "typer",
    ):
        with suppress(ImportError):
            import_module(name)
    assert "conflicts" not in sys.modules, "what is tested is imported already: no fault in it would be noticed"


@contextmanager
def mutated(mutant: Mutant, tree: Path, times: Iterator[int]) -> Iterator[None]:
    """Put the fault into the tree, and take it out again; no compiled file of before fits what is there."""
    path = tree / mutant.path
    sound = path.read_text(encoding="utf-8")
    try:
        _write(path, mutant.of(sound), next(times))
        yield
    finally:
        _write(path, sound, next(times))


def _write(path: Path, text: str, seconds: int) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (seconds, seconds))


def tried(chosen: Sequence[Mutant], tree: Path) -> Iterator[tuple[Mutant, str]]:
    """Each mutant and how its tests end."""
    times = count(1_000_000_000)
    for mutant in chosen:
        with mutated(mutant, tree, times):
            yield mutant, ended(tree, mutant.tests, SECONDS)


def main(words: Sequence[str]) -> int:
    """Try the mutants of files with these words in their names, or all; 1 if one ends otherwise than the list says."""
    _import_what_stays()
    chosen = [each for each in mutants() if not words or any(word in each.file for word in words)]
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "tree")
        shutil.copytree(ROOT, tree, symlinks=True, ignore=shutil.ignore_patterns(*LEFT))
        needed = sorted({test for each in chosen for test in each.tests})
        if (how := ended(tree, needed, 10 * SECONDS)) != "survived":
            sys.stdout.write(f"the tests do not pass without a mutant either: {how}\n")
            return 1
        for mutant, how in tried(chosen, tree):
            is_as_listed = how == "survived" if mutant.survives else how in ("killed", "timed out")
            wrong += not is_as_listed
            reason = f" (as it must: {mutant.survives})" if mutant.survives and is_as_listed else ""
            sys.stdout.write(f"{'' if is_as_listed else 'NOT AS LISTED '}{how}{reason}: {mutant}\n")
            sys.stdout.flush()
    explained = sum(bool(each.survives) for each in chosen)
    sys.stdout.write(f"{len(chosen)} mutants, {explained} of them equivalent and explained; not as listed: {wrong}\n")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
