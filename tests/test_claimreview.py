"""ClaimReviews: who claims, who checked, with what verdict, from every shape in which pages and feeds give them."""

import json
import time
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from conflicts.check import check
from conflicts.errors import InputError
from conflicts.model.claim import Citation, Claim, Location
from conflicts.model.collection import Collection
from conflicts.model.source import Source
from conflicts.model.value import Time
from conflicts.model.vocabulary import Entity, Vocabulary
from conflicts.readers import ReadOptions, load, read
from conflicts.readers.claimreview import feed
from conflicts.readers.claimreview.claims import date_of
from conflicts.readers.claimreview.verdicts import find_verdicts
from conflicts.readers.claimreview.words import plain
from fuzz_claimreview import fuzz
from steps import at_most

REVIEW: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://check.example/bridge",
    "headline": "No, the bridge did not open in May",
    "datePublished": "2021-06-22",
    "claimReviewed": "The bridge was opened in May.",
    "author": {"@type": "Organization", "name": "Check Example"},
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "Mayor Pell"},
        "datePublished": "2021-06-20",
        "appearance": {"@type": "CreativeWork", "url": "https://town.example/speech"},
    },
    "reviewRating": {"@type": "Rating", "alternateName": "False"},
}


def review(**changes: Any) -> dict[str, Any]:
    """The review with other properties; None takes one away."""
    changed = REVIEW | changes
    return {name: value for name, value in changed.items() if value is not None}


def rated(rating: object, **changes: Any) -> dict[str, Any]:
    return review(reviewRating=rating, **changes)


def collection(folder: Path, data: object, name: str = "a.jsonld", **options: Any) -> Collection:
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data, indent=1), encoding="utf-8")
    return load(path, format="claimreview", options=ReadOptions(**options))


def notes(read: Collection) -> list[str]:
    return [problem.message for problem in read.unread]


# ------------------------------------------------------------------------------------------------ one review


def test_a_review_is_a_claim_by_the_claimant_and_one_by_the_reviewer(tmp_path: Path) -> None:
    read = collection(tmp_path, REVIEW)
    claimed, reviewed = read.claims
    own = Citation(url="https://town.example/speech", source="mayor-pell")
    check = Citation(
        url="https://check.example/bridge",
        title="No, the bridge did not open in May",
        date=Time(text="2021-06-22"),
        source="check-example",
    )
    assert claimed.subject == reviewed.subject
    assert claimed.predicate == reviewed.predicate == "is-true"
    assert (claimed.asserted_by, claimed.via, claimed.polarity) == ("mayor-pell", ("check-example",), "affirmed")
    assert (claimed.stated, claimed.citations) == (Time(text="2021-06-20"), (own, check))
    assert (reviewed.asserted_by, reviewed.via, reviewed.polarity) == ("check-example", (), "denied")
    assert (reviewed.stated, reviewed.citations) == (Time(text="2021-06-22"), (check,))
    assert (claimed.certainty, reviewed.certainty) == ("certain", "certain")
    assert notes(read) == []


def test_the_vocabulary_holds_the_speakers_and_the_text(tmp_path: Path) -> None:
    read = collection(tmp_path, REVIEW)
    assert read.vocabulary.sources == {
        "mayor-pell": Source(name="Mayor Pell"),
        "check-example": Source(name="Check Example", kind="fact-checker"),
    }
    (entity,) = read.vocabulary.entities.values()
    assert entity == Entity(name="“The bridge was opened in May”")
    assert read.vocabulary.predicates["is-true"].timeless


def test_claimant_and_reviewer_contradict_each_other(tmp_path: Path) -> None:
    read = collection(tmp_path, REVIEW)
    (finding,) = [found for found in check(read).findings if found.kind == "contradiction"]
    assert (finding.rule, finding.verdict) == ("core/denial", "certain")
    assert {claim.id for side in finding.sides for claim in side.claims} == {claim.id for claim in read.claims}


def test_reviewers_contradict_each_other_where_their_verdicts_do(tmp_path: Path) -> None:
    ratings = {"A": "True", "B": "Mostly false", "C": "Half true", "D": "Unproven", "E": "Mostly true"}
    reviews = [rated({"alternateName": rating}, author=author, itemReviewed=None) for author, rating in ratings.items()]
    report = check(collection(tmp_path, reviews), rules=["core/denial"])
    pairs = {
        frozenset(claim.asserted_by or "nobody named" for claim in pair)
        for finding in report.findings
        for one, other in combinations(finding.sides, 2)
        for pair in ((a, b) for a in one.claims for b in other.claims)
    }
    assert pairs == {frozenset("AB"), frozenset("BE"), frozenset({"B", "nobody named"})}


def test_each_claim_stands_where_its_words_do(tmp_path: Path) -> None:
    text = (
        '{"@type": "ClaimReview", "author": "Check",\n'
        ' "claimReviewed": "The \\"bridge\\" opened.",\n'
        ' "reviewRating": {"bestRating": 5, "alternateName":"False"}}\n'
    )
    claimed, reviewed = collection(tmp_path, text).claims
    file = str(tmp_path / "a.jsonld")
    _, second, third = text.splitlines()
    written = 'The \\"bridge\\" opened.'
    assert claimed.location == Location(
        file=file, line=2, column=second.index(written) + 1, length=len(written), excerpt='The "bridge" opened.'
    )
    assert reviewed.location == Location(file=file, line=3, column=third.index("False") + 1, length=5, excerpt="False")


def test_ids_are_the_files_name_the_line_and_the_number_there(tmp_path: Path) -> None:
    line = json.dumps(REVIEW)
    read = collection(tmp_path, f"[{line}, {line},\n{line}]", name="checks.v2.json")
    assert [claim.id for claim in read.claims] == [
        *("checks-1-1", "checks-1-1-review", "checks-1-2", "checks-1-2-review"),
        *("checks-2-1", "checks-2-1-review"),
    ]


# ------------------------------------------------------------------------------------------------ ratings


@pytest.mark.parametrize(
    "words, polarity, certainty",
    [
        ("True", "affirmed", "certain"),
        ("MOSTLY TRUE.", "affirmed", "probable"),
        ("Half True", "affirmed", "unknown"),
        ("“Misleading”", "affirmed", "unknown"),
        ("mostly  false", "denied", "probable"),
        ("Pants on Fire!", "denied", "certain"),
        ("Unproven", "affirmed", "unknown"),
        ("Falso", "denied", "certain"),
        ("Größtenteils falsch", "denied", "probable"),
        ("Plutôt vrai", "affirmed", "probable"),
        ("Неправда", "denied", "certain"),
    ],
)
def test_the_words_of_a_rating_are_a_verdict(tmp_path: Path, words: str, polarity: str, certainty: str) -> None:
    _, reviewed = collection(tmp_path, rated({"alternateName": words, "ratingValue": 3})).claims
    assert (reviewed.polarity, reviewed.certainty) == (polarity, certainty)


@pytest.mark.parametrize(
    "rating, polarity, certainty",
    [
        ({"ratingValue": 1}, "denied", "certain"),
        ({"ratingValue": "2", "bestRating": "5", "worstRating": "1"}, "denied", "probable"),
        ({"ratingValue": 3.0}, "affirmed", "unknown"),
        ({"ratingValue": 4}, "affirmed", "probable"),
        ({"ratingValue": 5}, "affirmed", "certain"),
        ({"ratingValue": 0, "bestRating": 10, "worstRating": 0}, "denied", "certain"),
        ({"ratingValue": 1, "bestRating": 1, "worstRating": 7}, "affirmed", "certain"),
    ],
)
def test_without_words_a_number_says_the_verdict_on_its_scale(
    tmp_path: Path, rating: dict[str, object], polarity: str, certainty: str
) -> None:
    _, reviewed = collection(tmp_path, rated(rating)).claims
    assert (reviewed.polarity, reviewed.certainty) == (polarity, certainty)


@pytest.mark.parametrize(
    "rating, note",
    [
        ({"alternateName": "Satire", "ratingValue": 1}, "the rating 'Satire' is no verdict that is known"),
        ({"ratingValue": "Three of five"}, "the rating 'Three of five' is no verdict that is known"),
        ({"ratingValue": -1}, "the rating '-1' is not on its scale, '1' to '5'"),
        ({"ratingValue": 9}, "the rating '9' is not on its scale, '1' to '5'"),
        ({"ratingValue": 1, "bestRating": 1}, "the rating '1' is not on its scale, '1' to '1'"),
        ({"ratingValue": "1e999999999"}, "the rating '1e999999999' is not on its scale, '1' to '5'"),
        ({"ratingValue": "NaN", "bestRating": "sNaN"}, "the rating 'NaN' is not on its scale, '1' to 'sNaN'"),
        ({"@type": "Rating"}, "a rating without words and without a number"),
        (None, "a ClaimReview without reviewRating: the reviewer gives no verdict"),
        (True, "a ClaimReview without reviewRating: the reviewer gives no verdict"),
    ],
)
def test_a_rating_that_is_not_known_is_listed_and_not_guessed(tmp_path: Path, rating: object, note: str) -> None:
    read = collection(tmp_path, rated(rating))
    assert [claim.asserted_by for claim in read.claims] == ["mayor-pell"]
    assert notes(read) == [note]
    assert read.unread[0].place.line > 0


def test_a_file_of_ones_own_adds_ratings(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text('verdicts: {"false": [Four spoons]}\n', encoding="utf-8")
    _, reviewed = collection(tmp_path, rated({"alternateName": "four spoons"}), lexicon=own).claims
    assert reviewed.polarity == "denied"
    assert len(collection(tmp_path, REVIEW, lexicon=own).claims) == 2


@pytest.mark.parametrize(
    "text, words",
    [
        ("verdicts: {flase: [x]}", "1:12: unknown verdict 'flase' (did you mean 'false'?)"),
        ('verdicts: {"true": [1]}', "1:21: "),
        ("verdicts: []", "1:1: "),
        ("verdicts: {", "not valid YAML"),
    ],
)
def test_what_is_wrong_with_ratings_of_ones_own_is_told_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"own\.yaml") as caught:
        collection(tmp_path, REVIEW, lexicon=own)
    assert words in str(caught.value)


def test_no_rating_says_two_verdicts() -> None:
    verdicts = find_verdicts().verdicts
    words = {
        name: {plain(each) for said in verdict.words.values() for each in said} for name, verdict in verdicts.items()
    }
    assert not [(a, b, words[a] & words[b]) for a, b in combinations(words, 2) if words[a] & words[b]]
    assert set(words) == {"true", "mostly-true", "mixed", "mostly-false", "false", "unproven"}


# ------------------------------------------------------------------------------------------------ people and papers


def test_nobody_is_named_where_the_review_names_nobody(tmp_path: Path) -> None:
    claimed, reviewed = collection(tmp_path, review(itemReviewed=None, author=None)).claims
    assert (claimed.asserted_by, claimed.via, claimed.stated) == (None, (), None)
    assert reviewed.asserted_by is None


def test_social_media_users_are_an_unnamed_source(tmp_path: Path) -> None:
    read = collection(tmp_path, review(itemReviewed={"@type": "Claim", "author": "Social Media Users"}))
    assert read.vocabulary.sources["social-media-users"].kind == "unnamed"


def test_a_reviewer_who_is_a_person_belongs_to_the_publisher(tmp_path: Path) -> None:
    read = collection(
        tmp_path,
        review(author={"@type": "Person", "name": "Jo Dunn"}, publisher={"@type": "Organization", "name": "Check"}),
    )
    assert read.claims[1].asserted_by == "jo-dunn"
    assert read.vocabulary.origin("jo-dunn") == "check"


def test_of_several_authors_the_organisation_is_the_reviewer(tmp_path: Path) -> None:
    read = collection(
        tmp_path, review(author=[{"@type": "Person", "name": "Jo"}, {"@type": "Organization", "name": "Check"}])
    )
    assert read.claims[1].asserted_by == "check"
    people = [{"@type": "Person", "name": "Jo"}, {"@type": "Person", "name": "Kim"}]
    read = collection(tmp_path, review(author=people))
    assert read.claims[1].asserted_by == "jo"
    assert notes(read) == ["only the first author is kept, not 'Kim'"]


def test_each_claimant_has_a_claim(tmp_path: Path) -> None:
    item = {"@type": "Claim", "author": [{"name": "Pell"}, {"name": "Dunn"}]}
    claims = collection(tmp_path, review(itemReviewed=[item, {"author": "Herald"}])).claims
    assert [(claim.id, claim.asserted_by) for claim in claims] == [
        ("a-1-1", "pell"),
        ("a-1-1-2", "dunn"),
        ("a-1-1-3", "herald"),
        ("a-1-1-review", "check-example"),
    ]


def test_a_document_by_somebody_else_is_not_the_claimants_own(tmp_path: Path) -> None:
    appearance = {"@type": "NewsArticle", "headline": "Mayor speaks", "author": {"name": "Herald"}}
    claimed = collection(tmp_path, review(itemReviewed={"author": "Pell", "appearance": appearance})).claims[0]
    assert claimed.citations[0] == Citation(title="Mayor speaks", source="herald")


def test_the_first_appearance_dates_a_claim_without_a_date_and_is_cited_once(tmp_path: Path) -> None:
    first = {"url": "https://town.example/1", "datePublished": "2021-06-01"}
    item = {"author": "Pell", "firstAppearance": first, "appearance": ["https://town.example/1", "https://o.example"]}
    claimed = collection(tmp_path, review(itemReviewed=item)).claims[0]
    assert claimed.stated == Time(text="2021-06-01")
    assert [citation.url for citation in claimed.citations] == [
        "https://town.example/1",
        "https://o.example",
        "https://check.example/bridge",
    ]


def test_names_that_the_vocabulary_knows_are_its_sources_and_entities(tmp_path: Path) -> None:
    known = Vocabulary(
        sources={"checkers": Source(name="The Checkers", aliases=("Check Example",), reliability="B")},
        entities={"bridge-in-may": Entity(name="opened in May", aliases=("the bridge was opened in May!",))},
    )
    read = collection(tmp_path, REVIEW, vocabulary=known)
    assert {claim.subject for claim in read.claims} == {"bridge-in-may"}
    assert read.claims[1].asserted_by == "checkers"
    assert read.vocabulary.sources["checkers"] == known.sources["checkers"]


def test_names_that_look_alike_are_different_sources(tmp_path: Path) -> None:
    known = Vocabulary(sources={"isw": Source(name="Institute")})
    read = collection(tmp_path, [review(author="I.S.W."), review(author="I S W")], vocabulary=known)
    reviewers = {claim.asserted_by for claim in read.claims if claim.id.endswith("review")}
    assert len(reviewers) == 2
    assert "isw" not in reviewers


def test_owners_that_own_each_other_are_no_circle(tmp_path: Path) -> None:
    read = collection(tmp_path, [review(author="A", publisher="B"), review(author="B", publisher="A")])
    assert read.vocabulary.origin("a") == "b"


# ------------------------------------------------------------------------------------------------ dates


@pytest.mark.parametrize(
    "words, text",
    [
        ("2021-06-22", "2021-06-22"),
        ("2021-6-2", "2021-06-02"),
        ("2021-06", "2021-06"),
        ("2021", "2021"),
        ("2021-06-22T10:00:00Z", "2021-06-22T10:00:00Z"),
        ("2021-06-22T10:00:00.123+02:00", "2021-06-22T10:00:00+02:00"),
        ("2021-06-22 10:00", "2021-06-22T10:00:00"),
    ],
)
def test_dates_are_read_as_pages_write_them(words: str, text: str) -> None:
    assert date_of(words) == Time(text=text)


@pytest.mark.parametrize("words", ["June 22, 2021", "22/06/2021", "2021-13-45", "yesterday", "1624352400"])
def test_a_date_in_no_known_form_is_listed_and_left_out(tmp_path: Path, words: str) -> None:
    read = collection(tmp_path, review(datePublished=words))
    assert read.claims[1].stated is None
    assert notes(read) == [f"datePublished {words!r} is no date"]


# ------------------------------------------------------------------------------------------------ shapes


def asserted(collection: Collection) -> list[tuple[str | None, str]]:
    return [(claim.asserted_by, claim.polarity) for claim in collection.claims]


EXPECTED = [("mayor-pell", "affirmed"), ("check-example", "denied")]


def prefixed(data: Any, prefix: str) -> Any:
    """The data with every name of schema.org prefixed."""
    if isinstance(data, list):
        return [prefixed(each, prefix) for each in data]
    if not isinstance(data, dict):
        return data
    return {
        name if name.startswith("@") else prefix + name: prefix + value if name == "@type" else prefixed(value, prefix)
        for name, value in data.items()
        if name != "@context"
    }


@pytest.mark.parametrize(
    "shape",
    [
        REVIEW,
        [REVIEW],
        review(**{"@type": ["NewsArticle", "ClaimReview"]}),
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, REVIEW]},
        {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": [REVIEW]}]},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": REVIEW}]},
        {"@type": "Article", "review": REVIEW},
        prefixed(REVIEW, "http://schema.org/"),
        prefixed(REVIEW, "schema:"),
        review(claimReviewed=[{"@value": "The bridge was opened in May.", "@language": "en"}]),
        review(claimReviewed=None, itemReviewed=REVIEW["itemReviewed"] | {"text": "The bridge was opened in May."}),
    ],
    ids=str,
)
def test_reviews_are_found_in_every_shape(tmp_path: Path, shape: Any) -> None:
    assert asserted(collection(tmp_path, shape)) == EXPECTED


def test_references_within_a_graph_are_followed(tmp_path: Path) -> None:
    graph = {
        "@graph": [
            review(
                author={"@id": "#us"}, itemReviewed={"@type": "Claim", "@id": "#claim"}, reviewRating={"@id": "#no"}
            ),
            {"@id": "#us", "@type": "Organization", "name": "Check Example"},
            {"@id": "#no", "@type": "Rating", "alternateName": "False"},
            {"@id": "#claim", **REVIEW["itemReviewed"]},
        ]
    }
    assert asserted(collection(tmp_path, graph)) == EXPECTED


def test_a_claim_that_no_review_is_about_is_a_claim(tmp_path: Path) -> None:
    (claim,) = collection(tmp_path, {"@type": "Claim", "text": "It rains.", "author": "Herald"}).claims
    assert (claim.asserted_by, claim.via, claim.polarity) == ("herald", (), "affirmed")


def test_the_reviews_of_a_page_are_in_its_scripts(tmp_path: Path) -> None:
    page = (
        f'<!DOCTYPE html><title>Ізюм</title><!-- <script type="application/ld+json">no</script> -->\n'
        f'<script>if (a<b) {{}}</script><script\n type="application/ld+json" data-a="x>y">'
        f"{json.dumps(REVIEW)}</script>\n"
        f"<SCRIPT type='APPLICATION/LD+JSON; charset=utf-8'>\n\n {json.dumps(REVIEW)}\n</SCRIPT >"
    )
    read = collection(tmp_path, page, name="page.html")
    assert asserted(read) == EXPECTED * 2
    lines = page.splitlines()
    for claim in read.claims:
        place = claim.location
        assert place is not None
        words = lines[place.line - 1][place.column - 1 : place.column - 1 + place.length]
        assert words == place.excerpt


def test_lines_of_json_are_read_one_by_one(tmp_path: Path) -> None:
    lines = f"{json.dumps(REVIEW)}\n\n{json.dumps(REVIEW)}\r\n"
    read = collection(tmp_path, lines, name="a.jsonl")
    assert asserted(read) == EXPECTED * 2
    assert [claim.location.line for claim in read.claims if claim.location] == [1, 1, 3, 3]


def test_what_is_no_review_beside_one_is_passed_over_but_for_reviews_of_pictures(tmp_path: Path) -> None:
    read = collection(tmp_path, [{"@type": "Article"}, 5, None, [], {"@type": "MediaReview"}, REVIEW])
    assert asserted(read) == EXPECTED
    assert notes(read) == ["a MediaReview says nothing of a claim"]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1_000])
def test_a_file_reads_the_same_in_pieces_of_any_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    text = "\ufeff " + json.dumps(
        [REVIEW, -12.5e3, {"a": [True, "Ізюм 😀\\"]}, review(author="Ізюм")], ensure_ascii=False, indent=2
    )
    whole = collection(tmp_path, text)
    monkeypatch.setattr(feed, "_PIECE", size)
    assert collection(tmp_path, text) == whole
    assert len(whole.claims) == 4


def test_a_feed_larger_than_what_is_read_at_once_is_read_item_by_item(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [{"@type": "DataFeedItem", "item": [review(author=f"Checker {number}")]} for number in range(50)]
    data = {"@type": "DataFeed", "name": "All", "dataFeedElement": items, "dateModified": "2021"}
    whole = collection(tmp_path, data)
    monkeypatch.setattr(feed, "MAX_ITEM", 4_000)
    monkeypatch.setattr(feed, "_PIECE", 1_000)
    monkeypatch.setattr("conflicts.readers.claimreview.MOST_KEPT", 10)
    path = tmp_path / "a.jsonld"
    reading = read(path)
    assert not isinstance(reading.claims, list)
    assert tuple(reading.claims) == whole.claims
    assert reading.vocabulary == whole.vocabulary


# ------------------------------------------------------------------------------------------------ malformed


@pytest.mark.parametrize(
    "name, text, told",
    [
        ("a.json", "", "a.json: is empty"),
        ("a.json", " \n", "a.json: is empty"),
        ("a.json", '{"a": 1}', "a.json: holds no ClaimReview and no Claim of schema.org"),
        ("a.html", "<p>Nothing</p>", "a.html: holds no ClaimReview and no Claim of schema.org"),
        ("a.json", '[{"@type": "Claim"},\n  {"a": tru}]', "a.json:2:9: not valid JSON: expecting value"),
        ("a.json", '[{}\n {}]', "a.json:2:2: not valid JSON: expecting ',' delimiter"),
        ("a.json", '[{}, "a', "a.json:1:6: not valid JSON: unterminated string starting at"),
        ("a.json", '[{}, {"a": 1, "a": 2}]', "a.json:1:15: duplicate key 'a': first at line 1, column 2"),
        ("a.json", '["\\ud800"]', "a.json:1:2: half of a surrogate pair is no character"),
        ("a.json", "[" + "[" * 200 + "]" * 201, "a.json:1:102: nested more than 100 deep"),
        ("a.jsonl", '{"a":}\n{}\n{"b"}\n', "a.jsonl:1:6: not valid JSON: expecting value\n"),
    ],
)  # fmt: skip
def test_what_is_malformed_is_an_error_with_its_place(tmp_path: Path, name: str, text: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        collection(tmp_path, text, name)
    assert f"{caught.value}\n".replace(f"{tmp_path}/", "").startswith(told.rstrip("\n"))


def test_every_malformed_line_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        collection(tmp_path, '{"a":}\n{}\n{"b"}\n', "a.jsonl")
    assert [problem.place.line for problem in caught.value.problems] == [1, 3]


SCRIPT = f'<script type="application/ld+json">{json.dumps(REVIEW)}</script>'


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("<script type='application/ld+json'>{,}</script>", "a.html:1:37: not valid JSON"),
        ('<b>\n<script type="application/ld+json">\n {,}</script>', "a.html:3:3: not valid JSON"),
        ('<script type="application/ld+json">{"a": "b\nc"}</script>', "a.html:1:44: not valid JSON"),
        ('<script type="application/ld+json">{"a": 1</script>', "a.html:1:43: not valid JSON"),
    ],
)
def test_a_malformed_script_costs_only_itself(tmp_path: Path, script: str, told: str) -> None:
    for page in (script + SCRIPT, script):
        found = collection(tmp_path, page, "a.html")
        (problem,) = found.unread
        assert str(problem).replace(f"{tmp_path}/", "").startswith(told)
        assert bool(found.claims) is (page != script)


@pytest.mark.parametrize(
    "around",
    ["{};", "//<![CDATA[\n{}\n//]]>", "<![CDATA[{}]]>", "/*<![CDATA[*/ {} /*]]>*/", "<!--\n{}\n-->", "\n{} ;\n"],
)
def test_what_stands_around_a_script_is_no_part_of_it(tmp_path: Path, around: str) -> None:
    script = around.replace("{}", json.dumps(REVIEW))
    found = collection(tmp_path, f'<script type="application/ld+json">{script}</script>', "a.html")
    assert found.claims
    assert not found.unread


@pytest.mark.parametrize("broken", ['{"@type":"ClaimRev', "{,}", "[1", '{"a": 1} {'])
def test_a_malformed_line_costs_only_itself(tmp_path: Path, broken: str) -> None:
    whole = json.dumps(REVIEW)
    for lines in ([broken, whole], [whole, broken], [whole, broken, whole]):
        found = collection(tmp_path, "\n".join(lines), "a.jsonl")
        assert len(found.claims) == 2 * lines.count(whole)
        assert [problem.place.line for problem in found.unread] == [lines.index(broken) + 1]


def test_a_feed_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    found = collection(tmp_path, f'[{json.dumps(REVIEW)}, {{"a": "b', "a.json")
    assert len(found.claims) == 2
    assert len(found.unread) == 1


@pytest.mark.parametrize("name", ["a.json", "a.html", "a.jsonl"])
def test_bytes_that_are_not_utf8_are_an_error_with_their_place(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes('<p>Ізюм\n["ї'.encode() + b"\xff")
    with pytest.raises(InputError):
        load(path, format="claimreview")
    path.write_bytes('["a",\n "ї'.encode() + b'\xff"]')
    with pytest.raises(InputError) as caught:
        load(path, format="claimreview")
    assert any("byte 0xff" in problem.message for problem in caught.value.problems) or name == "a.jsonl"
    if name != "a.jsonl":
        assert (caught.value.problems[0].place.line, caught.value.problems[0].place.column) == (2, 4)


def test_an_item_too_long_to_be_read_at_once_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MAX_ITEM", 1_000)
    monkeypatch.setattr(feed, "_PIECE", 100)
    (problem,) = collection(tmp_path, [REVIEW, {"a": "x" * 3_000}]).unread
    assert "is longer than" in problem.message
    assert problem.place.line > 1


@pytest.mark.parametrize(
    "junk",
    [
        "<a ",
        "<!--",
        '<script "',
        "<script ",
        "</script",
        "<script>",
        "<!",
        '<script type="application/ld+json">1</script>',
    ],
)
def test_hostile_pages_take_steps_in_proportion_to_their_length(tmp_path: Path, junk: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(junk * 20_000, encoding="utf-8")
    with at_most(10_000_000), pytest.raises(InputError):
        load(path)


@pytest.mark.parametrize("junk", ["[", "[1,", '{"a":', "1 ", "[] ", '"', "\n"])
def test_hostile_json_takes_steps_in_proportion_to_its_length(tmp_path: Path, junk: str) -> None:
    path = tmp_path / "a.jsonld"
    path.write_text(junk * 50_000, encoding="utf-8")
    with at_most(10_000_000), pytest.raises(InputError):
        load(path)


def test_mutated_files_are_claims_or_errors() -> None:
    tried, sound = fuzz(range(1, 301), seed=random_seed())
    assert 0 < sound < tried


def random_seed() -> int:
    """Another seed each day, so that CI tries other files and a failure can be had again."""
    return int(time.time()) // 86_400


def test_claims_are_frozen_models_with_unique_ids(tmp_path: Path) -> None:
    claims = collection(tmp_path, [REVIEW, REVIEW]).claims
    assert all(isinstance(claim, Claim) for claim in claims)
    assert len({claim.id for claim in claims}) == len(claims)
