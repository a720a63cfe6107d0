"""The conditions of a mapping: each parsed, groups with them, and what has a name with all that the name stands for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from conflicts.document import Data, Path
from conflicts.rules.condition import Clause, Condition, Group, Words, conditions, renamed
from conflicts.rules.named import Call, Definition, call_in, named_like
from conflicts.rules.operators import ADVERBS
from conflicts.rules.parse import IDENTIFIER, Scope, parse_condition
from conflicts.rules.section import Faults, Section
from conflicts.rules.tokens import Fault


def read_variables(section: Section, faults: Faults, most: int) -> tuple[str, ...]:
    """The names that a mapping gives its claims."""
    names = section.texts("claims")
    path = (*section.path, "claims")
    for index, name in enumerate(names):
        if not IDENTIFIER.fullmatch(name) or name in ADVERBS:
            faults.at_value((*path, index), f"{name!r} cannot name a claim: use a word like a or newer")
    if section.has("claims") and isinstance(section.data["claims"], list) and not 1 <= len(names) <= most:
        wanted = "one claim" if most == 1 else f"one to {most} claims"
        faults.at_value(path, f"claims must name {wanted}")
    return names


def read_clauses(section: Section, key: str, scope: Scope, faults: Faults) -> tuple[Clause, ...]:
    """The conditions of a list, without those in which something is wrong."""
    return tuple(_clauses(section.items(key), scope, faults))


def _clauses(items: Sequence[tuple[Path, Data]], scope: Scope, faults: Faults) -> Iterator[Clause]:
    for path, data in items:
        clause = _clause(path, data, scope, faults)
        if clause is not None:
            yield clause


def _clause(path: Path, data: Data, scope: Scope, faults: Faults) -> Clause | None:
    if isinstance(data, dict):
        return _group(path, data, scope, faults)
    if not isinstance(data, str):
        faults.at_value(path, "expected a condition, {any: [...]} or {all: [...]}")
        return None
    try:
        call = call_in(data, scope.variables, scope.definitions)
        if call is not None:
            return _expanded(path, data, call, scope, faults)
        condition, wrong = parse_condition(data, scope)
    except Fault as fault:
        condition, wrong = None, (fault,)
    if wrong and (there := _named_elsewhere(data, scope)) is not None:
        wrong = (Fault(_not_used(there), 0),)
    for each in wrong:
        faults.in_text(path, each.offset, each.message)
    return condition and replace(condition, place=faults.document.value_place(path))


def _named_elsewhere(text: str, scope: Scope) -> Definition | None:
    """The definition of a pack that the rule does not see, where it sees none of such a name."""
    return None if named_like(text, scope.definitions) else named_like(text, scope.elsewhere())


def _not_used(definition: Definition) -> str:
    return (
        f"{definition.name!r} is a condition of the pack {definition.pack}, which this rule does not see: write "
        f"`uses: [{definition.pack}]` into a definitions.yaml beside it"
    )


def _group(path: Path, data: dict[str, Data], scope: Scope, faults: Faults) -> Clause | None:
    section = Section(data, path, faults, ("any", "all"))
    if len(data) != 1:
        faults.at_value(path, "a group has one key: any or all")
    members = tuple(clause for key in ("any", "all") for clause in read_clauses(section, key, scope, faults))
    for key in ("any", "all"):
        if data.get(key, ()) in ([], None):
            never = "can never match: " if key == "any" else ""
            faults.at_value((*path, key), f"{never}{key} is empty")
    return Group("any" if "any" in data else "all", members) if members else None


def _expanded(path: Path, text: str, call: Call, scope: Scope, faults: Faults) -> Clause:
    """All that a name stands for, asked of the claims that it is called with, at the place of the call."""
    place = faults.document.value_place(path)
    members = tuple(renamed(clause, call.names, place) for clause in scope.meaning(call.definition))
    own = f"{scope.pack}/{scope.rule}"
    if any(_asks_about(own, condition) for condition in conditions(members)):
        raise Fault(f"a rule cannot ask what it has flagged itself, as {call.definition.name!r} does", 0)
    return Group("all", members, " ".join(text.split()), call.definition.full_name)


def _asks_about(rule: str, condition: Condition) -> bool:
    return condition.operator in ("is-flagged-by", "is-not-flagged-by") and condition.right == Words((rule,))
