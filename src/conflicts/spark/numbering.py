"""Rows numbered one after the other, without one executor that sees them all."""

from itertools import accumulate
from typing import TYPE_CHECKING

from conflicts.spark.database import SparkDatabase

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PLACES = 33
"""How many low bits of ``monotonically_increasing_id`` say which row of its part of the table a row is."""


def numbered(database: SparkDatabase, frame: "DataFrame", name: str, first: int = 0) -> "DataFrame":
    """The frame with the numbers of its rows, from ``first``, in the order of its parts and in each part's order.

    It is kept: its rows are in the same places whenever they are read.
    """
    import pyarrow as pa
    from pyspark.sql import functions as F

    placed = database.keep(
        frame.select(F.spark_partition_id().alias("_part"), F.monotonically_increasing_id().alias("_place"), "*")
    )
    sizes = dict(sorted((part, size) for part, size in placed.groupBy("_part").count().collect()))
    before = dict(zip(sizes, accumulate(sizes.values(), initial=first), strict=False))
    moved = [start - (part << PLACES) for part, start in before.items()]
    moves = database.frame(pa.table({"_part": pa.array(before, pa.int32()), "_move": pa.array(moved, pa.int64())}))
    number = (F.col("_place") + F.col("_move")).alias(name)
    return placed.join(moves, "_part").select(number, *(F.col(f"`{column}`") for column in frame.columns))


def by_id(database: SparkDatabase, frame: "DataFrame", name: str) -> "DataFrame":
    """The frame numbered in the order of its ids: sorted in parts, by the ranges of ids that each part has."""
    parts = int(str(database.session.conf.get("spark.sql.shuffle.partitions")))
    return numbered(database, frame.repartitionByRange(parts, "id").sortWithinPartitions("id"), name)
