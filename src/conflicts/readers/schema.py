"""The JSON Schema of a claims file, for editors and for other programs."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from conflicts.model.claim import Claim
from conflicts.model.source import Source
from conflicts.model.vocabulary import Entity, Predicate


class ClaimsFile(BaseModel):
    """Claims and the vocabulary that they are written in. A file may leave out any section."""

    model_config = ConfigDict(extra="forbid", defer_build=True, title="A claims file of conflicts")

    sources: dict[str, Source | None] = {}
    entities: dict[str, Entity | None] = {}
    predicates: dict[str, Predicate | None] = {}
    claims: list[Claim] = []


def claims_schema() -> dict[str, Any]:
    """The schema, JSON Schema draft 2020-12, of what a claims file in YAML or JSON may hold.

    It says what is well formed, and what each field means. Whether ids, names, types and units fit together only
    reading the file can tell.
    """
    schema = ClaimsFile.model_json_schema()
    for name, meanings in MEANINGS.items():
        properties = (schema if name == ClaimsFile.__name__ else schema["$defs"][name])["properties"]
        for field, meaning in meanings.items():
            properties[field]["description"] = meaning
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


MEANINGS = {
    "ClaimsFile": {
        "sources": "Who speaks, by id. If there are any, every source that a claim names must be among them.",
        "entities": "What is spoken of, by id: names, wholes and parties.",
        "predicates": "What is said, by id. If there are any, every claim's predicate must be among them.",
        "claims": "Who said what about what, holding when, said when, citing what.",
    },
    "Claim": {
        "id": "The claim's name, unique in the collection.",
        "subject": "What the claim is about: an entity, by its id or an alias, or any word.",
        "predicate": "What is said of the subject, by the predicate's id.",
        "value": "What the predicate says: a word, a number, a time, unknown or none. An event has no value.",
        "qualifiers": "The claim's scope: claims with other qualifiers speak of other things.",
        "polarity": "Whether the source affirms or denies it. Not confirmed is neither: it is a certainty.",
        "certainty": "The source's own hedge.",
        "asserted_by": "The source whose assertion it is.",
        "via": "Who relays it, nearest to the reader last.",
        "valid": "When the asserted thing holds: a date, an interval such as 2022-03-24/.., or by, since, until or at.",
        "stated": "When the source said it.",
        "recorded": "When it was collected.",
        "citations": "What is cited for it.",
        "rank": "How the collection stands to it; deprecated: it is kept, and counts for nothing.",
        "rank_reason": "Why it has that rank.",
        "supersedes": "The ids of the claims that this one replaces.",
        "tags": "An editor's marks, such as citation-needed.",
        "marks": "Since when the claim has its tags, and why.",
        "credibility": "Of the information itself: 1 (confirmed) to 5 (improbable); 6 counts as missing.",
        "suppress": "Findings about this claim that somebody accepts, and why.",
        "excerpt": "The words that it was read from.",
        "location": "Where it stands in another file; else its place in this one counts.",
    },
    "Citation": {
        "ref": "The mark by which the text cites it, such as the number of a footnote.",
        "source": "The id of the source that the cited document comes from.",
        "url": "Its address.",
        "title": "Its title.",
        "publisher": "Who published it.",
        "date": "When it was published.",
        "retrieved": "When it was looked up.",
        "archive": "The address of an archived copy.",
        "excerpt": "The words in it that bear the claim out.",
    },
    "Location": {
        "file": "The file.",
        "line": "The line, from one; zero is unknown.",
        "column": "The column, from one; zero is unknown.",
        "length": "How many characters it takes.",
        "excerpt": "Those characters.",
    },
    "Mark": {
        "tag": "One of the claim's tags.",
        "date": "Since when the tag has been there.",
        "reason": "Why it is there.",
    },
    "Suppression": {
        "rule": "The rule whose findings are accepted, by full name, id, pack, kind or tag.",
        "reason": "Why they are accepted, for whoever asks later.",
        "until": "The last day on which they are.",
        "location": "Where that is written, if not where the claim is.",
    },
    "Source": {
        "name": "How a report names it.",
        "aliases": "Other spellings that mean the same source.",
        "kind": "A word of your own, such as official or media; unnamed: a speaker whom the text does not name.",
        "party": "The side it belongs to in the matter it speaks of.",
        "owner": "The source that owns it: what both say is not independent.",
        "wire": "The agency whose text it carries: what both say is not independent.",
        "reliability": "A (completely reliable) to E (unreliable); F, it cannot be judged, counts as missing.",
    },
    "Entity": {
        "name": "How a report names it.",
        "part_of": "The id of the whole that it is part of.",
        "party": "The side it belongs to.",
        "aliases": "Other words that mean the same entity.",
    },
    "Predicate": {
        "name": "How a report names it, between subject and value: is controlled by.",
        "value": "The type of its values; an event has none: a claim says only that it happened.",
        "unit": "The unit that quantities are compared in.",
        "tolerance": (
            "By how much quantities are widened on either side before they are compared: 10%, or 5 in the unit; "
            "times by 600 seconds, or by a duration such as 2 days."
        ),
        "single": "There is one value at a time.",
        "unique": "No two subjects share a value.",
        "timeless": "It holds at any time.",
        "cumulative": "It is a running total, that cannot fall.",
        "hands_over": "One of its states ends when the next begins: dates that may meet do not overlap.",
        "extends_to": "What is affirmed of a whole is affirmed of each of its parts.",
        "at_most": "The predicate of the same subject that bounds this one from above, or several.",
        "precedes": (
            "The predicate of the same subject whose time cannot come before this one's, or several; or how long after "
            "it each of them comes at the earliest, such as {plays-for: 15 years}."
        ),
        "lifetime": "How long a statement stays current, such as 1 year.",
    },
    "Quantity": {
        "amount": "The number, if it is one.",
        "low": "The least it can be.",
        "high": "The most it can be.",
        "unit": "Its unit; else it is the predicate's.",
    },
    "Term": {"term": "An entity's id or alias, or any word."},
    "Text": {"text": "The words."},
    "WrittenQuantity": {"quantity": "A quantity as people write it: 1,500 km."},
    "WrittenTime": {"time": "A time, where no predicate says that its values are times."},
}
"""What each field means, in a sentence that an editor can show."""
