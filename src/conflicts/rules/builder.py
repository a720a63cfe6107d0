"""Rules written in Python, with fields and operators that a type checker knows: the very same rules as of YAML.

>>> from conflicts.rules.builder import claim_variables, new_rule
>>> a, b = claim_variables("a", "b")
>>> rule = new_rule(
...     id="other-value",
...     kind="contradiction",
...     severity="error",
...     title="Two sources differ",
...     message="{a} and {b}",
...     claims=[a, b],
...     same=["topic", "predicate"],
...     where=[a.value.differs_from(b.value), a.valid.intersects(b.valid), a.origin != b.origin],
... )
>>> [condition.text for condition in rule.where]
['a.value differs-from b.value', 'a.valid intersects b.valid', 'a.origin is-not b.origin']
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from conflicts.rules.fields import KNOWN_WORDS
from conflicts.rules.rule import SCRATCH, Kind, Rule, Severity
from conflicts.rules.scratch import rule_of_data


class Asked(str):
    """A condition as a rule writes it; a text of one's own stands beside it, such as a condition that has a name."""

    __slots__ = ()


Clause: TypeAlias = "str | Mapping[Literal['any', 'all'], Sequence[Clause]]"
"""A condition, or a group of them."""

Word: TypeAlias = str | int


class _Field:
    """A field of a claim, ``a.value``."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return self._text

    __hash__ = object.__hash__

    def _asks(self, operator: str, right: object = None) -> Asked:
        return Asked(f"{self} {operator}" if right is None else f"{self} {operator} {right}")


class _Present(_Field):
    def is_missing(self) -> Asked:
        """Whether it says nothing."""
        return self._asks("is-missing")

    def is_present(self) -> Asked:
        """Whether it says anything."""
        return self._asks("is-present")


class _Listed(_Present):
    def is_in(self, *words: Word) -> Asked:
        """Whether it is one of the words."""
        return self._asks("in", f"[{', '.join(map(_item, words))}]")

    def not_in(self, *words: Word) -> Asked:
        """Whether it is none of the words."""
        return self._asks("not-in", f"[{', '.join(map(_item, words))}]")


Other = TypeVar("Other")
"""What a field is compared with."""


class _Equal(_Listed, Generic[Other]):
    __hash__ = object.__hash__

    def __eq__(self, other: Other) -> Asked:  # type: ignore[override]  # a condition, and no answer
        return self._asks("is", _right(other))

    def __ne__(self, other: Other) -> Asked:  # type: ignore[override]  # a condition, and no answer
        return self._asks("is-not", _right(other))


class _Ordered(_Equal[Other]):
    def __lt__(self, other: Other) -> Asked:
        return self._asks("<", _right(other))

    def __le__(self, other: Other) -> Asked:
        return self._asks("<=", _right(other))

    def __gt__(self, other: Other) -> Asked:
        return self._asks(">", _right(other))

    def __ge__(self, other: Other) -> Asked:
        return self._asks(">=", _right(other))


class Keys(_Equal["Keys | Key | Word"]):
    """Several keys, such as the predicates that a predicate precedes; a key is one of them."""


class Key(Keys):
    """A name or another word."""

    def matches(self, pattern: str) -> Asked:
        """Whether a regular expression (RE2) is found in it."""
        return self._asks("matches", _quoted(pattern))


class Value(_Equal["Value | Word"]):
    """What the claim says."""

    def agrees_with(self, other: "Value | Word") -> Asked:
        """Whether both can be so."""
        return self._asks("agrees-with", _right(other))

    def differs_from(self, other: "Value | Word") -> Asked:
        """Whether not both can be so."""
        return self._asks("differs-from", _right(other))


class Number(_Ordered["Number | Word"]):
    """An amount or a number."""


class Flag(_Field):
    """Something that is so or not."""

    def is_true(self) -> Asked:
        """Whether it is so."""
        return self._asks("is", "true")

    def is_false(self) -> Asked:
        """Whether it is not so."""
        return self._asks("is", "false")

    def is_same(self, other: "Flag") -> Asked:
        """Whether it is so of both or of none."""
        return self._asks("is", other)

    def is_other(self, other: "Flag") -> Asked:
        """Whether it is so of one of both."""
        return self._asks("is-not", other)


class Period(_Present):
    """A time that lasts. Its relations are Allen's, and ``intersects``: sharing any moment."""

    def before(self, other: "When") -> Asked:
        """Whether it ends, and some time later the other one begins."""
        return self._asks("before", _right(other))

    def after(self, other: "When") -> Asked:
        """Whether the other one ends, and some time later this one begins."""
        return self._asks("after", _right(other))

    def meets(self, other: "When") -> Asked:
        """Whether it ends where the other one begins."""
        return self._asks("meets", _right(other))

    def intersects(self, other: "When") -> Asked:
        """Whether both share any moment."""
        return self._asks("intersects", _right(other))

    def during(self, other: "When") -> Asked:
        """Whether it lies inside the other one."""
        return self._asks("during", _right(other))

    def contains(self, other: "When") -> Asked:
        """Whether the other one lies inside it."""
        return self._asks("contains", _right(other))

    def starts(self, other: "When") -> Asked:
        """Whether both begin together, and this one ends earlier."""
        return self._asks("starts", _right(other))

    def finishes(self, other: "When") -> Asked:
        """Whether both end together, and this one begins later."""
        return self._asks("finishes", _right(other))

    def equals(self, other: "When") -> Asked:
        """Whether both begin and end together."""
        return self._asks("equals", _right(other))

    def overlaps(self, other: "When") -> Asked:
        """Whether it begins earlier, and ends inside the other one."""
        return self._asks("overlaps", _right(other))


class Instant(_Ordered["When"], Period):
    """A moment; a word for it is EDTF, and ``AS_OF`` the day that the check is made for."""

    def __add__(self, length: "str | Keys") -> "Instant":
        return Instant(f"{self} + {length}")

    def __sub__(self, length: "str | Keys") -> "Instant":
        return Instant(f"{self} - {length}")


AS_OF = Instant("as-of")
"""The day that the check is made for."""

When: TypeAlias = "Period | str"


class Words(_Present):
    """A text."""

    def matches(self, pattern: str) -> Asked:
        """Whether a regular expression (RE2) is found in it."""
        return self._asks("matches", _quoted(pattern))


class Names(_Present):
    """A list of names, such as those of the sources that pass a claim on."""


class Replaced(Names):
    """The ids of the claims that a claim replaces."""

    def includes(self, other: Key) -> Asked:
        """Whether the id of another claim is one of them."""
        return self._asks("is", other)


class Tags(_Present):
    """What editors have marked the claim with."""

    def has(self, tag: str) -> Asked:
        """Whether it has the tag."""
        return self._asks("has-tag", _right(tag))

    def lacks(self, tag: str) -> Asked:
        """Whether it has not the tag."""
        return self._asks("lacks-tag", _right(tag))


class _Subject(Key):
    @property
    def party(self) -> Key:
        return Key(f"{self}.party")


class _Predicate(Key):
    @property
    def single(self) -> Flag:
        return Flag(f"{self}.single")

    @property
    def unique(self) -> Flag:
        return Flag(f"{self}.unique")

    @property
    def timeless(self) -> Flag:
        return Flag(f"{self}.timeless")

    @property
    def cumulative(self) -> Flag:
        return Flag(f"{self}.cumulative")

    @property
    def hands_over(self) -> Flag:
        return Flag(f"{self}.hands_over")

    @property
    def at_most(self) -> Keys:
        return Keys(f"{self}.at_most")

    @property
    def precedes(self) -> Keys:
        return Keys(f"{self}.precedes")


class _Said(Value):
    @property
    def amount(self) -> Number:
        return Number(f"{self}.amount")

    @property
    def time(self) -> Instant:
        return Instant(f"{self}.time")

    @property
    def entity(self) -> Key:
        return Key(f"{self}.entity")


class _Citations(Number):
    @property
    def latest(self) -> Instant:
        return Instant(f"{self}.latest")


class _Valid(Period):
    @property
    def start(self) -> Instant:
        return Instant(f"{self}.start")

    @property
    def end(self) -> Instant:
        return Instant(f"{self}.end")

    @property
    def onset(self) -> Instant:
        return Instant(f"{self}.onset")


class ClaimVariable:
    """A claim that a rule speaks of, with its fields (docs/explanation/semantics.md, section 2)."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.id, self.scope, self.polarity = Key(f"{name}.id"), Key(f"{name}.scope"), Key(f"{name}.polarity")
        self.certainty, self.rank = Key(f"{name}.certainty"), Key(f"{name}.rank")
        self.asserted_by, self.origin = Key(f"{name}.asserted_by"), Key(f"{name}.origin")
        self.party, self.source_kind = Key(f"{name}.party"), Key(f"{name}.source_kind")
        self.subject, self.predicate = _Subject(f"{name}.subject"), _Predicate(f"{name}.predicate")
        self.value, self.valid = _Said(f"{name}.value"), _Valid(f"{name}.valid")
        self.via, self.supersedes = Names(f"{name}.via"), Replaced(f"{name}.supersedes")
        self.original_cited, self.tags = Flag(f"{name}.original_cited"), Tags(f"{name}.tags")
        self.reliability, self.credibility = Number(f"{name}.reliability"), Number(f"{name}.credibility")
        self.citations, self.excerpt = _Citations(f"{name}.citations"), Words(f"{name}.excerpt")
        self.stated, self.recorded = Instant(f"{name}.stated"), Instant(f"{name}.recorded")
        self.expires = Instant(f"{name}.expires")

    def qualifier(self, name: str) -> Key:
        """One of its qualifiers."""
        return Key(f"{self.name}.qualifiers.{name}")

    def is_flagged_by(self, rule: str) -> Asked:
        """Whether another rule reports it."""
        return Asked(f"{self.name} is-flagged-by {rule}")

    def is_not_flagged_by(self, rule: str) -> Asked:
        """Whether another rule does not report it."""
        return Asked(f"{self.name} is-not-flagged-by {rule}")

    def __str__(self) -> str:
        return self.name


def claim_variables(*names: str) -> tuple[ClaimVariable, ...]:
    """Name the claims that a rule speaks of."""
    return tuple(map(ClaimVariable, names))


def certainly(condition: Asked) -> Asked:
    """The condition where it certainly holds."""
    return Asked(f"certainly {condition}")


def possibly(condition: Asked) -> Asked:
    """The condition where it may hold."""
    return Asked(f"possibly {condition}")


def any_of(*clauses: Clause) -> Clause:
    """One of the conditions, or several."""
    return {"any": clauses}


def all_of(*clauses: Clause) -> Clause:
    """All of the conditions, inside ``any_of``."""
    return {"all": clauses}


def further_claim(
    claim: ClaimVariable,
    *,
    same: Sequence[str] = (),
    where: Sequence[Clause] = (),
    count: int | None = None,
    distinct: str | None = None,
) -> dict[str, Any]:
    """One more claim, that there must be (``with_claims``) or must not be (``without_claims``).

    ``count`` asks for so many of them at least, with so many ``distinct`` fields.
    """
    found: dict[str, Any] = {"claims": [claim.name]}
    if same:
        found["same"] = list(same)
    if where:
        found["where"] = list(where)
    if count is not None or distinct is not None:
        found["at_least"] = {
            name: value for name, value in (("count", count), ("distinct", distinct)) if value is not None
        }
    return found


def new_rule(
    *,
    id: str,
    kind: Kind,
    severity: Severity,
    title: str,
    message: str,
    claims: Sequence[ClaimVariable],
    where: Sequence[Clause],
    same: Sequence[str] = (),
    with_claims: Sequence[Mapping[str, Any]] = (),
    without_claims: Sequence[Mapping[str, Any]] = (),
    severity_if_possible: Severity | None = None,
    help: str = "",
    tags: Sequence[str] = (),
    references: Sequence[str] = (),
    examples: Sequence[Mapping[str, Any]] = (),
    pack: str = SCRATCH,
) -> Rule:
    """Make the rule that a file with these fields gives; ``to_yaml`` is that file.

    Raises RuleError with everything that is wrong with it, as for a file.
    """
    further: dict[str, Any] = {
        "severity_if_possible": severity_if_possible,
        "help": help,
        "same": list(same),
        "with": list(with_claims),
        "without": list(without_claims),
        "tags": list(tags),
        "references": list(references),
        "examples": list(examples),
    }
    first = {"id": id, "kind": kind, "severity": severity, "title": title, "message": message}
    names = {"claims": [claim.name for claim in claims], "where": list(where)}
    return rule_of_data({**first, **{name: said for name, said in further.items() if said}, **names}, pack)


def _right(other: object) -> str:
    return _word(other, _ONE) if isinstance(other, str | int) else str(other)


def _item(word: Word) -> str:
    return _word(word, _ITEM)


_ONE = re.compile(r"[^\s'\"\[\],]+")
_ITEM = re.compile(r"[^\s'\"\[\],]+( [^\s'\"\[\],]+)*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\..*)?")
_NEVER_A_CLAIM = frozenset(("true", "false", *(word for words in KNOWN_WORDS.values() for word in words)))


def _word(word: Word, bare: re.Pattern[str]) -> str:
    """A word as it is, unless it may be taken for something else, such as the name of a claim: then in quotes."""
    text = str(word)
    is_plain = bare.fullmatch(text) and text != "as-of" and (text in _NEVER_A_CLAIM or not _NAME.fullmatch(text))
    return text if is_plain else _quoted(text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
