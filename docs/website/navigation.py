"""The order of the pages. A page that is named nowhere here stands last in the section of its directory."""

from collections.abc import Collection

SECTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "Start": ("", ("tutorial",)),
    "How-to guides": (
        "how-to",
        (
            "install",
            "check-a-draft",
            "analyse-a-conflict",
            "check-a-knowledge-graph",
            "write-rules",
            "start-a-project",
            "vocabulary",
            "import",
            "map-a-table",
            "adopt",
            "ci",
            "html-report",
            "editor",
            "agents",
            "follow-changes",
            "pytest",
            "property-based-tests",
            "notebook",
        ),
    ),
    "Rules": ("rules", ("index",)),
    "Explanation": (
        "explanation",
        ("certain-and-possible", "time", "independence", "supersession", "glossary", "semantics", "architecture"),
    ),
    "Reference": (
        "reference",
        ("cli", "python", "rule-language", "schemas", "configuration", "formats", "claims-table"),
    ),
    "Project": ("", ("benchmarks", "changelog", "contributing", "security", "adr/README")),
}
"""Sections of the navigation, the directory that each is for, and the pages that come first in it."""

BELOW = {"adr/README": "[0-9]*", "reference/python": "python/*"}
"""Pages with pages of their own below them: all that these patterns name. The rules tell theirs themselves."""

_LAST = "Project"


def navigation(pages: Collection[str]) -> dict[str, list[str]]:
    """Every page but the first one, by section; pages below others aside."""
    known = {f"{directory}/{name}".lstrip("/") for directory, names in SECTIONS.values() for name in names}
    below = ("adr/", "rules/")
    found: dict[str, list[str]] = {}
    for caption, (directory, names) in SECTIONS.items():
        listed = [f"{directory}/{name}".lstrip("/") for name in names]
        others = [page for page in sorted(pages) if _parent(page) == directory and page not in known]
        others = [page for page in others if page != "index" and not page.startswith(below)]
        is_for_others = directory or caption == _LAST
        found[caption] = [page for page in listed if page in pages] + (others if is_for_others else [])
    return found


def toctrees(pages: Collection[str]) -> str:
    """The navigation, as hidden tables of contents for the end of the first page."""
    return "\n".join(toctree(*entries, caption=caption) for caption, entries in navigation(pages).items() if entries)


def toctree(*entries: str, caption: str = "") -> str:
    """A hidden table of contents; entries may have wildcards."""
    options = [":hidden:", ":glob:", ":titlesonly:", *([f":caption: {caption}"] if caption else [])]
    return "\n".join(["", "```{toctree}", *options, "", *entries, "```", ""])


def _parent(page: str) -> str:
    return page.rpartition("/")[0]
