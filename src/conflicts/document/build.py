"""Data and places, built from the parts of a document as they come."""

import re
from decimal import Decimal, InvalidOperation

from conflicts.document.place import Data, Entry, Node
from conflicts.errors import InputError, Place, Problem, nearest

MAX_DEPTH = 100
"""How deeply lists and mappings can be nested."""

MAX_ALIASED = 100_000
"""How many values the aliases of a YAML file may stand for together."""

MAX_MAGNITUDE = 1_000
"""How many digits a number can have before or after its point."""


def too_deep(place: Place) -> Problem:
    """What is wrong with a list or mapping that begins there, inside ``MAX_DEPTH`` others."""
    return Problem(f"nested more than {MAX_DEPTH} deep", place)


class _Open:
    """A list or a mapping that is still being read."""

    __slots__ = (
        "anchor",
        "column",
        "entries",
        "height",
        "items",
        "key",
        "line",
        "mapping",
        "merged",
        "merging",
        "nodes",
        "size",
    )

    def __init__(self, is_mapping: bool, line: int, column: int, anchor: str | None) -> None:
        self.line, self.column, self.anchor = line, column, anchor
        self.size = self.height = 1
        self.items: list[Data] = []
        self.nodes: list[Node] = []
        self.mapping: dict[str, Data] | None = {} if is_mapping else None
        self.entries: dict[str, Entry] = {}
        self.key: tuple[str, int, int] | None = None
        self.merging = False
        self.merged: list[tuple[dict[str, Data], dict[str, Entry]]] = []

    def finish(self) -> tuple[Data, Node]:
        if self.mapping is None:
            return self.items, Node(self.line, self.column, items=self.nodes)
        for mapping, entries in self.merged:
            self.mapping = mapping | self.mapping
            self.entries = entries | self.entries
        return self.mapping, Node(self.line, self.column, entries=self.entries)


class Builder:
    """Takes the parts of one document in their order.

    ``data`` and ``root`` are what they make, ``problems`` what is wrong with them.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.data: Data = None
        self.root = Node(1, 1)
        self._begun = False
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Data, Node, int, int] | None] = {}
        self._aliased = 0

    def problem(self, message: str, line: int, column: int) -> None:
        """Note what is wrong and go on."""
        self.problems.append(Problem(message, Place(self.file, line, column)))

    def stop(self, message: str, line: int, column: int) -> InputError:
        """The error to raise where going on makes no sense."""
        return self._stop(Problem(message, Place(self.file, line, column)))

    def _stop(self, problem: Problem) -> InputError:
        self.problems.append(problem)
        return InputError(self.problems)

    def begin(self, line: int, column: int) -> None:
        """Begin the document."""
        if self._begun:
            raise self.stop("a second document starts here; a file holds one", line, column)
        self._begun = True

    @property
    def awaits_key(self) -> bool:
        """Whether what comes next is a key."""
        return bool(self._stack) and self._stack[-1].mapping is not None and self._stack[-1].key is None

    def key(self, text: str, line: int, column: int, merges: bool = False) -> None:
        """Take a key; one that ``merges`` (YAML's ``<<``) takes what its mapping lacks from those that follow."""
        top = self._stack[-1]
        top.key, top.merging = (text, line, column), merges
        self._refuse_half_characters(text, line, column)
        first = top.entries.get(text)
        if first is not None:
            self.problem(f"duplicate key {text!r}: first at line {first.line}, column {first.column}", line, column)

    def open(self, is_mapping: bool, line: int, column: int, anchor: str | None = None) -> None:
        """Begin a list or a mapping."""
        if self.awaits_key:
            raise self.stop("a key must be text; put text that starts with { or [ in quotes", line, column)
        if len(self._stack) >= MAX_DEPTH:
            raise self._stop(too_deep(Place(self.file, line, column)))
        if anchor:
            self._anchors[anchor] = None
        self._stack.append(_Open(is_mapping, line, column, anchor))

    def close(self) -> None:
        """End the innermost list or mapping."""
        done = self._stack.pop()
        self.add(*done.finish(), done.size, done.height, done.anchor)

    def scalar(self, text: str, line: int, column: int, anchor: str | None = None, tag: str = "") -> None:
        """Take a scalar value: without a tag its type is what it looks like."""
        try:
            data = _tagged(text, tag) if tag else resolved(text)
        except ValueError as error:
            self.problem(str(error), line, column)
            data = text
        if isinstance(data, str):
            self._refuse_half_characters(data, line, column)
        self.add(data, Node(line, column), anchor=anchor)

    def _refuse_half_characters(self, text: str, line: int, column: int) -> None:
        if not text.isascii() and _SURROGATE.search(text):
            self.problem("half of a surrogate pair is no character", line, column)

    def alias(self, name: str, line: int, column: int) -> None:
        """Take what the anchor ``name`` marks."""
        if self.awaits_key:
            raise self.stop(f"the alias *{name} cannot be a key", line, column)
        target = self._anchors.get(name)
        if target is None:
            known = nearest(name, self._anchors) + "; put text that starts with * in quotes"
            why = "stands inside what it repeats" if name in self._anchors else f"repeats nothing{known}"
            self.problem(f"the alias *{name} {why}", line, column)
            return self.add(None, Node(line, column))
        data, node, size, height = target
        self._aliased += size
        if self._aliased > MAX_ALIASED:
            raise self.stop(f"aliases repeat more than {MAX_ALIASED:,} values", line, column)
        if len(self._stack) + height > MAX_DEPTH:
            raise self._stop(too_deep(Place(self.file, line, column)))
        self.add(data, Node(line, column, node.items, node.entries), size, height)

    def add(self, data: Data, node: Node, size: int = 1, height: int = 0, anchor: str | None = None) -> None:
        """Put a finished value, with how many values it holds and how deep it goes, where it belongs."""
        if anchor:
            self._anchors[anchor] = (data, node, size, height)
        if not self._stack:
            self.data, self.root = data, node
            return
        top = self._stack[-1]
        top.size += size
        top.height = max(top.height, height + 1)
        if top.mapping is None:
            top.items.append(data)
            top.nodes.append(node)
        elif top.key is not None:
            text, line, column = top.key
            top.key = None
            if top.merging:
                self._merge(top, data, node)
            elif text not in top.mapping:
                top.mapping[text] = data
                top.entries[text] = Entry(line, column, node)

    def _merge(self, into: _Open, data: Data, node: Node) -> None:
        sources = list(zip(data, node.items or (), strict=True)) if isinstance(data, list) else [(data, node)]
        for mapping, source in sources:
            if isinstance(mapping, dict) and source.entries is not None:
                into.merged.append((mapping, source.entries))
            else:
                self.problem("<< takes a mapping or a list of mappings", source.line, source.column)


def resolved(text: str) -> Data:
    """What a plain scalar is by its looks; raise ValueError for a number out of range."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "+-.0123456789" and (found := _NUMBER.fullmatch(text)):
        return _number(text, whole=found.lastgroup is None)
    return text


def _number(text: str, whole: bool) -> int | Decimal:
    out_of_range = ValueError(f"the number {text if len(text) <= 50 else text[:50] + '…'} is out of range")
    if len(text) > MAX_MAGNITUDE:
        raise out_of_range
    try:
        number = int(text) if whole else Decimal(text)
    except InvalidOperation:  # an exponent of more than 18 digits
        raise out_of_range from None
    if isinstance(number, Decimal) and abs(number.adjusted()) > MAX_MAGNITUDE:
        raise out_of_range
    return number


def _tagged(text: str, tag: str) -> Data:
    kind = tag.removeprefix(_YAML_TAG)
    if tag in ("!", _YAML_TAG + "str"):
        return text
    if tag == kind or kind not in _TYPES:
        raise ValueError(f"unknown tag {shown_tag(tag)}")
    data = resolved(text)
    if type(data) not in _TYPES[kind]:
        raise ValueError(f"{text!r} does not fit its tag {shown_tag(tag)}")
    return data


def shown_tag(tag: str) -> str:
    """A tag as people write it: ``!!python/name``."""
    return "!!" + tag.removeprefix(_YAML_TAG) if tag.startswith(_YAML_TAG) else tag


_YAML_TAG = "tag:yaml.org,2002:"
_TYPES: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "float": (int, Decimal),
    "bool": (bool,),
    "null": (type(None),),
}
_WORDS: dict[str, Data] = {"": None, "~": None}
for _word, _meaning in (("null", None), ("true", True), ("false", False)):
    _WORDS |= {_word: _meaning, _word.title(): _meaning, _word.upper(): _meaning}
_NUMBER = re.compile(
    r"[-+]?(?:(?:0|[1-9][0-9]*)(?P<fraction>\.[0-9]*)?|(?P<point>\.[0-9]+))(?P<exponent>[eE][-+]?[0-9]+)?"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
