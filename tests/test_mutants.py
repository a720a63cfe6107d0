"""The list of mutants fits the sources and the tests that it names; ``make mutants`` tries them."""

import ast
from pathlib import Path

import pytest

from mutants import ROOT, Mutant, mutants

MUTANTS = mutants()


def test_there_is_no_mutant_twice() -> None:
    assert len({(each.file, each.was, each.becomes) for each in MUTANTS}) == len(MUTANTS) >= 60


@pytest.mark.parametrize("file", sorted({each.file for each in MUTANTS}))
def test_each_mutant_changes_one_place_into_python(file: str) -> None:
    for mutant in (each for each in MUTANTS if each.file == file):
        text = (ROOT / mutant.path).read_text(encoding="utf-8")
        assert text.count(mutant.was) == 1, mutant
        assert mutant.becomes != mutant.was
        compile(mutant.of(text), file, "exec")


def test_the_tests_that_should_notice_are_there() -> None:
    for name in sorted({test for mutant in MUTANTS for test in mutant.tests}):
        file, _, test = name.partition("[")[0].partition("::")
        path = Path(__file__).with_name(file)
        assert path.is_file(), name
        if test:
            defined = {node.name for node in ast.parse(path.read_bytes()).body if isinstance(node, ast.FunctionDef)}
            assert test in defined, name
    assert all(mutant.tests for mutant in MUTANTS)


def test_a_text_that_is_not_there_once_is_no_mutant() -> None:
    mutant = Mutant("a.py", "x <= y", "x < y", ("test_mutants.py",))
    assert mutant.of("if x <= y:") == "if x < y:"
    for text in ("", "x <= y or x <= y"):
        with pytest.raises(AssertionError, match=f"has this text {text.count('<=')} times"):
            mutant.of(text)
