"""Run a task in a process of its own, within its limits."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import IO

from contest.child import READY, WORKED
from contest.protocol import Result, State, Task

HERE = Path(__file__).parents[1]
A_LOOK = 0.2
"""How many seconds lie between two looks at the process."""

OUTSIDE = 3
"""How many times as long as the work itself may take what comes before it, and what comes after it."""

FIRST_BYTES = 2**16
"""Among them are the lines that tell how far a process is, whatever else it prints."""

PAGE = os.sysconf("SC_PAGE_SIZE")


def run(task: Task, folder: Path) -> Result:
    """The result of a task; where there is none, why."""
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            [sys.executable, "-m", "contest.child", task.model_dump_json(), str(folder)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(HERE)},
            stdout=printed,
            stderr=complaints,
        )
        state, most = _watched(process, task, lambda: _stage(printed))
        printed.seek(0)
        complaints.seek(0)
        if state == "done" and process.returncode == 0:
            return Result.model_validate_json(printed.read().splitlines()[-1])
        if state == "done":
            return Result(task=task, state="failed", megabytes=most, note=_why(process.returncode, complaints.read()))
        return Result(task=task, state=state, megabytes=most)


def _stage(printed: IO[bytes]) -> int:
    """How far the process is, by what it printed: 1 once the work has begun, 2 when it is done."""
    lines = os.pread(printed.fileno(), FIRST_BYTES, 0).splitlines()
    return (READY.encode() in lines) + (WORKED.encode() in lines)


def _watched(process: "subprocess.Popen[bytes]", task: Task, stage: Callable[[], int]) -> tuple[State, float]:
    """Wait for a process, and end it at its limits; how it ended, and the most megabytes that were seen."""
    most, now, ends = 0.0, 0, monotonic() + OUTSIDE * task.seconds
    while True:
        if stage() > now:
            now = stage()
            ends = monotonic() + (task.seconds if now == 1 else OUTSIDE * task.seconds)
        try:
            process.wait(A_LOOK)
        except subprocess.TimeoutExpired:
            most = max(most, _megabytes(process.pid))
        else:
            return "done", most
        over: State | None = None
        if monotonic() > ends:
            over = "out of time"
        elif now <= 1 and most > task.gigabytes * 1e3:
            over = "out of memory"
        if over:
            process.kill()
            process.wait()
            return over, most


def _megabytes(process: int) -> float:
    try:
        pages = Path(f"/proc/{process}/statm").read_text(encoding="utf-8").split()[1]
    except OSError:
        return 0.0
    return int(pages) * PAGE / 1e6


def _why(code: int, complaint: bytes) -> str:
    if code < 0:
        return signal.strsignal(-code) or f"signal {-code}"
    return (complaint.decode(errors="replace").strip().splitlines() or [f"exit code {code}"])[-1][:200]
