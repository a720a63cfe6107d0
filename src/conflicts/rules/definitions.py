"""The file of a pack that says what its named conditions stand for, with everything that is wrong with it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, TypeAlias

from conflicts.document import Document, load_file
from conflicts.errors import ConflictsError, Problem
from conflicts.rules.clauses import read_clauses, read_variables
from conflicts.rules.condition import Clause, groups
from conflicts.rules.dead import dead_ends
from conflicts.rules.named import Definition, name_faults
from conflicts.rules.parse import Scope
from conflicts.rules.rule import Rule
from conflicts.rules.section import Faults, Section
from conflicts.rules.tokens import Fault

FILE_NAME = "definitions.yaml"
"""How the file is called, in the directory of the rules that use it."""

KEYS = ("uses", "definitions")
DEFINITION_KEYS = ("name", "claims", "means", "where")
MOST_CLAIMS = 4
"""How many claims a name is about: the three of a rule, and the further one of a block."""


class Definitions(NamedTuple):
    """The named conditions of a pack, those of the packs that it uses, and what is wrong with the file."""

    own: tuple[Definition, ...] = ()
    used: tuple[Definition, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def visible(self) -> tuple[Definition, ...]:
        """What the rules of the pack can ask by name."""
        return (*self.own, *self.used)


def definitions_in(directory: Path, pack: str, find: "FindPack", asking: Sequence[Path] = ()) -> Definitions:
    """Read the named conditions of the pack in a directory: none where there is no such file.

    ``asking``: the directories of the packs that use this one, which it cannot use in turn.
    """
    file = directory / FILE_NAME
    if not file.is_file():
        return Definitions()
    try:
        document = load_file(file)
    except ConflictsError as error:
        return Definitions(problems=tuple(error.problems))
    return _DefinitionsReader(document, directory, pack, find, asking).read()


def unused(definitions: Sequence[Definition], rules: Sequence[Rule]) -> Iterator[Problem]:
    """The definitions that no rule asks for, neither itself nor in another that it asks for."""
    asked = {group.definition for rule in rules for group in groups(rule.clauses)}
    for each in definitions:
        if each.full_name not in asked:
            yield Problem(f"unused definition {each.name!r}: no rule here asks for it", each.place)


class UsedPack(NamedTuple):
    """A pack that another uses: where it is, and how its definitions are read on behalf of the packs in the list."""

    directory: Path
    read: Callable[[Sequence[Path]], Definitions]


FindPack: TypeAlias = Callable[[str, Path], UsedPack | None]
"""The pack of that name, as seen from a directory; None if there is no such pack."""


class _DefinitionsReader:
    """The definitions of one file; each is read when another asks for it, or when its turn comes."""

    def __init__(self, document: Document, directory: Path, pack: str, find: FindPack, asking: Sequence[Path]) -> None:
        self.directory, self.pack, self.find, self.asking = directory, pack, find, asking
        self.faults = Faults(document)
        self.section = Section(document.data, (), self.faults, KEYS)
        self.used: tuple[Definition, ...] = ()
        self.sections: dict[str, Section] = {}
        self.headings: dict[str, Definition] = {}
        self.meanings: dict[str, tuple[Clause, ...]] = {}
        self.pending: list[str] = []

    def read(self) -> Definitions:
        self.used = tuple(self._used())
        if self.section.is_mapping:
            self._read_headings()
        own = tuple(replace(each, where=self._meaning(each)) for each in self.headings.values())
        problems = sorted(dict.fromkeys(self.faults.problems), key=lambda problem: problem.place)
        return Definitions(own, self.used, tuple(problems))

    def _used(self) -> Iterator[Definition]:
        here, taken = self.directory.resolve(), dict[tuple[str, ...], Definition]()
        for index, word in enumerate(self.section.texts("uses")):
            path, found = ("uses", index), self.find(word, self.directory)
            if found is None:
                self.faults.at_value(path, f"unknown pack {word!r}: name one, or a directory as seen from this one")
                continue
            directory = found.directory
            if directory.resolve() == here:
                self.faults.at_value(path, f"a pack has its own definitions: it does not use {word!r}")
            elif directory.resolve() in self.asking:
                self.faults.at_value(path, f"packs use each other in a circle: {word!r} uses this one")
            else:
                theirs = found.read((*self.asking, here))
                self.faults.problems += theirs.problems
                for each in theirs.own:
                    first = taken.setdefault(each.shape, each)
                    if first is not each:
                        message = f"{each.name!r} of {word!r} is already defined in {first.place}"
                        self.faults.at_value(path, message)
                yield from theirs.own

    def _read_headings(self) -> None:
        taken = {each.shape: each for each in self.used}
        for path, item in self.section.items("definitions"):
            section = Section(item, path, self.faults, DEFINITION_KEYS, required=("name", "claims", "where"))
            name, variables = section.text("name"), read_variables(section, self.faults, most=MOST_CLAIMS)
            if not name or not variables:
                continue
            faults = name_faults(name, variables)
            for fault in faults:
                self.faults.in_text((*path, "name"), fault.offset, fault.message)
            place = self.faults.document.value_place((*path, "name"))
            heading = Definition(" ".join(name.split()), self.pack, variables, section.text("means"), place=place)
            first = taken.setdefault(heading.shape, heading)
            if first is not heading:
                message = f"{name!r} is already defined in {first.place}" + _as_named(first, heading)
                self.faults.at_value((*path, "name"), message)
            elif not faults:
                self.headings[heading.name], self.sections[heading.name] = heading, section

    def _meaning(self, definition: Definition) -> tuple[Clause, ...]:
        """What a definition stands for; raises Fault if that is asked for while it is being read."""
        name = definition.name
        if self.headings.get(name) is not definition:
            return definition.where
        if name in self.pending:
            circle = " → ".join([*self.pending[self.pending.index(name) :], name])
            raise Fault(f"names stand for each other in a circle: {circle}", 0)
        if name not in self.meanings:
            self.pending.append(name)
            self.meanings[name] = self._read_where(definition, self.sections[name])
            self.pending.pop()
        return self.meanings[name]

    def _read_where(self, definition: Definition, section: Section) -> tuple[Clause, ...]:
        if section.data.get("where") == []:
            self.faults.at_value((*section.path, "where"), "where is empty")
        known = (*self.headings.values(), *self.used)
        scope = Scope(definition.variables, self.pack, "", known, self._meaning)
        where = read_clauses(section, "where", scope, self.faults)
        self.faults.problems += dead_ends(definition.variables, (), where, ())
        return where


def _as_named(first: Definition, second: Definition) -> str:
    return "" if first.name == second.name else f" as {first.name!r}"
