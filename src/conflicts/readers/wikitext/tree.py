"""Wikitext to a tree of nodes with their places.

The tokens are mwparserfromhell's. It makes a tree of them as well, which takes four times as long as finding the
tokens, and whose nodes do not know where they stand (docs/adr/0011-wikitext.md).
"""

import re
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol, cast

from conflicts.extras import not_installed
from conflicts.readers.wikitext.nodes import (
    Argument,
    Comment,
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
from conflicts.readers.wikitext.unclosed import is_endless

if TYPE_CHECKING:
    from mwparserfromhell.parser.tokens import Token


class UnreadableError(ValueError):
    """The text cannot be made a tree; the message says why."""


class _Tokenizer(Protocol):
    def tokenize(self, text: str, context: int = 0, skip_style_tags: bool = False) -> "list[Token]": ...


def parse(source: str, start: int = 0, end: int | None = None) -> Nodes:
    """The nodes of the source, or of a part of it; their places are those in the whole.

    Bold and italics stay in the text as the apostrophes they are: they have no say in where other markup ends.
    Raises UnreadableError for text with so much unclosed markup that reading it would take minutes, UnsupportedError
    without mwparserfromhell.
    """
    end = len(source) if end is None else end
    part = source[start:end]
    if is_endless(part):
        raise UnreadableError("too much of its markup is never closed")
    tokens = _tokenizer().tokenize(part, 0, True)
    builder = _Builder(source, tokens, start)
    nodes = builder.nodes()
    if builder.at != end:
        raise UnreadableError("its markup cannot be followed")
    return nodes


def require_parser() -> None:
    """Raise UnsupportedError, naming the extra, where mwparserfromhell is missing."""
    if find_spec("mwparserfromhell") is None:
        raise not_installed("reading wikitext needs mwparserfromhell", "wikitext")


def _tokenizer() -> _Tokenizer:
    """The one written in C, where it was built. A new one each time: it keeps a state."""
    require_parser()
    from mwparserfromhell import parser

    kind = getattr(parser, "CTokenizer", None)
    if kind is None:
        from mwparserfromhell.parser import tokenizer

        kind = tokenizer.Tokenizer
    return cast(_Tokenizer, kind())


_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def canonical(name: str) -> str:
    """A template's name as it is compared: ``Citation_needed`` and ``Template:citation needed`` are the same."""
    if "<!--" in name:
        name = _COMMENT.sub("", name)
    name = " ".join(name.replace("_", " ").split()).lower()
    return name.removeprefix("template:").lstrip() if name.startswith("template:") else name


class _Builder:
    """Walks the tokens once, and counts the characters that each stands for."""

    def __init__(self, source: str, tokens: "list[Token]", at: int) -> None:
        from mwparserfromhell.parser import tokens as kinds

        self.at = at
        self._source = source
        self._next = iter(tokens).__next__
        self._kinds = kinds
        self._builders: Mapping[type[Token], Callable[[Token], Node]] = {
            kinds.TemplateOpen: self._template,
            kinds.ArgumentOpen: self._argument,
            kinds.WikilinkOpen: self._link,
            kinds.ExternalLinkOpen: self._external,
            kinds.HTMLEntityStart: self._entity,
            kinds.HeadingStart: self._heading,
            kinds.CommentStart: self._comment,
            kinds.TagOpenOpen: self._tag,
        }
        self._ends_parameter = (kinds.TemplateParamSeparator, kinds.TemplateClose)
        self._ends_key = (kinds.TemplateParamEquals, *self._ends_parameter)
        self._ends_attribute = (kinds.TagAttrStart, kinds.TagCloseOpen, kinds.TagCloseSelfclose)
        self._ends_attribute_name = (kinds.TagAttrEquals, *self._ends_attribute)

    def nodes(self) -> Nodes:
        """All nodes, to the last token."""
        nodes: Nodes = []
        try:
            self._collect(nodes, ())
        except StopIteration:
            return nodes
        raise AssertionError("nothing ends the tokens but their end")

    def _until(self, *ends: "type[Token]") -> "tuple[Nodes, Token]":
        nodes: Nodes = []
        return nodes, self._collect(nodes, ends)

    def _collect(self, nodes: Nodes, ends: "tuple[type[Token], ...]") -> "Token":
        """Add nodes to the list up to a token of these kinds, which is returned and not yet counted."""
        following, text_kind, builders = self._next, self._kinds.Text, self._builders
        while True:
            token = following()
            kind = type(token)
            if kind is text_kind:
                self._text(nodes, token["text"])
            elif kind in ends:
                return token
            elif (build := builders.get(kind)) is not None:
                nodes.append(build(token))
            else:
                raise UnreadableError("its markup cannot be followed")

    def _text(self, nodes: Nodes, words: str) -> None:
        start = self.at
        self.at = end = start + len(words)
        if not self._source.startswith(words, start):
            raise UnreadableError("its markup cannot be followed")
        if nodes and isinstance(last := nodes[-1], Text):
            last.end = end
        else:
            nodes.append(Text(start, end))

    def _template(self, _: "Token") -> Template:
        kinds, start = self._kinds, self.at
        self.at += 2
        name_start = self.at
        _nodes, end = self._until(*self._ends_parameter)
        name = canonical(self._source[name_start : self.at])
        parameters: list[Parameter] = []
        unnamed = 0
        while type(end) is kinds.TemplateParamSeparator:
            self.at += 1
            value_start = self.at
            value, end = self._until(*self._ends_key)
            is_named = type(end) is kinds.TemplateParamEquals
            if is_named:
                key = self._source[value_start : self.at].strip()
                self.at += 1
                value_start = self.at
                value, end = self._until(*self._ends_parameter)
            else:
                unnamed += 1
                key = str(unnamed)
            parameters.append(Parameter(key, is_named, value_start, self.at, value))
        self.at += 2
        return Template(start, self.at, name, parameters)

    def _argument(self, _: "Token") -> Argument:
        start, default = self.at, None
        self.at += 3
        _name, end = self._until(self._kinds.ArgumentSeparator, self._kinds.ArgumentClose)
        if type(end) is self._kinds.ArgumentSeparator:
            self.at += 1
            default, _end = self._until(self._kinds.ArgumentClose)
        self.at += 3
        return Argument(start, self.at, default)

    def _link(self, _: "Token") -> Link:
        start, text = self.at, None
        self.at += 2
        target, end = self._until(self._kinds.WikilinkSeparator, self._kinds.WikilinkClose)
        if type(end) is self._kinds.WikilinkSeparator:
            self.at += 1
            text, _end = self._until(self._kinds.WikilinkClose)
        self.at += 2
        return Link(start, self.at, target, text)

    def _external(self, token: "Token") -> External:
        start, title, is_bracketed = self.at, None, bool(token.get("brackets"))
        self.at += is_bracketed
        url, end = self._until(self._kinds.ExternalLinkSeparator, self._kinds.ExternalLinkClose)
        if type(end) is self._kinds.ExternalLinkSeparator:
            self.at += 0 if end.get("suppress_space") else 1
            title, _end = self._until(self._kinds.ExternalLinkClose)
        self.at += is_bracketed
        return External(start, self.at, url, title, is_bracketed)

    def _entity(self, _: "Token") -> Entity:
        start, kinds = self.at, self._kinds
        self.at += 1
        while type(token := self._next()) is not kinds.HTMLEntityEnd:
            self.at += len(token["text"]) if type(token) is kinds.Text else 1  # the number sign, or the x after it
        self.at += 1
        return Entity(start, self.at)

    def _heading(self, token: "Token") -> Heading:
        start, level = self.at, token["level"]
        self.at += level
        title, _end = self._until(self._kinds.HeadingEnd)
        self.at += level
        return Heading(start, self.at, title)

    def _comment(self, _: "Token") -> Comment:
        start = self.at
        self.at += 4
        self._until(self._kinds.CommentEnd)
        self.at += 3
        return Comment(start, self.at)

    def _tag(self, token: "Token") -> Tag:
        kinds, start = self._kinds, self.at
        markup = token.get("wiki_markup") or ""
        self.at += len(markup) if markup else 2 if token.get("invalid") else 1
        name, end = self._tag_name(markup, self._ends_attribute)
        attributes: dict[str, str] = {}
        while type(end) is kinds.TagAttrStart:
            end = self._attribute(end, attributes)
        self.at += len(end.get("padding") or "")
        if type(end) is kinds.TagCloseSelfclose:
            if not markup:
                self.at += 1 if end.get("implicit") else 2
            return Tag(start, self.at, name, markup, attributes, None, self.at, self.at)
        self.at += len(end.get("wiki_markup") or "") if markup else 1
        inner_start = self.at
        contents, end = self._until(kinds.TagOpenClose)
        inner_end = self.at
        closing = end.get("wiki_markup")
        self.at += (len(markup) if closing is None else len(closing)) if markup else 2
        self._tag_name(markup, (kinds.TagCloseClose,))
        self.at += not markup
        return Tag(start, self.at, name, markup, attributes, contents, inner_start, inner_end)

    def _tag_name(self, markup: str, ends: "tuple[type[Token], ...]") -> "tuple[str, Token]":
        """The name; that of wiki markup does not stand in the source."""
        words: list[str] = []
        while type(token := self._next()) is self._kinds.Text:
            words.append(token["text"])
        if type(token) not in ends:
            raise UnreadableError("its markup cannot be followed")
        name = "".join(words)
        if not markup:
            self.at += len(name)
        return name.strip().lower(), token

    def _attribute(self, token: "Token", attributes: dict[str, str]) -> "Token":
        """Read an attribute and return the token after it."""
        kinds = self._kinds
        self.at += len(token.get("pad_first") or "")
        name_start = self.at
        _nodes, end = self._until(*self._ends_attribute_name)
        name, value = self._source[name_start : self.at].strip().lower(), ""
        self.at += len(token.get("pad_before_eq") or "")
        if type(end) is kinds.TagAttrEquals:
            self.at += 1 + len(token.get("pad_after_eq") or "")
            _nodes, end = self._until(kinds.TagAttrQuote, *self._ends_attribute)
            is_quoted = type(end) is kinds.TagAttrQuote
            self.at += is_quoted
            value_start = self.at
            if is_quoted:
                _nodes, end = self._until(*self._ends_attribute)
            else:
                value_start -= sum(node.end - node.start for node in _nodes)
            value = self._source[value_start : self.at]
            self.at += is_quoted
        attributes.setdefault(name, value.strip())
        return end
