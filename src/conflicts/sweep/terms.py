"""A formula as a sum of conjunctions: inclusion and exclusion, shortened by what is known of the claims."""

from collections.abc import Mapping
from typing import TypeAlias

from conflicts.facts import limits
from conflicts.sweep.bounds import Bounds
from conflicts.sweep.columns import NotSweepable
from conflicts.sweep.formula import AtMost, Joint, Junction, Literal, Same

Term: TypeAlias = frozenset[Literal]
"""Atoms that all hold."""

Sum: TypeAlias = Mapping[Term, int]
"""Conjunctions, each with the number of times that it counts."""

_ONE: Sum = {frozenset(): 1}


def sum_of(formula: Joint, bounds: Bounds) -> Sum:
    """The sum that is 1 for the pairs of which the formula holds, and 0 for all others.

    Raises NotSweepable if it grows too long.
    """
    match formula:
        case Literal(atom, holds):
            positive = _plus({}, _reduced({frozenset([Literal(atom)]): 1}, bounds))
            return positive if holds else _one_without(positive)
        case Junction(every, members):
            product = _ONE
            for member in members:
                factor = sum_of(member, bounds)
                product = _times(product, factor if every else _one_without(factor), bounds)
            return product if every else _one_without(product)
        case _:
            return _ONE if formula else {}


def _one_without(terms: Sum) -> Sum:
    return _plus(_ONE, {term: -times for term, times in terms.items()})


def _plus(first: Sum, second: Sum) -> Sum:
    total = dict(first)
    for term, times in second.items():
        total[term] = total.get(term, 0) + times
    return {term: times for term, times in total.items() if times}


def _times(first: Sum, second: Sum, bounds: Bounds) -> Sum:
    total: dict[Term, int] = {}
    for term, times in first.items():
        for other, more in second.items():
            both = bounds.reduced(term | other)
            if both is not None:
                total[both] = total.get(both, 0) + times * more
                if len(total) > limits.SWEEP_TERMS:
                    raise NotSweepable(f"the rule comes to more than {limits.SWEEP_TERMS} conjunctions")
    return _equalities({term: times for term, times in total.items() if times}, bounds)


def _reduced(terms: Sum, bounds: Bounds) -> Sum:
    total: dict[Term, int] = {}
    for term, times in terms.items():
        reduced = bounds.reduced(term)
        if reduced is not None:
            total[reduced] = total.get(reduced, 0) + times
    return {term: times for term, times in total.items() if times}


def _equalities(terms: Sum, bounds: Bounds) -> Sum:
    """Turn ``at most n`` without ``at most n - 1`` into ``is n``."""
    total = dict(terms)
    for term in terms:
        for literal in term:
            atom = literal.atom
            if isinstance(atom, AtMost):
                less = term - {literal} | {Literal(AtMost(atom.own, atom.other, atom.offset - 1))}
                times = total.get(term, 0)
                if times and total.get(less, 0) == -times:
                    same = bounds.reduced(term - {literal} | {Literal(Same(atom.own, atom.other, atom.offset))})
                    del total[term], total[less]
                    if same is not None:
                        total = dict(_plus(total, {same: times}))
    return total
