"""Where something stands in a file."""

from pydantic import BaseModel, ConfigDict


class Location(BaseModel):
    """Where a claim stands in its file; lines and columns count from one, ``length`` in characters."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    file: str
    line: int = 0
    column: int = 0
    length: int = 0
    excerpt: str | None = None

    def __str__(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])
