"""``conflicts explain``."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from conflicts.cli import completion
from conflicts.cli import options as o
from conflicts.cli import output as out
from conflicts.cli import settings as s
from conflicts.cli.app import app
from conflicts.cli.checking import loaded, opened
from conflicts.errors import ConflictsError, RuleError

if TYPE_CHECKING:
    from conflicts.model.collection import Collection
    from conflicts.rules.rule import Rule


@app.command()
@o.reads
def explain(
    context: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="RULE|FINGERPRINT", help="A rule, or a finding in PATH.", autocompletion=completion.rules
        ),
    ],
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            parser=o.input_path,
            metavar="PATH",
            help="What the finding was made in, read as check read it; or what a rule looks at.",
        ),
    ] = None,
    claims: Annotated[
        list[str] | None,
        typer.Option(metavar="A,B", help="Why the rule flags these claims in PATH, or does not."),
    ] = None,
    rules: o.Rules = None,
    engine: o.Engine = "auto",
    as_of: o.AsOf = None,
    at: s.At = None,
    group_by: o.Grouping = "conflict",
    verdict: o.Verdict = "possible",
    from_: o.From = None,
    parts: Annotated[bool, typer.Option("--parts", help="Also what named conditions stand for.")] = False,
    *,
    reading: o.Reading,
    config: s.Config = None,
) -> None:
    """Explain a rule, a finding condition by condition, or why claims are not flagged.

    Of a RULE and a PATH: how each condition comes out for --claims; without these, which claims it almost flags.
    """
    if claims:
        collection = loaded(s.inputs(context, paths), from_, reading(), False)
        _explain_claims(what, claims, collection, rules, as_of, at, parts=parts)
        return
    if not paths:
        from conflicts.formats.rules import rule_text

        out.show(rule_text(_rule_in(what, rules), out.width(), parts=parts))
        return
    options = reading()
    if _names_a_rule(what, rules):
        from conflicts.explain import near_misses

        collection = loaded(paths, from_, options, False)
        out.show(near_misses(collection, what, rules=rules or None, as_of=as_of, at=at).to_text(out.width()))
        return
    source = opened(paths, from_, options, False, engine)
    report = s.checked(
        context, source, rules=rules, engine=engine, as_of=as_of, at=at, group_by=group_by, verdict=verdict
    )
    found = report.find(what)
    if len(found) != 1:
        sort = "a certain finding" if verdict == "certain" else "a finding"
        count = f"begins {len(found)} fingerprints" if found else f"is no fingerprint of {sort} in these claims"
        raise ConflictsError(f"{what!r} {count}; the text report gives each finding's")
    out.show(report.explain(found[0], out.width(), parts=parts))


def _explain_claims(
    rule: str,
    claims: Sequence[str],
    collection: "Collection",
    rules: list[str] | None,
    as_of: str | None,
    at: str | None,
    *,
    parts: bool,
) -> None:
    from conflicts.explain import why_not

    known = {claim.id for claim in collection.claims}
    ids = [word for each in claims for word in ([each] if each in known else each.split(","))]
    one = why_not(collection, rule, [each.strip() for each in ids], rules=rules or None, as_of=as_of, at=at)
    out.show(one.to_text(out.width(), parts=parts))


def _names_a_rule(what: str, rules: list[str] | None) -> bool:
    from conflicts.rules.pack import load_rules

    return any(what in (rule.name, rule.id) for rule in load_rules(rules or None, shipped_examples=False))


def _rule_in(name: str, rules: list[str] | None) -> "Rule":
    from conflicts.rules.pack import load_rules, named_rule

    try:
        return named_rule(name, load_rules(rules or None))
    except RuleError as error:
        hint = "" if "several" in str(error) else f"; to explain a finding, say in which claims: {name} PATH"
        raise ConflictsError(f"{error}{hint}") from None
