"""Trees of Universal Dependencies, given the shape that patterns and the reader of trees know.

Pipelines of most languages hang words together as Universal Dependencies do: a preposition on its noun, "is" on what
something is said to be. Patterns know the shape of the English ones: a noun on its preposition, what something is on
"is", and finer tags. Whatever is no tree of that kind is left as it is.
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.years import any_of

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

_WORDS = "words"
_QUOTES = frozenset("«»“”„")
_SPACED_NUMBER = re.compile(r"(?<![\w.,])[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?![\w])")

_RELATIONS = {
    "nsubj:pass": "nsubjpass",
    "csubj:pass": "csubj",
    "obj": "dobj",
    "iobj": "dative",
    "aux:tense": "aux",
    "aux:caus": "aux",
    "aux:pass": "auxpass",
    "acl:relcl": "relcl",
    "expl:subj": "expl",
    "expl:comp": "prt",
    "expl:pass": "prt",
    "expl:pv": "prt",
    "flat:name": "flat",
    "flat:foreign": "flat",
    "nmod": "nmod",
}
_OBLIQUE = ("obl", "obl:mod", "obl:arg", "obl:agent", "nmod")
_OF_THE_CLAUSE = frozenset(
    "nsubj nsubj:pass csubj expl expl:subj expl:comp expl:pass aux aux:tense obl obl:mod obl:arg mark punct advcl "
    "ccomp parataxis vocative discourse dep".split()
)
_ENTITIES = {"PER": "PERSON", "LOC": "GPE", "ORG": "ORG"}
_BESIDE = ("nmod", "amod", "appos", "flat:name", "dep")
_NAMED = ("NOUN", "PROPN", "NUM", "PRON")
_TAGS = {
    "PROPN": "NNP",
    "NOUN": "NN",
    "ADJ": "JJ",
    "ADV": "RB",
    "NUM": "CD",
    "DET": "DT",
    "ADP": "IN",
    "SCONJ": "IN",
    "CCONJ": "CC",
}


def is_universal(language: "Language") -> bool:
    """Whether a pipeline hangs words together as Universal Dependencies do."""
    labels = language.get_pipe("parser").labels  # type: ignore[attr-defined]  # parsers have labels, pipes need not
    return "pobj" not in labels and "case" in labels


class UniversalReader:
    """Knows the words of a language that its trees do not tell apart: those that deny, numbers, verbs of speech."""

    def __init__(self, lexicon: Lexicon) -> None:
        negation = lexicon.negation
        self._companions, self._alone = frozenset(negation.companions), frozenset(negation.alone)
        self._denying, self._always = frozenset(negation.words), frozenset(negation.without_companion)
        self._speech = frozenset(lexicon.verbs) | frozenset(lexicon.trees.get("speech", ()))
        self._have, self._of = frozenset(lexicon.trees.get("have", ())), frozenset(lexicon.grammar.of)
        self._conditions = frozenset(lexicon.grammar.conditions)
        document = lexicon.dates.document
        self._days = frozenset((*document.weekdays, *document.days))
        self._instead = {
            **{word: str(number) for word, number in lexicon.numbers.words.items() if number > 1 and " " not in word},
            **lexicon.parsed_as,
        }
        joined = any_of(each for each in self._instead if not each.isalpha())
        self._joined = re.compile(rf"{_SPACED_NUMBER.pattern}|(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)

    def prepared(self, doc: "Doc") -> "Doc":
        """The words of a sentence as a pipeline reads them best: numbers in digits, plain quotation marks."""
        from spacy.tokens import Doc

        words, spaces = [], []
        for first, last in self._runs(doc):
            words.append(doc.text[doc[first].idx : doc[last].idx + len(doc[last])])
            spaces.append(bool(doc[last].whitespace_))
        return Doc(doc.vocab, [self._plain(word) for word in words], spaces, user_data={_WORDS: words})

    def _runs(self, doc: "Doc") -> Iterator[tuple[int, int]]:
        """The first and the last place of each word, of several where they are one: "1 200", "d'après"."""
        spans = [found.span() for found in self._joined.finditer(doc.text)]
        at = 0
        while at < len(doc):
            span = next((each for each in spans if each[0] == doc[at].idx), None)
            last = at
            while span is not None and last + 1 < len(doc) and doc[last + 1].idx < span[1]:
                last += 1
            is_whole = span is not None and doc[last].idx + len(doc[last]) == span[1]
            last = last if is_whole else at
            yield at, last
            at = last + 1

    def _plain(self, word: str) -> str:
        if word in _QUOTES:
            return '"'
        if word[0].isdigit():
            return "".join(word.split())
        found = self._instead.get(word.casefold().replace("’", "'"), word)
        return found.capitalize() if word[0].isupper() else found

    def reshaped(self, doc: "Doc") -> "Doc":
        """The tree of a sentence that was ``prepared``, in the shape of English ones, with its own words."""
        return _Shape(doc, self).shaped()

    # --- what words are ------------------------------------------------------------------------------------------

    def is_companion(self, word: str) -> bool:
        """Whether a word only goes with one that denies ("ne")."""
        return word in self._companions

    def is_negation(self, word: str) -> bool:
        """Whether a word may deny ("personne")."""
        return word in self._denying

    def denies(self, word: str, verb: str, others: set[str]) -> bool:
        """Whether a word below a verb denies its clause, given the other words below it."""
        if word in self._companions:
            return verb in self._alone and others.isdisjoint(self._denying)
        return word in self._denying and (word in self._always or not others.isdisjoint(self._companions))

    def is_speech(self, *forms: str) -> bool:
        """Whether any form of a verb is one of speech."""
        return not self._speech.isdisjoint(forms)

    def is_have(self, lemma: str) -> bool:
        """Whether a helping verb is the one of "has done"."""
        return lemma in self._have

    def is_of(self, word: str) -> bool:
        """Whether a preposition says whose something is."""
        return word.replace("’", "'") in self._of

    def is_condition(self, word: str) -> bool:
        """Whether a clause that begins with a word says under what condition something is so."""
        return word in self._conditions

    def is_day(self, word: str) -> bool:
        """Whether it is a day by its name, or by how far it is from the document's."""
        return word in self._days


class _Shape:
    """One tree on its way to another shape: for each word on which other it hangs, how, and what it is."""

    def __init__(self, doc: "Doc", words: UniversalReader) -> None:
        self._doc, self._words = doc, words
        self._head, self._dep = [word.head.i for word in doc], [word.dep_ for word in doc]
        self._pos, self._lemma = [word.pos_ for word in doc], [word.lemma_ for word in doc]

    def shaped(self) -> "Doc":
        """The sentence with its own words."""
        from spacy.tokens import Doc

        self._mend_numbers()
        self._mend_helpers()
        self._turn_copulas()
        self._mend_nobody()
        self._mend_speech()
        self._mend_conditions()
        self._hang_nouns_on_prepositions()
        self._mark_denials()
        self._hang_joining_words_on_the_first()
        original: list[str] = self._doc.user_data[_WORDS]
        return Doc(
            self._doc.vocab,
            original,
            [bool(word.whitespace_) for word in self._doc],
            tags=[self._tag(word) for word in self._doc],
            pos=[self._part(word) for word in self._doc],
            morphs=[self._morph(word) for word in self._doc],
            lemmas=[self._lemma_of(word) for word in self._doc],
            heads=self._head,
            deps=[self._relation(word) for word in self._doc],
            ents=[_entity(word) for word in self._doc],
        )

    def _below(self, at: int) -> list[int]:
        return [place for place, head in enumerate(self._head) if head == at and place != at]

    def _hang(self, at: int, on: int, by: str) -> None:
        self._head[at], self._dep[at] = on, by

    # --- steps ------------------------------------------------------------------------------------------

    def _mend_numbers(self) -> None:
        """A number right before a noun is that of the noun: "quelque 200 habitants"."""
        for at in range(len(self._doc) - 1):
            is_number = self._pos[at] == "NUM" and self._dep[at] != "nummod" and self._head[at] != at
            if is_number and self._pos[at + 1] == "NOUN" and self._head[at + 1] == self._head[at]:
                self._hang(at, at + 1, "nummod")

    def _mend_helpers(self) -> None:
        """A helper of a past tense is no "is": "ont péri" is a verb, whatever the pipeline took it for."""
        for at, word in enumerate(self._doc):
            above = self._head[at]
            is_helper = self._dep[at].startswith("aux") or (self._dep[at] == "cop" and self._words.is_have(word.lemma_))
            is_participle = self._dep[at] == "cop" and self._pos[above] in ("VERB", "AUX")
            if is_helper or is_participle:
                if self._dep[at] == "cop":
                    self._dep[at] = "aux:tense" if self._words.is_have(word.lemma_) else "aux:pass"
                self._pos[at] = "AUX"
                self._pos[above] = "VERB" if self._pos[above] in ("ADJ", "NOUN") else self._pos[above]

    def _turn_copulas(self) -> None:
        """What somebody is hangs on "is", and so does all that belongs to the clause."""
        for at in [place for place, dep in enumerate(self._dep) if dep == "cop"]:
            noun = self._head[at]
            if self._dep[at] != "cop" or noun == at:
                continue
            root = self._head[noun] == noun
            others = {self._doc[other].lower_ for other in self._below(noun)}
            self._hang(at, at if root else self._head[noun], self._dep[noun])
            for each in self._below(noun):
                is_between = at < each < noun
                denies = self._words.denies(self._doc[each].lower_, "", others)
                is_adverb = self._dep[each] == "advmod" and (not is_between or denies)
                is_clause = self._dep[each] == "conj" and self._pos[each] in ("VERB", "AUX")
                if self._dep[each] in _OF_THE_CLAUSE or is_adverb or is_clause:
                    self._head[each] = at
            self._hang(noun, at, "attr" if self._pos[noun] in _NAMED else "acomp")

    def _mend_speech(self) -> None:
        """Who speaks behind a verb of speech is no object of it: "…, a affirmé le préfet"; a day is the verb's."""
        for at, word in enumerate(self._doc):
            if self._pos[at] == "VERB" and self._words.is_speech(word.lower_, word.lemma_):
                self._mend_speaker(at)
        for at, word in enumerate(self._doc):
            if self._dep[at] in _BESIDE and self._words.is_day(word.lower_) and not self._has_case(at):
                above = self._head[at]
                while self._pos[above] not in ("VERB", "AUX") and self._head[above] != above:
                    above = self._head[above]
                self._hang(at, above, "obl:mod")

    def _mend_nobody(self) -> None:
        """What denies right before "ne" is what the verb is about: "que personne n'a été blessé"."""
        for at in range(len(self._doc) - 1):
            verb = self._head[at + 1]
            is_nobody = self._words.is_negation(self._doc[at].lower_) and self._pos[at] in _NAMED
            if not is_nobody or not self._words.is_companion(self._doc[at + 1].lower_) or verb == at:
                continue
            deps = [self._dep[each] for each in self._below(verb)]
            if not any(dep.startswith("nsubj") for dep in deps):
                self._hang(at, verb, "nsubj:pass" if "aux:pass" in deps else "nsubj")

    def _mend_conditions(self) -> None:
        """What begins with "if" is no object of a verb."""
        for at in range(len(self._doc)):
            if self._dep[at] == "ccomp":
                marks = (self._doc[each].lower_ for each in self._below(at) if self._dep[each] == "mark")
                if any(map(self._words.is_condition, marks)):
                    self._dep[at] = "advcl"

    def _mend_speaker(self, at: int) -> None:
        below = self._below(at)
        deps = [self._dep[each] for each in below]
        behind = [each for each in below if each > at and self._pos[each] in ("NOUN", "PROPN", "PRON")]
        objects = [each for each in behind if self._dep[each] == "obj"]
        is_joined = self._dep[at] in ("conj", "parataxis") and "cc" not in deps and self._head[at] < at
        if not is_joined or any(dep.startswith(("ccomp", "xcomp")) for dep in deps):
            return
        has_own = any(dep.startswith("nsubj") for dep in deps)
        if len(objects) == 1 and not has_own:
            self._dep[objects[0]] = "nsubj"
        if any(self._dep[each].startswith("nsubj") for each in behind):
            self._dep[at] = "parataxis"

    def _has_case(self, at: int) -> bool:
        return any(self._dep[each] == "case" for each in self._below(at))

    def _hang_nouns_on_prepositions(self) -> None:
        for at in range(len(self._doc)):
            cases = [each for each in self._below(at) if self._dep[each] == "case" and each < at]
            if not cases or self._dep[at] not in _OBLIQUE or self._head[at] == at:
                continue
            by = "agent" if self._dep[at] == "obl:agent" else "prep"
            self._hang(cases[0], self._head[at], by)
            self._hang(at, cases[0], "pobj")

    def _hang_joining_words_on_the_first(self) -> None:
        """Hang "and" on the first of what it joins."""
        for at, dep in enumerate(self._dep):
            above = self._head[at]
            if dep == "cc" and self._dep[above] == "conj" and at < above:
                self._head[at] = self._head[above]

    def _mark_denials(self) -> None:
        for at, word in enumerate(self._doc):
            if self._dep[at] not in ("advmod", "obl:mod", "obl:arg", "mark"):
                continue
            above = self._head[at]
            others = {self._doc[each].lower_ for each in self._below(above) if each != at}
            if self._words.denies(word.lower_, self._doc[above].lemma_, others):
                self._dep[at] = "neg"
            elif self._words.is_companion(word.lower_):
                self._dep[at] = "prt"

    # --- what each word is ------------------------------------------------------------------------------------------

    def _relation(self, word: "Token") -> str:
        dep = self._dep[word.i]
        if dep == "det" and word.morph.get("Poss", []) == ["Yes"]:
            return "poss"
        if dep in _OBLIQUE and dep != "nmod":
            return "npadvmod"
        return _RELATIONS.get(dep, "fixed" if dep == "case" else dep)

    def _part(self, word: "Token") -> str:
        return "PRON" if self._relation(word) == "poss" else self._pos[word.i]

    def _lemma_of(self, word: "Token") -> str:
        """The lemma; that of a helper is "be" or "have", and of what says whose something is "of", in any language."""
        dep = self._dep[word.i]
        if self._pos[word.i] == "AUX":
            return "have" if self._words.is_have(word.lemma_) else "be"
        return "of" if dep == "prep" and self._words.is_of(word.lower_) else word.lemma_

    def _morph(self, word: "Token") -> str:
        """Its form; what a pronoun may stand for, a grammatical gender does not say."""
        form: Mapping[str, str] = word.morph.to_dict()
        if self._relation(word) == "poss":
            return ""
        if word.pos_ == "PRON" and form.get("Person") == "3":
            return "|".join(f"{name}={value}" for name, value in form.items() if name not in ("Gender", "Person"))
        return str(word.morph)

    def _tag(self, word: "Token") -> str:
        pos, form = self._part(word), word.morph.to_dict()
        if self._dep[word.i] == "mark":
            return "IN"
        match pos:
            case "VERB" | "AUX":
                return self._verb_tag(word, form)
            case "PRON" | "ADV" if form.get("PronType") in ("Rel", "Int"):
                return "WDT" if pos == "PRON" else "WRB"
            case "PRON":
                if self._relation(word) == "poss":
                    return "PRP$"
                return {"Prs": "PRP", "Dem": "DT"}.get(form.get("PronType", ""), "PRP" if "Person" in form else "NN")
            case _:
                return _TAGS.get(pos, pos)

    def _verb_tag(self, word: "Token", form: Mapping[str, str]) -> str:
        kind, tense = form.get("VerbForm", ""), form.get("Tense", "")
        if kind == "Inf":
            return "VB"
        if kind == "Part" or not kind:
            return "VBG" if tense == "Pres" else "VBN"
        if form.get("Mood") == "Cnd" or tense == "Fut":
            return "MD"
        is_past = tense in ("Past", "Imp") or self._dep[word.i] == "aux:tense"
        return "VBD" if is_past else "VBZ"


def _entity(word: "Token") -> str:
    name = _ENTITIES.get(word.ent_type_)
    return f"{word.ent_iob_}-{name}" if name is not None and word.ent_iob_ in ("B", "I") else "O"
