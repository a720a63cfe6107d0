"""Arrays are sorted as their numbers are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.facts.arrays import order_of


@pytest.mark.parametrize("around", [0, -(2**62), *(2**bits for bits in range(57, 63))])
@pytest.mark.parametrize("far", [None, 0, 2**62 - 10])
@given(near=st.lists(st.integers(-5, 5), max_size=40))
def test_equal_numbers_keep_their_order_however_far_others_are(near: list[int], around: int, far: int | None) -> None:
    numbers = [number + around if far is None or number % 5 else far for number in near]
    order = order_of(np.array(numbers, np.int64)).tolist()
    assert order == sorted(range(len(numbers)), key=numbers.__getitem__)
