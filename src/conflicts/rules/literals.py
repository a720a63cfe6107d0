"""The literals of conditions: whether a word can stand for a value of a field."""

import re

from conflicts.errors import nearest
from conflicts.model.moment import period
from conflicts.model.unit import parse_quantity
from conflicts.rules.fields import KNOWN_WORDS, FieldType, type_of
from conflicts.rules.tokens import Fault

_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")


def check_literal(field: str, word: str) -> None:
    """Raise ValueError, with a sentence, if the word cannot stand for a value of the field."""
    known = KNOWN_WORDS.get(field)
    match type_of(field):
        case FieldType.FLAG:
            known = ("true", "false")
        case FieldType.INSTANT | FieldType.PERIOD:
            period(word)
        case FieldType.AMOUNT if not _NUMBER.fullmatch(word):
            parse_quantity(word)
        case FieldType.ORDER if known is None and not re.fullmatch("[0-9]{1,9}", word):
            raise ValueError(f"{word!r} is no whole number")
    if known is not None and word not in known:
        raise ValueError(f"unknown word {word!r} for {field}{nearest(word, known)}; it takes {', '.join(known)}")


def check_pattern(pattern: str) -> None:
    """Raise Fault for a pattern that RE2 cannot read.

    Syntax: https://github.com/google/re2/wiki/Syntax. RE2 matches in time linear in the text, whatever the pattern.
    """
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else str(error)
        what, _, part = reason.partition(": ")
        shown = f": {part!r}" if part and part != pattern else ""
        raise Fault(f"not a pattern of RE2: {what}{shown}", max(pattern.find(part), 0)) from error
