"""JSON that is read the quick way is what a close look at it gives: the same data, or the same problems."""

import gc
import io
import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conflicts import InputError, load
from conflicts.document import Document, json_text, load_json_line
from conflicts.readers import jsonl

KEYS = st.sampled_from(("a", "b", "id", "é", ":", '"', " :", "a b"))
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.sampled_from((1.5, -0.0, 1e300)),
    st.sampled_from(
        ("", "a", ":-)", " : ", '":', "\\", "\\u0041", "1.5", ", 1.5", "\u2028", "\ud800", "\U0001f600", "{[")
    ),
)


@st.composite
def pairs(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    """An object, in which a key may stand twice, with white space in any place."""
    space = st.sampled_from(("", "", " ", "\t"))
    entries = draw(st.lists(st.tuples(KEYS, space, space, values), max_size=4))
    escapes = draw(st.booleans())
    written = (f"{json.dumps(key, ensure_ascii=escapes)}{a}:{b}{value}" for key, a, b, value in entries)
    return "{" + ",".join(written) + "}"


TEXTS = st.recursive(
    st.one_of(SCALARS.map(json.dumps), SCALARS.map(lambda data: json.dumps(data, ensure_ascii=False))),
    lambda inner: st.one_of(pairs(inner), st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")),
    max_leaves=8,
)
CUTS = st.tuples(
    st.integers(0, 60), st.sampled_from(("", "", "", '"', "}", ",", "\0", "NaN", "1.", "-", "\n", "\ufeff"))
)


def outcome(read: object, text: str) -> object:
    try:
        data = read(text, "f", 1)  # type: ignore[operator]  # both readers are called alike
    except InputError as error:
        return [str(problem) for problem in error.problems]
    return repr(data)  # 1 and true, 1 and 1.0 are equal, but not the same


@given(pairs(TEXTS), CUTS)
@example('{"a": 1, "a": 2}', (60, ""))
@example('{"a" : 1, "a": 2}', (60, ""))
@example('{"a": 1, "\\u0061": 2}', (60, ""))
@example('{"a": {"b": 1, "b" \t: 2}}', (60, ""))
@example('{"a": [[{"b": 1, "b": 2}]]}', (60, ""))
@example('{"a": 1.50}', (60, ""))
@example('{"a": [1.0, 2E5]}', (60, ""))
@example('{"a": -0}', (60, ""))
@example('{"a": 007}', (60, ""))
@example('{"a": NaN}', (60, ""))
@example('{"a": -Infinity}', (60, ""))
@example('{"a": "\\ud83d\\ude00", "b": "\\ud83d"}', (60, ""))
@example('{"a": "\t"}', (60, ""))
@example("{}{}", (60, ""))
def test_the_quick_way_gives_what_the_careful_one_gives(text: str, cut: tuple[int, str]) -> None:
    at, inserted = cut
    text = text[:at] + inserted + text[at:]
    assert outcome(json_text.read_json, text) == outcome(json_text._read_carefully, text)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": ' + "[" * 150 + "]" * 150 + "}",
        '{"a": ' + "9" * 999 + "}",
        '{"a": ' + "9" * 1001 + "}",
        '{"a": ' + "9" * 5000 + "}",
        '{"a": "' + "9" * 5000 + '"}',
        '{"a": 1e1001}',
    ],
)
def test_deep_and_long_ones_too(text: str) -> None:
    assert outcome(json_text.read_json, text) == outcome(json_text._read_carefully, text)


def test_a_key_that_stands_twice_is_told_with_its_place() -> None:
    with pytest.raises(InputError, match="f:7:12: duplicate key 'a': first at line 7, column 2"):
        load_json_line(b'{"a": "x", "a": "y"}', "f", 7)


def test_most_lines_take_the_quick_way() -> None:
    line = '{"id": "c1", "value": {"low": 5}, "valid": "2022-03-24", "excerpt": "At 1.5 km: \\"no\\".", "tags": ["x"]}'
    assert json_text._read_plain(line) == json.loads(line)


@pytest.mark.parametrize("text", ['{"id": "a", "subject": "s", "predicate": "p"}\n', "{"])
def test_the_garbage_collector_is_as_it_was_once_claims_are_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text(text, encoding="utf-8")
    for enabled in (False, True):
        (gc.enable if enabled else gc.disable)()
        try:
            load(path)
        except InputError:
            assert text == "{"
        finally:
            after = gc.isenabled()
            gc.enable()
        assert after is enabled


@given(
    st.lists(st.sampled_from(("\n", "\r\n", "  \n", "\t\n", "\r\n\n\n", '{"claims": []}\n')), max_size=40),
    st.integers(1, 9),
)
def test_blank_lines_change_nothing_but_the_numbers_of_lines(lines: list[str], buffer: int) -> None:
    text = "".join(lines)
    found = jsonl._lines(io.BufferedReader(io.BytesIO(text.encode()), buffer), "f")
    numbers = [each.first_line for each in found if isinstance(each, Document)]
    assert numbers == [number for number, line in enumerate(text.split("\n"), 1) if "{" in line]


def test_many_blank_lines_are_skipped_together() -> None:
    class Lines(io.BufferedReader):
        asked = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            self.asked += 1
            return super().readline(size)

    stream = Lines(io.BytesIO(b"\n" * 100_000 + b'{"claims": []}'))
    assert len(list(jsonl._lines(stream, "f"))) == 1
    assert stream.asked < 10
