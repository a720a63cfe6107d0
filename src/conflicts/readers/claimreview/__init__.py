"""ClaimReview and Claim (schema.org), as JSON-LD: what was claimed, and what those who checked it say of it.

Each review gives a claim by the claimant, that a text is true, and one by the reviewer, who affirms or denies it. Two
reviews are about the same claim if their texts differ in nothing but case, spaces and marks at the ends, or if the
vocabulary has both for names of one entity.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from conflicts.errors import InputError, Place, Problem
from conflicts.model.claim import Claim
from conflicts.model.location import in_unicode
from conflicts.readers.claimreview.claims import Desk
from conflicts.readers.claimreview.items import HTML, items
from conflicts.readers.claimreview.verdicts import find_verdicts
from conflicts.readers.claimreview.words import Words
from conflicts.readers.reading import Reading, ReadOptions

MOST_KEPT = 10_000
"""How many claims are kept in memory. A larger file is read twice: for vocabulary and faults, then for claims."""


def read(path: Path, file: str, options: ReadOptions) -> Reading:
    """Read JSON-LD, lines or feeds of it, or a page in which it stands; ``file`` is how places name the file.

    What is malformed, a script, a line or the rest of a value, is in ``unread``. Raises InputError for a file in which
    there are no reviews and no claims, but for a page of which no script can be read.
    """
    verdicts = find_verdicts(options.lexicon)
    words = Words(options.vocabulary, verdicts.unnamed_speakers)
    desk = Desk(_stem(path), verdicts, words)
    claims = _claims(path, file, desk)
    kept = list(islice(claims, MOST_KEPT))
    is_whole = next(claims, None) is None
    for _ in claims:
        pass
    if not desk.found and not (desk.unread and path.suffix.lower() in HTML):
        raise InputError(desk.unread or [Problem("holds no ClaimReview and no Claim of schema.org", Place(file))])
    if is_whole:
        return Reading(kept, words.vocabulary, desk.unread)
    return Reading(_claims(path, file, Desk(_stem(path), verdicts, words)), words.vocabulary, desk.unread)


def _claims(path: Path, file: str, desk: Desk) -> Iterator[Claim]:
    for item in items(path, file):
        if isinstance(item, Problem):
            desk.unread.append(item)
        else:
            yield from desk.claims_of(item)


def _stem(path: Path) -> str:
    return in_unicode(path.name).partition(".")[0] or "reviews"
