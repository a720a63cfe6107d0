"""The server: takes what a client asks, has it answered in a process that can be ended, and answers."""

import os
from collections import deque
from collections.abc import Callable
from typing import Annotated, Any, TypeVar, TypeVarTuple

from anyio import CapacityLimiter, Lock, fail_after, to_process
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ToolError
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

from conflicts import __version__
from conflicts.mcp import answers, session
from conflicts.mcp.answers import Answer, Explanation, Refusal, Suggestion
from conflicts.mcp.inputs import FormatName, Given, Kept, OwnClaims, Paths, Served
from conflicts.mcp.session import SessionChange
from conflicts.report.diff import ReportDiff
from conflicts.report.finding import GroupBy
from conflicts.report.misses import WhyNot
from conflicts.report.report import ConflictReport
from conflicts.rules.rule import Verdict

MOST_KEPT = 4
"""How many reports are kept: those of findings that may still be explained, and the one to compare with."""

MOST_ANSWERED = 1_000_000
"""How many characters an answer has at most."""

LIMIT = 20
"""How many findings of a check are answered, unless a client asks for another number."""

LOOPBACK = "127.0.0.1"

INSTRUCTIONS = """\
Reports where claims of sources contradict each other, where a claim is unverified, and where one has been superseded by
a later one. It never says who is right. `certain` findings hold whatever the sources' vague dates and numbers mean;
`possible` ones hold for some of what they can mean. What was not compared is in the report's coverage: no finding about
it means nothing. Nothing is written; files are read in one directory only."""

Rules = Annotated[
    list[str] | None,
    Field(description="Packs (core), rules (core/denial), and files or directories of rules; else all that ship."),
]
Words = Annotated[list[str] | None, Field(description="Rules by name, id, pack, kind or tag.")]
Day = Annotated[str | None, Field(description="A date, in EDTF, or `today`.")]
Limit = Annotated[int, Field(ge=0, description="How many findings are answered at most; all count.")]

_Asked = TypeVarTuple("_Asked")
_Given = TypeVar("_Given")


class Server:
    """Answers clients, and keeps the newest reports, which later questions are about; all clients share them."""

    def __init__(self, served: Served, seconds: float) -> None:
        self._served, self._seconds = served, seconds
        self._kept: deque[str] = deque(maxlen=MOST_KEPT)
        self._places = CapacityLimiter(os.cpu_count() or 1)
        self._session, self._changing = Kept(), Lock()

    async def check(
        self,
        paths: Paths = None,
        claims: OwnClaims = None,
        rules: Rules = None,
        select: Words = None,
        ignore: Words = None,
        as_of: Day = None,
        at: Day = None,
        group_by: GroupBy | None = None,
        verdict: Verdict | None = None,
        format: FormatName = None,
        limit: Limit = LIMIT,
    ) -> Annotated[CallToolResult, ConflictReport]:
        """Report which claims cannot all stand, which lack support, and which are out of date.

        `as_of` is what was known on that day (later claims are left out, superseded ones are found); `at` is what held
        on it. The whole report, with all findings, is then the resource conflicts://report.
        """
        asked = {
            "rules": _tuple(rules),
            "select": _tuple(select),
            "ignore": _tuple(ignore),
            "as_of": as_of,
            "at": at,
            "group_by": group_by,
            "verdict": verdict,
        }
        given = Given(paths=paths, claims=claims, format=format)
        return self._told(await self._answer(answers.check_answer, given, asked, limit))

    async def explain(
        self,
        what: Annotated[
            str, Field(description="The fingerprint of a finding that check reported, or its beginning; or a rule.")
        ],
    ) -> Annotated[CallToolResult, Explanation]:
        """Explain a finding condition by condition, with the bounds that were compared; or what a rule looks for."""
        return self._told(await self._answer(answers.explain_answer, what, tuple(self._kept)))

    async def why_not(
        self,
        rule: Annotated[str, Field(description="The name of a rule.")],
        ids: Annotated[list[str], Field(description="The ids of as many claims as the rule compares, in any order.")],
        paths: Paths = None,
        claims: OwnClaims = None,
        as_of: Day = None,
        at: Day = None,
        format: FormatName = None,
    ) -> Annotated[CallToolResult, WhyNot]:
        """Explain why a rule does not flag some claims, condition by condition; or that it does, and how surely."""
        given = Given(paths=paths, claims=claims, format=format)
        return self._told(await self._answer(answers.why_not_answer, rule, tuple(ids), given, as_of, at))

    async def diff(
        self,
        old: Annotated[Given | None, Field(description="What was before; else the newest report.")] = None,
        new: Annotated[Given | None, Field(description="What is now; else the project.")] = None,
        rules: Rules = None,
        as_of: Day = None,
    ) -> Annotated[CallToolResult, ReportDiff]:
        """Report which findings are new, which are resolved and which have changed.

        A single path may be a report in JSON, as `conflicts check --format json` writes it.
        """
        asked = {"rules": _tuple(rules), "as_of": as_of}
        return self._told(await self._answer(answers.diff_answer, old, new, asked, tuple(self._kept)))

    async def vocabulary_suggest(
        self, paths: Paths = None, claims: OwnClaims = None, format: FormatName = None
    ) -> Annotated[CallToolResult, Suggestion]:
        """Propose what predicates mean and which names may be one, each with its evidence, for somebody to decide.

        Predicates without a definition are not compared: a definition is what makes their claims meet. For a table that
        is not one of claims, a mapping of its columns is proposed.
        """
        return self._told(await self._answer(answers.suggest_answer, Given(paths=paths, claims=claims, format=format)))

    async def add(
        self,
        claims: Annotated[
            list[dict[str, Any]],
            Field(min_length=1, description="Claims, in the words of the project (conflicts://schema/claims)."),
        ],
    ) -> Annotated[CallToolResult, SessionChange]:
        """Add claims to the session, beside those of the project: which findings open, close and change.

        All come or, where one does not fit, none. They are in memory until the server ends, for all its clients; no
        file is written. `check` does not see them; conflicts://report is then the report of the session.
        """
        return await self._change(session.add_answer, claims)

    async def retract(
        self,
        ids: Annotated[list[str], Field(min_length=1, description="The ids of claims, added ones or the project's.")],
    ) -> Annotated[CallToolResult, SessionChange]:
        """Take claims back from the session: which findings open, close and change. No file is changed."""
        return await self._change(session.retract_answer, ids)

    async def session(self) -> str:
        """The claims that were added to the session, and the ids of those that were retracted."""
        return await self._read(session.session_answer, self._session)

    async def _change(self, work: Callable[[Served, Kept, _Given], Answer], given: _Given) -> CallToolResult:
        async with self._changing:  # one change after the other: each is made of what the one before left
            answer = await self._answer(work, self._session, given)
            told = self._told(answer)
            self._session = answer.session or self._session
        return told

    async def rules(self) -> str:
        """Every rule: name, kind, severity, what it reports and what it advises."""
        return await self._read(answers.rules_answer)

    async def rule(self, pack: str, rule: str) -> str:
        """One rule: what it looks for, its conditions and its examples."""
        return await self._read(answers.rule_answer, f"{pack}/{rule}")

    async def report(self) -> str:
        """The whole of the newest report."""
        if not self._kept:
            raise ResourceError("nothing has been checked yet")
        return self._kept[0]

    async def schema(self) -> str:
        """What a claims file may hold."""
        return await self._read(answers.schema_answer)

    async def _read(self, work: Callable[[Served, *_Asked], Answer], *asked: *_Asked) -> str:
        try:
            return (await self._answer(work, *asked)).text
        except ToolError as error:
            raise ResourceError(str(error)) from error

    async def _answer(self, work: Callable[[Served, *_Asked], Answer], *asked: *_Asked) -> Answer:
        """Have the work done in another process, which is ended if it takes too long or the client gives up."""
        async with self._places:
            try:
                with fail_after(self._seconds):
                    answer = await to_process.run_sync(answers.answered, work, self._served, *asked, cancellable=True)
            except TimeoutError:
                raise ToolError(
                    f"ended after {self._seconds:g} seconds: name fewer files or rules (--timeout allows more)"
                ) from None
        if isinstance(answer, Refusal):
            raise ToolError(answer.reason)
        return answer

    def _told(self, answer: Answer) -> CallToolResult:
        """The answer as the protocol has it; a report that came of it is kept, however long the answer is."""
        if answer.report is not None:
            self._kept.appendleft(answer.report)
        size = len(answer.text) + len(str(answer.data))
        if size > MOST_ANSWERED:
            raise ToolError(
                f"the answer would have {size:,} characters, of {MOST_ANSWERED:,} that it may have: ask for fewer "
                "findings (limit), or of fewer rules or files"
            )
        return CallToolResult(content=[TextContent(type="text", text=answer.text)], structured_content=answer.data)


def server(served: Served, seconds: float, *, has_session: bool = False) -> MCPServer[Any]:
    """A server for one directory, that spends so many seconds on an answer at most.

    If it ``has_session``, clients may add claims to those of the project, and retract some, in memory.
    """
    own = Server(served, seconds)
    made: MCPServer[Any] = MCPServer(
        "conflicts", title="Conflicts of claims", version=__version__, instructions=INSTRUCTIONS, log_level="WARNING"
    )
    harmless = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
    for tool in (own.check, own.explain, own.why_not, own.diff, own.vocabulary_suggest):
        made.add_tool(tool, annotations=harmless, structured_output=True)
    if has_session:
        changing = harmless.model_copy(update={"read_only_hint": False, "idempotent_hint": False})
        for change in (own.add, own.retract):
            made.add_tool(change, annotations=changing, structured_output=True)
        made.resource("conflicts://session", mime_type="application/json")(own.session)
    made.resource("conflicts://rules", mime_type="application/json")(own.rules)
    made.resource("conflicts://rules/{pack}/{rule}", mime_type="text/plain")(own.rule)
    made.resource("conflicts://report", mime_type="application/json")(own.report)
    made.resource("conflicts://schema/claims", mime_type="application/schema+json")(own.schema)
    return made


def serve(served: Served, seconds: float, port: int | None, *, has_session: bool = False) -> None:
    """Serve a client on standard input and output; or clients on a port of this machine, that others cannot reach."""
    os.environ["PYTHONSAFEPATH"] = "1"  # the processes that answer import nothing from the directory that is served
    made = server(served, seconds, has_session=has_session)
    if port is None:
        made.run("stdio")
    else:
        made.run("streamable-http", host=LOOPBACK, port=port, max_request_body_size=served.most_bytes)


def _tuple(words: list[str] | None) -> tuple[str, ...] | None:
    return None if words is None else tuple(words)
