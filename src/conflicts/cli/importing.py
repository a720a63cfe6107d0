"""``conflicts import``."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from conflicts.cli import options as o
from conflicts.cli import output as out
from conflicts.cli.app import app
from conflicts.errors import InputError, Place, Problem, UnsupportedError

if TYPE_CHECKING:
    from conflicts.model.claim import Claim
    from conflicts.model.vocabulary import Vocabulary
    from conflicts.readers import ReadOptions

_YAML = (".yaml", ".yml")
_JSON_LINES = ".jsonl"


@app.command("import")
def import_(
    format: Annotated[
        str, typer.Argument(metavar="FORMAT", help="prose, wikitext, wikidata, claimreview, or one that is installed.")
    ],
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH", help="Files, or directories of them; YAML files are claims.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write YAML (.yaml) or JSON Lines (.jsonl) here."),
    ] = None,
    date: o.Date = None,
    excerpts: o.Excerpts = False,
    language: o.Language = "en",
    vocabulary: o.Vocabulary = None,
    lexicon: o.Lexicon = None,
    patterns: o.Patterns = None,
    properties: o.Properties = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Write nothing and exit with 2 if anything could not be read.")
    ] = False,
) -> None:
    """Turn prose, wikitext, Wikidata entities or ClaimReviews into a claims file.

    YAML on standard output, unless there is --output. What could not be read is told on standard error, with its place.
    """
    _check_suffix(output)
    reading = o.read_options(date, excerpts, language, vocabulary, lexicon, patterns, properties)
    if output is not None and output.suffix.lower() == _JSON_LINES:
        unread = _write_jsonl(format, paths, reading, output, strict)
    else:
        unread = _write_yaml(format, paths, reading, output, strict)
    if unread:
        out.complain([Problem(out.not_read(unread))])


def _check_suffix(output: Path | None) -> None:
    if output is None or output.suffix.lower() in (*_YAML, _JSON_LINES) or _is_device(output):
        return
    known = ", ".join((*_YAML, _JSON_LINES))
    hint = "; write .jsonl, and let DuckDB or pandas make Parquet of it" if output.suffix == ".parquet" else ""
    raise UnsupportedError(Problem(f"claims are written to files of these kinds: {known}{hint}", Place(str(output))))


def _is_device(output: Path) -> bool:
    return output.exists() and not output.is_file() and not output.is_dir()


def _write_yaml(format: str, paths: Sequence[Path], options: "ReadOptions", output: Path | None, strict: bool) -> int:
    from conflicts.readers import claims_yaml, load

    collection = load(paths, format=format, options=options)
    out.complain(collection.unread)
    _refuse_if(strict, len(collection.unread))
    out.write(claims_yaml(collection), output)
    _tell_of_rules(len(collection.rules))
    return len(collection.unread)


def _write_jsonl(format: str, paths: Sequence[Path], options: "ReadOptions", output: Path, strict: bool) -> int:
    from conflicts.readers import jsonl_lines, stream
    from conflicts.rules.rule import Rule

    unread = rules = 0

    def read() -> "Iterator[Claim | Vocabulary]":
        nonlocal unread, rules
        for item in stream(paths, format=format, options=options):
            if isinstance(item, Problem):
                unread += 1
                out.complain([item])
            elif isinstance(item, Rule):
                rules += 1
            else:
                yield item

    with out.replaced(output) as file:
        file.writelines(jsonl_lines(read()))
        _refuse_if(strict, unread)
    _tell_of_rules(rules)
    return unread


def _tell_of_rules(rules: int) -> None:
    from conflicts.report.words import counted

    if rules:
        out.complain(
            [Problem(f"{counted(rules, 'rule')} of the material cannot be written; conflicts check uses them")]
        )


def _refuse_if(strict: bool, unread: int) -> None:
    if strict and unread:
        raise InputError(f"{out.not_read(unread)}; nothing is written")
