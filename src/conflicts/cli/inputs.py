"""Which files a command reads, and that what it writes replaces none of them."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from conflicts.cli import settings as s
from conflicts.cli.piped import DASH
from conflicts.errors import InputError, Place, Problem

if TYPE_CHECKING:
    from conflicts.config import Configuration

OPTIONS = (
    "names",
    "facts",
    "rules",
    "baseline",
    "vocabulary",
    "lexicon",
    "patterns",
    "properties",
    "text",
    "config",
)
"""The parameters beside ``paths`` whose values may be files and directories that are read."""


def named_inputs(context: typer.Context) -> list[Path]:
    """The files and directories that the arguments and options name, and the file of the settings."""
    configured: Configuration | None = context.obj
    options = (path for name in OPTIONS for path in _given(context, name))
    settings = [Path(configured.file)] if configured is not None and configured.file is not None else []
    return [*paths_of(context), *options, *_mappings(context), *settings]


def refuse_input(context: typer.Context, output: Path) -> None:
    """Raise InputError if the output is one of the files that the command reads, by whatever name or link."""
    try:
        written = output.stat()
    except OSError:  # it is not there yet
        return
    if not output.is_file():
        return
    for path in map(_file_of, _read(context)):
        try:
            read = os.fstat(sys.stdin.fileno()) if path == DASH else path.stat()
        except (OSError, ValueError):  # whoever reads it says so
            continue
        if os.path.samestat(written, read):
            raise InputError(Problem("is one of the files that are read: write to another", Place.of(output)))


def paths_of(context: typer.Context) -> list[Path]:
    """The paths that a command is given, or that stand for them; none where it takes no paths."""
    return s.inputs(context, _given(context, "paths")) if "paths" in context.params else []


def _given(context: typer.Context, name: str) -> list[Path]:
    """The paths of a parameter; older versions of typer keep them as texts, and several in a tuple."""
    from conflicts.document.address import input_path

    value: str | Path | Sequence[str | Path] | None = context.params.get(name)
    return [input_path(path) for path in ([value] if isinstance(value, str | Path) else value or ()) if path]


def _file_of(path: Path) -> Path:
    """The file itself, or that of a database."""
    from conflicts.document.address import DatabaseAddress

    source = path.source if isinstance(path, DatabaseAddress) else None
    return path if source is None or source.file is None else Path(source.file)


def _mappings(context: typer.Context) -> list[Path]:
    from conflicts.config import AskedMapping

    return [Path(AskedMapping.of(each).file) for each in context.params.get("map") or ()]


def _read(context: typer.Context) -> Iterator[Path]:
    """The files that the command reads."""
    from conflicts.readers import ReadOptions
    from conflicts.readers.files import found_files

    paths = [*paths_of(context), *_given(context, "facts")]
    options = ReadOptions(exclude=tuple(context.params.get("exclude") or ()))
    found = found_files([path for path in paths if path.is_dir()], context.params.get("from_"), options).found
    yield from (each.path for each in found)
    folders = set(paths)
    yield from _files(path for path in named_inputs(context) if path not in folders or not path.is_dir())


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """The paths, and the rules and patterns in the directories among them."""
    for path in paths:
        yield path
        if path.is_dir():
            yield from path.rglob("*.yaml")
