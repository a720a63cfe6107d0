"""Wikidata, or another Wikibase: statements to claims, property constraints to rules (docs/adr/0012-wikidata.md).

Read are answers of ``wbgetentities`` and ``Special:EntityData``, single entities, lists of them, and dumps with one
entity a line; plain, gzip or bzip2.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from conflicts.errors import InputError, Place, Problem, file_name
from conflicts.model.claim import Claim
from conflicts.readers.reading import Reading, ReadOptions
from conflicts.readers.wikidata.constraints import Property, property_of
from conflicts.readers.wikidata.files import EntityFile, open_entities
from conflicts.readers.wikidata.known import Gathered, gathered
from conflicts.readers.wikidata.patterns import pattern_names
from conflicts.readers.wikidata.rules import rules_of
from conflicts.readers.wikidata.statements import Known, claim_of, statements_of

MOST_UNREAD = 10_000
"""How many problems of a file are listed; of the others only their number is known."""


@dataclass
class Unread:
    """What could not be read: as much of it as fits, and how much more there is."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    more: int = 0

    def add(self, problem: Problem) -> None:
        """Note a problem."""
        if len(self.problems) < MOST_UNREAD:
            self.problems.append(problem)
        else:
            self.more += 1

    def __iter__(self) -> Iterator[Problem]:
        yield from self.problems
        if self.more:
            yield Problem(f"{self.more:,} more problems", Place(self.file))


def read(path: Path, file: str, options: ReadOptions) -> Reading:
    """Read the statements of all entities as claims; the property constraints that are given become rules.

    The file is gone through twice: first for names, data types and constraints, then, as the claims are consumed, for
    the claims. Property entities are taken from the file and from ``options.properties``.

    Raises InputError for a file that cannot be read or holds no entity; what is wrong with single lines, entities and
    statements is in ``unread``.
    """
    source = open_entities(path, file)
    unread = Unread(file)
    known = Gathered(options.vocabulary, options.language)
    faults = Unread(file)
    for problem in gathered(source.entities(), known):
        faults.add(problem)
    if not known.is_anything:
        raise InputError([*faults] or Problem("holds no entity", Place(file)))
    for properties in options.properties:
        _add_properties(properties, known, unread)
    rules = rules_of(known.properties.values(), unread.add, known.units)
    return Reading(_claims(source, known.known, unread), known.grown(), unread, rules)


def _add_properties(path: Path, known: Gathered, unread: Unread) -> None:
    for item in open_entities(path, file_name(path)).entities():
        if isinstance(item, Problem):
            unread.add(item)
        else:
            known.add_property(item, unread.add)


def _claims(source: EntityFile, known: Known, unread: Unread) -> Iterator[Claim]:
    for item in source.entities():
        if isinstance(item, Problem):
            unread.add(item)
            continue
        for located in statements_of(item, unread.add):
            claim = claim_of(located, known, unread.add)
            if claim is not None:
                yield claim


__all__ = ["Property", "pattern_names", "property_of", "read", "rules_of"]
