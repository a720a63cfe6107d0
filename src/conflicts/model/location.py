"""Where something stands in a file."""

from typing import Annotated, TypeAlias

from pydantic import Field, PlainSerializer

from conflicts.model.frozen import Frozen


def in_unicode(name: str) -> str:
    """The name of a file with its bytes that are no UTF-8 as escapes."""
    return name.encode(errors="backslashreplace").decode()


FileName: TypeAlias = Annotated[str, PlainSerializer(in_unicode, return_type=str, when_used="json")]
"""The name of a file. Names can hold bytes that are no UTF-8, and JSON cannot: there they stand as escapes."""


class Location(Frozen):
    """Where a claim stands in its file; lines and columns count from one, ``length`` in characters."""

    file: FileName = Field(description="The file.")
    line: int = Field(default=0, description="The line, from one; zero is unknown.")
    column: int = Field(default=0, description="The column, from one; zero is unknown.")
    length: int = Field(default=0, description="How many characters it takes.")
    excerpt: str | None = Field(default=None, description="Those characters.")

    def __str__(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


def place_order(location: Location) -> tuple[str, int, int]:
    """Sort key: file by file, from its first line to its last."""
    return location.file, location.line, location.column
