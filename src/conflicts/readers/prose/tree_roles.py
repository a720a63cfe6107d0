"""Who does what in a clause, whatever its form: active, passive, a participle beside a noun, a relative clause."""

from typing import TYPE_CHECKING, Literal, TypeAlias

from conflicts.readers.prose.tree_words import RELATIVE, antecedent, is_finite, is_verb

if TYPE_CHECKING:
    from spacy.tokens import Token

Role: TypeAlias = Literal["agent", "patient", "theme"]
"""What a verb says of a thing: who does it (``agent``), what it is done to (``patient``), or, of a verb that can do
without an object, what it is done to or happens to (``theme``: "the king opened the bridge", "the bridge opened")."""

_PASSIVE = ("nsubjpass", "auxpass")


def in_role(verb: "Token", role: Role) -> "Token | None":
    """The word for what has a role in the clause of a verb; None if there is none, or more than one."""
    match role:
        case "agent":
            found = _agent(verb)
        case "patient":
            found = _patient(verb)
        case _:
            found = _patient(verb) or (None if _child(verb, "dobj") or is_passive(verb) else _agent(verb))
    if found is not None and found.tag_ in RELATIVE:
        found = antecedent(found, verb)
        if found is not None and found.dep_ == "attr":  # "she was an engineer and politician who served as mayor"
            return found
    return None if found is None or any(each.dep_ == "conj" for each in found.children) else found


def is_passive(verb: "Token") -> bool:
    """Whether what the verb is about has it done to it: "was built", "built in 1909"."""
    if verb.tag_ != "VBN":
        return False
    if any(each.dep_ in _PASSIVE for each in verb.children):
        return True
    if any(each.dep_ in ("aux", "nsubj") for each in verb.children):
        return False
    is_loose = verb.dep_ in ("acl", "relcl", "advcl", "ROOT")
    return is_loose or (verb.dep_ == "conj" and is_verb(verb.head) and is_passive(verb.head))


def is_past(verb: "Token") -> bool:
    """Whether the clause tells of what was: not "it opens in May", or "it may open", which may be still to come."""
    if any(each.dep_ == "aux" and each.lemma_ == "have" for each in verb.children):
        return True
    if not is_finite(verb):
        return verb.tag_ in ("VBN", "VBG")
    return all(each.tag_ not in ("VBZ", "VBP", "MD") for each in (verb, *verb.children))


def _patient(verb: "Token") -> "Token | None":
    if not is_passive(verb):
        return _child(verb, "dobj")
    own = _child(verb, "nsubjpass")
    if own is not None:
        return own
    match verb.dep_:
        case "acl":
            return verb.head if verb.head.i < verb.i else None
        case "advcl" | "xcomp":
            return _subject(verb.head) if is_verb(verb.head) else None
        case "conj":  # "it swept the north and was elected": what the first verb is about, and not its object
            return _subject(verb.head) or (_patient(verb.head) if is_passive(verb.head) else None)
        case _:
            return None


def _agent(verb: "Token") -> "Token | None":
    if is_passive(verb):
        by = _child(verb, "agent")
        return _child(by, "pobj") if by is not None else None
    own = _child(verb, "nsubj")
    if own is not None or verb.dep_ not in ("conj", "xcomp"):
        return own
    return _subject(verb.head) if is_verb(verb.head) else None


def _subject(verb: "Token") -> "Token | None":
    """What a clause is about, if need be that of the one that it is joined to."""
    own = _child(verb, "nsubj", "nsubjpass")
    if own is not None or verb.dep_ != "conj" or not is_verb(verb.head):
        return own
    return _subject(verb.head)


def _child(word: "Token", *relations: str) -> "Token | None":
    found = [each for each in word.children if each.dep_ in relations]
    return found[0] if len(found) == 1 else None
