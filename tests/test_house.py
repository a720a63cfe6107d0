"""What two claims pass on their way to a line of text does not grow by accident (benchmarks/house.py prints it)."""

import house


def test_two_claims_pass_no_more_of_the_package_than_they_did() -> None:
    """Whoever adds to the way of each check sees it here; whoever shortens it lowers the numbers."""
    way = house.way_of_two_claims()
    assert {"check.py", "engines/__init__.py", "report/finding.py"} <= way.files.keys()
    assert (len(way.files) <= 55, len(way.functions) <= 380) == (True, True), way.files


def test_only_what_others_leave_untyped_is_taken_for_another_type() -> None:
    """A type that is given to what does not have it hides the fault that follows."""
    files = {place.partition(":")[0] for place in house.casts()}
    assert files <= {
        "cli/watching.py",
        "readers/prose/template.py",
        "readers/wikitext/tree.py",
        "spark/table.py",
    }
