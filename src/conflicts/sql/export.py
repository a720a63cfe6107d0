"""Claims as the tables of integers that compiled rules read."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from conflicts.errors import UnsupportedError
from conflicts.facts import limits
from conflicts.facts.codes import StableCodes
from conflicts.facts.lower import lower
from conflicts.facts.stored.table import ID_TEXT, StoredFacts
from conflicts.facts.table import FactTable
from conflicts.facts.visible import visible
from conflicts.model.collection import Collection
from conflicts.model.vocabulary import Vocabulary
from conflicts.sql.at_hand import fact_table, topic_table
from conflicts.sql.names import CLAIM, FACTS, HOME, ID, TOPIC, TOPICS, identifiers
from conflicts.sql.plan import Plan, plan
from conflicts.sql.statements import table_columns
from conflicts.tables.arrow import pyarrow

if TYPE_CHECKING:
    import pyarrow as pa

    from conflicts.facts.stored import StoredTable

SUFFIXES = (".parquet", ".csv")
"""How the names of files end that facts are written to."""

_NO_LINK = -1


def fact_tables(
    planned: Plan, claims: "Collection | StoredTable", as_of: str | None = None
) -> "Iterator[tuple[str, pa.RecordBatchReader]]":
    """The tables that the rules of a plan read, with the claims that were known ``as_of`` a day; to be read in turn.

    Raises InputError for what is no date; UnsupportedError where the SQL that was made of the plan would say something
    else of these claims: their vocabulary reads a name in a rule otherwise, or a claim supersedes too many others.
    """
    _check_names(planned, claims.vocabulary, as_of)
    facts = _facts(claims, as_of)
    if facts.mixing:
        raise UnsupportedError(
            f"{', '.join(sorted(facts.mixing))}: some quantities have a unit and some none, or they are in several "
            "currencies; compiled rules would compare them"
        )
    if any(column.startswith("supersedes:") for column in planned.columns) and facts.most_superseded > limits.LINKS:
        raise UnsupportedError(
            f"a claim supersedes {facts.most_superseded} others; compiled rules read at most {limits.LINKS} of them"
        )
    for each in planned.planned.values():
        lower(each.rule, facts)  # which defines the columns that say what a rule's words mean for each claim
    tables = _stored(planned, facts) if isinstance(facts, StoredFacts) else _at_hand(planned, facts)
    wanted = table_columns(planned)
    return ((name, table) for name, table in tables if name in wanted)


def write_facts(table: "pa.RecordBatchReader", path: Path, suffix: str) -> int:
    """Write one of the tables as Parquet, or as CSV if the suffix is ``.csv``; the number of its rows."""
    rows = 0
    if suffix == ".csv":
        writer = pyarrow("pyarrow.csv").CSVWriter(path, table.schema)
    else:
        writer = pyarrow("pyarrow.parquet").ParquetWriter(path, table.schema, compression="zstd")
    with writer:
        for batch in table:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def _check_names(planned: Plan, vocabulary: Vocabulary, as_of: str | None) -> None:
    theirs = plan(planned.rules, vocabulary, as_of).planned
    for name, each in planned.planned.items():
        if theirs[name].query != each.query:
            raise UnsupportedError(
                f"{name}: the claims' vocabulary reads the rule otherwise: it knows a name by another id, or says "
                "how long predicates precede others, or that states are handed over; compile it, and write the facts, "
                "with that vocabulary (--vocabulary)"
            )


def _facts(claims: "Collection | StoredTable", as_of: str | None) -> FactTable:
    if not isinstance(claims, Collection):
        return claims.facts(as_of, codes=StableCodes())
    return FactTable.of(visible(claims, as_of, None), as_of, StableCodes())


# Claims at hand -------------------------------------------------------------------------------------------------------


def _at_hand(planned: Plan, facts: FactTable) -> "Iterator[tuple[str, pa.RecordBatchReader]]":
    pa = pyarrow()
    ids = pa.array((claim.id for claim in facts.claims), pa.string())
    yield FACTS, fact_table(facts, planned.columns).add_column(1, ID, ids).to_reader()
    yield TOPICS, topic_table(facts).to_reader()


# Claims in a database -------------------------------------------------------------------------------------------------


def _stored(planned: Plan, facts: StoredFacts) -> "Iterator[tuple[str, pa.RecordBatchReader]]":
    names = identifiers(planned.columns)
    links = [name for column, name in names.items() if column.startswith(("id.", "supersedes:"))]
    cells = {name: f"f.{name}" for name in names.values()}
    joins = ""
    if links:  # in the database, the code of an id is the number of its claim
        _register_codes_of_ids(facts)
        cells |= {name: f"coalesce(of_{name}.code, {_NO_LINK})" for name in links}
        joins = " ".join(f"LEFT JOIN codes_of_ids AS of_{name} ON of_{name}.claim = f.{name}" for name in links)
    listed = ", ".join([f"f.{CLAIM}", f"f.{ID}", *(f"{cell}::BIGINT AS {name}" for name, cell in cells.items())])
    relation = facts.relation({ID_TEXT: ID, **names})
    select = f"SELECT {listed} FROM ({relation}) AS f {joins} ORDER BY f.{CLAIM}"
    yield FACTS, facts.connection.sql(select).to_arrow_reader()
    about = facts.topics_relation()
    if about is None:
        about = f"(SELECT *, 1::BIGINT AS {HOME} FROM ({facts.relation({'subject.hi': TOPIC})}))"
    topics = f"SELECT {CLAIM}, {TOPIC}, {HOME} FROM {about} ORDER BY {CLAIM}, {TOPIC}"
    yield TOPICS, facts.connection.sql(topics).to_arrow_reader()


def _register_codes_of_ids(facts: StoredFacts) -> None:
    import numpy as np

    pa = pyarrow()
    claims = np.arange(len(facts))
    codes = pa.array((facts.code(name) for name in facts.ids_of(claims).to_pylist()), pa.int64())
    facts.connection.register("codes_of_ids", pa.table({"claim": pa.array(claims, pa.int64()), "code": codes}))
