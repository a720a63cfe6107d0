"""Bad input: one clear error for each fault, with its place, all faults at once, and nothing but InputError."""

import json
import os
import random
from pathlib import Path

import pytest

from conflicts import ConflictReport, check
from conflicts.errors import InputError, Problem
from conflicts.model.moment import period
from conflicts.model.value import UNKNOWN
from conflicts.readers import load
from fuzz_readers import fuzz
from steps import at_most

FINE = "{id: %s, subject: s, predicate: p}"


def problems(path: Path | list[Path]) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        load(path)
    return caught.value.problems


def told(path: Path) -> list[str]:
    """Everything that is wrong with the file, each as ``line:column: message``, the file's name aside."""
    found = problems(path)
    assert {problem.place.file for problem in found} == {str(path)}
    return [str(problem).removeprefix(f"{path}:").strip() for problem in found]


def why_no_date(text: str) -> str:
    with pytest.raises(ValueError, match=text) as caught:
        period(text)
    return str(caught.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "claims.yaml"


# ------------------------------------------------------------------------------------------------ one fault each

ONE_FAULT = {
    "an unknown field": (
        "claims:\n- id: a\n  subject: s\n  predicate: p\n  assertd_by: isw\n",
        "5:3: claim 'a': unknown field 'assertd_by' (did you mean 'asserted_by'?)",
    ),
    "an unknown section": (
        "claim:\n- {id: a, subject: s, predicate: p}\n",
        "1:1: unknown section 'claim' (did you mean 'claims'?); known: sources, entities, predicates, claims",
    ),
    "an unknown field of a source": (
        "sources:\n  isw: {reliabilty: B}\nclaims: []\n",
        "2:9: source 'isw': unknown field 'reliabilty' (did you mean 'reliability'?)",
    ),
    "an unknown field of a citation": (
        "claims:\n- {id: a, subject: s, predicate: p, citations: [{ref: 1}, {titel: x}]}\n",
        "2:60: claim 'a': unknown field 'titel' (did you mean 'title'?)",
    ),
    "a missing field": ("claims:\n- {id: a, predicate: p}\n", "2:3: claim 'a': missing field 'subject'"),
    "a reversed interval": (
        "claims:\n- id: a\n  subject: s\n  predicate: p\n  valid: 2022-03-24/2021\n",
        "5:3: claim 'a': valid: reversed interval: 2022-03-24 is after 2021",
    ),
    "a reversed range": (
        "claims:\n- {id: a, subject: s, predicate: p, value: {low: 3, high: 2}}\n",
        "2:37: claim 'a': value: reversed range: low 3 is above high 2",
    ),
    "a bad date": (
        "claims:\n- id: a\n  subject: s\n  predicate: p\n  stated: yesterday\n",
        "5:3: claim 'a': stated: {reason}",
    ),
    "a time of no form": (
        "claims:\n- {id: a, subject: s, predicate: p, valid: {untill: 2022}}\n",
        "2:37: claim 'a': valid: a time is a date such as 2022-03-24, an interval, or one of by, since, until, at and a"
        " date (did you mean 'until'?)",
    ),
    "a dangling supersedes": (
        f"claims:\n- {FINE % 'first'}\n- {{id: b, subject: s, predicate: p, supersedes: frist}}\n",
        "3:37: claim 'b': supersedes the unknown claim 'frist' (did you mean 'first'?)",
    ),
    "a claim that supersedes itself": (
        "claims:\n- {id: a, subject: s, predicate: p, supersedes: a}\n",
        "2:37: claim 'a': supersedes itself",
    ),
    "a cycle in part_of": (
        "entities:\n  a: {part_of: b}\n  b: {part_of: a}\nclaims: []\n",
        "2:7: part_of goes in a circle: a → b → a",
    ),
    "an unknown whole": (
        "entities:\n  south: {part_of: twon}\n  town: {}\nclaims: []\n",
        "2:11: 'south': unknown entity 'twon' (did you mean 'town'?)",
    ),
    "an unknown predicate": (
        "predicates: {killed: }\nclaims:\n- {id: a, subject: s, predicate: kiled}\n",
        "3:23: claim 'a': unknown predicate 'kiled' (did you mean 'killed'?)",
    ),
    "an unknown source": (
        "sources: {isw: {name: Institute}}\nclaims:\n- {id: a, subject: s, predicate: p, via: [isw, iws]}\n",
        "3:48: claim 'a': unknown source 'iws' (did you mean 'isw'?)",
    ),
    "a value of the wrong type": (
        "predicates: {p: {value: term}}\nclaims:\n- {id: a, subject: s, predicate: p, value: 5}\n",
        "3:37: claim 'a': 'p' takes a term, not a quantity: '5'",
    ),
    "a predicate without the value it needs": (
        "predicates: {p: {value: term}}\nclaims:\n- {id: a, subject: s, predicate: p}\n",
        "3:3: claim 'a': predicate 'p' needs a value (write unknown if nobody knows)",
    ),
    "a duplicate key": (
        "claims:\n- id: a\n  subject: s\n  predicate: p\n  subject: t\n",
        "5:3: duplicate key 'subject': first at line 3, column 3",
    ),
    "a list where a mapping should be": (
        "- a\n",
        "1:1: a list where a mapping with sources, entities, predicates, claims should be",
    ),
    "text where a mapping should be": (
        "just words\n",
        "1:1: 'just words' where a mapping with sources, entities, predicates, claims should be",
    ),
    "a mapping where a list should be": (
        "claims: {id: a}\n",
        "1:1: claims must be a list of claims, not a mapping",
    ),
    "a list where a section should be": (
        "sources: [isw]\nclaims: []\n",
        "1:1: sources must be a mapping of names to what they mean, not a list",
    ),
    "text where a claim should be": ("claims:\n- a\n", "2:3: a claim must be a mapping, not 'a'"),
    "claims that are null": ("claims:\n", "1:1: claims must be a list of claims, not nothing"),
    "no claims": ("entities: {a: {}}\n", "holds no claims"),
    "an empty file": ("", "is empty"),
    "a file of comments": ("# nothing yet\n", "is empty"),
    "not a number": (
        "claims:\n- {id: a, subject: s, predicate: p, value: {amount: .nan}}\n",
        "2:45: claim 'a': value.amount must be a number, not '.nan'",
    ),
    "a number without end": (
        f"claims:\n- {{id: a, subject: s, predicate: p, value: 1{'0' * 5000}}}\n",
        f"2:44: the number 1{'0' * 49}… is out of range",
    ),
    "a number of no size": (
        "claims:\n- {id: a, subject: s, predicate: p, value: 1e999999999}\n",
        "2:44: the number 1e999999999 is out of range",
    ),
    "a number whose exponent is out of range": (
        f"claims:\n- {{id: a, subject: s, predicate: p, value: 1e{'9' * 30}}}\n",
        f"2:44: the number 1e{'9' * 30} is out of range",
    ),
    "a number that is too long": (
        "claims:\n- {id: a, subject: s, predicate: p, value: 1e500}\n",
        "2:37: claim 'a': value: the number is too long: at most 400 digits before or after the point",
    ),
    "a second document": (
        f"claims: [{FINE % 'a'}]\n---\nclaims: []\n",
        "2:1: a second document starts here; a file holds one",
    ),
}


@pytest.mark.parametrize("fault", ONE_FAULT)
def test_a_fault_is_told_once_with_its_line_and_column(fault: str, file: Path) -> None:
    text, expected = ONE_FAULT[fault]
    file.write_text(text, encoding="utf-8")
    assert told(file) == [expected.replace("{file}", str(file)).replace("{reason}", why_no_date("yesterday"))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "claims:\n- {id: a, subject: s, predicate: p, value: {amount: 5, unit: km}}\n"
            "- {id: b, subject: s, predicate: p, value: {amount: 5, unit: kg}}\n",
            "3:37: claim 'b': cannot convert 'kg' to 'km', the unit of claim 'a' ({file}:2:3), and 'p' declares none",
        ),
        (
            "predicates: {p: {value: quantity, unit: km}}\nclaims:\n- {id: a, subject: s, predicate: p, value: 5 kg}\n",
            "3:37: claim 'a': cannot convert 'kg' to 'km'",
        ),
    ],
)
def test_a_value_whose_unit_does_not_convert_is_reported_and_ends_nothing(text: str, expected: str, file: Path) -> None:
    file.write_text(text, encoding="utf-8")
    loaded = load(file)
    assert [f"{each}" for each in loaded.unread] == [f"{file}:{expected}".replace("{file}", str(file))]
    assert loaded.claims[-1].value is UNKNOWN


def test_a_duplicate_id_names_both_places(file: Path) -> None:
    file.write_text(f"claims:\n- {FINE % 'a'}\n- {FINE % 'b'}\n- {FINE % 'a'}\n", encoding="utf-8")
    assert told(file) == [f"4:4: duplicate id 'a': first used at {file}:2:3"]


def test_all_faults_of_all_files_are_told_at_once_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "entities:\n  s: {part_of: s}\n"
        "predicates:\n  p: {value: quantity, tolerance: some}\n"
        "claims:\n"
        "- {id: a, subject: s, predicate: p, value: many, valid: 2022-13}\n"
        "- {id: b, subject: 5, predicate: q, value: 5}\n"
        "- {id: a, subject: s, predicate: p, value: 5, supersedes: [broken, nobody]}\n"
        "- {id: broken, subject: s, predicate: [p]}\n",
        encoding="utf-8",
    )
    (tmp_path / "b.jsonl").write_text('{"id": "c"}\n{"id": "a", "subject": "s", "predicate": "r", "value": 1}\n')
    places = [
        (p.place.file.removeprefix(f"{tmp_path}{os.sep}"), p.place.line, p.place.column) for p in problems([tmp_path])
    ]
    assert places == [
        ("a.yaml", 2, 7),  # the circle
        ("a.yaml", 4, 24),  # the tolerance
        ("a.yaml", 6, 37),  # the value is no quantity
        ("a.yaml", 6, 50),  # the date
        ("a.yaml", 7, 11),  # the subject
        ("a.yaml", 7, 23),  # the predicate nobody declared
        ("a.yaml", 8, 4),  # the id
        ("a.yaml", 8, 47),  # the claim nobody made; the broken one is there
        ("a.yaml", 9, 28),  # the predicate that is no text
        ("b.jsonl", 1, 1),  # no subject
        ("b.jsonl", 1, 1),  # no predicate
        ("b.jsonl", 2, 2),  # the id, of another file
        ("b.jsonl", 2, 29),  # the predicate nobody declared
    ]


UNREAD = {
    "a file that is no YAML": ("b.yaml", "claims: [\n"),
    "a line that is no JSON": ("b.jsonl", '{"id": "b", "subject": "s", "predicate":\n'),
    "a section of the wrong shape": ("b.yaml", "entities: []\n"),
    "a section that is misspelt": ("b.yaml", "clams: [{id: c, subject: s, predicate: p}]\n"),
    "a claim without an id": ("b.yaml", "claims: [{idd: lost, subject: s, predicate: p}]\n"),
}


@pytest.mark.parametrize("unread", UNREAD)
def test_a_word_is_not_called_unknown_while_a_part_that_may_define_it_is_unread(unread: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "sources: {isw: {}}\npredicates: {p: {precedes: lost}}\nentities: {s: {part_of: lost}}\n"
        "claims:\n"
        "- {id: a, subject: s, predicate: lost, supersedes: lost, asserted_by: lost}\n"
        "- {id: a, subject: s, predicate: p}\n"
    )
    name, text = UNREAD[unread]
    (tmp_path / name).write_text(text)
    found = [problem for problem in problems(tmp_path) if problem.place.file.endswith("a.yaml")]
    assert [problem.message for problem in found] == [f"duplicate id 'a': first used at {tmp_path / 'a.yaml'}:5:3"]
    assert len(problems(tmp_path)) > len(found)


# ------------------------------------------------------------------------------------------------ bytes and sizes


def test_bytes_that_are_not_utf_8_are_told_with_their_place(file: Path) -> None:
    file.write_bytes(b"claims:\n- {id: \xff}\n")
    assert told(file) == ["2:8: not UTF-8: byte 0xff at offset 15"]


def test_a_character_that_yaml_cannot_hold_is_told_with_its_place(file: Path) -> None:
    file.write_bytes(b"claims:\n- {id: a\x00}\n")
    assert told(file) == ["2:9: the character U+0000 cannot stand in YAML"]


def test_aliases_that_explode_are_refused_before_they_do(file: Path) -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12)]
    file.write_text("\n".join(["l0: &l0 [x, x]", *levels, "claims: []"]), encoding="utf-8")
    with at_most(100_000):
        (problem,) = told(file)
    assert "aliases repeat more than" in problem


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused_with_its_place(opening: str, file: Path) -> None:
    file.write_text("claims:\n  " + opening * 5_000 + "\n", encoding="utf-8")
    (problem,) = told(file)
    assert "2:" in problem
    assert "nested more than 100 deep" in problem


def test_deep_nesting_in_json_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "claims.json"
    file.write_text('{"claims": ' + "[" * 100_000 + "]" * 100_000 + "}", encoding="utf-8")
    (problem,) = told(file)
    assert "nested more than 100 deep" in problem


def test_a_file_of_100_mb_is_refused_without_being_read(file: Path) -> None:
    with file.open("wb") as stream:
        stream.truncate(100 * 2**20)
    (problem,) = told(file)
    assert problem == "is larger than 64 MB, the most that is read at once"


def test_a_line_of_100_mb_is_refused_with_its_number_and_the_other_lines_are_read(tmp_path: Path) -> None:
    file = tmp_path / "claims.jsonl"
    with file.open("wb") as stream:
        stream.write(b'{"id": "a", "subject": "s", "predicate": "p"}\n{"id": "')
        for _ in range(100):
            stream.write(b"x" * 2**20)
        stream.write(b'"}\n{"id": "b", "subject": "s"}\n')
    assert told(file) == ["2:1: the line is longer than 16 MB", "3:1: claim 'b': missing field 'predicate'"]


def test_a_claim_whose_words_are_a_megabyte_makes_a_short_error(file: Path) -> None:
    word = "x" * 2**20
    file.write_text(
        f"predicates: {{p: {{value: term}}}}\nclaims: [{{id: {word}, subject: s, predicate: {word}, {word}: 1}}]",
        encoding="utf-8",
    )
    for problem in problems(file):
        assert len(str(problem)) < 500


# ------------------------------------------------------------------------------------------------ lines of JSON


FAULTY_LINES = {
    "an empty file": ("", ["is empty"]),
    "blank lines": ("\n \r\n", ["is empty"]),
    "no claims": ('{"sources": {"isw": {}}}\n', ["holds no claims"]),
    "a list": ("\n[1]\n", ["2:1: a list where a claim should be"]),
    "null": ("null\n", ["1:1: nothing where a claim should be"]),
    "a line that ends early": ('{"id": "a"\n', ["1:11: not valid JSON: expecting ',' delimiter"]),
    "a duplicate key": ('\n{"id": "a",  "id": "b"}', ["2:14: duplicate key 'id': first at line 2, column 2"]),
    "NaN": ('{"id": "a", "subject": "s", "predicate": "p", "value": NaN}', ["1:56: NaN is not JSON"]),
    "half a character": ('{"id": "\\ud800"}', ["1:8: half of a surrogate pair is no character"]),
    "half a name": ('{"sources": {"\\ud800": {}}}', ["1:14: half of a surrogate pair is no character"]),
    "neither a claim nor a vocabulary": (
        '{"id": "a", "claims": []}',
        [
            "1:1: claim 'a': missing field 'subject'",
            "1:1: claim 'a': missing field 'predicate'",
            "1:13: claim 'a': unknown field 'claims'",
        ],
    ),
    "a faulty vocabulary": (
        '{"sources": {"isw": {"nmae": "x"}}}\n{"id": "a", "subject": "s", "predicate": "p"}',
        ["1:22: source 'isw': unknown field 'nmae' (did you mean 'name'?)"],
    ),
}


@pytest.mark.parametrize("fault", FAULTY_LINES)
def test_a_fault_in_a_line_is_told_with_its_line(fault: str, tmp_path: Path) -> None:
    text, expected = FAULTY_LINES[fault]
    file = tmp_path / "claims.jsonl"
    file.write_text(text, encoding="utf-8", newline="")
    assert told(file) == expected


def test_a_line_that_is_not_utf_8_does_not_hide_the_others(tmp_path: Path) -> None:
    file = tmp_path / "claims.jsonl"
    file.write_bytes(b'{"id": "\xff"}\n{"id": "b", "subject": "s"}\n')
    assert told(file) == ["1:9: not UTF-8: byte 0xff at offset 8", "2:1: claim 'b': missing field 'predicate'"]


# ------------------------------------------------------------------------------------------------ files


def test_a_directory_without_claims_says_so(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("{}")
    (problem,) = problems(tmp_path)
    assert str(problem) == f"{tmp_path}: holds no claims in any *.yaml, *.yml, *.json, *.jsonl"


def test_a_directory_with_nothing_but_a_vocabulary_says_so(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.yaml").write_text("entities: {a: {}}\n")
    (tmp_path / "more.yaml").write_text("sources: {a: {}}\n")
    (problem,) = problems(tmp_path)
    assert problem.message == f"none of {tmp_path / 'more.yaml'}, {tmp_path / 'vocabulary.yaml'} holds claims"


def test_a_missing_file_and_one_of_an_unknown_kind_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "claims.docx").write_text("claims: []\n")
    missing, unknown = map(str, problems([tmp_path / "nowhere.yaml", tmp_path / "claims.docx"]))
    assert missing == f"{tmp_path}/nowhere.yaml: no such file or directory"
    assert unknown.startswith(f"{tmp_path}/claims.docx: is of an unknown kind; known: .yaml, .yml, .json, .jsonl, .txt")


def test_no_file_at_all_is_an_error() -> None:
    with pytest.raises(InputError, match="no claims file is named"):
        load([])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a thing of POSIX")
def test_a_pipe_is_refused_and_passed_over_in_a_directory(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert "is not a regular file" in problems(tmp_path / "pipe.yaml")[0].message
    (tmp_path / "a.yaml").write_text(f"claims: [{FINE % 'a'}]")
    assert len(load(tmp_path).claims) == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_cannot_be_read_says_so(file: Path) -> None:
    file.write_text("claims: []\n", encoding="utf-8")
    file.chmod(0)
    assert told(file) == ["cannot be read: Permission denied"]


def test_a_directory_that_is_linked_into_itself_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(f"claims: [{FINE % 'a'}]")
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    assert len(load(tmp_path).claims) == 1


# ------------------------------------------------------------------------------------------------ fuzz


def test_whatever_the_bytes_reading_gives_claims_or_an_input_error() -> None:
    _, sound = fuzz(range(1, 301), seed=random.SystemRandom().randrange(10**6))
    assert sound > 0


def test_a_file_may_have_a_name_that_is_no_unicode(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"claims-\xe9.yaml")
    try:
        path.write_text(f"claims: [{FINE % 'a'}]", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes no such name")
    report = check(load(path), rules=["core/no-source"])
    (finding,) = json.loads(report.to_json())["findings"]
    assert finding["sides"][0]["claims"][0]["location"]["file"].endswith("claims-\\udce9.yaml")
    assert ConflictReport.from_json(report.to_json()).counts == report.counts
