"""Findings come in the order of the document: of one severity by file, line and column, whatever the ids say."""

from pathlib import Path

import pytest

from conflicts import Claim, check
from conflicts.bulk import open_table
from conflicts.formats import Options, format_named
from conflicts.model.claim import Location
from conflicts.readers import load
from conflicts.report.finding import Finding

WORDS = "one two three four five six seven eight nine ten eleven twelve".split()


def place(finding: Finding) -> tuple[str, int, int] | None:
    first = finding.pointed_at
    if first is None or first.location is None:
        return None
    return first.location.file, first.location.line, first.location.column


def test_the_first_ten_annotations_are_of_the_first_ten_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    claims = "".join(f"  - {{id: {word}, subject: {word}, predicate: red}}\n" for word in WORDS)
    claims += '  - {id: cited, subject: zero, predicate: red, asserted_by: guide, citations: ["1"]}\n'
    Path("claims.yaml").write_text(f"claims:\n{claims}", encoding="utf-8")
    lines = format_named("github").render(check(load("claims.yaml")), Options()).splitlines()
    annotated = [line.partition("line=")[2].partition(",")[0] for line in lines if "line=" in line]
    assert annotated == [str(number) for number in range(2, len(WORDS) + 2)]


def test_kinds_and_rules_of_one_severity_stand_where_their_claims_do() -> None:
    def claim(name: str, line: int, **fields: object) -> Claim:
        where = Location(file="a.md", line=line)
        return Claim.model_validate({"id": name, "subject": "ferry", "predicate": "built", "location": where, **fields})

    report = check(
        [
            claim("z", 1),
            claim("y", 2, asserted_by="guide"),
            claim("x", 9, asserted_by="guide", polarity="denied", certainty="possible"),
            claim("w", 7, asserted_by="guide", tags=["dubious"]),
            claim("v", 5),
            Claim(id="a", subject="ferry", predicate="sunk"),
        ],
    )
    places = [place(finding) for finding in report.findings if finding.severity == "warning"]
    placed = [each for each in places if each is not None]
    assert placed == sorted(placed)
    assert places[len(placed) :] == [None]
    assert len({finding.rule for finding in report.findings}) > 1


def test_what_is_superseded_stands_where_the_stale_claim_does() -> None:
    def claim(name: str, line: int, stated: str, value: str) -> Claim:
        where = Location(file="a.md", line=line)
        return Claim.model_validate(
            {"id": name, "subject": "town", "predicate": "mayor", "value": value, "location": where}
            | {"asserted_by": "gazette", "stated": stated, "supersedes": ["old"] if name == "new" else []}
        )

    report = check([claim("new", 3, "1902", "dunn"), claim("old", 8, "1901", "pell")], rules=["core/explicit"])
    assert [place(finding) for finding in report.findings] == [("a.md", 8, 0)]


@pytest.mark.parametrize("places", ["", ",location_file,location_line,location_column"])
def test_tables_give_their_findings_in_the_same_order_in_memory_and_in_the_database(
    places: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [
        f"{word},{word},red,{'' if number % 2 else 'guide'}" + (f",b.md,{number % 5},{number % 3}" if places else "")
        for number, word in enumerate(WORDS)
    ]
    for name in ("b.csv", "a.csv"):
        header = f"id,subject,predicate,asserted_by{places}"
        lines = [header, *(f"{name[0]}-{row}" for row in rows)]
        Path(name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    in_memory = check(load(["a.csv", "b.csv"]), engine="python")
    stored = check(open_table(["a.csv", "b.csv"]))
    assert stored.to_json() == in_memory.to_json()
    found = [place(finding) for finding in in_memory.findings]
    assert found == sorted(filter(None, found))
