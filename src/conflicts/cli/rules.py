"""``conflicts rules``, ``test``, ``validate`` and ``schema``."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from conflicts.cli import options as o
from conflicts.cli import output as out
from conflicts.cli import settings as s
from conflicts.cli.app import app
from conflicts.cli.codes import CLEAN, FINDINGS
from conflicts.errors import ConflictsError, InputError, Problem

if TYPE_CHECKING:
    from conflicts.readers import ReadOptions
    from conflicts.rules.rule import Rule


class Schema(StrEnum):
    """What a schema describes."""

    claims = "claims"
    rule = "rule"
    definitions = "definitions"
    report = "report"
    settings = "settings"
    extraction = "extraction"
    claim_record = "claim-record"


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
    format: Annotated[o.ListFormat, typer.Option("--format", "-f")] = o.ListFormat.text,
) -> None:
    """List the rules."""
    from conflicts.formats.rules import rules_json, rules_text
    from conflicts.rules.pack import load_rules, select_rules

    chosen = select_rules(load_rules(rules or None), select or (), ignore or ())
    if format is o.ListFormat.json:
        out.write(rules_json(chosen))
    else:
        out.show(rules_text(chosen))


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
    out.show("".join(f"{failure}\n" for failure in failures))
    out.show(f"{counted(len(tested), 'rule')}, {counted(examples, 'example')}: {outcome}\n")
    raise typer.Exit(FINDINGS if failures else CLEAN)


@app.command()
def validate(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            parser=o.input_path,
            metavar="PATH",
            help="Files of claims or rules, or directories; else as the settings say, or the working directory.",
            show_default=False,
        ),
    ] = None,
    exclude: o.Exclude = None,
    config: s.Config = None,
) -> None:
    """Say what is wrong with claims and rules.

    They are read and not checked against each other.
    """
    from conflicts.cli.piped import standard_input
    from conflicts.readers import ReadOptions, load
    from conflicts.report.words import counted
    from conflicts.rules.definitions import unused
    from conflicts.rules.pack import definitions_of, load_rules

    options = ReadOptions(exclude=tuple(exclude or ()))
    rule_files, definition_files, claim_files = _sorted_out(s.inputs(context, paths), options)
    problems: list[Problem] = []
    read: list[str] = []
    rules: Sequence[Rule] = ()
    if rule_files:
        try:
            rules = load_rules(rule_files)
            read.append(counted(len(rules), "rule"))
        except ConflictsError as error:
            problems += error.problems
    if definition_files:
        found = [definitions_of(file.parent) for file in definition_files]
        own = [each for definitions in found for each in definitions.own]
        problems += [problem for definitions in found for problem in definitions.problems]
        out.complain(unused(own, rules) if not problems else [])
        read.append(counted(len(own), "definition"))
    if claim_files:
        try:
            with standard_input(claim_files, None, options) as given:
                collection = load(claim_files, options=given)
            out.complain(each for each in collection.unread if not each.of_value)
            problems += [each for each in collection.unread if each.of_value]
            read.append(counted(len(collection.claims), "claim"))
        except ConflictsError as error:
            problems += error.problems
    if problems:
        raise InputError(dict.fromkeys(problems))
    out.show(f"{', '.join(read)}: nothing is wrong\n")


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
        (out.show if format is TableFormat.text else out.write)(_table_in(format), output)
        return
    out.write(json.dumps(_schema_of(what), ensure_ascii=False, indent=2) + "\n", output)


def _sorted_out(paths: Sequence[Path], options: "ReadOptions") -> tuple[list[Path], list[Path], list[Path]]:
    """The files of rules, those of definitions, and everything else, among the files and directories named."""
    from conflicts.readers.contents import kind_of
    from conflicts.readers.directory import files_within
    from conflicts.readers.files import found_files
    from conflicts.rules.definitions import FILE_NAME

    rules: list[Path] = []
    definitions: list[Path] = []
    others: list[Path] = []
    for path in paths:
        inside = files_within(path, options.exclude) if path.is_dir() else [path]
        files = [file for file in inside if isinstance(file, Path)]
        found = [file for file in files if kind_of(file) == "rule"]
        named = [file for file in files if file.name == FILE_NAME]
        rules += found
        definitions += named
        if not (found or named) or (path.is_dir() and found_files(path, options=options).found):
            others.append(path)
    return rules, definitions, others


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
        case Schema.definitions:
            from conflicts.rules.schema import definitions_schema

            return definitions_schema()
        case Schema.report:
            from conflicts.report.report import report_schema

            return report_schema()
        case Schema.settings:
            from conflicts.config import settings_schema

            return settings_schema()
        case Schema.extraction:
            from conflicts.readers.extractions.record import extraction_schema

            return extraction_schema()
        case Schema.claim_record:
            from conflicts.tables.record import record_schema

            return record_schema()
