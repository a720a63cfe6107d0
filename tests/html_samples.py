"""Pages of HTML for tests: what holds when, and claims that would take a page over."""

import json
from typing import Any

from conflicts.check import check
from conflicts.formats import Options, format_named
from conflicts.model.claim import Citation, Claim, Location
from conflicts.model.collection import Collection
from conflicts.model.source import Source
from conflicts.model.value import Text
from conflicts.model.vocabulary import Entity, Predicate, Vocabulary
from conflicts.report.report import ConflictReport
from snapshots import data_of

ATTACKS = (
    "<script>window.pwned = 1</script>",
    "</script><script>window.pwned = 1</script>",
    "</SCRIPT ><img src=https://attack.example/x.png onerror='window.pwned = 1'>",
    "<!--<script>window.pwned = 1",
    "]]><svg onload=window.pwned=1><iframe src=https://attack.example/></iframe>",
    "\" onmouseover='window.pwned = 1' style='background:url(https://attack.example/y.png)' x=\"",
    '\\"};window.pwned = 1;//\u2028window.pwned = 1;\u2029',
    "{{ script }} ${window.pwned = 1} {{constructor.constructor('window.pwned = 1')()}}",
    "@import url(https://attack.example/z.css); body { display: none }",
)

ADDRESSES = (
    "javascript:window.pwned=1",
    "JaVaScRiPt:window.pwned=1",
    " javascript:window.pwned=1",
    "data:text/html,<script>window.pwned=1</script>",
    "vbscript:window.pwned=1",
    "//attack.example/",
    "file:///etc/passwd",
    "http://",
    "https://archive.example/page?a=1&b=%22#part",
)


def html(report: ConflictReport, **options: Any) -> str:
    """The page of a report."""
    return format_named("html").render(report, Options(**options))


def data_in(page: str) -> dict[str, Any]:
    """What a page says, read as a browser reads it: up to the end of the element."""
    data: dict[str, Any] = json.loads(data_of(page))
    return data


def hostile_report() -> ConflictReport:
    """Contradictions in which every text is an attack."""
    claims: list[Claim] = []
    for number, attack in enumerate(ATTACKS):
        address = ADDRESSES[number % len(ADDRESSES)]
        said: dict[str, Any] = {"subject": f"subject-{number}", "predicate": "says", "valid": "2022"}
        claims += [
            Claim(
                id=f"{number} {attack}",
                value=Text(text=attack),
                asserted_by=f"source-{number}",
                via=[f"relay-{number}"],
                citations=[Citation(url=address), Citation(title=attack)],
                excerpt=attack,
                location=Location(file=f"{address}/{attack}", line=number + 1),
                **said,
            ),
            Claim(id=f"plain-{number}", value=Text(text="plain"), asserted_by="plain", polarity="affirmed", **said),
        ]
    attacks = dict(enumerate(ATTACKS))
    vocabulary = Vocabulary(
        sources={
            f"{role}-{number}": Source(name=text) for number, text in attacks.items() for role in ("source", "relay")
        },
        entities={f"subject-{number}": Entity(name=text) for number, text in attacks.items()},
        predicates={"says": Predicate(value="text", single=True, name=ATTACKS[0])},
    )
    return check(Collection(tuple(claims), vocabulary), rules=["core/incompatible-values"], engine="python")


def held(*times: Any, **fields: Any) -> ConflictReport:
    """A report in which a claim of each time contradicts all that it meets; the sources are called after the times."""
    claims = tuple(
        Claim(
            id=f"claim-{number}",
            subject="town",
            predicate="says",
            value=Text(text=f"value {number}"),
            asserted_by=f"source-{number}",
            valid=time,
            **fields,
        )
        for number, time in enumerate(times)
    )
    vocabulary = Vocabulary(
        sources={claim.asserted_by: Source(name=str(claim.valid)) for claim in claims if claim.asserted_by},
        predicates={"says": Predicate(value="text", single=True)},
    )
    return check(Collection(claims, vocabulary), rules=["core/incompatible-values"], engine="python")


def many(number: int) -> ConflictReport:
    """A report of that many findings, each of claims of its own."""
    (like,) = held("1990/1999", "1995").findings
    findings = []
    for at in range(number):
        sides = tuple(
            side.model_copy(
                update={
                    "claims": tuple(
                        claim.model_copy(
                            update={"id": f"{claim.id} of {at}", "excerpt": f"Words of the account {at}. " * 3}
                        )
                        for claim in side.claims
                    )
                }
            )
            for side in like.sides
        )
        example = tuple(claim.id for side in sides for claim in side.claims)
        changed = {"message": f"Finding {at}", "fingerprint": f"{at:016x}", "sides": sides, "examples": (example,)}
        findings.append(like.model_copy(update=changed))
    statistics = held().statistics.model_copy(update={"claims": 2 * number})
    return ConflictReport.of(findings, statistics)
