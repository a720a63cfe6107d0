"""What a contender is, and what it hands back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pydantic import BaseModel

from contest.case import Case, Shape
from contest.proof import Proof


@dataclass(frozen=True)
class Outcome:
    """What was found, by rule, what parts of the work took, in seconds, and which rules are ``truncated``."""

    proofs: Mapping[str, Proof]
    parts: Mapping[str, float] = field(default_factory=dict)
    truncated: Sequence[str] = ()


Answer: TypeAlias = Callable[[], Outcome]
"""Looks through what was found; this is not timed."""

Work: TypeAlias = Callable[[], Answer]
"""The work that is timed."""

Contender: TypeAlias = Callable[[Case], Work]
"""Makes ready what the work starts from, such as the objects in memory; this is not timed."""

State: TypeAlias = Literal["done", "out of time", "out of memory", "failed", "not tried"]


class Task(BaseModel):
    """One contender with one case, within limits of time (for preparation and work together) and memory."""

    contender: str
    shape: Shape
    size: int
    rules: tuple[str, ...]
    repeats: int
    seconds: float
    gigabytes: float


class Result(BaseModel):
    """How a task ended: the shortest of the repeated works, and the most memory that the process ever had."""

    task: Task
    state: State
    seconds: float | None = None
    prepared: float | None = None
    megabytes: float | None = None
    proofs: dict[str, Proof] = {}
    parts: dict[str, float] = {}
    truncated: list[str] = []
    note: str = ""
