"""The rows and cells of a table."""

from collections.abc import Iterator

from conflicts.readers.wikitext.nodes import Comment, Nodes, Tag, Text

_GROUPS = ("tbody", "thead", "tfoot")
_CELLS = ("td", "th", "caption")


def rows_of(table: Tag) -> Iterator[list[Nodes]]:
    """The cells of each row; what stands before the first row, a caption among it, is a row too."""
    loose: list[Nodes] = []
    for node in table.contents or []:
        if isinstance(node, Tag) and node.name in ("tr", *_GROUPS):
            if loose:
                yield loose
                loose = []
            yield from [_cells(node.contents or [])] if node.name == "tr" else rows_of(node)
        else:
            loose += _cells([node])
    if loose:
        yield loose


def _cells(nodes: Nodes) -> list[Nodes]:
    """The contents of each cell; what stands between cells is one too."""
    cells: list[Nodes] = []
    for node in nodes:
        if isinstance(node, Tag) and node.name in _CELLS:
            cells.append(node.contents or [])
        elif not isinstance(node, Text | Comment):
            cells.append([node])
    return cells
