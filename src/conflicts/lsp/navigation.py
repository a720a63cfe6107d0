"""From one place to others: to the claims that stand against a claim, and to where a word is declared and used."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from conflicts.document.outline import Part
from conflicts.lsp.checking import Outcome
from conflicts.lsp.texts import Span, Spot, Text
from conflicts.lsp.words import Word, claim_at, meaning_of, word_at, words_in
from conflicts.report.finding import ReportedClaim
from conflicts.rules.rule import Rule

ReadRule = Callable[[Rule], Spot | None]
"""Where a rule is written, if it is in a file."""


def claim_spot(claim: ReportedClaim, texts: Mapping[str, Text]) -> Spot | None:
    """Where a claim of a report stands by now: its id, wherever that has moved; in prose, its sentence."""
    if claim.location is None or (text := texts.get(claim.location.file)) is None:
        return None
    if (part := text.claims.get(claim.id)) is not None:
        return Spot(text, _span(part.id))
    if text.sort != "foreign":
        return None
    start = text.offset(claim.location.line, claim.location.column)
    return Spot(text, Span(start, min(start + max(claim.location.length, 1), len(text.content))))


def claim_in_prose(text: Text, offset: int, outcome: Outcome) -> str | None:
    """The claim that was read from a sentence of foreign material."""
    for claim in outcome.checked.collection.claims if text.sort == "foreign" and outcome.checked is not None else ():
        if claim.location is not None and claim.location.file == text.name:
            start = text.offset(claim.location.line, claim.location.column)
            if start <= offset < start + claim.location.length:
                return claim.id
    return None


def definitions(
    text: Text, offset: int, outcome: Outcome, texts: Mapping[str, Text], rule_spot: ReadRule
) -> list[Spot]:
    """What the word is declared as; of a claim, and of what names nothing, the other claims of the claim's findings."""
    word = word_at(text, offset)
    if word is not None and word.role.kind == "rule":
        named = _rules_named(word.text, outcome)
        return [spot for rule in named if (spot := rule_spot(rule)) is not None]
    if word is not None and not (word.role.kind == "claim" and word.role.declares):
        found = [each.spot for each in _same(word, outcome, texts) if each.role.declares]
        if found:
            return found
    claim = claim_at(text, offset) or claim_in_prose(text, offset, outcome)
    return [] if claim is None else list(_other_claims(claim, outcome, texts))


def references(
    text: Text, offset: int, outcome: Outcome, texts: Mapping[str, Text], with_declaration: bool
) -> list[Spot]:
    """Wherever the word stands; of a claim, what supersedes it and the other claims of its findings, too."""
    word = word_at(text, offset)
    if word is None:
        claim = claim_at(text, offset) or claim_in_prose(text, offset, outcome)
        return [] if claim is None else list(_other_claims(claim, outcome, texts))
    found = [each.spot for each in _same(word, outcome, texts) if with_declaration or not each.role.declares]
    if word.role.kind == "claim":
        found += _other_claims(word.text, outcome, texts)
    return list(dict.fromkeys(found))


def _same(word: Word, outcome: Outcome, texts: Mapping[str, Text]) -> Iterator[Word]:
    """Every word that means the same."""
    vocabulary = outcome.vocabulary
    meaning = meaning_of(word, vocabulary)
    return (each for each in words_in(texts.values()) if meaning_of(each, vocabulary) == meaning)


def _other_claims(claim: str, outcome: Outcome, texts: Mapping[str, Text]) -> Iterable[Spot]:
    others = (each for finding, _ in outcome.findings_about(claim) for each in finding.claims if each.id != claim)
    return dict.fromkeys(spot for each in others if (spot := claim_spot(each, texts)) is not None)


def _rules_named(word: str, outcome: Outcome) -> list[Rule]:
    rules = outcome.checked.rules.values() if outcome.checked is not None else ()
    return [rule for rule in rules if word in (rule.name, rule.id)]


def _span(part: Part) -> Span:
    return Span(part.start, part.end)
