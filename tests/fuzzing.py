"""How often something is tried: a number of times in tests, as long as one likes by hand."""

import time
from collections.abc import Iterator
from itertools import count


def for_seconds(seconds: float) -> Iterator[int]:
    """Numbers from one, until so much time has passed."""
    until = time.monotonic() + seconds
    for number in count(1):
        if time.monotonic() >= until:
            return
        yield number
