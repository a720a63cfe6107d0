"""Packs of rules: find them, load them, choose among their rules, and order those by what they ask of each other."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from conflicts.document import Document, load, load_file
from conflicts.errors import ConflictsError, Place, Problem, RuleError, file_name, nearest
from conflicts.rules.condition import Condition, Words, conditions
from conflicts.rules.definitions import FILE_NAME, Definitions, UsedPack, definitions_in
from conflicts.rules.named import Definition
from conflicts.rules.read import parse_rule
from conflicts.rules.rule import Rule
from conflicts.rules.shipped import shipped_folder

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENTRY_POINTS = "conflicts.packs"
"""The group of entry points by which other distributions offer packs: ``name = "module"``; the YAML lies beside it."""

EXAMPLES_START = "\nexamples:\n"
"""Where the examples of a rule that ships begin: they come last in its file."""

AnyRules: TypeAlias = str | Path | Rule | Mapping[str, Any]
"""A pack or a rule by its name, a file or a directory of rules, a rule, or its text or its data."""

CORE = "core"
"""The pack whose definitions a rule of no known pack can use."""

_WITHOUT_RULES = ("counts", "facts", "lexicon", "patterns", "trees")


def load_rules(
    selection: Sequence[AnyRules] | None = None,
    *,
    require_examples: bool = True,
    shipped_examples: bool = True,
) -> tuple[Rule, ...]:
    """Load packs by name (``core``), rules by full name (``core/denial``), and directories and files of YAML.

    None stands for every rule that ships. The text of a rule file, of more than one line, or its data is a rule of its
    own, which needs no examples (``Rule.from_yaml``, ``Rule.from_dict``). A file's pack is the directory it lies in.
    The rules come sorted by name. Without ``shipped_examples`` the examples of the rules that ship, most of their text,
    are skipped.
    Raises RuleError with everything that is wrong in the files, for unknown names, and for two rules of one name.
    """
    if selection is None:
        selection = tuple(shipped_packs())
    rules: dict[str, Rule] = {}
    problems: list[Problem] = []
    for item in selection:
        try:
            for rule in _rules_of(item, require_examples, shipped_examples):
                first = rules.setdefault(rule.name, rule)
                if not _is_same(first, rule):
                    problems.append(Problem(f"the rule {rule.name} is already defined in {first.place}", rule.place))
        except RuleError as error:
            problems += error.problems
    if problems:
        raise RuleError(dict.fromkeys(problems))
    return _sorted(rules.values())


def shipped_packs() -> dict[str, Path]:
    """The packs that ship, by name, and their directories."""
    return _packs_in(shipped_folder())


@cache
def _packs_in(root: Path) -> dict[str, Path]:
    return {path.name: path for path in sorted(root.iterdir()) if path.name not in _WITHOUT_RULES and _files(path)}


def _rules_of(item: AnyRules, require_examples: bool, shipped_examples: bool) -> Sequence[Rule]:
    if isinstance(item, Rule):
        return [item]
    if isinstance(item, Mapping):
        return [Rule.from_dict(item)]
    if isinstance(item, str) and "\n" in item:
        return [Rule.from_yaml(item)]
    if isinstance(item, str):
        pack, _, rule_id = item.rpartition("/")
        if item in shipped_packs() or item in _offered_packs():
            return _pack(item, shipped_examples)
        found = [rule for rule in _pack(pack, shipped_examples) if rule.id == rule_id]
        if found:
            return found
    if not isinstance(item, str | os.PathLike):
        raise RuleError(
            f"a rule is asked for by its name, its path, its text or its data, not by a Python {type(item).__name__}"
        )
    path = Path(item)
    if item == "":
        raise RuleError("the name of a pack, rule or path is empty")
    if path.is_dir():
        files = _files(path)
        if not files:
            raise RuleError(Problem("holds no rules: there is no .yaml file", Place.of(path)))
        return _read(files, require_examples)
    if path.name == FILE_NAME and path.is_file():
        raise RuleError(Problem("holds no rules: it names conditions for the rules beside it", Place.of(path)))
    if path.is_file():
        return _read([path], require_examples)
    raise RuleError(_unknown(str(item)))


def _unknown(name: str) -> str:
    pack = name.partition("/")[0]
    known = [*shipped_packs(), *_offered_packs(), *(rule.name for rule in _pack(pack))]
    return f"unknown pack, rule or path {name!r}{nearest(name, known)}"


def _pack(name: str, shipped_examples: bool = True) -> tuple[Rule, ...]:
    """The rules of the pack of that name; none if there is no such pack."""
    directory = shipped_packs().get(name)
    if directory is not None:
        return _shipped(directory, shipped_examples)
    offered = _offered_packs().get(name)
    return tuple(_read(_files(_directory(offered)), pack=name)) if offered is not None else ()


def definitions_of(directory: Path, pack: str | None = None) -> Definitions:
    """The named conditions of the rules in a directory, which is their pack if they have no other name for it."""
    if directory in shipped_packs().values():
        return _shipped_definitions(directory)
    return definitions_in(directory, pack or directory.resolve().name, _pack_named)


@cache
def _shipped_definitions(directory: Path) -> Definitions:
    return definitions_in(directory, directory.name, _pack_named)


def _definitions_that_ship() -> tuple[Definition, ...]:
    return tuple(each for folder in shipped_packs().values() for each in _shipped_definitions(folder).own)


def definitions_for(pack: str) -> tuple[Definition, ...]:
    """The named conditions for a rule that no file holds: those of its pack, or else of ``core``."""
    return definitions_of(_home_of(pack) or shipped_folder(CORE), pack).visible


def _pack_named(name: str, asking: Path) -> UsedPack | None:
    """The pack of that name, or else the directory of that name, as seen from the one that asks for it."""
    if name in shipped_packs():
        directory = shipped_packs()[name]
        return UsedPack(directory, lambda _: _shipped_definitions(directory))
    home = _home_of(name)
    directory, pack = (home, name) if home is not None else (asking / name, (asking / name).resolve().name)
    return UsedPack(directory, partial(definitions_in, directory, pack, _pack_named)) if directory.is_dir() else None


def _home_of(pack: str) -> Path | None:
    """The directory of a pack that ships, or that another distribution offers."""
    if pack in shipped_packs():
        return shipped_packs()[pack]
    return _directory(_offered_packs()[pack]) if pack in _offered_packs() else None


@cache
def _shipped(directory: Path, examples: bool) -> tuple[Rule, ...]:
    if examples:
        return tuple(_read(_files(directory)))
    definitions = definitions_of(directory).visible
    return tuple(_head(file, directory.name, definitions) for file in _files(directory))


def _head(file: Path, pack: str, definitions: Sequence[Definition]) -> Rule:
    """A rule that ships, without its examples and what they show of it: that it can match."""
    document = load(file.read_text(encoding="utf-8").partition(EXAMPLES_START)[0], file_name(file))
    return parse_rule(document, pack, definitions, require_examples=False, look_for_dead_ends=False)


@cache
def _offered_packs() -> dict[str, "EntryPoint"]:
    from importlib.metadata import entry_points

    return {point.name: point for point in entry_points(group=ENTRY_POINTS)}


def _directory(point: "EntryPoint") -> Path:
    try:
        module = import_module(point.module)
    except ImportError as error:
        raise RuleError(f"the pack {point.name!r} cannot be loaded from {point.value!r}: {error}") from error
    path = Path(next(iter(getattr(module, "__path__", [])), getattr(module, "__file__", None) or ""))
    return path if path.is_dir() else path.parent


def _files(directory: Path) -> list[Path]:
    files = (path for path in directory.rglob("*.y*ml") if path.suffix in (".yaml", ".yml"))
    return sorted(path for path in files if path.name != FILE_NAME and not _is_aside(path.relative_to(directory)))


def _is_aside(path: Path) -> bool:
    return any(part.startswith(".") or part in _WITHOUT_RULES for part in path.parts)


def read_rule(document: Document, file: Path) -> Rule:
    """The rule that a document holds, with the definitions that there are for the file; raises RuleError."""
    known = definitions_of(file.parent)
    if known.problems:
        raise RuleError(known.problems)
    return parse_rule(document, file.parent.name, known.visible, elsewhere=_definitions_that_ship)


def _read(files: Iterable[Path], require_examples: bool = True, pack: str | None = None) -> list[Rule]:
    rules: list[Rule] = []
    problems: list[Problem] = []
    definitions: dict[Path, Definitions] = {}
    for file in files:
        known = definitions.get(file.parent)
        if known is None:
            known = definitions[file.parent] = definitions_of(file.parent, pack)
            problems += known.problems
        try:
            home = pack or file.resolve().parent.name
            document = load_file(file)
            rules.append(
                parse_rule(
                    document,
                    home,
                    known.visible,
                    require_examples=require_examples,
                    elsewhere=_definitions_that_ship,
                )
            )
        except ConflictsError as error:
            problems += error.problems
    if problems:
        raise RuleError(dict.fromkeys(problems))
    return rules


def _is_same(first: Rule, second: Rule) -> bool:
    files = [rule.place.file for rule in (first, second)]
    return first == second or (all(files) and Path(files[0]).resolve() == Path(files[1]).resolve())


def _sorted(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(sorted(rules, key=lambda rule: rule.name))


def known_rules(loaded: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules that are loaded, and those that ship beside them: all that settings may name."""
    names = {rule.name for rule in loaded}
    return (*loaded, *(rule for rule in load_rules(shipped_examples=False) if rule.name not in names))


def named_rule(name: str, rules: Sequence[Rule]) -> Rule:
    """The rule of that full name, or else of that id; raises RuleError where there is none, or are several."""
    found = [rule for rule in rules if rule.name == name] or [rule for rule in rules if rule.id == name]
    if len(found) == 1:
        return found[0]
    if found:
        raise RuleError(f"{name!r} is the id of several rules: {', '.join(rule.name for rule in found)}")
    raise RuleError(
        f"there is no rule {name!r}{nearest(name, [word for rule in rules for word in (rule.name, rule.id)])}"
    )


# Choosing -------------------------------------------------------------------------------------------------------------


def select_rules(rules: Sequence[Rule], select: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[Rule, ...]:
    """Keep the rules that ``select`` names (all, if it names none) and ``ignore`` does not.

    Each names rules by full name, id, pack, kind or tag. Raises RuleError for a word that names no rule.
    """
    known = {rule.name: selectors(rule) for rule in rules}
    words = frozenset().union(*known.values())
    unknown = [word for word in dict.fromkeys((*select, *ignore)) if word not in words]
    if unknown:
        raise RuleError(
            [Problem(f"no rule has the name, pack, kind or tag {word!r}{nearest(word, words)}") for word in unknown]
        )
    chosen = (rule for rule in rules if not select or known[rule.name].intersection(select))
    return _sorted(rule for rule in chosen if not known[rule.name].intersection(ignore))


def selectors(rule: Rule) -> frozenset[str]:
    """The words that choose the rule: its names, and those of its pack, its kind and its tags."""
    return frozenset({rule.name, rule.id, rule.pack, rule.kind, *rule.tags})


# Dependencies ---------------------------------------------------------------------------------------------------------


def references(rule: Rule) -> Iterator[tuple[str, Condition]]:
    """The full names of the rules that this one asks about with ``is-flagged-by``, and where it does."""
    for condition in conditions(rule.clauses):
        if condition.operator in ("is-flagged-by", "is-not-flagged-by") and isinstance(condition.right, Words):
            yield condition.right.words[0], condition


def with_dependencies(rules: Sequence[Rule], available: Sequence[Rule] = ()) -> tuple[Rule, ...]:
    """The rules and every rule that they ask about, from those available or else from the packs; sorted by name.

    Raises RuleError for a rule that is nowhere to be found.
    """
    known = {rule.name: rule for rule in (*available, *rules)}
    found = {rule.name: rule for rule in rules}
    problems: list[Problem] = []
    pending = list(rules)
    while pending:
        for name, condition in references(pending.pop()):
            if name in found:
                continue
            pack = _pack(name.partition("/")[0], shipped_examples=False) if name not in known else ()
            known |= {rule.name: rule for rule in pack if rule.name not in known}
            if name in known:
                found[name] = known[name]
                pending.append(known[name])
            else:
                problems.append(Problem(f"unknown rule {name!r}{nearest(name, known)}", condition.place))
    if problems:
        raise RuleError(sorted(problems, key=lambda problem: problem.place))
    return _sorted(found.values())


def strata(rules: Sequence[Rule]) -> tuple[tuple[Rule, ...], ...]:
    """Order the rules so that each comes in a later stratum than every rule it asks about; each stratum sorted by name.

    Raises RuleError for rules that ask about each other in a circle, or about a rule that is not among them.
    """
    pending = {rule.name: rule for rule in rules}
    asked = {name: {other for other, _ in references(rule)} for name, rule in pending.items()}
    absent = [
        Problem(f"unknown rule {name!r}{nearest(name, asked)}", condition.place)
        for rule in rules
        for name, condition in references(rule)
        if name not in asked
    ]
    if absent:
        raise RuleError(absent)
    layers: list[tuple[Rule, ...]] = []
    while pending:
        ready = [rule for name, rule in pending.items() if not asked[name] & pending.keys()]
        if not ready:
            raise RuleError(_circle(pending))
        layers.append(_sorted(ready))
        for rule in ready:
            del pending[rule.name]
    return tuple(layers)


def in_order(rules: Sequence[Rule], available: Sequence[Rule]) -> list[Rule]:
    """The rules, and the available ones that they ask about, each after every rule that it asks about.

    Raises RuleError as ``strata`` does.
    """
    return [rule for stratum in strata(with_dependencies(rules, available)) for rule in stratum]


def _circle(pending: dict[str, Rule]) -> Problem:
    """Follow what rules ask about, when each of them asks about another, from the first until one comes again."""
    trail: dict[str, Condition] = {}
    at = min(pending)
    while at not in trail:
        following, condition = min((step for step in references(pending[at]) if step[0] in pending), key=lambda s: s[0])
        trail[at] = condition
        at = following
    circle = list(trail)[list(trail).index(at) :]
    steps = " → ".join(f"{name} ({trail[name].place})" for name in circle)
    return Problem(f"rules ask about each other in a circle: {steps} → {at}", trail[at].place)
