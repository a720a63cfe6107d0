"""One rule as SQL in every dialect, as it was when somebody last looked.

``cd tests && python -m compiled`` writes it anew.
What one dialect has is a file of its own; of the others there is what differs from it.
"""

from collections.abc import Iterator, Mapping
from difflib import unified_diff
from functools import cache
from pathlib import Path

from conflicts.model.vocabulary import Vocabulary
from conflicts.rules.pack import load_rules
from conflicts.sql.plan import plan
from conflicts.sql.statements import DIALECTS, script

FOLDER = Path(__file__).parent / "snapshots" / "sql"
RULE = "core/denial"
MODEL = "duckdb"


@cache
def scripts() -> Mapping[str, str]:
    """The rule in each dialect."""
    planned = plan(load_rules([RULE]), Vocabulary())
    return {dialect: script(planned, dialect) for dialect in DIALECTS}


def snapshots() -> Mapping[Path, str]:
    """The files, and their text."""
    texts = scripts()
    return {
        FOLDER / f"denial.{MODEL}.sql": texts[MODEL],
        FOLDER / "denial.others.diff": "".join(f"{line}\n" for line in _differences(texts)),
    }


def _differences(texts: Mapping[str, str]) -> Iterator[str]:
    """What each other dialect has instead of lines of the model."""
    model = texts[MODEL].splitlines()
    for dialect, text in texts.items():
        yield f"{dialect}:"
        yield from list(unified_diff(model, text.splitlines(), lineterm="", n=0))[2:]


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, text in snapshots().items():
        file.write_text(text, encoding="utf-8", newline="\n")
