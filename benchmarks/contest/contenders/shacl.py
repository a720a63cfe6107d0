"""pySHACL: claims as a graph, and a shape for each rule and verdict.

What says nothing of other claims is a property shape. Pairs are looked for by a SPARQL constraint of one focus node,
the collection: with every claim as a focus node, the query is parsed anew for each of them, which takes much longer.
"""

import pyshacl
from rdflib import RDF, SH, Graph, Literal, Namespace
from rdflib.term import Node

from contest.case import INCOMPATIBLE, NEWER, UNCITED, Case
from contest.contenders.grouping import Row, rows_of
from contest.proof import listed, prove
from contest.protocol import Answer, Outcome, Work

EX = Namespace("https://example.org/")
PREFIXES = """
    @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    ex:prefixes sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
    """
UNCITED_SHAPE = f"""
    ex:{UNCITED}-True a sh:NodeShape ; sh:targetClass ex:Claim ;
        sh:property [ sh:path ex:citations ; sh:minExclusive 0 ] .
    """
PAIR_SHAPE = """
    ex:%s a sh:NodeShape ; sh:targetNode ex:collection ; sh:sparql [ sh:prefixes ex:prefixes ; sh:select \"\"\"
        SELECT $this ?value WHERE { $this a ex:Collection . %s BIND (CONCAT(STR(?a), " ", STR(?b)) AS ?value) }
        \"\"\" ] .
    """
"""A pair is reported as a value: the numbers of its two claims."""

TIMES = """
    ?one ex:about ?key ; ex:number ?a ; ex:value ?v ; ex:origin ?o ; ex:begin ?ab ; ex:end ?ae .
    ?two ex:about ?key ; ex:number ?b ; ex:value ?w ; ex:origin ?q ; ex:begin ?bb ; ex:end ?be .
    FILTER (?a < ?b && ?v != ?w && ?o != ?q)
    """
STATEMENTS = """
    ?one ex:about ?key ; ex:source ?x ; ex:number ?a ; ex:value ?v ; ex:stated ?as .
    ?two ex:about ?key ; ex:source ?x ; ex:number ?b ; ex:value ?w ; ex:stated ?bs .
    FILTER (?v != ?w)
    """
QUERIES = {
    (INCOMPATIBLE, True): TIMES + "FILTER (?ab < ?be && ?bb < ?ae)",
    (INCOMPATIBLE, False): TIMES + "FILTER ((?ab = ?be && ?bb <= ?ae) || (?bb = ?ae && ?ab <= ?be))",
    (NEWER, True): STATEMENTS + "FILTER (?as < ?bs)",
    (NEWER, False): STATEMENTS + "FILTER (?as = ?bs)",
}
PAIR_RULES = {rule for rule, _ in QUERIES}


def shapes(case: Case) -> Work:
    """Rows in memory to a validation report, and the matches that it names."""
    rows = rows_of(case)

    def work() -> Answer:
        claims = Graph()
        claims.add((EX.collection, RDF.type, EX.Collection))
        for row in rows:
            _add(claims, row)
        _, report, _ = pyshacl.validate(claims, shacl_graph=_shapes(case.rules))
        assert isinstance(report, Graph)
        found = _matches(report, case.rules)
        return lambda: Outcome({rule: prove(listed(matches)) for rule, matches in found.items()})

    return work


def _add(claims: Graph, row: Row) -> None:
    claim = EX[f"claim/{row.number}"]
    claims.add((claim, RDF.type, EX.Claim))
    claims.add((claim, EX.about, EX[f"{row.subject}/{row.predicate}"]))
    claims.add((claim, EX.value, EX[row.value.replace(" ", "-")]))
    claims.add((claim, EX.source, EX[row.source]))
    claims.add((claim, EX.origin, EX[row.origin]))
    numbers = (row.number, row.begin_day, row.end_day, row.stated_day, row.citations)
    for name, number in zip(("number", "begin", "end", "stated", "citations"), numbers, strict=True):
        claims.add((claim, EX[name], Literal(number)))


def _shapes(rules: tuple[str, ...]) -> Graph:
    texts = [PAIR_SHAPE % (f"{rule}-{certain}", query) for (rule, certain), query in QUERIES.items() if rule in rules]
    own = UNCITED_SHAPE if UNCITED in rules else ""
    return Graph().parse(data="".join([PREFIXES, own, *texts]), format="turtle")


def _matches(report: Graph, rules: tuple[str, ...]) -> dict[str, list[tuple[int, int, bool]]]:
    found: dict[str, list[tuple[int, int, bool]]] = {rule: [] for rule in rules}
    for result in report.subjects(RDF.type, SH.ValidationResult):
        shape = _words(report.value(result, SH.sourceShape))
        if (rule := shape.rpartition("-")[0]) in PAIR_RULES:
            first, second = map(int, _words(report.value(result, SH.value)).split())
            found[rule].append((first, second, shape.endswith("True")))
        else:
            claim = int(_words(report.value(result, SH.focusNode)))
            found[UNCITED].append((claim, claim, True))
    return found


def _words(node: Node | None) -> str:
    """The last part of an address, or the text."""
    return str(node).rpartition("/")[2]
