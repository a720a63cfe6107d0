"""What runs on the executors: matches of a block to findings, large blocks to crowds, patterns in texts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from conflicts.facts.arrays import ArrayMatches, in_order
from conflicts.facts.query import Query, Truncation
from conflicts.facts.table import FactTable
from conflicts.model.vocabulary import EMPTY
from conflicts.report.bulk import batches, findings_schema
from conflicts.report.lazy import LazyFindings, RuleFindings
from conflicts.rules.rule import Rule
from conflicts.sweep import crowds_of

TRUNCATED = "truncated"
"""The column, beside those of findings, that says why not all matches of a block are there; such a row is no finding,
and its ``pairs`` are the matches that are."""

SCHEMA = (
    "rule string, kind string, severity string, verdict string, title string, subject string, pairs bigint, "
    "claims array<string>, leading array<string>, examples array<array<string>>"
)
"""The columns of findings, as Spark writes them."""


class Names(FactTable):
    """Facts that are the ids of some claims, by their numbers, ascending, and the ids of what they are about."""

    def __init__(self, numbers: NDArray[np.int64], ids: pa.Array, about: pa.Array) -> None:
        super().__init__((), EMPTY)
        self._numbers, self._names, self._about = numbers, ids, about

    def ids_of(self, rows: NDArray[np.int64]) -> pa.Array:
        """The ids of the claims in these rows, one for one."""
        return self._names.take(pa.array(np.searchsorted(self._numbers, rows)))

    def subjects_of(self, rows: NDArray[np.int64]) -> pa.Array:
        """The ids of the entities that the claims in these rows are about, one for one."""
        return self._about.take(pa.array(np.searchsorted(self._numbers, rows)))

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """The number of each claim's place: the same for all, since the findings of a cluster are in no order."""
        return np.broadcast_to(np.int64(0), int(self._numbers.max(initial=-1)) + 1)


def listed(rule: Rule) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What makes findings of matches: of whole blocks in one go, or, of those that stay alone, some after the other.

    Of each variable n they have the number, ``rn``, and of its claim the id, ``idn``, and the subject, ``aboutn``.
    """

    def findings(parts: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        together = ([part] for part in parts) if rule.kind == "unverified" else [list(parts)]
        for some in together:
            if any(part.num_rows for part in some):
                yield from _listed(rule, pa.Table.from_batches(some)).to_batches()

    return findings


def _listed(rule: Rule, matches: pa.Table) -> pa.Table:
    variables = range(len(rule.variables))
    rows = np.column_stack([_numbers(matches[f"r{n}"]) for n in variables])
    order = in_order(rows)
    claims, first = np.unique(rows.T.ravel(), return_index=True)
    ids, about = (
        pa.concat_arrays([chunk for n in variables for chunk in matches[f"{name}{n}"].chunks]).take(pa.array(first))
        for name in ("id", "about")
    )
    certain = _numbers(matches["certain"])[order] == 1
    topics = _numbers(matches["topic"])[order] if "topic" in matches.column_names else None
    return _found(rule, ArrayMatches(rows[order], certain, topics), Names(claims, ids, about), None)


def swept(rule: Rule, query: Query, names: Mapping[str, str]) -> Callable[[pa.Table], pa.Table]:
    """What makes findings of the claims of a block whose matches are counted; ``names`` are those of its columns."""

    def findings(block: pa.Table) -> pa.Table:
        block = block.sort_by("claim")
        columns = {column: _numbers(block[name]) for column, name in names.items()}
        places = np.arange(block.num_rows)
        sweep = crowds_of(query, columns.__getitem__, places, _numbers(block["at_home"]) == 1)
        nothing = ArrayMatches(np.empty((0, 2), np.int64), np.empty(0, np.bool_), crowds=sweep.crowds)
        known = Names(places, *(pa.concat_arrays(block[name].chunks) for name in ("claim_id", "claim_about")))
        return _found(rule, nothing, known, sweep.truncated)

    return findings


def _found(rule: Rule, matches: ArrayMatches, names: Names, truncated: Truncation | None) -> pa.Table:
    found = pa.Table.from_batches(batches(LazyFindings([RuleFindings(rule, matches, names)])), findings_schema())
    found = found.append_column(TRUNCATED, pa.nulls(len(found), pa.string()))
    if truncated is None:
        return found
    words = {"rule": rule.name, "kind": rule.kind, "severity": rule.severity, "verdict": "possible"}
    lists = dict[str, list[str]](claims=[], leading=[], examples=[])
    told = {**words, **lists, "title": rule.title, "subject": "", "pairs": truncated.pairs, TRUNCATED: truncated.reason}
    return pa.concat_tables([found, pa.Table.from_pylist([told], found.schema)])


def finder(pattern: str) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What says of claims with ``words`` whether the pattern (RE2) is in them."""

    def find(parts: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import re2

        compiled = re2.compile(pattern)
        for part in parts:
            words: Sequence[str | None] = part.column("words").to_pylist()
            fits = [int(text is not None and compiled.search(text) is not None) for text in words]
            yield pa.record_batch({"claim": part.column("claim"), "fits": pa.array(fits, pa.int64())})

    return find


def _numbers(column: pa.ChunkedArray) -> NDArray[np.int64]:
    return np.asarray(column.to_numpy(), np.int64)
