"""The words for Wikidata's units."""

from collections.abc import Mapping
from functools import cache

from conflicts.document import load_file
from conflicts.rules.pack import shipped_packs

PACK = "wikidata"


@cache
def unit_words() -> Mapping[str, str]:
    """The words that quantities are converted by, for each unit's item that is known (``Q11573``: ``m``)."""
    units = load_file(shipped_packs()[PACK] / "lexicon" / "units.yaml").data
    assert isinstance(units, dict)
    return {item: str(words) for item, words in units.items()}
