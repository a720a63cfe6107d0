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


def differences_in(facts: StoredFacts, predicates: Collection[str], mixing: Collection[str] = ()) -> Differences:
    """Where claims with these predicates give different values; of those ``mixing`` kinds, only which kinds."""
    connection = facts.connection
    looked_at = frozenset((*predicates, *mixing))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE asserting AS {_asserting(facts, looked_at)}")
    kinds = sorted(_kinds(facts))
    if further := looked_at - frozenset(predicates):
        listed = ", ".join(str(facts.code(name)) for name in sorted(further))
        connection.execute(f"DELETE FROM asserting WHERE predicate IN ({listed})")
    differing = sorted(_differing(facts))
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
_DIFFERS = f"count(*) > 1 AND max(low) > min(high) AND (min(origin) <> max(origin) OR max(origin) = {MISSING})"


def _differing(facts: StoredFacts) -> Iterator[Differing]:
    """As in memory: groups that differ as a whole are divided into runs."""
    facts.connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE divided AS
        WITH groups AS (
            SELECT {_GROUP}, max(began) < min(ended) AS together FROM asserting GROUP BY {_GROUP} HAVING {_DIFFERS}),
        doubtful AS (SELECT * FROM asserting JOIN groups USING ({_GROUP})),
        lasting AS (
            SELECT *, max(ended) OVER (PARTITION BY {_GROUP} ORDER BY began, claim
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until
            FROM doubtful WHERE NOT together)
        SELECT {_GROUP}, claim, low, high, origin, sum(CASE WHEN began >= until THEN 1 ELSE 0 END)
            OVER (PARTITION BY {_GROUP} ORDER BY began, claim ROWS UNBOUNDED PRECEDING) AS run
        FROM lasting
        UNION ALL SELECT {_GROUP}, claim, low, high, origin, 0 FROM doubtful WHERE together
        """
    )
    rows = facts.connection.execute(
        f"""
        WITH differing AS (
            SELECT {_GROUP}, run, count(*) AS claims, min(claim) AS first
            FROM divided GROUP BY {_GROUP}, run HAVING {_DIFFERS}),
        summed AS (
            SELECT predicate, count(DISTINCT subject) AS subjects, sum(claims)::BIGINT AS claims, min(first) AS first
            FROM differing GROUP BY predicate),
        shown AS (
            SELECT divided.* FROM divided JOIN differing USING ({_GROUP}, run) JOIN summed USING (predicate, first))
        SELECT predicate, any_value(subjects), any_value(summed.claims),
            arg_min(claim, (high, claim)), arg_max(claim, (low, -claim))
        FROM shown JOIN summed USING (predicate) GROUP BY predicate
        """
    ).fetchall()
    facts.connection.execute("DROP TABLE divided")
    words = facts.words_of(predicate for predicate, *_ in rows)
    for predicate, subjects, claims, one, other in rows:
        yield Differing(words[predicate], subjects, claims, (min(one, other), max(one, other)))


def _kinds(facts: StoredFacts) -> Iterator[Kinds]:
    mixed = f"""
        WITH several AS (SELECT predicate FROM asserting GROUP BY predicate HAVING min(kind) <> max(kind)),
        by_kind AS (
            SELECT {_GROUP}, kind, count(*) AS claims, min(claim) AS first
            FROM asserting SEMI JOIN several USING (predicate) GROUP BY {_GROUP}, kind),
        mixed AS (
            SELECT {_GROUP}, list(first ORDER BY first)[1:2] AS example
            FROM by_kind GROUP BY {_GROUP} HAVING count(*) > 1)
        """
    counts = f"SELECT predicate, kind, sum(claims)::BIGINT FROM by_kind SEMI JOIN mixed USING ({_GROUP})"
    counted: dict[int, dict[int, int]] = {}
    for predicate, kind, claims in facts.connection.execute(f"{mixed} {counts} GROUP BY predicate, kind").fetchall():
        counted.setdefault(predicate, {})[kind] = claims
    words = facts.words_of(counted)
    examples = f"{mixed} SELECT predicate, count(DISTINCT subject), min(example) FROM mixed GROUP BY predicate"
    for predicate, subjects, (one, other) in facts.connection.execute(examples).fetchall():
        yield Kinds(words[predicate], subjects, named_kinds(facts, counted[predicate]), (one, other))
