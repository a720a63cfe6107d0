"""YAML, by the events of PyYAML's parser (libyaml, where it is built in): nothing is constructed but plain data."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from conflicts.document.build import MAX_DEPTH, Builder, shown_tag, too_deep
from conflicts.document.place import LINE_BREAK
from conflicts.errors import InputError, Place, Problem

if TYPE_CHECKING:
    import yaml

MAX_PARTS = 3_000_000
"""How many keys, values, lists and mappings a YAML file can have: a million take some three seconds."""

_UNTAGGED = (None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
_TEXT_TAGS = (None, "!", "tag:yaml.org,2002:str")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SHOWN_CHARACTERS = 20

_HINTS = {
    "mapping values are not allowed": "put text that holds ': ' in quotes",
    "expected ',' or": "put text that holds [ ] { } or , in quotes here",
    "expected key": "check the indentation, and put text that starts with a quote or a bracket in quotes",
    "expected <block end>": "check the indentation, and put text that starts with a quote or a bracket in quotes",
    "unexpected end of stream": "a quote is not closed",
}


def feed_yaml(text: str, builder: Builder) -> None:
    """Feed the one YAML document of the text to the builder; raise InputError where it cannot be read further."""
    import yaml

    try:
        _feed(yaml_events(text), builder)
    except yaml.MarkedYAMLError as error:
        problem = _depth_problem(error, text, builder.file) or _syntax_problem(error, text, builder.file)
        raise InputError([*builder.problems, problem]) from error
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        raise InputError([*builder.problems, *_unreadable(text, builder.file)]) from error


def yaml_events(text: str) -> Iterator["yaml.Event"]:
    """The events of a YAML text, whose places count lines as editors do: they end with CR, LF, or both (YAML 1.2, 5.4).

    PyYAML (YAML 1.1) ends them at other characters, too. These are exchanged for some that the text has not, and back.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    if not _OTHER_BREAKS.intersection(text):
        yield from yaml.parse(text, loader)
        return
    used = set(text)
    unused = (code for code in _PRIVATE_USE if chr(code) not in used)
    letters = dict(zip(map(ord, sorted(_OTHER_BREAKS)), unused, strict=False))
    restored = {code: letter for letter, code in letters.items()}
    for event in yaml.parse(text.translate(letters), loader):
        if isinstance(event, yaml.ScalarEvent):
            event.value = event.value.translate(restored)
        yield event


_OTHER_BREAKS = frozenset("\x85\u2028\u2029")
_PRIVATE_USE = range(0xE000, 0xF900)


def _feed(events: Iterable["yaml.Event"], builder: Builder) -> None:
    from yaml.events import (
        AliasEvent,
        CollectionEndEvent,
        CollectionStartEvent,
        DocumentStartEvent,
        MappingStartEvent,
        ScalarEvent,
    )

    for number, event in enumerate(events):
        if number > MAX_PARTS:
            message = f"has more than {MAX_PARTS:,} values; JSON Lines can have more"
            raise InputError(Problem(message, Place(builder.file)))
        mark = event.start_mark
        assert mark is not None, "what a parser gives has its mark"
        line, column = mark.line + 1, mark.column + 1
        if isinstance(event, ScalarEvent):
            _feed_scalar(event, line, column, builder)
        elif isinstance(event, CollectionStartEvent):
            if event.tag not in _UNTAGGED:
                builder.problem(f"unknown tag {shown_tag(event.tag)}", line, column)
            builder.open(isinstance(event, MappingStartEvent), line, column, event.anchor)
        elif isinstance(event, CollectionEndEvent):
            builder.close()
        elif isinstance(event, AliasEvent):
            builder.alias(str(event.anchor), line, column)
        elif isinstance(event, DocumentStartEvent):
            builder.begin(line, column)


def _feed_scalar(event: "yaml.ScalarEvent", line: int, column: int, builder: Builder) -> None:
    looks_decide = event.tag is None and event.implicit[0]
    if builder.awaits_key:
        if event.tag not in _TEXT_TAGS:
            builder.problem(f"unknown tag {shown_tag(event.tag)} of a key", line, column)
        builder.key(event.value, line, column, merges=looks_decide and event.value == "<<")
    else:
        builder.scalar(event.value, line, column, event.anchor, "" if looks_decide else event.tag or "!")


def _depth_problem(error: "yaml.MarkedYAMLError", text: str, file: str) -> Problem | None:
    """What to say instead of the parser's error if the text is nested too deeply before that.

    A parser reads ahead, and some have a limit of their own, so that they fail before they give what stands first. They
    give it where the text ends there.
    """
    import yaml
    from yaml.events import CollectionEndEvent, CollectionStartEvent

    mark, depth = error.problem_mark or error.context_mark, 0
    with suppress(yaml.YAMLError):
        for event in yaml_events(text[: mark.index] if mark is not None else text):
            depth += isinstance(event, CollectionStartEvent)
            depth -= isinstance(event, CollectionEndEvent)
            if depth > MAX_DEPTH and event.start_mark is not None:
                return too_deep(Place(file, event.start_mark.line + 1, event.start_mark.column + 1))
    return None


def _syntax_problem(error: "yaml.MarkedYAMLError", text: str, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
    what = error.problem or "cannot be read"
    context = ""
    if error.context and error.context_mark is not None and (start := error.context_mark.line + 1) != line:
        context = f" {error.context} that starts at line {start}"
    hint = next((hint for words, hint in _HINTS.items() if words in what), "")
    if "cannot start any token" in what:
        hint = _hint_at(text, line, column)
    return Problem(f"not valid YAML: {what}{context}{hint and f' ({hint})'}", Place(file, line, column))


def _hint_at(text: str, line: int, column: int) -> str:
    letter = LINE_BREAK.split(text)[line - 1][column - 1 : column]
    return "a tab cannot indent" if letter == "\t" else f"put text that starts with {letter} in quotes"


def _unreadable(text: str, file: str) -> list[Problem]:
    problems = []
    for found in islice(_UNPRINTABLE.finditer(text), _SHOWN_CHARACTERS):
        at = found.start()
        place = Place(file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
        problems.append(Problem(f"the character U+{ord(found[0]):04X} cannot stand in YAML", place))
    return problems or [Problem("not valid YAML: it cannot be read", Place(file))]
