"""What a command writes never takes the place of what it reads, by whatever name, nor of what somebody else wrote."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.core import TyperGroup
from typer.main import get_command

from command import Run
from conflicts.cli.app import MODULES, app
from conflicts.rules.shipped import shipped_folder

CLAIMS = """\
predicates: {mayor: {value: term, single: true}}
claims:
  - {id: a, subject: town, predicate: mayor, value: ann, asserted_by: x, valid: 2022-01-01}
  - {id: b, subject: town, predicate: mayor, value: bob, asserted_by: y, valid: 2022-01-01}
"""
TABLE = "id,subject,predicate,value,asserted_by\na,town,mayor,ann,x\n"


@pytest.fixture(autouse=True)
def here(run: Run) -> None:
    """Files of each kind that commands read."""
    Path("claims").mkdir()
    Path("own").mkdir()
    rule = (shipped_folder("core") / "incompatible-values.yaml").read_text(encoding="utf-8")
    lexicon = (shipped_folder("lexicon") / "en.yaml").read_text(encoding="utf-8")
    files = {
        "claims/a.yaml": CLAIMS,
        "table.csv": TABLE,
        "topics.csv": TABLE,
        "text.txt": "The town hall said that Ann was mayor. [1]\n",
        "own/rule.yaml": rule,
        "lexicon.yaml": lexicon,
        "map.yaml": "table: {columns: {id: id, subject: subject, predicate: predicate, value: value}}\n",
        "vocabulary.yaml": "sources: {x: {}}\npredicates: {mayor: {value: term}}\n",
        "known.json": '{"version": "1", "findings": []}\n',
        "conflicts.toml": 'select = ["core/incompatible-values"]\n',
    }
    for name, text in files.items():
        Path(name).write_text(text, encoding="utf-8")
    pq.write_table(pa.table({"subject": ["town"], "predicate": ["mayor"], "value": ["ann"]}), "table.parquet")
    run("check", "claims", "-f", "json", "--exit-zero", "-o", "old.json")


READING: dict[str, list[tuple[str, ...]]] = {
    "claims/a.yaml": [
        ("check", "claims/a.yaml"),
        ("check", "claims"),
        ("check", "-f", "json"),  # of the working directory
        ("check", "claims", "-f", "html", "--rules", "own"),
        ("diff", "claims/a.yaml", "claims/a.yaml"),
        ("vocabulary", "suggest", "claims", "--force"),
        ("import", "prose", "claims/a.yaml", "--force"),
    ],
    "table.csv": [
        ("check", "table.csv", "--engine", "duckdb"),
        ("check", "claims", "table.csv"),
        ("import", "table", "table.csv", "--force"),
        ("compile", "core/denial", "--facts", "table.csv"),
    ],
    "table.parquet": [
        ("check", "table.parquet"),
        ("import", "table", "table.parquet", "--force"),
        ("compile", "core/denial", "--facts", "table.parquet"),
    ],
    "text.txt": [("check", "text.txt"), ("check", ".", "--from", "prose")],
    "own/rule.yaml": [
        ("check", "claims", "--rules", "own"),
        ("check", "claims", "--rules", "own/rule.yaml"),
        ("compile", "own", "-d", "duckdb"),
        ("compile", "own/rule.yaml", "-d", "duckdb"),
    ],
    "lexicon.yaml": [("check", "text.txt", "--lexicon", "lexicon.yaml")],
    "map.yaml": [("check", "table.csv", "--map", "map.yaml")],
    "vocabulary.yaml": [
        ("check", "claims", "--vocabulary", "vocabulary.yaml"),
        ("import", "prose", "text.txt", "--vocabulary", "vocabulary.yaml", "--force"),
    ],
    "known.json": [("check", "claims", "--baseline", "known.json", "-f", "json")],
    "conflicts.toml": [("check", "claims", "-f", "json"), ("compile", "core/denial", "-d", "duckdb")],
    "old.json": [("diff", "old.json", "claims"), ("diff", "claims", "old.json", "-f", "json")],
}
EACH = [
    pytest.param(name, command, id=f"{name}: {' '.join(command)}")
    for name, commands in READING.items()
    for command in commands
]


def directly(name: str) -> str:
    return name


def spelt_otherwise(name: str) -> str:
    return f"./claims/../{name}"


def absolutely(name: str) -> str:
    return str(Path(name).absolute())


def linked(name: str) -> str:
    Path("link").with_suffix(Path(name).suffix).symlink_to(name)
    return f"link{Path(name).suffix}"


def linked_hard(name: str) -> str:
    os.link(name, f"hard{Path(name).suffix}")
    return f"hard{Path(name).suffix}"


@pytest.mark.parametrize(("name", "command"), EACH)
def test_no_command_replaces_what_it_reads(run: Run, name: str, command: tuple[str, ...]) -> None:
    before = Path(name).read_bytes()
    result = run(*command, "--output", name)
    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines()[-1] == f"{name}: is one of the files that are read: write to another"
    assert Path(name).read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="links are those of POSIX")
@pytest.mark.parametrize("called", [directly, spelt_otherwise, absolutely, linked, linked_hard])
@pytest.mark.parametrize("command", ["check claims", "check claims/a.yaml", "vocabulary suggest claims --force"])
def test_a_file_that_is_read_is_known_by_any_name(run: Run, called: Callable[[str], str], command: str) -> None:
    result = run(*command.split(), "-o", called("claims/a.yaml"))
    assert (result.code, "is one of the files that are read" in result.err) == (2, True)
    assert Path("claims/a.yaml").read_text(encoding="utf-8") == CLAIMS


def test_the_second_table_of_facts_replaces_no_input(run: Run) -> None:
    result = run("compile", "core/denial", "--facts", "topics.csv", "-o", "facts.csv")
    assert (result.code, "topics.csv: is one of the files that are read" in result.err) == (2, True)
    assert Path("topics.csv").read_text(encoding="utf-8") == TABLE
    assert not Path("facts.csv").exists()


def test_a_report_is_replaced_as_often_as_one_likes(run: Run) -> None:
    """Reports in the directory that is checked are none of its claims."""
    Path("vocabulary.yaml").unlink()  # which says something else of one predicate
    for name in ("json", "jsonl", "html", "sarif", "junit", "markdown", "text"):
        for _ in range(2):
            result = run("check", "--exit-zero", "-f", name, "-o", f"report.{name}")
            assert (result.code, result.err.count("is one of")) == (0, 0)
    assert json.loads(Path("report.json").read_text(encoding="utf-8"))["findings"]


def test_every_command_that_has_an_output_is_asked() -> None:
    """The check stands where commands begin; one that writes elsewhere has to say what it reads."""
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    writing = {name for name in MODULES if any(each.name == "output" for each in group.commands[name].params)}
    assert writing == {"check", "diff", "import", "vocabulary", "compile", "schema"}
    assert all(type(group.commands[name]).__name__ == "_Command" for name in writing)


@pytest.mark.parametrize(
    "command",
    [
        ("import", "prose", "text.txt", "-o", "mine.yaml"),
        ("import", "prose", "text.txt", "-o", "mine.jsonl"),
        ("import", "prose", "text.txt", "-o", "mine.csv"),
        ("import", "prose", "text.txt", "-o", "mine.parquet"),
        ("vocabulary", "suggest", "claims", "-o", "mine.yaml"),
    ],
    ids=" ".join,
)
def test_what_is_there_is_replaced_by_force_alone(run: Run, command: tuple[str, ...]) -> None:
    name = command[-1]
    assert run(*command).code == 0
    written = Path(name).read_bytes()
    Path(name).write_text("mine", encoding="utf-8")
    result = run(*command)
    assert (result.code, result.out, result.err) == (2, "", f"{name}: exists already: --force replaces it\n")
    assert Path(name).read_text(encoding="utf-8") == "mine"
    assert run(*command, "--force").code == 0
    assert Path(name).read_bytes() == written


@pytest.mark.parametrize("name", ["facts.csv", "facts.parquet", "Facts.CSV"])
@pytest.mark.parametrize("theirs", ["facts", "topics"])
def test_tables_of_facts_replace_what_is_there_by_force_alone(run: Run, name: str, theirs: str) -> None:
    """The second table stands beside the one that is named, under a name that somebody may use."""
    Path("topics.csv").unlink()
    command = ("compile", "core/incompatible-values", "--facts", "claims", "-o", name)
    suffix = Path(name).suffix
    files = [Path(name), Path(f"topics{suffix}")]
    there = files[theirs == "topics"]
    there.write_text("mine", encoding="utf-8")
    result = run(*command)
    assert (result.code, result.out, result.err) == (2, "", f"{there}: exists already: --force replaces it\n")
    assert there.read_text(encoding="utf-8") == "mine"
    assert [each.exists() for each in files] == [each == there for each in files]
    assert run(*command, "--force").code == 0
    assert not any(each.read_bytes() == b"mine" for each in files)


def test_a_table_that_no_rule_reads_replaces_nothing(run: Run) -> None:
    before = Path("topics.csv").read_bytes()
    assert run("compile", "core/no-citation", "--facts", "claims", "-o", "facts.csv").code == 0
    assert Path("topics.csv").read_bytes() == before
