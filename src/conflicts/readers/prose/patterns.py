"""Claim patterns: templates that turn a clause into subject, predicate and value, one pattern a file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, Field, ValidationError, model_validator

from conflicts.document import Document, load_file
from conflicts.errors import InputError, Place, Problem, nearest
from conflicts.model.claim import Certainty, Polarity
from conflicts.model.faults import faults
from conflicts.model.frozen import Frozen
from conflicts.model.vocabulary import Predicate
from conflicts.readers.prose.template import LISTED, Template, TemplateCompiler, TemplateError, TemplateIndex
from conflicts.rules.shipped import shipped_folder

SlotType = Literal["side", "place", "unit", "name", "quantity"]
SLOT_TYPES: tuple[SlotType, ...] = ("side", "place", "unit", "name", "quantity")


_Model = TypeVar("_Model", bound=BaseModel)


class Production(Frozen):
    """A claim that a match gives; ``subject`` and ``value`` are slots of the template.

    - ``holds``: what a date says of it. A ``state`` holds on that date, a ``change`` since then, an ``event`` happens
      within it.
    - ``polarity``: as the clause's, unless ``denied`` is written here: then the other one.
    - ``certainty``: as the clause's hedge says, unless it is written here.
    """

    subject: str
    predicate: str
    value: str | None = None
    holds: Literal["state", "change", "event"] = "event"
    polarity: Polarity = "affirmed"
    certainty: Certainty | None = None


class PatternExample(Frozen):
    """A sentence, and what a pattern makes of it: nothing, or claims with these fields (names for ids)."""

    text: str
    gives: tuple[dict[str, str | int | dict[str, int]], ...]


class Pattern(Frozen):
    """One claim pattern.

    - ``templates``: see ``template``; a slot is a ``side``, ``place``, ``unit``, ``name`` or ``quantity``, by its name
      or by what ``slots`` says of it. Slots that a template lacks are looked for nearby (``nearby``): the place, or the
      unit, that the sentence named last.
    - ``denied``: whether a negation in the verb group denies what is produced (``flips``), is what the pattern looks
      for (``required``), or makes it no match (``excluded``).
    - ``predicates``: what the predicates that it produces mean, where no other pattern says it.
    - ``examples``: sentences of which it makes claims, and at least one of which it makes none.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    language: str = "en"
    templates: tuple[str, ...] = Field(min_length=1)
    slots: dict[str, SlotType] = Field(default={})
    nearby: tuple[str, ...] = ()
    denied: Literal["flips", "required", "excluded"] = "flips"
    produces: tuple[Production, ...] = Field(min_length=1)
    predicates: dict[str, Predicate] = Field(default={})
    examples: tuple[PatternExample, ...]

    def slot_type(self, slot: str) -> SlotType | None:
        """What the slot holds."""
        return self.slots.get(slot) or next((type_ for type_ in SLOT_TYPES if type_ == slot), None)

    @model_validator(mode="after")
    def _has_both_kinds_of_examples(self) -> "Pattern":
        if not any(example.gives for example in self.examples):
            raise ValueError("examples need a sentence of which the pattern makes a claim")
        if all(example.gives for example in self.examples):
            raise ValueError("examples need a sentence of which the pattern makes none (gives: [])")
        return self


@dataclass(frozen=True)
class ClausePattern:
    """A pattern and one of its templates, compiled."""

    pattern: Pattern
    template: Template


@dataclass(frozen=True)
class PatternSet:
    """All patterns of a reading, the most telling templates first, and what their predicates mean."""

    patterns: tuple[Pattern, ...]
    templates: TemplateIndex[ClausePattern]
    predicates: Mapping[str, Predicate]


def load_patterns(
    compiler: TemplateCompiler, language: str, paths: Sequence[Path] = (), *, number: str, suffix: str
) -> PatternSet:
    """Load the patterns that ship, and those in files and directories of one's own.

    ``number``: the expression of slots that hold a quantity; ``suffix``: of what may follow a template.
    Raises InputError with everything that is wrong in them, each with its place.
    """
    problems: list[Problem] = []
    patterns: dict[str, Pattern] = {}
    templates: list[ClausePattern] = []
    predicates: dict[str, Predicate] = {}
    declaring: list[tuple[Pattern, Document]] = []
    documents = [*yaml_documents([shipped_folder("patterns")], problems), *yaml_documents(paths, problems)]
    for document in documents:
        pattern = validated(document, Pattern, problems)
        if pattern is None or pattern.language != language:
            continue
        if pattern.id in patterns:
            problems.append(document.locate(Problem(f"there is another pattern {pattern.id!r}", path=("id",))))
        patterns[pattern.id] = pattern
        templates += _compiled(pattern, compiler, number, suffix, document, problems)
        declaring.append((pattern, document))
        for name, meaning in pattern.predicates.items():
            if predicates.setdefault(name, meaning) != meaning:
                message = f"the predicate {name!r} means something else in another pattern"
                problems.append(document.locate(Problem(message, path=("predicates", name))))
    for pattern, document in declaring:
        problems += _undeclared(pattern, document, predicates)
    if problems:
        raise InputError(problems)
    templates.sort(key=lambda each: (-len(each.template.text), each.pattern.id))
    index = TemplateIndex(templates, lambda each: each.template)
    return PatternSet(tuple(patterns.values()), index, predicates)


def yaml_documents(paths: Iterable[Path], problems: list[Problem]) -> Iterator[Document]:
    """The YAML files at these paths and in directories among them; adds to the problems what cannot be read."""
    for path in paths:
        for file in sorted(path.rglob("*.yaml")) if path.is_dir() else [path]:
            try:
                yield _document(file, file.stat().st_mtime_ns)
            except OSError as error:
                problems.append(Problem(f"cannot be read: {error.strerror or error}", Place.of(file)))
            except InputError as error:
                problems += error.problems


@lru_cache(maxsize=512)
def _document(path: Path, _stamp: int) -> Document:
    return load_file(path)


def validated(document: Document, model: type[_Model], problems: list[Problem]) -> _Model | None:
    """The pattern that a file holds; None where it is none, with what is wrong added to the problems."""
    data = document.data
    if not isinstance(data, dict):
        problems.append(document.locate(Problem("a pattern is a mapping")))
        return None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems += (document.locate(fault) for fault in faults(error, model, data))
        return None


def _compiled(
    pattern: Pattern, compiler: TemplateCompiler, number: str, suffix: str, document: Document, problems: list[Problem]
) -> Iterator[ClausePattern]:
    expressions = {"quantity": number, "place": LISTED}
    slots = {
        slot: expressions[type_]
        for slot in (*pattern.slots, *SLOT_TYPES)
        if (type_ := pattern.slot_type(slot)) in expressions
    }
    for index, text in enumerate(pattern.templates):
        path = ("templates", index)
        try:
            template = compiler.compile(text, slots=slots, suffix=suffix)
        except TemplateError as error:
            problems.append(Problem(error.message, document.text_place(path, error.offset), path))
            continue
        for slot in template.slots:
            if pattern.slot_type(slot) is None:
                message = f"slots must say what {slot!r} is: one of {', '.join(SLOT_TYPES)}{nearest(slot, SLOT_TYPES)}"
                problems.append(document.locate(Problem(message, path=path)))
        for at, production in enumerate(pattern.produces):
            for field, name in (("subject", production.subject), ("value", production.value)):
                if name is not None and name not in (*template.slots, *pattern.nearby):
                    where = ("produces", at, field)
                    message = f"the template {text!r} has no slot {name!r}{nearest(name, template.slots)}"
                    problems.append(document.locate(Problem(message, path=where)))
        yield ClausePattern(pattern, template)


def _undeclared(pattern: Pattern, document: Document, predicates: Mapping[str, Predicate]) -> Iterator[Problem]:
    for index, production in enumerate(pattern.produces):
        if production.predicate not in predicates:
            guess = nearest(production.predicate, predicates)
            message = f"no pattern says what the predicate {production.predicate!r} means{guess}"
            yield document.locate(Problem(message, path=("produces", index, "predicate")))
