"""What a retrieval returned: passages, each with where it comes from and the claims that were extracted from it.

A passage has its words in ``text`` or ``page_content``; ``source``, ``url``, ``title`` and ``date`` of its own or in
its ``metadata``, as LangChain's documents have them; and ``extractions``, as ``conflicts schema extraction`` describes
them. Each is held against the words of its passage. What a passage itself asserts, its source asserts; whom it quotes,
the source relays.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from conflicts.errors import Problem
from conflicts.model.claim import Citation, Claim
from conflicts.model.identity import with_numbers
from conflicts.model.value import Time, read_as
from conflicts.model.vocabulary import Vocabulary
from conflicts.readers.extractions import Written, own_claim
from conflicts.readers.extractions.checking import Checker, Refused
from conflicts.readers.memory.records import Record, Unfit, coarse, records
from conflicts.readers.prose.tape import Page
from conflicts.readers.reading import Reading, ReadOptions

_SECTIONS = ("passages", "documents", "results")
_ABOUT = ("id", "source", "url", "title", "date")


def read(path: Path, file: str, options: ReadOptions) -> Reading:
    """Read passages: a list, a mapping with such a list, or JSON Lines. What their words do not bear out is refused."""
    unread: list[Problem] = []
    claims: list[Claim] = []
    known = options.vocabulary
    for record in records(path, file, _SECTIONS):
        if isinstance(record, Problem):
            unread.append(record)
            continue
        try:
            for item in _claims(record, replace(options, vocabulary=known)):
                if isinstance(item, Claim):
                    claims.append(item)
                elif isinstance(item, Problem):
                    unread.append(item)
                else:
                    known = item
        except Unfit as why:
            unread.append(Problem(f"not taken: {why}", record.place))
    return Reading(with_numbers(claims), known, unread)


def _claims(record: Record, options: ReadOptions) -> Iterator[Claim | Problem | Vocabulary]:
    """The claims of a passage, why others are none, and last the vocabulary that they need."""
    page = Page(record.place.file, record.needed("text", "page_content", "content"))
    about = _about(record)
    extractions = record.data.get("extractions")
    if not isinstance(extractions, list) or not extractions:
        raise Unfit("no extractions: nothing of this passage is compared")
    source, date = about.text("source", "url", "title", "id"), about.moment("date")
    day = None if date is None else coarse(date)
    checker = Checker(source or "passage", replace(options, date=day or options.date))
    for number, each in enumerate(extractions, start=1):
        if not isinstance(each, dict):
            yield Problem(f"extraction {number}: must be a mapping", record.place)
            continue
        try:
            claim = own_claim(Written(each, record.place), page, checker)
        except Refused as why:
            yield Problem(f"extraction {number}: not taken: {why}", record.place)
        else:
            yield _relayed(claim, about, source, None if day is None else read_as(Time, day))
    yield checker.vocabulary.with_speakers([] if source is None else [source])


def _about(record: Record) -> Record:
    """The fields that say where a passage comes from: its own before those of its metadata."""
    metadata: Any = record.data.get("metadata")
    fields = dict(metadata) if isinstance(metadata, dict) else {}
    return record._replace(data=fields | {name: record.data[name] for name in _ABOUT if record.data.get(name)})


def _relayed(claim: Claim, about: Record, source: str | None, day: Time | None) -> Claim:
    """The claim as the passage makes it: cited, dated, and asserted or relayed by its source."""
    excerpt = None if claim.location is None else claim.location.excerpt
    citation = Citation(
        ref=about.text("id"), url=about.text("url"), title=about.text("title"), source=source, date=day, excerpt=excerpt
    )
    own = claim.asserted_by is None
    via = claim.via if own or source is None else (*claim.via, source)
    update = {
        "asserted_by": source if own else claim.asserted_by,
        "via": via,
        "stated": claim.stated or (day if own else None),
        "citations": (citation,),
    }
    return claim.model_copy(update=update)
