"""Claims that stay on a cluster: encoded and lowered as those in DuckDB are, by the same code."""

from typing import TYPE_CHECKING, cast

from conflicts.facts.query import Matches
from conflicts.facts.stored.build import (
    ReadFacets,
    check_links,
    holding,
    link_claims,
    list_malformed,
    read_facets,
)
from conflicts.facts.stored.encode import ENCODED, encode
from conflicts.facts.stored.table import BASE, StoredFacts
from conflicts.facts.table import Test
from conflicts.model.vocabulary import Vocabulary
from conflicts.spark.database import SparkDatabase, folded
from conflicts.spark.numbering import by_id
from conflicts.spark.worker import finder
from conflicts.tables.claims import MOST_LISTED, BadRows
from conflicts.tables.rows import BadRow

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection
    from pyspark.sql import DataFrame

ABOUT = "claim:about"
"""A column of words: the id of the entity that the claim is about."""


class SparkTable:
    """Claims on a cluster, encoded, to be checked; ``vocabulary`` knows what the table tells."""

    def __init__(self, database: SparkDatabase, read: ReadFacets) -> None:
        self.database, self.vocabulary = database, read.vocabulary
        self._read = read
        self._size = database.table(BASE).count()

    def __len__(self) -> int:
        return int(self._size)

    def facts(self, as_of: str | None, at: str | None) -> "SparkFacts":
        """The facts of the claims that were known ``as_of`` a day, and held ``at`` one (EDTF).

        Raises InputError for what is no date.
        """
        facts = SparkFacts(self.database, BASE, self._read)
        held = holding(as_of, at)
        if held is None:
            return facts
        visible = f"{BASE}_visible"
        kept = f"SELECT claim FROM ({facts.relation(held.columns)}) AS moments WHERE {held.condition}"
        rest = self.database.query(f"SELECT * EXCLUDE (claim) FROM {BASE} WHERE claim IN ({kept})")
        self.database.define(visible, by_id(self.database, rest, "claim"))
        link_claims(_connection(self.database), visible)
        return SparkFacts(self.database, visible, self._read, as_of)

    @property
    def suppresses(self) -> bool:
        """Whether any claim has suppressions of its own."""
        contents = self._read.facets["subject"].contents
        return any('"suppress"' in str(content["more"]) for content in contents if content.get("more"))


def spark_table(database: SparkDatabase, vocabulary: Vocabulary, bad: BadRows) -> SparkTable:
    """Encode the table ``raw``, whose columns are those of the claims table.

    ``bad`` takes the malformed rows. Raises InputError for more of them than are tolerated, and for links between
    claims that lead nowhere; VocabularyError for a vocabulary that is none.
    """
    connection = _connection(database)
    encoding = encode(connection)
    read = read_facets(encoding, vocabulary)
    list_malformed(connection, read.faults, encoding)
    _leave_out(database, bad)
    database.define(BASE, by_id(database, database.table(ENCODED), "claim"))
    database.drop(ENCODED)
    check_links(connection)
    link_claims(connection, BASE)
    return SparkTable(database, read)


def _connection(database: SparkDatabase) -> "DuckDBPyConnection":
    """The database as what makes stored facts asks for it: it takes the statements that are made there."""
    return cast("DuckDBPyConnection", database)


def _leave_out(database: SparkDatabase, bad: BadRows) -> None:
    """Take malformed rows out of the table and count them; the first are listed. Raises InputError for too many."""
    rows = database.keep(
        database.query("SELECT source_file, source_row, min(message) AS message FROM malformed GROUP BY 1, 2")
    )
    count = rows.count()
    if not count:
        return
    listed = rows.orderBy("source_file", "source_row").limit(max(bad.most, MOST_LISTED))
    for file, row, message in listed.collect():
        bad.add(BadRow(row, 0, message), message if file is None else f"{message} ({file})")
    bad.count = count
    bad.refuse_too_many()
    database.define("left_out", rows)
    same = "coalesce(left_out.source_file, '') = coalesce(e.source_file, '') AND left_out.source_row = e.source_row"
    kept = f"SELECT * FROM {ENCODED} AS e WHERE NOT EXISTS (SELECT 1 FROM left_out WHERE {same})"
    database.define(ENCODED, database.query(kept))


class SparkFacts(StoredFacts):
    """Facts whose claims are on a cluster: the columns that rules read, as frames."""

    def __init__(self, database: SparkDatabase, table: str, read: ReadFacets, as_of: str | None = None) -> None:
        super().__init__(_connection(database), table, read.facets, read.vocabulary, read.codes, as_of)
        self.database = database
        self._found: dict[str, DataFrame] = {}

    def flag_found(self, rule: str, findings: "DataFrame", *, every_claim: bool) -> None:
        """Remember which claims the rule flagged, by its findings."""
        from pyspark.sql import functions as F

        listed = F.explode("claims" if every_claim else "leading").alias("id")
        certain = (F.col("verdict") == "certain").cast("bigint").alias("certain")
        self._found[rule] = findings.select(listed, certain).groupBy("id").agg(F.max("certain").alias("certain"))
        self._flagged[rule] = (Matches(), every_claim)

    def _flag_table(self, rule: str) -> str:
        table = f"flagged_in_{self._table}_{list(self._flagged).index(rule)}"
        if table not in self._flag_tables:
            claims = self.database.table(self._table).select("id", "claim")
            self.database.define(table, self._found[rule].join(claims, "id").select("claim", "certain"))
            self._flag_tables.add(table)
        return table

    def _cell(self, column: str) -> str:
        return self._mapped_cell("subject", column) if column == ABOUT else super()._cell(column)

    def _mapped_cells(self, facet: str, column: str) -> "pa.Array":
        if column != ABOUT:
            return super()._mapped_cells(facet, column)
        import pyarrow as pa

        table = self._facets[facet].table
        return pa.array(map(table.subject, range(len(table))), pa.string())

    def _define_rowwise(self, name: str, field: str, test: Test) -> None:
        """Look for a pattern in ids or excerpts, where they are."""
        _, _, pattern = name.split(":", 2)
        text = "id" if field == "id" else "coalesce(excerpt, location_excerpt)"
        words = self.database.query(f"SELECT claim, {text} AS words FROM {self._table}")
        table = f"rowwise_{len(self._rowwise)}"
        found = words.mapInArrow(finder(pattern), "claim bigint, fits bigint")
        self.database.define(table, found.withColumnRenamed("fits", folded(name)))
        self._rowwise[name] = table
