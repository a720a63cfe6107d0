"""What may be read: files in one directory, of a bounded size."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from conflicts.config import Configuration, Settings, asked_mappings, configuration
from conflicts.document.address import is_address, without_password
from conflicts.errors import InputError, Place, Problem, file_name

_OUTSIDE = "lies outside the directory that is served"


def inside(root: Path, name: str) -> Path:
    """The path of a file or directory, as it is seen from the root; raises InputError if it leads out of it.

    Links are followed. ``root`` is a real path, and the working directory.
    """
    if is_address(name):
        raise InputError(Problem("databases are not read here", Place(without_password(name))))
    real = Path(os.path.realpath(root / name)) if "\0" not in name else None
    if real is None or not real.is_relative_to(root):
        raise InputError(Problem(_OUTSIDE, Place(name.replace("\0", "\N{REPLACEMENT CHARACTER}"))))
    return real.relative_to(root) if Path(name).is_absolute() else Path(name)


def settings_of(root: Path) -> Settings:
    """The settings of the root, or of a directory around it whose file lies inside; their paths lie inside, too.

    Raises InputError for settings that are wrong, and for paths that lead out of the root.
    """
    found = configuration(start=root)
    if found.file is None or not Path(os.path.realpath(found.file)).is_relative_to(root):
        found = Configuration()
    settings = found.settings
    mappings = (each.file for each in asked_mappings(settings.map))
    single = (settings.vocabulary, *mappings, settings.baseline, settings.lexicon)
    for name in (*settings.paths, *settings.rules, *settings.patterns, *filter(None, single)):
        refuse_outside(root, name)
    return settings


def refuse_outside(root: Path, name: str) -> None:
    """Raise InputError if a file, or a file in a directory, leads out of the root; text of several lines is no path."""
    if "\n" not in name:
        path = inside(root, name)
        for each in path.rglob("*") if path.is_dir() else ():
            inside(root, str(each))


def refuse_large(paths: Iterable[Path], most: int) -> None:
    """Raise InputError for more than so many bytes of files."""
    sizes = list(_sizes(paths))
    if sum(sizes) > most:
        files = "1 file is" if len(sizes) == 1 else f"{len(sizes):,} files are"
        raise InputError(f"{files} {sum(sizes):,} bytes large, of {most:,} that are read at most: name fewer")


def _sizes(paths: Iterable[Path]) -> Iterator[int]:
    for path in paths:
        try:
            yield path.stat().st_size
        except OSError as error:
            raise InputError(Problem(f"cannot be read: {error.strerror}", Place(file_name(path)))) from error
