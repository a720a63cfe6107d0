"""Reports that are kept in files."""

from pathlib import Path

from conflicts.document import load_file
from conflicts.errors import InputError
from conflicts.report.report import ConflictReport


def report_in(path: Path) -> ConflictReport | None:
    """The report in a file, as ``--format json`` writes it; None if the file holds something else.

    Raises InputError for a report that does not fit the schema.
    """
    if path.suffix.lower() != ".json" or not path.is_file():
        return None
    document = load_file(path)
    if not isinstance(document.data, dict) or not {"findings", "statistics"} <= document.data.keys():
        return None
    try:
        return ConflictReport.from_json(document.text)
    except InputError as error:
        raise InputError(map(document.locate, error.problems)) from None
