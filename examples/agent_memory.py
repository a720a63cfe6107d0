"""What an agent remembers, checked: what has been superseded, what contradicts what, and what stayed words.

``python examples/agent_memory.py`` checks two recorded exports: a graph as graphiti keeps it, and the history of a
memory as mem0 does. "Lives in Whitefield" is superseded by "moved to Electronic City", and both are kept; three dated
events of one war are no contradiction; two owners of one mill are.
"""

import sys
from pathlib import Path

from conflicts import ConflictReport, check, load
from conflicts.readers import ReadOptions, load_vocabulary

HERE = Path(__file__).parent / "memory"
RULES = ["core/incompatible-values", "core/state-succeeded", "core/newer-statement", "core/explicit"]


def graph_report() -> ConflictReport:
    """The report of the graph, whose relations the vocabulary defines."""
    options = ReadOptions(vocabulary=load_vocabulary(HERE / "vocabulary.yaml"))
    return check(load(HERE / "graph.json", format="graphiti", options=options), rules=RULES, as_of="2025-06-01")


def history_report() -> ConflictReport:
    """The report of a memory's history: an update supersedes the words before it, whatever they say."""
    return check(load(HERE / "history.json", format="mem0"), rules=RULES, as_of="2025-06-01")


if __name__ == "__main__":
    sys.stdout.write(f"{graph_report()}\n{history_report()}")
