"""Mutated ClaimReviews: whatever the bytes, reading them gives claims or an InputError, and nothing else.

The tests try some hundred files. For so many seconds, from another seed: ``python tests/fuzz_claimreview.py 600 7``.
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from conflicts.readers import load
from fuzz_readers import mutated
from fuzzing import by_hand, fuzzed, survives

REVIEW = """\
{
  "@context": "https://schema.org", "@type": ["ClaimReview", "NewsArticle"],
  "url": "https://check.example/1", "headline": "No, it did not", "datePublished": "2021-06-22T10:00:00.123Z",
  "claimReviewed": {"@value": "The bridge was \\u201copened\\u201d in May.", "@language": "en"},
  "author": [{"@type": "Person", "name": "Jo"}, {"@type": "Organization", "name": "Check", "@id": "#check"}],
  "publisher": {"@id": "#check"},
  "itemReviewed": [{"@type": "Claim", "author": {"name": "Mayor"}, "datePublished": "2021-6-2",
    "firstAppearance": "https://town.example/1", "appearance": ["https://town.example/1", {"headline": "A speech",
    "url": "https://town.example/2", "author": "Herald"}]}, {"@id": "#other"}],
  "reviewRating": {"@type": "Rating", "ratingValue": "1", "bestRating": 5, "worstRating": 1.0, "alternateName": "False"}
}
"""
FEED = """\
{"@type": "DataFeed", "dataFeedElement": [
  {"@type": "DataFeedItem", "item": [{"@type": "ClaimReview", "claimReviewed": "It rains.", "author": "Check",
    "itemReviewed": {"author": "social media users"}, "reviewRating": {"ratingValue": 4}}]},
  {"item": {"@type": "http://schema.org/ClaimReview", "schema:claimReviewed": "It rains", "author": {"url": "u"},
    "reviewRating": "Mostly true"}},
  {"@type": "Claim", "text": "It snows", "author": ["A", "B"], "@id": "#other"}, {"@type": "MediaReview"}
]}
"""
LINES = """\
{"@type": "ClaimReview", "claimReviewed": "It rains.", "reviewRating": {"alternateName": "Falso"}, "author": "C"}

{"@graph": [{"@id": "#r", "@type": "Rating", "ratingValue": 3, "bestRating": 7, "worstRating": 0},
 {"@type": "ClaimReview", "claimReviewed": "It hails.", "reviewRating": {"@id": "#r"}, "author": {"@id": "#r"}}]}
""".replace(",\n {", ", {")
PAGE = f"""\
<!doctype html><title>A page</title><!-- <script type="application/ld+json">{{</script> -->
<script>var x = "<a" ;</script><script type='application/ld+json; charset=utf-8' data-x="a>b">
{REVIEW}</script><p><SCRIPT TYPE=application/ld+json>{FEED}</SCRIPT ><a
"""
TEXTS = {"a.json": REVIEW, "a.jsonld": FEED, "a.jsonl": LINES, "a.html": PAGE, "b.jsonld": f"[{REVIEW},[],1]"}
FILES = tuple((name, text.encode()) for name, text in TEXTS.items())


def read_back(content: bytes, path: Path) -> bool:
    """Read the content as that file; whether it was claims, which must survive being written and read again."""
    return survives(content, path, partial(load, format="claimreview"))


def fuzz(turns: Iterable[int], seed: int) -> tuple[int, int]:
    """Try mutated files, one a turn; how many, and how many of them were still read."""
    return fuzzed(FILES, mutated, read_back, turns, seed)


if __name__ == "__main__":
    by_hand(fuzz)
