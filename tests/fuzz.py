"""Mutated files, led by coverage: what reaches a line that nothing reached before is kept, and mutated again.

``python tests/fuzz.py tables 600 7`` runs the fuzzer ``fuzz_tables`` for so many seconds from that seed. What should
never happen ends it, with the file in ``build/fuzz``. It needs atheris (``pip install atheris``), which is not among
what tests need; without it the fuzzers themselves try files at random (``python tests/fuzz_tables.py 600 7``).
"""

import random
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import atheris

FUZZERS = ("readers", "prose", "wikitext", "wikidata", "claimreview", "agents", "tables", "workbooks")
KEPT = Path(__file__).parents[1] / "build" / "fuzz"
LONGEST = 40_000
"""The largest file, in bytes."""


def main(name: str, seconds: int = 60, seed: int = 1) -> None:
    """Fuzz for so many seconds; the process ends with it."""
    with atheris.instrument_imports(include=["conflicts"], enable_loader_override=False):
        fuzzer = import_module(f"fuzz_{name}")
        fuzzer.fuzz(range(0), seed)  # what is imported when it is needed is imported now
    accident = getattr(fuzzer, "mangled" if name == "wikitext" else "accident", None) or fuzzer.mutated
    files = list(dict.fromkeys(fuzzer.FILES))
    folder = Path(tempfile.mkdtemp())

    def read(data: bytes) -> None:
        """The first byte says which of the files the others take the place of."""
        if data:
            file, _ = files[data[0] % len(files)]
            fuzzer.read_back(data[1:], folder / file)

    def mutated(data: bytes, most: int, mutation: int) -> bytes:
        random_ = random.Random(mutation)
        if len(data) < 2 or not random_.randrange(20):
            number = random_.randrange(len(files))
            data = bytes([number]) + files[number][1]
        after: bytes = accident(data[1:], random_)
        return (data[:1] + after)[:most]

    KEPT.mkdir(parents=True, exist_ok=True)
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, (_, content) in enumerate(files):
        (corpus / str(number)).write_bytes(bytes([number]) + content)
    options = [f"-max_total_time={seconds}", f"-seed={seed}", f"-max_len={LONGEST}", "-timeout=60", "-rss_limit_mb=0"]
    kept = f"-artifact_prefix={KEPT}/{name}-"
    atheris.Setup([sys.argv[0], *options, kept, str(corpus)], read, custom_mutator=mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:4]))
