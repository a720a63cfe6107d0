"""Plain Python, by hand: claims grouped in a dictionary, and each pair of a group looked at."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from operator import attrgetter
from typing import TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from conflicts import Claim, Vocabulary
from conflicts.model.value import Text
from contest.case import INCOMPATIBLE, NEWER, UNCITED, Case
from contest.contenders.objects import claims_of
from contest.proof import listed, prove
from contest.protocol import Answer, Outcome, Work

Found: TypeAlias = dict[str, list[tuple[int, int, bool]]]


@dataclass(slots=True)
class Row:
    """What a program for these three rules keeps of a claim; ``number`` is its place in the file.

    Dates are text, ``2022-03-24``, which orders as they do.
    """

    number: int
    subject: str
    predicate: str
    value: str
    source: str
    origin: str
    begin: str
    end: str
    stated: str
    citations: int

    @property
    def begin_day(self) -> int:
        """The day as a number, for programs that compare numbers only."""
        return date.fromisoformat(self.begin).toordinal()

    @property
    def end_day(self) -> int:
        """Likewise."""
        return date.fromisoformat(self.end).toordinal()

    @property
    def stated_day(self) -> int:
        """Likewise."""
        return date.fromisoformat(self.stated).toordinal()


def rows_of(case: Case) -> list[Row]:
    """The claims in memory, as a program of one's own has them."""
    names = "subject predicate value asserted_by origin valid_from valid_to stated citation_count".split()
    read = pq.read_table(case.table, columns=names)
    columns = [_plain(read.column(name)).to_pylist() for name in names]
    return [Row(number, *cells) for number, cells in enumerate(zip(*columns, strict=True))]


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string()) if pa.types.is_date(column.type) else column


def every_pair(case: Case) -> Work:
    """Rows in memory to a list of matches; every pair of a group is compared."""
    rows = rows_of(case)
    return lambda: _answer(_in_groups(rows, case.rules))


def sorted_by_time(case: Case) -> Work:
    """Rows in memory to a list of matches; a group is sorted, and left once the others begin after the end."""
    rows = rows_of(case)
    assert NEWER not in case.rules, "statements are not sorted by the time for which they hold"
    return lambda: _answer(_in_sorted_groups(rows, case.rules))


def over_claims(case: Case) -> Work:
    """Objects of this library's ``Claim`` in memory to a list of matches; every pair of a group is compared."""
    claims, vocabulary = claims_of(case)
    return lambda: _answer(_in_groups(_as_rows(claims, vocabulary), case.rules))


def _answer(found: Found) -> Answer:
    return lambda: Outcome({name: prove(listed(matches)) for name, matches in found.items()})


def _in_groups(rows: Iterable[Row], rules: tuple[str, ...]) -> Found:
    incompatible, uncited, newer = (rule in rules for rule in (INCOMPATIBLE, UNCITED, NEWER))
    found: Found = {name: [] for name in rules}
    groups = defaultdict(list)
    for row in rows:
        groups[row.subject, row.predicate].append(row)
        if uncited and not row.citations:
            found[UNCITED].append((row.number, row.number, True))
    for group in groups.values():
        for a, b in combinations(group, 2):
            if a.value == b.value:
                continue
            if incompatible and a.origin != b.origin and a.begin <= b.end and b.begin <= a.end:
                found[INCOMPATIBLE].append((a.number, b.number, a.begin < b.end and b.begin < a.end))
            if newer and a.source == b.source:
                if a.stated <= b.stated:
                    found[NEWER].append((a.number, b.number, a.stated < b.stated))
                if b.stated <= a.stated:
                    found[NEWER].append((b.number, a.number, b.stated < a.stated))
    return found


def _in_sorted_groups(rows: Iterable[Row], rules: tuple[str, ...]) -> Found:
    found: Found = {name: [] for name in rules}
    groups = defaultdict(list)
    for row in rows:
        groups[row.subject, row.predicate].append(row)
        if UNCITED in rules and not row.citations:
            found[UNCITED].append((row.number, row.number, True))
    for group in groups.values():
        group.sort(key=attrgetter("begin"))
        for place, a in enumerate(group):
            for other in range(place + 1, len(group)):
                b = group[other]
                if b.begin > a.end:
                    break
                if a.origin != b.origin and a.value != b.value:
                    first, second = sorted((a.number, b.number))
                    found[INCOMPATIBLE].append((first, second, a.begin < b.end and b.begin < a.end))
    return found


def _as_rows(claims: Sequence[Claim], vocabulary: Vocabulary) -> Iterable[Row]:
    owners = {name: source.owner or name for name, source in vocabulary.sources.items()}
    for number, claim in enumerate(claims):
        assert isinstance(claim.value, Text)
        assert claim.asserted_by is not None
        assert claim.valid is not None
        assert claim.stated is not None
        begin, _, end = claim.valid.text.partition("/")
        yield Row(
            number,
            claim.subject,
            claim.predicate,
            claim.value.text,
            claim.asserted_by,
            owners[claim.asserted_by],
            begin,
            end,
            claim.stated.text,
            len(claim.citations),
        )
