"""The sets of claims without which no certain contradiction is left: as looking at all sets finds them."""

import json
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from command import Run
from conflicts import Claim, Predicate, Rule, Vocabulary, check
from conflicts.model.collection import Collection
from conflicts.repairs import Repairs, repairs
from conflicts.rules.pack import load_rules
from conflicts.strategies import collections
from strategies import Case, cases
from test_engines_agree import CASES

VOCABULARY = Vocabulary(predicates={"held-by": Predicate(value="term", single=True)})


def claim(id: str, value: str, valid: str | None = "2022-03-24", **more: object) -> Claim:
    data = {"id": id, "subject": "town", "predicate": "held-by", "value": value, "asserted_by": id, "valid": valid}
    return Claim.model_validate(data | more)


def is_clean(collection: Collection, removed: frozenset[str], rules: tuple[Rule, ...], as_of: str | None) -> bool:
    kept = tuple(claim for claim in collection.claims if claim.id not in removed)
    report = check(replace(collection, claims=kept), rules=rules, as_of=as_of, engine="python")
    return not any(finding.kind == "contradiction" and finding.verdict == "certain" for finding in report)


def by_looking_at_all(collection: Collection, rules: tuple[Rule, ...], as_of: str | None = None) -> set[frozenset[str]]:
    """Every set without which it is clean, and no part of which does."""
    ids = [claim.id for claim in collection.claims]
    found: list[frozenset[str]] = []
    for size in range(len(ids) + 1):
        for some in map(frozenset, combinations(ids, size)):
            if not any(each <= some for each in found) and is_clean(collection, some, rules, as_of):
                found.append(some)
    return set(found)


def of_all_groups(found: Repairs) -> set[frozenset[str]]:
    """What one repair of each group is together, for all of them."""
    each = [[frozenset(one) for one in group.repairs] for group in found.groups]
    return {frozenset().union(*chosen) for chosen in product(*each)}


@given(case=cases(collections(min_size=2, max_size=6)))
@settings(max_examples=CASES)
def test_repairs_are_those_that_looking_at_all_sets_finds(case: Case) -> None:
    found = repairs(case.collection, rules=case.rules, as_of=case.as_of)
    assert all(group.is_complete for group in found.groups)
    assert of_all_groups(found) == by_looking_at_all(case.collection, case.rules, case.as_of)


@given(data=st.data())
@settings(max_examples=max(1, CASES // 10))
def test_repairs_of_claims_that_supersede_each_other_are_those_of_all_sets(data: st.DataObject) -> None:
    values, dates = st.sampled_from(["east", "west"]), st.sampled_from(["2022-03-24", "2022"])
    claims = [
        claim(
            f"c{number}",
            data.draw(values),
            data.draw(dates),
            asserted_by=data.draw(st.sampled_from(["army", "mayor", "press"])),
            stated=data.draw(st.sampled_from(["2022-03-25", "2022-03-26"])),
        )
        for number in range(data.draw(st.integers(2, 5)))
    ]
    collection = Collection(tuple(claims), VOCABULARY)
    rules = load_rules(["core/incompatible-values", "core/newer-statement", "core/explicit", "core/self-contradiction"])
    assert of_all_groups(repairs(collection, rules=rules)) == by_looking_at_all(collection, rules)


DIFFERENT = Rule.from_dict(
    {
        "id": "different",
        "kind": "contradiction",
        "severity": "error",
        "title": "Two values",
        "message": "{a} and {b}",
        "claims": ["a", "b"],
        "same": ["subject"],
        "where": ["a.value differs-from b.value", "a.origin is-not b.origin"],
    }
)


@given(said=st.lists(st.tuples(st.sampled_from("vwxyz"), st.sampled_from(["army", "mayor"])), min_size=2, max_size=12))
@settings(max_examples=CASES)
def test_repairs_of_a_dozen_claims_are_those_of_all_sets(said: list[tuple[str, str]]) -> None:
    claims = [claim(f"c{number:02}", value, asserted_by=source) for number, (value, source) in enumerate(said)]
    pairs = [
        {one.id, other.id}
        for one, other in combinations(claims, 2)
        if one.value != other.value and one.asserted_by != other.asserted_by
    ]
    ids = [each.id for each in claims]
    found: list[frozenset[str]] = []
    for size in range(len(ids) + 1):
        for some in map(frozenset, combinations(ids, size)):
            if not any(each <= some for each in found) and all(pair & some for pair in pairs):
                found.append(some)
    result = repairs(claims, rules=DIFFERENT, vocabulary=VOCABULARY)
    assert of_all_groups(result) == set(found)
    in_some, in_every = frozenset().union(*found), frozenset(ids).intersection(*found)
    told = {id: each for group in result.groups for id, each in group.membership.items()}
    assert told == {id: "every" if id in in_every else "some" for id in ids if id in in_some}


# ---------------------------------------------------------------------------------------------------- in words

RULES = ["core"]
EAST, WEST, ALSO = claim("east", "east"), claim("west", "west"), claim("also", "west")


def test_a_claim_that_another_supersedes_stands_again_without_it() -> None:
    old = claim("old", "west", asserted_by="army", stated="2022-03-24")
    new = claim("new", "east", asserted_by="army", stated="2022-03-26")
    (group,) = repairs([old, new, ALSO, EAST], rules=RULES, vocabulary=VOCABULARY).groups
    # Without "new" and "east" nothing contradicts "also", and "old" says what it says.
    assert group.repairs == (("also",), ("east", "new"))
    (group,) = repairs([old, new, WEST, claim("third", "north")], rules=RULES, vocabulary=VOCABULARY).groups
    # Without "new", "old" contradicts "third": to keep "third", "old" must go, too, with "west".
    assert ("new", "old", "west") in group.repairs
    assert ("new", "west") not in group.repairs


def test_groups_that_have_nothing_to_do_with_each_other_are_apart() -> None:
    there = [claim(f"{each.id}2", value, subject="village") for each, value in ((EAST, "east"), (WEST, "west"))]
    found = repairs([EAST, WEST, *there], rules=RULES, vocabulary=VOCABULARY)
    assert [group.repairs for group in found.groups] == [(("east",), ("west",)), (("east2",), ("west2",))]
    assert found.conflicts == 2


def test_claims_that_contradict_possibly_need_no_repair() -> None:
    unsure = [claim("nobody", "west", asserted_by=None), claim("some-day", "west", valid=None)]
    assert repairs([EAST, *unsure], rules=RULES, vocabulary=VOCABULARY).groups == ()
    assert str(repairs([EAST], rules=RULES, vocabulary=VOCABULARY)) == "no certain contradictions\n"


def test_that_not_all_sets_were_looked_for_is_said() -> None:
    claims = [claim(f"{value}{number}", value) for value in ("east", "west") for number in range(4)]
    with patch("conflicts.repairs.MOST_TRIED", 10):
        (group,) = repairs(claims, rules=DIFFERENT, vocabulary=VOCABULARY).groups
    assert not group.is_complete
    assert set(group.membership.values()) == {"some"}
    assert "… there may be more such sets" in str(Repairs(groups=(group,)))
    with patch("conflicts.repairs.MOST_CLAIMS", 7):
        (group,) = repairs(claims, rules=DIFFERENT, vocabulary=VOCABULARY).groups
    assert (group.is_counted, group.conflicts, group.repairs, group.membership) == (True, 16, (), {})
    assert "they are counted, and no sets are listed" in str(Repairs(groups=(group,)))


def test_a_block_whose_pairs_are_counted_is_counted_here() -> None:
    claims = [claim(f"c{number}", "east" if number % 2 else "west") for number in range(320)]
    (group,) = repairs(claims, rules=DIFFERENT, vocabulary=VOCABULARY).groups
    assert (group.is_counted, len(group.claims), group.conflicts) == (True, 320, 160 * 160)


def test_the_order_of_claims_does_not_matter() -> None:
    claims = [EAST, WEST, ALSO, claim("north", "north")]
    first = repairs(claims, rules=RULES, vocabulary=VOCABULARY)
    assert first == repairs(claims[::-1], rules=RULES, vocabulary=VOCABULARY)


CLAIMS = """
predicates: {held-by: {value: term, single: true}}
claims:
  - {id: east, subject: town, predicate: held-by, value: east, asserted_by: army, valid: 2022-03-24}
  - {id: west, subject: town, predicate: held-by, value: west, asserted_by: mayor, valid: 2022-03-24}
  - {id: also, subject: town, predicate: held-by, value: west, asserted_by: press, valid: 2022-03-24}
"""


def test_the_command_lists_the_sets_and_gives_no_advice(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "claims.yaml"
    file.write_text(CLAIMS, encoding="utf-8")
    result = run("repair", str(file))
    assert result.code == 0
    assert "none without east\n  or without   also, west\n" in result.out
    assert "Which claims are right, it does not say." in result.out
    listed = json.loads(run("repair", str(file), "--format", "json").out)
    assert listed["groups"][0]["repairs"] == [["east"], ["also", "west"]]
    assert run("repair", str(file), "--ignore", "contradiction").out == "no certain contradictions\n"
