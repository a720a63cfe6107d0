"""Wikitext to claims: the source of an article, or a dump of MediaWiki with many.

A sentence is a claim with the references and the editors' marks that stand in it or after it; a row of an infobox is a
claim with its value. What becomes of everything else is in docs/adr/0011-wikitext.md; the templates are in
``rules/lexicon/enwiki.yaml``.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from conflicts.errors import InputError, Problem
from conflicts.model.claim import Claim
from conflicts.model.source import Source
from conflicts.model.value import Time, read_as
from conflicts.model.vocabulary import Entity, Predicate, Vocabulary
from conflicts.readers.prose.analysis import SAYS
from conflicts.readers.reading import Reading, ReadOptions
from conflicts.readers.wikitext.account import REF, Occurrence, shortened
from conflicts.readers.wikitext.article import read_article
from conflicts.readers.wikitext.dump import LONGEST_TITLE, MOST_CHARACTERS, DumpPage, dump_pages
from conflicts.readers.wikitext.lexicon import load_lexicon
from conflicts.readers.wikitext.page import INFOBOX, Page, PageReader, PageReading
from conflicts.readers.wikitext.places import Places
from conflicts.readers.wikitext.subjects import Subjects
from conflicts.readers.wikitext.tree import UnreadableError, require_parser

DUMPS = (".xml", ".xml.bz2", ".xml.gz")
"""What the names of dumps end in; other files are articles."""

_Entry = TypeVar("_Entry", Entity, Source)

_ARTICLES = "0"
_AS_IT_IS = ReadOptions()
_SAYS = Predicate(name="says", value="text", single=False)


def read(path: Path, file: str, options: ReadOptions = _AS_IT_IS) -> Reading:
    """Read the claims of an article or of a dump; ``file`` is how places name it.

    Of ``options`` the date is that of an article (a dump tells that of each page), and the lexicon is a file of the
    shape of ``rules/lexicon/enwiki.yaml``. The claims are a stream. What could not be read, and what comes to the
    vocabulary, an entity for each page and a predicate for each kind of row, is known once it is consumed.

    Raises InputError if the file, the lexicon or the date cannot be read; of a dump, the stream of claims does where
    that comes to light. Raises UnsupportedError without mwparserfromhell.
    """
    known = options.vocabulary
    vocabulary = Vocabulary(
        predicates={SAYS: _SAYS, **known.predicates}, entities=known.entities, sources={**known.sources}
    )
    unread: list[Problem] = []
    reader, pages = _pages(path, file, options)
    return Reading(_claims(pages, vocabulary, unread), vocabulary, unread, sentences=reader.tally)


def read_pages(path: Path, file: str, options: ReadOptions = _AS_IT_IS) -> Iterator[PageReading]:
    """Read page by page: what each gives, what of it is not read, and an account of its references and marks.

    Of a page nothing is kept once the next one is asked for. Raises what ``read`` raises.
    """
    return _pages(path, file, options)[1]


def _pages(path: Path, file: str, options: ReadOptions) -> tuple[PageReader, Iterator[PageReading]]:
    """What reads the pages, and each of them, read."""
    require_parser()
    lexicon = load_lexicon(options.lexicon)
    subjects = Subjects(options.vocabulary)
    reader = PageReader(lexicon, options, subjects.subject)
    date = _date(options.date)
    if path.name.lower().endswith(DUMPS):
        dumped = dump_pages(path, file)
        return reader, (
            _damaged(each, file) if isinstance(each, Problem) else _dumped(each, file, subjects, reader)
            for each in dumped
        )
    source = read_article(path, file)
    title = " ".join(Path(file).name.partition(".")[0].replace("_", " ").split()) or file
    page = Page(title, subjects.subject(title), source, Places(file, source), date)
    return reader, iter([_read(page, reader)])


def _claims(pages: Iterable[PageReading], vocabulary: Vocabulary, unread: list[Problem]) -> Iterator[Claim]:
    """The claims; the vocabulary, and what is not read, grow with them."""
    for reading in pages:
        unread += reading.unread
        if reading.claims:
            _take_up(reading.vocabulary, vocabulary)
        for claim in reading.claims:
            if claim.predicate not in vocabulary.predicates:
                name = claim.predicate.removeprefix(INFOBOX).replace("_", " ")
                vocabulary.predicates[claim.predicate] = Predicate(name=name)
            yield claim


def _take_up(found: Vocabulary, vocabulary: Vocabulary) -> None:
    """Add the words of a page; what two pages tell of the same name, the first of them tells, and the others add to."""
    for name, predicate in found.predicates.items():
        vocabulary.predicates.setdefault(name, predicate)
    for name, entity in found.entities.items():
        vocabulary.entities[name] = _completed(vocabulary.entities.get(name, entity), entity)
    for name, source in found.sources.items():
        vocabulary.sources[name] = _completed(vocabulary.sources.get(name, source), source)


def _completed(known: _Entry, told: _Entry) -> _Entry:
    """The entry, with what only the other one says."""
    if known is told or known == told:
        return known
    return known.model_copy(update={name: value for name, value in told if value and not getattr(known, name)})


def _date(words: str | None) -> Time | None:
    if words is None:
        return None
    try:
        return read_as(Time, words)
    except ValueError as error:
        raise InputError(f"the date of the document: {error}") from None


def _damaged(problem: Problem, file: str) -> PageReading:
    return PageReading(Page("", "", "", Places(file, "")), [], [problem], [])


def _dumped(dumped: DumpPage, file: str, subjects: Subjects, reader: PageReader) -> PageReading:
    places = Places(file, dumped.text, dumped.line, dumped.column, dumped.escapes)
    if dumped.is_redirect:  # it says nothing
        return _skipped(Page(dumped.title, "", dumped.text, places), reader, None)
    if (reason := _why_not(dumped)) is not None:
        return _skipped(Page(dumped.title, "", dumped.text, places), reader, reason)
    try:
        date = read_as(Time, dumped.timestamp) if dumped.timestamp else None
    except ValueError:
        date = None
    page = Page(dumped.title, subjects.subject(dumped.title), dumped.text, places, date, is_titled=True)
    reading = _read(page, reader)
    if dumped.revisions > 1:
        message = f"{shortened(dumped.title)}: of its {dumped.revisions:,} revisions only the last is read"
        reading.unread.append(Problem(message, places.place(0)))
    return reading


def _why_not(dumped: DumpPage) -> str | None:
    if dumped.namespace != _ARTICLES:
        return f"is no article, but in namespace {dumped.namespace}"
    if not dumped.is_wikitext:
        return f"is no wikitext, but {dumped.model}"
    if len(dumped.title) > LONGEST_TITLE:
        return f"has a title of more than {LONGEST_TITLE:,} characters"
    if dumped.is_too_long:
        return f"has more than {MOST_CHARACTERS:,} characters"
    return None


def _read(page: Page, reader: PageReader) -> PageReading:
    try:
        return reader.read(page)
    except UnreadableError as error:
        return _skipped(page, reader, str(error))


def _skipped(page: Page, reader: PageReader, reason: str | None) -> PageReading:
    """A page that is not read: the page is listed, if there is a reason, and every reference and mark on it."""
    place = page.places.place(0)
    unread = [] if reason is None else [Problem(f"{shortened(page.title)}: is not read: {reason}", place)]
    occurrences: list[Occurrence] = []
    for what, offset in reader.openings(page.source):
        occurrences.append(Occurrence(what, offset, None, "is on a page that is not read"))
        if reason is None:
            name = "a reference" if what == REF else f"{{{{{what}}}}}"
            unread.append(Problem(f"{shortened(page.title)}: {name} is on a redirect", page.places.place(offset)))
    return PageReading(page, [], unread, occurrences)


__all__ = ["DUMPS", "read", "read_pages"]
