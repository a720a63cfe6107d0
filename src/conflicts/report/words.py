"""How a claim, or one field of it, reads to a person."""

import re
from collections.abc import Callable, Iterable, Mapping

from conflicts.model.claim import Citation, Claim
from conflicts.model.spelling import canonical
from conflicts.model.typed import typed_value
from conflicts.model.unit_words import singular
from conflicts.model.value import Quantity, Term, Time
from conflicts.model.vocabulary import Link, Vocabulary
from conflicts.report.cells import shorten
from conflicts.rules.fields import is_field

NOBODY = "nobody named"
UNNAMED = "an unnamed source"
UNDATED = "an unknown date"
LONGEST_QUOTATION = 80
"""How many columns of what is quoted from a citation are shown beside it."""

_PLURALS = {"person": "people", "foot": "feet", "inch": "inches", "feet": "feet", "percent": "percent"}
_LONGEST_SYMBOL = 3

_PLACEHOLDER = re.compile(r"\{\{|\}\}|(, )?\{([^{}]*)\}")


def entity_name(word: str, vocabulary: Vocabulary) -> str:
    """The entity's name, or the word itself if it has none."""
    entity = vocabulary.entities.get(vocabulary.entity_id(word))
    return (entity.name if entity else None) or word


def predicate_name(word: str, vocabulary: Vocabulary) -> str:
    """The predicate's name, or its id with spaces for hyphens."""
    return vocabulary.predicate(word).name or word.replace("-", " ")


def source_name(word: str, vocabulary: Vocabulary) -> str:
    """The source's name; "an unnamed source" for a speaker whom nobody names."""
    source_id = vocabulary.source_id(word)
    source = vocabulary.sources.get(source_id)
    if source is None:
        return word
    return source.name or (UNNAMED if source.kind == "unnamed" else source_id)


def value_words(claim: Claim, vocabulary: Vocabulary) -> str | None:
    """The claim's value with its unit, names for ids; None if it has none."""
    value = typed_value(claim, vocabulary)
    match value:
        case None:
            return None
        case Term():
            return entity_name(str(claim.value), vocabulary)
        case Quantity():
            return quantity_words(value, value.unit or vocabulary.predicate(claim.predicate).unit)
        case _:
            return str(value)


def value_key(claim: Claim, vocabulary: Vocabulary) -> str | None:
    """The same for claims that say the same value, in whatever spelling; None for those without one."""
    value = typed_value(claim, vocabulary)
    if isinstance(value, Quantity):
        return quantity_words(value.plain, value.plain.unit or vocabulary.predicate(claim.predicate).unit)
    words = value_words(claim, vocabulary)
    return words and canonical(words)


def quantity_words(quantity: Quantity, unit: str | None) -> str:
    """A number or range with its unit: ``200–300 people``, ``1 foot``, ``52 km²``; ``1911`` where it may be a year."""
    number = str(quantity.model_copy(update={"unit": None}))
    if unit is None:
        return number.replace(",", "") if _may_be_years(quantity) else number
    is_word = unit.isalpha() and len(unit) > _LONGEST_SYMBOL and not unit.endswith(("s", "z"))
    unit = unit.replace("**2", "²").replace("**3", "³")
    if quantity.amount != 1 and singular(unit) == unit:
        unit = _PLURALS.get(unit, f"{unit}s" if is_word else unit)
    return f"{number} {unit}"


def _may_be_years(quantity: Quantity) -> bool:
    bounds = [bound for bound in quantity.bounds if bound is not None]
    return all(bound == int(bound) and 1000 <= bound < 3000 for bound in bounds)


def scope_words(claim: Claim) -> str:
    """The claim's qualifiers, in the order of their names."""
    return ", ".join(f"{name}: {claim.qualifiers[name]}" for name in sorted(claim.qualifiers))


def assertion(claim: Claim, vocabulary: Vocabulary) -> str:
    """What is asserted of the subject: ``controlled by · Russia (denied)``."""
    value = value_words(claim, vocabulary)
    words = [_agreeing(claim, vocabulary), *([] if value is None else [value])]
    return _marked(" · ".join(words), claim)


def statement(claim: Claim, vocabulary: Vocabulary) -> str:
    """The whole claim in one line: ``Izium · controlled by · Russia (denied)``."""
    return f"{entity_name(claim.subject, vocabulary)} · {assertion(claim, vocabulary)}"


def sentence(claim: Claim, vocabulary: Vocabulary) -> str:
    """The whole claim as part of a message: ``Izium controlled by Russia (denied)``."""
    words = (
        entity_name(claim.subject, vocabulary),
        _agreeing(claim, vocabulary),
        value_words(claim, vocabulary),
    )
    return _marked(" ".join(filter(None, words)), claim)


def _agreeing(claim: Claim, vocabulary: Vocabulary) -> str:
    """The predicate's name, its verb in the plural for a subject that is certainly one: the forces *were* destroyed."""
    name = predicate_name(claim.predicate, vocabulary)
    verb, space, rest = name.partition(" ")
    head = _OF.split(entity_name(claim.subject, vocabulary), maxsplit=1)[0].rpartition(" ")[2]
    return f"{_VERBS[verb]}{space}{rest}" if verb in _VERBS and head.casefold() in _PLURAL_NOUNS else name


_OF = re.compile(r" (?:of|in|from|at|near|on) ")
_VERBS = {"is": "are", "was": "were", "has": "have", "does": "do"}
_PLURAL_NOUNS = frozenset(
    "forces troops soldiers units fighters militants rebels insurgents separatists guards marines paratroopers "
    "defenders attackers brigades battalions regiments divisions armies tanks ships residents civilians "
    "people refugees prisoners authorities officials".split()
)
"""Nouns in the plural, and in nothing else; a name that ends with another one keeps the verb of its predicate."""


def side_value(claim: Claim, vocabulary: Vocabulary, *, with_predicate: bool) -> str:
    """What a side says: its value, or the whole assertion where predicates differ or there is no value."""
    value = value_words(claim, vocabulary)
    return assertion(claim, vocabulary) if with_predicate or value is None else _marked(value, claim)


def citation_words(citation: Citation) -> str | None:
    """The shortest thing that identifies the citation, and the words that are quoted from it."""
    named = citation.ref or citation.title or citation.url or citation.publisher or citation.source
    quoted = None if citation.excerpt is None else f"“{shorten(citation.excerpt, LONGEST_QUOTATION)}”"
    return ": ".join(filter(None, (named, quoted))) or None


def excerpt_of(claim: Claim) -> str | None:
    """The words the claim was read from."""
    return claim.excerpt or (claim.location.excerpt if claim.location else None)


def several(words: Iterable[str], most: int = 3) -> str:
    """Different words joined with commas: the first few, and how many more there are.

    Of words that differ only in how they are written, the first one is shown.
    """
    written: dict[str, str] = {}
    for word in words:
        written.setdefault(canonical(word), word)
    different = list(written.values())
    rest = len(different) - most
    return ", ".join(different[:most]) + (f" and {rest:,} more" if rest > 0 else "")


def counted(number: int, noun: str) -> str:
    """A number and what is counted: ``1 rule``, ``2,000 claims``."""
    many = {"match": "matches", "unverified": "unverified", "superseded": "superseded"}.get(noun, f"{noun}s")
    return f"{number:,} {noun if number == 1 else many}"


def fill(template: str, claims: Mapping[str, Claim], vocabulary: Vocabulary) -> str:
    """Put claims into a message: ``{a}`` is the whole claim, ``{a.FIELD}`` one field of it, ``{{`` a plain brace.

    A field of which there is nothing to say goes with the comma before it.
    """

    def words(placeholder: re.Match[str]) -> str:
        comma, name = placeholder[1] or "", placeholder[2]
        variable, _, field = (name or "").partition(".")
        if name is None:
            return placeholder[0][0]
        if variable not in claims or not is_field(field):
            return placeholder[0]
        found = field_words(field, claims[variable], vocabulary)
        return f"{comma}{found}" if found else ""

    filled = re.sub(r"\s+", " ", _PLACEHOLDER.sub(words, template)).strip()
    return re.sub(r" (?=[,;.:](?:\s|$))", "", filled)


def field_words(field: str, claim: Claim, vocabulary: Vocabulary) -> str:
    """One field of a claim in words; what is missing is said to be, but for the time of what holds at any."""
    if field not in FIELD_WORDS:
        found = _qualifier(claim, field.partition(".")[2])
    else:
        found = FIELD_WORDS[field](claim, vocabulary)
    if found is None and field == "valid" and vocabulary.predicate(claim.predicate).timeless:
        return ""
    return _MISSING_WORDS.get(field, "not given") if found is None else found


def _marked(words: str, claim: Claim) -> str:
    scope = scope_words(claim)
    return f"{words}{f' [{scope}]' if scope else ''}{' (denied)' if claim.polarity == 'denied' else ''}"


def _qualifier(claim: Claim, name: str) -> str | None:
    return str(claim.qualifiers[name]) if name in claim.qualifiers else None


def _time(time: Time | None) -> str | None:
    return None if time is None else str(time)


def _joined(words: Iterable[str]) -> str | None:
    return ", ".join(words) or None


def _subject_party(claim: Claim, vocabulary: Vocabulary) -> str | None:
    entity = vocabulary.entities.get(vocabulary.entity_id(claim.subject))
    return vocabulary.name_of(entity.party) if entity and entity.party else None


def _source_field(read: Callable[[str, Vocabulary], str | None]) -> Callable[[Claim, Vocabulary], str | None]:
    def words(claim: Claim, vocabulary: Vocabulary) -> str | None:
        return None if claim.asserted_by is None else read(vocabulary.source_id(claim.asserted_by), vocabulary)

    return words


def _party(source: str, vocabulary: Vocabulary) -> str | None:
    party = vocabulary.source(source).party
    return None if party is None else vocabulary.name_of(party)


def _flag(name: str) -> Callable[[Claim, Vocabulary], str]:
    return lambda claim, vocabulary: "yes" if getattr(vocabulary.predicate(claim.predicate), name) else "no"


def _other_predicates(field: Link) -> Callable[[Claim, Vocabulary], str | None]:
    def words(claim: Claim, vocabulary: Vocabulary) -> str | None:
        others = vocabulary.predicate(claim.predicate).targets(field)
        return _joined(predicate_name(other, vocabulary) for other in others)

    return words


def _original_cited(claim: Claim, vocabulary: Vocabulary) -> str:
    if claim.asserted_by is None:
        return "no"
    origin = vocabulary.origin(vocabulary.source_id(claim.asserted_by))
    cited = (citation.source for citation in claim.citations if citation.source)
    return "yes" if origin in {vocabulary.origin(vocabulary.source_id(source)) for source in cited} else "no"


def _latest_citation(claim: Claim, _: Vocabulary) -> str | None:
    dates = [citation.date for citation in claim.citations if citation.date]
    return _time(max(dates, key=lambda date: date.period.instant[::-1], default=None))


def _expires(claim: Claim, vocabulary: Vocabulary) -> str | None:
    lifetime, since = vocabulary.predicate(claim.predicate).lifetime, claim.stated or claim.valid
    return f"{lifetime} after {since}" if lifetime and since else None


FIELD_WORDS: dict[str, Callable[[Claim, Vocabulary], str | None]] = {
    "": sentence,
    "id": lambda claim, _: claim.id,
    "subject": lambda claim, vocabulary: entity_name(claim.subject, vocabulary),
    "subject.party": _subject_party,
    "predicate": lambda claim, vocabulary: predicate_name(claim.predicate, vocabulary),
    "predicate.single": _flag("single"),
    "predicate.unique": _flag("unique"),
    "predicate.timeless": _flag("timeless"),
    "predicate.cumulative": _flag("cumulative"),
    "predicate.hands_over": _flag("hands_over"),
    "predicate.at_most": _other_predicates("at_most"),
    "predicate.precedes": _other_predicates("precedes"),
    "scope": lambda claim, _: scope_words(claim) or None,
    "value": value_words,
    "value.amount": value_words,
    "value.time": value_words,
    "value.entity": value_words,
    "polarity": lambda claim, _: claim.polarity,
    "certainty": lambda claim, _: claim.certainty,
    "rank": lambda claim, _: claim.rank,
    "asserted_by": _source_field(source_name),
    "origin": _source_field(lambda source, vocabulary: source_name(vocabulary.origin(source), vocabulary)),
    "party": _source_field(_party),
    "source_kind": _source_field(lambda source, vocabulary: vocabulary.source(source).kind),
    "via": lambda claim, vocabulary: _joined(source_name(source, vocabulary) for source in claim.via),
    "original_cited": _original_cited,
    "reliability": _source_field(lambda source, vocabulary: vocabulary.source(source).reliability),
    "credibility": lambda claim, _: None if claim.credibility is None else str(claim.credibility),
    "citations": lambda claim, _: _joined(filter(None, map(citation_words, claim.citations))),
    "citations.latest": _latest_citation,
    "supersedes": lambda claim, _: _joined(claim.supersedes),
    "tags": lambda claim, _: _joined(claim.tags),
    "valid": lambda claim, _: _time(claim.valid),
    "valid.start": lambda claim, _: _time(claim.valid),
    "valid.end": lambda claim, _: _time(claim.valid),
    "valid.onset": lambda claim, _: _time(claim.valid),
    "stated": lambda claim, _: _time(claim.stated),
    "recorded": lambda claim, _: _time(claim.recorded),
    "expires": _expires,
    "excerpt": lambda claim, _: excerpt_of(claim),
}
"""How each field of the rule language reads (the fields of conflicts.rules.fields); qualifiers aside."""

_MISSING_WORDS = dict.fromkeys(
    ("valid", "valid.start", "valid.end", "valid.onset", "stated", "recorded", "expires", "citations.latest"), UNDATED
) | {"asserted_by": NOBODY, "origin": NOBODY, "via": NOBODY, "value": "", "citations": "nothing", "tags": "none"}
