"""Where one way of searching ends and the next begins, nothing is lost: each limit, one less, and one more.

What there must be is counted here, by loops over the claims; nothing of it comes from the package.
"""

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conflicts import Claim, ConflictReport, Predicate, Source, Vocabulary, check
from conflicts.engines import Table, bulk_is_installed, choose, durable_is_installed, stay_tables
from conflicts.errors import UnsupportedError
from conflicts.facts import limits
from strategies import Case, cases
from test_engines_agree import CASES

ENGINES = ["python", pytest.param("table", marks=pytest.mark.skipif(not bulk_is_installed(), reason="needs DuckDB"))]
VALUES, SOURCES = 3, 50
VOCABULARY = Vocabulary(
    predicates={"level": Predicate(value="quantity", single=True, timeless=True)},
    sources={f"s{number}": Source() for number in range(SOURCES)},
)
RULES = ("core/incompatible-values", "core/self-contradiction")


def around(*sizes: int) -> list[int]:
    return [size + step for size in sizes for step in (-1, 0, 1)]


def block(size: int, subject: str = "lake") -> list[Claim]:
    """Claims about one subject: by fifty sources in turn, with three values in turn."""
    return [
        Claim(
            id=f"{subject}-{number:05}",
            subject=subject,
            predicate="level",
            value={"amount": number % VALUES},
            asserted_by=f"s{number % SOURCES}",
            citations=[{"ref": "1"}],
        )
        for number in range(size)
    ]


def said(name: str, **more: object) -> Claim:
    """One claim about the lake."""
    data = {"id": name, "subject": "lake", "predicate": "level", "value": {"amount": 1}, "asserted_by": "s1"}
    return Claim.model_validate({**data, **more})


def pairs_of(size: int) -> tuple[int, int]:
    """How many pairs of such a block differ in value: between two sources, and of one source."""
    differ = [(a, b) for a, b in combinations(range(size), 2) if a % VALUES != b % VALUES]
    own = sum(a % SOURCES == b % SOURCES for a, b in differ)
    return len(differ) - own, own


def checked(
    engine: str,
    claims: list[Claim],
    vocabulary: Vocabulary = VOCABULARY,
    *,
    rules: Sequence[str] = RULES,
    as_of: str | None = None,
    at: str | None = None,
) -> ConflictReport:
    """The report of an engine, or on the claims as a table."""
    if engine != "table":
        return check(claims, vocabulary=vocabulary, engine=engine, rules=rules, as_of=as_of, at=at)
    from conflicts.facts.stored import ClaimsTable, open_table
    from conflicts.tables.write import claims_table

    table = open_table(ClaimsTable(frame=claims_table(claims, vocabulary), vocabulary=vocabulary))
    return check(table, rules=rules, as_of=as_of, at=at)


def counted(report: ConflictReport) -> list[tuple[str, str, int]]:
    return sorted((finding.rule, finding.verdict, finding.pairs) for finding in report.findings)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("size", [1, 2, 3, *around(limits.LISTED, limits.BY_BITS)])
def test_a_block_of_any_size_has_all_its_pairs(engine: str, size: int) -> None:
    report = checked(engine, block(size))
    between, own = pairs_of(size)
    assert report.statistics.pairs == between + own
    assert {rule: sum(n for name, _, n in counted(report) if name == rule) for rule in RULES} == {
        RULES[0]: between,
        RULES[1]: own,
    }
    assert {finding.verdict for finding in report.findings} <= {"certain"}
    assert report.truncated == ()


@pytest.mark.parametrize("total", around(limits.LOOPED))
def test_many_claims_have_the_pairs_of_their_blocks(total: int) -> None:
    """Blocks of the largest size that is listed, and one more than that, among as many claims as are looped over."""
    sizes = [limits.LISTED, limits.LISTED + 1]
    small, left = divmod(total - sum(sizes), 10)
    sizes += [10] * small + [left] * (left > 0)
    claims = [claim for number, size in enumerate(sizes) for claim in block(size, f"lake{number}")]
    assert len(claims) == total
    report = checked("python", claims)
    assert report.statistics.pairs == sum(sum(pairs_of(size)) for size in sizes)
    assert report.truncated == ()


@pytest.mark.skipif(not durable_is_installed(), reason="durable-rules cannot be imported on this Python")
@pytest.mark.parametrize("size", around(200))
def test_durable_rules_takes_a_block_up_to_its_limit_and_says_where_it_ends(size: int) -> None:
    if size > 200:
        with pytest.raises(UnsupportedError, match="at most 200 claims"):
            checked("durable", block(size))
    else:
        assert checked("durable", block(size)).statistics.pairs == sum(pairs_of(size))
    assert checked("auto", block(size)).statistics.pairs == sum(pairs_of(size))


def test_the_engine_changes_just_above_a_documents_size() -> None:
    document = "durable" if durable_is_installed() else "python"
    assert [choose("auto", size).name for size in around(limits.DOCUMENT)] == [document, document, "python"]


def test_a_table_goes_to_the_database_just_above_the_size_of_bulk() -> None:
    expected = [False, False, bulk_is_installed()]
    assert [stay_tables("auto", [Table(size)]) for size in around(limits.BULK_ROWS)] == expected


# Any rule and any claims: each limit laid at, below and above the number of claims there are

STEPS = st.sampled_from([-1, 0, 1])


@given(case=cases(), listed=STEPS, swept=STEPS, many=STEPS)
@settings(max_examples=CASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_report_is_the_same_wherever_the_limits_lie(case: Case, listed: int, swept: int, many: int) -> None:
    whole = check(case.collection, rules=case.rules, engine="python", as_of=case.as_of)
    size = len(case.collection.claims)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "LISTED", max(0, size + listed))
        patch.setattr(limits, "BY_BITS", max(0, size + swept))
        patch.setattr(limits, "LOOPED", max(0, size + many))
        limited = check(case.collection, rules=case.rules, engine="python", as_of=case.as_of)
    assert limited.to_json() == whole.to_json()


# The day itself: neither the day before nor the day after


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("as_of", "left_out"), [("2022-03-23", 2), ("2022-03-24", 1), ("2022-03-25", 0), ("2022-03", 0), ("2022-02", 2)]
)
def test_a_claim_made_on_the_day_asked_for_is_known(engine: str, as_of: str, left_out: int) -> None:
    claims = [said("a", stated="2022-03-24"), said("b", stated="2022-03-25")]
    assert checked(engine, claims, as_of=as_of).statistics.left_out == left_out


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("as_of", "left_out"), [("2022-03-24", 0), ("2022-03-24T23:59:59", 0), ("2022-03-23", 1)])
def test_a_claim_made_in_the_last_second_of_the_day_asked_for_is_known(engine: str, as_of: str, left_out: int) -> None:
    assert checked(engine, [said("a", stated="2022-03-24T23:59:59")], as_of=as_of).statistics.left_out == left_out


@pytest.mark.parametrize("engine", ENGINES)
def test_what_was_said_before_it_was_recorded_is_known_since_then(engine: str) -> None:
    claims = [said("a", stated="2022-03-24", recorded="2022-05"), said("b", recorded="2022-05")]
    assert checked(engine, claims, as_of="2022-04").statistics.left_out == 1


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("at", "left_out"),
    [("2022-03-23", 1), ("2022-03-24", 0), ("2022-03-26", 0), ("2022-03-27", 1), ("2022-02", 1), ("2022", 0)],
)
def test_what_began_or_ended_on_the_day_asked_for_held_then(engine: str, at: str, left_out: int) -> None:
    vocabulary = VOCABULARY.model_copy(update={"predicates": {"level": Predicate(value="quantity", single=True)}})
    claim = said("a", valid="2022-03-24/2022-03-26")
    assert checked(engine, [claim], vocabulary, at=at).statistics.left_out == left_out


@pytest.mark.parametrize("engine", ["durable", *ENGINES])
@pytest.mark.parametrize(
    ("as_of", "verdicts"), [("2022-03-28", []), ("2022-03-29", ["possible"]), ("2022-03-30", ["certain"])]
)
def test_a_claim_expires_when_its_lifetime_is_over(engine: str, as_of: str, verdicts: list[str]) -> None:
    """Said at some hour of 24 March with a lifetime of five days: on the 29th it depends on the hours."""
    if engine == "durable" and not durable_is_installed():
        pytest.skip("durable-rules cannot be imported on this Python")
    predicate = Predicate(value="quantity", lifetime="5 days")
    vocabulary = VOCABULARY.model_copy(update={"predicates": {"level": predicate}})
    report = checked(engine, [said("a", stated="2022-03-24")], vocabulary, rules=["core/expired"], as_of=as_of)
    assert [finding.verdict for finding in report.findings] == verdicts
