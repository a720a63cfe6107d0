"""One HTML file that holds everything it needs: findings with their timelines, and the sources; nothing is fetched."""

from conflicts.formats import Options
from conflicts.formats.html.data import page_data
from conflicts.formats.html.page import page
from conflicts.report.report import ConflictReport


def render(report: ConflictReport, options: Options) -> str:
    """Write the page; places are links relative to ``options.links``."""
    return page(page_data(report, options))
