"""``conflicts import``."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from conflicts.cli import completion
from conflicts.cli import options as o
from conflicts.cli import output as out
from conflicts.cli.app import app
from conflicts.cli.piped import standard_input
from conflicts.errors import InputError, Place, Problem, UnsupportedError

if TYPE_CHECKING:
    from conflicts.model.claim import Claim
    from conflicts.model.vocabulary import Vocabulary
    from conflicts.readers import ReadOptions


class Written(StrEnum):
    """What claims are written as."""

    yaml = "YAML"
    jsonl = "JSON Lines"
    parquet = "Parquet"
    arrow = "Arrow"
    csv = "CSV"


_BY_SUFFIX = {
    ".yaml": Written.yaml,
    ".yml": Written.yaml,
    ".jsonl": Written.jsonl,
    ".parquet": Written.parquet,
    ".arrow": Written.arrow,
    ".feather": Written.arrow,
    ".csv": Written.csv,
}


@app.command("import")
@o.reads
def import_(
    from_: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help="prose, wikitext, wikidata, claimreview, extractions, table, xlsx; graphiti, mem0, cognee, langgraph, "
            "retrieval; or another that is there.",
            autocompletion=completion.material_formats,
        ),
    ],
    paths: Annotated[
        list[Path],
        typer.Argument(
            parser=o.input_path, metavar="PATH", help="Files, or directories of them; YAML files are claims."
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write here: .yaml, .jsonl, .parquet, .arrow or .csv says what."
        ),
    ] = None,
    force: o.Force = False,
    *,
    reading: o.Reading,
    strict: Annotated[
        bool, typer.Option("--strict", help="Write nothing and exit with 2 if anything could not be read.")
    ] = False,
) -> None:
    """Turn prose, wikitext, Wikidata entities, ClaimReviews, extractions or tables into claims, as a file or a table.

    YAML on standard output, unless there is --output. What could not be read is reported on standard error, with its
    place.
    """
    written = _written_as(output)
    out.refuse_existing(output, force)
    options = reading()
    with standard_input(paths, from_, options) as given:
        if output is None or written is Written.yaml:
            unread = _write_yaml(from_, paths, given, output, strict)
        else:
            unread = _write_stream(from_, paths, given, output, strict, written)
    if unread:
        out.complain([Problem(out.not_read(unread))])


def _written_as(output: Path | None) -> Written:
    if output is None or output.suffix.lower() in _BY_SUFFIX:
        return _BY_SUFFIX[output.suffix.lower()] if output is not None else Written.yaml
    if output.exists() and not output.is_file() and not output.is_dir():  # a device
        return Written.yaml
    known = ", ".join(_BY_SUFFIX)
    raise UnsupportedError(Problem(f"claims are written to files of these kinds: {known}", Place.of(output)))


def _write_yaml(format: str, paths: Sequence[Path], options: "ReadOptions", output: Path | None, strict: bool) -> int:
    from conflicts.readers import claims_yaml, load

    collection = load(paths, format=format, options=options)
    out.complain(collection.unread)
    _refuse_if(strict, len(collection.unread))
    out.write(claims_yaml(collection), output)
    _tell_of_rules(len(collection.rules))
    return len(collection.unread)


def _write_stream(
    format: str, paths: Sequence[Path], options: "ReadOptions", output: Path, strict: bool, written: Written
) -> int:
    from conflicts.readers import stream
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

    with out.replaced_path(output) as file:
        _write_claims(read(), file, written)
        _refuse_if(strict, unread)
    _tell_of_rules(rules)
    return unread


def _write_claims(items: "Iterator[Claim | Vocabulary]", file: Path, written: Written) -> None:
    from conflicts.readers import jsonl_lines
    from conflicts.tables.write import write_arrow, write_csv, write_parquet

    match written:
        case Written.parquet:
            write_parquet(items, file)
        case Written.arrow:
            write_arrow(items, file)
        case Written.csv:
            with out.text_file(file) as stream:
                _tell_of_words(write_csv(items, stream))
        case _:
            with out.text_file(file) as stream:
                stream.writelines(jsonl_lines(items))


def _tell_of_words(vocabulary: "Vocabulary") -> None:
    from conflicts.report.words import counted

    words = len(vocabulary.predicates) + len(vocabulary.entities) + len(vocabulary.sources)
    if words:
        message = f"{counted(words, 'word')} of the vocabulary cannot be written to CSV; Parquet and YAML keep them"
        out.complain([Problem(message)])


def _tell_of_rules(rules: int) -> None:
    from conflicts.report.words import counted

    if rules:
        out.complain(
            [Problem(f"{counted(rules, 'rule')} of the material cannot be written; conflicts check uses them")]
        )


def _refuse_if(strict: bool, unread: int) -> None:
    if strict and unread:
        raise InputError(f"{out.not_read(unread)}; nothing is written")
