"""The source of an article: one file of wikitext."""

from pathlib import Path

from conflicts.readers.text import read_text

MOST_BYTES = 4 * 2**20
"""The largest file that is read; MediaWiki itself takes two million bytes."""


def read_article(path: Path, file: str) -> str:
    """The text of the file, which is UTF-8; whatever its lines end with is one line feed.

    Raises InputError if it cannot be read, is too large or empty, or is not UTF-8.
    """
    text = read_text(path, file, MOST_BYTES)
    return text.replace("\r\n", "\n").replace("\r", "\n")
