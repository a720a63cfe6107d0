"""The sentences of a page, read as those of any other text."""

from collections.abc import Iterable, Iterator, Sequence

from conflicts.readers.prose.narration import Narration
from conflicts.readers.wikitext.block import Block
from conflicts.readers.wikitext.places import Places
from conflicts.readers.wikitext.statements import Statement

_RUNNING = ("paragraph", "item")
_IN_BRACKETS = " ("


def tell(
    narration: Narration,
    title: str | None,
    said: Iterable[Statement],
    sections: Sequence[tuple[int, str]],
    places: Places,
) -> list[int]:
    """Read the sentences in the order in which they follow on one another: what stands apart comes after the rest.

    Each then knows what it tells; returns the places of those with dates of which nothing says the year.
    """
    sentences = [each for each in said if each.is_sentence]
    running = [each for each in sentences if each.block.kind in _RUNNING]
    apart = [each for each in sentences if each.block.kind not in _RUNNING]
    if title is not None:
        _name(narration, title, running)
    yearless: list[int] = []
    for statement, opens in [*_in_sections(narration, running, sections), *((each, each.begins) for each in apart)]:
        for link in statement.links:
            narration.linked(statement.text[link.start : link.end], link.title)
        line = places.place(statement.start).line
        statement.told = narration.read(statement.sentence, line, opens=opens, begins=statement.begins)
        yearless += [statement.start] * statement.told.yearless
    return yearless


def _in_sections(
    narration: Narration, running: Iterable[Statement], sections: Sequence[tuple[int, str]]
) -> Iterator[tuple[Statement, bool]]:
    """Each sentence, after the headings before it, and whether it follows on nothing."""
    waiting = list(sections)
    opens = True
    for statement in running:
        while waiting and waiting[0][0] <= statement.block.group:
            narration.heading(waiting.pop(0)[1])
            opens = True
        yield statement, opens
        opens = False


def _name(narration: Narration, title: str, running: Sequence[Statement]) -> None:
    """The page is about what its title names, and so do the words that are bold in its first paragraph."""
    narration.linked(title.partition(_IN_BRACKETS)[0], title)
    lead: Block | None = next((each.block for each in running), None)
    if lead is not None:
        text = lead.text
        for start, end in lead.bold:
            narration.entities.is_called(" ".join(text[start:end].split()), title)
