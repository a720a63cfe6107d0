"""Who speaks: a source, its party, its owner and how reliable it is."""

from typing import Literal

from pydantic import Field

from conflicts.model.frozen import Frozen

Reliability = Literal["A", "B", "C", "D", "E", "F"]


class Source(Frozen):
    """A person, organisation or publication that asserts or relays claims.

    - ``name``: how a report names it; ``aliases``: other spellings that mean the same source.
    - ``kind``: a word of your own (``official``, ``analyst``, ``media``…). ``unnamed`` has a meaning here: a speaker
      whom the text does not name.
    - ``party``: the side it belongs to in the matter it speaks of.
    - ``owner`` or ``wire``: the source that owns it, or the agency whose text it carries. Following these to the end
      gives its *origin*; two sources are independent when their origins differ.
    - ``reliability``: A (completely reliable) to E (unreliable). F, "cannot be judged", counts as missing.
      Source of the scale: Admiralty / NATO, FM 2-22.3.
    """

    name: str = Field(default="", description="How a report names it.")
    aliases: tuple[str, ...] = Field(default=(), description="Other spellings that mean the same source.")
    kind: str | None = Field(
        default=None,
        description="A word of your own, such as official or media; unnamed: a speaker whom the text does not name.",
    )
    party: str | None = Field(default=None, description="The side it belongs to in the matter it speaks of.")
    owner: str | None = Field(default=None, description="The source that owns it: what both say is not independent.")
    wire: str | None = Field(
        default=None, description="The agency whose text it carries: what both say is not independent."
    )
    reliability: Reliability | None = Field(
        default=None,
        description="A (completely reliable) to E (unreliable); F, it cannot be judged, counts as missing.",
    )
