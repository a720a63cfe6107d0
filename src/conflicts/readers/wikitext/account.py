"""An account of the references and marks in a page's source: none is lost without a word."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from conflicts.readers.wikitext.lexicon import Lexicon, Role
from conflicts.readers.wikitext.nodes import Comment, External, Heading, Link, Nodes, Tag, Template, path_to
from conflicts.readers.wikitext.shown import UNREAD_TAGS
from conflicts.readers.wikitext.tree import canonical

REF = "<ref"

_OPENING = re.compile(r"<ref(?P<list>erences\b)?|\{\{(?P<name>[^{}|<>\[\]]{1,80})(?=[|}<])")
_COUNTED: frozenset[Role] = frozenset({"tag", "around", "as-of", "outdated-after"})


class Occurrence(NamedTuple):
    """A reference (``<ref``) or a mark (the template's name) in the source: the claim it hangs on, or why on none."""

    what: str
    offset: int
    claim: str | None
    reason: str | None


def openings(source: str, lexicon: Lexicon) -> Iterator[tuple[str, int]]:
    """Where the source, read letter by letter, has a reference or a mark."""
    for found in _OPENING.finditer(source):
        name = found["name"]
        if name is None:
            yield REF, found.start()
        else:
            name = canonical(name)
            meaning = lexicon.meaning(name)
            if meaning is not None and meaning.role in _COUNTED:
                yield name, found.start()


def why_unread(source: str, nodes: Nodes, offset: int) -> str:
    """What around a place keeps it from being read."""
    path = path_to(nodes, offset)
    for node in path:
        match node:
            case Comment():
                return "stands in a comment"
            case Tag(name=name, contents=None) if node.start == offset and name == "ref":
                return "refers to a footnote, and no words are before it"
            case Tag(name="references") if node.start == offset:
                return "is the list of the footnotes"
            case Tag(name=name) if name in UNREAD_TAGS or name in ("nowiki", "includeonly"):
                return f"stands in <{name}>"
            case External() | Link() if node is path[-1]:
                return "stands in a link"
            case _:
                pass
    within = next((node for node in reversed(path) if isinstance(node, Template) and node.start != offset), None)
    if within is not None:
        return f"stands in a value of {{{{{within.name}}}}}"
    inside = next((node for node in reversed(path) if isinstance(node, Tag | Heading) and node.start != offset), None)
    if isinstance(inside, Tag):
        return f"stands in <{inside.name}>"
    is_read = bool(path) and path[-1].start == offset
    return "has no words before it" if is_read else "is never closed, or is no markup"
