"""Two accounts of one person or thing: what they say of it meets, and what only seems to be of it does not."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from conflicts import check
from conflicts.readers import load
from conflicts.readers.reading import ReadOptions
from conflicts.report.finding import Finding
from test_prose_trees import PIPELINE

CLASH = [
    ("different-places", "Anna Maria Berg was a surgeon. She was born in the town of Lund.",
     "Anna Berg was a surgeon. She was born in Ystad."),
    ("different-places", "Teo Marn was a chemist. He died at Saltmere in 1921.",
     "Teo Marn was a chemist. He died in a hospital in Oslo in 1921."),
    ("different-places", "Tarnholt is old. Its population was 900. Ida Lind was a poet. She was born in the town.",
     "Ida Lovisa Lind was a poet. She was born in Saltmere."),
    ("different-terms", "Anna Maria Berg was a surgeon and politician who served as mayor of Dalby from 1911 to 1923.",
     "Anna Berg was mayor from 1913 until 1923."),
    ("different-terms", "Emil Rask was an engineer. He was chairman from 1950 to 1958.",
     "Emil Otto Rask was an engineer. He served as chairman of Osprell from 1952 to 1960."),
    ("different-lives", "Anna Maria Berg (4 March 1871 – 19 October 1948) was a surgeon.",
     "Anna Berg was a surgeon. She died in 1951."),
    ("different-lives", "Oskar Emil Lind was a printer. Lind died in 1690.",
     "Oskar Lind was a printer who died in 1699."),
    ("incompatible-values", "The Harrick Bridge is a bridge. Construction began in April 2014.",
     "# Harrick Bridge: what we know\n\nThe bridge is long. Work started in spring 2013."),
    ("incompatible-values", "The Harrick Bridge is a bridge. With a main span of 412 metres, it is the longest of all.",
     "The Harrick Bridge has a main span of 430 metres."),
    ("incompatible-values", "A slide hit the village of Saltmere. The village, whose population was put at 900, fell.",
     "Saltmere had 1,310 inhabitants."),
]  # fmt: skip

TEMPTING = [
    ("Anna Maria Berg was born in 1871.", "Anna Sofia Berg was born in 1874."),
    ("Anna Maria Berg was born in 1871.", "Anna Berg was born in the 1870s."),
    ("Anna Berg was born in Sweden.", "Anna Berg was born in Ystad."),
    ("Anna Berg was born in Marn County.", "Anna Berg was born in Ystad."),
    ("Anna Berg was born in Lund.", "Anna Berg died in Ystad."),
    ("Anna Berg was born in Lund.", "Anna Berg was not born in Ystad."),
    ("Anna Berg was mayor of Dalby from 1911 to 1923.", "Anna Berg was mayor in 1915."),
    ("Anna Berg was mayor of Dalby from 1911 to 1923.", "Anna Berg was mayor of Saltmere from 1915 to 1918."),
    ("Anna Berg was mayor of Dalby from 1911 to 1923.", "Anna Berg was deputy mayor of Dalby from 1905 to 1912."),
    ("Anna Berg was mayor of Dalby from 1911 to 1923.", "Anna Berg was mayor of Dalby from 1923 to 1930."),
    ("The Harrick Bridge is a bridge. Construction began in April 2014.", "Construction began in spring 2013."),
    ("The Harrick Bridge is a bridge. Construction began in 2014.",
     "The Harrick Bridge is a bridge. Construction of the toll house began in 2013."),
    ("Ada Byron is a poet. Work began in 2014.", "Ada Byron is a poet. Work began in 2013."),
    ("The Harrick Bridge has a main span of 412 metres.", "The Harrick Bridge has a side span of 120 metres."),
    ("A slide hit the village of Saltmere. The village, whose population was given as 1,140 in 2015, is empty.",
     "Saltmere had 1,310 inhabitants in 1990."),
]  # fmt: skip


def contradictions(accounts: Sequence[str], folder: Path) -> list[Finding]:
    files = [folder / f"account{number}.md" for number in range(len(accounts))]
    for file, text in zip(files, accounts, strict=True):
        file.write_text(text, encoding="utf-8")
    report = check(load(files, options=ReadOptions(parse=PIPELINE)))
    return [finding for finding in report.findings if finding.kind == "contradiction"]


@pytest.mark.parametrize(("rule", "one", "other"), CLASH, ids=lambda text: text[:40])
def test_two_accounts_of_one_person_or_thing_may_contradict_each_other(
    rule: str, one: str, other: str, tmp_path: Path
) -> None:
    found = contradictions([one, other], tmp_path)
    assert [(finding.rule.rpartition("/")[2], finding.verdict) for finding in found] == [(rule, "possible")]


@pytest.mark.parametrize("accounts", TEMPTING, ids=lambda pair: pair[0][:40])
def test_what_only_seems_to_be_of_one_person_or_thing_does_not_contradict(
    accounts: tuple[str, str], tmp_path: Path
) -> None:
    assert contradictions(accounts, tmp_path) == []


def test_what_is_said_beside_a_number_does_not_limit_it(tmp_path: Path) -> None:
    accounts = [
        "A fire hit Lund. More than 300 people were injured, of whom 42 remain in hospital, the mayor said.",
        "The fire in Lund injured 100 people, who were taken to Ystad, the police said.",
    ]
    assert [finding.rule for finding in contradictions(accounts, tmp_path)] == ["accounts/different-counts"]
