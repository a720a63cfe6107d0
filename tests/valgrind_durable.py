"""Run the durable engine under valgrind, and report the memory errors of which durable-rules is a part.

    python tests/valgrind_durable.py [QUERIES]

It takes some minutes. The errors are those of reading, writing and deciding on memory that is not the program's; leaks
are not looked for, since durable-rules is known to leak whatever rulesets it makes (docs/adr/0004-durable-rules.md). To
show that an error would be seen, a second run uses durable-rules as the engine must not: it has to find some.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock
from xml.etree import ElementTree

HERE = Path(__file__)
LIBRARY = "durable_rules_engine"


def use_engine(queries: int) -> None:
    """Every ruleset there is, then queries at random, and a block as large as is allowed."""
    from conflicts.engines.durable import DurableEngine
    from conflicts.engines.durable.rete import SHAPES, Rete, ruleset
    from conflicts.facts import limits
    from conflicts.facts.query import AllOf, Column, Comparison, Query
    from durable_cases import Table, random_query, random_table

    used = Counter[str](queries=queries)
    plain_see, plain_find = Rete._see, Rete._find

    def see(self: Rete, fired: Any) -> None:
        used["facts"] += 1
        plain_see(self, fired)

    def find(self: Rete, fired: Any) -> None:
        used["matches"] += 1
        plain_find(self, fired)

    with mock.patch.object(Rete, "_see", see), mock.patch.object(Rete, "_find", find):
        for shape in SHAPES:
            ruleset(shape).prove()
        engine = DurableEngine()
        for number in range(queries):
            random = Random(number)
            engine.match(random_query(random), random_table(random, 8))
        last = limits.DURABLE_BLOCK[2] - 1
        table = Table({"x": [*range(last + 1)], "y": [*range(last, 0, -1), last]})
        less = AllOf(tuple(Comparison(Column(0, name), "<", Column(1, name)) for name in ("x", "y")))
        engine.match(Query("large", 2, (), less, less), table)
    sys.stdout.write(", ".join(f"{number:,} {what}" for what, number in used.items()) + "\n")


def use_unsafely(_: int) -> None:
    """A join of which the last condition is the one that fails, without what keeps it safe."""
    from durable.engine import Ruleset

    class Host:
        def get_action(self, name: str) -> None:
            raise KeyError(name)

    unsafe = {"$and": [{"same": {"a": "same"}}, {"$gt": {"x": {"a": "x"}}}]}
    rules = {
        "seen": {"all": [{"a": {"$ex": {"x": 1}}}], "run": lambda fired: None},
        "join": {"all": [{"a": {"$ex": {"x": 1}}}, {"b": unsafe}], "run": lambda fired: None},
    }
    ruleset = Ruleset("unsafe", Host(), rules)
    for number in range(20):
        ruleset.do_actions(ruleset.assert_fact({"sid": 1, "id": number, "x": -number, "same": 1}), lambda *_: None)


WORK = {"engine": use_engine, "unsafe": use_unsafely}


def errors_of(work: str, queries: int) -> tuple[list[str], int]:
    """The errors that durable-rules is part of, each with its innermost functions; and how many others there are."""
    with tempfile.TemporaryDirectory() as directory:
        report = Path(directory) / "errors.xml"
        run = subprocess.run(
            [
                *("valgrind", "--tool=memcheck", "--leak-check=no", "--error-limit=no", "--num-callers=40"),
                *("--xml=yes", f"--xml-file={report}", sys.executable, str(HERE), "--work", work, str(queries)),
            ],
            env={**os.environ, "PYTHONMALLOC": "malloc", "PYTHONPATH": os.pathsep.join(source_paths())},
            check=False,
        )
        errors = [
            error for error in ElementTree.parse(report).iter("error") if "Leak" not in (error.findtext("kind") or "")
        ]
    own = [error for error in errors if any(LIBRARY in (one.text or "") for one in error.iter("obj"))]
    crash = [f"stopped with {run.returncode}"] if run.returncode else []
    return [*map(_described, own), *crash], len(errors) - len(own)


def source_paths() -> list[str]:
    """Where this checkout's package and tests are."""
    return [str(HERE.parents[1] / "src"), str(HERE.parent)]


def _described(error: ElementTree.Element) -> str:
    functions = [frame.findtext("fn") or "?" for frame in error.iter("frame")]
    return f"{error.findtext('kind')} in {' < '.join(functions[:4])}"


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--work"]:
        WORK[arguments[1]](int(arguments[2]))
        return 0
    if not shutil.which("valgrind"):
        sys.stderr.write("valgrind is not installed\n")
        return 2
    queries = int(arguments[0]) if arguments else 300
    found = 0
    for work, should_fail in (("engine", False), ("unsafe", True)):
        own, others = errors_of(work, queries)
        sys.stdout.write(f"{work}: {len(own)} errors in durable-rules, {others} elsewhere\n")
        sys.stdout.writelines(f"  {number} × {what}\n" for what, number in Counter(own).items())
        found |= bool(own) != should_fail
    return int(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
