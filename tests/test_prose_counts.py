"""How many, by trees of words: every example of every pattern, and what no number is taken from."""

from decimal import Decimal
from pathlib import Path

import pytest

from conflicts import load
from conflicts.model.claim import Claim
from conflicts.model.value import NONE, Quantity, Special
from conflicts.readers.prose import read
from conflicts.readers.prose.amounts import AmountReader
from conflicts.readers.prose.lexicon import find_lexicon
from conflicts.readers.prose.numbers import NumberReader
from conflicts.readers.prose.tree_counts import CountPattern, load_count_patterns
from conflicts.readers.prose.tree_patterns import ValueExample
from conflicts.readers.reading import ReadOptions
from test_prose_trees import PIPELINE

PATTERNS = load_count_patterns(find_lexicon("en"))
EXAMPLES = [
    pytest.param(pattern, example, id=f"{pattern.id}: {example.text[:50]}")
    for pattern in PATTERNS
    for example in pattern.examples
]


def counted(text: str, folder: Path, date: str | None = None) -> list[Claim]:
    file = folder / "text.txt"
    file.write_text(text, encoding="utf-8")
    claims = read(file, file.name, ReadOptions(parse=PIPELINE, date=date)).claims
    return [claim for claim in claims if isinstance(claim.value, Quantity)]


def brief(claim: Claim) -> dict[str, object]:
    """The value, what it is of, and what has it, as examples write them."""
    value = claim.value
    assert isinstance(value, Quantity)
    parts = {name: number for name in ("amount", "low", "high") if (number := getattr(value, name)) is not None}
    parts |= {"unit": value.unit} if value.unit else {}
    parts = {name: each if name == "unit" else str(each) for name, each in parts.items()}
    short = parts["amount"] if list(parts) == ["amount"] else parts
    return {"value": short, **({"of": claim.qualifiers["of"]} if "of" in claim.qualifiers else {})}


def _as_text(given: object) -> object:
    return {key: _as_text(each) for key, each in given.items()} if isinstance(given, dict) else str(given)


@pytest.mark.parametrize(("pattern", "example"), EXAMPLES)
def test_an_example_gives_what_it_says(pattern: CountPattern, example: ValueExample, tmp_path: Path) -> None:
    found = [claim for claim in counted(example.text, tmp_path) if claim.predicate == pattern.id]
    wanted = [{name: each[name] for name in ("value", "of") if name in each} for each in example.gives]
    assert [brief(claim) for claim in found] == [_as_text(each) for each in wanted]
    subjects = [
        str(each["subject"]).lower().replace("the ", "").replace(" ", "-")
        for each in example.gives
        if "subject" in each
    ]
    assert all(claim.subject.endswith(name) for claim, name in zip(found, subjects, strict=False))


def test_patterns_are_one_a_file_named_after_it() -> None:
    folder = Path(__file__).parent.parent / "rules" / "counts"
    assert {file.stem for file in folder.glob("*.yaml")} == {each.id for each in PATTERNS}


@pytest.mark.parametrize(
    "text",
    [
        "The army plans to kill two guards.",
        "The army would have killed two guards.",
        "If the wall falls, ten people will be killed.",
        "The gang wanted 12 people to be killed.",
        "The fire did not kill twelve people.",
        "Not one of the twelve nurses died.",
        "Twelve people were killed or injured.",
        "The blast killed or injured 30 people.",
        "Four adults and two children died.",
        "Two thirds of the men died.",
        "The other twelve people died.",
        "Twelve people attempted to attend the match.",
        "Did twelve people die?",
    ],
)
def test_what_is_not_said_to_be_so_of_a_number_gives_none(text: str, tmp_path: Path) -> None:
    assert counted(text, tmp_path) == []


@pytest.mark.parametrize(
    ("text", "polarity", "certainty", "who"),
    [
        ("The mayor said that nine fans were arrested.", "affirmed", "certain", "mayor"),
        ("The mayor denied that nine fans were arrested.", "denied", "certain", "mayor"),
        ("Up to nine fans may have been arrested.", "affirmed", "possible", None),
        ("Nine fans were reportedly arrested.", "affirmed", "probable", None),
    ],
)
def test_a_number_is_that_of_who_says_it(
    text: str, polarity: str, certainty: str, who: str | None, tmp_path: Path
) -> None:
    (claim,) = counted(text, tmp_path)
    assert claim.predicate == "people-arrested"
    assert (claim.polarity, claim.certainty) == (polarity, certainty)
    assert claim.asserted_by == who


def test_a_number_has_the_date_of_its_verb(tmp_path: Path) -> None:
    first, second = counted(
        "Two workers were killed in 2016. The ferry, which sank in 1911, killed 300 passengers.", tmp_path
    )
    assert first.valid is not None
    assert first.valid.text == "2016"
    assert second.valid is None


def test_killed_and_injured_are_two_numbers(tmp_path: Path) -> None:
    found = counted("The fire killed 12 people and injured 30.", tmp_path)
    assert {claim.predicate: brief(claim)["value"] for claim in found} == {
        "people-killed": "12",
        "people-injured": "30",
    }


@pytest.mark.parametrize(
    "phrase", ["14 trucks, some boats", "two of 12 boats", "the other 12 boats", "some boats", "12-metre boats 3"]
)
def test_an_amount_of_which_it_is_not_clear_what_it_counts_is_none(phrase: str) -> None:
    lexicon = find_lexicon("en")
    assert AmountReader(lexicon, NumberReader(lexicon.numbers)).amount(phrase) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Nobody was killed.", NONE),
        ("No rescuer was killed.", NONE),
        ("Not one miner was killed.", NONE),
        ("No more than 12 people were killed.", Quantity(high=Decimal(12))),
    ],
)
def test_nobody_is_none_and_a_bounded_number_is_that_number(
    text: str, value: Quantity | Special, tmp_path: Path
) -> None:
    file = tmp_path / "text.txt"
    file.write_text(text, encoding="utf-8")
    claims = read(file, file.name, ReadOptions(parse=PIPELINE)).claims
    assert [claim.value for claim in claims if claim.predicate == "people-killed"] == [value]


def test_no_fewer_than_a_number_is_not_none(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text("Some 200 coins were sold in 1889, and no fewer than 37 were stolen.", encoding="utf-8")
    claims = read(file, file.name, ReadOptions(parse=PIPELINE)).claims
    assert NONE not in [claim.value for claim in claims]


@pytest.mark.parametrize(
    "text",
    [
        "Not only the organ but the bell was stolen.",
        "Nobody but the bishop was hurt in the fire.",
        "No ship but the ferry was destroyed.",
        "No one except the cook was hurt.",
        "Nobody was hurt until Monday.",
    ],
)
def test_what_is_denied_in_part_is_no_count_of_none(text: str, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text(text, encoding="utf-8")
    claims = load(file, options=ReadOptions(parse=PIPELINE)).claims
    assert [claim.predicate for claim in claims] == ["says"]
