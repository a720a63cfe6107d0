"""Graphiti's temporal graph: its edges, each a fact between two entities, with when it became true and when it ended.

An export is ``{"nodes": [...], "edges": [...], "episodes": [...]}``, each as the models ``EntityNode``, ``EntityEdge``
and ``EpisodicNode`` write themselves in JSON (https://github.com/getzep/graphiti, graphiti_core/nodes.py and edges.py),
or a list of edges. Zep's exports name the lists ``entities`` and ``facts``.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conflicts.readers.memory.desk import Desk, Fields, read_records, words
from conflicts.readers.memory.records import Record, Unfit, between
from conflicts.readers.reading import Reading, ReadOptions

_NODES = ("nodes", "entities", "entity_nodes")
_EDGES = ("edges", "facts", "entity_edges")
_EPISODES = ("episodes", "episodic_nodes")

LONGEST_EXCERPT = 300
"""How many characters of an episode a citation quotes."""


@dataclass
class _Graph:
    """The records of an export by what they are; nodes and episodes by their ids."""

    names: dict[str, str] = field(default_factory=dict)
    episodes: dict[str, Record] = field(default_factory=dict)
    edges: list[Record] = field(default_factory=list)

    def name_of(self, node: str) -> str:
        """What a node is called; nodes of one name are told apart by their ids."""
        return self.names.get(node, node)


def read(path: Path, file: str, options: ReadOptions) -> Reading:
    """Read an export: each edge is a claim of each source whose episodes it cites."""
    desk, found = read_records(path, file, options, (*_NODES, *_EDGES, *_EPISODES))
    graph = _graph(desk, found)
    for edge in graph.edges:
        desk.take(edge, _claims(edge, graph))
    return desk.reading()


def _graph(desk: Desk, found: Iterator[Record]) -> _Graph:
    graph = _Graph()
    named: dict[str, str] = {}
    for record in found:
        identity = record.text("uuid", "id")
        if record.section in _EDGES or "source_node_uuid" in record.data:
            graph.edges.append(record)
        elif identity is None:
            desk.refuse(record, "missing: uuid")
        elif record.section in _EPISODES or "content" in record.data:
            graph.episodes[identity] = record
        elif name := record.text("name"):
            named[identity] = name
        else:
            desk.refuse(record, "missing: name")
    often = Counter(named.values())
    graph.names = {each: name if often[name] == 1 else f"{name} ({each[:8]})" for each, name in named.items()}
    return graph


def _claims(edge: Record, graph: _Graph) -> Iterator[Fields]:
    said = {
        "id": edge.text("uuid", "id"),
        "subject": graph.name_of(edge.needed("source_node_uuid", "source")),
        "predicate": edge.needed("name", "relation"),
        "value": words(graph.name_of(edge.needed("target_node_uuid", "target"))),
        "valid": _valid(edge),
        "recorded": edge.moment("created_at"),
        "excerpt": edge.text("fact"),
    }
    cited = _cited(edge, graph)
    reference = edge.moment("reference_time")
    for source in dict.fromkeys(each.get("source") for each in cited) or [None]:
        citations = [each for each in cited if each.get("source") == source]
        dates = [str(each["date"]) for each in citations if each.get("date")]
        speaker = {} if source is None else {"asserted_by": source}
        yield {**said, **speaker, "citations": citations, "stated": min(dates, default=reference)}


def _valid(edge: Record) -> object:
    """From when to when the fact held. What has not been ended in the graph may have ended unnoticed."""
    start, end = edge.period("valid_at"), edge.period("invalid_at")
    if end is None:
        return None if start is None else {"since": start}
    return between(start, end)


def _cited(edge: Record, graph: _Graph) -> list[dict[str, object]]:
    episodes = edge.data.get("episodes") or []
    if not isinstance(episodes, list) or not all(isinstance(each, str) for each in episodes):
        raise Unfit("episodes must be a list of ids")
    return [_citation(each, graph.episodes.get(each)) for each in episodes]


def _citation(identity: str, episode: Record | None) -> dict[str, object]:
    if episode is None:
        return {"ref": identity}
    content = episode.text("content", "episode_body")
    fields: Mapping[str, Any] = {
        "ref": identity,
        "title": episode.text("name"),
        "source": episode.text("source_description"),
        "date": episode.moment("valid_at", "created_at"),
        "excerpt": None if content is None else content[:LONGEST_EXCERPT],
    }
    return {name: value for name, value in fields.items() if value is not None}
