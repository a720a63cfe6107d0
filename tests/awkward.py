"""Claims that are hard to show: scripts, lengths, markup, missing places, and more sides than fit anywhere.

Each of the texts is, in turn, the name of a subject and of a source, a value, an excerpt, the title of a citation and
part of an id; a plain claim, that has no place in a file, contradicts it.
"""

from collections.abc import Iterator

from conflicts.check import check
from conflicts.model.claim import Citation, Claim, Location
from conflicts.model.collection import Collection
from conflicts.model.source import Source
from conflicts.model.value import Text
from conflicts.model.vocabulary import Entity, Predicate, Vocabulary
from conflicts.report.report import ConflictReport

TEXTS = {
    "arabic": "قلعة الأمل",
    "hebrew": "ירושלים (בירה) 1948!",
    "overridden": "user \u202egnp.exe\u202c \u2066isolated\u2069 \u200fmark",
    "emoji": "🏰 👩\u200d🚀 🇺🇦 e\u0301 ﷽",
    "long": "word " * 100,
    "unbroken": "x" * 500,
    "control": "\x1b[31mred\x1b[0m \x00\x07\x7f\x9b2J \ufffe\uffff",
    "lines": "one\r\ntwo\n\n# three\x0bfour\x85five\u2028six\u2029seven\x1e",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)></details>--><!-- &amp; &#64; ]]>",
    "markdown": "**bold** _it_ ~~gone~~ `code` ``` | cell | [click](javascript:alert(1)) ![x](y) \\| $x^2$ <b>b</b>",
    "mention": "@everyone @org/team #1 !2 GH-3 org/repo#4 :tada: me@evil.example /close",
    "address": "https://evil.example/a?b=c&d www.evil.example ftp://evil.example mailto:me@evil.example",
    "command": "::error file=x,line=1::pwned%0A::stop-commands::x %25 100%, a:b",
    "template": "{0} {{1}} ${{ secrets.X }} {{ 7*7 }} [text](1) %(x)s %s {",
}

FILES = (
    "claims.yaml",
    "100% of [it], (a::b=c): #1|?.yaml",
    "наука/نص/file name.md",
    "/srv/elsewhere/claims.yaml",
    "../beside/claims.yaml",
    "javascript:alert(1)/@everyone.yaml",
)

RULES = ("core/incompatible-values",)


def collection(sides: int = 1_000) -> Collection:
    """The claims of all texts, and as many as asked for that all contradict each other."""
    return Collection((*_texts(), *_crowd(sides)), _vocabulary())


def report(sides: int = 1_000) -> ConflictReport:
    """What is found in them: one contradiction for each text, and one with that many sides."""
    return check(collection(sides), rules=RULES, engine="python")


def _texts() -> Iterator[Claim]:
    for number, (name, text) in enumerate(TEXTS.items()):
        yield Claim(
            id=f"{name} {text}",
            subject=name,
            predicate="says",
            value=Text(text=text),
            asserted_by=name,
            via=[f"{name}-relay"],
            citations=[Citation(title=text)],
            excerpt=text,
            location=Location(file=FILES[number % len(FILES)], line=number + 1, column=5),
        )
        yield Claim(id=f"{name}-plain", subject=name, predicate="says", value=Text(text="plain"), asserted_by="plain")


def _crowd(sides: int) -> Iterator[Claim]:
    for number in range(sides):
        yield Claim(
            id=f"crowd-{number:04}",
            subject="crowd",
            predicate="says",
            value=Text(text=f"side {number}"),
            asserted_by=f"voice-{number}",
            location=Location(file="crowd.yaml", line=number + 1),
        )


def _vocabulary() -> Vocabulary:
    return Vocabulary(
        sources={name: Source(name=text) for name, text in TEXTS.items()}
        | {f"{name}-relay": Source(name=text) for name, text in TEXTS.items()},
        entities={name: Entity(name=text) for name, text in TEXTS.items()},
        predicates={"says": Predicate(value="text", single=True, timeless=True)},
    )
