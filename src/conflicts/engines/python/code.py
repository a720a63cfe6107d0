"""Python source made from formulas over the columns of a table."""

from collections.abc import Callable, Mapping, Sequence
from types import CodeType
from typing import Any, NamedTuple, TypeAlias

from conflicts.facts.query import AllOf, AnyOf, Column, Comparison, Formula
from conflicts.facts.table import FactTable

Selector: TypeAlias = Callable[[Sequence[int]], list[int]]
"""What picks some of the rows that it is given."""


class Compiled(NamedTuple):
    """Compiled source that defines the function ``name``; ``columns`` are the names it uses for columns of a table."""

    code: CodeType
    name: str
    columns: Mapping[str, str]

    def over(self, facts: FactTable) -> Any:
        """The function over the columns of these facts; nothing is compiled again."""
        namespace: dict[str, object] = {name: facts.column(column) for column, name in self.columns.items()}
        exec(self.code, namespace)
        return namespace[self.name]


def selector(formula: Formula) -> Compiled:
    """What picks the rows whose claims, as variable 0, fulfil the formula: over some facts, a ``Selector``."""
    code = Code()
    test = code.expression(formula, lambda _: "r")
    return code.compiled(["def select(rows):", f"    return [r for r in rows if {test}]"], "select")


class Code:
    """Python source over the columns of tables; it is compiled once and then used over any facts."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def expression(self, formula: Formula, row: Callable[[Column], str]) -> str:
        """The formula as an expression; ``row`` names the row of a column's claim."""
        match formula:
            case AllOf(members):
                return " and ".join(f"({self.expression(member, row)})" for member in members) or "True"
            case AnyOf(members):
                return " or ".join(f"({self.expression(member, row)})" for member in members) or "False"
            case comparison:
                return self._comparison(comparison, row)

    def _comparison(self, comparison: Comparison, row: Callable[[Column], str]) -> str:
        operator = "==" if comparison.operator == "=" else comparison.operator
        if isinstance(comparison.right, Column):
            right = self._entry(comparison.right, row) + (f" + {comparison.offset}" if comparison.offset else "")
        else:
            right = str(comparison.right + comparison.offset)
        return f"{self._entry(comparison.left, row)} {operator} {right}"

    def _entry(self, column: Column, row: Callable[[Column], str]) -> str:
        if column.name not in self._names:
            self._names[column.name] = f"column{len(self._names)}"
        return f"{self._names[column.name]}[{row(column)}]"

    def compiled(self, lines: Sequence[str], name: str) -> Compiled:
        """Compile the function of that name which the lines define: column numbers and operators, nothing else."""
        return Compiled(compile("\n".join(lines), f"<{name}>", "exec"), name, dict(self._names))
