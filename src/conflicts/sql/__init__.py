"""SQL: a query over claims as a SELECT, in any dialect that sqlglot writes."""

from conflicts.sql.at_hand import fact_table, topic_table
from conflicts.sql.cut import Cut, leave_out
from conflicts.sql.names import FACTS, LARGE, PLACE, TOPIC, TOPICS, identifiers
from conflicts.sql.select import (
    NO_SQL,
    block_sizes,
    columns_of,
    expressible,
    is_looked_at,
    key_column,
    select_blocks,
    select_matches,
)

__all__ = [
    "FACTS",
    "LARGE",
    "NO_SQL",
    "PLACE",
    "TOPIC",
    "TOPICS",
    "Cut",
    "block_sizes",
    "columns_of",
    "expressible",
    "fact_table",
    "identifiers",
    "is_looked_at",
    "key_column",
    "leave_out",
    "select_blocks",
    "select_matches",
    "topic_table",
]
