"""Rules that a program makes, of text or of data, without a file."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from conflicts.document import Data, Document, dump, load
from conflicts.errors import InputError, RuleError
from conflicts.rules.pack import definitions_for
from conflicts.rules.read import parse_rule
from conflicts.rules.rule import Rule

NAMED = "rule"
"""How problems name what no file holds."""


def rule_of_text(text: str, pack: str) -> Rule:
    """Read the text of a rule file; raise RuleError with everything that is wrong with it."""
    try:
        document = load(text, NAMED)
    except InputError as error:
        raise RuleError(error.problems) from None
    return parse_rule(document, pack, definitions_for(pack), require_examples=False)


def rule_of_data(data: Mapping[str, Any], pack: str) -> Rule:
    """Read what the text of a rule file would give; raise RuleError with everything that is wrong with it."""
    plain = _plain(data)
    return parse_rule(Document(plain, NAMED, dump(plain)), pack, definitions_for(pack), require_examples=False)


def _plain(data: Any) -> Data:
    """The data with lists and mappings of the kinds that files give."""
    match data:
        case Mapping():
            return {str(key): _plain(value) for key, value in data.items()}
        case list() | tuple():
            return [_plain(each) for each in data]
        case str():
            return str(data)  # and not one of a class that files do not have
        case None | bool() | int():
            return data
        case float():
            return Decimal(str(data))
        case _:
            raise RuleError(
                f"a rule is made of text, numbers, lists and mappings, not of a Python {type(data).__name__}"
            )
