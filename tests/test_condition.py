"""Conditions: what they are read as, and what is said about those that make no sense, at which column."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.model.claim import Polarity
from conflicts.rules.condition import AsOf, Condition, FieldRef, Group, Words, conditions, required
from conflicts.rules.fields import ALWAYS_PRESENT, FIELDS, JOIN_FIELDS, KNOWN_WORDS, FieldType
from conflicts.rules.operators import OPERATORS, RELATIONS, Right, operators_for
from conflicts.rules.parse import Scope, parse_condition
from steps import at_most

SCOPE = Scope(("a", "b"), pack="core", rule="denial")


def read(text: str) -> Condition:
    condition, faults = parse_condition(text, SCOPE)
    assert not faults, [fault.message for fault in faults]
    assert condition is not None
    return condition


def faults_of(text: str) -> list[tuple[int, str]]:
    """The faults of a condition: the column of each, counted from one, and what is wrong."""
    condition, faults = parse_condition(text, SCOPE)
    assert (condition is None) == bool(faults)
    return [(fault.offset + 1, fault.message) for fault in faults]


# What is read ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, field, operator, right",
    [
        ("a.polarity is affirmed", "polarity", "is", Words(("affirmed",))),
        ("a.predicate.single is true", "predicate.single", "is", Words(("true",))),
        ("a.origin is-not b.origin", "origin", "is-not", FieldRef("b", "origin")),
        ("a.asserted_by is b.subject", "asserted_by", "is", FieldRef("b", "subject")),
        ("a.value is russia", "value", "is", Words(("russia",))),
        ("a.value is 'southern Izium'", "value", "is", Words(("southern Izium",))),
        ('a.value is "it\'s"', "value", "is", Words(("it's",))),
        ("a.value is 'it''s'", "value", "is", Words(("it's",))),
        ("a.value is 'b.value'", "value", "is", Words(("b.value",))),
        ("a.value is example.org", "value", "is", Words(("example.org",))),
        ("a.party is 'as-of'", "party", "is", Words(("as-of",))),
        ("a.party is 'missing'", "party", "is", Words(("missing",))),
        ("a.certainty in [certain, probable]", "certainty", "in", Words(("certain", "probable"))),
        ("a.value not-in [ southern Izium ,'x, y', \"]\"]", "value", "not-in", Words(("southern Izium", "x, y", "]"))),
        ("a.value in [x,]", "value", "in", Words(("x",))),
        ("a.stated < 2022-03-01", "stated", "<", Words(("2022-03-01",))),
        ("a.stated >= b.valid.end", "stated", ">=", FieldRef("b", "valid.end")),
        ("a.expires < as-of", "expires", "<", AsOf()),
        ("a.valid before as-of", "valid", "before", AsOf()),
        ("a.valid intersects b.valid", "valid", "intersects", FieldRef("b", "valid")),
        ("a.stated during b.valid", "stated", "during", FieldRef("b", "valid")),
        ("a.valid during 2022-03/2022-05", "valid", "during", Words(("2022-03/2022-05",))),
        ("a.value.amount > 12.5", "value.amount", ">", Words(("12.5",))),
        ("a.value.amount > '5 km'", "value.amount", ">", Words(("5 km",))),
        ("a.value.time > b.value.time", "value.time", ">", FieldRef("b", "value.time")),
        ("a.value differs-from b.value", "value", "differs-from", FieldRef("b", "value")),
        ("a.reliability < B", "reliability", "<", Words(("B",))),
        ("a.citations < 2", "citations", "<", Words(("2",))),
        ("a.credibility in [1, 2]", "credibility", "in", Words(("1", "2"))),
        ("a.via is-present", "via", "is-present", None),
        ("a.value is-missing", "value", "is-missing", None),
        ("a.tags has-tag citation-needed", "tags", "has-tag", Words(("citation-needed",))),
        ("a.supersedes is b.id", "supersedes", "is", FieldRef("b", "id")),
        ("a.excerpt matches (?i)\\bnot 'yet' [a-z, ]+", "excerpt", "matches", Words(("(?i)\\bnot 'yet' [a-z, ]+",))),
        ("a.excerpt matches '  two spaces'", "excerpt", "matches", Words(("  two spaces",))),
        ("a.asserted_by matches ^x$", "asserted_by", "matches", Words(("^x$",))),
        ("a is-flagged-by explicit", "", "is-flagged-by", Words(("core/explicit",))),
        ("a is-not-flagged-by other/denial", "", "is-not-flagged-by", Words(("other/denial",))),
    ],
)
def test_a_condition_is_a_field_an_operator_and_a_right_side(
    text: str, field: str, operator: str, right: FieldRef | Words | AsOf | None
) -> None:
    condition = read(text)
    assert (condition.left, condition.operator, condition.right) == (FieldRef("a", field), operator, right)
    assert condition.adverb == ""
    assert condition.text == text


def test_an_adverb_stands_in_front_and_white_space_is_free() -> None:
    condition = read("  certainly\ta.value  differs-from\n b.value ")
    assert condition.adverb == "certainly"
    assert condition.left == FieldRef("a", "value")
    assert condition.right == FieldRef("b", "value")
    assert condition.text == "certainly\ta.value  differs-from\n b.value"
    assert read("possibly a.stated < as-of").adverb == "possibly"


# What is refused ------------------------------------------------------------------------------------------------------

BAD = [
    # the left side
    ("", 1, "a condition is LEFT OPERATOR RIGHT"),
    ("certainly", 1, "a condition is LEFT OPERATOR RIGHT"),
    ("a.valdi before b.valid", 1, "unknown field 'a.valdi' (did you mean 'a.valid'?)"),
    ("  certainly a.asserted-by is x", 13, "unknown field 'a.asserted-by' (did you mean 'a.asserted_by'?)"),
    ("a.valid.strat < as-of", 1, "unknown field 'a.valid.strat' (did you mean 'a.valid.start'?)"),
    ("a. is x", 1, "unknown field 'a.'"),
    ("c.polarity is affirmed", 1, "unknown variable 'c'; the rule has a, b"),
    ("polarity is affirmed", 1, "'polarity' of which claim? Write a.polarity"),
    ("certainyl a.value is x", 1, "unknown adverb 'certainyl' (did you mean 'certainly'?)"),
    # the operator
    ("a.polarity", 11, "an operator is missing after a.polarity: is, is-not, in"),
    ("a.polarity si affirmed", 12, "unknown operator 'si'; a.polarity takes is, is-not"),
    ("a.valid intersect b.valid", 9, "unknown operator 'intersect' (did you mean 'intersects'?)"),
    ("a.value difers-from b.value", 9, "unknown operator 'difers-from' (did you mean 'differs-from'?)"),
    ("a.polarity = affirmed", 12, "unknown operator '=' (did you mean 'is'?)"),
    ("a.polarity != affirmed", 12, "unknown operator '!=' (did you mean 'is-not'?)"),
    ("a.party not in [x]", 9, "unknown operator 'not' (did you mean 'not-in'?)"),
    ("a.tags has tag x", 8, "unknown operator 'has' (did you mean 'has-tag'?)"),
    ("a.polarity < affirmed", 12, "'<' does not fit: a.polarity is a key, which takes is, is-not, in, not-in"),
    ("a.value < b.value", 9, "'<' does not fit: a.value is a value"),
    ("a.valid < b.valid", 9, "'<' does not fit: a.valid is a period, which takes before, after"),
    ("a.valid is b.valid", 9, "'is' does not fit: a.valid is a period"),
    ("a.polarity during b.valid", 12, "'during' does not fit: a.polarity is a key"),
    ("a.subject agrees-with b.subject", 11, "'agrees-with' does not fit: a.subject is a key"),
    ("a.value has-tag x", 9, "'has-tag' does not fit: a.value is a value"),
    ("a.value matches x", 9, "'matches' does not fit: a.value is a value"),
    (
        "a.predicate.single is-missing",
        20,
        "'is-missing' does not fit: a.predicate.single is a flag, which takes is, is-not",
    ),
    ("a is-missing", 3, "'is-missing' does not fit: a is a claim, which takes is-flagged-by, is-not-flagged-by"),
    ("a.id is-flagged-by explicit", 6, "'is-flagged-by' does not fit: a.id is a key"),
    ("a.via is x", 7, "'is' does not fit: a.via is a list, which takes is-missing, is-present"),
    ("a.supersedes is-not b.id", 14, "'is-not' does not fit: a.supersedes is a list, which takes is, is-missing"),
    ("a.tags is x", 8, "'is' does not fit: a.tags is the tags, which takes is-missing, is-present, has-tag, lacks-tag"),
    ("a.excerpt is x", 11, "'is' does not fit: a.excerpt is a text"),
    # the right side: its shape
    ("a.polarity is", 14, "the right side is missing"),
    ("a.polarity is   ", 14, "the right side is missing"),
    ("a.polarity in", 14, "the right side is missing"),
    ("a.value is not b.value", 12, "write is-not, or put the word in quotes: 'not'"),
    ("a.value is missing", 12, "write is-missing, or put the word in quotes: 'missing'"),
    ("a.value is southern Izium", 21, "unexpected 'Izium'; put words that belong together in quotes: 'southern Izium'"),
    ("a.value is 'southern' Izium", 23, "unexpected 'Izium'"),
    ("a.value is 'southern", 12, "the quote ' is not closed"),
    ('a.value is ""', 12, "there is nothing in the quotes"),
    ("a.value is-missing b.value", 20, "unexpected 'b.value': is-missing takes nothing on its right"),
    ("a.party is [x]", 12, "is takes one word, not a list; for a list there is in"),
    ("a.polarity in affirmed", 15, "expected a list in brackets, like [affirmed], not 'affirmed'"),
    ("a.party in [x", 14, "the list is not closed"),
    ("a.party in [x, ", 16, "the list is not closed"),
    ("a.party in [x,, y]", 15, "a word is missing in the list"),
    ("a.party in [x] y", 16, "unexpected 'y'"),
    ("a.party in [x [y]]", 15, "the list is not closed"),
    ("a.party in ['x' y]", 17, "the list is not closed"),
    ("a.party in [b.party]", 13, "a list holds words, not fields"),
    ("a.party in []", 12, "can never match: the list is empty"),
    ("a.party not-in [ ]", 16, "the list is empty"),
    # the right side: fields
    ("a.party is d.party", 12, "unknown variable 'd'; the rule has a, b; a word that is no field goes in quotes"),
    (
        "a.party is b.prty",
        12,
        "unknown field 'b.prty' (did you mean 'b.party'?); a word that is no field goes in quotes",
    ),
    ("a.party is b", 12, "'b' is a claim: name its field, or put the word in quotes"),
    ("a.value is a.value", 12, "a.value is compared with itself"),
    ("a.stated < b.value", 12, "b.value is a value and a.stated is an instant: they cannot be compared"),
    ("a.stated < b.valid", 12, "b.valid is a period and a.stated is an instant"),
    ("a.valid before b.value", 16, "b.value is a value and a.valid is a period"),
    ("a.value is b.subject", 12, "b.subject is a key and a.value is a value"),
    ("a.value agrees-with b.value.amount", 21, "b.value.amount is an amount and a.value is a value"),
    ("a.party is as-of", 12, "as-of is an instant and a.party is a key"),
    ("a.supersedes is b.subject", 17, "b.subject is a key and a.supersedes is a list"),
    ("a.supersedes is x", 17, "a.supersedes is compared with the id of another claim of the rule, not with a word"),
    # the right side: words
    (
        "a.polarity is affirmd",
        15,
        "unknown word 'affirmd' for polarity (did you mean 'affirmed'?); it takes affirmed, denied",
    ),
    ("a.certainty in [certain, likely]", 26, "unknown word 'likely' for certainty; it takes certain, probable"),
    ("a.rank is prefered", 11, "unknown word 'prefered' for rank (did you mean 'preferred'?)"),
    ("a.reliability > F", 17, "unknown word 'F' for reliability; it takes A, B, C, D, E"),
    ("a.reliability is 5", 18, "unknown word '5' for reliability"),
    ("a.credibility < 6", 17, "unknown word '6' for credibility; it takes 1, 2, 3, 4, 5"),
    ("a.citations < two", 15, "'two' is no whole number"),
    ("a.citations < -1", 15, "'-1' is no whole number"),
    ("a.predicate.single is yes", 23, "unknown word 'yes' for predicate.single; it takes true, false"),
    ("a.stated < 2022-13-01", 12, "'2022-13-01' is no EDTF date"),
    ("a.stated in [2022, yesterday]", 20, "'yesterday' is no EDTF date"),
    ("a.valid during Tuesday", 16, "'Tuesday' is no EDTF date"),
    ("a.value.amount > lots", 18, "'lots' is no quantity"),
    ("a.excerpt matches (not", 19, "not a pattern of RE2: missing )"),
    ("a.excerpt matches 'yet (not'", 20, "not a pattern of RE2: missing )"),
    ("a.excerpt matches not(?=yet)", 22, "not a pattern of RE2: invalid perl operator: '(?='"),
    ("a.excerpt matches a{1001}", 20, "not a pattern of RE2: invalid repetition size: '{1001}'"),
    ("a.excerpt matches (?:(?:(?:a{99}){99}){99}){99}", 29, "not a pattern of RE2: invalid repetition size: '{99}'"),
    ("a is-flagged-by Core/Denial", 17, "'Core/Denial' is no rule: write its id, or PACK/ID"),
    ("a is-flagged-by /explicit", 17, "'/explicit' is no rule"),
    ("a is-flagged-by denial", 17, "a rule cannot ask what it has flagged itself: 'denial'"),
    ("a is-not-flagged-by core/denial", 21, "a rule cannot ask what it has flagged itself: 'core/denial'"),
]


@pytest.mark.parametrize("text, column, message", BAD)
def test_a_condition_that_makes_no_sense_is_refused_at_the_word(text: str, column: int, message: str) -> None:
    [(found_column, found_message)] = faults_of(text)
    assert found_message.startswith(message)
    assert found_column == column


def test_all_that_is_wrong_with_a_condition_is_said_at_once() -> None:
    assert [column for column, _ in faults_of("a.polarty is c.polarity")] == [1, 14]
    assert [column for column, _ in faults_of("a.polarty si x")] == [1, 11]
    assert [column for column, _ in faults_of("a.certainty in [sure, certain, likely, b.certainty]")] == [17, 32, 40]


@given(text=st.text("ab.:[]'\", \\(isvalue-of<>=x", max_size=40))
def test_any_text_is_a_condition_or_has_a_fault_within_it(text: str) -> None:
    condition, faults = parse_condition(text, SCOPE)
    assert (condition is None) == bool(faults)
    assert all(0 <= fault.offset <= len(text) for fault in faults)


def test_a_pattern_that_would_hang_other_engines_is_compiled_at_once() -> None:
    with at_most(20_000):
        assert read("a.excerpt matches (a+)+$").right == Words(("(a+)+$",))


# The tables -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_takes_operators_and_each_of_them_can_be_written(field: str) -> None:
    literals = {"instant": "2022", "period": "2022", "flag": "true", "amount": "1", "order": "1"}
    word = KNOWN_WORDS.get(field, (literals.get(FIELDS[field].value, "word"),))[0]
    rights = {
        Right.NOTHING: "",
        Right.ONE: "b.id" if field == "supersedes" else word,
        Right.LIST: f"[{word}]",
        Right.TAG: "tag",
        Right.PATTERN: "x",
        Right.RULE: "explicit",
    }
    assert operators_for(field)
    for operator in operators_for(field):
        left = f"a.{field}" if field else "a"
        assert read(f"{left} {operator} {rights[OPERATORS[operator].right]}".rstrip()).operator == operator


def test_fields_of_one_type_compare_with_each_other_and_times_with_periods() -> None:
    fields = [name for name in FIELDS if name]
    for left in fields:
        for right in fields:
            for operator in ("is", "<", "before"):
                if operator not in operators_for(left) or left == "supersedes":
                    continue
                times = {FieldType.INSTANT, FieldType.PERIOD}
                alike = (
                    {FIELDS[left], FIELDS[right]} <= times if operator == "before" else FIELDS[left] is FIELDS[right]
                )
                if FieldType.KEYS in (FIELDS[left], FIELDS[right]):
                    alike = "predicate" in (left, right)  # one of which must be that
                assert bool(faults_of(f"a.{left} {operator} b.{right}")) != alike


def test_the_tables_name_what_exists() -> None:
    assert set(RELATIONS) <= set(OPERATORS)
    assert set(KNOWN_WORDS) <= set(FIELDS)
    assert set(ALWAYS_PRESENT) <= set(FIELDS)
    assert set(JOIN_FIELDS) - set(FIELDS) == {"topic"}
    assert KNOWN_WORDS["polarity"] == get_args(Polarity) == ("affirmed", "denied")


def test_only_what_stands_outside_any_is_required() -> None:
    first, second, third, fourth = (read(f"a.value is {word}") for word in ("w", "x", "y", "z"))
    clauses = (first, Group("any", (second, Group("all", (third,)))), Group("all", (fourth,)))
    assert list(conditions(clauses)) == [first, second, third, fourth]
    assert list(required(clauses)) == [first, fourth]
