"""Check Parquet files of claims on a cluster, and write the findings beside a summary.

spark-submit --py-files conflicts.zip examples/spark_check.py CLAIMS FINDINGS [RULES...]
"""

import argparse
import sys

from pyspark.sql import SparkSession

from conflicts.errors import ConflictsError
from conflicts.spark import check_spark


def main() -> int:
    """Check what the command line names; the exit code is 0, or 2 with an error."""
    parser = argparse.ArgumentParser(description="Check claims on Spark.")
    parser.add_argument("claims", help="Parquet with the columns of the claims table")
    parser.add_argument("findings", help="the directory for the findings: Parquet, too")
    parser.add_argument("rules", nargs="*", help="packs or files of rules; all that ship, if there is none")
    parser.add_argument("--as-of", help="what was known on that day")
    parser.add_argument("--max-errors", type=int, default=0, help="how many malformed rows are passed over")
    given = parser.parse_args()
    session = SparkSession.builder.appName("conflicts").getOrCreate()
    try:
        with check_spark(
            given.claims,
            rules=given.rules or None,
            as_of=given.as_of,
            max_errors=given.max_errors,
            session=session,
        ) as report:
            report.write_parquet(given.findings)
            sys.stdout.write(report.summary() + "\n")
    except ConflictsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    finally:
        session.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
