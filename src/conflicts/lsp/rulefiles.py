"""What is wrong with a rule while it is written: in itself, and with what it says of its own examples."""

from contextlib import suppress
from pathlib import Path

from conflicts.document import Document
from conflicts.document import load as load_document
from conflicts.errors import ConflictsError, Place, Problem
from conflicts.lsp.texts import Text
from conflicts.rules.pack import load_rules, read_rule, references
from conflicts.rules.rule import Rule
from conflicts.testing import ExampleFailure, run_examples


def rule_problems(text: Text, path: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with the rule; if nothing is, the examples that do not come out as it says."""
    try:
        document = load_document(text.content, text.name)
        rule = read_rule(document, path)
        failures = run_examples(rule, _known(rule, path))
    except ConflictsError as error:
        return tuple(_here(problem, text) for problem in error.problems)
    return tuple(_problem(failure, rule, document) for failure in failures)


def _here(problem: Problem, text: Text) -> Problem:
    """The problem; that of another file, which the rule needs, at the rule's first line."""
    if problem.place.file in ("", text.name):
        return problem
    return Problem(str(problem), Place(text.name, 1, 1))


def _known(rule: Rule, path: Path) -> tuple[Rule, ...]:
    """The rules that it may refer to: those beside it, and those that ship."""
    if not any(True for _ in references(rule)):
        return ()
    with suppress(ConflictsError):
        return load_rules([*load_rules(), path.parent])
    return load_rules()


def _problem(failure: ExampleFailure, rule: Rule, document: Document) -> Problem:
    number = next((n for n, each in enumerate(rule.examples) if each.name == failure.example), 0)
    path = ("examples", number, "name")
    first, *rest = str(failure).splitlines()
    message = "; ".join(line.strip() for line in rest) or first
    return Problem(f"the example does not come out as it says: {message}", document.value_place(path), path)
