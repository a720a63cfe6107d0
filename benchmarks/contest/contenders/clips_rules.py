"""CLIPS, by its Python binding clipspy: a template, a rule each, and a function that takes the matches."""

import clips

from contest.case import INCOMPATIBLE, NEWER, UNCITED, Case
from contest.contenders.grouping import rows_of
from contest.proof import listed, prove
from contest.protocol import Answer, Outcome, Work

TEMPLATE = """
(deftemplate claim
  (slot number) (slot subject) (slot predicate) (slot value) (slot source) (slot origin)
  (slot begin) (slot end) (slot stated) (slot citations))
"""
RULES = {
    INCOMPATIBLE: """
        (defrule incompatible-values
          (claim (number ?a) (subject ?s) (predicate ?p) (value ?v) (origin ?o) (begin ?ab) (end ?ae))
          (claim (subject ?s) (predicate ?p) (number ?b&:(> ?b ?a)) (value ~?v) (origin ~?o)
                 (begin ?bb&:(<= ?bb ?ae)) (end ?be&:(<= ?ab ?be)))
          =>
          (found "incompatible-values" ?a ?b (and (< ?ab ?be) (< ?bb ?ae))))
        """,
    UNCITED: """
        (defrule no-citation (claim (number ?a) (citations 0)) => (found "no-citation" ?a ?a TRUE))
        """,
    NEWER: """
        (defrule newer-statement
          (claim (number ?a) (subject ?s) (predicate ?p) (source ?w) (value ?v) (stated ?as))
          (claim (subject ?s) (predicate ?p) (source ?w) (value ~?v) (number ?b) (stated ?bs&:(<= ?as ?bs)))
          =>
          (found "newer-statement" ?a ?b (< ?as ?bs)))
        """,
}


def three_rules(case: Case) -> Work:
    """Rows in memory, dates as numbers of days, to a list of matches."""
    rows = [
        {
            "number": row.number,
            "subject": clips.Symbol(row.subject),
            "predicate": clips.Symbol(row.predicate),
            "value": clips.Symbol(row.value.replace(" ", "-")),
            "source": clips.Symbol(row.source),
            "origin": clips.Symbol(row.origin),
            "begin": row.begin_day,
            "end": row.end_day,
            "stated": row.stated_day,
            "citations": row.citations,
        }
        for row in rows_of(case)
    ]

    def work() -> Answer:
        found: dict[str, list[tuple[int, int, bool]]] = {rule: [] for rule in case.rules}

        def take(rule: str, first: int, second: int, certain: clips.Symbol | bool) -> None:
            found[rule].append((first, second, str(certain) == "TRUE" or certain is True))

        environment = clips.Environment()
        environment.define_function(take, name="found")
        environment.build(TEMPLATE)
        for rule in case.rules:
            environment.build(RULES[rule])
        template = environment.find_template("claim")
        for row in rows:
            template.assert_fact(**row)
        environment.run()
        return lambda: Outcome({rule: prove(listed(matches)) for rule, matches in found.items()})

    return work
