"""The command line: arguments and exit codes."""

import sys
from io import TextIOWrapper

from conflicts.cli import baseline, checking, diff, importing, rules, settings
from conflicts.cli.app import app
from conflicts.cli.codes import CLEAN, CLOSED_PIPE, ENGINE, FINDINGS, USAGE
from conflicts.cli.output import complain
from conflicts.errors import ConflictsError, EngineError


def main() -> None:
    """Run the command line; every problem is one line on standard error, and no error of ours a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app(prog_name="conflicts")
    except ConflictsError as error:
        complain(error.problems)
        sys.exit(ENGINE if isinstance(error, EngineError) else USAGE)


__all__ = [
    "CLEAN",
    "CLOSED_PIPE",
    "ENGINE",
    "FINDINGS",
    "USAGE",
    "app",
    "baseline",
    "checking",
    "diff",
    "importing",
    "main",
    "rules",
    "settings",
]
