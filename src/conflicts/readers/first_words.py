"""What the first words of a file tell of its format, where its name does not."""

import re
from pathlib import Path

from conflicts.readers.contents import kind_in

_HEAD = 2**16
_WIKIDATA = re.compile(rb'(?<!\\)"type"\s*:\s*"(?:item|property|lexeme|mediainfo)"')
_JSON_LD = re.compile(rb'(?<!\\)"@(?:type|context|graph)"\s*:')
_WIKITEXT = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        rb"\[\[[^\[\]\n]+\]\]",
        rb"\{\{[^{}\n]*\w",
        rb"^==+[^=\n]+==+\s*$",
        rb"<ref[\s>/]",
        rb"'''[^'\n]+'''",
    )
)
"""A link, a template, a heading, a footnote and bold type: one of them may stand in any text, two in wikitext."""
_ENOUGH_OF_WIKITEXT = 2
_DUMP = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<mediawiki[\s>]")
_PAGE = re.compile(rb"\s*<(?:!doctype html|html)[\s>]", re.IGNORECASE)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BINARY = {b"PAR1": ".parquet", b"ARROW1": ".arrow"}
_COLUMNS = {b"subject", b"predicate"}


def head_of(path: Path) -> bytes:
    """The first bytes of a file; of one that cannot be read none: whoever reads it says so."""
    try:
        with path.open("rb") as stream:
            return stream.read(_HEAD)
    except OSError:
        return b""


def entities_in(head: bytes) -> str | None:
    """The format of JSON that holds no claims of ours: JSON-LD, or Wikidata's entities."""
    if _JSON_LD.search(head):
        return "claimreview"
    return "wikidata" if _WIKIDATA.search(head) else None


def is_wikitext(head: bytes) -> bool:
    """Whether a text is written in the markup of MediaWiki."""
    return sum(pattern.search(head) is not None for pattern in _WIKITEXT) >= _ENOUGH_OF_WIKITEXT


def suffix_of(head: bytes) -> str:
    """How the name of a file that begins like this should end; what nothing else is, is prose."""
    head = head.removeprefix(_BYTE_ORDER_MARK)
    for start, suffix in _BINARY.items():
        if head.startswith(start):
            return suffix
    if _DUMP.match(head):
        return ".xml"
    if _PAGE.match(head):
        return ".html"
    if head.lstrip().startswith((b"{", b"[")) and not is_wikitext(head):
        return ".jsonl" if _is_lines(head) else ".yaml" if entities_in(head) is None else ".json"
    if kind_in(head.decode(errors="replace"), ".yaml") is not None:
        return ".yaml"
    if is_wikitext(head):
        return ".wiki"
    return _suffix_of_table(head) or ".txt"


def _is_lines(head: bytes) -> bool:
    """Whether the first lines are objects, each whole."""
    lines = [line.strip() for line in head.splitlines() if line.strip()]
    return len(lines) > 1 and all(line.startswith(b"{") and line.endswith(b"}") for line in lines[:2])


def _suffix_of_table(head: bytes) -> str | None:
    """The suffix of a table of claims, which has its columns named in its first line."""
    first = head.partition(b"\n")[0]
    for separator, suffix in ((b",", ".csv"), (b"\t", ".tsv")):
        if {name.strip().strip(b'"') for name in first.split(separator)} >= _COLUMNS:
            return suffix
    return None
