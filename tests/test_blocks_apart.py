"""What is found in a block does not depend on how many other blocks there are, and what is cut is said.

The tables are generated, always the same; with the limits turned down they are large enough for every cut.
"""

from collections.abc import Iterator, Sequence
from random import Random

import pytest

from conflicts import Claim, ConflictReport, Predicate, Source, Vocabulary, check
from conflicts.engines import bulk_is_installed
from conflicts.rules.pack import load_rules, with_dependencies
from conflicts.rules.rule import Rule

RULES = load_rules(shipped_examples=False)
ENGINES = ["python", *(["duckdb"] if bulk_is_installed() else [])]
VOCABULARY = Vocabulary(
    predicates={
        "owner": Predicate(single=True),
        "toll": Predicate(value="quantity", cumulative=True),
        "built": Predicate(value="time", precedes="ruined", timeless=True, single=True),
        "ruined": Predicate(value="time", timeless=True, single=True),
        "killed": Predicate(value="quantity", at_most="strength", single=True),
        "strength": Predicate(value="quantity", lifetime="P1Y"),
        "controlled-by": Predicate(single=True, lifetime="P1Y"),
        "fighting": Predicate(value="event"),
    },
    sources={
        "wire": Source(party="east", reliability="C"),
        "paper": Source(wire="wire", party="east", reliability="D"),
        "herald": Source(party="west", reliability="A"),
        "rumour": Source(kind="unnamed"),
    },
)
TAGS = ("citation-needed", "dubious", "when", "according-to-whom")


def block(subject: str, size: int, seed: int) -> Iterator[Claim]:
    """What sources say of one subject: the same things of each, in the same order."""
    dice = Random(seed)
    for number in range(size):
        predicate = dice.choice(["owner"] * 6 + [*VOCABULARY.predicates])
        year = dice.randrange(1840, 1846)
        quantity = dice.choice([dice.randrange(10, 14), dice.randrange(100, 140)])
        values = {"quantity": quantity, "time": f"{year}", None: f"{subject}-{dice.choice('xyz')}", "event": None}
        said = {
            "polarity": dice.choice(["affirmed", "affirmed", "affirmed", "denied"]),
            "asserted_by": dice.choice([None, *VOCABULARY.sources]),
            "via": dice.choice([(), (), ("paper",)]),
            "certainty": dice.choice(["certain", "certain", "possible", "unknown"]),
            "valid": dice.choice([None, f"{year}", f"{year}/{year + 1}", f"{year}/.."]),
            "stated": dice.choice([None, f"{year}-05", f"{year + 1}"]),
            "rank": dice.choice(["normal", "normal", "normal", "deprecated"]),
            "tags": dice.choice([(), (dice.choice(TAGS),)]),
            "citations": dice.choice([(), ({"ref": "1"},)]),
            "supersedes": dice.choice([(), (), (f"{subject}-000",)]) if number else (),
        }
        name = f"{subject}-{number:03}"
        about = {
            "id": name,
            "subject": subject,
            "predicate": predicate,
            "value": values[VOCABULARY.predicates[predicate].value],
        }
        yield Claim.model_validate(about | said)


def table(blocks: int, size: int = 36) -> list[Claim]:
    return [claim for number in range(blocks) for claim in block(f"mill{number}", size, number % 3)]


def of_rule(rule: Rule, claims: Sequence[Claim], engine: str) -> ConflictReport:
    return check(claims, vocabulary=VOCABULARY, rules=with_dependencies([rule], RULES), as_of="1850", engine=engine)


def found(report: ConflictReport, subject: str) -> Sequence[object]:
    """What a report says of one subject."""
    return sorted(
        (finding.rule, finding.verdict, finding.pairs, sorted(claim.id for claim in finding.claims), finding.examples)
        for finding in report.findings
        if finding.subject == subject
    )


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits so low that blocks of three dozen claims are swept, counted as bits, and cut."""
    for name in ("conflicts.engines.python.LISTED", "conflicts.engines.duckdb.LISTED"):
        monkeypatch.setattr(name, 4)
    for name, limit in {"SWEPT": 2, "BITS_LIMIT": 8, "PORTION": 6}.items():
        monkeypatch.setattr(f"conflicts.sweep.{name}", limit)
    monkeypatch.setattr("conflicts.facts.portions.WORK", 3)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_is_found_of_a_subject_does_not_depend_on_how_many_others_there_are(
    limits: None, rule: Rule, engine: str
) -> None:
    alone = of_rule(rule, table(3), engine)
    among = of_rule(rule, table(12), engine)
    for subject in ("mill0", "mill1", "mill2"):
        assert found(alone, subject) == found(among, subject)
    assert {each.rule for each in alone.truncated} == {each.rule for each in among.truncated}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_is_cut_is_said(rule: Rule, engine: str, request: pytest.FixtureRequest) -> None:
    claims = table(3)
    whole = of_rule(rule, claims, engine)
    request.getfixturevalue("limits")
    cut = of_rule(rule, claims, engine)
    assert whole.truncated == ()
    if not cut.truncated:
        assert [found(cut, f"mill{n}") for n in range(3)] == [found(whole, f"mill{n}") for n in range(3)]


def test_the_limits_are_low_enough_to_cut(limits: None) -> None:
    report = check(table(3), vocabulary=VOCABULARY, rules=list(RULES), as_of="1850", engine="python")
    cut = {each.rule for each in report.truncated}
    assert {"core/newer-statement", "core/state-succeeded", "core/single-origin", "editorial/partisan-only"} <= cut
    with_findings = {finding.rule for finding in report.findings}
    assert len(with_findings) >= 20
