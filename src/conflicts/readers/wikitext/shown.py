"""What the page shows of nodes, as plain words."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from html import unescape

from conflicts.model.value import Time
from conflicts.readers.prose.splitting import ELIDED
from conflicts.readers.wikitext.dates import DateReader
from conflicts.readers.wikitext.lexicon import Lexicon, Meaning
from conflicts.readers.wikitext.nodes import (
    Argument,
    Entity,
    External,
    Heading,
    Link,
    Node,
    Nodes,
    Parameter,
    Tag,
    Template,
    Text,
)

UNREAD_TAGS = frozenset(
    "categorytree ce chem gallery graph hiero imagemap inputbox mapframe maplink math pre score source syntaxhighlight"
    " templatedata templatestyles timeline".split()
)
"""Tags whose contents are no wikitext."""

_RAISED = {
    "sup": str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾"),
    "sub": str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎"),
}
_RAISABLE = re.compile(r"[\d+−()-]+")
_STYLE = re.compile("''+")
_PLACE = re.compile(r"\{(\d)\}")


class Shown:
    """Knows the source, and what its templates show."""

    def __init__(self, source: str, lexicon: Lexicon, dates: DateReader) -> None:
        self.source = source
        self.lexicon = lexicon
        self.dates = dates

    def plain(self, nodes: Nodes) -> str:
        """The words, with single spaces between them."""
        if len(nodes) == 1 and isinstance(node := nodes[0], Text):
            words = " ".join(self.source[node.start : node.end].split())
            return _STYLE.sub(apostrophes, words) if "''" in words else words
        return " ".join("".join(map(self._node, nodes)).replace(ELIDED, "…").split())

    def values(self, template: Template) -> dict[str, str]:
        """The values of a template by their names and numbers, those that are not empty; the last of a name counts."""
        plain = {parameter.name.lower(): self.plain(parameter.value) for parameter in template.parameters}
        return {name: words for name, words in plain.items() if words}

    def meaning(self, template: Template) -> Meaning | None:
        """What the template is for."""
        return self.lexicon.meaning(template.name)

    def pattern(self, template: Template, pattern: str) -> Iterator[str | Parameter]:
        """The words and the values that a pattern such as ``p. {1}`` stands for; {2} falls back on {1}."""
        given = {parameter.name: parameter for parameter in template.parameters}
        for index, part in enumerate(_PLACE.split(pattern)):
            if index % 2 == 0:
                if part:
                    yield part
            elif (found := given.get(part) or given.get("1")) is not None:
                yield found

    def raised(self, tag: Tag) -> str | None:
        """What ``<sup>2</sup>`` and ``<sub>2</sub>`` show of digits and signs; None of anything else."""
        digits = _RAISED.get(tag.name)
        words = self.source[tag.inner_start : tag.inner_end] if digits is not None else ""
        return words.translate(digits) if digits is not None and _RAISABLE.fullmatch(words) else None

    def words(self, template: Template, meaning: Meaning) -> str | None:
        """What a template of numbers or dates shows; None of any other."""
        match meaning.role:
            case "convert":
                return self._converted(self.values(template))
            case "val":
                values = self.values(template)
                unit = values.get("u") or values.get("ul") or values.get("up") or ""
                doubt = f"±{values['2']}" if "2" in values else ""
                return " ".join(filter(None, [values.get("1", "") + doubt, unit]))
            case "date":
                return self.date_words(self.values(template))
            case "as-of":
                return self._as_of(self.values(template))
            case "function":
                return template.name.partition(":")[2].strip()
            case _:
                return None

    def date_words(self, values: Mapping[str, str]) -> str:
        """The date that the first three values give, as people write it."""
        year, month, day = (values.get(name, "") for name in "123")
        if not year.isdecimal():
            return year
        number = int(month) if month.isdecimal() else self.lexicon.month_numbers.get(month.lower(), 0)
        names = self.lexicon.months
        name = names[number - 1].capitalize() if 1 <= number <= len(names) else month
        return " ".join(filter(None, [day.lstrip("0") if name else "", name, year]))

    def date(self, values: Mapping[str, str]) -> Time | None:
        """The date that the first three values give, or the first one in words."""
        year, month, day = (values.get(name, "") for name in "123")
        return self.dates.of_numbers(year, month, day) or (None if month else self.dates.time(year))

    def _as_of(self, values: Mapping[str, str]) -> str:
        if "alt" in values:
            return values["alt"]
        word = "Since" if "since" in values else "As of"
        return f"{word.lower() if 'lc' in values else word} {self.date_words(values) or '…'}"

    def _converted(self, values: Mapping[str, str]) -> str:
        """The numbers and the unit before their conversion: ``5 to 10 km``, ``6 ft 2 in``."""
        given = [values[str(number)] for number in range(1, 8) if str(number) in values]
        if len(given) > 2 and given[1] in self._between:
            return f"{given[0]} {given[1].removesuffix('(-)')} {' '.join(given[2:4])}"
        is_compound = len(given) >= 4 and given[2].isdecimal() and given[3] in self.lexicon.unit_of
        return " ".join(given[: 4 if is_compound else 2])

    @cached_property
    def _between(self) -> frozenset[str]:
        return frozenset((*self.lexicon.convert.between, *self.lexicon.convert.plus_minus))

    def _node(self, node: Node) -> str:
        match node:
            case Text(start=start, end=end):
                return _STYLE.sub(apostrophes, self.source[start:end])
            case Template():
                return self._template(node)
            case Link(target=target, text=text):
                return self._link(target, text)
            case External(url=url, title=title):
                return self._inside(url if title is None else title)
            case Entity(start=start, end=end):
                return unescape(self.source[start:end])
            case Tag():
                return self._tag(node)
            case Heading(title=inside) | Argument(default=inside):
                return self._inside(inside)
            case _:
                return ""

    def _inside(self, nodes: Nodes | None) -> str:
        return "".join(map(self._node, nodes or ()))

    def _link(self, target: Nodes, text: Nodes | None) -> str:
        name = self._inside(target)
        prefix = name.partition(":")[0].strip().lower() if ":" in name else ""
        if prefix in self.lexicon.files or prefix in self.lexicon.categories:
            return ""
        return name.removeprefix(":") if text is None else self._inside(text)

    def _tag(self, tag: Tag) -> str:
        if tag.name == "nowiki":
            return self.source[tag.inner_start : tag.inner_end]
        if tag.name in UNREAD_TAGS:
            return ELIDED
        if (raised := self.raised(tag)) is not None:
            return raised
        if tag.name in ("ref", "includeonly") or tag.contents is None:
            return " " if tag.name in ("br", "li", "dd", "dt", "hr") else ""
        return self._inside(tag.contents)

    def _template(self, template: Template) -> str:
        meaning = self.meaning(template)
        if meaning is None:
            return ELIDED
        words = self.words(template, meaning)
        if words is not None:
            return words
        match meaning.role:
            case "shows":
                parts = self.pattern(template, meaning.detail)
                return "".join(part if isinstance(part, str) else self._inside(part.value) for part in parts)
            case "rows":
                return ", ".join(self._inside(each.value).strip() for each in template.parameters if not each.is_named)
            case "around":
                inside = (each.value for each in template.parameters if each.name in ("1", "text"))
                return self._inside(next(inside, None))
            case "citation":
                return self.values(template).get("title", ELIDED)
            case "short-in-text":
                return short_words(self.values(template))
            case _:
                return ""


def apostrophes(found: re.Match[str]) -> str:
    """The apostrophes that are shown of so many: two, three and five are italics, bold and both."""
    count = len(found[0])
    return "'" if count == 4 else "'" * max(count - 5, 0)


def short_words(values: Mapping[str, str]) -> str:
    """A short citation as people write it: ``Smith & Jones 2010, p. 5``."""
    *names, year = [values[str(number)] for number in range(1, 7) if str(number) in values] or [""]
    pages = [
        f"{label} {values[name]}"
        for name, label in (("p", "p."), ("page", "p."), ("pp", "pp."), ("pages", "pp."))
        if name in values
    ]
    at = [values[name] for name in ("loc", "at") if name in values]
    people = f"{', '.join(names[:-1])} & {names[-1]}" if len(names) > 1 else "".join(names)
    return ", ".join([f"{people} {year}".strip(), *pages, *at])
