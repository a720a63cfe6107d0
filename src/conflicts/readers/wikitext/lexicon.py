"""What is known of a wiki: its templates and a few words of its language, from ``rules/lexicon/enwiki.yaml``."""

import re
from collections.abc import Iterator, Mapping
from fnmatch import translate
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from conflicts.model.frozen import Frozen
from conflicts.readers.lexicons import read_lexicon
from conflicts.rules.shipped import shipped_folder

Words = tuple[str, ...]

_SITE = "enwiki"


class FootnoteTemplates(Frozen):
    """Templates that make, reuse or list footnotes, and the groups of footnotes that explain."""

    notes: Words
    reuses: Words
    short: Words
    short_many: Words
    short_in_text: Words
    anchors: Words
    lists: Words
    pages: Words
    explaining: frozenset[str]


class CitationTemplates(Frozen):
    """Templates that are citations, and what their values are called, the best name first."""

    templates: Words
    title: Words
    url: Words
    archive: Words
    publisher: Words
    agency: Words
    date: Words
    year: Words
    month: Words
    day: Words
    retrieved: Words
    excerpt: Words
    surnames: Words
    editors: Words
    numbers: dict[str, str]
    archives: Words


class Prose(Frozen):
    """Templates that hold whole sentences, and in which of their values."""

    templates: Words
    values: Words


class Infoboxes(Frozen):
    """Templates that are infoboxes; their rows that say nothing; endings of rows that belong to other rows."""

    templates: Words
    layout: Words
    date_rows: Words
    dates: Words
    dates_of_all: Words
    references: Words

    @cached_property
    def is_layout(self) -> re.Pattern[str]:
        """Matches the names of rows that say nothing of the subject."""
        return re.compile("|".join(translate(name) for name in self.layout))

    @cached_property
    def is_date(self) -> re.Pattern[str]:
        """Matches the names of rows that hold a date, even if it looks like a number."""
        return re.compile("|".join(translate(name) for name in self.date_rows))


class Convert(Frozen):
    """Templates of a number with its unit, and the words between two numbers."""

    templates: Words
    between: Words
    plus_minus: Words


Role = Literal[
    "tag", "around", "as-of", "outdated-after", "notice", "note", "reuse", "short", "short-many", "short-in-text",
    "list", "pages", "citation", "archive", "shows", "rows", "prose", "infobox", "convert", "val", "date", "function",
]  # fmt: skip


class Meaning(NamedTuple):
    """What a template is for; of a mark, the tag, and of words, what is shown."""

    role: Role
    detail: str = ""


class Lexicon(Frozen):
    """The templates and words of one wiki."""

    site: str
    language: str
    tags: dict[str, Words]
    discussed: Words
    around: dict[str, Words]
    as_of: Words
    outdated_after: Words
    notices: Words
    footnotes: FootnoteTemplates
    citations: CitationTemplates
    shows: dict[str, Words]
    functions: Words
    rows: Words
    prose: Prose
    infoboxes: Infoboxes
    convert: Convert
    val: Words
    dates: Words
    dates_in_words: Words
    units: dict[str, Words]
    files: frozenset[str]
    categories: frozenset[str]
    file_options: frozenset[str]
    appendices: frozenset[str]
    months: Words
    months_and_seasons: dict[str, int]
    about: Words
    no_date: Words
    before_christ: Words
    anno_domini: Words

    def meaning(self, name: str) -> Meaning | None:
        """What the template of this name (in lower case) is for, if it is known."""
        found = self._exact.get(name)
        if found is None and name not in self._unknown:
            found = next((meaning for pattern, meaning in self._patterns if pattern.match(name)), None)
            if found is not None:
                self._exact[name] = found
            elif len(self._unknown) < _MOST_REMEMBERED:
                self._unknown.add(name)
        return found

    @cached_property
    def unit_of(self) -> Mapping[str, str]:
        """Units by what they are called."""
        return {word: unit for unit, words in self.units.items() for word in words}

    @cached_property
    def month_numbers(self) -> Mapping[str, int]:
        """Months (1 to 12) and seasons (from 21, as in EDTF) by their names in lower case."""
        return {name: number for number, name in enumerate(self.months, start=1)} | self.months_and_seasons

    @cached_property
    def _exact(self) -> dict[str, Meaning]:
        return {name.lower(): meaning for name, meaning in self._named() if "*" not in name}

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], Meaning]]:
        return [(re.compile(translate(name.lower())), meaning) for name, meaning in self._named() if "*" in name]

    @cached_property
    def _unknown(self) -> set[str]:
        return set()

    def _named(self) -> Iterator[tuple[str, Meaning]]:
        """Every name; of two meanings the later one counts."""
        plain: list[tuple[Role, Words]] = [
            ("rows", self.rows),
            ("prose", self.prose.templates),
            ("notice", self.notices),
            ("date", (*self.dates_in_words, *self.dates)),
            ("val", self.val),
            ("convert", self.convert.templates),
            ("infobox", self.infoboxes.templates),
            ("citation", self.citations.templates),
            ("archive", self.citations.archives),
            ("note", self.footnotes.notes),
            ("reuse", self.footnotes.reuses),
            ("short", self.footnotes.short),
            ("short-many", self.footnotes.short_many),
            ("short-in-text", self.footnotes.short_in_text),
            ("list", self.footnotes.lists),
            ("pages", self.footnotes.pages),
            ("outdated-after", self.outdated_after),
            ("as-of", self.as_of),
            ("function", tuple(f"{name}:*" for name in self.functions)),
        ]
        for words, names in self.shows.items():
            yield from ((name, Meaning("shows", words)) for name in names)
        for role, names in plain:
            yield from ((name, Meaning(role)) for name in names)
        tagged: list[tuple[Role, Mapping[str, Words]]] = [("around", self.around), ("tag", self.tags)]
        for role, tags in tagged:
            for tag, names in tags.items():
                yield from ((name, Meaning(role, tag)) for name in names)


_MOST_REMEMBERED = 20_000


def load_lexicon(path: Path | None = None) -> Lexicon:
    """The lexicon that ships, or the one in a file of one's own.

    Raises InputError with everything that is wrong with the file.
    """
    return read_lexicon(path or shipped_folder("lexicon") / f"{_SITE}.yaml", Lexicon)
