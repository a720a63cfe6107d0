"""``conflicts diff``."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from conflicts.cli import options as o
from conflicts.cli import output as out
from conflicts.cli import settings as s
from conflicts.cli.app import app
from conflicts.cli.checking import FailOn, loaded
from conflicts.cli.codes import CLEAN, FINDINGS
from conflicts.errors import InputError


@app.command()
@o.reads
def diff(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            parser=o.input_path,
            metavar="OLD NEW | PATH",
            help="Two reports in JSON, or two inputs; or with --since inputs, or else the paths of the settings.",
            show_default=False,
        ),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="REV", help="Compare PATH with what it was at this revision in git.")
    ] = None,
    rules: o.Rules = None,
    select: o.Select = None,
    ignore: o.Ignore = None,
    engine: o.Engine = "auto",
    as_of: o.AsOf = None,
    at: s.At = None,
    group_by: o.Grouping = "conflict",
    verdict: o.Verdict = "possible",
    fail_on: Annotated[FailOn, typer.Option(help="The least severe new finding that fails.")] = FailOn.error,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 whatever is new.")] = False,
    format: Annotated[o.ListFormat, typer.Option("--format", "-f")] = o.ListFormat.text,
    output: o.Output = None,
    from_: o.From = None,
    *,
    reading: o.Reading,
    config: s.Config = None,
) -> None:
    """Report which findings are new, which are resolved and which have changed."""
    from conflicts.cli.revision import loaded_at
    from conflicts.report.colour import coloured
    from conflicts.report.diff import ReportDiff, diff_lines
    from conflicts.report.plain import DEFAULT_WIDTH, text_of
    from conflicts.report.stored import report_in

    options = reading().without_needed_mappings()  # each side is read alone
    checked = partial(
        s.checked,
        context,
        rules=rules,
        select=select,
        ignore=ignore,
        engine=engine,
        as_of=as_of,
        at=at,
        group_by=group_by,
        verdict=verdict,
    )
    if since is not None:
        inputs = s.inputs(context, paths)
        old = checked(loaded_at(since, inputs, from_, options))
        new = checked(loaded(inputs, from_, options, verbose=False))
    elif paths is not None and len(paths) == 2:
        reports = ((path, report_in(path)) for path in paths)
        old, new = (
            (checked(loaded([path], from_, options, verbose=False)) if report is None else report).at_least(verdict)
            for path, report in reports
        )
    else:
        raise InputError("name two reports or inputs, OLD and NEW; or inputs, and a revision with --since")
    difference = ReportDiff.between(old, new)
    if format is o.ListFormat.json:
        out.write(difference.to_json() + "\n", output)
    else:
        lines = diff_lines(difference, DEFAULT_WIDTH if output else out.width())
        out.show(coloured(lines) if out.is_coloured() and not output else text_of(lines), output)
    raise typer.Exit(CLEAN if exit_zero or difference.ok(fail_on.value) else FINDINGS)
