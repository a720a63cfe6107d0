"""Tables in databases, by their addresses: SQLite's files, and a real server of PostgreSQL."""

import datetime
import os
import shlex
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from command import Run
from conflicts import InputError, UnsupportedError, check, load
from conflicts.document.address import DatabaseAddress, input_path, without_password
from conflicts.readers import FileMapping, ReadOptions
from conflicts.tables import TableMapping
from postgres import NoServer, server

WORDS = "predicates: {mayor: {value: term, single: true, timeless: true}, toll: {value: quantity, unit: person}}\n"
RULE = ("--rules", "core/incompatible-values", "--format", "concise", "--quiet")
SECRET = "s3cr3t"
TOWNS = """
create table claims (id text, subject text, predicate text, value text, asserted_by text);
insert into claims values ('c1', 'town', 'mayor', 'dunn', 'register'), ('c2', 'town', 'mayor', 'pell', 'list');
"""
CLASH = "error[core/incompatible-values] town mayor dunn (register), but town mayor pell (list)"


def database(statements: str, file: str = "claims.db") -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(statements)


@pytest.fixture
def towns(run: Run) -> Run:
    """The command, in a directory with a database."""
    database(TOWNS)
    Path("words.yaml").write_text(WORDS, encoding="utf-8")
    return run


# ------------------------------------------------------------------------------------------------ SQLite


def test_a_table_of_claims_in_a_database_is_checked_like_a_file(towns: Run) -> None:
    shown = towns("check", "words.yaml", "sqlite:///claims.db?table=claims", *RULE)
    assert (shown.code, shown.out) == (1, f"sqlite:///claims.db?table=claims:1: {CLASH}\n")
    absolute = Path("claims.db").absolute().as_posix()
    assert CLASH in towns("check", "words.yaml", f"sqlite:///{absolute}?table=claims", *RULE).out


def test_rows_in_another_order_give_the_same_report(towns: Run) -> None:
    rows = "insert into claims select {} from before order by id {};"
    reports = set()
    for order in ("asc", "desc"):
        for columns in ("*", "null, subject, predicate, value, asserted_by"):
            database("drop table if exists before; create table before as select * from claims;")
            database("delete from claims;" + rows.format(columns, order))
            reports.add((columns, towns("check", "words.yaml", "sqlite:///claims.db?table=claims", *RULE).out))
            database("delete from claims; insert into claims select * from before;")
    assert len(reports) == 2


def test_a_query_and_a_mapping_say_which_rows_and_columns(towns: Run) -> None:
    database("create table heads (place, head, book, page); insert into heads values ('town', 'ives', 'gazette', 7)")
    mapping = TableMapping.model_validate(
        {"columns": {"subject": "place", "value": "head", "citations": "page"}, "constants": {"predicate": "mayor"}}
    )
    query = "sqlite:///claims.db?query=" + quote("select * from heads where book = 'gazette' -- all")
    for options in (
        ReadOptions(mapping=mapping),
        ReadOptions(file_mappings=(FileMapping(str(DatabaseAddress(query)), mapping),)),
    ):
        (claim,) = load(query, options=options).claims
        assert (str(claim.value), claim.citations[0].ref) == ("ives", "7")
    empty = "sqlite:///claims.db?query=" + quote("select * from claims where id = 'none'")
    assert check(empty).statistics.claims == 0


def test_cells_of_any_type_in_one_column_are_what_they_say(run: Run) -> None:
    database("create table claims (subject, predicate, value);")
    with closing(sqlite3.connect("claims.db")) as connection:
        rows = [("n", 12), ("r", 1.5), ("t", "many"), ("e", ""), ("o", None)]
        connection.executemany("insert into claims values (?, 'is', ?)", rows * 600)
        connection.commit()
    claims = load("sqlite:///claims.db?table=claims").claims
    assert len(claims) == 3000
    assert {(claim.subject, str(claim.value)) for claim in claims} >= {("n", "12"), ("r", "1.5"), ("t", "many")}


def test_malformed_rows_of_a_database_are_counted_and_may_be_skipped(towns: Run) -> None:
    database("insert into claims values ('c3', 'town', null, 'x', 'list')")
    ran = towns("check", "words.yaml", "sqlite:///claims.db?table=claims")
    assert ran.code == 2
    assert "sqlite:///claims.db?table=claims: 1 row is malformed (--max-errors 1 tolerates that)" in ran.err
    assert towns("check", "words.yaml", "sqlite:///claims.db?table=claims", "--max-errors", "1", *RULE).code == 1


@pytest.mark.parametrize("name", ['odd "name', "a.b", "x; drop table claims", "select", "naïve", "t' or '1'='1", "a&b"])
def test_a_table_may_have_any_name(towns: Run, name: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    database(f"create table {quoted} as select * from claims")
    assert CLASH in towns("check", "words.yaml", f"sqlite:///claims.db?table={quote(name)}", *RULE).out
    with closing(sqlite3.connect("claims.db")) as connection:
        assert connection.execute("select count(*) from claims").fetchone() == (2,)


@pytest.mark.parametrize(
    "query",
    [
        "drop table claims",
        "select 1; drop table claims",
        "delete from claims returning *",
        "with gone as (delete from claims returning *) select * from gone",
    ],
)
def test_no_query_changes_a_database(towns: Run, query: str) -> None:
    ran = towns("check", f"sqlite:///claims.db?query={quote(query)}")
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)
    with closing(sqlite3.connect("claims.db")) as connection:
        assert connection.execute("select count(*) from claims").fetchone() == (2,)


def test_nothing_is_made_where_no_database_is(run: Run) -> None:
    ran = run("check", "sqlite:///none.db?table=claims")
    assert (ran.code, ran.err) == (2, "sqlite:///none.db?table=claims: no such file\n")
    assert not Path("none.db").exists()


@pytest.mark.parametrize(
    "address, told",
    [
        ("sqlite:///claims.db", "does not say which rows"),
        ("sqlite:///claims.db?table=", "does not say which rows"),
        ("sqlite:///claims.db?table=claims&query=select", "does not say which rows"),
        ("sqlite:///claims.db?table=claims&table=claims", "says its table, schema or query twice"),
        ("sqlite:///claims.db?tabel=claims&table=claims", "unknown parameter 'tabel' (did you mean 'table'?)"),
        ("sqlite:///claims.db?table=claim", "cannot be read: no such table: claim"),
        ("sqlite:///words.yaml?table=claims", "cannot be read: file is not a database"),
        ("sqlite://claims.db?table=claims", "names no file: it follows three slashes"),
        ("sqlite:///claims.db?table=a%00b", "it has characters that no name has"),
        ("sqlite:///claims.db?table=\udcff", "it has characters that no name has"),
        ("sqlite:///claims.db#x?table=claims", "is no address of a database"),
        ("mysql://h/d?table=x", "is no address that is read: sqlite:///FILE?table=NAME, postgresql://"),
        ("https://example.org/claims.csv", "is no address that is read"),
    ],
)
def test_what_an_address_lacks_is_said_in_a_sentence(towns: Run, address: str, told: str) -> None:
    ran = towns("check", address)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)
    assert told in ran.err


def test_a_report_never_replaces_the_database(towns: Run) -> None:
    ran = towns("check", "words.yaml", "sqlite:///claims.db?table=claims", "--output", "claims.db", "--format", "json")
    assert ran.err == "claims.db: is one of the files that are read: write to another\n"


def test_without_the_driver_it_is_said_what_to_type(towns: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "adbc_driver_sqlite", None)
    with pytest.raises(UnsupportedError, match=r"tables in databases need the drivers of ADBC: pip install 'adbc"):
        load("sqlite:///claims.db?table=claims")


def test_settings_name_a_database_from_where_they_lie(towns: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = 'paths = ["words.yaml", "sqlite:///claims.db?table=claims"]\nrules = ["core/incompatible-values"]\n'
    Path("conflicts.toml").write_text(settings, encoding="utf-8")
    Path("below").mkdir()
    assert CLASH in towns("check", "--format", "concise").out
    monkeypatch.chdir("below")
    assert f"sqlite:///../claims.db?table=claims:1: {CLASH}" in towns("check", "--format", "concise").out


# ------------------------------------------------------------------------------------------------ passwords

SECRETS = [
    f"postgresql://user:{SECRET}@localhost:1/data?table=claims",
    f"postgresql://user:a%2F{SECRET}@localhost:1/data?table=claims",
    f"postgresql://user:a%zz{SECRET}@localhost:1/data?table=claims",
    f"postgresql://user@localhost:1/data?password={SECRET}&table=claims",
    f"postgresql://user@localhost:1/data?sslpassword={SECRET}&connect_timeout={SECRET}&table=claims",
    f"postgresql://user:a/{SECRET}@localhost/data?table=claims",
    f"postgresql://user:a?{SECRET}@localhost/data?table=claims",
    f"postgresql://user:1?{SECRET}@localhost/data?table=claims",
    f"postgresql://user:a#{SECRET}@localhost/data?table=claims",
    f"postgresql://user:{SECRET}@localhost:port/data?table=claims",
    f"postgresql://user:{SECRET}@[::1/data?table=claims",
    f"mysql://user:{SECRET}@localhost/data?table=claims",
    f"https://user:{SECRET}@localhost/claims.csv",
]


@pytest.mark.parametrize("address", SECRETS)
@pytest.mark.parametrize(
    "command",
    [
        ("check",),
        ("check", "--engine", "duckdb"),
        ("check", "--format", "html", "--output", "page.html", "--exit-zero"),
        ("validate",),
        ("explain", "core/denial"),
        ("import", "table"),
        ("vocabulary", "suggest"),
        ("repair",),
        ("diff", "--since", "HEAD"),
        ("diff", "words.yaml"),
        ("baseline", "create"),
    ],
)
def test_no_command_shows_a_password(towns: Run, address: str, command: tuple[str, ...]) -> None:
    ran = towns(*command, address)
    assert ran.code == 2
    assert SECRET not in ran.out + ran.err
    assert "Traceback" not in ran.err


def test_neither_settings_nor_mappings_show_a_password(towns: Run) -> None:
    Path("conflicts.toml").write_text(f'paths = ["{SECRETS[0]}"]\n', encoding="utf-8")
    assert SECRET not in (shown := towns("config").out + towns("config", "--format", "json").out)
    assert "postgresql://user@localhost:1/data?table=claims" in shown
    Path("a.map.yaml").write_text("table: {columns: {subject: a}, constants: {predicate: p}}\n", encoding="utf-8")
    ran = towns("check", "words.yaml", "--map", f"{SECRETS[0]}=a.map.yaml")
    assert "a mapping is for 'postgresql://user@localhost:1/data?table=claims', but no table" in ran.err


def test_the_command_in_a_page_has_no_password() -> None:
    command = f"check --map={SECRETS[0]}=a.map.yaml {SECRETS[1]} {SECRETS[6]} a://b claims.yaml"
    shown = [without_password(word) for word in shlex.split(command)]
    assert SECRET not in " ".join(shown)
    assert shown[-1] == "claims.yaml"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1).map(lambda text: f"{SECRET}{text}"))
def test_no_password_is_part_of_the_address_as_a_text(password: str) -> None:
    address = DatabaseAddress(f"postgresql://user:{quote(password, safe='')}@host/data?table=claims")
    assert str(address) == "postgresql://user@host/data?table=claims"
    raw = DatabaseAddress(f"postgresql://user:{password}@host/data?table=claims")
    assert SECRET not in f"{raw!s}{raw!r}{raw.name}{raw.parent}{raw.absolute()}{os.fspath(raw)}"


def test_paths_stay_paths() -> None:
    assert input_path("a/b.csv") == Path("a/b.csv")
    assert not isinstance(input_path("a:/b.csv"), DatabaseAddress)
    assert isinstance(input_path(Path("x")), Path)


# ------------------------------------------------------------------------------------------------ PostgreSQL


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """How to connect to a server with tables."""
    try:
        with server() as connection:
            yield connection
    except NoServer as reason:
        pytest.skip(str(reason))


def execute(connection: str, statements: Sequence[str]) -> None:
    with psycopg.connect(connection, autocommit=True) as database:
        for statement in statements:
            database.execute(statement.encode())


def address(connection: str, rows: str, user: str = "tester") -> str:
    socket = dict(part.split("=") for part in connection.split())["host"]
    return f"postgresql://{user}@/postgres?host={quote(socket, safe='')}&{rows}"


def test_a_table_of_postgresql_is_checked(towns: Run, postgres: str) -> None:
    execute(postgres, ["drop table if exists claims", *filter(str.strip, TOWNS.split(";"))])
    shown = towns("check", "words.yaml", address(postgres, "table=claims"), *RULE)
    assert (shown.code, shown.out) == (1, f"postgresql://tester@/postgres?table=claims:1: {CLASH}\n")


def test_columns_of_every_type_say_what_a_table_says(run: Run, postgres: str) -> None:
    execute(
        postgres,
        [
            "drop schema if exists odd cascade",
            "create schema odd",
            "create type odd.mood as enum ('good')",
            'create table odd."the ""claims" (id uuid, subject odd.mood, predicate varchar, value numeric,'
            " unit char(6), asserted_by text, valid_from date, recorded timestamptz, citations text[], mind interval)",
            "insert into odd.\"the \"\"claims\" values (gen_random_uuid(), 'good', 'toll', 12.50, 'person',"
            " 'list', '1920-02-03', '2020-01-02 03:04:05+00', '{p. 1,p. 2}', '1 day')",
        ],
    )
    mapping = TableMapping.model_validate(
        {
            "columns": {
                name: name
                for name in ("id", "subject", "predicate", "unit", "asserted_by", "valid_from", "recorded", "citations")
            }
            | {"amount": "value", "excerpt": "mind"}
        }
    )
    name = quote('the "claims')
    source = address(postgres, f"schema=odd&table={name}")
    (claim,) = load(source, options=ReadOptions(mapping=mapping)).claims
    assert (claim.subject, str(claim.value), len(claim.id)) == ("good", "12.50 person", 36)
    assert [citation.ref for citation in claim.citations] == ["p. 1", "p. 2"]
    assert str(claim.valid) == "since 1920-02-03"
    assert claim.recorded is not None
    assert str(claim.recorded).startswith(str(datetime.date(2020, 1, 2)))
    assert claim.excerpt == "1 day"


@pytest.mark.parametrize(
    "query",
    ["drop table kept", "select 1; drop table kept", "select 1) to program 'touch /tmp/never' --", "table none"],
)
def test_no_query_changes_a_server(run: Run, postgres: str, query: str) -> None:
    execute(postgres, ["drop table if exists kept", "create table kept (subject text, predicate text)"])
    ran = run("check", address(postgres, f"query={quote(query)}"))
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)
    execute(postgres, ["select * from kept"])


def test_functions_that_write_are_refused(run: Run, postgres: str) -> None:
    make = "create or replace function gone() returns text language sql as 'delete from kept returning subject'"
    execute(postgres, ["drop table if exists kept", "create table kept (subject text)", make])
    ran = run("check", address(postgres, f"query={quote('select gone() as subject, 1 as predicate')}"))
    assert ran.code == 2
    assert "cannot execute DELETE in a read-only transaction" in ran.err


def test_what_the_server_refuses_is_said_in_a_sentence_without_the_password(run: Run, postgres: str) -> None:
    socket = Path(dict(part.split("=") for part in postgres.split())["host"])
    execute(postgres, ["drop role if exists reader", f"create role reader login password '{SECRET}'"])
    rules = socket / "data" / "pg_hba.conf"
    before = rules.read_text(encoding="utf-8")
    try:
        rules.write_text(f"local all reader scram-sha-256\n{before}", encoding="utf-8")
        execute(postgres, ["select pg_reload_conf()"])
        wrong, right = f"reader:no-{SECRET}", f"reader:{SECRET}"
        told = run("check", address(postgres, "table=claims", wrong))
        assert (told.code, len(told.err.splitlines())) == (2, 1)
        assert 'password authentication failed for user "reader"' in told.err
        assert SECRET not in told.err
        assert 'relation "none" does not exist' in run("check", address(postgres, "table=none", right)).err
    finally:
        rules.write_text(before, encoding="utf-8")
        execute(postgres, ["select pg_reload_conf()"])
    told = run("check", address(postgres, "table=claims").replace("/postgres?", "/none?"))
    assert told.err.endswith('database "none" does not exist\n')


def test_a_server_that_does_not_answer_is_named(run: Run) -> None:
    ran = run("check", f"postgresql://user:{SECRET}@localhost:1/data?table=claims")
    assert ran.code == 2
    assert ran.err.startswith("postgresql://user@localhost:1/data?table=claims: cannot be read: connection to server")
    with pytest.raises(InputError):
        load(f"postgres://user:{SECRET}@localhost:1/data?table=claims")
