"""Which files are looked at where a directory is named: what others made, or nobody wants to be read, is not."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from conflicts.document import absolute_pattern, is_named
from conflicts.errors import Place, Problem
from conflicts.readers.ignored import ignored_by_git

PACKAGES = frozenset(
    {"__pycache__", "__pypackages__", "bower_components", "jspm_packages", "node_modules", "site-packages"}
)
"""Directories of these names hold what others made."""

_ENVIRONMENT = "pyvenv.cfg"
"""The file that makes a directory a virtual environment."""

Reason: TypeAlias = Literal["content", "format", "own", "ignored", "packages", "excluded"]


class Skipped(NamedTuple):
    """A file, or a directory with all below it, that is not read, and why.

    ``content``: it holds no claims; ``format``: it is a text or a table, in that ``format``; ``own``: a rule, a report
    or the like; ``ignored`` by git; ``packages``: what others made; ``excluded`` by the settings.
    """

    path: Path
    reason: Reason
    format: str = ""

    @property
    def problem(self) -> Problem:
        """The reason in words, with the place."""
        words = {
            "content": "holds no claims",
            "format": f"is read when it is named, or with --from {self.format}",
            "own": "is no claims file, but a rule, a report or another file of this program",
            "ignored": "is ignored by git",
            "packages": "holds what others made",
            "excluded": "is excluded",
        }
        return Problem(f"skipped: {words[self.reason]}", Place.of(self.path))


class Folder(NamedTuple):
    """A directory that is looked into, and its regular files by name."""

    path: Path
    files: list[Path]


def files_within(directory: Path, exclude: Sequence[str] = ()) -> Iterator[Path | Skipped | Problem]:
    """The regular files in a directory and those below it, in the order of ``folders_within``."""
    for each in folders_within(directory, exclude):
        if isinstance(each, Folder):
            yield from each.files
        else:
            yield each


def folders_within(directory: Path, exclude: Sequence[str] = ()) -> Iterator[Folder | Skipped | Problem]:
    """A directory and those below it, in the order of their names, and what of them is left out.

    Hidden files and directories are left out without a word. ``exclude`` are patterns: ``*`` and ``?`` stand for any
    characters, directories included; one without ``/`` is held against the names of files and directories, others
    against their paths from the working directory.
    """
    unreadable: list[OSError] = []
    ignored = ignored_by_git(directory)
    for folder, subfolders, names in os.walk(directory, onerror=unreadable.append):
        subfolders.sort()
        below = []
        for name in subfolders:
            path = Path(folder, name)
            if name.startswith("."):
                continue
            if (reason := _why_not_into(path, ignored, exclude)) is None:
                below.append(name)
            else:
                yield Skipped(path, reason)
        subfolders[:] = below
        files = []
        for name in sorted(names):
            path = Path(folder, name)
            if name.startswith(".") or not path.is_file():
                continue
            if (reason := _why_not(path, ignored, exclude)) is None:
                files.append(path)
            else:
                yield Skipped(path, reason)
        yield Folder(Path(folder), files)
    for error in unreadable:
        yield Problem(f"cannot be read: {error.strerror or error}", Place.of(Path(error.filename)))


def _why_not_into(path: Path, ignored: frozenset[Path], exclude: Sequence[str]) -> Reason | None:
    if path.name in PACKAGES or (path / _ENVIRONMENT).exists():
        return "packages"
    return _why_not(path, ignored, exclude)


def _why_not(path: Path, ignored: frozenset[Path], exclude: Sequence[str]) -> Reason | None:
    if path in ignored:
        return "ignored"
    return "excluded" if any(is_named(path, absolute_pattern(pattern, Path.cwd())) for pattern in exclude) else None
