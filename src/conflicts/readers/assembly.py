"""Documents, and readings of foreign files, to one collection.

Models are built, vocabularies merged, and everything that is wrong is collected with its place.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from conflicts.document import Document, Path
from conflicts.errors import InputError, Place, Problem, nearest
from conflicts.model.claim import Claim, Location
from conflicts.model.collection import Collection
from conflicts.model.collector import collector_paused
from conflicts.model.consistency import claim_problems
from conflicts.model.faults import faults, shown
from conflicts.model.identity import identified
from conflicts.model.source import Source
from conflicts.model.spelling import canonical
from conflicts.model.value import UNKNOWN
from conflicts.model.vocabulary import EMPTY, Entity, Predicate, Vocabulary
from conflicts.readers.contents import SECTIONS
from conflicts.readers.directory import Skipped
from conflicts.readers.growth import Foreign, Growth
from conflicts.rules.rule import Rule

_MODELS: dict[str, type[BaseModel]] = {"sources": Source, "entities": Entity, "predicates": Predicate}

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True, repr=False)
class Loaded(Collection):
    """What files hold: a collection, and the rules that the files themselves give (Wikidata's property constraints).

    ``skipped`` are the files in the directories that were named which were not read.
    """

    rules: tuple[Rule, ...] = ()
    skipped: tuple[Skipped, ...] = ()


class Part(NamedTuple):
    """A document with the sections of a claims file; or, if ``may_be_claim``, with one claim."""

    document: Document
    may_be_claim: bool = False


class _Origin(NamedTuple):
    """Where an entry was read from."""

    document: Document
    path: Path

    def locate(self, problem: Problem, below: Path) -> Problem:
        return self.document.locate(replace(problem, path=(*self.path, *below)))


class _Elsewhere(NamedTuple):
    """Where a foreign file says something."""

    place: Place

    def locate(self, problem: Problem, below: Path) -> Problem:
        return replace(problem, place=self.place)


_AnyOrigin: TypeAlias = _Origin | _Elsewhere


@dataclass
class _Assembly:
    """What has been read so far; ``known`` is a vocabulary that was there before."""

    known: Vocabulary = EMPTY
    claims: list[Claim] = field(default_factory=list)
    origins: list[_AnyOrigin] = field(default_factory=list)
    unreadable_ids: set[str] = field(default_factory=set)
    unreadable_values: set[int] = field(default_factory=set)
    vocabulary: dict[str, dict[str, BaseModel]] = field(default_factory=dict)
    defined_at: dict[tuple[str, str], _Origin] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    has_claims: bool = False
    is_partial: bool = False
    """Whether some words may be unknown only because what defines them could not be read."""

    def __post_init__(self) -> None:
        self.vocabulary = {section: dict(getattr(self.known, section)) for section in _MODELS}

    def refuse(self, problem: Problem) -> None:
        """Note a problem because of which a whole part of the input stays unread."""
        self.problems.append(problem)
        self.is_partial = True


def assemble(
    parts: Iterable[Part | Problem],
    files: Sequence[str],
    *,
    known: Vocabulary = EMPTY,
    foreign: Sequence[Foreign] = (),
    needs_claims: bool = True,
) -> Loaded:
    """Make one collection of all parts, and of the foreign files, which are read with the vocabulary of the parts.

    Raises InputError with every problem, in the order of the files and their lines; and, if it ``needs_claims``, where
    there are none.
    """
    with nullcontext() if foreign else collector_paused():  # other formats may make circles
        return _assembled(parts, files, known, foreign, needs_claims)


def _assembled(
    parts: Iterable[Part | Problem],
    files: Sequence[str],
    known: Vocabulary,
    foreign: Sequence[Foreign],
    needs_claims: bool,
) -> Loaded:
    assembly = _Assembly(known)
    for part in parts:
        if isinstance(part, Problem):
            assembly.refuse(part)
        else:
            _add(assembly, part)
    growth = _with_foreign(assembly, foreign)
    vocabulary = growth.whole
    claims = identified(assembly.claims)
    problems = [*assembly.problems, *_misfits(assembly, claims, vocabulary)]
    order = {file: number for number, file in enumerate(files)}
    problems.sort(key=lambda problem: (order.get(problem.place.file, -1), problem.place.line, problem.place.column))
    if not all(problem.of_value for problem in problems):
        raise InputError(problems)
    if assembly.unreadable_values:
        nobody_knows = {"value": UNKNOWN}
        claims = tuple(
            claim.model_copy(update=nobody_knows) if index in assembly.unreadable_values else claim
            for index, claim in enumerate(claims)
        )
    if needs_claims and not assembly.has_claims:
        one = len(files) == 1
        raise InputError(
            Problem("holds no claims" if one else f"none of {', '.join(files)} holds claims", Place(files[0]))
        )
    unread = (*growth.unread, *problems)
    return Loaded(claims, vocabulary, tuple(files), unread, growth.sentences, tuple(growth.rules))


def _with_foreign(assembly: _Assembly, foreign: Sequence[Foreign]) -> Growth:
    """Add the claims of the foreign files; what they made of the vocabulary, and what else they hold."""
    growth = Growth(Vocabulary.model_validate(assembly.vocabulary))
    growth.use_words_of(assembly.claims)
    for each in foreign:
        try:
            for claim in growth.claims_of(each):
                assembly.claims.append(claim)
                assembly.origins.append(_Elsewhere(_place_of(claim, each.file)))
            assembly.has_claims = True
        except InputError as error:
            for problem in error.problems:
                assembly.refuse(problem)
    return growth


def _place_of(claim: Claim, file: str) -> Place:
    at = claim.location
    return Place(file) if at is None else Place(at.file, at.line, at.column)


def _add(assembly: _Assembly, part: Part) -> None:
    document = part.document
    data = document.data
    if isinstance(data, list) and not part.may_be_claim and any(isinstance(each, dict) for each in data):
        for index, entry in enumerate(data):
            _add_claim(assembly, entry, _Origin(document, (index,)))
    elif not isinstance(data, dict):
        expected = "a claim" if part.may_be_claim else f"a mapping with {', '.join(SECTIONS)}"
        hint = (
            " (--from table reads a list of flat objects)"
            if isinstance(data, list) and document.file.lower().endswith(".json")
            else ""
        )
        assembly.refuse(document.locate(Problem(f"{shown(data)} where {expected} should be{hint}")))
    elif part.may_be_claim and not data.keys() <= _MODELS.keys():
        _add_claim(assembly, data, _Origin(document, ()))
    else:
        _add_sections(assembly, document, data)


def _add_sections(assembly: _Assembly, document: Document, data: Mapping[str, object]) -> None:
    for section, entries in data.items():
        if section == "claims":
            assembly.has_claims = True
        if section not in SECTIONS:
            message = f"unknown section {shown(section)}{nearest(str(section), SECTIONS)}; known: {', '.join(SECTIONS)}"
            assembly.refuse(document.locate(Problem(message, path=(section,))))
        elif section == "claims" and isinstance(entries, list | tuple):
            for index, entry in enumerate(entries):
                _add_claim(assembly, entry, _Origin(document, ("claims", index)))
        elif section != "claims" and isinstance(entries, Mapping):
            for name, entry in entries.items():
                _add_entry(assembly, section, name, entry, _Origin(document, (section, name)))
        else:
            shape = "a list of claims" if section == "claims" else "a mapping of names to what they mean"
            message = f"{section} must be {shape}, not {shown(entries)}"
            assembly.refuse(document.locate(Problem(message, path=(section,))))


def _add_claim(assembly: _Assembly, data: object, origin: _Origin) -> None:
    assembly.has_claims = True
    if isinstance(data, Claim):
        assembly.claims.append(data)
        assembly.origins.append(origin)
        return
    claim_id = data.get("id") if isinstance(data, Mapping) else None
    called = f"claim {shown(claim_id)}" if isinstance(claim_id, str) else "a claim"
    located = data
    if isinstance(data, Mapping) and data.get("location") is None:
        located = {**data, "location": _location(origin)}
    sound = len(assembly.problems)
    claim = _built(Claim, located, called, origin, assembly.problems)
    if not isinstance(claim_id, str) and len(assembly.problems) > sound:  # its id may be what is misspelt
        assembly.is_partial = True
    if claim is not None:
        assembly.claims.append(claim)
        assembly.origins.append(origin)
    elif isinstance(claim_id, str):
        assembly.unreadable_ids.add(claim_id)


def _location(origin: _Origin) -> Location | None:
    if not origin.path:  # a line of a file: its places are looked for only where something is wrong
        indent = len(origin.document.text) - len(origin.document.text.lstrip())
        return Location(file=origin.document.file, line=origin.document.first_line, column=indent + 1)
    place = origin.document.place(origin.path)
    return Location(file=place.file, line=place.line, column=place.column) if place.line else None


def _add_entry(assembly: _Assembly, section: str, name: object, data: object, origin: _Origin) -> None:
    if not isinstance(name, str) or not canonical(name):
        message = f"{section} must have names that are text, not {shown(name)}"
        assembly.refuse(origin.locate(Problem(message), ()))
        return
    called = f"{_SINGULAR[section]} {shown(name)}"
    model = _MODELS[section]
    entry = _built(model, {} if data is None else data, called, origin, assembly.problems) or model()
    known = assembly.vocabulary[section].setdefault(canonical(name), entry)
    first = assembly.defined_at.setdefault((section, canonical(name)), origin)
    if known != entry:
        where = "in the vocabulary given" if first is origin else f"at {first.document.place(first.path)}"
        message = f"{called} is defined otherwise {where}"
        assembly.problems.append(origin.locate(Problem(message), ()))


_STAND_INS = {"subject": "?", "value": "unknown"}
"""What stands for a claim's faulty field, so that the rest of it can be checked all the same."""

_SINGULAR = {"sources": "source", "entities": "entity", "predicates": "predicate"}


def _built(model: type[_Model], data: object, called: str, origin: _Origin, problems: list[Problem]) -> _Model | None:
    """Build the model; add its faults to ``problems``, and build what can be built without the faulty fields."""
    if not isinstance(data, Mapping):
        problems.append(origin.locate(Problem(f"{called} must be a mapping, not {shown(data)}"), ()))
        return None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        found = list(faults(error, model, data))
    problems.extend(
        origin.locate(
            replace(fault, message=f"{called}: {fault.message}", of_value=_is_unreadable_value(fault.path, data)),
            fault.path,
        )
        for fault in found
    )
    faulty = {fault.path[0] for fault in found if fault.path}
    stand_ins = {name: word for name, word in _STAND_INS.items() if name in faulty and model is Claim}
    sound = {name: value for name, value in data.items() if name not in faulty} | stand_ins
    try:
        return model.model_validate(sound)
    except ValidationError:
        return None


def _is_unreadable_value(path: tuple[str | int, ...], data: Mapping[str, object]) -> bool:
    """Whether the fault lies in the text of a claim's value, such as ``{quantity: many}``."""
    match data.get("value"):
        case {"quantity": str(), **rest} | {"time": str(), **rest} if not rest:
            return path[:1] == ("value",)
        case _:
            return False


def _misfits(assembly: _Assembly, claims: Sequence[Claim], vocabulary: Vocabulary) -> Iterator[Problem]:
    """What does not fit together, where nothing is wrong already."""
    known = {(problem.place, problem.path) for problem in assembly.problems}
    for problem in _located_misfits(assembly, claims, vocabulary):
        if (problem.place, problem.path) not in known:
            yield problem


def _located_misfits(assembly: _Assembly, claims: Sequence[Claim], vocabulary: Vocabulary) -> Iterator[Problem]:
    is_whole = not assembly.is_partial
    for problem in vocabulary.problems(unknown_words=is_whole):
        section, name, *below = problem.path
        defined_at = assembly.defined_at.get((str(section), str(name)))
        yield defined_at.locate(problem, tuple(below)) if defined_at else problem
    ids = frozenset(assembly.unreadable_ids)
    for problem in claim_problems(claims, vocabulary, further_ids=ids, unknown_words=is_whole):
        _, index, *below = problem.path
        if problem.of_value:
            assembly.unreadable_values.add(int(index))
        yield assembly.origins[int(index)].locate(problem, tuple(below))
