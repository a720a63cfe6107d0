"""Blocks: the words of a paragraph, an item, a row… as they are shown, and what hangs on them."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Literal, NamedTuple, TypeAlias

from conflicts.model.claim import Citation, Mark
from conflicts.model.value import Time

Kind = Literal["paragraph", "item", "caption", "cell", "row", "note", "parameter", "heading", "infobox"]


class Use(NamedTuple):
    """A footnote is cited: its number among the footnotes of the page."""

    footnote: int


class Cited(NamedTuple):
    """Something is cited in the text itself; a weak citation does not make words a claim that are none without it."""

    citation: Citation
    is_weak: bool = False


class Marked(NamedTuple):
    """An editor's mark."""

    mark: Mark


class Dated(NamedTuple):
    """The words say of what time they are true."""

    time: Time


Anchored: TypeAlias = Use | Cited | Marked | Dated


class Anchor(NamedTuple):
    """Something that hangs on the words before character ``at`` of the block; ``offset`` is its place in the source."""

    at: int
    offset: int
    what: Anchored


class Piece(NamedTuple):
    """Words from ``at`` on that come from this part of the source; word for word, if ``is_verbatim``."""

    at: int
    start: int
    end: int
    is_verbatim: bool


_at = attrgetter("at")


class Linked(NamedTuple):
    """The words from ``start`` to ``end`` of a block lead to the page of this title."""

    start: int
    end: int
    title: str


@dataclass(slots=True, eq=False)
class Block:
    """Words that belong together.

    - ``group``: blocks with the same number stand one after the other in the same part of the page.
    - ``only_marked``: words without a reference or a mark are no claims here.
    - ``joiner``: what line breaks and list items are turned into; None where they end the block.
    - ``is_quoted``: somebody else says it, in a quotation that stands by itself.
    - ``links``: which words lead to which page; ``bold``: which are bold, as what the page is about is in its lead.
    """

    kind: Kind
    section: str
    group: int
    only_marked: bool = False
    joiner: str | None = None
    is_quoted: bool = False
    words: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    links: list[Linked] = field(default_factory=list)
    bold: list[tuple[int, int]] = field(default_factory=list)
    length: int = 0
    has_words: bool = False

    @property
    def text(self) -> str:
        """The words as they are shown, with white space as it came."""
        return "".join(self.words)

    def add(self, words: str, start: int, end: int, *, is_verbatim: bool = False) -> None:
        """Add words that come from this part of the source."""
        if words:
            self.pieces.append(Piece(self.length, start, end, is_verbatim))
            self.words.append(words)
            self.length += len(words)
            self.has_words = self.has_words or not words.isspace()

    def anchor(self, offset: int, what: Anchored) -> None:
        """Hang something on the words so far."""
        self.anchors.append(Anchor(self.length, offset, what))

    def join(self, joiner: str, at: int) -> None:
        """Add the joiner, if there are words before it."""
        if self.has_words and self.words[-1] != joiner:
            self.add(joiner, at, at)

    def absorb(self, other: "Block") -> None:
        """Add all of another block, words and what hangs on them."""
        self.anchors += (Anchor(self.length + at, offset, what) for at, offset, what in other.anchors)
        self.pieces += (piece._replace(at=self.length + piece.at) for piece in other.pieces)
        self.words += other.words
        self.length += other.length
        self.has_words = self.has_words or other.has_words

    def without(self, spans: Sequence[tuple[int, int]]) -> "Block":
        """The block without these parts of its words, which are in their order."""
        left = replace(self, words=[], pieces=[], anchors=[], links=[], bold=[], length=0)
        bounds = [0, *(at for span in spans for at in span), self.length]
        kept = [(bounds[at], bounds[at + 1]) for at in range(0, len(bounds), 2)]
        for piece, words in zip(self.pieces, self.words, strict=True):
            for start, end in kept:
                first, last = max(start, piece.at) - piece.at, min(end, piece.at + len(words)) - piece.at
                if first < last:
                    whole = piece.start, piece.end
                    part = piece.start + first, piece.start + last
                    left.add(words[first:last], *(part if piece.is_verbatim else whole), is_verbatim=piece.is_verbatim)

        def moved(at: int) -> int:
            return sum(max(min(end, at) - start, 0) for start, end in kept)

        left.anchors += (anchor._replace(at=moved(anchor.at)) for anchor in self.anchors)
        left.links += (Linked(moved(link.start), moved(link.end), link.title) for link in self.links)
        left.bold += ((moved(start), moved(end)) for start, end in self.bold)
        return left

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the source that characters ``start`` up to ``end`` come from."""
        first = self.pieces[max(bisect_right(self.pieces, start, key=_at) - 1, 0)]
        last = self.pieces[max(bisect_right(self.pieces, end - 1, key=_at) - 1, 0)]
        begin = first.start + (start - first.at) if first.is_verbatim else first.start
        stop = last.start + (end - last.at) if last.is_verbatim else last.end
        return begin, max(begin, stop)
