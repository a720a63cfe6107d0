"""``conflicts rules``, ``test``, ``validate`` and ``schema``."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from conflicts.cli import options as o
from conflicts.cli import output as out
from conflicts.cli.app import app
from conflicts.cli.codes import CLEAN, FINDINGS
from conflicts.errors import ConflictsError, InputError, Problem


class ListFormat(StrEnum):
    """How a list is written."""

    text = "text"
    json = "json"


class Schema(StrEnum):
    """What a schema describes."""

    claims = "claims"
    rule = "rule"
    report = "report"


class TableFormat(StrEnum):
    """How the claims table is described."""

    text = "text"
    json = "json"
    markdown = "markdown"


@app.command("rules")
def list_rules(
    rules: o.Rules = None,
    select: o.Select = None,
    ignore: o.Ignore = None,
    format: Annotated[ListFormat, typer.Option("--format", "-f")] = ListFormat.text,
) -> None:
    """List the rules."""
    from conflicts.formats.rules import rules_json, rules_text
    from conflicts.rules.pack import load_rules, select_rules

    chosen = select_rules(load_rules(rules or None), select or (), ignore or ())
    out.write((rules_json if format is ListFormat.json else rules_text)(chosen))


@app.command()
def test(
    rules: Annotated[
        list[str] | None, typer.Argument(metavar="NAME|PATH", help="Packs, or files or directories of rules.")
    ] = None,
) -> None:
    """Run the examples that rules carry.

    Without arguments, those of the rules that ship.
    """
    from conflicts.report.words import counted
    from conflicts.rules.pack import load_rules
    from conflicts.testing import run_examples

    tested = load_rules(rules or None)
    failures = [failure for rule in tested for failure in run_examples(rule, tested)]
    examples = sum(len(rule.examples) for rule in tested)
    outcome = f"{len(failures):,} failed" if failures else "all as expected"
    out.write("".join(f"{failure}\n" for failure in failures))
    out.write(f"{counted(len(tested), 'rule')}, {counted(examples, 'example')}: {outcome}\n")
    raise typer.Exit(FINDINGS if failures else CLEAN)


@app.command()
def validate(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Files of claims or rules, or directories.")],
) -> None:
    """Say what is wrong with claims and rules.

    They are read and not checked against each other.
    """
    from conflicts.readers import load
    from conflicts.report.words import counted
    from conflicts.rules.pack import load_rules

    rule_files, claim_files = _sorted_out(paths)
    problems: list[Problem] = []
    read: list[str] = []
    if rule_files:
        try:
            read.append(counted(len(load_rules(rule_files)), "rule"))
        except ConflictsError as error:
            problems += error.problems
    if claim_files:
        try:
            collection = load(claim_files)
            out.complain(collection.unread)
            read.append(counted(len(collection.claims), "claim"))
        except ConflictsError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    out.write(f"{', '.join(read)}: nothing is wrong\n")


@app.command()
def schema(
    what: Annotated[Schema, typer.Argument(help="What the schema describes.")] = Schema.claims,
    table: Annotated[bool, typer.Option("--table", help="The columns of the claims table instead.")] = False,
    format: Annotated[TableFormat, typer.Option("--format", "-f", help="Of --table.")] = TableFormat.text,
    output: o.Output = None,
) -> None:
    """Print a JSON Schema, for editors and programs; or the columns of the claims table."""
    import json

    if table:
        out.write(_table_in(format), output)
        return
    out.write(json.dumps(_schema_of(what), ensure_ascii=False, indent=2) + "\n", output)


def _sorted_out(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The files of rules, and everything else, among the files and directories named."""
    rules: list[Path] = []
    others: list[Path] = []
    for path in paths:
        inside = list(_visible_yaml(path)) if path.is_dir() else [path]
        found = [file for file in sorted(inside) if _is_rule(file)]
        rules += found
        if not found:
            others.append(path)
        elif path.is_dir():
            others += [file for file in sorted(inside) if file not in found]
    return rules, others


def _visible_yaml(directory: Path) -> Iterator[Path]:
    """The YAML files in a directory, but for hidden ones and those in hidden directories."""
    for suffix in ("yaml", "yml"):
        for file in directory.rglob(f"*.{suffix}"):
            if not any(part.startswith(".") for part in file.relative_to(directory).parts):
                yield file


def _is_rule(file: Path) -> bool:
    from conflicts.document import load_file

    try:
        data = load_file(file).data
    except ConflictsError:
        return False
    return isinstance(data, dict) and not {"kind", "message", "where"}.isdisjoint(data)


def _table_in(format: TableFormat) -> str:
    from conflicts.tables.page import table_json, table_page, table_text

    match format:
        case TableFormat.text:
            return table_text(out.width())
        case TableFormat.json:
            return table_json()
        case TableFormat.markdown:
            return table_page()


def _schema_of(what: Schema) -> dict[str, Any]:
    match what:
        case Schema.claims:
            from conflicts.readers import claims_schema

            return claims_schema()
        case Schema.rule:
            from conflicts.rules.schema import rule_schema

            return rule_schema()
        case Schema.report:
            from conflicts.report.report import report_schema

            return report_schema()
