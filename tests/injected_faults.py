"""Runs the command again and again in processes of its own, each time with another thing that fails; not collected.

``python injected_faults.py KIND OUTPUT ARGUMENT…`` prints, for each place of a fault, the exit code, whether all is the
same as without a fault, and whether only a part of the file OUTPUT is there. KIND is ``open``, ``write`` or ``memory``.
Each process is a copy of this one, which has imported what the command needs, and has run nothing of it.
"""

import errno
import io
import json
import os
import pathlib
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import _conflicts_command

MOST = 60
"""How many places of a fault are tried at most."""

SAMPLED = [*range(1, 12), 50, 100, 400, 1_000, 2_500, 5_000, 12_000, 30_000, 70_000, 150_000, 300_000]
"""The allocations that fail: there are too many to try each."""

IMPORTED = Path("imported")
"""Where the first process says which modules it has imported."""


NOT_COUNTED = (".py", ".pyc", ".so", ".zip", Path(os.devnull).name)
"""Files that Python opens to import modules: it does without those that it cannot open."""

COUNTED_ONCE = "entry_points.txt"
"""Each installed package has such a file, and there are more of them than there are of all others."""


class Countdown:
    """Fails at one of many calls."""

    def __init__(self, at: int) -> None:
        self.left = at
        self.failed = False

    def __call__(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.failed = True
            raise OSError(errno.EIO, "Input/output error")


def fail_to_open(count: Countdown) -> None:
    opened = set()

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event != "open" or (name := Path(str(arguments[0])).name).endswith(NOT_COUNTED) or name in opened:
            return
        if name == COUNTED_ONCE:
            opened.add(name)
        count()

    sys.addaudithook(hook)


def fail_to_write(count: Countdown) -> None:
    class Faulty(io.FileIO):
        def write(self, data: Any) -> int:
            count()
            return super().write(data)

    genuine = io.open

    def faulty(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if not set(mode) & set("wxa"):
            return genuine(file, mode, *rest, **named)
        raw = Faulty(file, mode.replace("b", "").replace("t", ""))
        if "b" in mode:
            return io.BufferedWriter(raw)
        return io.TextIOWrapper(io.BufferedWriter(raw), encoding=named.get("encoding"), newline=named.get("newline"))

    io.open = pathlib.io.open = faulty  # type: ignore[attr-defined]  # that is the fault
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(Faulty(1, "w")), encoding="utf-8")


def fail_to_allocate(count: Countdown) -> None:
    import _testcapi  # type: ignore[import-not-found]  # a part of CPython that not every build has

    _testcapi.set_nomemory(count.left, count.left + 1)


KINDS: dict[str, Callable[[Countdown], None]] = {
    "open": fail_to_open,
    "write": fail_to_write,
    "memory": fail_to_allocate,
}


def run(kind: str | None, at: int, output: Path, arguments: list[str]) -> tuple[int, bytes, bytes | None, bool]:
    """The exit code, what was written to standard output and to the file, and whether the place was reached."""
    output.unlink(missing_ok=True)
    streams = [Path(f"stream-{number}") for number in (1, 2)]
    reached = Path("reached")
    reached.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        for number, stream in enumerate(streams, 1):
            os.dup2(os.open(stream, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        sys.argv = ["conflicts", *arguments]
        count, code = Countdown(at), 120
        try:
            if kind is not None:
                KINDS[kind](count)
            _conflicts_command.main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 121
        if kind is None:
            IMPORTED.write_text("\n".join(sys.modules), encoding="utf-8")
        if count.failed or kind == "memory":
            os.close(os.open(reached, os.O_CREAT))
        os._exit(code)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return code, streams[0].read_bytes(), output.read_bytes() if output.exists() else None, reached.exists()


def main() -> None:
    """Try each place."""
    kind, output, *arguments = sys.argv[1:]
    expected = run(None, 0, Path(output), arguments)
    for module in IMPORTED.read_text(encoding="utf-8").split():
        import_module(module)
    tried = []
    for at in SAMPLED if kind == "memory" else range(1, MOST):
        *found, reached = run(kind, at, Path(output), arguments)
        if not reached and kind != "memory":
            break
        partial = found[2] is not None and found[2] != expected[2]
        tried.append({"at": at, "code": found[0], "same": tuple(found) == expected[:3], "partial": partial})
    sys.stdout.write(json.dumps({"expected": expected[0], "tried": tried}))


if __name__ == "__main__":
    main()
