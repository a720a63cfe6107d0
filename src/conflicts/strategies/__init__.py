"""Hypothesis strategies for claims, vocabularies, rules, and what rules flag.

They are made by construction: nothing is drawn to be thrown away. What fails shrinks to the smallest claims that fail,
in words a person can read. ``hypothesis.strategies.from_type`` knows the models, too: Hypothesis registers them when
it is imported.

>>> from hypothesis import find, strategies as st
>>> from conflicts import Claim
>>> find(st.from_type(Claim), lambda claim: True).subject
'town'

Needs Hypothesis (the extra ``hypothesis``).
"""

from importlib.util import find_spec

from conflicts.extras import not_installed

if find_spec("hypothesis") is None:
    raise not_installed("the strategies need Hypothesis", "hypothesis")

from conflicts.strategies.claims import claims, collections
from conflicts.strategies.disputes import agreements, disputes
from conflicts.strategies.perturbations import Perturbed, perturbations
from conflicts.strategies.rules import rules
from conflicts.strategies.times import FORMS, PRECISIONS, Form, Precision, times
from conflicts.strategies.values import quantities, values
from conflicts.strategies.vocabularies import sources, vocabularies
from conflicts.strategies.weakenings import weakenings

__all__ = [
    "FORMS",
    "PRECISIONS",
    "Form",
    "Perturbed",
    "Precision",
    "agreements",
    "claims",
    "collections",
    "disputes",
    "perturbations",
    "quantities",
    "rules",
    "sources",
    "times",
    "values",
    "vocabularies",
    "weakenings",
]
