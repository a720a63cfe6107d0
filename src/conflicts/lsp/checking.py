"""A collection as the editor has it: read, checked, and what came of it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from conflicts.config import Settings, configuration
from conflicts.document import load as load_document
from conflicts.errors import ConflictsError, Problem, file_name
from conflicts.lsp.texts import Disk, OpenTexts, Text, real
from conflicts.model.claim import Claim
from conflicts.model.vocabulary import Vocabulary
from conflicts.project import check_as_set, read_options
from conflicts.readers import READERS, ReadOptions
from conflicts.readers.assembly import Loaded, Part, assemble
from conflicts.readers.foreign import Format, format_named, format_of
from conflicts.readers.growth import Foreign
from conflicts.report.finding import Finding
from conflicts.report.report import ConflictReport
from conflicts.rules.pack import load_rules, read_rule
from conflicts.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be checked together: ``paths``, read as ``conflicts check --from FORMAT PATHS`` reads them.

    ``folder`` is where its configuration is looked for, and in the directories around it.
    """

    paths: tuple[Path, ...]
    folder: Path
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A collection that could be checked, the report of it, and the rules that there were, by their names."""

    collection: Loaded
    report: ConflictReport
    rules: Mapping[str, Rule]
    claims: Mapping[str, Claim]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job.

    ``texts`` are what was read, by name. If there are ``problems``, it could not be checked, and ``checked`` is what
    came of it when it last could be.
    """

    texts: Mapping[str, Text] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    checked: Checked | None = None

    @property
    def vocabulary(self) -> Vocabulary:
        """What the words of the collection mean, as far as is known."""
        return self.checked.collection.vocabulary if self.checked is not None else Vocabulary()

    def findings_about(self, claim: str) -> Iterator[tuple[Finding, str | None]]:
        """The findings about a claim, and the reasons for which somebody accepts them."""
        if self.checked is not None:
            report = self.checked.report
            for finding in report.findings:
                if any(each.id == claim for each in finding.claims):
                    yield finding, None
            for suppressed in report.suppressed:
                if any(each.id == claim for each in suppressed.finding.claims):
                    yield suppressed.finding, suppressed.reason


def check_job(job: Job, opened: OpenTexts, disk: Disk, before: Outcome | None, scratch: Path) -> Outcome:
    """Read and check what the job names, what is open before what is on disk, writing to the directory ``scratch``."""
    paths: dict[str, Path] = {}
    texts: dict[str, Text] = {}
    try:
        options = ReadOptions(exclude=configuration(start=job.folder).settings.exclude)
        found, problems, _ = disk.found(job.paths, job.format, options)
        every = {real(each.path): each.path for each in found} | {key: Path(key) for key in opened if belongs(key, job)}
        for key, path in every.items():
            text = opened.get(key) or disk.text(path)
            if text.sort == "claims" or (text.sort == "foreign" and job.format is not None):
                paths[text.name], texts[text.name] = path, text
        if unreadable := [problem for problem in problems if problem.place.file not in map(file_name, job.paths)]:
            return _not_checked(texts, unreadable, before)
        return Outcome(texts, checked=_checked(job, texts, paths, opened, scratch))
    except ConflictsError as error:
        return _not_checked(texts, error.problems, before)


def _not_checked(texts: Mapping[str, Text], problems: Iterable[Problem], before: Outcome | None) -> Outcome:
    return Outcome(texts, tuple(problems), before.checked if before is not None else None)


def belongs(opened: str, job: Job) -> bool:
    """Whether an open file, which need not be on disk yet, belongs to the job."""
    path = Path(opened)
    if path.suffix.lower() not in READERS and (job.format is None or not format_named(job.format).may_take(path.name)):
        return False
    return any(Path(real(each)) in (path, *path.parents) for each in job.paths)


def _checked(
    job: Job, texts: Mapping[str, Text], paths: Mapping[str, Path], opened: OpenTexts, scratch: Path
) -> Checked:
    settings = configuration(start=job.folder).settings
    with TemporaryDirectory(dir=scratch) as directory:
        collection = _loaded(texts, paths, read_options(settings), Path(directory))
    rules = (*_rules(settings, opened), *collection.rules)
    report = check_as_set(collection, settings, rules=rules)
    claims = {claim.id: claim for claim in collection.claims}
    return Checked(collection, report, {rule.name: rule for rule in rules}, claims)


def _loaded(texts: Mapping[str, Text], paths: Mapping[str, Path], options: ReadOptions, scratch: Path) -> Loaded:
    parts: list[Part | Problem] = []
    foreign: list[Foreign] = []
    for number, (name, text) in enumerate(texts.items()):
        path = paths[name] if text.version is None else _written(text, scratch / f"{number}{Path(name).suffix}")
        reader = READERS.get(text.suffix)
        if reader is None:
            format = format_of(name) or format_named("prose")
            foreign.append(_foreign(path, name, format, options))
        else:
            for item in reader.read(path, name):
                parts.append(item if isinstance(item, Problem) else Part(item, reader.single_claims))
    return assemble(parts, [*texts], known=options.vocabulary, foreign=foreign, needs_claims=False)


def _foreign(path: Path, name: str, format: Format, options: ReadOptions) -> Foreign:
    return Foreign(name, lambda vocabulary: format.read(path, name, replace(options, vocabulary=vocabulary)))


def _written(text: Text, path: Path) -> Path:
    """A file with what is in the editor: readers read files."""
    path.write_bytes(text.content.encode(errors="surrogatepass"))
    return path


def _rules(settings: Settings, opened: OpenTexts) -> tuple[Rule, ...]:
    """The rules that are asked for; those that are open as they are there, where they can be read."""
    loaded = load_rules(settings.rules or None, shipped_examples=False)
    edited: dict[str, Rule] = {}
    for key, text in opened.items():
        if text.sort == "rule":
            with suppress(ConflictsError):
                edited[key] = read_rule(load_document(text.content, text.name), Path(key))
    return tuple(edited.get(real(rule.place.file), rule) for rule in loaded) if edited else loaded
