"""An editor without a screen: a language-server client that drives the real server over standard input and output."""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import unquote

from lsprotocol import types
from pygls.lsp.client import LanguageClient

PATIENCE = 20.0
"""How many seconds an answer may take on a loaded machine."""

_T = TypeVar("_T")


class Editor:
    """Opens files of a workspace, changes them, and asks about places, which are given as parts of the text."""

    def __init__(
        self,
        root: Path,
        *arguments: str,
        encoding: types.PositionEncodingKind | None = None,
        folders: Sequence[Path] | None = None,
    ) -> None:
        self.root = root
        self.encoding = encoding
        self.errors = ""
        self.published: list[types.PublishDiagnosticsParams] = []
        self.logged: list[str] = []
        self.watched: list[str] = []
        self._folders = [root] if folders is None else folders
        self._arguments = arguments
        self._texts: dict[str, str] = {}
        self._versions: dict[str, int] = {}
        self._runner = asyncio.Runner()
        self._client = LanguageClient("test", "1")
        self._arrived = asyncio.Event()
        self._listen()

    def _listen(self) -> None:
        def published(params: types.PublishDiagnosticsParams) -> None:
            self.published.append(params)
            self._arrived.set()

        def logged(params: types.LogMessageParams | types.ShowMessageParams) -> None:
            self.logged.append(params.message)
            self._arrived.set()

        def registered(params: types.RegistrationParams) -> None:
            for registration in params.registrations:
                assert registration.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES
                assert isinstance(registration.register_options, dict)
                self.watched += [watcher["globPattern"] for watcher in registration.register_options["watchers"]]
            self._arrived.set()

        listen = self._client.protocol.fm.feature
        listen(types.CLIENT_REGISTER_CAPABILITY)(registered)
        listen(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(published)
        listen(types.WINDOW_LOG_MESSAGE)(logged)
        listen(types.WINDOW_SHOW_MESSAGE)(logged)

    def __enter__(self) -> Self:
        self.run(self._start())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.run(self._stop())
        self._runner.close()
        if kind is None:
            assert "Traceback" not in self.errors, self.errors
            assert self.logged == [], self.logged

    async def _start(self) -> None:
        client = self._client
        await client.start_io(sys.executable, "-m", "conflicts", "lsp", *self._arguments)
        encodings = [self.encoding] if self.encoding is not None else None
        await client.initialize_async(
            types.InitializeParams(
                capabilities=types.ClientCapabilities(
                    general=types.GeneralClientCapabilities(position_encodings=encodings),
                    workspace=types.WorkspaceClientCapabilities(
                        did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(True)
                    ),
                ),
                workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in self._folders],
            )
        )
        client.initialized(types.InitializedParams())

    async def _stop(self) -> None:
        await asyncio.wait_for(self._client.shutdown_async(None), PATIENCE)
        self._client.exit(None)
        server = self._client._server
        assert server is not None
        assert server.stderr is not None
        self.errors = (await server.stderr.read()).decode()
        await self._client.stop()  # type: ignore[no-untyped-call]  # pygls gives it no types

    def run(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Do something, and take in what the server says meanwhile."""
        return self._runner.run(work)

    # --- documents ---

    def open(self, file: str, text: str | None = None) -> None:
        """Open a file of the workspace, with other text than it has on disk if that is given."""
        if text is None:
            text = (self.root / file).read_bytes().decode()
        self._texts[file], self._versions[file] = text, 1
        item = types.TextDocumentItem(self.uri(file), "yaml", 1, text)
        self._client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, file: str, text: str) -> None:
        """Type: the file holds another text, that is not saved."""
        self._texts[file] = text
        self._versions[file] += 1
        identifier = types.VersionedTextDocumentIdentifier(self._versions[file], self.uri(file))
        change = types.TextDocumentContentChangeWholeDocument(text)
        self._client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))

    def save(self, file: str) -> None:
        """Write the file."""
        (self.root / file).write_bytes(self._texts[file].encode())
        self._client.text_document_did_save(types.DidSaveTextDocumentParams(self._identifier(file)))

    def close(self, file: str) -> None:
        """Close the file without saving it."""
        del self._texts[file]
        self._client.text_document_did_close(types.DidCloseTextDocumentParams(self._identifier(file)))

    def changed_on_disk(self, file: str) -> None:
        """Tell that somebody else has written a file."""
        event = types.FileEvent(self.uri(file), types.FileChangeType.Changed)
        self._client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))

    def text(self, file: str) -> str:
        """What the file holds."""
        return self._texts[file]

    def uri(self, file: str) -> str:
        """The file's address."""
        return (self.root / file).as_uri()

    # --- diagnostics ---

    def diagnostics(self, file: str) -> list[types.Diagnostic]:
        """What the server says of the file as it is open now."""
        return self.awaited(lambda params: params.uri == self.uri(file) and params.version == self._versions[file])

    def next_diagnostics(self, file: str) -> list[types.Diagnostic]:
        """What the server says of the file from now on."""
        self.published.clear()
        return self.awaited(lambda params: params.uri == self.uri(file))

    def awaited(self, is_meant: Callable[[types.PublishDiagnosticsParams], bool]) -> list[types.Diagnostic]:
        """The diagnostics that are meant, as soon as they have arrived: the last of them."""

        async def arrive() -> list[types.Diagnostic]:
            while not (found := [params for params in self.published if is_meant(params)]):
                assert self.logged == [], self.logged
                self._arrived.clear()
                await self._arrived.wait()
            return list(found[-1].diagnostics)

        return self.run(asyncio.wait_for(arrive(), PATIENCE))

    def marked(self, file: str, diagnostic: types.Diagnostic) -> str:
        """The text that a diagnostic underlines."""
        return self.within(self._texts[file], diagnostic.range)

    # --- questions ---

    def hover(self, file: str, words: str, into: int = 0) -> str | None:
        """What is shown at a place: ``into`` characters into the first occurrence of some words."""
        place = types.HoverParams(self._identifier(file), self.position(file, words, into))
        shown = self._answer(self._client.text_document_hover_async(place))
        if shown is None:
            return None
        assert isinstance(shown.contents, types.MarkupContent)
        return shown.contents.value

    def definitions(self, file: str, words: str, into: int = 0) -> list[tuple[str, str]]:
        """Where one gets to from a place: the files, and the text that is marked there."""
        place = types.DefinitionParams(self._identifier(file), self.position(file, words, into))
        found = self._answer(self._client.text_document_definition_async(place))
        return self._texts_at(found)

    def references(self, file: str, words: str, into: int = 0, declaration: bool = True) -> list[tuple[str, str]]:
        """Where else a thing is spoken of."""
        place = types.ReferenceParams(
            types.ReferenceContext(declaration), self._identifier(file), self.position(file, words, into)
        )
        return self._texts_at(self._answer(self._client.text_document_references_async(place)))

    def completions(self, file: str, words: str, into: int) -> dict[str, str]:
        """What could be typed at a place, and the text with it."""
        at = self.position(file, words, into)
        found = self._answer(
            self._client.text_document_completion_async(types.CompletionParams(self._identifier(file), at))
        )
        if found is None:
            return {}
        assert isinstance(found, types.CompletionList)
        edits = {item.label: item.text_edit for item in found.items}
        return {
            label: self.edited(self._texts[file], [edit])
            for label, edit in edits.items()
            if isinstance(edit, types.TextEdit)
        }

    def actions(self, file: str, words: str, into: int = 0) -> dict[str, types.CodeAction]:
        """What the server offers to do at a place, by title."""
        at = self.position(file, words, into)
        params = types.CodeActionParams(self._identifier(file), types.Range(at, at), types.CodeActionContext([]))
        found = self._answer(self._client.text_document_code_action_async(params)) or []
        actions = [action for action in found if isinstance(action, types.CodeAction)]
        assert len(actions) == len(found)
        return {action.title: action for action in actions}

    def applied(self, action: types.CodeAction) -> dict[str, str]:
        """The texts of the files that the action changes, after it."""
        assert action.edit is not None
        assert action.edit.changes is not None
        files = {self.uri(str(path.relative_to(self.root))): path for path in self.root.rglob("*") if path.is_file()}
        result = {}
        for uri, edits in action.edit.changes.items():
            file = str(files[uri].relative_to(self.root))
            before = self._texts.get(file)
            result[file] = self.edited(before if before is not None else files[uri].read_bytes().decode(), edits)
        return result

    def _answer(self, answer: Coroutine[Any, Any, _T]) -> _T:
        return self.run(asyncio.wait_for(answer, PATIENCE))

    def _identifier(self, file: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(file))

    def _texts_at(self, found: Any) -> list[tuple[str, str]]:
        places = []
        for location in found or []:
            assert isinstance(location, types.Location)
            file = location.uri.removeprefix(self.root.as_uri() + "/")
            text = self._texts.get(file)
            if text is None:
                text = Path(unquote(location.uri.removeprefix("file://"))).read_bytes().decode()
            places.append((file, self.within(text, location.range)))
        return places

    # --- positions, counted here in bytes of UTF-16, or of another encoding ---

    @property
    def _codec(self) -> tuple[str, int]:
        match self.encoding:
            case types.PositionEncodingKind.Utf8:
                return "utf-8", 1
            case types.PositionEncodingKind.Utf32:
                return "utf-32-le", 4
            case _:
                return "utf-16-le", 2

    def position(self, file: str, words: str, into: int) -> types.Position:
        """The position of a character."""
        text = self._texts[file]
        before = text[: text.index(words) + into]
        codec, size = self._codec
        return types.Position(before.count("\n"), len(before.rpartition("\n")[2].encode(codec)) // size)

    def within(self, text: str, range: types.Range) -> str:
        """The text of a range."""
        return text[self._offset(text, range.start) : self._offset(text, range.end)]

    def edited(self, text: str, edits: Sequence[Any]) -> str:
        """The text after some edits."""
        for edit in sorted(edits, key=lambda each: (each.range.start.line, each.range.start.character), reverse=True):
            start, end = self._offset(text, edit.range.start), self._offset(text, edit.range.end)
            text = text[:start] + edit.new_text + text[end:]
        return text

    def _offset(self, text: str, position: types.Position) -> int:
        codec, size = self._codec
        lines = text.split("\n")
        before = lines[position.line].encode(codec)[: position.character * size].decode(codec)
        return sum(len(line) + 1 for line in lines[: position.line]) + len(before)
