"""From a table of claims to stored facts: encode, read what is in each facet, leave out what cannot be read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pydantic import ValidationError

from conflicts.errors import InputError, Place, Problem, VocabularyError
from conflicts.facts.query import AllOf, AnyOf, Column, Comparison, Formula, columns_of
from conflicts.facts.stored.database import one_number
from conflicts.facts.stored.encode import ENCODED, ROWS, Encoding, encode, named
from conflicts.facts.stored.fields import FieldFacts, SubjectCells, SubjectFacts
from conflicts.facts.stored.moments import FIELD, DayCells, DayFacts, Moment, quick_time
from conflicts.facts.stored.table import BASE, Facet, StoredFacts
from conflicts.facts.table import FactTable
from conflicts.facts.visible import seen
from conflicts.model.claim import Claim
from conflicts.model.consistency import link_problems, name_problems, value_problems
from conflicts.model.faults import faults as worded
from conflicts.model.faults import shown
from conflicts.model.value import Time
from conflicts.model.vocabulary import Vocabulary
from conflicts.tables.claims import FRAME, MOST_LISTED, BadRows, grown
from conflicts.tables.flat import PLACEHOLDER, claim_data, is_missing
from conflicts.tables.rows import BadRow
from conflicts.tables.sources import RowSources

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class StoredTable:
    """Claims in a database, encoded, to be checked as often as wanted; ``vocabulary`` knows what the table tells.

    ``bad`` are the malformed rows that were passed over, file by file.
    """

    def __init__(
        self,
        connection: "DuckDBPyConnection",
        facets: Mapping[str, Facet],
        vocabulary: Vocabulary,
        codes: dict[str, int],
        bad: Sequence[BadRows],
    ) -> None:
        self.connection, self.vocabulary, self.bad = connection, vocabulary, tuple(bad)
        self._facets, self._codes = facets, codes
        self._size = one_number(connection, f"SELECT count(*) FROM {BASE}") or 0
        self._narrowed = 0

    def __len__(self) -> int:
        return self._size

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the rows that were passed over; of very many, with the first."""
        return [problem for each in self.bad for problem in each.problems]

    @property
    def malformed(self) -> int:
        """How many rows were passed over."""
        return sum(each.count for each in self.bad)

    def facts(
        self, as_of: str | None = None, at: str | None = None, codes: dict[str, int] | None = None
    ) -> StoredFacts:
        """The facts of the claims that were known ``as_of`` a day, and held ``at`` one (EDTF).

        ``codes``: the numbers that stand for words, where they are not to be those of this table.
        Raises InputError for what is no date.
        """
        facets, known = self._facets, self._codes
        if codes is not None:
            facets, known = {name: each.coded(codes) for name, each in facets.items()}, codes
        facts = StoredFacts(self.connection, BASE, facets, self.vocabulary, known)
        if held := holding(as_of, at):
            self._narrowed += 1
            name = f"{BASE}_{self._narrowed}"
            kept = f"SELECT claim FROM ({facts.relation(held.columns)}) WHERE {held.condition}"
            visible = f"SELECT * EXCLUDE (claim) FROM {BASE} WHERE claim IN ({kept}) ORDER BY id"
            self.connection.execute(f"CREATE TEMP TABLE rows_of_{name} AS {visible}")
            _number(self.connection, f"rows_of_{name}", name)
            link_claims(self.connection, name)
            facts = StoredFacts(self.connection, name, facets, self.vocabulary, known, as_of)
        return facts


def stored_table(
    connection: "DuckDBPyConnection",
    vocabulary: Vocabulary,
    bad: Sequence[BadRows] = (),
    known: Mapping[str, str] | None = None,
) -> StoredTable:
    """Encode the table ``raw`` of a database, whose columns are those of the claims table.

    ``bad`` takes the malformed rows, file by file; ``known`` is as for ``encode``. Raises InputError for more malformed
    rows than are tolerated, and for links between claims that lead nowhere; VocabularyError for a vocabulary that is
    none.
    """
    encoding = encode(connection, known, in_order=True)
    read = read_facets(encoding, vocabulary)
    _number(connection, _left(connection, read.faults, encoding, bad), BASE, encoding.constants)
    _refuse_repeated(connection)
    check_links(connection)
    link_claims(connection, BASE)
    return StoredTable(connection, read.facets, read.vocabulary, read.codes, bad)


# What each facet says -------------------------------------------------------------------------------------------------

_Faults = dict[str, dict[int, str]]
"""For each facet, what is wrong with what a code stands for."""


class ReadFacets(NamedTuple):
    """What the facets of a table hold, and what is wrong with it; the vocabulary has the sources that they tell of."""

    vocabulary: Vocabulary
    facets: Mapping[str, Facet]
    codes: dict[str, int]
    faults: _Faults


def read_facets(encoding: Encoding, vocabulary: Vocabulary) -> ReadFacets:
    """Lower the different contents of each facet. Raises VocabularyError for a vocabulary that is none."""
    vocabulary, faults = _with_sources(vocabulary, encoding)
    if problems := vocabulary.problems():
        raise VocabularyError(problems)
    codes: dict[str, int] = {}
    facets: dict[str, Facet] = {}
    for name, contents in encoding.contents.items():
        if isinstance(contents, SubjectCells):
            facets[name] = Facet(contents, SubjectFacts(contents.subjects, vocabulary, codes))
            continue
        if isinstance(contents, DayCells):
            facets[name] = Facet(contents, DayFacts(name, contents, vocabulary, codes))
            continue
        if name in FIELD:
            times, of_facet = _times(name, contents, vocabulary)
            facets[name] = Facet(contents, FieldFacts({FIELD[name]: times}, vocabulary, codes))
        else:
            claims, of_facet = _claims(name, contents, vocabulary)
            facets[name] = Facet(contents, FactTable(claims, vocabulary, codes=codes))
        faults[name] = of_facet | faults.get(name, {})
    return ReadFacets(vocabulary, facets, codes, faults)


def _with_sources(vocabulary: Vocabulary, encoding: Encoding) -> tuple[Vocabulary, _Faults]:
    """The vocabulary with the sources that the table describes."""
    sources = RowSources(vocabulary)
    faults: dict[int, str] = {}
    for code, row in enumerate(encoding.contents["source"]):
        try:
            sources.add(row, "another row")
        except ValueError as error:
            faults[code] = str(error)
    if not sources.found:
        return vocabulary, {"source": faults}
    names = {
        vocabulary.source_id(str(row["asserted_by"]))
        for row in encoding.contents["source"]
        if not is_missing(row.get("asserted_by"))
    }
    via = (name for row in encoding.contents["via"] for name in claim_data(row).get("via", ()))
    together = grown(vocabulary, sources, {*names, *via})
    return vocabulary.model_copy(update={"sources": together}), {"source": faults}


def _times(
    facet: str, contents: Sequence[Mapping[str, object]], vocabulary: Vocabulary
) -> tuple[Sequence[Moment | Time | None], dict[int, str]]:
    """The time that each content of a facet says, if it says one; and what is wrong with which."""
    times: list[Moment | Time | None] = []
    faults: dict[int, str] = {}
    for code, content in enumerate(contents):
        time: Moment | Time | None = quick_time(facet, content)
        if time is None:
            (claim,), wrong = _claims(facet, (content,), vocabulary)
            time = getattr(claim, FIELD[facet])
            if wrong:
                faults[code] = wrong[0]
        times.append(time)
    return times, faults


def _claims(
    facet: str, contents: Sequence[Mapping[str, object]], vocabulary: Vocabulary
) -> tuple[Sequence[Claim], dict[int, str]]:
    """A claim for each content of a facet, of which nothing else is known; and what is wrong with which."""
    claims: list[Claim] = []
    faults: dict[int, str] = {}
    nothing = _nothing()
    for code, content in enumerate(contents):
        data: dict[str, object] = {}
        try:
            data = claim_data({**PLACEHOLDER, **_as_row(facet, content)}, vocabulary)
            claims.append(Claim.model_validate(data))
        except ValidationError as error:
            claims.append(nothing)
            faults[code] = "; ".join(problem.message for problem in worded(error, Claim, data))
        except ValueError as error:
            claims.append(nothing)
            faults[code] = str(error)
    for code, message in _model_faults(facet, claims, vocabulary):
        faults.setdefault(code, message)
        claims[code] = nothing
    return claims, faults


@cache
def _nothing() -> Claim:
    return Claim.model_validate(dict(PLACEHOLDER))


def _as_row(facet: str, content: Mapping[str, object]) -> dict[str, object]:
    """A facet's content as a row of the claims table; the other end of a period is open where there is one."""
    row = {name: cell for name, cell in content.items() if name != "paired"}
    if content.get("paired"):
        row["valid_to" if facet == "start" else "valid_from"] = ".."
    return row


_NAMES = {"predicate": "predicate", "source": "asserted_by", "via": "via", "citations": "citations"}
"""The field of a facet whose names the vocabulary may not know."""


def _model_faults(facet: str, claims: Sequence[Claim], vocabulary: Vocabulary) -> Iterator[tuple[int, str]]:
    """What of a facet does not fit the vocabulary."""
    if facet == "value":
        problems = value_problems(enumerate(claims), vocabulary)
    elif facet in _NAMES:
        problems = (each for each in name_problems(enumerate(claims), vocabulary) if each.path[2:3] == (_NAMES[facet],))
    else:
        return
    for problem in problems:
        code = problem.path[1]
        assert isinstance(code, int)
        yield code, problem.message.removeprefix(f"claim {shown(PLACEHOLDER['id'])}: ")


# Rows that are left out -----------------------------------------------------------------------------------------------


def _left(connection: "DuckDBPyConnection", faults: _Faults, encoding: Encoding, bad: Sequence[BadRows]) -> str:
    """The table of the rows that are not malformed, which are noted; raises InputError if those are too many."""
    list_malformed(connection, faults, encoding)
    left = ROWS
    if one_number(connection, "SELECT count(*) FROM malformed"):
        rows = connection.execute(
            "SELECT source_file, source_row, source_line, string_agg(DISTINCT message, '; ' ORDER BY message) "
            "FROM malformed GROUP BY ALL ORDER BY ALL"
        )
        noted = {each.file: each for each in bad}
        while some := rows.fetchmany(10_000):
            for file, row, line, message in some:
                noted[FRAME if file is None else file].add(BadRow(row, line, message), message)
        place = "id, source_row" if "source_file" in encoding.constants else "id, coalesce(source_file, ''), source_row"
        left = "rows_left"
        well_formed = f"SELECT * FROM {ROWS} WHERE ({place}) NOT IN (SELECT ({place}) FROM malformed) ORDER BY id"
        connection.execute(f"CREATE TEMP TABLE {left} AS {well_formed}")
    connection.execute(f"DROP VIEW {ENCODED}")
    for each in bad:
        each.refuse_too_many()
    return left


def list_malformed(connection: "DuckDBPyConnection", faults: _Faults, encoding: Encoding) -> None:
    """Make the table ``malformed``: which claims of ``encoded`` cannot be read, and why."""
    connection.execute(
        "CREATE TEMP TABLE malformed "
        "(id VARCHAR, source_file VARCHAR, source_row BIGINT, source_line BIGINT, message VARCHAR)"
    )
    for facet, of_facet in faults.items():
        if of_facet:
            _add(connection, facet, of_facet)
    _add_reversed(connection, encoding)


def _add(connection: "DuckDBPyConnection", facet: str, faults: Mapping[int, str]) -> None:
    import pyarrow as pa

    codes, messages = pa.array(faults, pa.int64()), pa.array(faults.values(), pa.string())
    connection.register("bad", pa.table({"code": codes, "message": messages}))
    connection.execute(
        f"INSERT INTO malformed SELECT id, source_file, source_row, source_line, message FROM {ENCODED} "
        f'JOIN bad ON bad.code = {ENCODED}."{facet}"'
    )


def _add_reversed(connection: "DuckDBPyConnection", encoding: Encoding) -> None:
    """Add rows whose two ends are each right and make no period together."""
    import numpy as np
    import pyarrow as pa

    starts, ends = encoding.contents["start"], encoding.contents["end"]
    all_days = isinstance(starts, DayCells) and isinstance(ends, DayCells)
    well_ordered = "starts.day <= ends.day" + ("" if all_days else " AND length(starts.day) = length(ends.day)")
    for table, contents, column in (("starts", starts, "valid_from"), ("ends", ends, "valid_to")):
        if isinstance(contents, DayCells):
            days = pa.array(contents.days)
            given = days.is_valid()
            days = days if all_days else days.cast(pa.string())
        else:
            days = pa.array([_plain_day(content.get(column)) for content in contents], pa.string())
            given = pa.array([content.get(column) is not None for content in contents], pa.bool_())
        codes = pa.array(np.arange(len(contents), dtype=np.int32))
        connection.register(table, pa.table({"code": codes, "day": days, "given": given}))
    doubtful = connection.execute(
        f"""
        SELECT DISTINCT {ENCODED}.start, {ENCODED}."end"
        FROM {ENCODED} JOIN starts ON starts.code = {ENCODED}.start JOIN ends ON ends.code = {ENCODED}."end"
        WHERE starts.given AND ends.given AND NOT coalesce({well_ordered}, false)
        """
    ).fetchall()
    bad: dict[tuple[int, int], str] = {}
    for start, end in doubtful:
        row = {"valid_from": starts[start]["valid_from"], "valid_to": ends[end]["valid_to"]}
        data: dict[str, object] = {}
        try:
            data = claim_data({**PLACEHOLDER, **row})
            Claim.model_validate(data)
        except ValidationError as error:
            bad[start, end] = "; ".join(problem.message for problem in worded(error, Claim, data))
        except ValueError as error:
            bad[start, end] = str(error)
    if bad:
        columns = {
            "s": pa.array([start for start, _ in bad], pa.int32()),
            "e": pa.array([end for _, end in bad], pa.int32()),
            "message": pa.array(bad.values(), pa.string()),
        }
        connection.register("bad", pa.table(columns))
        connection.execute(
            f"INSERT INTO malformed SELECT id, source_file, source_row, source_line, message FROM {ENCODED} "
            'JOIN bad ON bad.s = start AND bad.e = "end"'
        )


def _plain_day(cell: object) -> str | None:
    """A plain date as text, which orders as the dates do; None for what has to be parsed."""
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return cell if isinstance(cell, str) and _PLAIN_DATE.fullmatch(cell) else None


_PLAIN_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def _refuse_repeated(connection: "DuckDBPyConnection") -> None:
    """Raise InputError for ids that several claims have, with the first of them and the number of all."""
    again = f"SELECT id = lag(id) OVER (ORDER BY claim) AS again FROM {BASE}"
    if not one_number(connection, f"SELECT count(*) FROM ({again}) WHERE again"):
        return
    rows = connection.execute(
        f"""
        SELECT id, source_file, place, first_value(place) OVER claims_of, first_value(source_file) OVER claims_of
        FROM (
            SELECT id, source_file, CASE WHEN source_line > 0 THEN source_line ELSE source_row END AS place
            FROM {BASE}
            WHERE id IN (SELECT id FROM {BASE} GROUP BY id HAVING count(*) > 1)
        )
        WINDOW claims_of AS (PARTITION BY id ORDER BY source_file, place)
        QUALIFY row_number() OVER claims_of > 1
        ORDER BY source_file, place
        """
    ).fetchall()
    problems = [
        Problem(
            f"duplicate id {shown(name)}: first used at {Place(first_file or FRAME, first)}", Place(file or FRAME, at)
        )
        for name, file, at, first, first_file in rows[:MOST_LISTED]
    ]
    if len(rows) > MOST_LISTED:
        problems.append(Problem(f"{len(rows):,} ids are used again; the first {MOST_LISTED} are listed"))
    raise InputError(problems)


# The claims that are left ---------------------------------------------------------------------------------------------


def _number(
    connection: "DuckDBPyConnection", rows: str, table: str, constants: Mapping[str, str] | None = None
) -> None:
    """Make a table of claims, numbered as the rows are stored: in the order of their ids."""
    cells = f", {named(constants)}" if constants else ""
    connection.execute(f"CREATE TEMP VIEW {table} AS SELECT rowid AS claim, *{cells} FROM {rows}")


class Held(NamedTuple):
    """The condition by which claims are visible, in SQL; ``columns``: what it asks for, named."""

    columns: Mapping[str, str]
    condition: str


def holding(as_of: str | None, at: str | None) -> Held | None:
    """What is asked of claims that were known ``as_of`` a day, and held ``at`` one; None for nothing."""
    formula = seen(as_of, at)
    columns = {name: f"c{number}" for number, name in enumerate(sorted({each.name for each in columns_of(formula)}))}
    return Held(columns, _sql(formula, columns)) if columns else None


def _sql(formula: Formula, names: Mapping[str, str]) -> str:
    """A formula of one claim, in SQL."""
    match formula:
        case AllOf(members):
            return f"({' AND '.join(_sql(member, names) for member in members) or 'true'})"
        case AnyOf(members):
            return f"({' OR '.join(_sql(member, names) for member in members) or 'false'})"
        case Comparison(left, operator, right, offset):
            number = f"{names[right.name]} + {offset}" if isinstance(right, Column) else right + offset
            return f"{names[left.name]} {operator} {number}"


def check_links(connection: "DuckDBPyConnection") -> None:
    """Make the table ``links_by_id``: which claims each claim supersedes.

    Raises InputError for those that lead nowhere or in a circle.
    """
    import pyarrow as pa

    rows = connection.execute(
        f"SELECT id, supersedes, more, source_file, source_row FROM {BASE} "
        "WHERE supersedes IS NOT NULL OR more IS NOT NULL ORDER BY claim"
    ).fetchall()
    claims, places = [], []
    for name, supersedes, more, file, row in rows:
        data = claim_data({**PLACEHOLDER, "supersedes": supersedes, "more": more})
        if data.get("supersedes"):
            claims.append(Claim.model_validate({**PLACEHOLDER, "id": name, "supersedes": data["supersedes"]}))
            places.append(Place(file or FRAME, row))
    links = [(each.id, at, target) for each in claims for at, target in enumerate(each.supersedes)]
    columns = {
        "id": pa.array([name for name, _, _ in links], pa.string()),
        "number": pa.array([at for _, at, _ in links], pa.int32()),
        "target_id": pa.array([target for _, _, target in links], pa.string()),
    }
    connection.register("links_given", pa.table(columns))
    connection.execute("CREATE TEMP TABLE links_by_id AS SELECT * FROM links_given")
    known = connection.execute(f"SELECT id FROM {BASE} WHERE id IN (SELECT target_id FROM links_by_id)").fetchall()
    problems = link_problems(claims, frozenset(name for (name,) in known))
    if placed := [Problem(each.message, places[int(each.path[1])], each.path) for each in problems]:
        raise InputError(placed)


def link_claims(connection: "DuckDBPyConnection", table: str) -> None:
    """Make the table of links between the claims of a table, by their numbers."""
    connection.execute(
        f"CREATE TEMP TABLE links_of_{table} AS "
        "SELECT base.claim, links_by_id.number, target.claim AS target FROM links_by_id "
        f"JOIN {table} AS base ON base.id = links_by_id.id LEFT JOIN {table} AS target ON target.id = target_id"
    )
