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
    found = counted(example.text, tmp_path)
    if pattern.again:
        last = example.text.rpartition(". ")[2]
        found = [claim for claim in found if claim.location is not None and last in str(claim.location.excerpt)]
    elif not pattern.called:
        found = [claim for claim in found if claim.predicate == pattern.id]
    wanted = [{name: each[name] for name in ("value", "of") if name in each} for each in example.gives]
    assert [brief(claim) for claim in found] == [_as_text(each) for each in wanted]
    assert [claim.predicate for claim in found] == [each.get("predicate", pattern.id) for each in example.gives]
    subjects = [
        str(each["subject"]).lower().replace("the ", "").replace(" ", "-")
        for each in example.gives
        if "subject" in each
    ]
    assert all(claim.subject.endswith(name) for claim, name in zip(found, subjects, strict=False))


def test_patterns_are_one_a_file_named_after_it() -> None:
    folder = Path(__file__).parent.parent / "rules" / "counts"
    assert {file.stem for file in folder.rglob("*.yaml")} == {each.id for each in PATTERNS}


@pytest.mark.parametrize(
    "text",
    [
        "The army wished to kill two guards.",
        "The army would have killed two guards.",
        "If the wall falls, ten people will be killed.",
        "The gang wanted 12 people to be killed.",
        "The fire did not kill twelve people.",
        "Not one of the twelve nurses died.",
        "Twelve people were killed or injured.",
        "The blast killed or injured 30 people.",
        "Four adults and a child died.",
        "Four adults or five children died.",
        "A third died.",
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


def told(text: str, folder: Path) -> list[tuple[str, str, str | None]]:
    """The predicate, the value and the time of each number."""
    claims = counted(text, folder)
    return [(each.predicate, str(each.value), None if each.valid is None else each.valid.text) for each in claims]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The mill employed 300 people in 1921, down from 410 in 1913, the owner said.",
            [("employees", "300", "1921"), ("employees", "410", "1913")],
        ),
        (
            "Turnout was 61%, compared with 74% in 2012.",
            [("amounts-to", "61 %", "[2013..]"), ("amounts-to", "74 %", "2012")],
        ),
        (
            "It employed 3,400 people in nine towns, down from about 4,100 in 2018.",
            [("employees", "3,400", "[2019..]"), ("employees", "4,100", "2018")],
        ),
        (
            "Revenue was $812m, against $790m the year before.",
            [("amounts-to", "812,000,000 $", None), ("amounts-to", "790,000,000 $", None)],
        ),
        ("The tram cost €486m, nearly twice the €250 million budgeted.", [("cost", "486,000,000 EUR", None)]),
        ("The choir has 40 singers, unlike the band.", [("number-have", "40", None)]),
    ],
)
def test_what_a_number_is_compared_with_is_a_number_of_its_own_time(
    text: str, expected: list[tuple[str, str, str | None]], tmp_path: Path
) -> None:
    assert told(text, tmp_path) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A total of 40 residents were evacuated.", "40"),
        ("Hundreds of villagers were evacuated.", "at least 200"),
        ("Tens of thousands of residents were evacuated.", "at least 20,000"),
        ("Some 4.000 residents were evacuated.", "4,000"),
        ("Between 4 and 4,000 residents were evacuated.", "4–4,000"),
        ("Some 4.125 million residents were evacuated.", "4,125,000"),
    ],
)
def test_people_may_be_counted_in_totals_and_in_hundreds(text: str, value: str, tmp_path: Path) -> None:
    assert [(predicate, number) for predicate, number, _ in told(text, tmp_path)] == [("people-displaced", value)]


def test_a_total_of_things_is_no_number_of_people(tmp_path: Path) -> None:
    assert [predicate for predicate, *_ in told("A total of 40 cows were evacuated.", tmp_path)] == ["number-evacuate"]


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("two thirds", "66.66–66.67 %"),
        ("nearly half", "at most 50 %"),
        ("three quarters", "75 %"),
        ("the second half", None),
    ],
)
def test_a_fraction_is_a_share(phrase: str, value: str | None) -> None:
    lexicon = find_lexicon("en")
    amount = AmountReader(lexicon, NumberReader(lexicon.numbers)).amount(phrase)
    assert (None if amount is None else str(amount.quantity)) == value


@pytest.mark.parametrize(
    "text",
    [
        "Not one of its brigades had lost more than 60 men.",
        "None of the schools has 400 pupils.",
        "The 1998 treaty was signed by the king.",
        "The register gives 12 May 1843 as the day.",
        "A third died of his injuries.",
        "Some had 14 sheep.",
        "Twelve sailors tried to leave.",
        "The king reigned for two years.",
    ],
)
def test_no_number_is_taken_of_a_date_a_span_of_time_or_what_is_denied(text: str, tmp_path: Path) -> None:
    assert counted(text, tmp_path) == []


def test_a_plan_is_a_number_of_the_plan(tmp_path: Path) -> None:
    (claim,) = counted("The army plans to bring two brigades.", tmp_path)
    assert claim.predicate == "number-plan-to-bring"


def test_a_predicate_that_a_clause_names_is_in_the_vocabulary_and_is_not_single(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text("The school has 412 pupils. The school has 500 pupils, the mayor said.", encoding="utf-8")
    collection = load(file, options=ReadOptions(parse=PIPELINE))
    meaning = collection.vocabulary.predicates["number-have"]
    assert (meaning.name, meaning.value) == ("have", "quantity")
    assert not meaning.single


@pytest.mark.parametrize("text", ["No fewer than 37 coins were stolen.", "No less than 37 were stolen."])
def test_a_bound_that_begins_with_no_denies_nothing(text: str, tmp_path: Path) -> None:
    assert [predicate for predicate, *_ in told(text, tmp_path)] == ["stolen"]


def test_a_number_is_of_what_the_verb_before_it_is_about(tmp_path: Path) -> None:
    found = counted("The stadium holds 40,000 spectators and cost $3.5m.", tmp_path)
    assert {claim.subject for claim in found} == {"text-stadium"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Four adults and two children died.", [("4", "adults"), ("2", "children")]),
        ("The storm killed 12 sailors, three nurses and 30 horses.", [("12", "sailors"), ("3", "nurses")]),
        ("The barn holds 40 cows and nine goats.", [("40", "cows"), ("9", "goats")]),
    ],
)
def test_numbers_that_are_joined_are_numbers_each(text: str, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    assert [(str(claim.value), claim.qualifiers["of"]) for claim in counted(text, tmp_path)] == expected


def test_what_a_correction_takes_back_is_no_number(tmp_path: Path) -> None:
    assert [value for _, value, _ in told("It had been 63%, not 61%.", tmp_path)] == ["63 %"]
