"""``conflicts mcp``."""

from pathlib import Path
from typing import Annotated

import typer

from conflicts.cli.app import app
from conflicts.extras import not_installed


@app.command()
def mcp(
    directory: Annotated[
        Path, typer.Argument(metavar="DIRECTORY", help="The only directory of which files are read.")
    ] = Path(),
    http: Annotated[
        int | None,
        typer.Option(
            metavar="PORT",
            min=1,
            max=65535,
            help="Serve streamable HTTP at 127.0.0.1:PORT/mcp, and not standard input and output.",
        ),
    ] = None,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.1, help="How long an answer may take; then its work is ended.")
    ] = 60,
    max_bytes: Annotated[
        int, typer.Option(metavar="N", min=1, help="How many bytes of files, or of claims, an answer may be about.")
    ] = 20_000_000,
    session: Annotated[
        bool,
        typer.Option("--session", help="Offer to add claims to those of the files, and to retract some, in memory."),
    ] = False,
) -> None:
    """Serve an agent: check, explain, why-not, diff and vocabulary suggest, as tools of the Model Context Protocol.

    It reads files in the directory, with the settings there, and writes nothing.
    """
    try:
        from conflicts.mcp.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("anyio", "mcp", "mcp_types"):
            raise
        raise not_installed("the MCP server needs the official SDK", "mcp") from error
    from conflicts.mcp.answers import root_of
    from conflicts.mcp.inputs import Served

    serve(Served(root_of(directory), max_bytes), timeout, http, has_session=session)
