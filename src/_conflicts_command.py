"""What the command ``conflicts`` starts with, and how it ends: whatever happens, its exit code says so.

It stands beside the package and not in it: to import a module of the package is to import the package, and to look for
garbage meanwhile, and once more when the process ends, takes a sixth of the time in which a document is checked.
"""

import gc
import os
import signal
import sys
from contextlib import suppress
from types import FrameType, TracebackType

FAILED, INTERRUPTED, CLOSED_PIPE = 3, 130, 141
"""The exit codes of what no command expects; ``conflicts.cli.codes`` has all of them."""

DEBUG = "CONFLICTS_DEBUG"
"""The variable of the environment with which an unexpected failure shows where it happened."""


def main() -> None:
    """Run the command line: neither what it imports nor what is left at its end is searched for garbage."""
    gc.disable()
    code = _flushed(_ended())
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # nothing is left that an interrupt could leave half done
    sys.exit(code)


def _ended() -> int:
    """Run the command line; its exit code."""
    try:
        _open_streams()
        _end_by_signals()
        from conflicts.cli import main

        gc.freeze()
        gc.enable()
        main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0 if ended.code is None else FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return CLOSED_PIPE
    except BaseException as error:  # noqa: BLE001 - whatever it is, it must not look like findings
        return _failed(error)
    finally:
        gc.freeze()
    return 0


def end_silently(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    """End where an interrupt comes before ``main``; anything else is reported as Python does."""
    if issubclass(kind, KeyboardInterrupt):
        os._exit(INTERRUPTED)
    sys.__excepthook__(kind, error, where)


def _failed(error: BaseException) -> int:
    """Report an unexpected failure in a sentence, or with its traceback if that is asked for; the exit code."""
    with suppress(Exception):  # where standard error cannot be written, the exit code has to do
        if os.environ.get(DEBUG):
            import traceback

            traceback.print_exception(error)
        sys.stderr.write(f"conflicts: {_sentence(error)}\n")
        sys.stderr.flush()
    return FAILED


def _sentence(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else f"the system failed: {error.strerror}"
    words = " ".join(f"{type(error).__name__}: {error}".split())
    return f"failed for a reason that is a fault of its own ({words[:300]}); {DEBUG}=1 shows where"


def _flushed(code: int) -> int:
    """Write what is still to be written; the exit code, which tells if that fails."""
    for name, stream in (("standard output", sys.stdout), ("standard error", sys.stderr)):
        try:
            stream.flush()
        except BrokenPipeError:
            code = CLOSED_PIPE
        except OSError as error:
            code = code if code >= FAILED else _failed(OSError(error.errno, error.strerror, name))
        except ValueError:  # it is closed
            continue
        else:
            continue
        with suppress(OSError, ValueError):  # Python flushes once more on its way out: that goes nowhere
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return code


def _open_streams() -> None:
    """Put something in place of standard streams that are closed, so that no file that is opened takes their place.

    What is written to a closed standard output fails, as it does where a disk is full.
    """
    if sys.stdin is None:
        sys.stdin = os.fdopen(_at(0, os.O_RDONLY), encoding="utf-8")
    if sys.stdout is None:
        sys.stdout = os.fdopen(_at(1, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(_at(2, os.O_WRONLY), "w", encoding="utf-8")


def _end_by_signals() -> None:
    """Let signals that end the process end it as an error does, so that what is half done is removed."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def _end(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _at(descriptor: int, mode: int) -> int:
    opened = os.open(os.devnull, mode)
    if opened != descriptor:
        os.dup2(opened, descriptor)
        os.close(opened)
    return descriptor
