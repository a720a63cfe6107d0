"""Assertions that a language model, or a person, took from a text: each is held against it before it is a claim.

A line is an ``Extraction`` (``conflicts schema extraction``), or an annotated document of langextract, whose
extractions have our fields as attributes. Quotes must stand in the text; who speaks, numbers and dates must stand in
the quote or in an antecedent. What does not is no claim, and is reported with its place and the reason.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from conflicts.document import Document
from conflicts.errors import InputError, Place, Problem, file_name
from conflicts.model.claim import Claim, Location
from conflicts.model.faults import faults
from conflicts.readers import jsonl
from conflicts.readers.extractions.checking import Checker, Refused
from conflicts.readers.extractions.langextract import annotated, is_annotated
from conflicts.readers.extractions.record import Extraction
from conflicts.readers.prose.tape import Page
from conflicts.readers.reading import Reading, ReadOptions
from conflicts.readers.text import read_text

MOST_BYTES = 64 * 2**20
"""The largest text that extractions are held against."""


class Written(NamedTuple):
    """An extraction as it is written, and where; ``text`` is that of its own document, if it brings one."""

    data: dict[str, object]
    place: Place
    text: str | None = None


def read(path: Path, file: str, options: ReadOptions) -> Reading:
    """Read extractions in JSON Lines, and hold each against the text that ``options.text`` names.

    Documents of langextract may bring their text themselves. Raises InputError where there is no text to hold them
    against, or it cannot be read.
    """
    page = None if options.text is None else _page(options.text)
    checker = Checker(Path(file).name or path.name, options)
    unread: list[Problem] = []
    claims: list[Claim] = []
    for item in _written(path, file):
        if isinstance(item, Problem):
            unread.append(item)
            continue
        try:
            claims.append(_claim(item, page or _own_page(item, file), checker, has_places=page is not None))
        except Refused as refused:
            unread.append(Problem(f"not taken: {refused}", item.place))
    return Reading(tuple(claims), checker.vocabulary, unread)


def _own_page(item: Written, file: str) -> Page:
    if item.text is None:
        raise InputError(Problem("the text that they were taken from is missing: --text FILE names it", Place(file)))
    return Page(file, item.text)


def _page(path: Path) -> Page:
    return Page(file_name(path), read_text(path, file_name(path), MOST_BYTES))


def _written(path: Path, file: str) -> Iterator[Written | Problem]:
    for document in jsonl.read(path, file):
        if isinstance(document, Problem):
            yield document
        elif is_annotated(document.data):
            yield from _annotated(document)
        elif isinstance(document.data, dict):
            yield Written(dict(document.data), document.place())
        else:
            yield Problem("an extraction must be a mapping", document.place())


def _annotated(document: Document) -> Iterator[Written | Problem]:
    text, found = annotated(document.data)
    for number, each in enumerate(found):
        place = document.place(("extractions", number))
        yield Problem(each, place) if isinstance(each, str) else Written(each, place, text)


def _claim(item: Written, page: Page, checker: Checker, *, has_places: bool) -> Claim:
    """The claim; one of a text that stands in the file itself is at the place of its extraction."""
    return checker.claim(_extraction_of(item.data), page) if has_places else own_claim(item, page, checker)


def own_claim(item: Written, page: Page, checker: Checker) -> Claim:
    """The claim of a text that stands beside its extraction, at the place of that; raises Refused."""
    extraction = _extraction_of(item.data)
    own = Location(file=item.place.file, line=item.place.line, column=item.place.column, excerpt=extraction.quote)
    return checker.claim(extraction, page).model_copy(update={"location": own})


def _extraction_of(data: dict[str, object]) -> Extraction:
    """The extraction that is written so; raises Refused for what is none."""
    try:
        return Extraction.model_validate(data)
    except ValidationError as error:
        raise Refused("; ".join(fault.message for fault in faults(error, Extraction, data))) from None
