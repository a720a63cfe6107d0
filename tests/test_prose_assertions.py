"""What sentences deny, leave open or make conditions, by trees of words."""

from pathlib import Path

import pytest

from test_prose_trees import Said, said


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("Nobody has entered the crypt.", "Anybody has entered the crypt"),
        ("No player failed the test.", "Any player failed the test"),
        ("Not one nurse was dismissed.", "one nurse was dismissed"),
        ("None of the ferries sank.", "Any of the ferries sank"),
        ("Neither the bishop nor the abbot signed the letter.", "Either the bishop or the abbot signed the letter"),
        ("The orchard was never sold.", "The orchard was sold"),
        ("The vaccine won't be sold in Norway.", "The vaccine will be sold in Norway"),
        ("The club no longer owns the field.", "The club owns the field"),
        ("The climbers failed to reach the summit.", "The climbers managed to reach the summit"),
        ("The brewery has no debts.", "The brewery has any debts"),
        ("The pilot did not resign, because the airline backed him.", "The pilot did resign"),
        ("Correction: the organ was not stolen.", "Correction: the organ was stolen"),
    ],
)
def test_a_clause_that_is_negated_is_denied_without_its_negation(text: str, denied: str, tmp_path: Path) -> None:
    assert said(text, tmp_path) == [Said(None, denied, "denied")]


@pytest.mark.parametrize(
    "text",
    [
        "Not only the organ but the bell was stolen.",
        "Not all of the passengers survived.",
        "The crew did not reach the harbour until Monday.",
        "The medicine did not work because of the dose.",
        "The organ was not stolen but sold.",
        "No more than twelve guests came.",
        "There is no doubt that the letter was forged.",
        "The orchard should not be confused with the park.",
        "You must not smoke.",
        "The bank did not say how much it had lost.",
        "The tower has never not been crooked.",
    ],
)
def test_what_is_negated_in_part_keeps_its_words(text: str, tmp_path: Path) -> None:
    (claim,) = said(text, tmp_path)
    assert claim.polarity == "affirmed"
    assert {"no", "not", "never"} & set(claim.words.casefold().split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "She stood for the council but was not elected.",
            [Said(None, "She stood for the council"), Said(None, "She was elected", "denied")],
        ),
        (
            "Some cooks were dismissed, while the manager was never charged.",
            [Said(None, "Some cooks were dismissed"), Said(None, "the manager was charged", "denied")],
        ),
        (
            "The coach said that no player had failed the test, but added that some had missed it.",
            [Said("the coach", "any player had failed the test", "denied"), Said("the coach", "some had missed it")],
        ),
        (
            "The museum denied that the vase had not been insured.",
            [Said("the museum", "the vase had been insured")],
        ),
        (
            "The drug was withdrawn, though it may be sold again.",
            [Said(None, "The drug was withdrawn"), Said(None, "it may be sold again", certainty="possible")],
        ),
    ],
)
def test_clauses_that_differ_are_claims_of_their_own(text: str, expected: list[Said], tmp_path: Path) -> None:
    assert said(text, tmp_path) == expected


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("The comet might return.", "possible"),
        ("The painter may have seen Rome.", "possible"),
        ("Dozens are feared dead.", "possible"),
        ("The bridge is thought to have cost two million.", "probable"),
        ("The strike appears to be over.", "probable"),
        ("The bag, long thought to be lost, was found.", "certain"),
        ("The ferry could carry 200 passengers.", "certain"),
    ],
)
def test_a_hedge_counts_for_the_clause_that_it_stands_in(text: str, certainty: str, tmp_path: Path) -> None:
    assert [each.certainty for each in said(text, tmp_path)] == [certainty]


def test_what_there_is_no_evidence_of_is_probably_not_so(tmp_path: Path) -> None:
    expected = Said("the curator", "the vase was stolen", "denied", "probable")
    assert said("There is no evidence that the vase was stolen, the curator said.", tmp_path) == [expected]
    assert said("The curator said the police found no proof that the vase was stolen.", tmp_path) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "If he passes the test, he will be hired.",
        "Unless rain comes, the harvest will fail.",
        "Should the dam burst, the village would be flooded.",
        "Had the vote been close, it would have been repeated.",
    ],
)
def test_what_would_be_so_under_a_condition_is_no_claim(text: str, tmp_path: Path) -> None:
    assert said(text, tmp_path) == []
    assert [each.who for each in said(f"The mayor said: {text[0].lower()}{text[1:]}", tmp_path)] != []


@pytest.mark.parametrize(
    "answer",
    [
        '"That is not true," said Tomas Belk.',
        "Tomas Belk said the report was false.",
        "Tomas Belk called the claim a lie.",
        '"This is nonsense," Tomas Belk said.',
    ],
)
def test_who_calls_it_false_denies_what_was_said_before(answer: str, tmp_path: Path) -> None:
    first, second = said(f"The bank sold the mine, the mayor said. {answer}", tmp_path)
    assert first == Said("the mayor", "The bank sold the mine")
    assert second == Said("Tomas Belk", "The bank sold the mine", "denied")


def test_a_denial_of_nothing_that_was_said_is_kept_as_its_words(tmp_path: Path) -> None:
    (claim,) = said('"That is a lie," said Tomas Belk.', tmp_path)
    assert claim.polarity == "affirmed"
