"""What the cells of tables say: null words, numbers and dates by their predicate, white space, one bad cell."""

import json
from pathlib import Path
from typing import Any

import pandas
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conflicts import ConflictReport, InputError, Predicate, Vocabulary, check, load
from conflicts.bulk import open_table
from conflicts.model.value import NULL_WORDS
from conflicts.readers import ReadOptions, from_mapping, load_mapping

WORDS = """
predicates:
  born: {value: time, single: true, timeless: true}
  people: {value: quantity, single: true, timeless: true}
  name: {value: text, single: true, timeless: true}
  seat: {value: term, single: true, timeless: true}
"""


def report(folder: Path, table: str, mapping: str, max_errors: int = 0, name: str = "t.csv") -> ConflictReport:
    """The contradictions of a table, which both engines find alike."""
    path, words = folder / name, folder / "map.yaml"
    path.write_text(table, encoding="utf-8", newline="")
    words.write_text(f"table:\n{mapping}{WORDS}", encoding="utf-8")
    read, vocabulary = load_mapping(words)
    options = ReadOptions(mapping=read, vocabulary=vocabulary, max_errors=max_errors)
    found = check(load(path, options=options), select=["contradiction"], engine="python")
    stored = open_table(path, mapping=read, vocabulary=vocabulary, max_errors=max_errors)
    assert check(stored, select=["contradiction"]).to_json() == found.to_json()
    return found


def verdicts(found: ConflictReport) -> list[tuple[str, str]]:
    return sorted((finding.subject, finding.verdict) for finding in found.findings)


def mapping(predicate: str, *more: str) -> str:
    return f"  columns: {{subject: s, asserted_by: by, value: v}}\n  constants: {{predicate: {predicate}}}\n" + "".join(
        f"  {line}\n" for line in more
    )


# ------------------------------------------------------------------------------------------------ numbers and dates


@pytest.mark.parametrize(
    "predicate, first, second, more",
    [
        ("people", "1.234", "1234", 'numbers: {thousands: ".", decimal: ","}'),
        ("people", "1.234 person", "1 234,0 person", 'numbers: {thousands: ".", decimal: ","}'),
        ("people", "1'234.50", "1234.5", 'numbers: {thousands: "\'"}'),
        ("born", "1902-03-04", "1902-03-04", 'dates: {v: "%Y-%d-%m"}'),
        ("born", "3 Apr 1902", "03.04.1902", 'dates: ["%d %b %Y", "%d.%m.%Y"]'),
        ("unheard", "1.234", "1234", 'numbers: {thousands: ".", decimal: ","}'),
    ],
)
def test_values_are_read_as_the_mapping_says_where_only_the_predicate_has_a_type(
    tmp_path: Path, predicate: str, first: str, second: str, more: str
) -> None:
    if "1 234" in second:
        more = more.replace('"."', '" "')
        first = "1 234 person"
    words = WORDS if predicate != "unheard" else "predicates: {unheard: {single: true, timeless: true}}\n"
    table = f'i,s,by,v\n1,a,x,"{first}"\n2,a,y,"{second}"\n3,b,x,"{first}"\n4,b,y,"{first}"\n'
    path, words_path = tmp_path / "t.csv", tmp_path / "m.yaml"
    path.write_text(table, encoding="utf-8")
    words_path.write_text(f"table:\n{mapping(predicate, more)}{words}", encoding="utf-8")
    read, vocabulary = load_mapping(words_path)
    for source in (load(path, options=ReadOptions(mapping=read, vocabulary=vocabulary)),):
        assert not check(source, select=["contradiction"]).findings
    assert not check(open_table(path, mapping=read, vocabulary=vocabulary), select=["contradiction"]).findings


def test_a_date_in_the_order_that_the_mapping_says_is_that_day(tmp_path: Path) -> None:
    found = report(tmp_path, "s,by,v\na,x,1902-03-04\na,y,1902-04-03\n", mapping("born", "dates: {v: ['%Y-%d-%m']}"))
    assert verdicts(found) == [("a", "certain")]
    assert {claim.value for finding in found.findings for claim in finding.claims} == {"1902-04-03", "1902-03-04"}


@pytest.mark.parametrize(
    "layout, text, day",
    [
        ("%I:%M %p", "7:10 PM", "2011-12-01T19:10"),
        ("%I:%M %p", "7:10 p.m.", "2011-12-01T19:10"),
        ("%H:%M", "07:10", "2011-12-01T07:10"),
        ("%I %p", "7 PM", "2011-12-01T19"),
        ("%a %d %b %Y", "Thu 01 Dec 2011", "2011-12-01"),
        ("%A, %B %d, %y", "Thursday, December 1, 11", "2011-12-01"),
        ("%G-W%V-%u", "2011-W48-4", "2011-12-01"),
        ("%Y %j", "2011 335", "2011-12-01"),
        ("%d/%m/%Y %H:%M:%S %Z", "01/12/2011 07:10:00 UTC", "2011-12-01T07:10:00Z"),
        ("%c", "Thu Dec  1 07:10:00 2011", "2011-12-01T07:10:00"),
        ("Year %Y", "Year -1909", "-1909"),
        ("Year -%Y", "Year -1909", "-1909"),
    ],
)
def test_all_that_strptime_reads_is_a_date(tmp_path: Path, layout: str, text: str, day: str) -> None:
    more = [f'dates: {{v: "{layout}"}}']
    if "%Y" not in layout and "%y" not in layout and "%G" not in layout and layout != "%c":
        more.append("default_date: 2011-12-01")
    (tmp_path / "t.csv").write_text(f's,by,v\na,x,"{text}"\n', encoding="utf-8")
    (tmp_path / "map.yaml").write_text(f"table:\n{mapping('born', *more)}{WORDS}", encoding="utf-8")
    read, vocabulary = load_mapping(tmp_path / "map.yaml")
    stored = open_table(tmp_path / "t.csv", mapping=read, vocabulary=vocabulary).facts().claims
    assert [str(claim.value) for claim in stored] == [day]
    options = ReadOptions(mapping=read, vocabulary=vocabulary)
    (claim,) = load(tmp_path / "t.csv", options=options).claims
    assert str(claim.value) == day


@pytest.mark.parametrize(
    "more, told",
    [
        ("dates: {v: '%H:%M'}", "is a time of day alone: default_date says of which day"),
        ("dates: {v: '%I:%M %d/%m/%Y'}", "%I, an hour of twelve, and %p, which half of the day, go together"),
        ("dates: {v: '%Y week %W'}", "a week needs its day"),
        ("dates: {s: '%Y'}", "4:11: s has no effect: what the column 's' becomes is no time"),
        ("rename: {w: {a: b}}", "4:12: w has no effect: no claim is made of the column 'w'"),
        ("nulls: {w: [x]}", "w has no effect: no claim is made of the column 'w'"),
        ("default_date: 2011-12-01", "default_date has no effect: no format under dates"),
        ("inclusive: true", "inclusive has no effect: there is no valid_from with a valid_to"),
        ("numbers: {thousands: ','}", "numbers has no effect: no column holds an amount"),
        ("where: {s: []}", "no word is in an empty list"),
    ],
)
def test_what_can_have_no_effect_in_a_mapping_is_refused(tmp_path: Path, more: str, told: str) -> None:
    words = tmp_path / "map.yaml"
    words.write_text(f"table:\n{mapping('born', more)}{WORDS}", encoding="utf-8")
    with pytest.raises(InputError, match=told):
        load_mapping(words)


# ------------------------------------------------------------------------------------------------ null words


@pytest.mark.parametrize("kind", ["name", "seat"])
def test_words_for_what_nobody_knows_contradict_nothing(tmp_path: Path, kind: str) -> None:
    words = [*NULL_WORDS, "unknown", "Unknown", " UNKNOWN "]
    rows = "".join(f's{number},x,"{word}"\ns{number},y,ann\n' for number, word in enumerate(words))
    assert not report(tmp_path, f"s,by,v\n{rows}", mapping(kind)).findings


def test_null_words_are_those_that_the_mapping_says(tmp_path: Path) -> None:
    table = "s,by,v\na,x,NA\na,y,ann\nb,x,ukjent\nb,y,ann\n"
    assert verdicts(report(tmp_path, table, mapping("name", "nulls: [ukjent]"))) == [("a", "certain")]
    assert verdicts(report(tmp_path, table, mapping("name", "nulls: {v: []}"))) == [("a", "certain"), ("b", "certain")]
    assert verdicts(report(tmp_path, table, mapping("name", "present: v"))) == [("b", "certain")]


def test_a_subject_may_be_called_what_elsewhere_means_nothing(tmp_path: Path) -> None:
    assert verdicts(report(tmp_path, "s,by,v\nNA,x,bo\nNA,y,ann\n", mapping("name"))) == [("NA", "certain")]


def test_an_empty_word_empties_the_cell(tmp_path: Path) -> None:
    table = "s,by,v\na,x,struck\na,y,ann\n"
    renamed = mapping("name", 'rename: {v: {struck: ""}}', "present: v")
    assert report(tmp_path, table, renamed).statistics.claims == 1


@pytest.mark.parametrize("kind", ["name", "seat"])
def test_words_that_look_like_something_else_are_those_words(tmp_path: Path, kind: str) -> None:
    words = ["Null", "no", "1984", "1.10", "true", "0x10", "1e3", "~"]
    rows = "".join(f"{word},x,{word}\n{word},y,another\n={word},x,{word}\n={word},y,{word}\n" for word in words)
    found = report(tmp_path, f"s,by,v\n{rows}", mapping(kind))
    assert verdicts(found) == sorted((word, "certain") for word in words)
    assert {*words} <= {claim.value for finding in found.findings for claim in finding.claims}


def test_a_text_is_that_text_where_bad_rows_are_tolerated_too(tmp_path: Path) -> None:
    table = "s,by,v\na,x,1984\na,y,another\nb,x\n"
    assert verdicts(report(tmp_path, table, mapping("name"), max_errors=1)) == [("a", "certain")]
    table = "s,by,v\na,x,1984\na,y,1985\nb,x,about a lot\n"
    assert report(tmp_path, table, mapping("people"), max_errors=1).statistics.claims == 2


UNSAID = ("unknown", "Unknown", "N/A", "null", "-", "", " ", None, "\u00a0")


@pytest.mark.parametrize("declared", ["term", "text", None])
def test_what_is_not_known_is_never_a_certain_contradiction_whatever_the_way_in(tmp_path: Path, declared: Any) -> None:
    vocabulary = Vocabulary(predicates={"seat": Predicate(value=declared, single=True, timeless=True)})
    unsaid = UNSAID if declared is None else UNSAID[:5]  # what has a type needs a value: empty cells are refused there
    rows = [
        {"subject": f"s{number}", "predicate": "seat", "value": value, "asserted_by": by}
        for number, word in enumerate(unsaid)
        for value, by in ((word, "x"), ("ann", "y"))
    ]
    csv, jsonl, parquet = (tmp_path / f"t.{suffix}" for suffix in ("csv", "jsonl", "parquet"))
    csv.write_text(pandas.DataFrame(rows).to_csv(index=False), encoding="utf-8")
    jsonl.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    pq.write_table(pa.Table.from_pylist(rows), parquet)
    options = ReadOptions(vocabulary=vocabulary)
    for path in (csv, jsonl, parquet):
        assert not certain(load(path, format="table", options=options))
        assert not certain(open_table(path, vocabulary=vocabulary))
    assert not certain(open_table(pa.Table.from_pylist(rows), vocabulary=vocabulary))
    written = [
        {"id": f"c{number}", **row} for number, row in enumerate(rows) if row["value"] in ("unknown", "Unknown", "ann")
    ]
    words = {"seat": vocabulary.predicates["seat"].model_dump(exclude_none=True, exclude_defaults=True)}
    assert not certain(from_mapping({"predicates": words, "claims": written}))


def certain(claims: Any) -> list[str]:
    found = check(claims, select=["contradiction"]).findings
    return [finding.message for finding in found if finding.verdict == "certain"]


def test_an_empty_text_is_refused_where_a_claim_needs_a_value() -> None:
    words = {"seat": {"value": "text", "single": True}}
    for text in ("", "  ", "\u00a0"):
        claim = {"id": "a", "subject": "s", "predicate": "seat", "value": text}
        with pytest.raises(InputError, match="an empty text says nothing"):
            from_mapping({"predicates": words, "claims": [claim]})


# ------------------------------------------------------------------------------------------------ white space, spelling


SPACES = st.text(st.sampled_from(" \t\u00a0\u2003\u3000\u202f"), max_size=3)


@given(around=st.lists(SPACES, min_size=6, max_size=6))
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_white_space_around_cells_changes_nothing(tmp_path: Path, around: list[str]) -> None:
    a, b, c, d, e, f = around
    plain = 's,by,v\n"a b","x y","red hot"\n"a b","z","blue"\n'
    spaced = f's,by,v\n"{a}a \u00a0b{b}","{c}x\u3000y{d}","{e}red \t hot{f}"\n"a b{a}","{b}z{c}","{d}blue"\n'
    for kind in ("seat", "name"):
        assert report(tmp_path, spaced, mapping(kind)).to_json() == report(tmp_path, plain, mapping(kind)).to_json()


def test_one_source_with_white_space_before_its_name_is_one_source(tmp_path: Path) -> None:
    found = report(tmp_path, "s,by,v\na,x,red\na, x,blue\n", mapping("seat"))
    assert [finding.rule for finding in found.findings] == ["core/self-contradiction"]


# ------------------------------------------------------------------------------------------------ bad cells, files


WIDE = """\
  columns: {subject: s, asserted_by: by}
  claims:
    - {present: p, columns: {amount: p}, constants: {predicate: people}}
    - {present: b, columns: {value: b}, constants: {predicate: born}}
"""


def test_a_bad_cell_drops_only_the_claims_that_need_it(tmp_path: Path) -> None:
    found = report(tmp_path, "s,by,p,b\na,x,about 5,1900\na,y,9,1901\n", WIDE, max_errors=1)
    assert verdicts(found) == [("a", "certain")]
    found = report(tmp_path, "s,by,p,b\na,x,5,in spring\na,y,9,1901\n", WIDE, max_errors=1)
    assert [finding.claims[0].predicate for finding in found.findings] == ["people"]
    with pytest.raises(InputError, match="1 row is malformed"):
        report(tmp_path, "s,by,p,b\na,x,about 5,1900\na,y,9,1901\n", WIDE)


@pytest.mark.parametrize("name", ["t.json", "t.jsonl", "t.ndjson", "t.csv.txt"])
def test_with_a_mapping_a_file_is_a_table_whatever_its_name(tmp_path: Path, name: str) -> None:
    rows = [{"s": "a", "by": "x", "v": "red"}, {"s": "a", "by": "y", "v": "blue"}]
    text = "s,by,v\na,x,red\na,y,blue\n" if name.endswith("txt") else json.dumps(rows)
    if name.endswith("ndjson"):
        text = "".join(json.dumps(row) + "\n" for row in rows)
    assert verdicts(report(tmp_path, text, mapping("seat"), name=name)) == [("a", "certain")]


@pytest.mark.parametrize("key", ["delimiter: ;", "encoding: latin-1", "header: [s, by, v]"])
def test_what_is_said_of_csv_has_no_effect_on_json_and_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(InputError, match="has no effect: the file is no CSV"):
        report(tmp_path, "[]", mapping("seat", key.replace(" ;", ' ";"')), name="t.json")


# ------------------------------------------------------------------------------------------------ the last day


def test_the_last_day_belongs_to_the_period_where_the_mapping_says_so(tmp_path: Path) -> None:
    table = (
        "s,by,v,f,t\na,x,red,2013-01-03,2013-01-03\na,y,blue,2013-01-03,2013-01-03\n"
        "b,x,red,2013-01-03,2013-01-05\nb,y,blue,2013-01-05,2013-01-07\n"
        "c,x,red,2013-01-03,2013-01-05\nc,y,blue,2013-01-06,2013-01-07\n"
        "d,x,red,2013-01,2013-02\nd,y,blue,2013-02,2013-03\n"
    )
    columns = "  columns: {subject: s, asserted_by: by, value: v, valid_from: f, valid_to: t}\n"
    text = columns + "  constants: {predicate: post}\n"
    (tmp_path / "post").mkdir()
    words = "predicates: {post: {value: term, single: true}}\n"
    for inclusive, expected in ((True, ["a", "b", "d"]), (False, [])):
        path = tmp_path / "post" / "t.csv"
        path.write_text(table, encoding="utf-8")
        said = tmp_path / "post" / "map.yaml"
        said.write_text(f"table:\n{text}  inclusive: {str(inclusive).lower()}\n{words}", encoding="utf-8")
        read, vocabulary = load_mapping(said)
        found = check(load(path, options=ReadOptions(mapping=read, vocabulary=vocabulary)), select=["contradiction"])
        stored = check(open_table(path, mapping=read, vocabulary=vocabulary), select=["contradiction"])
        assert stored.to_json() == found.to_json()
        assert sorted(each.subject for each in found.findings if each.verdict == "certain") == expected
