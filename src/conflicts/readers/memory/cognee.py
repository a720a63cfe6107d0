"""Cognee's knowledge graph: relations between its entities, their descriptions, and its events with their times.

An export is ``{"nodes": [...], "edges": [...]}``, as ``cognee.export(dataset, format="json")`` writes it
(https://github.com/topoteretes/cognee, cognee/modules/migration/formats.py). Edges that say how documents were cut up
and sorted are no claims. What was closed in the graph is deprecated, and kept.
"""

from collections.abc import Iterator
from pathlib import Path

from conflicts.readers.memory.desk import SAYS, Fields, read_records, words
from conflicts.readers.memory.records import Record, Unfit, between, coarse
from conflicts.readers.reading import Reading, ReadOptions

HAPPENED = "happened"
"""The predicate of events."""

_ENTITY, _EVENT, _TIME, _SPAN = "Entity", "Event", "Timestamp", "Interval"


def read(path: Path, file: str, options: ReadOptions) -> Reading:
    """Read an export: relations between entities and dated events are typed, descriptions stay words."""
    desk, found = read_records(path, file, options, ("nodes", "edges"))
    nodes: dict[str, Record] = {}
    edges: list[Record] = []
    for record in found:
        if record.section == "edges" or "relationship_name" in record.data:
            edges.append(record)
        elif identity := record.text("id"):
            nodes[identity] = record
        else:
            desk.refuse(record, "missing: id")
    out: dict[tuple[str, str], list[str]] = {}
    for edge in edges:
        key = (edge.text("source") or "", edge.text("relationship_name") or "")
        out.setdefault(key, []).append(edge.text("target") or "")
    for edge in edges:
        desk.take(edge, _relation(edge, nodes))
    for node in nodes.values():
        desk.take(node, _node(node, nodes, out))
    return desk.reading()


def _relation(edge: Record, nodes: dict[str, Record]) -> Iterator[Fields]:
    ends = [nodes.get(edge.needed(name)) for name in ("source", "target")]
    if any(end is None for end in ends):
        raise Unfit("one of its ends is no node of the export")
    source, target = (end for end in ends if end is not None)
    if source.text("type") == target.text("type") == _ENTITY:
        yield {
            "subject": source.needed("name"),
            "predicate": edge.needed("relationship_name"),
            "value": words(target.needed("name")),
            "recorded": edge.moment("created_at", "updated_at"),
            **_closed(source, target),
        }


def _node(node: Record, nodes: dict[str, Record], out: dict[tuple[str, str], list[str]]) -> Iterator[Fields]:
    kind, identity = node.text("type"), node.needed("id")
    said = {"subject": node.text("name"), "recorded": node.moment("created_at"), **_closed(node)}
    text = node.text("description")
    if kind == _EVENT:
        valid = _valid(identity, nodes, out)
        yield {"id": identity, **said, "predicate": HAPPENED, "valid": valid, "excerpt": text}
    elif kind == _ENTITY and text is not None and text != node.text("name"):
        yield {"id": identity, **said, "predicate": SAYS, "value": words(text)}


def _valid(event: str, nodes: dict[str, Record], out: dict[tuple[str, str], list[str]]) -> str | None:
    """When an event was: at a time, or from one to another."""

    def times(node: str, relation: str, kind: str) -> list[str]:
        targets = out.get((node, relation), ())
        return [each for each in targets if each in nodes and nodes[each].text("type") == kind]

    at = [_moment(nodes[each]) for each in times(event, "at", _TIME)]
    if len(at) == 1:
        return at[0]
    for span in times(event, "during", _SPAN):
        ends = [times(span, name, _TIME) for name in ("time_from", "time_to")]
        if all(len(each) == 1 for each in ends):
            start, end = (_moment(nodes[each[0]]) for each in ends)
            return between(start, end)
    return None


def _moment(time: Record) -> str | None:
    """The time of a node, as coarse as it is written."""
    moment = time.moment("time_at", "timestamp_str")
    return None if moment is None else coarse(moment)


def _closed(*nodes: Record) -> Fields:
    """Of nodes one of which was closed: that what they say is deprecated."""
    closed = any(node.data.get("valid_to") is not None for node in nodes)
    return {"rank": "deprecated", "rank_reason": "closed in the graph"} if closed else {}
