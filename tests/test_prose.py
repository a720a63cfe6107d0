"""Prose, from raw text to claims, and for the account of Izium to the report."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import prose_expectation as held_against
from conflicts.check import check
from conflicts.errors import InputError, UnsupportedError
from conflicts.model.collection import Collection
from conflicts.model.source import Source
from conflicts.model.value import Term, Text
from conflicts.model.vocabulary import Entity, Vocabulary
from conflicts.readers import load
from conflicts.readers.prose import MOST_BYTES, read
from conflicts.readers.reading import Reading, ReadOptions
from conflicts.readers.write import claims_yaml
from conflicts.report.report import ConflictReport
from prose_text import claims_of, only_claim, reading_of

pytest.importorskip("sentencex", reason="reading prose needs the extra `prose`")

HERE = Path(__file__).parent
SEED = HERE.parents[1] / "shared" / "seeds" / "izium.txt"
IZIUM = HERE / "expected" / "izium_prose.yaml"
FORD, FORD_TEXT = HERE / "expected" / "ford_prose.yaml", HERE / "expected" / "ford.md"
LEAST = 1.0
"""Precision and recall of every field, on texts that the expectation was written for."""

needs_seed = pytest.mark.skipif(not SEED.exists(), reason="the account of Izium lies outside this repository")


class Account(NamedTuple):
    """A text, what a careful reader finds in it, and the year in which it was written."""

    text: Path
    expected: Path
    date: str

    def read(self, excerpts: bool = False, vocabulary: Vocabulary = Vocabulary()) -> Reading:
        options = ReadOptions(date=self.date, excerpts=excerpts, vocabulary=vocabulary)
        return read(self.text, self.text.name, options)


SALTMERE = Account(HERE / "expected" / "saltmere.txt", HERE / "expected" / "saltmere_prose.yaml", "1920")
each_account = pytest.mark.parametrize(
    "account",
    [SALTMERE, pytest.param(Account(SEED, IZIUM, "2022"), marks=needs_seed)],
    ids=lambda account: account.text.stem,
)


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    return tmp_path / "text.txt"


def speaker(text: str, file: Path) -> str | None:
    reading = reading_of(text, file)
    claim = next(iter(reading.claims))
    return None if claim.asserted_by is None else reading.vocabulary.sources[claim.asserted_by].name


# --- the two accounts -------------------------------------------------------------------------------------------------


def every_field_is_right(expected: dict[int, list[held_against.Facts]], reading: Reading) -> None:
    table = held_against.scores(expected, held_against.found(reading))
    wrong = "\n".join(line for score in table.values() for line in score.wrong)
    for name, score in table.items():
        assert score.precision >= LEAST, f"{name}\n{wrong}"
        assert score.recall >= LEAST, f"{name}\n{wrong}"


@each_account
def test_running_text_comes_out_line_by_line_as_a_careful_reader_has_it(account: Account) -> None:
    every_field_is_right(held_against.expectation(account.expected), account.read())


@needs_seed
def test_the_decision_shows_the_scores_as_they_are() -> None:
    reading = read(SEED, SEED.name, ReadOptions(date="2022"))
    table = held_against.as_table(held_against.scores(held_against.expectation(IZIUM), held_against.found(reading)))
    assert table in (HERE.parent / "docs" / "adr" / "0010-prose.md").read_text(encoding="utf-8")


@each_account
def test_excerpts_come_out_line_by_line_as_a_careful_reader_has_them(account: Account) -> None:
    every_field_is_right(held_against.expectation_of_excerpts(account.expected), account.read(excerpts=True))


@each_account
def test_a_mark_at_the_head_of_an_excerpt_is_kept_as_one_that_cites_something_unseen(account: Account) -> None:
    kept = [(problem.place.line, problem.message) for problem in account.read(excerpts=True).unread]
    marks = held_against.marks_at_heads(account.expected)
    assert [line for line, _ in kept] == [line for line, _ in marks]
    for (_, message), (_, mark) in zip(kept, marks, strict=True):
        assert f"[{mark}] cites something before this text" in message


@each_account
def test_of_running_text_only_the_first_mark_cites_something_unseen(account: Account) -> None:
    (problem,) = account.read().unread
    assert (problem.place.line, problem.place.column) == (1, 1)


def test_an_account_in_markdown_comes_out_line_by_line_as_a_careful_reader_has_it() -> None:
    every_field_is_right(held_against.expectation(FORD), read(FORD_TEXT, FORD_TEXT.name))


def test_what_markdown_holds_beside_claims_is_reported() -> None:
    messages = [str(problem) for problem in read(FORD_TEXT, "ford.md").unread]
    assert messages == [
        "ford.md:3:1: the mark [3] cites something before this text, that is not here",
        "ford.md:21:90: the mark [note 2] refers to a note, and cites nothing",
        "ford.md:24:1: a question asserts nothing",
    ]


def test_a_footnote_becomes_the_record_that_defines_it() -> None:
    destroyed = next(claim for claim in read(FORD_TEXT, "ford.md").claims if claim.id == "ford-15-1")
    (citation,) = destroyed.citations
    assert (citation.ref, citation.url) == ("1", "https://institute.example/regiment")
    assert citation.title == "W. Nowak, The lost regiment, Warsaw Institute of History"
    assert citation.excerpt == "a lesson to others"


def test_scores_fall_with_what_is_missing_or_wrong() -> None:
    claim = {"subject": "Karvina", "who": "Poland"}
    table = held_against.scores({1: [claim], 2: [claim]}, {1: [{**claim, "who": "Prussia"}]})
    assert (table["subject"].precision, table["subject"].recall) == (1.0, 0.5)
    assert (table["who"].precision, table["who"].recall) == (0.0, 0.0)


# --- from raw text to the report --------------------------------------------------------------------------------------

Found = tuple[str, tuple[int, ...], str]

MUST_BE_FOUND: set[Found] = {
    ("core/denial", (7, 7), "certain"),
    ("armed-conflict/control-against-fighting", (7, 7), "certain"),
    ("armed-conflict/control-against-holding", (7, 8), "possible"),
    ("core/denial", (7, 10), "possible"),
    ("armed-conflict/destroyed-against-incomplete", (11, 12), "possible"),
    ("editorial/tagged-citation-needed", (1,), "certain"),
    ("editorial/vague-attribution", (3,), "certain"),
    ("editorial/vague-attribution", (6,), "certain"),
    ("editorial/vague-attribution", (8,), "certain"),
    ("editorial/vague-attribution", (12,), "certain"),
    ("core/no-citation", (3,), "certain"),
    ("core/no-source", (16,), "certain"),
    ("editorial/partisan-only", (4,), "certain"),
    ("editorial/partisan-only", (11,), "certain"),
    ("core/second-hand", (9,), "certain"),
    ("core/second-hand", (14,), "certain"),
    ("editorial/hedged", (14,), "certain"),
    ("editorial/hedged", (15,), "certain"),
    ("core/state-succeeded", (5, 7), "possible"),
}
"""What an editor wants to be told about the account, by rule and lines."""

MAY_BE_FOUND: set[Found] = {
    ("editorial/partisan-only", (9,), "certain"),
}
"""What an editor would not miss, and not call noise either; anything else is."""


def found_in(report: ConflictReport, line_of: dict[str, int]) -> set[Found]:
    return {
        (finding.rule, tuple(sorted(line_of[claim.id] for claim in finding.claims)), finding.verdict)
        for finding in report.findings
    }


@needs_seed
def test_the_report_on_the_account_holds_what_an_editor_wants_and_no_noise() -> None:
    reading = read(SEED, SEED.name, ReadOptions(date="2022"))
    claims = tuple(reading.claims)
    report = check(Collection(claims, reading.vocabulary))
    found = found_in(report, {claim.id: claim.location.line for claim in claims if claim.location})
    assert found >= MUST_BE_FOUND
    assert found <= MUST_BE_FOUND | MAY_BE_FOUND


def test_the_report_on_an_account_holds_what_its_sources_deny_and_what_lacks_one() -> None:
    reading = SALTMERE.read()
    claims = tuple(reading.claims)
    lines = {claim.id: claim.location.line for claim in claims if claim.location}
    report = check(Collection(claims, reading.vocabulary), select=["core/denial", "core/no-citation"])
    found = [(each.rule, sorted({lines[claim.id] for claim in each.claims})) for each in report.findings]
    assert ("core/denial", [3]) in found
    assert {line for rule, at in found if rule == "core/no-citation" for line in at} <= {1, 5}


def test_a_vocabulary_that_is_given_names_the_places_and_sources_of_an_account() -> None:
    known = Vocabulary(entities={"town": Entity(name="Saltmere")}, sources={"moscow": Source(name="Russia")})
    told = {(claim.subject, claim.predicate, claim.asserted_by) for claim in SALTMERE.read(vocabulary=known).claims}
    assert told >= {("town", "controlled-by", "moscow"), ("town", "fighting-in", "moscow")}


@needs_seed
def test_a_vocabulary_that_is_given_names_what_the_text_tells_of() -> None:
    known = load(HERE.parent / "fixtures" / "izium").vocabulary
    reading = read(SEED, SEED.name, ReadOptions(date="2022", vocabulary=known))
    told = {(claim.subject, claim.predicate, claim.asserted_by) for claim in reading.claims}
    assert told >= {("army-35", "destroyed", "ukraine"), ("brigade-64", "killed", "rferl")}
    assert {
        key: entity for key, entity in reading.vocabulary.entities.items() if key in known.entities
    } == known.entities
    assert not [
        name for name in ("izium-2", "russia-2", "35th-combined-arms-army") if name in reading.vocabulary.entities
    ]


# --- places, ids, round trip ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("excerpts", [False, True])
@pytest.mark.parametrize(
    "path", [FORD_TEXT, SALTMERE.text, pytest.param(SEED, marks=needs_seed)], ids=lambda path: path.name
)
def test_a_location_is_exact_and_its_excerpt_the_text_itself(path: Path, excerpts: bool) -> None:
    text = path.read_text(encoding="utf-8")
    starts = [0, *(at + 1 for at, letter in enumerate(text) if letter == "\n")]
    claims = list(read(path, path.name, ReadOptions(excerpts=excerpts)).claims)
    assert claims
    for claim in claims:
        location = claim.location
        assert location is not None
        start = starts[location.line - 1] + location.column - 1
        assert location.file == path.name
        assert text[start : start + location.length] == location.excerpt


@pytest.mark.parametrize(
    "path", [FORD_TEXT, SALTMERE.text, pytest.param(SEED, marks=needs_seed)], ids=lambda path: path.name
)
def test_claims_written_as_yaml_read_back_the_same(path: Path, tmp_path: Path) -> None:
    reading = read(path, path.name, ReadOptions(date="2022"))
    written = tmp_path / "claims.yaml"
    written.write_text(claims_yaml(Collection(tuple(reading.claims), reading.vocabulary)), encoding="utf-8")
    collection = load(written)
    assert collection.claims == tuple(reading.claims)
    assert collection.vocabulary == reading.vocabulary


def test_the_same_text_gives_the_same_claims_with_the_same_ids() -> None:
    first, second = (tuple(read(FORD_TEXT, "ford.md").claims) for _ in range(2))
    assert first == second
    assert len({claim.id for claim in first}) == len(first)


# --- marks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "tag"),
    [
        ("[citation needed]", "citation-needed"),
        ("[who?]", "who"),
        ("[when?]", "when"),
        ("[according to whom?]", "according-to-whom"),
        ("[clarification needed]", "clarification-needed"),
        ("[dubious – discuss]", "dubious"),
        ("[failed verification]", "failed-verification"),
        ("[better source needed]", "better-source-needed"),
        ("[as of?]", "as-of"),
        ("[update]", "as-of"),
        ("[page needed]", "page-needed"),
        ("[unreliable source?]", "unreliable-source"),
        ("[needs update]", "update-needed"),
        ("[by whom?]", "by-whom"),
        ("[Citation needed March 2020]", "citation-needed"),
    ],
)
def test_a_tag_marks_the_sentence_before_it(mark: str, tag: str, text_file: Path) -> None:
    first, second = claims_of(f"The bridge burnt down.{mark} The mill stood.", text_file)
    assert (first.tags, second.tags) == ((tag,), ())


@pytest.mark.parametrize(
    ("mark", "refs"),
    [
        ("[12]", ["12"]),
        ("[30][31]", ["30", "31"]),
        (" [30] [31]", ["30", "31"]),
        ("[3, 5]", ["3", "5"]),
        ("[3–5]", ["3", "4", "5"]),
        ("[12]: 45", ["12"]),
        ("[12]:45–47", ["12"]),
        ("[^note-1]", ["note-1"]),
        ("[uk]", []),
        ("[note 3]", []),
        ("[a]", []),
    ],
)
def test_a_mark_cites_the_sentence_before_it(mark: str, refs: list[str], text_file: Path) -> None:
    first, second = claims_of(f"The bridge burnt down.{mark} The mill stood.", text_file)
    assert [citation.ref for citation in first.citations] == refs
    assert second.citations == ()
    assert second.location is not None
    assert second.location.excerpt == "The mill stood."


def test_a_mark_that_opens_the_next_line_or_paragraph_cites_the_sentence_before(text_file: Path) -> None:
    first, second, third = claims_of("The bridge burnt.\n[1] The mill stood.\n\n[2] The inn closed.", text_file)
    assert [[citation.ref for citation in claim.citations] for claim in (first, second, third)] == [["1"], ["2"], []]


def test_a_mark_after_a_heading_cites_nothing_that_is_there(text_file: Path) -> None:
    reading = reading_of("The bridge burnt down.\n\nThe inn\n\n[2] It closed later that year.", text_file)
    assert [claim.citations for claim in reading.claims] == [(), ()]
    assert any("[2] cites something before" in problem.message for problem in reading.unread)


def test_a_mark_between_two_names_cites_the_whole_sentence(text_file: Path) -> None:
    claim = only_claim("The ferry[1] and the bridge[2] burnt down.", text_file)
    assert [citation.ref for citation in claim.citations] == ["1", "2"]
    assert claim.location is not None
    assert claim.location.excerpt == "The ferry[1] and the bridge[2] burnt down."


def test_words_in_brackets_are_text_and_an_unknown_mark_is_reported(text_file: Path) -> None:
    text = "The [old] bridge burnt.[translation needed] The mill stood.[citation needded?]"
    reading = reading_of(text, text_file)
    assert [claim.value for claim in reading.claims] == [
        Text(text="The [old] bridge burnt"),
        Text(text="The mill stood"),
    ]
    assert [problem.place.column - 1 for problem in reading.unread] == [text.index("[tr"), text.index("[ci")]


def test_links_and_addresses_are_citations(tmp_path: Path) -> None:
    text = 'The [bridge](https://a.example/b "Bridges") burnt. See <https://b.example>. Or https://c.example/(x).'
    claims = claims_of(text, tmp_path / "text.md")
    cited = [[(citation.url, citation.title) for citation in claim.citations] for claim in claims]
    assert cited[0] == [("https://a.example/b", "Bridges")]
    assert [url for later in cited[1:] for url, _ in later] == ["https://b.example", "https://c.example/(x)"]


def test_a_mark_inside_a_link_is_a_mark(tmp_path: Path) -> None:
    first, _ = claims_of("The bridge burnt.[\\[12\\]](#cite_12) The mill stood.", tmp_path / "text.md")
    assert [citation.ref for citation in first.citations] == ["12"]


def test_code_and_tables_are_no_prose(tmp_path: Path) -> None:
    text = "The mill stood.\n\n```\ncode. More code.\n```\n\n| a | b |\n|---|---|\n| c. | d. |\n\nThe inn closed.\n"
    reading = reading_of(text, tmp_path / "text.md")
    assert [claim.value for claim in reading.claims] == [Text(text="The mill stood"), Text(text="The inn closed")]
    assert [problem.message for problem in reading.unread] == ["code is no prose", "a table is no prose"]


# --- who --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("According to Ada Byron, the mill stood.", "Ada Byron"),
        ("The mill stood, according to the Mill Museum.", "the Mill Museum"),
        ("Per Ada Byron, the mill stood.", "Ada Byron"),
        ("Ada Byron announced that the mill stood.", "Ada Byron"),
        ("British historian Ada Byron later claimed that the mill stood.", "Ada Byron"),
        ("The mill stood, Ada Byron said.", "Ada Byron"),
        ('"The mill stood," said Ada Byron.', "Ada Byron"),
        ("Ada Byron said the mill stood.", "Ada Byron"),
        ("As the Gazette reported, the mill stood.", "the Gazette"),
        ("On 3 May 1901, Captain Dunn told reporters that the mill stood.", "Dunn"),
        ("The French government confirmed that the mill stood.", "the French government"),
        ("Ukraine's General Staff reported that the mill stood.", "Ukraine's General Staff"),
        ("French President Ada Byron said that the mill stood.", "Ada Byron"),
        ("Paris said that the mill stood.", "France"),
        ("The mill stood.", None),
        ("The owners wanted to say that the mill stood.", None),
        ("The rumour that the mill stood was old.", None),
    ],
)
def test_a_speaker_is_whom_the_words_name(text: str, who: str | None, text_file: Path) -> None:
    assert speaker(text, text_file) == who


@pytest.mark.parametrize("who", ["a local official", "sources in the ministry", "some residents", "Several experts"])
def test_a_speaker_whom_nobody_names_is_unnamed(who: str, text_file: Path) -> None:
    reading = reading_of(f"According to {who}, the mill stood.", text_file)
    (source,) = reading.vocabulary.sources.values()
    assert source.kind == "unnamed"


def test_two_mentions_of_an_unnamed_speaker_are_two_speakers(text_file: Path) -> None:
    first, second = claims_of("A miller said that the mill stood. A miller said that the inn closed.", text_file)
    assert first.asserted_by != second.asserted_by


def test_a_pronoun_speaks_for_the_one_who_spoke_just_before(text_file: Path) -> None:
    text = "A miller said that the mill stood. He added that the inn closed. The sun rose. He said that it rained."
    first, second, _, last = claims_of(text, text_file)
    assert first.asserted_by == second.asserted_by
    assert last.asserted_by is None


def test_an_acronym_and_what_it_stands_for_are_one_source(text_file: Path) -> None:
    text = "The RMI said that the mill stood. The Royal Mill Institute said that the inn closed."
    reading = reading_of(text, text_file)
    (source,) = reading.vocabulary.sources.values()
    assert (source.name, source.aliases) == ("the Royal Mill Institute", ("RMI",))


@pytest.mark.parametrize(
    "text",
    [
        "The Royal Institute cited Ada Byron as saying that the mill stood.",
        "Citing a letter by Ada Byron, the Royal Institute concluded that the mill stood.",
        "The Royal Institute, citing Ada Byron, said that the mill stood.",
        "The Royal Institute reported that Ada Byron said that the mill stood.",
        "According to the Royal Institute, Ada Byron said that the mill stood.",
    ],
)
def test_who_hands_on_the_words_of_another_relays_them(text: str, text_file: Path) -> None:
    reading = reading_of(text, text_file)
    (claim,) = reading.claims
    assert (claim.asserted_by, claim.via) == ("ada-byron", ("royal-institute",))


def test_only_the_sides_of_what_is_told_are_parties(text_file: Path) -> None:
    text = "The Italian government said that Polish troops captured Vilnius. The Polish army denied that it rained."
    sources = reading_of(text, text_file).vocabulary.sources
    assert sources["italian-government"].party is None
    assert sources["polish-army"].party == "poland"


# --- polarity and certainty -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "polarity", "certainty"),
    [
        ("Polish troops captured Vilnius.", "affirmed", "certain"),
        ("Poland claimed that Polish troops captured Vilnius.", "affirmed", "certain"),
        ("Poland denied that Polish troops captured Vilnius.", "denied", "certain"),
        ("Poland denied that Polish troops had not captured Vilnius.", "affirmed", "certain"),
        ("Polish troops did not capture Vilnius.", "denied", "certain"),
        ("Polish troops had yet to capture Vilnius.", "denied", "certain"),
        ("Polish troops failed to capture Vilnius.", "denied", "certain"),
        ("Polish troops likely captured Vilnius.", "affirmed", "probable"),
        ("Polish troops reportedly captured Vilnius.", "affirmed", "probable"),
        ("Polish troops allegedly captured Vilnius.", "affirmed", "possible"),
        ("Polish troops may have captured Vilnius.", "affirmed", "possible"),
        ("Poland could not confirm that Polish troops captured Vilnius.", "affirmed", "unknown"),
        ("It was not confirmed that Polish troops captured Vilnius.", "affirmed", "unknown"),
        ("The Vilnius Institute believes that Polish troops captured Vilnius.", "affirmed", "probable"),
    ],
)
def test_words_deny_and_hedge(text: str, polarity: str, certainty: str, text_file: Path) -> None:
    claim = only_claim(text, text_file)
    assert claim.predicate == "controlled-by"
    assert (claim.polarity, claim.certainty) == (polarity, certainty)


def test_its_forces_are_those_of_the_speaker(text_file: Path) -> None:
    claim = only_claim("Poland denied that its forces had captured the village of Ani.", text_file)
    assert (claim.subject, claim.value, claim.polarity) == ("ani", Term(term="poland"), "denied")


@pytest.mark.parametrize("verb", ["may capture", "would capture", "wanted to capture", "tried to capture"])
def test_what_was_not_yet_so_is_no_control(verb: str, text_file: Path) -> None:
    assert all(claim.predicate != "controlled-by" for claim in claims_of(f"Polish troops {verb} Vilnius.", text_file))


def test_a_denial_of_the_sentence_before_denies_what_it_claims(text_file: Path) -> None:
    text = "Poland announced that it had captured Vilnius. Lithuania denied the claim."
    claimed, denied = claims_of(text, text_file)
    assert (denied.subject, denied.predicate, denied.value) == (claimed.subject, claimed.predicate, claimed.value)
    assert (denied.asserted_by, denied.polarity) == ("lithuania", "denied")


# --- when -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("On 24 March 2022, clashes took place in Vilnius.", "2022-03-24"),
        ("Clashes took place in Vilnius on March 24, 2022.", "2022-03-24"),
        ("By 6 March 2022, Polish troops were in control of Vilnius.", {"by": "2022-03-06"}),
        ("Polish troops captured Vilnius between 15-16 March 2022.", {"since": "2022-03-15/2022-03-16"}),
        ("Polish troops captured Vilnius between 15 and 16 March 2022.", {"since": "2022-03-15/2022-03-16"}),
        ("In July 2022, the 9th Rifle Brigade was destroyed.", {"at": "2022-07"}),
        ("In late November 2022, the 9th Rifle Brigade was destroyed.", "[2022-11-20..2022-11-30]"),
        ("Since 3 May 2021, Polish troops were in control of Vilnius.", {"since": "2021-05-03"}),
        ("Until 3 May 2021, Polish troops were in control of Vilnius.", {"until": "2021-05-03"}),
        ("Before 3 May 2021, the 9th Rifle Brigade was destroyed.", "[..2021-05-02]"),
        ("Around 3 May 2021, the 9th Rifle Brigade was destroyed.", "2021-05-03~"),
        ("From 3 May to 2 June 2021, Polish troops were in control of Vilnius.", "2021-05-03/2021-06-02"),
        ("In spring 1920, Polish troops were in control of Vilnius.", "1920-21"),
        ("Polish troops were in control of Vilnius during the 1920s.", "192X"),
        ("Polish troops were in control of Vilnius after the March offensive.", None),
        ("On 24 March, clashes took place in Vilnius.", "XXXX-03-24"),
    ],
)
def test_a_date_is_read_as_edtf(text: str, valid: object, text_file: Path) -> None:
    claim = only_claim(text, text_file)
    assert (claim.valid.model_dump() if claim.valid else None) == valid


def test_a_date_before_a_verb_of_speech_is_that_of_the_statement(text_file: Path) -> None:
    claim = only_claim("On 3 May 1921, Ada Byron said that clashes took place in Vilnius on 1 May 1921.", text_file)
    assert str(claim.stated) == "1921-05-03"
    assert str(claim.valid) == "1921-05-01"


def test_the_year_is_that_of_the_nearest_earlier_date_then_the_heading_then_the_document(tmp_path: Path) -> None:
    text = "# The year 1920\n\nOn 3 May, it rained. On 4 May 1921, it rained. On 5 May, it rained."
    years = [str(claim.valid) for claim in claims_of(text, tmp_path / "text.md")]
    assert years == ["1920-05-03", "1921-05-04", "1921-05-05"]
    claim = only_claim("On 3 May, it rained.", tmp_path / "text.txt", date="1919-06-02")
    assert str(claim.valid) == "1919-05-03"


def test_a_founding_year_inside_a_sentence_is_not_the_year_of_what_follows(text_file: Path) -> None:
    text = "The mill was built in 1681. On 3 May, it rained."
    built, rained = claims_of(text, text_file, date="1919")
    assert (str(built.valid), str(rained.valid)) == ("at 1681", "1919-05-03")


def test_a_date_without_a_year_is_reported_once_with_their_number(text_file: Path) -> None:
    reading = reading_of("On 3 May, it rained. On 4 May, it rained.", text_file)
    (problem,) = reading.unread
    assert problem.message == "nothing says the year of this date, nor of 1 more: give the date of the document"


def test_the_following_day_is_counted_from_the_day_told_last(text_file: Path) -> None:
    text = "On 31 December 1920, it rained. The following day, it snowed. Two days later, it froze."
    assert [str(claim.valid) for claim in claims_of(text, text_file)] == ["1920-12-31", "1921-01-01", "1921-01-03"]


def test_a_day_that_the_calendar_lacks_is_reported(text_file: Path) -> None:
    reading = reading_of("On 31 April 1920, it rained.", text_file)
    assert [claim.valid for claim in reading.claims] == [None]
    assert [problem.message for problem in reading.unread] == ["there is no such date as 'On 31 April 1920'"]


# --- what no pattern reads --------------------------------------------------------------------------------------------


def test_a_sentence_that_no_pattern_reads_is_a_claim_that_the_text_says_so(text_file: Path) -> None:
    reading = reading_of("Ada Byron said that the sea was blue.[3]", text_file)
    (claim,) = reading.claims
    assert (claim.subject, claim.predicate, claim.value) == ("text.txt", "says", Text(text="the sea was blue"))
    assert claim.asserted_by == "ada-byron"
    assert [citation.ref for citation in claim.citations] == ["3"]


def test_sentences_that_no_pattern_reads_contradict_nothing(text_file: Path) -> None:
    text = "The sea was blue. The sea was green. Ada Byron denied that the sea was red."
    reading = reading_of(text, text_file)
    report = check(Collection(tuple(reading.claims), reading.vocabulary))
    assert not [finding for finding in report.findings if finding.kind == "contradiction"]


# --- bad input --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "text.txt: is empty"),
        (b" \n\n", "text.txt: is empty"),
        (b"One.\nT\xffwo.", "text.txt:2:2: not UTF-8: byte 0xff at offset 6"),
        (b"\xef\xbb\xbfOne.\nT\xffwo.", "text.txt:2:2: not UTF-8: byte 0xff at offset 9"),
        (b"x" * (MOST_BYTES + 1), "text.txt: is larger than 16 MB, the most that is read at once"),
    ],
)
def test_what_is_no_text_is_one_clear_error(content: bytes, problem: str, text_file: Path) -> None:
    text_file.write_bytes(content)
    with pytest.raises(InputError) as raised:
        read(text_file, "text.txt")
    assert str(raised.value) == problem


def test_a_language_without_a_lexicon_is_refused(text_file: Path) -> None:
    with pytest.raises(UnsupportedError, match="no lexicon for the language 'xx'; known: en"):
        reading_of("Ein Satz.", text_file, language="xx")


def test_a_date_of_the_document_that_is_none_is_refused(text_file: Path) -> None:
    with pytest.raises(InputError, match="the date of the document: 'spring' is no EDTF date"):
        reading_of("It rained.", text_file, date="spring")


def test_a_file_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.txt: cannot be read: No such file or directory"):
        read(tmp_path / "gone.txt", "gone.txt")


# --- hostile text -----------------------------------------------------------------------------------------------------

SCRAPS = (
    *"[]()<>*_`\\\"'“”«».,;:–-?!#>|\n\t\x00\u2028\u0301\ufeff 0123456789",
    *("[12]", "[^a]", "[^a]: b", "[citation needed]", "](https://x.example)", "https://x.example/", "\r\n", "\n\n"),
    *("```", "<!--", " according to ", " said that ", ", which was denied by ", " citing ", " by 31 February "),
    *(" in late May ", " the following day ", " 3 days later ", " of the 1,500 members of the brigade ", " Izium's "),
    *(" the city's neighbourhoods, ", " not ", "Ł", "😀", "ß"),
)
ROUNDS = 100


def mutations(text: str, rounds: int, seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    for _ in range(rounds):
        letters = list(text)
        for _ in range(chance.randint(1, 30)):
            at = chance.randrange(len(letters))
            match chance.randrange(4):
                case 0:
                    letters[at] = chance.choice(SCRAPS)
                case 1:
                    letters.insert(at, chance.choice(SCRAPS) * chance.choice((1, 1, 1, 40)))
                case 2:
                    del letters[at : at + chance.randint(1, 60)]
                case _:
                    letters[at:at] = letters[chance.randrange(len(letters)) :][: chance.randint(1, 80)]
            letters = letters or ["x"]
        yield "".join(letters)


@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_no_text_breaks_the_reader_or_the_round_trip(suffix: str, tmp_path: Path) -> None:
    original = FORD_TEXT.read_text(encoding="utf-8")
    file, written = tmp_path / f"text{suffix}", tmp_path / "claims.yaml"
    for number, text in enumerate(mutations(original, ROUNDS, seed=len(suffix))):
        file.write_text(text, encoding="utf-8", newline="")
        reading = read(file, file.name, ReadOptions(excerpts=number % 3 == 0))
        claims = tuple(reading.claims)
        content = text.removeprefix("\ufeff")
        for claim in claims:
            assert claim.location is not None
            assert (claim.location.excerpt or "") in content
        if claims and number % 10 == 0:
            collection = Collection(claims, reading.vocabulary)
            assert not list(collection.problems()) + reading.vocabulary.problems()
            written.write_text(claims_yaml(collection), encoding="utf-8", newline="")
            assert load(written).claims == claims


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "[x](" * 30_000,
        "[12]" * 30_000 + " It rained.",
        "It rained.[1] " * 5_000,
        "It rained." + "".join(f"[{number}]" for number in range(20_000)),
        "It rained,[1] " * 10_000,
        "It rained.\n\n[1]\n\n" * 5_000,
        "a " * 60_000,
        "A, " * 40_000,
        "said that " * 12_000,
        "according to A, " * 8_000,
        "*_`" * 40_000,
        "Izium's " * 15_000,
        '"' * 100_000,
        "1,500 " * 20_000,
        "from 24 to " * 10_000,
        "> " * 30_000 + "x",
        "- " * 20_000 + "x.",
        "<!-- " * 20_000,
        "https://" * 12_000,
        "\n" * 100_000 + "It rained.",
        "[^a]: " + "x" * 100_000 + "\n\nIt rained.",
    ],
    ids=lambda text: repr(text[:12]),
)
@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_no_text_takes_more_than_its_length(text: str, suffix: str, tmp_path: Path) -> None:
    reading_of(text, tmp_path / f"text{suffix}")
