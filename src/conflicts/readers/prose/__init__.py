"""Prose to claims: plain text or Markdown in which marks in brackets stand after what they cite.

What each sentence becomes, and why, is in docs/adr/0010-prose.md; the words are in ``rules/lexicon``, the claim
patterns in ``rules/patterns``.
"""

from pathlib import Path

from conflicts.errors import InputError, Place, Problem
from conflicts.readers.prose.markup import markdown, plain_text
from conflicts.readers.prose.reader import ProseReader
from conflicts.readers.prose.tape import Page
from conflicts.readers.reading import Reading, ReadOptions

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
    page = Page(file, _text(path, file))
    markup = (markdown if path.suffix.lower() in MARKDOWN else plain_text)(page, options.excerpts)
    return ProseReader(page, Path(file).name or path.name, options).read(markup)


def _text(path: Path, file: str) -> str:
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror or error}", Place(file))) from error
    if len(content) > MOST_BYTES:
        raise InputError(Problem(f"is larger than {MOST_BYTES // 2**20} MB, the most that is read", Place(file)))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before, byte = content[: error.start], content[error.start]
        place = Place(file, before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        raise InputError(Problem(f"not UTF-8: byte 0x{byte:02x} at offset {error.start:,}", place)) from error
    if not text.strip():
        raise InputError(Problem("is empty", Place(file)))
    return text
