"""Prose to claims: plain text or Markdown in which marks in brackets stand after what they cite.

What each sentence becomes, and why, is in docs/adr/0010-prose.md; the words are in ``rules/lexicon``, the claim
patterns in ``rules/patterns``.
"""

from pathlib import Path

from conflicts.readers.prose.markup import markdown, plain_text
from conflicts.readers.prose.reader import ProseReader
from conflicts.readers.prose.tape import Page
from conflicts.readers.reading import Reading, ReadOptions
from conflicts.readers.text import read_text

MOST_BYTES = 16 * 2**20
"""The largest file that is read."""

MARKDOWN = (".md", ".markdown")

_AS_IT_IS = ReadOptions()


def read(path: Path, file: str, options: ReadOptions = _AS_IT_IS) -> Reading:
    """Read the sentences of a text as claims; ``file`` is how places name it.

    Markdown is known by its suffix (``.md``). Every sentence gives at least one claim, but headings and questions,
    which assert nothing; what no pattern reads is a claim that the text says so. Raises InputError if the file, the
    lexicon or a pattern cannot be read, UnsupportedError for a language without a lexicon.
    """
    page = Page(file, read_text(path, file, MOST_BYTES))
    markup = (markdown if path.suffix.lower() in MARKDOWN else plain_text)(page, options.excerpts)
    return ProseReader(page, Path(file).name or path.name, options).read(markup)
