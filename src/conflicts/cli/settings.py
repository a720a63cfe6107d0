"""``conflicts config``, and what the other commands take from a configuration."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from conflicts.cli import options as o
from conflicts.cli import output as out
from conflicts.cli.app import app

if TYPE_CHECKING:
    from conflicts.config import Configuration
    from conflicts.facts.stored import StoredTable
    from conflicts.model.collection import Collection
    from conflicts.report.baseline import Baseline
    from conflicts.report.finding import GroupBy
    from conflicts.report.report import ConflictReport
    from conflicts.rules.rule import Verdict


def _configure(context: typer.Context, file: Path | None) -> Path | None:
    """Make the settings the defaults of the command's options, so that what the command line says goes before them."""
    from conflicts.config import configuration

    if context.resilient_parsing:
        return file
    configured = context.obj = configuration(file)
    defaults = configured.defaults()
    if context.info_name != "check":  # other commands have formats of their own
        defaults.pop("format", None)
    context.default_map = defaults
    return file


Config = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Settings; else the nearest conflicts.toml, or pyproject.toml with [tool.conflicts].",
        is_eager=True,
        callback=_configure,
    ),
]
At = Annotated[
    str | None, typer.Option(metavar="DATE", help="What held then (EDTF, or today); other claims are left out.")
]
BaselineFile = Annotated[
    Path | None, typer.Option("--baseline", metavar="FILE", help="Findings that are known: only others count.")
]


def inputs(context: typer.Context, paths: Sequence[Path] | None) -> list[Path]:
    """The paths that are given; or else those of the configuration; or else the working directory."""
    from conflicts.document.address import input_path

    configured: Configuration = context.obj
    return list(paths or ()) or list(map(input_path, configured.settings.paths)) or [Path()]


def checked(
    context: typer.Context,
    collection: "Collection | StoredTable",
    *,
    rules: Sequence[str] | None,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    engine: str,
    as_of: str | None,
    at: str | None = None,
    group_by: "GroupBy" = "conflict",
    verdict: "Verdict" = "possible",
    baseline: "Baseline | None" = None,
) -> "ConflictReport":
    """Check with the options of a command, and with the suppressions of its configuration."""
    from conflicts.check import check

    configured: Configuration = context.obj
    return check(
        collection,
        rules=rules or None,
        select=select or (),
        ignore=ignore or (),
        engine=engine,
        as_of=as_of,
        at=at,
        group_by=group_by,
        verdict=verdict,
        severity=configured.settings.severity,
        per_file_severity=configured.settings.per_file_severity,
        suppressions=configured.settings.suppress,
        baseline=baseline,
        today=today(),
        progress=out.progress(),
    )


def today() -> str:
    """The day by which suppressions expire, and which the word means."""
    return date.today().isoformat()


@app.command("config")
def show_config(
    format: Annotated[o.ListFormat, typer.Option("--format", "-f")] = o.ListFormat.text,
    file: Annotated[Path | None, typer.Option("--config", metavar="FILE", help="The settings to show.")] = None,
) -> None:
    """Show the settings, and where each comes from.

    Options on the command line go before them.
    """
    from conflicts.config import configuration

    configured = configuration(file)
    out.write(_as_json(configured) if format is o.ListFormat.json else _as_toml(configured))


def _as_json(configured: "Configuration") -> str:
    settings = {
        name: {"value": value, "from": configured.origin(name)} for name, value in configured.settings.written().items()
    }
    return json.dumps({"file": configured.file, "settings": settings}, ensure_ascii=False, indent=2) + "\n"


def _as_toml(configured: "Configuration") -> str:
    """A file that would give the same settings, with a remark where each comes from."""
    rows: list[tuple[str, str]] = []
    for name, value in configured.settings.written().items():
        if value is None:
            rows.append((f"# {name}", "not set"))
        elif isinstance(value, dict):
            rows.append((f"{name} = {_table(value)}", configured.origin(name)))
        elif name != "suppress":
            rows.append((f"{name} = {_toml(value)}", configured.origin(name)))
        elif isinstance(value, list):
            for number, each in enumerate(value):
                rows.append(("\n[[suppress]]", configured.origin(name, number)))
                rows.extend((f"{key} = {_toml(part)}", "") for key, part in each.items())
    width = max(len(row) for row, origin in rows if origin)
    lines = (f"{row:{width}}  # {origin}" if origin else row for row, origin in rows)
    return "".join(f"{line}\n" for line in lines)


def _table(value: dict[str, object]) -> str:
    """A table in one line, as TOML has them."""
    pairs = (f"{_toml(key)} = {_table(each) if isinstance(each, dict) else _toml(each)}" for key, each in value.items())
    return f"{{ {', '.join(pairs)} }}" if value else "{}"


def _toml(value: object) -> str:
    """Text, and lists of it, are written alike in JSON and in TOML, but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
