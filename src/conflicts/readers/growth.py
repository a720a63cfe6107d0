"""The vocabulary as it grows from one foreign file to the next."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar

from pydantic import BaseModel

from conflicts.document.address import stem_of
from conflicts.errors import InputError, Place, Problem
from conflicts.model.claim import Claim
from conflicts.model.collection import NO_SENTENCES, Sentences
from conflicts.model.source import Source
from conflicts.model.vocabulary import Predicate, Vocabulary
from conflicts.readers.reading import Reading
from conflicts.rules.rule import Rule

_Entry = TypeVar("_Entry", bound=BaseModel)


class Foreign(NamedTuple):
    """A foreign file, and how to read it with what is known."""

    file: str
    read: Callable[[Vocabulary], Reading]


class Growth:
    """Reads foreign files one after another, each with the vocabulary of those before.

    ``unread`` is what could not be read so far, ``sentences`` how many were read and understood; ``rules`` are those
    that the files give.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.unread: list[Problem] = []
        self.sentences = NO_SENTENCES
        self.rules: list[Rule] = []
        self._free_predicates: set[str] = set()
        self._free_sources: set[str] = set()
        self._files_of_stem: dict[str, int] = {}

    def claims_of(self, foreign: Foreign) -> Iterator[Claim]:
        """The file's claims; once they are consumed, the vocabulary has grown.

        Readers make ids from a file's name. Those of a second file of the same name get ``.2`` at their end.
        """
        number = self._number_of(foreign.file)
        reading = foreign.read(self.vocabulary)
        predicates, sources = set[str](), set[str]()
        for claim in reading.claims:
            predicates.add(claim.predicate)
            sources.update(_sources_of(claim))
            yield claim if number == 1 else _numbered(claim, number)
        self.vocabulary = _grown(self.vocabulary, reading.vocabulary, foreign.file)
        self._note_free(predicates, sources)
        self.unread.extend(reading.unread)
        if reading.sentences is not None:
            tally = reading.sentences
            used = () if tally.pipeline is None else (tally.pipeline,)
            self.sentences += Sentences(read=tally.read, understood=tally.understood, pipelines=used)
        self.rules.extend(rule for rule in reading.rules if rule not in self.rules)

    def use_words_of(self, claims: Iterable[Claim]) -> None:
        """Note the words that claims use; an empty section of the vocabulary leaves its words free."""
        predicates, sources = set[str](), set[str]()
        for claim in claims:
            predicates.add(claim.predicate)
            sources.update(_sources_of(claim))
        self._note_free(predicates, sources)

    @property
    def whole(self) -> Vocabulary:
        """The vocabulary, with the words that claims used while they were free."""
        predicates, sources = self.vocabulary.predicates, self.vocabulary.sources
        known = self.vocabulary
        free_predicates = self._free_predicates - predicates.keys() if predicates else set[str]()
        free_sources = {name for name in self._free_sources if known.source_id(name) not in sources} if sources else ()
        if not free_predicates and not free_sources:
            return known
        return Vocabulary(
            predicates=predicates | dict.fromkeys(sorted(free_predicates), Predicate()),
            entities=known.entities,
            sources=sources | dict.fromkeys(sorted(free_sources), Source()),
        )

    def _note_free(self, predicates: set[str], sources: set[str]) -> None:
        if not self.vocabulary.predicates:
            self._free_predicates |= predicates
        if not self.vocabulary.sources:
            self._free_sources |= sources

    def _number_of(self, file: str) -> int:
        stem = stem_of(file).casefold()
        self._files_of_stem[stem] = number = self._files_of_stem.get(stem, 0) + 1
        return number


def _sources_of(claim: Claim) -> Iterator[str]:
    if claim.asserted_by is not None:
        yield claim.asserted_by
    yield from claim.via
    yield from (citation.source for citation in claim.citations if citation.source is not None)


def _numbered(claim: Claim, number: int) -> Claim:
    supersedes = tuple(f"{target}.{number}" for target in claim.supersedes)
    return claim.model_copy(update={"id": f"{claim.id}.{number}", "supersedes": supersedes})


def _grown(known: Vocabulary, found: Vocabulary, file: str) -> Vocabulary:
    """Both together; raise InputError where the file gives a known word another meaning."""
    if found is known:
        return known
    problems: list[Problem] = []
    vocabulary = Vocabulary(
        predicates=_merged("predicates", known.predicates, found.predicates, file, problems),
        entities=_merged("entities", known.entities, found.entities, file, problems),
        sources=_merged("sources", known.sources, found.sources, file, problems),
    )
    if problems:
        raise InputError(problems)
    return vocabulary


def _merged(
    section: str, known: dict[str, _Entry], found: dict[str, _Entry], file: str, problems: list[Problem]
) -> dict[str, _Entry]:
    for name in known.keys() & found.keys():
        if not _says_at_least(found[name], known[name]):
            problems.append(Problem(f"gives {name!r} of the {section} another meaning than is known", Place(file)))
    return known | found


def _says_at_least(entry: BaseModel, known: BaseModel) -> bool:
    """Whether the entry says everything that the known one says; lists may be longer."""
    if entry is known or entry == known:
        return True
    for field in known.model_fields_set:
        before, after = getattr(known, field), getattr(entry, field)
        is_longer = isinstance(before, tuple) and isinstance(after, tuple) and set(before) <= set(after)
        if before != after and not is_longer:
            return False
    return True
