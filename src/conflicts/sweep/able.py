"""Which claims of a block can be in a match, by what the query asks of single claims."""

from collections.abc import Callable, Sequence

from conflicts.facts.arrays import Numbers, Truths
from conflicts.facts.query import TRUE, AllOf, AnyOf, Column, Comparison, Formula, Query, all_of, any_of
from conflicts.facts.symmetry import settled_by
from conflicts.sweep.columns import FARTHEST, Columns


def able(query: Query, read: Callable[[str], "Sequence[int] | Numbers"], rows: Numbers) -> Truths:
    """Whether each claim does what is asked of one of the two alone, whatever is asked of both together.

    That is settled claim by claim: it does not matter who else is in the block.
    """
    columns, settled = Columns(read, rows), settled_by(query.key)
    everyone = columns.everyone
    first, second = (
        columns.holds(columns.formula(_alone(query.possible, variable, settled)), everyone, everyone)
        for variable in (0, 1)
    )
    return first | second


def _alone(formula: Formula, variable: int, settled: tuple[str, ...]) -> Formula:
    """What the formula asks of one claim; ``settled`` begins the names of columns that are the same for both."""
    match formula:
        case AllOf(members):
            return all_of(*(_alone(member, variable, settled) for member in members))
        case AnyOf(members):
            return any_of(*(_alone(member, variable, settled) for member in members))
        case Comparison(left, operator, right, offset):
            named = [column for column in (left, right) if isinstance(column, Column)]
            if any(column.variable != variable and not column.name.startswith(settled) for column in named):
                return TRUE
            if abs(offset) >= FARTHEST:
                return TRUE  # left to who can say
            own = Column(variable, right.name) if isinstance(right, Column) else right
            return Comparison(Column(variable, left.name), operator, own, offset)
