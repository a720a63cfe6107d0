"""What reading wikitext costs, in multiples of mwparserfromhell's own parse of the same pages in the same run.

Run it with a dump, ``python benchmarks/wikitext.py DUMP.xml.bz2``; without one it takes the pages that the tests take,
where they are. Each page is read and parsed in turn, so that what else the machine does falls on both alike.
"""

import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from conflicts.readers.reading import ReadOptions
from conflicts.readers.wikitext import read, read_pages
from conflicts.readers.wikitext.lexicon import load_lexicon
from conflicts.readers.wikitext.page import Page, PageReader
from conflicts.readers.wikitext.tree import parse

PAGES = Path(__file__).parents[2] / "shared" / "data" / "wikitext" / "enwiki-pages-articles-shortened.xml.bz2"
REPETITIONS = 3


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    seconds: float


def timed(task: Callable[[], object]) -> float:
    """The processor's time for the task, in seconds."""
    start = time.process_time()
    task()
    return time.process_time() - start


def page_seconds(pages: list[Page]) -> list[Row]:
    """What parsing and reading all pages take, page by page in turn; the medians of several rounds."""
    import mwparserfromhell

    reader = PageReader(load_lexicon(), ReadOptions(), str)
    tasks: dict[str, Callable[[Page], object]] = {
        "mwparserfromhell.parse": lambda page: mwparserfromhell.parse(page.source),
        "the tree with places": lambda page: parse(page.source),
        "the reader: claims": reader.read,
    }
    rounds = [dict.fromkeys(tasks, 0.0) for _ in range(REPETITIONS)]
    for each in rounds:
        for page in pages:
            for name, task in tasks.items():
                each[name] += timed(lambda task=task, page=page: task(page))  # type: ignore[misc]  # mypy sees no types
    return [Row(name, statistics.median(each[name] for each in rounds)) for name in tasks]


def peak_memory(dump: Path) -> int:
    """The most bytes that Python has allocated at once while it reads the dump, the claims being dropped."""
    tracemalloc.start()
    for _ in read(dump, dump.name).claims:
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def main() -> None:
    """Measure, and print a table in Markdown."""
    dump = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    if not dump.exists():
        raise SystemExit(f"no such file: {dump}")
    pages = [reading.page for reading in read_pages(dump, dump.name) if reading.claims]
    characters = sum(len(page.source) for page in pages)
    rows = page_seconds(pages)
    whole = statistics.median(timed(lambda: sum(1 for _ in read(dump, dump.name).claims)) for _ in range(REPETITIONS))
    rows.append(Row("the whole file: unpacking, XML, claims", whole))
    print(f"{dump.name}: {len(pages):,} articles, {characters:,} characters\n")
    print("| what | seconds | million characters a second | × mwparserfromhell.parse |")
    print("|---|--:|--:|--:|")
    for row in rows:
        speed, ratio = characters / row.seconds / 1e6, row.seconds / rows[0].seconds
        print(f"| {row.what} | {row.seconds:.2f} | {speed:.2f} | {ratio:.2f} |")
    del pages
    print(f"\nMemory that reading the file takes at most: {peak_memory(dump) / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
