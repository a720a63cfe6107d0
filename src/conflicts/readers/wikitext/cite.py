"""Citation templates to citations, and the names by which short citations call them."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from conflicts.model.claim import Citation
from conflicts.model.faults import shown
from conflicts.model.source import Source
from conflicts.model.value import Time
from conflicts.model.vocabulary import Vocabulary
from conflicts.readers.wikitext.nodes import Nodes, Template
from conflicts.readers.wikitext.shown import Shown
from conflicts.readers.wikitext.subjects import slug_of

MOST_AUTHORS = 5
"""How many authors a short citation names."""

_YEAR = re.compile(r"\b(\d{3,4})[a-z]?\b")


class Cite(NamedTuple):
    """A citation without its reference, the keys of the short citations that mean it, and what of it is not read."""

    citation: Citation
    keys: tuple[str, ...]
    unread: tuple[str, ...]


class CiteReader:
    """Knows what the values of citation templates are called, and which sources are known.

    ``printed``: papers as far as they print the text of an agency, and the agencies.
    """

    def __init__(self, shown: Shown, vocabulary: Vocabulary) -> None:
        self._shown = shown
        self._names = shown.lexicon.citations
        self._vocabulary = vocabulary
        self.printed: dict[str, Source] = {}

    def read(self, template: Template, ref: str | None = None) -> Cite:
        """Read a citation template. A date that is no plain date is left out, and told of."""
        values = self._shown.values(template)
        unread: list[str] = []
        date = self._date(values, unread)
        publisher = _first(values, self._names.publisher)
        citation = Citation(
            ref=ref,
            source=self._wired(publisher, _first(values, self._names.agency)),
            url=_first(values, self._names.url) or self._numbered(values),
            title=_first(values, self._names.title),
            publisher=publisher,
            date=date,
            retrieved=self._time(_first(values, self._names.retrieved), unread),
            archive=_first(values, self._names.archive),
            excerpt=_first(values, self._names.excerpt),
        )
        return Cite(citation, tuple(self._keys(template, values)), tuple(unread))

    def short_key(self, template: Template) -> str:
        """The key of the full citation that a short one leads to: its surnames and its year."""
        values = self._shown.values(template)
        return _key(values[str(number)] for number in range(1, MOST_AUTHORS + 2) if str(number) in values)

    def many_short_keys(self, template: Template) -> list[str]:
        """The keys of a template of several short citations (``1a1=Smith|1y=2010|2a1=…``)."""
        values = self._shown.values(template)
        keys: list[str] = []
        for number in range(1, 10):
            names = [values.get(f"{number}a{author}") for author in range(1, MOST_AUTHORS)] + [values.get(f"{number}y")]
            if given := [name for name in names if name]:
                keys.append(_key(given))
        return keys

    def _date(self, values: Mapping[str, str], unread: list[str]) -> Time | None:
        if (words := _first(values, self._names.date)) is not None:
            return self._time(words, unread)
        if (year := _first(values, self._names.year)) is None:
            return None
        month, day = _first(values, self._names.month), _first(values, self._names.day)
        return self._time(" ".join(filter(None, [day if month else None, month, year.rstrip("abcdefgh")])), unread)

    def _time(self, words: str | None, unread: list[str]) -> Time | None:
        if words is None or words.lower() in self._shown.lexicon.no_date:
            return None
        time = self._shown.dates.time(words) or self._shown.dates.time(re.sub(r"(?<=\d{4})[a-h]$", "", words))
        if time is None:
            unread.append(f"{shown(words)} is no plain date")
        return time

    def _wired(self, publisher: str | None, agency: str | None) -> str | None:
        """The source that prints what an agency wrote: another one than the paper by itself."""
        if publisher is None or agency is None or publisher.casefold() == agency.casefold():
            return self._source(publisher)
        wire = self._source(agency) or slug_of(agency)
        paper = f"{slug_of(publisher)}-{wire}"
        if wire not in self._vocabulary.sources:
            self.printed[wire] = Source(name=agency)
        if paper not in self._vocabulary.sources:
            self.printed[paper] = Source(name=f"{publisher} ({agency})", wire=wire)
        return paper

    def _source(self, publisher: str | None) -> str | None:
        """The source that the vocabulary knows by that name."""
        if publisher is None:
            return None
        source = self._vocabulary.source_id(publisher)
        return source if source in self._vocabulary.sources else None

    def _numbered(self, values: Mapping[str, str]) -> str | None:
        return next((url.format(values[name]) for name, url in self._names.numbers.items() if name in values), None)

    def _keys(self, template: Template, values: Mapping[str, str]) -> Iterator[str]:
        ref = next((each.value for each in template.parameters if each.name.lower() == "ref"), None)
        for node in ref or ():
            if isinstance(node, Template) and node.name in self._shown.lexicon.footnotes.anchors:
                yield self.short_key(node)
        words = _first(values, self._names.date) or _first(values, self._names.year) or ""
        year = _YEAR.search(_first(values, self._names.year) or words)
        for names in (self._names.surnames, self._names.editors):
            if people := _people(values, names):
                yield _key([*people, *([year[0]] if year else [])])


def _people(values: Mapping[str, str], names: tuple[str, ...]) -> list[str]:
    people: list[str] = []
    for keys in _numbered(names):
        if (person := _first(values, keys)) is None:
            break
        people.append(person)
    return people


@lru_cache(maxsize=64)
def _numbered(names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """What the first, the second… of several is called."""
    numbers = [("", "1"), *((str(number),) for number in range(2, MOST_AUTHORS))]
    return tuple(tuple(name.format(n=number) for name in names for number in same) for same in numbers)


def _key(parts: Iterator[str] | list[str]) -> str:
    return " ".join(" ".join(parts).split()).lower()


def _first(values: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((values[name] for name in names if name in values), None)


def linked(url: Nodes, title: Nodes | None, shown: Shown, ref: str | None = None) -> Citation:
    """The citation that a bare link is."""
    return Citation(ref=ref, url=shown.plain(url), title=(shown.plain(title) if title else "") or None)
