"""What files hold: as the editor has them open, or else as they are on disk."""

import os
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from pygls.uris import to_fs_path

from conflicts.document.outline import Outline, Part, outline, outline_lines
from conflicts.document.place import LINE_BREAK
from conflicts.errors import file_name
from conflicts.readers import READERS, ReadOptions
from conflicts.readers.contents import SECTIONS
from conflicts.readers.files import Files, found_files

Sort: TypeAlias = Literal["claims", "rule", "foreign", "other"]
"""What a file is to this program: claims or their vocabulary, a rule, prose and the like, or nothing."""

_RULE_KEYS = frozenset({"kind", "message", "claims", "where"})
"""A mapping with two of these is a rule; a manifest of other tools has a kind, too."""

_YAML = (".yaml", ".yml")
_LINES = ".jsonl"
_LINE_FEED = re.compile("\n")


class Span(NamedTuple):
    """Some characters of a text, from ``start`` to before ``end``."""

    start: int
    end: int


class Spot(NamedTuple):
    """A span, and the text that it is in."""

    text: "Text"
    span: Span


class ClaimPart(NamedTuple):
    """A claim in a text: its number among the claims, all of it, and its id."""

    number: int
    whole: Part
    id: Part


@dataclass(frozen=True)
class Text:
    """What a file holds.

    ``name`` is how problems and reports call it; ``version`` the editor's, of an open one; ``before`` what sort of file
    it was, for as long as it cannot be read.
    """

    name: str
    uri: str
    content: str
    version: int | None = None
    before: "Sort" = "other"

    @property
    def suffix(self) -> str:
        """The suffix of the file's name, in lower case."""
        return Path(self.name).suffix.lower()

    @cached_property
    def outline(self) -> Outline:
        """Where its parts stand; of foreign material there are none."""
        if self.suffix not in READERS:
            return Outline(self.content, None, is_whole=False)
        if self.suffix == _LINES:
            return outline_lines(self.content, frozenset(SECTIONS), "claims")
        return outline(self.content)

    @cached_property
    def sort(self) -> Sort:
        """What it is, by its suffix and its sections; half of a document is enough to tell."""
        if self.suffix not in READERS:
            return "foreign"
        root = self.outline.root
        entries = root.entries if root is not None else []
        if self.suffix in _YAML and len(_RULE_KEYS.intersection(entry.key.value for entry in entries)) > 1:
            return "rule"
        if any(_is_section(entry.key.value, entry.value) for entry in entries):
            return "claims"
        return "other" if self.outline.is_whole else self.before

    @cached_property
    def claims(self) -> Mapping[str, ClaimPart]:
        """Its claims by their ids: of two with one id the first."""
        root = self.outline.root
        section = root.entry("claims") if root is not None else None
        found: dict[str, ClaimPart] = {}
        for number, claim in enumerate(section.value.items if section is not None else ()):
            named = claim.entry("id")
            if named is not None and named.value.kind == "scalar" and not named.value.is_empty:
                found.setdefault(named.value.value, ClaimPart(number, claim, named.value))
        return found

    def offset(self, line: int, column: int) -> int:
        """Which character stands at a place, whose line and column count from one; outside, the nearest one inside."""
        starts = self._starts
        if line < 1:
            return 0
        if line > len(starts):
            return len(self.content)
        mark = line == 1 and self.content.startswith("\ufeff")
        return min(starts[line - 1] + max(column, 1) - 1 + mark, len(self.content))

    @cached_property
    def _starts(self) -> list[int]:
        """Where lines begin, as those count them who read the file."""
        breaks = _LINE_FEED if self.suffix == _LINES else LINE_BREAK
        return [0, *(found.end() for found in breaks.finditer(self.content))]

    @cached_property
    def lines(self) -> list[Span]:
        """Its lines as editors count them, without their breaks."""
        spans, start = [], 0
        for found in LINE_BREAK.finditer(self.content):
            spans.append(Span(start, found.start()))
            start = found.end()
        return [*spans, Span(start, len(self.content))]

    def line_of(self, offset: int) -> int:
        """The number, from zero, of the line, as editors count it, that a character stands in."""
        return bisect_right(self.lines, (offset, len(self.content))) - 1


def _is_section(name: str, part: Part) -> bool:
    """Whether it is a section of a claims file; other files have lists of sources, and entities of other kinds."""
    if name == "claims":
        return part.kind == "list" or part.is_empty
    return name in SECTIONS and (part.kind == "mapping" or part.is_empty)


OpenTexts: TypeAlias = Mapping[str, Text]
"""What the editor has open, by the real path of its file."""


def real(path: str | Path) -> str:
    """The path by which a file is known, whatever links lead to it."""
    return os.path.realpath(path)


def path_of(uri: str) -> str | None:
    """The path of the file that the editor calls by this address; None for what is no file, or can be none."""
    try:
        path = to_fs_path(uri)
        os.fsencode(path or "")
    except ValueError:  # it is malformed, or has half a character
        return None
    return None if path is None or "\0" in path or not Path(path).is_absolute() else path


def name_of(path: str | Path) -> str:
    """How a file is called: from the working directory, if it is within it."""
    absolute = os.path.normpath(Path(path).absolute())
    try:
        relative = os.path.relpath(absolute)
    except ValueError:  # on another drive
        return file_name(Path(absolute))
    return file_name(Path(absolute if relative.startswith(os.pardir) else relative))


class Disk:
    """Reads files, and again only what has changed; looks for files, and again only when told to."""

    def __init__(self) -> None:
        self._found: dict[tuple[tuple[Path, ...], str | None, tuple[str, ...]], Files] = {}
        self._read: dict[str, tuple[tuple[int, int], Text]] = {}

    def found(self, paths: tuple[Path, ...], format: str | None, options: ReadOptions) -> Files:
        """The files that ``conflicts check --from FORMAT PATHS`` would read."""
        key = (paths, format, options.exclude)
        if key not in self._found:
            self._found[key] = found_files([path for path in paths if path.exists()], format, options)
        return self._found[key]

    def look_again(self) -> None:
        """Forget which files there were."""
        self._found = {}

    def text(self, path: Path) -> Text:
        """What the file holds; what cannot be read holds nothing, and what is no UTF-8 has gaps."""
        key = real(path)
        try:
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            known = self._read.get(key)
            if known is not None and known[0] == stamp:
                return known[1]
            content = path.read_bytes().decode(errors="replace")
        except OSError:
            return Text(name_of(path), path.absolute().as_uri(), "")
        text = Text(name_of(path), path.absolute().as_uri(), content)
        self._read[key] = (stamp, text)
        return text
