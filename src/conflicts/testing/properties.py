"""What every rule should hold: each property looks at its examples, and at variants of them in which less is known."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import permutations
from typing import NamedTuple, TypeAlias

from conflicts.check import check
from conflicts.engines import bulk_is_installed, durable_is_installed
from conflicts.errors import ConflictsError
from conflicts.facts.evaluate import holds
from conflicts.facts.lower import lower
from conflicts.facts.table import FactTable
from conflicts.model.collection import Collection
from conflicts.readers import from_mapping
from conflicts.report.report import ConflictReport
from conflicts.rules.condition import Clause, Group, clause_text
from conflicts.rules.rule import Block, Rule
from conflicts.testing.examples import run_examples

Property: TypeAlias = Callable[[Rule, Sequence[Rule]], list[str]]
"""What does not hold of a rule, a sentence each; the rules are those that it may ask about, beside those that ship."""

_FORGOTTEN = ("valid", "stated", "asserted_by", "value")
"""What variants of examples do not say."""


class _Case(NamedTuple):
    """An example, or a variant of it, and the day of its check."""

    name: str
    collection: Collection
    as_of: str | None
    is_example: bool = False


def _examples_hold(rule: Rule, rules: Sequence[Rule]) -> list[str]:
    return [str(failure) for failure in run_examples(rule, rules)]


def _engines_agree(rule: Rule, rules: Sequence[Rule]) -> list[str]:
    faults = []
    for case in _cases(rule):
        engines = ["durable"] if durable_is_installed() else []
        engines += ["duckdb"] if bulk_is_installed() and case.is_example else []
        expected = _report(rule, rules, case).to_json()
        differing = [name for name in engines if _report(rule, rules, case, engine=name).to_json() != expected]
        faults += [f"{case.name}: {name} finds something else than python" for name in differing]
    return faults


def _order_is_nothing(rule: Rule, rules: Sequence[Rule]) -> list[str]:
    faults = []
    for case in _cases(rule):
        turned = case._replace(collection=replace(case.collection, claims=case.collection.claims[::-1]))
        if _report(rule, rules, turned).to_json() != _report(rule, rules, case).to_json():
            faults.append(f"{case.name}: the claims in the opposite order give another report")
    return faults


def _certain_is_possible(rule: Rule, _: Sequence[Rule]) -> list[str]:
    faults = []
    for case in _cases(rule):
        facts = FactTable.of(case.collection, case.as_of)
        query = lower(rule, facts)
        assigned = permutations(range(len(facts)), query.variables)
        if any(holds(query.certain, facts, rows) and not holds(query.possible, facts, rows) for rows in assigned):
            faults.append(f"{case.name}: something is certain, and not possible")
    return faults


def _every_condition_is_needed(rule: Rule, rules: Sequence[Rule]) -> list[str]:
    return [
        f"no example comes out otherwise without {what}"
        for what, weaker in weaker_rules(rule)
        if not any(run_examples(replace(weaker, examples=(example,)), rules) for example in reversed(rule.examples))
    ]


OF_EXAMPLES = "its examples come out"
"""The name of the property that ``run_examples`` looks at example by example."""

PROPERTIES: Mapping[str, Property] = {
    OF_EXAMPLES: _examples_hold,
    "engines agree": _engines_agree,
    "the order of claims is nothing": _order_is_nothing,
    "what is certain is possible": _certain_is_possible,
    "every condition is needed": _every_condition_is_needed,
}
"""What ``check_rule`` asks of a rule, by name."""


def _cases(rule: Rule) -> Iterator[_Case]:
    """The examples that can be read, and each without some field of all claims that say it."""
    for example in rule.examples:
        try:
            collection = from_mapping(example.collection, rule.place.file)
        except ConflictsError:
            continue
        yield _Case(example.name, collection, example.as_of, is_example=True)
        for field in _FORGOTTEN:
            if any(getattr(claim, field) is not None for claim in collection.claims):
                less = tuple(claim.model_copy(update={field: None}) for claim in collection.claims)
                yield _Case(f"{example.name} (without {field})", replace(collection, claims=less), example.as_of)


def _report(rule: Rule, rules: Sequence[Rule], case: _Case, engine: str = "python") -> ConflictReport:
    known = [rule, *(other for other in rules if other.name != rule.name)]
    return check(case.collection, rules=known, engine=engine, select=[rule.name], as_of=case.as_of)


# A rule without one of its conditions --------------------------------------------------------------------------------


def weaker_rules(rule: Rule, *, into_names: bool = False) -> Iterator[tuple[str, Rule]]:
    """The rule without one of its conditions, adverbs, shared fields or blocks, and what it lacks.

    ``into_names``: also without a part of a condition that has a name.
    """
    for what, where in _without_one(rule.where, into_names):
        yield what, replace(rule, where=where)
    for what, same in _without_one_field(rule.same):
        yield what, replace(rule, same=same)
    for at, block in enumerate(rule.blocks):
        before, after = rule.blocks[:at], rule.blocks[at + 1 :]
        yield f"the block of {block.variable}", replace(rule, blocks=(*before, *after))
        for what, weaker in _weaker_blocks(block, into_names):
            yield f"{what}, of {block.variable}", replace(rule, blocks=(*before, weaker, *after))


def _weaker_blocks(block: Block, into_names: bool) -> Iterator[tuple[str, Block]]:
    for what, where in _without_one(block.where, into_names):
        yield what, replace(block, where=where)
    for what, same in _without_one_field(block.same):
        yield what, replace(block, same=same)


def _without_one_field(same: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for at, field in enumerate(same):
        if len(same) > 1:
            yield f"same {field}", (*same[:at], *same[at + 1 :])


def _without_one(clauses: tuple[Clause, ...], into_names: bool) -> Iterator[tuple[str, tuple[Clause, ...]]]:
    for at, clause in enumerate(clauses):
        before, after = clauses[:at], clauses[at + 1 :]
        if before or after:
            yield clause_text(clause), (*before, *after)
        if isinstance(clause, Group):
            if into_names or not clause.name:
                for what, members in _without_one(clause.members, into_names):
                    yield what, (*before, replace(clause, members=members), *after)
        elif clause.adverb:
            yield f"the adverb of {clause.text}", (*before, replace(clause, adverb=""), *after)
