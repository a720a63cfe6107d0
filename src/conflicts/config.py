"""What a project sets once: ``conflicts.toml``, or ``[tool.conflicts]`` in ``pyproject.toml``."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from conflicts.document import absolute_pattern, decoded, read_content
from conflicts.document.address import is_address, rebased, without_password
from conflicts.document.place import LINE_BREAK
from conflicts.errors import InputError, Place, Problem, file_name, nearest
from conflicts.model.claim import Location, Names
from conflicts.model.faults import faults, shown
from conflicts.model.when import day_asked
from conflicts.report.finding import GroupBy
from conflicts.report.report import FailOn
from conflicts.report.suppress import FileSuppression
from conflicts.rules.levels import Level
from conflicts.rules.rule import Verdict

FILE_NAME = "conflicts.toml"
PROJECT_FILE = "pyproject.toml"
LARGEST = 4 * 2**20
"""How many bytes of settings are read at most."""
_TABLE = ("tool", "conflicts")
_MAY_CONFIGURE = re.compile(r"""tool["']?\s*(?:[\]=]|\.\s*["']?conflicts)""")
"""What a project file with the table has; most have it not, and TOML takes a while to parse."""


def _several(data: object) -> object:
    return (data,) if isinstance(data, str) else data


Strict: TypeAlias = Literal["coverage"]
"""What else makes a check fail: what was not compared, or not read."""

Stricts: TypeAlias = Annotated[
    tuple[Strict, ...], BeforeValidator(_several, json_schema_input_type=Strict | tuple[Strict, ...])
]

Day: TypeAlias = Annotated[str, BeforeValidator(day_asked)]


class AskedMapping(NamedTuple):
    """A file with a mapping, and the name of the table that it is for; without one it is for all."""

    file: str
    table: str | None = None

    def __str__(self) -> str:
        return self.file if self.table is None else f"{self.table}={self.file}"

    @classmethod
    def of(cls, text: str) -> Self:
        """What the option says: ``FILE``, or ``TABLE=FILE``, where both may have a ``=`` in their names."""
        parts = text.split("=")
        ways = [("=".join(parts[number:]), "=".join(parts[:number]) or None) for number in range(len(parts))]
        return cls(*next((way for way in ways if Path(way[0]).is_file()), ways[-1]))


def asked_mappings(said: str | Mapping[str, str] | None) -> tuple[AskedMapping, ...]:
    """The mappings of the setting ``map``."""
    if isinstance(said, str | None):
        return () if said is None else (AskedMapping(said),)
    return tuple(AskedMapping(file, table) for table, file in said.items())


class Settings(BaseModel):
    """The settings of a project. Each is the option of the same name, and what the command line says goes before it.

    In the file names have hyphens (``fail-on``). Paths are relative to the file.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,
        alias_generator=lambda name: name.replace("_", "-"),
        populate_by_name=True,
    )

    paths: Names = ()
    exclude: Names = ()
    rules: Names = ()
    select: Names = ()
    ignore: Names = ()
    severity: dict[str, Level] = {}
    per_file_severity: dict[str, dict[str, Level]] = {}
    engine: str = "auto"
    as_of: Day | None = None
    at: Day | None = None
    group_by: GroupBy = "conflict"
    verdict: Verdict = "possible"
    fail_on: FailOn = "error"
    strict: Stricts = ()
    format: str = "text"
    baseline: str | None = None
    vocabulary: str | None = None
    map: str | dict[str, str] | None = None
    citations: Literal["paragraph", "sentence"] = "paragraph"
    language: str = "en"
    lexicon: str | None = None
    parse: str | None = None
    patterns: Names = ()
    suppress: tuple[FileSuppression, ...] = ()

    def written(self) -> dict[str, object]:
        """Every setting by its name in a file, as plain data, but for passwords; one that is not set is None."""
        every = self.model_dump(mode="json", by_alias=True, exclude={"suppress"})
        suppressions = [
            each.model_dump(mode="json", exclude_defaults=True, exclude={"location"}) for each in self.suppress
        ]
        return {**every, "paths": [*map(without_password, self.paths)], "suppress": suppressions}


@dataclass(frozen=True, slots=True)
class Configuration:
    """Settings, the file they were read from, and where in it each is set; one without a place has its default."""

    settings: Settings = field(default_factory=Settings.model_construct)
    file: str | None = None
    places: Mapping[str, Place] = field(default_factory=dict)

    def origin(self, name: str, number: int | None = None) -> str:
        """Where the setting, or one suppression of several, comes from: ``conflicts.toml:3:1``, or ``default``."""
        location = None if number is None else self.settings.suppress[number].location
        return str(location or self.places.get(name) or "default")

    def defaults(self) -> dict[str, object]:
        """What the file sets by options, by their names in Python."""
        written = self.settings.written() if self.places else {}
        if "map" in written:
            written["map"] = [str(each) for each in asked_mappings(self.settings.map)]
        return {name.replace("-", "_"): written[name] for name in self.places if name not in _NO_OPTIONS}


_NO_OPTIONS = ("paths", "severity", "per-file-severity", "suppress")

SETTINGS = tuple(name.replace("_", "-") for name in Settings.model_fields)
"""The names of the settings, as a file has them."""


def configuration(file: Path | None = None, start: Path | None = None) -> Configuration:
    """Read the file; or else the nearest one, from ``start`` (the working directory) upwards; or else all is default.

    In each directory ``conflicts.toml`` goes before ``pyproject.toml``, which counts if it has ``[tool.conflicts]``.
    Raises InputError with everything that is wrong in the file, each with its place.
    """
    if file is not None:
        found = _tables(file)
        if found is None:
            raise InputError(Problem("has no [tool.conflicts]", Place.of(file)))
        return _configured(file, *found)
    here = start or Path.cwd()
    for directory in (here, *here.parents):
        for name in (FILE_NAME, PROJECT_FILE):
            candidate = directory / name
            if candidate.is_file() and (found := _tables(candidate)) is not None:
                return _configured(candidate, *found)
    return Configuration()


def _tables(file: Path) -> tuple[str, object] | None:
    """The file's text and what it says of this program; None if it says nothing."""
    named = file_name(_seen(file))
    text = decoded(read_content(file, named, LARGEST), named)
    if file.name != PROJECT_FILE:
        return text, _parsed(text, file)
    tool = _parsed(text, file).get("tool") if _MAY_CONFIGURE.search(text) else None
    return (text, tool["conflicts"]) if isinstance(tool, dict) and "conflicts" in tool else None


def _parsed(text: str, file: Path) -> dict[str, object]:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r" \(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(at[1]), int(at[2])) if at else (0, 0)
        message = str(error).replace(at[0] if at else "", "")
        raise InputError(Problem(f"not valid TOML: {message}", _named(file, line, column))) from error


def _configured(file: Path, text: str, data: object) -> Configuration:
    places = _places(text, _TABLE if file.name == PROJECT_FILE else ())
    if not isinstance(data, dict):
        raise InputError(Problem(f"[tool.conflicts] must be a table, not {shown(data)}", _named(file)))
    problems = [
        Problem(f"unknown setting {key!r}{nearest(key, SETTINGS)}", path=(key,)) for key in data if key not in SETTINGS
    ]
    known = {key: value for key, value in data.items() if key in SETTINGS}
    try:
        settings = Settings.model_validate(known)
    except ValidationError as error:
        settings = Settings()
        problems += faults(error, Settings, known)
    if problems:
        raise InputError(sorted((_located(each, file, places) for each in problems), key=lambda each: each.place))
    named = {key: _named(file, *_nearest(places, (key,))) for key in known}
    return Configuration(_rebased(settings, file, places), file_name(_seen(file)), named)


# The schema -----------------------------------------------------------------------------------------------------------

MEANINGS = {
    "paths": "Files and directories that commands read that are given no path.",
    "exclude": "Files and directories that are left out where a directory is read.",
    "rules": "Packs, single rules, files and directories of rules.",
    "select": "Only rules of this name, id, pack, kind or tag.",
    "ignore": "No rules of this name, id, pack, kind or tag.",
    "severity": "How severe certain findings are, or off, by the name, id, tag, pack or kind of their rules.",
    "per-file-severity": "The same by patterns of files, for findings whose claims all lie in files of a pattern.",
    "engine": "The engine: auto, python, durable or duckdb. The findings are the same.",
    "as-of": "What was known on that day (EDTF, or today): later claims are left out, and rules ask for that day.",
    "at": "What held on that day (EDTF, or today): claims that certainly held only earlier or later are left out.",
    "group-by": "What one finding is: a conflict or all about a subject; what is unverified also by the others.",
    "verdict": "How sure findings are at the least.",
    "fail-on": "The least severe finding that fails.",
    "strict": "What else fails: what was not compared or not read.",
    "format": "The format of conflicts check.",
    "baseline": "A file of known findings.",
    "vocabulary": "A claims file with the predicates, entities and sources to know.",
    "map": "A file that says what the columns of tables hold; or one for each of several tables, by their names.",
    "citations": "What a citation at the end of a paragraph cites: all of its sentences, or the last one.",
    "language": "The language of prose.",
    "lexicon": "A file with words of your own, for the reader of the format.",
    "parse": "An installed spaCy pipeline that finds who says what in prose.",
    "patterns": "Claim patterns of your own, for prose.",
    "suppress": "Findings that are accepted, each with the reason.",
}


def settings_schema() -> dict[str, object]:
    """The JSON Schema, draft 2020-12, of conflicts.toml, and of ``[tool.conflicts]`` in pyproject.toml."""
    schema = Settings.model_json_schema()
    for name, meaning in MEANINGS.items():
        schema["properties"][name]["description"] = meaning
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Settings of conflicts"}


# Paths ----------------------------------------------------------------------------------------------------------------


def _rebased(settings: Settings, file: Path, places: "Places") -> Settings:
    """The settings with the paths as they are named from the working directory."""
    base = file.absolute().parent

    def path(name: str) -> str:
        if is_address(name):
            return rebased(name, base)
        return _seen(base / name).as_posix()

    def rule(name: str) -> str:
        return path(name) if (base / name).exists() and not _ships(name) else name

    def pattern(name: str) -> str:
        return name if is_address(name) else absolute_pattern(name, base)

    def suppression(number: int, given: FileSuppression) -> FileSuppression:
        files = tuple(map(pattern, given.files))
        line, column = _nearest(places, ("suppress", number))
        location = Location(file=file_name(_seen(file)), line=line, column=column)
        return given.model_copy(update={"files": files, "location": location})

    changed: dict[str, object] = {
        "paths": tuple(map(path, settings.paths)),
        "exclude": tuple(map(pattern, settings.exclude)),
        "rules": tuple(map(rule, settings.rules)),
        "patterns": tuple(map(path, settings.patterns)),
        "per_file_severity": {pattern(name): levels for name, levels in settings.per_file_severity.items()},
        "suppress": tuple(suppression(number, each) for number, each in enumerate(settings.suppress)),
    }
    if isinstance(settings.map, dict):
        changed["map"] = {pattern(name): path(file) for name, file in settings.map.items()}
    elif settings.map is not None:
        changed["map"] = path(settings.map)
    single = {name: getattr(settings, name) for name in ("baseline", "vocabulary", "lexicon")}
    changed |= {name: path(value) for name, value in single.items() if value is not None}
    return settings.model_copy(update=changed)


def _ships(name: str) -> bool:
    from conflicts.rules.pack import shipped_packs

    return name in shipped_packs()


def _seen(file: Path) -> Path:
    """The path as it is seen from the working directory, if that is below the same root."""
    try:
        return Path(os.path.relpath(file))
    except ValueError:
        return file.absolute()


# Places ---------------------------------------------------------------------------------------------------------------

Places: TypeAlias = dict[tuple[str | int, ...], tuple[int, int]]
"""Line and column of keys by the path that leads to them."""

_HEADER = re.compile(r"\s*(?P<open>\[\[?)\s*(?P<names>[^\[\]]+?)\s*\]")
_NAME = re.compile(r"""\"[^\"]*\"|'[^']*'|[^\s."']+""")
_KEY = re.compile(r"""\s*(?P<names>(?:"[^"]*"|'[^']*'|[\w.-]|[ \t])+?)\s*=""")


def _places(text: str, table: tuple[str, ...]) -> Places:
    """Where the keys below a table stand, by looking for them: tomllib does not tell."""
    places: Places = {}
    section: tuple[str | int, ...] = ()
    arrays: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(LINE_BREAK.split(text), start=1):
        column = len(line) - len(line.lstrip()) + 1
        if header := _HEADER.match(line):
            names = _names(header["names"])
            section = names
            if header["open"] == "[[":
                arrays[names] = arrays.get(names, -1) + 1
                section = (*names, arrays[names])
            path = section
        elif key := _KEY.match(line):
            path = (*section, *_names(key["names"]))
        else:
            continue
        if path[: len(table)] == table:
            for length in range(len(table) + 1, len(path) + 1):
                places.setdefault(path[len(table) : length], (number, column))
    return places


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(name.strip("\"'") for name in _NAME.findall(dotted))


def _nearest(places: Places, path: tuple[str | int, ...]) -> tuple[int, int]:
    """The place of what the path leads to, or of the nearest thing around it that has one."""
    return next((places[path[:length]] for length in range(len(path), 0, -1) if path[:length] in places), (0, 0))


def _located(problem: Problem, file: Path, places: Places) -> Problem:
    return replace(problem, place=_named(file, *_nearest(places, problem.path)))


def _named(file: Path, line: int = 0, column: int = 0) -> Place:
    return Place.of(_seen(file), line, column)
