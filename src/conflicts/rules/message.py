"""The placeholders of a rule's message: ``{a}`` is a whole claim, ``{a.value}`` a field of it, ``{{`` a brace."""

import re
from collections.abc import Iterator, Sequence

from conflicts.errors import nearest
from conflicts.rules.condition import FieldRef
from conflicts.rules.fields import FIELDS, is_field
from conflicts.rules.tokens import Fault

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


def _is_known(placeholder: str, variables: Sequence[str]) -> bool:
    variable, _, field = placeholder.partition(".")
    return variable in variables and (is_field(field) if "." in placeholder else True)


def message_faults(message: str, variables: Sequence[str]) -> Iterator[Fault]:
    """What is wrong with a message: a placeholder names no claim or field of one, or a brace is not closed."""
    for found in _PLACEHOLDER.finditer(message):
        if found[0] in ("{", "}"):
            yield Fault(f"the brace {found[0]} has no other; a plain brace is written {found[0] * 2}", found.start())
        elif found[1] is not None and not _is_known(found[1], variables):
            shown = "{" + found[1] + "}"
            known = [str(FieldRef(variable, field)) for variable in variables for field in FIELDS]
            yield Fault(f"unknown placeholder {shown!r}{nearest(found[1], known)}", found.start())
