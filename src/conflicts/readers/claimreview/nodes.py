"""The nodes of a JSON-LD value, by schema.org's names however they are written."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple, TypeAlias

from conflicts.document import Data
from conflicts.document import Path as Steps

_PREFIXES = ("", "schema:", "https://schema.org/", "http://schema.org/")

Properties: TypeAlias = dict[str, Data]


class Node(NamedTuple):
    """A node, and the steps that lead to it."""

    data: Properties
    path: Steps

    @property
    def is_reference(self) -> bool:
        """Whether it says nothing of itself but its name."""
        return self.data.keys() <= {"@id", "@type"}

    @property
    def types(self) -> set[str]:
        """The names of its types."""
        names = self.data.get("@type")
        return {_local(name) for name in (names if isinstance(names, list) else [names]) if isinstance(name, str)}

    def property(self, *names: str) -> "Value | None":
        """The value of the first property that has one."""
        for name in names:
            for key in _spellings(name):
                if (data := self.data.get(key)) not in (None, "", [], {}):
                    return Value(data, (*self.path, key))
        return None


class Value(NamedTuple):
    """A property's value, and the steps that lead to it."""

    data: Data
    path: Steps

    @property
    def members(self) -> "list[Value]":
        """Its members, if it is a list; else itself."""
        if not isinstance(self.data, list):
            return [self]
        return [Value(data, (*self.path, index)) for index, data in enumerate(self.data)]


class Said(NamedTuple):
    """Words, with single spaces, and the steps that lead to them."""

    words: str
    path: Steps


class Graph:
    """The nodes of a JSON-LD value that have a type or a name. A reference to one by its ``@id`` stands for it."""

    def __init__(self, data: Data) -> None:
        self.nodes = list(_nodes(data))
        self._by_id: dict[str, Node] = {}
        for node in self.nodes:
            node_id = node.data.get("@id")
            if isinstance(node_id, str) and not node.is_reference:
                self._by_id.setdefault(node_id, node)

    def node(self, value: Value) -> Node | None:
        """The node that the value is, or refers to; None if it is none."""
        if not isinstance(value.data, dict):
            return None
        node = Node(value.data, value.path)
        node_id = value.data.get("@id")
        return self._by_id.get(node_id, node) if node.is_reference and isinstance(node_id, str) else node

    def nodes_of(self, node: Node, *names: str) -> Iterator[Node]:
        """The nodes that are values of the first of these properties that has any."""
        found = node.property(*names)
        for member in found.members if found else []:
            if (inner := self.node(member)) is not None:
                yield inner

    def said(self, node: Node, *names: str) -> Said | None:
        """The words of the first of these properties that has some: a text, the first of a list, or a number."""
        for name in names:
            found = node.property(name)
            for member in found.members if found else []:
                if (said := said_by(member)) is not None:
                    return said
        return None


def said_by(value: Value) -> Said | None:
    """The words of a text or a number; None for anything else."""
    data, path = value
    if isinstance(data, dict) and "@value" in data:
        data, path = data["@value"], (*path, "@value")
    if isinstance(data, dict | list | bool) or data is None:
        return None
    words = " ".join(str(data).split())
    return Said(words, path) if words else None


def _nodes(data: Data, path: Steps = ()) -> Iterator[Node]:
    """The nodes that have a type or a name; documents are not deep."""
    inner: Iterable[tuple[str | int, Data]] = ()
    if isinstance(data, list):
        inner = enumerate(data)
    elif isinstance(data, dict):
        inner = data.items()
        if "@type" in data or "@id" in data:
            yield Node(data, path)
    for step, each in inner:
        if isinstance(each, dict | list):
            yield from _nodes(each, (*path, step))


@cache
def _spellings(name: str) -> tuple[str, ...]:
    return (name,) if name.startswith("@") else tuple(prefix + name for prefix in _PREFIXES)


def _local(name: str) -> str:
    prefix = next((prefix for prefix in _PREFIXES if prefix and name.startswith(prefix)), "")
    return name.removeprefix(prefix)
