"""Each field as a pair of integer columns (docs/explanation/semantics.md, section 2)."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from conflicts.facts.line import EVENT, NOTHING, Extent
from conflicts.facts.zones import COLUMNS_BESIDE, Beside, latest_is_zoned, zones
from conflicts.model.claim import Claim, Qualifier
from conflicts.model.moment import INFINITY, MISSING, beside
from conflicts.model.spelling import canonical
from conflicts.model.unit import parse_duration
from conflicts.model.vocabulary import LINKS, Link, Predicate

if TYPE_CHECKING:
    from conflicts.facts.table import FactTable

T = TypeVar("T")

Pair: TypeAlias = tuple[int, int] | None
"""Inclusive bounds, or None for missing."""

_Column: TypeAlias = Callable[["FactTable"], Iterable[Pair]]
"""How a field's two columns are made: a pair for each claim of a table."""

_Key: TypeAlias = str | Callable[[Claim], Hashable]
"""What claims have in common that have one entry: a field, or what is made of a claim."""

RELIABILITY = {"A": 5, "B": 4, "C": 3, "D": 2, "E": 1}
"""The Admiralty letters, more reliable being greater."""


class Keyed(Generic[T]):
    """Something for each claim, the same for all of one key: it is worked out once for each key."""

    def __init__(self, keys: Sequence[Hashable], found: Mapping[Hashable, T]) -> None:
        self._keys, self._found = keys, found

    def __iter__(self) -> Iterator[T]:
        return map(self._found.__getitem__, self._keys)

    @property
    def different(self) -> Iterable[T]:
        """What there is, for each key once."""
        return self._found.values()

    def each(self, of: Callable[[T], int]) -> list[int]:
        """What a function makes of it, for each claim."""
        made = {key: of(found) for key, found in self._found.items()}
        return list(map(made.__getitem__, self._keys))


class Bounds:
    """Pairs of which none is missing, as their two columns."""

    def __init__(self, lows: Sequence[int], highs: Sequence[int]) -> None:
        self.lows, self.highs = lows, highs

    def __iter__(self) -> Iterator[Pair]:
        return zip(self.lows, self.highs, strict=True)


def bounds_of(pairs: Iterable[Pair]) -> tuple[Sequence[int], Sequence[int]]:
    """The two columns that the pairs make."""
    if isinstance(pairs, Bounds):
        return pairs.lows, pairs.highs
    if isinstance(pairs, Keyed):
        lows = pairs.each(_low)
        return lows, lows if all(map(_is_exact, pairs.different)) else pairs.each(_high)
    listed = list(pairs)
    return list(map(_low, listed)), list(map(_high, listed))


def _low(pair: Pair) -> int:
    return -MISSING if pair is None else pair[0]


def _high(pair: Pair) -> int:
    return MISSING if pair is None else pair[1]


def _is_exact(pair: Pair) -> bool:
    return pair is not None and pair[0] == pair[1]


def _each(key: _Key, pair: Callable[["FactTable", Claim], Pair]) -> _Column:
    """A column of which claims with one key have one entry."""

    def column(facts: "FactTable") -> Keyed[Pair]:
        keys = facts.field(key) if isinstance(key, str) else list(map(key, facts.claims))
        first = dict(zip(reversed(keys), reversed(facts.claims), strict=True))
        return Keyed(keys, {at: pair(facts, first[at]) for at in dict.fromkeys(keys)})

    return column


def _words(key: _Key, word: Callable[["FactTable", Claim], str | None]) -> _Column:
    def pair(facts: "FactTable", claim: Claim) -> Pair:
        found = word(facts, claim)
        if found is None:
            return None
        code = facts.code(found)
        return code, code

    return _each(key, pair)


def _numbers(key: _Key, number: Callable[["FactTable", Claim], int | None]) -> _Column:
    def pair(facts: "FactTable", claim: Claim) -> Pair:
        found = number(facts, claim)
        return None if found is None else (found, found)

    return _each(key, pair)


def _instants(field: str) -> _Column:
    def column(facts: "FactTable") -> Iterable[Pair]:
        return (None if found is None else found.period.instant for found in facts.field(field))

    return column


def scope(claim: Claim) -> str:
    """All qualifiers of a claim as one word, whatever their order."""
    if not claim.qualifiers:
        return "[]"
    return repr(sorted((canonical(name), canonical(qualifier_word(word))) for name, word in claim.qualifiers.items()))


def words_of(claim: Claim) -> str | None:
    """The claim's own words: its excerpt, else that of its location."""
    return claim.excerpt or (claim.location.excerpt if claim.location else None)


def _meaning(facts: "FactTable", claim: Claim) -> Predicate:
    return facts.vocabulary.predicate(claim.predicate)


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


def _original_cited(facts: "FactTable") -> Iterable[Pair]:
    for claim in facts.claims:
        yield (1, 1) if claim.citations and _cites_the_original(facts, claim) else (0, 0)


def _citation_counts(facts: "FactTable") -> Iterable[Pair]:
    for claim in facts.claims:
        count = len(claim.citations)
        yield count, count


def _cites_the_original(facts: "FactTable", claim: Claim) -> bool:
    source = asserter(facts, claim)
    if source is None:
        return False
    cited = {facts.vocabulary.source_id(citation.source) for citation in claim.citations if citation.source}
    return facts.vocabulary.origin(source) in {facts.vocabulary.origin(name) for name in cited}


def _latest_citation(facts: "FactTable") -> Iterable[Pair]:
    for claim in facts.claims:
        zoned = latest_is_zoned(claim)
        periods = [citation.date.period for citation in claim.citations if citation.date]
        dates = [period.beside(zoned or False).instant for period in periods]
        yield (max(low for low, _ in dates), max(high for _, high in dates)) if dates else None


def _starts(facts: "FactTable") -> Iterable[Pair]:
    periods = facts.periods
    return Bounds([period.start_lo for period in periods], [period.start_hi for period in periods])


def _ends(facts: "FactTable") -> Iterable[Pair]:
    periods = facts.periods
    return Bounds([period.end_lo for period in periods], [period.end_hi for period in periods])


def _onsets(facts: "FactTable") -> Iterable[Pair]:
    return (None if valid is None else valid.onset for valid in facts.field("valid"))


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
    return facts.extents.each(facts.line.bounds)


def _amounts(facts: "FactTable") -> Iterable[Pair]:
    return facts.extents.each(lambda extent: facts.line.bounds(extent) if _is_quantity(extent) else None)


def _dimensions(facts: "FactTable") -> Iterable[Pair]:
    def dimension(extent: Extent) -> Pair:
        if extent.space is None or not _is_quantity(extent):
            return None
        code = facts.code(f"dimension {extent.space[1]}")
        return code, code

    return facts.extents.each(dimension)


def _kinds(facts: "FactTable") -> Iterable[Pair]:
    def kind(extent: Extent) -> Pair:
        if extent.space is None or extent.space in (EVENT, NOTHING):
            return None
        code = facts.code(f"{KIND}{extent.space[0]} {extent.space[1]}".rstrip())
        return code, code

    return facts.extents.each(kind)


KIND = "kind of value: "
"""How the words begin that stand for the kinds of values, ``quantity [length]`` or ``term``."""


def _is_quantity(extent: Extent) -> bool:
    return extent.space is not None and extent.space[0] == "quantity"


def _times(facts: "FactTable") -> Iterable[Pair]:
    def time(extent: Extent) -> Pair:
        if extent.space is None or extent.space[0] != "time":
            return None
        assert isinstance(extent.low, int) and isinstance(extent.high, int)
        return extent.low, extent.high

    return facts.extents.each(time)


def _same_term(facts: "FactTable") -> Iterable[Pair]:
    terms = facts.extents.each(lambda extent: None if extent.term is None else facts.code(f"term {extent.term}"))
    codes = [-1 - row if term is None else term for row, term in enumerate(terms)]
    return Bounds(codes, codes)


def _entities(facts: "FactTable") -> Iterable[Pair]:
    def entity(extent: Extent) -> Pair:
        code = None if extent.term is None else facts.code(extent.term)
        return None if code is None else (code, code)

    return facts.extents.each(entity)


def _qualifiers(name: str) -> _Column:
    def word(claim: Claim) -> str | None:
        return qualifier_word(claim.qualifiers[name]) if name in claim.qualifiers else None

    return _words(word, lambda facts, claim: word(claim))


def qualifier_word(qualifier: Qualifier) -> str:
    """A qualifier as rules name it."""
    return str(qualifier).lower() if isinstance(qualifier, bool) else canonical(str(qualifier))


def _value_keys(facts: "FactTable") -> Iterable[Pair]:
    def key(extent: Extent) -> Pair:
        if exact_point(extent) is None:
            return None
        low = facts.line.bounds(extent)[0]
        number = -1 - low if extent.zoned is False else low  # ten o'clock somewhere may not be ten in UTC
        return number, number

    return facts.extents.each(key)


def exact_point(extent: Extent) -> Hashable | None:
    """What values by which claims are joined have in common, if they are exact; None for others, which join nothing."""
    if extent.space is None or extent.space[0] in ("none", "event"):
        return None
    if extent.term is None and (extent.low is None or extent.low != extent.high):
        return None
    return extent.space, extent.term or extent.low, extent.zoned is False


COLUMNS: dict[str, _Column] = {
    "id": _words("id", lambda facts, claim: claim.id),
    "subject": _words("subject", lambda facts, claim: facts.vocabulary.entity_id(claim.subject)),
    "subject.party": _words("subject", _subject_party),
    "predicate": _words("predicate", lambda facts, claim: claim.predicate),
    "predicate.single": _numbers("predicate", lambda facts, claim: int(_meaning(facts, claim).single is True)),
    "predicate.unique": _numbers("predicate", lambda facts, claim: int(_meaning(facts, claim).unique)),
    "predicate.timeless": _numbers("predicate", lambda facts, claim: int(_meaning(facts, claim).timeless)),
    "predicate.cumulative": _numbers("predicate", lambda facts, claim: int(_meaning(facts, claim).cumulative)),
    "predicate.hands_over": _numbers("predicate", lambda facts, claim: int(_meaning(facts, claim).hands_over)),
    "scope": _words(scope, lambda facts, claim: scope(claim)),
    "value": _values,
    "value.term": _same_term,
    "value.key": _value_keys,
    "value.amount": _amounts,
    "value.dimension": _dimensions,
    "value.kind": _kinds,
    "value.time": _times,
    "value.entity": _entities,
    "polarity": _words("polarity", lambda facts, claim: claim.polarity),
    "certainty": _words("certainty", lambda facts, claim: claim.certainty),
    "rank": _words("rank", lambda facts, claim: claim.rank),
    "asserted_by": _words("asserted_by", asserter),
    "origin": _words("asserted_by", _origin),
    "party": _words("asserted_by", _party),
    "source_kind": _words("asserted_by", _source_kind),
    "original_cited": _original_cited,
    "reliability": _numbers("asserted_by", _reliability),
    "credibility": _numbers("credibility", lambda facts, claim: None if claim.credibility == 6 else claim.credibility),
    "citations": _citation_counts,
    "citations.latest": _latest_citation,
    "valid.start": _starts,
    "valid.end": _ends,
    "valid.onset": _onsets,
    "stated": _instants("stated"),
    "recorded": _instants("recorded"),
    "expires": _expiries,
}
"""How the two columns of each field are made; those of qualifiers aside."""


def _beside(field: str, as_what: Beside) -> _Column:
    """The columns of a field of times, as they compare with times that have a zone, or with those that have none."""
    zoned, always = as_what

    def values(facts: "FactTable") -> Iterable[Pair]:
        return facts.extents.each(lambda extent: facts.line.bounds(extent.beside(zoned, always=always)))

    def instants(facts: "FactTable") -> Iterable[Pair]:
        for pair, own in zip(COLUMNS[field](facts), zones(facts, field), strict=True):
            yield pair if pair is None or own is None else beside(*pair, own, zoned, always=always)

    return values if field == "value" else instants


def column_pairs(name: str) -> _Column | None:
    """How the two columns of a field are made; None for what is no field."""
    for as_what, prefix in COLUMNS_BESIDE.items():
        if name.startswith(prefix):
            return _beside(name.removeprefix(prefix), as_what)
    return _qualifiers(name.partition(".")[2]) if name.startswith("qualifiers.") else COLUMNS.get(name)


LINKED: Mapping[str, Link] = {f"predicate.{field}": field for field in LINKS}
"""The fields of claims whose predicates name others."""

NEVER_MISSING = frozenset(
    "id subject predicate predicate.single predicate.unique predicate.timeless predicate.cumulative "
    "predicate.hands_over scope value.term polarity certainty rank original_cited citations".split()
)
"""The fields whose bounds are one exact number, always."""

_SEVERAL = ("citations", "via", "supersedes", "tags")
"""The fields that are given where there is one at least."""

_PRESENCE: dict[str, Callable[[Claim], bool]] = {
    "value": lambda claim: claim.value is not None,
    "valid": lambda claim: claim.valid is not None,
    "valid.start": lambda claim: claim.valid is not None and claim.valid.period.start_stated,
    "valid.end": lambda claim: claim.valid is not None and claim.valid.period.end_stated,
    "excerpt": lambda claim: words_of(claim) is not None,
}


def presence(facts: "FactTable", field: str) -> Sequence[int]:
    """One where the field is given, zero where it is missing."""
    if field in _SEVERAL:
        return [1 if found else 0 for found in facts.field(field)]
    if field in LINKED:
        return _each_number("predicate", facts, lambda claim: int(bool(_meaning(facts, claim).targets(LINKED[field]))))
    if field in _PRESENCE:
        return [int(_PRESENCE[field](claim)) for claim in facts.claims]
    pairs = column_pairs(field)
    assert pairs is not None
    return [int(pair is not None) for pair in pairs(facts)]


def indexed_column(facts: "FactTable", name: str) -> Sequence[int]:
    """Number N of what a claim, or its predicate, names; -1 for none.

    ``supersedes:N``: the id of a claim that it supersedes. ``predicate.precedes:N``: a predicate that its own precedes;
    ``predicate.precedes:N:SECONDS``: that predicate, if it does so by so much. ``predicate.at_most:N`` likewise.
    """
    field, _, number = name.partition(":")
    if field in LINKED:
        at, _, gap = number.partition(":")
        return _each_number("predicate", facts, lambda claim: _target(facts, claim, LINKED[field], int(at), gap))
    if field != "supersedes":
        raise KeyError(name)
    return [
        facts.code(claim.supersedes[int(number)]) if int(number) < len(claim.supersedes) else -1
        for claim in facts.claims
    ]


def _target(facts: "FactTable", claim: Claim, field: Link, number: int, gap: str) -> int:
    meaning = _meaning(facts, claim)
    targets = meaning.targets(field)
    if number >= len(targets) or (gap and meaning.gap(targets[number]) != int(gap)):
        return -1
    return facts.code(targets[number])


def _each_number(key: str, facts: "FactTable", number: Callable[[Claim], int]) -> Sequence[int]:
    """A number for each claim, the same for all that share a field."""
    keys = facts.field(key)
    found = {at: number(claim) for at, claim in dict(zip(keys, facts.claims, strict=True)).items()}
    return [found[at] for at in keys]
