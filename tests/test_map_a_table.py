"""Tables on the command line, mapping files, and the worked examples of docs/how-to/map-a-table.md."""

import re
import shlex
import shutil
from collections import Counter
from pathlib import Path

import pytest

from command import Result, Run
from conflicts import Collection, ConflictReport, InputError, Quantity, check, cli, load
from conflicts.readers import ReadOptions, load_mapping
from conflicts.tables import COLUMN_NAMES

REPOSITORY = Path(__file__).parents[1]
HOW_TO = REPOSITORY / "docs" / "how-to"
PAGE = (HOW_TO / "map-a-table.md").read_text(encoding="utf-8")
DATA = REPOSITORY.parent / "shared" / "data"
ESTIMATES = DATA / "economist" / "estimates.csv"
ROCKIT = DATA / "tecore" / "rockit_wikidata_0_5k.csv"

TABLE = "id,subject,predicate,value,asserted_by,citations\nc1,town,mayor,dunn,register,12\nc2,town,mayor,pell,list,13\n"
WORDS = "predicates: {mayor: {value: term, single: true, timeless: true}}\n"


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8", newline="")
    return name


# ------------------------------------------------------------------------------------------------ the command line


def test_a_table_of_claims_is_checked_like_a_claims_file(run: Run) -> None:
    write("claims.csv", TABLE)
    write("words.yaml", WORDS)
    result = run("check", "words.yaml", "claims.csv")
    assert result.code == cli.FINDINGS
    assert "core/incompatible-values" in result.out
    assert "claims.csv:2" in result.out


@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".feather"])
def test_claims_are_imported_to_a_table_that_gives_the_same_report(run: Run, suffix: str) -> None:
    write("claims.csv", TABLE)
    write("words.yaml", WORDS)
    assert run("import", "csv", "words.yaml", "claims.csv", "-o", f"copy{suffix}") == Result(0, "", "")
    assert run("check", f"copy{suffix}").out == run("check", "words.yaml", "claims.csv").out


def test_csv_has_no_place_for_the_vocabulary_and_import_says_so(run: Run) -> None:
    write("claims.csv", TABLE)
    write("words.yaml", WORDS)
    result = run("import", "csv", "words.yaml", "claims.csv", "-o", "copy.csv")
    assert result.err == "conflicts: 1 word of the vocabulary cannot be written to CSV; Parquet and YAML keep them\n"
    header, *rows = Path("copy.csv").read_text(encoding="utf-8").splitlines()
    assert header == "id,subject,predicate,value,asserted_by,citations,location_file,location_line"
    assert rows == ["c1,town,mayor,dunn,register,12,claims.csv,2", "c2,town,mayor,pell,list,13,claims.csv,3"]


@pytest.mark.parametrize("format, name", [("prose", "account.txt"), ("wikidata", "town.json")])
def test_every_format_can_be_imported_to_parquet(run: Run, format: str, name: str) -> None:
    shutil.copy(Path(__file__).parent / "samples" / name, name)
    run("import", format, name, "--date", "1921", "-o", "t.parquet")
    copy, whole = load("t.parquet"), load(name, options=ReadOptions(date="1921"))
    assert (copy.claims, copy.vocabulary) == (whole.claims, whole.vocabulary)


def test_malformed_rows_end_a_check_unless_so_many_are_tolerated(run: Run) -> None:
    write("claims.csv", TABLE + "c3,town\nc4\n")
    result = run("check", "claims.csv")
    assert result == Result(
        cli.USAGE,
        "",
        "claims.csv: 2 rows are malformed (--max-errors 2 tolerates that)\n"
        "claims.csv:4: row 3: has 2 cells, and the header has 6\n"
        "claims.csv:5: row 4: has 1 cell, and the header has 6\n",
    )
    tolerant = run("check", "claims.csv", "--max-errors", "2")
    assert "0 of 2 claims could be compared" in tolerant.out  # no vocabulary says what a mayor is
    assert tolerant.err.endswith("conflicts: 2 places could not be read\n")
    assert run("check", "claims.csv", "--max-errors", "1").code == cli.USAGE
    assert run("import", "csv", "claims.csv", "-o", "x.parquet").code == cli.USAGE
    assert not Path("x.parquet").exists()


def test_the_mapping_can_be_a_setting(run: Run) -> None:
    write("towns.csv", "place,head\ntown,dunn\n")
    write("map.yaml", "table: {columns: {subject: place, value: head}, constants: {predicate: mayor}}\n")
    write("conflicts.toml", 'map = "map.yaml"\n')
    result = run("check", "towns.csv", "--select", "core/no-source")
    assert "town mayor dunn" in result.out


def test_the_columns_of_the_table_are_printed(run: Run) -> None:
    text = run("schema", "--table").out
    assert [line.split()[0] for line in text.splitlines() if line[0] != " "] == list(COLUMN_NAMES)
    page = run("schema", "--table", "--format", "markdown").out
    assert page == (REPOSITORY / "docs" / "reference" / "claims-table.md").read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------------------ mapping files


def test_everything_that_is_wrong_with_a_mapping_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(
        """\
table:
  colums: {subject: s}
  columns: {subjct: s, valid: "{y"}
  constants: {predicate: [a, b]}
  dates: {d: "%d/%Q"}
  numbers: {thousands: ",", decimal: ","}
  claims: 5
  pattern: "("
  encoding: klingon
predicate: {}
predicates: {p: {single: maybe}}
""",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        load_mapping(path)
    assert [str(problem).removeprefix(f"{path}:") for problem in caught.value.problems] == [
        "2:3: unknown field 'colums' (did you mean 'columns'?)",
        "3:13: columns.subjct: the claims table has no column 'subjct' (did you mean 'subject'?)",
        "3:24: columns.valid: '{y': expected '}' before end of string; "
        "a template has names of columns in braces, such as {year}-{month}",
        "4:3: constants: predicate holds one thing, not 2",
        "5:11: dates.d: '%d/%Q': %Q is no part of a date; "
        "known: %Y %y %m %b %B %d %j %H %I %p %M %S %f %z %Z %a %A %w %u %U %W %G %V %c %x %X %%",
        "6:3: numbers: thousands and decimals cannot both be marked by ','",
        "7:3: claims must be a list, not 5",
        "8:3: pattern: missing ): (",
        "9:3: encoding: 'klingon' is no encoding that Python knows",
        "10:1: unknown section 'predicate' (did you mean 'predicates'?); known: table, predicates, entities, sources",
        "11:18: predicate 'p': single must be true or false, not 'maybe'",
    ]


@pytest.mark.parametrize(
    "text, told",
    [
        ("table: {columns: {subject: s}}", "1:1: the mapping says nothing of the predicate: give it among columns or"),
        (
            "table: {columns: {subject: s}, claims: [{constants: {unit: km}}]}",
            "1:1: claim 1 of the mapping says nothing",
        ),
        ("table: {columns: {subject: s, predicate: p}, skip: x}", "1:1: skip is for lines that a pattern reads"),
        ("table: {columns: {subject: s, predicate: p}, pattern: x, header: [a]}", "it goes with no header and no"),
        ("table: {columns: {subject: s, predicate: p}, dates: '%d/%m'}", "'%d/%m': a date needs its year (%Y)"),
        ("table: 5", "1:1: table must be a mapping, not 5"),
        ("predicates: {}", "1:1: missing: table"),
        ("5", "1:1: 5 where a mapping with table, predicates, entities, sources should be"),
        ("table: [", "not valid YAML"),
    ],
)
def test_a_mapping_that_says_too_little_or_too_much_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_mapping(path)
    assert told in str(caught.value)


def test_the_words_of_a_mapping_file_are_those_of_the_claims(run: Run) -> None:
    write("towns.csv", "place,head,book\ntown,dunn,Reg.\ntown,pell,Chronicle\n")
    write(
        "map.yaml",
        "table: {columns: {subject: place, value: head, asserted_by: book}, constants: {predicate: mayor}}\n"
        "sources: {register: {aliases: [Reg.]}, chronicle: {name: Chronicle}}\n" + WORDS,
    )
    result = run("check", "towns.csv", "--map", "map.yaml", "--select", "core/incompatible-values")
    assert result.code == cli.FINDINGS
    assert "(register), but town mayor pell (Chronicle)" in " ".join(result.out.split())


# ------------------------------------------------------------------------------------------------ the page


def test_the_mapping_on_the_page_reads_a_table(run: Run) -> None:
    (mapping,) = (
        block for block in re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL) if "# mapping.yaml" in block
    )
    write("mapping.yaml", mapping)
    write(
        "towns.csv",
        "town,mayor,book,year,month,printed,page,link,role,kind\n"
        "a,dunn,Reg.,1871,03,1/4/1871,12,https://x.org,head,mayor\n",
    )
    command = next(line for line in PAGE.splitlines() if "--map mapping.yaml" in line)
    assert run(*shlex.split(command)[1:]).code in (cli.CLEAN, cli.FINDINGS)
    (only,) = load("towns.csv", options=ReadOptions(mapping=load_mapping("mapping.yaml")[0])).claims
    assert only.model_dump(mode="json", exclude_defaults=True, exclude={"id", "location"}) == {
        "subject": "a",
        "predicate": "mayor",
        "value": "dunn",
        "certainty": "probable",
        "asserted_by": "register",
        "valid": "1871-03",
        "stated": "1871-04-01",
        "qualifiers": {"office": "head"},
        "citations": [{"ref": "12"}, {"url": "https://x.org"}],
    }


def test_a_row_with_three_counts_makes_three_claims(run: Run) -> None:
    (mapping,) = (block for block in re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL) if "killed" in block)
    write("map.yaml", mapping)
    write("events.csv", "event,source,date,killed,wounded,missing\nflood,daily,1953-02-02,5,9,2\n")
    claims = load("events.csv", options=ReadOptions(mapping=load_mapping("map.yaml")[0])).claims
    assert [(each.predicate, str(each.value)) for each in claims] == [
        ("killed", "5 person"),
        ("wounded", "9 person"),
        ("missing", "2 person"),
    ]


def test_the_frame_on_the_page_is_checked() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    names: dict[str, object] = {}
    exec(example, names)
    report = names["report"]
    assert isinstance(report, ConflictReport)
    assert report.statistics.claims == 2


# ------------------------------------------------------------------------------------------------ the worked examples


def mapped(path: Path, mapping: str, max_errors: int = 0) -> Collection:
    if not path.exists():
        pytest.skip(f"{path.name} is not beside the repository")
    table, words = load_mapping(HOW_TO / mapping)
    return load(path, options=ReadOptions(mapping=table, vocabulary=words, max_errors=max_errors))


def test_every_estimate_is_a_claim_with_its_bounds() -> None:
    collection = mapped(ESTIMATES, "estimates.map.yaml")
    assert len(collection.claims) == 124
    assert not collection.unread
    shapes = Counter(
        "".join(name for name in ("amount", "low", "high") if getattr(claim.value, name) is not None)
        for claim in collection.claims
        if isinstance(claim.value, Quantity)
    )
    assert shapes.total() == 124
    assert shapes.keys() == {"amount", "low", "high", "lowhigh"}
    assert Counter(claim.predicate for claim in collection.claims).keys() == {"killed", "killed-or-wounded"}
    assert all(claim.valid == claim.stated and claim.valid is not None for claim in collection.claims)


def test_two_spellings_of_a_source_are_one_and_every_source_is_known() -> None:
    collection = mapped(ESTIMATES, "estimates.map.yaml")
    vocabulary = collection.vocabulary
    speakers = Counter(claim.asserted_by for claim in collection.claims)
    assert {"UK MoD", "UK Ministry of Defence"} <= speakers.keys()
    assert {vocabulary.source_id(name) for name in ("UK MoD", "UK Ministry of Defence")} == {"uk-mod"}
    assert vocabulary.origin("uk-mod") == vocabulary.origin("uk-foreign-office")
    unknown = {name for name in speakers if name and vocabulary.source_id(name) not in vocabulary.sources}
    assert not unknown


def test_estimates_conflict_where_they_cannot_both_be_true() -> None:
    collection = mapped(ESTIMATES, "estimates.map.yaml")
    claims = {claim.id: claim for claim in collection.claims}
    report = check(collection)
    same_day = [finding for finding in report.findings if finding.rule == "core/incompatible-values"]
    pairs = [sorted(each.id for side in finding.sides for each in side.claims) for finding in same_day]
    # 73,200 to 92,800 and 64,000 killed by 1 January 2024; at least 700,000 and 600,000 by 19 November.
    assert pairs == [["estimates-47", "estimates-48"], ["estimates-78", "estimates-80"]]
    assert {finding.kind for finding in report.findings} <= {"contradiction", "unverified"}
    for finding in report.findings:
        predicates = {claims[each.id].predicate for side in finding.sides for each in side.claims}
        assert len(predicates) == 1, "killed is not killed or wounded"


def test_a_lower_bound_below_another_figure_is_no_contradiction() -> None:
    collection = mapped(ESTIMATES, "estimates.map.yaml")
    bounds = {
        claim.id: claim.value.low
        for claim in collection.claims
        if isinstance(claim.value, Quantity) and claim.value.low is not None and claim.value.high is None
    }
    assert len(bounds) > 10
    falls = [finding for finding in check(collection).findings if finding.rule == "core/cumulative-decrease"]
    assert falls
    for finding in falls:
        for pair in finding.examples:
            later = max((each for each in pair), key=lambda name: str(_stated(collection, name)))
            assert later not in bounds


def _stated(collection: Collection, name: str) -> object:
    return next(claim.stated for claim in collection.claims if claim.id == name)


def test_facts_that_end_before_they_start_are_told_as_what_they_are() -> None:
    with pytest.raises(InputError) as caught:
        mapped(ROCKIT, "rockit.map.yaml")
    summary, first, *_ = caught.value.problems
    assert summary.message == "146 rows are malformed; the first 20 are listed (--max-errors 146 tolerates that)"
    assert (first.place.line, first.message) == (117, "row 117: valid: reversed interval: 1721-12 is after 1720-01")
    collection = mapped(ROCKIT, "rockit.map.yaml", max_errors=146)
    assert (len(collection.claims), len(collection.unread)) == (5000 - 146, 146)
    assert all(re.match(r"row [\d,]+: valid: reversed interval: ", problem.message) for problem in collection.unread)


def test_facts_have_the_precision_that_they_are_written_with() -> None:
    claims = {claim.id: claim for claim in mapped(ROCKIT, "rockit.map.yaml", max_errors=146).claims}
    spouse, born = claims["rockit_wikidata_0_5k-1"], claims["rockit_wikidata_0_5k-2"]
    assert (spouse.subject, spouse.predicate, str(spouse.value)) == ("Q23", "spouse", "Q191789")
    assert str(spouse.valid) == "1759-01/1799-12"
    assert (born.predicate, str(born.value), born.valid) == ("born", "1732-02-22", None)


def test_tens_of_thousands_of_pairs_are_counted_and_told_together() -> None:
    report = check(mapped(ROCKIT, "rockit.map.yaml", max_errors=146), select=["contradiction"], engine="python")
    pairs = Counter[str]()
    for finding in report.findings:
        pairs[finding.rule] += finding.pairs
        assert len(finding.examples) <= 10
    assert pairs["core/self-contradiction"] > 49_000
    assert pairs["core/order-reversed"] == 2
    assert len(report.findings) < 400


@pytest.mark.parametrize(
    "path, mapping", [(ESTIMATES, "estimates.map.yaml"), (ROCKIT, "rockit.map.yaml")], ids=["estimates", "rockit"]
)
def test_the_commands_and_what_the_page_shows_of_their_output_are_so(run: Run, path: Path, mapping: str) -> None:
    if not path.exists():
        pytest.skip(f"{path.name} is not beside the repository")
    shutil.copy(path, path.name)
    shutil.copy(HOW_TO / mapping, mapping)
    command = next(line.strip() for line in PAGE.splitlines() if path.name in line and "conflicts check" in line)
    result = run(*shlex.split(command)[1:])
    assert result.code == cli.FINDINGS
    (shown,) = (block for block in re.findall(r"```text\n(.*?)```", PAGE, flags=re.DOTALL) if path.stem in block)
    assert shown.strip() in (result.err if path is ROCKIT else result.out)
