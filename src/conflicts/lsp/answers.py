"""Answers to an editor's questions about a place, in the words of the protocol."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types
from pygls.workspace import PositionCodec

from conflicts.lsp import completion as completing
from conflicts.lsp import hover as hovering
from conflicts.lsp import navigation
from conflicts.lsp.checking import Outcome
from conflicts.lsp.diagnostics import SOURCE
from conflicts.lsp.positions import location_of, offset_of, position_of, range_of
from conflicts.lsp.suppressing import Insertion, insertions
from conflicts.lsp.texts import Disk, Span, Spot, Text
from conflicts.lsp.words import claim_at
from conflicts.report.finding import Finding
from conflicts.rules.rule import Rule

_KINDS: dict[completing.CandidateSort, types.CompletionItemKind] = {
    "field": types.CompletionItemKind.Field,
    "value": types.CompletionItemKind.EnumMember,
    "predicate": types.CompletionItemKind.Property,
    "entity": types.CompletionItemKind.Class,
    "source": types.CompletionItemKind.Module,
    "claim": types.CompletionItemKind.Reference,
    "rule": types.CompletionItemKind.Constant,
    "condition": types.CompletionItemKind.Snippet,
}


@dataclass(frozen=True, slots=True)
class Question:
    """A place in a text, and what is known: the collection's last outcome, and its texts, by name, as they are now."""

    text: Text
    position: types.Position
    outcome: Outcome
    texts: Mapping[str, Text]
    codec: PositionCodec

    @property
    def offset(self) -> int:
        """The character that is asked about."""
        return offset_of(self.text, self.position, self.codec)


def hover(question: Question) -> types.Hover | None:
    """What to show beside the pointer."""
    text, outcome = question.text, question.outcome
    in_prose = navigation.claim_in_prose(text, question.offset, outcome)
    found = hovering.hover(text, question.offset, outcome, in_prose)
    if found is None:
        return None
    said, span = found
    shown = range_of(text, span, question.codec) if span is not None else None
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, said), shown)


def definition(question: Question) -> list[types.Location]:
    """Where to go to."""
    spots = navigation.definitions(question.text, question.offset, question.outcome, question.texts, _rule_spot)
    return _locations(spots, question)


def references(question: Question, with_declaration: bool) -> list[types.Location]:
    """Where else it is spoken of."""
    spots = navigation.references(question.text, question.offset, question.outcome, question.texts, with_declaration)
    return _locations(spots, question)


def completion(question: Question) -> types.CompletionList | None:
    """What could be typed."""
    found = completing.completion(question.text, question.offset, question.outcome, question.texts)
    if found is None:
        return None
    replaced = range_of(question.text, found.replaced, question.codec)
    return types.CompletionList(
        is_incomplete=False,
        items=[
            types.CompletionItem(
                label=each.word,
                kind=_KINDS[each.sort],
                detail=each.detail or None,
                filter_text=each.word,
                text_edit=types.TextEdit(replaced, each.insert),
            )
            for each in found.candidates
        ],
    )


def code_actions(question: Question, params: types.CodeActionParams) -> list[types.CodeAction]:
    """A suppression of each finding about the claim, with a reason that is still to be given."""
    only = params.context.only
    wanted = only is None or any(
        f"{types.CodeActionKind.QuickFix.value}.".startswith(f"{_name(kind)}.") for kind in only
    )
    checked = question.outcome.checked
    text, offset = question.text, question.offset
    claim = claim_at(text, offset) or navigation.claim_in_prose(text, offset, question.outcome)
    if not wanted or checked is None or claim is None:
        return []
    found: dict[tuple[Insertion, ...], types.CodeAction] = {}
    for finding, reason in question.outcome.findings_about(claim):
        made = insertions(finding, claim, checked, question.texts) if reason is None else ()
        if not made:
            continue
        on = claim if len(made) == 1 else f"{len(made)} claims"
        action = found.setdefault(
            made, types.CodeAction(f"Suppress {finding.rule} on {on}", types.CodeActionKind.QuickFix, diagnostics=[])
        )
        action.edit = _edit(made, question.codec)
        action.diagnostics = [*(action.diagnostics or ()), *_shown(finding, params.context)]
    return [*found.values()]


def _shown(finding: Finding, context: types.CodeActionContext) -> list[types.Diagnostic]:
    """What the editor shows of the finding."""
    return [
        each
        for each in context.diagnostics
        if each.source == SOURCE and isinstance(each.data, list) and finding.fingerprint in each.data
    ]


def _name(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def _edit(made: Iterable[Insertion], codec: PositionCodec) -> types.WorkspaceEdit:
    changes: dict[str, list[types.TextEdit]] = {}
    for each in made:
        at = position_of(each.text, each.offset, codec)
        changes.setdefault(each.text.uri, []).append(types.TextEdit(types.Range(at, at), each.words))
    return types.WorkspaceEdit(changes=changes)


def _rule_spot(rule: Rule) -> Spot | None:
    path = Path(rule.place.file)
    if not rule.place.file or not path.is_file():
        return None
    text = Disk().text(path)
    offset = text.offset(rule.place.line, rule.place.column)
    return Spot(text, Span(offset, offset))


def _locations(spots: Iterable[Spot], question: Question) -> list[types.Location]:
    return [location_of(spot, question.codec) for spot in spots]
