"""Rule files: what they are read as, everything that is wrong with them at its place, and their JSON Schema."""

import json
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import jsonschema
import pytest

from conflicts.document import Data, Document, load
from conflicts.errors import Place, RuleError
from conflicts.model.source import Source
from conflicts.model.vocabulary import Entity, Predicate, Vocabulary
from conflicts.rules.condition import Condition, FieldRef, Group
from conflicts.rules.definitions import FILE_NAME
from conflicts.rules.fields import JOIN_FIELDS
from conflicts.rules.pack import read_rule, shipped_packs
from conflicts.rules.read import RULE_KEYS, parse_rule
from conflicts.rules.rule import Expectation, Rule
from conflicts.rules.schema import rule_schema
from conflicts.rules.words import asks_as_of, unmatchable, used_words

REPOSITORY = Path(__file__).parents[1]
RULES = sorted(file for pack in shipped_packs().values() for file in pack.glob("*.yaml") if file.name != FILE_NAME)

HEAD = """\
id: two-rulers
kind: contradiction
severity: error
title: Two rulers of one town
message: "{a} ({a.asserted_by}) against {b}"
"""

EXAMPLES = """\
examples:
  - name: Two rulers
    predicates: {ruled-by: {value: term}}
    claims:
      - {id: c1, subject: town, predicate: ruled-by, value: duke}
      - {id: c2, subject: town, predicate: ruled-by, value: bishop}
    expect: [{claims: [c1, c2], verdict: certain}]
  - name: One ruler
    as_of: 1500
    claims: [{id: c1, subject: town, predicate: ruled-by, value: duke}]
    expect: []
"""

BODY = """\
claims: [a, b]
same: [topic, predicate]
where:
  - certainly a.value differs-from b.value
  - any:
      - a.certainty in [certain, probable]
      - all: [b.certainty is certain, b.tags has-tag quoted]
with:
  - claims: [c]
    same: [predicate]
    where: [c.supersedes is a.id]
    at_least: {count: 2, distinct: origin}
without:
  - claims: [d]
    same: [predicate]
"""

FULL = HEAD + "help: Ask which of them.\n" + BODY + "tags: [rule]\nreferences: [A book]\n" + EXAMPLES


def rule_of(text: str, *, require_examples: bool = True) -> Rule:
    return parse_rule(load(text, "pack/rule.yaml"), "pack", require_examples=require_examples)


def problems_of(text: str, *, require_examples: bool = True) -> list[str]:
    """What is wrong with a rule file, each with its line and column."""
    with pytest.raises(RuleError) as caught:
        rule_of(text, require_examples=require_examples)
    assert all(problem.place.file == "pack/rule.yaml" for problem in caught.value.problems)
    return [str(problem).removeprefix("pack/rule.yaml:") for problem in caught.value.problems]


def unmarked(text: str) -> tuple[str, str]:
    """The text without its mark «, and the line and column of what stood behind it (1:1 without a mark)."""
    before, mark, after = text.partition("«")
    place = (before.count("\n") + 1, len(before) - before.rfind("\n")) if mark else (1, 1)
    return before + after if mark else text, "{}:{}".format(*place)


def problem_at_the_mark(text: str) -> str:
    """The one problem of a rule file, which must stand at the mark."""
    text, place = unmarked(text)
    [problem] = problems_of(text)
    assert problem.startswith(f"{place}: "), problem
    return problem.removeprefix(f"{place}: ")


def short(where: str, *, same: str = "[topic]") -> str:
    """A rule without examples, whose conditions start in line 9."""
    return HEAD + f"claims: [a, b]\nsame: {same}\nwhere:\n{where}\n"


# What is read ---------------------------------------------------------------------------------------------------------


def test_a_rule_file_holds_all_of_a_rule() -> None:
    rule = rule_of(FULL)
    assert (rule.name, rule.kind, rule.severity, rule.severity_if_possible) == (
        "pack/two-rulers",
        "contradiction",
        "error",
        "warning",
    )
    assert (rule.title, rule.help) == ("Two rulers of one town", "Ask which of them.")
    assert rule.message == "{a} ({a.asserted_by}) against {b}"
    assert (rule.variables, rule.same) == (("a", "b"), ("topic", "predicate"))
    assert (rule.tags, rule.references) == (("rule",), ("A book",))
    assert rule.place == Place("pack/rule.yaml", 1, 1)
    assert rule.source == FULL


def test_conditions_and_groups_keep_their_order_and_their_places() -> None:
    first, group = rule_of(FULL).where
    assert isinstance(first, Condition)
    assert (first.adverb, first.operator, first.place) == ("certainly", "differs-from", Place("pack/rule.yaml", 10, 5))
    assert isinstance(group, Group)
    assert group.quantifier == "any"
    certainty, both = group.members
    assert isinstance(certainty, Condition)
    assert certainty.left == FieldRef("a", "certainty")
    assert isinstance(both, Group)
    assert (both.quantifier, len(both.members)) == ("all", 2)


def test_blocks_say_whether_they_deny_and_how_many_claims_they_ask_for() -> None:
    wanted, unwanted = rule_of(FULL).blocks
    assert (wanted.variable, wanted.same, wanted.negated) == ("c", ("predicate",), False)
    assert (wanted.count, wanted.distinct) == (2, "origin")
    assert len(wanted.where) == 1
    assert (unwanted.variable, unwanted.negated, unwanted.where) == ("d", True, ())
    assert (unwanted.count, unwanted.distinct) == (1, None)


def test_a_count_without_a_field_counts_claims() -> None:
    [block] = rule_of(
        short("  - a.via is-present\nwith: [{claims: [c], same: [topic], at_least: {count: 3}}]"),
        require_examples=False,
    ).blocks
    assert (block.count, block.distinct) == (3, "id")


def test_examples_hold_a_collection_and_what_must_be_found() -> None:
    flagged, clean = rule_of(FULL).examples
    assert flagged.expect == (Expectation(frozenset({"c1", "c2"}), "certain"),)
    assert list(flagged.collection) == ["claims", "predicates"]
    assert flagged.as_of is None
    assert (clean.name, clean.expect, clean.as_of) == ("One ruler", (), "1500")


@pytest.mark.parametrize(
    "severity, written, if_possible",
    [("error", "", "warning"), ("warning", "", "note"), ("note", "", "note"), ("warning", "warning", "warning")],
)
def test_a_possible_finding_is_one_step_less_severe_unless_the_rule_says_otherwise(
    severity: str, written: str, if_possible: str
) -> None:
    text = FULL.replace(
        "severity: error", f"severity: {severity}" + (f"\nseverity_if_possible: {written}" if written else "")
    )
    assert rule_of(text).severity_if_possible == if_possible


def test_a_rule_made_in_python_has_no_places_and_the_same_meaning() -> None:
    made = parse_rule(Document(load(FULL).data), "pack")
    assert replace(made, source=FULL, place=Place("pack/rule.yaml", 1, 1)).examples == rule_of(FULL).examples
    assert [block.same for block in made.blocks] == [block.same for block in rule_of(FULL).blocks]
    with pytest.raises(RuleError, match="unknown field 'colour'"):
        parse_rule(Document({"colour": "red"}), "pack")


def test_a_link_by_supersedes_needs_nothing_shared() -> None:
    text = HEAD + "claims: [a, b]\nwhere: [b.supersedes is a.id]\n"
    assert rule_of(text, require_examples=False).same == ()


# What is refused ------------------------------------------------------------------------------------------------------


def test_everything_that_is_wrong_with_a_file_is_said_at_once_and_in_its_order() -> None:
    text = dedent("""\
        id: «Two Rulers
        «knd: contradiction
        severity: «fatal
        title: «12
        message: "«{a.valeu} and {b} and «{c}"
        claims: [a, b]
        same: [«topik]
        where:
          - a.value differs-from «b.valeu
          - «a.polarty is affirmed
          - {«some: [a.via is-present]}
          - «12
        without:
          - claims: [«a]
            same: [topic]
        tags: [x, «x]
        """)
    places = []
    while "«" in text:
        text, place = unmarked(text)
        places.append(place)
    messages = [
        "'Two Rulers' is no id: write it in lower case, like newer-statement",
        "unknown field 'knd' (did you mean 'kind'?)",
        "unknown severity fatal; it is one of error, warning, note",
        "title must be a text: put it in quotes",
        "unknown placeholder '{a.valeu}' (did you mean 'a.value'?)",
        "unknown placeholder '{c}'",
        "claims cannot share 'topik' (did you mean 'topic'?)",
        "unknown field 'b.valeu' (did you mean 'b.value'?); a word that is no field goes in quotes",
        "unknown field 'a.polarty' (did you mean 'a.polarity'?)",
        "unknown field 'some'",
        "expected a condition, {any: [...]} or {all: [...]}",
        "'a' is already a claim of the rule",
        "'x' stands twice in tags",
    ]
    placed = [f"{place}: {message}" for place, message in zip(places, messages, strict=True)]
    assert problems_of(text) == ["1:1: missing: kind, examples", *placed]


FAULTS = [
    ("kind: contradiction", "kind: «contradicts", "unknown kind contradicts (did you mean 'contradiction'?)"),
    ("id: two-rulers\n", "", "missing: id"),
    ("id: two-rulers", "id: «two_rulers", "'two_rulers' is no id"),
    ("id: two-rulers", "id: «[x]", "id must be a text"),
    ("title: Two rulers of one town", "title:", "missing: title"),
    ("title: Two rulers of one town", "title: «' '", "title must be a text"),
    (
        "severity: error",
        "severity: error\nseverity_if_possible: «nota",
        "unknown severity_if_possible nota (did you mean",
    ),
    ("help: Ask", "«hlep: Ask", "unknown field 'hlep' (did you mean 'help'?)"),
    ("against {b}", "against «{b", "the brace { has no other; a plain brace is written {{"),
    ("against {b}", "against b«}", "the brace } has no other; a plain brace is written }}"),
    ("against {b}", "against «{}", "unknown placeholder '{}'"),
    ("against {b}", "against «{b.value!r}", "unknown placeholder '{b.value!r}' (did you mean 'b.value'?)"),
    ("against {b}", "against «{c.value}", "unknown placeholder '{c.value}'"),
    ("claims: [a, b]", "claims: «[a, b, e, f]", "claims must name one to 3 claims"),
    ("claims: [a, b]", "claims: [a, b, «a]", "'a' stands twice in claims"),
    ("claims: [a, b]", "claims: [a, b, «2nd]", "'2nd' cannot name a claim"),
    ("claims: [a, b]", "claims: [a, b, «possibly]", "'possibly' cannot name a claim"),
    ("same: [topic, predicate]\nwhere", "where", "missing: same (what the claims share"),
    ("same: [topic, predicate]", "same: «[]", "same must name what the claims share"),
    ("same: [topic, predicate]", "same: «topic", "same must be a list"),
    ("same: [topic, predicate]", "same: [topic, «valid]", "claims cannot share 'valid'"),
    ("[certain, probable]", "[certain, «probabel]", "unknown word 'probabel' for certainty (did you mean 'probable'?)"),
    ("b.certainty is certain", "b.certainty «iz certain", "unknown operator 'iz'"),
    ("all: [b.certainty is certain, b.tags has-tag quoted]", "all: «[]", "all is empty"),
    ("same: [predicate]\n    where", "«sme: [predicate]\n    where", "unknown field 'sme' (did you mean 'same'?)"),
    ("claims: [c]\n    same: [predicate]\n    where", "«same: [predicate]\n    where", "missing: claims"),
    ("claims: [c]", "claims: «[c, d]", "claims must name one claim"),
    ("claims: [d]", "claims: [«b]", "'b' is already a claim of the rule"),
    ("claims: [d]\n    same: [predicate]\n", "«claims: [d]\n", "missing: same or where"),
    ("claims: [d]\n    same: [predicate]\n", "«d\n", "expected a mapping with claims, same, where, at_least"),
    ("where: [c.supersedes", "where: [«d.supersedes", "unknown variable 'd'; the rule has a, b, c"),
    ("count: 2", "count: «0", "count must be a whole number from 1"),
    ("count: 2", "count: «true", "count must be a whole number from 1"),
    ("at_least: {count: 2, ", "«at_least: {", "missing: count"),
    ("distinct: origin", "distinct: «orign", "claims cannot be counted by 'orign' (did you mean 'origin'?)"),
    ("distinct: origin", "distinct: «valid", "claims cannot be counted by 'valid'"),
    ("at_least: {count", "at_least: {«cuont: 1, count", "unknown field 'cuont' (did you mean 'count'?)"),
    ("references: [A book]", "references: [«2010]", "each of references must be a text: put it in quotes"),
    (EXAMPLES, "", "missing: examples"),
    ("- name: One ruler\n", "- «nmae: One ruler\n    name: x\n", "unknown field 'nmae' (did you mean 'name'?)"),
    ("- name: One ruler\n    as_of: 1500\n", "- «as_of: 1500\n", "missing: name"),
    ("verdict: certain", "verdict: «sure", "unknown verdict sure; it is one of certain, possible"),
    ("{claims: [c1, c2], verdict: certain}", "«{claims: [c1, c2]}", "missing: verdict"),
    ("{claims: [c1, c2], verdict", "{claims: [c1, «c3], verdict", "the example has no claim 'c3'"),
    ("{claims: [c1, c2], verdict", "{claims: «[], verdict", "a finding has one claim or more"),
    ("predicates: {ruled-by: {value: term}}", "predicates: «[ruled-by]", "predicates must be a mapping"),
    ("predicates: {ruled-by", "«predicats: {ruled-by", "unknown field 'predicats' (did you mean 'predicates'?)"),
    ("as_of: 1500", "as_of: «1500-13", "'1500-13' is no EDTF date"),
]


@pytest.mark.parametrize("old, new, problem", FAULTS)
def test_a_fault_is_named_at_its_place(old: str, new: str, problem: str) -> None:
    assert FULL.count(old) == 1
    assert problem_at_the_mark(FULL.replace(old, new)).startswith(problem)


def test_a_misspelt_group_is_named_at_its_key() -> None:
    text, place = unmarked(FULL.replace("any:", "«eny:"))
    assert f"{place}: unknown field 'eny' (did you mean 'any'?)" in problems_of(text)


@pytest.mark.parametrize(
    "claims, message",
    [
        ("«[]", "claims must name one to 3 claims"),
        ("«a", "claims must be a list"),
        ("[«1]", "each of claims must be a text: put it in quotes"),
        ("«{a: b}", "claims must be a list"),
    ],
)
def test_claims_that_have_no_names_are_refused(claims: str, message: str) -> None:
    text, place = unmarked(FULL.replace("claims: [a, b]", f"claims: {claims}"))
    assert f"{place}: {message}" in problems_of(text)


def test_a_claim_of_an_example_needs_an_id() -> None:
    text, place = unmarked(FULL.replace("{id: c2, subject", "«{subject"))
    assert f"{place}: a claim must be a mapping with an id" in problems_of(text)


def test_one_example_must_be_flagged_and_one_must_not() -> None:
    missing = ["at least one example that expects a finding is needed", "at least one example that expects none"]
    found = problems_of(FULL.replace(EXAMPLES, "examples: []\n"))
    assert [missing[n] in problem for n, problem in enumerate(found)] == [True, True]
    [problem] = problems_of(FULL.replace("expect: [{claims: [c1, c2], verdict: certain}]", "expect: []"))
    assert missing[0] in problem
    [problem] = problems_of(FULL.replace("expect: []", "expect: [{claims: [c1], verdict: certain}]"))
    assert missing[1] in problem


def test_examples_can_be_left_out_where_they_are_not_asked_for() -> None:
    assert rule_of(FULL.replace(EXAMPLES, ""), require_examples=False).examples == ()


@pytest.mark.parametrize("text", ["[a]", "text", "12"])
def test_a_file_that_is_no_mapping_is_refused(text: str) -> None:
    [problem] = problems_of(text)
    assert problem.startswith("1:1: expected a mapping with id, kind, severity")


@pytest.mark.parametrize(
    "written",
    [
        "- a.polarity is «affirmd",
        "- 'a.polarity is «affirmd'",
        '- "a.polarity is «affirmd"',
        "-   certainly a.polarity is «affirmd",
        "- {any: ['a.polarity is «affirmd', a.via is-present]}",
        "- >-\n    a.polarity\n    is «affirmd",
    ],
)
def test_a_misspelt_word_is_found_in_its_column_whatever_the_quotes(written: str) -> None:
    text, place = unmarked(short(written))
    [problem] = problems_of(text, require_examples=False)
    assert problem.startswith(f"{place}: unknown word 'affirmd'")


# What can never match -------------------------------------------------------------------------------------------------

DEAD = [
    ["a.polarity is affirmed", "a.polarity is denied"],
    ["a.polarity is affirmed", "a.polarity is-not affirmed"],
    ["a.polarity is-not affirmed", "a.polarity is-not denied"],
    ["a.polarity not-in [affirmed, denied]"],
    ["a.rank in [normal, preferred]", "a.rank is deprecated"],
    ["a.rank is-not normal", "a.rank is-not preferred", "a.rank is-not deprecated"],
    ["a.predicate.single is true", "a.predicate.single is false"],
    ["a.predicate is x", "certainly a.predicate is y"],
    ["a.party in [x, y]", "a.party not-in [y, x, z]"],
    ["a.asserted_by is x", "a.asserted_by is-not x"],
    ["a.tags has-tag x", "a.tags lacks-tag x"],
    ["a.tags has-tag x", "a.tags is-missing"],
    ["a.value is-missing", "a.value is-present"],
    ["a.subject is-missing"],
    ["a.reliability < E"],
    ["a.reliability > C", "a.reliability < B"],
    ["a.credibility < 2", "a.credibility >= 2"],
    ["a.citations < 0"],
    ["a.citations is-missing", "a.citations >= 1"],
    ["a.citations > 7", "a.citations < 8"],
    ["a.id is b.id"],
]


@pytest.mark.parametrize("clauses", DEAD, ids=" and ".join)
@pytest.mark.parametrize("last", ["  - '{}'", "  - all: ['{}']", "  - any: [a.value.amount > 1, '{}']"])
def test_conditions_that_no_claim_can_meet_are_refused_at_the_last_of_them(clauses: list[str], last: str) -> None:
    lines = ["  - a.via is-present", *(f"  - {clause}" for clause in clauses[:-1]), last.format("«" + clauses[-1])]
    text, place = unmarked(short("\n".join(lines)).replace("'«", "«'"))
    assert problems_of(text, require_examples=False) == [f"{place}: can never match: {' and '.join(clauses)}"]


@pytest.mark.parametrize(
    "clause, message",
    [("any: «[]", "any is empty"), ("a.party in «[]", "the list is empty"), ("all: «[]", None)],
)
def test_what_is_empty_can_never_match_or_says_nothing(clause: str, message: str | None) -> None:
    text, place = unmarked(short(f"  - a.via is-present\n  - {clause}"))
    expected = f"can never match: {message}" if message else "all is empty"
    assert problems_of(text, require_examples=False) == [f"{place}: {expected}"]


@pytest.mark.parametrize(
    "where",
    [
        "[a.polarity is affirmed, b.polarity is denied]",
        "[a.polarity is-not affirmed]",
        "[a.predicate is-not x, a.predicate is-not y]",
        "['a.rank in [normal, preferred]', 'a.rank in [preferred, deprecated]']",
        "[a.asserted_by is x, a.asserted_by is an-alias-of-x]",
        "[a.value is russia, a.value is a-part-of-russia]",
        "[a.tags has-tag x, a.tags lacks-tag y]",
        "[a.reliability >= A]",
        "[a.reliability > C, a.reliability < A]",
        "[a.citations is-missing, a.citations < 1]",
        "[a.citations > 7, a.citations < 9]",
        "[{any: [a.polarity is affirmed, a.polarity is denied]}]",
        "[a.origin is-not b.origin]",
        "[a.id is-not b.id]",
        "[a.stated < 2020, a.stated > 2021]",
    ],
)
def test_conditions_that_some_claim_can_meet_are_not_refused(where: str) -> None:
    assert rule_of(HEAD + f"claims: [a, b]\nsame: [topic]\nwhere: {where}\n", require_examples=False).where


@pytest.mark.parametrize(
    "clauses", [["a.origin is-not b.origin"], ["a.polarity is affirmed", "b.polarity is denied"]], ids=" and ".join
)
def test_what_the_claims_share_cannot_differ(clauses: list[str]) -> None:
    where = "\n".join(f"  - {clause}" for clause in clauses)
    [problem] = problems_of(short(where, same="[topic, origin, polarity]"), require_examples=False)
    assert problem == f"{8 + len(clauses)}:5: can never match: {' and '.join(clauses)}"
    assert rule_of(short(where), require_examples=False).same == ("topic",)


def test_a_block_must_fit_the_conditions_around_it() -> None:
    block = "with: [{claims: [c], same: [topic, polarity], where: [«c.polarity is denied]}]"
    text, place = unmarked(short(f"  - a.polarity is affirmed\n{block}"))
    assert problems_of(text, require_examples=False) == [
        f"{place}: can never match: a.polarity is affirmed and c.polarity is denied"
    ]
    assert len(rule_of(text.replace(", polarity", ""), require_examples=False).blocks) == 1


# Words of the vocabulary ----------------------------------------------------------------------------------------------

VOCABULARY = Vocabulary(
    predicates={"controlled-by": Predicate(), "killed": Predicate()},
    entities={"izium": Entity(aliases=("Izyum",))},
    sources={"isw": Source(name="Institute for the Study of War")},
)


def where(*clauses: str, extra: str = "") -> Rule:
    lines = "".join(f"  - {clause}\n" for clause in clauses)
    return rule_of(HEAD + f"claims: [a, b]\nsame: [topic]\nwhere:\n{lines}{extra}", require_examples=False)


@pytest.mark.parametrize(
    "clause, reason",
    [
        (
            "a.predicate is contrlled-by",
            "no predicate 'contrlled-by' in the vocabulary (did you mean 'controlled-by'?)",
        ),
        (
            "a.predicate in [kiled, wounded]",
            "no predicate 'kiled' or 'wounded' in the vocabulary (did you mean 'killed'?)",
        ),
        ("a.predicate.precedes is burnt", "no predicate 'burnt' in the vocabulary"),
        ("b.subject is kyiv", "no entity 'kyiv' in the vocabulary"),
        ("a.asserted_by is issw", "no source 'issw' in the vocabulary (did you mean 'isw'?)"),
        ("a.origin is reuters", "no source 'reuters' in the vocabulary"),
        ("a.tags has-tag citation-neded", "no tag 'citation-neded' on any claim (did you mean 'citation-needed'?)"),
        ("{all: [a.predicate is burnt]}", "no predicate 'burnt' in the vocabulary"),
    ],
)
def test_a_rule_that_asks_for_a_word_nobody_knows_says_so(clause: str, reason: str) -> None:
    assert unmatchable(where(clause), VOCABULARY, {"citation-needed"}) == reason
    assert unmatchable(where(clause), Vocabulary(), set()) is None


@pytest.mark.parametrize(
    "clause",
    [
        "a.predicate is killed",
        "a.predicate in [wounded, killed]",
        "a.predicate is-not wounded",
        "a.subject is Izyum",
        "a.asserted_by is 'institute for the study of war'",
        "a.tags lacks-tag x",
        "a.value is kyiv",
        "{any: [a.predicate is wounded, a.predicate is died]}",
        "a.subject is b.asserted_by",
    ],
)
def test_a_rule_whose_words_are_known_or_not_needed_can_match(clause: str) -> None:
    assert unmatchable(where(clause), VOCABULARY, {"citation-needed"}) is None


def test_the_words_of_with_blocks_are_needed_and_those_of_without_blocks_are_not() -> None:
    block = "[{claims: [c], where: [c.predicate is died]}]"
    assert unmatchable(where("a.via is-present", extra=f"with: {block}"), VOCABULARY, set())
    assert unmatchable(where("a.via is-present", extra=f"without: {block}"), VOCABULARY, set()) is None
    [use] = used_words(where("a.via is-present", "a.predicate is killed"))
    assert (use.section, use.words, use.condition.place.line) == ("predicates", ("killed",), 10)


def test_a_rule_tells_whether_it_asks_for_a_day() -> None:
    assert asks_as_of(where("{any: [a.via is-present, a.expires < as-of]}"))
    assert asks_as_of(where("a.via is-present", extra="without: [{claims: [c], where: [c.stated < as-of]}]"))
    assert not asks_as_of(where("a.stated < 2022"))


# The JSON Schema ------------------------------------------------------------------------------------------------------

VALIDATOR = jsonschema.Draft202012Validator(rule_schema())


def plain(data: Data) -> object:
    return json.loads(json.dumps(data, default=float))


def test_the_published_schema_is_fresh() -> None:
    published = (REPOSITORY / "docs" / "schema" / "rule.schema.json").read_text(encoding="utf-8")
    fresh = json.dumps(rule_schema(), ensure_ascii=False, indent=2) + "\n"
    assert published == fresh, "write it anew: conflicts schema rule --output docs/schema/rule.schema.json"


def test_the_schema_is_a_schema_and_knows_every_key() -> None:
    jsonschema.Draft202012Validator.check_schema(rule_schema())
    assert list(rule_schema()["properties"]) == list(RULE_KEYS)
    assert rule_schema()["properties"]["same"]["items"]["anyOf"][0]["enum"] == list(JOIN_FIELDS)


@pytest.mark.parametrize("file", RULES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_rule_that_ships_is_read_and_fits_the_schema(file: Path) -> None:
    document = load(file.read_bytes(), str(file))
    rule = read_rule(document, file)
    assert rule.id == file.stem
    assert rule.help
    assert [error.message for error in VALIDATOR.iter_errors(plain(document.data))] == []


def test_the_rule_that_holds_everything_fits_the_schema() -> None:
    assert [error.message for error in VALIDATOR.iter_errors(plain(load(FULL).data))] == []


@pytest.mark.parametrize(
    "old, new",
    [
        ("kind: contradiction", "kind: contradicts"),
        ("title:", "tilte:"),
        ("id: two-rulers", "id: Two Rulers"),
        ("certainly a.value differs-from b.value", "certainly a.value difers-from b.value"),
        ("certainly a.value differs-from b.value", "a.value < b.value"),
        ("certainly a.value differs-from b.value", "a.valeu differs-from b.value"),
        ("certainly a.value differs-from b.value", "a.value is-missing b.value"),
        ("certainly a.value differs-from b.value", "a.value is"),
        ("same: [topic, predicate]", "same: [topic, valid]"),
        ("any:", "some:"),
        ("verdict: certain", "verdict: sure"),
        ("count: 2", "count: 0"),
        ("claims: [c]", "claims: [c, d]"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(old: str, new: str) -> None:
    assert FULL.count(old) == 1
    text = FULL.replace(old, new)
    assert problems_of(text)
    assert list(VALIDATOR.iter_errors(plain(load(text).data)))
