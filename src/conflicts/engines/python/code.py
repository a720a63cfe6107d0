"""Python source made from formulas over the columns of a table."""

from collections.abc import Callable, Sequence
from typing import Any

from conflicts.facts.query import AllOf, AnyOf, Column, Comparison, Formula
from conflicts.facts.table import FactTable


def selector(formula: Formula, facts: FactTable) -> Callable[[Sequence[int]], list[int]]:
    """What picks the rows whose claims, as variable 0, fulfil the formula."""
    code = Code(facts)
    test = code.expression(formula, lambda _: "r")
    select: Callable[[Sequence[int]], list[int]] = code.compiled(
        ["def select(rows):", f"    return [r for r in rows if {test}]"], "select"
    )
    return select


class Code:
    """Python source over a table's columns; the columns become names that the source is compiled with."""

    def __init__(self, facts: FactTable) -> None:
        self._facts = facts
        self._names: dict[str, str] = {}
        self._columns: dict[str, object] = {}

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
            name = self._names[column.name] = f"column{len(self._names)}"
            self._columns[name] = self._facts.column(column.name)
        return f"{self._names[column.name]}[{row(column)}]"

    def compiled(self, lines: Sequence[str], name: str) -> Any:
        """The function of that name which the lines define: column numbers and operators, nothing from outside."""
        namespace = dict(self._columns)
        exec("\n".join(lines), namespace)
        return namespace[name]
