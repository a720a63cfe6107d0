"""How often something is tried: a number of times in tests, as long as one likes by hand."""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TypeAlias, TypeVar

from conflicts.errors import InputError
from conflicts.model.collection import Collection
from conflicts.readers import claims_yaml, load

T = TypeVar("T")

Files: TypeAlias = Sequence[tuple[str, bytes]]
"""Names of files, and what stands in them."""

Accident: TypeAlias = Callable[[bytes, random.Random], bytes]
"""What becomes of some bytes."""

ReadBack: TypeAlias = Callable[[bytes, Path], bool]
"""Reads the bytes as that file; whether they could be read. It raises what should never be raised."""


def for_seconds(seconds: float) -> Iterator[int]:
    """Numbers from one, until so much time has passed."""
    until = time.monotonic() + seconds
    for number in count(1):
        if time.monotonic() >= until:
            return
        yield number


def fuzzed(files: Files, accident: Accident, read_back: ReadBack, turns: Iterable[int], seed: int) -> tuple[int, int]:
    """Try files after accidents, one a turn; how many, and how many of them could still be read."""
    random_ = random.Random(seed)
    tried = sound = 0
    with tempfile.TemporaryDirectory() as folder:
        assert all(read_back(content, Path(folder, name)) for name, content in files)
        for tried in turns:
            name, content = random_.choice(files)
            content = accident(content, random_)
            try:
                sound += read_back(content, Path(folder, name))
            except BaseException:
                sys.stderr.write(f"{name} of seed {seed}, case {tried}:\n{content!r}\n")
                raise
    return tried, sound


def check_refusal(error: InputError, file: str) -> None:
    """What is not read has problems, and each says what it is, and in which file."""
    assert error.problems
    assert all(problem.message and problem.place.file == file for problem in error.problems), str(error)


def refused_or_read(path: Path, read: Callable[[Path], T]) -> T | None:
    """What is read of the file; None if it is refused, with problems as they must be."""
    try:
        return read(path)
    except InputError as error:
        check_refusal(error, str(path))
        return None


def survives(content: bytes, path: Path, read: Callable[[Path], Collection] = load) -> bool:
    """Read the content as that file; whether it was claims, which must survive being written and read again."""
    path.write_bytes(content)
    found = refused_or_read(path, read)
    if found is None:
        return False
    assert all(problem.message and problem.place.line for problem in found.unread)
    check_read_again(found, claims_yaml(found), path.with_name("again.yaml"))
    return True


def check_read_again(read: Collection, text: str, again: Path) -> None:
    """Claims are the same once they have been written, as this text to that file, and read again."""
    again.write_text(text, encoding="utf-8", newline="\n")
    if read.claims:
        copy = load(again)
        assert (copy.claims, copy.vocabulary) == (read.claims, read.vocabulary)


def by_hand(fuzz: Callable[[Iterable[int], int], tuple[int, int]]) -> None:
    """Fuzz for as many seconds as the command line says, from the seed that it says after that."""
    seconds, seed = (*(int(word) for word in sys.argv[1:3]), *(60, 1)[len(sys.argv) - 1 :])
    tried, sound = fuzz(for_seconds(seconds), seed)
    sys.stdout.write(f"{tried:,} files in {seconds} s, {sound:,} of them could still be read; no surprise\n")
