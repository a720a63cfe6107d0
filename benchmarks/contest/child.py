"""One task in a process of its own: ``python -m contest.child TASK FOLDER`` prints its result as JSON.

What the work starts from is made ready first, and a small case is worked once, so that imports are not in the time.
"""

import gc
import sys
from importlib import import_module
from pathlib import Path
from time import perf_counter

from contest.case import Case
from contest.protocol import Contender, Outcome, Result, Task

WARM_UP = 100
"""How many claims the small case has."""

ENOUGH = 5.0
"""After so many seconds the work is not repeated again."""

READY, WORKED = "ready", "worked"
"""Printed before the clock starts, and when it has stopped for good."""


def contender(name: str) -> Contender:
    """The function that a name such as ``grouping:every_pair`` stands for."""
    module, _, function = name.partition(":")
    found: Contender = getattr(import_module(f"contest.contenders.{module}"), function)
    return found


def case_of(task: Task, folder: Path) -> Case:
    """The case of a task."""
    return Case(task.shape, task.size, task.rules, folder)


def carry_out(task: Task, folder: Path) -> Result:
    """Do the work as often as the task says; what was found is looked through afterwards."""
    started = perf_counter()
    begin = contender(task.contender)
    begin(case_of(task, folder)._replace(size=WARM_UP))()
    gc.disable()  # a million objects are made ready in half the time
    work = begin(case_of(task, folder))
    gc.enable()
    gc.collect()
    prepared = perf_counter() - started
    seconds, outcome, megabytes = float("inf"), Outcome({}), 0.0
    print(READY, flush=True)
    ends = perf_counter() + ENOUGH
    for repeat in range(1, task.repeats + 1):
        started = perf_counter()
        answer = work()
        taken = perf_counter() - started
        megabytes = _most_memory()
        is_last = repeat == task.repeats or perf_counter() > ends
        if is_last:
            print(WORKED, flush=True)
        if taken < seconds:
            seconds, outcome = taken, answer()
        del answer
        if is_last:
            break
    return Result(
        task=task,
        state="done",
        seconds=seconds,
        prepared=prepared,
        megabytes=megabytes,
        proofs=dict(outcome.proofs),
        parts=dict(outcome.parts),
        truncated=list(outcome.truncated),
    )


def _most_memory() -> float:
    """The most memory that this process has had, in megabytes (Linux: since the program began)."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024 / 1e6
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


if __name__ == "__main__":
    print(carry_out(Task.model_validate_json(sys.argv[1]), Path(sys.argv[2])).model_dump_json())
