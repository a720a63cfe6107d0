"""Where stored claims give different values: as conflicts.facts.differences says it, in SQL."""

from collections import Counter
from collections.abc import Collection, Iterator

from conflicts.facts.differences import Differences, Differing, Kinds, named_kinds
from conflicts.facts.stored.table import StoredFacts
from conflicts.model.moment import INFINITY, MISSING
from conflicts.rules.comparing import Use

_COLUMNS = {
    "predicate.hi": "predicate",
    "predicate.timeless.hi": "timeless",
    "subject.hi": "subject",
    "scope.hi": "scope",
    "polarity.hi": "polarity",
    "rank.hi": "rank",
    "certainty.hi": "certainty",
    "value.kind.hi": "kind",
    "value.lo": "low",
    "value.hi": "high",
    "valid.start.lo": "began",
    "valid.end.hi": "ended",
    "origin.hi": "origin",
}


def uses_in(facts: StoredFacts) -> Counter[Use]:
    """How many claims use which predicate, affirmed and denied."""
    columns = facts.relation({"predicate.hi": "predicate", "polarity.hi": "polarity"})
    rows = facts.connection.execute(f"SELECT predicate, polarity, count(*) FROM ({columns}) GROUP BY ALL").fetchall()
    words = facts.words_of({code for predicate, way, _ in rows for code in (predicate, way)})
    return Counter({Use(words[predicate], words[way]): count for predicate, way, count in rows})


def differences_in(facts: StoredFacts, predicates: Collection[str]) -> Differences:
    """Where claims with these predicates give different values."""
    connection = facts.connection
    connection.execute(f"CREATE OR REPLACE TEMP TABLE asserting AS {_asserting(facts, predicates)}")
    differing, kinds = sorted(_differing(facts)), sorted(_kinds(facts))
    connection.execute("DROP TABLE asserting")
    return Differences(tuple(differing), tuple(kinds))


def _asserting(facts: StoredFacts, predicates: Collection[str]) -> str:
    """Affirmed claims with a value that somebody stands by; a timeless predicate's hold at any time."""
    affirmed, deprecated, unknown = map(facts.code, ("affirmed", "deprecated", "unknown"))
    asked = ", ".join(str(facts.code(name)) for name in sorted(predicates)) or "NULL"
    return (
        f"SELECT claim, subject, predicate, scope, kind, low, high, origin, "
        f"CASE WHEN timeless = 1 THEN {-INFINITY} ELSE began END AS began, "
        f"CASE WHEN timeless = 1 THEN {INFINITY} ELSE ended END AS ended "
        f"FROM ({facts.relation(_COLUMNS)}) WHERE kind <> {MISSING} AND polarity = {affirmed} "
        f"AND rank <> {deprecated} AND certainty <> {unknown} AND predicate IN ({asked})"
    )


_GROUP = "subject, predicate, scope"
_DIFFERS = f"count(*) > 1 AND max(low) > min(high) AND (count(DISTINCT origin) > 1 OR max(origin) = {MISSING})"


def _differing(facts: StoredFacts) -> Iterator[Differing]:
    """As in memory: groups are divided into runs, where they differ as a whole."""
    rows = facts.connection.execute(
        f"""
        WITH doubtful AS (
            SELECT * FROM asserting SEMI JOIN
                (SELECT {_GROUP} FROM asserting GROUP BY {_GROUP} HAVING {_DIFFERS}) USING ({_GROUP})),
        lasting AS (
            SELECT *, max(ended) OVER (PARTITION BY {_GROUP} ORDER BY began, claim
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until
            FROM doubtful),
        divided AS (
            SELECT *, sum(CASE WHEN began >= until THEN 1 ELSE 0 END)
                OVER (PARTITION BY {_GROUP} ORDER BY began, claim ROWS UNBOUNDED PRECEDING) AS run
            FROM lasting),
        differing AS (
            SELECT subject, predicate, count(*) AS claims, min(claim) AS first,
                arg_min(claim, (high, claim)) AS lowest, arg_max(claim, (low, -claim)) AS highest
            FROM divided GROUP BY {_GROUP}, run HAVING {_DIFFERS})
        SELECT predicate, count(DISTINCT subject), sum(claims)::BIGINT, arg_min(lowest, first), arg_min(highest, first)
        FROM differing GROUP BY predicate
        """
    ).fetchall()
    words = facts.words_of(predicate for predicate, *_ in rows)
    for predicate, subjects, claims, one, other in rows:
        yield Differing(words[predicate], subjects, claims, (min(one, other), max(one, other)))


def _kinds(facts: StoredFacts) -> Iterator[Kinds]:
    mixed = f"""
        WITH by_kind AS (
            SELECT {_GROUP}, kind, count(*) AS claims, min(claim) AS first FROM asserting GROUP BY {_GROUP}, kind),
        mixed AS (
            SELECT {_GROUP}, list(first ORDER BY first)[1:2] AS example
            FROM by_kind GROUP BY {_GROUP} HAVING count(*) > 1)
        """
    counts = "SELECT predicate, kind, sum(claims)::BIGINT FROM by_kind SEMI JOIN mixed USING (" + _GROUP + ")"
    counted: dict[int, dict[int, int]] = {}
    for predicate, kind, claims in facts.connection.execute(f"{mixed} {counts} GROUP BY predicate, kind").fetchall():
        counted.setdefault(predicate, {})[kind] = claims
    words = facts.words_of(counted)
    examples = f"{mixed} SELECT predicate, count(DISTINCT subject), min(example) FROM mixed GROUP BY predicate"
    for predicate, subjects, (one, other) in facts.connection.execute(examples).fetchall():
        yield Kinds(words[predicate], subjects, named_kinds(facts, counted[predicate]), (one, other))
