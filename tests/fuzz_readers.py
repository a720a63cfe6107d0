"""Mutated claims files: whatever the bytes, reading them gives claims or an InputError, and nothing else.

The tests try some hundred files. For so many seconds, from another seed: ``python tests/fuzz_readers.py 600 7``.
"""

import random
from collections.abc import Iterable
from pathlib import Path

from conflicts.readers import claims_jsonl, claims_yaml, load
from fuzzing import by_hand, check_read_again, fuzzed, refused_or_read

YAML = """\
sources:
  ministry: {name: Ministry of Defence, party: north, kind: official, reliability: D, aliases: [MoD]}
  daily: {name: The Daily, owner: press-group}
entities:
  town: {name: The Town}
  town-south: {part_of: town, aliases: [South]}
predicates:
  controlled-by: {value: term, single: true, extends_to: parts}
  killed: {value: quantity, unit: person, tolerance: 10%, at_most: strength}
  strength: {value: quantity, unit: person}
  founded: {value: time, precedes: ended, lifetime: 1 year}
  ended: {value: time}
  motto: {value: text}
  fighting-in:
claims:
  - id: full-control
    subject: town
    predicate: controlled-by
    value: north
    asserted_by: ministry
    via: [daily]
    stated: 2022-03-24
    valid: 2022-03-24/..
    citations: [{ref: "30", url: "https://example.org/30", date: 2022-03-25}, {ref: 31, source: MoD}]
    tags: citation-needed
  - &base {id: losses, subject: brigade, predicate: killed, value: {low: 200, high: 300, unit: person}, rank: preferred}
  - {<<: *base, id: losses-2, value: at least 1.5e2, supersedes: losses, qualifiers: {battle: 2, first: true}}
  - id: motto-1
    subject: brigade
    predicate: motto
    value: >-
      Words of
      a text
    valid: {by: 1984~}
    rank: deprecated
    rank_reason: 'it''s "old"'
    credibility: 6
    excerpt: |
      As it was – said.
  - {id: f, subject: town, predicate: founded, value: -0043-03-15, polarity: denied}
  - {id: g, subject: town, predicate: fighting-in, location: {file: page.html, line: 3}}
  - {id: h, subject: town, predicate: founded, value: {time: "[1667,1669..1670]"}}
  - {id: i, subject: town, predicate: motto, value: unknown, recorded: 2022-03-24T10:00:00Z}
"""

JSONL = """\
{"predicates": {"length": {"value": "quantity", "unit": "km", "tolerance": 0.5}, "height": null}}
{"sources": {"survey": {"name": "The Survey", "aliases": ["OS"], "reliability": "A"}}}
{"id": "a", "subject": "river", "predicate": "length", "value": {"quantity": "1,500 m"}, "asserted_by": "OS"}
{"id": "b", "subject": "river", "predicate": "length", "value": 1.25e3, "valid": "2004-06~/2004-08", "stated": 2004}

{"id": "c", "subject": "river", "predicate": "height", "value": "h\\u00f6her\\t\\ud83d\\ude00", "tags": ["x", "y"]}
"""

JSON = """\
{"entities": {"a/b": {"name": "A \\"B\\""}}, "predicates": {"born": {"value": "time"}},
 "claims": [{"id": "a", "subject": "a/b", "predicate": "born", "value": 1889, "credibility": 2},
            {"id": "b", "subject": "a/b", "predicate": "born", "value": "1889-04-20", "supersedes": ["a"]}]}
"""
FILES = (("a.yaml", YAML.encode()), ("a.jsonl", JSONL.encode()), ("a.json", JSON.encode()))

WORDS = """\
: - , [ ] { } & * ! | > ' " % @ ` # ? ~ / .. null true .inf .nan NaN Infinity 0x1F 0o17 1e5 1e400 -0 010 1_0 12:30
2022-13-01 2022-03/2021 Y-170000002 156X-12-25 ../.. {2020..} !!python/object:os.system !!binary !!set !!str !<x>
*base &base <<: --- ... %YAML id: value: claims: [[[[[[[[ {{{{{{{{ km kg furlong °C m/s^2 unknown none
""".split()
BYTES = [
    b"\n",
    b"\r\n",
    b"\t",
    b"    ",
    b"\x00",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xc2\x85",
    b"\\ud800",
]
PIECES = [*(word.encode() for word in WORDS), *BYTES, b"9" * 500, b"9" * 5_000, b"a" * 2_000, b"- " * 200, b"[" * 200]


def mutated(content: bytes, random_: random.Random) -> bytes:
    """The content after a few small accidents."""
    for _ in range(random_.choice((1, 1, 1, 2, 4))):
        start = random_.randrange(len(content) + 1)
        end = min(len(content), start + random_.choice((0, 1, 1, 2, 8, 64)))
        match random_.randrange(5):
            case 0:
                middle = random_.choice(PIECES)
            case 1:
                middle = bytes(byte ^ (1 << random_.randrange(8)) for byte in content[start:end])
            case 2:
                middle = b""
            case 3:
                middle = content[start:end] * 2
            case _:
                other = random_.randrange(len(content) + 1)
                middle = content[other : other + random_.randrange(40)]
        content = content[:start] + middle + content[end:]
    return content


def read_back(content: bytes, path: Path) -> bool:
    """Read the content as that file; whether it was claims, which must survive being written and read again."""
    path.write_bytes(content)
    read = refused_or_read(path, load)
    if read is None:
        return False
    for suffix, text in ((".yaml", claims_yaml(read)), (".jsonl", claims_jsonl(read))):
        check_read_again(read, text, path.with_name(f"again{suffix}"))
    return True


def fuzz(turns: Iterable[int], seed: int) -> tuple[int, int]:
    """Try mutated files, one a turn; how many, and how many of them were still claims."""
    return fuzzed(FILES, mutated, read_back, turns, seed)


if __name__ == "__main__":
    by_hand(fuzz)
