"""Text from claims in Markdown and HTML: shown, and never obeyed."""

import re

from conflicts.report.cells import visible

_ZERO_WIDTH = "\u200b"

_ACTED_ON = re.compile(
    r"""
      @ (?=\w)                   # a mention, or an address of e-mail
    | [\#!] (?=\d) | \bGH- (?=\d)  # an issue, a merge request
    | : (?=//) | \bwww (?=\.)    # an address, which would become a link
    | : (?=[a-z+-][\w+-]*:)      # an emoji
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Where GitHub and GitLab act on plain text: something invisible after it stops them."""

_MARKUP = re.compile(rf"[\\`*_{{}}\[\]<>&|~$^{_ZERO_WIDTH}]|^(?:[#+=-]|\d+[.)])")
"""What is markup inside a line of Markdown or HTML, or at its start."""


def inert(text: str) -> str:
    """The text on one line, that reads as itself in Markdown, in a cell of its tables and between HTML tags.

    Markup becomes character references, which neither Markdown nor HTML takes for structure (CommonMark 0.31, section
    2.5). Mentions, references to issues, addresses and names of emoji are kept from being acted upon.
    """
    stopped = _ACTED_ON.sub(rf"\g<0>{_ZERO_WIDTH}", visible(text))
    return _MARKUP.sub(lambda found: "".join(f"&#{ord(character)};" for character in found[0]), stopped)
