"""Sequences of what is made row by row, when it is asked for."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, overload

T = TypeVar("T")


class ByRow(Sequence[T]):
    """Of each of ``size`` rows, what ``at`` gives for it; nothing is kept."""

    def __init__(self, size: int, at: Callable[[int], T]) -> None:
        self._size, self._at = size, at

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, row: int) -> T: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[T]: ...
    def __getitem__(self, row: int | slice) -> T | Sequence[T]:
        return [self._at(each) for each in range(self._size)[row]] if isinstance(row, slice) else self._at(row)

    def __iter__(self) -> Iterator[T]:
        return map(self._at, range(self._size))
