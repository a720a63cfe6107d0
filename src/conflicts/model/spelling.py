"""How words are compared: one spelling for all that differ only in how Unicode and white space write them."""

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
"""Characters without a width: soft hyphens, joiners, marks of direction, selectors of variants."""


def folded(text: str) -> str:
    """The text without white space at its ends, and with one space wherever else there is any.

    White space is what Unicode says it is: no-break spaces and line separators, too.
    """
    return " ".join(text.split())


def canonical(text: str) -> str:
    """A name as it is compared: Unicode NFKC, without characters that have no width, white space folded.

    Names keep their case. Names that are written alike have one canonical form, and that is its own.

    >>> canonical(" Ko\u0308ln\u00a0Su\u0308d ") == canonical("K\u00f6ln S\u00fcd") == "K\u00f6ln S\u00fcd"
    True
    """
    if text.isascii():
        return folded(text)
    return folded(unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))


def caseless(text: str) -> str:
    """Text as it is compared: its canonical form, without regard to case."""
    return canonical(canonical(text).casefold())


def invisible(text: str) -> tuple[str, ...]:
    """The characters without a width in a text, by their names in Unicode: ``ZERO WIDTH SPACE``."""
    found = dict.fromkeys(_INVISIBLE.findall(text))
    return tuple(unicodedata.name(each, f"U+{ord(each):04X}") for each in found)
