"""The command line: arguments and exit codes."""

import os
import sys
from io import TextIOWrapper

from conflicts.cli.app import app
from conflicts.cli.codes import CLEAN, CLOSED_PIPE, ENGINE, FAILED, FINDINGS, INTERRUPTED, USAGE
from conflicts.cli.output import ESCAPED, tell_error
from conflicts.errors import ConflictsError


def main() -> None:
    """Run the command line; every problem is one line on standard error, and no error of ours a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=ESCAPED)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # to look for some takes longer than many a check
    try:
        app(prog_name="conflicts")
    except ConflictsError as error:
        sys.exit(tell_error(error))


__all__ = [
    "CLEAN",
    "CLOSED_PIPE",
    "ENGINE",
    "FAILED",
    "FINDINGS",
    "INTERRUPTED",
    "USAGE",
    "app",
    "main",
]
