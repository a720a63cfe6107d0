"""Do these passages disagree? What a retrieval returned, checked before anybody answers from it.

``python examples/rag_check.py`` checks recorded passages. Each has the claims that a model extracted from it once; what
the words of its passage do not bear out is refused, and a passage without any is named: silence is no agreement.
"""

import sys
from pathlib import Path

from conflicts import ConflictReport, check, load
from conflicts.readers import ReadOptions, load_vocabulary

HERE = Path(__file__).parent / "retrieval"


def disagreements(passages: Path, vocabulary: Path) -> ConflictReport:
    """What the passages contradict each other in; what was not compared is in the report's coverage."""
    options = ReadOptions(vocabulary=load_vocabulary(vocabulary))
    return check(load(passages, format="retrieval", options=options), select=["contradiction"])


if __name__ == "__main__":
    report = disagreements(HERE / "passages.jsonl", HERE / "vocabulary.yaml")
    sys.stdout.write(str(report))
    sys.exit(0 if report.ok(fail_on="note") and report.is_complete else 1)
