"""Patterns over trees of words: who says what, by how the words of a sentence hang together; one pattern a file.

A pattern names the words that it needs and how each hangs on another. spaCy's ``DependencyMatcher`` looks for them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any, Generic, Literal, Self, TypeAlias, TypeVar

from pydantic import Field, model_validator

from conflicts.document import Document, Path
from conflicts.errors import InputError, Problem, nearest
from conflicts.model.frozen import Frozen
from conflicts.model.vocabulary import Predicate
from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.patterns import validated, yaml_documents
from conflicts.rules.shipped import shipped_folder

if TYPE_CHECKING:
    from spacy.matcher import DependencyMatcher
    from spacy.tokens import Doc, Token
    from spacy.vocab import Vocab

Gives: TypeAlias = Literal["says", "denies", "quoted", "cites"]


AnyTree = TypeVar("AnyTree", bound="Tree")

MOST_CHILDREN = 12
"""More words than that hang on one word in no sentence; the matcher would try every choice of several of them."""

MOST_CHOICES = 60_000
"""So many choices of words for the nodes of all patterns are tried in one sentence, the patterns with fewest first.

The matcher tries every choice of one word for each node, whether they hang together or not.
"""
_FEW_WORDS = 30
_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class Node(Frozen):
    """A word of a pattern: what it is, and on which other word of the pattern it hangs.

    - ``of`` and ``by``: the word that it hangs on, and by which of these relations (spaCy's names: ``nsubj``…).
    - ``words``: words in small letters, or else classes of words (``<speech>``), which count in any form.
    - ``but``: classes of words of which it is none.
    - ``tags``: its part of speech, or its finer tag (``VERB``, ``TO``).
    - ``at``: before or after the word that it hangs on.
    - ``optional``: it may be missing; ``absent``: there must be no such word.
    """

    of: str | None = None
    by: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    at: Literal["before", "after"] | None = None
    optional: bool = False
    absent: bool = False

    @model_validator(mode="after")
    def _has_words_of_one_kind(self) -> "Node":
        if len({word.startswith("<") for word in self.words}) > 1:
            raise ValueError("words are words, or classes of words, and not both")
        if self.words and self.but:
            raise ValueError("with words there is nothing to leave out (but)")
        return self


class Tree(Frozen):
    """Words, and how each hangs on another; the first hangs on nothing."""

    id: str = Field(pattern=_ID)
    nodes: dict[str, Node] = Field(min_length=1)

    @model_validator(mode="after")
    def _hangs_together(self) -> "Tree":
        before: dict[str, Node] = {}
        for name, node in self.nodes.items():
            if (node.of is None) != (not before):
                raise ValueError(f"the first node, and no other, hangs on nothing (of): {name}")
            if node.of is not None and node.of not in before:
                raise ValueError(
                    f"{name} hangs on {node.of!r}, which does not stand before it{nearest(node.of, before)}"
                )
            if node.of is not None and before[node.of].absent:
                raise ValueError(f"{name} hangs on {node.of!r}, which is absent")
            before[name] = node
        return self


class TreeExample(Frozen):
    """A sentence, and what a pattern finds in it: by each match, words by the names of nodes."""

    text: str
    gives: tuple[dict[str, str], ...]


class ValueExample(Frozen):
    """A text, and what a pattern finds in its last sentence: by each match, values and words by the names of fields."""

    text: str
    gives: tuple[dict[str, str | int | dict[str, int | str]], ...]


AnyExample = TypeVar("AnyExample", TreeExample, ValueExample)


class OfLanguage(Frozen, Generic[AnyExample]):
    """What a file of ``rules`` with patterns over trees says beside them.

    ``examples``: sentences in which the pattern finds something, and at least one in which it finds nothing.
    """

    title: str
    language: str = "en"
    examples: tuple[AnyExample, ...]

    @model_validator(mode="after")
    def _has_both_kinds_of_examples(self) -> Self:
        if not any(example.gives for example in self.examples):
            raise ValueError("examples need a sentence in which the pattern finds something")
        if all(example.gives for example in self.examples):
            raise ValueError("examples need a sentence in which the pattern finds nothing (gives: [])")
        return self


class TreePattern(Tree, OfLanguage[TreeExample]):
    """One pattern.

    - ``nodes``: the words; the first hangs on nothing. ``speaker`` is who says, ``content`` what is said, by its head;
      ``verb`` the word that says that it is said, ``via`` who hands it on, ``listener`` to whom it is said;
      ``denial`` the head of words all of which say no more than that something is denied.
    - ``gives``: the speaker ``says`` the content, or all that hangs on the verb if no node is called so; or he
      ``denies`` the content, or else what was said before.
      ``quoted``: whatever the speaker says is handed on by ``via``; ``cites``: what ``via`` says is what the speaker
      says. Without a speaker it is the subject of the word that the verb hangs on.
    - ``subject``: the node that what is said has for its subject, where it has none of its own.
    """

    gives: Gives = "says"
    subject: Literal["speaker", "about"] | None = None

    @property
    def parts(self) -> Iterator[tuple[Path, Mapping[str, Node]]]:
        """The words of its tree, and where in the file they stand."""
        yield ("nodes",), self.nodes

    @model_validator(mode="after")
    def _has_a_verb(self) -> "TreePattern":
        if "verb" not in self.nodes and self.gives in ("says", "denies"):
            raise ValueError("a pattern of what is said needs a node 'verb'")
        return self


@dataclass(frozen=True)
class TreeMatch(Generic[AnyTree]):
    """Where a pattern fits a sentence: its words by the names of their nodes."""

    pattern: AnyTree
    words: Mapping[str, "Token"]


class TreePatterns(Generic[AnyTree]):
    """The patterns of a language, compiled for the words of a pipeline."""

    def __init__(self, patterns: Iterable[AnyTree], lexicon: Lexicon, vocab: "Vocab") -> None:
        self.patterns = tuple(patterns)
        self.not_tried = 0
        self._vocab = vocab
        classes = tree_classes(lexicon)
        self._variants: dict[str, tuple[AnyTree, tuple[str, ...], str]] = {}
        self._specs: dict[str, list[dict[str, Any]]] = {}
        for pattern in self.patterns:
            for names, extra in _variants(pattern):
                key = f"{pattern.id} {extra}"
                self._specs[key] = [_spec(name, pattern.nodes[name], classes) for name in names]
                self._variants[key] = (pattern, names, extra)
        self._matcher = self._matcher_of(self._specs)

    def _matcher_of(self, keys: Iterable[str]) -> "DependencyMatcher":
        from spacy.matcher import DependencyMatcher

        matcher = DependencyMatcher(self._vocab)
        for key in keys:
            matcher.add(key, [self._specs[key]])
        return matcher

    def matches(self, doc: "Doc") -> list[TreeMatch[AnyTree]]:
        """All that fits, pattern by pattern, in the order of the words; nothing in a tree that is no sentence's.

        ``not_tried`` is then the number of patterns that would have taken too long.
        """
        self.not_tried = 0
        if not self.patterns:
            return []
        if any(sum(not each.is_punct for each in word.children) > MOST_CHILDREN for word in doc):
            self.not_tried = len(self.patterns)
            return []
        found: dict[tuple[str, tuple[int, ...]], dict[str, int]] = {}
        extras: list[tuple[str, tuple[int, ...], str, int]] = []
        for key, at in self._bounded(doc)(doc):
            pattern, names, extra = self._variants[doc.vocab.strings[key]]
            places = dict(zip(names, at, strict=True))
            needed = tuple(places[name] for name in names if name in _needed(pattern))
            if extra:
                extras.append((pattern.id, needed, extra, places[extra]))
            else:
                found[pattern.id, needed] = places
        nodes = {pattern.id: pattern.nodes for pattern in self.patterns}
        for id, needed, extra, place in sorted(extras):
            places = found.get((id, needed), {})
            if nodes[id][extra].absent:
                found.pop((id, needed), None)
            elif places:
                places.setdefault(extra, place)
        return [
            TreeMatch(pattern, {name: doc[place] for name, place in found[key].items()})
            for pattern in self.patterns
            for key in sorted(each for each in found if each[0] == pattern.id)
        ]

    def _bounded(self, doc: "Doc") -> "DependencyMatcher":
        """A matcher of the patterns that can be tried in a sentence within bounds: nearly always all."""
        if len(doc) <= _FEW_WORDS:
            return self._matcher
        words = [_facts(word) for word in doc]
        choices = {
            key: prod(sum(_may_be(word, spec["RIGHT_ATTRS"]) for word in words) for spec in specs)
            for key, specs in self._specs.items()
        }
        if sum(choices.values()) <= MOST_CHOICES:
            return self._matcher
        cost = Counter[str]()
        for key, count in choices.items():
            cost[self._variants[key][0].id] += count
        tried, spent = set[str](), 0
        for id in sorted(cost, key=lambda each: (cost[each], each)):
            spent += cost[id]
            if spent > MOST_CHOICES:
                break
            tried.add(id)
        self.not_tried = len(self.patterns) - len(tried)
        return self._matcher_of(key for key, (pattern, _, _) in self._variants.items() if pattern.id in tried)


def _facts(word: "Token") -> dict[str, str]:
    return {"LOWER": word.lower_, "LEMMA": word.lemma_, "DEP": word.dep_, "TAG": word.tag_, "POS": word.pos_}


def _may_be(word: Mapping[str, str], attributes: Mapping[str, Mapping[str, list[str]]]) -> bool:
    """Whether a word, by itself, can stand at a node."""
    return all(
        (word[name] in wanted["IN"]) if "IN" in wanted else (word[name] not in wanted["NOT_IN"])
        for name, wanted in attributes.items()
    )


def tree_classes(lexicon: Lexicon) -> dict[str, frozenset[str]]:
    """The classes of words that patterns can name: the lexicon's own, and its classes of verbs of speech."""
    speech = {name: frozenset(_single(verbs.verbs)) for name, verbs in lexicon.speech.items()}
    affirmed = (verbs.verbs for verbs in lexicon.speech.values() if verbs.polarity == "affirmed")
    own = {name: frozenset(words) for name, words in lexicon.trees.items()}
    say = frozenset(_single(verb for verbs in affirmed for verb in verbs)) | own.get("speech", frozenset())
    return {**speech, **own, "speech": say, "relay": frozenset(lexicon.relays)}


def _single(verbs: Iterable[str]) -> Iterator[str]:
    return (verb for verb in verbs if " " not in verb)


def _needed(pattern: Tree) -> tuple[str, ...]:
    return tuple(name for name, node in pattern.nodes.items() if not (node.optional or node.absent))


def _variants(pattern: Tree) -> Iterator[tuple[tuple[str, ...], str]]:
    """The words that are needed; and with each that may or must not be there, those and what it hangs on."""
    needed = _needed(pattern)
    yield needed, ""
    for name in pattern.nodes:
        if name not in needed:
            chain, at = [name], pattern.nodes[name].of
            while at is not None and at not in needed:
                chain.insert(0, at)
                at = pattern.nodes[at].of
            yield (*needed, *chain), name


def _spec(name: str, node: Node, classes: Mapping[str, frozenset[str]]) -> dict[str, Any]:
    """The node as the ``DependencyMatcher`` takes it."""
    attributes: dict[str, Any] = {}
    literal = [word for word in node.words if not word.startswith("<")]
    if literal:
        attributes["LOWER"] = {"IN": literal}
    elif node.words:
        attributes["LEMMA"] = {"IN": _words_of(node.words, classes)}
    elif node.but:
        attributes["LEMMA"] = {"NOT_IN": _words_of(node.but, classes)}
    if node.by:
        attributes["DEP"] = {"IN": list(node.by)}
    fine = [tag for tag in node.tags if tag in _FINE]
    if node.tags:
        attributes["TAG" if fine else "POS"] = {"IN": list(node.tags)}
    hanging = {} if node.of is None else {"LEFT_ID": node.of, "REL_OP": _OPERATORS[node.at]}
    return {"RIGHT_ID": name, "RIGHT_ATTRS": attributes, **hanging}


def _words_of(names: Iterable[str], classes: Mapping[str, frozenset[str]]) -> list[str]:
    """The words of some classes; the lemma of what is taken for a name keeps its capital."""
    words = set[str]().union(*(classes[name.strip("<>")] for name in names))
    return sorted(words | {word.capitalize() for word in words})


_OPERATORS = {None: ">", "before": ">--", "after": ">++"}
_FINE = frozenset(("TO", "MD", "VBG", "VBN", "VBD", "CD"))


class PredicatePattern(OfLanguage[ValueExample]):
    """A pattern of one predicate, which has several trees.

    ``predicate`` says what the predicate means; its name is the pattern's.
    """

    id: str = Field(pattern=_ID)
    trees: tuple[dict[str, Node], ...] = Field(min_length=1)
    predicate: Predicate

    @property
    def needed(self) -> frozenset[str]:
        """The nodes that each of the trees has."""
        return frozenset({"verb"})

    @property
    def parts(self) -> Iterator[tuple[Path, Mapping[str, Node]]]:
        """The words of each tree of the pattern, and where in the file they stand."""
        return ((("trees", number), nodes) for number, nodes in enumerate(self.trees))

    @model_validator(mode="after")
    def _has_what_trees_need(self) -> Self:
        for nodes in self.trees:
            Tree(id=self.id, nodes=nodes)
            if not self.needed <= nodes.keys():
                raise ValueError(f"each of the trees needs the nodes {', '.join(sorted(self.needed))}")
        return self


AnyPredicate = TypeVar("AnyPredicate", bound=PredicatePattern)


class PredicatePatterns(Generic[AnyPredicate]):
    """Patterns of predicates, compiled for the words of a pipeline; ``by_id`` has them by name."""

    def __init__(self, patterns: Iterable[AnyPredicate], lexicon: Lexicon, vocab: "Vocab") -> None:
        self.by_id = {pattern.id: pattern for pattern in patterns}
        trees = [
            Tree(id=f"{pattern.id}-{number}", nodes=nodes)
            for pattern in self.by_id.values()
            for number, nodes in enumerate(pattern.trees)
        ]
        self._trees = TreePatterns(trees, lexicon, vocab)

    def matches(self, doc: "Doc") -> Iterator[tuple[AnyPredicate, Mapping[str, "Token"]]]:
        """The patterns that fit, tree by tree, each with its words by the names of their nodes."""
        for match in self._trees.matches(doc):
            yield self.by_id[match.pattern.id.rpartition("-")[0]], match.words


AnyPattern = TypeVar("AnyPattern", bound=TreePattern | PredicatePattern)


def shipped_patterns(folder: str, model: type[AnyPattern], lexicon: Lexicon) -> tuple[AnyPattern, ...]:
    """Load the patterns in a folder that ship for the lexicon's language; InputError with all that is wrong in them."""
    problems: list[Problem] = []
    patterns: list[AnyPattern] = []
    classes = tree_classes(lexicon)
    for document in yaml_documents([shipped_folder(folder)], problems):
        pattern = validated(document, model, problems)
        if pattern is None:
            continue
        if pattern.language == lexicon.language:
            for path, nodes in pattern.parts:
                problems += _unknown_classes(nodes, path, document, classes)
            patterns.append(pattern)
    if problems:
        raise InputError(problems)
    return tuple(patterns)


def load_tree_patterns(lexicon: Lexicon) -> tuple[TreePattern, ...]:
    """The patterns of who says what that ship for the lexicon's language."""
    return shipped_patterns("trees", TreePattern, lexicon)


def _unknown_classes(
    nodes: Mapping[str, Node], path: Path, document: Document, classes: Mapping[str, frozenset[str]]
) -> Iterator[Problem]:
    """The classes of words that nodes name and that the lexicon does not have; they stand at ``path`` of a file."""
    for name, node in nodes.items():
        for word in (*node.words, *node.but):
            known = word.strip("<>")
            if word.startswith("<") and known not in classes:
                message = f"unknown class {word}{nearest(known, classes)}"
                yield document.locate(Problem(message, path=(*path, name, "words")))
