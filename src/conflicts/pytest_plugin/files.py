"""Which claims files are one collection."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from conflicts.readers.contents import kind_of
from conflicts.readers.directory import Folder, files_within, folders_within


class Collections:
    """Which claims files are checked together.

    Those of each directory in ``named`` are, with all below it. Others belong to the outermost directory, from ``root``
    down to their own, that has claims files in it. What is ``excluded`` (patterns), and what no check of a directory
    reads, is left out, but for the files that are ``asked`` for. What the files hold is looked up once.
    """

    def __init__(
        self,
        root: Path,
        named: Sequence[Path] = (),
        excluded: Sequence[str] = (),
        asked: Sequence[Path] = (),
    ) -> None:
        self._root, self._named, self._excluded, self._asked = root, named, excluded, asked
        self._kind = cache(kind_of)
        self._has_claims = cache(self._holds_claims)
        self.files = cache(self._files)

    def home(self, file: Path) -> Path:
        """The directory whose claims files are one collection with this one."""
        for directory in self._named:
            if file.is_relative_to(directory):
                return directory
        above = [each for each in file.parents if each.is_relative_to(self._root)]
        return next((each for each in reversed(above) if self._has_claims(each)), file.parent)

    def rules(self, directory: Path) -> tuple[Path, ...]:
        """The rules in a directory."""
        return tuple(file for file in sorted(directory.iterdir()) if file.is_file() and self._kind(file) == "rule")

    def _files(self, home: Path) -> tuple[Path, ...]:
        """The claims files of a collection, in the order in which a check of the directory reads them."""
        within = [each for each in files_within(home, self._excluded) if isinstance(each, Path)]
        asked = [file for file in self._asked if file.is_relative_to(home) and file not in within]
        return tuple(file for file in (*within, *asked) if self._is_claims(file) and self.home(file) == home)

    def _is_claims(self, file: Path) -> bool:
        return self._kind(file) in ("claims", "vocabulary")

    def _holds_claims(self, directory: Path) -> bool:
        """Whether claims files are in the directory itself."""
        folders = (each for each in folders_within(directory, self._excluded) if isinstance(each, Folder))
        return any(map(self._is_claims, next(folders, Folder(directory, [])).files))
