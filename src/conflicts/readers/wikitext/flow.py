"""The nodes of a page to blocks of words, with the references and the marks that hang on them."""

import re
from collections.abc import Callable, Mapping
from html import unescape

from conflicts.model.claim import Citation
from conflicts.model.value import Time
from conflicts.readers.prose.splitting import ELIDED, is_terminated
from conflicts.readers.wikitext.block import Block, Cited, Kind, Linked, Use
from conflicts.readers.wikitext.footnotes import Footnotes
from conflicts.readers.wikitext.growing import Growing
from conflicts.readers.wikitext.marks import MarkReader
from conflicts.readers.wikitext.nodes import (
    Argument,
    Comment,
    Entity,
    External,
    Heading,
    Link,
    Node,
    Nodes,
    Tag,
    Template,
    Text,
)
from conflicts.readers.wikitext.shown import UNREAD_TAGS, Shown, apostrophes
from conflicts.readers.wikitext.tables import rows_of
from conflicts.readers.wikitext.templates import TemplateWalker
from conflicts.readers.wikitext.tree import parse

FEWEST_WORDS = 8
"""A cell of a table is read as sentences if it ends as one and has so many words."""

_BOLD = (3, 5)
"""How many apostrophes begin or end what is bold."""

_CELL = " | "
_ITEM_TAGS = frozenset({"li", "dd", "dt"})
_BLOCK_TAGS = _ITEM_TAGS | frozenset("blockquote center div dl h1 h2 h3 h4 h5 h6 ol p poem section td th tr ul".split())
_BREAK_OR_STYLE = re.compile(r"\n[ \t]*(?P<blank>\n\s*)?|''+")
_SIZE = re.compile(r"(?:\d+)?(?:x\d+)?px|[a-z]+=.*", re.DOTALL)
_INTERLANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z]+)*:")


class Flow:
    """Walks the nodes of one page, once.

    - ``growing``: the blocks.
    - ``tables``: where each table is, and the rows of it that are no sentences.
    - ``templates``: the rows of infoboxes, and what is listed as not read.
    """

    def __init__(self, shown: Shown, footnotes: Footnotes, marks: MarkReader, document_date: Time | None) -> None:
        self.shown = shown
        self.footnotes = footnotes
        self.growing = Growing()
        self._bold: dict[int, int] = {}
        self.tables: list[tuple[int, list[Block]]] = []
        self.templates = TemplateWalker(self, marks, document_date)
        self._walkers: Mapping[type[Node], Callable[..., None]] = {
            Text: self._text,
            Entity: self._entity,
            Comment: lambda _: None,
            Heading: self._heading,
            Link: self._link,
            External: self._external,
            Template: self.templates.walk,
            Argument: lambda node: self.walk(node.default or []),
            Tag: self._tag,
        }

    def read(self, nodes: Nodes) -> None:
        """Walk all nodes of the page, and the footnotes that tell something."""
        self.walk(nodes)
        self.growing.end()
        while self.footnotes.to_tell:
            with self.growing.apart("note"):
                self.walk(self.footnotes.to_tell.pop(0))

    def walk(self, nodes: Nodes) -> None:
        """Walk nodes where they stand."""
        walkers = self._walkers
        for node in nodes:
            walkers[type(node)](node)

    def walk_hidden(self, nodes: Nodes, kind: Kind = "parameter") -> None:
        """Walk what is not shown in the sentence around it: only what is cited or marked there is read."""
        if any(not isinstance(node, Text | Entity | Comment) for node in nodes):
            with self.growing.apart(kind, only_marked=True):
                self.walk(nodes)

    # --- words

    def _text(self, node: Text) -> None:
        source, start, end, growing = self.shown.source, node.start, node.end, self.growing
        for found in _BREAK_OR_STYLE.finditer(source, start, end):
            at, after = found.span()
            growing.block.add(source[start:at], start, at, is_verbatim=True)
            start = after
            if source[at] == "'":
                self._style(found)
            elif growing.block.kind == "item" or found["blank"]:
                growing.end()
            else:
                growing.block.add("\n", at, after)
        growing.block.add(source[start:end], start, end, is_verbatim=True)

    def _style(self, found: re.Match[str]) -> None:
        """Note where what is bold begins and ends."""
        block = self.growing.block
        block.add(apostrophes(found), *found.span())
        if len(found[0]) in _BOLD:
            start = self._bold.pop(id(block), None)
            if start is None:
                self._bold[id(block)] = block.length
            else:
                block.bold.append((start, block.length))

    def _entity(self, node: Entity) -> None:
        self.growing.block.add(unescape(self.shown.source[node.start : node.end]), node.start, node.end)

    def _heading(self, node: Heading) -> None:
        if not self.growing.is_running_text:
            self.growing.end()
            self.walk(node.title)
            self.growing.end()
            return
        title = self.shown.plain(node.title)
        self.growing.begin_section(title, only_marked=title.lower() in self.shown.lexicon.appendices)
        self.walk_hidden(node.title, "heading")

    def _link(self, node: Link) -> None:
        target = self.shown.plain(node.target)
        prefix = target.partition(":")[0].lower() if ":" in target else ""
        if prefix in self.shown.lexicon.files:
            self._file(node)
        elif prefix in self.shown.lexicon.categories or (node.text is None and _INTERLANGUAGE.match(target)):
            return
        else:
            self._page_link(node, target.removeprefix(":"))

    def _page_link(self, node: Link, target: str) -> None:
        block = self.growing.block
        start = block.length
        if node.text:
            self.walk(node.text)
        else:
            block.add(target, node.start, node.end)
        if block is self.growing.block and block.length > start:
            block.links.append(Linked(start, block.length, target.partition("#")[0].strip()))

    def _file(self, node: Link) -> None:
        """Read the caption: the last value that does not tell how the file is shown."""
        for value in reversed(self._values(node.text or [])):
            words = self.shown.plain(value).lower()
            if words not in self.shown.lexicon.file_options and not _SIZE.fullmatch(words):
                with self.growing.apart("caption"):
                    self.walk(value)
                return

    def _values(self, nodes: Nodes) -> list[Nodes]:
        """The nodes between bars."""
        values: list[Nodes] = [[]]
        for each in nodes:
            if not isinstance(each, Text):
                values[-1].append(each)
                continue
            start = each.start
            while (bar := self.shown.source.find("|", start, each.end)) >= 0:
                values[-1].append(Text(start, bar))
                values.append([])
                start = bar + 1
            values[-1].append(Text(start, each.end))
        return values

    def _external(self, node: External) -> None:
        if node.title is not None:
            self.walk(node.title)
        elif node.is_bracketed:
            self.growing.hang(node.start, Cited(Citation(url=self.shown.plain(node.url))))
        else:
            self.growing.block.add(self.shown.source[node.start : node.end], node.start, node.end, is_verbatim=True)

    # --- tags

    def _tag(self, node: Tag) -> None:
        name, block = node.name, self.growing.block
        if name == "ref":
            self.growing.hang(node.start, Use(self.footnotes.of_tag(node)))
        elif name == "references":
            self.footnotes.define(node.contents or [])
        elif name == "table":
            self._table(node)
        elif name == "nowiki":
            block.add(self.shown.source[node.inner_start : node.inner_end], node.start, node.end)
        elif name == "gallery":
            self._gallery(node)
        elif name in UNREAD_TAGS:
            block.add(ELIDED, node.start, node.end)
        elif name == "includeonly":
            return
        elif name == "hr" or (name == "br" and block.joiner is not None):
            self.growing.end()
        elif name == "br":
            block.add(" ", node.start, node.end)
        elif name == "blockquote":
            with self.growing.quoted():
                self.walk(node.contents or [])
        elif name in _BLOCK_TAGS:
            self.growing.end("item" if name in _ITEM_TAGS else None)
            if node.contents is not None:
                self.walk(node.contents)
                self.growing.end()
        elif (raised := self.shown.raised(node)) is not None:
            block.add(raised, node.start, node.end)
        else:
            self.walk(node.contents or [])

    def _table(self, table: Tag) -> None:
        """Read each row: its words are joined, but for cells that hold sentences."""
        self.growing.end()
        rows: list[Block] = []
        self.tables.append((table.start, rows))
        for cells in rows_of(table):
            with self.growing.apart("row", only_marked=True, joiner=_CELL) as row:
                for cell in cells:
                    self._cell(cell, row)
            if row.has_words:
                rows.append(row)

    def _cell(self, cell: Nodes, row: Block) -> None:
        whole = self.growing.whole
        before = len(whole)
        with self.growing.apart("cell"):
            self.walk(cell)
        own = [block for block in whole[before:] if block.kind == "cell"]
        if any(is_terminated(block.text) and len(block.text.split()) >= FEWEST_WORDS for block in own):
            return
        whole[before:] = [block for block in whole[before:] if block.kind != "cell"]
        for block in own:
            row.absorb(block)
            row.join(_CELL, block.pieces[-1].end if block.pieces else 0)

    def _gallery(self, gallery: Tag) -> None:
        """Read the captions: what stands behind the first bar of each line."""
        source, start = self.shown.source, gallery.inner_start
        while start < gallery.inner_end:
            end = source.find("\n", start, gallery.inner_end)
            end = gallery.inner_end if end < 0 else end
            bar = source.find("|", start, end)
            if bar >= 0:
                with self.growing.apart("caption"):
                    self.walk(parse(source, bar + 1, end))
            start = end + 1
