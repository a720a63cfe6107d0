"""Mutated exports of agents' memories, results of retrieval, and extractions: claims or an InputError, nothing else.

The tests try some hundred files. For so many seconds, from another seed: ``python tests/fuzz_agents.py 600 7``; led by
coverage: ``tests/fuzz.py``.
"""

from collections.abc import Iterable
from pathlib import Path

from conflicts.model.collection import Collection
from conflicts.model.vocabulary import Predicate, Vocabulary
from conflicts.readers import ReadOptions, load
from fuzz_readers import mutated
from fuzzing import by_hand, fuzzed, survives

TEXT = """\
The mill at Pell burnt down on 3 March 1921. The fire brigade said that at least
40 people were hurt; “we counted 1,500 sacks”, Ida Dunn told the Gazette on 5 March.
"""
GRAPHITI = """\
{"nodes": [{"uuid": "a", "name": "Ida"}, {"uuid": "w", "name": "Pell"}, {"uuid": "b", "name": "Ida"}],
 "edges": [{"uuid": "one", "source_node_uuid": "a", "target_node_uuid": "w", "name": "lives_in",
   "fact": "Ida lives in Pell", "valid_at": "2024-01-10T00:00:00Z", "invalid_at": null,
   "created_at": "2024-01-10T09:00:05.5+05:30", "episodes": ["ep"]},
  {"uuid": "two", "source_node_uuid": "b", "target_node_uuid": "gone", "name": "lives_in", "episodes": []}],
 "episodes": [{"uuid": "ep", "name": "chat", "source_description": "Ida", "content": "I live in Pell.",
   "valid_at": "2024-01-10T09:00:00Z"}], "communities": []}
"""
MEM0 = """\
{"results": [{"id": "m", "memory": "Lives in Pell", "user_id": "ida", "actor_id": "ida", "updated_at": null,
   "created_at": "2024-01-10T09:00:05-08:00",
   "metadata": {"subject": "ida", "predicate": "lives_in", "value": "Pell"}}],
 "relations": [{"source": "ida", "relationship": "lives_in", "target": "pell"}],
 "history": [{"id": "h1", "memory_id": "m", "event": "ADD", "new_memory": "Lives in Pell", "actor_id": "ida",
   "created_at": 1704873605000}, {"id": "h2", "memory_id": "m", "event": "DELETE", "new_memory": null}]}
"""
COGNEE = """\
{"nodes": [{"id": "ida", "name": "ida", "type": "Entity", "description": "Ida is", "valid_to": 1740940207000},
  {"id": "e", "name": "siege", "type": "Event"}, {"id": "i", "type": "Interval"},
  {"id": "t", "type": "Timestamp", "name": "t", "timestamp_str": "1651-01-01 00:00:00"}],
 "edges": [{"source": "ida", "target": "e", "relationship_name": "knows"},
  {"source": "e", "target": "i", "relationship_name": "during"},
  {"source": "i", "target": "t", "relationship_name": "time_from"}]}
"""
LANGGRAPH = """\
[{"namespace": ["users", "ida"], "key": "home", "value": {"lives_in": "Pell", "note": [1, "x"]},
  "created_at": "2024-01-10T09:00:05+00:00", "updated_at": "2025-03-02T18:30:07+00:00"}]
"""
RETRIEVAL = """\
{"page_content": "The ferry sank off Lund on 3 June 1921. Police put the number of dead at 40.", "metadata": \
{"source": "the Herald", "title": "Lost", "date": "1921-06-04"}, "extractions": [{"quote": "Police put the number of \
dead at 40.", "subject": "ferry", "predicate": "hurt", "value": 40, "asserted_by": "Police", "valid": "3 June 1921", \
"antecedents": ["sank off Lund on 3 June 1921"]}]}
{"page_content": "The weather at Lund was fair.", "metadata": {"source": "the almanac", "date": "1921"}}
"""
EXTRACTIONS = """\
{"quote": "at least\\n40 people were hurt", "subject": "mill", "predicate": "hurt", "value": "at least 40", \
"asserted_by": "fire brigade", "antecedents": ["The fire brigade said"], "valid": "3 March 1921"}
{"quote": "we counted 1,500 sacks", "subject": "mill", "predicate": "stock", "value": 1500, "polarity": "affirmed"}
"""
LANGEXTRACT = """\
{"document_id": "d", "text": "The mill at Pell burnt down.", "extractions": [{"extraction_class": "fire", \
"extraction_text": "mill at Pell burnt down", "char_interval": {"start_pos": 4, "end_pos": 27}, \
"attributes": {"subject": "mill", "predicate": "burnt"}}]}
"""
TEXTS = {
    "graphiti.json": GRAPHITI,
    "mem0.json": MEM0,
    "cognee.json": COGNEE,
    "langgraph.json": LANGGRAPH,
    "retrieval.jsonl": RETRIEVAL,
    "extractions.jsonl": EXTRACTIONS,
    "extractions.langextract.jsonl": LANGEXTRACT,
}
FILES = tuple((name, text.encode()) for name, text in TEXTS.items())
KNOWN = Vocabulary(
    predicates={
        "lives_in": Predicate(value="term", single=True),
        "hurt": Predicate(value="quantity", unit="person"),
    }
)


def read(path: Path) -> Collection:
    """Read the file in the format that its name says, beside the text that extractions were taken from."""
    text = path.with_name("text.txt")
    text.write_text(TEXT, encoding="utf-8")
    options = ReadOptions(vocabulary=KNOWN, text=text if path.name.startswith("extractions") else None)
    return load(path, format=path.name.partition(".")[0], options=options)


def read_back(content: bytes, path: Path) -> bool:
    """Read the content as that file; whether it was claims, which must survive being written and read again."""
    return survives(content, path, read)


def fuzz(turns: Iterable[int], seed: int) -> tuple[int, int]:
    """Try mutated files, one a turn; how many, and how many of them were still read."""
    return fuzzed(FILES, mutated, read_back, turns, seed)


if __name__ == "__main__":
    by_hand(fuzz)
