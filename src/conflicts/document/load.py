"""Bytes, text and files to documents."""

from pathlib import Path as FilePath

from conflicts.document.build import Builder
from conflicts.document.content import MAX_BYTES, read_content, too_large
from conflicts.document.json_text import feed_json, read_json
from conflicts.document.place import Document, Node
from conflicts.document.unicode import decoded, with_line_feeds
from conflicts.document.yaml_text import feed_yaml
from conflicts.errors import InputError, Place, Problem, file_name


def load_file(path: FilePath, file: str | None = None, *, or_pipe: bool = False) -> Document:
    """Read a YAML file or, by its suffix, a JSON file; ``file`` is how errors name it.

    ``or_pipe``: what is no regular file is read, too.
    """
    name = file_name(path) if file is None else file
    content = read_content(path, name, or_pipe=or_pipe)
    return load_json(content, name) if path.suffix.lower() == ".json" else load(content, name)


def load(content: str | bytes, file: str = "") -> Document:
    """Read one YAML document; raise InputError with every problem that was found."""
    text = _decoded(content, file)
    builder = Builder(file)
    feed_yaml(text, builder)
    if builder.problems:
        raise InputError(builder.problems)
    if builder.data is None:
        raise _empty(file)
    return Document(builder.data, file, text, find_places=lambda: builder.root)


def load_json(content: str | bytes, file: str = "") -> Document:
    """Read one JSON document; raise InputError with every problem that was found."""
    return _load_json(content, file, 1)


def load_json_line(content: str | bytes, file: str, line: int) -> Document:
    """Read line number ``line`` of a file that holds one JSON document a line."""
    return _load_json(content, file, line)


def _load_json(content: str | bytes, file: str, line: int) -> Document:
    text = _decoded(content, file, line)

    def find_places() -> Node:
        builder = Builder(file)
        feed_json(text, line, builder)
        return builder.root

    return Document(read_json(text, file, line), file, text, line, find_places)


def _decoded(content: str | bytes, file: str, line: int = 1) -> str:
    if len(content) > MAX_BYTES:
        raise too_large(file, line=line if line > 1 else 0)
    text = (
        decoded(content, file, line) if isinstance(content, bytes) else with_line_feeds(content).removeprefix("\ufeff")
    )
    if not text.strip():
        raise _empty(file, line)
    return text


def _empty(file: str, line: int = 1) -> InputError:
    return InputError(Problem("is empty", Place(file, line if line > 1 else 0)))
