"""Who takes part in what, up to which size; in which order; and what the page calls them."""

from collections.abc import Iterator
from dataclasses import dataclass

from contest.case import INCOMPATIBLE, THREE_RULES, UNCITED, Shape
from contest.protocol import Task

LINEAR_RULES = (INCOMPATIBLE, UNCITED)
"""Rules whose matches in one block are about as many as its claims. The other one's are their number squared."""

SHORT_SIZES, FULL_SIZES = (1_000, 10_000, 100_000), (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
MEGA = 1_000_000
REPEATS = {1_000: 5, 10_000: 5, 100_000: 3}
LONGER = 4
"""How many times the limit the work may take that is on ten million claims."""


@dataclass(frozen=True)
class Limits:
    """What a process may use: seconds of work, and gigabytes of memory."""

    seconds: float
    gigabytes: float


@dataclass(frozen=True)
class Entry:
    """A contender that takes part, with claims of one shape, up to a size."""

    contender: str
    shape: Shape
    rules: tuple[str, ...]
    up_to: int

    def tasks(self, sizes: tuple[int, ...], limits: Limits) -> Iterator[Task]:
        """Its tasks, the small ones first."""
        for size in (each for each in sizes if each <= self.up_to):
            yield Task(
                contender=self.contender,
                shape=self.shape,
                size=size,
                rules=self.rules,
                repeats=REPEATS.get(size, 1),
                seconds=limits.seconds * (LONGER if size > MEGA else 1),
                gigabytes=limits.gigabytes,
            )


OURS, CORE = "ours:table", "ours:core_pack"
MATCHES, REPORT, FINDINGS = "ours:matches", "ours:report", "ours:findings"
SQL, SQL_BY_TIME, POLARS, SWEEP = (
    "duckdb_sql:by_key",
    "duckdb_sql:by_time",
    "polars_frame:by_key",
    "numpy_sweep:one_block",
)
DICT, DICT_SORTED, DICT_OVER_CLAIMS = "grouping:every_pair", "grouping:sorted_by_time", "grouping:over_claims"
DURABLE, CLIPS, CLINGO, SHACL = (
    "durable_rules:ruleset_of_three",
    "clips_rules:three_rules",
    "clingo_program:program",
    "shacl:shapes",
)
LOAD, PYDANTIC = "reading:ours", "reading:pydantic"

NAMES = {
    OURS: "**conflicts**, engine `duckdb`: report, and all findings in Parquet",
    SQL: "DuckDB SQL by hand, joined by the key",
    SQL_BY_TIME: "DuckDB SQL by hand, joined by the time, for who knows that there is one block",
    POLARS: "Polars by hand, joined by the key",
    SWEEP: "numpy by hand, sort and sweep: counts and claims, no matches",
    MATCHES: "**conflicts**, engine `python`: from `Claim` objects to matches",
    REPORT: "**conflicts**, engine `python`: from `Claim` objects to a report",
    FINDINGS: "**conflicts**, engine `python`: from `Claim` objects to all `Finding` objects",
    DICT: "plain Python by hand, groups in a dict, from objects of its own",
    DICT_SORTED: "plain Python by hand, groups in a dict, sorted by time",
    DICT_OVER_CLAIMS: "plain Python by hand, groups in a dict, from `Claim` objects",
    DURABLE: "durable_rules, as its documentation says",
    CLIPS: "CLIPS (clipspy)",
    CLINGO: "clingo",
    SHACL: "pySHACL",
    CORE: "**conflicts**, engine `duckdb`: the pack `core`",
    LOAD: "**conflicts**: `load`",
    PYDANTIC: "pydantic: `TypeAdapter(list[Claim]).validate_json`",
}
FROM_PARQUET = (SQL, OURS, POLARS, SQL_BY_TIME, SWEEP)
FROM_OBJECTS = (DICT, DICT_OVER_CLAIMS, DICT_SORTED, MATCHES, REPORT, FINDINGS, CLINGO, CLIPS, DURABLE, SHACL)

ENTRIES = (
    *(Entry(contender, "uniform", THREE_RULES, 10 * MEGA) for contender in (SQL, OURS)),
    *(
        Entry(contender, "uniform", THREE_RULES, MEGA)
        for contender in (POLARS, DICT, DICT_OVER_CLAIMS, MATCHES, REPORT, CLINGO, CLIPS, DURABLE)
    ),
    Entry(FINDINGS, "uniform", THREE_RULES, MEGA // 10),
    Entry(SHACL, "uniform", THREE_RULES, 10_000),
    Entry(SQL, "zipf", THREE_RULES, MEGA),
    Entry(OURS, "zipf", THREE_RULES, 10 * MEGA),
    *(Entry(contender, "zipf", THREE_RULES, MEGA) for contender in (POLARS, DICT)),
    Entry(MATCHES, "zipf", THREE_RULES, MEGA // 10),
    *(Entry(contender, "hot", LINEAR_RULES, MEGA) for contender in (SQL_BY_TIME, SWEEP, OURS)),
    *(Entry(contender, "hot", LINEAR_RULES, MEGA) for contender in (SQL, POLARS, DICT, DICT_SORTED)),
    Entry(MATCHES, "hot", LINEAR_RULES, MEGA // 10),
    *(Entry(contender, "hot", LINEAR_RULES, 10_000) for contender in (CLINGO, CLIPS, DURABLE)),
    Entry(SHACL, "hot", LINEAR_RULES, 1_000),
    *(Entry(contender, "hot", THREE_RULES, MEGA) for contender in (SWEEP, OURS)),
    Entry(CORE, "uniform", (), MEGA),
    *(Entry(contender, "uniform", (), MEGA) for contender in (PYDANTIC, LOAD)),
)
"""Whose matches are listed come before those whose matches are compared with them."""


def tasks(sizes: tuple[int, ...], limits: Limits) -> list[list[Task]]:
    """The tasks of each entry."""
    return [list(entry.tasks(sizes, limits)) for entry in ENTRIES]
