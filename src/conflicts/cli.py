"""The command line: arguments and exit codes."""

import os
import shutil
import sys
from collections.abc import Sequence
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from conflicts.errors import ConflictsError, EngineError, InputError, Place, Problem, nearest

if TYPE_CHECKING:
    from conflicts.formats import Options
    from conflicts.report.report import ConflictReport
    from conflicts.rules.rule import Rule

CLEAN, FINDINGS, USAGE, ENGINE, CLOSED_PIPE = 0, 1, 2, 3, 141

_NARROWEST = 40

app = typer.Typer(
    name="conflicts",
    help="Report which claims contradict each other, which are unverified and which are superseded.",
    epilog="Exit codes: 0 clean, 1 findings at or above --fail-on, 2 wrong usage, input or rule, 3 an engine failed.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class FailOn(StrEnum):
    """The slightest severity that makes a check fail."""

    error = "error"
    warning = "warning"
    note = "note"
    never = "never"


class ListFormat(StrEnum):
    """How a list is written."""

    text = "text"
    json = "json"


class Schema(StrEnum):
    """What a schema describes."""

    claims = "claims"
    rule = "rule"
    report = "report"


Paths = Annotated[list[Path], typer.Argument(metavar="PATH", help="Claims files, or directories of them.")]
Rules = Annotated[
    list[str] | None,
    typer.Option(
        "--rules", "-r", metavar="NAME|PATH", help="A pack, a rule, or a file or directory of rules; repeatable."
    ),
]
Select = Annotated[
    list[str] | None, typer.Option(metavar="X", help="Only rules of this name, id, pack, kind or tag; repeatable.")
]
Ignore = Annotated[
    list[str] | None, typer.Option(metavar="X", help="No rules of this name, id, pack, kind or tag; repeatable.")
]
Engine = Annotated[str, typer.Option(metavar="NAME", help="auto, python or durable; the findings are the same.")]
AsOf = Annotated[str | None, typer.Option(metavar="DATE", help="The day (EDTF) the check is made for.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead of standard output.")]


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False) -> None:
    if version:
        from conflicts import __version__

        _write(f"conflicts {__version__}\n")
        raise typer.Exit


@app.command()
def check(
    paths: Paths,
    rules: Rules = None,
    select: Select = None,
    ignore: Ignore = None,
    engine: Engine = "auto",
    as_of: AsOf = None,
    fail_on: Annotated[FailOn, typer.Option(help="The slightest severity that fails.")] = FailOn.error,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 whatever is found.")] = False,
    format: Annotated[str, typer.Option("--format", "-f", metavar="NAME", help="text or json.")] = "text",
    output: Output = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Every claim, condition and skipped rule.")] = False,
    statistics: Annotated[bool, typer.Option("--statistics", help="Which engine ran, why, and for how long.")] = False,
) -> None:
    """Report the conflicts in claims."""
    from conflicts.formats import format_named

    render = format_named(format)
    report = _checked(paths, rules, engine, as_of, select, ignore)
    _write(render(report, _options(output, verbose, statistics)), output)
    raise typer.Exit(CLEAN if exit_zero or report.ok(fail_on.value) else FINDINGS)


@app.command()
def explain(
    what: Annotated[str, typer.Argument(metavar="RULE|FINGERPRINT", help="A rule, or a finding in PATH.")],
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH", help="The claims in which the finding was made.")
    ] = None,
    rules: Rules = None,
    engine: Engine = "auto",
    as_of: AsOf = None,
) -> None:
    """Explain a rule, or a finding condition by condition."""
    if not paths:
        from conflicts.formats.rules import rule_text
        from conflicts.rules.pack import load_rules

        _write(rule_text(_rule_named(what, load_rules(rules or None)), _width()))
        return
    report = _checked(paths, rules, engine, as_of)
    found = report.find(what)
    if len(found) != 1:
        count = f"begins {len(found)} fingerprints" if found else "is no fingerprint of a finding in these claims"
        raise ConflictsError(f"{what!r} {count}; the text report gives each finding's")
    _write(report.explain(found[0], _width()))


@app.command("rules")
def list_rules(
    rules: Rules = None,
    select: Select = None,
    ignore: Ignore = None,
    format: Annotated[ListFormat, typer.Option("--format", "-f")] = ListFormat.text,
) -> None:
    """List the rules."""
    from conflicts.formats.rules import rules_json, rules_text
    from conflicts.rules.pack import load_rules, select_rules

    chosen = select_rules(load_rules(rules or None), select or (), ignore or ())
    _write((rules_json if format is ListFormat.json else rules_text)(chosen))


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
    _write("".join(f"{failure}\n" for failure in failures))
    _write(f"{counted(len(tested), 'rule')}, {counted(examples, 'example')}: {outcome}\n")
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
            read.append(counted(len(load(claim_files).claims), "claim"))
        except ConflictsError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    _write(f"{', '.join(read)}: nothing is wrong\n")


@app.command()
def schema(
    what: Annotated[Schema, typer.Argument(help="What the schema describes.")] = Schema.claims,
    output: Output = None,
) -> None:
    """Print a JSON Schema, for editors and programs."""
    import json

    _write(json.dumps(_schema_of(what), ensure_ascii=False, indent=2) + "\n", output)


def main() -> None:
    """Run the command line; every problem is one line on standard error, and no error of ours a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app(prog_name="conflicts")
    except ConflictsError as error:
        _complain(error.problems)
        sys.exit(ENGINE if isinstance(error, EngineError) else USAGE)


def _checked(
    paths: Sequence[Path],
    rules: Sequence[str] | None,
    engine: str,
    as_of: str | None,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
) -> "ConflictReport":
    from conflicts.check import check as check_claims
    from conflicts.readers import load

    return check_claims(
        load(paths), rules=rules or None, engine=engine, as_of=as_of, select=select or (), ignore=ignore or ()
    )


def _rule_named(name: str, rules: "Sequence[Rule]") -> "Rule":
    found = [rule for rule in rules if rule.name == name] or [rule for rule in rules if rule.id == name]
    if len(found) == 1:
        return found[0]
    if found:
        raise ConflictsError(f"{name!r} is the id of several rules: {', '.join(rule.name for rule in found)}")
    hint = nearest(name, [word for rule in rules for word in (rule.name, rule.id)])
    raise ConflictsError(f"there is no rule {name!r}{hint}; to explain a finding, say in which claims: {name} PATH")


def _sorted_out(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The files of rules, and everything else, among the files and directories named."""
    rules: list[Path] = []
    others: list[Path] = []
    for path in paths:
        inside = [file for suffix in ("yaml", "yml") for file in path.rglob(f"*.{suffix}")] if path.is_dir() else [path]
        found = [file for file in sorted(inside) if _is_rule(file)]
        rules += found
        if not found:
            others.append(path)
        elif path.is_dir():
            others += [file for file in sorted(inside) if file not in found]
    return rules, others


def _is_rule(file: Path) -> bool:
    from conflicts.document import load_file

    try:
        data = load_file(file).data
    except ConflictsError:
        return False
    return isinstance(data, dict) and not {"kind", "message", "where"}.isdisjoint(data)


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


def _options(output: Path | None, verbose: bool, statistics: bool) -> "Options":
    from conflicts.formats import Options

    if output is not None:
        return Options(verbose=verbose, statistics=statistics)
    colour = is_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Options(width=_width(), colour=colour, verbose=verbose, statistics=statistics)


def is_terminal() -> bool:
    """Whether a person looks at standard output."""
    return sys.stdout.isatty()


def _width() -> int:
    from conflicts.report.plain import DEFAULT_WIDTH

    return max(_NARROWEST, shutil.get_terminal_size((DEFAULT_WIDTH, 0)).columns)


def _write(text: str, output: Path | None = None) -> None:
    if output is not None:
        try:
            output.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise InputError(Problem(f"cannot be written: {error.strerror}", Place(str(output)))) from error
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough; what Python would still flush on its way out goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(CLOSED_PIPE) from None


def _complain(problems: Sequence[Problem]) -> None:
    from conflicts.report.cells import visible

    for problem in problems:
        line = f"conflicts: {problem.message}" if problem.place == Place() else str(problem)
        sys.stderr.write(f"{visible(line)}\n")
