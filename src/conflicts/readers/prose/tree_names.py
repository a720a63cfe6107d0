"""What a text has named so far, and which of it the words of a tree stand for: a name, a surname, "the city", "she"."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.phrases import PhraseReader, is_capitalised, joined, words_of
from conflicts.readers.prose.tree_patterns import tree_classes
from conflicts.readers.prose.tree_words import RELATIVE, antecedent, is_verb, phrase

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Size: TypeAlias = Literal["town", "region", "country"]
"""How large a place is."""

_FIRST_AND_LAST = 2
_INITIAL = re.compile(r"[^\W\d_]\.")
_NOT_NAMES = ("DATE", "TIME", "CARDINAL", "ORDINAL", "PERCENT", "MONEY", "QUANTITY", "NORP", "LANGUAGE")
_CORE = ("nsubj", "nsubjpass", "dobj", "pobj")
_PEOPLE = (["Masc"], ["Fem"])
_PARTS = ("compound", "amod", "nmod", "nummod", "poss", "appos", "dep")


@dataclass(eq=False)
class Named:
    """Something that has a name, by all its words; ``kinds`` are nouns for what it is, ``gender`` that of its pronoun.

    ``is_doubled``: the text tells of two of this name, so that none of them is meant for sure.
    """

    name: str
    is_person: bool
    label: str = ""
    kinds: set[str] = field(default_factory=set)
    gender: str = ""
    is_doubled: bool = False

    @property
    def words(self) -> list[str]:
        return self.name.split()


@dataclass
class _Sentence:
    """What a sentence names, by the places of the words, and what it is about."""

    named: dict[int, Named] = field(default_factory=dict)
    about: Named | None = None


class NameReader:
    """Knows what a text has named; ``is_known`` says whether a name is one of the vocabulary's."""

    def __init__(self, lexicon: Lexicon, phrases: PhraseReader, is_known: Callable[[str], bool]) -> None:
        self._phrases, self._is_known = phrases, is_known
        classes = tree_classes(lexicon)
        self._organisations, self._things = classes["organisation"], classes["organisation"] | classes["thing"]
        self._occupations = classes["occupation"]
        self._naming, self._too, self._kin = classes["naming"], classes["too"], classes["kin"]
        self._regions = frozenset(lexicon.things.other_places)
        self._things_built = classes["thing"] | frozenset(lexicon.things.sites)
        self._populated = classes["populated"]
        self._nations = frozenset(name for nation in lexicon.nations.values() for name in nation.names)
        self._titles, self._towns = frozenset(lexicon.speakers.titles), frozenset(lexicon.things.settlements)
        bodies = {word for kinds in lexicon.speakers.kinds.values() for word in kinds}
        self._not_people = self._things | bodies | frozenset(lexicon.things.sites)
        self._known: dict[str, Named] = {}
        self._nameless: set[str] = set()
        self._topic: Named | None = None
        self._opening: Named | None = None
        self._is_first = True
        self._last, self._this = _Sentence(), _Sentence()

    def forget(self) -> None:
        """What is read next does not follow on what was read before: a pronoun has nothing to stand for."""
        self._this = _Sentence()

    def note(self, doc: "Doc") -> None:
        """Take a sentence, whose names and pronouns are then known."""
        self._last, self._this = self._this, _Sentence()
        for word in doc:
            if word.pos_ == "PRON" and word.tag_ in ("PRP", "PRP$"):
                found = self._pronoun(word)
            elif self._is_name(word):
                found = self._register(word)
            else:
                continue
            if found is not None:
                self._this.named[word.i] = found
                if self._is_populated(word) and not found.is_person:
                    found.label = _TOWN
        for word in doc:
            self._note_kind(word)
        for word in doc:
            if word.pos_ == "NOUN" and _is_indefinite(word) and self._found(word) is None:
                self._nameless.add(word.lemma_.casefold())
        root = next((word for word in doc if word.dep_ == "ROOT"), None)
        about = next((each for each in root.children if each.dep_ in ("nsubj", "nsubjpass")), None) if root else None
        self._this.about = self._found(about) if about is not None else None
        self._topic = self._topic or self._this.about
        if self._is_first:
            self._opening, self._is_first = self._this.about, False

    def named(self, word: "Token") -> str | None:
        """The name of what a word stands for; None if that is nothing with a name, or not sure."""
        found = self._found(word)
        return None if found is None or found.is_doubled else found.name

    def unsure(self, word: "Token") -> str:
        """The words for something, where they stand for what has a name, and it is not sure for which."""
        found = self._found(word)
        is_open = found is None and (word.tag_ in ("PRP", "PRP$") or bool(self._candidates(word)))
        return _text(word) if is_open or (found is not None and found.is_doubled) else ""

    def is_person(self, word: "Token") -> bool:
        """Whether a word stands for somebody who has been named."""
        found = self._found(word)
        return found is not None and found.is_person

    def short(self, name: str) -> str:
        """The name of somebody without what stands between his first and his last: other accounts may leave that out.

        Empty if it has no such names, or is not that of somebody.
        """
        found = self._known.get(name)
        words = found.words if found is not None and found.is_person else []
        is_plain = len(words) > _FIRST_AND_LAST and all(each.isalpha() or _INITIAL.fullmatch(each) for each in words)
        is_whole = is_plain and all(map(is_capitalised, words)) and words[0].isalpha() and words[-1].isalpha()
        return f"{words[0]} {words[-1]}" if is_whole and not words[-1].isupper() else ""

    def size(self, word: "Token") -> Size | None:
        """Whether a place that has a name is a country, a region or a town, as far as the text says so."""
        found = self._found(word)
        if found is None:
            return None
        if found.name in self._nations:
            return "country"
        kinds = {*found.kinds, *(each.casefold() for each in found.words)}
        if not kinds.isdisjoint(self._regions):
            return "region"
        return "town" if not found.kinds.isdisjoint(self._towns) else None

    def topic(self) -> str | None:
        """The thing that the text is about from its first sentence, or its title, on: what its work is work on."""
        first = self._opening
        is_thing = first is not None and not first.is_person and not first.kinds.isdisjoint(self._things_built)
        return first.name if first is not None and is_thing and not first.is_doubled else None

    def title(self, doc: "Doc") -> None:
        """Take note of the name in a title, which is what the text is about."""
        names = [word for word in doc if self._is_name(word)]
        if self._is_first and len(names) == 1 and names[0].pos_ == "PROPN":
            found = self._register(names[0])
            if found is not None:
                self._this.named[names[0].i] = found
                self._note_kind(names[0])
                self._opening = self._topic = found
                self._is_first = False
        self._this = _Sentence()

    def _found(self, word: "Token", depth: int = 3) -> Named | None:
        if word.i in self._this.named:
            return self._this.named[word.i]
        if word.pos_ not in ("NOUN", "PROPN") or depth == 0:
            return None
        beside = [each for each in word.children if each.dep_ == "appos" and each.i in self._this.named]
        if len(beside) == 1:
            return self._this.named[beside[0].i]
        if word.dep_ == "appos" or (word.dep_ == "attr" and word.head.lemma_ == "be"):
            above = word.head if word.dep_ == "appos" else _subject(word.head)
            is_denied = any(each.dep_ == "neg" for each in word.head.children)
            return self._found(above, depth - 1) if above is not None and not is_denied else None
        town = self._town(word)
        return town or self._described(word)

    def _town(self, word: "Token") -> Named | None:
        """What "the city of Lund" names."""
        of = [each for each in word.children if each.dep_ == "prep" and each.lower_ in self._phrases.of]
        inner = [each for prep in of for each in prep.children if each.dep_ == "pobj"]
        return self._this.named.get(inner[0].i) if word.lower_ in self._towns and len(inner) == 1 else None

    # --- names --------------------------------------------------------------------------------------------------------

    def _is_name(self, word: "Token") -> bool:
        """Whether a word is the head of a name; a noun with a name before it is one if it is of a kind of thing."""
        if word.dep_ in ("compound", "nmod", "amod", "case", "det", "nummod") or word.pos_ not in ("PROPN", "NOUN"):
            return False
        if word.ent_type_ in _NOT_NAMES or not self._name(word):
            return False
        if is_capitalised(word.text):
            return word.pos_ == "PROPN" or word.i > 0 or bool(word.ent_type_)
        return word.pos_ == "PROPN" or word.lemma_ in self._things

    def _name(self, word: "Token") -> list[str]:
        """The words of a name, without an article, a title or a noun for what it is before it."""
        own = list(_own_words(word))
        words = words_of("".join(each.text_with_ws for each in own))
        while words and (not is_capitalised(words[0]) or words[0].casefold() in self._phrases.definite):
            words = words[1:]
        if words and not is_capitalised(word.text):
            is_whole = self._is_pure(words[:-1]) and words[-1] == word.text
            return words if is_whole and not any(each.is_punct for each in own) else []
        end = self._phrases.name(words)
        return [] if self._is_cut(words, end, own) else words[:end]

    def _is_cut(self, words: list[str], end: int, own: list["Token"]) -> bool:
        """Whether a name goes on before or after these words: "St Mary and St Petroc", "Big Magic: Living Well"."""
        if end == 0:
            return True
        following = words[end : end + 2]
        if len(following) == 2 and following[0] in self._phrases.conjunctions and is_capitalised(following[1]):
            return True
        first, last = own[0], own[-1]
        before = first.nbor(-1) if first.i > 0 else None
        is_inner = before is not None and is_capitalised(before.text) and before.i > 0 and before.dep_ in _PARTS
        is_inner |= before is not None and before.text == ":" and is_capitalised(before.nbor(-1).text)
        is_inner |= before is not None and _is_hyphen(before)
        after = [each.text for each in last.doc[last.i + 1 : last.i + 3]]
        is_inner |= last.i + 1 < len(last.doc) and not last.whitespace_ and _is_hyphen(last.nbor(1))
        return is_inner or (len(after) == 2 and after[0] == ":" and is_capitalised(after[1]))

    def _is_pure(self, words: list[str]) -> bool:
        return bool(words) and self._phrases.is_name(words) and self._phrases.bare(words[-1]) is None

    def _register(self, word: "Token") -> Named | None:
        words = self._name(word)
        has_title = False
        while len(words) > 1 and words[0].casefold().rstrip(".") in self._titles:
            words, has_title = words[1:], True
        found = self._same(words)
        if not is_capitalised(words[0]):  # "President of the Republic Ida Lind"
            return None
        if found is None:
            is_person = has_title or (word.ent_type_ == "PERSON" and len(words) > 1 and not self._is_thing(words))
            found = self._known.setdefault(joined(words), Named(joined(words), is_person, word.ent_type_))
        elif len(words) > 1 and self._is_another(word):
            found.is_doubled = True
        if self._is_called_too(word):
            found.is_doubled = True
        if word.ent_type_ == _TOWN and not found.is_person:
            found.label = _TOWN
        return found

    def _is_populated(self, word: "Token") -> bool:
        """Whether a word says whose population it is: "Its population was 400"."""
        return word.dep_ == "poss" and word.head.lemma_ in self._populated

    def _same(self, words: list[str]) -> Named | None:
        """What these words name already; somebody of two who have a surname is nobody."""
        whole = joined(words)
        if whole in self._known:
            return self._known[whole]
        if self._is_known(whole):
            return None
        fits = [each for each in self._known.values() if _is_short_for(words, each)]
        if len(fits) > 1:
            return Named(whole, is_person=fits[0].is_person, is_doubled=True)
        return fits[0] if fits else None

    def _is_another(self, word: "Token") -> bool:
        """Whether a name that was known is given to a relative of somebody: "her niece, the painter Anna Berg"."""
        nouns = [each for each in word.children if each.dep_ in ("appos", "compound")]
        if word.dep_ == "appos":
            first = min(word.head.left_edge.i, word.left_edge.i)
            before = word.doc[max(first - 2, 0) : first]  # "niece ,"
            nouns += [word.head, *(each for each in before[:1] if before[-1].is_punct)]
        return any(each.lemma_ in self._kin for each in nouns)

    def _is_called_too(self, word: "Token") -> bool:
        """Whether somebody is said to have this name as well: "his cousin, who is also called Anna Berg"."""
        verb = word.head
        return verb.lemma_ in self._naming and any(each.lower_ in self._too for each in verb.children)

    # --- what a noun or a pronoun stands for -------------------------------------------------------------------------

    def _note_kind(self, word: "Token") -> None:
        """Remember what a name is said to be: "Osprell, a bank", "Osprell is a bank", "the bank Osprell"."""
        found = self._this.named.get(word.i)
        if found is None or word.pos_ == "PRON":
            return
        nouns = [each for each in word.children if each.dep_ in ("appos", "compound")]
        nouns += [word.head] if word.dep_ == "appos" else []
        if word.dep_ == "nsubj" and word.head.lemma_ == "be":
            nouns += [each for each in word.head.children if each.dep_ == "attr"]
        if word.dep_ == "pobj" and word.head.lower_ in self._phrases.of and word.head.head.lower_ in self._towns:
            nouns.append(word.head.head)  # "the village of Saltmere"
        found.kinds |= {
            each.lemma_.casefold() for each in nouns if each.pos_ == "NOUN" and each.i not in self._this.named
        }
        found.is_person |= not found.kinds.isdisjoint(self._occupations)
        if len(found.words) > 1 and not found.is_person:
            found.kinds.add(found.words[-1].casefold())

    def _described(self, word: "Token") -> Named | None:
        """The only thing that "the company" can be; what a text is about goes before what it names beside."""
        fits = self._candidates(word)
        if len(fits) != 1:
            return None
        labels = _PLACES if word.lemma_.casefold() in self._towns else _LABELS
        others = [each for each in self._known.values() if each.label in labels and not each.is_person]
        return fits[0] if fits[0] is self._topic or all(each is fits[0] for each in others) else None

    def _candidates(self, word: "Token") -> list[Named]:
        """All that "the company" may be."""
        noun = word.lemma_.casefold()
        is_definite = any(each.dep_ == "det" and each.lower_ in self._phrases.definite for each in word.children)
        is_alone = all(each.dep_ in ("det", "punct", "relcl", "acl", "appos") for each in word.children)
        if not is_definite or not is_alone or noun in self._nameless:
            return []
        is_organisation = noun in self._organisations
        town = self._town_of_text() if noun in self._towns else None
        return [
            each
            for each in self._known.values()
            if noun in each.kinds
            or (is_organisation and not each.kinds.isdisjoint(self._organisations))
            or each is town
        ]

    def _town_of_text(self) -> Named | None:
        """What the text is about from its first sentence on, if that is a town by its name alone."""
        first = self._opening
        is_town = first is not None and first.label == _TOWN and first.kinds.isdisjoint(self._regions)
        return first if first is not None and is_town and first.name not in self._nations else None

    def _is_thing(self, words: list[str]) -> bool:
        return words[-1].casefold() in self._not_people

    def _may_be_person(self, named: Named) -> bool:
        is_like_one = len(named.words) > 1 and named.label not in _PLACES and not self._is_thing(named.words)
        return named.is_person or is_like_one

    def _pronoun(self, word: "Token") -> Named | None:
        before = [each for place, each in self._this.named.items() if place < word.i]
        if (gender := word.morph.get("Gender", [])) in _PEOPLE:
            people = dict.fromkeys(each for each in (*self._last.named.values(), *before) if self._may_be_person(each))
            fits = [each for each in people if each.gender in ("", gender[0])]
            if len(fits) != 1 or not fits[0].is_person:
                return None
            fits[0].gender = gender[0]
            return fits[0]
        if word.morph.get("Number", []) != ["Sing"] or word.morph.get("Person", []) != ["3"]:
            return None
        about = self._subject_before(word) or self._last.about
        things = dict.fromkeys(each for each in (*self._last.named.values(), *before) if not each.is_person)
        is_only = about is not None and (list(things) == [about] or about is self._topic)
        return about if is_only and about is not None and not about.is_person else None

    def _subject_before(self, word: "Token") -> Named | None:
        """What the clause is about that a pronoun's own is joined to, further left in its sentence."""
        verb = next((each for each in word.ancestors if is_verb(each)), None)
        above = _subject(verb.head) if verb is not None and verb.dep_ == "conj" else None
        return self._this.named.get(above.i) if above is not None and above.i < word.i else None


_TOWN = "GPE"
_PLACES = (_TOWN, "FAC", "LOC")
_LABELS = ("ORG", *_PLACES)


def _is_short_for(words: list[str], other: Named) -> bool:
    """Whether words are a surname, initials and a surname, or the first word, of a longer name."""
    full = other.words
    if len(words) > len(full):
        return False
    if not other.is_person:
        return len(words) == 1 and words[0] == full[0] and len(words[0]) > 2 and other.label != _TOWN
    if words[-1] != full[-1]:
        return False
    given = iter(full[:-1])
    return all(any(_is_initial(short, long) for long in given) for short in words[:-1])


def _is_hyphen(word: "Token") -> bool:
    """Whether it joins what stands before and after it: "al-Bab"."""
    return word.tag_ == "HYPH" and not word.whitespace_


def _is_initial(short: str, long: str) -> bool:
    return short == long or (len(short.rstrip(".")) == 1 and short[0] == long[0])


def _is_indefinite(word: "Token") -> bool:
    return any(each.morph.get("Definite", []) == ["Ind"] for each in word.children if each.dep_ == "det")


def _own_words(word: "Token") -> Iterator["Token"]:
    """The words of a noun phrase whose head this is, and of no name in apposition to it."""
    if word.pos_ != "PROPN" and any(each.dep_ == "appos" and each.pos_ == "PROPN" for each in word.children):
        return iter([*(each for each in word.lefts if each.dep_ in ("compound", "det")), word])
    return (each for each in phrase(word) if each.dep_ != "case" or each.i < word.i)


def _subject(verb: "Token") -> "Token | None":
    found = next((each for each in verb.children if each.dep_ in ("nsubj", "nsubjpass")), None)
    return antecedent(found, verb) if found is not None and found.tag_ in RELATIVE else found


def _text(word: "Token") -> str:
    return "".join(each.text_with_ws for each in phrase(word)).strip()
