"""The few words, dates and amounts that drawn claims are made of: few, so that claims meet."""

from decimal import Decimal

from conflicts.model.value import Time
from conflicts.model.vocabulary import ValueType

ENTITIES = ("town", "north", "harbour", "bridge", "army")
ALIASES = {"town": "The Town"}
STRANGE_ENTITY = "elsewhere"
SOURCES = ("ministry", "gazette", "observer", "staff")
SOURCE_NAMES = {"gazette": "The Gazette"}
SOURCE_ALIASES = {"gazette": "the paper"}
PARTIES = ("east", "west")
KINDS = ("official", "media")
TAGS = ("citation-needed", "disputed")
IDS = ("c1", "c2", "c10", "B", "a", "z", "c3", "é")
QUALIFIERS: tuple[dict[str, str | int | bool], ...] = (
    {},
    {},
    {"unit": "7th"},
    {"unit": 7},
    {"side": "left", "unit": "7th"},
    {"unit": "7th", "side": "left"},
)
PREDICATES: dict[ValueType | None, tuple[str, ...]] = {
    "term": ("held-by", "led-by", "fought-at"),
    "quantity": ("killed", "wounded", "strength"),
    "time": ("founded", "opened", "dissolved"),
    "text": ("called", "motto", "badge"),
    "event": ("destroyed", "flooded", "evacuated"),
    None: ("known-for", "noted", "said"),
}
"""Names of predicates, by the type of their values."""

# Dates of every shape, most of them around one week: as bounds they touch, overlap, nest and coincide.
DATES = (
    "2022-03-24",
    "2022-03-24",
    "2022-03-23",
    "2022-03-25",
    "2022-03",
    "2022",
    "2022-03-24T10:00:00Z",
    "2022-03-24T11:00:00+01:00",
    "2022-03-24T00:00:00",
    "2022-03-24?",
    "2022-03-24~",
    "2022-03%",
    "2022-03-2X",
    "2022-21",
    "-0044-03-15",
    "Y-170000002",
)
PERIODS = (
    *(Time(text=text) for text in DATES),
    *(
        Time(text=text)
        for text in (
            "2022-03-23/2022-03-24",
            "2022-03-24/2022-03-25",
            "2022-03/2022-04",
            "2022-03-24/..",
            "2022-03-25/..",
            "2022-03/..",
            "2022-03-24/",
            "../2022-03-24",
            "../2022-03-25",
            "/2022-03-24",
            "../..",
            "[2022-03-10,2022-03-24]",
            "[2022-03-24..]",
            "[..2022-03-24]",
            "{2022-03-10,2022-03-24}",
            "{2022-03-23..2022-03-25}",
        )
    ),
    *(Time(text=text, mode=mode) for text in ("2022-03-24", "2022") for mode in ("by", "since", "until", "at")),
)
INSTANTS = (*(Time(text=text) for text in DATES), *PERIODS[-10::2])
AS_OF = ("2022-03-24", "2022-04", "2023")
"""Days that fall among, or after, the dates."""

# The last two are one digit in two widths.
TEXTS = ("Peace", "  PEACE ", "Straße", "strasse", "\uff15", "5")
UNIT_FAMILIES: tuple[tuple[str | None, ...], ...] = (
    (None,),
    (None, "km", "m"),
    (None, "degC", "kelvin", "F"),
    ("person", "people"),
    (None, "ton", "tons", "tonne"),
    ("EUR", "USD", "euro", "thousand USD"),
)
"""Units that can stand beside each other."""
SEVERAL_SIZES = ("ton", "tons")
"""One unit, which bounds no other one: nobody says which ton is meant."""
TOLERANCES: dict[ValueType | None, tuple[str | int | None, ...]] = {
    "quantity": (None, None, "10%", "5", "0%"),
    "time": (None, None, 3600, "1 day", "PT12H", "1 year", "500000000 years"),
}
AMOUNTS = tuple(Decimal(text) for text in ("5", "0", "5.0", "10", "-5", "0.01", "5000"))
RANGES = (
    (Decimal(5), Decimal(10)),
    (Decimal(4), Decimal(5)),
    (None, Decimal(5)),
    (Decimal(5), None),
    (Decimal(-5), Decimal(0)),
)
