"""The items of a store of LangGraph: documents under a key, in a namespace.

An export is a list of items as ``Item.dict()`` gives them (https://github.com/langchain-ai/langgraph,
libs/checkpoint/langgraph/store/base/__init__.py), or ``{"items": [...]}`` as the API of its server answers. A value
that names subject, predicate and object is a typed claim, and so is each plain field of a value; words stay words.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from conflicts.errors import Problem
from conflicts.readers.memory.desk import SAYS, Desk, Fields, read_records, typed, words
from conflicts.readers.memory.records import Record, Unfit
from conflicts.readers.reading import Reading, ReadOptions

_TEXTS = ("content", "text", "memory", "data")


def read(path: Path, file: str, options: ReadOptions) -> Reading:
    """Read the items; fields of a value that hold more than a word or a number are reported."""
    desk, found = read_records(path, file, options, ("items",))
    for record in found:
        desk.take(record, _claims(record, desk))
    return desk.reading()


def _claims(item: Record, desk: Desk) -> Iterator[Fields]:
    namespace, value = item.data.get("namespace"), _value(item)
    if not isinstance(namespace, list) or not all(isinstance(each, str) for each in namespace):
        raise Unfit("namespace must be a list of words")
    owner = "/".join(namespace)
    identity = "/".join((*namespace, item.needed("key")))
    said = {"recorded": item.moment("updated_at", "created_at")}
    fields = typed(value, desk.known)
    text = [value[name] for name in _TEXTS if isinstance(value.get(name), str) and value[name].strip()]
    if fields is not None:
        yield {**said, **fields, "id": identity, "excerpt": value.get("context")}
    elif text and not any(_is_plain(each) for name, each in value.items() if name not in _TEXTS):
        yield {**said, "id": identity, "subject": owner or identity, "predicate": SAYS, "value": words(text[0])}
    else:
        yield from ({**said, **each} for each in _of_fields(item, value, identity, desk))


def _value(item: Record) -> Mapping[str, Any]:
    """The document of an item; one that langmem stores stands in its ``content``, beside its ``kind``."""
    value = item.data.get("value")
    if not isinstance(value, dict):
        raise Unfit("value must be a mapping")
    if value.keys() == {"kind", "content"}:
        content = value["content"]
        return content if isinstance(content, dict) else {"content": content}
    return value


def _of_fields(item: Record, value: Mapping[str, Any], subject: str, desk: Desk) -> Iterator[Fields]:
    for name, each in value.items():
        if _is_plain(each):
            said = words(each) if isinstance(each, str) else each
            yield {"id": f"{subject}/{name}", "subject": subject, "predicate": name, "value": said}
        elif each not in (None, "", [], {}):
            desk.unread.append(Problem(f"value.{name} is neither a word nor a number: not read", item.place))


def _is_plain(value: object) -> bool:
    return isinstance(value, int | Decimal | str) and not isinstance(value, bool) and str(value).strip() != ""
