"""Findings that somebody accepts: which, why and until when; as a field of a claim, or as a comment in a text."""

import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from conflicts.errors import nearest
from conflicts.model.frozen import Frozen
from conflicts.model.location import Location
from conflicts.model.moment import INFINITY
from conflicts.model.value import Time, read_as


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("it is empty")
    return text


def _has_an_end(time: Time) -> Time:
    if time.mode != "edtf" or time.period.end_hi >= INFINITY - 1:
        raise ValueError(f"a date such as 2025-06-30 should stand there, and not {str(time)!r}")
    return time


Written: TypeAlias = Annotated[str, AfterValidator(_not_blank)]


class Suppression(Frozen):
    """Findings of a rule that somebody accepts, and says why.

    ``rule`` names rules as ``--select`` does: by full name, id, pack, kind or tag. The ``reason`` is for whoever asks
    later. ``until`` is the last day (EDTF) on which it is so; without one there is no such day. ``location`` is where
    it is written, if that is not where its claim is; what several claims have from one place is one suppression.
    """

    rule: Written = Field(description="The rule whose findings are accepted, by full name, id, pack, kind or tag.")
    reason: Written = Field(description="Why they are accepted, for whoever asks later.")
    until: Annotated[Time, AfterValidator(_has_an_end)] | None = Field(
        default=None, description="The last day on which they are."
    )
    location: Location | None = Field(default=None, description="Where that is written, if not where the claim is.")


_COMMENT = re.compile(r"conflicts ?: ?(?P<words>.*)")
_DASH = re.compile(r" ?[—–:] ?| --? ")
_LIKE_THIS = "write: conflicts: ignore RULE — reason, and where it ends: until DATE"


def suppression_comment(text: str) -> tuple[Suppression, ...]:
    """Read a comment such as ``<!-- conflicts: ignore core/denial — both are quoted until 2025-06-30 -->``.

    The marks of the comment may be there or not. Several rules stand with commas between them; the dash may be ``—``,
    ``–``, ``--``, ``-`` or a colon. Any other comment gives nothing. Raises ValueError, in a sentence, for a comment
    that begins with ``conflicts:`` and cannot be read: what follows its last "until" and has a digit must be a date.
    """
    comment = _COMMENT.fullmatch(" ".join(text.split()).removeprefix("<!--").removesuffix("-->").strip())
    if comment is None:
        return ()
    verb, _, words = comment["words"].partition(" ")
    if verb != "ignore":
        raise ValueError(f"'ignore' should stand after 'conflicts:'{nearest(verb, ['ignore'])}; {_LIKE_THIS}")
    names, *rest = _DASH.split(words, maxsplit=1)
    rules = [name.strip() for name in names.split(",")]
    reason, date = _until("".join(rest))
    if not all(rules) or not reason:
        raise ValueError(f"a suppression names a {'reason' if all(rules) else 'rule'}; {_LIKE_THIS}")
    return tuple(read_as(Suppression, {"rule": rule, "reason": reason, "until": date}) for rule in rules)


def _until(words: str) -> tuple[str, str | None]:
    """The reason, and the date that follows its last "until"; what has no digit is no date."""
    before, until, after = words.rpartition("until ")
    date = after.strip(" []().")
    return (before.rstrip(" [(,;"), date) if until and any(map(str.isdigit, date)) else (words, None)
