"""Draws from few options, at the cost of one number each."""

from collections.abc import Sequence
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


@cache
def below(count: int) -> st.SearchStrategy[int]:
    """Whole numbers from 0 to one less than ``count``."""
    return st.integers(0, count - 1)


def one(draw: st.DrawFn, options: Sequence[T]) -> T:
    """One of the options; it shrinks to the first.

    Much quicker than a new ``sampled_from`` for each of the hundreds of choices in a collection.
    """
    return options[draw(below(len(options)))]


def often(draw: st.DrawFn, times: int, of: int) -> bool:
    """True so many times of so many; it shrinks to False."""
    return draw(below(of)) >= of - times


def maybe(draw: st.DrawFn, options: Sequence[T], one_in: int = 3) -> T | None:
    """One of the options, or None once in so many draws; it shrinks to None."""
    return one(draw, options) if draw(below(one_in)) else None


def few(draw: st.DrawFn, options: Sequence[T], most: int) -> tuple[T, ...]:
    """Up to so many of the options, each once; it shrinks to none."""
    return tuple(dict.fromkeys(one(draw, options) for _ in range(draw(below(most + 1)))))
