"""Arrays are sorted as their numbers are."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.engines.python import arrays
from conflicts.facts.arrays import order_of


@pytest.mark.parametrize("around", [0, -(2**62), *(2**bits for bits in range(57, 63))])
@pytest.mark.parametrize("far", [None, 0, 2**62 - 10])
@given(near=st.lists(st.integers(-5, 5), max_size=40))
def test_equal_numbers_keep_their_order_however_far_others_are(near: list[int], around: int, far: int | None) -> None:
    numbers = [number + around if far is None or number % 5 else far for number in near]
    order = order_of(np.array(numbers, np.int64)).tolist()
    assert order == sorted(range(len(numbers)), key=numbers.__getitem__)


@pytest.mark.parametrize("chunk", [1, 2, 3, 100])
def test_the_pairs_of_blocks_are_all_there_however_few_are_made_at_a_time(
    chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrays, "CHUNK", chunk)
    order = np.arange(10, 19)
    found = arrays._pairs(order, np.array([0, 4, 6]), np.array([4, 6, 9]))
    pairs = [pair for lower, higher in found for pair in zip(lower.tolist(), higher.tolist(), strict=True)]
    blocks = ((10, 11, 12, 13), (14, 15), (16, 17, 18))
    assert pairs == [pair for block in blocks for pair in combinations(block, 2)]
