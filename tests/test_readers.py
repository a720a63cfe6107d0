"""Files to collections and back: which files are read, how they become one, and where each claim stands."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conflicts.document import load as load_document
from conflicts.errors import InputError
from conflicts.model.claim import Citation, Claim, Location
from conflicts.model.collection import Collection
from conflicts.model.source import Source
from conflicts.model.spelling import canonical
from conflicts.model.value import NONE, UNKNOWN, AnyValue, Quantity, Term, Text, Time
from conflicts.model.vocabulary import Entity, Predicate, Vocabulary
from conflicts.readers import claims_jsonl, claims_schema, claims_yaml, from_mapping, load
from conflicts.strategies import collections

REPOSITORY = Path(__file__).parents[1]

CLAIMS = """\
sources:
  isw: {name: Institute}
predicates:
  killed: {value: quantity, unit: person}
  fighting-in:
claims:
  - id: a
    subject: izium
    predicate: killed
    value: 200-300
    asserted_by: isw
    stated: 2022-03-24
    excerpt: Two or three hundred fell.
  - {id: b, subject: izium, predicate: fighting-in, valid: 2022-03-24/..}
"""
PLAIN = "claims: [{id: %s, subject: s, predicate: p}]\n"


def write(folder: Path, **files: str) -> Path:
    """Write the files into the folder; ``__`` in a name is a slash, ``_`` the dot of its suffix."""
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def ids(collection: Collection) -> list[str]:
    return [claim.id for claim in collection.claims]


# ------------------------------------------------------------------------------------------------ one file


def test_a_yaml_file_is_claims_and_their_vocabulary(tmp_path: Path) -> None:
    collection = load(write(tmp_path, claims_yaml=CLAIMS) / "claims.yaml")
    assert collection.vocabulary == Vocabulary(
        sources={"isw": Source(name="Institute")},
        predicates={"killed": Predicate(value="quantity", unit="person"), "fighting-in": Predicate()},
    )
    first, second = collection.claims
    assert (first.value, first.stated) == (Text(text="200-300"), Time(text="2022-03-24"))
    assert second.valid == Time(text="2022-03-24/..")


def test_a_claim_knows_its_place_and_keeps_its_own_excerpt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(tmp_path, sub__claims_yaml=CLAIMS))
    first, second = load("sub/claims.yaml").claims
    assert first.location == Location(file=str(Path("sub", "claims.yaml")), line=7, column=5)
    assert second.location == Location(file=str(Path("sub", "claims.yaml")), line=14, column=5)
    assert first.excerpt == "Two or three hundred fell."


def test_a_location_that_the_file_gives_stays(tmp_path: Path) -> None:
    text = "claims: [{id: a, subject: s, predicate: p, location: {file: page.html, line: 7, excerpt: It was.}}]"
    (claim,) = load(write(tmp_path, a_yaml=text)).claims
    assert claim.location == Location(file="page.html", line=7, excerpt="It was.")


def test_a_json_file_reads_as_the_same_yaml_would(tmp_path: Path) -> None:
    data = load_document(CLAIMS).data
    folder = write(tmp_path, a_yaml=CLAIMS, b_json=json.dumps(data, indent=1))
    from_yaml, from_json = load(folder / "a.yaml"), load(folder / "b.json")
    assert from_json.vocabulary == from_yaml.vocabulary
    assert [c.model_copy(update={"location": None}) for c in from_json.claims] == [
        c.model_copy(update={"location": None}) for c in from_yaml.claims
    ]
    assert from_json.claims[0].location is not None
    assert from_json.claims[0].location.line > 1


def test_lines_of_json_are_claims_or_parts_of_the_vocabulary(tmp_path: Path) -> None:
    lines = (
        '\ufeff{"predicates": {"killed": {"value": "quantity"}}, "entities": {"izium": null}}\r\n'
        "\r\n"
        '{"id": "a", "subject": "izium", "predicate": "killed", "value": 200}\r\n'
        '  {"id": "b", "subject": "izium", "predicate": "killed", "value": "at most 1e3"}\n'
        "\n"
        '{"sources": {"isw": {}}}'
    )
    path = write(tmp_path, a_jsonl=lines) / "a.jsonl"
    collection = load(path)
    assert ids(collection) == ["a", "b"]
    assert [claim.location for claim in collection.claims] == [
        Location(file=str(path), line=3, column=1),
        Location(file=str(path), line=4, column=3),
    ]
    assert collection.vocabulary.sources == {"isw": Source()}
    assert collection.vocabulary.entities == {"izium": Entity()}


def test_a_claim_can_lean_on_another_with_aliases_and_merges(tmp_path: Path) -> None:
    text = "claims:\n  - &a {id: a, subject: s, predicate: p, value: 1}\n  - {<<: *a, id: b}\n"
    first, second = load(write(tmp_path, a_yaml=text)).claims
    assert (second.subject, second.value) == (first.subject, first.value)


def test_a_list_of_no_claims_is_a_collection_of_none(tmp_path: Path) -> None:
    assert load(write(tmp_path, a_yaml="claims: []\n")).claims == ()


# ------------------------------------------------------------------------------------------------ several files


def test_a_directory_is_read_with_all_below_it_in_the_order_of_names(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        b_yaml=PLAIN % "b",
        a_yml=PLAIN % "a",
        c_jsonl='{"id": "c", "subject": "s", "predicate": "p"}',
        claims_json='{"claims": [{"id": "d", "subject": "s", "predicate": "p"}]}',
        sub__e_yaml=PLAIN % "e",
    )
    collection = load(folder)
    assert ids(collection) == ["a", "b", "c", "d", "e"]
    assert collection.files == tuple(
        str(folder / name) for name in ("a.yml", "b.yaml", "c.jsonl", "claims.json", Path("sub", "e.yaml"))
    )


def test_in_a_directory_reports_other_files_and_hidden_ones_are_passed_over(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        a_yaml=PLAIN % "a",
        report_json='{"findings": []}',
        notes_txt="claims: no",
    )
    (folder / ".hidden.yaml").write_text("not: claims", encoding="utf-8")
    (folder / ".git").mkdir()
    (folder / ".git" / "x.yaml").write_text("not: claims", encoding="utf-8")
    assert ids(load(folder)) == ["a"]


def test_several_paths_make_one_collection_and_each_file_is_read_once(tmp_path: Path) -> None:
    folder = write(tmp_path, a_yaml=PLAIN % "a", b_yaml=PLAIN % "b")
    assert ids(load([folder / "b.yaml", str(folder), folder / "a.yaml"])) == ["b", "a"]


def test_vocabularies_merge_over_files(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        a_yaml="predicates: {p: {value: term}}\nsources: {isw: {}}\n" + PLAIN.replace("p}", "p, value: x}") % "a",
        vocabulary_yaml="predicates: {p: {value: term}, q: {}}\nentities: {s: {name: S}}",
    )
    vocabulary = load(folder).vocabulary
    assert vocabulary.predicates == {"p": Predicate(value="term"), "q": Predicate()}
    assert vocabulary.entities == {"s": Entity(name="S")}
    assert vocabulary.sources == {"isw": Source()}


def test_the_same_word_defined_otherwise_in_another_file_names_both_places(tmp_path: Path) -> None:
    folder = write(tmp_path, a_yaml="entities:\n  s: {party: x}\n" + PLAIN % "a", b_yaml="entities: {s: {party: y}}\n")
    with pytest.raises(InputError) as caught:
        load(folder)
    (problem,) = caught.value.problems
    assert str(problem) == f"{folder}/b.yaml:1:12: entity 's' is defined otherwise at {folder}/a.yaml:2:3"


def test_a_claim_may_supersede_one_of_another_file(tmp_path: Path) -> None:
    later = "claims: [{id: b, subject: s, predicate: p, supersedes: c}]"
    assert ids(load(write(tmp_path, b_yaml=later, c_yaml=PLAIN % "c"))) == ["b", "c"]


def test_an_id_that_another_file_uses_names_both_places(tmp_path: Path) -> None:
    folder = write(tmp_path, a_yaml=PLAIN % "same", b_yaml=PLAIN % "same")
    with pytest.raises(InputError) as caught:
        load(folder)
    (problem,) = caught.value.problems
    assert str(problem) == f"{folder}/b.yaml:1:11: duplicate id 'same': first used at {folder}/a.yaml:1:10"


# ------------------------------------------------------------------------------------------------ plain data


def test_plain_data_reads_as_a_file_of_the_same_shape(tmp_path: Path) -> None:
    data: Any = load_document(CLAIMS).data
    collection = from_mapping(data)
    assert collection.vocabulary == load(write(tmp_path, a_yaml=CLAIMS)).vocabulary
    assert ids(collection) == ["a", "b"]
    assert [claim.location for claim in collection.claims] == [None, None]


def test_problems_of_plain_data_name_the_file_and_the_claim() -> None:
    claims = [{"id": "a", "subject": "s", "predicate": "p", "vlaue": 5}, {"id": "a", "subject": 5, "predicate": "p"}]
    with pytest.raises(InputError) as caught:
        from_mapping({"claims": claims, "entites": {}}, file="rule.yaml")
    assert str(caught.value).splitlines() == [
        "rule.yaml: claim 'a': unknown field 'vlaue' (did you mean 'value'?)",
        "rule.yaml: claim 'a': subject must be text: put 5 in quotes",
        "rule.yaml: unknown section 'entites' (did you mean 'entities'?); known: sources, entities, predicates, claims",
        "rule.yaml: duplicate id 'a': first used at claims[0]",
    ]


NO_CLAIMS: list[Any] = [None, [None], [{1: 2}], {"id": "a"}, ["a"]]
NO_SOURCES: list[Any] = [[], {1: {}}, {"": {}}, {"isw": []}]
NONSENSE = {"id": float("nan"), "subject": range(3), "predicate": b"p", "value": {1}}


@pytest.mark.parametrize(
    "data",
    [
        *(None, [], "claims", {}, {1: 2}, {"claims": [NONSENSE]}),
        *({"claims": claims} for claims in NO_CLAIMS),
        *({"sources": sources, "claims": []} for sources in NO_SOURCES),
    ],
    ids=str,
)
def test_data_of_any_other_shape_is_an_input_error(data: Any) -> None:
    with pytest.raises(InputError) as caught:
        from_mapping(data)
    assert all(problem.place.file == "<mapping>" for problem in caught.value.problems)


# ------------------------------------------------------------------------------------------------ round trips

WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
TRICKY = st.sampled_from(
    [
        *"no null ~ 1e5 1_000 0x1F 010 12:30 2022-03-24 # ' \" *a &a !t % @ ` | > { [ = << \U0001f600".split(),
        *("", "- a", "a: b", "\n", " x ", "a\r\nb", "\x00", "\x85", "\u2028", "\ufeff"),
    ]
)
TEXT = WORDS | TRICKY
NAMED = (NAMES | TRICKY).filter(canonical)  # a name of white space alone is none
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9)
DATES = st.sampled_from(
    ["2022", "2022-03-24", "2022-03-24/..", "../2022", "2022-03~", "-0043", "Y-170000002", "[2022,2024]"]
)
TIMES = st.builds(Time, text=DATES) | st.builds(
    Time, text=st.just("2022-03"), mode=st.sampled_from(["by", "since", "until", "at"])
)
VALUES: st.SearchStrategy[AnyValue] = (
    st.sampled_from([UNKNOWN, NONE])
    | st.builds(Term, term=NAMED)
    | st.builds(Text, text=NAMED)
    | st.builds(Quantity, amount=NUMBERS, unit=st.none() | st.just("km"))
    | st.builds(Quantity, low=NUMBERS)
    | TIMES
)
CITATIONS = st.builds(
    Citation, ref=st.none() | TEXT, url=st.none() | TEXT, date=st.none() | TIMES, excerpt=st.none() | TEXT
)
LOCATIONS = st.builds(Location, file=NAMES, line=st.integers(0, 9), excerpt=st.none() | TEXT)
CLAIM = st.builds(
    Claim,
    id=NAMED,
    subject=NAMED,
    predicate=NAMED,
    value=st.none() | VALUES,
    qualifiers=st.dictionaries(TEXT, TEXT | st.integers(-(10**9), 10**9) | st.booleans(), max_size=2),
    polarity=st.sampled_from(["affirmed", "denied"]),
    asserted_by=st.none() | NAMED,
    via=st.lists(NAMED, max_size=2),
    valid=st.none() | TIMES,
    citations=st.lists(CITATIONS, max_size=2),
    rank=st.sampled_from(["preferred", "normal", "deprecated"]),
    tags=st.lists(TEXT, max_size=2),
    credibility=st.none() | st.integers(1, 6),
    excerpt=st.none() | TEXT,
    location=LOCATIONS,
)
WRITERS = {".yaml": claims_yaml, ".jsonl": claims_jsonl}


def written_and_read(collection: Collection, suffix: str, folder: Path) -> Collection:
    path = folder / f"copy{suffix}"
    path.write_text(WRITERS[suffix](collection), encoding="utf-8", newline="\n")
    return load(path)


@pytest.mark.parametrize("suffix", WRITERS)
@given(claims=st.lists(CLAIM, min_size=1, max_size=4, unique_by=lambda claim: claim.id))
def test_claims_of_any_words_survive_being_written_and_read(
    claims: list[Claim], suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    copy = written_and_read(Collection(tuple(claims)), suffix, tmp_path_factory.getbasetemp())
    assert copy.claims == tuple(claims)


@pytest.mark.parametrize("suffix", WRITERS)
@given(collection=collections())
def test_claims_and_their_vocabulary_survive_being_written_and_read(
    collection: Collection, suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    known = collection.vocabulary
    located = tuple(claim.model_copy(update={"location": Location(file="x")}) for claim in collection.claims)
    copy = written_and_read(Collection(located, known), suffix, tmp_path_factory.getbasetemp())
    assert (copy.claims, copy.vocabulary) == (located, known)


def test_what_is_written_twice_is_the_same_to_the_letter(tmp_path: Path) -> None:
    once = claims_yaml(load(write(tmp_path, a_yaml=CLAIMS)))
    assert claims_yaml(load(write(tmp_path, b_yaml=once) / "b.yaml")) == once


def test_words_that_look_like_something_else_in_yaml_are_written_in_quotes() -> None:
    words = ["1e5", "12:30", "2022-03-24", "0777", "null", "no"]
    claims = [Claim(id=word, subject="s", predicate="p") for word in words]
    text = claims_yaml(Collection(tuple(claims)))
    assert not [word for word in words if f"id: {word}\n" in text]


# ------------------------------------------------------------------------------------------------ schema


VALIDATOR = Draft202012Validator(claims_schema())


def is_valid(data: object) -> bool:
    return bool(VALIDATOR.is_valid(data))


def plain(text: str) -> Any:
    """The data of YAML text, as JSON would hold it."""

    def number(value: object) -> float:
        assert isinstance(value, Decimal)
        return float(value)

    return json.loads(json.dumps(load_document(text).data, default=number))


def test_the_published_schema_is_fresh() -> None:
    published = (REPOSITORY / "docs" / "schema" / "claims.schema.json").read_text(encoding="utf-8")
    assert published == json.dumps(claims_schema(), ensure_ascii=False, indent=2) + "\n", (
        "write it anew: conflicts schema claims --output docs/schema/claims.schema.json"
    )


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(claims_schema())


@given(collection=collections())
def test_what_is_written_fits_the_schema(collection: Collection) -> None:
    assert is_valid(plain(claims_yaml(collection)))


@pytest.mark.parametrize(
    "value",
    ["5", "1.5", "true", "word", "unknown", "{low: 1}", "{quantity: at least 5 km}", "{time: 2022}", "{by: 2022-03}",
     "{term: x}", "{text: none}", "{amount: 5, unit: km}", "null"],
)  # fmt: skip
def test_every_way_to_write_a_value_fits_the_schema_and_can_be_read(value: str) -> None:
    data = plain(f"claims: [{{id: a, subject: s, predicate: p, value: {value}}}]")
    assert is_valid(data)
    assert ids(from_mapping(data)) == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        CLAIMS,
        "claims: [{id: a, subject: s, predicate: p, via: x, tags: y, supersedes: [], citations: [{ref: 30}]}]",
        "claims: [{id: a, subject: s, predicate: p, valid: {since: 2022}, stated: 2022, qualifiers: {of: 2}}]",
        "claims: []\nentities: {a: }",
    ],
)
def test_what_can_be_read_fits_the_schema(text: str) -> None:
    assert is_valid(plain(text))
    from_mapping(plain(text))


@pytest.mark.parametrize(
    "text",
    [
        "claim: []",
        "claims: {}",
        "claims: [{id: a, subject: s, predicate: p, vlaue: 5}]",
        "claims: [{id: a, subject: s}]",
        "claims: [{id: a, subject: s, predicate: p, value: [1]}]",
        "claims: [{id: a, subject: s, predicate: p, value: {low: 1, hihg: 2}}]",
        "claims: [{id: a, subject: s, predicate: p, valid: {untill: 2022}}]",
        "claims: [{id: a, subject: s, predicate: p, polarity: maybe}]",
        "claims: [{id: a, subject: s, predicate: p, citations: [{reff: 1}]}]",
        "claims: []\npredicates: {p: {value: number}}",
    ],
)
def test_what_is_malformed_neither_fits_the_schema_nor_can_be_read(text: str) -> None:
    assert not is_valid(plain(text))
    with pytest.raises(InputError):
        from_mapping(plain(text))
