"""durable_rules as its documentation says: a ruleset in ``durable.lang``, and each claim asserted as a fact."""

from itertools import count
from typing import TypeAlias

from durable.engine import Closure
from durable.lang import assert_fact, c, m, ruleset, when_all

from contest.case import INCOMPATIBLE, NEWER, UNCITED, Case
from contest.contenders.grouping import rows_of
from contest.proof import listed, prove
from contest.protocol import Answer, Outcome, Work

Found: TypeAlias = dict[str, list[tuple[int, int, bool]]]

_names = (f"claims-{number}" for number in count())


def ruleset_of_three(case: Case) -> Work:
    """Rows in memory to a list of matches, which the rules' actions append to."""
    rows = rows_of(case)

    def work() -> Answer:
        name = next(_names)
        found: Found = {rule: [] for rule in case.rules}
        with ruleset(name):
            _define(found)
        for row in rows:
            fact = {
                "number": row.number,
                "key": f"{row.subject} {row.predicate}",
                "value": row.value,
                "source": row.source,
                "origin": row.origin,
                "begin": row.begin,
                "end": row.end,
                "stated": row.stated,
                "citations": row.citations,
            }
            assert_fact(name, fact)
        return lambda: Outcome({rule: prove(listed(matches)) for rule, matches in found.items()})

    return work


def _define(found: Found) -> None:
    if INCOMPATIBLE in found:

        @when_all(
            c.a << (m.number >= 0),
            c.b << (m.key == c.a.key)
            & (m.number > c.a.number)
            & (m.origin != c.a.origin)
            & (m.value != c.a.value)
            & (m.begin <= c.a.end)
            & (m.end >= c.a.begin),
        )
        def incompatible(match: Closure) -> None:
            certain = match.a.begin < match.b.end and match.b.begin < match.a.end
            found[INCOMPATIBLE].append((match.a.number, match.b.number, certain))

    if NEWER in found:

        @when_all(
            c.a << (m.number >= 0),
            c.b << (m.key == c.a.key) & (m.source == c.a.source) & (m.value != c.a.value) & (m.stated >= c.a.stated),
        )
        def newer(match: Closure) -> None:
            found[NEWER].append((match.a.number, match.b.number, match.a.stated < match.b.stated))

    if UNCITED in found:

        @when_all(m.citations == 0)
        def uncited(match: Closure) -> None:
            found[UNCITED].append((match.m.number, match.m.number, True))

    @when_all(m.number >= 0)
    def seen(match: Closure) -> None:
        """Without a rule that every fact matches, a fact that matches none is an error."""
