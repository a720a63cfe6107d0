"""Who speaks: a source, its party, its owner and how reliable it is."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Reliability = Literal["A", "B", "C", "D", "E", "F"]


class Source(BaseModel):
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

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: str = ""
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    party: str | None = None
    owner: str | None = None
    wire: str | None = None
    reliability: Reliability | None = None
