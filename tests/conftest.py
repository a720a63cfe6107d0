"""How many cases Hypothesis tries: few while one works and in CI, and as many as asked for in the long run.

A test that deserves more than its share multiplies the profile's number: ``@settings(max_examples=5 * CASES)`` with
``CASES = settings().max_examples``. Choose a profile with ``--hypothesis-profile``; CI chooses its own.
"""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from command import Result, Run

# A loaded machine makes single cases slow, which says nothing about the code; speed has its own benchmark.
UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=False)

settings.register_profile("default", UNTIMED, max_examples=60)
# The same cases each time: what CI says is about the change. New cases are found by those who work, and by
# `make test-long` and `make oracle`; more of those that have passed before would find nothing.
settings.register_profile("ci", UNTIMED, max_examples=60, derandomize=True, database=None)
# Whether all works with other versions, and on other machines: what is so is tried with the usual ones.
settings.register_profile("few", UNTIMED, max_examples=12, derandomize=True, database=None)
settings.register_profile("long", UNTIMED, max_examples=20_000, print_blob=True)
# Whether anything fails at all, and the same each time: nobody reads how (mutants.py).
settings.register_profile(
    "mutants", UNTIMED, max_examples=60, derandomize=True, database=None, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in an empty directory; modules that need more there have a fixture of this name around it."""
    from conflicts import cli

    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> Result:
        monkeypatch.setattr(sys, "argv", ["conflicts", *arguments])
        code = 0
        try:
            cli.main()
        except SystemExit as exit:
            code = exit.code if isinstance(exit.code, int) else 0 if exit.code is None else 1
        return Result(code, *capsys.readouterr())

    return command
