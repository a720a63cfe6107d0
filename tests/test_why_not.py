"""Why a rule does not flag claims, and which it almost flags: as the oracle says, and in words."""

from itertools import combinations, permutations
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
from command import Run
from conflicts import Claim, InputError, Predicate, Rule, RuleError, Vocabulary
from conflicts.explain import near_misses, why_not
from conflicts.facts.visible import visible
from conflicts.rules.condition import Clause, Condition
from oracle import Answer
from oracle_claims import World
from strategies import Case, cases
from test_engines_agree import CASES


def last_rule(case: Case) -> tuple[Rule, World]:
    """The last rule of a case, and the claims as it finds them."""
    collection, flagged = visible(case.collection, case.as_of, None), dict[str, dict[str, str]]()
    for rule in case.rules[:-1]:
        flagged[rule.name] = oracle.flags(rule, oracle.matches(rule, collection, flagged, case.as_of))
    return case.rules[-1], World(collection, flagged, case.as_of)


def answer_to(rule: Rule, ids: frozenset[str], world: World) -> str:
    """The best answer to any way to give these claims to the variables of the rule."""
    answers = [
        answer for claims, answer in oracle.assignments(rule, world) if frozenset(claim.id for claim in claims) == ids
    ]
    return max(answers, key=lambda answer: answer.value, default=Answer.NO).name.lower()


@given(case=cases(), data=st.data())
@settings(max_examples=2 * CASES)
def test_each_part_of_an_answer_is_what_the_oracle_says_of_it(case: Case, data: st.DataObject) -> None:
    rule, world = last_rule(case)
    claims = {claim.id: claim for claim in world.collection.claims}
    if len(claims) < len(rule.variables):
        return
    ids = data.draw(st.permutations(sorted(claims)))[: len(rule.variables)]
    one = why_not(case.collection, rule, ids, rules=case.rules, as_of=case.as_of)
    assert one.verdict == answer_to(rule, frozenset(ids), world)
    assert bool(one) == bool(one.missing) == (one.verdict == "no")
    cast = {variable: claims[claim.id] for variable, claim in one.claims.items()}
    assert {claim.id for claim in cast.values()} == set(ids)
    topic = oracle.home(cast.values(), world)
    first = cast[rule.variables[0]]
    for shared in one.shared:
        each = [oracle.shares(claim, first, [shared.field], topic, world) for claim in cast.values()]
        assert (shared.field, shared.agrees) == (shared.field, all(each))
    for because, clause in zip(one.because, rule.where, strict=True):
        assert because.verdict == oracle.holds(clause, cast, world).name.lower()
    if all(shared.agrees for shared in one.shared):
        blocks = [oracle.block_answer(block, rule, cast, world).name.lower() for block in rule.blocks]
        assert [further.verdict for further in one.further] == blocks


def lacking(clause: Clause, cast: dict[str, Claim], world: World) -> int:
    """The fewest conditions that would have to hold beside those that do."""
    if isinstance(clause, Condition):
        return int(oracle.holds(clause, cast, world) is Answer.NO)
    each = [lacking(member, cast, world) for member in clause.members]
    return min(each) if clause.quantifier == "any" else sum(each)


def almost(rule: Rule, world: World) -> set[frozenset[str]]:
    """The sets of claims that share what they must and lack one condition, by looking at all."""
    found = set()
    for claims in combinations(world.collection.claims, len(rule.variables)):
        each = []
        for order in permutations(claims):
            topic = oracle.home(order, world)
            if all(oracle.shares(claim, order[0], rule.same, topic, world) for claim in order):
                cast = dict(zip(rule.variables, order, strict=True))
                blocks = [oracle.block_answer(block, rule, cast, world) for block in rule.blocks]
                each.append(sum(lacking(clause, cast, world) for clause in rule.where) + blocks.count(Answer.NO))
        if each and min(each) == 1:
            found.add(frozenset(claim.id for claim in claims))
    return found


@given(case=cases())
@settings(max_examples=CASES)
def test_near_misses_are_the_claims_that_lack_one_condition(case: Case) -> None:
    rule, world = last_rule(case)
    near = near_misses(case.collection, rule, rules=case.rules, as_of=case.as_of, most=10**6)
    listed = [
        frozenset(claim.id for claim in one.claims.values()) for each in near.by_condition for one in each.nearest
    ]
    assert len(listed) == len(set(listed)) == near.count
    assert set(listed) == almost(rule, world)
    assert all(one.missing == (each.condition,) for each in near.by_condition for one in each.nearest)


# ---------------------------------------------------------------------------------------------------- in words

VOCABULARY = Vocabulary(predicates={"held-by": Predicate(value="term", single=True)})


def claim(id: str, value: str, valid: str = "2022-03-24", **more: object) -> Claim:
    data = {"id": id, "subject": "town", "predicate": "held-by", "value": value, "asserted_by": id, "valid": valid}
    return Claim.model_validate(data | more)


EAST, WEST = claim("east", "east"), claim("west", "west")
RULE = "core/incompatible-values"


def missing(*claims: Claim) -> tuple[str, ...]:
    return why_not(claims, RULE, [each.id for each in claims], vocabulary=VOCABULARY).missing


def test_what_is_flagged_is_said_to_be() -> None:
    one = why_not([EAST, WEST], RULE, ["west", "east"], vocabulary=VOCABULARY)
    assert not one
    assert one.verdict == "certain"
    assert one.to_text().startswith("core/incompatible-values flags east, west: certain\n")


def test_claims_that_are_never_compared_name_the_field_that_differs() -> None:
    assert missing(EAST, claim("other", "west", subject="village")) == ("same topic",)
    assert missing(EAST, claim("other", "west", qualifiers={"sex": "f"})) == ("same scope",)
    assert missing(EAST, claim("other", "west", subject="village", qualifiers={"sex": "f"})) == (
        "same topic",
        "same scope",
    )


def test_the_condition_that_fails_is_named_with_what_it_compared() -> None:
    one = why_not([EAST, claim("later", "west", "2023")], RULE, ["east", "later"], vocabulary=VOCABULARY)
    assert one.missing == ("any: [a.predicate.timeless is true, a.valid intersects b.valid]",)
    assert "a.valid: start 2022-03-24; end 2022-03-25; b.valid: start 2023-01-01" in " ".join(one.to_text(200).split())


def test_the_claim_that_excuses_another_is_named() -> None:
    rule = {
        "id": "alone",
        "kind": "unverified",
        "severity": "note",
        "title": "Said by one",
        "message": "{a}",
        "claims": ["a"],
        "where": ["a.polarity is affirmed"],
        "without": [{"claims": ["c"], "same": ["topic"], "where": ["c.value agrees-with a.value"]}],
    }
    alone = Rule.from_dict(rule)
    one = why_not([EAST, claim("also", "east")], alone, "east", vocabulary=VOCABULARY)
    assert one.missing == ("without c: c.value agrees-with a.value",)
    assert [(each.id, each.verdict) for each in one.further[0].claims] == [("also", "certain")]
    assert "fits: also (certain)" in one.to_text()
    backed = Rule.from_dict({**rule, "with": rule["without"], "without": []})
    one = why_not([EAST, WEST], backed, "east", vocabulary=VOCABULARY)
    assert one.missing == ("with c: c.value agrees-with a.value",)
    assert (one.further[0].nearest, one.further[0].lacking) == ("west", ("c.value agrees-with a.value",))
    assert "no claim fits; the nearest, west, lacks: c.value agrees-with a.value" in one.to_text(200)


def test_what_another_rule_has_flagged_is_known() -> None:
    first = claim("first", "east", stated="2022-03-24", asserted_by="army")
    then = claim("then", "west", stated="2022-03-25", asserted_by="army")
    one = why_not([first, then, EAST], RULE, ["first", "east"], vocabulary=VOCABULARY)
    assert one.verdict == "no"


def test_near_misses_are_counted_and_the_nearest_come_first() -> None:
    nobody = claim("a", "west", "2021", asserted_by=None)
    early = [claim(f"e{number}", "west", "2021") for number in range(4)]
    near = near_misses([EAST, nobody, *early], RULE, vocabulary=VOCABULARY, most=2)
    counts = {each.condition: each.count for each in near.by_condition}
    apart = "any: [a.predicate.timeless is true, a.valid intersects b.valid]"
    assert counts == {"certainly a.value differs-from b.value": 10, apart: 5}
    assert (near.count, near.compared, near.not_compared) == (15, 15, 0)
    (nearest,) = (each.nearest for each in near.by_condition if each.condition == apart)
    assert [one.claims["a"].id for one in nearest] == ["e0", "e1"]  # and not "a": its source may be the other's
    assert "… and 3 more" in near.to_text()


def test_near_misses_of_more_claims_than_are_compared_are_counted_as_such() -> None:
    claims = [claim(f"c{number}", "east") for number in range(6)]
    with patch("conflicts.facts.limits.NEAR_MISSES", 10):
        near = near_misses([*claims, claim("v", "east", subject="village")], RULE, vocabulary=VOCABULARY)
    assert (near.compared, near.not_compared) == (0, 15)
    assert "15 more were not compared" in near.to_text()


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        (["east"], "looks at 2 different claims (a, b): 1 were given"),
        (["east", "east"], "one is given twice"),
        (["east", "wets"], "there is no claim 'wets' (did you mean 'west'?)"),
        (["east", "late"], "left out"),
    ],
    ids=str,
)
def test_ids_that_cannot_be_asked_about_are_refused(ids: list[str], message: str) -> None:
    claims = [EAST, WEST, claim("late", "west", stated="2025")]
    with pytest.raises(InputError) as caught:
        why_not(claims, RULE, ids, vocabulary=VOCABULARY, as_of="2023")
    assert message in str(caught.value)


def test_a_rule_that_asks_for_a_day_needs_one() -> None:
    with pytest.raises(InputError, match="asks for a day"):
        why_not([EAST], "core/expired", "east", vocabulary=VOCABULARY)
    with pytest.raises(RuleError, match="did you mean"):
        why_not([EAST], "core/expird", "east", vocabulary=VOCABULARY)


CLAIMS = """
predicates: {held-by: {value: term, single: true}}
claims:
  - {id: east, subject: town, predicate: held-by, value: east, asserted_by: army, valid: 2022-03-24}
  - {id: west, subject: town, predicate: held-by, value: west, asserted_by: mayor, valid: 2022-04-24}
  - {id: "a,b", subject: town, predicate: held-by, value: west, asserted_by: mayor, valid: 2022-03-24}
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "claims.yaml"
    path.write_text(CLAIMS, encoding="utf-8")
    return str(path)


def test_the_command_explains_why_claims_are_not_flagged(run: Run, file: str) -> None:
    result = run("explain", RULE, file, "--claims", "west,east")
    assert result.out.startswith(f"{RULE} does not flag east, west: 1 condition missing\n")
    assert "a.rank is-not deprecated" not in result.out
    assert "a.rank is-not deprecated" in run("explain", RULE, file, "--claims", "west,east", "--parts").out
    assert run("explain", RULE, file, "--claims", "east", "--claims", "a,b").out.startswith(f"{RULE} flags")


def test_the_command_lists_what_a_rule_almost_flags(run: Run, file: str) -> None:
    result = run("explain", "incompatible-values", file)
    assert result.out.startswith(f"{RULE}: by one condition miss 1 of 3 sets of claims compared\n")
    assert run("explain", "incompatible-valeus", file).err.startswith("conflicts: 'incompatible-valeus' is no")
    assert "did you mean" in run("explain", "incompatible-valeus", file, "--claims", "east,west").err
