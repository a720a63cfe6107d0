"""Mutated entities: whatever the bytes, reading them gives claims or an InputError, and nothing else.

The tests try some hundred files. For so many seconds, from another seed: ``python tests/fuzz_wikidata.py 600 7``.
"""

import bz2
import gzip
import json
import random
from collections.abc import Iterable
from pathlib import Path

from conflicts.check import check
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.readers import claims_yaml
from conflicts.readers.reading import Reading, ReadOptions
from conflicts.readers.wikidata import read
from fuzz_readers import PIECES, mutated
from fuzzing import by_hand, check_read_again, fuzzed, refused_or_read
from wikibase import (
    JULIAN,
    Json,
    answer,
    constraint,
    entity,
    item,
    monolingual,
    none,
    property_entity,
    quantity,
    some,
    statement,
    string,
    time,
    value_snak,
    year,
)

TOWN = entity(
    "Q1",
    [
        statement("Q1$a", item("P31", "Q5"), [year("P580", 1990), none("P582", "time")], [[item("P143", "Q328")]]),
        statement("Q1$b", quantity("P1082", "+296033", "1", ("+296000", "+297000")), [year("P585", 2012)]),
        statement("Q1$c", quantity("P2044", "+115.50", "Q11573"), rank="preferred"),
        statement("Q1$d", time("P571", "-0044-03-15", 11, JULIAN), [item("P1480", "Q5727902")]),
        statement("Q1$e", time("P571", "+1900-00-00", 7), [year("P1319", 1850), year("P1326", 1860)]),
        statement("Q1$f", time("P571", "-13798000000-00-00", 3), [item("P2241", "Q9")], rank="deprecated"),
        statement("Q1$g", some("P40"), [monolingual("P1810", "Ka", "de"), string("P1545", "2")]),
    ],
    "The Town",
)
PLACE = value_snak(
    "P625", "globe-coordinate", "globecoordinate", {"latitude": 49.01, "longitude": 8.4, "precision": 0.0002}
)
REFERENCE = [item("P248", "Q36578"), string("P854", "https://example.org/", "url"), time("P577", "+2015-01-03")]
RIVER = entity("Q2", [statement("Q2$a", PLACE, references=[REFERENCE]), statement("Q2$b", item("P40", "Q1"))])
PROPERTIES = [
    property_entity(
        "P40",
        "wikibase-item",
        [
            constraint("Q19474404", item("P4155", "P642"), item("P2303", "Q9")),
            constraint("Q21510855", item("P2306", "P22")),
            constraint("Q21510859", item("P2305", "Q1"), none("P2305"), item("P2316", "Q21502408")),
            constraint("Q25796498", item("P2316", "Q62026391")),
        ],
    ),
    property_entity(
        "P571",
        "time",
        [
            constraint("Q21510860", year("P2310", 1000), some("P2311", "time")),
            constraint("Q21510854", item("P2306", "P570"), quantity("P2313", "+0", "Q577"), none("P2312", "quantity")),
        ],
    ),
    property_entity(
        "P2044",
        "quantity",
        [constraint("Q21510860", quantity("P2313", "-11000", "Q11573"), quantity("P2312", "+9000", "Q11573"))],
    ),
]
ENTITIES: list[Json] = [TOWN, RIVER, *PROPERTIES]
DUMP = ("[\n" + ",\n".join(json.dumps(each) for each in ENTITIES) + "\n]\n").encode()
DOCUMENT = json.dumps(answer(*ENTITIES), indent=1).encode()
FILES = (("dump.json", DUMP), ("answer.json", DOCUMENT))
WORDS = [
    *(b'"%s"' % word for word in b"P585 P580 P2302 somevalue novalue value deprecated time quantity amount".split()),
    *(b'"%s"' % word for word in b"Q11573 Q4917 Q21510860 +0000-00-00T00:00:00Z missing {a.value}".split()),
    *(b"null", b"{}", b"[]", b"5", b"-9999-12-31", b"+99999999999-01-01", b"1e999", b"+1e9", b"\n"),
]


def accident(content: bytes, random_: random.Random) -> bytes:
    """An accident of the content, which may be compressed before, and have another one then."""
    content = _accident(content, random_)
    if random_.randrange(8):
        return content
    content = random_.choice((gzip.compress, bz2.compress))(content)
    return mutated(content, random_) if random_.randrange(2) else content


def _accident(content: bytes, random_: random.Random) -> bytes:
    """A mutation of bytes, or a token of the JSON exchanged for another one."""
    if random_.randrange(3):
        return mutated(content, random_)
    words = content.split(b" ")
    for _ in range(random_.choice((1, 1, 2, 4))):
        at = random_.randrange(len(words))
        end = b"," if words[at].endswith(b",") else b""
        words[at] = random_.choice([*WORDS, random_.choice(PIECES)]) + end
    return b" ".join(words)


def claimed(path: Path) -> tuple[Reading, tuple[Claim, ...]]:
    """What is read of the file, and its claims."""
    reading = read(path, str(path), ReadOptions())
    return reading, tuple(reading.claims)


def read_back(content: bytes, path: Path) -> bool:
    """Read the content; whether it was entities, whose claims must be checkable and survive being written and read."""
    path.write_bytes(content)
    found = refused_or_read(path, claimed)
    if found is None:
        return False
    reading, claims = found
    assert all(problem.message and problem.place.file for problem in reading.unread)
    collection = Collection(claims, reading.vocabulary)
    if claims and not [*collection.problems(), *reading.vocabulary.problems()]:
        check_read_again(collection, claims_yaml(collection), path.with_name("again.yaml"))
        check(collection, rules=[*reading.rules, "wikidata"], engine="python")
    return True


def fuzz(turns: Iterable[int], seed: int) -> tuple[int, int]:
    """Try mutated files, one a turn; how many, and how many of them still held entities."""
    return fuzzed(FILES, accident, read_back, turns, seed)


if __name__ == "__main__":
    by_hand(fuzz)
