"""A formula on given claims, without an engine: for explanations."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Literal, NamedTuple, TypeAlias

from conflicts.facts.lower import lower, lower_clause
from conflicts.facts.query import COMPARE, AllOf, AnyOf, Column, Existence, Formula
from conflicts.facts.relations import Forms
from conflicts.facts.symmetry import fitting
from conflicts.facts.table import FactTable
from conflicts.facts.words import compared
from conflicts.model.moment import MISSING
from conflicts.rules.condition import Clause, Condition, Group, clause_text, conditions, has_names
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
    """One condition of a rule on given claims: its text, its verdict, and what it compared, in words.

    A condition with a name has ``parts`` instead, and what they compared. ``undecided`` are the conditions within it
    that may hold or not.
    """

    text: str
    verdict: Literal["certain", "possible", "no"]
    compared: tuple[tuple[str, str], ...] = ()
    undecided: tuple[Condition, ...] = ()
    parts: "tuple[ClauseVerdict, ...]" = ()


class _Lowered(NamedTuple):
    """A clause and its forms; where it has or holds a name, with its members, of which all or any must hold."""

    clause: Clause
    text: str
    forms: Forms
    is_any: bool
    parts: "tuple[_Lowered, ...]"


_LEAST_FIRST = ("no", "possible", "certain")


class _Further(NamedTuple):
    """The claims that could be the further one of a block, whatever the match is; or how many fit each claim."""

    rows: Sequence[int]
    fitting: Mapping[int, int] | None = None


Partners: TypeAlias = Callable[[Formula, Callable[[str], Sequence[int]], Sequence[int]], Sequence[int] | None]
"""For each of some rows, how many others fit it by a formula of two claims over these columns; None if it cannot say.

It takes about n log n steps.
"""

LISTED = 300
"""Up to how many further claims are looked through for each match; the explanations are the same either way."""


class Explainer:
    """Explains the matches of one rule: the rule is lowered once, however many are asked for.

    ``partners`` counts, where there are many claims, for all of them at once how many of the others fit each.
    """

    def __init__(self, rule: Rule, facts: FactTable, partners: Partners) -> None:
        self._rule, self._facts, self._partners = rule, facts, partners
        self._clauses = [self._lowered(clause) for clause in rule.where]
        self._parts = [
            [(part, lower_clause(part, rule, facts)) for part in conditions([clause])] for clause in rule.where
        ]
        query = lower(rule, facts)
        self._blocks = list(zip(map(_block_text, rule.blocks), query.existences, strict=True))
        self._asked = [fitting(existence, query) for existence in query.existences]
        self._further: dict[tuple[int, tuple[int, ...]], _Further] = {}

    def verdicts(self, rows: Sequence[int], certain: bool) -> tuple[ClauseVerdict, ...]:
        """Each condition and block of the rule, on the claims in these rows, which are a match of that certainty.

        Further claims are looked for only where that does not say already which block is certain: of a match that is
        certain all are, and of one that is not the only thing that can be in doubt is.
        """
        facts, rule = self._facts, self._rule
        found = [
            one if one.verdict != "possible" else one._replace(undecided=self._undecided(number, rows))
            for number, clause in enumerate(self._clauses)
            for one in [self._decided(clause, rows)]
        ]
        is_only_doubt = len(self._blocks) == 1 and all(each.verdict == "certain" for each in found)
        topic = facts.code(facts.deepest(rows)) if "topic" in rule.same else None
        blocks = [
            ClauseVerdict(text, _verdict(certain or (not is_only_doubt and self._is_certain(at, rows, topic)), True))
            for at, (text, _) in enumerate(self._blocks)
        ]
        return (*found, *blocks)

    def is_match(self, rows: Sequence[int], certain: bool) -> bool:
        """Whether the claims in these rows, which share a block, meet the conditions with just that certainty."""
        is_certain = all(holds(each.forms.certain, self._facts, rows) for each in self._clauses)
        if certain or is_certain:
            return certain and is_certain
        return all(holds(each.forms.possible, self._facts, rows) for each in self._clauses)

    def _lowered(self, clause: Clause) -> _Lowered:
        members = clause.members if isinstance(clause, Group) and has_names(clause) else ()
        is_any = isinstance(clause, Group) and clause.quantifier == "any"
        forms = lower_clause(clause, self._rule, self._facts)
        return _Lowered(clause, clause_text(clause), forms, is_any, tuple(map(self._lowered, members)))

    def _decided(self, lowered: _Lowered, rows: Sequence[int]) -> ClauseVerdict:
        facts, forms = self._facts, lowered.forms
        if lowered.parts:
            parts = tuple(self._decided(part, rows) for part in lowered.parts)
            least = (max if lowered.is_any else min)(parts, key=lambda part: _LEAST_FIRST.index(part.verdict))
            return ClauseVerdict(lowered.text, least.verdict, parts=parts)
        verdict = _verdict(holds(forms.certain, facts, rows), holds(forms.possible, facts, rows))
        return ClauseVerdict(lowered.text, verdict, compared(lowered.clause, self._rule, rows, facts))

    def _undecided(self, clause: int, rows: Sequence[int]) -> tuple[Condition, ...]:
        facts = self._facts
        return tuple(
            part
            for part, forms in self._parts[clause]
            if holds(forms.possible, facts, rows) and not holds(forms.certain, facts, rows)
        )

    def _is_certain(self, number: int, rows: Sequence[int], topic: int | None) -> bool:
        """Whether a block certainly holds for a match."""
        _, existence = self._blocks[number]
        further = self._furthers(number, rows, topic)
        form = existence.possible if existence.negated else existence.certain
        if further.fitting is not None:
            return (further.fitting[rows[0]] >= existence.count) != existence.negated
        return _enough(existence, form, further.rows, self._facts, rows) != existence.negated

    def _furthers(self, number: int, rows: Sequence[int], topic: int | None) -> _Further:
        """What is known of the further claims of a match; kept for the next one."""
        _, existence = self._blocks[number]
        facts, known = self._facts, self._further
        place = number, facts.key_of(existence.key, rows[0], topic)
        if place not in known:
            if len(known) >= MOST_BLOCKS:
                known.clear()
            sharing = facts.candidates(existence.key, rows[0], topic)
            facts.fetch(sharing)
            able = [row for row in sharing if holds(self._asked[number], facts, (row,))]
            is_alone = len(rows) == 1 and existence.distinct is None
            known[place] = _Further(able, self._counts(existence, sharing) if is_alone and len(able) > LISTED else None)
        return known[place]

    def _counts(self, existence: Existence, sharing: Sequence[int]) -> Mapping[int, int] | None:
        form = existence.possible if existence.negated else existence.certain
        counts = self._partners(form, self._facts.column, sharing)
        return None if counts is None else dict(zip(sharing, counts, strict=True))


MOST_BLOCKS = 1_000
"""Of how many blocks the further claims are kept."""


def _block_text(block: Block) -> str:
    word = "without" if block.negated else "with"
    count = f" at least {block.count}" if block.count > 1 else ""
    return f"{word}{count} {block.variable}: {'; '.join(map(clause_text, block.where))}"


def _enough(existence: Existence, form: Formula, further: Sequence[int], facts: FactTable, rows: Sequence[int]) -> bool:
    """Whether as many further claims fit a match as a block asks for; where missing counts, it is what they may be."""
    fits = (row for row in further if row not in rows and holds(form, facts, (*rows, row)))
    if existence.distinct is None:
        return len(list(islice(fits, existence.count))) == existence.count
    codes, found, missing = facts.column(f"{existence.distinct}.hi"), set[int](), 0
    for row in fits:
        if codes[row] != MISSING:
            found.add(codes[row])
        elif existence.negated:  # then it is asked what is possible
            missing += 1
        if len(found) + missing >= existence.count:
            return True
    return False


def _verdict(certain: bool, possible: bool) -> Literal["certain", "possible", "no"]:
    return "certain" if certain else "possible" if possible else "no"
