"""The reference of the command line, as typer tells it."""

from collections.abc import Iterator

import typer
from typer.cli import get_docs_for_click
from typer.main import get_command

from conflicts.cli import app

FIRST = (
    "check",
    "explain",
    "repair",
    "diff",
    "baseline",
    "import",
    "vocabulary",
    "validate",
    "test",
    "rules",
    "schema",
    "config",
)
"""The order of the commands; those that are not here come last."""


def command_sections() -> str:
    """A section for each command, with its arguments and options."""
    return "\n".join(_sections())


def command_names() -> list[str]:
    """All commands, in the order of the reference."""
    names = list(getattr(get_command(app), "commands", {}))
    return sorted(names, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))


def _sections() -> Iterator[str]:
    group = get_command(app)
    context = typer.Context(group, info_name="conflicts")
    commands = getattr(group, "commands", {})
    for name in command_names():
        text = get_docs_for_click(obj=commands[name], ctx=context, name=name, call_prefix="conflicts", indent=1)
        yield f"\n{_plain_defaults(text).strip()}\n"


def _plain_defaults(text: str) -> str:
    """Metavariables in angle brackets only inside code, and no run of spaces before a default."""
    return text.replace("  [default:", " [default:").replace("  [required]", " [required]")
