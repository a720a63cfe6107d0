"""What a reader gave, held against what a careful reader expects, field by field."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from conflicts.document import Data, load_file
from conflicts.model.claim import Claim
from conflicts.model.value import Quantity, Term, Text
from conflicts.readers.reading import Reading

FIELDS = (
    "subject", "part_of", "predicate", "value", "polarity", "certainty", "who", "kind", "party", "via", "when", "said",
    "cites", "tags", "segment",
)  # fmt: skip

Facts = dict[str, str]
"""A claim's fields as texts; what it does not say is missing."""


@dataclass
class Score:
    """Of one field: how many were expected, given, and right."""

    expected: int = 0
    given: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """How much of what was given is right."""
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """How much of what was expected was given."""
        return self.right / self.expected if self.expected else 1.0


def expectation(path: Path) -> dict[int, list[Facts]]:
    """The claims that are expected of each line."""
    return {
        line: [_expected(claim, record, excerpts=False) for claim in claims] for line, record, claims in _lines(path)
    }


def expectation_of_excerpts(path: Path) -> dict[int, list[Facts]]:
    """The same where lines do not follow one another."""
    return {
        line: [_expected(claim, record, excerpts=True) for claim in claims] for line, record, claims in _lines(path)
    }


def marks_at_heads(path: Path) -> list[tuple[int, str]]:
    """The marks with which lines begin."""
    return [(line, _text(mark)) for line, record, _ in _lines(path) for mark in _list(record.get("opens_with"))]


def found(reading: Reading) -> dict[int, list[Facts]]:
    """The claims of a reading by the line on which they stand."""
    by_line: dict[int, list[Facts]] = {}
    for claim in reading.claims:
        assert claim.location is not None
        by_line.setdefault(claim.location.line, []).append(_given(claim, reading))
    return by_line


def scores(expected: dict[int, list[Facts]], given: dict[int, list[Facts]]) -> dict[str, Score]:
    """Precision and recall of each field; claims of one line are paired where most of their fields agree."""
    table = {name: Score() for name in FIELDS}
    for line in sorted({*expected, *given}):
        for wanted, got in _pairs(expected.get(line, []), given.get(line, [])):
            for name, score in table.items():
                score.expected += name in wanted
                score.given += name in got
                score.right += name in wanted and wanted.get(name) == got.get(name)
                if wanted.get(name) != got.get(name):
                    score.wrong.append(f"line {line}: {name} is {got.get(name)!r}, not {wanted.get(name)!r}")
    return table


def as_table(table: dict[str, Score]) -> str:
    """The scores in Markdown."""
    rows = [f"| {name} | {s.expected} | {s.precision:.2f} | {s.recall:.2f} |" for name, s in table.items()]
    return "\n".join(["| field | expected | precision | recall |", "|---|---|---|---|", *rows])


def _pairs(wanted: Sequence[Facts], got: Sequence[Facts]) -> Iterator[tuple[Facts, Facts]]:
    left = list(got)
    for facts in wanted:
        best = max(left, key=lambda other: sum(facts.get(name) == other.get(name) for name in FIELDS), default={})
        if best:
            left.remove(best)
        yield facts, best
    yield from (({}, facts) for facts in left)


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Data], list[dict[str, Data]]]]:
    data = load_file(path).data
    assert isinstance(data, dict)
    for record in _list(data["lines"]):
        assert isinstance(record, dict)
        line = record["line"]
        assert isinstance(line, int)
        yield line, record, [claim for claim in _list(record["claims"]) if isinstance(claim, dict)]


def _expected(claim: dict[str, Data], record: dict[str, Data], excerpts: bool) -> Facts:
    facts = {"polarity": "affirmed", "certainty": "certain", "segment": _text(record["segment"])}
    facts |= {name: _text(claim[name]) for name in FIELDS if name in claim}
    if excerpts:
        facts.pop("cites", None)
        facts.pop("tags", None)
        if "cites_within" in claim:
            facts["cites"] = _text(claim["cites_within"])
        if "when_in_excerpts" in claim:
            facts.pop("when")
    return facts


def _given(claim: Claim, reading: Reading) -> Facts:
    vocabulary, location = reading.vocabulary, claim.location
    assert location is not None
    assert location.excerpt is not None
    entity = vocabulary.entities.get(claim.subject)
    words = location.excerpt.split()
    facts: dict[str, str | None] = {
        "subject": vocabulary.name_of(claim.subject),
        "part_of": vocabulary.name_of(entity.part_of) if entity and entity.part_of else None,
        "predicate": claim.predicate,
        "value": _value(claim, reading),
        "polarity": claim.polarity,
        "certainty": claim.certainty,
        "via": _joined(_name(source, reading) for source in claim.via),
        "when": _text(claim.valid.model_dump()) if claim.valid else None,
        "said": _text(claim.stated.model_dump()) if claim.stated else None,
        "cites": _joined(citation.ref or citation.url or "" for citation in claim.citations),
        "tags": _joined(claim.tags),
        "segment": _text([words[0].strip("*[") if words else "", _last(words)]),
    }
    if claim.asserted_by is not None:
        source = vocabulary.sources[claim.asserted_by]
        facts["who"] = _name(claim.asserted_by, reading)
        facts["kind"] = source.kind if source.kind == "unnamed" else None
        facts["party"] = source.party
    return {name: text for name, text in facts.items() if text is not None}


def _last(words: Sequence[str]) -> str:
    return words[-1].strip("*") if words else ""


def _value(claim: Claim, reading: Reading) -> str | None:
    match claim.value:
        case Term(term=term):
            return reading.vocabulary.name_of(term)
        case Text(text=text):
            return text
        case Quantity() as quantity:
            low, high = quantity.bounds
            return str(low) if low == high else _text({"low": low, "high": high})
        case _:
            return None


def _name(source: str, reading: Reading) -> str:
    """A source's name; that of a speaker whom nobody names without the place that tells two of them apart."""
    return re.sub(r" \([\w-]+, line \d+\)$", "", reading.vocabulary.sources[source].name)


def _joined(words: Iterable[str]) -> str | None:
    return ", ".join(words) or None


def _list(data: Data) -> list[Data]:
    return data if isinstance(data, list) else []


def _text(data: object) -> str:
    match data:
        case dict():
            return ", ".join(f"{key} {_text(value)}" for key, value in data.items() if value is not None)
        case list() | tuple():
            return ", ".join(map(_text, data))
        case Decimal():
            return f"{data:f}"
        case _:
            return str(data)
