"""Tables of claims that are checked on a cluster: by Spark, where one machine is not enough.

>>> from conflicts.spark import check_spark                                                  # doctest: +SKIP
>>> with check_spark("s3://bucket/claims", rules=["core"]) as report:
...     print(report.summary())
...     report.write_parquet("s3://bucket/findings")

docs/how-to/cluster.md says what runs where, and what it takes.
"""

from conflicts.report.report import Truncated
from conflicts.spark.checking import check_spark
from conflicts.spark.report import SparkReport, SparkTally

__all__ = ["SparkReport", "SparkTally", "Truncated", "check_spark"]
