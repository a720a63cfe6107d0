"""Claim patterns and the lexicon: every example of every pattern, and what is wrong with one that is wrong."""

import json
import re
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from conflicts.document import load_file
from conflicts.errors import InputError
from conflicts.model.claim import Claim
from conflicts.model.value import Quantity, Term
from conflicts.model.vocabulary import Vocabulary
from conflicts.readers.prose import read
from conflicts.readers.prose.lexicon import Lexicon, find_lexicon
from conflicts.readers.prose.numbers import NumberReader
from conflicts.readers.prose.patterns import Pattern, PatternExample, PatternSet, load_patterns
from conflicts.readers.prose.schema import lexicon_schema, pattern_schema
from conflicts.readers.prose.template import Template, TemplateCompiler, TemplateError, WordClass
from conflicts.readers.reading import ReadOptions
from conflicts.rules.pack import load_rules
from conflicts.rules.words import used_words

pytest.importorskip("sentencex", reason="reading prose needs the extra `prose`")

RULES = Path(__file__).parents[1] / "rules"
COMPILER = TemplateCompiler(
    {"be": WordClass("(?:is|was)(?: not)?", None), "win": WordClass.of(["win", "beat off"])}, frozenset()
)


def shipped() -> PatternSet:
    lexicon = find_lexicon("en")
    classes = {name: WordClass.of(words) for name, words in lexicon.words.items()}
    any_words = WordClass(r"\S+", None)
    compiler = TemplateCompiler(classes | {"aux": any_words, "be": any_words}, frozenset())
    return load_patterns(compiler, "en", number=r"\d+", suffix="")


PATTERNS = shipped().patterns
EXAMPLES = [
    pytest.param(example, id=f"{pattern.id}: {example.text[:50]}")
    for pattern in PATTERNS
    for example in pattern.examples
]


def told(claim: Claim, vocabulary: Vocabulary, asked: frozenset[str]) -> dict[str, object]:
    """The fields of a claim that an example speaks of, and those that are not as usual."""
    told: dict[str, object] = {"subject": vocabulary.name_of(claim.subject), "predicate": claim.predicate}
    match claim.value:
        case Term(term=term):
            told["value"] = vocabulary.name_of(term)
        case Quantity() as quantity:
            low, high = (None if bound is None else int(bound) for bound in quantity.bounds)
            bounds = {name: bound for name, bound in (("low", low), ("high", high)) if bound is not None}
            told["value"] = low if low == high else bounds
    if "polarity" in asked or claim.polarity != "affirmed":
        told["polarity"] = claim.polarity
    if "certainty" in asked or claim.certainty != "certain":
        told["certainty"] = claim.certainty
    return told


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_gives_what_it_says_and_nothing_else(example: PatternExample, tmp_path: Path) -> None:
    file = tmp_path / "example.txt"
    file.write_text(example.text, encoding="utf-8")
    reading = read(file, file.name)
    asked = frozenset(name for expected in example.gives for name in expected)
    given = [told(claim, reading.vocabulary, asked) for claim in reading.claims if claim.predicate != "says"]
    usual = {name: word for name, word in (("polarity", "affirmed"), ("certainty", "certain")) if name in asked}
    assert given == [{**usual, **expected} for expected in example.gives]


def test_patterns_are_one_a_file_named_after_it() -> None:
    assert {file.stem for file in (RULES / "patterns").glob("*.yaml")} == {pattern.id for pattern in PATTERNS}


def test_the_predicates_that_rules_of_armed_conflict_ask_for_mean_the_same_in_patterns() -> None:
    predicates = shipped().predicates
    assert predicates["controlled-by"].single
    assert predicates["controlled-by"].extends_to == predicates["held-by"].extends_to == "parts"
    assert predicates["killed"].at_most == "strength"


# --- the lexicon ------------------------------------------------------------------------------------------------------


def test_every_tag_of_the_lexicon_has_its_rule_and_every_rule_its_mark() -> None:
    wanted = {
        word
        for rule in load_rules(["editorial"])
        for use in used_words(rule)
        if use.section == "tags"
        for word in use.words
    }
    of_groups = set(re.findall(r"has-tag ([\w-]+)", "\n".join(rule.source for rule in load_rules(["editorial"]))))
    assert set(find_lexicon("en").marks.tags) == wanted | of_groups


def test_every_class_of_words_is_used_by_some_template() -> None:
    text = "\n".join((RULES / "patterns" / f"{pattern.id}.yaml").read_text(encoding="utf-8") for pattern in PATTERNS)
    assert set(find_lexicon("en").words) == set(re.findall(r"<([a-z]+)>", text)) - {"aux", "be"}


def test_every_nation_is_called_by_words_of_its_own() -> None:
    nations = find_lexicon("en").nations
    for field in ("names", "people", "capitals"):
        words = [word for nation in nations.values() for word in getattr(nation, field)]
        assert len(words) == len(set(words)), field


def test_a_faulty_lexicon_is_refused_with_every_fault_and_its_place(tmp_path: Path) -> None:
    file = tmp_path / "de.yaml"
    file.write_text("language: de\nmarkz: {}\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        find_lexicon("de", file)
    assert f"{file}:2:1: unknown field 'markz' (did you mean 'marks'?)" in str(raised.value)
    assert (
        len(raised.value.problems)
        == len([name for name, field in Lexicon.model_fields.items() if field.is_required() and name != "language"]) + 1
    )


def test_a_lexicon_of_ones_own_reads_another_language(tmp_path: Path) -> None:
    """A few words of the English one, exchanged: enough to show that no English word is in the reader."""
    own = (RULES / "lexicon" / "en.yaml").read_text(encoding="utf-8")
    for english, german in (
        ("according to {speaker}", "laut {speaker}"),
        ("March: 3", "März: 3"),
        ("language: en", "language: de"),
    ):
        assert english in own
        own = own.replace(english, german)
    lexicon, text = tmp_path / "de.yaml", tmp_path / "text.txt"
    lexicon.write_text(own.replace('at: ["on"', 'at: [am, "on"'), encoding="utf-8")
    text.write_text("Laut Ada Byron, am 3. März 1901 regnete es.".replace("3.", "3"), encoding="utf-8")
    (claim,) = read(text, "text.txt", ReadOptions(lexicon=lexicon)).claims
    assert (claim.asserted_by, str(claim.valid)) == ("ada-byron", "1901-03-03")


@pytest.mark.parametrize(
    ("decimal", "text", "low", "high"),
    [
        (",", "1,5", "1.5", "1.5"),
        (",", "12.000", "12000", "12000"),
        (",", "12 000,5", "12000.5", "12000.5"),
        (",", "12,000", "12", "12000"),
        (".", "1.5", "1.5", "1.5"),
        (".", "12,000", "12000", "12000"),
        (".", "12.000", "12", "12000"),
    ],
)
def test_a_lexicon_says_which_sign_stands_before_tenths(decimal: str, text: str, low: str, high: str) -> None:
    numbers = find_lexicon("en").numbers.model_copy(update={"decimal": decimal})
    quantity = NumberReader(numbers).quantity(text)
    assert quantity is not None
    amount = quantity.amount
    assert (amount or quantity.low, amount or quantity.high) == (Decimal(low), Decimal(high))


def test_a_lexicon_says_which_article_the_names_of_sources_have(tmp_path: Path) -> None:
    own = (RULES / "lexicon" / "en.yaml").read_text(encoding="utf-8")
    lexicon, text = tmp_path / "en.yaml", tmp_path / "text.txt"
    text.write_text("According to the army, it rained.", encoding="utf-8")
    for article, name in (("the", "the army"), ('""', "army")):
        lexicon.write_text(own.replace("  article: the\n", f"  article: {article}\n"), encoding="utf-8")
        reading = read(text, "text.txt", ReadOptions(lexicon=lexicon))
        assert [source.name for source in reading.vocabulary.sources.values()] == [name]


@pytest.mark.parametrize(("name", "schema"), [("lexicon", lexicon_schema()), ("pattern", pattern_schema())])
def test_the_published_schema_is_fresh_and_every_file_fits_it(name: str, schema: dict[str, object]) -> None:
    published = json.loads((RULES.parent / "docs" / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
    assert published == schema
    files = (
        [RULES / "lexicon" / f"{each}.yaml" for each in ("en", "fr")]
        if name == "lexicon"
        else sorted((RULES / "patterns").glob("*.yaml"))
    )
    for file in files:
        jsonschema.validate(load_file(file).data, published)


# --- templates --------------------------------------------------------------------------------------------------------


def slots(template: Template, text: str) -> dict[str, str] | None:
    spans = template.match(text, 0, len(text))
    return None if spans is None else {name: text[slice(*span)] for name, span in spans.items()}


@pytest.mark.parametrize(
    ("template", "text", "found"),
    [
        ("{a} saw {b}", "the old man Saw the sea", {"a": "the old man", "b": "the sea"}),
        ("{a} [then] saw {b}", "Ann saw Ben", {"a": "Ann", "b": "Ben"}),
        ("{a} [then] saw {b}", "Ann then saw Ben", {"a": "Ann", "b": "Ben"}),
        ("{a} (saw|looked at) {b}", "Ann looked  at Ben", {"a": "Ann", "b": "Ben"}),
        ("{a} (saw|looked at) {b}", "Ann met Ben", None),
        ("{a} <win> {b}", "Ann beat off Ben", {"a": "Ann", "b": "Ben"}),
        ("{a} <be> tired", "Ann was not tired", {"a": "Ann", "aux": "was not"}),
        ("{a} ... saw {b}", "Ann and all her five friends saw Ben", {"a": "Ann and", "b": "Ben"}),
        ("{a} , saw {b}", "Ann, saw Ben, and Cy", {"a": "Ann", "b": "Ben, and Cy"}),
        ("{a} saw {b}", "Ann, who saw Ben", None),
    ],
)
def test_a_template_fits_a_whole_text(template: str, text: str, found: dict[str, str] | None) -> None:
    assert slots(COMPILER.compile(template), text) == found


@pytest.mark.parametrize(
    ("template", "message", "offset"),
    [
        ("", "the template is empty", 0),
        ("{a} [saw {b}", "'[' is never closed", 4),
        ("{a} (saw|met {b}", "'(' is never closed", 4),
        ("{a} saw] {b}", "unexpected ']'", 7),
        ("{a} saw {a}", "the slot 'a' stands twice", 8),
        ("{A b} saw", "'A b' cannot name a slot: use a word like place", 0),
        ("{a} <wins> {b}", "unknown class <wins> (did you mean 'win'?)", 4),
        ("{a} [] saw", "nothing stands here", 5),
    ],
)
def test_a_faulty_template_is_refused_at_its_character(template: str, message: str, offset: int) -> None:
    with pytest.raises(TemplateError) as raised:
        COMPILER.compile(template)
    assert (raised.value.message, raised.value.offset) == (message, offset)


# --- patterns of one's own --------------------------------------------------------------------------------------------

OWN = """\
id: sank
title: A ship sinks
templates: ["{unit} sank off {place}"]
produces: [{subject: unit, predicate: sank-at, value: place}]
predicates: {sank-at: {name: sank at, value: term}}
examples:
  - {text: The Vasa sank off Stockholm., gives: [{subject: Vasa, predicate: sank-at, value: Stockholm}]}
  - {text: The market sank., gives: []}
"""


def reading_with(pattern: str, tmp_path: Path) -> list[Claim]:
    file, text = tmp_path / "sank.yaml", tmp_path / "text.txt"
    file.write_text(pattern, encoding="utf-8")
    text.write_text("The Vasa sank off Stockholm.", encoding="utf-8")
    return list(read(text, "text.txt", ReadOptions(patterns=(tmp_path,))).claims)


def test_a_pattern_of_ones_own_is_a_file(tmp_path: Path) -> None:
    (claim,) = reading_with(OWN, tmp_path)
    assert (claim.subject, claim.predicate, claim.value) == ("vasa", "sank-at", Term(term="stockholm"))


@pytest.mark.parametrize(
    ("change", "by", "problem"),
    [
        ("title: A", "titel: A", ":2:1: unknown field 'titel' (did you mean 'title'?)"),
        ("sank off {place}", "<sunk> {place}", ":3:21: unknown class <sunk>"),
        (
            "sank off {place}",
            "sank {town}",
            ":3:13: slots must say what 'town' is: one of side, place, unit, name, quantity",
        ),
        ("value: place}", "value: town}", ":4:48: the template '{unit} sank off {place}' has no slot 'town'"),
        ("predicates: {sank-at", "predicates: {sank", ":4:28: no pattern says what the predicate 'sank-at' means"),
        ("gives: []", "gives: [{subject: x}]", "examples need a sentence of which the pattern makes none (gives: [])"),
        ("id: sank", "id: captured", ":1:1: there is another pattern 'captured'"),
        ("id: sank", "[", ":3:10: not valid YAML"),
    ],
)
def test_a_faulty_pattern_is_refused_with_its_place(change: str, by: str, problem: str, tmp_path: Path) -> None:
    assert change in OWN
    with pytest.raises(InputError) as raised:
        reading_with(OWN.replace(change, by), tmp_path)
    assert f"{tmp_path / 'sank.yaml'}" in str(raised.value)
    assert problem in str(raised.value)


def test_patterns_that_mean_a_predicate_otherwise_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the predicate 'killed' means something else in another pattern"):
        reading_with(OWN.replace("predicates: {", "predicates: {killed: {value: event}, "), tmp_path)


def test_patterns_model_refuses_what_cannot_be_an_id() -> None:
    with pytest.raises(ValueError, match="id"):
        Pattern.model_validate({"id": "No Id", "title": "x", "templates": ["x"], "produces": [], "examples": []})
