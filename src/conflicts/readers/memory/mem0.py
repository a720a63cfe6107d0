"""Mem0's memories: words about a user, an agent or a run; the history of their changes; and relations of its graph.

An export is what ``get_all`` or ``history`` returns (https://github.com/mem0ai/mem0, mem0/memory/main.py and
storage.py), as JSON: ``{"results": [...], "relations": [...]}``, or a list of memories or of events. A change of a
memory supersedes what it said before; what was deleted is deprecated. Both are kept.
"""

from collections.abc import Iterator
from pathlib import Path

from conflicts.readers.memory.desk import SAYS, Desk, Fields, read_records, typed, words
from conflicts.readers.memory.records import Record, Unfit
from conflicts.readers.reading import Reading, ReadOptions

_SECTIONS = ("results", "memories", "relations", "history")
_EVENTS = ("ADD", "UPDATE", "DELETE")
_OWNERS = ("user_id", "agent_id", "run_id")


def read(path: Path, file: str, options: ReadOptions) -> Reading:
    """Read memories, histories and relations. A memory whose metadata name subject, predicate and value is typed."""
    desk, found = read_records(path, file, options, _SECTIONS)
    events: dict[str, list[Record]] = {}
    memories: list[Record] = []
    for record in found:
        if record.text("event") is not None:
            events.setdefault(record.text("memory_id") or "", []).append(record)
        elif record.section == "relations" or "relationship" in record.data:
            desk.take(record, _relation(record))
        else:
            memories.append(record)
    owners = {record.text("id"): _owner(record) for record in memories}
    for memory, changes in events.items():
        _take_history(desk, memory, changes, owners.get(memory))
    for record in memories:
        if record.text("id") not in events:  # else the last event says the same
            desk.take(record, _memory(record, desk))
    return desk.reading()


def _memory(record: Record, desk: Desk) -> Iterator[Fields]:
    text = record.needed("memory", "text", "data")
    metadata = record.data.get("metadata")
    fields = typed(metadata, desk.known) if isinstance(metadata, dict) else None
    yield {
        "subject": _owner(record) or "memory",
        "predicate": SAYS,
        "value": words(text),
        "asserted_by": record.text("actor_id", "role", "attributed_to"),
        **(fields or {}),
        "id": record.text("id"),
        "recorded": record.moment("updated_at", "created_at"),
        "excerpt": text,
    }


def _owner(record: Record) -> str | None:
    return record.text(*_OWNERS)


def _relation(record: Record) -> Iterator[Fields]:
    yield {
        "subject": record.needed("source"),
        "predicate": record.needed("relationship", "relation"),
        "value": words(record.needed("target", "destination")),
        "recorded": record.moment("updated_at", "created_at"),
    }


def _take_history(desk: Desk, memory: str, changes: list[Record], owner: str | None) -> None:
    """The words that a memory has had, each superseding those before; a deletion deprecates the last ones."""
    ordered = sorted(changes, key=_when)
    before: str | None = None
    for number, change in enumerate(ordered, start=1):
        count, event = len(desk.made), change.text("event")
        if event in ("ADD", "UPDATE"):
            deleted = any(each.text("event") == "DELETE" for each in ordered[number : number + 1])
            fields = {"id": f"{memory}-{number}", "subject": owner or memory, "supersedes": (before,) if before else ()}
            desk.take(change, _event(change, fields, deleted))
        elif event != "DELETE":
            desk.refuse(change, f"event must be one of {', '.join(_EVENTS)}")
        if len(desk.made) > count:
            before = desk.made[-1].id


def _event(change: Record, fields: Fields, deleted: bool) -> Iterator[Fields]:
    yield {
        **fields,
        "predicate": SAYS,
        "value": words(change.needed("new_memory")),
        "asserted_by": change.text("actor_id", "role"),
        "recorded": change.moment("updated_at", "created_at"),
        **({"rank": "deprecated", "rank_reason": "deleted from the memory"} if deleted else {}),
    }


def _when(change: Record) -> str:
    try:
        return change.moment("updated_at", "created_at") or ""
    except Unfit:  # which is said where the claim is made
        return ""
