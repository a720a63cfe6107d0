"""Foreign material to claims: which format a file is in, one collection of several, and what ``import`` writes."""

import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import offering
from command import Run
from conflicts import check, cli
from conflicts.errors import InputError, Problem, UnsupportedError
from conflicts.model.source import Source
from conflicts.model.vocabulary import Entity, Predicate, Vocabulary
from conflicts.readers import (
    ReadOptions,
    claims_jsonl,
    claims_yaml,
    foreign,
    formats,
    guessed_formats,
    load,
    read,
    stream,
)
from conflicts.readers.files import found_files
from conflicts.readers.write import WORDS_A_LINE

REPOSITORY = Path(__file__).parents[1]
SAMPLES = Path(__file__).parent / "samples"
PAGE = (REPOSITORY / "docs" / "how-to" / "import.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    (conflicts .*)$", PAGE, flags=re.MULTILINE)
MATERIAL = {
    "prose": ["account.txt"],
    "wikitext": ["saltmere.wiki"],
    "wikidata": ["town.json"],
    "claimreview": ["reviews.json", "review.html"],
}
ANSWERS = {"extractions"}
"""Formats that are held against a text: their tests are test_extractions.py."""

OF_AGENTS = {"graphiti", "mem0", "cognee", "langgraph", "retrieval"}
"""Formats of what agents remember and find: their page is agents.md, their tests test_memory.py."""

ANSWER = (
    '{"quote": "the Northern Army was in control of Saltmere", "subject": "Saltmere", "predicate": "in-control", '
    '"asserted_by": "Harbour Office", "antecedents": ["On 6 March, the Harbour Office said"], "stated": "6 March"}\n'
)

TABLES = {"csv", "xlsx", "parquet", "arrow", "table"}
"""Formats whose claims stand in rows, and not in words: their page is map-a-table.md, their tests test_tables.py."""

EACH = [(format, name) for format, names in MATERIAL.items() for name in names]


@pytest.fixture
def run(run: Run) -> Run:
    """Run the command in a directory with the samples."""
    shutil.copytree(SAMPLES, Path(), dirs_exist_ok=True)
    return run


# ------------------------------------------------------------------------------------------------ the page


@pytest.mark.parametrize("command", dict.fromkeys(COMMANDS))
def test_the_commands_of_the_page_run(run: Run, command: str) -> None:
    if " --parse " in command:
        pytest.importorskip("spacy")
    (ratings,) = re.findall(r"```yaml\n(# ratings.*?)```", PAGE, flags=re.DOTALL)
    Path("ratings.yaml").write_text(ratings, encoding="utf-8")
    Path("answer.jsonl").write_text(ANSWER, encoding="utf-8")
    result = run(*shlex.split(command)[1:])
    assert result.code in (cli.CLEAN, cli.FINDINGS), result.err
    assert "Traceback" not in result.err
    if " -o " in command:
        written = shlex.split(command)[-1]
        assert run("validate", written).code == cli.CLEAN
    else:
        assert result.out


def test_the_page_has_an_example_of_every_format() -> None:
    assert {command.split()[2] for command in COMMANDS if command.startswith("conflicts import")} == set(
        MATERIAL
    ) | ANSWERS
    assert set(MATERIAL) | TABLES | ANSWERS | OF_AGENTS == set(foreign.shipped_names())


def test_the_library_example_of_the_page_runs(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    example, _ = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    exec(example, {})
    printed = capsys.readouterr().out
    assert "anna-pell affirmed" in printed
    assert "check-example denied" in printed


@pytest.mark.parametrize("format", MATERIAL)
def test_the_table_of_the_page_is_complete(format: str) -> None:
    (row,) = re.findall(rf"^\| `{format}` \|(.*)\|(.*)\|$", PAGE, flags=re.MULTILINE)
    assert set(re.findall(r"`(\.[^`]*)`", row[0])) == set(formats()[format].suffixes)


# ------------------------------------------------------------------------------------------------ round trips


def options(**changes: object) -> ReadOptions:
    return ReadOptions(**{"date": "1921", **changes})  # type: ignore[arg-type]  # named as ReadOptions names them


@pytest.mark.parametrize("format, name", EACH)
@pytest.mark.parametrize("suffix, write", [(".yaml", claims_yaml), (".jsonl", claims_jsonl)])
def test_what_a_reader_reads_survives_being_written_and_read(
    tmp_path: Path, format: str, name: str, suffix: str, write: Callable[..., str]
) -> None:
    collection = load(SAMPLES / name, format=format, options=options())
    assert collection.claims
    path = tmp_path / f"copy{suffix}"
    path.write_text(write(collection), encoding="utf-8")
    copy = load(path)
    assert (copy.claims, copy.vocabulary) == (collection.claims, collection.vocabulary)
    assert check(copy).findings == check(collection).findings


@pytest.mark.parametrize("format, name", EACH)
def test_every_claim_stands_where_its_words_do(format: str, name: str) -> None:
    path = SAMPLES / name
    lines = path.read_text(encoding="utf-8").splitlines()
    for claim in load(path, format=format, options=options()).claims:
        at = claim.location
        assert at is not None
        assert (at.file, 1 <= at.line <= len(lines)) == (str(path), True)
        assert at.excerpt
        assert 1 <= at.column <= at.column - 1 + at.length <= len(lines[at.line - 1])


@pytest.mark.parametrize("format, name", EACH)
def test_a_stream_gives_what_loading_gives(format: str, name: str) -> None:
    whole = load(SAMPLES / name, format=format, options=options())
    items = list(stream(SAMPLES / name, format=format, options=options()))
    vocabulary = items[-1]
    assert isinstance(vocabulary, Vocabulary)
    assert vocabulary == whole.vocabulary
    problems = [item for item in items if isinstance(item, Problem)]
    assert problems == list(whole.unread)
    claims = [item for item in items if not isinstance(item, Problem | Vocabulary)]
    assert claims == [*whole.claims, *whole.rules]


@pytest.mark.parametrize("format, name", EACH)
def test_one_file_can_be_read_by_itself(format: str, name: str) -> None:
    whole = load(SAMPLES / name, format=format, options=options())
    assert tuple(read(SAMPLES / name, format=format, options=options()).claims) == whole.claims


# ------------------------------------------------------------------------------------------------ which format


@pytest.mark.parametrize("format, name", EACH)
def test_a_file_is_read_in_the_format_that_its_name_or_its_first_words_tell(format: str, name: str) -> None:
    (found,), problems, _ = found_files(SAMPLES / name)
    assert not problems
    assert found.format is not None
    assert found.format.name == format


@pytest.mark.parametrize(
    "text, format",
    [
        ('{"claims": []}', None),
        ('{"entities": {"a": {"name": "\\"@type\\": \\"type\\": \\"item\\""}}}', None),
        ('{"@context": "https://schema.org"}', "claimreview"),
        ('\n[ {"@type": "ClaimReview"}]', "claimreview"),
        ('{"entities": {"Q42": {"pageid": 1, "type": "item"}}}', "wikidata"),
        ('{"type":"property","id":"P31","labels":{}}', "wikidata"),
        ("", None),
    ],
)
def test_of_json_the_first_words_tell_the_format(tmp_path: Path, text: str, format: str | None) -> None:
    for name in ("a.json", "a.jsonl"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        (found,) = found_files(tmp_path / name).found
        assert (found.format.name if found.format else None) == format
        assert [note.message for note in guessed_formats(tmp_path / name)] == (
            [f"taken for {format}, by its first words"] if format else []
        )


def test_the_format_that_is_asked_for_goes_before_name_and_words(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    path.write_text("It rained.[1]\n", encoding="utf-8")
    (claim,) = load(path, format="prose").claims
    assert claim.location is not None
    assert claim.location.excerpt == "It rained."


def test_yaml_is_claims_whatever_format_is_asked_for(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES, tmp_path, dirs_exist_ok=True)
    collection = load([tmp_path / "vocabulary.yaml", tmp_path / "account.txt"], format="prose", options=options())
    assert "southern-army" in collection.vocabulary.sources


def test_of_a_directory_foreign_files_are_read_where_their_format_is_asked_for(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES, tmp_path, dirs_exist_ok=True)
    with pytest.raises(InputError, match=r"vocabulary\.yaml: holds no claims"):
        load(tmp_path)
    (tmp_path / "town.json").unlink()
    files = load(tmp_path, format="claimreview").files
    assert {Path(file).name for file in files} == {"reviews.json", "review.html", "vocabulary.yaml"}


def test_a_directory_without_files_of_the_format_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing to read as prose: no \*\.txt, \*\.md"):
        load(tmp_path, format="prose")


def test_an_unknown_format_is_told_with_the_nearest_name() -> None:
    with pytest.raises(UnsupportedError, match="did you mean 'prose'"):
        load(SAMPLES, format="pros")


def test_a_date_that_is_none_is_an_error() -> None:
    with pytest.raises(InputError, match="the date of the document"):
        load(SAMPLES / "account.txt", options=options(date="yesterday"))


def test_read_refuses_claims_files_and_directories() -> None:
    for path in (SAMPLES, SAMPLES / "vocabulary.yaml"):
        with pytest.raises(InputError):
            read(path)


# ------------------------------------------------------------------------------------------------ one collection


def test_the_vocabulary_is_read_first_whatever_the_order() -> None:
    paths = [SAMPLES / "account.txt", SAMPLES / "vocabulary.yaml"]
    one, other = load(paths, options=options()), load(paths[::-1], options=options())
    assert (one.claims, one.vocabulary) == (other.claims, other.vocabulary)
    assert one.vocabulary.sources["southern-army"].party == "south"
    assert "southern-army" in {claim.asserted_by for claim in one.claims}


def test_all_formats_make_one_collection() -> None:
    paths = [SAMPLES / name for names in MATERIAL.values() for name in names]
    collection = load([*paths, SAMPLES / "vocabulary.yaml"], options=options())
    singly = [load(path, options=options()) for path in paths]
    assert [claim.id for claim in collection.claims] == [claim.id for one in singly for claim in one.claims]
    assert len(collection.unread) == sum(len(one.unread) for one in singly)
    assert collection.vocabulary.sources["check-example"].reliability == "B"


def test_files_of_the_same_name_have_claims_of_different_ids(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "notes.txt").write_text("It rained.[1]\n", encoding="utf-8")
    assert [claim.id for claim in load([tmp_path / "a", tmp_path / "b"], format="prose").claims] == [
        "notes-1-1",
        "notes-1-1.2",
    ]


def test_words_that_were_free_stay_known_once_a_reader_adds_to_them(tmp_path: Path) -> None:
    claims = tmp_path / "claims.yaml"
    claims.write_text(
        "claims: [{id: a, subject: s, predicate: rained-on, asserted_by: Herald, via: [wire]}]", encoding="utf-8"
    )
    vocabulary = load([claims, SAMPLES / "reviews.json"]).vocabulary
    assert vocabulary.predicates["rained-on"] == Predicate()
    assert {"Herald", "wire", "anna-pell"} <= vocabulary.sources.keys()


def test_claims_of_a_foreign_file_that_do_not_fit_are_told_with_their_place(tmp_path: Path) -> None:
    vocabulary = tmp_path / "vocabulary.yaml"
    vocabulary.write_text("predicates: {is-true: {value: quantity}}", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load([vocabulary, SAMPLES / "review.html"])
    places = [(problem.place.file, problem.place.line) for problem in caught.value.problems]
    assert places == [(str(SAMPLES / "review.html"), 11), (str(SAMPLES / "review.html"), 14)]


def test_the_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("claims: [{id: a}]", encoding="utf-8")
    (tmp_path / "b.jsonld").write_text("{", encoding="utf-8")
    (tmp_path / "c.html").write_text("", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load([tmp_path / name for name in ("c.html", "b.jsonld", "a.yaml", "d.txt")])
    files = [Path(problem.place.file).name for problem in caught.value.problems]
    assert list(dict.fromkeys(files)) == ["d.txt", "c.html", "b.jsonld", "a.yaml"]


def test_a_known_vocabulary_can_be_given_from_python() -> None:
    known = Vocabulary(sources={"checkers": Source(name="Check Example", reliability="A")}, entities={"x": Entity()})
    collection = load(SAMPLES / "review.html", options=options(vocabulary=known))
    assert collection.claims[1].asserted_by == "checkers"
    assert collection.vocabulary.entities["x"] == Entity()


def test_a_claims_file_that_means_something_else_by_a_known_word_is_told(tmp_path: Path) -> None:
    known = Vocabulary(sources={"isw": Source(name="Institute")})
    path = tmp_path / "a.yaml"
    path.write_text("sources: {isw: {name: Other}}\nclaims: []", encoding="utf-8")
    with pytest.raises(InputError, match="'isw' is defined otherwise in the vocabulary given"):
        load(path, options=options(vocabulary=known))


# ------------------------------------------------------------------------------------------------ formats of others

OWN = """\
from conflicts import Claim, Problem, Place, Source, Vocabulary
from conflicts.readers import Reading
{constants}
def read(path, file, options):
    claims = (Claim(id=f"{{path.stem}}-{{n}}", subject=s, predicate="listed", asserted_by="list")
              for n, s in enumerate(path.read_text().split()))
    grown = options.vocabulary.model_copy(update={{"sources": {{"list": Source(kind={kind!r})}}}})
    return Reading(claims, grown, [Problem("not read", Place(file, 1, 1))])
"""


@pytest.fixture
def offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Install a distribution that offers the format ``list``."""
    site = tmp_path / "site"

    def install(module: str, value: str = "own_list_reader") -> None:
        offering.install(site, "conflicts.readers", f"list = {value}", "own_list_reader", module)
        monkeypatch.syspath_prepend(str(site))
        foreign._offered.cache_clear()

    yield install
    sys.modules.pop("own_list_reader", None)
    foreign._offered.cache_clear()


def test_a_format_can_be_offered_by_another_distribution(tmp_path: Path, offered: Callable[..., None]) -> None:
    offered(OWN.format(constants='SUFFIXES = (".list",)', kind="register"))
    path = tmp_path / "a.list"
    path.write_text("tug barge", encoding="utf-8")
    collection = load(path)
    assert [claim.subject for claim in collection.claims] == ["tug", "barge"]
    assert [str(problem) for problem in collection.unread] == [f"{path}:1:1: not read"]
    assert "list" in formats()


def test_the_example_of_the_page_is_a_format(tmp_path: Path, offered: Callable[..., None]) -> None:
    _, example = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    offered(example)
    (tmp_path / "a.list").write_text("tug\nbarge\n", encoding="utf-8")
    assert [claim.id for claim in load(tmp_path / "a.list").claims] == ["a-1", "a-2"]


def test_a_reader_cannot_change_what_a_known_word_means(tmp_path: Path, offered: Callable[..., None]) -> None:
    offered(OWN.format(constants='SUFFIXES = (".list",)', kind="register"))
    (tmp_path / "a.list").write_text("tug", encoding="utf-8")
    (tmp_path / "v.yaml").write_text("sources: {list: {kind: rumour}}", encoding="utf-8")
    with pytest.raises(InputError, match="gives 'list' of the sources another meaning"):
        load([tmp_path / "v.yaml", tmp_path / "a.list"])


@pytest.mark.parametrize(
    "module, value, told",
    [("", "own_list_reader", "offers no function read"), ("", "no_such_module", "cannot be loaded")],
)
def test_a_format_that_cannot_be_loaded_is_told(
    tmp_path: Path, offered: Callable[..., None], module: str, value: str, told: str
) -> None:
    offered(module, value)
    with pytest.raises(UnsupportedError, match=told):
        load(tmp_path, format="list")


# ------------------------------------------------------------------------------------------------ the command


def test_import_writes_yaml_to_standard_output_and_what_it_could_not_read_to_standard_error(run: Run) -> None:
    result = run("import", "claimreview", "reviews.json")
    assert result.code == cli.CLEAN
    assert result.out == claims_yaml(load("reviews.json"))
    assert result.err.splitlines() == [
        "reviews.json:26:60: the rating 'Satire' is no verdict that is known",
        "conflicts: 1 place could not be read",
    ]


@pytest.mark.parametrize("name", ["out.yaml", "out.yml", "out.JSONL"])
def test_import_writes_a_file_that_gives_the_same_report(run: Run, name: str) -> None:
    assert run("import", "prose", "account.txt", "--date", "1921", "-o", name) == (0, "", "")
    asked = ("--format", "json", "--engine", "python")
    results = run("check", name, *asked), run("check", "account.txt", "--date", "1921", *asked)
    imported, read = (json.loads(result.out) for result in results)
    assert results[0].code == results[1].code
    assert imported.pop("coverage")["sentences"]["read"] == 0  # a claims file has no sentences any more
    assert read.pop("coverage")["sentences"]["read"] > 0
    assert imported == read


@pytest.mark.parametrize("output", [(), ("-o", "out.yaml"), ("-o", "out.jsonl")])
def test_strict_import_writes_nothing_if_something_could_not_be_read(run: Run, output: tuple[str, ...]) -> None:
    result = run("import", "claimreview", "reviews.json", "--strict", *output)
    assert (result.code, result.out) == (cli.USAGE, "")
    assert result.err.endswith("conflicts: 1 place could not be read; nothing is written\n")
    assert not list(Path.cwd().glob("*out.*"))
    assert run("import", "claimreview", "review.html", "--strict", *output).code == cli.CLEAN


@pytest.mark.parametrize("name", ["old.yaml", "old.jsonl"])
def test_a_file_stays_as_it_was_if_the_import_fails(run: Run, name: str) -> None:
    Path(name).write_text("as it was", encoding="utf-8")
    Path("bad.html").write_bytes(b'<script type="application/ld+json">{"name": "\xff"}</script>')
    before = sorted(Path.cwd().iterdir())
    assert run("import", "claimreview", "review.html", "bad.html", "-o", name, "--force").code == cli.USAGE
    assert Path(name).read_text(encoding="utf-8") == "as it was"
    assert sorted(Path.cwd().iterdir()) == before


@pytest.mark.skipif(os.name != "posix", reason="permissions and links are those of POSIX")
def test_a_replaced_file_keeps_its_permissions_and_a_link_its_target(run: Run) -> None:
    Path("real.yaml").write_text("old", encoding="utf-8")
    Path("real.yaml").chmod(0o640)
    Path("link.yaml").symlink_to("real.yaml")
    assert run("import", "claimreview", "review.html", "-o", "link.yaml", "--force").code == cli.CLEAN
    assert Path("link.yaml").is_symlink()
    assert Path("real.yaml").stat().st_mode & 0o777 == 0o640
    assert load("real.yaml").claims


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="there is no null device")
def test_what_is_no_file_is_written_to_and_not_replaced(run: Run) -> None:
    assert run("import", "claimreview", "review.html", "-o", "/dev/null").code == cli.CLEAN
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize(
    "arguments, told",
    [
        (
            ("prose", "account.txt", "-o", "out.xlsx"),
            "out.xlsx: claims are written to files of these kinds: "
            ".yaml, .yml, .jsonl, .parquet, .arrow, .feather, .csv",
        ),
        (("prose", "account.txt", "-o", "out"), "out: claims are written to files of these kinds: .yaml, .yml, .jsonl"),
        (("prose", "account.txt", "-o", "no/such/out.yaml"), "no/such/out.yaml: cannot be written"),
        (("prose", "nowhere.txt"), "nowhere.txt: no such file or directory"),
        (("pros", "account.txt"), "unknown format 'pros' (did you mean 'prose'?)"),
        (("prose", "account.txt", "--date", "yesterday"), "the date of the document"),
        (("prose", "account.txt", "--vocabulary", "nowhere.yaml"), "nowhere.yaml: no such file or directory"),
        (("prose", "account.txt", "--language", "xx"), "'xx'"),
        (("wikidata", "reviews.json"), "reviews.json"),
        (("prose",), "PATH"),
    ],
)
def test_an_import_that_cannot_be_made_says_why(run: Run, arguments: tuple[str, ...], told: str) -> None:
    result = run("import", *arguments)
    assert (result.code, result.out) == (cli.USAGE, "")
    assert told in result.err
    assert "Traceback" not in result.err
    assert not list(Path.cwd().glob("*out*"))


def test_check_reads_foreign_material_and_keeps_json_clean(run: Run) -> None:
    result = run("check", "reviews.json", "--format", "json")
    assert result.code == cli.FINDINGS
    assert json.loads(result.out)["findings"]
    assert result.err.endswith("conflicts: 1 place could not be read\n")


def test_check_lists_some_of_what_could_not_be_read_and_all_if_asked(run: Run) -> None:
    review = {"@type": "ClaimReview", "claimReviewed": "It rains.", "reviewRating": {"alternateName": "Satire"}}
    Path("many.jsonl").write_text(f"{json.dumps(review)}\n" * 30, encoding="utf-8")
    few = run("check", "many.jsonl").err.splitlines()
    assert len(few) == 21
    assert few[-1] == "conflicts: 30 places could not be read (20 are listed; --verbose lists all)"
    all_ = run("check", "many.jsonl", "--verbose").err.splitlines()
    assert all_[0] == "many.jsonl: taken for claimreview, by its first words"
    assert len(all_) == 32


def test_a_finding_in_foreign_material_is_explained_with_the_options_of_the_check(run: Run) -> None:
    asked = ("account.txt", "--from", "prose", "--date", "1921", "--vocabulary", "vocabulary.yaml")
    findings = json.loads(run("check", *asked, "--format", "json").out)["findings"]
    denial = next(finding for finding in findings if finding["rule"] == "core/denial")
    result = run("explain", denial["fingerprint"], *asked)
    assert result.code == cli.CLEAN
    assert "1921-03-06" in result.out


def test_validate_reads_foreign_material(run: Run) -> None:
    result = run("validate", "reviews.json")
    assert (result.code, result.out) == (cli.CLEAN, "3 claims: nothing is wrong\n")
    assert "Satire" in result.err


def test_import_explains_itself(run: Run) -> None:
    assert "import" in run("--help").out
    result = run("import", "--help")
    assert result.code == cli.CLEAN
    assert all(name in result.out for name in foreign.shipped_names())


def test_a_large_vocabulary_is_written_in_several_lines(tmp_path: Path) -> None:
    entities = {f"e{number}": Entity(name=f"E {number}") for number in range(WORDS_A_LINE + 1)}
    collection = load(SAMPLES / "review.html", options=options(vocabulary=Vocabulary(entities=entities)))
    path = tmp_path / "a.jsonl"
    path.write_text(claims_jsonl(collection), encoding="utf-8")
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert max(len(line.get("entities", ())) for line in lines) == WORDS_A_LINE
    assert load(path).vocabulary == collection.vocabulary
