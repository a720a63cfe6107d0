"""What checking a document costs, in multiples of ``python -c "import pydantic, yaml"`` measured in the same run.

Run it with ``make bench``. Ratios carry over from one machine to another better than seconds do; both are medians.
"""

import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from conflicts import Claim, Finding, UnsupportedError, Vocabulary, check, load

IZIUM = Path(__file__).parents[1] / "fixtures" / "izium"
ENGINES = ("python", "durable", "auto")
SIZES = (50, 500, 2_000)
SEED = 20220324
REPETITIONS = 9
BYTECODE = TemporaryDirectory(prefix="conflicts-bytecode-")
ONE_MODEL = "import pydantic, yaml\nclass Model(pydantic.BaseModel):\n    number: int\n"
FEWER_REPETITIONS = 3
CLAIMS_PER_PLACE = 10

VOCABULARY = {
    "sources": {
        f"source-{number}": {
            "party": random.Random(number).choice(["north", "south", "neither"]),
            "kind": random.Random(number).choice(["official", "analyst", "press"]),
            "reliability": "ABCDEF"[number % 6],
        }
        for number in range(12)
    },
    "predicates": {
        "controlled-by": {"value": "term", "single": True},
        "population": {"value": "quantity", "unit": "person", "single": True, "tolerance": "5%"},
        "killed": {"value": "quantity", "unit": "person", "cumulative": True, "at_most": "population"},
        "in-ruins": {"value": "event"},
    },
}


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    claims: str
    findings: str
    seconds: float


def synthetic(size: int) -> list[Claim]:
    """The same claims for the same size, about one place for every ten of them, over a year."""
    dice = random.Random(SEED)
    return [Claim.model_validate(_claim(number, size, dice)) for number in range(size)]


def _claim(number: int, size: int, dice: random.Random) -> dict[str, object]:
    predicate = dice.choice(["controlled-by", "controlled-by", "population", "killed", "in-ruins"])
    day = f"2022-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
    value: dict[str, object] = {
        "controlled-by": dice.choice(["north", "south"]),
        "population": dice.randint(900, 1_100) * 10,
        "killed": {"low": dice.randint(1, 50), "high": dice.randint(50, 90)},
    }
    return {
        "id": f"c{number}",
        "subject": f"place-{dice.randrange(max(1, size // CLAIMS_PER_PLACE))}",
        "predicate": predicate,
        "value": value.get(predicate),
        "polarity": "denied" if dice.random() < 0.1 else "affirmed",
        "certainty": dice.choice(["certain", "certain", "probable"]),
        "asserted_by": f"source-{dice.randrange(12)}",
        "valid": dice.choice([day, f"{day}/..", {"by": day}, day[:7], f"{day}?"]),
        "stated": day,
        "citations": [{"ref": str(number)}] if dice.random() < 0.7 else [],
        "tags": ["citation-needed"] if dice.random() < 0.05 else [],
    }


def medians(tasks: Mapping[str, Callable[[], object]], repetitions: int = REPETITIONS) -> dict[str, float]:
    """The median seconds of each task, taken in turns, so that a busy moment of the machine slows all of them alike."""
    for task in tasks.values():
        task()
    rounds = [{name: _seconds(task) for name, task in tasks.items()} for _ in range(repetitions)]
    return {name: statistics.median(seconds[name] for seconds in rounds) for name in tasks}


def _seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def command(*arguments: str) -> Callable[[], None]:
    """A Python command whose exit code may say that there are findings, and nothing worse.

    All of it is compiled the first time, as pip does for what it installs.
    """
    compiled = os.environ | {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": BYTECODE.name}

    def run() -> None:
        ran = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, env=compiled)
        if ran.returncode > 1 or ran.stderr:
            raise SystemExit(f"{' '.join(arguments)} ended with {ran.returncode}: {ran.stderr}")

    return run


def engine_rows(name: str, claims: list[Claim], vocabulary: Vocabulary) -> list[Row]:
    """A row for each engine that can do this here; exit if their findings differ."""
    found: dict[str, list[Finding]] = {}
    tasks: dict[str, Callable[[], object]] = {}
    for engine in ENGINES:
        try:
            found[engine] = list(check(claims, vocabulary=vocabulary, engine=engine).findings)
        except UnsupportedError as reason:
            print(f"{name}, {len(claims):,} claims: {reason}", file=sys.stderr)
            continue
        tasks[engine] = partial(check, claims, vocabulary=vocabulary, engine=engine)
        if found[engine] != found[ENGINES[0]]:
            raise SystemExit(f"{name}, {len(claims):,} claims: {ENGINES[0]} and {engine} give different findings")
    return [
        Row(f"{name}, engine {engine}", f"{len(claims):,}", f"{len(found[engine]):,}", seconds)
        for engine, seconds in medians(tasks, REPETITIONS if len(claims) <= SIZES[1] else FEWER_REPETITIONS).items()
    ]


def main() -> None:
    """Measure, and print a table in Markdown."""
    izium = load(IZIUM)
    whole = medians(
        {
            "`import pydantic, yaml`": command("-c", "import pydantic, yaml"),
            "... and one model of pydantic": command("-c", ONE_MODEL),
            "`import conflicts`": command("-c", "import conflicts"),
            "`conflicts check fixtures/izium`": command(
                shutil.which("conflicts", path=str(Path(sys.executable).parent)) or "", "check", str(IZIUM)
            ),
        }
    )
    rows = [Row(what, "", "", seconds) for what, seconds in whole.items()]
    rows += engine_rows("Izium", list(izium.claims), izium.vocabulary)
    for size in SIZES:
        rows += engine_rows("synthetic", synthetic(size), Vocabulary.model_validate(VOCABULARY))
    print("| what | claims | findings | milliseconds | × import |")
    print("|---|--:|--:|--:|--:|")
    for row in rows:
        ratio = row.seconds / rows[0].seconds
        print(f"| {row.what} | {row.claims} | {row.findings} | {row.seconds * 1000:,.1f} | {ratio:,.2f} |")


if __name__ == "__main__":
    main()
