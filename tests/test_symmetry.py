"""Whether two claims can change places in a formula: asked of formulas whose meaning is tried out on numbers."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.facts.query import AllOf, AnyOf, Column, Comparison, Formula, Operator
from conflicts.facts.symmetry import is_symmetric

A, B = Column(0, "stated.lo"), Column(1, "stated.lo")
OPERATORS: tuple[Operator, ...] = ("=", "!=", "<", "<=", ">", ">=")
NUMBERS = (0, 1, 2)


def is_true(formula: Formula, first: dict[str, int], second: dict[str, int]) -> bool:
    """The formula on two claims, each with its numbers by column."""
    match formula:
        case AllOf(members):
            return all(is_true(each, first, second) for each in members)
        case AnyOf(members):
            return any(is_true(each, first, second) for each in members)
        case Comparison(left, operator, right, offset):
            claims = (first, second)
            number = claims[left.variable][left.name]
            other = (claims[right.variable][right.name] if isinstance(right, Column) else right) + offset
            return {
                "=": number == other,
                "!=": number != other,
                "<": number < other,
                "<=": number <= other,
                ">": number > other,
                ">=": number >= other,
            }[operator]


def changes_places(formula: Formula) -> bool:
    """Whether the formula says the same of any two claims in either order."""
    claims = [{"stated.lo": x, "valid.lo": y} for x, y in product(NUMBERS, repeat=2)]
    return all(is_true(formula, one, two) is is_true(formula, two, one) for one, two in product(claims, repeat=2))


@pytest.mark.parametrize(
    ("formula", "symmetric"),
    [
        (Comparison(A, "<", B, 1), False),  # a.stated < b.stated + 1
        (Comparison(A, "!=", B, 1), False),
        (Comparison(A, "=", B, 0), True),
        (Comparison(A, "!=", B, 0), True),
        (Comparison(A, "<=", B, 0), False),
        (AllOf((Comparison(A, "<", B, 1), Comparison(B, "<", A, 1))), True),  # within a day of each other
        (AllOf((Comparison(A, "<", B, 1), Comparison(A, ">", B, -1))), True),
        (AllOf((Comparison(A, "<", B, 1), Comparison(A, ">", B, -2))), False),
        (AllOf((Comparison(A, "<", B, 1), Comparison(B, "<", A, 2))), False),
        (AnyOf((Comparison(A, "=", 1), Comparison(B, "=", 1))), True),
        (AnyOf((Comparison(A, "=", 1, 1), Comparison(B, "=", 1, 1))), True),
        (AnyOf((Comparison(A, "=", 1, 1), Comparison(B, "=", 1))), False),
        (AnyOf((Comparison(A, "=", 1), Comparison(B, "=", 2))), False),
    ],
)
def test_claims_change_places_where_the_formula_says_the_same_of_both_orders(formula: Formula, symmetric: bool) -> None:
    assert (is_symmetric(formula, ()), changes_places(formula)) == (symmetric, symmetric)


@pytest.mark.parametrize("column", ["value.lo", "value.term.hi"])
def test_claims_that_share_a_value_may_have_written_it_in_two_ways(column: str) -> None:
    """Half a metre and 50 cm are one value; what the columns of the value hold besides differs."""
    written = Comparison(Column(0, column), "<", Column(1, column))
    assert not is_symmetric(written, ("value",))
    assert is_symmetric(written, (column.rpartition(".")[0],)) == (column != "value.lo")


COLUMNS = st.builds(Column, st.integers(0, 1), st.sampled_from(["stated.lo", "valid.lo"]))
COMPARISONS = st.builds(
    Comparison, COLUMNS, st.sampled_from(OPERATORS), COLUMNS | st.integers(0, 2), st.integers(-1, 1)
)
FORMULAS = st.recursive(
    COMPARISONS,
    lambda some: st.builds(
        lambda kind, members: kind(tuple(members)), st.sampled_from([AllOf, AnyOf]), st.lists(some, max_size=3)
    ),
    max_leaves=5,
)


def mirrored(formula: Formula) -> Formula:
    """The formula with the two claims in each other's places."""
    match formula:
        case Comparison(left, operator, right, offset):
            other = Column(1 - right.variable, right.name) if isinstance(right, Column) else right
            return Comparison(Column(1 - left.variable, left.name), operator, other, offset)
        case AllOf(members) | AnyOf(members):
            return type(formula)(tuple(map(mirrored, members)))


@given(formula=FORMULAS)
def test_a_formula_that_is_called_symmetric_is(formula: Formula) -> None:
    if is_symmetric(formula, ()):
        assert changes_places(formula)


@given(formula=FORMULAS, kind=st.sampled_from([AllOf, AnyOf]))
def test_a_formula_beside_its_mirror_image_is_called_symmetric(formula: Formula, kind: type[AllOf | AnyOf]) -> None:
    assert is_symmetric(kind((formula, mirrored(formula))), ())


@given(formula=FORMULAS)
def test_what_is_compared_within_the_key_has_no_places_to_change(formula: Formula) -> None:
    """Claims of one block hold the same numbers there."""
    assert is_symmetric(formula, ("stated", "valid"))
