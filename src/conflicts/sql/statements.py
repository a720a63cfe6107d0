"""Rules as SQL for a database elsewhere: the tables that they read, and a SELECT for each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel
from sqlglot.errors import UnsupportedError as DialectError

from conflicts.errors import UnsupportedError, nearest
from conflicts.sql.names import CERTAIN, CLAIM, FACTS, HOME, ID, TOPIC, TOPICS, identifier, identifiers
from conflicts.sql.plan import FLAGGED, Plan, Planned
from conflicts.sql.select import columns_of, select_matches

_NO_DATABASE = frozenset({"", "dax", "drill", "druid", "prql", "solr", "tableau"})
"""What sqlglot knows that makes no tables to join, or that it reads and does not write."""

DIALECTS = tuple(sorted({each.value for each in sqlglot.Dialects} - _NO_DATABASE))
"""The dialects that rules are written in."""


@dataclass(frozen=True, slots=True)
class Statements:
    """``tables`` makes the tables; ``selects`` finds the matches of each rule, by its name."""

    tables: tuple[str, ...]
    selects: Mapping[str, str]


def statements(plan: Plan, dialect: str) -> Statements:
    """Write the rules of a plan in a dialect.

    A SELECT gives ``rule``, the claims of each match (``r0``, ``r1``… and ``r0_id``, ``r1_id``…, in the order of the
    rule's variables), and ``certain``, 1 or 0. Raises UnsupportedError for an unknown dialect, and for a rule that
    it cannot express.
    """
    if dialect not in DIALECTS:
        raise UnsupportedError(f"unknown dialect {dialect!r}{nearest(dialect, DIALECTS)}; known: {', '.join(DIALECTS)}")
    text = _TEXT.get(dialect, "TEXT")
    tables = tuple(_written(table, dialect, "the tables") for table in _tables(plan, text))
    selects = {rule.name: _written(_select(plan, rule.name), dialect, rule.name) for rule in plan.rules}
    return Statements(tables, selects)


def script(plan: Plan, dialect: str) -> str:
    """All statements of a plan in a dialect, in the order in which they are run."""
    written = statements(plan, dialect)
    named = " ".join(rule.name for rule in plan.rules)
    parts = [f"-- The tables are filled with: conflicts compile {named} --facts CLAIMS --output facts.parquet"]
    parts += [f"{table};\n" for table in written.tables]
    for rule in plan.rules:
        parts += [f"-- {rule.name}: {' '.join(rule.title.split())}", f"{written.selects[rule.name]};\n"]
    return "\n".join(parts)


def _written(tree: exp.Expr, dialect: str, what: str) -> str:
    try:
        return tree.sql(dialect, pretty=True, unsupported_level=ErrorLevel.RAISE)
    except DialectError as error:
        raise UnsupportedError(f"{what}: {dialect} cannot express it: {error}") from error


# Tables ---------------------------------------------------------------------------------------------------------------


def table_columns(plan: Plan) -> dict[str, tuple[str, ...]]:
    """The columns of each table that the plan reads, in their order: text for ``id``, integers otherwise."""
    facts = (CLAIM, ID, *identifiers(plan.columns).values())
    return {FACTS: facts, TOPICS: (CLAIM, TOPIC, HOME)} if plan.reads_topics else {FACTS: facts}


_TEXT = {"teradata": "VARCHAR(1000)"}
"""The type of ``id`` where text has to have a length."""


def _tables(plan: Plan, text: str) -> Iterator[exp.Create]:
    for name, columns in table_columns(plan).items():
        defined = [
            exp.ColumnDef(this=exp.to_identifier(column), kind=exp.DataType.build(text if column == ID else "BIGINT"))
            for column in columns
        ]
        yield exp.Create(this=exp.Schema(this=exp.to_table(name), expressions=defined), kind="TABLE")


# Selects --------------------------------------------------------------------------------------------------------------


def _select(plan: Plan, name: str) -> exp.Select:
    """The matches of a rule, with those of the rules that it asks about before it."""
    needed = plan.asked_by(name)
    number_of = {each.rule.name: number for number, each in enumerate(needed, 1)}
    asked = {other for each in needed for other in each.asks}
    parts: dict[str, exp.Query] = {}
    for each in needed:
        number, facts = number_of[each.rule.name], FACTS
        if each.asks:
            facts = f"{FACTS}_{number}"
            parts[facts] = _flagged_facts(each, number_of)
        if each.query.reads_topics:
            parts[f"about_{number}"] = _facts_about(each, facts)
        found = select_matches(each.query, spread=True, about=f"about_{number}")
        _rename(found, facts)
        parts[f"found_{number}"] = found
        if each.rule.name in asked:
            parts[f"flagged_{number}"] = _flagged(each, f"found_{number}")
    select = _with_ids(needed[-1], f"found_{number_of[name]}")
    for part, query in parts.items():
        select = select.with_(part, as_=query, copy=False)
    return select


def _rename(select: exp.Select, facts: str) -> None:
    """Let a select read other facts."""
    for table in list(select.find_all(exp.Table)):
        if table.name == FACTS:
            table.set("this", exp.to_identifier(facts))


def _flagged(planned: Planned, found: str) -> exp.Select:
    """Which claims a rule flagged, and whether certainly."""
    variables = range(planned.query.variables if planned.rule.kind == "contradiction" else 1)
    claims: list[exp.Query] = [
        exp.select(exp.column(f"r{number}").as_(CLAIM), exp.column(CERTAIN)).from_(found) for number in variables
    ]
    matched = claims[0]
    for more in claims[1:]:
        matched = exp.union(matched, more, distinct=False)
    surely = exp.Max(this=exp.column(CERTAIN, "matched")).as_("surely")
    select = exp.select(exp.column(CLAIM, "matched"), surely, exp.convert(1).as_("at_all"))
    return select.from_(matched.subquery("matched")).group_by(exp.column(CLAIM, "matched"))


def _flagged_facts(planned: Planned, number_of: Mapping[str, int]) -> exp.Select:
    """The facts that a query reads, with columns for what other rules flagged."""
    cells = []
    for column in sorted(columns_of(planned.query)):
        if column.startswith(FLAGGED):
            _, rule, form = column.split(":")
            flag = exp.column("surely" if form == "certain" else "at_all", f"flagged_{number_of[rule]}")
            cells.append(exp.Coalesce(this=flag, expressions=[exp.convert(0)]).as_(identifier(column)))
        else:
            cells.append(exp.column(identifier(column), FACTS).as_(identifier(column)))
    select = exp.select(exp.column(CLAIM, FACTS).as_(CLAIM), *cells).from_(FACTS)
    for rule in planned.asks:
        flagged = f"flagged_{number_of[rule]}"
        same = exp.EQ(this=exp.column(CLAIM, flagged), expression=exp.column(CLAIM, FACTS))
        select = select.join(flagged, on=same, join_type="left")
    return select


def _facts_about(planned: Planned, facts: str) -> exp.Select:
    """The facts that a query reads of each claim and each of its topics."""
    cells = [exp.column(identifier(column), facts) for column in sorted(columns_of(planned.query))]
    topics = [exp.column(name, TOPICS) for name in (TOPIC, HOME)]
    cells = [exp.column(CLAIM, facts), *cells, *topics]
    same = exp.EQ(this=exp.column(CLAIM, TOPICS), expression=exp.column(CLAIM, facts))
    return exp.select(*(cell.as_(cell.name) for cell in cells)).from_(facts).join(TOPICS, on=same, join_type="inner")


def _with_ids(planned: Planned, found: str) -> exp.Select:
    variables = range(planned.query.variables)
    rows = [exp.column(f"r{number}", found) for number in variables]
    select = exp.select(exp.Literal.string(planned.rule.name).as_("rule"), *(row.as_(row.name) for row in rows))
    select = select.select(exp.column(CERTAIN, found).as_(CERTAIN)).from_(found)
    for number in variables:
        same = exp.EQ(this=exp.column(CLAIM, f"f{number}"), expression=rows[number].copy())
        facts = exp.alias_(exp.to_table(FACTS), f"f{number}", table=True)
        select = select.join(facts, on=same, join_type="inner")
        select = select.select(exp.column(ID, f"f{number}").as_(f"r{number}_id"))
    return select.order_by(*(row.copy() for row in rows))
