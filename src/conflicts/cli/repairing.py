"""``conflicts repair``."""

from typing import Annotated

import typer

from conflicts.cli import options as o
from conflicts.cli import output as out
from conflicts.cli import settings as s
from conflicts.cli.app import app
from conflicts.cli.checking import loaded


@app.command()
@o.reads
def repair(
    context: typer.Context,
    paths: o.Paths = None,
    rules: o.Rules = None,
    select: o.Select = None,
    ignore: o.Ignore = None,
    as_of: o.AsOf = None,
    at: s.At = None,
    format: Annotated[o.ListFormat, typer.Option("--format", "-f")] = o.ListFormat.text,
    from_: o.From = None,
    *,
    reading: o.Reading,
    config: s.Config = None,
) -> None:
    """List the smallest sets of claims without which no certain contradiction is left."""
    from conflicts.repairs import repairs

    collection = loaded(s.inputs(context, paths), from_, reading(), False)
    found = repairs(collection, rules=rules or None, as_of=as_of, at=at, select=select or (), ignore=ignore or ())
    if format is o.ListFormat.json:
        out.write(found.model_dump_json(indent=2) + "\n")
    else:
        out.show(found.to_text(out.width()))
