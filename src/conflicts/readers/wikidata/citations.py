"""References to citations (docs/adr/0012-wikidata.md)."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from conflicts.model.claim import Citation
from conflicts.model.value import Time
from conflicts.readers.wikidata.shape import Reference, Snak, entities_in
from conflicts.readers.wikidata.values import moment_of, read_value, value_text

STATED_IN, URL, TITLE, PUBLISHED, RETRIEVED = "P248", "P854", "P1476", "P577", "P813"
ARCHIVE, PUBLISHER, QUOTATION = "P1065", "P123", "P1683"
IMPORTED = frozenset(["P143", "P4656"])
"""What says from which Wikimedia project, and from which of its pages, a statement was taken: that cites nothing."""
_WITH_IMPORTED = frozenset([RETRIEVED])

Refused = Callable[[str], None]
"""Takes what could not be read, in a sentence."""


def citations_of(references: Iterable[Reference], refused: Refused) -> tuple[Citation, ...]:
    """The references as citations, one each."""
    return tuple(_citation(reference, refused) for reference in references)


def only_imported(references: Sequence[Reference]) -> bool:
    """Whether there are references, and none of them cites a source."""
    return bool(references) and all(
        reference.snaks.keys() <= IMPORTED | _WITH_IMPORTED and reference.snaks.keys() & IMPORTED
        for reference in references
    )


def asserter(references: Iterable[Reference]) -> str | None:
    """What the statement is said to be stated in, if that is one thing only."""
    stated_in = {item for reference in references for item in entities_in(reference.snaks, STATED_IN)}
    return stated_in.pop() if len(stated_in) == 1 else None


def _citation(reference: Reference, refused: Refused) -> Citation:
    snaks = dict(reference.snaks)

    def texts(name: str) -> list[str]:
        return [*_texts(snaks.get(name, ()), _words, refused)]

    def time(name: str) -> Time | None:
        return next(_times(snaks.get(name, ()), refused), None)

    sources = entities_in(snaks, STATED_IN)
    url, title = next(iter(texts(URL)), None), next(iter(texts(TITLE)), None)
    return Citation(
        ref=None if url or title else "; ".join(_rest(snaks, refused)) or None,
        source=sources[0] if len(set(sources)) == 1 else None,
        url=url,
        title=title,
        publisher=", ".join(texts(PUBLISHER)) or None,
        date=time(PUBLISHED),
        retrieved=time(RETRIEVED),
        archive=next(iter(texts(ARCHIVE)), None),
        excerpt=" ".join(texts(QUOTATION)) or None,
    )


def _rest(snaks: dict[str, tuple[Snak, ...]], refused: Refused) -> Iterator[str]:
    """What has no field of its own: pages, ids in catalogues, where it was imported from."""
    own = {URL, TITLE, PUBLISHER, PUBLISHED, RETRIEVED, ARCHIVE, QUOTATION}
    for name, of_name in sorted(snaks.items()):
        if name not in own and not (name == STATED_IN and len(set(entities_in(snaks, name))) == 1):
            yield from (f"{name}: {text}" for text in _texts(of_name, value_text, refused))


def _words(snak: Snak) -> str:
    return str(read_value(snak, {}).value)


def _texts(snaks: Iterable[Snak], words: Callable[[Snak], str], refused: Refused) -> Iterator[str]:
    for snak in snaks:
        try:
            yield words(snak)
        except ValueError as error:
            refused(f"{snak.property}: {error}")


def _times(snaks: Iterable[Snak], refused: Refused) -> Iterator[Time]:
    for snak in snaks:
        try:
            if snak.datavalue is not None:
                yield Time(text=moment_of(snak.datavalue).text)
        except ValueError as error:
            refused(f"{snak.property}: {error}")
