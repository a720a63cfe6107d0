"""Pages as people write them, and generated ones, to what Sphinx reads.

In the repository a page is plain Markdown, that reads well where it stands. In the site a block with a title shows it,
the name of a rule is a link to its page, and links out of ``docs/`` lead to copies of the files.
"""

import re
import shutil
from collections.abc import Callable, Collection
from pathlib import Path, PurePosixPath

from conflicts.rules.pack import load_rules
from website.command_pages import command_sections
from website.language_pages import language_tables
from website.navigation import BELOW, toctree, toctrees
from website.pattern_pages import pattern_pages
from website.places import AT_ROOT, DOCS, REPOSITORY, beside_pages, sources
from website.python_pages import python_list, python_pages
from website.rule_pages import pack_list, rule_pages

_FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<language>[\w-]+) title=\"(?P<title>[^\"]+)\"$", re.MULTILINE)
_BLOCK = re.compile(r"(^`{3,}.*?^`{3,}$)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<target>(?!\w+:|#|/)[^)#\s]+)(?P<anchor>#[^)\s]*)?\)")
_RULE = re.compile(r"(?<!\[)`(?P<name>[a-z-]+/[a-z0-9-]+)`(?!\])")

GENERATED: dict[str, Callable[[], str]] = {
    "rules/index": pack_list,
    "reference/cli": command_sections,
    "reference/python": python_list,
    "reference/rule-language": language_tables,
}
"""What is added to the end of a page."""


def stage(pages: Path, files: Path) -> None:
    """Write the pages for Sphinx, and the files that the site has beside its pages."""
    rules = frozenset(rule.name for rule in load_rules(shipped_examples=False))
    names = [*map(page_name, sources())]
    for source in sources():
        name = page_name(source)
        text = staged(source.read_text(encoding="utf-8"), source, rules)
        _write(pages / f"{name}.md", text + _addition(name, names))
    for path, text in (*rule_pages(), *pattern_pages(), *python_pages()):
        _write(pages / path, _with_links_to_rules(text, rules))
    for file in linked_files(pages):
        _copy(REPOSITORY / file, pages / "files" / file)
    for source in beside_pages():
        _copy(source, pages / source.relative_to(DOCS))
    shutil.copytree(DOCS / "schema", files / "schema")


def page_name(source: Path) -> str:
    """How the site calls a page that people write."""
    return source.stem.lower() if source in AT_ROOT else source.relative_to(DOCS).with_suffix("").as_posix()


def staged(text: str, source: Path, rules: frozenset[str]) -> str:
    """The text of a page, for the site."""
    text = _outside_of_blocks(text, lambda words: _LINK.sub(lambda link: _link(link, source, rules), words))
    text = _with_links_to_rules(text, rules)
    return _FENCE.sub(r"\g<ticks>{code-block} \g<language>\n:caption: \g<title>\n", text)


def linked_files(pages: Path) -> set[str]:
    """The files of the repository, relative to it, that pages link to."""
    texts = (page.read_text(encoding="utf-8") for page in pages.rglob("*.md"))
    return {target for text in texts for target in re.findall(r"\]\(/files/([^)\s]+)\)", text)}


def _addition(name: str, names: Collection[str]) -> str:
    made = GENERATED.get(name, str)()
    return made + (toctrees(names) if name == "index" else toctree(BELOW[name]) if name in BELOW else "")


def _with_links_to_rules(text: str, rules: frozenset[str]) -> str:
    def linked(found: re.Match[str]) -> str:
        name = found["name"]
        return f"[`{name}`](/rules/{name}.md)" if name in rules else found[0]

    return _outside_of_blocks(text, lambda words: _RULE.sub(linked, words))


def _outside_of_blocks(text: str, change: Callable[[str], str]) -> str:
    parts = _BLOCK.split(text)
    return "".join(part if number % 2 else change(part) for number, part in enumerate(parts))


def _link(link: re.Match[str], source: Path, rules: frozenset[str]) -> str:
    target = (source.parent / link["target"]).resolve()
    if not target.exists():
        return link[0]  # which Sphinx tells of
    if target.is_relative_to(DOCS) and target.is_file():
        anchor = link["anchor"] or ""
        return f"[{link['text']}](/{target.relative_to(DOCS).as_posix()}{anchor})"
    within = PurePosixPath(target.relative_to(REPOSITORY).as_posix())
    if str(within) == "README.md":
        return f"[{link['text']}](/index.md)"
    if target in AT_ROOT:
        return f"[{link['text']}](/{page_name(target)}.md{link['anchor'] or ''})"
    if str(within.relative_to("rules").with_suffix("") if within.is_relative_to("rules") else "") in rules:
        return f"[{link['text']}](/{within.with_suffix('.md')})"
    if target.is_dir():
        return link["text"]
    return f"[{link['text']}](/files/{within})"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
