"""Where everything in a YAML or JSON text begins and ends, as far as the text can be read: for editors."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

from conflicts.document.build import MAX_DEPTH
from conflicts.document.place import LINE_BREAK, Path
from conflicts.document.yaml_text import yaml_events

if TYPE_CHECKING:
    import yaml

Kind: TypeAlias = Literal["mapping", "list", "scalar", "alias"]

_BYTE_ORDER_MARK = "\ufeff"


@dataclass(slots=True)
class Part:
    """A value, or a key, from ``start`` to before ``end``; both count characters of the text.

    ``style`` is how it is written: ``{`` or ``[`` for a mapping or a list between brackets, ``-`` for one whose lines
    are indented, ``"``, ``'``, ``|`` and ``>`` for scalars, and nothing for a plain one. ``value`` is a scalar's text.
    """

    kind: Kind
    start: int
    end: int
    style: str = ""
    value: str = ""
    entries: list["Entry"] = field(default_factory=list)
    items: list["Part"] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written there."""
        return self.kind == "scalar" and self.start == self.end

    def entry(self, key: str) -> "Entry | None":
        """The first entry of that key."""
        return next((entry for entry in self.entries if entry.key.value == key), None)


@dataclass(slots=True)
class Entry:
    """A key and its value."""

    key: Part
    value: Part


@dataclass(frozen=True, slots=True)
class Found:
    """A part, and the path that leads to it; ``is_key``: it is the key of the path's last step."""

    path: Path
    part: Part
    is_key: bool = False


@dataclass(frozen=True)
class Outline:
    """The parts of a text. If it ``is_whole``, all of it could be read; else ``root`` holds what was read before."""

    text: str
    root: Part | None
    is_whole: bool

    def at(self, path: Path) -> "tuple[Path, Entry | Part | None]":
        """How much of the path there is, and what it leads to: an entry of a mapping, or an item of a list."""
        here: Entry | Part | None = self.root
        for length, step in enumerate(path):
            value = here.value if isinstance(here, Entry) else here
            if value is None:
                return path[:length], here
            below: Entry | Part | None = None
            if isinstance(step, str):
                below = value.entry(step)
            elif 0 <= step < len(value.items):
                below = value.items[step]
            if below is None:
                return path[:length], here
            here = below
        return path, here

    def under(self, offset: int) -> Found | None:
        """The innermost key or value that a character belongs to, or that ends before it."""
        found: Found | None = None
        path: Path = ()
        part = self.root
        while part is not None and part.start <= offset <= part.end:
            found = Found(path, part)
            following: Part | None = None
            for step, key, value in _below(part):
                if key is not None and key.start <= offset <= key.end:
                    return Found((*path, step), key, is_key=True)
                if value.start <= offset <= value.end:
                    path, following = (*path, step), value
                    break
            part = following
        return found

    def parts(self) -> Iterator[Found]:
        """Every key and value, in the order of the text."""
        pending = [Found((), self.root)] if self.root is not None else []
        while pending:
            found = pending.pop()
            yield found
            if not found.is_key:
                below: list[Found] = []
                for step, key, value in _below(found.part):
                    if key is not None:
                        below.append(Found((*found.path, step), key, is_key=True))
                    below.append(Found((*found.path, step), value))
                pending += reversed(below)

    def line_end(self, offset: int) -> int:
        """Where the line of a character ends, before its break."""
        found = LINE_BREAK.search(self.text, offset)
        return found.start() if found else len(self.text)

    def column(self, offset: int) -> int:
        """How many characters stand before this one in its line."""
        return offset - self._line_starts[bisect_right(self._line_starts, offset) - 1]

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in LINE_BREAK.finditer(self.text))]


def _below(part: Part) -> Iterator[tuple[str | int, Part | None, Part]]:
    for entry in part.entries:
        yield entry.key.value, entry.key, entry.value
    for number, item in enumerate(part.items):
        yield number, None, item


def outline(text: str) -> Outline:
    """Outline a text in YAML or JSON; what cannot be read is left out, with all that follows it."""
    import yaml

    shift = len(text) - len(text.removeprefix(_BYTE_ORDER_MARK))
    builder = _Builder(shift)
    try:
        is_whole = builder.take(yaml_events(text[shift:]))
    except (yaml.YAMLError, UnicodeEncodeError):
        is_whole = False
    return Outline(text, builder.finish(), is_whole)


def outline_lines(text: str, sections: AbstractSet[str], rest: str) -> Outline:
    """Outline a text with one JSON document a line as one mapping.

    Lines that are mappings with some of the ``sections`` give their entries to it; the others are listed as ``rest``.
    """
    others = Part("list", 0, len(text), "[")
    root = Part("mapping", 0, len(text), "{", entries=[Entry(Part("scalar", 0, 0, value=rest), others)])
    is_whole, start = True, 0
    for line in text.split("\n"):
        found = outline(line)
        is_whole = is_whole and (found.is_whole or not line.strip())
        if found.root is not None and found.root.kind == "mapping":
            _move(found.root, start)
            if sections.isdisjoint(entry.key.value for entry in found.root.entries):
                others.items.append(found.root)
            else:
                root.entries += found.root.entries
        start += len(line) + 1
    return Outline(text, root, is_whole)


def _move(part: Part, by: int) -> None:
    part.start += by
    part.end += by
    for _, key, value in _below(part):
        if key is not None:
            _move(key, by)
        _move(value, by)


class _Builder:
    """Takes the events of a parser; ``shift`` is how many characters stand before what it reads."""

    def __init__(self, shift: int) -> None:
        self._shift = shift
        self._root: Part | None = None
        self._open: list[tuple[Part, list[Part]]] = []

    def take(self, events: Iterable["yaml.Event"]) -> bool:
        """Take the events of the first document; say whether nothing was left out."""
        from yaml import events as e

        for event in events:
            start, end = (mark.index + self._shift if mark else 0 for mark in (event.start_mark, event.end_mark))
            if isinstance(event, e.ScalarEvent):
                self._add(Part("scalar", start, end, event.style or "", event.value))
            elif isinstance(event, e.AliasEvent):
                self._add(Part("alias", start, end, "*"))
            elif isinstance(event, e.CollectionStartEvent):
                if len(self._open) >= MAX_DEPTH:
                    return False
                is_mapping = isinstance(event, e.MappingStartEvent)
                style = ("{" if is_mapping else "[") if event.flow_style else "-"
                self._open.append((Part("mapping" if is_mapping else "list", start, end, style), []))
            elif isinstance(event, e.CollectionEndEvent):
                self._close(end)
            elif isinstance(event, e.DocumentStartEvent) and self._root is not None:
                return False
        return True

    def finish(self) -> Part | None:
        """What was read, with what was left open closed."""
        while self._open:
            self._close(0)
        return self._root

    def _close(self, end: int) -> None:
        part, children = self._open.pop()
        if part.kind == "mapping":
            if len(children) % 2:
                children.append(Part("scalar", children[-1].end, children[-1].end))
            part.entries = [Entry(*pair) for pair in zip(children[::2], children[1::2], strict=True)]
        else:
            part.items = children
        last = children[-1].end if children else part.end
        part.end = max(end, last) if part.style != "-" else last
        self._add(part)

    def _add(self, part: Part) -> None:
        if self._open:
            self._open[-1][1].append(part)
        elif self._root is None:
            self._root = part
