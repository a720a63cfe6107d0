"""Lines end where editors end them, in every place: with CR, LF or both, and with nothing else."""

import ast
from pathlib import Path

import pytest

import conflicts
from conflicts import config
from conflicts.document import load
from conflicts.document.outline import outline
from conflicts.errors import InputError
from conflicts.readers import load as load_claims

NO_ENDS = ("\u2028", "\u2029", "\x85")
ENDS = ("\n", "\r\n", "\r")
PACKAGE = Path(conflicts.__file__).parent

WITHOUT_PLACES = {
    "cli/revision.py",  # the first line of what git says
    "facts/stored/__init__.py",  # of what DuckDB says
    "formats/rules.py",  # a rule's source, to be shown
    "lsp/rulefiles.py",  # the faults of a rule, one a line
    "readers/first_words.py",  # bytes, of which only LF and CR end lines
    "readers/wikidata/rules.py",  # the faults of a rule, one a line
    "suggest/vocabulary.py",  # lines of this program's own
    "tables/arrow.py",  # the first line of what Arrow says
}


@pytest.mark.parametrize("letter", NO_ENDS)
@pytest.mark.parametrize("end", ENDS)
def test_no_other_character_ends_a_line_of_yaml(letter: str, end: str) -> None:
    lines = [f"# a comment{letter}more: [", f'first: "one{letter}two"', f"second: one{letter}two", "third: [1]"]
    document = load(end.join(lines), "f.yaml")
    assert document.data == {"first": f"one{letter}two", "second": f"one{letter}two", "third": [1]}
    assert [document.place((key,)).line for key in ("first", "second", "third")] == [2, 3, 4]


@pytest.mark.parametrize("letter", NO_ENDS)
def test_a_block_of_text_keeps_the_characters_that_end_no_line(letter: str) -> None:
    assert load(f"a: |\n  one{letter}two\n  three\nb: 1\n").data == {"a": f"one{letter}two\nthree\n", "b": 1}


@pytest.mark.parametrize("letter", NO_ENDS)
def test_a_fault_after_such_a_character_is_in_the_line_that_editors_show(letter: str) -> None:
    with pytest.raises(InputError) as caught:
        load(f"a: one{letter}two\nb: @c\n", "f.yaml")
    assert str(caught.value).startswith("f.yaml:2:4: ")


@pytest.mark.parametrize("letter", NO_ENDS)
def test_an_outline_counts_characters_and_not_such_lines(letter: str) -> None:
    text = f"a: one{letter}two\nb: 1\n"
    root = outline(text).root
    assert root is not None
    assert [text[each.value.start : each.value.end] for each in root.entries] == [f"one{letter}two", "1"]


@pytest.mark.parametrize("letter", [*NO_ENDS, "\x0b", "\x0c", "\x1c", "\x1d", "\x1e"])
def test_places_in_settings_and_in_texts_count_no_such_lines(letter: str, tmp_path: Path) -> None:
    places = config._places(f"# a{letter}b\nformat = 1\n", ())
    assert places["format",] == (2, 1)
    page = tmp_path / "a.txt"
    page.write_text(f"Nothing{letter}here.\nThe Census said that Norwood had a population of 12,000 in 2000.[2]\n")
    locations = [claim.location for claim in load_claims(page).claims]
    assert [place.line for place in locations if place is not None][-1:] == [2]


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_places_are_not_counted_in_the_lines_of_unicode(file: Path) -> None:
    called = {node.attr for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Attribute)}
    assert "splitlines" not in called or file.relative_to(PACKAGE).as_posix() in WITHOUT_PLACES
