"""Amounts of money: which currency a unit names, however it is written, and how many of it are one."""

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from conflicts.model.spelling import canonical


class Money(NamedTuple):
    """A unit of money: ``scale`` of a currency, which ``word`` names with what it is paid for (``EUR/kg``)."""

    word: str
    scale: Fraction


_CODES = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF
    IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK
    MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR
    SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES
    VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL DEM FRF ITL ESP ATS NLG BEF FIM IEP PTE GRD
    """.split()
)
"""ISO 4217, and the currencies that the euro has replaced."""

_NAMES = {
    "€": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "£": "GBP",
    "pound sterling": "GBP",
    "pounds sterling": "GBP",
    "us$": "USD",
    "us $": "USD",
    "us dollar": "USD",
    "us dollars": "USD",
    "u.s. dollar": "USD",
    "u.s. dollars": "USD",
    "a$": "AUD",
    "au$": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "nz$": "NZD",
    "hk$": "HKD",
    "s$": "SGD",
    "r$": "BRL",
    "swiss franc": "CHF",
    "swiss francs": "CHF",
    "yen": "JPY",
    "yuan": "CNY",
    "renminbi": "CNY",
    "rmb": "CNY",
    "₽": "RUB",
    "₴": "UAH",
    "hryvnia": "UAH",
    "hryvnias": "UAH",
    "₹": "INR",
    "₩": "KRW",
    "₪": "ILS",
    "₺": "TRY",
    "₫": "VND",
    "₦": "NGN",
    "₱": "PHP",
    "฿": "THB",
    "₸": "KZT",
    "zł": "PLN",
    "kč": "CZK",
    "zloty": "PLN",
    "zlotys": "PLN",
    "forint": "HUF",
    "forints": "HUF",
    "shekel": "ILS",
    "shekels": "ILS",
    "baht": "THB",
    "rand": "ZAR",
    "naira": "NGN",
    "tenge": "KZT",
    # Of several countries: each is a currency of its own, which is nobody else's for sure.
    "$": "$",
    "dollar": "$",
    "dollars": "$",
    "¥": "¥",
    "kr": "kr",
    **{
        word: words.split()[0]
        for words in (
            "cent cents,centime centimes,crown crowns,dinar dinars,dirham dirhams,florin florins,franc francs,"
            "guilder guilders,krona kronor,krone kroner,koruna,leu lei,lira liras lire,mark marks,penny pennies pence,"
            "peso pesos,quid,real reais,rial rials,riyal riyals,rouble roubles ruble rubles,rupee rupees,"
            "shilling shillings,won"
        ).split(",")
        for word in words.split()
    },
}
_OF_WEIGHT_TOO = frozenset({"pound", "pounds"})
"""Words that name a currency or a weight: beside money they are the one, beside other weights the other."""

_NUMBERS = {
    "thousand": 10**3,
    "thousands": 10**3,
    "million": 10**6,
    "millions": 10**6,
    "mio": 10**6,
    "mln": 10**6,
    "mn": 10**6,
    "billion": 10**9,
    "billions": 10**9,
    "bn": 10**9,
    "bln": 10**9,
    "trillion": 10**12,
    "trillions": 10**12,
}
"""English number words before a unit; a billion is a thousand millions."""

_BESIDE_MONEY = {"k": 10**3, "m": 10**6, "b": 10**9, **_NUMBERS}
_FIRST_WORD = re.compile(r"(?P<word>[A-Za-z]+)\.?(?: of)?(?: (?P<rest>.+))?")
_PARTS = re.compile(r"(?P<paid>[^/]+?)(?: ?(?:/|\bper\b) ?(?P<for>.+))?")
_LONGEST = 100


def scaled(unit: str) -> tuple[Fraction, str]:
    """A number word at the beginning of a unit, and the rest: a million and ``km`` for ``million km``."""
    words = _FIRST_WORD.fullmatch(unit)
    number = _NUMBERS.get(words["word"].lower()) if words else None
    return (Fraction(1), unit) if words is None or number is None else (Fraction(number), words["rest"] or "")


@lru_cache(maxsize=4_096)
def money(unit: str) -> Money | None:
    """The unit as one of money: ``EUR``, ``€``, ``k€``, ``EUR million``, ``€/kg``; None if it is none.

    A sign or a word that several countries have ($, kr) is a currency of its own: it is not compared with theirs.
    """
    parts = _PARTS.fullmatch(canonical(unit)) if len(unit) <= _LONGEST else None
    found = None if parts is None else _currency(parts["paid"])
    if parts is None or found is None:
        return None
    return found if parts["for"] is None else Money(f"{found.word}/{parts['for']}", found.scale)


def are_other_currencies(unit: str, other: str) -> bool:
    """Whether both are units of money, and of currencies between which nobody gives a rate.

    Pounds beside money are money, of one of several countries.
    """
    one, another = money(unit), money(other)
    if one is not None and another is not None:
        return one.word != another.word
    return (one is not None and _may_be_money(other)) or (another is not None and _may_be_money(unit))


def _may_be_money(unit: str) -> bool:
    return scaled(canonical(unit))[1].removeprefix("of ").lower() in _OF_WEIGHT_TOO


def _currency(words: str) -> Money | None:
    if (code := _named(words)) is not None:
        return Money(code, Fraction(1))
    first, _, rest = words.partition(" ")
    *front, last = words.split(" ")
    spaced = [(first, rest), (last, " ".join(front))]
    attached = [(words[:size], words[size:]) for size in (1, 2)] + [(words[-size:], words[:-size]) for size in (1, 2)]
    for scale, name in [*spaced, *attached]:
        code, number = _named(name), _BESIDE_MONEY.get(scale.rstrip(".").lower())
        if code is not None and number is not None:
            return Money(code, Fraction(number))
    return None


def _named(words: str) -> str | None:
    name = words.removeprefix("of ")
    return name if name in _CODES else _NAMES.get(name.lower())
