"""For the tests of others: claims without conflicts, or with them; equal reports; and rules that hold."""

from conflicts.testing.asserting import assert_equivalent, assert_flags, assert_no_conflicts, check_rule
from conflicts.testing.examples import ExampleFailure, run_example, run_examples
from conflicts.testing.properties import OF_EXAMPLES, PROPERTIES

__all__ = [
    "OF_EXAMPLES",
    "PROPERTIES",
    "ExampleFailure",
    "assert_equivalent",
    "assert_flags",
    "assert_no_conflicts",
    "check_rule",
    "run_example",
    "run_examples",
]
