"""The order in which the claims of a running total are shown: a fall that follows at once leads."""

from collections.abc import Sequence
from itertools import islice, pairwise

from conflicts.facts.evaluate import Explainer
from conflicts.facts.query import EXAMPLES, Match
from conflicts.facts.table import FactTable
from conflicts.model.claim import Claim
from conflicts.model.moment import UNKNOWN_PERIOD
from conflicts.report.cluster import Cluster
from conflicts.rules.condition import required
from conflicts.rules.rule import Rule

MOST_TRIED = 10_000
"""How many neighbours are looked at for the first that is a match."""

_PAIR = 2


def in_order_of_time(rule: Rule, cluster: Cluster, facts: FactTable, explainer: Explainer) -> Cluster:
    """The cluster with its first match of claims that are neighbours in time in front, and the others in that order.

    That is for rules about a total that only grows: what falls from one day to the next is what a reader looks for.
    Other clusters stay as they are.
    """
    if cluster.matches == 1 or not _is_about_totals(rule):
        return cluster
    rows = sorted(cluster.rows, key=lambda row: (_time(facts.claims[row]), row))
    certain = cluster.examples[0].certain
    neighbours = islice(pairwise(rows), MOST_TRIED)
    lead = next((pair for pair in neighbours if explainer.is_match(pair, certain)), cluster.examples[0].rows)
    first = Match(tuple(lead), certain)
    examples = (first, *(match for match in cluster.examples if match != first))
    return cluster._replace(rows=_with_first(lead, rows), examples=examples[:EXAMPLES])


def _with_first(lead: Sequence[int], rows: Sequence[int]) -> tuple[int, ...]:
    return (*lead, *(row for row in rows if row not in lead))


def _is_about_totals(rule: Rule) -> bool:
    fields = {(each.left.field, each.operator) for each in required(rule.where)}
    is_of_pairs = len(rule.variables) == _PAIR and not rule.blocks
    return rule.kind == "contradiction" and is_of_pairs and ("predicate.cumulative", "is") in fields


def _time(claim: Claim) -> tuple[int, int]:
    """The bounds of when it holds, or else of when it was said."""
    if claim.valid is not None:
        return claim.valid.period.instant
    return claim.stated.period.instant if claim.stated is not None else UNKNOWN_PERIOD.instant
