"""An account of the references and marks in a page's source: none is lost without a word."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from conflicts.readers.wikitext.lexicon import Lexicon, Role
from conflicts.readers.wikitext.nodes import Comment, External, Link, Node, Nodes, Tag, Template, children
from conflicts.readers.wikitext.shown import UNREAD_TAGS
from conflicts.readers.wikitext.tree import canonical

REF = "<ref"
LONGEST_QUOTED = 80
"""How many characters of a page's words a message shows."""

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


def reasons(nodes: Nodes, offsets: Sequence[int]) -> dict[int, str]:
    """What around each of these places, in their order, keeps it from being read."""
    found = dict.fromkeys(offsets, "is never closed, or is no markup")
    pending: list[tuple[Nodes, int, int, tuple[Node, ...]]] = [(nodes, 0, len(offsets), ())]
    while pending:
        inside, first, end, around = pending.pop()
        for node in inside if first < end else ():
            low = bisect_left(offsets, node.start, first, end)
            high = bisect_left(offsets, node.end, low, end)
            if low < high:
                path = (*around, node)
                found |= {offset: _reason(path, offset) for offset in offsets[low:high]}
                pending += ((each, low, high, path) for each in children(node))
    return found


def _reason(path: Sequence[Node], offset: int) -> str:
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
    outside = [node for node in path if node.start != offset]
    within = next((node for node in reversed(outside) if isinstance(node, Template)), None)
    if within is not None:
        return f"stands in a value of {{{{{shortened(within.name)}}}}}"
    inside = next((node for node in reversed(outside) if isinstance(node, Tag)), None)
    if inside is not None:
        return f"stands in <{inside.name}>"
    return "has no words before it" if path[-1].start == offset else "is never closed, or is no markup"


def shortened(words: str) -> str:
    """Words from a page as part of a message."""
    return words if len(words) <= LONGEST_QUOTED else words[: LONGEST_QUOTED - 1] + "…"
