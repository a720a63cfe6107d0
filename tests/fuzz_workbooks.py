"""Mutated workbooks: whatever the bytes, reading them gives claims or an InputError, and nothing else.

A workbook is a packed folder: what is mutated is one of its files, and at times the whole. The tests try some dozens;
for so many seconds, from another seed: ``python tests/fuzz_workbooks.py 600 7``; led by coverage: ``tests/fuzz.py``.
"""

import datetime
import random
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl

from conflicts.readers import load
from fuzz_readers import mutated
from fuzzing import by_hand, fuzzed, refused_or_read

HEADER = ["id", "subject", "predicate", "value", "valid", "asserted_by"]


def workbook() -> bytes:
    """Claims with a number, a date, a formula without a result, and a gap."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        HEADER,
        ["a", "mill", "height", 12, datetime.date(1921, 3, 4), "herald"],
        [],
        ["b", "mill", "height", 12.5, None, "bee"],
    ):
        sheet.append(row)
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


FILES = (("a.xlsx", workbook()),)


def accident(content: bytes, random_: random.Random) -> bytes:
    """The workbook after accidents to one of its files, or to all of it."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            parts = {name: packed.read(name) for name in packed.namelist()}
    except Exception:  # noqa: BLE001 - what is no folder any more is refused by whatever the library raises
        return mutated(content, random_)
    if not parts or not random_.randrange(5):
        return mutated(content, random_)
    hurt = random_.choice(sorted(parts))
    parts[hurt] = mutated(parts[hurt], random_)
    after = BytesIO()
    with ZipFile(after, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return after.getvalue()


def read_back(content: bytes, path: Path) -> bool:
    """Read the content as that file; whether it was claims."""
    path.write_bytes(content)
    return refused_or_read(path, load) is not None


def fuzz(turns: Iterable[int], seed: int) -> tuple[int, int]:
    """Try mutated files, one a turn; how many, and how many of them were still read."""
    return fuzzed(FILES, accident, read_back, turns, seed)


if __name__ == "__main__":
    by_hand(fuzz)
