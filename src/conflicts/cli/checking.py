"""``conflicts check``."""

import os
import shlex
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from conflicts.cli import completion
from conflicts.cli import options as o
from conflicts.cli import output as out
from conflicts.cli import settings as s
from conflicts.cli.app import app
from conflicts.cli.codes import CLEAN, FINDINGS
from conflicts.errors import ConflictsError, InputError, Place, Problem, file_name

if TYPE_CHECKING:
    from conflicts.config import Configuration
    from conflicts.facts.stored import StoredTable
    from conflicts.formats import Format, Options
    from conflicts.model.collection import Collection
    from conflicts.readers import ReadOptions, Skipped
    from conflicts.report.report import ConflictReport
    from conflicts.rules.rule import Rule

FORMATS_HELP = "text, concise, json, jsonl, markdown, junit, github, sarif, html or parquet; else by the suffix of -o."

MOST_UNREAD = 20
"""How many places that could not be read a check lists, unless it is asked for all."""


class FailOn(StrEnum):
    """The least severity that makes a check fail."""

    error = "error"
    warning = "warning"
    note = "note"
    never = "never"


class Strict(StrEnum):
    """What else makes a check fail."""

    coverage = "coverage"


@app.command()
@o.reads
def check(
    context: typer.Context,
    paths: o.Paths = None,
    rules: o.Rules = None,
    select: o.Select = None,
    ignore: o.Ignore = None,
    engine: o.Engine = "auto",
    as_of: o.AsOf = None,
    at: s.At = None,
    group_by: o.Grouping = "conflict",
    verdict: o.Verdict = "possible",
    baseline: s.BaselineFile = None,
    fail_on: Annotated[FailOn, typer.Option(help="The least severe finding that fails.")] = FailOn.error,
    strict: Annotated[list[Strict] | None, typer.Option(help="Fail on what was not compared or not read, too.")] = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 whatever is found.")] = False,
    format: Annotated[
        str,
        typer.Option("--format", "-f", metavar="NAME", help=FORMATS_HELP, autocompletion=completion.report_formats),
    ] = "text",
    output: o.Output = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Every claim, condition, skipped rule and skipped place.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Findings only, nothing below them.")] = False,
    limit: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, help="So many findings at the most (text, concise, markdown); all count."),
    ] = None,
    statistics: Annotated[bool, typer.Option("--statistics", help="How many findings of each rule and file.")] = False,
    timing: Annotated[bool, typer.Option("--timing", help="Which engine ran, why, and for how long.")] = False,
    from_: o.From = None,
    *,
    reading: o.Reading,
    watch: Annotated[
        bool, typer.Option("--watch", help="Check again each time claims, rules or settings change.")
    ] = False,
    config: s.Config = None,
) -> None:
    """Report the conflicts in claims."""
    if watch:
        from conflicts.cli import watching

        raise typer.Exit(watching.watch(context))
    from conflicts.formats import Options
    from conflicts.report.baseline import read_baseline
    from conflicts.report.plain import DEFAULT_WIDTH

    chosen = _format(context, format, output)
    _check_shown(chosen, limit, verbose, quiet)
    options = reading()
    inputs = s.inputs(context, paths)
    collection = opened(inputs, from_, options, verbose, engine, quiet=quiet)
    known = None if baseline is None else read_baseline(baseline)
    report = s.checked(
        context,
        collection,
        rules=rules,
        select=select,
        ignore=ignore,
        engine=engine,
        as_of=as_of,
        at=at,
        group_by=group_by,
        verdict=verdict,
        baseline=known,
    )
    wanted = Options(
        width=out.width() if output is None else DEFAULT_WIDTH,
        colour=output is None and out.is_coloured(),
        verbose=verbose,
        statistics=statistics,
        timing=timing,
        quiet=quiet,
        limit=limit,
        fail_on=fail_on.value,
        rules=_rules_asked_for(context, rules, select, ignore) if "rules" in chosen.needs else (),
        links=_files_address(chosen, output),
    )
    if "page" in chosen.needs:
        wanted = replace(wanted, checked=_checked(inputs), day=s.today(), command=_command())
    _write(report, chosen, wanted, output)
    if output is not None or chosen.is_streamed or quiet:
        _tell_truncated(report)
    if quiet and limit is not None:
        _tell_limited(report, limit)
    raise typer.Exit(_code(report, fail_on, strict or (), exit_zero))


def _code(report: "ConflictReport", fail_on: FailOn, strict: Sequence[Strict], exit_zero: bool) -> int:
    """How the check ends; that it fails for what was not compared is reported on standard error."""
    incomplete = Strict.coverage in strict and not report.is_complete
    if incomplete:
        out.complain([Problem("not everything was compared, which --strict coverage asks for")])
    return CLEAN if exit_zero or (report.ok(fail_on.value) and not incomplete) else FINDINGS


def opened(
    paths: Sequence[Path],
    format: str | None,
    reading: "ReadOptions",
    verbose: bool,
    engine: str,
    *,
    quiet: bool = False,
) -> "Collection | StoredTable":
    """Read the paths, or open the tables that they are where DuckDB is to check them."""
    from conflicts.bulk import open_table, tables_in
    from conflicts.engines import stay_tables
    from conflicts.readers.files import unused_mappings
    from conflicts.readers.reading import asked_format

    format = asked_format(format, reading)
    own = {path: mapping for path in paths if (mapping := reading.own_mapping(path)) is not None}
    if not stay_tables(engine, tables_in(paths, format, own)):
        return loaded(paths, format, reading, verbose, quiet=quiet)
    if unused := list(unused_mappings(reading, paths)):
        raise InputError(unused)
    table = open_table(
        paths,
        mapping=reading.mapping,
        vocabulary=reading.vocabulary,
        max_errors=reading.max_errors,
        file_mappings=own,
    )
    _tell_unread(table.problems, verbose)
    return table


def _format(context: typer.Context, name: str, output: Path | None) -> "Format":
    """The format that the command line asks for; or else that of the output's suffix; or else that of the settings."""
    from conflicts.formats import format_named, format_of

    asked = format_named(name)
    by_suffix = None if output is None else format_of(output.name)
    if output is None or by_suffix is None or by_suffix == asked:
        if output is None and asked.is_binary:
            raise ConflictsError(f"{name} is a file, and no text: say where it goes with --output FILE")
        return asked
    source, file = context.get_parameter_source("format"), file_name(output)
    if source is not None and source.name == "COMMANDLINE":
        if by_suffix.is_binary or asked.is_binary:
            what = "a table" if by_suffix.is_binary else by_suffix.name
            raise ConflictsError(f"{file} is {what}, not {name}: leave out --format, or give the file another suffix")
        return asked
    if source is not None and source.name == "DEFAULT_MAP":
        out.complain([Problem(f"{file} is {by_suffix.name}: the format {name} in the settings does not apply")])
    return by_suffix


def _check_shown(format: "Format", limit: int | None, verbose: bool, quiet: bool) -> None:
    """Refuse options that contradict each other, and a limit where a format holds every finding."""
    from conflicts.formats import FORMATS

    if verbose and quiet:
        raise ConflictsError("--quiet and --verbose contradict each other: leave one of them out")
    if limit is not None and "limit" not in format.needs:
        limited = ", ".join(each.name for each in FORMATS.values() if "limit" in each.needs)
        raise ConflictsError(f"{format.name} holds every finding: --limit is for {limited}")


def _write(report: "ConflictReport", format: "Format", wanted: "Options", output: Path | None) -> None:
    """Write the report, and what the format adds to other files; of a file that is no text the counts are shown."""
    if output is not None and format.is_binary:
        from conflicts.report.listing import summary

        with out.replaced_path(output) as path:
            format.write(report, path, wanted)
        out.show(summary(report) + "\n")
    elif "people" in format.needs:
        out.show(format.render(report, wanted), output)
    else:
        out.write_lines(format.parts(report, wanted), output)
    for file, text in format.beside(report, wanted, os.environ).items():
        try:
            with out.text_file(file, "a") as stream:
                stream.write(text)
        except OSError as error:
            problem = Problem(f"the job's summary cannot be written: {error.strerror}", Place.of(file))
            raise InputError(problem) from error


def _tell_limited(report: "ConflictReport", limit: int) -> None:
    """Say on standard error how many findings are not shown, beside an output that is findings only."""
    from conflicts.report.listing import more_findings

    if more := more_findings(len(report.findings), limit):
        out.complain([Problem(more)])


def _tell_truncated(report: "ConflictReport") -> None:
    """Say on standard error which rules were not compared to the end, beside an output that nobody may look at."""
    from conflicts.report.listing import truncated_line

    out.complain(Problem(f"not complete: {truncated_line(each)}") for each in report.truncated)


def loaded(
    paths: Sequence[Path], format: str | None, reading: "ReadOptions", verbose: bool, *, quiet: bool = False
) -> "Collection":
    """Read the paths, and report what in them could not be read, and which files were skipped unless ``quiet``."""
    from conflicts.cli.piped import standard_input
    from conflicts.readers import guessed_formats, load

    with standard_input(paths, format, reading) as options:
        if verbose:
            out.complain(guessed_formats(paths, format, options))
        collection = load(paths, format=format, options=options)
    if not quiet:
        _tell_skipped(collection.skipped, verbose)
    _tell_unread(collection.unread, verbose)
    return collection


def _tell_skipped(skipped: "Sequence[Skipped]", verbose: bool) -> None:
    """Count the files in directories that hold no claims, or list all that is not read."""
    from conflicts.report.words import counted

    if verbose:
        out.complain(each.problem for each in skipped)
        return
    reasons = Counter(each.reason for each in skipped)
    without, others = reasons["content"], reasons["format"]
    parts = [f"{counted(without, 'file')} that {'holds' if without == 1 else 'hold'} no claims"] if without else []
    parts += [f"{counted(others, 'file')} in formats that are read when they are named"] if others else []
    if parts:
        out.complain([Problem(f"skipped {', and '.join(parts)} (--verbose lists them)")])


def _tell_unread(unread: Sequence[Problem], verbose: bool) -> None:
    listed = unread if verbose else unread[:MOST_UNREAD]
    out.complain(listed)
    if unread:
        rest = f" ({MOST_UNREAD} are listed; --verbose lists all)" if len(listed) < len(unread) else ""
        out.complain([Problem(out.not_read(len(unread)) + rest)])


def _rules_asked_for(
    context: typer.Context, rules: list[str] | None, select: list[str] | None, ignore: list[str] | None
) -> "tuple[Rule, ...]":
    from conflicts.rules.levels import levelled
    from conflicts.rules.pack import load_rules, select_rules

    chosen = select_rules(load_rules(rules or None, shipped_examples=False), select or (), ignore or ())
    configured: Configuration = context.obj
    return levelled(chosen, configured.settings.severity)


def _checked(paths: Sequence[Path]) -> str:
    """The names of what was checked, for a page that somebody else reads."""
    names = [file_name(path.absolute() if path == Path() else path) for path in paths]
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _command() -> str:
    """The command as it was given, but for passwords, in UTF-8 whatever the locale."""
    from conflicts.document.address import without_password

    words = (os.fsencode(word).decode(errors="surrogateescape") for word in sys.argv[1:])
    return shlex.join(["conflicts", *map(without_password, words)])


def _files_address(format: "Format", output: Path | None) -> str:
    """Where the files of the claims can be read by who reads the output; empty where nobody knows."""
    from conflicts.formats.links import files_address, relative_address

    address = files_address(os.environ, Path.cwd()) if "links" in format.needs else ""
    if not address and output is not None and "page" in format.needs:
        return relative_address(Path.cwd(), output.parent)
    return address
