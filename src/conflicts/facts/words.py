"""The values that a condition compared, in words a person can read."""

from collections.abc import Iterator, Sequence

from conflicts.facts.columns import LINKED
from conflicts.facts.table import FactTable
from conflicts.model.moment import MISSING, date_text
from conflicts.rules.condition import Clause, FieldRef, Group
from conflicts.rules.fields import FieldType, type_of
from conflicts.rules.rule import Rule


def compared(clause: Clause, rule: Rule, rows: Sequence[int], facts: FactTable) -> tuple[tuple[str, str], ...]:
    """Each field that the clause names, and its bounds in words."""
    row_of = dict(zip(rule.variables, rows, strict=True))
    seen = {f"{ref.variable}.{ref.field}": words(ref.field, row_of[ref.variable], facts) for ref in _fields(clause)}
    return tuple(seen.items())


def words(field: str, row: int, facts: FactTable) -> str:
    """A field of the claim in this row, with its bounds where it is not exact."""
    claim = facts.claims[row]
    match type_of(field):
        case FieldType.INSTANT:
            return _range(facts.column(f"{field}.lo")[row], facts.column(f"{field}.hi")[row])
        case FieldType.PERIOD:
            start = _range(facts.column("valid.start.lo")[row], facts.column("valid.start.hi")[row])
            end = _range(facts.column("valid.end.lo")[row], facts.column("valid.end.hi")[row])
            return f"start {start}; end {end}" if claim.valid else "missing"
        case FieldType.VALUE | FieldType.AMOUNT:
            return "missing" if claim.value is None else str(claim.value)
        case FieldType.TAGS:
            return ", ".join(claim.tags) or "missing"
        case FieldType.KEYS:
            return ", ".join(facts.vocabulary.predicate(claim.predicate).targets(LINKED[field])) or "missing"
        case FieldType.LIST:
            return ", ".join(claim.via if field == "via" else claim.supersedes) or "missing"
        case FieldType.FLAG:
            return "true" if facts.column(f"{field}.hi")[row] else "false"
        case FieldType.ORDER:
            number = facts.column(f"{field}.hi")[row]
            if number == MISSING:
                return "missing"
            return "?EDCBA"[number] if field == "reliability" else str(number)
        case _:
            return facts.texts(field)[row] or "missing"


def _fields(clause: Clause) -> Iterator[FieldRef]:
    if isinstance(clause, Group):
        for member in clause.members:
            yield from _fields(member)
        return
    for side in (clause.left, clause.right):
        if isinstance(side, FieldRef) and side.field:
            yield side


def _range(low: int, high: int) -> str:
    if (low, high) == (-MISSING, MISSING):
        return "missing"
    return date_text(low) if low == high else f"{date_text(low)} … {date_text(high)}"
