"""clingo: an answer set program of three rules, and the claims as facts; grounding it finds all there is."""

import clingo

from contest.case import INCOMPATIBLE, NEWER, UNCITED, Case
from contest.contenders.grouping import rows_of
from contest.proof import listed, prove
from contest.protocol import Answer, Outcome, Work

RULES = {
    INCOMPATIBLE: """
        meets(A, B, AB, AE, BB, BE) :- claim(A, S, P, V, _, O, AB, AE, _, _), claim(B, S, P, W, _, Q, BB, BE, _, _),
            A < B, V != W, O != Q, AB <= BE, BB <= AE.
        incompatible_values(A, B, 1) :- meets(A, B, AB, AE, BB, BE), AB < BE, BB < AE.
        incompatible_values(A, B, 0) :- meets(A, B, AB, AE, BB, BE), AB = BE.
        incompatible_values(A, B, 0) :- meets(A, B, AB, AE, BB, BE), BB = AE.
        """,
    UNCITED: "no_citation(A, A, 1) :- claim(A, _, _, _, _, _, _, _, _, 0).",
    NEWER: """
        newer_statement(A, B, 1) :- claim(A, S, P, V, X, _, _, _, T, _), claim(B, S, P, W, X, _, _, _, U, _),
            V != W, T < U.
        newer_statement(A, B, 0) :- claim(A, S, P, V, X, _, _, _, T, _), claim(B, S, P, W, X, _, _, _, T, _), V != W.
        """,
}


def program(case: Case) -> Work:
    """Rows in memory, dates as numbers of days, to a list of matches."""
    rows = rows_of(case)

    def work() -> Answer:
        control = clingo.Control()
        facts = "".join(
            f'claim({row.number},"{row.subject}","{row.predicate}","{row.value}","{row.source}","{row.origin}",'
            f"{row.begin_day},{row.end_day},{row.stated_day},{row.citations}).\n"
            for row in rows
        )
        control.add("base", [], facts + "".join(RULES[name] for name in case.rules))
        control.ground([("base", [])])
        found = {name: _atoms(control, name) for name in case.rules}
        return lambda: Outcome({name: prove(listed(matches)) for name, matches in found.items()})

    return work


def _atoms(control: clingo.Control, rule: str) -> list[tuple[int, int, bool]]:
    atoms = control.symbolic_atoms.by_signature(rule.replace("-", "_"), 3)
    words = (atom.symbol.arguments for atom in atoms)
    return [(first.number, second.number, certain.number == 1) for first, second, certain in words]
