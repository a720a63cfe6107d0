"""Facts about what has a name, by trees of words: when it was founded, when it closed; one pattern a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from pydantic import Field, model_validator

from conflicts.document import Path
from conflicts.model.claim import Certainty
from conflicts.model.value import Time
from conflicts.model.vocabulary import Predicate
from conflicts.readers.prose.date_phrases import DatePhrase
from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.tree_assertions import AssertionReader, Span
from conflicts.readers.prose.tree_lives import End, LifeReader
from conflicts.readers.prose.tree_names import NameReader
from conflicts.readers.prose.tree_patterns import Frozen, Node, OfLanguage, Tree, TreePatterns, shipped_patterns
from conflicts.readers.prose.tree_roles import Role, in_role, is_past
from conflicts.readers.prose.tree_words import is_verb

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.vocab import Vocab

FactValue: TypeAlias = Time
_POINTS = ("at", "by", "before", "after", "about", "between")


class FactExample(Frozen):
    """A text, and what its last sentence says: of what, and what."""

    text: str
    gives: tuple[dict[str, str | int | dict[str, int | str]], ...]


class FactPattern(OfLanguage):
    """One predicate of what has a name.

    - ``trees``: the words that say it, in each as in a pattern of who says what; ``verb`` is the word that says it.
    - ``about``: what it is said of: the node ``subject``, or what has this role with the verb, in whatever form.
    - ``takes``: its value: the ``date`` of the verb.
    - ``brackets``: it takes the dates of birth or of death that stand in brackets after the name of somebody, too.
    - ``predicate``: what the predicate means; its name is the pattern's.
    - ``examples``: sentences in which it finds something, and at least one in which it finds nothing.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    trees: tuple[dict[str, Node], ...] = Field(min_length=1)
    about: Role | Literal["subject"] = "subject"
    takes: Literal["date"]
    brackets: End | None = None
    predicate: Predicate
    examples: tuple[FactExample, ...]

    @property
    def parts(self) -> Iterator[tuple[Path, Mapping[str, Node]]]:
        return ((("trees", number), nodes) for number, nodes in enumerate(self.trees))

    @model_validator(mode="after")
    def _has_both_kinds_of_examples(self) -> "FactPattern":
        if {bool(example.gives) for example in self.examples} != {True, False}:
            raise ValueError("examples need a sentence with a fact, and one with nothing (gives: [])")
        needed = {"verb", *(("subject",) if self.about == "subject" else ())}
        for nodes in self.trees:
            Tree(id=self.id, nodes=nodes)
            if not needed <= nodes.keys():
                raise ValueError(f"each of the trees needs the nodes {', '.join(sorted(needed))}")
        return self


@dataclass(frozen=True)
class Fact:
    """What a clause says of something: ``subject`` is its name.

    ``verb`` is the place of its verb, if the clause says nothing else.
    """

    predicate: str
    subject: str
    value: FactValue
    certainty: Certainty
    date: DatePhrase | None
    span: Span
    verb: int


class FactReader:
    """Finds what the tree of a sentence says of what has a name."""

    def __init__(
        self, lexicon: Lexicon, names: NameReader, lives: LifeReader, assertions: AssertionReader, vocab: "Vocab"
    ) -> None:
        self.patterns = load_fact_patterns(lexicon)
        self._by_id = {pattern.id: pattern for pattern in self.patterns}
        trees = [
            Tree(id=f"{pattern.id}-{number}", nodes=nodes)
            for pattern in self.patterns
            for number, nodes in enumerate(pattern.trees)
        ]
        self._trees = TreePatterns(trees, lexicon, vocab)
        self._names, self._lives, self._assertions = names, lives, assertions
        self._told: dict[tuple[str, str, str | None], FactValue] = {}

    def facts(self, doc: "Doc", span: Span, dates: Sequence[DatePhrase], speaker: str | None) -> Iterator[Fact]:
        """What a span asserts of what has a name: nothing that is denied, planned, wished, asked or conditional.

        What can happen again, and is told of once more by the same speaker, is not told of the same time: it is left.
        """
        for fact in (*self._of_lives(doc, span), *self._of_clauses(doc, span, dates)):
            told = self._told.setdefault((fact.predicate, fact.subject, speaker), fact.value)
            if told == fact.value or self._by_id[fact.predicate].predicate.timeless:
                yield fact

    def _of_lives(self, doc: "Doc", span: Span) -> Iterator[Fact]:
        of_end = {pattern.brackets: pattern.id for pattern in self.patterns}
        for word, end, date in self._lives.lives(doc):
            name, value = self._names.named(word), _time(date)
            if end in of_end and name and value and self._names.is_person(word) and span[0] <= word.idx < span[1]:
                yield Fact(of_end[end], name, value, "certain", date, span, -1)

    def _of_clauses(self, doc: "Doc", span: Span, dates: Sequence[DatePhrase]) -> Iterator[Fact]:
        places = frozenset(word.i for word in doc if span[0] <= word.idx and word.idx + len(word) <= span[1])
        for match in self._trees.matches(doc):
            verb = match.words["verb"]
            if verb.i in places and self._assertions.is_asserted(verb, places):
                pattern = self._by_id[match.pattern.id.rpartition("-")[0]]
                found = self._found(pattern, match.words, doc, places, dates)
                if found is not None:
                    yield found

    def _found(
        self,
        pattern: FactPattern,
        words: "Mapping[str, Token]",
        doc: "Doc",
        places: frozenset[int],
        dates: Sequence[DatePhrase],
    ) -> Fact | None:
        verb = words["verb"]
        about = words["subject"] if pattern.about == "subject" else in_role(verb, pattern.about)
        name = self._names.named(about) if about is not None else None
        clause = self._assertions.clause(doc, verb, places, dates) if name is not None else None
        if name is None or clause is None or not is_past(verb) or _is_partly_denied(verb):
            return None
        value = _time(clause.date)
        if value is None:
            return None
        place = -1 if any(each.dep_ in ("conj", "advcl") for each in verb.children) else verb.i
        return Fact(pattern.id, name, value, clause.certainty, clause.date, clause.span, place)


def _is_partly_denied(verb: "Token") -> bool:
    """Whether a part of a clause is denied: "not in 1921 but later", "neither in 1921 nor later"."""
    parts = (each for each in verb.children if not is_verb(each))
    return any(each.dep_ in ("neg", "preconj") for part in parts for each in part.children)


def _time(date: DatePhrase | None) -> Time | None:
    """When something happened once; a date since or until which something is so is none."""
    return date.time("event") if date is not None and date.relation in _POINTS else None


def load_fact_patterns(lexicon: Lexicon) -> tuple[FactPattern, ...]:
    """The patterns of facts that ship for the lexicon's language."""
    return shipped_patterns("facts", FactPattern, lexicon)
