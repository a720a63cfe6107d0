"""The README as a package page shows it: a page that has no files beside it, and so no links to them."""

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_IMAGE = re.compile(r"!\[[^\]]*\]\((?!https?://)[^)]*\)\n*")
_LINK = re.compile(r"\[([^\]]+)\]\((?!https?://)([^)#]*)[^)]*\)")


def packaged(readme: str) -> str:
    """The text without pictures from files, and with the names of files in place of links to them."""
    return _LINK.sub(r"\1 (`\2`)", _IMAGE.sub("", readme))


class ReadmeHook(MetadataHookInterface):
    """Gives the project its README."""

    def update(self, metadata: dict[str, Any]) -> None:
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": packaged(text)}
