"""``pytest --conflicts``: claims files and the examples of rules are tests.

A claims file is one test: it fails with the findings that concern it, made in the whole collection that it belongs to.
Each example of a rule is one test, and so is each property that every rule should hold. The option itself is added in
``_conflicts_pytest``, which costs nothing without it.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from conflicts.config import configuration
from conflicts.errors import ConflictsError
from conflicts.pytest_plugin.checked import Failure, Project, seen
from conflicts.readers.contents import kind_of
from conflicts.report.plain import DEFAULT_WIDTH
from conflicts.rules.rule import Example, Rule
from conflicts.testing import OF_EXAMPLES, PROPERTIES, run_example

_PROJECT = pytest.StashKey[Project]()


def pytest_configure(config: pytest.Config) -> None:
    """Read the settings of the project, which are found from pytest's root directory upwards."""
    try:
        configured = configuration(start=config.rootpath)
        config.stash[_PROJECT] = Project.of(
            configured,
            config.rootpath,
            config.getini("conflicts_collections"),
            config.getini("norecursedirs"),
            _files_asked_for(config),
        )
    except ConflictsError as error:
        raise pytest.UsageError(str(error)) from error


def _files_asked_for(config: pytest.Config) -> list[Path]:
    named = (config.invocation_params.dir / argument.partition("::")[0] for argument in config.args)
    return [path for path in named if path.is_file()]


def pytest_report_header(config: pytest.Config) -> str:
    """Say whose settings hold."""
    return f"conflicts: settings of {config.stash[_PROJECT].configured.file or 'no file'}"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take claims files and rules; what is neither is for others."""
    match kind_of(file_path):
        case "claims" | "vocabulary":
            collections = parent.config.stash[_PROJECT].collections
            is_read = file_path in collections.files(collections.home(file_path))
            return ClaimsFile.from_parent(parent, path=file_path) if is_read else None
        case "rule":
            return RuleFile.from_parent(parent, path=file_path)
        case _:
            return None


class ClaimsFile(pytest.File):
    """A claims file: one test."""

    def collect(self) -> Iterable[pytest.Item]:
        yield _marked(ClaimsItem.from_parent(self, name="conflicts"))


class RuleFile(pytest.File):
    """A rule: a test for each of its examples, and for each property that every rule should hold.

    A rule that cannot be read is one test, that fails.
    """

    def collect(self) -> Iterator[pytest.Item]:
        read = self.config.stash[_PROJECT].rules_in(self.path)
        if isinstance(read, ConflictsError):
            yield _marked(UnreadableRule.from_parent(self, name="rule", error=read))
            return
        names: dict[str, int] = {}
        for rule in read:
            for example in rule.examples:
                number = names[example.name] = names.get(example.name, 0) + 1
                name = " ".join(example.name.split()) + (f" ({number})" if number > 1 else "")
                yield _marked(ExampleItem.from_parent(self, name=name, rule=rule, example=example))
            for name in PROPERTIES:
                if name != OF_EXAMPLES:  # which are tests of their own
                    yield _marked(PropertyItem.from_parent(self, name=name, rule=rule))


class _Item(pytest.Item):
    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"{seen(self.path)}: {self.name}"


class ClaimsItem(_Item):
    """What is found in a claims file, together with those of its collection."""

    def runtest(self) -> None:
        outcome = self.config.stash[_PROJECT].outcome(self.path)
        if isinstance(outcome, Failure):
            pytest.fail(outcome.text, pytrace=False)
        report, fail_on = outcome.report, outcome.fail_on
        if report.ok(fail_on):
            if report.findings or report.stale_suppressions:
                self.add_report_section("call", "conflicts", report.to_text(_width(self.config)))
            return
        pytest.fail(f"{outcome.headline}\n\n{report.to_text(_width(self.config))}", pytrace=False)


class ExampleItem(_Item):
    """An example of a rule: it gives the findings that it expects, and no other."""

    def __init__(self, *, rule: Rule, example: Example, name: str, parent: RuleFile) -> None:
        super().__init__(name, parent)
        self.rule, self.example = rule, example

    def runtest(self) -> None:
        known = self.config.stash[_PROJECT].rules_beside(self.rule, self.path)
        failure = run_example(self.rule, self.example, known)
        if failure is not None:
            pytest.fail(f"{self.rule.place}: {failure}", pytrace=False)


class PropertyItem(_Item):
    """What every rule should hold, of one rule."""

    def __init__(self, *, rule: Rule, name: str, parent: RuleFile) -> None:
        super().__init__(name, parent)
        self.rule = rule

    def runtest(self) -> None:
        known = self.config.stash[_PROJECT].rules_beside(self.rule, self.path)
        if faults := PROPERTIES[self.name](self.rule, known):
            pytest.fail("\n".join(f"{self.rule.place}: {fault}" for fault in faults), pytrace=False)


class UnreadableRule(_Item):
    """A rule that cannot be read."""

    def __init__(self, *, error: ConflictsError, name: str, parent: RuleFile) -> None:
        super().__init__(name, parent)
        self.error = error

    def runtest(self) -> None:
        pytest.fail(str(self.error), pytrace=False)


def _marked(item: pytest.Item) -> pytest.Item:
    item.add_marker("conflicts")
    return item


def _width(config: pytest.Config) -> int:
    """How wide the terminal is; in a process of its own (pytest-xdist) there is none."""
    if not config.pluginmanager.has_plugin("terminalreporter"):
        return DEFAULT_WIDTH
    return config.get_terminal_writer().fullwidth
