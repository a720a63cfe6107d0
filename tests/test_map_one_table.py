"""A mapping for one of several inputs, on the command line and in the settings."""

import io
import json
from itertools import permutations
from pathlib import Path

import pytest

from command import Run
from conflicts import InputError, check, load
from conflicts.bulk import open_table
from conflicts.config import AskedMapping
from conflicts.readers import FileMapping, ReadOptions
from conflicts.tables import TableMapping

TOWNS = "place,head,book\ntown,dunn,register\n"
TOWNS_MAP = """\
table: {columns: {subject: place, value: head, asserted_by: book}, constants: {predicate: mayor}}
predicates: {mayor: {value: term, single: true, timeless: true}}
"""
STADT = "stadt;haupt;quelle\ntown;pell;chronik\n"
STADT_MAP = """\
table:
  delimiter: ";"
  columns: {subject: stadt, value: haupt, asserted_by: quelle}
  constants: {predicate: mayor}
"""
CLAIMS = "claims:\n  - {id: c, subject: town, predicate: mayor, value: hart, asserted_by: gazette}\n"
RULE = ("--rules", "core/incompatible-values", "--format", "concise", "--quiet")
CLASH = "town mayor pell (chronik), but town mayor dunn (register)"
BOTH = ("--map", "towns.csv=towns.map.yaml", "--map", "stadt.csv=stadt.map.yaml")


@pytest.fixture(autouse=True)
def _tables(run: Run) -> None:
    for name, text in {
        "towns.csv": TOWNS,
        "towns.map.yaml": TOWNS_MAP,
        "stadt.csv": STADT,
        "stadt.map.yaml": STADT_MAP,
    }.items():
        write(name, text)


def write(name: str, text: str) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def test_each_table_has_a_mapping_of_its_own_whatever_the_order_and_engine(run: Run) -> None:
    shown = {
        run("check", *paths, *options, "--engine", engine, *RULE).out
        for paths in permutations(["towns.csv", "stadt.csv"])
        for options in (BOTH, (*BOTH[2:], *BOTH[:2]))
        for engine in ("auto", "python", "duckdb")
    }
    (only,) = shown
    assert "stadt.csv:2: error" in only
    assert CLASH in only


def test_the_mapping_of_a_table_goes_before_that_of_all(run: Run) -> None:
    options = ("--map", "towns.map.yaml", "--map", "stadt.csv=stadt.map.yaml")
    for engine in ("python", "duckdb"):
        assert CLASH in run("check", "towns.csv", "stadt.csv", *options, "--engine", engine, *RULE).out


def test_a_mapped_table_stands_beside_claims_files_that_need_no_mapping(run: Run) -> None:
    write("claims.yaml", CLAIMS)
    write("plain.csv", "subject,predicate,value,asserted_by\ntown,mayor,ives,times\n")
    shown = run("check", "claims.yaml", "plain.csv", "towns.csv", *BOTH[:2], *RULE[:2], "--format", "json").out
    assert {side["value"] for side in json.loads(shown)["findings"][0]["sides"]} == {"hart", "ives", "dunn"}


def test_a_mapped_table_is_read_from_a_directory_and_by_a_pattern(run: Run) -> None:
    write("data/deep/1911.txt", TOWNS)
    write("data/deep/1921.txt", TOWNS.replace("dunn,register", "pell,list"))
    shown = run("check", "data", "--map", "19?1.txt=towns.map.yaml", *RULE)
    assert "data/deep/1911.txt:2: error" in shown.out
    for named in ("data/deep/*.txt", "./data/*/1921.txt", str(Path("data/deep/1921.txt").absolute())):
        assert "1921.txt:2" in run("check", "data", "--map", f"{named}=towns.map.yaml", "--format", "concise").out


def test_what_is_piped_in_can_have_a_mapping_of_its_own(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TOWNS.encode()), encoding="utf-8"))
    shown = run("check", "-", "stadt.csv", "--map", "-=towns.map.yaml", *BOTH[2:], *RULE)
    assert "<stdin>:2: error" in shown.out


@pytest.mark.parametrize(
    "named, hint",
    [("town.csv", " (did you mean 'towns.csv'?)"), ("other/towns.csv", " (did you mean 'towns.csv'?)"), ("*.tsv", "")],
)
@pytest.mark.parametrize("engine", ["auto", "duckdb"])
def test_a_mapping_whose_table_is_not_there_is_an_error(run: Run, named: str, hint: str, engine: str) -> None:
    ran = run("check", "towns.csv", "stadt.csv", *BOTH, "--map", f"{named}=towns.map.yaml", "--engine", engine)
    assert ran.code == 2
    assert ran.err == f"conflicts: a mapping is for {named!r}, but no table that is read has this name{hint}\n"


def test_a_claims_file_is_no_table_that_a_mapping_is_for(run: Run) -> None:
    write("claims.yaml", CLAIMS)
    ran = run("check", "claims.yaml", "--map", "claims.yaml=towns.map.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert "a mapping is for 'claims.yaml', but no table that is read has this name" in ran.err


def test_two_mappings_of_all_tables_are_refused(run: Run) -> None:
    ran = run("check", "towns.csv", "--map", "towns.map.yaml", "--map", "stadt.map.yaml")
    assert ran.code == 2
    assert "stadt.map.yaml: is a second mapping for all tables: TABLE=stadt.map.yaml says which" in ran.err


def test_settings_give_tables_their_mappings(run: Run) -> None:
    write("conflicts.toml", 'map = {"towns.csv" = "towns.map.yaml", "stadt.csv" = "stadt.map.yaml"}\n')
    assert CLASH in run("check", *RULE).out
    assert 'map = { "towns.csv" = "towns.map.yaml", "stadt.csv" = "stadt.map.yaml" }' in run("config").out
    assert run("explain", "core/incompatible-values", "towns.csv", "stadt.csv").code == 0


def test_a_table_of_the_settings_that_is_not_there_is_an_error_where_it_is_set(run: Run) -> None:
    write("conflicts.toml", 'paths = ["."]\n\nmap = {"data/towns.csv" = "towns.map.yaml"}\n')
    ran = run("check")
    assert ran.code == 2
    assert "conflicts.toml:3:1: a mapping is for 'data/towns.csv', but no table that is read" in ran.err


def test_settings_for_one_table_leave_a_check_of_another_alone(run: Run) -> None:
    write("conflicts.toml", 'map = {"towns.csv" = "towns.map.yaml"}\n')
    write("claims.yaml", CLAIMS)
    assert run("check", "claims.yaml", *RULE).code == 0


@pytest.mark.parametrize("value", ["3", "[1]", '{"towns.csv" = 3}', '["towns.map.yaml"]'])
def test_a_setting_that_names_no_mapping_is_an_error_with_its_place(run: Run, value: str) -> None:
    write("conflicts.toml", f"map = {value}\n")
    ran = run("check", "towns.csv")
    assert ran.code == 2
    assert ran.err.startswith("conflicts.toml:1:1: map")


def test_names_of_tables_and_of_mappings_may_hold_an_equals_sign(run: Run) -> None:
    write("year=1911.csv", TOWNS)
    write("a=b.map.yaml", TOWNS_MAP)
    assert AskedMapping.of("a=b.map.yaml") == ("a=b.map.yaml", None)
    assert AskedMapping.of("year=1911.csv=towns.map.yaml") == ("towns.map.yaml", "year=1911.csv")
    assert AskedMapping.of("year=1911.csv=a=b.map.yaml") == ("a=b.map.yaml", "year=1911.csv")
    assert run("check", "year=1911.csv", "--map", "year=1911.csv=a=b.map.yaml", *RULE).code == 0


def test_a_name_with_the_signs_of_patterns_names_itself(run: Run) -> None:
    write("towns[1].csv", TOWNS)
    assert run("check", "towns[1].csv", "--map", "towns[1].csv=towns.map.yaml", *RULE).code == 0


def test_a_difference_may_have_the_table_on_one_side_only(run: Run) -> None:
    assert run("diff", "towns.csv", "stadt.csv", *BOTH).code in (0, 1)


def test_a_missing_mapping_file_is_named(run: Run) -> None:
    ran = run("check", "towns.csv", "--map", "towns.csv=none.map.yaml")
    assert (ran.code, ran.err) == (2, "none.map.yaml: cannot be read: No such file or directory\n")


def test_programs_give_mappings_of_files_too(run: Run) -> None:
    towns = TableMapping.model_validate(
        {"columns": {"subject": "place", "value": "head"}, "constants": {"predicate": "mayor"}}
    )
    options = ReadOptions(file_mappings=(FileMapping("towns.csv", towns),))
    (claim,) = load("towns.csv", options=options).claims
    stored = open_table(["towns.csv"], file_mappings={Path("towns.csv"): towns})
    assert check(stored).statistics.claims == 1
    assert str(claim.value) == "dunn"
    with pytest.raises(InputError, match="no table that is read has this name"):
        load("towns.csv", options=ReadOptions(file_mappings=(FileMapping("s.csv", towns),), mapping=towns))
