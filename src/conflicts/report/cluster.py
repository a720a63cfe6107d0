"""Matches of one rule to clusters: what is one conflict to a person is one cluster."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from conflicts.facts.query import EXAMPLES, Crowd, Match, Matches
from conflicts.rules.rule import Kind

T = TypeVar("T")


class Cluster(NamedTuple):
    """Matches that hang together through claims they share.

    ``rows`` are all their claims, ascending; ``leading`` those that stand first in a match, none where the order of
    the claims says nothing (in a contradiction); ``matches`` says how many there are and ``examples`` holds the first
    few. ``topic`` is what they are about, where the rule joins on one and they are about one. ``conflicts`` says how
    many it was before they were put together. ``of_bare_file``: they are about claims of one file that cites nothing.
    """

    certain: bool
    topic: str | None
    rows: tuple[int, ...]
    leading: frozenset[int]
    matches: int
    examples: tuple[Match, ...]
    conflicts: int = 1
    of_bare_file: bool = False


def clusters_of(kind: Kind, matches: Matches, topic_of: Callable[[Match], str | None]) -> list[Cluster]:
    """Join the matches of one rule into connected components over their claims.

    Certain and possible matches are never joined, nor are matches about different topics. Each match of an unverified
    rule stays alone.
    """
    ordered = sorted(matches, key=lambda match: (match.rows, not match.certain))
    if kind == "unverified":
        return [_cluster(kind, topic_of(match), [match]) for match in ordered]
    groups: dict[tuple[bool, str | None], list[Match]] = {}
    for match in ordered:
        groups.setdefault((match.certain, topic_of(match)), []).append(match)
    listed = [
        _cluster(kind, topic, members)
        for (_, topic), group in groups.items()
        for members in components(group, lambda match: match.rows)
    ]
    return [*listed, *(of_crowd(crowd, topic_of(crowd.examples[0])) for crowd in matches.crowds)]


def most_certain(match: Match) -> tuple[object, ...]:
    """Sort key: the certain matches first."""
    return not match.certain, match.rows


def grouped(
    clusters: Iterable[Cluster], key_of: Callable[[Cluster], Hashable], order: Callable[[Match], tuple[object, ...]]
) -> list[Cluster]:
    """One cluster for each key, with its examples in order; it is certain if the first of them is."""
    groups: dict[Hashable, list[Cluster]] = {}
    for cluster in clusters:
        groups.setdefault(key_of(cluster), []).append(cluster)
    return [together[0] if len(together) == 1 else _together(together, order) for together in groups.values()]


def _together(clusters: Sequence[Cluster], order: Callable[[Match], tuple[object, ...]]) -> Cluster:
    examples = sorted((match for cluster in clusters for match in cluster.examples), key=order)
    return Cluster(
        certain=examples[0].certain,
        topic=clusters[0].topic if len({cluster.topic for cluster in clusters}) == 1 else None,
        rows=tuple(sorted({row for cluster in clusters for row in cluster.rows})),
        leading=frozenset(row for cluster in clusters for row in cluster.leading),
        matches=sum(cluster.matches for cluster in clusters),
        examples=tuple(examples[:EXAMPLES]),
        conflicts=len(clusters),
    )


def of_crowd(crowd: Crowd, topic: str | None) -> Cluster:
    """The cluster that a crowd is."""
    return Cluster(crowd.certain, topic, crowd.rows, crowd.leading, crowd.pairs, crowd.examples)


def components(links: Iterable[T], ends_of: Callable[[T], Iterable[Hashable]]) -> list[list[T]]:
    """The links that hang together by their ends, of which each has at least one; in the order of the first of them."""
    parent: dict[Hashable, Hashable] = {}
    firsts: list[tuple[Hashable, T]] = []
    for link in links:
        first, *others = ends_of(link)
        firsts.append((first, link))
        root = _root(parent, first)
        for end in others:
            parent[_root(parent, end)] = root
    found: dict[Hashable, list[T]] = {}
    for first, link in firsts:
        found.setdefault(_root(parent, first), []).append(link)
    return list(found.values())


def _root(parent: dict[Hashable, Hashable], end: Hashable) -> Hashable:
    parent.setdefault(end, end)
    while parent[end] != end:
        parent[end] = parent[parent[end]]
        end = parent[end]
    return end


def _cluster(kind: Kind, topic: str | None, matches: Sequence[Match]) -> Cluster:
    return Cluster(
        certain=matches[0].certain,
        topic=topic,
        rows=tuple(sorted({row for match in matches for row in match.rows})),
        leading=frozenset() if kind == "contradiction" else frozenset(match.rows[0] for match in matches),
        matches=len(matches),
        examples=tuple(matches[:EXAMPLES]),
    )
