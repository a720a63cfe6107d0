"""What each kind of template adds to the blocks of a page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conflicts.model.value import Time
from conflicts.readers.prose.splitting import ELIDED
from conflicts.readers.wikitext.account import shortened
from conflicts.readers.wikitext.block import Block, Cited, Dated, Marked, Use
from conflicts.readers.wikitext.lexicon import Meaning
from conflicts.readers.wikitext.marks import MarkReader, ReadMark
from conflicts.readers.wikitext.nodes import Parameter, Template
from conflicts.readers.wikitext.shown import short_words

if TYPE_CHECKING:
    from conflicts.readers.wikitext.flow import Flow


@dataclass(slots=True)
class Row:
    """A row of an infobox: the template, the value, and the block of what the value shows."""

    box: Template
    parameter: Parameter
    block: Block


class TemplateWalker:
    """Walks templates as part of a flow. ``listed``: places, and why what stands there is part of no sentence."""

    def __init__(self, flow: "Flow", marks: MarkReader, document_date: Time | None) -> None:
        self.rows: list[Row] = []
        self.listed: list[tuple[int, str]] = []
        self._flow = flow
        self._shown = flow.shown
        self._footnotes = flow.footnotes
        self._growing = flow.growing
        self._marks = marks
        self._document_date = document_date

    def walk(self, node: Template) -> None:
        """Walk a template; one that is not known shows "…", and what is cited or marked in it is read."""
        meaning = self._shown.meaning(node)
        if meaning is not None:
            self._known(node, meaning)
            return
        if not self._stands_alone(node):
            self._growing.block.add(ELIDED, node.start, node.end)
        self._hidden(node.parameters)

    def _known(self, node: Template, meaning: Meaning) -> None:
        footnotes = self._footnotes
        match meaning.role:
            case "tag":
                self._mark(node, self._marks.read(node, meaning.detail))
            case "around":
                self._flow.walk(next((each.value for each in node.parameters if each.name in ("1", "text")), []))
                self._mark(node, self._marks.read_around(node, meaning.detail))
            case "as-of":
                self._as_of(node, meaning)
            case "outdated-after":
                self._outdated_after(node)
            case "notice":
                self._notice(node)
            case "note":
                self._use(node, footnotes.of_note(node))
            case "reuse":
                self._use(node, *footnotes.of_reuses(node))
            case "short":
                self._use(node, footnotes.of_short(node))
            case "short-many":
                self._use(node, footnotes.of_many_short(node))
            case "short-in-text":
                self._growing.block.add(short_words(self._shown.values(node)), node.start, node.end)
                self._use(node, footnotes.of_short(node))
            case "list":
                self._footnote_list(node)
            case "citation":
                self._citation(node)
            case "infobox":
                self._infobox(node)
            case "shows":
                self._shows(node, meaning.detail)
            case "rows":
                self._in_a_row(node)
            case "prose":
                self._prose(node)
            case "pages" | "archive":
                pass
            case _:
                self._growing.block.add(self._shown.words(node, meaning) or "", node.start, node.end)
                self._hidden(node.parameters)

    def _use(self, node: Template, *footnotes: int) -> None:
        for footnote in footnotes:
            self._growing.hang(node.start, Use(footnote))

    def _hidden(self, parameters: list[Parameter]) -> None:
        for parameter in parameters:
            self._flow.walk_hidden(parameter.value)

    def _mark(self, node: Template, read: ReadMark) -> None:
        self._growing.hang(node.start, Marked(read.mark))
        if read.unread is not None:
            self.listed.append((node.start, f"the date of {{{{{node.name}}}}}: {read.unread}"))

    def _as_of(self, node: Template, meaning: Meaning) -> None:
        values = self._shown.values(node)
        self._growing.block.add(self._shown.words(node, meaning) or "", node.start, node.end)
        date = self._shown.date(values)
        if date is None:
            self.listed.append((node.start, f"{{{{{node.name}}}}} gives no plain date"))
        else:
            self._growing.hang(node.start, Dated(Time(text=date.text, mode="since" if "since" in values else "by")))

    def _outdated_after(self, node: Template) -> None:
        read = self._marks.read_outdated(node, self._document_date)
        if read is None:
            self.listed.append((node.start, f"{{{{{node.name}}}}} asks for news only after the date of the page"))
        else:
            self._mark(node, read)

    def _notice(self, node: Template) -> None:
        date = self._shown.values(node).get("date")
        since = f" (since {shortened(date)})" if date else ""
        self.listed.append((node.start, f"the notice {{{{{node.name}}}}}{since} marks no one sentence"))
        self._hidden(node.parameters)

    def _footnote_list(self, node: Template) -> None:
        for parameter in node.parameters:
            if parameter.name.lower() in ("refs", "notes", "1"):
                self._footnotes.define(parameter.value)

    def _citation(self, node: Template) -> None:
        """Read a citation outside a footnote: alone it is the words, behind a sentence it is what that cites."""
        citation = self._footnotes.cited(node)
        block = self._growing.block
        if not block.has_words:
            block.add(citation.title or ELIDED, node.start, node.end)
            block.only_marked = True
        self._growing.hang(node.start, Cited(citation, is_weak=True))

    def _infobox(self, node: Template) -> None:
        self._growing.end()
        for parameter in node.parameters:
            is_layout = self._shown.lexicon.infoboxes.is_layout.fullmatch(parameter.name.lower())
            with self._growing.apart("infobox", only_marked=is_layout is not None, joiner="; ") as block:
                self._flow.walk(parameter.value)
            if block.words or block.anchors:
                self._growing.whole.remove(block)
                self.rows.append(Row(node, parameter, block))

    def _shows(self, node: Template, words: str) -> None:
        hidden = list(node.parameters)
        for part in self._shown.pattern(node, words):
            if isinstance(part, str):
                self._growing.block.add(part, node.start, node.end)
            else:
                self._flow.walk(part.value)
                hidden = [parameter for parameter in hidden if parameter is not part]
        self._hidden(hidden)

    def _in_a_row(self, node: Template) -> None:
        for number, parameter in enumerate(each for each in node.parameters if not each.is_named):
            if number and self._growing.block.joiner is None:
                self._growing.block.join(", ", parameter.start)
            elif number:
                self._growing.end()
            self._flow.walk(parameter.value)

    def _prose(self, node: Template) -> None:
        """Read the values that hold sentences as paragraphs. What is cited or marked in the others is so of those."""
        growing, names = self._growing, self._shown.lexicon.prose.values
        growing.end()
        before = len(growing.whole)
        for parameter in node.parameters:
            if parameter.name.lower() in names:
                with growing.quoted():
                    self._flow.walk(parameter.value)
        prose = growing.whole[before:]
        self._hidden([each for each in node.parameters if each.name.lower() not in names])
        if prose:
            others = growing.whole[before + len(prose) :]
            del growing.whole[before + len(prose) :]
            prose[-1].anchors += (anchor._replace(at=prose[-1].length) for each in others for anchor in each.anchors)

    def _stands_alone(self, node: Template) -> bool:
        """Whether it has its lines to itself, so that it is no part of a sentence."""
        source = self._shown.source
        line = source.rfind("\n", 0, node.start) + 1
        line_end = source.find("\n", node.end)
        after = source[node.end : line_end if line_end >= 0 else len(source)]
        return not source[line : node.start].strip() and not after.strip()
