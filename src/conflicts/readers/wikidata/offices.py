"""The properties of Wikidata whose states are handed over from one to the next."""

from functools import cache

from conflicts.document import load_file
from conflicts.readers.wikidata.units import PACK
from conflicts.rules.pack import shipped_packs


@cache
def offices() -> frozenset[str]:
    """The ids of the properties that say who holds an office, or which one."""
    names = load_file(shipped_packs()[PACK] / "lexicon" / "offices.yaml").data
    assert isinstance(names, dict)
    return frozenset(names)
