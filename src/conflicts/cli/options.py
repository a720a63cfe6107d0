"""The arguments and options that several commands take."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import typer

from conflicts.cli import completion

if TYPE_CHECKING:
    from conflicts.readers import ReadOptions


class ListFormat(StrEnum):
    """How a list is written."""

    text = "text"
    json = "json"


def input_path(word: str) -> Path:
    """The path of a file, or the address of a table in a database."""
    from conflicts.document.address import input_path

    return input_path(word)


Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        parser=input_path,
        metavar="PATH",
        help="Files, directories, or addresses of databases; else as the settings say, or the working directory.",
        show_default=False,
    ),
]
Rules = Annotated[
    list[str] | None,
    typer.Option(
        "--rules",
        "-r",
        metavar="NAME|PATH",
        help="A pack, a rule, or a file or directory of rules; repeatable.",
        autocompletion=completion.packs_and_rules,
    ),
]
Select = Annotated[
    list[str] | None,
    typer.Option(
        metavar="X",
        help="Only rules of this name, id, pack, kind or tag; repeatable.",
        autocompletion=completion.selectors,
    ),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        metavar="X",
        help="No rules of this name, id, pack, kind or tag; repeatable.",
        autocompletion=completion.selectors,
    ),
]
Engine = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="auto, python, durable or duckdb; the findings are the same.",
        autocompletion=completion.engines,
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="What was known then (EDTF, or today), and what is out of date."),
]
Grouping = Annotated[
    Literal["conflict", "subject", "rule", "file", "source"],
    typer.Option(
        "--group-by",
        help="A finding for each conflict, or for all about a subject; what is unverified also by the others.",
    ),
]
Verdict = Annotated[
    Literal["possible", "certain"],
    typer.Option(help="How sure findings are at the least; others are not shown."),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead of standard output.")]
Force = Annotated[bool, typer.Option("--force", help="Replace the output if it is there already.")]

From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="FORMAT",
        help="How to read all but YAML files: prose, wikitext, extractions, table…; else the suffix says.",
        autocompletion=completion.material_formats,
    ),
]
Date = Annotated[
    str | None, typer.Option(metavar="EDTF", help="The date of the documents, for years that they do not say.")
]
Citations = Annotated[
    Literal["paragraph", "sentence"],
    typer.Option(help="What a citation at the end of a paragraph cites (prose, wikitext)."),
]
Excerpts = Annotated[bool, typer.Option("--excerpts", help="Lines of prose do not follow one another.")]
Language = Annotated[str, typer.Option(metavar="CODE", help="The language of the text.")]
Vocabulary = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A claims file with the predicates, entities and sources to know.")
]
Lexicon = Annotated[Path | None, typer.Option(metavar="FILE", help="Words of your own, for the reader of the format.")]
Parse = Annotated[
    str | None,
    typer.Option(metavar="PIPELINE", help="An installed spaCy pipeline that finds who says what (prose)."),
]
Patterns = Annotated[
    list[Path] | None, typer.Option(metavar="PATH", help="Claim patterns of your own (prose); repeatable.")
]
Properties = Annotated[
    list[Path] | None, typer.Option(metavar="FILE", help="Property entities (wikidata); repeatable.")
]
Text = Annotated[
    Path | None, typer.Option(metavar="FILE", help="The text that extractions were taken from (extractions).")
]
Exclude = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PATTERN", help="Leave files and directories of this name or path out of directories; repeatable."
    ),
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="[TABLE=]FILE",
        help="What the columns of tables hold (CSV, Parquet, Arrow), or of one of several; repeatable.",
    ),
]
MaxErrors = Annotated[
    int, typer.Option("--max-errors", metavar="N", min=0, help="So many malformed rows of a table are skipped.")
]


def read_options(
    date: Date = None,
    citations: Citations = "paragraph",
    excerpts: Excerpts = False,
    language: Language = "en",
    vocabulary: Vocabulary = None,
    lexicon: Lexicon = None,
    parse: Parse = None,
    patterns: Patterns = None,
    properties: Properties = None,
    text: Text = None,
    exclude: Exclude = None,
    map: Map = None,
    max_errors: MaxErrors = 0,
) -> "ReadOptions":
    """What a reader of foreign material is told."""
    from conflicts.config import AskedMapping
    from conflicts.model.vocabulary import Vocabulary
    from conflicts.project import with_mappings
    from conflicts.readers import ReadOptions, load_vocabulary

    known = load_vocabulary(vocabulary) if vocabulary is not None else Vocabulary()
    options = ReadOptions(
        date=date,
        citations=citations,
        excerpts=excerpts,
        language=language,
        vocabulary=known,
        lexicon=lexicon,
        parse=parse,
        patterns=tuple(patterns or ()),
        properties=tuple(properties or ()),
        text=text,
        exclude=tuple(exclude or ()),
        max_errors=max_errors,
    )
    return with_mappings(options, tuple(AskedMapping.of(each) for each in map or ()))


def _read_options(context: typer.Context, **said: Any) -> "ReadOptions":
    """What readers are told; a mapping of the settings need not be of use where the command line names the inputs."""
    options = read_options(**said)
    source = context.get_parameter_source("map")
    if source is None or source.name != "DEFAULT_MAP":
        return options
    place = context.obj.places["map"]
    is_needed = not context.params.get("paths")
    own = tuple(each._replace(place=place, is_needed=is_needed) for each in options.file_mappings)
    return replace(options, file_mappings=own)


Reading: TypeAlias = Callable[[], "ReadOptions"]
"""What readers are told, once it is asked for: only then are the files read that the options name."""


def reads(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of ``read_options`` in place of its parameter ``reading``."""
    own = inspect.signature(read_options).parameters

    @wraps(command)
    def reading_command(**given: Any) -> None:
        said = {name: given.pop(name) for name in own}
        read = partial(_read_options, given["context"]) if "context" in given else read_options
        command(**given, reading=partial(read, **said))

    parameters = [
        each.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for parameter in inspect.signature(command).parameters.values()
        for each in (own.values() if parameter.name == "reading" else [parameter])
    ]
    del reading_command.__wrapped__
    reading_command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # inspect looks there
    reading_command.__annotations__ = {each.name: each.annotation for each in parameters}
    return reading_command
