"""The nodes of a page. Each knows where it stands in the source: from ``start`` up to, not including, ``end``."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(slots=True)
class Text:
    """Plain words."""

    start: int
    end: int


@dataclass(slots=True)
class Entity:
    """A character written as ``&nbsp;`` or ``&#160;``."""

    start: int
    end: int


@dataclass(slots=True)
class Comment:
    """What no reader of the page sees."""

    start: int
    end: int


@dataclass(slots=True)
class Heading:
    """``== Title ==``."""

    start: int
    end: int
    title: "Nodes"


@dataclass(slots=True)
class Link:
    """``[[target|text]]``; of a file's link, the text is everything after the first bar."""

    start: int
    end: int
    target: "Nodes"
    text: "Nodes | None"


@dataclass(slots=True)
class External:
    """``[https://… title]``, or a bare address."""

    start: int
    end: int
    url: "Nodes"
    title: "Nodes | None"
    is_bracketed: bool


@dataclass(slots=True)
class Parameter:
    """What a template is given, by name or (``is_named`` is false) by number; its place is that of the value."""

    name: str
    is_named: bool
    start: int
    end: int
    value: "Nodes"


@dataclass(slots=True)
class Template:
    """``{{name|value|name=value}}``; the name is in lower case and without what surrounds it."""

    start: int
    end: int
    name: str
    parameters: list[Parameter]


@dataclass(slots=True)
class Argument:
    """``{{{name|default}}}``."""

    start: int
    end: int
    default: "Nodes | None"


@dataclass(slots=True)
class Tag:
    """``<name …>contents</name>``, or the ``markup`` that stands for it (``'''``, ``*``, ``{|``).

    A tag that ends at once has no contents (None).
    """

    start: int
    end: int
    name: str
    markup: str
    attributes: dict[str, str]
    contents: "Nodes | None"
    inner_start: int
    inner_end: int


Node: TypeAlias = Text | Entity | Comment | Heading | Link | External | Template | Argument | Tag
Nodes: TypeAlias = list[Node]


def children(node: Node) -> list[Nodes]:
    """The lists of nodes directly inside a node, in their order."""
    match node:
        case Heading(title=title):
            return [title]
        case Link(target=target, text=text):
            return [target] if text is None else [target, text]
        case External(url=url, title=title):
            return [url] if title is None else [url, title]
        case Template(parameters=parameters):
            return [parameter.value for parameter in parameters]
        case Argument(default=inside) | Tag(contents=inside):
            return [] if inside is None else [inside]
        case _:
            return []
