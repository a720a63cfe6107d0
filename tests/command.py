"""The command, as tests run it."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias


class Result(NamedTuple):
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


Run: TypeAlias = Callable[..., Result]
"""Runs the command with some arguments."""
