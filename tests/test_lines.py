"""Lines end where editors end them, in every place: with CR, LF or both, and with nothing else."""

import ast
from pathlib import Path

import pytest

import conflicts
from conflicts import config
from conflicts.document import load, load_json
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


TEXTS = {
    "prose.txt": ("One line.[1]\n\nAnother paragraph is here.[2]\nIts second line is there.[3]\n", [1, 3, 4]),
    "page.md": ("# Mill\n\nThe mill burned in 1921.[1]\n\n- The owner left.[2]\n- The miller stayed.[3]\n", [3, 5, 6]),
    "page.wiki": (
        "Mill burned.<ref>a</ref>\n\n{{Infobox mill\n| built = 1900\n}}\n\nIt is gone.<ref>b</ref>\n",
        [1, 4, 7],
    ),
    "claims.yaml": ("claims:\n- {id: a, subject: s, predicate: p}\n\n- {id: b, subject: s, predicate: p}\n", [2, 4]),
    "claims.json": (
        '{"claims": [\n{"id": "a", "subject": "s", "predicate": "p"},\n\n'
        '{"id": "b", "subject": "s", "predicate": "p"}\n]}',
        [2, 4],
    ),
    "claims.csv": ("id,subject,predicate,value\na,s,p,x\nb,s,p,y\n", [2, 3]),
}
REVIEW = (
    '{"@context": "https://schema.org", "@type": "ClaimReview", "url": "https://example.org/a",\n'
    '"author": {"@type": "Organization", "name": "E"},\n"claimReviewed": "It burned.",\n'
    '"reviewRating": {"@type": "Rating", "ratingValue": 1, "bestRating": 5, "worstRating": 1}}'
)
FEED = f'{{"@context": "https://schema.org", "@type": "DataFeed", "dataFeedElement": [\n{REVIEW},\n\n{REVIEW}\n]}}'
ITEM = (
    '{"entities": {\n"Q1": {"type": "item", "id": "Q1", "claims": {\n"P1": [\n{"mainsnak": {"snaktype": "value", '
    '"property": "P1", "datavalue": {"value": "x", "type": "string"}}, "type": "statement", "id": "Q1$1"}]}}}}'
)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("name", TEXTS)
def test_a_claim_is_in_the_line_that_editors_show_whatever_ends_lines(name: str, end: str, tmp_path: Path) -> None:
    text, lines = TEXTS[name]
    (tmp_path / name).write_bytes(text.replace("\n", end).encode())
    found = [claim.location for claim in load_claims(tmp_path / name).claims]
    assert [place.line for place in found if place is not None] == lines


@pytest.mark.parametrize(
    ("name", "text", "format"),
    [
        ("review.json", FEED, "claimreview"),
        ("page.html", f"<p>\n<script type='application/ld+json'>\n{FEED}\n</script>", "claimreview"),
        ("item.json", ITEM, "wikidata"),
    ],
)
def test_other_formats_have_the_same_places_whatever_ends_lines(
    name: str, text: str, format: str, tmp_path: Path
) -> None:
    places = []
    for end in ENDS:
        (tmp_path / name).write_bytes(text.replace("\n", end).encode())
        claims = load_claims(tmp_path / name, format=format).claims
        places.append([(claim.location.line, claim.location.column) for claim in claims if claim.location is not None])
    assert places[0]
    assert min(line for line, _ in places[0]) > 1
    assert places[1:] == places[:1] * 2


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("name", ["a.txt", "a.json", "a.yaml", "a.wiki"])
def test_a_byte_that_is_no_text_is_in_the_line_that_editors_show(name: str, end: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(f"one{end}two{end}x".encode() + b"\xff")
    with pytest.raises(InputError) as caught:
        load_claims(tmp_path / name)
    assert [(each.place.line, each.place.column) for each in caught.value.problems] == [(3, 2)]


@pytest.mark.parametrize("end", ENDS)
def test_faults_of_json_are_in_the_line_that_editors_show(end: str) -> None:
    with pytest.raises(InputError) as caught:
        load_json(f'{{{end}"a": 1,{end}"b": oh}}', "f.json")
    assert str(caught.value).startswith("f.json:3:6: ")


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_places_are_not_counted_in_the_lines_of_unicode(file: Path) -> None:
    called = {node.attr for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Attribute)}
    assert "splitlines" not in called or file.relative_to(PACKAGE).as_posix() in WITHOUT_PLACES
