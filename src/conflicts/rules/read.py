"""A rule file to a rule, with everything that is wrong with it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from conflicts.document import Document
from conflicts.errors import RuleError, nearest
from conflicts.rules.clauses import read_clauses, read_variables
from conflicts.rules.condition import Clause, Condition, FieldRef, required
from conflicts.rules.dead import dead_ends
from conflicts.rules.example import read_example
from conflicts.rules.fields import FIELDS, JOIN_FIELDS, QUALIFIER, FieldType, type_of
from conflicts.rules.message import message_faults
from conflicts.rules.named import Definition
from conflicts.rules.parse import KEBAB, Scope
from conflicts.rules.rule import KINDS, SEVERITIES, Block, Example, Rule, Severity, one_less
from conflicts.rules.section import Faults, Section

RULE_KEYS = tuple(
    "id kind severity severity_if_possible title message help claims same where "
    "with without tags references examples".split()
)
REQUIRED_KEYS = ("id", "kind", "severity", "title", "message", "claims", "where", "examples")
BLOCK_KEYS = ("claims", "same", "where", "at_least")
MOST_VARIABLES = 3
DISTINCT_FIELDS = tuple(name for name, type_ in FIELDS.items() if type_ is FieldType.KEY)


def parse_rule(
    document: Document,
    pack: str,
    definitions: Sequence[Definition] = (),
    *,
    require_examples: bool = True,
    look_for_dead_ends: bool = True,
    elsewhere: Callable[[], Sequence[Definition]] = tuple,
) -> Rule:
    """Read the rule that a document holds; raise RuleError with all that is wrong with it.

    ``definitions``: the conditions that it can ask by name; ``elsewhere``: those of packs that ship, of which a mistake
    may tell that they are not visible. ``require_examples``: ask for an example that the rule
    flags and one that it does not. ``look_for_dead_ends``: ask that the conditions can hold together.
    """
    faults = Faults(document)
    section = Section(
        document.data, (), faults, RULE_KEYS, required=REQUIRED_KEYS if require_examples else REQUIRED_KEYS[:-1]
    )
    rule = _RuleReader(section, faults, pack, definitions, elsewhere).read()
    if section.is_mapping:
        _check_examples(rule.examples, section, require_examples)
    if section.is_mapping and len(rule.variables) > 1 and not section.has("same") and not _links(rule.where):
        message = (
            "missing: same (what the claims share; a rule of two claims or more needs it, or a link between them, "
            "such as b.supersedes is a.id or b.subject is a.value.entity)"
        )
        faults.at_key((), message)
    if look_for_dead_ends and rule.variables:
        faults.problems += dead_ends(rule.variables, rule.same, rule.where, rule.blocks)
    if faults.problems:
        raise RuleError(sorted(faults.problems, key=lambda problem: problem.place))
    return rule


class _RuleReader:
    """The parts of one rule file, read with the variables and the name that its conditions refer to."""

    def __init__(
        self,
        section: Section,
        faults: Faults,
        pack: str,
        definitions: Sequence[Definition],
        elsewhere: Callable[[], Sequence[Definition]],
    ) -> None:
        self.section, self.faults, self.pack = section, faults, pack
        self.definitions, self.elsewhere = definitions, elsewhere
        self.id = self._id()
        self.variables = read_variables(section, faults, most=MOST_VARIABLES)

    def read(self) -> Rule:
        section = self.section
        severity: Severity = section.choice("severity", SEVERITIES, "error")
        return Rule(
            id=self.id,
            pack=self.pack,
            kind=section.choice("kind", KINDS, "contradiction"),
            severity=severity,
            severity_if_possible=section.choice("severity_if_possible", SEVERITIES, one_less(severity)),
            title=section.text("title"),
            message=self._message(),
            help=section.text("help"),
            variables=self.variables,
            same=self._join(section, at_least_one=len(self.variables) > 1),
            where=self._where(section, self.variables),
            blocks=(*self._blocks("with"), *self._blocks("without")),
            tags=section.texts("tags"),
            references=section.texts("references"),
            examples=tuple(read_example(item, path, self.faults) for path, item in section.items("examples")),
            place=self.faults.document.place(("id",)),
            source=self.faults.document.text,
        )

    def _id(self) -> str:
        name = self.section.text("id")
        if name and not KEBAB.fullmatch(name):
            self.faults.at_value(("id",), f"{name!r} is no id: write it in lower case, like newer-statement")
        return name

    def _message(self) -> str:
        message = self.section.text("message")
        written = self.section.data.get("message")
        lead = len(written) - len(written.lstrip()) if isinstance(written, str) else 0
        for fault in message_faults(message, self.variables):
            self.faults.in_text(("message",), fault.offset + lead, fault.message)
        return message

    def _join(self, section: Section, at_least_one: bool) -> tuple[str, ...]:
        names = section.texts("same")
        path = (*section.path, "same")
        for index, name in enumerate(names):
            if name not in JOIN_FIELDS and not QUALIFIER.fullmatch(name):
                self.faults.at_value((*path, index), f"claims cannot share {name!r}{nearest(name, JOIN_FIELDS)}")
        if at_least_one and section.data.get("same") == []:
            self.faults.at_value(path, "same must name what the claims share")
        return names

    def _where(self, section: Section, variables: Sequence[str]) -> tuple[Clause, ...]:
        if section.data.get("where") == []:
            self.faults.at_value((*section.path, "where"), "where is empty")
        scope = Scope(tuple(variables), self.pack, self.id, self.definitions, elsewhere=self.elsewhere)
        return read_clauses(section, "where", scope, self.faults) if variables else ()

    def _blocks(self, key: Literal["with", "without"]) -> Iterator[Block]:
        for path, item in self.section.items(key):
            section = Section(item, path, self.faults, BLOCK_KEYS, required=("claims",))
            names = read_variables(section, self.faults, most=1)
            if not section.is_mapping or not names:
                continue
            if names[0] in self.variables:
                self.faults.at_value((*path, "claims", 0), f"{names[0]!r} is already a claim of the rule")
            if not section.has("same") and not section.has("where"):
                self.faults.at_key(path, "missing: same or where (what the further claim is like)")
            count, distinct = self._at_least(section)
            same = self._join(section, at_least_one=False)
            where = self._where(section, (*self.variables, names[0]))
            yield Block(names[0], same, where, key == "without", count, distinct)

    def _at_least(self, block: Section) -> tuple[int, str | None]:
        if not block.has("at_least"):
            return 1, None
        path = (*block.path, "at_least")
        section = Section(block.data["at_least"], path, self.faults, ("count", "distinct"), required=("count",))
        count, distinct = section.data.get("count"), section.text("distinct", "id")
        if section.has("count") and (not isinstance(count, int) or isinstance(count, bool) or count < 1):
            self.faults.at_value((*path, "count"), "count must be a whole number from 1")
        if distinct not in DISTINCT_FIELDS and not QUALIFIER.fullmatch(distinct):
            message = f"claims cannot be counted by {distinct!r}{nearest(distinct, DISTINCT_FIELDS)}"
            self.faults.at_value((*path, "distinct"), message)
        return (count if isinstance(count, int) else 1), distinct


def _links(where: Sequence[Clause]) -> bool:
    """Whether one claim must name what another one is, so that nothing needs to be shared."""
    return any(_is_link(condition) for condition in required(where))


def _is_link(condition: Condition) -> bool:
    left, right = condition.left, condition.right
    if condition.operator != "is" or not isinstance(right, FieldRef):
        return False
    return type_of(left.field) in (FieldType.KEY, FieldType.KEYS, FieldType.LIST) and left.variable != right.variable


def _check_examples(examples: Sequence[Example], section: Section, require_examples: bool) -> None:
    if not require_examples or not section.has("examples"):
        return
    for flagged in (True, False):
        if not any(bool(example.expect) == flagged for example in examples):
            what = "expects a finding" if flagged else "expects none (expect: [])"
            section.faults.at_value(("examples",), f"at least one example that {what} is needed")
