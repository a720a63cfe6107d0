"""Each field as a pair of integer columns (docs/explanation/semantics.md, section 2)."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from conflicts.facts.line import EVENT, NOTHING, Extent
from conflicts.facts.zones import COLUMNS_BESIDE, Beside, latest_is_zoned, zones
from conflicts.model.claim import Citation, Claim, Qualifier
from conflicts.model.moment import INFINITY, MISSING, beside
from conflicts.model.spelling import canonical
from conflicts.model.unit import parse_duration
from conflicts.model.vocabulary import LINKS, Link, Predicate, Vocabulary

if TYPE_CHECKING:
    from conflicts.facts.table import FactTable

T = TypeVar("T")

Pair: TypeAlias = tuple[int, int] | None
"""Inclusive bounds, or None for missing."""

_Column: TypeAlias = Callable[["FactTable"], Iterable[Pair]]
"""How a field's two columns are made: a pair for each claim of a table."""

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


def _each(keys: Sequence[Any], pair: Callable[[Any], Pair]) -> Keyed[Pair]:
    """A column of which all claims with one key have one entry, which is made of that."""
    return Keyed(keys, {key: pair(key) for key in dict.fromkeys(keys)})


def _words(field: str, word: Callable[["FactTable", Any], str | None]) -> _Column:
    """A column of words, each of them made of a field."""
    return lambda facts: _coded(facts, facts.field(field), lambda key: word(facts, key))


def _coded(facts: "FactTable", keys: Sequence[Any], word: Callable[[Any], str | None]) -> Keyed[Pair]:
    def pair(key: Any) -> Pair:
        found = word(key)
        if found is None:
            return None
        code = facts.code(found)
        return code, code

    return _each(keys, pair)


def _numbers(field: str, number: Callable[["FactTable", Any], int | None]) -> _Column:
    """A column of numbers, each of them made of a field."""

    def column(facts: "FactTable") -> Keyed[Pair]:
        def pair(key: Any) -> Pair:
            found = number(facts, key)
            return None if found is None else (found, found)

        return _each(facts.field(field), pair)

    return column


def _of_predicates(number: Callable[[Predicate], bool]) -> _Column:
    return _numbers("predicate", lambda facts, name: int(number(facts.vocabulary.predicate(name))))


def _instants(field: str) -> _Column:
    def column(facts: "FactTable") -> Iterable[Pair]:
        return (None if found is None else found.period.instant for found in facts.field(field))

    return column


def scope(qualifiers: Mapping[str, Qualifier]) -> str:
    """All qualifiers of a claim as one word, whatever their order."""
    if not qualifiers:
        return "[]"
    return repr(sorted((canonical(name), canonical(qualifier_word(word))) for name, word in qualifiers.items()))


def words_of(claim: Claim) -> str | None:
    """The claim's own words: its excerpt, else that of its location."""
    return claim.excerpt or (claim.location.excerpt if claim.location else None)


def _of_source(made: Callable[[Vocabulary, str], T | None]) -> Callable[["FactTable", str | None], T | None]:
    """What is made of the id of the source that asserts a claim; None where nobody does."""
    return lambda facts, name: None if name is None else made(facts.vocabulary, facts.vocabulary.source_id(name))


def _reliability(vocabulary: Vocabulary, source: str) -> int | None:
    return RELIABILITY.get(vocabulary.source(source).reliability or "F")


def _subject_party(facts: "FactTable", subject: str) -> str | None:
    entity = facts.vocabulary.entities.get(facts.vocabulary.entity_id(subject))
    return entity.party if entity else None


def _original_cited(facts: "FactTable") -> Iterable[Pair]:
    for name, citations in zip(facts.field("asserted_by"), facts.field("citations"), strict=True):
        yield (1, 1) if citations and _cites_the_original(facts, name, citations) else (0, 0)


def _citation_counts(facts: "FactTable") -> Iterable[Pair]:
    return ((len(citations), len(citations)) for citations in facts.field("citations"))


def _cites_the_original(facts: "FactTable", name: str | None, citations: Sequence[Citation]) -> bool:
    if name is None:
        return False
    vocabulary = facts.vocabulary
    cited = {vocabulary.source_id(citation.source) for citation in citations if citation.source}
    return vocabulary.origin(vocabulary.source_id(name)) in map(vocabulary.origin, cited)


def _latest_citation(facts: "FactTable") -> Iterable[Pair]:
    for citations in facts.field("citations"):
        zoned = latest_is_zoned(citations)
        periods = [citation.date.period for citation in citations if citation.date]
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
    for name, stated, valid in zip(facts.field("predicate"), facts.field("stated"), facts.field("valid"), strict=True):
        lifetime = facts.vocabulary.predicate(name).lifetime
        if lifetime is None or (stated is None and valid is None):
            yield None
        else:
            low, high = (valid.period.start_lo, valid.period.start_hi) if stated is None else stated.period.instant
            yield _later(low, parse_duration(lifetime)), _later(high, parse_duration(lifetime))


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
    def column(facts: "FactTable") -> Keyed[Pair]:
        words = [qualifier_word(found[name]) if name in found else None for found in facts.field("qualifiers")]
        return _coded(facts, words, lambda word: word)

    return column


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
    "id": _words("id", lambda facts, name: name),
    "subject": _words("subject", lambda facts, name: facts.vocabulary.entity_id(name)),
    "subject.party": _words("subject", _subject_party),
    "predicate": _words("predicate", lambda facts, name: name),
    "predicate.single": _of_predicates(lambda predicate: predicate.single is True),
    "predicate.unique": _of_predicates(lambda predicate: predicate.unique),
    "predicate.timeless": _of_predicates(lambda predicate: predicate.timeless),
    "predicate.cumulative": _of_predicates(lambda predicate: predicate.cumulative),
    "predicate.hands_over": _of_predicates(lambda predicate: predicate.hands_over),
    "scope": lambda facts: _coded(facts, list(map(scope, facts.field("qualifiers"))), lambda word: word),
    "value": _values,
    "value.term": _same_term,
    "value.key": _value_keys,
    "value.amount": _amounts,
    "value.dimension": _dimensions,
    "value.kind": _kinds,
    "value.time": _times,
    "value.entity": _entities,
    "polarity": _words("polarity", lambda facts, word: word),
    "certainty": _words("certainty", lambda facts, word: word),
    "rank": _words("rank", lambda facts, word: word),
    "asserted_by": _words("asserted_by", _of_source(lambda vocabulary, source: source)),
    "origin": _words("asserted_by", _of_source(lambda vocabulary, source: vocabulary.origin(source))),
    "party": _words("asserted_by", _of_source(lambda vocabulary, source: vocabulary.source(source).party)),
    "source_kind": _words("asserted_by", _of_source(lambda vocabulary, source: vocabulary.source(source).kind)),
    "original_cited": _original_cited,
    "reliability": _numbers("asserted_by", _of_source(_reliability)),
    "credibility": _numbers("credibility", lambda facts, number: None if number == 6 else number),
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

_PRESENCE: dict[str, Callable[["FactTable"], Iterable[bool]]] = {
    "value": lambda facts: (value is not None for value in facts.field("value")),
    "valid": lambda facts: (valid is not None for valid in facts.field("valid")),
    "valid.start": lambda facts: (valid is not None and valid.period.start_stated for valid in facts.field("valid")),
    "valid.end": lambda facts: (valid is not None and valid.period.end_stated for valid in facts.field("valid")),
    "excerpt": lambda facts: (words_of(claim) is not None for claim in facts.claims),
}


def presence(facts: "FactTable", field: str) -> Sequence[int]:
    """One where the field is given, zero where it is missing."""
    if field in _SEVERAL:
        return [1 if found else 0 for found in facts.field(field)]
    if field in LINKED:
        return _each_number(facts, lambda meaning: int(bool(meaning.targets(LINKED[field]))))
    if field in _PRESENCE:
        return list(map(int, _PRESENCE[field](facts)))
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
        return _each_number(facts, lambda meaning: _target(facts, meaning, LINKED[field], int(at), gap))
    if field != "supersedes":
        raise KeyError(name)
    place = int(number)
    return [facts.code(ids[place]) if place < len(ids) else -1 for ids in facts.field("supersedes")]


def _target(facts: "FactTable", meaning: Predicate, field: Link, number: int, gap: str) -> int:
    targets = meaning.targets(field)
    if number >= len(targets) or (gap and meaning.gap(targets[number]) != int(gap)):
        return -1
    return facts.code(targets[number])


def _each_number(facts: "FactTable", number: Callable[[Predicate], int]) -> Sequence[int]:
    """A number for each claim, which its predicate has."""
    names = facts.field("predicate")
    found = {name: number(facts.vocabulary.predicate(name)) for name in dict.fromkeys(names)}
    return [found[name] for name in names]
