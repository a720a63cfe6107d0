"""Claims that stay in a table: the same columns of integers, without an object for each claim."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from conflicts.facts.by_row import ByRow
from conflicts.facts.columns import words_of
from conflicts.facts.stored.database import one_number, pa_array
from conflicts.facts.stored.facets import ROWWISE, facet_of, facets_of_times
from conflicts.facts.stored.fields import WordFacts
from conflicts.facts.stored.places import Numbered, numbered_places
from conflicts.facts.stored.rows import MOST_KEPT, StoredClaims
from conflicts.facts.stored.topics import topics_of
from conflicts.facts.table import FactTable, Test
from conflicts.facts.zones import plain as plain_column
from conflicts.model.claim import Claim
from conflicts.model.moment import INFINITY, MISSING
from conflicts.model.spelling import canonical
from conflicts.model.unit import parse_duration
from conflicts.model.vocabulary import Vocabulary
from conflicts.tables.flat import claim_data

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

BASE = "base"
"""One row a claim, numbered in the order of the ids from 0 as ``claim``: a code for each facet, and what is kept row by
row."""

ID_TEXT = "id.text"
"""What a relation calls the ids of claims as they are written."""


@dataclass(frozen=True, slots=True)
class Facet:
    """What a facet's codes stand for: as cells of the claims table, and as facts of which nothing else is known."""

    contents: Sequence[Mapping[str, object]]
    table: FactTable

    def coded(self, codes: dict[str, int]) -> "Facet":
        """The facet with other numbers for its words."""
        return Facet(self.contents, self.table.with_codes(codes))


class StoredFacts(FactTable):
    """Facts whose claims are in DuckDB.

    Every field is lowered once for each of its different contents, by the same code as for claims at hand; a claim
    is a row of codes. Claims are made up as objects when somebody looks at them.
    """

    is_stored = True

    def __init__(
        self,
        connection: "DuckDBPyConnection",
        table: str,
        facets: Mapping[str, Facet],
        vocabulary: Vocabulary,
        codes: dict[str, int],
        as_of: str | None = None,
    ) -> None:
        super().__init__((), vocabulary, as_of, codes)
        self.connection = connection
        self._table = table
        self._facets = facets
        self._defined: dict[str, str] = {}
        self._mapped: dict[str, set[str]] = {}
        self._flag_tables: set[str] = set()
        self._rowwise: dict[str, str] = {}
        self._cells_of_codes: dict[tuple[str, str], pa.Array] = {}
        self._rows: dict[int, Mapping[str, object]] = {}
        self._claims_made: dict[int, Claim] = {}
        self._read_cells: dict[str, dict[int, int]] = {}
        self._size = one_number(connection, f"SELECT count(*) FROM {self._table}") or 0
        self.claims = StoredClaims(self)

    def __len__(self) -> int:
        return self._size

    # ------------------------------------------------------------------------------------------ what lowering asks for

    def define(self, name: str, field: str, test: Test) -> str:
        """Add a yes/no column, unless it is there already, and return its name."""
        if name in self._defined:
            return name
        facet = facet_of(field)
        if facet in self._facets:
            self._facets[facet].table.define(name, field, test)
        else:
            self._define_rowwise(name, field, test)
        self._defined[name] = facet
        return name

    def literal_code(self, field: str, word: str) -> int:
        """The number that stands for a word of a rule; for an id that is the claim's number."""
        if field != "id":
            return self.code(word)
        found = one_number(self.connection, f"SELECT claim FROM {self._table} WHERE id = ?", [word])
        return -2 if found is None else found

    @cached_property
    def mixing(self) -> frozenset[str]:
        """The predicates whose quantities measure different things."""
        return self._facets["value"].table.mixing

    @cached_property
    def most_superseded(self) -> int:
        """How many claims any one claim supersedes at most."""
        return one_number(self.connection, f"SELECT max(number) + 1 FROM links_of_{self._table}") or 0

    def _flag_table(self, rule: str) -> str:
        """The table that says which claims a rule flagged, and whether certainly; made when first asked for."""
        import numpy as np
        import pyarrow as pa

        table = f"flagged_in_{self._table}_{list(self._flagged).index(rule)}"
        if table in self._flag_tables:
            return table
        matches, every_claim = self._flagged[rule]
        claims, certain = (np.asarray(each, np.int64) for each in matches.flagged(every_claim=every_claim))
        self.connection.register("flagged_now", pa.table({"claim": claims, "certain": certain}))
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS "
            "SELECT claim, max(certain) AS certain FROM flagged_now GROUP BY claim"
        )
        self._flag_tables.add(table)
        return table

    # -------------------------------------------------------------------------------------------------- columns in SQL

    def relation(self, columns: Mapping[str, str]) -> str:
        """A SELECT that gives ``claim`` and each of these columns of facts under the name that it is given."""
        cells = [f"{self._cell(column)} AS {name}" for column, name in columns.items()]
        joins = [f'JOIN map_{facet} ON map_{facet}.code = base."{facet}"' for facet in self._facets_of(columns)]
        rules = {column.split(":")[1] for column in columns if column.startswith("flagged:")}
        joins += [
            f"LEFT JOIN {table} ON {table}.claim = base.claim"
            for table in sorted(self._flag_table(rule) for rule in rules & self._flagged.keys())
        ]
        joins += [
            f"LEFT JOIN links_of_{self._table} AS link_{n} ON link_{n}.claim = base.claim AND link_{n}.number = {n}"
            for n in range(self.most_superseded if any(c.startswith("supersedes:") for c in columns) else 0)
        ]
        joins += [
            f"JOIN {table} ON {table}.claim = base.claim"
            for table in sorted({self._rowwise[column] for column in columns if column in self._rowwise})
        ]
        return f"SELECT {', '.join(['base.claim', *cells])} FROM {self._table} AS base {' '.join(joins)}"

    def topics_relation(self) -> str | None:
        """The name of a table of what each claim is about; None where that is its subject and nothing else."""
        return self._topics

    def _zones(self, field: str) -> frozenset[bool]:
        tables = (self._facets[facet].table for facet in facets_of_times(field))
        return frozenset[bool]().union(*(table.zoned(field) for table in tables))

    def _cell(self, column: str) -> str:
        beside, plain = plain_column(column)
        field, _, bound = plain.rpartition(".")
        if column in self._rowwise:
            return f"{self._rowwise[column]}.{_plain(column)}"
        if column.startswith("flagged:"):
            _, rule, form = column.split(":")
            if rule not in self._flagged:
                return "0"
            table = self._flag_table(rule)
            return f"coalesce({table}.certain, 0)" if form == "certain" else f"({table}.claim IS NOT NULL)::INTEGER"
        if column == ID_TEXT:
            return "base.id"
        if field == "id":
            return "base.claim"
        if column == "present:id":
            return "1"
        if field == "value.term":
            return f"CASE WHEN {self._mapped_cell('value', column)} < 0 THEN -1 - base.claim " + (
                f"ELSE {self._mapped_cell('value', column)} END"
            )
        if column.startswith("supersedes:"):
            if int(column.partition(":")[2]) >= self.most_superseded:
                return "-1"
            return f"coalesce(link_{column.partition(':')[2]}.target, -1)"
        if column == "present:supersedes":
            return "(base.supersedes IS NOT NULL)::INTEGER"
        if column == "present:excerpt":
            return "(coalesce(base.excerpt, base.location_excerpt) IS NOT NULL)::INTEGER"
        if field in ("valid.start", "valid.end", "valid.onset") or column in _PRESENCE_OF_TIME:
            return self._time_cell(column)
        if field == "expires":
            return self._expiry(beside, bound)
        if column == "present:expires":
            return f"({self._cell('expires.hi')} <> {MISSING})::INTEGER"
        if column in self._defined:
            return self._mapped_cell(self._defined[column], column)
        return self._mapped_cell(facet_of(plain.removeprefix("present:")), column)

    def _time_cell(self, column: str) -> str:
        whole, start, end = (self._mapped_cell(facet, column) for facet in ("whole", "start", "end"))
        given = {facet: f"{self._mapped_cell(facet, 'present:valid')} = 1" for facet in ("whole", "start", "end")}
        first, then = ("end", "start") if "valid.end" in column else ("start", "end")
        cells = {"start": start, "end": end}
        return f"CASE WHEN {given['whole']} THEN {whole} WHEN {given[first]} THEN {cells[first]} ELSE {cells[then]} END"

    def _expiry(self, beside: str, bound: str) -> str:
        """As the column of claims at hand: what was stated, or else what began, a lifetime later."""
        seconds = self._mapped_cell("predicate", "lifetime")
        stated, began = self._cell(f"{beside}stated.{bound}"), self._time_cell(f"{beside}valid.start.{bound}")
        since = (
            f"CASE WHEN {self._mapped_cell('stated', 'present:stated')} = 1 THEN {stated} "
            f"WHEN {self._time_cell('present:valid')} = 1 THEN {began} END"
        )
        moved = f"CASE WHEN {since} = {-INFINITY} THEN {-INFINITY} ELSE least({since} + {seconds}, {INFINITY - 1}) END"
        nothing = -MISSING if bound == "lo" else MISSING
        return f"CASE WHEN {seconds} < 0 OR {since} IS NULL THEN {nothing} ELSE {moved} END"

    def _mapped_cell(self, facet: str, column: str) -> str:
        self._mapped.setdefault(facet, set()).add(column)
        return f"map_{facet}.{_plain(column)}"

    def _facets_of(self, columns: Iterable[str]) -> list[str]:
        """The facets that columns are read from; their mappings are made known to the database."""
        self._mapped = {}
        for column in columns:
            self._cell(column)
        for facet, needed in self._mapped.items():
            self.connection.register(f"map_{facet}", self._mapping(facet, sorted(needed)))
        return sorted(self._mapped)

    def _mapping(self, facet: str, columns: Sequence[str]) -> "pa.Table":
        import pyarrow as pa

        return pa.table({column: self._mapped_cells(facet, column) for column in ("code", *columns)})

    def _mapped_cells(self, facet: str, column: str) -> "pa.Array":
        """What a column holds for each code of a facet; kept, since rule after rule asks for it."""
        import numpy as np
        import pyarrow as pa

        table = self._facets[facet].table
        known = self._cells_of_codes.get((facet, column))
        if known is None:
            numbers = np.arange(len(table)) if column == "code" else _numbers(table, column)
            known = self._cells_of_codes[facet, column] = pa.array(numbers, pa.int64())
        return known

    # ------------------------------------------------------------------------------------------------ rows for people

    def column(self, name: str) -> Sequence[int]:
        """The column of that name, to be asked row by row."""
        return ByRow(len(self), lambda row: self.cell(row, name))

    def texts(self, field: str) -> Sequence[str | None]:
        """What ``matches`` sees of each claim in a field of words or keys, to be asked row by row."""
        return ByRow(len(self), lambda row: self.text(row, field))

    def subject(self, row: int) -> str:
        """The id of the entity that the claim is about."""
        facet = self._facets["subject"].table
        return facet.subject(self.code_of(row, "subject"))

    def candidates(self, key: tuple[str, ...], row: int, topic: int | None) -> Sequence[int]:
        """The rows, ascending, that share ``key`` with the claim of ``row``."""
        names = {name: f"k{number}" for number, name in enumerate(n for n in key if n != "topic")}
        columns = {("value.key" if name == "value" else name) + ".hi": plain for name, plain in names.items()}
        own = columns.setdefault("subject.hi", "about")
        relation = self.relation(columns)
        conditions = [f"a.{plain} = b.{plain} AND a.{plain} <> {MISSING}" for plain in names.values()]
        source = f"({relation}) AS b"
        if "topic" in key:
            about = f"a.{own}" if topic is None else str(topic)
            if self._topics is None:
                conditions.append(f"b.{own} = {about}")
            else:
                source += f" JOIN {self._topics} AS t ON t.claim = b.claim"
                conditions.append(f"t.topic = {about}")
        found = self.connection.execute(
            f"SELECT b.claim FROM ({relation} WHERE base.claim = {row}) AS a, {source} "
            f"WHERE {' AND '.join(conditions) or 'true'} ORDER BY b.claim"
        )
        return [claim for (claim,) in found.fetchall()]

    def fetch(self, rows: Iterable[int]) -> None:
        """Read these rows of the table, if they are not at hand yet, in one go."""
        wanted = sorted(set(rows) - self._rows.keys())
        if len(self._rows) + len(wanted) > MOST_KEPT:
            self._rows.clear()
            self._claims_made.clear()
            self._read_cells.clear()
        if not wanted:
            return
        import pyarrow as pa

        self.connection.register("wanted", pa.table({"claim": pa.array(wanted, pa.int64())}))
        found = self.connection.execute(f"SELECT base.* FROM {self._table} AS base JOIN wanted USING (claim)")
        names = [name for name, *_ in found.description or ()]
        for cells in found.fetchall():
            of_claim = dict(zip(names, cells, strict=True))
            self._rows[of_claim["claim"]] = of_claim

    def base_row(self, row: int) -> Mapping[str, object]:
        """What the table holds of a claim: its codes, and what is kept row by row."""
        if row not in self._rows:
            self.fetch([row])
        return self._rows[row]

    def ids_of(self, rows: "NDArray[np.int64]") -> "pa.Array":
        """The ids of the claims in these rows, one for one."""
        return self._ids.take(pa_array(rows))

    def rows_of(self, ids: Iterable[str]) -> list[int]:
        """The rows of the claims with these ids, ascending."""
        import pyarrow as pa

        self.connection.register("asked", pa.table({"id": pa.array(ids, pa.string())}))
        select = f"SELECT claim FROM {self._table} JOIN asked USING (id) ORDER BY claim"
        return [claim for (claim,) in self.connection.execute(select).fetchall()]

    def subjects_of(self, rows: "NDArray[np.int64]") -> "pa.Array":
        """The ids of the entities that the claims in these rows are about, one for one."""
        codes, entities = self._subjects
        return entities.take(codes.take(pa_array(rows)))

    @cached_property
    def _ids(self) -> "pa.Array":
        found = self.connection.sql(f"SELECT id FROM {self._table} ORDER BY claim").to_arrow_table()
        return found.column(0).combine_chunks()

    @cached_property
    def _subjects(self) -> "tuple[pa.Array, pa.Array]":
        """Which subject each claim has, as a code, and the entities that these are."""
        import pyarrow as pa

        facet = self._facets["subject"].table
        subjects = [facet.subject(row) for row in range(len(facet))]
        found = self.connection.sql(f"SELECT subject FROM {self._table} ORDER BY claim").to_arrow_table()
        return found.column(0).combine_chunks(), pa.array(subjects, pa.string())

    @cached_property
    def places(self) -> "NDArray[np.int64]":
        """Which place each claim has."""
        return self._numbered.places

    @cached_property
    def files(self) -> Sequence[int]:
        """Which file each claim stands in."""
        return self._numbered.files

    @cached_property
    def _numbered(self) -> Numbered:
        return numbered_places(self.connection, self._table, lambda row: self.claim(row).location)

    def code_of(self, row: int, facet: str) -> int:
        """What a facet of a claim holds, as a code."""
        code = self.base_row(row)[facet]
        assert isinstance(code, int)
        return code

    @property
    def suppressing(self) -> Sequence[Claim]:
        """The claims with suppressions of their own; the claims table has them in ``more``."""
        rows = self.connection.execute(
            f"SELECT claim FROM {self._table} WHERE more IS NOT NULL ORDER BY claim"
        ).fetchall()
        return [claim for (row,) in rows if (claim := self.claim(row)).suppress]

    @cached_property
    def tags(self) -> frozenset[str]:
        """Every tag that a claim has."""
        return frozenset(tag for tags in self._present("tags", "tags") for tag in tags)

    @property
    def speakers(self) -> int:
        """How many different names assert claims."""
        return len({canonical(name) for name in self._present("source", "asserted_by") if name is not None})

    def _present(self, facet: str, field: str) -> Iterator[Any]:
        """What some claim has in a field of a facet."""
        found = self._facets[facet].table.field(field)
        codes = self.connection.execute(f'SELECT DISTINCT "{facet}" FROM {self._table}').fetchall()
        return (found[code] for (code,) in codes)

    def claim(self, row: int) -> Claim:
        """The claim of a row, as an object."""
        made = self._claims_made.get(row)
        if made is None:
            made = self._claims_made[row] = self._make(row)
        return made

    def _make(self, row: int) -> Claim:
        base = self.base_row(row)
        flat: dict[str, object] = {}
        for name, facet in self._facets.items():
            if name not in ("start", "end", "whole", "cited"):
                flat |= facet.contents[self.code_of(row, name)]
        for name in ("start", "end", "whole"):
            said = self._facets[name].contents[self.code_of(row, name)]
            flat |= {key: cell for key, cell in said.items() if cell is not None and key != "paired"}
        flat |= {name: base[name] for name in ROWWISE}
        data = claim_data(flat, self.vocabulary)
        if base["source_file"] is not None:
            data.setdefault(
                "location", {"file": base["source_file"], "line": base["source_line"] or base["source_row"]}
            )
        return Claim.model_validate(data)

    # ---------------------------------------------------------------------------------------------- columns row by row

    def cell(self, row: int, column: str) -> int:
        """One number of a column."""
        cells = self._read_cells.setdefault(column, {})
        if row not in cells:
            import pyarrow as pa

            unread = [known for known in self._rows if known not in cells] or [row]
            unread = unread if row in unread else [row, *unread]
            self.connection.register("asked", pa.table({"claim": pa.array(unread, pa.int64())}))
            relation = self.relation({column: "cell"})
            found = self.connection.execute(f"SELECT f.claim, f.cell FROM ({relation}) AS f JOIN asked USING (claim)")
            cells.update(found.fetchall())
        return cells[row]

    def text(self, row: int, field: str) -> str | None:
        """What ``matches`` sees of a claim in a field."""
        facet = facet_of(field)
        if facet in self._facets:
            return self._facets[facet].table.texts(field)[self.code_of(row, facet)]
        return str(self.base_row(row)["id"]) if field == "id" else words_of(self.claim(row))

    def _define_rowwise(self, name: str, field: str, test: Test) -> None:
        """A yes/no column of a field that is kept row by row: ids and excerpts."""
        import pyarrow as pa

        text = "id" if field == "id" else "coalesce(excerpt, location_excerpt)"
        found = self.connection.execute(f"SELECT claim, {text} FROM {self._table} ORDER BY claim").fetchall()
        words = WordFacts([word for _, word in found], self.vocabulary)
        table = f"rowwise_{len(self._rowwise)}"
        cells = pa.array([int(test(words, row)) for row in range(len(found))], pa.int64())
        self.connection.register(
            table, pa.table({"claim": pa.array([claim for claim, _ in found], pa.int64()), name: cells})
        )
        self._rowwise[name] = table

    @cached_property
    def _topics(self) -> str | None:
        """The table of topics, made when first asked for."""
        if not self.is_spread:
            return None
        select = f"SELECT DISTINCT subject, predicate, manner FROM {self._table}"
        combinations = self.connection.execute(select).fetchall()
        contents = [self._facets[facet].contents for facet in ("subject", "predicate", "manner")]
        self.connection.register("topics_of", topics_of(combinations, contents, self.vocabulary, self._codes))
        self.connection.execute(
            "CREATE OR REPLACE TEMP TABLE topics AS SELECT base.claim, topics_of.topic, topics_of.home "
            f"FROM {self._table} AS base JOIN topics_of USING (subject, predicate, manner)"
        )
        return "topics"


_PRESENCE_OF_TIME = ("present:valid", "present:valid.start", "present:valid.end", "present:valid.onset")


def _plain(column: str) -> str:
    """The column as a quoted identifier."""
    return '"' + column.replace('"', '""') + '"'


def _numbers(table: FactTable, column: str) -> "Sequence[int] | NDArray[np.int64]":
    if column != "lifetime":
        return table.array(column)
    lifetimes = (table.vocabulary.predicate(name).lifetime for name in table.field("predicate"))
    return [-1 if lifetime is None else parse_duration(lifetime) for lifetime in lifetimes]
