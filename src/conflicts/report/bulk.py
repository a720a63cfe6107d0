"""Findings as an Arrow table, a row a finding, without an object for each of them."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from conflicts.errors import UnsupportedError
from conflicts.facts.arrays import Crowds, offsets, ranges
from conflicts.facts.query import EXAMPLES
from conflicts.report.finding import Finding
from conflicts.report.lazy import LazyFindings, Part, RuleFindings
from conflicts.rules.rule import SEVERITIES, Severity

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from conflicts.report.report import Truncated

TRUNCATED = "conflicts.truncated"
"""Where the metadata of a file says which rules were not compared to the end, as JSON."""

BATCH = 25_000
"""How many findings are made into one piece of the table."""


@cache
def findings_schema() -> "pa.Schema":
    """The columns of a table of findings.

    ``claims`` are the ids of all claims of the finding, ``leading`` of those that stand first in a match: those that
    are unverified, or superseded; ``examples`` are the claims of the first few matches, in the order of the rule's
    variables. ``subject`` is the id of what the first example is about.
    """
    import pyarrow as pa

    ids = pa.list_(pa.string())
    return pa.schema(
        [
            pa.field("rule", pa.string(), nullable=False),
            pa.field("kind", pa.string(), nullable=False),
            pa.field("severity", pa.string(), nullable=False),
            pa.field("verdict", pa.string(), nullable=False),
            pa.field("title", pa.string(), nullable=False),
            pa.field("subject", pa.string(), nullable=False),
            pa.field("pairs", pa.int64(), nullable=False),
            pa.field("claims", ids, nullable=False),
            pa.field("leading", ids, nullable=False),
            pa.field("examples", pa.list_(ids), nullable=False),
        ]
    )


def write_findings(findings: Sequence[Finding], path: Path, truncated: "Sequence[Truncated]" = ()) -> None:
    """Write the findings to a Parquet file, in the order of a report; they must be those of a stored table.

    What was ``truncated`` stands in the file's metadata, under ``conflicts.truncated``, as in the JSON report.
    Raises UnsupportedError for findings that are made already: those are best written as JSON.
    """
    if not isinstance(findings, LazyFindings):
        raise UnsupportedError(
            "findings are written to Parquet where DuckDB checks a table (--engine duckdb), one for each conflict"
        )
    import pyarrow.parquet as pq

    repeated = ["rule", "kind", "severity", "verdict", "title"]
    writer = pq.ParquetWriter(
        path,
        findings_schema().with_metadata({TRUNCATED: json.dumps([each.model_dump() for each in truncated])}),
        compression="zstd",
        use_dictionary=repeated,  # pyright: ignore[reportArgumentType]  (annotated as its default, a bool)
    )
    with writer, ThreadPoolExecutor(1) as beside:
        written: Future[None] | None = None
        for batch in batches(findings):
            if written is not None:
                written.result()
            written = beside.submit(writer.write_batch, batch)  # while the next one is made
        if written is not None:
            written.result()


def batches(findings: LazyFindings) -> "Iterator[pa.RecordBatch]":
    """The findings as Arrow, in the order of a report."""
    for severity in SEVERITIES:
        for part in findings.parts(severity, BATCH):
            yield _interleaved(findings, severity, part)


def _interleaved(findings: LazyFindings, severity: Severity, part: Part) -> "pa.RecordBatch":
    """The findings of several rules in one batch: made rule by rule, and put in their order."""
    import numpy as np
    import pyarrow as pa

    rules = np.unique(part.which).tolist()
    of_rules = [_batch(findings.rules[which], severity, part.numbers[part.which == which]) for which in rules]
    if len(of_rules) == 1:
        return of_rules[0]
    made = np.argsort(part.which, kind="stable")  # where each of those that are made belongs
    return pa.concat_batches(of_rules).take(pa.array(np.argsort(made, kind="stable"), pa.int64()))


class _Lists(NamedTuple):
    """Lists of rows, one after the other, and how long each is."""

    values: "NDArray[np.int64]"
    lengths: "NDArray[np.int64]"

    def of(self, words: "pa.Array") -> "pa.ListArray":
        """The lists with words in place of the rows."""
        import pyarrow as pa

        return pa.ListArray.from_arrays(pa.array(offsets(self.lengths), pa.int32()), words)

    @classmethod
    def within(cls, values: "NDArray[np.int64]", starts: "NDArray[np.int64]", stops: "NDArray[np.int64]") -> "_Lists":
        """The lists that lie in these values from each start to before its stop."""
        return cls(values[ranges(starts, stops)], stops - starts)


class _Part(NamedTuple):
    """What the table says of some findings: a list each of ``claims``, ``leading``, and of lines of ``examples``."""

    certain: "NDArray[np.bool_]"
    pairs: "NDArray[np.int64]"
    claims: _Lists
    leading: _Lists
    examples: _Lists


def _batch(found: RuleFindings, severity: Severity, numbers: "NDArray[np.int64]") -> "pa.RecordBatch":
    import numpy as np
    import pyarrow as pa

    rule, facts, width = found.rule, found.facts, found.matches.rows.shape[1]
    is_listed = numbers < len(found.clusters)
    part = _listed(found, numbers[is_listed])
    if not is_listed.all():
        part = _both(part, _counted(found.matches.crowds, numbers[~is_listed] - len(found.clusters)))
    lines = part.examples
    first = offsets(lines.lengths)[:-1]
    examples = _Lists(lines.values.ravel(), np.full(len(lines.values), width))
    columns = [
        _same(rule.name, len(numbers)),
        _same(rule.kind, len(numbers)),
        _same(severity, len(numbers)),
        pa.array(["possible", "certain"]).take(pa.array(part.certain.astype(np.int8))),
        _same(rule.title, len(numbers)),
        facts.subjects_of(lines.values[first, 0]),
        pa.array(part.pairs, pa.int64()),
        part.claims.of(facts.ids_of(part.claims.values)),
        part.leading.of(facts.ids_of(part.leading.values)),
        lines.of(examples.of(facts.ids_of(examples.values))),
    ]
    table = pa.RecordBatch.from_arrays(columns, schema=findings_schema())
    if is_listed.all() or not is_listed.any():
        return table
    return table.take(pa.array(np.argsort(~is_listed, kind="stable").argsort()))


def _listed(found: RuleFindings, numbers: "NDArray[np.int64]") -> _Part:
    """Clusters of matches that are listed."""
    import numpy as np

    matches, clusters = found.matches, found.clusters
    starts, stops = clusters.starts[numbers], clusters.starts[numbers + 1]
    if found.rule.kind == "contradiction":  # its claims stand against each other, whichever is named first
        leading = _Lists(np.empty(0, np.int64), np.zeros(len(numbers), np.int64))
    else:
        its = clusters.order[ranges(starts, stops)]
        leading = _distinct(np.repeat(np.arange(len(numbers)), stops - starts), matches.rows[its, 0], len(numbers))
    shown = _Lists.within(clusters.order, starts, np.minimum(stops, starts + EXAMPLES))
    return _Part(
        matches.certain[clusters.order[starts]],
        stops - starts,
        _Lists.within(clusters.members, clusters.bounds[numbers], clusters.bounds[numbers + 1]),
        leading,
        _Lists(matches.rows[shown.values], shown.lengths),
    )


def _counted(crowds: Crowds, numbers: "NDArray[np.int64]") -> _Part:
    """Crowds, by number."""
    import numpy as np

    starts, stops = crowds.bounds[numbers], crowds.bounds[numbers + 1]
    members = ranges(starts, stops)
    leads = crowds.leading[members]
    crowd = np.repeat(np.arange(len(numbers)), stops - starts)
    return _Part(
        crowds.certain[numbers],
        crowds.pairs[numbers],
        _Lists(crowds.members[members], stops - starts),
        _Lists(crowds.members[members[leads]], np.bincount(crowd[leads], minlength=len(numbers))),
        _Lists.within(crowds.examples, crowds.shown[numbers], crowds.shown[numbers + 1]),
    )


def _both(first: _Part, second: _Part) -> _Part:
    import numpy as np

    def together(one: _Lists, other: _Lists) -> _Lists:
        return _Lists(np.concatenate((one.values, other.values)), np.concatenate((one.lengths, other.lengths)))

    return _Part(
        np.concatenate((first.certain, second.certain)),
        np.concatenate((first.pairs, second.pairs)),
        together(first.claims, second.claims),
        together(first.leading, second.leading),
        together(first.examples, second.examples),
    )


def _distinct(groups: "NDArray[np.int64]", values: "NDArray[np.int64]", size: int) -> _Lists:
    """The different values of each group, ascending."""
    import numpy as np

    order = np.lexsort((values, groups))
    groups, values = groups[order], values[order]
    is_first = np.ones(len(values), bool)
    is_first[1:] = (groups[1:] != groups[:-1]) | (values[1:] != values[:-1])
    return _Lists(values[is_first], np.bincount(groups[is_first], minlength=size))


def _same(word: str, times: int) -> "pa.Array":
    import pyarrow as pa

    return pa.repeat(pa.scalar(word, pa.string()), times)
