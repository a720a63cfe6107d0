"""Engines: a query over a table of facts gives matches, the same ones in the same order whichever engine runs."""

import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

from conflicts.errors import UnsupportedError, nearest
from conflicts.facts.query import Matches, Query
from conflicts.facts.table import FactTable


class Engine(Protocol):
    """``match`` gives every match of the query, sorted by rows; it raises EngineError rather than lose one, and
    UnsupportedError, before it does anything, for a query that it cannot take over these facts.

    ``fits`` says whether the engine can take the query over these facts.
    """

    name: str

    def fits(self, query: Query, facts: FactTable) -> bool: ...

    def match(self, query: Query, facts: FactTable) -> Matches: ...


ENGINES = {"python": "conflicts.engines.python:PythonEngine", "durable": "conflicts.engines.durable:DurableEngine"}
"""The engines by name; each is imported when it is first asked for."""

DOCUMENT_SIZE = 2_000
"""How many claims are a document's worth, for ``auto``."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The engines to try for each query, in order, and why."""

    engines: tuple[Engine, ...]
    reason: str

    @property
    def name(self) -> str:
        """The engine of first choice."""
        return self.engines[0].name

    def match(self, query: Query, facts: FactTable) -> Matches:
        """Let the first engine that can take the query find its matches; the last one must, or say why it cannot."""
        *preferred, last = self.engines
        for engine in preferred:
            with suppress(UnsupportedError):
                return engine.match(query, facts)
        return last.match(query, facts)


def durable_is_installed() -> bool:
    """Whether durable-rules can be imported here (it cannot from Python 3.13 on)."""
    return (
        sys.version_info < (3, 13)
        and find_spec("durable") is not None
        and find_spec("durable_rules_engine") is not None
    )


def choose(name: str, claims: int) -> Choice:
    """The engine of that name; ``auto`` decides by size and by what is installed, and keeps Python at hand."""
    if name == "auto":
        if claims > DOCUMENT_SIZE:
            return Choice((_engine("python"),), f"more than {DOCUMENT_SIZE:,} claims")
        if durable_is_installed():
            return Choice((_engine("durable"), _engine("python")), f"at most {DOCUMENT_SIZE:,} claims")
        return Choice((_engine("python"),), "durable-rules is not installed, or cannot be imported on this Python")
    if name not in ENGINES:
        raise UnsupportedError(
            f"unknown engine {name!r}{nearest(name, [*ENGINES, 'auto'])}; known: auto, {', '.join(ENGINES)}"
        )
    if name == "durable" and not durable_is_installed():
        raise UnsupportedError(
            "the engine 'durable' needs durable-rules, which cannot be imported here (it needs Python < 3.13)"
        )
    return Choice((_engine(name),), "asked for")


def _engine(name: str) -> Engine:
    module, _, attribute = ENGINES[name].partition(":")
    factory: Callable[[], Engine] = getattr(import_module(module), attribute)
    return factory()


__all__ = ["DOCUMENT_SIZE", "ENGINES", "Choice", "Engine", "choose", "durable_is_installed"]
