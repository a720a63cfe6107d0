"""The arguments and options that several commands take."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from conflicts.readers import ReadOptions

Paths = Annotated[list[Path], typer.Argument(metavar="PATH", help="Files to read, or directories of claims files.")]
Rules = Annotated[
    list[str] | None,
    typer.Option(
        "--rules", "-r", metavar="NAME|PATH", help="A pack, a rule, or a file or directory of rules; repeatable."
    ),
]
Select = Annotated[
    list[str] | None, typer.Option(metavar="X", help="Only rules of this name, id, pack, kind or tag; repeatable.")
]
Ignore = Annotated[
    list[str] | None, typer.Option(metavar="X", help="No rules of this name, id, pack, kind or tag; repeatable.")
]
Engine = Annotated[str, typer.Option(metavar="NAME", help="auto, python or durable; the findings are the same.")]
AsOf = Annotated[
    str | None, typer.Option(metavar="DATE", help="What was known on that day (EDTF), and what is out of date then.")
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead of standard output.")]

From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="FORMAT",
        help="How to read all but YAML files: prose, wikitext, wikidata, claimreview…; else the suffix tells.",
    ),
]
Date = Annotated[
    str | None, typer.Option(metavar="EDTF", help="The date of the documents, for years that they do not say.")
]
Excerpts = Annotated[bool, typer.Option("--excerpts", help="Lines of prose do not follow one another.")]
Language = Annotated[str, typer.Option(metavar="CODE", help="The language of the text.")]
Vocabulary = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A claims file with the predicates, entities and sources to know.")
]
Lexicon = Annotated[Path | None, typer.Option(metavar="FILE", help="Words of your own, for the reader of the format.")]
Patterns = Annotated[
    list[Path] | None, typer.Option(metavar="PATH", help="Claim patterns of your own (prose); repeatable.")
]
Properties = Annotated[
    list[Path] | None, typer.Option(metavar="FILE", help="Property entities (wikidata); repeatable.")
]


def read_options(
    date: str | None,
    excerpts: bool,
    language: str,
    vocabulary: Path | None,
    lexicon: Path | None,
    patterns: list[Path] | None,
    properties: list[Path] | None,
) -> "ReadOptions":
    """What a reader of foreign material is told."""
    from conflicts.model.vocabulary import Vocabulary
    from conflicts.readers import ReadOptions, load_vocabulary

    return ReadOptions(
        date=date,
        excerpts=excerpts,
        language=language,
        vocabulary=load_vocabulary(vocabulary) if vocabulary is not None else Vocabulary(),
        lexicon=lexicon,
        patterns=tuple(patterns or ()),
        properties=tuple(properties or ()),
    )
