"""YAML and JSON to data with places: what scalars mean, where things stand, and what is refused."""

import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from conflicts import document
from conflicts.document import Data, Document, load, load_file, load_json, load_json_line
from conflicts.errors import InputError, Place, Problem
from steps import at_most


@pytest.fixture(params=["libyaml", "python"])
def _either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    elif not hasattr(yaml, "CSafeLoader"):
        pytest.skip("PyYAML was built without libyaml")


either_parser = pytest.mark.usefixtures("_either_parser")


def problems(read: Callable[[], Document]) -> list[str]:
    with pytest.raises(InputError) as caught:
        read()
    return [str(problem) for problem in caught.value.problems]


def yaml_problems(text: str | bytes) -> list[str]:
    return problems(lambda: load(text, "f.yaml"))


def json_problems(text: str | bytes) -> list[str]:
    return problems(lambda: load_json(text, "f.json"))


# Scalars --------------------------------------------------------------------------------------------------------------


@either_parser
@pytest.mark.parametrize(
    "written, meant",
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-7", -7),
        ("+7", 7),
        ("0", 0),
        ("1.50", Decimal("1.50")),
        (".5", Decimal("0.5")),
        ("-2e3", Decimal("-2000")),
        ("1.", Decimal(1)),
        ("0777", "0777"),
        ("-0044", "-0044"),
        ("0x10", "0x10"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("007.5", "007.5"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        (".", "."),
        ("-", [None]),
        ("+", "+"),
        ("e5", "e5"),
        ("1e", "1e"),
        ("٣", "٣"),
        ("yes", "yes"),
        ("No", "No"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("2022-03-24", "2022-03-24"),
        ("2022-03-24T10:00:00Z", "2022-03-24T10:00:00Z"),
        ("2022-03-24/..", "2022-03-24/.."),
        ('"12"', "12"),
        ("'true'", "true"),
        ("!!str 12", "12"),
        ("! 12", "12"),
        ("!!int 12", 12),
        ("!!float 12", 12),
        ("!!null ''", None),
        ("|\n  12\n", "12\n"),
        (">\n  true\n", "true\n"),
    ],
)
def test_a_scalar_is_what_the_core_schema_says_and_never_a_date_or_an_octal(written: str, meant: Data) -> None:
    data = load(f"a: {written}" if written != "-" else "a:\n  -").data
    assert data == {"a": meant}
    assert isinstance(data, dict)
    assert type(data["a"]) is type(meant)


def test_a_decimal_keeps_its_digits() -> None:
    assert str(load("[1.10]").data) == "[Decimal('1.10')]"


def test_keys_are_text_as_written() -> None:
    assert load("{2022: a, no: b, true: c, ~: d, 1.0: e, '<<': f}").data == {
        "2022": "a",
        "no": "b",
        "true": "c",
        "~": "d",
        "1.0": "e",
        "<<": "f",
    }


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert load("\ufeffa: 1".encode()).data == {"a": 1}
    assert load_json("\ufeff[1]").data == [1]


scalars = st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(st.characters(codec="utf-8"), max_size=8)
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc<é*", max_size=3), inner, max_size=4),
)


@given(tree=trees.filter(lambda tree: tree is not None), indent=st.sampled_from([None, 2]))
def test_json_comes_back_as_it_was_written(tree: Data, indent: int | None) -> None:
    assert load_json(json.dumps(tree, indent=indent)).data == tree


@given(tree=st.lists(trees, min_size=1, max_size=3))
def test_yaml_comes_back_as_it_was_written(tree: Data) -> None:
    printable = json.dumps(tree, ensure_ascii=False)
    if printable.isprintable():
        assert load(yaml.safe_dump(tree, allow_unicode=True)).data == tree


@given(text=st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    assert all(problem.place.file == "f" for problem in refusals(text))


@given(text=st.text("ab:-[]{},'\"\n #&*!|>?% \t0", max_size=40))
def test_any_punctuation_is_read_or_refused_with_a_place(text: str) -> None:
    assert all(problem.place.file == "f" for problem in refusals(text))


def refusals(text: str) -> list[Problem]:
    found: list[Problem] = []
    for read in (load, load_json):
        try:
            read(text, "f")
        except InputError as error:
            found += error.problems
    return found


# Places ---------------------------------------------------------------------------------------------------------------

TEXT = """\
# claims
claims:
  - id: one
    value:   { low: 1,
               high: 2 }
  - id: "two"
    tags: [a, é, b]
"""


@either_parser
@pytest.mark.parametrize(
    "path, key, value",
    [
        ((), (2, 1), (2, 1)),
        (("claims",), (2, 1), (3, 3)),
        (("claims", 0), (3, 5), (3, 5)),
        (("claims", 0, "id"), (3, 5), (3, 9)),
        (("claims", 0, "value", "high"), (5, 16), (5, 22)),
        (("claims", 1, "id"), (6, 5), (6, 9)),
        (("claims", 1, "tags", 2), (7, 18), (7, 18)),
        (("claims", 1, "tags", 3), (7, 5), (7, 11)),
        (("claims", 1, "tgas"), (6, 5), (6, 5)),
        (("claims", 9, "id"), (2, 1), (3, 3)),
        (("claims", "id"), (2, 1), (3, 3)),
        (("claims", 0, "id", "deeper"), (3, 5), (3, 9)),
    ],
)
def test_a_path_leads_to_its_key_and_its_value_or_to_the_nearest_ancestor(
    path: document.Path, key: tuple[int, int], value: tuple[int, int]
) -> None:
    read = load(TEXT, "f.yaml")
    assert read.place(path) == Place("f.yaml", *key)
    assert read.value_place(path) == Place("f.yaml", *value)


def test_places_in_json_count_lines_and_columns_too() -> None:
    read = load_json('{"claims": [\n  {"id": "a{\\"]", "value": [1, -2.5e1, null]},\n  []]}', "f.json")
    assert read.place(("claims",)) == Place("f.json", 1, 2)
    assert read.value_place(("claims",)) == Place("f.json", 1, 12)
    assert read.place(("claims", 0, "value", 1)) == Place("f.json", 2, 32)
    assert read.place(("claims", 1)) == Place("f.json", 3, 3)
    assert read.data == {"claims": [{"id": 'a{"]', "value": [1, Decimal("-25"), None]}, []]}


def test_a_line_of_json_lines_has_the_places_of_its_line() -> None:
    read = load_json_line(b'{"id": "a"}\n', "f.jsonl", 41)
    assert read.data == {"id": "a"}
    assert read.value_place(("id",)) == Place("f.jsonl", 41, 8)
    assert problems(lambda: load_json_line('{"id": }', "f.jsonl", 41)) == [
        "f.jsonl:41:8: not valid JSON: expecting value"
    ]
    assert problems(lambda: load_json_line("", "f.jsonl", 41)) == ["f.jsonl:41: is empty"]


def test_data_without_a_text_knows_its_file_only() -> None:
    assert Document({"a": 1}, "f").place(("a",)) == Place("f")
    assert Document({"a": "text"}, "f").text_place(("a",), 2) == Place("f")


@either_parser
@pytest.mark.parametrize(
    "written",
    [
        "alpha beta gamma",
        "'alpha beta gamma'",
        '"alpha beta gamma"',
        "!!str alpha beta gamma",
        "&anchor 'alpha beta gamma'",
        "alpha\n    beta\n    gamma",
        ">\n    alpha\n    beta gamma",
        "|-  # a comment\n    alpha\n    beta gamma",
        "'it''s alpha beta gamma'",
        '"\\u0061 \\t \\" alpha \\\n    beta gamma"',
        '"é\\x41\\n alpha beta gamma"',
    ],
)
def test_a_word_inside_a_text_is_found_whatever_its_quotes_and_folds(written: str) -> None:
    text = f"first: 1\nkey: {written}\n"
    read = load(text, "f")
    assert isinstance(read.data, dict)
    value = read.data["key"]
    assert isinstance(value, str)
    for word in ("alpha", "beta", "gamma"):
        place = read.text_place(("key",), value.index(word))
        assert text.splitlines()[place.line - 1][place.column - 1 :].startswith(word)


def test_a_problem_is_located_by_its_path() -> None:
    read = load(TEXT, "f.yaml")
    assert str(read.locate(Problem("bad", path=("claims", 1, "tags", 0)))) == "f.yaml:7:12: bad"


# Aliases and merge keys -----------------------------------------------------------------------------------------------


@either_parser
def test_aliases_repeat_what_was_marked_and_merge_keys_fill_in_what_is_absent() -> None:
    read = load("a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  <<: [*a, *b]\n  x: 0\nd: {<<: *a}\ne: [*a, *b]", "f")
    assert read.data == {
        "a": {"x": 1, "y": 2},
        "b": {"y": 3, "z": 4},
        "c": {"x": 0, "y": 2, "z": 4},
        "d": {"x": 1, "y": 2},
        "e": [{"x": 1, "y": 2}, {"y": 3, "z": 4}],
    }
    assert read.place(("c", "x")) == Place("f", 5, 3)
    assert read.place(("c", "z")) == Place("f", 2, 14)
    assert read.place(("e", 1)) == Place("f", 7, 9)


def test_two_thousand_small_aliases_are_no_bomb() -> None:
    text = "base: &base {asserted_by: isw, tags: [a, b]}\nclaims:\n" + "  - {<<: *base, id: x}\n" * 2_000
    data = load(text).data
    assert isinstance(data, dict)
    assert data["claims"] == [{"asserted_by": "isw", "tags": ["a", "b"], "id": "x"}] * 2_000


def bomb(levels: int, width: int) -> str:
    lines = ["l0: &l0 lol"]
    lines += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(lines)


@either_parser
def test_an_alias_bomb_is_refused_at_once() -> None:
    with at_most(50_000):
        [problem] = yaml_problems(bomb(levels=60, width=9))
    assert problem.startswith(("f.yaml:6:", "f.yaml:7:"))
    assert problem.endswith("aliases repeat more than 100,000 values")


@either_parser
@pytest.mark.parametrize("text", ["a: &a [1, *a]", "a: &a {b: [*a]}", "a: &a\n  <<: *a"])
def test_an_alias_of_what_it_stands_in_is_refused(text: str) -> None:
    assert "the alias *a stands inside what it repeats" in yaml_problems(text)[0]


def test_aliases_cannot_build_what_cannot_be_nested() -> None:
    chain = "\n".join([f"- &a0 {'[' * 60}x{']' * 60}", f"- {'[' * 60}*a0{']' * 60}"])
    assert yaml_problems(chain) == ["f.yaml:2:63: nested more than 100 deep"]


# What is refused ------------------------------------------------------------------------------------------------------


@either_parser
def test_every_duplicate_key_of_a_file_is_named_with_both_places() -> None:
    assert yaml_problems("a: 1\nb: {x: 1, x: 2}\n'a': 3\nc: {d: 1}\na: 4") == [
        "f.yaml:2:11: duplicate key 'x': first at line 2, column 5",
        "f.yaml:3:1: duplicate key 'a': first at line 1, column 1",
        "f.yaml:5:1: duplicate key 'a': first at line 1, column 1",
    ]


def test_every_duplicate_key_of_a_json_file_is_named_with_both_places() -> None:
    assert json_problems('{"a": 1,\n "b": {"x": 1, "x": 2},\n "\\u0061": 3}') == [
        "f.json:2:16: duplicate key 'x': first at line 2, column 8",
        "f.json:3:2: duplicate key 'a': first at line 1, column 2",
    ]


@either_parser
def test_tags_that_construct_anything_are_refused_and_construct_nothing(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    lines = [
        f"a: !!python/object/apply:os.system ['touch {victim}']",
        "b: !point {x: 1}",
        "c: !!set {a}",
        "d: !!int x",
        "!!binary e: 1",
    ]
    assert yaml_problems("\n".join(lines)) == [
        "f.yaml:1:4: unknown tag !!python/object/apply:os.system",
        "f.yaml:2:4: unknown tag !point",
        "f.yaml:3:4: unknown tag !!set",
        "f.yaml:4:4: 'x' does not fit its tag !!int",
        "f.yaml:5:1: unknown tag !!binary of a key",
    ]
    assert not victim.exists()


@either_parser
def test_nesting_is_limited_to_a_hundred() -> None:
    assert load("[" * 100 + "]" * 100).data
    assert yaml_problems("[" * 101 + "]" * 101) == ["f.yaml:1:101: nested more than 100 deep"]
    assert yaml_problems("- " * 100_000) == ["f.yaml:1:201: nested more than 100 deep"]
    assert yaml_problems("{a: " * 100_000) == ["f.yaml:1:401: nested more than 100 deep"]


@pytest.mark.parametrize("limit", [101, 150, 1_000])
@pytest.mark.parametrize(
    "text, column",
    [("[" * 5_000, 101), ("- " * 5_000, 201), ("{a: " * 5_000, 401), ("[{a: " * 5_000, 251)],
)
def test_nesting_is_refused_with_its_place_whatever_the_parser_refuses_first(
    limit: int, text: str, column: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml, "parse", parser_with_a_limit(limit))
    assert yaml_problems(text) == [f"f.yaml:1:{column}: nested more than 100 deep"]


def parser_with_a_limit(limit: int) -> Callable[[str, object], Iterable[yaml.Event]]:
    """A parser that gives nothing of a text with more than so many levels that begin and do not end."""
    parse = yaml.parse

    def limited(text: str, loader: object) -> Iterable[yaml.Event]:
        beginnings = [token.start_mark for token in yaml.scan(text) if type(token).__name__.endswith("StartToken")]
        if len(beginnings) > limit + 1:  # the first token is the start of the stream
            raise yaml.MarkedYAMLError("while counting", None, "is too deep", beginnings[limit + 1])
        return parse(text, yaml.SafeLoader)

    return limited


def test_nesting_of_json_is_limited_to_a_hundred() -> None:
    assert load_json("[" * 100 + "1" + "]" * 100).data
    assert load_json("[" + "[]," * 200 + "[]]").data == [[]] * 201
    assert json_problems("[" * 101 + "]" * 101) == ["f.json:1:101: nested more than 100 deep"]
    assert json_problems('{"a":' * 100_000) == ["f.json:1:501: nested more than 100 deep"]
    assert json_problems("[\n" * 200) == ["f.json:101:1: nested more than 100 deep"]
    assert json_problems("[" * 101 + "x") == ["f.json:1:101: nested more than 100 deep"]
    assert json_problems("[[]," * 100 + "x") == ["f.json:1:398: nested more than 100 deep"]
    assert json_problems('["[[[[[[[[[["' * 99 + "x")[0].startswith("f.json:1:14: not valid JSON: ")


@pytest.mark.parametrize("inside", ["a", '\\"', "a\\n", "["])
@pytest.mark.parametrize("end", ["", "\t", "\n", '\t"}', "\\"])
def test_a_long_text_of_json_that_is_never_closed_is_refused_in_one_pass(inside: str, end: str) -> None:
    """To try every way to divide what is inside would take longer than anybody lives, for forty letters already."""
    (problem,) = json_problems('{"' + 20_000 * inside + end)
    assert problem.startswith("f.json:1:")
    assert "not valid JSON" in problem


def test_bytes_that_are_not_utf8_are_named_with_offset_and_line() -> None:
    assert yaml_problems("a: 1\nb: é".encode("latin-1")) == ["f.yaml:2:4: not UTF-8: byte 0xe9 at offset 8"]
    assert yaml_problems("a: 1".encode("utf-16")) == ["f.yaml:1:1: not UTF-8: byte 0xff at offset 0"]
    assert json_problems(b'["\xff"]') == ["f.json:1:3: not UTF-8: byte 0xff at offset 2"]


@either_parser
def test_characters_that_cannot_stand_in_yaml_are_all_named() -> None:
    assert yaml_problems("é: 1\nb: x\x01\x00y\n") == [
        "f.yaml:2:5: the character U+0001 cannot stand in YAML",
        "f.yaml:2:6: the character U+0000 cannot stand in YAML",
    ]
    assert yaml_problems("a: \ud800") == ["f.yaml:1:4: the character U+D800 cannot stand in YAML"]


@either_parser
def test_half_a_surrogate_pair_is_refused() -> None:
    assert yaml_problems('a: "\\ud83d"')[0].startswith("f.yaml:1:")
    assert json_problems('["ok", "\\ud83d"]') == ["f.json:1:8: half of a surrogate pair is no character"]
    assert load_json('["\\ud83d\\ude00"]').data == ["😀"]


@pytest.mark.parametrize("text", ["", "  \n\n", "# only a comment\n", "---\n", "---\n...\n", "~"])
def test_an_empty_file_is_refused(text: str) -> None:
    assert yaml_problems(text) == ["f.yaml: is empty"]


def test_an_empty_json_file_is_refused() -> None:
    assert json_problems(b" \n") == ["f.json: is empty"]


@either_parser
def test_a_second_document_is_refused_where_it_starts() -> None:
    assert yaml_problems("a: 1\n---\nb: 2\n") == ["f.yaml:2:1: a second document starts here; a file holds one"]


@pytest.mark.parametrize("text", ["x" * 100_000_000, b"[" * 100_000_000])
def test_a_line_of_a_hundred_megabytes_is_refused_at_once(text: str | bytes) -> None:
    with at_most(1_000):
        assert yaml_problems(text) == ["f.yaml: is larger than 64 MB, the most that is read at once"]
        assert json_problems(text) == ["f.json: is larger than 64 MB, the most that is read at once"]


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(InputError, match=r"large\.yaml: is larger than 64 MB"):
        load_file(path)


def test_more_values_than_can_be_read_in_time_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conflicts.document.yaml_text.MAX_PARTS", 1_000)
    assert load("[" + "1," * 900 + "]").data == [1] * 900
    assert yaml_problems("[" + "1," * 1_100 + "]") == ["f.yaml: has more than 1,000 values; JSON Lines can have more"]


@pytest.mark.parametrize("number", ["9" * 5_000, "1e1000000000", "-1e-99999", "1." + "3" * 2_000])
def test_a_number_that_no_machine_can_write_out_is_refused(number: str) -> None:
    for found in (yaml_problems(f"a: {number}"), json_problems(f'{{"a":{number}}}')):
        assert len(found) == 1
        assert "is out of range" in found[0]
        assert len(found[0]) < 120


def test_what_json_does_not_know_is_refused() -> None:
    assert json_problems("[1, NaN,\n -Infinity]") == [
        "f.json:1:5: NaN is not JSON",
        "f.json:2:2: -Infinity is not JSON",
    ]
    assert json_problems("{'a': 1}")[0].startswith("f.json:1:2: not valid JSON: expecting property name")
    assert json_problems("[1] [2]") == ["f.json:1:5: not valid JSON: extra data"]


@either_parser
@pytest.mark.parametrize(
    "text, place, hint",
    [
        ("a: b: c", "1:5", "put text that holds ': ' in quotes"),
        ("a:\n\t- b", "2:1", "a tab cannot indent"),
        ("a: @b", "1:4", "put text that starts with @ in quotes"),
        ("where: [a in [b, c], d]", "1:14", "put text that holds [ ] { } or , in quotes here"),
        ("a: {b} says", "1:8", "put text that starts with a quote or a bracket in quotes"),
        ("a: 1\nb: 'x\n", "3:1", "a quote is not closed"),
        ("? [a]\n: b", "1:3", "a key must be text"),
        ("{a: 1}: b", "1:1", ""),
        ("a: *b", "1:4", "the alias *b repeats nothing; put text that starts with * in quotes"),
        ("x: &base 1\na: *bass", "2:4", "(did you mean 'base'?)"),
        ("a: &b 1\n*b : 2", "2:1", "the alias *b cannot be a key"),
        ("a:\n  <<: 1\n", "2:7", "<< takes a mapping or a list of mappings"),
    ],
)
def test_a_syntax_error_has_its_place_and_says_what_to_do(text: str, place: str, hint: str) -> None:
    found = yaml_problems(text)
    assert found[0].startswith(f"f.yaml:{place}: ")
    assert hint in found[0]


@either_parser
def test_what_was_found_before_a_syntax_error_is_reported_with_it() -> None:
    duplicate, syntax = yaml_problems("a: 1\na: 2\nb: ]\n")
    assert duplicate.startswith("f.yaml:2:1: duplicate key 'a'")
    assert syntax.startswith("f.yaml:3:4: not valid YAML")


def test_a_file_is_read_by_its_suffix(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"a":\t1}')
    (tmp_path / "a.yaml").write_text("a: 1")
    assert load_file(tmp_path / "a.json").data == load_file(tmp_path / "a.yaml").data == {"a": 1}
    assert load_file(tmp_path / "a.yaml", "shown.yaml").place() == Place("shown.yaml", 1, 1)


def test_a_file_that_cannot_be_read_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        load_file(tmp_path / "absent.yaml")
    with pytest.raises(InputError, match="cannot be read: Is a directory"):
        load_file(tmp_path)


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="PyYAML was built without libyaml")
def test_two_thousand_claims_are_read_in_steps_that_are_few_for_each() -> None:
    claim = "  - id: c\n" + "".join(f"    field{n}: some text {n}\n" for n in range(14))
    text = "claims:\n" + claim * 2_000
    with at_most(3_000_000):
        assert load(text).data
