"""Mutated texts: whatever the bytes, reading them gives claims or an InputError, and nothing else.

For so many seconds, from another seed: ``python tests/fuzz_prose.py 600 7``; led by coverage: ``tests/fuzz.py``.
"""

import random
from collections.abc import Iterable
from pathlib import Path

from conflicts.readers import claims_yaml, load
from fuzz_readers import mutated
from fuzzing import by_hand, check_read_again, fuzzed, refused_or_read

MARKDOWN = """\
---
title: The mill
date: 2019-05-04
---
# The mill of Pell[^1]

The mill was built in 1811, according to *Dunn* (1920). It has **four** sails [citation needed].
In March 2022 the council said that 5–7 people had died[^2]; the police put it at “at least 12,000”.
According to Dr. Dunn, the mill did not burn down on 4 May 2019. He said: "It burnt."

| Year | Height |
|------|-------:|
| 1811 | 5 km   |

- One sail fell. [2] <!-- really? -->
- Two fell [(Pell 1911, p. 5)](https://a.example/?x=1).

> The mill, reportedly, stands since 1811.

[^1]: Pell, *Mills*, 1911. [^2]: Dunn said so, 5 May 2019. <https://b.example>
```
code: [1]
```
"""
TEXT = """\
On 24 March 2022 the Russian Ministry of Defence claimed full control of Izium. Ukraine denied it the same day.[1][3]
The next day, it was reported that the town was still contested (disputed). Nobody knows who held it on 1 April.
Mr. Dunn Jr. told Reuters on Tuesday that about 1,500 soldiers were killed... Some say 2 to 3 thousand![who?]

1. "Izium", The Daily, 25 March 2022.
"""
FILES = (("a.md", MARKDOWN.encode()), ("a.txt", TEXT.encode()))


def accident(content: bytes, random_: random.Random) -> bytes:
    """A mutation of bytes, or lines and words in another order."""
    if random_.randrange(3):
        return mutated(content, random_)
    between = random_.choice((b"\n", b" ", b". "))
    parts = content.split(between)
    first, second = random_.randrange(len(parts)), random_.randrange(len(parts))
    parts[first], parts[second] = parts[second], parts[first] if random_.randrange(2) else b""
    return between.join(parts)


def read_back(content: bytes, path: Path) -> bool:
    """Read the content as that file; whether it was claims, which must survive being written and read again."""
    path.write_bytes(content)
    read = refused_or_read(path, load)
    if read is None:
        return False
    assert all(problem.message and problem.place.file for problem in read.unread)
    check_read_again(read, claims_yaml(read), path.with_name("again.yaml"))
    return True


def fuzz(turns: Iterable[int], seed: int) -> tuple[int, int]:
    """Try mutated texts, one a turn; how many, and how many of them were still read."""
    return fuzzed(FILES, accident, read_back, turns, seed)


if __name__ == "__main__":
    by_hand(fuzz)
