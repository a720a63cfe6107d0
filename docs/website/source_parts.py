"""Parts of a YAML text, as they were written."""

import textwrap

import yaml


def top_parts(text: str) -> dict[str, str]:
    """The text of each key of a mapping, with the key, without what stands around it."""
    return _parts(text, _root(text), len(text.splitlines()))


def item_parts(text: str, key: str) -> list[dict[str, str]]:
    """The same of each mapping in the list that stands under a key."""
    found = next((value for name, value in _root(text).value if name.value == key), None)
    if found is None:
        return []
    items = found.value
    last = found.end_mark.line if found.end_mark.column == 0 else found.end_mark.line + 1
    ends = [*(item.start_mark.line for item in items[1:]), last]
    return [_parts(text, item, end) for item, end in zip(items, ends, strict=True)]


def _root(text: str) -> yaml.Node:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is None:
        raise ValueError("the text is empty")
    return root


def _parts(text: str, mapping: yaml.Node, end: int) -> dict[str, str]:
    lines = text.splitlines()
    keys = [key for key, _ in mapping.value]
    ends = [*(key.start_mark.line for key in keys[1:]), end]
    found = {}
    for key, last in zip(keys, ends, strict=True):
        first = key.start_mark
        head = " " * first.column + lines[first.line][first.column :]
        found[str(key.value)] = textwrap.dedent("\n".join([head, *lines[first.line + 1 : last]])).rstrip() + "\n"
    return found
