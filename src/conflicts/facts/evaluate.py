"""A formula on given claims, without an engine: for explanations."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Literal, NamedTuple, TypeAlias

from conflicts.facts import limits
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


class BlockVerdict(NamedTuple):
    """A ``with`` or ``without`` block on given claims: its text, its verdict, and which further claims fit.

    ``certain`` and ``possible`` are the rows that certainly fit, and those that may or may not; ``nearest`` is, where
    none fits, the row that lacks the fewest of the block's conditions, and ``missing`` are those.
    """

    text: str
    verdict: Literal["certain", "possible", "no"]
    certain: tuple[int, ...] = ()
    possible: tuple[int, ...] = ()
    nearest: int | None = None
    missing: tuple[Clause, ...] = ()


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
        found = self.conditions(rows)
        is_only_doubt = len(self._blocks) == 1 and all(each.verdict == "certain" for each in found)
        topic = self._topic(rows)
        blocks = [
            ClauseVerdict(text, _verdict(certain or (not is_only_doubt and self._is_certain(at, rows, topic)), True))
            for at, (text, _) in enumerate(self._blocks)
        ]
        return (*found, *blocks)

    def conditions(self, rows: Sequence[int]) -> tuple[ClauseVerdict, ...]:
        """Each condition of the rule's ``where`` on the claims in these rows, whether they match or not."""
        found = (self._decided(clause, rows) for clause in self._clauses)
        return tuple(
            one if one.verdict != "possible" else one._replace(undecided=self._undecided(number, rows))
            for number, one in enumerate(found)
        )

    def missing(self, rows: Sequence[int], most: int | None = None) -> tuple[Clause, ...]:
        """The fewest conditions of ``where`` that would have to hold beside those that do, so that all of it may hold.

        Where one of several would do, it is their ``any``. It stops looking when there are more than ``most``.
        """
        found: list[Clause] = []
        for clause, parts in zip(self._clauses, self._parts, strict=True):
            if not holds(clause.forms.possible, self._facts, rows):
                forms = {id(part): each for part, each in parts}
                found += self._lacking(clause.clause, forms, rows)
                if most is not None and len(found) > most:
                    break
        return tuple(found)

    def blocks(self, rows: Sequence[int]) -> tuple[BlockVerdict, ...]:
        """Each ``with`` and ``without`` block on the claims in these rows, whether they match or not."""
        return tuple(self._block(number, rows) for number in range(len(self._blocks)))

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

    def _lacking(self, clause: Clause, forms: Mapping[int, Forms], rows: Sequence[int]) -> Sequence[Clause]:
        if isinstance(clause, Condition):
            return () if holds(forms[id(clause)].possible, self._facts, rows) else (clause,)
        each = [self._lacking(member, forms, rows) for member in clause.members]
        if clause.quantifier == "all":
            return [one for members in each for one in members]
        fewest = min(each, key=len)
        return (clause,) if len(fewest) == 1 else fewest

    def _block(self, number: int, rows: Sequence[int]) -> BlockVerdict:
        text, existence = self._blocks[number]
        facts = self._facts
        sharing = self._furthers(number, rows, self._topic(rows))
        fitting = [row for row in sharing.rows if row not in rows and holds(existence.possible, facts, (*rows, row))]
        certain = tuple(row for row in fitting if holds(existence.certain, facts, (*rows, row)))
        enough = _verdict(
            _enough(existence, existence.certain, certain, facts, rows, and_missing=False),
            _enough(existence, existence.possible, fitting, facts, rows, and_missing=True),
        )
        verdict = _NEGATED[enough] if existence.negated else enough
        possible = tuple(row for row in fitting if row not in certain)
        nearest, missing = (None, ()) if fitting or existence.negated else self._nearest(number, rows)
        return BlockVerdict(text, verdict, certain, possible, nearest, missing)

    def _nearest(self, number: int, rows: Sequence[int]) -> tuple[int | None, tuple[Clause, ...]]:
        """The claim that shares a block's key and lacks the fewest of its conditions, and these; of few claims."""
        key, block = self._blocks[number][1].key, self._rule.blocks[number]
        others = [row for row in self._facts.candidates(key, rows[0], self._topic(rows)) if row not in rows]
        if not others or len(others) > limits.LISTED:
            return None, ()
        whole = replace(self._rule, variables=(*self._rule.variables, block.variable))
        forms = {id(part): lower_clause(part, whole, self._facts) for part in conditions(block.where)}
        lacking = {
            row: tuple(one for part in block.where for one in self._lacking(part, forms, (*rows, row)))
            for row in others
        }
        nearest = min(others, key=lambda row: len(lacking[row]))
        return nearest, lacking[nearest]

    def _topic(self, rows: Sequence[int]) -> int | None:
        return self._facts.topic_code(rows, self._rule.same)

    def _is_certain(self, number: int, rows: Sequence[int], topic: int | None) -> bool:
        """Whether a block certainly holds for a match."""
        _, existence = self._blocks[number]
        further = self._furthers(number, rows, topic)
        form = existence.possible if existence.negated else existence.certain
        if further.fitting is not None:
            return (further.fitting[rows[0]] >= existence.count) != existence.negated
        enough = _enough(existence, form, further.rows, self._facts, rows, and_missing=existence.negated)
        return enough != existence.negated

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
            is_counted = is_alone and len(able) > limits.LISTED
            known[place] = _Further(able, self._counts(existence, sharing) if is_counted else None)
        return known[place]

    def _counts(self, existence: Existence, sharing: Sequence[int]) -> Mapping[int, int] | None:
        form = existence.possible if existence.negated else existence.certain
        counts = self._partners(form, self._facts.column, sharing)
        return None if counts is None else dict(zip(sharing, counts, strict=True))


_NEGATED: Mapping[Literal["certain", "possible", "no"], Literal["certain", "possible", "no"]] = {
    "certain": "no",
    "possible": "possible",
    "no": "certain",
}

MOST_BLOCKS = 1_000
"""Of how many blocks the further claims are kept."""


def _block_text(block: Block) -> str:
    word = "without" if block.negated else "with"
    count = f" at least {block.count}" if block.count > 1 else ""
    return f"{word}{count} {block.variable}: {'; '.join(map(clause_text, block.where))}"


def _enough(
    existence: Existence,
    form: Formula,
    further: Sequence[int],
    facts: FactTable,
    rows: Sequence[int],
    *,
    and_missing: bool,
) -> bool:
    """Whether as many further claims fit a match as a block asks for; ``and_missing`` where it is asked if they may."""
    fits = (row for row in further if row not in rows and holds(form, facts, (*rows, row)))
    if existence.distinct is None:
        return len(list(islice(fits, existence.count))) == existence.count
    codes, found, missing = facts.column(f"{existence.distinct}.hi"), set[int](), 0
    for row in fits:
        if codes[row] != MISSING:
            found.add(codes[row])
        elif and_missing:
            missing += 1
        if len(found) + missing >= existence.count:
            return True
    return False


def _verdict(certain: bool, possible: bool) -> Literal["certain", "possible", "no"]:
    return "certain" if certain else "possible" if possible else "no"
