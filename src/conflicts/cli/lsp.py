"""``conflicts lsp``."""

from pathlib import Path
from typing import Annotated

import typer

from conflicts.cli import options as o
from conflicts.cli.app import app
from conflicts.extras import not_installed


@app.command()
def lsp(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help="What is checked together; else each file with those in its directory.",
            show_default=False,
        ),
    ] = None,
    from_: o.From = None,
    stdio: Annotated[bool, typer.Option("--stdio", hidden=True)] = True,
) -> None:
    """Serve an editor: the language server.

    It speaks the Language Server Protocol on standard input and output. Paths are relative to the workspace.
    """
    try:
        from conflicts.lsp.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise not_installed("the language server needs pygls", "lsp") from error
    if from_ is not None:
        from conflicts.readers import format_named

        format_named(from_)
    serve(tuple(paths or ()), from_)
