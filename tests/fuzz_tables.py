"""Mutated tables: whatever the bytes, Python and DuckDB find the same in them, or both say that they cannot be read.

For so many seconds, from another seed: ``python tests/fuzz_tables.py 600 7``; led by coverage: ``tests/fuzz.py``.
"""

import random
from collections.abc import Callable, Iterable
from pathlib import Path

from conflicts import ConflictReport, Predicate, Source, Vocabulary, check
from conflicts.bulk import open_table
from conflicts.errors import InputError
from conflicts.readers import ReadOptions, load, load_mapping
from fuzz_readers import mutated
from fuzzing import by_hand, fuzzed

CSV = """\
id,subject,predicate,value,unit,valid,stated,asserted_by,tags,citations,polarity,certainty,credibility
c1,town,height,5,km,2022-03-24,2022,survey,disputed;when,12,affirmed,certain,2
c2,town,height,"1,500 m",,2022-03/2022-04,2022-03-24T10:00:00Z,list,,,affirmed,,
c3,town,mayor,Dunn,,,unknown,list,citation-needed,"12;13",denied,possible,6
c4,"the ""old"" town",mayor,none,,../2022,,survey,,,,,
c5,town,mayor,Pell,,2022/..,2022-05,,,7,,unknown,1
c6,town,built,1811-05,,,,survey,,,,,
"""
OTHER = """\
place\tdate\tkilled low\tkilled high\tby\tnote
Pell;Dunn\t24.3.2022\t1.200\t1.500,5\tpolice\tn/a
Pell\t25.3.2022 \t1.300\t\tpolice\tx
"Old Town"\t1.4.2022\t\u2013\t900\tarmy\t
Pell\t24.3.2022\t12\t30\tarmy\t-
"""
LINES = """\
{"id": "a", "subject": "town", "predicate": "height", "amount": 5, "unit": "km", "asserted_by": "survey"}
{"id": "b", "subject": "town", "predicate": "height", "low": 4.5, "high": 1e3, "unit": "m", "asserted_by": "list"}

{"id": "c", "subject": "town", "predicate": "mayor", "value": "Dunn", "valid_from": "2022-03-24", "tags": ["x", "y"]}
"""
MAPPING = """\
table:
  columns: {subject: place, stated: date, low: killed low, high: killed high, asserted_by: by, excerpt: note}
  constants: {predicate: killed, unit: person}
  dates: {date: "%d.%m.%Y"}
  numbers: {thousands: ".", decimal: ","}
"""
VOCABULARY = Vocabulary(
    predicates={
        "height": Predicate(value="quantity", unit="km", single=True, timeless=True, tolerance="1%"),
        "mayor": Predicate(value="term", single=True),
        "built": Predicate(value="time", single=True, timeless=True),
        "killed": Predicate(value="quantity", unit="person", single=True, timeless=True),
    },
    sources={name: Source() for name in ("survey", "list", "police", "army")},
)
RULES = ["core"]
FILES = (("a.csv", CSV.encode()), ("other.tsv", OTHER.encode()), ("a.jsonl", LINES.encode()))
WORDS = """\
, ; \t "" ' | {} [] null NaN Infinity -0 1e309 1e-400 .5 5. 0x1F \ufeff \u2028 \x85 \xa0 \x1c ١٢ ½ 24.3.22 ../.. id
""".strip("\n").split(" ")
PIECES = [
    *(word.encode() for word in WORDS),
    *(b"\n", b"\r\n", b"\r", b"\x00", b"\xff", b'"', b"9" * 400, b"a" * 3_000, b",," * 50),
]


def accident(content: bytes, random_: random.Random) -> bytes:
    """A mutation of bytes, or a cell exchanged for something else."""
    if random_.randrange(3) == 0:
        return mutated(content, random_)
    for _ in range(random_.choice((1, 1, 2, 5))):
        at = random_.randrange(len(content) + 1)
        content = content[:at] + random_.choice(PIECES) + content[at + random_.choice((0, 0, 1, 4)) :]
    return content


def read_back(content: bytes, path: Path) -> bool:
    """Check the content as that file in both ways; whether it could be read."""
    path.write_bytes(content)
    mapping = None
    if path.suffix == ".tsv":
        words = path.with_name("map.yaml")
        words.write_text(MAPPING, encoding="utf-8")
        mapping, _ = load_mapping(words)
    options = ReadOptions(mapping=mapping, vocabulary=VOCABULARY)
    ways = (
        lambda: check(load(path, format="table", options=options), rules=RULES, engine="python"),
        lambda: check(open_table(path, mapping=mapping, vocabulary=VOCABULARY), rules=RULES),
    )
    by_python, by_duckdb = (report_or_error(way) for way in ways)
    for report in (by_python, by_duckdb):
        if isinstance(report, InputError):
            assert report.problems
            assert all(problem.message and problem.place.file == str(path) for problem in report.problems), str(report)
    assert found(by_python) == found(by_duckdb), f"python: {found(by_python)}\nduckdb: {found(by_duckdb)}"
    return not isinstance(by_python, InputError)


def report_or_error(checked: Callable[[], ConflictReport]) -> ConflictReport | InputError:
    try:
        return checked()
    except InputError as error:
        return error


def found(report: ConflictReport | InputError) -> list[object] | None:
    """What a check says, as far as it does not depend on where the claims were; None where they could not be read."""
    if isinstance(report, InputError):
        return None
    findings = ((each.rule, each.verdict, each.pairs, each.message) for each in report.findings)
    return [report.statistics.claims, *sorted(findings)]


def fuzz(turns: Iterable[int], seed: int) -> tuple[int, int]:
    """Try mutated tables, one a turn; how many, and how many of them were still read."""
    return fuzzed(FILES, accident, read_back, turns, seed)


if __name__ == "__main__":
    by_hand(fuzz)
