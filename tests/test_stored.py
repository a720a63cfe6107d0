"""Claims in a table: the same columns, matches and findings as of the same claims as objects."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from unittest.mock import ANY, Mock

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conflicts import Claim, Entity, InputError, Predicate, Source, Vocabulary, check, load
from conflicts.engines import bulk_is_installed, choose
from conflicts.facts.arrays import ArrayMatches
from conflicts.facts.lower import lower
from conflicts.facts.query import Matches
from conflicts.model.moment import period
from oracle_batches import Batch, batches
from oracle_batches import in_order as batch_in_order
from strategies import Case, cases
from test_engines_agree import CASES, in_order

if not bulk_is_installed():
    pytest.skip("the extra `bulk` is not installed", allow_module_level=True)

from conflicts.facts.stored import ClaimsTable, StoredTable, open_table
from conflicts.report.bulk import write_findings
from conflicts.tables.write import claims_table

FIXTURES = Path(__file__).parents[1] / "fixtures"


def stored(case: Case) -> StoredTable:
    frame = claims_table(case.collection.claims, case.collection.vocabulary)
    return open_table(ClaimsTable(frame=frame, vocabulary=case.collection.vocabulary))


@given(batch=batches())
@settings(max_examples=CASES // 6)
def test_duckdb_finds_what_the_oracle_finds_in_claims_at_hand(batch: Batch) -> None:
    duckdb = choose("duckdb", 1).engines[0]
    for rule, facts, expected in batch_in_order(batch):
        query = lower(rule, facts)
        if duckdb.fits(query, facts):
            assert list(duckdb.match(query, facts)) == expected


@given(batch=batches())
@settings(max_examples=CASES // 6)
def test_duckdb_finds_what_the_oracle_finds_in_claims_that_it_holds_itself(batch: Batch) -> None:
    duckdb = choose("duckdb", 1, stored=True).engines[0]
    case = Case(batch.together, batch.rules, batch.as_of)
    facts = stored(case).facts()
    facts.as_of = period(case.as_of)  # the oracle is asked about all claims, known by that day or not
    for rule, at_hand, expected in batch_in_order(batch):
        assert [claim.id for claim in facts.claims] == [claim.id for claim in at_hand.claims]
        query = lower(rule, facts)
        if not duckdb.fits(query, facts):
            continue
        matches = duckdb.match(query, facts)
        assert list(matches) == expected
        facts.flag(rule.name, Matches(expected), every_claim=rule.kind == "contradiction")


def test_claims_in_memory_are_compared_in_one_database(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Mock(side_effect=duckdb.connect)
    monkeypatch.setattr(duckdb, "connect", opened)
    said = [
        {"id": name, "subject": "town", "predicate": "mayor", "value": name, "asserted_by": name, "valid": "2022"}
        for name in ("ann", "bob")
    ]
    vocabulary = Vocabulary(predicates={"mayor": Predicate(value="term", single=True)})
    by_duckdb = check(said, vocabulary=vocabulary, rules="core", engine="duckdb")
    assert opened.call_count == 1
    assert by_duckdb.findings == check(said, vocabulary=vocabulary, rules="core", engine="python").findings
    assert len(by_duckdb.findings) > 1


SHOWS_PROGRESS = "SELECT current_setting('enable_progress_bar')"


def test_a_long_query_writes_nothing_before_the_report() -> None:
    """Python takes ``-c`` for interactive, where DuckDB would show its progress on standard output."""
    code = (
        "import duckdb; from conflicts.facts.stored.database import connected; own = connected()\n"
        f"for each in (duckdb.connect(), own, own.cursor()): print(*each.execute({SHOWS_PROGRESS!r}).fetchone())"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["True", "False", "False"]


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few claims there are, they are searched as many are."""
    monkeypatch.setattr("conflicts.facts.limits.LOOPED", 0)


@given(case=cases())
@settings(max_examples=CASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_python_finds_what_the_oracle_finds_among_many_claims(many: None, case: Case) -> None:
    python = choose("python", 1).engines[0]
    for rule, facts, expected in in_order(case):
        matches = python.match(lower(rule, facts), facts)
        assert isinstance(matches, ArrayMatches)
        assert list(matches) == expected


@given(case=cases())
@settings(max_examples=CASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_report_on_many_claims_is_the_report_on_few(many: None, case: Case) -> None:
    many_claims = check(case.collection, rules=case.rules, engine="python", as_of=case.as_of)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("conflicts.facts.limits.LISTED", 1)
        patch.setattr("conflicts.facts.limits.BY_BITS", 0)
        swept_claims = check(case.collection, rules=case.rules, engine="python", as_of=case.as_of)
    assert swept_claims.to_json() == many_claims.to_json()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("conflicts.facts.limits.LOOPED", 10**9)
        few_claims = check(case.collection, rules=case.rules, engine="python", as_of=case.as_of)
    assert many_claims.to_json() == few_claims.to_json()


@given(case=cases())
@settings(max_examples=CASES // 2)
def test_a_report_on_a_table_is_the_report_on_its_claims(case: Case) -> None:
    from_objects = check(case.collection, rules=case.rules, engine="python", as_of=case.as_of)
    from_table = check(stored(case), rules=case.rules, as_of=case.as_of)
    assert from_table.to_json() == from_objects.to_json()


@given(case=cases(), swept=st.sampled_from([0, 4_000]))
@settings(max_examples=CASES // 2)
def test_a_report_is_the_same_where_large_blocks_are_counted(case: Case, swept: int) -> None:
    """Blocks of more than ``swept`` claims are swept, and their matches listed if they are few."""
    from_objects = check(case.collection, rules=case.rules, engine="python", as_of=case.as_of)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("conflicts.facts.limits.LISTED", 1)
        patch.setattr("conflicts.facts.limits.BY_BITS", swept)
        from_table = check(stored(case), rules=case.rules, as_of=case.as_of)
    assert from_table.to_json() == from_objects.to_json()


def test_a_large_block_holds_no_claim_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """A denial can only take one part in its rule, an assertion only the other: a block asks for one or the other."""
    monkeypatch.setattr("conflicts.facts.limits.LISTED", 1)
    said = (("ferry", "affirmed"), ("ferry", "denied"), ("barge", "denied"))
    claims = [
        Claim(id=f"{about}-{polarity}", subject=about, predicate="sunk", polarity=polarity) for about, polarity in said
    ]
    vocabulary = Vocabulary(predicates={"sunk": Predicate(value="event", timeless=True)})
    table = open_table(ClaimsTable(frame=claims_table(claims, vocabulary), vocabulary=vocabulary))
    report = check(table, select=["core/denial"])
    found = [sorted(claim.id for claim in finding.claims) for finding in report.findings]
    assert (found, report.statistics.pairs) == ([["ferry-affirmed", "ferry-denied"]], 1)


@pytest.mark.parametrize("at_once", [1, 3, 7, 2**20])
def test_large_blocks_are_the_same_however_many_are_read_together(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks of two to five claims, of towns, of the land that they are parts of, and of what is elsewhere."""
    places = {"land": Entity(), "north": Entity(part_of="land"), "south": Entity(part_of="land"), "isle": Entity()}
    vocabulary = Vocabulary(
        entities=places,
        predicates={"held": Predicate(single=True, timeless=True, extends_to="parts")},
        sources={f"s{number}": Source() for number in range(5)},
    )
    said = (("land", 2), ("north", 3), ("south", 1), ("isle", 5))
    claims = [
        Claim(id=f"{place}-{n}", subject=place, predicate="held", value={"term": f"v{n % 3}"}, asserted_by=f"s{n}")
        for place, count in said
        for n in range(count)
    ]
    whole = check(claims, vocabulary=vocabulary, rules=["core"], engine="python")
    monkeypatch.setattr("conflicts.facts.limits.LISTED", 1)
    monkeypatch.setattr("conflicts.engines.duckdb.AT_ONCE", at_once)
    monkeypatch.setattr("conflicts.facts.limits.BY_BITS", 0)
    table = open_table(ClaimsTable(frame=claims_table(claims, vocabulary), vocabulary=vocabulary))
    assert check(table, rules=["core"]).to_json() == whole.to_json()
    assert {finding.subject for finding in whole.findings} >= {"land", "north", "south", "isle"}


DAYS = st.none() | st.dates(date(2022, 2, 26), date(2022, 3, 2))


@given(
    rows=st.lists(st.tuples(st.sampled_from("abc"), DAYS, DAYS, DAYS, DAYS), min_size=2, max_size=12),
    as_of=st.none() | st.just("2022-03-01"),
    at=st.none() | st.just("2022-02"),
)
@settings(max_examples=CASES // 4)
def test_dates_of_a_table_say_what_days_in_words_say(
    rows: list[tuple[str, date | None, date | None, date | None, date | None]], as_of: str | None, at: str | None
) -> None:
    names = ("asserted_by", "valid_from", "valid_to", "stated", "recorded")
    cells = [dict(zip(names, row, strict=True)) for row in rows if not (row[1] and row[2] and row[1] > row[2])]
    claims = {"id": [f"c{n}" for n, _ in enumerate(cells)], "value": [f"v{n % 2}" for n, _ in enumerate(cells)]}
    columns = {name: pa.array([row[name] for row in cells], pa.date32()) for name in names[1:]}
    same = {name: ["it"] * len(cells) for name in ("subject", "predicate")}
    frame = pa.table({**claims, **same, **columns, "asserted_by": [row["asserted_by"] for row in cells]})
    vocabulary = Vocabulary(
        predicates={"it": Predicate(single=True, lifetime="P2D")}, sources={name: Source() for name in "abc"}
    )
    rules = ["core/incompatible-values", "core/state-succeeded", "core/expired", "core/undated"]
    table = open_table(ClaimsTable(frame=frame, vocabulary=vocabulary))
    from_table = check(table, rules=rules, as_of=as_of, at=at)
    from_objects = check(frame, vocabulary=vocabulary, rules=rules, engine="python", as_of=as_of, at=at)
    assert from_table.to_json() == from_objects.to_json()


@pytest.mark.parametrize(("last", "is_read"), [("1914", True), ("1914-07", True), ("1913", False), ("1914-06", False)])
def test_a_period_of_two_cells_may_end_in_a_coarser_unit_than_it_begins(last: str, is_read: bool) -> None:
    ends = {"valid_from": ["1914-07-28", "1920"], "valid_to": [last, "1921-02"]}
    frame = pa.table({"id": ["a", "b"], "subject": ["it"] * 2, "predicate": ["p"] * 2, "value": ["x", "y"], **ends})
    vocabulary = Vocabulary(predicates={"p": Predicate(single=True)})
    if not is_read:
        with pytest.raises(InputError, match="reversed interval"):
            open_table(ClaimsTable(frame=frame, vocabulary=vocabulary))
        return
    from_table = check(open_table(ClaimsTable(frame=frame, vocabulary=vocabulary)))
    assert from_table.to_json() == check(frame, vocabulary=vocabulary, engine="python").to_json()


def test_a_day_before_the_year_1_is_read_with_care() -> None:
    frame = pa.table({"id": ["a", "b"], "subject": ["it"] * 2, "predicate": ["p"] * 2, "asserted_by": ["s"] * 2})
    frame = frame.append_column("valid_from", pa.array([-720_000, 0], pa.int32()).cast(pa.date32()))
    with pytest.raises(InputError, match="is no EDTF date"):
        open_table(ClaimsTable(frame=frame, vocabulary=Vocabulary(sources={"s": Source()})))


def test_findings_are_written_to_parquet_as_they_are_made(tmp_path: Path) -> None:
    report = check(stored(Case(load(FIXTURES / "izium"), (), "2023")), as_of="2023")
    write_findings(report.findings, tmp_path / "findings.parquet")
    assert pq.read_table(tmp_path / "findings.parquet").to_pylist() == [
        {
            "rule": finding.rule,
            "kind": finding.kind,
            "severity": finding.severity,
            "verdict": finding.verdict,
            "title": finding.title,
            "pairs": finding.pairs,
            "claims": sorted(claim.id for claim in finding.claims),
            "examples": [list(example) for example in finding.examples],
            "subject": ANY,
            "leading": ANY,
        }
        for finding in report.findings
    ]
    assert len(report.findings) >= 20


def test_the_fixtures_as_tables_give_the_reports_of_their_claims() -> None:
    for name in ("izium", "saltmere"):
        collection = load(FIXTURES / name)
        case = Case(collection, (), "2023")
        assert check(stored(case)).to_json() == check(collection, engine="python").to_json()
