"""A mapping of a rule file, read key by key; what is wrong is collected with its place."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from conflicts.document import Data, Document, Path
from conflicts.errors import Problem, nearest


class Faults:
    """Collects the problems of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def at_key(self, path: Path, message: str) -> None:
        """Note a problem of the key or the item that the path leads to."""
        self.problems.append(Problem(message, self.document.place(path), path))

    def at_value(self, path: Path, message: str) -> None:
        """Note a problem of the value that the path leads to."""
        self.problems.append(Problem(message, self.document.value_place(path), path))

    def in_text(self, path: Path, offset: int, message: str) -> None:
        """Note a problem at one character of the text that the path leads to."""
        self.problems.append(Problem(message, self.document.text_place(path, offset), path))


Word = TypeVar("Word", bound=str)


class Section:
    """One mapping; what is not a mapping is a problem and reads as an empty one."""

    def __init__(
        self, data: Data, path: Path, faults: Faults, known: Sequence[str], required: Iterable[str] = ()
    ) -> None:
        self.path, self.faults = path, faults
        self.is_mapping = isinstance(data, dict)
        self.data: dict[str, Data] = data if isinstance(data, dict) else {}
        if not self.is_mapping:
            faults.at_value(path, f"expected a mapping with {', '.join(known)}")
            return
        for key in self.data:
            if key not in known:
                faults.at_key((*path, key), f"unknown field {key!r}{nearest(key, known)}")
        missing = [key for key in required if self.data.get(key) is None]
        if missing:
            faults.at_key(path, f"missing: {', '.join(missing)}")

    def has(self, key: str) -> bool:
        """Whether the key is there, with a value."""
        return self.data.get(key) is not None

    def text(self, key: str, default: str = "") -> str:
        """A text that is not empty."""
        value = self.data.get(key)
        if value is None:
            return default
        if not isinstance(value, str) or not value.strip():
            self.faults.at_value((*self.path, key), f"{key} must be a text{_quote_hint(value)}")
            return default
        return value.strip()

    def choice(self, key: str, words: Sequence[Word], default: Word) -> Word:
        """One of some words; the default if it is absent, or another word, which is a problem."""
        value = self.data.get(key)
        if value is None:
            return default
        for word in words:
            if word == value:
                return word
        message = f"unknown {key} {value!s:.50}{nearest(str(value), words)}; it is one of {', '.join(words)}"
        self.faults.at_value((*self.path, key), message)
        return default

    def items(self, key: str) -> list[tuple[Path, Data]]:
        """The items of a list, with their paths."""
        value, path = self.data.get(key), (*self.path, key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.faults.at_value(path, f"{key} must be a list")
            return []
        return [((*path, index), item) for index, item in enumerate(value)]

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, none of them twice."""
        found: dict[str, Path] = {}
        for path, item in self.items(key):
            if not isinstance(item, str) or not item.strip():
                self.faults.at_value(path, f"each of {key} must be a text{_quote_hint(item)}")
            elif item in found:
                self.faults.at_value(path, f"{item!r} stands twice in {key}")
            else:
                found[item] = path
        return tuple(found)


def _quote_hint(value: Data) -> str:
    return "" if value is None or isinstance(value, str | list | dict) else ": put it in quotes"
