"""``conflicts compile``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from conflicts.cli import options as o
from conflicts.cli import output as out
from conflicts.cli import settings as s
from conflicts.cli.app import app
from conflicts.cli.checking import opened
from conflicts.cli.inputs import refuse_input
from conflicts.errors import Place, Problem, UnsupportedError
from conflicts.extras import not_installed

if TYPE_CHECKING:
    from conflicts.facts.stored import StoredTable
    from conflicts.model.collection import Collection
    from conflicts.sql.plan import Plan


@app.command("compile")
@o.reads
def compile_(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="RULE", help="Rules, packs, or files or directories of rules.")],
    dialect: Annotated[
        str | None,
        typer.Option("--dialect", "-d", metavar="NAME", help="duckdb, postgres, spark, bigquery, snowflake, trino…"),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day that rules ask about (EDTF, or today).")
    ] = None,
    facts: Annotated[
        list[Path] | None,
        typer.Option(
            parser=o.input_path,
            metavar="PATH",
            help="Write the tables that the SQL reads, for these claims: what check reads; repeatable.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file for the SQL; for --facts, a .parquet or .csv file."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="With --facts, replace tables that are there already.")
    ] = False,
    from_: o.From = None,
    *,
    reading: o.Reading,
    config: s.Config = None,
) -> None:
    """Write rules as SQL for a database, and the tables that it reads.

    The SQL stands on standard output, unless there is --output.
    """
    from conflicts.model.when import day_meant
    from conflicts.rules.pack import load_rules

    _refuse_without_sqlglot()
    from conflicts.sql.plan import plan
    from conflicts.sql.statements import DIALECTS, script

    options, as_of = reading(), day_meant(as_of, s.today())
    planned = plan(load_rules(names, shipped_examples=False), options.vocabulary, as_of)
    if facts:
        suffix = _suffix(output)
        assert output is not None
        files = _files(planned, output)
        for file in files.values():
            refuse_input(context, file)
            out.refuse_existing(file, force)
        _write_tables(planned, opened(facts, from_, options, False, "auto"), as_of, files, suffix)
        return
    if dialect is None:
        raise UnsupportedError(f"say for which database the SQL is (--dialect); known: {', '.join(DIALECTS)}")
    out.write(script(planned, dialect), output)


def _refuse_without_sqlglot() -> None:
    from importlib.util import find_spec

    if find_spec("sqlglot") is None:
        raise not_installed("writing SQL needs sqlglot", "bulk")


def _suffix(output: Path | None) -> str:
    from conflicts.sql.export import SUFFIXES
    from conflicts.sql.names import TOPICS

    if output is None or output.suffix.lower() not in SUFFIXES:
        given = Place() if output is None else Place.of(output)
        raise UnsupportedError(Problem(f"facts are written to a file (--output) of {' or '.join(SUFFIXES)}", given))
    if output.stem.lower() == TOPICS:
        raise UnsupportedError(Problem("is the file of another table, which is written beside it", Place.of(output)))
    return output.suffix.lower()


def _files(planned: "Plan", output: Path) -> dict[str, Path]:
    """The files of the tables that the rules read, by table: the output, and another beside it."""
    from conflicts.sql.names import FACTS
    from conflicts.sql.statements import table_columns

    return {name: output if name == FACTS else output.with_stem(name) for name in table_columns(planned)}


def _write_tables(
    planned: "Plan", claims: "Collection | StoredTable", as_of: str | None, files: dict[str, Path], suffix: str
) -> None:
    """Write each table to its file, and tell what was written."""
    from conflicts.report.words import counted
    from conflicts.sql.export import fact_tables, write_facts

    for name, table in fact_tables(planned, claims, as_of):
        with out.replaced_path(files[name]) as file:
            rows = write_facts(table, file, suffix)
        out.show(f"{Place.of(files[name])}: {counted(rows, 'row')}\n")
