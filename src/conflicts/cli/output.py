"""What the commands write: to standard output, to a file that is there whole or not at all, and to standard error."""

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Literal, TextIO

import typer

from conflicts.cli.codes import CLOSED_PIPE, ENGINE, USAGE
from conflicts.errors import ConflictsError, EngineError, InputError, Place, Problem

_NARROWEST = 40

ESCAPED = "backslashreplace"
"""What becomes of characters that cannot be written: half a character, or what a terminal does not have."""


def is_terminal() -> bool:
    """Whether a person looks at standard output."""
    return sys.stdout.isatty()


def is_coloured() -> bool:
    """Whether that person wants colours."""
    return is_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """How many columns there are."""
    from conflicts.report.plain import DEFAULT_WIDTH

    return max(_NARROWEST, shutil.get_terminal_size((DEFAULT_WIDTH, 0)).columns)


def show(text: str, output: Path | None = None) -> None:
    """Write what people read to the file, or to standard output as its terminal shows it.

    Characters that the terminal does not have are written as escapes.
    """
    if output is not None:
        write(text, output)
        return
    with _standard_output() as stream:
        stream.write(text)


def write(text: str, output: Path | None = None) -> None:
    """Write what programs read to the file, or to standard output: UTF-8 and line feeds, on every system."""
    if output is not None:
        with replaced(output) as file:
            file.write(text)
        return
    with _standard_output() as stream:
        if not isinstance(stream, TextIOWrapper):  # somebody's own, which has no bytes
            stream.write(text)
            return
        stream.flush()
        stream.buffer.write(text.encode(errors=ESCAPED))


@contextmanager
def _standard_output() -> Iterator[TextIO]:
    """Standard output to write to; it ends the command where nobody reads on."""
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        raise typer.Exit(CLOSED_PIPE) from None  # the reader has seen enough
    except OSError as error:
        raise OSError(error.errno, error.strerror, "standard output") from error


def write_lines(lines: Iterable[str], output: Path | None = None) -> None:
    """Write lines, each as it is made, to the file or to standard output."""
    if output is not None:
        with replaced(output) as stream:
            stream.writelines(lines)
        return
    for line in lines:
        write(line)


def refuse_existing(output: Path | None, force: bool) -> None:
    """Raise InputError for a file that is there already, which somebody may have written, unless ``force`` is given."""
    if output is not None and output.is_file() and not force:
        raise InputError(Problem("exists already: --force replaces it", Place.of(output)))


@contextmanager
def replaced(output: Path) -> Iterator[TextIO]:
    """Write a file beside ``output``, which takes its place once it is whole; after an error, ``output`` is as it was.

    What is no regular file (a pipe, a terminal) is written to as it is.
    """
    with replaced_path(output) as path, text_file(path) as stream:
        yield stream


def text_file(path: Path, mode: Literal["w", "a"] = "w") -> TextIO:
    """Open a file for text to be written to it: UTF-8 and line feeds, on every system."""
    return path.open(mode, encoding="utf-8", errors=ESCAPED, newline="\n")


@contextmanager
def replaced_path(output: Path) -> Iterator[Path]:
    """The path of a file to write beside ``output``, which takes its place as ``replaced`` says."""
    if output.exists() and not output.is_file():
        try:
            yield output
        except OSError as error:
            raise InputError(Problem(f"cannot be written: {error.strerror}", Place.of(output))) from error
        return
    from conflicts.document import whole_file

    with whole_file(output) as draft:
        yield draft


def progress() -> Callable[[str, int, int], None] | None:
    """What tells a person at a terminal which rule runs, from the second second on; None where nobody looks."""
    if not sys.stderr.isatty():
        return None
    started = monotonic()

    def tell(rule: str, done: int, rules: int) -> None:
        if monotonic() - started > 1:
            last = done + 1 == rules
            sys.stderr.write(f"\r\x1b[2K{'' if last else f'checking {done + 1} of {rules}: {rule}'}")
            sys.stderr.flush()

    return tell


MOST_COMPLAINTS, LONGEST_COMPLAINT = 100, 1_000
"""How many problems are reported at once, and how many columns of each: nobody mends more before the next check."""


def complain(problems: Iterable[Problem]) -> None:
    """Report each problem in a line on standard error; of many the first, and how many more there are."""
    from conflicts.report.cells import shorten, uncommanded, visible

    every = iter(problems)
    for problem in islice(every, MOST_COMPLAINTS):
        line = f"conflicts: {problem.message}" if problem.place == Place() else str(problem)
        sys.stderr.write(f"{uncommanded(shorten(visible(line), LONGEST_COMPLAINT))}\n")
    if more := sum(1 for _ in every):
        sys.stderr.write(f"conflicts: … and {more:,} more\n")


def tell_error(error: ConflictsError) -> int:
    """Tell all that is wrong; the exit code that says so."""
    complain(error.problems)
    return ENGINE if isinstance(error, EngineError) else USAGE


def not_read(places: int) -> str:
    """Count the places that could not be read."""
    from conflicts.report.words import counted

    return f"{counted(places, 'place')} could not be read"
