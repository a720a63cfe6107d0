"""A formula on given claims, without an engine: for explanations."""

from collections.abc import Sequence
from itertools import islice
from typing import Literal, NamedTuple

from conflicts.facts.lower import lower, lower_clause
from conflicts.facts.query import COMPARE, AllOf, AnyOf, Column, Existence, Formula
from conflicts.facts.table import FactTable
from conflicts.facts.words import compared
from conflicts.model.moment import MISSING
from conflicts.rules.condition import Clause, Condition
from conflicts.rules.rule import Block, Rule


def holds(formula: Formula, facts: FactTable, rows: Sequence[int]) -> bool:
    """Whether the formula is true of the claims in these rows, in the order of the rule's variables."""
    match formula:
        case AllOf(members):
            return all(holds(member, facts, rows) for member in members)
        case AnyOf(members):
            return any(holds(member, facts, rows) for member in members)
        case comparison:
            left = facts.column(comparison.left.name)[rows[comparison.left.variable]]
            right = comparison.right
            number = facts.column(right.name)[rows[right.variable]] if isinstance(right, Column) else right
            return COMPARE[comparison.operator](left, number + comparison.offset)


class ClauseVerdict(NamedTuple):
    """One condition of a rule on given claims: its text, its verdict, and what it compared, in words."""

    text: str
    verdict: Literal["certain", "possible", "no"]
    compared: tuple[tuple[str, str], ...] = ()


class Explainer:
    """Explains the matches of one rule: the rule is lowered once, however many are asked for."""

    def __init__(self, rule: Rule, facts: FactTable) -> None:
        self._rule, self._facts = rule, facts
        self._clauses = [(clause, clause_text(clause), lower_clause(clause, rule, facts)) for clause in rule.where]
        self._blocks = list(zip(map(_block_text, rule.blocks), lower(rule, facts).existences, strict=True))

    def verdicts(self, rows: Sequence[int]) -> tuple[ClauseVerdict, ...]:
        """Each condition and block of the rule, on the claims in these rows."""
        facts, rule = self._facts, self._rule
        conditions = [
            ClauseVerdict(
                text,
                _verdict(holds(forms.certain, facts, rows), holds(forms.possible, facts, rows)),
                compared(clause, rule, rows, facts),
            )
            for clause, text, forms in self._clauses
        ]
        topic = facts.code(facts.deepest(rows)) if "topic" in rule.same else None
        blocks = [
            ClauseVerdict(text, _verdict(*existence_holds(existence, facts, rows, topic)))
            for text, existence in self._blocks
        ]
        return (*conditions, *blocks)


def _block_text(block: Block) -> str:
    word = "without" if block.negated else "with"
    count = f" at least {block.count}" if block.count > 1 else ""
    return f"{word}{count} {block.variable}: {'; '.join(map(clause_text, block.where))}"


def clause_text(clause: Clause) -> str:
    """A clause as it is written in a rule."""
    if isinstance(clause, Condition):
        return clause.text
    return f"{clause.quantifier}: [{', '.join(map(clause_text, clause.members))}]"


def existence_holds(
    existence: Existence, facts: FactTable, rows: Sequence[int], topic: int | None
) -> tuple[bool, bool]:
    """Whether a ``with`` or ``without`` block holds for a match, certainly and possibly."""
    further = [row for row in facts.candidates(existence.key, rows[0], topic) if row not in rows]

    def enough(form: Formula, missing_counts: bool) -> bool:
        fitting = (row for row in further if holds(form, facts, (*rows, row)))
        if existence.distinct is None:
            return len(list(islice(fitting, existence.count))) == existence.count
        codes = [facts.column(f"{existence.distinct}.hi")[row] for row in fitting]
        missing = codes.count(MISSING) if missing_counts else 0
        return len(set(codes) - {MISSING}) + missing >= existence.count

    certain, possible = enough(existence.certain, False), enough(existence.possible, True)
    return (not possible, not certain) if existence.negated else (certain, possible)


def _verdict(certain: bool, possible: bool) -> Literal["certain", "possible", "no"]:
    return "certain" if certain else "possible" if possible else "no"
