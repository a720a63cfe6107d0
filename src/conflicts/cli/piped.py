"""What is piped into a command: the path ``-``."""

import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conflicts.readers import ReadOptions

DASH = Path("-")


@contextmanager
def standard_input(paths: Sequence[Path], format: str | None, options: "ReadOptions") -> Iterator["ReadOptions"]:
    """The options, with a file of what standard input holds, while it is needed, if that is among the paths."""
    if DASH not in paths:
        yield options
        return
    from conflicts.readers.first_words import head_of, suffix_of

    with TemporaryDirectory(prefix="conflicts-") as directory:
        file = Path(directory, "stdin")
        with file.open("wb") as stream:
            shutil.copyfileobj(sys.stdin.buffer, stream)
        named = file.with_suffix(_suffix(format, suffix_of(head_of(file))))
        file.rename(named)
        yield replace(options, standard_input=named)


def _suffix(format: str | None, told: str) -> str:
    """The suffix by which the format's reader knows what it reads."""
    if format is None:
        return told
    from conflicts.readers import format_named

    asked = format_named(format)
    every = (*asked.suffixes, *asked.shared_suffixes)
    alike = ".json" if told == ".yaml" and ".json" in every else told
    return alike if alike in every or not every else every[0]
