"""Names that may mean one thing, or a whole and its part: proposed to people, and never put together by a program."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from conflicts.report.words import counted
from conflicts.suggest.proposal import Likeness

MOST_WORDS = 8
"""How many words a name has at most that initials are looked for."""

_SMALL = frozenset(("of", "the", "and", "for", "de", "la", "le", "du", "des", "der", "die", "das", "und", "y", "et"))
_SIDES = frozenset(
    "north south east west northern southern eastern western central upper lower inner outer old new "
    "north-east north-west south-east south-west".split()
)
_WORD = re.compile(r"[^\W_]+")


def likenesses(names: Mapping[str, int]) -> list[Likeness]:
    """Pairs of names that differ in case, white space, marks and accents alone, or by initials; with their numbers."""
    spelt: dict[tuple[str, ...], list[str]] = {}
    for name in sorted(names):
        spelt.setdefault(_folded(name), []).append(name)
    found = []
    for alike in spelt.values():
        most, *others = sorted(alike, key=lambda name: (-names[name], name))
        found += [Likeness(most, other, f"written alike; {_numbers(most, other, names)}") for other in others]
    first = {words: alike[0] for words, alike in spelt.items() if words}
    for words, name in first.items():
        for short in dict.fromkeys(_shortened(words)):
            brief = first.get(short)
            if brief is not None and brief != name and _has_initials(brief, short, words):
                found.append(Likeness(name, brief, f"may be its initials; {_numbers(name, brief, names)}"))
    return sorted(found)


def parts(names: Sequence[str]) -> list[Likeness]:
    """Pairs of a part and its whole, as the words say: ``southern Elland`` and ``Elland``."""
    known: dict[tuple[str, ...], str] = {}
    for name in sorted(names):
        known.setdefault(_folded(name), name)
    found = []
    for words, name in known.items():
        side = next(iter(words), "")
        whole = known.get(words[1:]) if len(words) > 1 and side in _SIDES else None
        if whole is not None:
            found.append(Likeness(name, whole, f"{side!r} names a side of it"))
    return sorted(found)


def _folded(name: str) -> tuple[str, ...]:
    """The words of a name without case, accents and marks, and without an article before them."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(letter)
    )
    words = tuple(_WORD.findall(plain)) or (plain,)
    return words[1:] if words[0] == "the" and len(words) > 1 else words


def _shortened(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The name with a run of its words as their initials, with and without small words."""
    if len(words) > MOST_WORDS:
        return
    for start in range(len(words)):
        for stop in range(start + 2, len(words) + 1):
            run = words[start:stop]
            for chosen in (run, [word for word in run if word not in _SMALL]):
                if len(chosen) > 1:
                    yield *words[:start], "".join(word[0] for word in chosen), *words[stop:]


def _has_initials(name: str, short: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether the word that may be initials is written so: with two capitals at least."""
    written = Counter(_WORD.findall(name))
    return any(
        sum(letter.isupper() for letter in word) > 1 and word.casefold() in short and word.casefold() not in words
        for word in written
    )


def _numbers(name: str, other: str, names: Mapping[str, int]) -> str:
    return f"{counted(names[name], 'claim')} and {names[other]:,}"
