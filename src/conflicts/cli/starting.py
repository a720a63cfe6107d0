"""``conflicts init``."""

from enum import StrEnum
from pathlib import Path
from shlex import quote
from typing import Annotated, NamedTuple

import typer

from conflicts.cli import output as out
from conflicts.cli.app import app
from conflicts.errors import ConflictsError, InputError, Place, Problem, file_name

STARTER = Path(__file__).parent / "starter"
"""Where the files of a new project lie."""


class Pipelines(StrEnum):
    """Where the pipelines of a project run."""

    github = "github"
    gitlab = "gitlab"
    none = "none"


class Where(NamedTuple):
    """Where the claims of a project are: for its settings, and as an expression for the files that the hook watches."""

    paths: str
    files: str


_CLAIMS = "claims"
_IN_CLAIMS = Where(_CLAIMS, r"^(claims/|rules/|conflicts\.toml$)")
_ANYWHERE = Where(".", "''")

_EXAMPLE = f"{_CLAIMS}/ferry.yaml"
_FILES = {
    _EXAMPLE: "ferry.yaml",
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

    Files that are there already stay as they are. Where there are claims of yours, no others are written, and what is
    checked is the whole directory if they are not in claims/; if nobody has defined their predicates, a vocabulary is
    proposed for them.
    """
    mine, proposal = _found_in(directory)
    where = _ANYWHERE if mine and not (directory / _CLAIMS).is_dir() else _IN_CLAIMS
    texts = {directory / name: _starter(source, where) for name, source in (_FILES | _PIPELINE[ci]).items()}
    example = directory / _EXAMPLE
    if mine and not example.exists():
        del texts[example]
    if proposal is not None:
        texts[directory / "vocabulary.yaml"] = proposal
    for file, text in texts.items():
        out.show(f"{'wrote' if _written(text, file) else 'kept':5} {file_name(file)}\n")
    there = "" if directory == Path() else f"cd {quote(file_name(directory))} && "
    out.show(f"\nNow try: {there}conflicts check; conflicts test rules\n")


def _starter(source: str, where: Where) -> str:
    from conflicts import __version__

    text = (STARTER / source).read_text(encoding="utf-8").replace("-VERSION-", f"-{__version__}-")
    return text.replace("-PATHS-", where.paths).replace("-FILES-", where.files)


def _found_in(directory: Path) -> tuple[bool, str | None]:
    """Whether the directory has claims, and the vocabulary that is proposed for those of undefined predicates."""
    from conflicts.readers import load
    from conflicts.suggest import suggested, vocabulary_text

    if not directory.is_dir():
        return False, None
    try:
        found = load(directory)
    except ConflictsError:
        return False, None  # no claims, or none that can be read, which a check will say
    proposal = suggested(found.claims, found.vocabulary)
    is_new = any(not each.known for each in proposal.definitions)
    return bool(found.claims), vocabulary_text(proposal) if is_new else None


def _written(text: str, file: Path) -> bool:
    """Write the file unless there is something of its name, and say whether it was written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        if not file.parent.is_dir():
            raise InputError(Problem("is no directory", Place.of(file.parent))) from None
        return False
    except OSError as error:
        raise InputError(Problem(f"cannot be written: {error.strerror}", Place.of(file))) from error
    return True
