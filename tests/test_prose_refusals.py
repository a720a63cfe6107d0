"""What prose does not say for sure: no typed claim, nothing in the wrong mouth, nothing turned round."""

from pathlib import Path

import pytest

from conflicts.check import check
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.value import Term
from prose_text import claims_of, only_claim, reading_of

pytest.importorskip("sentencex", reason="reading prose needs the extra `prose`")


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    return tmp_path / "text.txt"


def typed(claims: list[Claim]) -> list[Claim]:
    return [claim for claim in claims if claim.predicate != "says"]


# --- verbs of speech and belief that nothing takes --------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "The ministry claimed Swedish forces captured Ystad.",
        "The Swedish Ministry of Defence claimed Danish warehouses were destroyed in Dalby.",
        "Danish forces claimed to have destroyed at least four tanks near Dalby.",
        "Swedish forces captured Ystad, or so the mayor believed.",
        "Swedish forces captured Ystad, it was thought by many.",
        "Swedish forces captured Ystad, a report which the mayor disputed.",
        "On 3 April, the Danish Army recaptured Dalby, as Governor Berg stated that the Swedish military left Scania.",
        "Olaf Berg pretended Swedish forces captured Ystad.",
        "Nobody believed Swedish forces captured Ystad.",
        "Swedish troops were accused of being in control of Ystad.",
    ],
)
def test_what_hangs_on_a_verb_of_speech_that_nothing_takes_is_not_said_to_be_so(text: str, text_file: Path) -> None:
    assert not typed(claims_of(text, text_file))


@pytest.mark.parametrize(
    "text",
    [
        "The report was burned. Swedish forces captured Ystad.",
        "Swedish forces captured Ystad after the report.",
        "Clashes were reported in Ystad.",
    ],
)
def test_a_noun_or_a_verb_that_the_pattern_takes_refuses_nothing(text: str, text_file: Path) -> None:
    assert typed(claims_of(text, text_file))


def test_what_is_not_taken_apart_is_listed_with_its_place_and_counted(text_file: Path) -> None:
    reading = reading_of(
        "Danish troops captured Lund. Swedish forces captured Ystad, or so the mayor believed.", text_file
    )
    assert [str(problem) for problem in reading.unread] == [
        "text.txt:1:30: not taken apart: who says or believes what is not clear: believed"
    ]
    assert reading.sentences is not None
    assert (reading.sentences.read, reading.sentences.understood) == (2, 1)


def test_an_active_perfect_is_no_passive(text_file: Path) -> None:
    assert not typed(claims_of("Danish forces have destroyed at least four tanks near Dalby.", text_file))
    assert [claim.predicate for claim in typed(claims_of("The 4th Brigade had been destroyed.", text_file))] == [
        "destroyed"
    ]


# --- who says it ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Olaf Berg, the mayor of Dalby, said that Swedish forces captured Ystad.", "olaf-berg"),
        ("Olaf Berg, who had fled in May, said that Swedish forces captured Ystad.", "olaf-berg"),
        ("Swedish forces captured Ystad, the mayor said on Tuesday.", "mayor"),
        ("Swedish forces captured Ystad, the mayor said in a statement.", "mayor"),
        ("Swedish forces captured Ystad, Olaf Berg told Reuters.", "olaf-berg"),
        ("Olaf Berg told Reuters that Swedish forces captured Ystad.", "olaf-berg"),
        ("Olaf Berg, a retired colonel, told the Daily that Swedish forces captured Ystad.", "olaf-berg"),
        ("Swedish forces captured Ystad, said Olaf Berg, the mayor.", "olaf-berg"),
        ("Swedish forces captured Ystad, Olaf Berg, the mayor, said.", "olaf-berg"),
    ],
)
def test_a_speaker_is_the_one_before_the_apposition(text: str, who: str, text_file: Path) -> None:
    claim = only_claim(text, text_file)
    assert (claim.asserted_by, claim.predicate, claim.subject) == (who, "controlled-by", "ystad")


@pytest.mark.parametrize(
    "text",
    [
        "Olaf Berg, the mayor of Dalby, a man of few words, said the Swedish forces captured Ystad.",
        "Olaf Berg, said the Swedish forces captured Ystad.",
        "A man, said that Swedish forces took Ystad.",
    ],
)
def test_what_is_said_is_no_speaker(text: str, text_file: Path) -> None:
    assert not any(claim.asserted_by and "ystad" in claim.asserted_by for claim in claims_of(text, text_file))


def test_a_pronoun_that_may_be_either_of_two_speaks_for_neither(text_file: Path) -> None:
    text = (
        "Olaf Berg said that it rained, while Ada Lund said that it snowed. He said that Swedish forces captured Ystad."
    )
    *_, claim = claims_of(text, text_file)
    assert (claim.predicate, claim.asserted_by) == ("says", None)


@pytest.mark.parametrize(
    "tail",
    [
        "but Denmark denied this and said that the battle went on",
        "but Denmark denied the report, saying the battle went on",
        "while Denmark denied the claim",
        "although Denmark rejected these allegations",
        "and Denmark disputed the claims",
    ],
)
def test_a_denial_is_in_the_mouth_of_the_one_who_denies(tail: str, text_file: Path) -> None:
    text = f"The Swedish army said on 24 March 1921 that Swedish troops were in control of Dalby, {tail}."
    claims = [claim for claim in claims_of(text, text_file) if claim.predicate == "controlled-by"]
    assert [(claim.asserted_by, claim.polarity) for claim in claims] == [
        ("swedish-army", "affirmed"),
        ("denmark", "denied"),
    ]


def test_another_voice_after_a_contrast_is_not_in_the_mouth_of_the_first(text_file: Path) -> None:
    text = "The Swedish army said that it was raining, while Olaf Berg wondered aloud and doubted the sky."
    first, *others = claims_of(text, text_file)
    assert (first.asserted_by, str(first.value)) == ("swedish-army", "it was raining")
    assert {claim.asserted_by for claim in others} <= {None, "olaf-berg"}


def test_who_is_whoever_was_named_last(text_file: Path) -> None:
    text = "Swedish forces left Lund and the Danes, who captured Ystad."
    assert not [
        claim for claim in claims_of(text, text_file) if claim.value == Term(term="sweden") and claim.subject == "ystad"
    ]


# --- when -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "Swedish forces have taken control of Lund, just north of the peninsula annexed by Denmark in 2014",
        "Swedish forces took control of Lund, near the castle built in 2014",
        "Swedish forces took control of Lund near the castle destroyed in 2014",
    ],
)
def test_the_date_of_a_modifier_is_not_that_of_the_verb(words: str, text_file: Path) -> None:
    (claim,) = typed(claims_of(f"{words}.", text_file))
    assert claim.valid is None


@pytest.mark.parametrize(
    "later",
    [
        "Ukrainian forces later regained control of Hostomel.",
        "Ukrainian forces recaptured Hostomel.",
        "Russian forces then lost Hostomel.",
    ],
)
def test_what_one_text_narrates_in_order_does_not_clash_with_itself(later: str, text_file: Path) -> None:
    reading = reading_of(f"Hostomel fell to Russian troops on 5 March 2022.[1] {later}[2]", text_file)
    collection = Collection(tuple(reading.claims), reading.vocabulary)
    assert not check(collection, select=["contradiction"]).findings


def test_two_sources_that_a_text_quotes_in_order_still_clash(text_file: Path) -> None:
    text = "On 5 March 2022, the Russian army said that Russian troops were in control of Hostomel.[1]\n\n"
    text += "On 5 March 2022, the Ukrainian army said that Ukrainian troops were in control of Hostomel.[2]"
    reading = reading_of(text, text_file)
    assert check(Collection(tuple(reading.claims), reading.vocabulary), select=["core/incompatible-values"]).findings


# --- which ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "subject"),
    [
        ("Danish troops captured Lund.", "lund"),
        ("Danish troops captured the city of Lund. The king was in Ystad.", "lund"),
        ("Danish troops captured Lund. The king was in Ystad.", None),
        ("Danish troops captured Lund. Danish troops captured Ystad.", None),
        ("Fighting reached the Danish border.", None),
    ],
)
def test_the_city_is_the_only_one_that_it_can_be(before: str, subject: str | None, text_file: Path) -> None:
    *_, claim = claims_of(f"{before} Swedish troops held the city.", text_file)
    assert (claim.subject if claim.predicate != "says" else None) == subject


@pytest.mark.parametrize(
    "who", ["The Swedish Ministry of Defence", "The Swedish government", "The Swedish General Staff"]
)
def test_an_office_of_a_nation_is_no_side_beside_it(who: str, text_file: Path) -> None:
    assert only_claim(f"{who} claimed to have captured Ystad.", text_file).value == Term(term="sweden")


def test_a_place_in_a_county_is_not_the_county(text_file: Path) -> None:
    claims = claims_of("Swedish forces captured Dalby, Scania County, on 3 May 1921.", text_file)
    assert {claim.subject for claim in typed(claims)} <= {"dalby"}


# --- what the page says of itself -------------------------------------------------------------------------------------

FRONT = "---\ntitle: Siege of Dalby\nauthor: Staff\ndate: 1921-06-01\ntags:\n  - war\n---\n\n"


@pytest.mark.parametrize("suffix", ["md", "txt"])
def test_front_matter_gives_the_title_and_the_date_and_no_claim(suffix: str, tmp_path: Path) -> None:
    reading = reading_of(FRONT + "On 3 May, it rained.", tmp_path / f"page.{suffix}")
    (claim,) = reading.claims
    assert str(claim.valid) == "1921-05-03"
    assert reading.vocabulary.entities[claim.subject].name == "Siege of Dalby"
    assert claim.location is not None
    assert claim.location.line == FRONT.count("\n") + 1


def test_the_date_that_is_asked_for_goes_before_that_of_the_page(tmp_path: Path) -> None:
    claim = only_claim(FRONT + "On 3 May, it rained.", tmp_path / "page.md", date="1930")
    assert str(claim.valid) == "1930-05-03"


def test_a_date_of_the_page_that_is_none_is_reported(tmp_path: Path) -> None:
    reading = reading_of("---\ndate: some day\n---\n\nIt rained.", tmp_path / "page.md")
    assert [problem.message for problem in reading.unread] == ["the date of the document is no EDTF date: 'some day'"]


def test_a_line_across_the_page_is_no_front_matter(tmp_path: Path) -> None:
    claims = claims_of("---\n\nIt rained in Dalby.\n\n---\n\nIt snowed.", tmp_path / "page.md")
    assert [str(claim.value) for claim in claims] == ["It rained in Dalby", "It snowed"]
