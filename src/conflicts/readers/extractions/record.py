"""What one extraction says: flat, so that a language model, a form or a spreadsheet can fill it in."""

from typing import Any

from pydantic import Field

from conflicts.model.claim import Certainty, Names, Polarity
from conflicts.model.frozen import Frozen


class Extraction(Frozen):
    """One assertion that a text makes, with the words of the text that make it.

    Copy words from the text exactly: who speaks, numbers and dates must stand in the quote or in an antecedent.
    """

    quote: str = Field(min_length=1, description="The words of the text that assert it, copied exactly.")
    subject: str = Field(min_length=1, description="What it is about: one thing, event or person.")
    predicate: str = Field(min_length=1, description="What is said of the subject, such as killed or controlled-by.")
    value: str | int | float | None = Field(
        default=None, description="The number, the name or the words that are said of it."
    )
    unit: str | None = Field(default=None, description="The unit of a number.")
    polarity: Polarity = Field(default="affirmed", description="denied: the speaker says that it is not so.")
    certainty: Certainty = Field(default="certain", description="How sure the speaker is, by the speaker's own words.")
    asserted_by: str | None = Field(
        default=None, description="Who says it, as the text names them; none: the text itself."
    )
    via: Names = Field(default=(), description="Who passes it on, if somebody does.")
    valid: str | None = Field(default=None, description="When it holds: the words of the text, or a date in EDTF.")
    stated: str | None = Field(default=None, description="When it was said: the words of the text, or a date in EDTF.")
    antecedents: Names = Field(
        default=(), description="Other words of the text, copied exactly, that say who he is or which day that was."
    )
    id: str | None = Field(default=None, description="What to call the claim; none: it is made of its place.")


def extraction_schema() -> dict[str, Any]:
    """The JSON Schema of one line, small enough for the structured output of a language model."""
    schema = Extraction.model_json_schema()
    for field in schema["properties"].values():
        field.pop("title", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
