"""Mapping files: how a table of another form becomes claims, and what its words mean."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from conflicts.document import load_file
from conflicts.errors import InputError, Problem, nearest
from conflicts.model.faults import faults, shown
from conflicts.model.vocabulary import EMPTY, Vocabulary
from conflicts.readers.assembly import Part, assemble

if TYPE_CHECKING:
    from conflicts.tables.mapping import TableMapping

TABLE = "table"
SECTIONS = (TABLE, "predicates", "entities", "sources")


def load_mapping(path: str | Path, known: Vocabulary = EMPTY) -> "tuple[TableMapping, Vocabulary]":
    """Read a mapping file: its section ``table``, and the sections of a vocabulary that it may have beside it.

    The vocabulary is the ``known`` one with these. Raises InputError with all that is wrong, each with its place.
    """
    from conflicts.tables.idle import idle
    from conflicts.tables.mapping import TableMapping  # whose model takes a while to build

    document = load_file(Path(path))
    data = document.data
    if not isinstance(data, dict):
        message = f"{shown(data)} where a mapping with {', '.join(SECTIONS)} should be"
        raise InputError(document.locate(Problem(message)))
    problems = [
        Problem(f"unknown section {shown(name)}{nearest(name, SECTIONS)}; known: {', '.join(SECTIONS)}", path=(name,))
        for name in data
        if name not in SECTIONS
    ]
    mapping, table = None, data.get(TABLE)
    if isinstance(table, dict):
        try:
            mapping = TableMapping.model_validate(table)
        except ValidationError as error:
            problems += [
                replace(fault, path=(TABLE, *fault.path), message=fault.message.removeprefix(": "))
                for fault in faults(error, TableMapping, table)
            ]
    else:
        found = "missing: table" if table is None else f"table must be a mapping, not {shown(table)}"
        problems.append(Problem(f"{found} (what the columns of the table hold)", path=(TABLE,)))
    located = [document.locate(problem) for problem in problems]
    words = replace(document, data={name: data[name] for name in SECTIONS[1:] if name in data})
    try:
        vocabulary = assemble([Part(words)], [document.file], known=known, needs_claims=False).vocabulary
    except InputError as error:
        raise InputError(sorted((*located, *error.problems), key=lambda problem: problem.place)) from None
    if mapping is not None:
        located += [
            document.locate(replace(problem, path=(TABLE, *problem.path))) for problem in idle(mapping, vocabulary)
        ]
    if mapping is None or located:
        raise InputError(sorted(located, key=lambda problem: problem.place))
    return mapping, vocabulary
