"""Facts about what has a name, by trees of words: every example of every pattern, and what is taken for no fact."""

from pathlib import Path

import pytest

from conflicts import check
from conflicts.model.value import AnyValue, Quantity, Term, Text, Time
from conflicts.readers.prose import read
from conflicts.readers.prose.lexicon import find_lexicon
from conflicts.readers.prose.tree_facts import FactPattern, load_fact_patterns
from conflicts.readers.prose.tree_patterns import ValueExample
from conflicts.readers.reading import Reading, ReadOptions
from test_prose_trees import PIPELINE

PATTERNS = load_fact_patterns(find_lexicon("en"))
IDS = {pattern.id for pattern in PATTERNS}
EXAMPLES = [
    pytest.param(pattern, example, id=f"{pattern.id}: {example.text[:50]}")
    for pattern in PATTERNS
    for example in pattern.examples
]


def reading(text: str, folder: Path, date: str | None = None) -> Reading:
    file = folder / "text.txt"
    file.write_text(text, encoding="utf-8")
    return read(file, file.name, ReadOptions(parse=PIPELINE, date=date))


def facts(text: str, folder: Path, date: str | None = None) -> list[tuple[str, str, object]]:
    """What a text says of what has a name: its name, the predicate and the value, short."""
    found = reading(text, folder, date)
    names = found.vocabulary.entities
    return [
        (str(names[claim.subject].name), claim.predicate, brief(claim.value, found))
        for claim in found.claims
        if claim.predicate in IDS
    ]


def brief(value: AnyValue | None, found: Reading) -> object:
    """The value as examples write it."""
    match value:
        case Time():
            return value.text if value.mode in ("edtf", "at") else {str(value.mode): value.text}
        case Term():
            return str(found.vocabulary.entities[value.term].name)
        case Text():
            return value.text
        case Quantity():
            parts = {
                name: str(each) for name in ("amount", "low", "high") if (each := getattr(value, name)) is not None
            }
            parts |= {"unit": value.unit} if value.unit else {}
            return parts["amount"] if list(parts) == ["amount"] else parts
        case _:
            return value


def _as_text(given: object) -> object:
    return {key: _as_text(each) for key, each in given.items()} if isinstance(given, dict) else str(given)


@pytest.mark.parametrize(("pattern", "example"), EXAMPLES)
def test_an_example_gives_what_it_says(pattern: FactPattern, example: ValueExample, tmp_path: Path) -> None:
    found = [(name, value) for name, predicate, value in facts(example.text, tmp_path) if predicate == pattern.id]
    assert found == [(each["subject"], _as_text(each["value"])) for each in example.gives]


def test_patterns_are_one_a_file_named_after_it_in_packs_by_domain() -> None:
    folder = Path(__file__).parent.parent / "rules" / "facts"
    assert {file.stem for file in folder.glob("*/*.yaml")} == {each.id for each in PATTERNS}
    assert len(IDS) == len(PATTERNS)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Osprell plc is a maker of salt. The company was founded in 1987.", "Osprell plc"),
        ("Dr Anna Berg was a surgeon. Berg died in 1921.", "Anna Berg"),
        ("Anna Maria Berg was a surgeon. A. M. Berg died in 1921.", "Anna Berg"),
        ("Anna Berg was a surgeon. She died in 1921.", "Anna Berg"),
        ("Lund Dam is a wall of stone. It was completed in 1921.", "Lund Dam"),
        ("The city of Dalby was founded in 1921.", "Dalby"),
        ("Anna Berg was a surgeon who died in 1921.", "Anna Berg"),
        ("The owner, Anna Berg, died in 1921.", "Anna Berg"),
        ("Tarnholt lies north of Saltmere. Many live in Tarnholt. The town was founded in 1921.", "Tarnholt"),
        ("A slide hit the village of Saltmere. The village was founded in 1921.", "Saltmere"),
        ("Anna Berg is thought to have died in 1921.", "Anna Berg"),
    ],
)
def test_a_fact_is_of_what_its_words_stand_for(text: str, subject: str, tmp_path: Path) -> None:
    assert [name for name, _, _ in facts(text, tmp_path)] == [subject]


@pytest.mark.parametrize(
    "text",
    [
        "The bank was founded in 1987.",
        "Osprell is a bank. Tarnby is a bank. The bank was founded in 1987.",
        "Anna Berg met Ida Lind. She died in 1921.",
        "Anna Berg was a surgeon. Ida Lind met Anna Berg. She died in 1921.",
        "Anna Berg was a surgeon and Ida Berg a judge. Berg died in 1921.",
        "Anna Berg met her niece, the painter Anna Berg. Anna Berg died in 1921.",
        "Anna Berg had a cousin who is also called Anna Berg. Anna Berg died in 1921.",
        "Anna Berg and Ida Lind were born in 1921.",
        "Only half of Lund School was built in 1921.",
        "Tarnholt and Saltmere are old. The town was founded in 1921.",
        "Anna Berg left Denmark. The city was founded in 1921.",
    ],
)
def test_what_may_be_one_of_two_things_has_no_facts(text: str, tmp_path: Path) -> None:
    assert facts(text, tmp_path) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Anna Berg met Ida Lind. She died in 1921.", "She"),
        ("It was founded in 1921.", "It"),
        ("Osprell, a bank, bought Tarnby, a brewery. The company was founded in 1921.", "The company"),
        ("Anna Berg was a surgeon and Ida Berg a judge. Berg died in 1921.", "Berg"),
    ],
)
def test_a_fact_of_what_is_not_clear_is_listed_as_not_taken_apart(text: str, words: str, tmp_path: Path) -> None:
    found = reading(text, tmp_path)
    assert {claim.predicate for claim in found.claims} <= {"says", "acquired-by"}
    assert [
        problem.message.endswith(f"not taken apart: what is meant is not clear: {words}") for problem in found.unread
    ] == [True]


@pytest.mark.parametrize(
    "text", ["Many died in Oslo in 1921.", "The fashion died in 1921.", "She had a niece.", "Anna Berg died in 1921."]
)
def test_what_is_clear_or_has_no_name_is_not_listed_as_unclear(text: str, tmp_path: Path) -> None:
    assert not [problem for problem in reading(text, tmp_path).unread if "not clear" in problem.message]


@pytest.mark.parametrize(
    "text",
    [
        "Osprell plans to have been founded in 1921.",
        "If Osprell had been founded in 1921, it would be old.",
        "Osprell was not founded in 1921.",
        "Osprell was founded neither in 1921 nor later.",
        "Dalby School will be opened in 1921.",
        "Dalby School is expected to be opened in 1921.",
        "Dalby School may be closed in 1921.",
        "The council wants to see Dalby School closed in 1921.",
    ],
)
def test_what_is_not_said_to_have_been_so_gives_no_fact(text: str, tmp_path: Path) -> None:
    assert facts(text, tmp_path) == []


def test_a_fact_is_that_of_who_says_it_and_as_sure_as_he_is(tmp_path: Path) -> None:
    text = "Ida Lind said that Osprell had been founded in 1921. Osprell was probably founded in 1922."
    found = [claim for claim in reading(text, tmp_path).claims if claim.predicate == "founded"]
    assert [(claim.asserted_by, claim.certainty) for claim in found] == [("ida-lind", "certain"), (None, "probable")]


def test_two_texts_that_give_two_dates_of_birth_clash_and_a_year_agrees_with_its_day(tmp_path: Path) -> None:
    def clashes(*texts: str) -> int:
        read_ = [reading(text, tmp_path) for text in texts]
        claims = [
            claim.model_copy(update={"id": f"{number}-{claim.id}"})
            for number, each in enumerate(read_)
            for claim in each.claims
        ]
        report = check(claims, vocabulary=read_[0].vocabulary, rules=["core"])
        return sum(finding.kind == "contradiction" for finding in report.findings)

    assert clashes("Anna Berg was born on 3 May 1921.", "Anna Berg was born in 1924.") == 1
    assert clashes("Anna Berg was born on 3 May 1921.", "Anna Berg was born in 1921.") == 0


def test_what_happens_again_does_not_clash_within_one_text(tmp_path: Path) -> None:
    text = "Dalby School opened in 1909. Dalby School was opened in 1954."
    assert facts(text, tmp_path) == [("Dalby School", "opened", "1909")]


def test_a_semicolon_in_brackets_parts_no_sentence(tmp_path: Path) -> None:
    text = "Ida Lind (née Harrow; 4 March 1871 – 19 October 1948) was a Danish surgeon."
    assert [(predicate, value) for _, predicate, value in facts(text, tmp_path)] == [
        ("born", "1871-03-04"),
        ("died", "1948-10-19"),
    ]


@pytest.mark.parametrize(
    ("text", "value", "valid"),
    [
        ("Anna Berg was mayor of Lund from 1990 to 1998.", "mayor of Lund", "1990/1998"),
        ("Anna Berg, the mayor of Lund since 1990, is a poet.", "mayor of Lund", "since 1990"),
        ("Anna Berg was elected president in 2004.", "president", "since 2004"),
        ("Osprell is owned by Tarnby Capital.", "tarnby-capital", "None"),
        ("In 2011 Lund Valley had a population of 9,000.", "9,000", "2011"),
    ],
)
def test_a_fact_holds_when_its_clause_or_its_noun_says(text: str, value: str, valid: str, tmp_path: Path) -> None:
    (claim,) = (claim for claim in reading(text, tmp_path).claims if claim.predicate in IDS)
    assert (str(claim.value), str(claim.valid)) == (value, valid)


def test_each_figure_has_the_year_beside_it(tmp_path: Path) -> None:
    claims = reading("The population of Dalby rose from 2,300 in 1850 to 9,000 in 1910.", tmp_path).claims
    figures = {(str(claim.value), str(claim.valid)) for claim in claims if claim.predicate == "population"}
    assert figures == {("2,300", "1850"), ("9,000", "1910")}


@pytest.mark.parametrize(
    "text",
    [
        "Lake Marn is 30 minutes wide.",
        "Lund Hall has a capacity of 12 litres.",
        "Lund Tower is not 320 metres tall.",
        "Anna Berg was a president in 1990.",
        "Anna Berg was re-elected president in 1990.",
        "Ida Lind was a surgeon and Anna Berg a judge.",
        "If Osprell is owned by Tarnby Capital, it is safe.",
        "Anna Berg was said not to be the mayor.",
    ],
)
def test_what_is_of_another_kind_or_not_said_to_be_so_gives_no_fact(text: str, tmp_path: Path) -> None:
    assert facts(text, tmp_path) == []


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Anna Berg swept the North and was elected president in 1990.", "Anna Berg"),
        ("In 1997 two brothers constructed Roadblock, a robot.", "Roadblock"),
        ("Lund Dam was begun in 1902 and completed in 1911.", "Lund Dam"),
    ],
)
def test_a_fact_is_of_the_subject_that_two_verbs_share_and_of_a_whole_name(
    text: str, subject: str, tmp_path: Path
) -> None:
    assert {name for name, _, _ in facts(text, tmp_path)} == {subject}


@pytest.mark.parametrize(
    "text",
    [
        "The Abbey of St Mary and St Petroc was built in 1965.",
        "Anna Berg published Big Magic: Creative Living Beyond Fear in 2015.",
        "Anna Berg was elected with Ida Lind as her vice president.",
        "Anna Berg was the highest officer, Union or Confederate, of the war.",
    ],
)
def test_a_name_or_an_office_that_is_cut_or_somebody_elses_gives_no_fact(text: str, tmp_path: Path) -> None:
    assert facts(text, tmp_path) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The population of Dalby fell to 12,000 in 2001 from 15,000 in 1990.", {("12,000", "2001")}),
        ("In 2001 the population of Dalby fell to 12,000 from 15,000.", {("12,000", "2001")}),
        ("In 2001 the population of Dalby fell from 15,000 to 12,000.", set()),
        ("The population of Dalby fell from 15,000 in 1990 to 12,000.", {("15,000", "1990"), ("12,000", "None")}),
        ("The population of Dalby rose in 1990 to 12,000.", {("12,000", "1990")}),
        ("The population of Dalby was 12,000, down from 15,000 in 1990.", {("12,000", "[1991..]")}),
        ("Dalby had a population of 12,000, versus 15,000 in 1990.", {("12,000", "[1991..]")}),
    ],
)
def test_a_figure_has_no_date_of_the_figure_that_was_before_it(
    text: str, expected: set[tuple[str, str]], tmp_path: Path
) -> None:
    claims = reading(text, tmp_path).claims
    facts = [each for each in claims if each.predicate == "population" and isinstance(each.value, Quantity)]
    assert {(str(each.value), str(each.valid)) for each in facts} == expected
