"""Rules as SQL for databases elsewhere: executed where there is one, read back where there is none."""

import csv
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import pytest
from hypothesis import assume, given, settings
from typer.testing import CliRunner

from conflicts.cli import app
from conflicts.engines import bulk_is_installed, choose
from conflicts.errors import EngineError, InputError, UnsupportedError
from conflicts.facts import limits
from conflicts.facts.codes import StableCodes
from conflicts.facts.lower import lower
from conflicts.facts.table import FactTable
from conflicts.facts.visible import visible
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.source import Source
from conflicts.model.vocabulary import Vocabulary
from conflicts.readers import load
from conflicts.rules.condition import AsOf, Condition, FieldRef, Words
from conflicts.rules.pack import load_rules, strata, with_dependencies
from conflicts.rules.rule import Rule
from postgres import NoServer, server
from strategies import Case, cases, plain_rule
from test_engines_agree import CASES, in_order

if not bulk_is_installed():
    pytest.skip("the extra `bulk` is not installed", allow_module_level=True)

import duckdb
import sqlglot

import compiled
from conflicts.facts.stored import StoredTable
from conflicts.sql.export import fact_tables
from conflicts.sql.names import identifier
from conflicts.sql.plan import Plan, plan
from conflicts.sql.statements import DIALECTS, statements
from test_stored import stored

REPOSITORY = Path(__file__).parents[1]
FIXTURES = {"izium": "2022-04-01", "saltmere": "2024-05-01"}

Found: TypeAlias = dict[str, list[tuple[tuple[str, ...], bool]]]
"""For each rule the ids of the claims of its matches, in order, and whether they are certain."""


class Cursor(Protocol):
    """What all databases have."""

    def execute(self, statement: Any, /) -> object: ...
    def executemany(self, statement: Any, rows: Any, /) -> object: ...
    def fetchall(self) -> Sequence[Sequence[Any]]: ...


def found_in(cursor: Cursor, planned: Plan, dialect: str, claims: Collection | StoredTable, as_of: str | None) -> Found:
    """What the compiled rules find in a database that has none of their tables yet."""
    written = statements(planned, dialect)
    for table in written.tables:
        cursor.execute(table)
    for name, reader in fact_tables(planned, claims, as_of):
        table = reader.read_all()
        marks = ", ".join(["%s" if dialect == "postgres" else "?"] * table.num_columns)
        if table.num_rows:
            rows = [tuple(row.values()) for row in table.to_pylist()]
            cursor.executemany(f"INSERT INTO {name} ({', '.join(table.column_names)}) VALUES ({marks})", rows)
    found: Found = {}
    for rule, select in written.selects.items():
        cursor.execute(select)
        found[rule] = []
        for row in cursor.fetchall():
            variables = len(row) // 2 - 1
            assert row[0] == rule
            found[rule].append((tuple(row[variables + 2 :]), row[variables + 1] == 1))
    return found


def found_in_duckdb(planned: Plan, claims: Collection | StoredTable, as_of: str | None) -> Found:
    with duckdb.connect() as connection:
        return found_in(connection, planned, "duckdb", claims, as_of)


def found_in_sqlite(planned: Plan, claims: Collection | StoredTable, as_of: str | None) -> Found:
    with closing(sqlite3.connect(":memory:")) as connection:
        return found_in(connection.cursor(), planned, "sqlite", claims, as_of)


@pytest.fixture(scope="module")
def found_in_postgres() -> Iterator[Callable[[Plan, Collection, str | None], Found]]:
    psycopg = pytest.importorskip("psycopg", reason="the extra `test` is not installed")
    try:
        with server() as address, psycopg.connect(address) as connection:

            def found(planned: Plan, claims: Collection, as_of: str | None) -> Found:
                with connection.cursor() as cursor:
                    try:
                        return found_in(cursor, planned, "postgres", claims, as_of)
                    finally:
                        connection.rollback()  # the tables go

            yield found
    except NoServer as reason:
        pytest.skip(str(reason))


# ------------------------------------------------------------------------------------------------------- generated


def known_by_then(case: Case) -> Case:
    """The case without the claims that a check as of its day leaves out."""
    return replace(case, collection=visible(case.collection, case.as_of, None))


def expected(case: Case) -> Found:
    """What the oracle finds."""
    return {
        rule.name: [(tuple(facts.claims[row].id for row in match.rows), match.certain) for match in matches]
        for rule, facts, matches in in_order(case)
    }


def compilable(case: Case) -> Case:
    """The case, as it is known by its day; without those of which several currencies are refused (test_currencies)."""
    case = known_by_then(case)
    assume(not FactTable.of(case.collection).mixing)
    return case


def planned(case: Case) -> Plan:
    return plan(case.rules, case.collection.vocabulary, case.as_of)


@given(case=cases())
@settings(max_examples=max(10, CASES // 20))
def test_duckdb_and_sqlite_find_with_compiled_rules_what_the_oracle_finds(case: Case) -> None:
    case = compilable(case)
    assert found_in_duckdb(planned(case), case.collection, case.as_of) == expected(case)
    assert found_in_sqlite(planned(case), case.collection, case.as_of) == expected(case)


@given(case=cases())
@settings(max_examples=max(10, CASES // 20))
def test_postgresql_finds_with_compiled_rules_what_the_oracle_finds(
    found_in_postgres: Callable[[Plan, Collection, str | None], Found], case: Case
) -> None:
    case = compilable(case)
    assert found_in_postgres(planned(case), case.collection, case.as_of) == expected(case)


@given(case=cases())
@settings(max_examples=max(5, CASES // 40))
def test_the_facts_of_a_table_in_bulk_are_those_of_its_claims(case: Case) -> None:
    by_then = compilable(case)
    in_bulk, at_hand = (
        found_in_duckdb(planned(case), claims, case.as_of) for claims in (stored(case), case.collection)
    )
    assert in_bulk == at_hand == expected(by_then)


# -------------------------------------------------------------------------------------------------------- shipped


def found_by_python(rules: Sequence[Rule], collection: Collection, as_of: str) -> Found:
    python = choose("python", len(collection.claims)).engines[0]
    facts = FactTable.of(visible(collection, as_of, None), as_of)
    found: Found = {}
    for stratum in strata(with_dependencies(rules)):
        for rule in stratum:
            matches = python.match(lower(rule, facts), facts)
            assert not matches.crowds
            facts.flag(rule.name, matches, every_claim=rule.kind == "contradiction")
            found[rule.name] = [(tuple(facts.claims[row].id for row in match.rows), match.certain) for match in matches]
    return found


@pytest.mark.parametrize("fixture", FIXTURES)
def test_the_rules_that_ship_find_in_a_database_what_they_find_here(
    fixture: str, found_in_postgres: Callable[[Plan, Collection, str | None], Found]
) -> None:
    as_of, collection, rules = FIXTURES[fixture], load(REPOSITORY / "fixtures" / fixture), load_rules()
    here = found_by_python(rules, collection, as_of)
    assert sum(map(len, here.values())) > 15
    compiled_rules = plan(rules, collection.vocabulary, as_of)
    assert found_in_duckdb(compiled_rules, collection, as_of) == here
    assert found_in_postgres(compiled_rules, collection, as_of) == here


# ------------------------------------------------------------------------------------------------------- dialects


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_written_in_a_dialect_can_be_read_in_it(dialect: str) -> None:
    facts, topics, matches = sqlglot.parse(compiled.scripts()[dialect], dialect)
    assert isinstance(facts, sqlglot.exp.Create)
    assert isinstance(topics, sqlglot.exp.Create)
    assert isinstance(matches, sqlglot.exp.Select)


OTHER_SHAPES = ("core/part-exceeds-whole", "core/single-origin", "editorial/partisan-only")
"""Between them: pairs in one order, ``with`` and ``without``, different values counted, what other rules flagged."""


@pytest.mark.parametrize("dialect", ["spark", "bigquery", "snowflake", "trino"])
def test_what_is_written_in_a_dialect_reads_as_the_same_statement(dialect: str) -> None:
    three = rule_of("three", kind="contradiction", variables=("a", "b", "c"), same=("predicate",))
    written = statements(plan([*load_rules(OTHER_SHAPES), three], Vocabulary()), dialect)
    for text in written.selects.values():
        assert sqlglot.parse_one(text, dialect).sql(dialect, pretty=True) == text


def test_a_rule_is_written_as_it_was() -> None:
    shown = {file: file.read_text(encoding="utf-8") for file in compiled.FOLDER.iterdir()}
    assert compiled.snapshots() == shown, "if it is meant to be so: cd tests && python -m compiled"


def test_an_unknown_dialect_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UnsupportedError, match="unknown dialect 'postgre' \\(did you mean 'postgres'\\?\\); known: "):
        statements(plan(load_rules(["core/denial"]), Vocabulary()), "postgre")


# ----------------------------------------------------------------------------------------------- codes and names


def test_the_code_of_a_word_does_not_depend_on_the_words_before_it() -> None:
    one, other = StableCodes(), StableCodes()
    for word in ("a", "b"):
        one.setdefault(word, len(one))
    for word in ("b", "c", "a"):
        other.setdefault(word, len(other))
    assert one["a"] == other["a"] != one["b"] == other["b"]
    assert 0 <= min(other.values()) <= max(other.values()) < 2**60


def test_two_words_of_one_code_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conflicts.facts.codes.stable_code", len)
    codes = StableCodes()
    codes.setdefault("one")
    codes.setdefault("one")
    with pytest.raises(EngineError, match="'two' and 'one' have the same code"):
        codes.setdefault("two")


def test_columns_whose_words_differ_in_signs_alone_have_names_of_their_own() -> None:
    assert identifier("valid.start.lo") == "valid_start_lo"
    columns = [
        "tag:a",
        "tag:A",
        "tag:a!",
        "tag:♥",
        "tag:♣",
        "qualifiers.a_hi.hi",
        "qualifiers.a.hi.hi",
        "tag:" + "a" * 99,
    ]
    names = list(map(identifier, columns))
    assert len(set(names)) == len(columns)
    assert all(name.isidentifier() and name.isascii() and len(name) <= 63 for name in names)


def test_a_rule_reads_the_same_columns_whichever_rules_are_compiled_with_it() -> None:
    alone = statements(plan(load_rules(["core/denial"]), Vocabulary()), "duckdb")
    together = statements(plan(load_rules(["core"]), Vocabulary(), "2024"), "duckdb")
    assert alone.selects["core/denial"] == together.selects["core/denial"]


# ------------------------------------------------------------------------------------------------------- refusals


def rule_of(name: str, *conditions: Condition, **parts: Any) -> Rule:
    return plain_rule(name, where=conditions, **parts)


def test_a_rule_that_asks_for_a_day_is_refused_without_one() -> None:
    asking = rule_of("old", Condition(FieldRef("a", "expires"), "<", AsOf()))
    with pytest.raises(UnsupportedError, match=r"^generated/old: the rule asks what holds as of a day"):
        plan([asking], Vocabulary())
    assert plan([asking], Vocabulary(), "2024").planned
    with pytest.raises(InputError, match="as of: "):
        plan([asking], Vocabulary(), "the day after")


def test_every_rule_that_cannot_be_written_is_named() -> None:
    asking = Condition(FieldRef("a", "expires"), "<", AsOf())
    four = rule_of("four", kind="contradiction", variables=("a", "b", "c", "d"))
    with pytest.raises(UnsupportedError) as refused:
        plan([rule_of("old", asking), four, rule_of("older", asking)], Vocabulary())
    assert [problem.message.partition(":")[0] for problem in refused.value.problems] == [
        "generated/four",
        "generated/old",
        "generated/older",
    ]


def claim(name: str, **fields: Any) -> Claim:
    return Claim.model_validate({"id": name, "subject": "s", "predicate": "p", **fields})


def test_a_name_that_the_claims_know_by_another_id_is_refused_rather_than_missed() -> None:
    rule = rule_of("bbc", Condition(FieldRef("a", "asserted_by"), "is", Words(("The BBC",))))
    vocabulary = Vocabulary(sources={"bbc": Source(aliases=("The BBC",))})
    collection = Collection((claim("a", asserted_by="The BBC"),), vocabulary)
    with pytest.raises(UnsupportedError, match=r"^generated/bbc: .*--vocabulary"):
        fact_tables(plan([rule], Vocabulary()), collection)
    assert found_in_duckdb(plan([rule], vocabulary), collection, None) == {"generated/bbc": [(("a",), True)]}


def test_a_claim_that_supersedes_more_than_compiled_rules_read_is_refused() -> None:
    superseded = [claim(f"c{number}") for number in range(limits.LINKS + 1)]
    rules = load_rules(["core/explicit"])
    for links in (limits.LINKS, limits.LINKS + 1):
        newest = claim("newest", supersedes=[each.id for each in superseded[:links]])
        collection = Collection((*superseded, newest), Vocabulary())
        if links == limits.LINKS:
            found = found_in_duckdb(plan(rules, Vocabulary()), collection, None)["core/explicit"]
            assert {ids[0] for ids, _ in found} == {f"c{number}" for number in range(limits.LINKS)}
        else:
            with pytest.raises(UnsupportedError, match=f"supersedes {links} others; .* at most {limits.LINKS}"):
                fact_tables(plan(rules, Vocabulary()), collection)


# ---------------------------------------------------------------------------------------------------- the command


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["compile", *arguments])
    if isinstance(result.exception, Exception):
        raise result.exception
    return result.exit_code, result.output


def test_the_command_writes_sql_and_the_tables_that_it_reads(tmp_path: Path) -> None:
    sql, facts = tmp_path / "rules.sql", tmp_path / "facts.parquet"
    chosen = ["core", "--as-of", "2024-05-01"]
    run(*chosen, "--dialect", "duckdb", "--output", str(sql))
    claims = str(REPOSITORY / "fixtures" / "saltmere")
    code, printed = run(*chosen, "--facts", claims, "--vocabulary", claims + "/claims.yaml", "--output", str(facts))
    assert code == 0
    assert [line.rpartition(":")[0] for line in printed.splitlines()] == [str(facts), str(tmp_path / "topics.parquet")]
    found: list[tuple[Any, ...]] = []
    with duckdb.connect() as connection:
        first, second, *selects = connection.extract_statements(sql.read_text(encoding="utf-8"))
        for statement, table in ((first, "facts"), (second, "topics")):
            connection.execute(statement)
            connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM '{tmp_path / table}.parquet'")
        for statement in selects:
            found += connection.execute(statement).fetchall()
    assert ("core/denial", "fire-courier", "fire-denied") in {(row[0], *row[-2:]) for row in found if len(row) == 6}


def test_facts_are_written_as_csv(tmp_path: Path) -> None:
    claims = str(REPOSITORY / "fixtures" / "izium")
    run("core/no-citation", "--facts", claims, "--output", str(tmp_path / "facts.csv"))
    with (tmp_path / "facts.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["id"] for row in rows] == sorted(each.id for each in load(claims).claims)
    assert [int(row["claim"]) for row in rows] == list(range(len(rows)))
    assert not (tmp_path / "topics.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["core/denial"], "say for which database"),
        (["core/denial", "--facts", "x.yaml"], "facts are written to a file"),
        (["core/denial", "--facts", "x.yaml", "-o", "facts.json"], "facts are written to a file"),
        (["core/denial", "--facts", "x.yaml", "-o", "topics.csv"], "is the file of another table"),
        (["core/expired", "-d", "duckdb"], "core/expired: the rule asks what holds as of a day"),
    ],
)
def test_the_command_says_what_it_needs(arguments: list[str], message: str) -> None:
    with pytest.raises(UnsupportedError, match=message):
        run(*arguments)
