"""Many cases in one table: collections that share their vocabulary and their rules, and know nothing of each other.

To ask a database takes it as long for one case as for twenty. Each claim is marked with the number of its case, and the
rules, and the blocks in them, join by that mark, too: a case has the matches that it has alone. The oracle is asked
about each case by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from conflicts.facts.query import Match, Matches
from conflicts.facts.table import FactTable
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.rules.rule import Rule
from conflicts.strategies import vocabularies
from conflicts.strategies.claims import Words, draw_claims
from conflicts.strategies.drawing import one
from conflicts.strategies.pools import AS_OF
from conflicts.strategies.vocabularies import draw_units
from oracle import flags, matches
from strategies import has_amounts, rule_lists

MARK = "case"
JOINED_BY = f"qualifiers.{MARK}"


@dataclass(frozen=True)
class Batch:
    """Cases with one vocabulary, the rules of all, and the day of the check."""

    cases: tuple[Collection, ...]
    rules: tuple[Rule, ...]
    as_of: str

    @property
    def together(self) -> Collection:
        """The claims of all cases."""
        return replace(self.cases[0], claims=tuple(claim for case in self.cases for claim in case.claims))


def marked(collection: Collection, number: int) -> Collection:
    """The case with the number in its claims; the ids of the first one stay, since rules may ask for them."""

    def name(id: str) -> str:
        return f"{number}-{id}" if number else id

    def with_mark(claim: Claim) -> Claim:
        said = {
            "id": name(claim.id),
            "supersedes": tuple(map(name, claim.supersedes)),
            "qualifiers": {**claim.qualifiers, MARK: str(number)},
        }
        return claim.model_copy(update=said)

    return replace(collection, claims=tuple(map(with_mark, collection.claims)))


def apart(rule: Rule) -> Rule:
    """The rule within each case."""
    blocks = tuple(replace(block, same=(*block.same, JOINED_BY)) for block in rule.blocks)
    return replace(rule, same=(*rule.same, JOINED_BY), blocks=blocks)


@st.composite
def batches(draw: st.DrawFn, numbers: Sequence[int] = (1, 8, 24)) -> Batch:
    """So many cases; one alone is as it is, without a mark."""
    several = _alike(draw, one(draw, numbers))
    measured, vocabulary = any(map(has_amounts, several)), several[0].vocabulary
    rules, as_of = draw(rule_lists(3, measured, vocabulary)), one(draw, AS_OF)
    if len(several) > 1:
        several = tuple(marked(each, number) for number, each in enumerate(several))
        rules = tuple(map(apart, rules))
    return Batch(several, rules, as_of)


def _alike(draw: st.DrawFn, number: int) -> tuple[Collection, ...]:
    """So many collections with one vocabulary, and with units that convert from one to the other."""
    vocabulary = draw(vocabularies())
    words = Words.of(vocabulary, draw_units(draw, vocabulary))
    return tuple(Collection(draw_claims(draw, words, 2, 8, {}), vocabulary) for _ in range(number))


def in_order(batch: Batch) -> Iterator[tuple[Rule, FactTable, list[Match]]]:
    """Each rule of the batch, the facts as it finds them (flagged by the rules before it), and what it must match."""
    facts = FactTable.of(batch.together, batch.as_of)
    row_of = {claim.id: row for row, claim in enumerate(facts.claims)}
    flagged: list[dict[str, dict[str, str]]] = [{} for _ in batch.cases]
    for rule in batch.rules:
        expected: list[Match] = []
        for case, so_far in zip(batch.cases, flagged, strict=True):
            found = matches(rule, case, so_far, batch.as_of)
            so_far[rule.name] = flags(rule, found)
            expected += [Match(tuple(row_of[name] for name in ids), certain) for ids, certain in found]
        expected.sort()
        yield rule, facts, expected
        facts.flag(rule.name, Matches(expected), every_claim=rule.kind == "contradiction")
