"""The names that SQL gives to tables and columns."""

import re
from collections.abc import Iterable, Mapping
from hashlib import blake2b

FACTS = "facts"
"""The table of facts: one row a claim, integers only; ``claim`` is the claim's number."""

TOPICS = "topics"
"""What each claim is about: ``claim``, ``topic``, and ``home``: 1 if it is the claim's own subject."""

CLAIM = "claim"
TOPIC = "topic"
HOME = "home"
CERTAIN = "certain"
ID = "id"

_OF_A_FIELD = re.compile(
    r"(?:present:|(?:local|utc)(?:-always)?:)?(?!qualifiers\.)[a-z_]+(?:\.[a-z_]+)*|supersedes:\d+|predicate\.[a-z_]+:\d+(?::\d+)?"
)
"""The columns whose names have no words of a rule or of claims in them."""

LARGE, PLACE = "large", "place"
"""The keys of blocks that are too large to join, as ``k0``…, each with its place in the order of the table."""

PORTIONS, LEFT_OUT = "portions", "left_out"
"""How many claims of a block are compared, where not all are: its key, as ``k0``…, and ``portion``; a table for each
way to join claims, numbered from 0. And which claims are not: ``claim``, with the ``topic`` of the block where claims
can be about several."""


def identifiers(columns: Iterable[str]) -> Mapping[str, str]:
    """A plain identifier for each column of facts, in the order of the columns' names."""
    return {column: identifier(column) for column in sorted(columns)}


def identifier(column: str) -> str:
    """A plain identifier for a column of facts, always the same: ``valid.start.lo``, valid_start_lo.

    Names in which there are words of a rule get a digest: the words could differ in nothing but what is not plain.
    """
    plain = re.sub(r"\W+", "_", column.lower(), flags=re.ASCII).strip("_")
    if _OF_A_FIELD.fullmatch(column):
        return plain
    return f"{plain[:50]}_{blake2b(column.encode(errors='surrogatepass'), digest_size=4).hexdigest()}"
