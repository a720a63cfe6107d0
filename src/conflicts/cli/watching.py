"""``conflicts check --watch``."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

from conflicts.cli import output as out
from conflicts.cli.codes import CLEAN, CLOSED_PIPE
from conflicts.cli.inputs import named_inputs, paths_of
from conflicts.cli.piped import DASH
from conflicts.config import FILE_NAME, PROJECT_FILE
from conflicts.errors import ConflictsError, InputError, Problem, file_name
from conflicts.extras import not_installed
from conflicts.readers.directory import Folder, folders_within

if TYPE_CHECKING:
    from watchfiles.main import FileChange

FLAG = "--watch"

_CLEARED = "\x1b[2J\x1b[3J\x1b[H"
_SETTLED_MS = 100  # an editor may write a file in several steps


def watch(context: typer.Context) -> int:
    """Run the command, and again each time something changes that it reads, until there is an interrupt.

    What is wrong with the input is told, and watching goes on. The exit code is that of the last run.
    """
    if DASH in paths_of(context):
        raise InputError(f"standard input cannot be read again: {FLAG} needs files")
    arguments = _without_flag(sys.argv[sys.argv.index(str(context.info_name)) + 1 :])
    code, directories = CLEAN, _directories(_inputs(context))
    changes, changed = _changes(directories), list[Path]()
    try:
        while True:
            _separate(changed)
            try:
                context = _parsed(context, arguments)
                if directories != (directories := _directories(_inputs(context))):
                    changes = _changes(directories)
                code = _checked(context)
            except ConflictsError as error:
                code = out.tell_error(error)
            if code == CLOSED_PIPE:
                return code
            out.complain([Problem("watching for changes; Ctrl-C ends it")])
            changed = next(filter(None, (_of_interest(each, context) for each in changes)))
    except KeyboardInterrupt:
        sys.stderr.write("\n")
    return code


def _without_flag(arguments: list[str]) -> list[str]:
    end = arguments.index("--") if "--" in arguments else len(arguments)
    return [*(word for word in arguments[:end] if word != FLAG), *arguments[end:]]


def _parsed(context: typer.Context, arguments: list[str]) -> typer.Context:
    """The context of the command with the settings as they are now."""
    again = context.command.make_context(context.info_name, list(arguments), parent=context.parent)
    return cast(typer.Context, again)  # as typer calls what it gives to a command


def _checked(context: typer.Context) -> int:
    try:
        with context:
            context.command.invoke(context)
    except typer.Exit as done:
        return done.exit_code
    return CLEAN


# Files ----------------------------------------------------------------------------------------------------------------


def _inputs(context: typer.Context) -> frozenset[Path]:
    """The files and directories that the command reads, and the files that may come to hold its settings."""
    settings = [Path(FILE_NAME), Path(PROJECT_FILE)]
    return frozenset(path.resolve() for path in (*named_inputs(context), *settings))


def _directories(inputs: Iterable[Path]) -> frozenset[Path]:
    """The directories in which changes to the inputs show; of files, too, since editors replace them."""
    found: set[Path] = set()
    for path in inputs:
        found.update(directory for directory in (path, path.parent) if directory.is_dir())
        found.update(each.path for each in folders_within(path) if isinstance(each, Folder))
    return frozenset(found)


def _changes(directories: Iterable[Path]) -> Iterator["set[FileChange]"]:
    """What changes in the directories from now on; now and then an empty set."""
    try:
        from watchfiles import watch
    except ImportError as error:
        raise not_installed(f"{FLAG} needs watchfiles", "watch") from error
    changes = watch(
        *sorted(directories), recursive=False, step=_SETTLED_MS, rust_timeout=_SETTLED_MS, yield_on_timeout=True
    )
    next(changes)  # only now it watches
    return changes


def _of_interest(changes: "set[FileChange]", context: typer.Context) -> list[Path]:
    """The files that have changed, of those that are read or lie in a directory that is."""
    inputs, output = _inputs(context), context.params.get("output")
    written = output and Path(output).resolve()
    changed = sorted({Path(path) for _, path in changes} - {written})
    return [path for path in changed if not path.name.startswith(".") and not inputs.isdisjoint((path, *path.parents))]


def _separate(changed: Iterable[Path]) -> None:
    """Clear the terminal, or tell which changes the next report is of."""
    if out.is_terminal():
        out.show(_CLEARED)
    elif names := ", ".join(file_name(Path(os.path.relpath(path))) for path in changed):
        out.show(f"--- {names} changed\n")
