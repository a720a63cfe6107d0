"""A query as SQL: nothing but joins on keys, and comparisons of integers.

The tables it reads are ``facts`` (a column for each that the query names) and, where claims about a whole are claims
about its parts, ``topics``. Its rows are the matches: ``r0``, ``r1``… are the numbers of the claims in the order of the
rule's variables, ``certain`` is 1 or 0.
"""

from collections.abc import Callable, Mapping, Sequence

from sqlglot import exp

from conflicts.errors import UnsupportedError
from conflicts.facts.portions import Joined
from conflicts.facts.query import AllOf, AnyOf, Column, Comparison, Existence, Formula, Query
from conflicts.facts.query import columns_of as columns_compared
from conflicts.facts.symmetry import fitting, is_symmetric, looked_at, taking_part
from conflicts.model.moment import MISSING
from conflicts.sql.names import (
    CERTAIN,
    CLAIM,
    FACTS,
    HOME,
    LARGE,
    LEFT_OUT,
    PLACE,
    TOPIC,
    TOPICS,
    identifiers,
)

_COMPARE: Mapping[str, type[exp.Binary]] = {
    "=": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}

_Cell = Callable[[Column], exp.Expr]


NO_SQL = "a contradiction of more than three claims has no SQL"
"""What is said of queries that are not ``expressible``."""


def expressible(query: Query) -> bool:
    """Whether there is SQL for the query: there is, but for contradictions of more than three claims."""
    return not (query.unordered and query.variables > 3)


def columns_of(query: Query) -> frozenset[str]:
    """The columns of facts that a query reads, those of its keys among them (``topic`` is read as the subject)."""
    formulas = [query.certain, query.possible]
    keys = [*query.key]
    for existence in query.existences:
        formulas += [existence.certain, existence.possible]
        keys += existence.key
    found = {column.name for formula in formulas for column in columns_compared(formula)}
    found |= {key_column(name) for name in keys}
    return frozenset(found | {f"{each.distinct}.hi" for each in query.existences if each.distinct})


def key_column(name: str) -> str:
    """The column by which claims are joined on a field."""
    return {"value": "value.key.hi", "topic": "subject.hi"}.get(name, f"{name}.hi")


def select_matches(query: Query, *, spread: bool, about: str | None = None, cut: bool = False) -> exp.Select:
    """The matches of a query.

    ``spread``: claims can be about more than their subject, and ``topics`` says about what; a match then has its
    ``topic``, if the query joins on it.
    ``about``: a table that has the columns of both ``facts`` and ``topics``, joined, to read instead of the two; it
    leaves databases that choose the order of joins nothing to choose wrongly.
    ``cut``: the claims in ``left_out`` are in no match, but as further ones.

    Raises UnsupportedError for a contradiction of more than three claims.
    """
    return _Select(query, spread, about, cut).matches()


def block_sizes(query: Query, *, spread: bool, over: int, about: str | None = None) -> exp.Select:
    """The keys of blocks of more than ``over`` claims, as ``k0``, ``k1``…, and how many claims they have, as ``size``.

    Claims that nothing can match are not counted. The largest blocks come first. ``about`` is as for the matches.
    """
    return _Select(query, spread, about).block_sizes(over)


def select_blocks(query: Query, *, spread: bool, about: str | None = None) -> exp.Select:
    """The claims of the blocks in ``large``, with the block's ``place`` there, but for those that nothing can match.

    They come block by block, in their order. ``about`` is as for the matches.
    """
    return _Select(query, spread, about).blocks()


def work_of_blocks(query: Query, joined: Joined, most: int, *, spread: bool, about: str | None = None) -> exp.Select:
    """The blocks with more than ``most`` ways to choose claims: their keys, as ``k0``…, ``size`` and ``further``.

    ``size`` is how many claims could match, and ``further`` how many further ones any of these is compared with, at
    most, or 1. ``about`` is as for the matches.
    """
    return _Select(query, spread, about).work_of_blocks(joined, most)


def select_left_out(
    query: Query, joined: Joined, portions: str, *, spread: bool, about: str | None = None
) -> exp.Select:
    """The claims of the blocks in the table ``portions`` that could match and stand behind the first: ``left_out``."""
    return _Select(query, spread, about).left_out(joined, portions)


def is_looked_at(query: Query) -> exp.Expr:
    """What a claim of ``facts AS v0`` fulfils that could match, or be a further claim, with whatever others."""
    return _Select(query, False).is_looked_at()


class _Select:
    def __init__(self, query: Query, spread: bool, about: str | None = None, cut: bool = False) -> None:
        self._query, self._spread, self._about, self._cut = query, spread, about, cut
        self._names = identifiers(columns_of(query))

    def matches(self) -> exp.Select:
        query = self._query
        one_way = query.unordered and query.variables == 2 and not query.existences
        if one_way:
            return self._unordered_pairs()
        found = self._assignments()
        for number, existence in enumerate(query.existences):
            found = self._tested(found, number, existence)
        return self._one_of_each_set(found) if query.unordered and query.variables > 1 else found

    def block_sizes(self, over: int) -> exp.Select:
        key = [column.as_(f"k{number}") for number, column in enumerate(self._key_columns(self._query.key, "v0"))]
        keys = [exp.column(f"k{number}") for number in range(len(key))]
        rows = self._from(0, self._query.key).select(*(key or [exp.convert(1)]))
        rows = rows.where(*self._known(self._query.key, "v0"), self.can_take_part())
        size = exp.Count(this=exp.Star())
        sized = exp.select(*keys, exp.alias_(size, "size")).from_(rows.subquery("keyed"))
        sized = sized.group_by(*keys) if keys else sized
        return sized.having(exp.GT(this=size.copy(), expression=exp.convert(over))).order_by("size DESC", *keys)

    def work_of_blocks(self, joined: Joined, most: int) -> exp.Select:
        keys = [column.as_(f"k{number}") for number, column in enumerate(self._keys_of_first(joined.key))]
        counted = [self._furthers(existence) for existence in joined.existences]
        further = [
            exp.Coalesce(this=exp.column("further", f"e{number}"), expressions=[exp.convert(0)])
            for number in range(len(counted))
        ]
        most_further = exp.Greatest(this=exp.convert(1), expressions=further) if further else exp.convert(1)
        rows = self._firsts(joined.key).select(*keys, most_further.as_("further"))
        for number, (existence, count) in enumerate(zip(joined.existences, counted, strict=True)):
            theirs = [exp.column(f"k{place}", f"e{number}") for place in range(len(existence.key))]
            same = self._pairs(self._keys_of_first(existence.key), theirs)
            on = exp.and_(*same) if same else _truth(True)
            rows = rows.join(count.subquery(f"e{number}"), on=on, join_type="left")
        names = [exp.column(f"k{number}") for number in range(len(keys))]
        size, largest = exp.Count(this=exp.Star()), exp.Max(this=exp.column("further"))
        ways: exp.Expr = largest.copy()
        for _ in range(self._query.variables):
            ways = exp.Mul(this=ways, expression=exp.cast(size.copy(), "double"))
        blocks = exp.select(*names, size.as_("size"), largest.as_("further")).from_(rows.subquery("keyed"))
        blocks = blocks.group_by(*names) if names else blocks
        return blocks.having(exp.GT(this=ways, expression=exp.convert(most)))

    def left_out(self, joined: Joined, portions: str) -> exp.Select:
        keys = self._keys_of_first(joined.key)
        topic = [self._topic().as_(TOPIC)] if self._is_spread(self._query.key) else []
        claim = exp.column(CLAIM, "v0")
        place = exp.Window(this=exp.RowNumber(), partition_by=keys, order=exp.Order(expressions=[claim.copy()]))
        named = [column.copy().as_(f"k{number}") for number, column in enumerate(keys)]
        rows = self._firsts(joined.key).select(claim, *topic, *named, place.as_("place"))
        same = [f"placed.k{number} = {portions}.k{number}" for number in range(len(keys))]
        chosen = exp.select(f"placed.{CLAIM}", *([f"placed.{TOPIC}"] if topic else [])).from_(rows.subquery("placed"))
        chosen = chosen.join(portions, on=exp.and_(*same)) if same else chosen.join(portions, join_type="cross")
        return chosen.where(f"placed.place > {portions}.portion")

    def _firsts(self, key: Sequence[str]) -> exp.Select:
        """The claims ``v0`` that could match, of blocks of the rule's key, and of ``key`` if they match alone."""
        rows = self._from(0, self._query.key).where(*self._known(self._query.key, "v0"), self.can_take_part())
        if self._query.variables > 1:
            return rows
        at_home = [exp.column(HOME, self._topics("v0")).eq(1)] if self._is_spread(self._query.key) else []
        return rows.where(*at_home, *self._known(key, "v0"))

    def _keys_of_first(self, key: Sequence[str]) -> list[exp.Column]:
        """By what further claims are joined with a claim ``v0``, in its block."""
        own = exp.column(self._names["subject.hi"], "v0") if TOPIC in key and TOPIC not in self._query.key else None
        return [own if own is not None and name == TOPIC else self._key_columns([name], "v0")[0] for name in key]

    def _furthers(self, existence: Existence) -> exp.Select:
        """How many claims there are of each key, as ``k0``…, that could be the further one."""
        alias = f"v{self._query.variables}"
        keys = self._key_columns(existence.key, alias)
        fits = self._formula(fitting(existence, self._query), lambda _: self._query.variables)
        rows = self._from(self._query.variables, existence.key).where(*self._known(existence.key, alias), fits)
        rows = rows.select(*(column.as_(f"k{number}") for number, column in enumerate(keys)))
        rows = rows.select(exp.Count(this=exp.Star()).as_("further"))
        return rows.group_by(*(column.copy() for column in keys)) if keys else rows

    def blocks(self) -> exp.Select:
        place, claim = exp.column(PLACE, LARGE), exp.column(CLAIM, "v0")
        columns = self._key_columns(self._query.key, "v0")
        same = [column.eq(exp.column(f"k{number}", LARGE)) for number, column in enumerate(columns)]
        rows = self._from(0, self._query.key).select("v0.*", place).where(self.can_take_part())
        rows = rows.join(LARGE, on=exp.and_(*same)) if same else rows.join(LARGE, join_type="cross")
        return rows.order_by(place.copy(), claim)

    def can_take_part(self) -> exp.Expr:
        """Whether the claim ``v0`` could match at all."""
        return self._formula(taking_part(self._query), _own)

    def is_looked_at(self) -> exp.Expr:
        """Whether the claim ``v0`` could match, or be a further claim, at all."""
        return self._formula(looked_at(self._query), _own)

    # ------------------------------------------------------------------------------------------------ assignments

    def _assignments(self) -> exp.Select:
        """Every assignment of different claims of one block that the possible form takes."""
        query = self._query
        select = self._joined().where(self._formula(query.possible, _own), copy=False)
        columns = [exp.column(CLAIM, f"v{number}").as_(f"r{number}") for number in range(query.variables)]
        select = select.select(*columns, _flag(self._formula(query.certain, _own)).as_(CERTAIN, copy=False), copy=False)
        return self._with_topic(select)

    def _with_topic(self, select: exp.Select) -> exp.Select:
        return select.select(self._topic().as_(TOPIC), copy=False) if self._needs_topic() else select

    def _unordered_pairs(self) -> exp.Select:
        """Each set of two claims once: the assignment that is certain, else the one with the lower claim first."""
        query = self._query
        first, second = exp.column(CLAIM, "v0"), exp.column(CLAIM, "v1")
        forwards = self._formula(query.possible, _own), self._formula(query.certain, _own)
        select = self._joined(exp.LT(this=first.copy(), expression=second.copy()))
        if is_symmetric(query.possible, query.key) and is_symmetric(query.certain, query.key):
            select = select.where(forwards[0], copy=False)
            certain = _flag(forwards[1]).as_(CERTAIN, copy=False)
            return self._with_topic(select.select(first.as_("r0"), second.as_("r1"), certain, copy=False))
        backwards = self._formula(query.possible, _swapped), self._formula(query.certain, _swapped)
        forms = {"forwards": forwards[0], "surely_forwards": forwards[1]}
        forms |= {"backwards": backwards[0], "surely_backwards": backwards[1]}
        flags = [_flag(form).as_(name, copy=False) for name, form in forms.items()]
        tested = self._with_topic(select.select(first.as_("one"), second.as_("other"), *flags, copy=False))
        as_written = exp.or_(_is_one("surely_forwards"), exp.and_(_is_one("forwards"), "surely_backwards = 0"))
        found = exp.select(
            exp.Case().when(as_written, exp.column("one")).else_(exp.column("other")).as_("r0"),
            exp.Case().when(as_written.copy(), exp.column("other")).else_(exp.column("one")).as_("r1"),
            _flag(exp.or_(_is_one("surely_forwards"), _is_one("surely_backwards"))).as_(CERTAIN),
            *([exp.column(TOPIC)] if self._needs_topic() else []),
        )
        found = found.from_(tested.subquery("tested", copy=False), copy=False)
        return found.where(exp.or_(_is_one("forwards"), _is_one("backwards")), copy=False)

    def _joined(self, *conditions: exp.Expr) -> exp.Select:
        query = self._query
        select = self._from(0, query.key)
        if query.key:
            select = select.where(*self._known(query.key, "v0"), copy=False)
        for number in range(1, query.variables):
            joined = self._pairs(self._key_columns(query.key, "v0"), self._key_columns(query.key, f"v{number}"))
            apart = [_differ(f"v{number}", f"v{other}") for other in range(number)] if not conditions else []
            select = self._join(select, number, query.key, [*joined, *apart])
        if conditions:
            select = select.where(*conditions, copy=False)
        if self._is_spread(query.key):
            at_home = [
                exp.EQ(this=exp.column(HOME, self._topics(f"v{n}")), expression=exp.convert(1))
                for n in range(query.variables)
            ]
            select = select.where(exp.or_(*at_home), copy=False)
        if self._cut:
            select = select.where(*(self._is_compared(f"v{n}") for n in range(query.variables)), copy=False)
        return select

    def _is_compared(self, alias: str) -> exp.Expr:
        same = [exp.EQ(this=exp.column(CLAIM, LEFT_OUT), expression=exp.column(CLAIM, alias))]
        if self._is_spread(self._query.key):
            same.append(exp.EQ(this=exp.column(TOPIC, LEFT_OUT), expression=self._topic_of(alias)))
        return exp.not_(exp.Exists(this=exp.select("1").from_(LEFT_OUT).where(*same)))

    def _one_of_each_set(self, found: exp.Select) -> exp.Select:
        """Of the assignments of the same claims the certain one, else the one with the lowest claims in order."""
        rows = [exp.column(f"r{number}") for number in range(self._query.variables)]
        if not expressible(self._query):
            raise UnsupportedError(NO_SQL)
        lowest, highest = (
            exp.Least(this=rows[0], expressions=rows[1:]),
            exp.Greatest(this=rows[0], expressions=rows[1:]),
        )
        same_set: list[exp.Expr] = [lowest, highest]
        if len(rows) == 3:
            same_set.append(
                exp.Add(this=exp.Add(this=rows[0].copy(), expression=rows[1].copy()), expression=rows[2].copy())
            )
        order = exp.Order(expressions=[exp.Ordered(this=exp.column(CERTAIN), desc=True), *(row.copy() for row in rows)])
        rank = exp.Window(this=exp.RowNumber(), partition_by=same_set, order=order)
        names = [*(f"r{number}" for number in range(len(rows))), CERTAIN, *([TOPIC] if self._needs_topic() else [])]
        ranked = exp.select(*names, rank.as_("choice")).from_(found.subquery("assigned", copy=False), copy=False)
        return (
            exp.select(*names).from_(ranked.subquery("ranked", copy=False), copy=False).where("choice = 1", copy=False)
        )

    # --------------------------------------------------------------------------------------------- with and without

    def _tested(self, found: exp.Select, number: int, existence: Existence) -> exp.Select:
        """Keep the matches for which a ``with`` or ``without`` block holds, and say which are still certain."""
        query = self._query
        rows = [f"r{variable}" for variable in range(query.variables)]
        kept = [*rows, CERTAIN, *([TOPIC] if self._needs_topic() else [])]
        enough = self._counted(found, existence)
        joined = self._pairs([exp.column(row, "m") for row in rows], [exp.column(row, "e") for row in rows])
        select = exp.select(*(exp.column(name, "m") for name in kept if name != CERTAIN))
        select = select.from_(found.subquery("m", copy=False), copy=False)
        select = select.join(enough.subquery("e", copy=False), on=exp.and_(*joined), join_type="left", copy=False)
        sure, maybe = (
            exp.GTE(
                this=exp.Coalesce(this=exp.column(name, "e"), expressions=[exp.convert(0)]),
                expression=exp.convert(existence.count),
            )
            for name in ("sure", "maybe")
        )
        certain, possible = (exp.not_(maybe), exp.not_(sure)) if existence.negated else (sure, maybe)
        still = exp.and_(exp.EQ(this=exp.column(CERTAIN, "m"), expression=exp.convert(1)), certain)
        return select.select(_flag(still).as_(CERTAIN), copy=False).where(possible, copy=False)

    def _counted(self, found: exp.Select, existence: Existence) -> exp.Select:
        """For each match, how many further claims certainly and possibly fit the block (or their different values)."""
        query = self._query
        further = query.variables
        alias = f"v{further}"
        select = exp.select().from_(found.subquery("m"), copy=False)
        for variable in sorted(self._bound_variables(existence)):
            same = exp.EQ(this=exp.column(CLAIM, f"v{variable}"), expression=exp.column(f"r{variable}", "m"))
            select = select.join(_table(FACTS, f"v{variable}"), on=same, join_type="inner", copy=False)
        key = [name for name in existence.key if name != TOPIC]
        theirs = [exp.column(self._names[key_column(name)], alias) for name in key]
        conditions = self._pairs([exp.column(self._names[key_column(name)], "v0") for name in key], theirs)
        conditions += [exp.NEQ(this=column.copy(), expression=exp.convert(MISSING)) for column in theirs]
        conditions += [
            exp.NEQ(this=exp.column(CLAIM, alias), expression=exp.column(f"r{variable}", "m"))
            for variable in range(query.variables)
        ]
        if TOPIC in existence.key:
            about = exp.column(TOPIC, "m") if TOPIC in query.key else exp.column(self._names["subject.hi"], "v0")
            if self._spread and self._about is None:
                at = exp.EQ(this=exp.column(TOPIC, f"t{further}"), expression=about)
                select = select.join(_table(TOPICS, f"t{further}"), on=at, join_type="inner", copy=False)
                conditions.append(self._same_claim(further))
            else:
                conditions.append(exp.EQ(this=self._topic_of(alias), expression=about))
        possible, certain = self._formula(existence.possible, _own), self._formula(existence.certain, _own)
        on = exp.and_(*conditions, possible)
        select = select.join(self._facts(further, existence.key), on=on, join_type="inner", copy=False)
        rows = [exp.column(f"r{variable}", "m") for variable in range(query.variables)]
        return select.select(
            *rows,
            self._count(existence, certain, missing_counts=False).as_("sure"),
            self._count(existence, None, missing_counts=True).as_("maybe"),
        ).group_by(*(row.copy() for row in rows))

    def _count(self, existence: Existence, form: exp.Expr | None, *, missing_counts: bool) -> exp.Expr:
        if existence.distinct is None:
            return exp.Count(this=exp.Star()) if form is None else exp.Sum(this=_flag(form))
        code = exp.column(self._names[f"{existence.distinct}.hi"], f"v{self._query.variables}")
        known = exp.NEQ(this=code.copy(), expression=exp.convert(MISSING))
        counts = exp.and_(known, form) if form is not None else known
        different = exp.Count(this=exp.Distinct(expressions=[exp.Case().when(counts, code.copy())]))
        if not missing_counts:
            return different
        missing = exp.Sum(this=_flag(exp.EQ(this=code.copy(), expression=exp.convert(MISSING))))
        return exp.Add(this=different, expression=missing)

    def _bound_variables(self, existence: Existence) -> set[int]:
        used = {
            column.variable for form in (existence.certain, existence.possible) for column in columns_compared(form)
        }
        return (used | {0}) - {self._query.variables}

    # -------------------------------------------------------------------------------------------------- the pieces

    def _needs_topic(self) -> bool:
        asked_for = any(TOPIC in existence.key for existence in self._query.existences)
        return TOPIC in self._query.key and (asked_for or self._spread)

    def _is_spread(self, key: Sequence[str]) -> bool:
        return self._spread and TOPIC in key

    def _topic(self) -> exp.Column:
        return self._topic_of("v0")

    def _topic_of(self, alias: str) -> exp.Column:
        """What a claim is about."""
        return exp.column(TOPIC, self._topics(alias)) if self._spread else exp.column(self._names["subject.hi"], alias)

    def _topics(self, alias: str) -> str:
        """The alias by which the topics of a claim are read."""
        return alias.replace("v", "t") if self._about is None else alias

    def _facts(self, number: int, key: Sequence[str]) -> exp.Expr:
        joined = self._about if self._is_spread(key) else None
        return _table(joined or FACTS, f"v{number}")

    def _from(self, number: int, key: Sequence[str]) -> exp.Select:
        select = exp.select().from_(self._facts(number, key))
        if self._is_spread(key) and self._about is None:
            select = select.join(_table(TOPICS, f"t{number}"), on=self._same_claim(number), join_type="inner")
        return select

    def _join(self, select: exp.Select, number: int, key: Sequence[str], on: Sequence[exp.Expr]) -> exp.Select:
        if not self._is_spread(key) or self._about is not None:
            if not on:
                return select.join(self._facts(number, key), join_type="cross")
            return select.join(self._facts(number, key), on=exp.and_(*on), join_type="inner")
        topics = exp.EQ(this=exp.column(TOPIC, f"t{number}"), expression=exp.column(TOPIC, "t0"))
        select = select.join(_table(TOPICS, f"t{number}"), on=topics, join_type="inner")
        return select.join(_table(FACTS, f"v{number}"), on=exp.and_(self._same_claim(number), *on), join_type="inner")

    def _same_claim(self, number: int) -> exp.Expr:
        return exp.EQ(this=exp.column(CLAIM, f"t{number}"), expression=exp.column(CLAIM, f"v{number}"))

    def _key_columns(self, key: Sequence[str], alias: str) -> list[exp.Column]:
        def column(name: str) -> exp.Column:
            return self._topic_of(alias) if name == TOPIC else exp.column(self._names[key_column(name)], alias)

        return [column(name) for name in key]

    def _known(self, key: Sequence[str], alias: str) -> list[exp.Expr]:
        return [
            exp.NEQ(this=column, expression=exp.convert(MISSING))
            for name, column in zip(key, self._key_columns(key, alias), strict=True)
            if name != TOPIC
        ]

    def _pairs(self, ours: Sequence[exp.Column], theirs: Sequence[exp.Column]) -> list[exp.Expr]:
        return [exp.EQ(this=a.copy(), expression=b.copy()) for a, b in zip(ours, theirs, strict=True)]

    def _formula(self, formula: Formula, variable: Callable[[int], int]) -> exp.Expr:
        match formula:
            case AllOf(members):
                parts = [self._formula(each, variable) for each in members]
                return exp.and_(*parts, copy=False) if parts else _truth(True)
            case AnyOf(members):
                parts = [self._formula(each, variable) for each in members]
                return exp.or_(*parts, copy=False) if parts else _truth(False)
            case Comparison(left, operator, right, offset):
                return _COMPARE[operator](
                    this=self._cell(left, variable), expression=self._right(right, offset, variable)
                )

    def _cell(self, column: Column, variable: Callable[[int], int]) -> exp.Expr:
        return exp.column(self._names[column.name], f"v{variable(column.variable)}")

    def _right(self, right: Column | int, offset: int, variable: Callable[[int], int]) -> exp.Expr:
        if isinstance(right, int):
            return exp.convert(right + offset)
        cell = self._cell(right, variable)
        return exp.Add(this=cell, expression=exp.convert(offset)) if offset else cell


def _own(variable: int) -> int:
    return variable


def _swapped(variable: int) -> int:
    return 1 - variable


def _truth(value: bool) -> exp.Expr:
    return exp.EQ(this=exp.convert(1), expression=exp.convert(int(value)))


def _flag(condition: exp.Expr) -> exp.Expr:
    return exp.Case().when(condition, exp.convert(1), copy=False).else_(exp.convert(0), copy=False)


def _is_one(flag: str) -> exp.Expr:
    return exp.EQ(this=exp.column(flag), expression=exp.convert(1))


def _differ(one: str, other: str) -> exp.Expr:
    return exp.NEQ(this=exp.column(CLAIM, one), expression=exp.column(CLAIM, other))


def _table(name: str, alias: str) -> exp.Expr:
    return exp.alias_(exp.to_table(name), alias, table=True)
