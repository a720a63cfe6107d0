"""The tables that a query reads, of claims at hand."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from conflicts.facts.table import FactTable
from conflicts.sql.names import CLAIM, HOME, TOPIC, identifiers

if TYPE_CHECKING:
    import pyarrow as pa


def fact_table(facts: FactTable, columns: Iterable[str]) -> "pa.Table":
    """``facts``: the number of each claim, and these columns under their identifiers."""
    import pyarrow as pa

    cells = {name: pa.array(facts.column(column), pa.int64()) for column, name in identifiers(columns).items()}
    return pa.table({CLAIM: pa.array(range(len(facts)), pa.int64()), **cells})


def topic_table(facts: FactTable) -> "pa.Table":
    """``topics``: what each claim is about, in the order of both, and whether that is its own subject."""
    import pyarrow as pa

    subject = facts.column("subject.hi")
    about = sorted((row, topic) for row in range(len(facts)) for topic in facts.topics(row))
    return pa.table(
        {
            CLAIM: pa.array([row for row, _ in about], pa.int64()),
            TOPIC: pa.array([topic for _, topic in about], pa.int64()),
            HOME: pa.array([int(topic == subject[row]) for row, topic in about], pa.int64()),
        }
    )
