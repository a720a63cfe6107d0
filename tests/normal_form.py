"""What a rule asks of its claims, however it is written: its conditions as text, in no order of their own."""

from collections.abc import Iterable, Iterator

from conflicts.rules.condition import Clause, Condition, FieldRef, Group, Words
from conflicts.rules.rule import Block, Rule

SYMMETRIC = frozenset({"is", "is-not", "agrees-with", "differs-from", "intersects"})
"""The operators whose sides can change places."""


def normal_form(rule: Rule) -> str:
    """The claims of a rule, what they share, and what must hold of them and of further claims, a condition a line."""
    parts = [f"{rule.name}: {_shared(rule.variables, rule.same)}", *conditions_of(rule.where)]
    for block in rule.blocks:
        parts += [_block(block), *conditions_of(block.where)]
    return "".join(f"{part}\n" for part in parts)


def conditions_of(clauses: Iterable[Clause]) -> list[str]:
    """Conditions that must all hold, each once and sorted; a group in one of its own kind is no group."""
    return sorted({f"    {each}" for each in _members(clauses, "all")})


def _block(block: Block) -> str:
    word = "without" if block.negated else "with"
    return f"  {word} {_shared([block.variable], block.same)}, at least {block.count} by {block.distinct or 'id'}:"


def _shared(variables: Iterable[str], same: Iterable[str]) -> str:
    return f"{', '.join(variables)} of the same {', '.join(same) or 'anything'}"


def _members(clauses: Iterable[Clause], within: str) -> Iterator[str]:
    for clause in clauses:
        if isinstance(clause, Condition):
            yield _text(clause)
        elif clause.quantifier == within or len(clause.members) == 1:
            yield from _members(clause.members, within)
        else:
            yield _group(clause)


def _group(group: Group) -> str:
    members = sorted({*_members(group.members, group.quantifier)})
    return members[0] if len(members) == 1 else f"{group.quantifier}: [{'; '.join(members)}]"


def _text(condition: Condition) -> str:
    left, right, other = str(condition.left), _right(condition), condition.right
    is_plain = isinstance(other, FieldRef) and not other.moved and other.gap is None
    if condition.operator in SYMMETRIC and is_plain:
        left, right = sorted((left, right))
    return " ".join(filter(None, (condition.adverb, left, condition.operator, right)))


def _right(condition: Condition) -> str:
    match condition.right:
        case None:
            return ""
        case Words(words):
            return f"({', '.join(words)})"
        case FieldRef() as field:
            return f"{field} moved by {field.moved} × {field.gap or 'a second'}" if field.moved else str(field)
        case _:
            return "as-of"
