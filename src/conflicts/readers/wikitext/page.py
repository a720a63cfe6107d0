"""One page to claims: one for each sentence, and one for each row of an infobox."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from conflicts.errors import Problem
from conflicts.model.claim import Citation, Claim, Mark
from conflicts.model.faults import shown as shown_value
from conflicts.model.source import Source
from conflicts.model.typed import typed_value
from conflicts.model.unit import convert
from conflicts.model.value import Quantity, Text, Time
from conflicts.model.vocabulary import Entity, Vocabulary
from conflicts.readers.prose.analysis import SAYS
from conflicts.readers.prose.language import Language
from conflicts.readers.prose.narration import Narration, Told, quoting, years_missing
from conflicts.readers.prose.segments import with_drafts
from conflicts.readers.prose.splitting import ELIDED
from conflicts.readers.reading import PARAGRAPH, UNSOURCED, Cites, ReadOptions, SentenceTally
from conflicts.readers.wikitext.account import REF, Occurrence, openings, reasons, shortened
from conflicts.readers.wikitext.block import Anchor, Cited, Dated, Marked, Use
from conflicts.readers.wikitext.cite import CiteReader
from conflicts.readers.wikitext.dates import DateReader
from conflicts.readers.wikitext.flow import Flow
from conflicts.readers.wikitext.footnotes import Footnotes
from conflicts.readers.wikitext.infobox import InfoboxReader, InfoboxRow
from conflicts.readers.wikitext.lexicon import Lexicon
from conflicts.readers.wikitext.marks import MarkReader
from conflicts.readers.wikitext.mend import mended
from conflicts.readers.wikitext.nodes import Nodes
from conflicts.readers.wikitext.places import Places
from conflicts.readers.wikitext.shown import Shown
from conflicts.readers.wikitext.statements import Statement, statements
from conflicts.readers.wikitext.telling import tell
from conflicts.readers.wikitext.tree import parse
from conflicts.readers.wikitext.values import ValueReader

INFOBOX = "infobox:"
_SEVERAL = 2
ROW = "infobox"


class Page(NamedTuple):
    """A page: its title, the id that its claims have as their subject, its source and where that stands, its date.

    ``is_titled``: the wiki itself gives the title, which else is the name of a file.
    """

    title: str
    id: str
    source: str
    places: Places
    date: Time | None = None
    is_titled: bool = False


NOTHING = Vocabulary()


class PageReading(NamedTuple):
    """What was read of a page, what was not, what became of every reference and mark, and what its words mean."""

    page: Page
    claims: list[Claim]
    unread: list[Problem]
    occurrences: list[Occurrence]
    vocabulary: Vocabulary = NOTHING


class PageReader:
    """Reads page after page. It remembers the unit of each predicate, since all its values must convert to it.

    ``tally`` counts the sentences of all pages; ``identify`` makes the id of what a page of some title is about.
    """

    def __init__(self, lexicon: Lexicon, options: ReadOptions, identify: Callable[[str], str]) -> None:
        self.tally = SentenceTally()
        self._lexicon, self._language = lexicon, Language.of(replace(options, lexicon=None))
        self._options, self._identify = options, identify
        self._vocabulary = options.vocabulary
        self._dates = DateReader(lexicon)
        self._units: dict[str, str] = {}

    def read(self, page: Page) -> PageReading:
        """Read one page. Raises UnreadableError for a page whose markup cannot be followed."""
        mended_page = mended(page.source)
        source = mended_page.source
        shown = Shown(source, self._lexicon, self._dates)
        marks = MarkReader(shown)
        cites = CiteReader(shown, self._vocabulary)
        footnotes = Footnotes(shown, cites, marks)
        flow = Flow(shown, footnotes, marks, page.date)
        nodes = parse(source)
        flow.read(nodes)
        splitter, works = self._language.splitter, self._language.marks
        infoboxes = InfoboxReader(self._lexicon, splitter, works, ValueReader(shown))
        rows = infoboxes.read(flow.templates.rows)
        said = statements(flow.growing.whole, splitter, works)
        report = _Report(page, footnotes, self._options.citations)
        narration = Narration(self._language, page.id, page.id, self._options, self.tally)
        narration.entities.identify = self._identify
        yearless = tell(narration, page.title if page.is_titled else None, said.all, flow.growing.sections, page.places)
        single = narration.settled(self._claims(report, [*said.all, *rows], narration))
        if yearless:
            report.unread.append((yearless[0], years_missing(len(yearless))))
        vocabulary = narration.vocabulary(single, {page.id: Entity(name=page.title)})
        vocabulary.sources.update(cites.printed)
        report.claims = [claim for each in single for claim in _by_paper(each, vocabulary.sources)]
        report.unread += mended_page.unread
        report.account(nodes, self._lexicon)
        report.list_loose([*said.loose, *infoboxes.loose])
        report.list_others(flow, said.fragments)
        return report.reading()._replace(vocabulary=vocabulary)

    def openings(self, source: str) -> Iterator[tuple[str, int]]:
        """Every reference and mark in a page's source, with its place, whatever stands around it."""
        return openings(source, self._lexicon)

    def _claims(
        self, report: "_Report", said: Iterable[Statement | InfoboxRow], narration: Narration
    ) -> Iterator[Claim]:
        number = 0
        for each in sorted(said, key=lambda each: _statement(each).start):
            claim_id = f"{report.page.id}-{number + 1}"
            if isinstance(each, InfoboxRow):
                found = [self._row(report, claim_id, each)]
            elif each.told is None:
                found = [report.claim(claim_id, each, SAYS, Text(text=each.words), each.words)]
            else:
                found = list(report.told(number, each, narration, each.told))
            number += len(found)
            yield from found

    def _row(self, report: "_Report", claim_id: str, row: InfoboxRow) -> Claim:
        """A claim with the row's value; with its words, where the value does not fit what the predicate takes."""
        predicate = INFOBOX + "_".join(row.key.split())
        words = f"{row.key}: {row.statement.words}"
        claim = report.claim(claim_id, row.statement, predicate, row.value, words)
        claim = claim.model_copy(update={"tags": (*claim.tags, ROW)})
        problem = self._misfit(claim)
        if problem is None:
            return claim
        report.unread.append((row.statement.start, f"{shown_value(words)} is kept as words: {problem}"))
        claim = claim.model_copy(update={"value": Text(text=row.statement.words)})
        if self._misfit(claim) is None:
            return claim
        return claim.model_copy(update={"predicate": SAYS, "value": Text(text=words)})

    def _misfit(self, claim: Claim) -> str | None:
        """Why the value is none of its predicate's."""
        try:
            value = typed_value(claim, self._vocabulary)
            if isinstance(value, Quantity) and value.unit is not None:
                declared = self._vocabulary.predicate(claim.predicate).unit
                convert(1, value.unit, declared or self._units.setdefault(claim.predicate, value.unit))
        except ValueError as error:
            return str(error)
        return None


def _by_paper(claim: Claim, sources: Mapping[str, Source]) -> list[Claim]:
    """The claim as each of the papers makes it, where all that it cites itself print one agency's text."""
    if PARAGRAPH in claim.tags or claim.asserted_by is not None:
        return [claim]
    papers = dict.fromkeys(citation.source for citation in claim.citations)
    wires = {sources[paper].wire if paper is not None and paper in sources else None for paper in papers}
    if len(papers) < _SEVERAL or len(wires) != 1 or None in wires:
        return [claim]
    return [
        claim.model_copy(
            update={
                "id": claim.id if number == 1 else f"{claim.id}.{number}",
                "asserted_by": paper,
                "citations": tuple(each for each in claim.citations if each.source == paper),
            }
        )
        for number, paper in enumerate(papers, start=1)
    ]


def _statement(said: Statement | InfoboxRow) -> Statement:
    return said if isinstance(said, Statement) else said.statement


class _Hung(NamedTuple):
    """What hangs on a claim."""

    citations: tuple[Citation, ...]
    tags: tuple[str, ...]
    marks: tuple[Mark, ...]
    valid: Time | None
    is_dated_twice: bool


@dataclass
class _Report:
    """What becomes of a page: its claims, on which of them each reference and mark hangs, and what is not read."""

    page: Page
    footnotes: Footnotes
    cites: Cites = "paragraph"
    claims: list[Claim] = field(default_factory=list)
    unread: list[tuple[int, str]] = field(default_factory=list)
    occurrences: list[Occurrence] = field(default_factory=list)
    hung: dict[int, str] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)

    def claim(
        self, claim_id: str, statement: Statement, predicate: str, value: Quantity | Time | Text, words: str
    ) -> Claim:
        """The claim that a statement is as a whole, with all that hangs on it."""
        hung = self._hung(claim_id, statement.anchors, statement)
        return Claim(
            id=claim_id,
            subject=self.page.id,
            predicate=predicate,
            value=value,
            valid=hung.valid,
            stated=self.page.date,
            citations=hung.citations,
            tags=hung.tags,
            marks=hung.marks,
            location=self.page.places.location(statement.start, statement.end, words),
        )

    def told(self, number: int, statement: Statement, narration: Narration, told: Told) -> Iterator[Claim]:
        """The claims that a sentence makes, each with what hangs on its part; ``number`` claims are before them."""
        self.unread += ((statement.start, message) for message in told.unread)
        for segment, drafts in with_drafts(statement.segments, statement.span[0], told.drafts):
            start, end = statement.block.source_span(segment.start, segment.end)
            words = " ".join(statement.text[segment.start : segment.end].replace(ELIDED, "…").split())
            location = self.page.places.location(start, end, words)
            for draft in drafts:
                number += 1
                claim_id = f"{self.page.id}-{number}"
                hung = self._hung(claim_id, segment.marks, statement)
                claim = narration.claim(
                    told,
                    draft,
                    claim_id,
                    location,
                    citations=hung.citations if PARAGRAPH in hung.tags else quoting(hung.citations, draft, told),
                    tags=hung.tags,
                    marks=hung.marks,
                    valid=hung.valid,
                    stated=self.page.date,
                )
                yield claim.model_copy(update={"valid": None}) if hung.is_dated_twice else claim

    def _hung(self, claim_id: str, anchors: Iterable[Anchor], statement: Statement) -> _Hung:
        """What hangs on a claim: what is cited and marked there, or at the end of the paragraph for the whole of it."""
        citations: dict[Citation, None] = {}
        marks: list[Mark] = []
        times: dict[Time, None] = {}
        used: set[int] = set()
        for anchor in anchors:
            self.hung.setdefault(anchor.offset, claim_id)
            match anchor.what:
                case Use(footnote=index):
                    if index not in used:
                        used.add(index)
                        content = self.footnotes.content(index)
                        citations |= dict.fromkeys(content.citations)
                        marks += content.marks
                        self._hang(index, content.offsets, claim_id)
                case Cited(citation=citation):
                    citations[citation] = None
                case Marked(mark=mark):
                    marks.append(mark)
                case Dated(time=time):
                    times[time] = None
        tags = dict.fromkeys(mark.tag for mark in marks)
        if not citations and UNSOURCED not in tags and (at_the_end := self._at_the_end(statement)):
            citations |= at_the_end
            tags[PARAGRAPH] = None
        if len(times) > 1:
            self.unread.append((statement.start, f"it is dated more than once: {', '.join(map(str, times))}"))
        told = tuple(dict.fromkeys(mark for mark in marks if mark.date is not None or mark.reason is not None))
        valid = next(iter(times)) if len(times) == 1 else None
        return _Hung(tuple(citations), tuple(tags), told, valid, is_dated_twice=len(times) > 1)

    def _at_the_end(self, statement: Statement) -> dict[Citation, None]:
        """What stands at the end of its paragraph, for the whole of it; nothing, if a citation is asked for there."""
        citations: dict[Citation, None] = {}
        for anchor in statement.closing if self.cites == "paragraph" else ():
            match anchor.what:
                case Use(footnote=index):
                    content = self.footnotes.content(index)
                    citations |= dict.fromkeys(content.citations)
                    if any(mark.tag == UNSOURCED for mark in content.marks):
                        return {}
                case Cited(citation=citation, is_weak=False):
                    citations[citation] = None
                case Marked(mark=mark) if mark.tag == UNSOURCED:
                    return {}
                case _:
                    pass
        return citations

    def _hang(self, footnote: int, offsets: Iterable[int], claim_id: str) -> None:
        """What is in a footnote hangs on the first claim that uses it."""
        if footnote not in self.used:
            self.used.add(footnote)
            for offset in offsets:
                self.hung.setdefault(offset, claim_id)

    def account(self, nodes: Nodes, lexicon: Lexicon) -> None:
        """Look for every reference and mark of the source; list those that hang on no claim, with the reason."""
        unused = {
            offset: f"defines the footnote {shortened(footnote.name)!r}, to which nothing refers"
            for footnote in self.footnotes.all
            if not footnote.number
            for offset in footnote.offsets
        }
        found = list(openings(self.page.source, lexicon))
        unhung = [offset for _, offset in found if offset not in self.hung]
        why = {**reasons(nodes, unhung), **unused} if unhung else {}
        for what, offset in found:
            claim = self.hung.get(offset)
            reason = why[offset] if claim is None else None
            if reason is not None:
                name = "a reference" if what == REF else f"{{{{{what}}}}}"
                self.unread.append((offset, f"{name} {reason}"))
            self.occurrences.append(Occurrence(what, offset, claim, reason))

    def list_loose(self, loose: Iterable[Anchor]) -> None:
        """List what is cited in other ways than by a reference, and hangs on no claim."""
        accounted = {occurrence.offset for occurrence in self.occurrences}
        for anchor in loose:
            is_weak = isinstance(anchor.what, Cited) and anchor.what.is_weak
            if not is_weak and anchor.offset not in accounted and anchor.offset not in self.hung:
                self.unread.append((anchor.offset, "a citation has no words before it"))

    def list_others(self, flow: Flow, fragments: list[Statement]) -> None:
        """List what else is not read."""
        self.unread += [*self.footnotes.unread, *flow.templates.listed]
        self.unread += ((footnote.first, reason) for footnote, reason in self.footnotes.unresolved())
        for offset, table in flow.tables:
            silent = sum(not row.anchors for row in table)
            if silent:
                message = f"of the rows of a table ({len(table):,}) {silent:,} cite nothing: they are no claims"
                self.unread.append((offset, message))
        if fragments:
            message = f"words that end as no sentence and cite nothing, {len(fragments):,} from here on, are no claims"
            self.unread.append((min(fragment.start for fragment in fragments), message))

    def reading(self) -> PageReading:
        """All of it, in the order of the page."""
        problems = [
            Problem(f"{shortened(self.page.title)}: {message}", self.page.places.place(offset))
            for offset, message in sorted(dict.fromkeys(self.unread))
        ]
        return PageReading(self.page, self.claims, problems, self.occurrences)
