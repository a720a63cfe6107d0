"""Offsets in a text, and the positions by which editors call them.

https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#position
"""

from lsprotocol import types
from pygls.workspace import PositionCodec

from conflicts.lsp.texts import Span, Spot, Text


def position_of(text: Text, offset: int, codec: PositionCodec) -> types.Position:
    """The position of a character, in the units that the editor counts in."""
    number = text.line_of(offset)
    line = text.lines[number]
    before = text.content[line.start : min(offset, line.end)]
    return types.Position(number, codec.client_num_units(before))


def offset_of(text: Text, position: types.Position, codec: PositionCodec) -> int:
    """The character at a position; outside of the text, the nearest one inside."""
    if position.line >= len(text.lines):
        return len(text.content)
    line, left = text.lines[position.line], position.character
    for offset in range(line.start, line.end):
        if left <= 0:
            return offset
        left -= codec.client_num_units(text.content[offset])
    return line.end


def range_of(text: Text, span: Span, codec: PositionCodec) -> types.Range:
    """The range of a span."""
    return types.Range(position_of(text, span.start, codec), position_of(text, span.end, codec))


def location_of(spot: Spot, codec: PositionCodec) -> types.Location:
    """The place of a span in its file."""
    return types.Location(spot.text.uri, range_of(spot.text, spot.span, codec))
