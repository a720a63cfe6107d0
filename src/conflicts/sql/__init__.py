"""SQL: a query over claims as a SELECT, in any dialect that sqlglot writes."""

from conflicts.sql.at_hand import fact_table, topic_table
from conflicts.sql.names import FACTS, LEFT_OUT, PORTIONS, TOPIC, TOPICS, identifiers
from conflicts.sql.select import (
    NO_SQL,
    block_sizes,
    can_take_part,
    columns_of,
    expressible,
    key_column,
    select_block,
    select_left_out,
    select_matches,
)

__all__ = [
    "FACTS",
    "LEFT_OUT",
    "NO_SQL",
    "PORTIONS",
    "TOPIC",
    "TOPICS",
    "block_sizes",
    "can_take_part",
    "columns_of",
    "expressible",
    "fact_table",
    "identifiers",
    "key_column",
    "select_block",
    "select_left_out",
    "select_matches",
    "topic_table",
]
