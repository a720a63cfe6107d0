"""How much of a house this is: what two claims pass on their way to a line of text, and how much there is of it.

``python benchmarks/house.py`` prints a table; the tests hold what must not grow. What passes is counted by a profile of
a check of two claims by one rule that is loaded already: functions and methods that are called, and files they are in,
without what runs while modules are loaded.
"""

import ast
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import NamedTuple

import conflicts
from conflicts import Claim, Predicate, Vocabulary, check
from conflicts.rules.pack import load_rules

PACKAGE = Path(conflicts.__file__).parent
WRITTEN_IN_ONE = ("<genexpr>", "<lambda>", "<listcomp>", "<dictcomp>", "<setcomp>")
"""Functions that are part of the one that they are written in."""

VOCABULARY = Vocabulary(predicates={"lanes": Predicate(value="quantity", single=True, timeless=True)})
CLAIMS = [
    Claim(id="a", subject="bridge", predicate="lanes", value={"amount": 4}, asserted_by="city"),
    Claim(id="b", subject="bridge", predicate="lanes", value={"amount": 6}, asserted_by="paper"),
]


class Passed(NamedTuple):
    """The functions that were called, and the files that they are in."""

    functions: frozenset[tuple[str, str, int]]

    @property
    def files(self) -> Counter[str]:
        """How many of the functions are in each file."""
        return Counter(file for file, _, _ in self.functions)


def passed(work: Callable[[], object]) -> Passed:
    """What of the package is called while something is done."""
    codes: set[CodeType] = set()

    def called(frame: FrameType, event: str, argument: object) -> None:
        if event == "call":
            codes.add(frame.f_code)

    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(None)
    return Passed(frozenset(_of_package(codes)))


def _of_package(codes: set[CodeType]) -> Iterator[tuple[str, str, int]]:
    defined: dict[Path, set[int]] = {}
    for code in codes:
        file = Path(code.co_filename)
        if not file.is_relative_to(PACKAGE) or code.co_name in WRITTEN_IN_ONE:
            continue
        if file not in defined:
            defined[file] = set(_first_lines(file))
        if code.co_firstlineno in defined[file]:  # and no body of a class or a module
            yield str(file.relative_to(PACKAGE)), code.co_qualname, code.co_firstlineno


def _first_lines(file: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield min([node.lineno, *(each.lineno for each in node.decorator_list)])


def way_of_two_claims() -> Passed:
    """What two claims pass from ``check`` to a text; everything was loaded before."""
    rules = load_rules(["core/incompatible-values"])

    def report() -> str:
        return check(CLAIMS, vocabulary=VOCABULARY, rules=rules, engine="python").to_text()

    assert "lanes" in report()
    return passed(report)


def casts() -> list[str]:
    """Where the package takes a type for another one without looking."""
    return [
        f"{file.relative_to(PACKAGE)}:{node.lineno}"
        for file in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "cast"
    ]


def lines(under: str = "", but: str = "") -> tuple[int, int]:
    """How many files there are in a folder of the package, and how many lines; but for those in another one."""
    files = [file for file in (PACKAGE / under).rglob("*.py") if not but or not file.is_relative_to(PACKAGE / but)]
    return len(files), sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files)


def main() -> None:
    """Print what there is of the house."""
    way = way_of_two_claims()
    print(f"two claims pass {len(way.functions)} functions in {len(way.files)} files:")
    for file, functions in way.files.most_common():
        print(f"  {functions:4} {file}")
    for name, (files, count) in {
        "without readers": lines(but="readers"),
        **{folder: lines(folder) for folder in ("engines", "facts", "facts/stored", "report", "spark", "sql", "sweep")},
    }.items():
        print(f"{name}: {count:,} lines in {files} files")
    print(f"casts: {', '.join(casts()) or 'none'}")


if __name__ == "__main__":
    main()
