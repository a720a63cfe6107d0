from collections.abc import Callable, Iterable
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from conflicts.facts.query import EXAMPLES, Match, Matches
from conflicts.report import cluster as clustering
from conflicts.report.cluster import Cluster
from conflicts.rules.rule import Kind
from steps import at_most


def clusters_of(kind: Kind, matches: Iterable[Match], topic_of: Callable[[Match], str | None]) -> list[Cluster]:
    return clustering.clusters_of(kind, Matches(matches), topic_of)


def no_topic(match: Match) -> None:
    return None


def pairs(*rows: tuple[int, ...], certain: bool = True) -> list[Match]:
    return [Match(each, certain) for each in rows]


def rows_of(clusters: list[Cluster]) -> list[tuple[int, ...]]:
    return [cluster.rows for cluster in clusters]


def test_matches_that_share_a_claim_are_one_cluster() -> None:
    (cluster,) = clusters_of("contradiction", pairs((0, 1), (2, 3), (1, 2)), no_topic)
    assert cluster.rows == (0, 1, 2, 3)
    assert cluster.matches == 3
    assert [match.rows for match in cluster.examples] == [(0, 1), (1, 2), (2, 3)]


def test_matches_without_a_common_claim_stay_apart() -> None:
    assert rows_of(clusters_of("contradiction", pairs((0, 1), (2, 3)), no_topic)) == [(0, 1), (2, 3)]


def test_a_possible_match_is_not_joined_to_certain_ones() -> None:
    matches = pairs((0, 1)) + pairs((1, 2), certain=False)
    certain, possible = clusters_of("contradiction", matches, no_topic)
    assert (certain.certain, certain.rows) == (True, (0, 1))
    assert (possible.certain, possible.rows) == (False, (1, 2))


def test_matches_about_different_topics_are_not_joined() -> None:
    clusters = clusters_of("contradiction", pairs((0, 1), (0, 2)), lambda match: f"part {match.rows[1]}")
    assert rows_of(clusters) == [(0, 1), (0, 2)]
    assert [cluster.topic for cluster in clusters] == ["part 1", "part 2"]


def test_each_match_of_an_unverified_rule_stays_alone() -> None:
    assert rows_of(clusters_of("unverified", pairs((0, 1), (1, 2)), no_topic)) == [(0, 1), (1, 2)]


def test_the_claims_that_stand_first_are_known() -> None:
    (cluster,) = clusters_of("superseded", pairs((0, 1), (1, 2)), no_topic)
    assert cluster.leading == {0, 1}


def test_a_match_of_three_claims_joins_all_of_them() -> None:
    assert rows_of(clusters_of("contradiction", pairs((0, 1, 2), (2, 3, 4)), no_topic)) == [(0, 1, 2, 3, 4)]


def test_a_component_of_ten_thousand_claims_keeps_few_examples_and_takes_few_steps() -> None:
    chain = pairs(*((n, n + 1) for n in reversed(range(9_999))))
    star = pairs(*((0, n) for n in range(1, 10_000)))
    with at_most(1_000_000):
        (cluster,) = clusters_of("contradiction", chain + star, no_topic)
    assert len(cluster.rows) == 10_000
    assert cluster.matches == 19_998
    assert len(cluster.examples) == EXAMPLES


@st.composite
def some_matches(draw: st.DrawFn) -> list[Match]:
    row = st.integers(0, 12)
    rows = draw(st.lists(st.tuples(row, row).filter(lambda pair: pair[0] < pair[1]), unique=True, max_size=20))
    return [Match(each, draw(st.booleans())) for each in rows]


@given(some_matches().flatmap(lambda matches: st.tuples(st.just(matches), st.permutations(matches))))
def test_the_order_of_matches_changes_nothing(orders: tuple[list[Match], list[Match]]) -> None:
    first, second = (clusters_of("contradiction", matches, no_topic) for matches in orders)
    assert first == second


@given(some_matches())
def test_two_claims_are_in_one_cluster_just_if_a_path_of_matches_leads_from_one_to_the_other(
    matches: list[Match],
) -> None:
    reached = {(match.certain, *match.rows) for match in matches}
    while (
        further := {
            (kind, *sorted({a, b} ^ {c, d}))
            for (kind, a, b), (other, c, d) in combinations(reached, 2)
            if kind == other and len({a, b} & {c, d}) == 1
        }
        - reached
    ):
        reached |= further
    clusters = clusters_of("contradiction", matches, no_topic)
    assert {(one.certain, *pair) for one in clusters for pair in combinations(one.rows, 2)} == reached
    assert sum(cluster.matches for cluster in clusters) == len(matches)


def test_put_together_the_certain_matches_are_shown_before_those_that_are_possible() -> None:
    matches = [*pairs((0, 1), (2, 3), certain=False), *pairs((4, 5), (6, 7))]
    clusters = clusters_of("contradiction", matches, no_topic)
    (together,) = clustering.grouped(clusters, lambda cluster: "all", clustering.most_certain)
    assert [(match.rows, match.certain) for match in together.examples] == [
        *(((4, 5), True), ((6, 7), True)),
        *(((0, 1), False), ((2, 3), False)),
    ]
