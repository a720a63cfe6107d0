"""Patterns of names of files: ``*`` and ``?`` stand for any characters, directories included."""

import posixpath
from fnmatch import fnmatchcase
from pathlib import Path, PurePath

from conflicts.errors import file_name


def is_named(file: PurePath, pattern: str) -> bool:
    """Whether the pattern names the file, by the names that places give (``file_name``).

    A pattern without ``/`` (but at its end) is held against the file's own name, an absolute one against its absolute
    path, any other against the path as it is.
    """
    if not _has_folders(pattern):
        return fnmatchcase(posixpath.basename(file_name(file)), pattern.rstrip("/"))
    path = posixpath.normpath(file_name(Path(file).absolute())) if PurePath(pattern).is_absolute() else file_name(file)
    return fnmatchcase(path, pattern)


def absolute_pattern(pattern: str, base: PurePath) -> str:
    """A pattern of paths from ``base`` on as one of absolute paths; one of names alone is as it was.

    What the name of ``base`` itself holds stands for itself.
    """
    from glob import escape  # here, since it takes a while to load

    if not _has_folders(pattern):
        return pattern
    return posixpath.normpath(pattern if PurePath(pattern).is_absolute() else f"{escape(file_name(base))}/{pattern}")


def _has_folders(pattern: str) -> bool:
    return "/" in pattern.rstrip("/")
