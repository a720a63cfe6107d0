"""Modules that other distributions offer by entry points."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from types import ModuleType

from conflicts.errors import UnsupportedError


def offered_modules(group: str, functions: Sequence[str]) -> Iterator[tuple[str, ModuleType]]:
    """The formats of a group by name, each a module that has at least one of these functions.

    Raises UnsupportedError for one that cannot be imported, or has none of them.
    """
    from importlib.metadata import entry_points  # here, since it takes a while to load

    for point in entry_points(group=group):
        try:
            module = import_module(point.module)
        except ImportError as error:
            message = f"the format {point.name!r} cannot be loaded from {point.value!r}: {error}"
            raise UnsupportedError(message) from error
        if not any(hasattr(module, function) for function in functions):
            raise UnsupportedError(f"the format {point.name!r} offers no function {functions[0]} in {point.value!r}")
        yield point.name, module
