"""``conflicts baseline``."""

import json
import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from conflicts.cli import options as o
from conflicts.cli import output as out
from conflicts.cli import settings as s
from conflicts.cli.app import app
from conflicts.cli.checking import loaded
from conflicts.errors import InputError, Place, Problem, file_name

if TYPE_CHECKING:
    from conflicts.config import Configuration


class Action(StrEnum):
    """What to do with a baseline."""

    create = "create"
    update = "update"
    prune = "prune"


@app.command("baseline")
@o.reads
def keep_baseline(
    context: typer.Context,
    action: Annotated[
        Action,
        typer.Argument(help="create one; update it to what is found now; prune: drop what is not found any more."),
    ],
    paths: o.Paths = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file to keep them in; else conflicts-baseline.json.")
    ] = None,
    rules: o.Rules = None,
    select: o.Select = None,
    ignore: o.Ignore = None,
    engine: o.Engine = "auto",
    as_of: o.AsOf = None,
    group_by: o.Grouping = "conflict",
    verdict: o.Verdict = "possible",
    from_: o.From = None,
    *,
    reading: o.Reading,
    config: s.Config = None,
) -> None:
    """Keep the findings that are known, so that a check fails for new ones only.

    Entries of rules that are not run, for want of --select or --as-of, are kept.
    """
    from conflicts.report.baseline import DEFAULT_BASELINE, Baseline, read_baseline, write_whole
    from conflicts.report.words import counted

    file = baseline or Path(DEFAULT_BASELINE)
    if action is Action.create and file.exists():
        raise InputError(Problem("exists already: update it, or remove it first", Place.of(file)))
    known = Baseline() if action is Action.create else read_baseline(file)
    options = reading()
    collection = loaded(s.inputs(context, paths), from_, options, verbose=False)
    report = s.checked(
        context,
        collection,
        rules=rules,
        select=select,
        ignore=ignore,
        engine=engine,
        as_of=as_of,
        group_by=group_by,
        verdict=verdict,
        baseline=known,
    )
    gone = [each.fingerprint for each in report.stale_suppressions if each.fingerprint]
    found = [] if action is Action.prune else report.findings
    still = [each.finding for each in report.suppressed if each.source == "baseline"]
    kept = known.without(gone).with_findings([*still, *found])
    if action is Action.create or kept != known:
        write_whole(file, kept.to_json())
    held = counted(len(kept.findings), "known finding")
    out.show(f"{Place.of(file)}: {held}, {len(found):,} added, {len(gone):,} dropped\n")
    if action is Action.create and (advice := _advice(context.obj, file)):
        out.show(f"{advice}\n")


def _advice(configured: "Configuration", file: Path) -> str | None:
    """What to write into the settings, so that checks take the baseline; None if they do."""
    from conflicts.config import FILE_NAME, PROJECT_FILE

    named = configured.settings.baseline
    if named is not None and Path(named).resolve() == file.resolve():
        return None
    settings = Path(configured.file or FILE_NAME)
    written = json.dumps(file_name(Path(os.path.relpath(file, settings.parent))), ensure_ascii=False)
    table = "[tool.conflicts] of " if settings.name == PROJECT_FILE else ""
    verb = "add to" if named is None else "change in"
    return f"To let checks take it, {verb} {table}{file_name(settings)}: baseline = {written}"
