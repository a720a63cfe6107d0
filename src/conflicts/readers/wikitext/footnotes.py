"""The footnotes of a page: what they are called, where they are defined, and what they cite."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from conflicts.model.claim import Citation, Mark
from conflicts.readers.wikitext.account import shortened
from conflicts.readers.wikitext.block import Marked
from conflicts.readers.wikitext.cite import CiteReader, linked
from conflicts.readers.wikitext.marks import MarkReader
from conflicts.readers.wikitext.nodes import External, Link, Nodes, Tag, Template, children
from conflicts.readers.wikitext.shown import Shown, short_words

LONGEST_WORDS = 400
"""How many characters are kept of a footnote that is no citation template."""

MOST_CITED = 200
"""How many citations, and how many marks, of one footnote are read; any number of sentences may use it."""


@dataclass(slots=True)
class Footnote:
    """A footnote, as far as the page has told of it.

    - ``first``: where the page speaks of it first; ``offsets``: where it is defined, and what is cited inside it.
    - ``nodes``: its words; None as long as only its name is known.
    - ``words``: what it shows or, if that is nothing, its source.
    - ``explains``: it tells something, and cites only what is cited in it.
    - ``number``: which it is in its group, once the page refers to it.
    - ``citations``, ``links`` and ``short``, the keys of full citations elsewhere: what it cites, ``nested`` in other
      footnotes too. ``marks``: those on it, and their places.
    """

    name: str
    group: str
    first: int
    nodes: Nodes | None = None
    offsets: list[int] = field(default_factory=list)
    explains: bool = False
    number: int = 0
    words: str = ""
    citations: list[Citation] = field(default_factory=list)
    links: list[Citation] = field(default_factory=list)
    short: list[tuple[str, str]] = field(default_factory=list)
    nested: list[int] = field(default_factory=list)
    marks: list[tuple[int, Marked]] = field(default_factory=list)

    @property
    def ref(self) -> str:
        """What the page calls it: its name, or else its number in its group."""
        return self.name or f"{self.group} {self.number}".strip()


class Content(NamedTuple):
    """What a footnote cites, the marks on it, and the places of all that is in it."""

    citations: tuple[Citation, ...]
    marks: tuple[Mark, ...]
    offsets: tuple[int, ...]


class Footnotes:
    """Collects the footnotes of one page while it is walked, and afterwards tells what each cites.

    - ``to_tell``: the words of footnotes that explain, to be read like other words.
    - ``unread``: places, and what there could not be read.
    """

    def __init__(self, shown: Shown, cites: CiteReader, marks: MarkReader) -> None:
        self.all: list[Footnote] = []
        self.to_tell: list[Nodes] = []
        self.unread: list[tuple[int, str]] = []
        self._shown = shown
        self._cites = cites
        self._marks = marks
        self._named: dict[tuple[str, str], int] = {}
        self._numbers: dict[str, int] = {}
        self._full: dict[str, Citation] = {}
        self._contents: dict[int, Content] = {}

    # --- while the page is walked

    def of_tag(self, tag: Tag, *, is_used: bool = True) -> int:
        """The footnote of ``<ref name=… group=…>…</ref>``."""
        name = " ".join(tag.attributes.get("name", "").split())
        group = " ".join(tag.attributes.get("group", "").split())
        nodes = tag.contents or None
        return self._footnote(name, group, tag.start, nodes, is_used=is_used)

    def of_note(self, template: Template, *, is_used: bool = True) -> int:
        """The footnote of ``{{efn|…}}``, ``{{refn|…}}`` and ``{{#tag:ref|…}}``."""
        values = self._shown.values(template)
        given = (each for each in template.parameters if each.name in ("1", "text", "content"))
        nodes = next((each.value for each in given), None)
        name = values.get("name", "")
        group = values.get("group") or ("note" if template.name.startswith("efn") else "")
        return self._footnote(name, group, template.start, nodes, is_used=is_used, explains=True)

    def of_reuses(self, template: Template) -> list[int]:
        """The footnotes of ``{{r|name|name}}``."""
        values = self._shown.values(template)
        names = [values[str(number)] for number in range(1, 20) if str(number) in values]
        return [self._footnote(name, values.get("group", ""), template.start, None) for name in names]

    def of_short(self, template: Template) -> int:
        """The footnote of ``{{sfn|Smith|2010|p=5}}``: the same one for the same words."""
        words = short_words(self._shown.values(template))
        return self._short(words, [self._cites.short_key(template)], template.start)

    def of_many_short(self, template: Template) -> int:
        """The footnote of ``{{sfnm|1a1=Smith|1y=2010|2a1=…}}``."""
        keys = self._cites.many_short_keys(template)
        return self._short("; ".join(key.title() for key in keys), keys, template.start)

    def cited(self, template: Template, ref: str | None = None) -> Citation:
        """Read a citation template, wherever it stands, so that short citations find it."""
        cite = self._cites.read(template, ref)
        for key in cite.keys:
            self._full.setdefault(key, cite.citation)
        self.unread += ((template.start, f"a date in {{{{{template.name}}}}}: {reason}") for reason in cite.unread)
        return cite.citation

    def define(self, nodes: Nodes) -> None:
        """Take up the footnotes of a list that are defined there and used elsewhere."""
        for node in nodes:
            if isinstance(node, Tag) and node.name == "ref":
                if node.contents and node.attributes.get("name"):
                    self.of_tag(node, is_used=False)
            elif isinstance(node, Template):
                meaning = self._shown.meaning(node)
                if meaning is not None and meaning.role == "note" and self._shown.values(node).get("name"):
                    self.of_note(node, is_used=False)
                elif meaning is not None and meaning.role == "citation":
                    self.cited(node)

    def _footnote(
        self, name: str, group: str, offset: int, nodes: Nodes | None, *, is_used: bool = True, explains: bool = False
    ) -> int:
        index = self._named.get((group, name)) if name else None
        if index is None:
            index = len(self.all)
            self.all.append(Footnote(name, group, offset))
            if name:
                self._named[group, name] = index
        footnote = self.all[index]
        footnote.explains = footnote.explains or explains or group.lower() in self._shown.lexicon.footnotes.explaining
        if is_used and not footnote.number:
            footnote.number = self._numbers[group] = self._numbers.get(group, 0) + 1
        if nodes is not None:
            footnote.offsets.append(offset)
            self._fill(footnote, nodes, offset)
        return index

    def _fill(self, footnote: Footnote, nodes: Nodes, offset: int) -> None:
        if footnote.nodes is not None:
            if self._source(footnote.nodes) != self._source(nodes):
                self.unread.append(
                    (offset, f"the footnote {shortened(footnote.name)!r} is defined otherwise before: that counts")
                )
            return
        footnote.nodes = nodes
        words = self._shown.plain(nodes)
        footnote.words = words if any(letter.isalnum() for letter in words) else self._source(nodes)
        self._scan(footnote, nodes)
        if footnote.explains:
            self.to_tell.append(nodes)

    def _source(self, nodes: Nodes) -> str:
        return self._shown.source[nodes[0].start : nodes[-1].end].strip() if nodes else ""

    def _short(self, words: str, keys: list[str], offset: int) -> int:
        index = self._named.get(("", words)) if words else None
        if index is not None:
            return index
        index = self._footnote(words, "", offset, None)
        self.all[index].nodes = []
        self.all[index].short += ((words, key) for key in keys)
        return index

    def _scan(self, footnote: Footnote, nodes: Nodes) -> None:
        """Collect what the footnote cites. The other contents of one that explains are read with its words."""
        for node in nodes:
            match node:
                case Template():
                    self._scan_template(footnote, node)
                case Tag(name="ref"):
                    if not footnote.explains:
                        footnote.nested.append(self.of_tag(node))
                        footnote.offsets.append(node.start)
                case External(url=url, title=title):
                    footnote.links.append(linked(url, title, self._shown, footnote.ref))
                case Tag() | Link():
                    for inside in children(node):
                        self._scan(footnote, inside)
                case _:
                    pass

    def _scan_template(self, footnote: Footnote, template: Template) -> None:
        meaning = self._shown.meaning(template)
        match meaning.role if meaning is not None else "":
            case "citation":
                footnote.citations.append(self.cited(template, footnote.ref))
            case "archive":
                self._archive(footnote, template)
            case "short" | "short-in-text":
                values = self._shown.values(template)
                footnote.short.append((short_words(values), self._cites.short_key(template)))
            case "short-many":
                footnote.short += ((key.title(), key) for key in self._cites.many_short_keys(template))
            case _ if footnote.explains:
                pass
            case "note":
                footnote.nested.append(self.of_note(template))
                footnote.offsets.append(template.start)
            case "reuse":
                footnote.nested += self.of_reuses(template)
            case "tag" | "around" if meaning is not None:
                read = self._marks.read if meaning.role == "tag" else self._marks.read_around
                mark, unread = read(template, meaning.detail)
                footnote.marks.append((template.start, Marked(mark)))
                if unread is not None:
                    self.unread.append((template.start, f"the date of {{{{{template.name}}}}}: {unread}"))
            case _:
                for inside in children(template):
                    self._scan(footnote, inside)

    def _archive(self, footnote: Footnote, template: Template) -> None:
        values = self._shown.values(template)
        address = values.get("url") or values.get("1")
        cited = footnote.citations or footnote.links
        if address and cited and cited[-1].archive is None:
            cited[-1] = cited[-1].model_copy(update={"archive": address})
        elif address:
            footnote.links.append(Citation(ref=footnote.ref, archive=address, title=values.get("title")))

    # --- afterwards

    def content(self, index: int) -> Content:
        """What the footnote holds, and the footnotes within it; each citation has its footnote's name as ``ref``."""
        if index not in self._contents:
            within = [self.all[each] for each in self._within(index)]
            cited = dict.fromkeys(citation for footnote in within for citation in self._own(footnote))
            marks = dict.fromkeys(marked.mark for footnote in within for _, marked in footnote.marks)
            offsets = [offset for footnote in within for offset in footnote.offsets]
            offsets += (offset for footnote in within for offset, _ in footnote.marks)
            if max(len(cited), len(marks)) > MOST_CITED:
                message = (
                    f"of the footnote {shortened(within[0].ref)!r} only {MOST_CITED:,} citations and marks are read"
                )
                self.unread.append((within[0].first, message))
            self._contents[index] = Content(tuple(cited)[:MOST_CITED], tuple(marks)[:MOST_CITED], tuple(offsets))
        return self._contents[index]

    def _within(self, index: int) -> list[int]:
        """The footnote, and those in it, as many as are read."""
        found = {index: None}
        for each in (pending := [index]):
            new = [nested for nested in self.all[each].nested if nested not in found][: MOST_CITED + 1 - len(found)]
            found |= dict.fromkeys(new)
            pending += new
        return list(found)

    def _own(self, footnote: Footnote) -> list[Citation]:
        """What the footnote itself cites; without templates its link; without a link, unless it explains, its words."""
        if footnote.citations or footnote.short:
            return [*footnote.citations, *(self._of_short(words, key, footnote.ref) for words, key in footnote.short)]
        if footnote.explains or len(footnote.links) > 1:
            return footnote.links
        words = footnote.words if len(footnote.words) <= LONGEST_WORDS else footnote.words[: LONGEST_WORDS - 1] + "…"
        if not footnote.links:
            return [Citation(ref=footnote.ref, title=words or None)]
        link = footnote.links[0]
        return [link if link.title else link.model_copy(update={"title": words or None})]

    def _of_short(self, words: str, key: str, ref: str) -> Citation:
        full = self._full.get(key)
        return Citation(ref=ref, title=words) if full is None else full.model_copy(update={"ref": ref})

    def unresolved(self) -> Iterator[tuple[Footnote, str]]:
        """Footnotes that lead nowhere, and why."""
        for footnote in self.all:
            if footnote.nodes is None:
                yield footnote, f"the footnote {shortened(footnote.ref)!r} is defined nowhere on the page"
            for words, key in footnote.short:
                if key not in self._full:
                    yield footnote, f"no citation on the page is what {shortened(words)!r} is short for"
