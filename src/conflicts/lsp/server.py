"""The server: takes what the editor says, keeps what it has open, and answers."""

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from io import FileIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn, TypeVar

from lsprotocol import types
from pygls.exceptions import FeatureRequestError, JsonRpcException, JsonRpcParseError, PyglsError
from pygls.lsp.server import LanguageServer

from conflicts import __version__
from conflicts.config import configuration
from conflicts.errors import ConflictsError
from conflicts.lsp import answers
from conflicts.lsp.answers import Question
from conflicts.lsp.checking import Job, Outcome, belongs, check_job
from conflicts.lsp.diagnostics import claims_diagnostics, problem_diagnostics
from conflicts.lsp.navigation import claim_spot
from conflicts.lsp.protocol import Input, Protocol, keep_quiet
from conflicts.lsp.rulefiles import rule_problems
from conflicts.lsp.texts import Disk, OpenTexts, Sort, Text, name_of, path_of, real

PAUSE = 0.2
"""How many seconds nobody must have typed before what is open is checked."""

WATCHED = ("**/*.{yaml,yml,json,jsonl}", "**/{conflicts,pyproject}.toml")
_WATCHING = "conflicts-files"

_Answer = TypeVar("_Answer")


class Server(LanguageServer):
    """Holds what the editor has open and what came of checking it.

    Checks run one after another in a thread of their own. A change while one waits or runs takes its place: what is
    published was made of what is open. ``scratch`` is a directory for what a check writes.
    """

    def __init__(self, paths: tuple[Path, ...], format: str | None, scratch: Path) -> None:
        # Full: pygls ends lines where the protocol does not, such as at U+2028, and would put changes elsewhere.
        super().__init__("conflicts", __version__, types.TextDocumentSyncKind.Full, protocol_cls=Protocol)
        self.paths, self.format = paths, format
        self.checked: tuple[Sort, ...] = ("claims",) if format is None else ("claims", "foreign")
        self.opened: dict[str, Text] = {}
        self.sorts: dict[str, Sort] = {}
        self.outcomes: dict[Job, Outcome] = {}
        self._disk, self._scratch = Disk(), scratch
        self._named: dict[Path, tuple[Path, ...]] = {}
        self._pending: dict[Job | str, asyncio.Task[None]] = {}
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="check")
        self._answering = ThreadPoolExecutor(thread_name_prefix="answer")

    # --- what is open ---

    def put(self, uri: str, pause: float) -> None:
        """Take over what the editor has open, and check what it belongs to once nobody has typed for a while."""
        path = path_of(uri)
        if path is not None:
            document, key = self.workspace.get_text_document(uri), real(path)
            before = self.sorts.get(key, "other")
            self.opened[key] = Text(name_of(path), uri, document.source, document.version or 0, before)
            self._plan(key, self._look(key, pause))

    def drop(self, uri: str) -> None:
        """Forget what the editor has closed; others are checked with what is on disk."""
        path = path_of(uri)
        text = self.opened.pop(real(path), None) if path is not None else None
        if path is not None and text is not None:
            self.publish(text, [])
            self._plan(real(path), self._look(real(path), 0))
            live = set(map(self.job_of, self.opened))
            self.outcomes = {job: outcome for job, outcome in self.outcomes.items() if job in live}

    def check_all(self) -> None:
        """Check everything that is open: something on disk has changed."""
        self._disk.look_again()
        self._named.clear()
        for key in self.opened:
            self._plan(key, self._look(key, PAUSE))

    def job_of(self, key: str) -> Job:
        """What an open file is checked with.

        It is what the server was started for, or else what the settings name; or else the file's directory.

        Directories are called as the editor calls them, whatever links lead there.
        """
        here = Path(path_of(self.opened[key].uri) or key).parent
        folders = (path_of(folder.uri) for folder in self.workspace.folders.values())
        around = [Path(each) for each in folders if each is not None and Path(real(each)) in Path(key).parents]
        folder = max(around, default=here, key=lambda each: len(each.parts))
        together = Job(self.paths or self._named_for(folder), folder, self.format)
        return together if belongs(key, together) else Job((here,), folder, self.format)

    def _named_for(self, folder: Path) -> tuple[Path, ...]:
        """The paths that the settings of a folder name."""
        if folder not in self._named:
            try:
                named = configuration(start=folder).settings.paths
            except ConflictsError:  # which the check says
                named = ()
            self._named[folder] = tuple(Path(os.path.normpath(Path(path).absolute())) for path in named)
        return self._named[folder]

    # --- checks ---

    def _plan(self, key: Job | str, check: Coroutine[None, None, None]) -> None:
        """Do something in place of what was to be done about the same file or collection."""
        if (earlier := self._pending.get(key)) is not None:
            earlier.cancel()
        task = self._pending[key] = asyncio.ensure_future(check)
        task.add_done_callback(partial(self._done, key))

    def _done(self, key: Job | str, task: "asyncio.Task[None]") -> None:
        """A fault of ours must neither stop the server nor go unseen."""
        if self._pending.get(key) is task:
            del self._pending[key]
        if not task.cancelled() and (error := task.exception()) is not None:
            self._log(f"a check failed: {type(error).__name__}: {error}")

    def report_server_error(self, error: Exception, source: type[PyglsError] | type[JsonRpcException]) -> None:
        """Say in the editor's log what went wrong with a message that nobody waits for an answer to."""
        if isinstance(error, ValueError | RecursionError) and source is JsonRpcException:  # as json.loads raises them
            assert isinstance(self.protocol, Protocol), "it was asked for"
            self.protocol.refuse(JsonRpcParseError())
        elif source is not FeatureRequestError:  # the request was answered by it
            self._log(f"a message could not be handled: {error}")

    def _log(self, message: str) -> None:
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, f"conflicts: {message}"))

    async def _work(self, work: Callable[[], _Answer]) -> _Answer:
        """Do something that takes its time, after what is being done."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)

    async def _look(self, key: str, pause: float) -> None:
        """See what sort of file was opened, changed or closed, and check everything that this can touch."""
        await asyncio.sleep(pause)
        opened = dict(self.opened)
        sorts = await self._work(partial(_sorts, opened))
        before, self.sorts = self.sorts.get(key), sorts
        for job in {self.job_of(each) for each in self.opened if sorts.get(each) in self.checked}:
            if "rule" in (before, sorts.get(key)) or belongs(key, job):
                self._plan(job, self._check(job))
        text = opened.get(key)
        if text is not None and sorts[key] in ("rule", "other"):
            problems = await self._work(partial(rule_problems, text, Path(key))) if sorts[key] == "rule" else ()
            self.publish(text, problem_diagnostics(text, problems, self.workspace.position_codec))

    async def _check(self, job: Job) -> None:
        opened = self._concerning(job)
        outcome = await self._work(partial(check_job, job, opened, self._disk, self.outcomes.get(job), self._scratch))
        if self._concerning(job) != opened:  # which is going to be looked at
            return
        self.outcomes[job] = outcome
        texts, codec = self.texts_of(outcome), self.workspace.position_codec
        for key, text in opened.items():
            if self.opened.get(key) is text and self.sorts.get(key) in self.checked and self.job_of(key) == job:
                find = partial(claim_spot, texts=texts)
                diagnostics = await self._work(partial(claims_diagnostics, text, outcome, find, codec))
                if self.opened.get(key) is text:
                    self.publish(text, diagnostics)

    def _concerning(self, job: Job) -> dict[str, Text]:
        """What is open of the collection, and open rules."""
        return {key: text for key, text in self.opened.items() if belongs(key, job) or self.sorts.get(key) == "rule"}

    def texts_of(self, outcome: Outcome) -> Mapping[str, Text]:
        """The texts of a collection by name, what is open as it is by now."""
        now = {text.name: text for text in self.opened.values()}
        return {name: now.get(name, text) for name, text in outcome.texts.items()}

    def publish(self, text: Text, diagnostics: list[types.Diagnostic]) -> None:
        """Tell the editor everything there is to say of a text."""
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(text.uri, diagnostics, text.version))

    # --- questions ---

    async def ask(self, answer: Callable[[Question], _Answer], uri: str, position: types.Position) -> _Answer | None:
        """Answer a question about a place in what is open, beside the loop: a large file takes its time."""
        path = path_of(uri)
        key = real(path) if path is not None else ""
        text = self.opened.get(key)
        if text is None:
            return None
        outcome = self.outcomes.get(self.job_of(key), Outcome())
        texts = {**self.texts_of(outcome), text.name: text}
        question = Question(text, position, outcome, texts, self.workspace.position_codec)
        # Not the loop's own threads: the loop waits for them at its end.
        return await asyncio.get_running_loop().run_in_executor(self._answering, answer, question)


def _sorts(opened: OpenTexts) -> dict[str, Sort]:
    return {key: text.sort for key, text in opened.items()}


def _server_for(paths: tuple[Path, ...], format: str | None, scratch: Path) -> Server:
    """A server that checks these files and directories together; each open file with its directory, if none is named.

    ``format`` is how all but YAML files are read; without it only claims files and rules are looked at.
    """
    server = Server(paths, format, scratch)

    @server.feature(types.INITIALIZE)
    def initialize(ls: Server, params: types.InitializeParams) -> None:
        folders = params.workspace_folders or []
        root = path_of(folders[0].uri if folders else params.root_uri or "") or params.root_path
        if root is not None:
            with suppress(OSError, ValueError):
                os.chdir(root)  # so that files are named, and settings mean, what they do on the command line there
        ls.paths = tuple(Path(os.path.normpath(path.absolute())) for path in ls.paths)

    @server.feature(types.INITIALIZED)
    async def initialized(ls: Server, params: types.InitializedParams) -> None:
        workspace = ls.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace is not None else None
        if watching is not None and watching.dynamic_registration:
            watchers = [types.FileSystemWatcher(pattern) for pattern in WATCHED]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            registration = types.Registration(_WATCHING, types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            await ls.client_register_capability_async(types.RegistrationParams([registration]))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
        ls.put(params.text_document.uri, 0)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
        ls.put(params.text_document.uri, PAUSE)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
        ls.drop(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
        ls.check_all()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_on_disk(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
        ls.check_all()

    _add_questions(server)
    return server


def _add_questions(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
        return await ls.ask(answers.hover, params.text_document.uri, params.position)

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def definition(ls: Server, params: types.DefinitionParams) -> list[types.Location] | None:
        return await ls.ask(answers.definition, params.text_document.uri, params.position)

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    async def references(ls: Server, params: types.ReferenceParams) -> list[types.Location] | None:
        answer = partial(answers.references, with_declaration=params.context.include_declaration)
        return await ls.ask(answer, params.text_document.uri, params.position)

    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[" ", "/", '"', "{", "["])
    )
    async def completion(ls: Server, params: types.CompletionParams) -> types.CompletionList | None:
        return await ls.ask(answers.completion, params.text_document.uri, params.position)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    async def code_action(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction] | None:
        answer = partial(answers.code_actions, params=params)
        return await ls.ask(answer, params.text_document.uri, params.range.start)


def serve(paths: tuple[Path, ...] = (), format: str | None = None) -> NoReturn:
    """Serve one editor on standard input and output, until it leaves, and end the program.

    What is still looked for, read or checked then is of use to nobody, and nobody waits for it.
    """
    keep_quiet()
    with TemporaryDirectory(prefix="conflicts-", ignore_cleanup_errors=True) as scratch:
        server = _server_for(paths, format, Path(scratch))
        server.start_io(Input(FileIO(sys.stdin.fileno(), closefd=False)))
    os._exit(0)  # sys.exit waits for threads, such as one that goes through a large directory
