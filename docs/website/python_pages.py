"""The reference of the library: the public names of each public module, with what their docstrings say."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

MODULES = {
    "conflicts": "Claims, vocabularies, checks and reports",
    "conflicts.readers": "Files to claims",
    "conflicts.rules.pack": "Rules and packs",
    "conflicts.formats": "Reports to text",
    "conflicts.tables": "Claims as tables",
    "conflicts.explain": "Why a rule flags claims, or does not",
    "conflicts.repairs": "Sets of claims without which no contradiction is left",
    "conflicts.testing": "Tests of rules and of claims",
    "conflicts.strategies": "Claims and rules for property-based tests",
}
"""The public modules, and what they are for."""


def python_pages() -> Iterator[tuple[str, str]]:
    """A page for each public module: path and text."""
    for name, title in MODULES.items():
        yield f"reference/python/{name}.md", _page(import_module(name), title)


def python_list() -> str:
    """Links to the pages."""
    return "\n".join(f"- [`{name}`](/reference/python/{name}.md): {title}" for name, title in MODULES.items()) + "\n"


def public_names(module: ModuleType) -> list[str]:
    """What a module offers: what it lists, or else its own classes and functions."""
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return sorted(listed, key=lambda name: (name.isupper(), name.casefold()))
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and (inspect.isclass(value) or inspect.isfunction(value))
        and value.__module__ == module.__name__
    ]


def public_classes() -> Iterator[type]:
    """The classes among all public names."""
    for name in MODULES:
        module = import_module(name)
        yield from filter(inspect.isclass, (getattr(module, each) for each in public_names(module)))


def _page(module: ModuleType, title: str) -> str:
    directives = "\n".join(_directive(module, name) for name in public_names(module))
    return f"# `{module.__name__}`: {title}\n\n```{{eval-rst}}\n{directives}```\n"


def _directive(module: ModuleType, name: str) -> str:
    value = getattr(module, name)
    full = f"{module.__name__}.{name}"
    if inspect.isclass(value):
        options = ["   :members:", "   :undoc-members:", "   :exclude-members: model_config"]
        return "\n".join([f".. autoclass:: {full}", *options, "", ""])
    if inspect.isfunction(value):
        return f".. autofunction:: {full}\n\n"
    meaning = inspect.getdoc(type(value)) if type(value).__module__.startswith("conflicts") else None
    return f".. py:data:: {full}\n\n   {meaning or ''}\n\n"
