"""The application that the commands belong to."""

from typing import Annotated

import typer

from conflicts.cli.output import write

app = typer.Typer(
    name="conflicts",
    help="Report which claims contradict each other, which are unverified and which are superseded.",
    epilog="Exit codes: 0 clean, 1 findings at or above --fail-on, 2 wrong usage, input or rule, 3 an engine failed.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False) -> None:
    if version:
        from conflicts import __version__

        write(f"conflicts {__version__}\n")
        raise typer.Exit
