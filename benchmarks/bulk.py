"""Three rules over up to ten million claims, beside programs written by hand and rule engines: docs/benchmarks.md.

``python benchmarks/bulk.py`` takes a few minutes, with up to 100,000 claims; ``--full`` takes everything, up to ten
million, in about twenty minutes on an idle machine. Results are kept as they come, and the page is written anew after
each; ``--resume`` goes on where a run was broken off. The programs besides need ``pip install -e '.[bench]'``.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from contest import machine
from contest.agreement import disagreements
from contest.case import THREE_RULES, Case
from contest.child import WARM_UP
from contest.launch import HERE, run
from contest.page import page
from contest.plan import FULL_SIZES, SHORT_SIZES, Limits, tasks
from contest.protocol import Result, Task

REPOSITORY = Path(__file__).resolve().parents[1]
FOLDER = REPOSITORY / "build" / "bench"
PAGE = REPOSITORY / "docs" / "benchmarks.md"
KEPT = FOLDER / "results.jsonl"
TRIES = 3
"""How often a contender may fail, which some do now and then."""

SHORT_LIMIT, FULL_LIMIT, GIGABYTES = 20.0, 100.0, 8.0


def main() -> None:
    """Hold the contest, and write the page; exit with 1 if this library finds anything else than the others do."""
    arguments = _arguments()
    sizes = [size for size in (FULL_SIZES if arguments.full else SHORT_SIZES) if size <= arguments.up_to]
    limits = Limits(arguments.limit or (FULL_LIMIT if arguments.full else SHORT_LIMIT), GIGABYTES)
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not arguments.resume:
        KEPT.unlink(missing_ok=True)
    load, results = machine.load(), list[Result]()
    for result in _held(tuple(sizes), limits, arguments.only):
        results.append(result)
        arguments.page.write_text(page(results, sizes, limits, full=arguments.full, load=load), encoding="utf-8")
    print(f"written: {arguments.page}")
    if wrong := [each for each in disagreements(results) if each.contender.startswith("ours")]:
        sys.exit("\n".join(f"{each.contender}: {each.question}: {each.found}, not {each.right}" for each in wrong))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="up to ten million claims")
    parser.add_argument("--resume", action="store_true", help="go on where a run was broken off")
    parser.add_argument("--up-to", type=int, default=max(FULL_SIZES), metavar="N", help="no more than N claims")
    parser.add_argument("--limit", type=float, metavar="SECONDS", help="how long a program may work")
    parser.add_argument("--only", default="", metavar="NAME", help="only contenders whose name begins so")
    parser.add_argument("--page", type=Path, default=PAGE, metavar="FILE", help="where the page is written")
    return parser.parse_args()


def _held(sizes: tuple[int, ...], limits: Limits, only: str) -> Iterator[Result]:
    """The results, one after the other; those that are kept from a run that was broken off come without a run."""
    kept = {each.task.model_dump_json(): each for each in _kept()}
    for of_entry in tasks(sizes, limits):
        fails = False
        for task in (each for each in of_entry if each.contender.startswith(only)):
            known = kept.get(task.model_dump_json())
            result = known or (Result(task=task, state="not tried") if fails else _one(task))
            if known is None:
                with KEPT.open("a", encoding="utf-8") as file:
                    file.write(result.model_dump_json() + "\n")
            fails = result.state != "done"
            print(_line(result), flush=True)
            yield result


def _kept() -> Sequence[Result]:
    lines = KEPT.read_text(encoding="utf-8").splitlines() if KEPT.exists() else []
    return [Result.model_validate_json(line) for line in lines]


def _one(task: Task) -> Result:
    for size in (WARM_UP, task.size):
        if not Case(task.shape, size, THREE_RULES, FOLDER).table.exists():
            making = [sys.executable, "-m", "contest.claims", task.shape, str(size), str(FOLDER)]
            subprocess.run(making, cwd=HERE, check=True)
    for crashes in range(TRIES):
        result = run(task, FOLDER)
        if result.state != "failed":
            return result.model_copy(update={"note": f"after {crashes} failures"}) if crashes else result
    return result


def _line(result: Result) -> str:
    task = result.task
    taken = result.state if result.seconds is None else f"{result.seconds:.3f} s"
    memory = f"{result.megabytes:,.0f} MB" if result.megabytes else ""
    words = f"{task.contender:34} {task.shape:8} {len(task.rules)} rules {task.size:>11,} {taken:>14} {memory:>10}"
    return f"{words} {result.note}".rstrip()


if __name__ == "__main__":
    main()
