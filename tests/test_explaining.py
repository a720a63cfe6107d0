"""Why a finding is one, block by block: as the definition says, and without looking through all claims each time."""

from collections.abc import Sequence
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflicts import Claim, Entity, Predicate, Source, Vocabulary, check
from conflicts.facts import evaluate, limits
from conflicts.facts.evaluate import Explainer, holds
from conflicts.facts.lower import lower
from conflicts.facts.query import Existence, Formula, Match
from conflicts.facts.table import FactTable
from conflicts.model.collection import Collection
from conflicts.model.moment import MISSING
from conflicts.report.finding import partners_of
from conflicts.rules.condition import Condition, FieldRef, Words
from conflicts.rules.rule import Block, Rule
from strategies import Case, cases, plain_rule
from test_engines_agree import CASES, in_order


def how_many(existence: Existence, form: Formula, facts: FactTable, rows: Sequence[int], further: Sequence[int]) -> int:
    """How many further claims fit, or how many different values they certainly, or possibly, have."""
    fitting = [row for row in further if row not in rows and holds(form, facts, (*rows, row))]
    if existence.distinct is None:
        return len(fitting)
    values = [facts.column(f"{existence.distinct}.hi")[row] for row in fitting]
    return len({*values} - {MISSING}) + (values.count(MISSING) if form is existence.possible else 0)


def is_certain(existence: Existence, facts: FactTable, match: Match, topic: int | None) -> bool:
    further = facts.candidates(existence.key, match.rows[0], topic)
    if existence.negated:
        return how_many(existence, existence.possible, facts, match.rows, further) < existence.count
    return how_many(existence, existence.certain, facts, match.rows, further) >= existence.count


@given(case=cases(), listed=st.sampled_from([1, 10**9]))
@settings(max_examples=CASES)
def test_each_block_of_a_match_is_as_certain_as_its_further_claims_make_it(case: Case, listed: int) -> None:
    with patch("conflicts.facts.limits.LISTED", listed):
        _check_blocks(case)


def _check_blocks(case: Case) -> None:
    for rule, facts, expected in in_order(case):
        if facts.is_spread:  # a match has one topic of several then
            continue
        explainer, query = Explainer(rule, facts, partners_of), lower(rule, facts)
        for match in expected:
            topic = facts.code(facts.deepest(match.rows)) if "topic" in rule.same else None
            blocks = explainer.verdicts(match.rows, match.certain)[len(rule.where) :]
            told = [block.verdict == "certain" for block in blocks]
            assert told == [is_certain(each, facts, match, topic) for each in query.existences]


def of_one_event(size: int, **said: str) -> tuple[list[Claim], Vocabulary]:
    """So many sources of two parties say something of one event; two and two are copies of each other."""
    sources = {f"s{n}": Source(party=f"p{n % 2}", wire=f"s{n - 1}" if n % 2 else None) for n in range(size)}
    claims = [
        Claim.model_validate(
            {"id": f"c{n:04}", "subject": "ferry", "predicate": "killed", "value": 10 + n // 2, "asserted_by": f"s{n}"}
            | said
        )
        for n in range(size)
    ]
    return claims, Vocabulary(predicates={"killed": Predicate(value="quantity", single=True)}, sources=sources)


@pytest.mark.parametrize("said", [{"valid": "2022-03-01"}, {}, {"certainty": "possible"}], ids=str)
@pytest.mark.parametrize("rule", ["editorial/partisan-only", "core/single-origin", "core/undated"])
def test_explaining_looks_at_few_claims_for_each_finding(
    rule: str, said: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = 0

    def counted(formula: Formula, facts: FactTable, rows: Sequence[int]) -> bool:
        nonlocal looked
        looked += 1
        return holds(formula, facts, rows)

    monkeypatch.setattr(evaluate, "holds", counted)
    monkeypatch.setattr(limits, "LISTED", 10)
    work = []
    for size in (40, 160):
        claims, vocabulary = of_one_event(size, **said)
        looked = 0
        findings = list(check(claims, vocabulary=vocabulary, select=[rule], engine="python").findings)
        work.append(looked)
        assert len(findings) in (0, size)
    assert work[1] <= 5 * work[0]


# Blocks of doubtful matches: what is in doubt already does not say which block is certain

DOUBTFUL = Condition(FieldRef("a", "stated"), "<", Words(("2022-03-24",)))
VOCABULARY = Vocabulary(
    entities={"land": Entity(), "town": Entity(part_of="land")},
    predicates={"held": Predicate(extends_to="parts"), "mayor": Predicate()},
    sources={"s1": Source(party="east"), "s2": Source()},
)


def claim(id: str, stated: str = "2022-03", subject: str = "town", predicate: str = "held", **more: str) -> Claim:
    """A claim made some day in March, if nothing else is said: before the 24th, perhaps."""
    data = {"id": id, "subject": subject, "predicate": predicate, "value": {"term": "x"}, "stated": stated, **more}
    return Claim.model_validate(data)


def further(
    before: str = "2021", same: str = "subject", count: int = 1, distinct: str | None = None, negated: bool = False
) -> Block:
    """A further claim that was made before that year."""
    earlier = Condition(FieldRef("c", "stated"), "<", Words((before,)))
    return Block("c", (same,), (earlier,), negated, count, distinct)


BLOCKS: dict[str, tuple[Block, list[Claim], str]] = {
    "there is one": (further(), [claim("1", "2020")], "certain"),
    "perhaps there is one": (further(), [claim("1", "2020/2022")], "possible"),
    "there are just two": (further(count=2), [claim("1", "2020"), claim("2", "2020")], "certain"),
    "there is one of two": (further(count=2), [claim("1", "2020"), claim("2", "2020/2022")], "possible"),
    "it is not the claim itself": (further("2023"), [claim("1", "2022/2024")], "possible"),
    "there is none": (further(negated=True), [claim("1", "2022")], "certain"),
    "perhaps there is none": (further(negated=True), [claim("1", "2020/2022")], "possible"),
    "there is one of two that there must not be": (
        further(negated=True, count=2),
        [claim("1", "2020"), claim("2", "2022")],
        "certain",
    ),
    "an unknown party may be that of the other": (
        further(count=2, distinct="party"),
        [claim("1", "2020", asserted_by="s1"), claim("2", "2020", asserted_by="s2")],
        "possible",
    ),
    "an unknown party may be a second one that there must not be": (
        further(count=2, distinct="party", negated=True),
        [claim("1", "2020", asserted_by="s1"), claim("2", "2020", asserted_by="s2")],
        "possible",
    ),
}


def explained(rule: Rule, claims: Sequence[Claim], rows: tuple[int, ...]) -> list[str]:
    facts = FactTable.of(Collection(tuple(claims), VOCABULARY))
    return [each.verdict for each in Explainer(rule, facts, partners_of).verdicts(rows, certain=False)]


@pytest.mark.parametrize("listed", [0, 300])
@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_of_a_doubtful_match_is_as_certain_as_its_further_claims(
    block: str, listed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LISTED", listed)
    asked, others, verdict = BLOCKS[block]
    rule = plain_rule("alone", where=(DOUBTFUL,), blocks=(asked,))
    assert explained(rule, [claim("0"), *others], (0,)) == ["possible", verdict]


def test_of_two_blocks_the_one_in_doubt_is_found() -> None:
    sure = Condition(FieldRef("a", "rank"), "is", Words(("normal",)))
    rule = plain_rule("alone", where=(sure,), blocks=(further(), further("2019")))
    assert explained(rule, [claim("0"), claim("1", "2020"), claim("2", "2018/2022")], (0,)) == [
        "certain",
        "certain",
        "possible",
    ]


def test_further_claims_of_a_match_are_about_its_topic() -> None:
    """The land's claim and the town's meet in the town, and so does what is asked for further."""
    rule = plain_rule("pair", variables=("a", "b"), same=("topic",), where=(DOUBTFUL,), blocks=(further(same="topic"),))
    claims = [claim("0", subject="land"), claim("1", predicate="mayor"), claim("2", "2020", predicate="mayor")]
    assert explained(rule, claims, (0, 1)) == ["possible", "certain"]


def test_what_is_moved_by_a_day_is_explained_so() -> None:
    moved = Condition(FieldRef("a", "stated"), "<", FieldRef("b", "stated", moved=86_400))
    rule = plain_rule("pair", variables=("a", "b"), where=(moved,))
    days = [claim("0", "2022-03-25T00:00:00"), claim("1", "2022-03-24T00:00:01"), claim("2", "2022-03-24T00:00:00")]
    assert explained(rule, days, (0, 1)) == ["certain"]
    assert explained(rule, days, (0, 2)) == ["no"]
