"""What every run of pytest loads where conflicts is installed: an option, a setting and a marker.

It stands beside the package and not in it: to import a module of the package is to import the package, which takes
longer than pytest takes to start. What ``--conflicts`` does is in ``conflicts.pytest_plugin``.
"""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option, and the setting for pytest's own configuration."""
    group = parser.getgroup("conflicts", "conflicts between sources")
    group.addoption("--conflicts", action="store_true", help="Collect claims files, and the examples of rules, too.")
    parser.addini(
        "conflicts_collections",
        "Directories that are each one collection of claims, with everything below them (for --conflicts).",
        type="paths",
        default=[],
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker; and what collects, if it is asked for."""
    config.addinivalue_line("markers", "conflicts: a claims file, or an example of a rule (see --conflicts).")
    if config.getoption("--conflicts"):
        from conflicts import pytest_plugin

        config.pluginmanager.register(pytest_plugin, pytest_plugin.__name__)
