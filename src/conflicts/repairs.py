"""The smallest sets of claims without which no certain contradiction is left."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypeAlias

from conflicts.check import Asked, rules_of, run, why_not
from conflicts.engines import Choice, choose
from conflicts.facts.evaluate import holds
from conflicts.facts.lower import lower
from conflicts.facts.query import TRUE, AllOf, AnyOf, Column, Comparison, Formula, Query, all_of, any_of
from conflicts.facts.table import FactTable
from conflicts.facts.visible import visible
from conflicts.inputs import AnyVocabulary, Claims, collected
from conflicts.model.collection import Collection
from conflicts.report.cluster import components
from conflicts.report.repairs import Membership, RepairGroup, Repairs
from conflicts.rules.pack import AnyRules, in_order, references
from conflicts.rules.rule import Rule

__all__ = ["RepairGroup", "Repairs", "repairs"]

MOST_CLAIMS = 200
"""How many claims a group has at most whose repairs are looked for."""

MOST_LISTED = 100
"""How many repairs of a group are listed."""

MOST_TRIED = 5_000
"""How many sets of claims are tried for each group."""

MOST_CHECKED = 500
"""How many of those where each must be checked by itself, as claims decide what is found of others."""

Conflict: TypeAlias = frozenset[str]
"""The ids of the claims of a certain contradiction."""


def repairs(
    claims: Claims,
    *,
    rules: AnyRules | Sequence[AnyRules] | None = None,
    vocabulary: AnyVocabulary | None = None,
    as_of: str | date | None = None,
    at: str | date | None = None,
    select: str | Sequence[str] = (),
    ignore: str | Sequence[str] = (),
) -> Repairs:
    """Find the smallest sets of claims without which ``check`` finds no certain contradiction.

    Of each set all claims are needed: without fewer of them a certain contradiction is left. Claims are put together
    that can have to do with each other by the rules; each group has its own sets, the smallest first: up to 100, of up
    to 5,000 that are tried, or 500 where what is found of claims depends on others (one that supersedes another). The
    group says if there may be more; of more than 200 claims it is counted only.

    It explains; it gives no advice, and accepted contradictions count. The arguments are those of ``check``. A report
    does not have it, as it holds only ten conflicts of each finding, and not the claims that these depend on.

    >>> from conflicts import Claim
    >>> said = {"subject": "izium", "predicate": "in-ruins", "valid": "2022-03-24"}
    >>> army, isw = (Claim(id=name, asserted_by=name, **said) for name in ("army", "isw"))
    >>> mayor = Claim(id="mayor", asserted_by="mayor", polarity="denied", **said)
    >>> repairs([army, isw, mayor], rules=["core"]).groups[0].repairs
    (('mayor',), ('army', 'isw'))
    """
    asked = Asked.of(rules=rules, as_of=as_of, at=at, select=select, ignore=ignore)
    every = collected(claims, vocabulary)
    chosen = asked.choose(rules_of(every))
    contradictions = [rule for rule in chosen.rules if rule.kind == "contradiction"]
    world = _World(
        visible(every, asked.as_of, asked.at),
        tuple(in_order(contradictions, chosen.loaded)),
        frozenset(rule.name for rule in contradictions),
        asked.as_of,
    )
    return Repairs(groups=tuple(_groups(world)))


class _World(NamedTuple):
    """Claims, and the rules in the order in which they run; ``asked`` are those whose contradictions count."""

    collection: Collection
    rules: tuple[Rule, ...]
    asked: frozenset[str]
    as_of: str | None

    def without(self, removed: Iterable[str]) -> "_World":
        """The same without some claims."""
        gone = frozenset(removed)
        kept = tuple(claim for claim in self.collection.claims if claim.id not in gone)
        return self._replace(collection=replace(self.collection, claims=kept))


class _Checked(NamedTuple):
    """The certain contradictions; and the claims of crowds of them, which are counted with how many they are."""

    conflicts: tuple[Conflict, ...]
    crowds: tuple[tuple[frozenset[str], int], ...]


def _checked(world: _World) -> _Checked:
    facts = FactTable.of(world.collection, world.as_of)
    engines = choose("python", len(facts))
    found: set[Conflict] = set()
    crowds: list[tuple[frozenset[str], int]] = []
    for rule in world.rules:
        _, matches = run(rule, facts, engines)
        if rule.name in world.asked:
            found.update(frozenset(facts.claims[row].id for row in each.rows) for each in matches if each.certain)
            certain = (crowd for crowd in matches.crowds if crowd.certain)
            crowds += [(frozenset(facts.claims[row].id for row in crowd.rows), crowd.pairs) for crowd in certain]
    return _Checked(tuple(sorted(found, key=_by_size)), tuple(crowds))


def _by_size(ids: frozenset[str]) -> tuple[int, list[str]]:
    return len(ids), sorted(ids)


# Groups ---------------------------------------------------------------------------------------------------------------


def _groups(world: _World) -> Iterator[RepairGroup]:
    checked = _checked(world)
    if not checked.conflicts and not checked.crowds:
        return
    links, deciding = _links(world)
    links += [*checked.conflicts, *(ids for ids, _ in checked.crowds)]
    for ids in sorted((frozenset().union(*each) for each in components(links, iter)), key=min):
        conflicts = [each for each in checked.conflicts if each <= ids]
        counted = sum(pairs for each, pairs in checked.crowds if each <= ids)
        if counted or (conflicts and len(ids) > MOST_CLAIMS):
            pairs = len(conflicts) + counted
            yield RepairGroup(claims=tuple(sorted(ids)), conflicts=pairs, is_complete=False, is_counted=True)
        elif conflicts:
            yield _group(ids, conflicts, ids & deciding, world)


def _links(world: _World) -> tuple[list[frozenset[str]], frozenset[str]]:
    """Claims that could have to do with each other, whichever others are away; and all that decide about others.

    What rules flag and which further claims there are depends on other claims: those conditions are left out.
    """
    facts = FactTable.of(world.collection, world.as_of)
    engines = choose("python", len(facts))
    links: list[frozenset[str]] = []
    deciding: set[str] = set()
    asked_about = {name for rule in world.rules for name, _ in references(rule)}
    for rule in world.rules:
        if why_not(rule, facts):
            continue
        query = lower(rule, facts)
        together = [*_matching(query, facts, engines)]
        further = [rows for match in together for rows in _with_further(match, rule, query, facts)]
        links += [frozenset(facts.claims[row].id for row in rows) for rows in (*together, *further)]
        deciding.update(facts.claims[rows[-1]].id for rows in further)
        if rule.name in asked_about:
            deciding.update(facts.claims[row].id for rows in together for row in rows)
    return links, frozenset(deciding)


def _matching(query: Query, facts: FactTable, engines: Choice) -> Iterator[tuple[int, ...]]:
    """The claims that match, or could if others were away."""
    possible = _whatever_is_flagged(query.possible)
    matches = engines.match(replace(query, certain=possible, possible=possible, existences=()), facts)
    yield from (match.rows for match in matches)
    yield from (crowd.rows for crowd in matches.crowds)


def _with_further(rows: tuple[int, ...], rule: Rule, query: Query, facts: FactTable) -> Iterator[tuple[int, ...]]:
    """The claims with each further one that a block could ask about."""
    topic = facts.topic_code(rows, rule.same) if query.existences else None
    for existence in query.existences:
        possible = _whatever_is_flagged(existence.possible)
        for row in facts.candidates(existence.key, rows[0], topic):
            if row not in rows and holds(possible, facts, (*rows, row)):
                yield (*rows, row)


def _whatever_is_flagged(formula: Formula) -> Formula:
    """The formula, taking for granted what it asks of the flags of other rules."""
    match formula:
        case AllOf(members):
            return all_of(*map(_whatever_is_flagged, members))
        case AnyOf(members):
            return any_of(*map(_whatever_is_flagged, members))
        case Comparison(left=Column(name=name)):
            return TRUE if name.startswith("flagged:") else formula


# The sets of one group ------------------------------------------------------------------------------------------------


def _group(ids: frozenset[str], conflicts: Sequence[Conflict], deciding: frozenset[str], world: _World) -> RepairGroup:
    if deciding:
        others = [claim.id for claim in world.collection.claims if claim.id not in ids]
        own = world.without(others)
        found, is_complete = _search(lambda removed: _checked(own.without(removed)).conflicts, deciding, MOST_CHECKED)
        taking_part = frozenset().union(deciding, *conflicts)
    else:
        found, is_complete = _search(
            lambda removed: [each for each in conflicts if each.isdisjoint(removed)], deciding, MOST_TRIED
        )
        taking_part = frozenset().union(*conflicts)
    return RepairGroup(
        claims=tuple(sorted(taking_part)),
        conflicts=len(conflicts),
        repairs=tuple(tuple(sorted(each)) for each in found),
        is_complete=is_complete,
        membership=_membership(taking_part, found if is_complete else None, None if deciding else conflicts),
    )


def _search(
    conflicts: Callable[[frozenset[str]], Sequence[Conflict]], deciding: frozenset[str], most: int
) -> tuple[list[frozenset[str]], bool]:
    """The sets without which there are no conflicts, by their size, and whether they are all.

    Whatever ends the first conflict that is left takes away one of its claims, or one of those that decide about
    others: each of these is tried, the smaller sets first, so that a set with one that was found in it is not needed.
    """
    found: list[frozenset[str]] = []
    level: list[frozenset[str]] = [frozenset()]
    tried = 0
    while level:
        following: set[frozenset[str]] = set()
        for removed in level:
            if any(each <= removed for each in found):
                continue
            if tried == most or len(found) == MOST_LISTED:
                return found, False
            tried += 1
            left = conflicts(removed)
            if left:
                following.update(removed | {each} for each in (left[0] | deciding) - removed)
            else:
                found.append(removed)
        level = sorted(following, key=_by_size)
    return found, True


def _membership(
    ids: frozenset[str], found: Sequence[frozenset[str]] | None, conflicts: Sequence[Conflict] | None
) -> dict[str, Membership]:
    """In how many repairs each claim is: of all, if they are found; or else of conflicts that depend on no others.

    A claim is in every set that meets all conflicts if it is a conflict alone, and in some of the smallest if it is in
    one of the conflicts that contain no other.
    """
    if found is not None:
        return {id: _quantity(sum(id in each for each in found), len(found)) for id in sorted(ids)}
    if conflicts is None:
        return {}
    least = [each for each in conflicts if not any(other < each for other in conflicts)]
    alone = frozenset().union(*(each for each in least if len(each) == 1))
    some = frozenset().union(*least)
    return {id: "every" if id in alone else "some" if id in some else "no" for id in sorted(ids)}


def _quantity(number: int, of: int) -> Membership:
    return "every" if number == of else "some" if number else "no"
