"""Each field as a pair of integer columns (docs/explanation/semantics.md, section 2)."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from conflicts.model.claim import Claim, Qualifier
from conflicts.model.moment import INFINITY, UNKNOWN_PERIOD, Period
from conflicts.model.unit import parse_duration
from conflicts.model.value import Time

if TYPE_CHECKING:
    from conflicts.facts.table import FactTable

Pair: TypeAlias = tuple[int, int] | None
"""Inclusive bounds, or None for missing."""

RELIABILITY = {"A": 5, "B": 4, "C": 3, "D": 2, "E": 1}
"""The Admiralty letters, more reliable being greater."""


def _words(word: Callable[["FactTable", Claim], str | None]) -> Callable[["FactTable"], Iterable[Pair]]:
    def column(facts: "FactTable") -> Iterable[Pair]:
        for claim in facts.claims:
            found = word(facts, claim)
            code = None if found is None else facts.code(found)
            yield None if code is None else (code, code)

    return column


def _numbers(number: Callable[["FactTable", Claim], int | None]) -> Callable[["FactTable"], Iterable[Pair]]:
    def column(facts: "FactTable") -> Iterable[Pair]:
        for claim in facts.claims:
            found = number(facts, claim)
            yield None if found is None else (found, found)

    return column


def _instants(moment: Callable[["FactTable", Claim], Time | None]) -> Callable[["FactTable"], Iterable[Pair]]:
    def column(facts: "FactTable") -> Iterable[Pair]:
        for claim in facts.claims:
            found = moment(facts, claim)
            yield None if found is None else found.period.instant

    return column


def scope(claim: Claim) -> str:
    """All qualifiers of a claim as one word, whatever their order."""
    return repr(sorted((name, str(word)) for name, word in claim.qualifiers.items()))


def words_of(claim: Claim) -> str | None:
    """The claim's own words: its excerpt, else that of its location."""
    return claim.excerpt or (claim.location.excerpt if claim.location else None)


def asserter(facts: "FactTable", claim: Claim) -> str | None:
    """The id of the source that asserts the claim."""
    return None if claim.asserted_by is None else facts.vocabulary.source_id(claim.asserted_by)


def _origin(facts: "FactTable", claim: Claim) -> str | None:
    source = asserter(facts, claim)
    return None if source is None else facts.vocabulary.origin(source)


def _party(facts: "FactTable", claim: Claim) -> str | None:
    source = asserter(facts, claim)
    return None if source is None else facts.vocabulary.source(source).party


def _source_kind(facts: "FactTable", claim: Claim) -> str | None:
    source = asserter(facts, claim)
    return None if source is None else facts.vocabulary.source(source).kind


def _reliability(facts: "FactTable", claim: Claim) -> int | None:
    source = asserter(facts, claim)
    return None if source is None else RELIABILITY.get(facts.vocabulary.source(source).reliability or "F")


def _subject_party(facts: "FactTable", claim: Claim) -> str | None:
    entity = facts.vocabulary.entities.get(facts.vocabulary.entity_id(claim.subject))
    return entity.party if entity else None


def _original_cited(facts: "FactTable", claim: Claim) -> int:
    source = asserter(facts, claim)
    if source is None:
        return 0
    cited = {facts.vocabulary.source_id(citation.source) for citation in claim.citations if citation.source}
    return int(facts.vocabulary.origin(source) in {facts.vocabulary.origin(name) for name in cited})


def _latest_citation(facts: "FactTable") -> Iterable[Pair]:
    for claim in facts.claims:
        dates = [citation.date.period.instant for citation in claim.citations if citation.date]
        yield (max(low for low, _ in dates), max(high for _, high in dates)) if dates else None


def _valid(claim: Claim) -> Period:
    return claim.valid.period if claim.valid else UNKNOWN_PERIOD


def _starts(facts: "FactTable") -> Iterable[Pair]:
    for claim in facts.claims:
        valid = _valid(claim)
        yield valid.start_lo, valid.start_hi


def _ends(facts: "FactTable") -> Iterable[Pair]:
    for claim in facts.claims:
        valid = _valid(claim)
        yield valid.end_lo, valid.end_hi


def _expiries(facts: "FactTable") -> Iterable[Pair]:
    for claim in facts.claims:
        lifetime = facts.vocabulary.predicate(claim.predicate).lifetime
        if lifetime is None:
            yield None
        elif claim.stated is not None:
            low, high = claim.stated.period.instant
            yield _later(low, parse_duration(lifetime)), _later(high, parse_duration(lifetime))
        elif claim.valid is not None:
            valid = claim.valid.period
            yield _later(valid.start_lo, parse_duration(lifetime)), _later(valid.start_hi, parse_duration(lifetime))
        else:
            yield None


def _later(bound: int, seconds: int) -> int:
    """A bound moved; one that no date sets stays where it is."""
    return bound if bound == -INFINITY else min(bound + seconds, INFINITY - 1)


def _values(facts: "FactTable") -> Iterable[Pair]:
    return map(facts.line.bounds, facts.extents)


def _amounts(facts: "FactTable") -> Iterable[Pair]:
    for extent in facts.extents:
        yield facts.line.bounds(extent) if extent.space and extent.space[0] == "quantity" else None


def _dimensions(facts: "FactTable") -> Iterable[Pair]:
    for extent in facts.extents:
        code = facts.code(f"dimension {extent.space[1]}") if extent.space and extent.space[0] == "quantity" else None
        yield None if code is None else (code, code)


def _times(facts: "FactTable") -> Iterable[Pair]:
    for extent in facts.extents:
        if extent.space and extent.space[0] == "time":
            assert isinstance(extent.low, int) and isinstance(extent.high, int)
            yield extent.low, extent.high
        else:
            yield None


def _same_term(facts: "FactTable") -> Iterable[Pair]:
    for row, extent in enumerate(facts.extents):
        code = -1 - row if extent.term is None else facts.code(f"term {extent.term}")
        yield code, code


def _entities(facts: "FactTable") -> Iterable[Pair]:
    for extent in facts.extents:
        code = None if extent.term is None else facts.code(extent.term)
        yield None if code is None else (code, code)


def _qualifiers(name: str) -> Callable[["FactTable"], Iterable[Pair]]:
    return _words(lambda facts, claim: None if name not in claim.qualifiers else qualifier_word(claim.qualifiers[name]))


def qualifier_word(qualifier: Qualifier) -> str:
    """A qualifier as rules name it."""
    return str(qualifier).lower() if isinstance(qualifier, bool) else str(qualifier)


def _value_keys(facts: "FactTable") -> Iterable[Pair]:
    for extent in facts.extents:
        exact = extent.space is not None and extent.space[0] not in ("none", "event")
        exact = exact and (extent.term is not None or (extent.low is not None and extent.low == extent.high))
        low = facts.line.bounds(extent)[0]
        yield (low, low) if exact else None


COLUMNS: dict[str, Callable[["FactTable"], Iterable[Pair]]] = {
    "id": _words(lambda facts, claim: claim.id),
    "subject": _words(lambda facts, claim: facts.vocabulary.entity_id(claim.subject)),
    "subject.party": _words(_subject_party),
    "predicate": _words(lambda facts, claim: claim.predicate),
    "predicate.single": _numbers(lambda facts, claim: int(facts.vocabulary.predicate(claim.predicate).single)),
    "predicate.unique": _numbers(lambda facts, claim: int(facts.vocabulary.predicate(claim.predicate).unique)),
    "predicate.timeless": _numbers(lambda facts, claim: int(facts.vocabulary.predicate(claim.predicate).timeless)),
    "predicate.cumulative": _numbers(lambda facts, claim: int(facts.vocabulary.predicate(claim.predicate).cumulative)),
    "predicate.at_most": _words(lambda facts, claim: facts.vocabulary.predicate(claim.predicate).at_most),
    "predicate.precedes": _words(lambda facts, claim: facts.vocabulary.predicate(claim.predicate).precedes),
    "scope": _words(lambda facts, claim: scope(claim)),
    "value": _values,
    "value.term": _same_term,
    "value.key": _value_keys,
    "value.amount": _amounts,
    "value.dimension": _dimensions,
    "value.time": _times,
    "value.entity": _entities,
    "polarity": _words(lambda facts, claim: claim.polarity),
    "certainty": _words(lambda facts, claim: claim.certainty),
    "rank": _words(lambda facts, claim: claim.rank),
    "asserted_by": _words(asserter),
    "origin": _words(_origin),
    "party": _words(_party),
    "source_kind": _words(_source_kind),
    "original_cited": _numbers(_original_cited),
    "reliability": _numbers(_reliability),
    "credibility": _numbers(lambda facts, claim: None if claim.credibility == 6 else claim.credibility),
    "citations": _numbers(lambda facts, claim: len(claim.citations)),
    "citations.latest": _latest_citation,
    "valid.start": _starts,
    "valid.end": _ends,
    "stated": _instants(lambda facts, claim: claim.stated),
    "recorded": _instants(lambda facts, claim: claim.recorded),
    "expires": _expiries,
}
"""How the two columns of each field are made; those of qualifiers aside."""


def column_pairs(name: str) -> Callable[["FactTable"], Iterable[Pair]] | None:
    """How the two columns of a field are made; None for what is no field."""
    return _qualifiers(name.partition(".")[2]) if name.startswith("qualifiers.") else COLUMNS.get(name)


NEVER_MISSING = frozenset(
    "id subject predicate predicate.single predicate.unique predicate.timeless predicate.cumulative scope value.term "
    "polarity certainty rank original_cited citations".split()
)
"""The fields whose bounds are one exact number, always."""

_PRESENCE: dict[str, Callable[[Claim], bool]] = {
    "citations": lambda claim: bool(claim.citations),
    "value": lambda claim: claim.value is not None,
    "via": lambda claim: bool(claim.via),
    "supersedes": lambda claim: bool(claim.supersedes),
    "tags": lambda claim: bool(claim.tags),
    "valid": lambda claim: claim.valid is not None,
    "valid.start": lambda claim: _valid(claim).start_stated,
    "valid.end": lambda claim: _valid(claim).end_stated,
    "excerpt": lambda claim: words_of(claim) is not None,
}


def presence(facts: "FactTable", field: str) -> Sequence[int]:
    """One where the field is given, zero where it is missing."""
    if field in _PRESENCE:
        return [int(_PRESENCE[field](claim)) for claim in facts.claims]
    pairs = column_pairs(field)
    assert pairs is not None
    return [int(pair is not None) for pair in pairs(facts)]


def indexed_column(facts: "FactTable", name: str) -> Sequence[int]:
    """``supersedes:N``: the id that each claim names as number N of those it supersedes; -1 for none."""
    field, _, number = name.partition(":")
    if field != "supersedes":
        raise KeyError(name)
    return [
        facts.code(claim.supersedes[int(number)]) if int(number) < len(claim.supersedes) else -1
        for claim in facts.claims
    ]
