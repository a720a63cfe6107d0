"""``conflicts init``."""

from enum import StrEnum
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from conflicts.cli import output as out
from conflicts.cli.app import app
from conflicts.errors import InputError, Place, Problem

STARTER = Path(__file__).parent / "starter"
"""Where the files of a new project lie."""


class Pipelines(StrEnum):
    """Where the pipelines of a project run."""

    github = "github"
    gitlab = "gitlab"
    none = "none"


_FILES = {
    "claims/ferry.yaml": "ferry.yaml",
    "rules/no-excerpt.yaml": "no-excerpt.yaml",
    "conflicts.toml": "conflicts.toml",
    ".pre-commit-config.yaml": "pre-commit.yaml",
}
_PIPELINE = {
    Pipelines.github: {".github/workflows/claims.yml": "github.yaml"},
    Pipelines.gitlab: {".gitlab-ci.yml": "gitlab.yaml"},
    Pipelines.none: {},
}


@app.command("init")
def start_project(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Where; it need not be there yet.")] = Path(),
    ci: Annotated[Pipelines, typer.Option(help="Whose pipeline to set up.")] = Pipelines.github,
) -> None:
    """Start a project: claims to replace, a rule of your own, settings, a hook and a pipeline.

    Files that are there already stay as they are.
    """
    files = {directory / name: STARTER / source for name, source in (_FILES | _PIPELINE[ci]).items()}
    for file, source in files.items():
        out.write(f"{'wrote' if _copied(source, file) else 'kept':5} {file}\n")
    there = "" if directory == Path() else f"cd {quote(str(directory))} && "
    out.write(f"\nNow try: {there}conflicts check; conflicts test rules\n")


def _copied(source: Path, file: Path) -> bool:
    """Write the file unless there is something of its name, and say whether it was written."""
    from conflicts import __version__

    text = source.read_text(encoding="utf-8").replace("@vVERSION", f"@v{__version__}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        if not file.parent.is_dir():
            raise InputError(Problem("is no directory", Place(str(file.parent)))) from None
        return False
    except OSError as error:
        raise InputError(Problem(f"cannot be written: {error.strerror}", Place(str(file)))) from error
    return True
