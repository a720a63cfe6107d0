"""Ratings to verdicts: what a reviewer's words, or a number on the reviewer's scale, say of the truth of a claim."""

from decimal import Decimal
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from conflicts.document import load_file
from conflicts.errors import InputError, Problem, nearest
from conflicts.model.claim import Certainty, Polarity
from conflicts.model.faults import faults
from conflicts.model.frozen import Frozen
from conflicts.readers.claimreview.words import plain
from conflicts.rules.shipped import shipped_folder


class Verdict(Frozen):
    """What a reviewer says of a claim.

    ``words`` are the ratings that say so, by language; ``at_least`` is how far such a rating is from the worst (0) to
    the best (1), if numbers can say it.
    """

    polarity: Polarity
    certainty: Certainty
    at_least: Decimal | None = Field(default=None, ge=0, le=1)
    words: dict[str, tuple[str, ...]] = Field(default={})


class Verdicts(Frozen):
    """The verdicts by name, and by language the words for a speaker whom nobody names."""

    verdicts: dict[str, Verdict] = Field(default={})
    unnamed: dict[str, tuple[str, ...]] = Field(default={})

    def by_words(self) -> dict[str, Verdict]:
        """The verdict that each rating says."""
        return {
            plain(words): verdict
            for verdict in self.verdicts.values()
            for language in verdict.words.values()
            for words in language
        }

    def by_number(self, value: str, worst: str, best: str) -> Verdict | None:
        """The verdict that a number says on its scale; None if it is not on the scale."""
        try:
            share = (Decimal(value) - Decimal(worst)) / (Decimal(best) - Decimal(worst))
        except ArithmeticError:
            return None
        if not share.is_finite() or not 0 <= share <= 1:
            return None
        steps = [(each.at_least, each) for each in self.verdicts.values() if each.at_least is not None]
        reached = [step for step in steps if step[0] <= share]
        return max(reached, key=lambda step: step[0])[1] if reached else None

    @property
    def unnamed_speakers(self) -> frozenset[str]:
        """The names that name nobody."""
        return frozenset(plain(words) for language in self.unnamed.values() for words in language)


class _OwnWords(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    verdicts: dict[str, tuple[str, ...]]


def find_verdicts(own: Path | None = None) -> Verdicts:
    """The verdicts that ship, with the ratings that a file of one's own adds to them: ``verdicts: {"false": [bogus]}``.

    A file without ``verdicts`` is a lexicon for somebody else. Raises InputError for what is wrong with the file.
    """
    shipped = _shipped()
    document = load_file(own) if own is not None else None
    if document is None or not isinstance(document.data, dict) or "verdicts" not in document.data:
        return shipped
    try:
        added = _OwnWords.model_validate(document.data).verdicts
    except ValidationError as error:
        raise InputError([document.locate(each) for each in faults(error, _OwnWords, document.data)]) from None
    unknown = [
        Problem(f"unknown verdict {name!r}{nearest(name, shipped.verdicts)}", path=("verdicts", name))
        for name in added
        if name not in shipped.verdicts
    ]
    if unknown:
        raise InputError([document.locate(problem) for problem in unknown])
    merged = {
        name: verdict.model_copy(update={"words": verdict.words | {"": added.get(name, ())}})
        for name, verdict in shipped.verdicts.items()
    }
    return shipped.model_copy(update={"verdicts": merged})


@cache
def _shipped() -> Verdicts:
    return Verdicts.model_validate(load_file(shipped_folder("lexicon") / "claimreview.yaml").data)
