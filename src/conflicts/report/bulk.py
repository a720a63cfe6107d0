"""Findings as an Arrow table, a row a finding, without an object for each of them."""

from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from conflicts.errors import UnsupportedError
from conflicts.facts.arrays import ranges
from conflicts.facts.query import EXAMPLES
from conflicts.report.finding import SEVERITIES, Finding
from conflicts.report.lazy import LazyFindings, RuleFindings
from conflicts.rules.rule import Severity

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

BATCH = 100_000
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


def write_findings(findings: Sequence[Finding], path: Path) -> None:
    """Write the findings to a Parquet file, in the order of a report; they must be those of a stored table.

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
        findings_schema(),
        compression="zstd",
        use_dictionary=repeated,  # pyright: ignore[reportArgumentType]  (annotated as its default, a bool)
    )
    with writer:
        for batch in batches(findings):
            writer.write_batch(batch)


def batches(findings: LazyFindings) -> "Iterator[pa.RecordBatch]":
    """The findings as Arrow, in the order of a report."""
    for severity in SEVERITIES:
        for each in findings.rules:
            for numbers in each.parts(severity, BATCH):
                yield _batch(each, severity, numbers)


def _batch(found: RuleFindings, severity: Severity, numbers: "NDArray[np.int64]") -> "pa.RecordBatch":
    import numpy as np
    import pyarrow as pa

    rule, matches, clusters = found.rule, found.matches, found.clusters
    is_listed = numbers < len(clusters)
    listed = numbers[is_listed]
    crowds = [matches.crowds[number - len(clusters)] for number in numbers[~is_listed].tolist()]
    counts = clusters.starts[listed + 1] - clusters.starts[listed]
    members = clusters.members[ranges(clusters.bounds[listed], clusters.bounds[listed + 1])]
    its = clusters.order[ranges(clusters.starts[listed], clusters.starts[listed + 1])]
    firsts = np.minimum(counts, EXAMPLES)
    shown = clusters.order[ranges(clusters.starts[listed], clusters.starts[listed] + firsts)]
    if rule.kind == "contradiction":  # its claims stand against each other, whichever is named first
        leading, led = np.empty(0, np.int64), np.zeros(len(listed), np.int64)
    else:
        leading, led = _distinct(np.repeat(np.arange(len(listed)), counts), matches.rows[its, 0], len(listed))
    width = matches.rows.shape[1]
    certain = np.concatenate((found.certain[listed], np.asarray([crowd.certain for crowd in crowds], bool)))
    claims = _Lists(members, clusters.bounds[listed + 1] - clusters.bounds[listed])
    leads = _Lists(leading, led)
    examples = _Lists(matches.rows[shown].ravel(), np.full(len(shown), width))
    for crowd in crowds:
        claims.add(np.asarray(crowd.rows, np.int64))
        leads.add(np.asarray(sorted(crowd.leading), np.int64))
        for match in crowd.examples:
            examples.add(np.asarray(match.rows, np.int64))
    firsts = np.concatenate((firsts, np.asarray([len(crowd.examples) for crowd in crowds], np.int64)))
    pairs = np.concatenate((counts, np.asarray([crowd.pairs for crowd in crowds], np.int64)))
    ids, subjects = found.facts.ids_of(claims.values), found.facts.subjects_of(examples.values)
    first_subject = np.concatenate(([0], np.cumsum(firsts[:-1] * width))).astype(np.int64) if len(firsts) else firsts
    grouped = pa.ListArray.from_arrays(
        pa.array(_offsets(firsts), pa.int32()), examples.of(found.facts.ids_of(examples.values))
    )
    columns = [
        _same(rule.name, len(numbers)),
        _same(rule.kind, len(numbers)),
        _same(severity, len(numbers)),
        pa.array(["possible", "certain"]).take(pa.array(certain.astype(np.int8))),
        _same(rule.title, len(numbers)),
        subjects.take(pa.array(first_subject)),
        pa.array(pairs, pa.int64()),
        claims.of(ids),
        leads.of(found.facts.ids_of(leads.values)),
        grouped,
    ]
    table = pa.RecordBatch.from_arrays(columns, schema=findings_schema())
    return table.take(pa.array(np.argsort(~is_listed, kind="stable").argsort())) if crowds else table


class _Lists:
    """Lists of rows, one after the other, and how long each is."""

    def __init__(self, values: "NDArray[np.int64]", lengths: "NDArray[np.int64]") -> None:
        self._values, self._lengths = [values], lengths.tolist()

    def add(self, values: "NDArray[np.int64]") -> None:
        """Add a list."""
        self._values.append(values)
        self._lengths.append(len(values))

    @cached_property
    def values(self) -> "NDArray[np.int64]":
        """The rows of all lists, which are complete now."""
        import numpy as np

        return np.concatenate(self._values)

    def of(self, words: "pa.Array") -> "pa.ListArray":
        """The lists with words in place of the rows."""
        import pyarrow as pa

        return pa.ListArray.from_arrays(pa.array(_offsets(self._lengths), pa.int32()), words)


def _offsets(lengths: "Sequence[int] | NDArray[np.int64]") -> "NDArray[np.int64]":
    import numpy as np

    return np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)


def _distinct(
    groups: "NDArray[np.int64]", values: "NDArray[np.int64]", size: int
) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """The different values of each group, ascending, and how many they are."""
    import numpy as np

    order = np.lexsort((values, groups))
    groups, values = groups[order], values[order]
    is_first = np.ones(len(values), bool)
    is_first[1:] = (groups[1:] != groups[:-1]) | (values[1:] != values[:-1])
    return values[is_first], np.bincount(groups[is_first], minlength=size)


def _same(word: str, times: int) -> "pa.Array":
    import pyarrow as pa

    return pa.repeat(pa.scalar(word, pa.string()), times)
