"""What an editor shows beside the pointer, in Markdown: a claim with its findings, a word's meaning, a rule's help."""

from collections.abc import Iterator

from pydantic import BaseModel

from conflicts.lsp.checking import Checked, Outcome
from conflicts.lsp.diagnostics import address_of
from conflicts.lsp.schemas import description
from conflicts.lsp.texts import Span, Text
from conflicts.lsp.words import SECTION_OF, Word, WordKind, claim_at, meaning_of, word_at
from conflicts.model.claim import Claim
from conflicts.model.vocabulary import Vocabulary
from conflicts.report.finding import Finding
from conflicts.report.inert import inert
from conflicts.report.words import NOBODY, counted, source_name, statement
from conflicts.rules.rule import Rule

MOST_FINDINGS = 10
MOST_OTHERS = 5


def hover(text: Text, offset: int, outcome: Outcome, claim_of_prose: str | None) -> tuple[str, Span | None] | None:
    """What is to be said of the character, and of which characters it is said, if that is known."""
    if claim_of_prose is not None and outcome.checked is not None:
        return _claim(claim_of_prose, outcome, outcome.checked), None
    found = text.outline.under(offset)
    if found is None or text.sort not in ("claims", "rule"):
        return None
    span = Span(found.part.start, found.part.end)
    word = word_at(text, offset)
    if word is not None and (said := _word(word, outcome)):
        return said, span
    if found.is_key and (said := description(text.sort, found.path)):
        return f"`{found.path[-1]}` — {inert(said)}", span
    claim = claim_at(text, offset)
    if claim is None or outcome.checked is None or claim not in outcome.checked.claims:
        return None
    return _claim(claim, outcome, outcome.checked), span


def _word(word: Word, outcome: Outcome) -> str:
    checked = outcome.checked
    kind, name = meaning_of(word, outcome.vocabulary)
    if checked is None:
        return ""
    if kind == "rule":
        return _rules(word.text, checked)
    if kind == "claim":
        return _claim(name, outcome, checked) if name in checked.claims else ""
    entry = _entry(kind, name, checked.collection.vocabulary)
    if entry is None:
        return ""
    used = counted(
        sum(_uses(claim, kind, name, checked.collection.vocabulary) for claim in checked.claims.values()), "claim"
    )
    return "\n".join([f"**{inert(name)}** — {kind}, in {used}", "", *_fields(entry)])


def _entry(kind: WordKind, name: str, vocabulary: Vocabulary) -> BaseModel | None:
    entries: dict[str, BaseModel] = getattr(vocabulary, SECTION_OF[kind])
    return entries.get(name)


def _fields(entry: BaseModel) -> Iterator[str]:
    for field, value in entry.model_dump(mode="json", exclude_defaults=True).items():
        shown = ", ".join(map(str, value)) if isinstance(value, list) else "yes" if value is True else str(value)
        yield f"- `{field}`: {inert(shown)}"


def _uses(claim: Claim, kind: WordKind, name: str, vocabulary: Vocabulary) -> bool:
    match kind:
        case "predicate":
            return claim.predicate == name
        case "source":
            named = (claim.asserted_by, *claim.via, *(citation.source for citation in claim.citations))
            return name in {vocabulary.source_id(each) for each in named if each is not None}
        case _:
            return name in {vocabulary.entity_id(claim.subject), vocabulary.entity_id(str(claim.value))}


def _rules(word: str, checked: Checked) -> str:
    """The rules that a suppression names: by name, id, pack, kind or tag."""
    named = [rule for rule in checked.rules.values() if word in (rule.name, rule.id)]
    if named:
        return "\n\n---\n\n".join(map(rule_help, named))
    every = [rule for rule in checked.rules.values() if word in (rule.pack, rule.kind, *rule.tags)]
    listed = "\n".join(f"- **{inert(rule.name)}**: {inert(rule.title)}" for rule in every)
    return f"{counted(len(every), 'rule')}:\n\n{listed}" if every else ""


def rule_help(rule: Rule) -> str:
    """What a rule finds and what to do about it."""
    severities = f"{rule.kind}; {rule.severity} if certain, {rule.severity_if_possible} if possible"
    address = address_of(rule)
    parts = [f"**{inert(rule.name)}** — {inert(rule.title)}", inert(severities), inert(rule.help)]
    return "\n\n".join(filter(None, [*parts, f"<{address}>" if address is not None else ""]))


def _claim(name: str, outcome: Outcome, checked: Checked) -> str:
    claim, vocabulary = checked.claims[name], checked.collection.vocabulary
    speaker = NOBODY if claim.asserted_by is None else source_name(claim.asserted_by, vocabulary)
    parts = [f"**{inert(name)}** — {inert(statement(claim, vocabulary))} ({inert(speaker)})"]
    findings = list(outcome.findings_about(name))
    parts += [_finding(finding, reason, name, checked) for finding, reason in findings[:MOST_FINDINGS]]
    if len(findings) > MOST_FINDINGS:
        parts.append(f"and {counted(len(findings) - MOST_FINDINGS, 'more finding')}")
    return "\n\n---\n\n".join(parts if findings else [*parts, "No findings."])


def _finding(finding: Finding, reason: str | None, about: str, checked: Checked) -> str:
    state = f"{finding.severity}, {finding.verdict}"
    if reason is not None:
        state += f"; suppressed: {inert(reason)}"
    rule = checked.rules.get(finding.rule)
    severities = f"{rule.severity} if certain, {rule.severity_if_possible} if possible" if rule is not None else ""
    others = [claim for claim in finding.claims if claim.id != about]
    lines = [f"- **{inert(claim.id)}**: {inert(claim.text)} ({inert(claim.asserted_by or NOBODY)})" for claim in others]
    if len(lines) > MOST_OTHERS:
        lines[MOST_OTHERS:] = [f"- and {counted(len(lines) - MOST_OTHERS, 'more claim')}"]
    return "\n\n".join(
        filter(
            None,
            [
                f"**{inert(finding.rule)}** ({state}): {inert(finding.message)}",
                "\n".join(lines),
                inert(finding.help),
                f"*{severities}*" if severities else "",
            ],
        )
    )
