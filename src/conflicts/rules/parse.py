"""``[certainly|possibly] LEFT OPERATOR [RIGHT]`` to a condition: its words are read, and their types checked."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple, NoReturn

from conflicts.errors import nearest
from conflicts.model.unit import parse_duration
from conflicts.rules.condition import Adverb, AsOf, Clause, Condition, FieldRef, Words
from conflicts.rules.fields import FIELDS, FieldType, is_field, type_of
from conflicts.rules.literals import check_literal, check_pattern
from conflicts.rules.named import Definition
from conflicts.rules.operators import ADVERBS, OPERATORS, RELATIONS, Right, operators_for
from conflicts.rules.tokens import Fault, Token, listed_words, moved_word, next_word, only_word, rest_of_text

IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

_TYPE_NAMES = {
    FieldType.KEY: "a key",
    FieldType.KEYS: "several keys",
    FieldType.ORDER: "a number",
    FieldType.FLAG: "a flag",
    FieldType.INSTANT: "an instant",
    FieldType.PERIOD: "a period",
    FieldType.VALUE: "a value",
    FieldType.AMOUNT: "an amount",
    FieldType.WORDS: "a text",
    FieldType.LIST: "a list",
    FieldType.TAGS: "the tags",
    FieldType.CLAIM: "a claim",
}
_OTHER_LANGUAGES = {
    "=": "is",
    "==": "is",
    "!=": "is-not",
    "<>": "is-not",
    "not": "is-not",
    "like": "matches",
    "=~": "matches",
}


def _where_of(definition: Definition) -> tuple[Clause, ...]:
    return definition.where


class Scope(NamedTuple):
    """What the conditions of a rule can speak of: its variables, and the rules of its own pack by their bare id.

    ``definitions`` are the conditions that it can ask by name, and ``meaning`` says what such a name stands for;
    ``elsewhere`` are those of packs that ship, which it may not see.
    """

    variables: tuple[str, ...]
    pack: str = ""
    rule: str = ""
    definitions: Sequence[Definition] = ()
    meaning: Callable[[Definition], tuple[Clause, ...]] = _where_of
    elsewhere: Callable[[], Sequence[Definition]] = tuple


def parse_condition(text: str, scope: Scope) -> tuple[Condition | None, tuple[Fault, ...]]:
    """Read a condition; if it makes no sense, None and everything that is wrong with it."""
    parser = _Parser(text, scope)
    condition = parser.parse()
    return (None if parser.faults else condition), tuple(parser.faults)


class _Parser:
    """Reads one condition; goes on after a fault as long as what follows can still be judged."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.text = text
        self.scope = scope
        self.faults: list[Fault] = []

    def parse(self) -> Condition | None:
        adverb, word = self._adverb()
        if word is None:
            self._note("a condition is LEFT OPERATOR RIGHT, like a.polarity is affirmed", 0)
            return None
        left = self._left(word)
        operator = next_word(self.text, word.end)
        if operator is None:
            hint = f": {', '.join(operators_for(left.field))}" if left else ""
            self._note(f"an operator is missing after {word.text}{hint}", word.end)
            return None
        fits = self._check_operator(operator, left)
        if operator.text not in OPERATORS:
            return None
        try:
            right = self._right(operator, left if fits else None)
        except Fault as fault:
            self.faults.append(fault)
            return None
        return Condition(left, operator.text, right, adverb, self.text.strip()) if left else None

    def _note(self, message: str, offset: int) -> None:
        self.faults.append(Fault(message, offset))

    def _adverb(self) -> tuple[Adverb, Token | None]:
        word = next_word(self.text, 0)
        if word is None:
            return "", None
        following = next_word(self.text, word.end)
        match word.text:
            case "certainly" | "possibly" as adverb:
                return adverb, following
            case text if "." not in text and text not in self.scope.variables and (hint := nearest(text, ADVERBS)):
                self._note(f"unknown adverb {text!r}{hint}", word.offset)
                return "", following
            case _:
                return "", word

    def _left(self, word: Token) -> FieldRef | None:
        try:
            if is_field(word.text):
                raise Fault(f"{word.text!r} of which claim? Write {self.scope.variables[0]}.{word.text}", word.offset)
            return self._field(word)
        except Fault as fault:
            self.faults.append(fault)
            return None

    def _field(self, word: Token) -> FieldRef:
        variable, dot, field = word.text.partition(".")
        variables = self.scope.variables
        if variable not in variables:
            message = (
                f"unknown variable {variable!r}{nearest(variable, variables)}; the rule has {', '.join(variables)}"
            )
            raise Fault(message, word.offset)
        if dot and (not is_field(field) or not field):
            known = [f"{variable}.{name}" for name in FIELDS if name]
            raise Fault(f"unknown field {word.text!r}{nearest(word.text, known)}", word.offset)
        return FieldRef(variable, field)

    def _check_operator(self, word: Token, left: FieldRef | None) -> bool:
        fitting = operators_for(left.field) if left else tuple(OPERATORS)
        if word.text in fitting:
            return True
        if word.text in OPERATORS and left is not None:
            what = f"{left} is {_TYPE_NAMES[type_of(left.field)]}"
            self._note(f"{word.text!r} does not fit: {what}, which takes {', '.join(fitting)}", word.offset)
            return False
        following = next_word(self.text, word.end)
        joined = f"{word.text}-{following.text}" if following else ""
        meant = joined if joined in OPERATORS else _OTHER_LANGUAGES.get(word.text)
        hint = f" (did you mean {meant!r}?)" if meant else nearest(word.text, OPERATORS)
        known = f"; {left} takes {', '.join(fitting)}" if left and not hint else ""
        self._note(f"unknown operator {word.text!r}{hint}{known}", word.offset)
        return False

    def _right(self, operator: Token, left: FieldRef | None) -> FieldRef | Words | AsOf | None:
        at = operator.end
        following = next_word(self.text, at)
        if following is not None and f"{operator.text}-{following.text}" in OPERATORS:
            meant = f"{operator.text}-{following.text}"
            raise Fault(f"write {meant}, or put the word in quotes: '{following.text}'", following.offset)
        match OPERATORS[operator.text].right:
            case Right.NOTHING:
                if following is not None:
                    raise Fault(
                        f"unexpected {following.text!r}: {operator.text} takes nothing on its right", following.offset
                    )
                return None
            case Right.LIST:
                return self._list(operator, left)
            case Right.TAG:
                return Words((only_word(self.text, at).text,))
            case Right.PATTERN:
                return self._pattern(rest_of_text(self.text, at))
            case Right.RULE:
                return Words((self._rule_name(only_word(self.text, at)),))
            case Right.ONE:
                moved = moved_word(self.text, at)
                if moved is not None and self._is_field(moved[0]):
                    return self._moved_field(*moved, operator, left)
                return self._one(only_word(self.text, at), operator, left)

    def _list(self, operator: Token, left: FieldRef | None) -> Words:
        words = listed_words(self.text, operator.end)
        if not words:
            never = "can never match: " if operator.text == "in" else ""
            raise Fault(f"{never}the list is empty", self.text.index("[", operator.end))
        for word in words:
            if not word.quoted and self._is_field(word):
                self._note(f"a list holds words, not fields; put the word in quotes: '{word.text}'", word.offset)
            elif left is not None:
                self._check_literal(left, word)
        return Words(tuple(word.text for word in words))

    def _pattern(self, word: Token) -> Words:
        try:
            check_pattern(word.text)
        except Fault as fault:
            raise Fault(fault.message, word.offset + word.quoted + fault.offset) from fault
        return Words((word.text,))

    def _rule_name(self, word: Token) -> str:
        pack, slash, rule = word.text.rpartition("/")
        if not KEBAB.fullmatch(rule) or (slash and not pack):
            raise Fault(f"{word.text!r} is no rule: write its id, or PACK/ID", word.offset)
        name = f"{pack if slash else self.scope.pack}/{rule}"
        if name == f"{self.scope.pack}/{self.scope.rule}":
            raise Fault(f"a rule cannot ask what it has flagged itself: {word.text!r}", word.offset)
        return name

    def _one(self, word: Token, operator: Token, left: FieldRef | None) -> FieldRef | Words | AsOf:
        if word.quoted:
            return self._literal(word, left)
        if word.text.startswith("["):
            raise Fault(f"{operator.text} takes one word, not a list; for a list there is in", word.offset)
        if word.text == "as-of":
            if left is not None and type_of(left.field) not in (FieldType.INSTANT, FieldType.PERIOD):
                self._mismatch(word, "an instant", left)
            return AsOf()
        if self._is_field(word):
            return self._checked_field(word, operator, left)
        return self._literal(word, left)

    def _is_field(self, word: Token) -> bool:
        variable, dot, field = word.text.partition(".")
        if variable in self.scope.variables:
            return True
        return bool(dot) and is_field(field) and IDENTIFIER.fullmatch(variable) is not None

    def _checked_field(self, word: Token, operator: Token, left: FieldRef | None) -> FieldRef:
        try:
            right = self._field(word)
        except Fault as fault:
            raise Fault(f"{fault.message}; a word that is no field goes in quotes", fault.offset) from fault
        if not right.field:
            raise Fault(f"{word.text!r} is a claim: name its field, or put the word in quotes", word.offset)
        if left is None:
            return right
        left_type, right_type = type_of(left.field), type_of(right.field)
        times = (FieldType.INSTANT, FieldType.PERIOD)
        if left_type is FieldType.LIST:
            fits = right.field == "id"
        elif FieldType.KEYS in (left_type, right_type):
            fits = "predicate" in (left.field, right.field)
        elif operator.text in RELATIONS:
            fits = right_type in times
        else:
            fits = left_type is right_type
        if not fits:
            self._mismatch(word, _TYPE_NAMES[right_type], left)
        if left == right:
            raise Fault(f"{left} is compared with itself", word.offset)
        return right

    def _moved_field(self, word: Token, sign: str, length: Token, operator: Token, left: FieldRef | None) -> FieldRef:
        right = self._checked_field(word, operator, left)
        if type_of(right.field) is not FieldType.INSTANT or operator.text in RELATIONS:
            raise Fault("only an instant, beside one of is is-not < <= > >=, can be moved by a duration", length.offset)
        if self._is_field(length):
            return self._moved_by_gap(right, sign, self._field(length), length)
        try:
            seconds = parse_duration(length.text)
        except ValueError as error:
            raise Fault(str(error), length.offset) from error
        return replace(right, moved=seconds if sign == "+" else -seconds)

    def _moved_by_gap(self, right: FieldRef, sign: str, gap: FieldRef, word: Token) -> FieldRef:
        if gap.field != "predicate.precedes":
            raise Fault(f"{gap} is no duration; of the fields, only predicate.precedes says one", word.offset)
        return replace(right, moved=1 if sign == "+" else -1, gap=gap)

    def _literal(self, word: Token, left: FieldRef | None) -> Words:
        if left is not None:
            self._check_literal(left, word)
        return Words((word.text,))

    def _check_literal(self, left: FieldRef, word: Token) -> None:
        if type_of(left.field) is FieldType.LIST:
            self._note(f"{left} is compared with the id of another claim of the rule, not with a word", word.offset)
            return
        try:
            check_literal(left.field, word.text)
        except ValueError as error:
            self._note(str(error), word.offset)

    def _mismatch(self, word: Token, what: str, left: FieldRef) -> NoReturn:
        other = _TYPE_NAMES[type_of(left.field)]
        raise Fault(f"{word.text} is {what} and {left} is {other}: they cannot be compared", word.offset)
