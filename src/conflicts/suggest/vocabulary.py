"""The proposal of a collection, and its text: a vocabulary in YAML with the evidence as comments."""

from collections import Counter
from collections.abc import Collection as AnyOf
from collections.abc import Iterable, Iterator, Sequence

from conflicts.document import dump
from conflicts.model.claim import Claim
from conflicts.model.value import Term
from conflicts.model.vocabulary import Vocabulary
from conflicts.report.cells import shorten, visible
from conflicts.suggest.columns import Mapped, Spoken
from conflicts.suggest.names import likenesses, parts
from conflicts.suggest.predicates import definitions
from conflicts.suggest.proposal import Definition, Field, Likeness, Proposal

LONGEST_COMMENT = 160
"""How many columns of what a comment says are written."""

HEAD = """\
# Proposed from the claims by `conflicts vocabulary suggest`. Each line says what the data looks like, and the remark
# behind it why; whether it is so, you decide. Change or remove what is wrong, and check the claims with this file:
#   conflicts check {use}
"""
CLAIMS, TABLE = "CLAIMS... THIS-FILE", "TABLE --map THIS-FILE"


def suggested(claims: Sequence[Claim], vocabulary: Vocabulary, names: AnyOf[str] = ()) -> Proposal:
    """Propose a vocabulary for claims, beside what theirs says already.

    ``names`` are further predicates, of claims that are not among these. The same claims in any order give the same.
    """
    used = sorted(claims, key=lambda claim: claim.id)
    speakers = (name for claim in used for name in (claim.asserted_by, *claim.via) if name)
    things = Counter(vocabulary.entity_id(claim.subject) for claim in used)
    things.update(vocabulary.entity_id(claim.value.term) for claim in used if isinstance(claim.value, Term))
    return Proposal(
        tuple(definitions(used, vocabulary, names)),
        tuple(likenesses(Counter(map(vocabulary.source_id, speakers)))),
        tuple(likenesses(things)),
        tuple(each for each in parts([*things]) if not _is_known_part(each, vocabulary)),
    )


def _is_known_part(likeness: Likeness, vocabulary: Vocabulary) -> bool:
    entity = vocabulary.entities.get(likeness.name)
    return entity is not None and entity.part_of is not None


def vocabulary_text(proposal: Proposal, notes: Iterable[str] = (), mapping: Mapped | None = None) -> str:
    """The proposal as a claims file without claims, or with a ``mapping`` as a mapping file; ``notes`` for its head."""
    lines = [*HEAD.format(use=CLAIMS if mapping is None else TABLE).splitlines()]
    lines += [f"# {visible(note)}" for note in notes]
    lines += _mapped(mapping) if mapping is not None else ()
    new = [each for each in proposal.definitions if not each.known]
    lines.append("predicates:" if new else "predicates: {}")
    for each in new:
        lines += _defined(each)
    lines += _lacking([each for each in proposal.definitions if each.known])
    lines += _aliases("sources", "sources", proposal.sources)
    lines += _aliases("entities", "subjects and terms", proposal.entities)
    lines += _parts(proposal.parts)
    return "".join(f"{line}\n" for line in lines)


def _mapped(mapping: Mapped) -> Iterator[str]:
    """What the columns of the table hold."""
    yield "table:"
    yield "  columns:"
    for each in mapping.columns:
        yield f"    {'' if each.sure else '# '}{each.column}: {_key(each.source)}  # {_remark(each.evidence)}"
    for each in mapping.present:
        yield f"  # {_remark(each.evidence)}: {_key(each.source)}"
    if mapping.present:
        yield f"  present: [{', '.join(_key(each.source) for each in mapping.present)}]"
    if any(spoken.sure for spoken in mapping.predicates):
        yield "  claims:"
    for spoken in mapping.predicates:
        yield from _spoken(spoken)
    if mapping.dates:
        yield "  dates:"
    for layout in mapping.dates:
        formats = ", ".join(map(_key, layout.formats))
        written = formats if len(layout.formats) == 1 else f"[{formats}]"
        yield f"    {_key(layout.source)}: {written}  # {_remark(layout.evidence)}"
    if mapping.thousands is not None:
        yield f'  numbers: {{thousands: ","}}  # {_remark(mapping.thousands.evidence)}'


def _spoken(spoken: Spoken) -> Iterator[str]:
    """The claim that a further column makes; as a comment where its cells cannot be read."""
    source, before = _key(spoken.source), "" if spoken.sure else "# "
    yield f"    {before}- columns: {{{spoken.target}: {source}}}  # {_remark(spoken.evidence)}"
    yield f"    {before}  constants: {{predicate: {_key(spoken.predicate)}}}"
    yield f"    {before}  present: [{source}]"


def _defined(definition: Definition) -> Iterator[str]:
    sure = [each for each in definition.fields if each.sure]
    yield f"  {_key(definition.name)}:" if sure else f"  {_key(definition.name)}: {{}}"
    for each in definition.fields:
        yield f"    {'' if each.sure else '# '}{_field(each)}"


def _lacking(definitions: Sequence[Definition]) -> Iterator[str]:
    """What defined predicates lack: it belongs where they are defined."""
    if definitions:
        yield "# Predicates that are defined already, and lack this:"
    for each in definitions:
        yield f"#   {_key(each.name)}:"
        for field in each.fields:
            yield f"#     {_field(field)}"


def _field(field: Field) -> str:
    value = str(field.value).lower() if isinstance(field.value, bool) else _key(field.value)
    return f"{field.name}: {value}  # {_remark(field.evidence)}"


def _aliases(section: str, what: str, found: Sequence[Likeness]) -> Iterator[str]:
    if found:
        yield f"# Names of {what} that may mean one. What is the same, say in the section `{section}`:"
        yield f"# {section}:"
    for each in found:
        yield f"#   {_key(each.name)}: {{aliases: [{_key(each.other)}]}}  # {_remark(each.evidence)}"


def _parts(found: Sequence[Likeness]) -> Iterator[str]:
    if found:
        yield "# Things that may be part of others. What is so, say in the section `entities`:"
        yield "# entities:"
    for each in found:
        yield f"#   {_key(each.name)}: {{part_of: {_key(each.other)}}}  # {_remark(each.evidence)}"


def _key(word: str) -> str:
    """A word as YAML writes it on one line, in a mapping or a list."""
    written = dump([word]).removeprefix("- ").removesuffix("\n")
    return written if "\n" not in written and not set(written) & set("[]{},") else _quoted(word)


def _quoted(word: str) -> str:
    escaped = "".join(
        character if character.isprintable() and character not in '"\\' else f"\\U{ord(character):08x}"
        for character in word
    )
    return f'"{escaped}"'


def _remark(text: str) -> str:
    return shorten(visible(text), LONGEST_COMMENT)
