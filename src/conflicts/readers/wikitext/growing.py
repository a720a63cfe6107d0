"""The blocks of a page as they grow."""

from collections.abc import Iterator
from contextlib import contextmanager

from conflicts.readers.wikitext.block import Anchored, Block, Kind


class Growing:
    """The blocks that are whole, and the one that grows. What stands apart grows between two words of another.

    ``sections``: the groups of blocks with which sections begin, and the titles of these.
    """

    def __init__(self) -> None:
        self.whole: list[Block] = []
        self.sections: list[tuple[int, str]] = []
        self.block = Block("paragraph", "", 0)
        self.is_quoting = False
        self._groups = 0

    @property
    def is_running_text(self) -> bool:
        """Whether it grows in the text of the page itself, and in nothing that stands apart."""
        return self.block.kind in ("paragraph", "item")

    def hang(self, offset: int, what: Anchored) -> None:
        """Hang something on the words so far."""
        self.block.anchor(offset, what)

    def end(self, kind: Kind | None = None) -> None:
        """Begin a new block, of another kind in running text; or, in a block that joins its lines, another line."""
        block = self.block
        if block.joiner is not None:
            block.join(block.joiner, block.pieces[-1].end if block.pieces else 0)
            return
        if block.words or block.anchors:
            self.whole.append(block)
            self.block = Block(block.kind, block.section, block.group, block.only_marked)
        if block.joiner is None:
            self.block.is_quoted = self.is_quoting
        if self.is_running_text:
            self.block.kind = kind or "paragraph"

    def begin_section(self, title: str, *, only_marked: bool) -> None:
        """Begin a new part of the page."""
        self.end()
        self._groups += 1
        self.sections.append((self._groups, title))
        self.block = Block("paragraph", title, self._groups, only_marked)

    @contextmanager
    def quoted(self) -> Iterator[None]:
        """Grow a quotation that stands by itself."""
        was = self.is_quoting
        self.is_quoting = True
        self.end()
        yield
        self.is_quoting = was
        self.end()

    @contextmanager
    def apart(self, kind: Kind, *, only_marked: bool = False, joiner: str | None = None) -> Iterator[Block]:
        """Grow what stands apart from the words around it; gives its first block."""
        around = self.block
        self._groups += 1
        self.block = block = Block(kind, around.section, self._groups, only_marked, joiner)
        yield block
        if self.block.words or self.block.anchors:
            self.whole.append(self.block)
        self.block = around
