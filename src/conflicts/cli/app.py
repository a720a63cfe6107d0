"""The application, and its commands."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_from_info

from conflicts.cli.codes import CLOSED_PIPE
from conflicts.cli.output import show

_FEW = 3
"""With fewer options on rules than this, a command has too few to group."""

MODULES = {
    "init": "starting",
    "check": "checking",
    "explain": "explaining",
    "repair": "repairing",
    "diff": "diff",
    "baseline": "baseline",
    "import": "importing",
    "vocabulary": "vocabulary",
    "validate": "rules",
    "test": "rules",
    "rules": "rules",
    "schema": "rules",
    "compile": "compiling",
    "config": "settings",
    "lsp": "lsp",
    "mcp": "mcp",
}
"""The commands in the order of the help, and the module of each in this package."""


_GROUPS = {
    "Rules": "rules select ignore engine as_of at group_by verdict",
    "Output": "baseline fail_on strict exit_zero format output force verbose quiet limit statistics timing",
    "Reading": "from_ date citations excerpts language vocabulary lexicon parse patterns properties text exclude map "
    "max_errors",
}
"""The groups of options in the help, and the parameters of each; all others stand last."""

_WHOLE = 1_000
"""How many characters a summary may have, which is more than any has."""


class _Command(TyperCommand):
    """A command, whose output is no file that it reads, and whose many options are listed in groups."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        arguments, records = (
            {
                param.name: record
                for param in self.get_params(ctx)
                if param.param_type_name == kind and (record := param.get_help_record(ctx)) is not None
            }
            for kind in ("argument", "option")
        )
        if arguments:
            with formatter.section("Arguments"):
                formatter.write_dl(list(arguments.values()))
        if len(records.keys() & set(_GROUPS["Rules"].split())) >= _FEW:
            for group, names in _GROUPS.items():
                own = [records.pop(name) for name in names.split() if name in records]
                if own:
                    with formatter.section(group):
                        formatter.write_dl(own)
        with formatter.section("Options"):
            formatter.write_dl(list(records.values()))

    def get_short_help_str(self, limit: int = _WHOLE) -> str:
        return super().get_short_help_str(_WHOLE)

    def invoke(self, ctx: Any) -> Any:
        if (output := ctx.params.get("output")) is not None:
            from conflicts.cli.inputs import refuse_input

            refuse_input(ctx, Path(output))
        return super().invoke(ctx)


class _Commands(Mapping[str, TyperCommand]):
    """The commands by name, each made when it is asked for: most of a short run would else go into the others."""

    def __getitem__(self, name: str) -> TyperCommand:
        import_module(f"conflicts.cli.{MODULES[name]}")
        info = next(info for info in app.registered_commands if name in (info.name, _name_of(info.callback)))
        info.cls = _Command
        command = get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
        assert isinstance(command, TyperCommand)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)


def _name_of(callback: Callable[..., object] | None) -> str:
    return callback.__name__ if callback is not None else ""


class _Group(TyperGroup):
    def __init__(self, **attributes: Any) -> None:
        attributes["commands"] = _Commands()
        super().__init__(**attributes)

    def make_context(self, *arguments: Any, **more: Any) -> Any:
        with _closed_pipe():
            return super().make_context(*arguments, **more)

    def invoke(self, ctx: Any) -> Any:
        with _closed_pipe():
            return super().invoke(ctx)


@contextmanager
def _closed_pipe() -> Iterator[None]:
    """End quietly where the reader of the output has gone; typer would exit with 1, which means findings."""
    try:
        yield
    except BrokenPipeError:
        raise typer.Exit(CLOSED_PIPE) from None


app = typer.Typer(
    cls=_Group,
    name="conflicts",
    help="Report which claims contradict each other, which are unverified and which are superseded.",
    epilog="Exit codes: 0 clean, 1 findings at or above --fail-on, 2 wrong usage, input or rule, 3 failed.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False) -> None:
    if version:
        from conflicts import __version__

        show(f"conflicts {__version__}\n")
        raise typer.Exit
