"""The picture of a report in the README: what ``conflicts check`` prints in a terminal, as SVG.

``python docs/picture.py`` writes it anew.
"""

import io
import re
from contextlib import chdir
from pathlib import Path

from rich.console import Console
from rich.text import Text

from conflicts import check, load
from conflicts.report.colour import coloured
from conflicts.report.listing import report_lines
from conflicts.report.plain import Detail

REPOSITORY = Path(__file__).parents[1]
PICTURE = REPOSITORY / "docs/images/report.svg"
COMMAND = "conflicts check fixtures/izium --select core/denial"
_WIDTH = 100


def picture() -> str:
    """The report on the fighting for Izium as SVG; it names no font that is somewhere else."""
    with chdir(REPOSITORY):
        report = check(load("fixtures/izium"), select="core/denial", engine="python")
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(f"$ {COMMAND}", highlight=False)
    console.print(Text.from_ansi(coloured(report_lines(report, _WIDTH, Detail()))))
    drawn = console.export_svg(title="conflicts", unique_id="report")
    drawn = re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL)
    return "\n".join(line.rstrip() for line in drawn.splitlines() if line.strip()) + "\n"


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8", newline="\n")
