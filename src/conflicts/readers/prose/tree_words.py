"""Runs of words of a tree: phrases without what is put beside them, clauses, and what makes a clause no assertion."""

from collections.abc import Container, Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
RELATIVE = ("WDT", "WP")
"""The tags of "who" and "which" that begin a clause."""

_BESIDE = frozenset(("appos", "relcl", "acl", "advcl", "punct", "parataxis", "ccomp"))
_FINITE = frozenset(("VBD", "VBP", "VBZ", "MD"))


def below(word: "Token") -> set[int]:
    """The places of a word and of all that hangs on it."""
    return {each.i for each in word.subtree}


def phrase(word: "Token") -> list["Token"]:
    """The words of a noun phrase, but for what is put beside it: appositions, relative clauses, asides.

    A name in apposition to what is no name stands for it: "the mayor, Anna Berg".
    """
    if word.pos_ != "PROPN":
        named = next((each for each in word.children if each.dep_ == "appos" and each.pos_ == "PROPN"), None)
        word = named or word
    kept, waiting = {word.i}, [word]
    while waiting:
        at = waiting.pop()
        for each in at.children:
            is_ending = at is word and each.dep_ == "case"
            if each.dep_ not in _BESIDE and not is_ending and not (each.i > at.i and is_set_off(each, at)):
                kept.add(each.i)
                waiting.append(each)
    doc = word.doc
    first = last = word.i
    while first - 1 in kept:
        first -= 1
    while last + 1 in kept:
        last += 1
    return list(doc[first : last + 1])


def is_set_off(word: "Token", head: "Token") -> bool:
    """Whether a comma, a bracket or a dash stands between a word and what hangs on it, further on."""
    return any(each.text in (",", "(", "–", "—", ";", ":") for each in word.doc[head.i + 1 : word.left_edge.i])


def after(noun: "Token", prepositions: Container[str]) -> list["Token"]:
    """What one of these prepositions joins to a word: "boats" to "12" in "12 of the 40 boats"."""
    joining = (each for each in noun.children if each.dep_ == "prep" and each.lower_ in prepositions)
    return [each for preposition in joining for each in preposition.children if each.dep_ == "pobj"]


def within(doc: "Doc", span: tuple[int, int]) -> frozenset[int]:
    """The places of the words that lie whole in a span of the text."""
    return frozenset(word.i for word in doc if span[0] <= word.idx and word.idx + len(word) <= span[1])


def alone(verb: "Token") -> int:
    """The place of a verb whose clause has no other beside or below it; -1 if it has one."""
    return -1 if any(each.dep_ in ("conj", "advcl") for each in verb.children) else verb.i


def runs(doc: "Doc", places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first and the last place of each run of words that follow one another; signs between them are no break."""
    ordered = sorted(places)
    while ordered:
        last = 0
        while last + 1 < len(ordered) and all(doc[at].is_punct for at in range(ordered[last] + 1, ordered[last + 1])):
            last += 1
        yield ordered[0], ordered[last]
        ordered = ordered[last + 1 :]


def is_verb(word: "Token") -> bool:
    """Whether it is a verb that is not a mere helper of another."""
    return word.pos_ in ("VERB", "AUX") and word.dep_ not in ("aux", "auxpass")


def clause_of(word: "Token") -> "Token":
    """The verb of the clause in which a noun says something: "Anna Berg, mayor of Lund since 1990, …"."""
    return next((each for each in (word, *word.ancestors) if is_verb(each)), word)


def is_finite(word: "Token") -> bool:
    """Whether a verb, or a helper of it, has a tense."""
    return word.tag_ in _FINITE or any(
        each.tag_ in _FINITE for each in word.children if each.dep_ in ("aux", "auxpass")
    )


def subject(verb: "Token") -> "Token | None":
    """Who or what a verb is about, if need be that of the verb that it is joined to."""
    at = verb
    while True:
        found = next((each for each in at.children if each.dep_ in SUBJECTS), None)
        if found is not None or at.dep_ not in ("conj", "advcl", "xcomp") or at.head.i == at.i:
            return found
        at = at.head


def antecedent(relative: "Token", verb: "Token") -> "Token | None":
    """What "who" or "which" is about: the noun just before it, if a clause parts it from the one it hangs on."""
    if verb.dep_ != "relcl":
        return None
    between = relative.doc[verb.head.i + 1 : relative.i]
    if any(is_verb(each) for each in between):
        near = next((each for each in reversed(list(between)) if not each.is_punct), None)
        return near if near is not None and near.pos_ in ("NOUN", "PROPN") else None
    return verb.head
