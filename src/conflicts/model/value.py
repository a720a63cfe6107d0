"""What is asserted: a term, a quantity, a time, a text, or *unknown* / *none*."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    Tag,
    ValidationError,
    ValidationInfo,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from conflicts.errors import nearest
from conflicts.model.frozen import Frozen
from conflicts.model.moment import INFINITY, Period, period
from conflicts.model.spelling import canonical, folded
from conflicts.model.unit import parse_quantity

NULL_WORDS = (
    *("NA", "N/A", "N.A.", "n/a", "n.a.", "<NA>", "#N/A", "NaN", "nan", "NaT"),
    *("null", "NULL", "nil", "\\N", "none", "None", "NONE", "TBD", "tbd", "TBA"),
    *("not available", "Not available", "Not Available", "not applicable", "Not applicable", "Not Applicable"),
    *("not known", "Not known", "Not Known", "not reported", "Not reported", "no data", "No data"),
    *("?", "-", "--", "---", "\u2013", "\u2014"),
)
"""What people write where nobody knows a value; ``unknown`` in any case, too."""

_NULLS = frozenset(NULL_WORDS)


def is_null_word(word: object) -> bool:
    """Whether it is one of the words for what nobody knows."""
    return isinstance(word, str) and folded(word) in _NULLS


def _is_needed(literal: bool, info: ValidationInfo) -> bool:
    word = info.data.get("term", info.data.get("text", ""))
    return literal and means_unknown(word)


def means_unknown(word: str) -> bool:
    """Whether a word says that nobody knows: ``unknown`` in any case, or a null word."""
    return folded(word).casefold() == "unknown" or is_null_word(word)


_Literal: TypeAlias = Annotated[bool, AfterValidator(_is_needed)]
_NOT_LITERAL: bool = Field(
    default=False,
    exclude_if=lambda literal: not literal,
    description="Whether it is that very word, where the word else means that nobody knows.",
)


class Term(Frozen):
    """A thing of the vocabulary, or a word that stands for one: ``Term(term="russia")``.

    A word for what nobody knows (``unknown``, ``n/a``) means that, unless the vocabulary has an entity of that name, or
    it is ``literal``: somebody whose name it is.
    """

    term: Annotated[str, AfterValidator(folded)] = Field(
        min_length=1, description="An entity's id or alias, or any word."
    )
    literal: _Literal = _NOT_LITERAL

    def __str__(self) -> str:
        return self.term


class Text(Frozen):
    """Words. A predicate whose values are terms or times reads them as such; else they compare as text.

    Words for what nobody knows mean that, unless they are ``literal``, as for a ``Term``.
    """

    text: str = Field(description="The words.")
    literal: _Literal = _NOT_LITERAL

    def __str__(self) -> str:
        return self.text


MAX_EXPONENT = 400
"""Numbers are at most of this order of magnitude and have at most so many decimal places."""


def _of_a_sane_size(number: Decimal) -> Decimal:
    exponent = number.as_tuple().exponent
    if number.adjusted() > MAX_EXPONENT or (isinstance(exponent, int) and exponent < -MAX_EXPONENT):
        raise ValueError(f"the number is too long: at most {MAX_EXPONENT} digits before or after the point")
    return number


Number: TypeAlias = Annotated[Decimal, Field(allow_inf_nan=False), AfterValidator(_of_a_sane_size)]


def _plain(number: Decimal) -> Decimal:
    digits = f"{number:f}"
    return Decimal(digits.rstrip("0").rstrip(".") if "." in digits else digits) if number else Decimal(0)


class Quantity(Frozen):
    """A number, a range of numbers or a one-sided bound, with its unit.

    ``Quantity(amount=1500)``, ``Quantity(low=200, high=300, unit="person")``, ``Quantity(low=100)`` ("at least 100").
    Bounds are inclusive. Without a unit, the unit is the predicate's.
    """

    amount: Number | None = Field(default=None, description="The number, if it is one.")
    low: Number | None = Field(default=None, description="The least it can be.")
    high: Number | None = Field(default=None, description="The most it can be.")
    unit: str | None = Field(default=None, description="Its unit; else it is the predicate's.")

    @model_validator(mode="after")
    def _is_one_number_or_an_ordered_range(self) -> "Quantity":
        if self.amount is not None and (self.low is not None or self.high is not None):
            raise ValueError("a quantity is an amount or a range, not both")
        if self.amount is None and self.low is None and self.high is None:
            raise ValueError("a quantity needs an amount, a low or a high")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"reversed range: low {self.low} is above high {self.high}")
        return self

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """Inclusive low and high in the quantity's own unit; None is unbounded."""
        return (self.amount, self.amount) if self.amount is not None else (self.low, self.high)

    @property
    def plain(self) -> "Quantity":
        """The same in one spelling: 6 for 6.0, 1000 for 1e3, an amount for a range of one number."""
        low, high = (None if bound is None else _plain(bound) for bound in self.bounds)
        unit = None if self.unit is None else canonical(self.unit)
        if low == high:
            return self.model_copy(update={"amount": low, "low": None, "high": None, "unit": unit})
        return self.model_copy(update={"low": low, "high": high, "unit": unit})

    def __str__(self) -> str:
        low, high = self.bounds
        if low is None:
            words = f"at most {high:,f}"
        elif high is None:
            words = f"at least {low:,f}"
        else:
            words = f"{low:,f}" if low == high else f"{low:,f}–{high:,f}"
        return f"{words} {self.unit}" if self.unit else words


Mode: TypeAlias = Literal["edtf", "by", "since", "until", "at"]


class Time(Frozen):
    """A time: EDTF (ISO 8601-2:2019, levels 0 to 2), or one of the forms that EDTF cannot say.

    - ``"2022-03-24"``: that whole day; ``"2022-03-24/.."``: from some moment of that day, and still so.
    - ``("2022-03-24", "2022-04-01")``: ``2022-03-24/2022-04-01``; None is an open end. Dates are dates of Python, too.
    - ``{by: D}``: so throughout D, began before, may go on. ``{since: D}``: began in D, may go on.
    - ``{until: D}``: ended in D, began some time before. ``{at: D}``: at some time within D, no longer than D.
    """

    text: str = Field(description="A date or an interval in EDTF.")
    mode: Mode = Field(
        default="edtf", description="What is known of it: all of it (none), or by, since, until or at that date."
    )

    @model_validator(mode="before")
    @classmethod
    def _from_text_or_mapping(cls, data: Any) -> Any:
        match data:
            case Time():
                return data
            case dict() if len(data) == 1 and (mode := next(iter(data))) in _SAID_BY_MAPPING:
                return {"text": _edtf(data[mode]), "mode": mode}
            case dict() if "text" not in data or not data.keys() <= {"text", "mode"}:
                unknown = [str(field) for field in data if field not in ("text", "mode", *_SAID_BY_MAPPING)]
                raise ValueError(_WHAT_A_TIME_IS + (nearest(unknown[0], _SAID_BY_MAPPING) if unknown else ""))
            case dict():
                return data
            case (start, end):
                return {"text": "/".join(".." if each is None else _edtf(each) for each in (start, end))}
            case _:
                return {"text": _edtf(data)}

    @model_validator(mode="after")
    def _can_be_bounded(self) -> "Time":
        _ = self.period
        return self

    @cached_property
    def period(self) -> Period:
        """The bounds of its start and end, in seconds."""
        return period(self.text, self.mode)

    @property
    def onset(self) -> tuple[int, int]:
        """The first and the last second at which it can have begun.

        An interval begins within the unit of its first date. A date alone says no more than that it was at some moment
        of its unit, and an open start that nothing says when.
        """
        bounds = self.period
        begins = (self.mode != "edtf" or "/" in self.text) and bounds.start_hi > -INFINITY
        return bounds.start_lo, bounds.start_hi if begins else bounds.end_hi - 1

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        text: JsonSchemaValue = {
            "type": ["string", "integer"],
            "description": "a date or interval in EDTF; an integer is a year",
        }
        end: JsonSchemaValue = {"type": ["string", "integer", "null"]}
        pair: JsonSchemaValue = {
            "type": "array",
            "description": "the two ends of an interval; null is an open one",
            "items": end,
            "minItems": 2,
            "maxItems": 2,
        }
        forms: list[JsonSchemaValue] = [
            {"type": "object", "properties": {mode: text}, "required": [mode], "additionalProperties": False}
            for mode in _SAID_BY_MAPPING
        ]
        return {
            "title": "Time",
            "description": "A time: EDTF, or a form that EDTF cannot say.",
            "anyOf": [text, pair, *forms],
        }

    @model_serializer
    def _as_written(self) -> str | dict[str, str]:
        return self.text if self.mode == "edtf" else {self.mode: self.text}

    def __str__(self) -> str:
        return self.text if self.mode == "edtf" else f"{self.mode} {self.text}"


_SAID_BY_MAPPING = ("by", "since", "until", "at")
_WHAT_A_TIME_IS = (
    f"a time is a date such as 2022-03-24, an interval, or one of {', '.join(_SAID_BY_MAPPING)} and a date"
)
_FARTHEST_YEAR = 10**15


def _edtf(data: object) -> str:
    match data:
        case str():
            return data
        case datetime():
            return data.isoformat(timespec="seconds")
        case date():
            return data.isoformat()
        case int() if not isinstance(data, bool):
            if abs(data) > _FARTHEST_YEAR:
                raise ValueError("the year is too far away")
            sign = "-" if data < 0 else ""
            return f"{sign}{abs(data):04d}" if abs(data) < 10_000 else f"Y{data}"
        case _:
            raise ValueError(_WHAT_A_TIME_IS)


class Special(Enum):
    """The values that are no value: *unknown* (there is one, nobody knows which) and *none* (there is none)."""

    UNKNOWN = "unknown"
    NONE = "none"

    def __str__(self) -> str:
        return self.value


UNKNOWN = Special.UNKNOWN
NONE = Special.NONE


class WrittenQuantity(Frozen):
    """A quantity as a file may write it: ``{quantity: 1,500 km}``."""

    quantity: str = Field(description="A quantity as people write it: 1,500 km.")


class WrittenTime(Frozen):
    """A time as a claim's value, where no predicate says that its values are times: ``{time: 1999}``."""

    time: Time = Field(description="A time, where no predicate says that its values are times.")


AnyValue: TypeAlias = Special | Term | Text | Quantity | Time

_KIND_BY_FIELD = (
    dict.fromkeys(Quantity.model_fields, "quantity")
    | {"term": "term", "text": "text"}
    | dict.fromkeys(("mode", *_SAID_BY_MAPPING), "time")
)


def _kind(data: Any) -> str | None:
    if isinstance(data, dict):
        kinds = {_KIND_BY_FIELD[field] for field in data if field in _KIND_BY_FIELD}
        return next((kind for kind in ("quantity", "time", "term", "text") if kind in kinds), None)
    return type(data).__name__.lower()


def _from_shorthand(data: Any) -> Any:
    match data:
        case str():
            word = "unknown" if data.strip().casefold() == "unknown" else data
            return Special(word) if word in ("unknown", "none") else Text(text=data)
        case bool():
            return Text(text="true" if data else "false")
        case int() | float() | Decimal():
            return {"amount": data if isinstance(data, int | Decimal) else Decimal(str(data))}
        case {"quantity": text, **rest} if not rest:
            return parse_quantity(str(text))
        case {"time": time, **rest} if not rest:
            return read_as(Time, time)
        case dict() if _kind(data) is None:
            fields = [*_KIND_BY_FIELD, "quantity", "time"]
            guess = nearest(str(next(iter(data))), fields) if data else ""
            raise ValueError(f"a mapping as value has one of these fields: {', '.join(fields)}{guess}")
        case dict() | Special() | Term() | Text() | Quantity() | Time():
            return data
        case _:
            raise ValueError("write a word, a number, or a mapping such as {low: 200, high: 300, unit: person}")


def _to_shorthand(value: AnyValue) -> Any:
    match value:
        case Special():
            return value.value
        case Text(text=text):
            is_plain = not (value.literal or text == "none" or text.strip().casefold() == "unknown")
            return text if is_plain else value.model_dump()
        case Time():
            return {"time": value.model_dump()}
        case _:
            return value.model_dump(mode="json", exclude_none=True)


Value: TypeAlias = Annotated[
    Annotated[Special, Tag("special")]
    | Annotated[Term, Tag("term")]
    | Annotated[Text, Tag("text")]
    | Annotated[Quantity, Tag("quantity")]
    | Annotated[Time, Tag("time")],
    Discriminator(_kind),
    BeforeValidator(
        _from_shorthand,
        json_schema_input_type=str | bool | int | float | Term | Text | Quantity | WrittenQuantity | Time | WrittenTime,
    ),
    PlainSerializer(_to_shorthand),
]
"""A claim's value. In a file a bare word or number will do; ``unknown`` and ``none`` are reserved words."""

_Model = TypeVar("_Model", bound=BaseModel)


def read_as(model: type[_Model], data: object) -> _Model:
    """Validate the data as the model; what is wrong with it first is raised as a plain ValueError, in a sentence."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        reason = first.get("ctx", {}).get("error")
        raise ValueError(str(reason) if reason is not None else first["msg"]) from None
