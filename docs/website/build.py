"""Pages to HTML: stage them, and let Sphinx do the rest."""

import re
import shutil
import sys
from pathlib import Path

from website.places import REPOSITORY
from website.stage import stage

STAGED = REPOSITORY / "build" / "docs"

_LOADED = re.compile(
    r"""<(?:script|img|iframe|source|video|audio)\b[^>]*?\bsrc=["']?(?P<src>(?:https?:)?//[^"'\s>]+)"""
    r"""|<link\b(?=[^>]*\brel=["']?(?:stylesheet|preload|icon|preconnect))[^>]*?\bhref=["']?(?P<href>(?:https?:)?//[^"'\s>]+)""",
)
_IMPORTED = re.compile(r"""(?:@import\s+|url\()\s*["']?(?:url\()?["']?(?P<url>(?:https?:)?//[^"')\s]+)""")


def build(site: Path) -> int:
    """Build the site anew; 0 if nothing at all was wrong."""
    from sphinx.cmd.build import build_main

    for directory in (STAGED, site):
        shutil.rmtree(directory, ignore_errors=True)
    stage(STAGED / "pages", STAGED / "files")
    configuration = Path(__file__).parent
    failed = build_main(
        [
            "--builder=html",
            "--fail-on-warning",
            "--keep-going",
            "--quiet",
            "--jobs=auto",
            f"--conf-dir={configuration}",
            f"--doctree-dir={STAGED / 'doctrees'}",
            str(STAGED / "pages"),
            str(site),
        ]
    )
    addresses = foreign_addresses(site)
    for address in addresses:
        sys.stderr.write(f"the site would load from elsewhere: {address}\n")
    return 1 if failed or addresses else 0


def foreign_addresses(site: Path) -> list[str]:
    """What the pages of the site would load over the network; links that a reader follows aside."""
    kinds = {".html": _LOADED, ".css": _IMPORTED}
    return [
        f"{file.relative_to(site).as_posix()}: {''.join(filter(None, found.groups()))}"
        for file in sorted(site.rglob("*"))
        if file.suffix in kinds
        for found in kinds[file.suffix].finditer(file.read_text(encoding="utf-8"))
    ]
