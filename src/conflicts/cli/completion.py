"""What a shell offers for a word that is begun: only what it takes is loaded, and what cannot be read is left out."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import typer

from conflicts.errors import ConflictsError

if TYPE_CHECKING:
    from conflicts.rules.rule import Rule


def packs_and_rules(incomplete: str) -> list[str]:
    """Packs and rules by name, for ``--rules``; paths are left to the shell."""
    from conflicts.rules.pack import shipped_packs

    return _beginning(incomplete, [*shipped_packs(), *(rule.name for rule in _known(None))])


def selectors(context: typer.Context, incomplete: str) -> list[str]:
    """The names, ids, packs, kinds and tags of rules, for ``--select`` and ``--ignore``."""
    from conflicts.rules.pack import selectors

    return _beginning(incomplete, (word for rule in _rules_of(context) for word in selectors(rule)))


def rules(context: typer.Context, incomplete: str) -> list[str]:
    """The names and ids of rules."""
    return _beginning(incomplete, (word for rule in _rules_of(context) for word in (rule.name, rule.id)))


def report_formats(incomplete: str) -> list[str]:
    """The formats of a report."""
    from conflicts.formats import formats

    return _beginning(incomplete, formats())


def material_formats(incomplete: str) -> list[str]:
    """The formats of foreign material."""
    from conflicts.readers.foreign import shipped_names

    return _beginning(incomplete, shipped_names())


def engines(incomplete: str) -> list[str]:
    """The engines."""
    from conflicts import engines

    return _beginning(incomplete, ["auto", *engines.engines()])


def _beginning(incomplete: str, words: Iterable[str]) -> list[str]:
    return sorted({word for word in words if word.startswith(incomplete)})


def _rules_of(context: typer.Context) -> "Sequence[Rule]":
    """The rules that the command line names so far, or else the settings, or else all that ship."""
    from conflicts.config import configuration

    try:
        named = context.params.get("rules") or configuration(context.params.get("config")).settings.rules
    except ConflictsError:
        named = ()
    return _known([str(name) for name in named] or None)


def _known(named: Sequence[str] | None) -> "Sequence[Rule]":
    from conflicts.rules.pack import load_rules

    try:
        return load_rules(named, require_examples=False, shipped_examples=False)
    except ConflictsError:
        return ()
