"""From the relations of a block to its crowds."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from conflicts.facts.arrays import Numbers, Truths
from conflicts.facts.query import EXAMPLES, Crowd, Match, Query
from conflicts.sweep.columns import Columns
from conflicts.sweep.components import Components, connected
from conflicts.sweep.count import Counter
from conflicts.sweep.formula import Joint, exchanged, joined
from conflicts.sweep.pairs import Pairs
from conflicts.sweep.relation import Relation

LISTED = 2**20
"""How many pairs of a block are listed to see which claims hang together; if there are more, they are not."""

FEW = 4
"""How many pairs a claim of a block, on average, come out one by one: then they take no more room than claims do."""

LEADERS = 2 * EXAMPLES
"""How many claims of a component, from the first that can lead a match, lead its first matches between them."""


class Relations(NamedTuple):
    """What the matches of one block are: the certain pairs and those that are only possible, with their forms.

    ``surely`` is the certain form, of pairs in either order where the query has none.
    """

    certain: Relation
    possible: Relation
    forms: tuple[Joint, Joint]
    surely: Joint


def relations_in(
    query: Query, read: Callable[[str], "Sequence[int] | Numbers"], rows: Numbers, home: Truths
) -> Relations:
    """The matches of one block, counted claim by claim. Raises NotSweepable."""
    columns = Columns(read, rows)
    counter = Counter(columns)
    at_home = joined(False, [columns.mark(0, home), columns.mark(1, home)])
    surely, perhaps = (joined(True, [columns.formula(form), at_home]) for form in (query.certain, query.possible))
    either = [joined(False, [form, exchanged(form)]) if query.unordered else form for form in (surely, perhaps)]
    certain = Relation(either[0], columns, counter, once=query.unordered)
    possible = Relation(either[1], columns, counter, without=certain, once=query.unordered)
    return Relations(certain, possible, (surely, perhaps), either[0])


def crowds_in(relations: Relations, rows: Numbers) -> list[Crowd]:
    """The matches of one block as crowds, certain and possible apart."""
    certain, possible, forms, surely = relations
    return [
        *_crowds(certain, forms[0], surely, rows, certain=True),
        *_crowds(possible, forms[1], surely, rows, certain=False),
    ]


def listed_in(relations: Relations, rows: Numbers) -> tuple[Numbers, Truths] | None:
    """The matches of one block one by one, as rows and whether each is certain; None unless they are few."""
    both = (relations.certain, relations.possible)
    if sum(each.pairs for each in both) > min(FEW * len(rows), LISTED):
        return None
    found = [_ordered(each, form, *each.all_pairs()) for each, form in zip(both, relations.forms, strict=True)]
    assert [len(first) for first, _ in found] == [each.pairs for each in both], "as many are found as were counted"
    certain = np.repeat([True, False], [len(first) for first, _ in found])
    return rows[np.hstack([np.stack(pairs) for pairs in found]).T], certain


def _crowds(relation: Relation, form: Joint, surely: Joint, rows: Numbers, *, certain: bool) -> Iterator[Crowd]:
    if not relation.pairs:
        return
    if relation.pairs <= LISTED:
        pairs = relation.all_pairs()
        assert len(pairs[0]) == relation.pairs, "as many pairs are found as were counted"
        components = Components(len(rows))
        components.join(*pairs)
        labels = components.labels
    else:
        labels = connected(relation, LISTED)
        leading = _leading(relation, form, False if certain else surely)
        pairs = relation.pairs_of(_leaders(leading, labels))
    first, second = _ordered(relation, form, *pairs)
    examples = _examples(first, second, labels, rows, certain)
    yield from _assembled(relation, labels, examples, rows, certain)


def _leading(relation: Relation, form: Joint, surely: Joint) -> Truths:
    """Claims among which are all those that come first in a match: with some partner the form holds, in that order."""
    if not relation.once or exchanged(form) == form:
        return relation.first > 0
    columns, counter = relation.columns, relation.counter
    but = Relation(joined(True, [form, surely]), columns, counter, once=False)
    return Relation(form, columns, counter, without=but, once=False).first > 0


def _leaders(leading: Truths, labels: Numbers) -> Numbers:
    """The first few claims of each component that may lead."""
    places = np.flatnonzero(leading)
    places = places[np.argsort(labels[places], kind="stable")]
    return places[_rank_within(labels[places]) < LEADERS]


def _rank_within(groups: Numbers) -> Numbers:
    """The rank of each entry among the equal ones, which stand next to each other."""
    begins = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    return np.arange(len(groups)) - np.repeat(begins, np.diff(np.r_[begins, len(groups)]))


def _ordered(relation: Relation, form: Joint, own: Numbers, other: Numbers) -> Pairs:
    """The pairs as matches, sorted, each once: of those that count once, the lower first if the form holds so."""
    if relation.once:
        own, other = np.minimum(own, other), np.maximum(own, other)
        if exchanged(form) != form:
            holds = relation.columns.holds(form, own, other)
            own, other = np.where(holds, own, other), np.where(holds, other, own)
    size = len(relation.columns)
    codes = own * size + other
    codes.sort()
    if len(codes):
        codes = codes[np.r_[True, codes[1:] != codes[:-1]]]
    return codes // size, codes % size


def _examples(first: Numbers, second: Numbers, labels: Numbers, rows: Numbers, certain: bool) -> dict[int, list[Match]]:
    """The first few matches of each component; the matches come sorted."""
    few = np.flatnonzero(_rank_within(first) < EXAMPLES)
    few = few[np.argsort(labels[first[few]], kind="stable")]
    few = few[_rank_within(labels[first[few]]) < EXAMPLES]
    examples: dict[int, list[Match]] = {}
    for label, one, other in zip(
        labels[first[few]].tolist(), rows[first[few]].tolist(), rows[second[few]].tolist(), strict=True
    ):
        examples.setdefault(label, []).append(Match((one, other), certain))
    return examples


def _assembled(
    relation: Relation, labels: Numbers, examples: dict[int, list[Match]], rows: Numbers, certain: bool
) -> Iterator[Crowd]:
    """A crowd for each component, in the order of their first claims."""
    places = np.flatnonzero(relation.taking_part)
    places = places[np.argsort(labels[places], kind="stable")]
    found = labels[places]
    begins = np.flatnonzero(np.r_[True, found[1:] != found[:-1]])
    totals = np.add.reduceat(relation.first[places], begins) // (2 if relation.once else 1)
    leads = relation.first[places] > 0
    ordered = rows[places].tolist()
    ends = [*begins[1:].tolist(), len(ordered)]
    for begin, end, label, pairs in zip(begins.tolist(), ends, found[begins].tolist(), totals.tolist(), strict=True):
        members = ordered[begin:end]
        yield Crowd(
            certain=certain,
            rows=tuple(members),
            leading=frozenset() if relation.once else frozenset(rows[places[begin:end][leads[begin:end]]].tolist()),
            pairs=pairs,
            examples=tuple(examples[label]),
        )
